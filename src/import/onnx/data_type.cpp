// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/data_type.h"

#include <array>

#include "sinter/error.h"

namespace sinter::onnx {
namespace {

// Indexed by ONNX's number.
constexpr std::array kTypes = {
    DataType::kInvalid,        DataType::kFloat32,      DataType::kUInt8,          DataType::kInt8,
    DataType::kUInt16,         DataType::kInt16,        DataType::kInt32,          DataType::kInt64,
    DataType::kString,         DataType::kBool,         DataType::kFloat16,        DataType::kFloat64,
    DataType::kUInt32,         DataType::kUInt64,       DataType::kComplex64,      DataType::kComplex128,
    DataType::kBFloat16,       DataType::kFloat8E4M3FN, DataType::kFloat8E4M3FNUZ, DataType::kFloat8E5M2,
    DataType::kFloat8E5M2FNUZ, DataType::kUInt4,        DataType::kInt4,           DataType::kFloat4E2M1,
    DataType::kFloat8E8M0,     DataType::kUInt2,        DataType::kInt2,
};
static_assert(kTypes.size() == kNumDataTypes, "every type of ours has its number in ONNX");

constexpr int32_t kFloat6E2M3 = 27, kFloat6E3M2 = 28;

}  // namespace

DataType from_onnx(int32_t onnx_type) noexcept {
  const bool known = onnx_type >= 0 && onnx_type < static_cast<int32_t>(kTypes.size());
  return known ? kTypes[static_cast<size_t>(onnx_type)] : DataType::kInvalid;
}

int32_t to_onnx(DataType type) noexcept {
  for (size_t i = 0; i < kTypes.size(); ++i) {
    if (kTypes[i] == type) return static_cast<int32_t>(i);
  }
  return 0;
}

DataType data_type_of(int32_t onnx_type) {
  const DataType type = from_onnx(onnx_type);
  if (type != DataType::kInvalid) return type;
  if (onnx_type == kFloat6E2M3 || onnx_type == kFloat6E3M2) {
    fail(ErrorCode::kUnsupported, "6-bit floating-point elements are not supported", "store them as 8-bit floats");
  }
  fail(ErrorCode::kInvalidModel, "the element type " + std::to_string(onnx_type) + " is not one that ONNX defines",
       "export the model again");
}

}  // namespace sinter::onnx
