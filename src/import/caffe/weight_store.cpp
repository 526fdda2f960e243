// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/caffe/weight_store.h"

#include <cmath>
#include <cstring>

#include "base/limits.h"
#include "base/text.h"
#include "sinter/error.h"

namespace sinter::caffe {
namespace {

Dims without_ones(const Dims& dims) {
  Dims out;
  for (const int64_t d : dims)
    if (d != 1) out.push_back(d);
  return out;
}

/// FNV-1a: the same on every machine.
uint64_t text_seed(uint64_t seed, std::string_view text) {
  uint64_t h = 0xcbf29ce484222325u ^ (seed * 0x9e3779b97f4a7c15u);
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return h;
}

/// SplitMix64.
uint64_t next_random(uint64_t& state) {
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

constexpr double centre_of(Fill fill) { return fill == Fill::kZero ? 0 : fill == Fill::kOne ? 1 : 0.25; }

/// 0.02 to 0.1 from the centre, on either side.
float near_centre(Fill fill, uint64_t bits) {
  const double off = 0.02 + 0.08 * (double(bits >> 11) * 0x1p-53);
  return float(centre_of(fill) + ((bits & 1) != 0 ? off : -off));
}

/// How many layers a warning names.
constexpr size_t kMaxNamed = 5;
constexpr const char* kWeightsRemedy =
    "give them with --weights FILE, or --random-weights SEED for a benchmark (ParseOptions::weights, random_weights)";

}  // namespace

WeightStore::WeightStore(const NetFile& net_file, const NetFile* file, const Net* net, std::optional<uint64_t> random)
    : net_file_(net_file), file_(file), random_(random) {
  if (!net) return;
  for (const Layer& l : net->layers)
    if (!l.blobs.empty()) by_name_[l.name] = &l;
}

WeightStore::Found WeightStore::find(const Layer& layer) const {
  const auto it = by_name_.find(layer.name);
  if (it != by_name_.end()) return {file_, it->second};
  if (!layer.blobs.empty()) return {&net_file_, &layer};
  return {};
}

std::optional<size_t> WeightStore::count(const Layer& layer) const {
  const Found found = find(layer);
  return found.layer ? std::optional(found.layer->blobs.size()) : std::nullopt;
}

Weights WeightStore::get(const Layer& layer, size_t i, const Dims& dims, Fill fill) {
  Found found = find(layer);
  asked_.insert(layer.name);
  size_t blob = i;
  const std::string share = i < layer.shared.size() ? layer.shared[i] : "";
  if (found.layer && i >= found.layer->blobs.size()) found = {};
  if (!share.empty()) {
    const auto it = shared_.find(share);
    if (found.layer) shared_.try_emplace(share, Shared{found, i});
    if (!found.layer && it != shared_.end()) {
      found = it->second.from;
      blob = it->second.blob;
    }
  }
  if (!found.layer) {
    if (random_ && (random_layers_.empty() || random_layers_.back() != layer.name))
      random_layers_.push_back(layer.name);
    if (random_) return this->random(share.empty() ? layer.name + "#" + std::to_string(i) : share, dims, fill);
    fail(ErrorCode::kInvalidArgument,
         "its weights (blob " + std::to_string(i) + " of the shape " + to_string(dims) + ") are missing",
         (file_ ? "the .caffemodel has none for a layer of this name, so these are not its weights: " : "") +
             std::string(kWeightsRemedy));
  }
  const Blob b = found.file->blob(*found.layer->blobs[blob]);
  if (without_ones(b.dims) != without_ones(dims))
    fail(ErrorCode::kInvalidModel,
         "blob " + std::to_string(blob) + " of its weights has the shape " + to_string(b.dims) + ", the layer needs " +
             to_string(dims),
         "give the .caffemodel of this network, or correct the layer");
  return to_weights(b, dims);
}

Weights WeightStore::get_as_is(const Layer& layer, size_t i) const {
  const Found found = find(layer);
  if (!found.layer || i >= found.layer->blobs.size())
    fail(ErrorCode::kInvalidModel, "blob " + std::to_string(i) + " of its weights is missing", kWeightsRemedy);
  const Blob b = found.file->blob(*found.layer->blobs[i]);
  return to_weights(b, b.dims);
}

std::string WeightStore::random_warning() const {
  if (random_layers_.empty() || (!file_ && random_layers_.size() == asked_.size())) return {};
  std::vector<std::string> names;
  for (size_t i = 0; i < random_layers_.size() && i < kMaxNamed; ++i) names.push_back(quote(random_layers_[i]));
  return std::to_string(random_layers_.size()) + " of " + std::to_string(asked_.size()) +
         " layers with weights have none in the .caffemodel and were filled with random numbers: " +
         join(std::span<const std::string>(names), ", ") + (random_layers_.size() > kMaxNamed ? ", ..." : "");
}

Weights WeightStore::random(const std::string& name, const Dims& dims, Fill fill) const {
  int64_t count = 1;
  for (const int64_t d : dims)
    if (d < 0 || __builtin_mul_overflow(count, d, &count) || count > limits::kMaxDensifiedBytes / 4)
      fail(ErrorCode::kLimit, "random weights of the shape " + to_string(dims) + " are too many",
           "use a smaller layer");
  std::vector<std::byte> bytes(size_t(count) * sizeof(float));
  const int64_t fan_in = dims.size() < 2 || dims[0] == 0 ? 1 : std::max<int64_t>(count / dims[0], 1);
  const double range = std::sqrt(6.0 / double(fan_in));  // of a uniform variable of the variance 2 / fan_in
  uint64_t state = text_seed(random_.value_or(0), name);
  for (int64_t i = 0; i < count; ++i) {
    const uint64_t bits = next_random(state);
    const double unit = double(bits >> 11) * 0x1p-53;
    const float v = fill == Fill::kWeight ? float((2 * unit - 1) * range) : near_centre(fill, bits);
    std::memcpy(bytes.data() + size_t(i) * sizeof(float), &v, sizeof(v));
  }
  return Weights::own(DataType::kFloat32, dims, std::move(bytes));
}

}  // namespace sinter::caffe
