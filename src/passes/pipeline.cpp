// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The only list of passes, in the order in which they run. Adding a pass adds one line here.
#include "passes/body_constants.h"
#include "passes/canonicalise.h"
#include "passes/common_subexpressions.h"
#include "passes/dead_code.h"
#include "passes/decompose.h"
#include "passes/fold_affine_into_conv.h"
#include "passes/fold_constants.h"
#include "passes/fold_padding.h"
#include "passes/fuse_conv.h"
#include "passes/fuse_matmul.h"
#include "passes/fuse_pointwise.h"
#include "passes/hoist_activations.h"
#include "passes/inline_if.h"
#include "passes/keep_packed_weights.h"
#include "passes/merge_movement.h"
#include "passes/merge_parallel.h"
#include "passes/pass_manager.h"
#include "passes/propagate_quantization.h"
#include "passes/recognise_activations.h"
#include "passes/recognise_attention.h"
#include "passes/recognise_norms.h"
#include "passes/resolve_shapes.h"
#include "passes/sink_movement.h"

namespace sinter {
namespace {

constexpr bool kRequired = false, kOptional = true;

// Rows that stand in more than one group.
constexpr Pass kResolveShapes = {"resolve_shapes", "turns shape operands that are known at build time into attributes",
                                 kOptional, resolve_shapes};
constexpr Pass kFoldConstants = {"fold_constants", "computes what depends on constants only", kOptional,
                                 fold_constants};
constexpr Pass kCanonicalise = {"canonicalise", "brings nodes into one form and removes those that change nothing",
                                kOptional, canonicalise};
constexpr Pass kSinkMovement = {"sink_movement", "moves Reshape, Transpose and Expand behind ops that do not care",
                                kOptional, sink_movement};
constexpr Pass kMergeMovement = {"merge_movement", "chains of Reshape and Transpose become the shortest ones",
                                 kOptional, merge_movement};
constexpr Pass kCommonSubexpressions = {"common_subexpressions", "computes equal things once", kOptional,
                                        common_subexpressions};
constexpr Pass kDeadCode = {"dead_code", "removes what no output needs", kOptional, dead_code};

// Until nothing changes: each of these may open the way for the others.
constexpr Pass kSimplify[] = {
    {"decompose", "replaces composite ops by what they mean", kRequired, decompose},
    {"inline_if", "an If whose condition is known becomes the branch that it takes", kOptional, inline_if},
    {"body_constants", "constants that bodies of If and Loop read from outside stand in them", kOptional,
     body_constants},
    kResolveShapes,
    {"keep_packed_weights", "MatMul by dequantized constants unpacks them where they would grow too large",
     kOptional, keep_packed_weights},
    kFoldConstants,
    kCanonicalise,
    kSinkMovement,
    kMergeMovement,
    {"recognise_activations", "Gelu, Silu, Mish, HardSwish, HardSigmoid written in pieces become one op", kOptional,
     recognise_activations},
    {"recognise_norms", "layer and RMS norms, Softmax and sums of squares written in pieces become one op", kOptional,
     recognise_norms},
    {"fold_padding", "Pad becomes padding of the Convolution or Pooling behind it", kOptional, fold_padding},
    {"fold_affine_into_conv", "folds scale and shift (BatchNorm) into the weights of Convolution and MatMul", kOptional,
     fold_affine_into_conv},
    {"hoist_activations", "Relu and Clip go in front of a maximum pooling, to the Convolution there", kOptional,
     hoist_activations},
    {"propagate_quantization", "moves elements about as integers; Quantize that undoes Dequantize goes away", kOptional,
     propagate_quantization},
    kCommonSubexpressions,
    kDeadCode,
};

// Larger structures, looked for where everything else has come to rest.
constexpr Pass kCombine[] = {
    {"recognise_attention", "softmax(q k^T) v with scales and masks becomes one Attention", kOptional,
     recognise_attention},
    {"merge_parallel", "Convolutions or products of one input become one, where the backend wants it", kOptional,
     merge_parallel},
    kResolveShapes,
    kFoldConstants,
    kCanonicalise,
    kSinkMovement,
    kMergeMovement,
    kCommonSubexpressions,
    kDeadCode,
};

// Once: the kinds with an expensive root first, what is left pointwise goes together.
constexpr Pass kFuse[] = {
    {"fuse_conv", "Convolution with the bias, residual and activations behind it becomes one node", kOptional,
     fuse_conv},
    {"fuse_matmul", "MatMul with the bias, residual and activations behind it becomes one node", kOptional,
     fuse_matmul},
    {"fuse_pointwise", "neighbouring pointwise ops become one node", kOptional, fuse_pointwise},
    kDeadCode,
};

constexpr PassGroup kPipeline[] = {
    {"simplify", true, kSimplify},
    {"combine", true, kCombine},
    {"fuse", false, kFuse},
};

constexpr PassInfo kPlanningSteps[] = {
    {kPartsInPlace, "Concat and Slice along the outermost axis copy nothing: parts lie where they belong", "memory",
     kOptional},
};

}  // namespace

std::span<const PassGroup> pipeline() { return kPipeline; }

std::span<const PassInfo> planning_steps() { return kPlanningSteps; }

}  // namespace sinter
