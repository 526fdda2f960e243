// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/failures.h"

#include <algorithm>

#include "base/text.h"
#include "import/onnx/scope.h"

namespace sinter::onnx {
namespace {

/// Nodes spelled out in one message; the rest is counted.
constexpr size_t kMaxListedFailures = 100;

std::string failure_place(const NodeProto& node, int64_t opset) {
  std::string place = place_of(node);
  if (!place.empty() && place.back() == ')') {
    place.pop_back();
    place += plain_domain(node.domain).empty() ? ", domain ai.onnx" : "";
    place += opset > 0 ? ", opset " + std::to_string(opset) + ")" : ")";
  }
  return place;
}

std::string failure_reason(const Error& e) {
  std::string text;
  for (const auto& place : e.context()) text += place + ": ";
  text += e.message();
  if (!e.remedy().empty()) text += " (" + e.remedy() + ")";
  return text;
}

}  // namespace

void Failures::add(const NodeProto& node, int64_t opset, const Error& error) {
  list_.push_back({failure_place(node, opset), error});
}

void Failures::add(std::string place, const Error& error) { list_.push_back({std::move(place), error}); }

bool Failures::only_shapes(size_t from) const {
  return std::all_of(list_.begin() + std::ptrdiff_t(from), list_.end(),
                     [](const Failure& f) { return f.error.code() == ErrorCode::kShapeMismatch; });
}

std::string Failures::text_of(size_t i) const { return list_[i].place + ": " + failure_reason(list_[i].error); }

void Failures::raise() const {
  if (list_.size() == 1) {
    Error e = list_[0].error;
    e.in(list_[0].place);
    throw e;
  }
  // One illegal node makes the whole model illegal, whatever else is merely unsupported.
  auto code = ErrorCode::kUnsupported;
  std::string text = std::to_string(list_.size()) + " nodes cannot be imported: ";
  for (size_t i = 0; i < list_.size(); ++i) {
    const auto& f = list_[i];
    if (code == ErrorCode::kUnsupported) code = f.error.code();
    if (i >= kMaxListedFailures) continue;
    text += (i == 0 ? "(" : "; (") + std::to_string(i + 1) + ") " + f.place + ": " + failure_reason(f.error);
  }
  if (list_.size() > kMaxListedFailures) text += "; and " + std::to_string(list_.size() - kMaxListedFailures) + " more";
  fail(code, text,
       code == ErrorCode::kUnsupported ? "replace these operators, or add importers for them"
                                       : "correct the model, or export it again");
}

}  // namespace sinter::onnx
