// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/caffe/blob.h"

#include <algorithm>
#include <cstring>

#include "base/float_types.h"
#include "base/limits.h"
#include "base/text.h"
#include "sinter/error.h"

namespace sinter::caffe {
namespace {

constexpr const char* kBlobRemedy = "the file is damaged: copy it again, or save the model again";

size_t blob_number_size(Blob::Number n) {
  return n == Blob::Number::kFloat64 ? 8 : n == Blob::Number::kFloat16 ? 2 : 4;
}

template <class T>
T load_number(const std::byte* at) {
  T value;
  std::memcpy(&value, at, sizeof(T));
  return value;
}

float blob_number_at(const Blob& blob, size_t i) {
  const std::byte* at = blob.packed.data() + i * blob_number_size(blob.number);
  if (blob.number == Blob::Number::kFloat64) return float(load_number<double>(at));
  if (blob.number == Blob::Number::kFloat16) return half_to_float(load_number<uint16_t>(at));
  return load_number<float>(at);
}

/// More numbers after those in one piece: all become values.
void unpack_numbers(Blob& blob) {
  const size_t count = blob.packed.size() / blob_number_size(blob.number);
  blob.values.reserve(blob.values.size() + count);
  for (size_t i = 0; i < count; ++i) blob.values.push_back(blob_number_at(blob, i));
  blob.packed = {};
}

void add_packed(Blob& blob, WireReader& in, Blob::Number number) {
  const ByteSpan bytes = in.bytes();
  if (bytes.size() % blob_number_size(number) != 0) in.fail_here("the numbers of a blob are cut short");
  if (bytes.empty()) return;
  const bool first = blob.packed.empty() && blob.values.empty();
  unpack_numbers(blob);
  blob.packed = bytes;
  blob.number = number;
  if (!first) unpack_numbers(blob);
}

void add_numbers(Blob& blob, WireReader& in, bool is_double) {
  if (in.type() == WireType::kBytes)
    return add_packed(blob, in, is_double ? Blob::Number::kFloat64 : Blob::Number::kFloat32);
  unpack_numbers(blob);
  blob.values.push_back(is_double ? float(in.float64()) : in.float32());
}

void check_blob(const Blob& blob) {
  int64_t wanted = 1;
  if (blob.dims.size() > size_t(limits::kMaxRank))
    fail(ErrorCode::kLimit, "a blob has " + std::to_string(blob.dims.size()) + " dims", kBlobRemedy);
  for (const int64_t d : blob.dims) {
    if (d < 0) fail(ErrorCode::kInvalidModel, "a blob has the shape " + to_string(blob.dims), kBlobRemedy);
    if (__builtin_mul_overflow(wanted, d, &wanted) || wanted > limits::kMaxTensorBytes / 4)
      fail(ErrorCode::kLimit, "a blob of the shape " + to_string(blob.dims) + " is too large", kBlobRemedy);
  }
  if (wanted == blob.count()) return;
  fail(ErrorCode::kInvalidModel,
       "a blob of the shape " + to_string(blob.dims) + " has " + std::to_string(blob.count()) + " numbers",
       kBlobRemedy);
}

struct OldShape {
  std::optional<int64_t> dims[4];  // num, channels, height, width
  bool any() const { return dims[0] || dims[1] || dims[2] || dims[3]; }
  Dims all() const { return {dims[0].value_or(0), dims[1].value_or(0), dims[2].value_or(0), dims[3].value_or(0)}; }
};

Blob finish_blob(Blob blob, const std::optional<Dims>& shape, const OldShape& old) {
  if (shape)
    blob.dims = *shape;
  else if (old.any())
    blob.dims = old.all();
  else
    blob.dims = {blob.count()};
  check_blob(blob);
  return blob;
}

/// The numbers of half or double precision that NVIDIA's fork writes.
Blob::Number raw_number(WireReader& in, int64_t type) {
  if (type == 0) return Blob::Number::kFloat64;
  if (type == 1) return Blob::Number::kFloat32;
  if (type == 2) return Blob::Number::kFloat16;
  in.fail_here("a blob holds integers");
}

float text_number(const TextField& f) {
  const auto v = f.as_double();
  if (!v) fail(ErrorCode::kInvalidModel, f.place() + ": " + quote(f.text) + " is no number", "correct the text");
  return float(*v);
}

int64_t text_extent(const TextField& f) {
  const auto v = f.as_int();
  if (!v) fail(ErrorCode::kInvalidModel, f.place() + ": " + quote(f.text) + " is no integer", "correct the text");
  return *v;
}

}  // namespace

int64_t Blob::count() const { return int64_t(packed.size() / blob_number_size(number) + values.size()); }

Blob read_blob(WireReader in, std::shared_ptr<const void> owner) {
  Blob blob;
  blob.owner = std::move(owner);
  std::optional<Dims> shape;
  OldShape old;
  int64_t raw_type = 1;
  while (in.next()) {
    const uint32_t field = in.field();
    if (field >= 1 && field <= 4) {
      old.dims[field - 1] = in.int32();
    } else if (field == 5 || field == 8) {
      add_numbers(blob, in, field == 8);
    } else if (field == 7) {
      shape.emplace();
      for (WireReader dims = in.message(); dims.next();)
        dims.field() == 1 ? dims.append_to(*shape, limits::kMaxRank) : dims.skip();
    } else if (field == 10) {
      raw_type = in.int64();
    } else if (field == 12) {
      add_packed(blob, in, raw_number(in, raw_type));
    } else {
      in.skip();
    }
  }
  return finish_blob(std::move(blob), shape, old);
}

Blob read_blob(const TextField& field) {
  static constexpr std::string_view kOldNames[] = {"num", "channels", "height", "width"};
  Blob blob;
  std::optional<Dims> shape;
  OldShape old;
  for (const TextField& f : field.fields) {
    if (f.name == "data" || f.name == "double_data") blob.values.push_back(text_number(f));
    if (f.name == "shape") shape = read_shape(f);
    for (size_t i = 0; i < 4; ++i)
      if (f.name == kOldNames[i]) old.dims[i] = text_extent(f);
  }
  try {
    return finish_blob(std::move(blob), shape, old);
  } catch (Error& e) {
    throw e.in(field.place());
  }
}

Dims read_shape(const TextField& shape) {
  Dims dims;
  for (const TextField& f : shape.fields)
    if (f.name == "dim") dims.push_back(text_extent(f));
  return dims;
}

Weights to_weights(const Blob& blob, const Dims& dims) {
  const bool aligned = reinterpret_cast<uintptr_t>(blob.packed.data()) % alignof(float) == 0;
  if (!blob.packed.empty() && blob.number == Blob::Number::kFloat32 && aligned)
    return Weights(DataType::kFloat32, dims, blob.packed, blob.owner);
  std::vector<std::byte> bytes(size_t(blob.count()) * sizeof(float));
  if (!blob.packed.empty() && blob.number == Blob::Number::kFloat32) {
    std::memcpy(bytes.data(), blob.packed.data(), bytes.size());
  } else {
    for (size_t i = 0; i < bytes.size() / sizeof(float); ++i) {
      const float v = blob.packed.empty() ? blob.values[i] : blob_number_at(blob, i);
      std::memcpy(bytes.data() + i * sizeof(float), &v, sizeof(v));
    }
  }
  return Weights::own(DataType::kFloat32, dims, std::move(bytes));
}

}  // namespace sinter::caffe
