// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Standalone values in protobuf files (input_0.pb, output_0.pb), as the ONNX test sets carry them.
#pragma once
#include <string>
#include <vector>

#include "import/onnx/tensor_data.h"

namespace sinter::onnx {

/// A tensor, a sequence of values, or an optional (no element or one).
struct ValueData {
  enum class Kind : uint8_t { kTensor, kSequence, kOptional };
  Kind kind = Kind::kTensor;
  TensorData tensor;
  std::vector<ValueData> elements;
};

/// A file that holds one TensorProto.
TensorData load_tensor_pb(const std::string& path);
/// A file that holds a TensorProto, SequenceProto or OptionalProto; such files do not say which, so the kind comes from
/// the model's declared type. Maps: Error(kUnsupported).
ValueData load_value_pb(const std::string& path, TypeProto::Kind kind);

}  // namespace sinter::onnx
