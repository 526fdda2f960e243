// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/error_text.h"

namespace sinter {
namespace {

/// Spelled out in one message; the rest is counted.
constexpr size_t kMaxListedErrors = 100;

}  // namespace

std::string error_text(const Error& error) {
  std::string text;
  for (const auto& place : error.context()) text += place + ": ";
  text += error.message();
  if (!error.remedy().empty()) text += " (" + error.remedy() + ")";
  return text;
}

std::string numbered_list(std::span<const std::string> texts) {
  std::string list;
  for (size_t i = 0; i < texts.size() && i < kMaxListedErrors; ++i)
    list += (i == 0 ? "(" : "; (") + std::to_string(i + 1) + ") " + texts[i];
  if (texts.size() > kMaxListedErrors) list += "; and " + std::to_string(texts.size() - kMaxListedErrors) + " more";
  return list;
}

}  // namespace sinter
