// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A bounded reader of protobuf's text format, without a schema: the file becomes a tree of fields, in file order, each
// with its line and column. A list `f: [1, 2]` is two fields `f`. What names and values mean is the caller's knowledge.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sinter {

struct TextField {
  enum class Kind : uint8_t {
    kWord,     ///< a number, an enum's word, true, false: `text` is as written, the sign included
    kString,   ///< quoted: `text` is without escapes, adjacent strings joined
    kMessage,  ///< { ... } or < ... >: `fields`
  };
  std::string_view name;  ///< extensions and Any with their brackets: "[my.extension]"
  Kind kind = Kind::kWord;
  std::string_view text;
  std::vector<TextField> fields;
  uint32_t line = 0, column = 0;  ///< of the name, from 1; columns count bytes

  /// The value, or nullopt if it is none of this kind. Integers: decimal, 0x, octal; they serve as floats too.
  std::optional<int64_t> as_int() const;
  /// Numbers, with inf, infinity and nan in any case and sign, and a trailing f.
  std::optional<double> as_double() const;
  /// true, false, True, False, t, f, 0, 1.
  std::optional<bool> as_bool() const;

  /// The last field of that name (of scalar fields the last counts), or null.
  const TextField* find(std::string_view field) const;
  /// "line 3, column 7".
  std::string place() const;
};

/// A file that was read. Views in `root` point into it; it may be moved.
class TextDocument {
 public:
  /// Reads text, which is copied. Error(kInvalidModel) with line and column if it is malformed, Error(kLimit) if it
  /// nests deeper than limits::kMaxNesting or has more than limits::kMaxModelRecords fields.
  explicit TextDocument(std::string text);

  /// A message without a name that holds the fields of the file.
  const TextField& root() const { return root_; }

 private:
  friend class TextParser;
  std::unique_ptr<const std::string> text_;
  std::deque<std::string> made_;  // texts that do not stand in the file as they are
  TextField root_;
};

}  // namespace sinter
