// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The border between SinterRT's exceptions and TensorRT's way of failing: every method is noexcept, returns null or
// false, and tells the user's ILogger and, where one is set, the IErrorRecorder why.
#pragma once
#include <exception>
#include <string>
#include <utility>

#include "nvinfer/v10/abi.h"
#include "sinter/error.h"

namespace sinter::nvinfer {

/// TensorRT's code for one of ours; the finer kinds of ours become its few.
nvinfer1::ErrorCode to_trt(ErrorCode code) noexcept;

/// Where the errors of one object go. Owns neither; a recorder's user count is kept as TensorRT keeps it.
class Reporter {
 public:
  explicit Reporter(nvinfer1::ILogger* logger) noexcept : logger_(logger) {}
  /// An object inherits the logger and the recorder of the one that made it.
  Reporter(const Reporter& parent) noexcept : logger_(parent.logger_) { set_recorder(parent.recorder_); }
  Reporter& operator=(const Reporter&) = delete;
  ~Reporter() { set_recorder(nullptr); }

  nvinfer1::ILogger* logger() const noexcept { return logger_; }
  nvinfer1::IErrorRecorder* recorder() const noexcept { return recorder_; }
  void set_recorder(nvinfer1::IErrorRecorder* recorder) noexcept;

  void log(nvinfer1::Severity severity, const std::string& text) const noexcept;
  /// Logs at kERROR and records.
  void error(nvinfer1::ErrorCode code, const std::string& text) const noexcept;
  /// Reports the exception now being handled. Only inside a catch block.
  void current_exception() const noexcept;

  /// f()'s value, or `otherwise` with the error reported if it throws. The body of every method that may fail.
  template <class R, class F>
  R guard(R otherwise, F&& f) const noexcept {
    try {
      return std::forward<F>(f)();
    } catch (...) {
      current_exception();
      return otherwise;
    }
  }

 private:
  nvinfer1::ILogger* logger_ = nullptr;
  nvinfer1::IErrorRecorder* recorder_ = nullptr;
};

}  // namespace sinter::nvinfer
