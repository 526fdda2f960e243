// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Tactics of ScatterElements, Unique and MatrixInverse.
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/tactics/simple.h"
#include "ops/matrix_inverse.h"
#include "ops/scatter_elements.h"
#include "ops/unique.h"

namespace sinter::cpu {
namespace {

Verdict scatter_elements_supports(const Problem& p) {
  const DataType type = p.inputs[0].type.dtype;
  if (p.op().as<ScatterElements>()->reduction != ScatterReduction::kNone &&
      (!has_element(type) || type == DataType::kBool)) {
    return Verdict::no("this dtype cannot be combined");
  }
  return is_index_type(p.inputs[1].type.dtype) ? Verdict::yes() : Verdict::no("indices are neither i32 nor i64");
}

}  // namespace

const Tactic& scatter_elements_tactic() {
  static const SimpleTactic t("scatter_elements", ScatterElements::kName, true, scatter_elements_supports,
                              [](const Problem& p, RecipeWriter& w) {
                                const ScatterElements& op = *p.op().as<ScatterElements>();
                                w.i64(op.axis).i64(int64_t(op.reduction));
                              });
  return t;
}
const Tactic& unique_tactic() {
  static const SimpleTactic t("unique", Unique::kName, false, always, [](const Problem& p, RecipeWriter& w) {
    const Unique& op = *p.op().as<Unique>();
    w.i64(op.flatten).i64(op.axis).i64(op.sorted);
  });
  return t;
}
const Tactic& matrix_inverse_tactic() {
  static const SimpleTactic t("matrix_inverse", MatrixInverse::kName, false, always, no_recipe);
  return t;
}

}  // namespace sinter::cpu
