// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The operators that UFF spells as a kind and a function: Binary(func: add) is TensorFlow's Add.
#pragma once
#include <span>
#include <string_view>

namespace sinter::uff {

struct Word {
  std::string_view operation, func;  ///< UFF's
  std::string_view tensorflow;       ///< the operator that is written for it
};

std::span<const Word> all_words();
/// "" if there is none.
std::string_view tensorflow_operator(std::string_view operation, std::string_view func);
/// Null if UFF has none for the operator.
const Word* word_of(std::string_view tensorflow_operator);

}  // namespace sinter::uff
