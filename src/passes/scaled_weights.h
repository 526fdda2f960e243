// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// New constants from old ones: weights with factors folded in. Computed in double, rounded once.
#pragma once
#include <optional>
#include <vector>

#include "ir/weights.h"

namespace sinter {

class ThreadPool;

/// Element k times factors[k / inner % factors.size()]; nullopt where a finite element becomes infinite or NaN (a
/// narrow dtype overflows), because the product of weight and factor alone may be out of range where the result is not.
/// `pool`: null: on the calling thread.
std::optional<Weights> scale_weights(const Weights& weights, const std::vector<double>& factors, int64_t inner,
                                     ThreadPool* pool = nullptr);

/// A vector of `values` as `dtype`; nullopt where one is not finite in it.
std::optional<Weights> finite_vector(DataType dtype, const std::vector<double>& values);

/// Elements of all dims behind `axis`.
int64_t elements_behind(const Dims& dims, int axis);

}  // namespace sinter
