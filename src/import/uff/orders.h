// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Orders of dims, as letters: N batch, C channels (of weights: in), K channels out, '+' all spatial dims. In the file
// they are lists of axes of a canonical form ("NC+", of weights "KC+").
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "import/uff/uff_model.h"

namespace sinter::uff {

/// The letters of a list, `first` ('N' or 'K') being the canonical axis 0; "" for what no known file has.
std::string order_letters(const Orders& orders, char first);
/// The list of letters.
Orders order_list(std::string_view letters);
/// For a tensor of `rank` dims in the order `from`: the permutation that brings it into the order `to`. Both name the
/// same dims.
std::vector<int64_t> order_permutation(std::string_view from, std::string_view to, int rank);

}  // namespace sinter::uff
