// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// decode_sparse_tensor: coordinates and values to a dense tensor.
#include <algorithm>
#include <cstring>

#include "base/limits.h"
#include "base/text.h"
#include "import/onnx/tensor_data.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

[[noreturn]] void fail_sparse(const char* what) { fail(ErrorCode::kInvalidModel, what, "export the model again"); }

// Where value `n` goes, counted in elements. Indices are [n] (linear) or [n, rank].
int64_t position_of(int64_t n, const TensorData& indices, const Dims& dims, int64_t count) {
  const auto at = [&](int64_t i) {
    int64_t value = 0;
    std::memcpy(&value, indices.bytes.data() + static_cast<size_t>(i) * sizeof(value), sizeof(value));
    return value;
  };
  if (indices.dims.size() == 1) {
    const int64_t position = at(n);
    if (position < 0 || position >= count) fail_sparse("an index lies outside the shape");
    return position;
  }
  const auto rank = static_cast<int64_t>(dims.size());
  int64_t position = 0;
  for (int64_t d = 0; d < rank; ++d) {
    const int64_t index = at(n * rank + d), dim = dims[static_cast<size_t>(d)];
    if (index < 0 || index >= dim) fail_sparse("an index lies outside the shape");
    position = position * dim + index;
  }
  return position;
}

void check_indices(const TensorData& values, const TensorData& indices, size_t rank) {
  if (indices.type != DataType::kInt64) fail_sparse("its indices are not of type i64");
  if (values.dims.size() != 1) fail_sparse("its values are not a vector");
  const bool linear = indices.dims.size() == 1 && indices.dims[0] == values.dims[0];
  const bool coordinates =
      indices.dims.size() == 2 && indices.dims[0] == values.dims[0] && indices.dims[1] == static_cast<int64_t>(rank);
  if (!linear && !coordinates) fail_sparse("its indices do not have the shape [values] or [values, rank]");
}

TensorData densify(const SparseTensorProto& tensor, const TensorData& values, const TensorData& indices) {
  if (std::any_of(tensor.dims.begin(), tensor.dims.end(), [](int64_t d) { return d < 0; })) {
    fail_sparse("its shape has a negative dim");
  }
  check_indices(values, indices, tensor.dims.size());
  if (bits_of(values.type) < 8)
    fail(ErrorCode::kUnsupported, "it has elements of less than 8 bits", "store it densely");
  const int64_t count = element_count(tensor.dims), size = bytes_of(values.type, count);
  if (size > limits::kMaxDensifiedBytes) {
    fail(ErrorCode::kLimit, "it would take " + std::to_string(size) + " bytes densely", "use smaller sparse tensors");
  }
  if (count == 0 && values.dims[0] > 0) fail_sparse("an index lies outside the shape");
  TensorData out;
  out.name = values.name;
  out.type = values.type;
  out.dims = tensor.dims;
  const bool strings = values.type == DataType::kString;
  std::vector<std::byte> bytes(strings ? 0 : static_cast<size_t>(size));
  if (strings) out.strings.resize(static_cast<size_t>(count));
  const size_t width = static_cast<size_t>(bits_of(values.type)) / 8;
  for (int64_t n = 0; n < values.dims[0]; ++n) {
    const auto to = static_cast<size_t>(position_of(n, indices, tensor.dims, count)), from = static_cast<size_t>(n);
    if (strings) {
      out.strings[to] = values.strings[from];
    } else {
      std::memcpy(bytes.data() + to * width, values.bytes.data() + from * width, width);
    }
  }
  auto owned = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
  out.bytes = *owned;
  out.owner = std::move(owned);
  return out;
}

}  // namespace

TensorData decode_sparse_tensor(const SparseTensorProto& tensor, const std::shared_ptr<const ModelSource>& source) {
  const TensorData values = decode_tensor(tensor.values, source), indices = decode_tensor(tensor.indices, source);
  try {
    return densify(tensor, values, indices);
  } catch (Error& error) {
    throw error.in("sparse tensor " + quote(tensor.values.name));
  }
}

}  // namespace sinter::onnx
