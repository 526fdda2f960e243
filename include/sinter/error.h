// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The one error type of the public API. Building, parsing and loading throw it; enqueueing work never throws.
#pragma once
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sinter/export.h"

namespace sinter {

/// What kind of thing went wrong. The codes are stable: scripts may rely on them. docs/errors.md explains each.
enum class ErrorCode {
  kInvalidModel,      ///< the model's bytes or structure break its format's rules
  kUnsupported,       ///< the model is legal, but something in it is not supported; the message names all such nodes
  kShapeMismatch,     ///< shapes or dtypes do not fit together, at build time or at run time
  kInvalidArgument,   ///< an API call or option got a value it cannot take
  kLimit,             ///< a limit of base/limits.h was passed
  kIncompatiblePlan,  ///< the plan was made for another version, device or feature set
  kCorruptFile,       ///< a checksum or a structural check of a plan or cache failed
  kIo,                ///< a file could not be read or written
  kOutOfMemory,       ///< an allocation failed
  kDevice,            ///< a device or its library failed or is missing
  kCancelled,         ///< the caller asked to stop
  kInternal,          ///< a bug of ours
};

/// "invalid-model", "shape-mismatch", ...: the stable spelling used by the command line.
SINTER_API std::string_view to_string(ErrorCode code) noexcept;

/// One clear error: what happened, where (outermost place first: file, then node, then shapes) and what to do about it.
class SINTER_API Error : public std::exception {
 public:
  Error(ErrorCode code, std::string message, std::string remedy = {});

  ErrorCode code() const noexcept { return code_; }
  const std::string& message() const noexcept { return message_; }
  const std::string& remedy() const noexcept { return remedy_; }
  const std::vector<std::string>& context() const noexcept { return context_; }
  /// Adds an outer place ("file model.onnx", "node conv1 (Conv)") and returns *this, for use in catch blocks.
  Error& in(std::string place);
  /// "<place>: <place>: <message>. <remedy>": one line; control characters of names are escaped.
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  void format();
  ErrorCode code_;
  std::string message_, remedy_, what_;
  std::vector<std::string> context_;
};

/// Throws Error. The short spelling keeps checks readable: `if (bad) fail(ErrorCode::kLimit, ..., ...)`.
[[noreturn]] SINTER_API void fail(ErrorCode code, std::string message, std::string remedy = {});

}  // namespace sinter
