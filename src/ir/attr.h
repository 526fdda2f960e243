// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What an attribute of an op may hold. Ops keep their attributes as typed struct members; this variant is how generic
// code (printing, parsing, hashing, plans, the public builder) sees them.
#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "ir/dim.h"
#include "ir/weights.h"
#include "sinter/types.h"

namespace sinter {

using Attr = std::variant<bool, int64_t, double, std::string, DataType, std::vector<int64_t>, std::vector<double>,
                          std::vector<std::string>, SymDims, Weights>;

/// Text of one attribute as the text form prints it: true, 7, 0.5, "text", f32, [1,2], [0.5], ["a"], <N,3*H> (SymDims).
/// Doubles print so that they read back exactly. Weights print as weights(dtype[dims], hash) (see print.h for tables).
std::string to_string(const Attr& attr);

}  // namespace sinter
