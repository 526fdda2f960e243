// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// How far two tensors are apart, in the numbers that people judge by.
#pragma once
#include <string>

#include "output_files.h"
#include "sinter/tools.h"

namespace sinter::cli {

struct Difference {
  std::string problem;       ///< "f32[2,3] against f32[3,2]": they cannot be compared; empty otherwise
  double norm = 0;           ///< |got - want|_2 / |want|_2; infinite where not-a-numbers or infinities differ
  double worst = 0;          ///< max |got - want| / max |want|
  int64_t worst_index = -1;  ///< flat; -1: equal
  double got = 0, want = 0;  ///< there
  int64_t got_not_finite = 0, want_not_finite = 0;
  double top = 0;  ///< max finite |want|
};

Difference difference_of(const HostArray& got, const HostArray& want);

/// "[0,3,1,1]" for a flat index.
std::string index_text(const Dims& dims, int64_t flat);
/// "1.2e-07", "nan".
std::string error_text(double error);
Json difference_json(const Difference& d, const Dims& dims);

/// The distance of 1 to the next number of the type; 0 of integers, bool and strings.
double rounding_of(DataType type);
/// The largest finite number of a floating-point type, else infinity.
double largest_of(DataType type);

}  // namespace sinter::cli
