// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// How the cases of all_op_cases() are written down.
#pragma once
#include <initializer_list>

#include "ir/op.h"
#include "support/op_cases.h"

namespace sinter::test {

/// One input of a case's node.
struct CaseInput {
  HostTensor data;
  SymDims dims;           // type of the graph input; empty: the data's dims
  bool constant = false;  // a Constant node instead of a graph input
  bool absent = false;
  std::optional<ValueType> type = {};  // of a graph input that is a sequence or an optional

  /// The same with a symbolic type ("N" where the data has 3).
  CaseInput as(SymDims symbolic) const;
  CaseInput fixed() const;  // a constant
};

/// What random data looks like.
enum class Fill {
  kPlain,     // floats in [-2, 2), integers in [0, 8), bools
  kSpecial,   // the same with NaN, infinities, signed zeros, large numbers and the ends of integer types among them
  kPositive,  // floats in [0.5, 2.5)
};

CaseInput random_input(DataType dtype, Dims dims, uint32_t seed, Fill fill = Fill::kPlain);
CaseInput of_values(DataType dtype, Dims dims, std::initializer_list<double> values);
CaseInput of_ints(std::initializer_list<int64_t> values);  // an i64 vector
CaseInput int_scalar(int64_t value);
CaseInput absent_input();
CaseInput of_strings(Dims dims, std::vector<std::string> values);
/// A graph input that is a sequence of these tensors, declared to hold `element`.
CaseInput of_sequence(ValueType element, std::vector<CaseInput> items);
/// An optional that holds the item, or nothing.
CaseInput of_optional(ValueType element, std::vector<CaseInput> item);
/// A dim by name.
Dim sym(const char* name);

struct CaseList {
  std::vector<OpCase> cases;
  /// Adds a case; returns it for further settings. `outputs`: how many, for ops that leave it open.
  OpCase& add(std::string name, Op op, std::vector<CaseInput> inputs, int64_t reduction = 1, int outputs = -1);
};

// One function per family, each in its own file.
void add_pointwise_cases(CaseList& list);
void add_convolution_cases(CaseList& list);
void add_matmul_cases(CaseList& list);
void add_reduction_cases(CaseList& list);
void add_normalization_cases(CaseList& list);
void add_attention_cases(CaseList& list);
void add_recurrent_cases(CaseList& list);
void add_random_cases(CaseList& list);
void add_movement_cases(CaseList& list);
void add_index_cases(CaseList& list);
void add_quantization_cases(CaseList& list);
void add_signal_cases(CaseList& list);
void add_vision_cases(CaseList& list);
void add_read_shape_cases(CaseList& list);
void add_region_cases(CaseList& list);
void add_sequence_cases(CaseList& list);
void add_string_cases(CaseList& list);
void add_ml_cases(CaseList& list);
void add_tensor_cases(CaseList& list);

}  // namespace sinter::test
