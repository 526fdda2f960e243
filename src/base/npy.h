// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// NumPy's .npy files, format versions 1 to 3. Types that NumPy has no name for (bf16, f8*, f4*) are stored as raw
// bytes ("|V2", "|V1"), as the ml_dtypes package does; they can be read back only if the reader is told the type.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "sinter/types.h"

namespace sinter {

/// A dense row-major little-endian array in our layout.
struct NpyArray {
  DataType type = DataType::kInvalid;
  Dims dims;
  std::vector<std::byte> bytes;
};

/// Column-major and big-endian files are converted. `raw_type` says what raw-bytes files ("|V1", "|V2") hold. Broken
/// files: Error(kCorruptFile); element types that are not tensors (objects, strings, records): Error(kUnsupported).
NpyArray parse_npy(ByteSpan file, DataType raw_type = DataType::kInvalid);
NpyArray read_npy(const std::string& path, DataType raw_type = DataType::kInvalid);

/// The header and the bytes that follow it. Packed types are unpacked to one element a byte (i4, i2 as i1; u4, u2 as
/// u1; f4 as raw bytes). `bytes` is in our layout and must be exactly bytes_of(type, element_count(dims)) long.
std::vector<std::byte> format_npy(DataType type, const Dims& dims, ByteSpan bytes);
/// format_npy into a file, atomically.
void write_npy(const std::string& path, DataType type, const Dims& dims, ByteSpan bytes);

}  // namespace sinter
