// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The characters of the text form: words, numbers, strings, value names and punctuation, with the place of each for
// error messages. Reads on demand; nothing is copied but strings.
#pragma once
#include <string>
#include <string_view>

#include "ir/dim.h"

namespace sinter {

class TextLexer {
 public:
  explicit TextLexer(std::string_view text) : text_(text) {}

  /// Error(kInvalidModel) at the current place (or at `offset`): "line 3, column 14: <message>".
  [[noreturn]] void fail_here(const std::string& message) const { fail_at(at_, message); }
  [[noreturn]] void fail_at(size_t offset, const std::string& message) const;
  /// "line 3, column 14".
  std::string place(size_t offset) const;
  size_t offset();  // of the next token

  bool at_end();
  /// The next character (blanks and comments skipped), '\0' at the end.
  char peek();
  /// Takes this punctuation if it is next.
  bool take(std::string_view punctuation);
  void expect(std::string_view punctuation);
  /// Takes this word if it is next as a whole word.
  bool take_word(std::string_view word);
  /// True if the next word is this one; takes nothing.
  bool peek_word(std::string_view word);

  /// Letters, digits, '_', '.', not starting with a digit; or a quoted string.
  std::string word_or_string();
  std::string word();
  std::string string();
  /// %name or %"name"; `quoted` tells which.
  std::string value_name(bool& quoted);
  /// Characters of a number ("-1", "0.5", "1e-3", "inf", "nan"), stopping before "..".
  std::string_view number_text();
  int64_t integer();
  /// A dim up to a ',' ';' or closing bracket outside its parentheses.
  Dim dim();
  /// Restores a place that offset() gave.
  void back_to(size_t offset) { at_ = offset; }

 private:
  void skip();
  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace sinter
