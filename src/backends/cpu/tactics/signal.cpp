// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Tactics of signal processing and small linear algebra.
#include "backends/cpu/tactics/simple.h"
#include "ops/det.h"
#include "ops/dft.h"
#include "ops/mel_weight_matrix.h"

namespace sinter::cpu {
namespace {

void dft_write(const Problem& p, RecipeWriter& w) {
  const DFT& op = *p.op().as<DFT>();
  w.i64(op.inverse).i64(op.onesided).i64(!op.length.empty());
}

}  // namespace

const Tactic& dft_tactic() {
  static const SimpleTactic t("dft", DFT::kName, false, always, dft_write);
  return t;
}
const Tactic& det_tactic() {
  static const SimpleTactic t("det", Det::kName, false, always, no_recipe);
  return t;
}
const Tactic& mel_weight_matrix_tactic() {
  static const SimpleTactic t("mel_weight_matrix", MelWeightMatrix::kName, false, always, no_recipe);
  return t;
}

}  // namespace sinter::cpu
