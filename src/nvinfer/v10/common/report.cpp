// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "nvinfer/v10/common/report.h"

#include <new>

namespace sinter::nvinfer {

using Code = nvinfer1::ErrorCode;

Code to_trt(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::kInvalidModel:
    case ErrorCode::kShapeMismatch:
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kLimit:
    case ErrorCode::kIo:
      return Code::kINVALID_ARGUMENT;
    case ErrorCode::kUnsupported:
      return Code::kUNSUPPORTED_STATE;
    case ErrorCode::kIncompatiblePlan:
    case ErrorCode::kCorruptFile:
      return Code::kINVALID_CONFIG;
    case ErrorCode::kOutOfMemory:
      return Code::kFAILED_ALLOCATION;
    case ErrorCode::kDevice:
      return Code::kFAILED_EXECUTION;
    case ErrorCode::kCancelled:
      return Code::kINVALID_STATE;
    case ErrorCode::kInternal:
      return Code::kINTERNAL_ERROR;
  }
  return Code::kUNSPECIFIED_ERROR;
}

void Reporter::set_recorder(nvinfer1::IErrorRecorder* recorder) noexcept {
  if (recorder != nullptr) recorder->incRefCount();  // first, in case it is the same one
  if (recorder_ != nullptr) recorder_->decRefCount();
  recorder_ = recorder;
}

void Reporter::log(nvinfer1::Severity severity, const std::string& text) const noexcept {
  if (logger_ != nullptr) logger_->log(severity, text.c_str());
}

void Reporter::error(Code code, const std::string& text) const noexcept {
  log(nvinfer1::Severity::kERROR, text);
  if (recorder_ != nullptr) recorder_->reportError(code, text.c_str());
}

void Reporter::current_exception() const noexcept {
  try {
    throw;
  } catch (const Error& e) {
    error(to_trt(e.code()), e.what());
  } catch (const std::bad_alloc&) {
    error(Code::kFAILED_ALLOCATION, "out of memory");
  } catch (const std::exception& e) {
    error(Code::kINTERNAL_ERROR, e.what());
  } catch (...) {
    error(Code::kUNSPECIFIED_ERROR, "unknown exception");
  }
}

}  // namespace sinter::nvinfer
