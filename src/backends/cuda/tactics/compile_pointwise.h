// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// From a scalar program to a stored kernel, with NVRTC alone.
#pragma once
#include "backends/cuda/kernels/pointwise_kernel.h"
#include "backends/cuda/tactics/pointwise_source.h"

namespace sinter::cuda {

/// Prints and compiles. The spec must not be refused (refuse_pointwise). Errors of compile_cuda_source.
PointwiseRecipe compile_pointwise(const PointwiseSpec& spec, const std::string& arch);

}  // namespace sinter::cuda
