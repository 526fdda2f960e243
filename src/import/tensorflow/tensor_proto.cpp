// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/tensorflow/tensor_proto.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"
#include "base/text.h"
#include "import/protobuf/wire_reader.h"
#include "import/tensorflow/data_type.h"
#include "sinter/error.h"

namespace sinter::tensorflow {
namespace {

constexpr const char* kExportGraphAgain = "export the model again";
/// A few bytes of file may stand for a large tensor of one repeated element.
constexpr int64_t kMaxRepeatedBytes = limits::kMaxDensifiedBytes;

/// The list of TensorProto that holds elements of a type.
struct TypedList {
  uint32_t field;
  int parts = 1;  // numbers per element
};

TypedList list_of(DataType type) {
  switch (type) {
    case DataType::kFloat32:
      return {5};
    case DataType::kFloat64:
      return {6};
    case DataType::kString:
      return {8};
    case DataType::kComplex64:
      return {9, 2};
    case DataType::kInt64:
      return {10};
    case DataType::kBool:
      return {11};
    case DataType::kComplex128:
      return {12, 2};
    case DataType::kFloat16:
    case DataType::kBFloat16:
      return {13};
    case DataType::kUInt32:
      return {16};
    case DataType::kUInt64:
      return {17};
    case DataType::kFloat8E5M2:
    case DataType::kFloat8E4M3FN:
      return {18};
    default:
      return {7};
  }
}

// Bytes of one number on the wire; 0 for varints.
size_t fixed_width(uint32_t field) {
  if (field == 5 || field == 9) return 4;
  return field == 6 || field == 12 ? 8 : 0;
}

[[noreturn]] void fail_broken_list() {
  fail(ErrorCode::kInvalidModel, "its list of elements is cut short", kExportGraphAgain);
}

[[noreturn]] void fail_too_many(const TensorProto& tensor) {
  fail(ErrorCode::kInvalidModel, "it has more elements than its shape " + to_string(tensor.shape.dims) + " needs",
       kExportGraphAgain);
}

class TypedElements {
 public:
  TypedElements(const TensorProto& tensor, DataType type, int64_t count)
      : tensor_(tensor), list_(list_of(type)), width_(size_t(bits_of(type)) / 8), count_(count) {
    number_width_ = width_ / size_t(list_.parts);
  }

  std::vector<std::byte> read() {
    for (WireReader in(tensor_.message); in.next();) in.field() == list_.field ? chunk(in) : in.skip();
    if (out_.size() % width_ != 0) fail_broken_list();
    repeat_last();
    return std::move(out_);
  }

 private:
  void chunk(WireReader& in) {
    const size_t fixed = fixed_width(list_.field);
    if (list_.field == 18) return raw(in.bytes(), 1);
    if (in.type() == WireType::kBytes) {
      ByteSpan packed = in.bytes();
      if (fixed) return raw(packed, fixed);
      while (!packed.empty()) {
        uint64_t value = 0;
        if (!take_varint(packed, value)) fail_broken_list();
        number(value);
      }
    } else if (fixed == 4) {
      const float f = in.float32();
      raw(ByteSpan(reinterpret_cast<const std::byte*>(&f), 4), 4);
    } else if (fixed == 8) {
      const double d = in.float64();
      raw(ByteSpan(reinterpret_cast<const std::byte*>(&d), 8), 8);
    } else {
      number(in.varint());
    }
  }

  void room_for(size_t bytes) const {
    if (out_.size() + bytes > size_t(count_) * width_) fail_too_many(tensor_);
  }

  void raw(ByteSpan bytes, size_t width) {
    if (bytes.size() % width != 0) fail_broken_list();
    room_for(bytes.size());
    out_.insert(out_.end(), bytes.begin(), bytes.end());
  }

  // The low bytes: negative numbers of narrow types are sign-extended on the wire, half floats are their bits.
  void number(uint64_t value) {
    room_for(number_width_);
    if (list_.field == 11) value = value != 0;
    const auto* bytes = reinterpret_cast<const std::byte*>(&value);
    out_.insert(out_.end(), bytes, bytes + number_width_);
  }

