// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "nvinfer/v10/abi.h"
#include "nvinfer/v10/common/report.h"
#include "nvinfer/v10/nvinfer/engine.h"
#include "sinter/runtime.h"

namespace sinter::nvinfer {

/// Runs an engine. One run at a time, as in TensorRT. Belongs to the client.
class ExecutionContext final : public nvinfer1::IExecutionContext, public nvinfer1::apiv::VExecutionContext {
 public:
  ExecutionContext(const Engine& engine, const Reporter& parent);

  nvinfer1::IExecutionContext* getPImpl() noexcept override { return this; }
  void setDebugSync(bool sync) noexcept override { debug_sync_ = sync; }
  bool getDebugSync() const noexcept override { return debug_sync_; }
  /// Set: each run reports the time of every step, by its name, when it is done.
  void setProfiler(nvinfer1::IProfiler* profiler) noexcept override { profiler_ = profiler; }
  nvinfer1::IProfiler* getProfiler() const noexcept override { return profiler_; }
  const nvinfer1::ICudaEngine& getEngine() const noexcept override { return engine_; }
  void setName(const char* name) noexcept override { name_ = name == nullptr ? "" : name; }
  const char* getName() const noexcept override { return name_.c_str(); }
  int32_t getOptimizationProfile() const noexcept override { return 0; }
  bool setOptimizationProfileAsync(int32_t profile, cudaStream_t) noexcept override { return profile == 0; }
  bool allInputDimensionsSpecified() const noexcept override { return context_.all_shapes_set(); }
  bool allInputShapesSpecified() const noexcept override { return true; }  // no input is a shape tensor
  void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept override { reporter_.set_recorder(recorder); }
  nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return reporter_.recorder(); }

  bool setInputShape(const char* name, const nvinfer1::Dims& dims) noexcept override;
  nvinfer1::Dims getTensorShape(const char* name) const noexcept override;
  /// In elements.
  nvinfer1::Dims getTensorStrides(const char* name) const noexcept override;
  int32_t inferShapes(int32_t max_names, const char** names) noexcept override;
  int64_t getMaxOutputSize(const char* name) const noexcept override;
  bool setTensorAddress(const char* name, void* address) noexcept override;
  const void* getTensorAddress(const char* name) const noexcept override;
  bool setInputTensorAddress(const char* name, const void* address) noexcept override;
  bool setOutputTensorAddress(const char* name, void* address) noexcept override;
  void* getOutputTensorAddress(const char* name) const noexcept override;

  /// `bindings[i]` is the address of IO tensor i; returns when the outputs are there.
  bool executeV2(void* const* bindings) noexcept override;
  /// An engine whose tensors all lie on the host runs here and now: then the outputs are there when this returns, and
  /// what the client later enqueues on the stream comes after it all the same.
  bool enqueueV3(cudaStream_t stream) noexcept override;

 private:
  bool set_address(int index, void* address);
  Dims shape(int index) const;
  void run();

  const Engine& engine_;
  Reporter reporter_;
  mutable sinter::ExecutionContext context_;  // asking for a shape may evaluate the shape program
  bool all_on_host_;
  std::vector<bool> shape_known_;  ///< by binding: static, or set by the client
  std::string name_;
  nvinfer1::IProfiler* profiler_ = nullptr;
  bool debug_sync_ = false;
};

}  // namespace sinter::nvinfer
