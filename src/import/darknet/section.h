// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A section's options as numbers and lists. Remembers which keys were asked for, so that misspelt ones can be told.
#pragma once
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "import/darknet/cfg_file.h"

namespace sinter::darknet {

/// No size, count or number of filters in a .cfg is larger: products of a few of them stay in int64.
inline constexpr int64_t kMaxCfgNumber = int64_t{1} << 28;

class Section {
 public:
  explicit Section(const CfgSection& cfg) : cfg_(&cfg) {}

  const std::string& type() const { return cfg_->type; }
  int line() const { return cfg_->line; }
  const std::vector<CfgOption>& options() const { return cfg_->options; }
  bool has(std::string_view key) const { return find(key) != nullptr; }

  /// Error(kInvalidModel) with the line for what is no integer, or outside [min, max].
  int64_t integer(std::string_view key, int64_t otherwise, int64_t min = 0, int64_t max = kMaxCfgNumber) const;
  bool flag(std::string_view key) const { return integer(key, 0, -kMaxCfgNumber) != 0; }
  /// Error(kInvalidModel) with the line for what is no finite number.
  double number(std::string_view key, double otherwise) const;
  std::string text(std::string_view key, std::string_view otherwise) const;
  /// Separated by commas; empty if the key is not there.
  std::vector<int64_t> integers(std::string_view key) const;
  std::vector<double> numbers(std::string_view key) const;
  /// Keys that may be there and change nothing.
  void ignore(std::initializer_list<std::string_view> keys) const {
    for (auto key : keys) asked_.emplace(key);
  }

  /// One text for each key that nobody asked for.
  std::vector<std::string> unasked() const;
  /// Error(kUnsupported) if a flag is set; `why` follows "key=1: ".
  void refuse(std::string_view key, const std::string& why, const std::string& remedy) const;

 private:
  const CfgOption* find(std::string_view key) const;
  [[noreturn]] static void invalid(const CfgOption& option, const std::string& what);
  static int64_t integer_of(const CfgOption& option, std::string_view text);
  static double number_of(const CfgOption& option, std::string_view text);
  static std::vector<std::string> parts_of(const CfgOption& option);

  const CfgSection* cfg_;
  mutable std::set<std::string, std::less<>> asked_;
};

}  // namespace sinter::darknet
