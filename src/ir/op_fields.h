// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What the header of an op's record needs, and no more: Field, traits, the scalar functions.
#pragma once
#include <span>
#include <string_view>
#include <tuple>

#include "ir/op.h"

namespace sinter {

/// Which element types a pointwise op is defined for (a mask), and what its result is.
enum ScalarClassMask : int { kFloatClass = 1, kIntClass = 2, kBoolClass = 4, kNumberClass = 3, kAnyClass = 7 };
enum class ScalarResult : uint8_t { kSame, kBool };

/// One attribute of a record: a stable id, its name in text and API, the member, and for enumerations the names of
/// the values, indexed by value.
template <class Record, class T>
struct Field {
  int id;
  std::string_view name;
  T Record::*member;
  std::span<const std::string_view> names = {};  // of an enumeration's values
};
template <class Record, class T>
Field(int, std::string_view, T Record::*) -> Field<Record, T>;
template <class Record, class T, class Names>
Field(int, std::string_view, T Record::*, const Names&) -> Field<Record, T>;

}  // namespace sinter
