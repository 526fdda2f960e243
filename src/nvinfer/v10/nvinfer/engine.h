// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "nvinfer/v10/abi.h"
#include "nvinfer/v10/common/report.h"
#include "sinter/runtime.h"

namespace sinter::nvinfer {

/// A loaded plan. Belongs to the client, who keeps it alive longer than its contexts, as TensorRT asks.
class Engine final : public nvinfer1::ICudaEngine, public nvinfer1::apiv::VCudaEngine {
 public:
  /// Throws Error(kUnsupported) if a binding has a dtype that TensorRT cannot name, Error(kLimit) if more than 8 dims.
  Engine(sinter::Engine engine, const Reporter& parent);

  /// Index of a binding, which is the index of the IO tensor too; throws Error(kInvalidArgument) if there is none.
  int find(const char* name) const;
  const sinter::Engine& engine() const noexcept { return engine_; }

  nvinfer1::ICudaEngine* getPImpl() noexcept override { return this; }
  nvinfer1::IExecutionContext* createExecutionContext(
      nvinfer1::ExecutionContextAllocationStrategy strategy) noexcept override;
  std::size_t getDeviceMemorySize() const noexcept override { return static_cast<size_t>(engine_.arena_bytes()); }
  int64_t getDeviceMemorySizeV2() const noexcept override { return engine_.arena_bytes(); }
  int64_t getDeviceMemorySizeForProfileV2(int32_t) const noexcept override { return engine_.arena_bytes(); }
  bool isRefittable() const noexcept override { return false; }
  int32_t getNbOptimizationProfiles() const noexcept override { return 1; }
  nvinfer1::EngineCapability getEngineCapability() const noexcept override {
    return nvinfer1::EngineCapability::kSTANDARD;
  }
  void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept override { reporter_.set_recorder(recorder); }
  nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return reporter_.recorder(); }
  bool hasImplicitBatchDimension() const noexcept override { return false; }
  nvinfer1::TacticSources getTacticSources() const noexcept override { return 0; }
  nvinfer1::ProfilingVerbosity getProfilingVerbosity() const noexcept override {
    return nvinfer1::ProfilingVerbosity::kDETAILED;
  }
  nvinfer1::HardwareCompatibilityLevel getHardwareCompatibilityLevel() const noexcept override {
    return nvinfer1::HardwareCompatibilityLevel::kNONE;
  }
  int32_t getNbAuxStreams() const noexcept override { return 0; }

  int32_t getNbIOTensors() const noexcept override { return static_cast<int32_t>(engine_.bindings().size()); }
  const char* getIOTensorName(int32_t index) const noexcept override;
  nvinfer1::Dims getTensorShape(const char* name) const noexcept override;
  nvinfer1::DataType getTensorDataType(const char* name) const noexcept override;
  /// kHOST where SinterRT wants a host pointer, as the CPU does for all of its tensors.
  nvinfer1::TensorLocation getTensorLocation(const char* name) const noexcept override;
  bool isShapeInferenceIO(const char*) const noexcept override { return false; }
  nvinfer1::TensorIOMode getTensorIOMode(const char* name) const noexcept override;
  nvinfer1::Dims getProfileShape(const char* name, int32_t profile,
                                 nvinfer1::OptProfileSelector select) const noexcept override;
  bool isDebugTensor(const char*) const noexcept override { return false; }
  const char* getAliasedInputTensor(const char*) const noexcept override { return nullptr; }

  // Bindings are dense and row-major; -1 is TensorRT's answer for a tensor without vectorized components.
  int32_t getTensorBytesPerComponent(const char*) const noexcept override { return -1; }
  int32_t getTensorComponentsPerElement(const char*) const noexcept override { return -1; }
  int32_t getTensorVectorizedDim(const char*) const noexcept override { return -1; }
  nvinfer1::TensorFormat getTensorFormat(const char*) const noexcept override {
    return nvinfer1::TensorFormat::kLINEAR;
  }
  const char* getTensorFormatDesc(const char*) const noexcept override { return "Row-major linear format (kLINEAR)"; }
  int32_t getTensorBytesPerComponentV2(const char*, int32_t) const noexcept override { return -1; }
  int32_t getTensorComponentsPerElementV2(const char*, int32_t) const noexcept override { return -1; }
  int32_t getTensorVectorizedDimV2(const char*, int32_t) const noexcept override { return -1; }
  nvinfer1::TensorFormat getTensorFormatV2(const char*, int32_t) const noexcept override {
    return nvinfer1::TensorFormat::kLINEAR;
  }
  const char* getTensorFormatDescV2(const char* name, int32_t) const noexcept override {
    return getTensorFormatDesc(name);
  }

 private:
  const BindingInfo& info(const char* name) const { return engine_.bindings()[static_cast<size_t>(find(name))]; }

  sinter::Engine engine_;
  Reporter reporter_;
};

}  // namespace sinter::nvinfer
