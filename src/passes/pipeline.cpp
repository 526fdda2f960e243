// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The only list of passes, in the order in which they run. Adding a pass adds one line here.
#include "passes/canonicalise.h"
#include "passes/common_subexpressions.h"
#include "passes/dead_code.h"
#include "passes/decompose.h"
#include "passes/fold_affine_into_conv.h"
#include "passes/fold_constants.h"
#include "passes/fuse_conv.h"
#include "passes/fuse_matmul.h"
#include "passes/fuse_pointwise.h"
#include "passes/pass_manager.h"
#include "passes/resolve_shapes.h"

namespace sinter {
namespace {

constexpr bool kRequired = false, kOptional = true;

// Until nothing changes: each of these may open the way for the others.
constexpr Pass kSimplify[] = {
    {"decompose", "replaces composite ops by what they mean", kRequired, decompose},
    {"resolve_shapes", "turns shape operands that are known at build time into attributes", kOptional, resolve_shapes},
    {"fold_constants", "computes what depends on constants only", kOptional, fold_constants},
    {"canonicalise", "brings nodes into one form and removes those that change nothing", kOptional, canonicalise},
    {"fold_affine_into_conv", "folds scale and shift (BatchNorm) into the weights of Convolution and MatMul", kOptional,
     fold_affine_into_conv},
    {"common_subexpressions", "computes equal things once", kOptional, common_subexpressions},
    {"dead_code", "removes what no output needs", kOptional, dead_code},
};

// Once: the kinds with an expensive root first, what is left pointwise goes together.
constexpr Pass kFuse[] = {
    {"fuse_conv", "Convolution with the bias, residual and activations behind it becomes one node", kOptional,
     fuse_conv},
    {"fuse_matmul", "MatMul with the bias, residual and activations behind it becomes one node", kOptional,
     fuse_matmul},
    {"fuse_pointwise", "neighbouring pointwise ops become one node", kOptional, fuse_pointwise},
    {"dead_code", "removes what no output needs", kOptional, dead_code},
};

constexpr PassGroup kPipeline[] = {
    {"simplify", true, kSimplify},
    {"fuse", false, kFuse},
};

}  // namespace

std::span<const PassGroup> pipeline() { return kPipeline; }

}  // namespace sinter
