// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The part of cuBLASLt that this backend calls, declared here so that building needs no CUDA headers. Descriptors live
// in the caller's memory (the library's Init functions), so that a matmul call allocates nothing.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

#include "backends/cuda/cuda_api.h"

namespace sinter::cuda {

using LtStatus = int;  // 0: success
using LtHandle = struct LtHandleStruct*;
inline constexpr LtStatus kLtSuccess = 0;

// Opaque to us; the sizes are the library's.
struct LtMatmulDesc {
  uint64_t data[32];
};
struct LtLayout {
  uint64_t data[8];
};
struct LtPreference {
  uint64_t data[8];
};
struct LtAlgo {
  uint64_t data[8];
};
struct LtHeuristic {
  LtAlgo algo;
  size_t workspace;
  LtStatus state;
  float waves;
  int reserved[4];
};
static_assert(sizeof(LtHeuristic) == 64 + 8 + 8 + 16);

enum LtDataType : int { kLtF32 = 0, kLtF64 = 1, kLtF16 = 2, kLtBF16 = 14 };               // cudaDataType
enum LtCompute : int { kLtCompute32F = 68, kLtCompute64F = 70, kLtCompute32FTf32 = 77 };  // cublasComputeType_t
enum LtTranspose : int32_t { kLtNoTranspose = 0, kLtTransposed = 1 };                     // cublasOperation_t
enum LtEpilogue : uint32_t { kLtEpilogueNone = 1, kLtEpilogueRelu = 2, kLtEpilogueBias = 4, kLtEpilogueReluBias = 6 };
// cublasLtMatmulDescAttributes_t
enum LtDescAttribute : int { kLtDescTransA = 3, kLtDescTransB = 4, kLtDescEpilogue = 7, kLtDescBiasPointer = 8 };
// cublasLtMatrixLayoutAttribute_t
enum LtLayoutAttribute : int { kLtLayoutBatchCount = 5, kLtLayoutBatchStride = 6 };
// cublasLtMatmulPreferenceAttributes_t; the alignments of B, C and D follow A's
enum LtPrefAttribute : int { kLtPrefMaxWorkspace = 1, kLtPrefAlignmentA = 5, kLtPrefAlignmentD = 8 };

#define SINTER_CUBLASLT_FUNCTIONS(X)                                                                                   \
  X(create, "cublasLtCreate", (LtHandle*))                                                                             \
  X(destroy, "cublasLtDestroy", (LtHandle))                                                                            \
  X(desc_init, "cublasLtMatmulDescInit_internal", (LtMatmulDesc*, size_t, int compute, int scale_type))                \
  X(desc_set, "cublasLtMatmulDescSetAttribute", (LtMatmulDesc*, int, const void*, size_t))                             \
  X(layout_init, "cublasLtMatrixLayoutInit_internal",                                                                  \
    (LtLayout*, size_t, int type, uint64_t rows, uint64_t columns, int64_t ld))                                        \
  X(layout_set, "cublasLtMatrixLayoutSetAttribute", (LtLayout*, int, const void*, size_t))                             \
  X(preference_init, "cublasLtMatmulPreferenceInit_internal", (LtPreference*, size_t))                                 \
  X(preference_set, "cublasLtMatmulPreferenceSetAttribute", (LtPreference*, int, const void*, size_t))                 \
  X(heuristic, "cublasLtMatmulAlgoGetHeuristic",                                                                       \
    (LtHandle, LtMatmulDesc*, LtLayout * a, LtLayout * b, LtLayout * c, LtLayout * d, LtPreference*, int,              \
     LtHeuristic*, int*))                                                                                              \
  X(matmul, "cublasLtMatmul",                                                                                          \
    (LtHandle, LtMatmulDesc*, const void* alpha, const void* a, LtLayout*, const void* b, LtLayout*, const void* beta, \
     const void* c, LtLayout*, void* d, LtLayout*, const LtAlgo*, void*, size_t, CuStream))

struct CublasLtApi {
#define SINTER_MEMBER(member, symbol, parameters) LtStatus(*member) parameters = nullptr;
  SINTER_CUBLASLT_FUNCTIONS(SINTER_MEMBER)
#undef SINTER_MEMBER
};

/// cuBLASLt 13 or 12, opened once for the process; null with a reason where there is none.
const CublasLtApi* cublaslt_api(std::string& why);

}  // namespace sinter::cuda
