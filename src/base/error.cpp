// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sinter/error.h"

#include "base/limits.h"
#include "base/text.h"

namespace sinter {
namespace {

// What belongs between a message and its remedy: nothing if the message already ends a sentence.
std::string_view sentence_end(std::string_view message) {
  const char last = message.empty() ? '.' : message.back();
  return last == '.' || last == '?' || last == '!' ? " " : ". ";
}

}  // namespace

std::string_view to_string(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::kInvalidModel:
      return "invalid-model";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kShapeMismatch:
      return "shape-mismatch";
    case ErrorCode::kInvalidArgument:
      return "invalid-argument";
    case ErrorCode::kLimit:
      return "limit";
    case ErrorCode::kIncompatiblePlan:
      return "incompatible-plan";
    case ErrorCode::kCorruptFile:
      return "corrupt-file";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kOutOfMemory:
      return "out-of-memory";
    case ErrorCode::kDevice:
      return "device";
    case ErrorCode::kCancelled:
      return "cancelled";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "unknown";
}

Error::Error(ErrorCode code, std::string message, std::string remedy)
    : code_(code), message_(std::move(message)), remedy_(std::move(remedy)) {
  format();
}

Error& Error::in(std::string place) {
  // A node and the operation that it becomes may have the same name: that is one place.
  if (!context_.empty() && context_.front() == place) return *this;
  context_.insert(context_.begin(), std::move(place));
  format();
  return *this;
}

// Of a deep nest of places the outer and the inner ones are told, the middle ones counted.
void Error::format() {
  what_.clear();
  const size_t count = context_.size();
  const size_t kept = limits::kMaxPlaces / 2;
  const bool cut = count > limits::kMaxPlaces;
  for (size_t i = 0; i < count; ++i) {
    if (cut && i == kept) {
      what_ += "... (" + std::to_string(count - 2 * kept) + " more places): ";
      i = count - kept;
    }
    what_ += escape_for_message(context_[i], 2 * limits::kMaxNameInMessage) + ": ";
  }
  what_ += escape_for_message(message_, limits::kMaxMessage);
  if (remedy_.empty()) return;
  what_ += sentence_end(message_);
  const size_t at = what_.size();
  what_ += escape_for_message(remedy_, limits::kMaxMessage);
  const bool is_command = remedy_.starts_with("sinter ");
  if (at > 0 && !is_command && what_[at] >= 'a' && what_[at] <= 'z')
    what_[at] = char(what_[at] - 'a' + 'A');  // it follows a full stop
}

void fail(ErrorCode code, std::string message, std::string remedy) {
  throw Error(code, std::move(message), std::move(remedy));
}

}  // namespace sinter
