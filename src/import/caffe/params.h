// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The options of one layer, such as its convolution_param: what was asked for is remembered, so that what nobody asked
// for can be told. All functions throw Error(kInvalidModel) with the line where a value is of the wrong kind.
#pragma once
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "import/protobuf/text_reader.h"

namespace sinter::caffe {

using Ints = std::vector<int64_t>;

class Params {
 public:
  /// `field` may be null: all options have their defaults.
  Params(const TextField* field, std::string_view name) : field_(field), name_(name) {}

  bool present() const { return field_ != nullptr; }
  bool has(std::string_view name) { return find(name) != nullptr; }
  int64_t integer(std::string_view name, int64_t otherwise);
  /// Error if it is missing, or out of [min, 2^31).
  int64_t needed(std::string_view name, int64_t min = 1);
  /// Rounded to float, as Caffe keeps them.
  double real(std::string_view name, double otherwise);
  bool flag(std::string_view name, bool otherwise);
  std::string_view word(std::string_view name, std::string_view otherwise);
  /// All values of a repeated field.
  Ints integers(std::string_view name);
  std::vector<double> reals(std::string_view name);
  /// A nested message, null if there is none; and all of that name.
  const TextField* message(std::string_view name) { return find(name); }
  std::vector<const TextField*> messages(std::string_view name);
  Params nested(std::string_view name) { return Params(find(name), name); }
  /// Fields that change nothing here.
  void ignore(std::initializer_list<std::string_view> names) { asked_.insert(names.begin(), names.end()); }
  /// Fields that nobody asked for, with their lines.
  std::vector<std::string> unasked() const;
  /// Error with the place of a field, or of the whole.
  [[noreturn]] void fail_at(std::string_view name, const std::string& message, const std::string& remedy = {}) const;

 private:
  const TextField* find(std::string_view name);

  const TextField* field_;
  std::string_view name_;
  std::set<std::string_view> asked_;
};

}  // namespace sinter::caffe