  void repeat_last() {
    const size_t size = size_t(count_) * width_, have = out_.size();
    if (have == size) return;
    if (int64_t(size) > kMaxRepeatedBytes)
      fail(ErrorCode::kLimit,
           "its shape " + to_string(tensor_.shape.dims) + " needs " + std::to_string(size) +
               " bytes of repeated elements",
           "compute it in the model (Fill)");
    out_.resize(size);
    if (have == 0) return;
    for (size_t at = have; at < size; at += width_) std::memcpy(&out_[at], &out_[have - width_], width_);
  }

  const TensorProto& tensor_;
  TypedList list_;
  size_t width_;         // bytes of one element
  size_t number_width_;  // and of one of its numbers
  int64_t count_;
  std::vector<std::byte> out_;
};

std::vector<std::string> string_elements(const TensorProto& tensor, int64_t count) {
  std::vector<std::string> out;
  for (WireReader in(tensor.message); in.next();) {
    if (in.field() != 8) {
      in.skip();
      continue;
    }
    if (int64_t(out.size()) >= count) fail_too_many(tensor);
    out.emplace_back(in.string());
  }
  const std::string last = out.empty() ? std::string() : out.back();
  if (bytes_of(DataType::kString, count) + count * int64_t(last.size()) > kMaxRepeatedBytes)
    fail(ErrorCode::kLimit, "it has " + std::to_string(count) + " strings", "use fewer");
  out.resize(size_t(count), last);
  return out;
}

bool is_element_aligned(DataType type, ByteSpan bytes) {
  const int bits = is_complex(type) ? bits_of(type) / 2 : bits_of(type);
  return reinterpret_cast<uintptr_t>(bytes.data()) % uintptr_t(std::max(bits / 8, 1)) == 0;
}

Weights view_content(const TensorProto& tensor, DataType type, int64_t size, const std::shared_ptr<const void>& owner) {
  const ByteSpan content = tensor.content;
  if (int64_t(content.size()) != size)
    fail(ErrorCode::kInvalidModel,
         "its content has " + std::to_string(content.size()) + " bytes, but its shape " + to_string(tensor.shape.dims) +
             " of " + type_name(tensor.dtype) + " needs " + std::to_string(size),
         kExportGraphAgain);
  const bool odd_bool = type == DataType::kBool &&
                        std::any_of(content.begin(), content.end(), [](std::byte b) { return b > std::byte{1}; });
  if (is_element_aligned(type, content) && !odd_bool) return Weights(type, tensor.shape.dims, content, owner);
  std::vector<std::byte> copy(content.begin(), content.end());
  if (odd_bool)
    for (std::byte& b : copy) b = std::min(b, std::byte{1});
  return Weights::own(type, tensor.shape.dims, std::move(copy));
}

}  // namespace

Weights decode_tensor(const TensorProto& tensor, const std::shared_ptr<const void>& owner) {
  const DataType type = data_type_of(tensor.dtype);
  if (tensor.shape.unknown_rank) fail(ErrorCode::kInvalidModel, "a constant has no shape", kExportGraphAgain);
  for (int64_t dim : tensor.shape.dims)
    if (dim < 0)
      fail(ErrorCode::kInvalidModel, "its shape " + to_string(tensor.shape.dims) + " has a negative dim",
           kExportGraphAgain);
  const int64_t count = element_count(tensor.shape.dims), size = bytes_of(type, count);
  if (size > limits::kMaxTensorBytes)
    fail(ErrorCode::kLimit, "its shape " + to_string(tensor.shape.dims) + " needs " + std::to_string(size) + " bytes",
         "make the tensor smaller");
  if (type == DataType::kString) {
    if (!tensor.content.empty())
      fail(ErrorCode::kUnsupported, "strings as tensor_content are not supported", "write them as string_val");
    return Weights::of_strings(tensor.shape.dims, string_elements(tensor, count));
  }
  if (!tensor.content.empty()) return view_content(tensor, type, size, owner);
  return Weights::own(type, tensor.shape.dims, TypedElements(tensor, type, count).read());
}

}  // namespace sinter::tensorflow
