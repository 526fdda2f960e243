// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The floating-point formats of 8 and 4 bits, by table: all values of a format are listed once, codes decode by index
// and encode by binary search.
#pragma once
#include <array>
#include <cstdint>

#include "sinter/types.h"

namespace sinter {

struct NarrowFormat {
  std::array<double, 256> value;  // of each code
  uint8_t max_code;               // codes 0..max_code are the non-negative finite values, ascending
  uint8_t sign;                   // the sign bit; 0 if the format has none
  uint8_t nan;                    // the code NaN is stored as
  bool signed_zero;
};

/// The format of an f8 or f4 type, or null.
const NarrowFormat* narrow_format(DataType type);
/// Rounds to nearest even (powers of two alone: ties away from zero, as other software does); beyond the range,
/// infinities included, saturates.
uint8_t encode_narrow(const NarrowFormat& format, double v);

}  // namespace sinter
