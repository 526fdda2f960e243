// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// From a decoded ONNX tensor to a constant of the IR, sharing the bytes.
#pragma once
#include <utility>

#include "import/onnx/tensor_data.h"
#include "ir/weights.h"

namespace sinter::onnx {

inline Weights to_weights(TensorData tensor) {
  if (tensor.type == DataType::kString) return Weights::of_strings(std::move(tensor.dims), std::move(tensor.strings));
  return Weights(tensor.type, std::move(tensor.dims), tensor.bytes, std::move(tensor.owner));
}

}  // namespace sinter::onnx
