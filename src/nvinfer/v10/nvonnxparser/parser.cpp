// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "nvinfer/v10/nvonnxparser/parser.h"

#include <fstream>
#include <iterator>

namespace sinter::nvinfer {

using nvonnxparser::ErrorCode;

void Parser::add(ErrorCode code, const char* message) noexcept {
  errors_.emplace_back(code, message);
  reporter_.log(nvinfer1::Severity::kERROR, message);
}

bool Parser::parse(const void* bytes, size_t size, const char* path) noexcept {
  if (bytes == nullptr || size == 0) {
    add(ErrorCode::kINVALID_VALUE, "the model is empty. Pass the bytes of an ONNX file");
    return false;
  }
  return network_.import_onnx(bytes, size, path, *this);
}

// SinterRT's messages go to the ILogger, whose own threshold decides, so the verbosity changes nothing.
bool Parser::parseFromFile(const char* path, int /*verbosity*/) noexcept {
  std::ifstream file(path == nullptr ? "" : path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file) {
    const std::string text = std::string("file ") + (path == nullptr ? "(null)" : path) + ": cannot be read";
    add(ErrorCode::kMODEL_DESERIALIZE_FAILED, text.c_str());
    return false;
  }
  return parse(bytes.data(), bytes.size(), path);
}

const nvonnxparser::IParserError* Parser::getError(int index) const noexcept {
  const bool valid = index >= 0 && static_cast<size_t>(index) < errors_.size();
  return valid ? &errors_[static_cast<size_t>(index)] : nullptr;
}

const char* const* Parser::getUsedVCPluginLibraries(int64_t& count) const noexcept {
  count = 0;
  return nullptr;
}

}  // namespace sinter::nvinfer
