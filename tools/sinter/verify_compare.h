// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Is an output what it must be?
#pragma once
#include <optional>
#include <string>

#include "sinter/tools.h"

namespace sinter::cli {

/// Floats pass if |got - want| <= atol + rtol * |want|. Defaults: rtol 1e-3, or 4 roundings of a coarser type; atol
/// 1e-7 plus 8 roundings of the largest expected value, which is what summing in another order may change. Everything
/// else must be equal.
struct Tolerance {
  std::optional<double> rtol, atol;
};

struct Verdict {
  std::string problem;  ///< empty: it is what it must be
  double worst = 0;     ///< max |got - want| / max |want|, of floats
};

Verdict judge(const HostArray& got, const HostArray& want, const Tolerance& tolerance);

}  // namespace sinter::cli
