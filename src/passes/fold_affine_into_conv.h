// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "passes/pass.h"

namespace sinter {

/// Folds multiplication and addition by constants that are scalar or per channel into the constant weights and bias of
/// a Convolution, Deconvolution or MatMul: behind it, through a bias Add, and in front of a Convolution (an addition in
/// front only where nothing is padded). What is left of a BatchNorm after decomposition is of this kind. The results
/// are rounded once more or once less than before, so they differ by rounding. Floats only; the value between has one
/// user.
bool fold_affine_into_conv(Graph& graph, PassContext& context);

}  // namespace sinter
