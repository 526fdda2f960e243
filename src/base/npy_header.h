// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The header of an .npy file: a Python dict literal with exactly the keys descr, fortran_order and shape.
#pragma once
#include <string>
#include <string_view>

#include "sinter/types.h"

namespace sinter {

struct NpyHeader {
  std::string descr;  // "<f4"
  bool fortran_order = false;
  Dims dims;
};

struct NpyElement {
  DataType type = DataType::kInvalid;
  size_t bytes = 0;
  bool big_endian = false;
};

NpyHeader parse_npy_header(std::string_view text);
/// What "<f4" and the like mean; raw bytes ("|V2") mean `raw_type` if that has this size.
NpyElement npy_element(std::string_view descr, DataType raw_type);
/// The descr under which a type is written: the type of the unpacked elements for packed ones.
std::string npy_descr(DataType type);

/// Error(kCorruptFile) "broken .npy file: <what>".
[[noreturn]] void fail_npy(const std::string& what);

}  // namespace sinter
