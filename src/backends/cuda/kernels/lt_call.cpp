// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// cuBLASLt's matrices are column-major. A row-major r x c matrix is a column-major c x r one in the same bytes, so the
// library is asked for the transposed product: its first operand is our b, its second our a, its rows our columns.
#include "backends/cuda/kernels/lt_call.h"

namespace sinter::cuda {
namespace {

constexpr uint32_t kOperandAlignment = 16;  // bytes; the contract of TensorArg gives 64

int lt_type(DataType t) {
  switch (t) {
    case DataType::kFloat16:
      return kLtF16;
    case DataType::kBFloat16:
      return kLtBF16;
    case DataType::kFloat64:
      return kLtF64;
    default:
      return kLtF32;
  }
}

uint32_t lt_epilogue(const CublasLtRecipe& r) {
  return r.bias ? (r.relu ? kLtEpilogueReluBias : kLtEpilogueBias) : r.relu ? kLtEpilogueRelu : kLtEpilogueNone;
}

}  // namespace

LtCall::LtCall(const CublasLtApi& api, const CublasLtRecipe& recipe, const MatmulShape& s, const void* bias) noexcept
    : api_(api), type_(lt_type(recipe.dtype)), wide_(recipe.dtype == DataType::kFloat64) {
  check(api_.desc_init(&desc_, sizeof(desc_), wide_ ? kLtCompute64F : kLtCompute32F, wide_ ? kLtF64 : kLtF32),
        "cuBLASLt refuses a matrix product");
  const int32_t op_first = s.transpose_b ? kLtTransposed : kLtNoTranspose;
  const int32_t op_second = s.transpose_a ? kLtTransposed : kLtNoTranspose;
  const uint32_t epilogue = lt_epilogue(recipe);
  set_desc(kLtDescTransA, &op_first, sizeof(op_first));
  set_desc(kLtDescTransB, &op_second, sizeof(op_second));
  set_desc(kLtDescEpilogue, &epilogue, sizeof(epilogue));
  if (recipe.bias) set_desc(kLtDescBiasPointer, &bias, sizeof(bias));
  set_layout(first_, s.transpose_b ? s.k : s.n, s.transpose_b ? s.n : s.k, s.batch, s.share_b);
  set_layout(second_, s.transpose_a ? s.m : s.k, s.transpose_a ? s.k : s.m, s.batch, s.share_a);
  set_layout(result_, s.n, s.m, s.batch, false);
}

void LtCall::set_layout(LtLayout& layout, int64_t rows, int64_t columns, int64_t batch, bool shared) noexcept {
  const char* what = "cuBLASLt refuses a matrix of this size";
  check(api_.layout_init(&layout, sizeof(layout), type_, uint64_t(rows), uint64_t(columns), rows), what);
  if (batch == 1) return;
  const auto count = int32_t(batch);
  const int64_t stride = shared ? 0 : rows * columns;
  check(api_.layout_set(&layout, kLtLayoutBatchCount, &count, sizeof(count)), what);
  check(api_.layout_set(&layout, kLtLayoutBatchStride, &stride, sizeof(stride)), what);
}

Status LtCall::choose(LtHandle handle, size_t workspace_limit, LtAlgorithm& out) noexcept {
  LtPreference preference;
  check(api_.preference_init(&preference, sizeof(preference)), "cuBLASLt refuses its preferences");
  const uint64_t limit = workspace_limit;
  check(api_.preference_set(&preference, kLtPrefMaxWorkspace, &limit, sizeof(limit)),
        "cuBLASLt refuses its preferences");
  for (int attribute = kLtPrefAlignmentA; attribute <= kLtPrefAlignmentD; ++attribute)
    check(api_.preference_set(&preference, attribute, &kOperandAlignment, sizeof(kOperandAlignment)),
          "cuBLASLt refuses its preferences");
  if (!status_.ok()) return status_;
  LtHeuristic found{};
  int count = 0;
  const LtStatus s =
      api_.heuristic(handle, &desc_, &first_, &second_, &result_, &result_, &preference, 1, &found, &count);
  if (s != kLtSuccess || count < 1 || found.state != kLtSuccess)
    return Status::bad("cuBLASLt has no algorithm for this matrix product", s != kLtSuccess ? s : found.state);
  out = {found.algo, found.workspace};
  return {};
}

Status LtCall::run(LtHandle handle, const LtAlgorithm& chosen, const void* a, const void* b, void* c, void* workspace,
                   CuStream stream) noexcept {
  if (!status_.ok()) return status_;
  constexpr float kOne = 1, kZero = 0;
  constexpr double kWideOne = 1, kWideZero = 0;
  const void* alpha = wide_ ? static_cast<const void*>(&kWideOne) : &kOne;
  const void* beta = wide_ ? static_cast<const void*>(&kWideZero) : &kZero;
  const LtStatus s = api_.matmul(handle, &desc_, alpha, b, &first_, a, &second_, beta, c, &result_, c, &result_,
                                 &chosen.algo, workspace, chosen.workspace, stream);
  return s == kLtSuccess ? Status::good() : Status::bad("a cuBLASLt matrix product failed", s);
}

}  // namespace sinter::cuda
