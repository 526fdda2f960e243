// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "nvinfer/v10/nvinfer/builder.h"

#include <algorithm>
#include <limits>
#include <string>

#include "nvinfer/v10/common/convert.h"
#include "nvinfer/v10/nvinfer/builder_config.h"
#include "nvinfer/v10/nvinfer/engine.h"
#include "nvinfer/v10/nvinfer/host_memory.h"
#include "nvinfer/v10/nvinfer/network.h"
#include "nvinfer/v10/nvinfer/plugin_registry.h"
#include "nvinfer/v10/nvinfer/progress.h"
#include "sinter/builder.h"

namespace sinter::nvinfer {
namespace {

/// Flags that promise something which a plan of this build does not have. The others are permissions (kFP16), hints, or
/// what SinterRT does anyway.
struct Promise {
  nvinfer1::BuilderFlag flag;
  const char* name;
};
constexpr Promise kUnkept[] = {
    {nvinfer1::BuilderFlag::kREFIT, "kREFIT"},
    {nvinfer1::BuilderFlag::kREFIT_IDENTICAL, "kREFIT_IDENTICAL"},
    {nvinfer1::BuilderFlag::kREFIT_INDIVIDUAL, "kREFIT_INDIVIDUAL"},
    {nvinfer1::BuilderFlag::kSTRIP_PLAN, "kSTRIP_PLAN"},
    {nvinfer1::BuilderFlag::kWEIGHT_STREAMING, "kWEIGHT_STREAMING"},
    {nvinfer1::BuilderFlag::kVERSION_COMPATIBLE, "kVERSION_COMPATIBLE"},
};

Dims bound(const OptimizationProfile::Shapes& shapes, nvinfer1::OptProfileSelector select) {
  const auto& dims = shapes.dims[static_cast<size_t>(select)];
  return dims ? from_trt(*dims) : Dims{};
}

std::map<std::string, ShapeRange> shape_ranges(const BuilderConfig& config) {
  using nvinfer1::OptProfileSelector;
  if (config.profiles().size() > 1) {
    fail(ErrorCode::kUnsupported,
         "the config has " + std::to_string(config.profiles().size()) + " optimization profiles",
         "Use one whose bounds span them all");
  }
  std::map<std::string, ShapeRange> ranges;
  for (const OptimizationProfile* profile : config.profiles()) {
    for (const auto& [name, shapes] : profile->shapes()) {
      ranges[name] = {bound(shapes, OptProfileSelector::kMIN), bound(shapes, OptProfileSelector::kOPT),
                      bound(shapes, OptProfileSelector::kMAX)};
    }
  }
  return ranges;
}

BuildOptions build_options(const BuilderConfig& config, int threads, Progress& progress, const Reporter& reporter) {
  BuildOptions options;
  options.shapes = shape_ranges(config);
  options.threads = threads;
  // TensorRT's level 0 stands for the fastest build, as heuristics do here; from 1 on the builder measures.
  if (config.getBuilderOptimizationLevel() == 0) options.tactics = TacticSelection::kHeuristic;
  if (config.getFlag(nvinfer1::BuilderFlag::kDISABLE_TIMING_CACHE)) options.timing_cache = "none";
  if (const auto bytes = config.workspace()) {
    options.workspace_limit = static_cast<int64_t>(std::min<size_t>(*bytes, std::numeric_limits<int64_t>::max()));
  }
  options.progress = [&progress](const BuildProgress& now) { progress.update(now); };
  options.cancelled = [&progress] { return progress.cancelled(); };
  options.log = [&reporter](const std::string& line) { reporter.log(nvinfer1::Severity::kVERBOSE, line); };
  return options;
}

}  // namespace

// Every network and config in the process was made by a Builder of ours.
std::vector<std::byte> Builder::build(nvinfer1::INetworkDefinition& network, nvinfer1::IBuilderConfig& config) const {
  const auto& ours = static_cast<const BuilderConfig&>(config);
  if (ours.getDefaultDeviceType() == nvinfer1::DeviceType::kDLA) {
    fail(ErrorCode::kUnsupported, "the default device is kDLA", "Leave it at kGPU: SinterRT has no DLA backend");
  }
  for (const Promise& promise : kUnkept) {
    if (ours.getFlag(promise.flag)) {
      reporter_.log(nvinfer1::Severity::kWARNING, std::string("BuilderFlag::") + promise.name + " has no effect here");
    }
  }
  Progress progress(ours.getProgressMonitor());
  const BuildOptions options = build_options(ours, max_threads_, progress, reporter_);
  BuildReport report;
  auto plan = build_plan(static_cast<const Network&>(network).network(), options, &report);
  reporter_.log(nvinfer1::Severity::kINFO, "plan of " + std::to_string(plan.size()) + " bytes built in " +
                                               std::to_string(report.seconds) + " s, " + std::to_string(report.steps) +
                                               " steps");
  return plan;
}

nvinfer1::IBuilderConfig* Builder::createBuilderConfig() noexcept {
  return reporter_.guard<nvinfer1::IBuilderConfig*>(nullptr, [] { return new BuilderConfig; });
}

nvinfer1::INetworkDefinition* Builder::createNetworkV2(nvinfer1::NetworkDefinitionCreationFlags flags) noexcept {
  return reporter_.guard<nvinfer1::INetworkDefinition*>(nullptr, [&] { return new Network(*this, reporter_, flags); });
}

nvinfer1::IOptimizationProfile* Builder::createOptimizationProfile() noexcept {
  return reporter_.guard<nvinfer1::IOptimizationProfile*>(nullptr, [&] {
    profiles_.push_back(std::make_unique<OptimizationProfile>());
    return profiles_.back().get();
  });
}

nvinfer1::IHostMemory* Builder::buildSerializedNetwork(nvinfer1::INetworkDefinition& network,
                                                       nvinfer1::IBuilderConfig& config) noexcept {
  return reporter_.guard<nvinfer1::IHostMemory*>(nullptr, [&] { return new HostMemory(build(network, config)); });
}

nvinfer1::ICudaEngine* Builder::buildEngineWithConfig(nvinfer1::INetworkDefinition& network,
                                                      nvinfer1::IBuilderConfig& config) noexcept {
  return reporter_.guard<nvinfer1::ICudaEngine*>(
      nullptr, [&] { return new Engine(sinter::Engine::load(build(network, config)), reporter_); });
}

bool Builder::buildSerializedNetworkToStream(nvinfer1::INetworkDefinition& network, nvinfer1::IBuilderConfig& config,
                                             nvinfer1::IStreamWriter& writer) noexcept {
  return reporter_.guard(false, [&] {
    const std::vector<std::byte> plan = build(network, config);
    const auto size = static_cast<int64_t>(plan.size());
    if (writer.write(plan.data(), size) != size) {
      fail(ErrorCode::kIo, "the stream writer did not take the plan's " + std::to_string(size) + " bytes",
           "See what the writer's own code reports");
    }
    return true;
  });
}

bool Builder::setMaxThreads(int32_t threads) noexcept {
  if (threads < 1) return false;
  max_threads_ = threads;
  return true;
}

nvinfer1::IPluginRegistry& Builder::getPluginRegistry() noexcept { return PluginRegistry::instance(); }

}  // namespace sinter::nvinfer
