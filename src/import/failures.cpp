// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/failures.h"

#include <algorithm>

#include "base/error_text.h"

namespace sinter {
namespace {

std::string text_without_remedy(const Error& error) {
  std::string text;
  for (const auto& place : error.context()) text += place + ": ";
  return text + error.message();
}

}  // namespace

void Failures::add(std::string place, const Error& error) { list_.push_back({std::move(place), error}); }

bool Failures::only_shapes(size_t from) const {
  return std::all_of(list_.begin() + std::ptrdiff_t(from), list_.end(),
                     [](const Failure& f) { return f.error.code() == ErrorCode::kShapeMismatch; });
}

std::string Failures::text_of(size_t i) const { return list_[i].place + ": " + error_text(list_[i].error); }

void Failures::raise() const {
  if (list_.size() == 1) {
    Error e = list_[0].error;
    e.in(list_[0].place);
    throw e;
  }
  // One illegal node makes the whole model illegal, whatever else is merely unsupported.
  auto code = ErrorCode::kUnsupported;
  const bool once = have_one_remedy();
  std::vector<std::string> texts;
  for (size_t i = 0; i < list_.size(); ++i) {
    if (code == ErrorCode::kUnsupported) code = list_[i].error.code();
    texts.push_back(once ? list_[i].place + ": " + text_without_remedy(list_[i].error) : text_of(i));
  }
  fail(code, std::to_string(list_.size()) + " nodes cannot be imported: " + numbered_list(texts), remedy_for(code));
}

bool Failures::have_one_remedy() const {
  const std::string& first = list_[0].error.remedy();
  return !first.empty() &&
         std::all_of(list_.begin(), list_.end(), [&](const Failure& f) { return f.error.remedy() == first; });
}

// Only what cures all of them may stand behind the list.
std::string Failures::remedy_for(ErrorCode code) const {
  if (have_one_remedy()) return list_[0].error.remedy();
  if (std::all_of(list_.begin(), list_.end(),
                  [](const Failure& f) { return f.error.message().starts_with("there is no importer"); }))
    return "replace these operators, or add importers for them";
  return code == ErrorCode::kInvalidModel ? "correct the model, or export it again" : "see what is said of each";
}

}  // namespace sinter
