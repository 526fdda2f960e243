// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// IBuilderConfig: a bag of values. All that clients commonly set is kept and read back; builder.cpp says which of them
// change what SinterRT builds. Per-layer devices, calibrators, algorithm selectors and timing caches are not there yet.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "nvinfer/v10/abi.h"
#include "nvinfer/v10/nvinfer/optimization_profile.h"

namespace sinter::nvinfer {

class BuilderConfig final : public nvinfer1::IBuilderConfig, public nvinfer1::apiv::VBuilderConfig {
 public:
  BuilderConfig() { mImpl = this; }

  /// The kWORKSPACE pool, if the client limited it.
  std::optional<std::size_t> workspace() const noexcept;
  /// The profiles belong to the builder that made them, which outlives its configs.
  const std::vector<const OptimizationProfile*>& profiles() const noexcept { return v_.profiles; }

  // Flags are bit sets: bit n is the flag of value n.
  void setFlags(nvinfer1::BuilderFlags flags) noexcept override { v_.flags = flags; }
  nvinfer1::BuilderFlags getFlags() const noexcept override { return v_.flags; }
  void setFlag(nvinfer1::BuilderFlag flag) noexcept override { v_.flags |= bit(flag); }
  void clearFlag(nvinfer1::BuilderFlag flag) noexcept override { v_.flags &= ~bit(flag); }
  bool getFlag(nvinfer1::BuilderFlag flag) const noexcept override { return (v_.flags & bit(flag)) != 0; }
  void setQuantizationFlags(nvinfer1::QuantizationFlags flags) noexcept override { v_.quantization = flags; }
  nvinfer1::QuantizationFlags getQuantizationFlags() const noexcept override { return v_.quantization; }
  void setQuantizationFlag(nvinfer1::QuantizationFlag flag) noexcept override { v_.quantization |= bit(flag); }
  void clearQuantizationFlag(nvinfer1::QuantizationFlag flag) noexcept override { v_.quantization &= ~bit(flag); }
  bool getQuantizationFlag(nvinfer1::QuantizationFlag flag) const noexcept override {
    return (v_.quantization & bit(flag)) != 0;
  }
  void setPreviewFeature(nvinfer1::PreviewFeature feature, bool on) noexcept override {
    v_.preview = on ? v_.preview | bit(feature) : v_.preview & ~bit(feature);
  }
  bool getPreviewFeature(nvinfer1::PreviewFeature feature) const noexcept override {
    return (v_.preview & bit(feature)) != 0;
  }
  bool setTacticSources(nvinfer1::TacticSources sources) noexcept override { return v_.tactic_sources = sources, true; }
  nvinfer1::TacticSources getTacticSources() const noexcept override { return v_.tactic_sources; }

  int32_t addOptimizationProfile(const nvinfer1::IOptimizationProfile* profile) noexcept override;
  int32_t getNbOptimizationProfiles() const noexcept override { return static_cast<int32_t>(v_.profiles.size()); }
  bool setCalibrationProfile(const nvinfer1::IOptimizationProfile* p) noexcept override {
    return calibration_ = p, true;
  }
  const nvinfer1::IOptimizationProfile* getCalibrationProfile() noexcept override { return calibration_; }

