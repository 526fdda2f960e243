// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/tensor_data.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/limits.h"
#include "base/text.h"
#include "import/onnx/data_type.h"
#include "import/onnx/typed_data.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

constexpr const char* kExportAgain = "export the model again";

void check_shape(const TensorProto& tensor) {
  for (const int64_t dim : tensor.dims) {
    if (dim >= 0) continue;
    fail(ErrorCode::kInvalidModel, "its shape " + to_string(tensor.dims) + " has a negative dim", kExportAgain);
  }
  if (tensor.has_segment) {
    fail(ErrorCode::kUnsupported, "it is stored in segments", "export the model with whole tensors");
  }
}

// Elements must be in one place only, and in the field that belongs to their type.
void check_places(const TensorProto& tensor, DataType type) {
  const bool raw = tensor.has_raw && !tensor.raw.empty();
  if (tensor.is_external && (raw || tensor.typed_fields != 0)) {
    fail(ErrorCode::kInvalidModel, "it has both external and inline data", kExportAgain);
  }
  if (raw && tensor.typed_fields != 0) {
    fail(ErrorCode::kInvalidModel, "it has both raw and typed data", kExportAgain);
  }
  const uint32_t field = typed_field_of(type);
  if ((tensor.typed_fields & ~(1u << field)) != 0) {
    fail(ErrorCode::kInvalidModel,
         "its elements are of type " + std::string(to_string(type)) + ", but not in " +
             std::string(typed_field_name(field)),
         kExportAgain);
  }
  if (type == DataType::kString && (raw || tensor.is_external)) {
    fail(ErrorCode::kInvalidModel, "strings can be neither raw nor external data", kExportAgain);
  }
}

void check_size(const TensorProto& tensor, DataType type, int64_t found, int64_t wanted, const char* what) {
  if (found == wanted) return;
  fail(ErrorCode::kInvalidModel,
       std::string("its ") + what + " has " + std::to_string(found) + " bytes, but its shape " +
           to_string(tensor.dims) + " of " + std::string(to_string(type)) + " needs " + std::to_string(wanted),
       kExportAgain);
}

int64_t external_number(const StringEntry& entry) {
  const auto value = parse_int64(entry.value);
  if (value && *value >= 0) return *value;
  fail(ErrorCode::kInvalidModel, "its external data has the " + quote(entry.key) + " " + quote(entry.value),
       kExportAgain);
}

// The part of the external file that the entries location, offset and length name.
ByteSpan external_part(const TensorProto& tensor, DataType type, int64_t size, const ModelSource& source) {
  std::string_view location;
  int64_t offset = 0;
  std::optional<int64_t> length;
  for (const StringEntry& entry : tensor.external) {
    if (entry.key == "location") location = entry.value;
    if (entry.key == "offset") offset = external_number(entry);
    if (entry.key == "length") length = external_number(entry);
  }
  check_size(tensor, type, length.value_or(size), size, "external data");
  const ByteSpan file = source.external_file(location);
  const auto available = static_cast<int64_t>(file.size());
  if (offset > available || size > available - offset) {
    fail(ErrorCode::kInvalidModel,
         "its " + std::to_string(size) + " bytes at offset " + std::to_string(offset) + " lie beyond the end of " +
             quote(location) + ", which has " + std::to_string(available),
         "the external file is cut short or belongs to another model: copy it again");
  }
  return file.subspan(static_cast<size_t>(offset), static_cast<size_t>(size));
}

// Bits of the last byte that hold no element.
std::byte unused_bits(DataType type, int64_t count) {
  const int64_t used = bits_of(type) < 8 ? count * bits_of(type) % 8 : 0;
  return used == 0 ? std::byte{0} : static_cast<std::byte>(0xFF << used);
}

bool needs_normalizing(DataType type, int64_t count, ByteSpan bytes) {
  if (type == DataType::kBool) {
    return std::any_of(bytes.begin(), bytes.end(), [](std::byte b) { return b > std::byte{1}; });
  }
  return !bytes.empty() && (bytes.back() & unused_bits(type, count)) != std::byte{0};
}

void normalize(DataType type, int64_t count, std::vector<std::byte>& bytes) {
  if (type == DataType::kBool) {
    for (std::byte& b : bytes) b = std::min(b, std::byte{1});
  } else if (!bytes.empty()) {
    bytes.back() &= ~unused_bits(type, count);
  }
}

bool is_aligned(DataType type, ByteSpan bytes) {
  const int bits = is_complex(type) ? bits_of(type) / 2 : bits_of(type);
  const auto alignment = static_cast<uintptr_t>(std::max(bits / 8, 1));
  return reinterpret_cast<uintptr_t>(bytes.data()) % alignment == 0;
}

void own(TensorData& out, std::vector<std::byte> bytes) {
  normalize(out.type, element_count(out.dims), bytes);
  auto owned = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
  out.bytes = *owned;
  out.owner = std::move(owned);
}

void view_or_copy(TensorData& out, ByteSpan bytes, const std::shared_ptr<const ModelSource>& source,
                  Alignment alignment) {
  const bool misaligned = alignment == Alignment::kElement && !is_aligned(out.type, bytes);
  if (misaligned || needs_normalizing(out.type, element_count(out.dims), bytes)) {
    own(out, {bytes.begin(), bytes.end()});
    source->release(bytes);  // so that big weights are not in memory twice
  } else {
    out.bytes = bytes;
    out.owner = source;
  }
}

void decode_elements(const TensorProto& tensor, const std::shared_ptr<const ModelSource>& source, Alignment alignment,
                     TensorData& out) {
  const int64_t size = bytes_of(out.type, element_count(tensor.dims));
  if (size > limits::kMaxTensorBytes) {
    fail(ErrorCode::kLimit, "its shape " + to_string(tensor.dims) + " needs " + std::to_string(size) + " bytes",
         "make the tensor smaller");
  }
  if (tensor.is_external) {
    view_or_copy(out, external_part(tensor, out.type, size, *source), source, alignment);
  } else if (tensor.typed_fields != 0) {
    TypedData typed = decode_typed_data(tensor, out.type);
    if (typed.is_view) {
      view_or_copy(out, typed.view, source, alignment);
    } else {
      own(out, std::move(typed.copy));
    }
  } else {
    check_size(tensor, out.type, static_cast<int64_t>(tensor.raw.size()), size, tensor.has_raw ? "raw_data" : "data");
    view_or_copy(out, tensor.raw, source, alignment);
  }
}

}  // namespace

TensorData decode_tensor(const TensorProto& tensor, const std::shared_ptr<const ModelSource>& source,
                         Alignment alignment) {
  try {
    check_shape(tensor);
    TensorData out;
    out.name = tensor.name;
    out.type = data_type_of(tensor.data_type);
    out.dims = tensor.dims;
    check_places(tensor, out.type);
    if (out.type == DataType::kString) {
      out.strings = decode_string_data(tensor);
    } else {
      decode_elements(tensor, source, alignment, out);
    }
    return out;
  } catch (Error& error) {
    throw error.in("tensor " + quote(tensor.name));
  }
}

}  // namespace sinter::onnx
