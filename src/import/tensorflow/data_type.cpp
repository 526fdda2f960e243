// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/tensorflow/data_type.h"

#include <iterator>

#include "sinter/error.h"

namespace sinter::tensorflow {
namespace {

struct TypeRow {
  const char* name;
  DataType type;
};

// By TensorFlow's number.
constexpr TypeRow kTypes[] = {{"DT_INVALID", DataType::kInvalid},
                              {"DT_FLOAT", DataType::kFloat32},
                              {"DT_DOUBLE", DataType::kFloat64},
                              {"DT_INT32", DataType::kInt32},
                              {"DT_UINT8", DataType::kUInt8},
                              {"DT_INT16", DataType::kInt16},
                              {"DT_INT8", DataType::kInt8},
                              {"DT_STRING", DataType::kString},
                              {"DT_COMPLEX64", DataType::kComplex64},
                              {"DT_INT64", DataType::kInt64},
                              {"DT_BOOL", DataType::kBool},
                              {"DT_QINT8", DataType::kInt8},
                              {"DT_QUINT8", DataType::kUInt8},
                              {"DT_QINT32", DataType::kInt32},
                              {"DT_BFLOAT16", DataType::kBFloat16},
                              {"DT_QINT16", DataType::kInt16},
                              {"DT_QUINT16", DataType::kUInt16},
                              {"DT_UINT16", DataType::kUInt16},
                              {"DT_COMPLEX128", DataType::kComplex128},
                              {"DT_HALF", DataType::kFloat16},
                              {"DT_RESOURCE", DataType::kInvalid},
                              {"DT_VARIANT", DataType::kInvalid},
                              {"DT_UINT32", DataType::kUInt32},
                              {"DT_UINT64", DataType::kUInt64},
                              {"DT_FLOAT8_E5M2", DataType::kFloat8E5M2},
                              {"DT_FLOAT8_E4M3FN", DataType::kFloat8E4M3FN}};
constexpr int64_t kFirstReference = 101;

const TypeRow* type_row(int64_t number) {
  if (number >= kFirstReference) number -= kFirstReference - 1;
  return number >= 0 && number < int64_t(std::size(kTypes)) ? &kTypes[number] : nullptr;
}

}  // namespace

DataType from_tensorflow(int64_t number) noexcept {
  const TypeRow* row = type_row(number);
  return row ? row->type : DataType::kInvalid;
}

DataType data_type_of(int64_t number) {
  const DataType type = from_tensorflow(number);
  if (type != DataType::kInvalid) return type;
  fail(ErrorCode::kUnsupported, "tensors of " + type_name(number) + " are not supported",
       "freeze the graph, so that variables become constants, and cut it to its tensors (outputs)");
}

std::optional<int64_t> type_number(std::string_view name) noexcept {
  const bool reference = name.ends_with("_REF");
  if (reference) name.remove_suffix(4);
  for (size_t i = 0; i < std::size(kTypes); ++i)
    if (name == kTypes[i].name) return int64_t(i) + (reference ? kFirstReference - 1 : 0);
  return std::nullopt;
}

std::string type_name(int64_t number) {
  const TypeRow* row = type_row(number);
  return row ? row->name : "type " + std::to_string(number);
}

}  // namespace sinter::tensorflow
