// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <memory>
#include <vector>

#include "nvinfer/v10/abi.h"
#include "nvinfer/v10/common/report.h"
#include "nvinfer/v10/nvinfer/optimization_profile.h"

namespace sinter::nvinfer {

/// Makes networks, configs and profiles, and turns a network into a plan. Networks, configs and plans belong to the
/// client, profiles to the builder, as in TensorRT.
class Builder final : public nvinfer1::IBuilder, public nvinfer1::apiv::VBuilder {
 public:
  explicit Builder(nvinfer1::ILogger* logger) : reporter_(logger) { mImpl = this; }

  bool platformHasFastFp16() const noexcept override { return false; }
  bool platformHasFastInt8() const noexcept override { return false; }
  bool platformHasTf32() const noexcept override { return false; }
  int32_t getMaxDLABatchSize() const noexcept override { return 0; }
  int32_t getNbDLACores() const noexcept override { return 0; }
  nvinfer1::IBuilderConfig* createBuilderConfig() noexcept override;
  nvinfer1::INetworkDefinition* createNetworkV2(nvinfer1::NetworkDefinitionCreationFlags flags) noexcept override;
  nvinfer1::IOptimizationProfile* createOptimizationProfile() noexcept override;
  void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept override { reporter_.set_recorder(recorder); }
  nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return reporter_.recorder(); }
  void reset() noexcept override { max_threads_ = 0; }
  nvinfer1::IHostMemory* buildSerializedNetwork(nvinfer1::INetworkDefinition& network,
                                                nvinfer1::IBuilderConfig& config) noexcept override;
  nvinfer1::ICudaEngine* buildEngineWithConfig(nvinfer1::INetworkDefinition& network,
                                               nvinfer1::IBuilderConfig& config) noexcept override;
  bool buildSerializedNetworkToStream(nvinfer1::INetworkDefinition& network, nvinfer1::IBuilderConfig& config,
                                      nvinfer1::IStreamWriter& writer) noexcept override;
  nvinfer1::ILogger* getLogger() const noexcept override { return reporter_.logger(); }
  bool setMaxThreads(int32_t threads) noexcept override;
  int32_t getMaxThreads() const noexcept override { return max_threads_ == 0 ? 1 : max_threads_; }
  nvinfer1::IPluginRegistry& getPluginRegistry() noexcept override;

 private:
  std::vector<std::byte> build(nvinfer1::INetworkDefinition& network, nvinfer1::IBuilderConfig& config) const;

  Reporter reporter_;
  std::vector<std::unique_ptr<OptimizationProfile>> profiles_;
  int32_t max_threads_ = 0;  ///< 0: not set, SinterRT chooses
};

}  // namespace sinter::nvinfer
