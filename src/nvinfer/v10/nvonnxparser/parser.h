// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// IParser: keeps flags and errors; the reading itself is the network's (network_hook.h).
#pragma once
#include <deque>
#include <string>

#include "nvinfer/v10/common/network_hook.h"
#include "nvinfer/v10/common/report.h"

namespace sinter::nvinfer {

class ParserError final : public nvonnxparser::IParserError {
 public:
  ParserError(nvonnxparser::ErrorCode code, std::string text) : code_(code), text_(std::move(text)) {}

  nvonnxparser::ErrorCode code() const noexcept override { return code_; }
  /// The whole message: its places (file, node, shapes) and remedy are in it.
  const char* desc() const noexcept override { return text_.c_str(); }
  // Where in the parser's own source: nothing that a user could act on.
  const char* file() const noexcept override { return ""; }
  int line() const noexcept override { return 0; }
  const char* func() const noexcept override { return ""; }
  int node() const noexcept override { return -1; }  ///< -1: the message names the node
  const char* nodeName() const noexcept override { return ""; }
  const char* nodeOperator() const noexcept override { return ""; }
  const char* const* localFunctionStack() const noexcept override { return nullptr; }
  int32_t localFunctionStackSize() const noexcept override { return 0; }

 private:
  nvonnxparser::ErrorCode code_;
  std::string text_;
};

class Parser final : public nvonnxparser::IParser, private ImportErrors {
 public:
  /// Neither is owned; the client keeps both alive longer than the parser.
  Parser(NetworkHook& network, nvinfer1::ILogger* logger) : network_(network), reporter_(logger) {}

  bool parse(const void* bytes, size_t size, const char* path) noexcept override;
  bool parseFromFile(const char* path, int verbosity) noexcept override;
  int getNbErrors() const noexcept override { return static_cast<int>(errors_.size()); }
  const nvonnxparser::IParserError* getError(int index) const noexcept override;
  void clearErrors() noexcept override { errors_.clear(); }
  const char* const* getUsedVCPluginLibraries(int64_t& count) const noexcept override;
  void setFlags(nvonnxparser::OnnxParserFlags flags) noexcept override { flags_ = flags; }
  nvonnxparser::OnnxParserFlags getFlags() const noexcept override { return flags_; }
  void clearFlag(nvonnxparser::OnnxParserFlag flag) noexcept override { flags_ &= ~bit(flag); }
  void setFlag(nvonnxparser::OnnxParserFlag flag) noexcept override { flags_ |= bit(flag); }
  bool getFlag(nvonnxparser::OnnxParserFlag flag) const noexcept override { return (flags_ & bit(flag)) != 0; }

 private:
  static uint32_t bit(nvonnxparser::OnnxParserFlag flag) noexcept { return uint32_t{1} << static_cast<uint32_t>(flag); }
  void add(nvonnxparser::ErrorCode code, const char* message) noexcept override;

  NetworkHook& network_;
  Reporter reporter_;
  std::deque<ParserError> errors_;           // a deque: pointers given out stay valid while errors are added
  nvonnxparser::OnnxParserFlags flags_ = 1;  // kNATIVE_INSTANCENORM, TensorRT's default
};

}  // namespace sinter::nvinfer
