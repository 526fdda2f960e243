// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The process-wide plugin registry: empty, because this build runs no TensorRT plugins. Looking finds nothing;
// registering aborts with its name, as every method that is not available does.
#pragma once
#include "nvinfer/v10/abi.h"

namespace sinter::nvinfer {

class PluginRegistry final : public nvinfer1::IPluginRegistry {
 public:
  static PluginRegistry& instance() noexcept;

  nvinfer1::IPluginCreator* const* getPluginCreatorList(int32_t* const count) const noexcept override;
  nvinfer1::IPluginCreator* getPluginCreator(const char* const, const char* const, const char* const) noexcept override;
  void setErrorRecorder(nvinfer1::IErrorRecorder* const recorder) noexcept override { recorder_ = recorder; }
  nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return recorder_; }
  bool isParentSearchEnabled() const noexcept override { return parent_search_; }
  void setParentSearchEnabled(const bool enabled) noexcept override { parent_search_ = enabled; }
  nvinfer1::IPluginCreatorInterface* const* getAllCreators(int32_t* const count) const noexcept override;
  nvinfer1::IPluginCreatorInterface* const* getAllCreatorsRecursive(int32_t* const count) noexcept override;
  nvinfer1::IPluginCreatorInterface* getCreator(const char* const, const char* const,
                                                const char* const) noexcept override;

 private:
  nvinfer1::IErrorRecorder* recorder_ = nullptr;
  bool parent_search_ = true;
};

}  // namespace sinter::nvinfer
