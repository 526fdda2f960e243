// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Small text helpers: quoting, closest names, sizes and times as people read them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sinter::cli {

/// 'text' with control characters escaped, so that a name from a file cannot drive the terminal.
std::string in_quotes(std::string_view text);
/// The same without the quotes.
std::string printable(std::string_view text);

/// The candidate that differs least from `word` (edit distance, at most a third of its length); "" if none is close.
std::string closest(std::string_view word, const std::vector<std::string>& candidates);
/// "did you mean 'x'?" or "" if nothing is close.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

std::vector<std::string> split(std::string_view text, char at);
std::string joined(const std::vector<std::string>& parts, std::string_view between);

/// Writes to stdout. main() reports a failed write at the end.
void say(const std::string& text);

/// "512 B", "1.5 KiB", "37.2 MiB".
std::string bytes_text(int64_t bytes);
/// Seconds as "0.42 s", "3 min 20 s".
std::string seconds_text(double seconds);

/// A table with aligned columns; the first column is left-aligned, `right` says which others are not.
class Table {
 public:
  explicit Table(std::vector<std::string> head) { rows_.push_back(std::move(head)); }
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  /// Columns named by index in `right` are right-aligned.
  std::string text(const std::vector<size_t>& right = {}) const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace sinter::cli
