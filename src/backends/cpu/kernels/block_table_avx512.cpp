// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>
#define SINTER_BLOCK_TABLE block_table_avx512
#define SINTER_BLOCK_TABLE_NAMESPACE table_avx512
#include "backends/cpu/kernels/block_table.inc"
#undef SINTER_BLOCK_TABLE
#undef SINTER_BLOCK_TABLE_NAMESPACE
