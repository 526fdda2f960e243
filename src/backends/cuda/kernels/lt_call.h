// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// One cuBLASLt product prepared on the stack: descriptors of a shape, the choice of an algorithm, the call.
#pragma once
#include "backends/cuda/cublaslt_api.h"
#include "backends/cuda/kernels/cublaslt_matmul.h"
#include "backends/cuda/kernels/matmul_shape.h"

namespace sinter::cuda {

struct LtAlgorithm {
  LtAlgo algo;
  size_t workspace;
};

class LtCall {
 public:
  /// Check status() before using it. `bias` is only an address.
  LtCall(const CublasLtApi& api, const CublasLtRecipe& recipe, const MatmulShape& shape, const void* bias) noexcept;
  Status status() const { return status_; }
  /// The library's first choice within `workspace_limit`. It needs no GPU work.
  Status choose(LtHandle handle, size_t workspace_limit, LtAlgorithm& out) noexcept;
  Status run(LtHandle handle, const LtAlgorithm& chosen, const void* a, const void* b, void* c, void* workspace,
             CuStream stream) noexcept;

 private:
  void check(LtStatus s, const char* what) noexcept {
    if (s != kLtSuccess && status_.ok()) status_ = Status::bad(what, s);
  }
  void set_desc(int attribute, const void* value, size_t size) noexcept {
    check(api_.desc_set(&desc_, attribute, value, size), "cuBLASLt refuses a matrix product");
  }
  void set_layout(LtLayout& layout, int64_t rows, int64_t columns, int64_t batch, bool shared) noexcept;

  const CublasLtApi& api_;
  int type_;
  bool wide_;  // alpha and beta are doubles
  LtMatmulDesc desc_;
  LtLayout first_, second_, result_;
  Status status_;
};

}  // namespace sinter::cuda
