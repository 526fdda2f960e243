// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <span>

#include "nvinfer/v10/abi.h"
#include "nvinfer/v10/common/report.h"

namespace sinter::nvinfer {

/// Loads plans. The engines belong to the client.
class Runtime final : public nvinfer1::IRuntime, public nvinfer1::apiv::VRuntime {
 public:
  explicit Runtime(nvinfer1::ILogger* logger) : reporter_(logger) { mImpl = this; }

  nvinfer1::IRuntime* getPImpl() noexcept override { return this; }
  nvinfer1::ICudaEngine* deserializeCudaEngine(const void* blob, std::size_t size) noexcept override;
  nvinfer1::ICudaEngine* deserializeCudaEngine(nvinfer1::IStreamReader& reader) noexcept override;
  nvinfer1::ICudaEngine* deserializeCudaEngineV2(nvinfer1::IStreamReaderV2& reader) noexcept override;
  void setDLACore(int32_t core) noexcept override { dla_core_ = core; }
  int32_t getDLACore() const noexcept override { return dla_core_; }
  int32_t getNbDLACores() const noexcept override { return 0; }
  void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept override { reporter_.set_recorder(recorder); }
  nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return reporter_.recorder(); }
  nvinfer1::ILogger* getLogger() const noexcept override { return reporter_.logger(); }
  bool setMaxThreads(int32_t threads) noexcept override;
  int32_t getMaxThreads() const noexcept override { return max_threads_ == 0 ? 1 : max_threads_; }
  nvinfer1::IPluginRegistry& getPluginRegistry() noexcept override;
  // A plan of ours holds no host code, so there is nothing to allow.
  void setEngineHostCodeAllowed(bool allowed) noexcept override { host_code_ = allowed; }
  bool getEngineHostCodeAllowed() const noexcept override { return host_code_; }

 private:
  nvinfer1::ICudaEngine* load(std::span<const std::byte> plan) const;

  Reporter reporter_;
  int32_t max_threads_ = 0;  ///< 0: not set, SinterRT chooses
  int32_t dla_core_ = 0;
  bool host_code_ = false;
};

}  // namespace sinter::nvinfer