  // Slot 2 of the public class and of the V class; one function serves both.
  void setAvgTimingIterations(int32_t n) noexcept override { v_.avg_timing = n; }
  int32_t getAvgTimingIterations() const noexcept override { return v_.avg_timing; }
  void setEngineCapability(nvinfer1::EngineCapability c) noexcept override { v_.capability = c; }
  nvinfer1::EngineCapability getEngineCapability() const noexcept override { return v_.capability; }
  void setDLACore(int32_t core) noexcept override { v_.dla_core = core; }
  int32_t getDLACore() const noexcept override { return v_.dla_core; }
  void setDefaultDeviceType(nvinfer1::DeviceType type) noexcept override { v_.device = type; }
  nvinfer1::DeviceType getDefaultDeviceType() const noexcept override { return v_.device; }
  void reset() noexcept override { v_ = Values{}; }
  void setProfileStream(const cudaStream_t stream) noexcept override { v_.stream = stream; }
  cudaStream_t getProfileStream() const noexcept override { return v_.stream; }
  void setProfilingVerbosity(nvinfer1::ProfilingVerbosity verbosity) noexcept override { v_.verbosity = verbosity; }
  nvinfer1::ProfilingVerbosity getProfilingVerbosity() const noexcept override { return v_.verbosity; }
  nvinfer1::IInt8Calibrator* getInt8Calibrator() const noexcept override { return nullptr; }
  nvinfer1::IAlgorithmSelector* getAlgorithmSelector() const noexcept override { return nullptr; }
  const nvinfer1::ITimingCache* getTimingCache() const noexcept override { return nullptr; }
  void setMemoryPoolLimit(nvinfer1::MemoryPoolType pool, std::size_t bytes) noexcept override;
  std::size_t getMemoryPoolLimit(nvinfer1::MemoryPoolType pool) const noexcept override;
  void setBuilderOptimizationLevel(int32_t level) noexcept override { v_.level = level; }
  int32_t getBuilderOptimizationLevel() const noexcept override { return v_.level; }
  void setHardwareCompatibilityLevel(nvinfer1::HardwareCompatibilityLevel level) noexcept override {
    v_.hardware = level;
  }
  nvinfer1::HardwareCompatibilityLevel getHardwareCompatibilityLevel() const noexcept override { return v_.hardware; }
  int32_t getNbPluginsToSerialize() const noexcept override { return 0; }
  void setMaxAuxStreams(int32_t n) noexcept override { v_.aux_streams = n; }
  int32_t getMaxAuxStreams() const noexcept override { return v_.aux_streams; }
  void setProgressMonitor(nvinfer1::IProgressMonitor* monitor) noexcept override { v_.monitor = monitor; }
  nvinfer1::IProgressMonitor* getProgressMonitor() const noexcept override { return v_.monitor; }
  void setRuntimePlatform(nvinfer1::RuntimePlatform platform) noexcept override { v_.platform = platform; }
  nvinfer1::RuntimePlatform getRuntimePlatform() const noexcept override { return v_.platform; }
  void setMaxNbTactics(int32_t n) noexcept override { v_.max_tactics = n; }
  int32_t getMaxNbTactics() const noexcept override { return v_.max_tactics; }
  bool setTilingOptimizationLevel(nvinfer1::TilingOptimizationLevel l) noexcept override { return v_.tiling = l, true; }
  nvinfer1::TilingOptimizationLevel getTilingOptimizationLevel() const noexcept override { return v_.tiling; }
  bool setL2LimitForTiling(int64_t bytes) noexcept override { return v_.l2_limit = bytes, true; }
  int64_t getL2LimitForTiling() const noexcept override { return v_.l2_limit; }
  const char* getRemoteAutoTuningConfig() const noexcept override { return ""; }  // none can be set

 private:
  template <class E>
  static uint32_t bit(E flag) noexcept {
    const auto n = static_cast<uint32_t>(flag);
    return n < 32 ? uint32_t{1} << n : 0;
  }

  /// TensorRT's defaults.
  struct Values {
    nvinfer1::BuilderFlags flags = bit(nvinfer1::BuilderFlag::kTF32);
    nvinfer1::QuantizationFlags quantization = 0;
    uint32_t preview = 0;
    nvinfer1::TacticSources tactic_sources =
        bit(nvinfer1::TacticSource::kEDGE_MASK_CONVOLUTIONS) | bit(nvinfer1::TacticSource::kJIT_CONVOLUTIONS);
    std::vector<const OptimizationProfile*> profiles;
    int32_t avg_timing = 1;
    nvinfer1::EngineCapability capability = nvinfer1::EngineCapability::kSTANDARD;
    int32_t dla_core = -1;
    nvinfer1::DeviceType device = nvinfer1::DeviceType::kGPU;
    cudaStream_t stream = nullptr;
    nvinfer1::ProfilingVerbosity verbosity = nvinfer1::ProfilingVerbosity::kLAYER_NAMES_ONLY;
    std::map<nvinfer1::MemoryPoolType, std::size_t> pools;
    int32_t level = 3;
    nvinfer1::HardwareCompatibilityLevel hardware = nvinfer1::HardwareCompatibilityLevel::kNONE;
    int32_t aux_streams = -1;  ///< -1: the builder chooses
    nvinfer1::IProgressMonitor* monitor = nullptr;
    nvinfer1::RuntimePlatform platform = nvinfer1::RuntimePlatform::kSAME_AS_BUILD;
    int32_t max_tactics = -1;  ///< -1: the builder chooses
    nvinfer1::TilingOptimizationLevel tiling = nvinfer1::TilingOptimizationLevel::kNONE;
    int64_t l2_limit = -1;  ///< -1: the builder chooses
  };
  Values v_;
  const nvinfer1::IOptimizationProfile* calibration_ = nullptr;
};

}  // namespace sinter::nvinfer
