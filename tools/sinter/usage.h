// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Reading the words of a command line: wrong usage ends with status 2 and a hint.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "sinter/types.h"

namespace sinter::cli {

using Words = std::vector<std::string>;

/// Wrong usage. The text says what is wrong and, where it can, what was meant.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Parses the words after the subcommand. False: help was asked for and printed. Throws UsageError. Options of `app`
/// must not be marked required: an unknown flag is the better message, so callers check with `need` afterwards.
bool parse_words(CLI::App& app, Words words);

/// While it lives, parse_words shows the app to `visit` and returns false: how completion learns a command's flags.
class AppVisit {
 public:
  explicit AppVisit(std::function<void(const CLI::App&)> visit);
  ~AppVisit();
  AppVisit(const AppVisit&) = delete;
  AppVisit& operator=(const AppVisit&) = delete;
};

/// UsageError if `value` is empty: "MODEL is missing".
void need(const std::string& value, const std::string& name, const std::string& usage);

/// "a:1x3x8x8,b:1x9" (also several of them) as shapes by name. Names may hold ':' and ','; "a:" is a scalar.
std::map<std::string, Dims> parse_shapes(const std::string& flag, const Words& texts);
/// "NAME:1,-1,64,NAME2:7": integers per name.
std::map<std::string, Dims> parse_values(const std::string& flag, const Words& texts);
/// "512MiB", "4GB", "1048576" in bytes: K, M, G, T with iB or alone are powers of 1024, with B powers of 1000.
int64_t parse_size(const std::string& flag, const std::string& text);

/// UsageError unless each of `names` is one of `known`; `what` is "backend", "pass".
void check_names(const std::string& flag, const std::string& what, const Words& names, const Words& known);

/// "a,b" and repeated flags as one list without empty words.
Words comma_list(const Words& texts);

/// A flag that takes one value each time it is given.
CLI::Option* add_list(CLI::App& app, const std::string& name, Words& into, const std::string& help);

}  // namespace sinter::cli
