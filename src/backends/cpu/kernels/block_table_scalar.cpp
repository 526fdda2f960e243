// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>
#define SINTER_BLOCK_TABLE block_table_scalar
#define SINTER_BLOCK_TABLE_NAMESPACE table_scalar
#include "backends/cpu/kernels/block_table.inc"
#undef SINTER_BLOCK_TABLE
#undef SINTER_BLOCK_TABLE_NAMESPACE
