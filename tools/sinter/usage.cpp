// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "usage.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>

#include "words.h"

namespace sinter::cli {
namespace {

std::function<void(const CLI::App&)>& app_visitor() {
  static std::function<void(const CLI::App&)> visitor;
  return visitor;
}

Words flag_names(const CLI::App& app) {
  Words out;
  for (const CLI::Option* o : app.get_options()) {
    for (const auto& n : o->get_lnames()) out.push_back("--" + n);
    for (const auto& n : o->get_snames()) out.push_back("-" + n);
  }
  return out;
}

[[noreturn]] void unexpected(const CLI::App& app, const std::string& word) {
  const bool flag = word.size() > 1 && word[0] == '-';
  if (!flag) throw UsageError("unexpected argument " + in_quotes(word));
  const std::string name = word.substr(0, word.find('='));
  const std::string hint = did_you_mean(name, flag_names(app));
  throw UsageError("unknown flag " + in_quotes(name) + (hint.empty() ? "" : "; " + hint));
}

// "1x3x8" as dims; nullopt if it is none. Empty: a scalar.
std::optional<Dims> dims_of(std::string_view text) {
  Dims out;
  if (text.empty()) return out;
  for (const auto& part : split(text, 'x')) {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || end != part.data() + part.size() || part.empty() || value < 0) return std::nullopt;
    out.push_back(value);
  }
  return out;
}

}  // namespace

AppVisit::AppVisit(std::function<void(const CLI::App&)> visit) { app_visitor() = std::move(visit); }
AppVisit::~AppVisit() { app_visitor() = nullptr; }

bool parse_words(CLI::App& app, Words words) {
  if (app_visitor()) {
    app_visitor()(app);
    return false;
  }
  app.allow_extras();
  std::reverse(words.begin(), words.end());  // as CLI11 wants them
  try {
    app.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return false;
  } catch (const CLI::ParseError& e) {
    if (const auto left = app.remaining(); !left.empty() && left[0].rfind('-', 0) == 0) unexpected(app, left[0]);
    throw UsageError(e.what());
  }
  if (const auto left = app.remaining(); !left.empty()) unexpected(app, left[0]);
  return true;
}

void need(const std::string& value, const std::string& name, const std::string& usage) {
  if (value.empty()) throw UsageError(name + " is missing; usage: " + usage);
}

std::map<std::string, Dims> parse_shapes(const std::string& flag, const Words& texts) {
  std::map<std::string, Dims> out;
  for (const auto& text : texts) {
    std::string piece;
    for (const auto& part : split(text, ',')) {
      piece += piece.empty() ? part : "," + part;
      const size_t colon = piece.rfind(':');
      const auto dims = colon == std::string::npos ? std::nullopt : dims_of(std::string_view(piece).substr(colon + 1));
      if (!dims || colon == 0) continue;  // a name with a comma: goes on with the next part
      const std::string name = piece.substr(0, colon);
      if (!out.emplace(name, *dims).second) throw UsageError(flag + " gives a shape for " + in_quotes(name) + " twice");
      piece.clear();
    }
    if (!piece.empty())
      throw UsageError(flag + ": " + in_quotes(piece) +
                       " is no shape; write NAME:1x3x224x224, several joined by commas");
  }
  return out;
}

std::map<std::string, Dims> parse_values(const std::string& flag, const Words& texts) {
  std::map<std::string, Dims> out;
  for (const auto& text : texts) {
    Dims* values = nullptr;
    for (const auto& part : split(text, ',')) {
      const size_t colon = part.rfind(':');
      if (colon != std::string::npos) {
        const auto [it, fresh] = out.try_emplace(part.substr(0, colon));
        if (!fresh || colon == 0) throw UsageError(flag + " gives values for " + in_quotes(it->first) + " twice");
        values = &it->second;
      }
      const std::string number = colon == std::string::npos ? part : part.substr(colon + 1);
      int64_t v = 0;
      const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), v);
      if (!values || error != std::errc() || end != number.data() + number.size())
        throw UsageError(flag + ": " + in_quotes(part) + " is no value; write NAME:1,-1,64, several joined by commas");
      values->push_back(v);
    }
  }
  return out;
}

int64_t parse_size(const std::string& flag, const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  std::string unit(end, text.data() + text.size());
  unit.erase(0, unit.find_first_not_of(' ') == std::string::npos ? unit.size() : unit.find_first_not_of(' '));
  std::transform(unit.begin(), unit.end(), unit.begin(), [](unsigned char c) { return char(std::toupper(c)); });
  double base = 1024, power = 0;
  bool good = error == std::errc() && std::isfinite(value) && value >= 0;
  if (!unit.empty() && unit != "B") {
    power = double(std::string_view("KMGT").find(unit[0])) + 1;
    const std::string rest = unit.substr(1);
    if (rest == "B") base = 1000;
    good = good && power <= 4 && (rest.empty() || rest == "B" || rest == "IB");
  }
  if (good) value *= std::pow(base, power);
  if (!good || value > 9e18)
    throw UsageError(flag + ": " + in_quotes(text) + " is no size; write 512MiB, 4GiB or a number of bytes");
  return int64_t(value);
}

void check_names(const std::string& flag, const std::string& what, const Words& names, const Words& known) {
  for (const auto& n : names) {
    if (std::find(known.begin(), known.end(), n) != known.end()) continue;
    const std::string hint = did_you_mean(n, known);
    throw UsageError(fmt::format("{}: there is no {} {}; {}", flag, what, in_quotes(n),
                                 hint.empty() ? "there are " + joined(known, ", ") : hint));
  }
}

Words comma_list(const Words& texts) {
  Words out;
  for (const auto& t : texts)
    for (auto& part : split(t, ','))
      if (!part.empty()) out.push_back(std::move(part));
  return out;
}

CLI::Option* add_list(CLI::App& app, const std::string& name, Words& into, const std::string& help) {
  return app.add_option(name, into, help)->allow_extra_args(false);
}

}  // namespace sinter::cli
