// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/darknet/section.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "import/darknet/training_keys.h"
#include "sinter/error.h"

namespace sinter::darknet {

const CfgOption* Section::find(std::string_view key) const {
  asked_.emplace(key);
  for (const auto& option : cfg_->options)
    if (option.key == key) return &option;
  return nullptr;
}

void Section::invalid(const CfgOption& option, const std::string& what) {
  fail(ErrorCode::kInvalidModel,
       "line " + std::to_string(option.line) + ": " + option.key + " is " + quote(option.value) + ", " + what,
       "correct the .cfg file");
}

int64_t Section::integer_of(const CfgOption& option, std::string_view text) {
  if (const auto v = parse_int64(text.substr(0, 1) == "+" ? text.substr(1) : text)) return *v;
  const auto d = parse_double(text);  // "1.0"
  if (!d || !(std::abs(*d) <= 1e15) || *d != std::trunc(*d)) invalid(option, "which is no integer");
  return int64_t(*d);
}

double Section::number_of(const CfgOption& option, std::string_view text) {
  const auto d = parse_double(text.substr(0, 1) == "+" ? text.substr(1) : text);
  if (!d || !std::isfinite(*d)) invalid(option, "which is no number");
  return *d;
}

std::vector<std::string> Section::parts_of(const CfgOption& option) {
  std::vector<std::string> parts;
  std::string_view rest = option.value;
  while (!rest.empty()) {
    const size_t comma = std::min(rest.find(','), rest.size());
    parts.emplace_back(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return parts;
}

int64_t Section::integer(std::string_view key, int64_t otherwise, int64_t min, int64_t max) const {
  const CfgOption* option = find(key);
  if (!option) return otherwise;
  const int64_t v = integer_of(*option, option->value);
  if (v < min) invalid(*option, "less than " + std::to_string(min));
  if (v > max) invalid(*option, "more than " + std::to_string(max));
  return v;
}

double Section::number(std::string_view key, double otherwise) const {
  const CfgOption* option = find(key);
  return option ? number_of(*option, option->value) : otherwise;
}

std::string Section::text(std::string_view key, std::string_view otherwise) const {
  const CfgOption* option = find(key);
  return option ? option->value : std::string(otherwise);
}

std::vector<int64_t> Section::integers(std::string_view key) const {
  std::vector<int64_t> out;
  if (const CfgOption* option = find(key))
    for (const auto& part : parts_of(*option)) {
      out.push_back(integer_of(*option, part));
      if (out.back() > kMaxCfgNumber || out.back() < -kMaxCfgNumber) invalid(*option, "of which a number is too large");
    }
  return out;
}

std::vector<double> Section::numbers(std::string_view key) const {
  std::vector<double> out;
  if (const CfgOption* option = find(key))
    for (const auto& part : parts_of(*option)) out.push_back(number_of(*option, part));
  return out;
}

std::vector<std::string> Section::unasked() const {
  std::vector<std::string> texts;
  const std::vector<std::string> asked(asked_.begin(), asked_.end());
  for (const auto& o : cfg_->options) {
    if (asked_.contains(o.key) || only_trains(cfg_->type, o.key)) continue;
    std::string hint = did_you_mean(o.key, asked);
    texts.push_back("line " + std::to_string(o.line) + ": [" + cfg_->type + "] has no key " + quote(o.key) +
                    "; it is ignored" + (hint.empty() ? "" : " (" + hint + ")"));
  }
  return texts;
}

void Section::refuse(std::string_view key, const std::string& why, const std::string& remedy) const {
  const CfgOption* option = find(key);
  if (!option || option->value == "0") return;
  fail(ErrorCode::kUnsupported,
       "line " + std::to_string(option->line) + ": " + option->key + "=" + escape_for_message(option->value) + ": " +
           why,
       remedy);
}

}  // namespace sinter::darknet
