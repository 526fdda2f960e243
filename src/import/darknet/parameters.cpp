// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/darknet/parameters.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/text.h"
#include "import/model_bytes.h"
#include "sinter/error.h"

namespace sinter::darknet {
namespace {

static_assert(std::endian::native == std::endian::little, "the floats of a .weights file are used in place");

/// All random numbers of one network: more would be a .cfg that was broken or made to fill the memory.
constexpr int64_t kMaxRandomBytes = int64_t{8} << 30;
constexpr const char* kWeightsRemedy = "check that the .weights file is whole, and that it belongs to the .cfg file";

template <class T>
T load_header_number(ByteSpan bytes, size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

/// splitmix64 (Steele et al. 2014): the same numbers everywhere.
uint64_t next_random(uint64_t& state) {
  uint64_t z = (state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

/// 0.02 to 0.1 from the centre, on either side.
float near_number(double centre, uint64_t& state) {
  const uint64_t bits = next_random(state);
  const double off = 0.02 + 0.08 * (double(bits >> 11) * 0x1p-53);
  return float(centre + ((bits & 1) != 0 ? off : -off));
}

}  // namespace

int64_t checked_count(const Dims& dims) {
  int64_t count = 1;
  for (int64_t d : dims)
    if (__builtin_mul_overflow(count, d, &count) || count > limits::kMaxTensorBytes / 4)
      fail(ErrorCode::kLimit, "a tensor of the shape " + to_string(dims) + " is too large", "correct the .cfg file");
  return count;
}

Parameters::Parameters(std::optional<ByteSpan> file, std::shared_ptr<const void> owner, std::optional<uint64_t> seed,
                       const std::string& path)
    : file_(file),
      owner_(std::move(owner)),
      seed_(seed),
      state_(seed.value_or(0)),
      near_state_(~seed.value_or(0)),
      random_(!file && seed),
      file_name_(path.empty() ? "the weights file" : "the weights file " + quote(path)) {
  if (file_) read_header();
}

void Parameters::read_header() {
  const ByteSpan bytes = *file_;
  try {
    refuse_lfs_pointer(bytes);
  } catch (Error& e) {
    throw e.in(file_name_);
  }
  if (bytes.size() < 16)
    fail(ErrorCode::kInvalidModel, file_name_ + " has " + std::to_string(bytes.size()) + " bytes, less than a header",
         kWeightsRemedy);
  const int64_t major = load_header_number<int32_t>(bytes, 0), minor = load_header_number<int32_t>(bytes, 4);
  const int64_t revision = load_header_number<int32_t>(bytes, 8);
  version_ = std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(revision);
  if (major < 0 || minor < 0 || revision < 0 || major > 9999 || minor > 9999)
    fail(ErrorCode::kInvalidModel, file_name_ + " says that it is of version " + version_ + ": it is no Darknet file",
         "give a .weights file");
  // From version 0.2 on the count takes 64 bits; files that are marked as transposed (1000 added) are older.
  transposed_ = major > 1000 || minor > 1000;
  const bool wide = major * 10 + minor >= 2 && major < 1000 && minor < 1000;
  at_ = wide ? 20 : 16;
  if (bytes.size() < at_) fail(ErrorCode::kInvalidModel, file_name_ + " ends in its header", kWeightsRemedy);
  seen_ = wide ? load_header_number<uint64_t>(bytes, 12) : load_header_number<uint32_t>(bytes, 12);
  if ((bytes.size() - at_) % 4 != 0)
    fail(
        ErrorCode::kInvalidModel,
        file_name_ + " has " + std::to_string(bytes.size()) + " bytes, which is no header and a number of whole floats",
        kWeightsRemedy);
}

void Parameters::begin_layer(int index) {
  if (file_ && at_ != layer_begin_) last_full_layer_ = layer_;
  layer_begin_ = at_;
  layer_ = index;
}

void Parameters::fail_at_end(int64_t wanted) const {
  const std::string needs = std::to_string(wanted) + " numbers";
  if (at_ == layer_begin_ && bytes_left() == 0 && last_full_layer_ >= 0)
    fail(ErrorCode::kInvalidModel,
         file_name_ + " ends before this layer: it holds the weights up to layer " + std::to_string(last_full_layer_) +
             " only, as the files do from which a training starts (darknet53.conv.74)",
         "give the weights of the whole network, name outputs up to that layer (--outputs), or give --random-weights "
         "SEED too for a benchmark "
         "(ParseOptions::weights, outputs, random_weights)");
  fail(ErrorCode::kInvalidModel,
       file_name_ + " ends in this layer: it wants " + needs + " more, " + std::to_string(bytes_left() / 4) +
           " are left",
       kWeightsRemedy);
}

Weights Parameters::take(const Dims& dims, Fill fill, int64_t fan_in) {
  if (lost_) throw FollowsFailure{};
  const int64_t count = checked_count(dims);
  if (!file_ && !seed_)
    fail(ErrorCode::kInvalidArgument, "the network's weights were not given",
         "give them with --weights FILE, or --random-weights SEED for a benchmark (ParseOptions::weights, "
         "random_weights)");
  if (file_ && seed_ && bytes_left() == 0 && at_ == layer_begin_) random_ = true;
  if (random_) return random_numbers(dims, count, fill, fan_in);
  if (count > bytes_left() / 4) fail_at_end(count);
  const ByteSpan part = file_->subspan(at_, size_t(count) * 4);
  at_ += part.size();
  return Weights(DataType::kFloat32, dims, part, owner_);
}

Weights Parameters::random_numbers(const Dims& dims, int64_t count, Fill fill, int64_t fan_in) {
  if (std::exchange(random_layer_, layer_) != layer_) ++random_layers_;
  random_bytes_ += count * 4;
  if (random_bytes_ > kMaxRandomBytes)
    fail(ErrorCode::kLimit,
         "the network wants more than " + std::to_string(kMaxRandomBytes) + " bytes of random weights",
         "correct the .cfg file, or give the weights in a file");
  std::vector<std::byte> bytes(size_t(count) * 4);
  const double reach = std::sqrt(6.0 / double(std::max<int64_t>(1, fan_in)));
  for (int64_t i = 0; i < count; ++i) {
    const float v = fill == Fill::kUniform ? float(reach * (double(next_random(state_) >> 11) * 0x1p-52 - 1))
                                           : near_number(fill == Fill::kOne ? 1 : 0, near_state_);
    std::memcpy(bytes.data() + i * 4, &v, 4);
  }
  return Weights::own(DataType::kFloat32, dims, std::move(bytes));
}

}  // namespace sinter::darknet
