// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// libnvinfer.so.10: the C functions that NVIDIA's inline createInferBuilder() and the like call, and that trtexec and
// others look up by name.
#include <atomic>
#include <string>

#include "nvinfer/v10/nvinfer/builder.h"
#include "nvinfer/v10/nvinfer/plugin_registry.h"
#include "nvinfer/v10/nvinfer/runtime.h"
#include "nvinfer/v10/version.h"

using namespace sinter::nvinfer;

namespace {

// What getLogger() answers: as in TensorRT, the logger of the first builder or runtime of the process.
std::atomic<nvinfer1::ILogger*> first_logger{nullptr};

// Major versions differ in slots and structs, so a client of another one would call the wrong functions.
bool accept(void* logger, int32_t version, const char* what) {
  auto* log = static_cast<nvinfer1::ILogger*>(logger);
  if (log == nullptr) return false;
  nvinfer1::ILogger* none = nullptr;
  first_logger.compare_exchange_strong(none, log);
  if (version / 10000 == kMajor) return true;
  const std::string text = std::string("cannot make ") + what + ": the program was compiled for TensorRT " +
                           std::to_string(version / 10000) +
                           ", this library is for 10. Use the library of that version";
  Reporter(log).log(nvinfer1::Severity::kERROR, text);
  return false;
}

}  // namespace

SINTER_TRT_EXPORT void* createInferBuilder_INTERNAL(void* logger, int32_t version) {
  if (!accept(logger, version, "a builder")) return nullptr;
  nvinfer1::IBuilder* builder = new Builder(static_cast<nvinfer1::ILogger*>(logger));
  return builder;
}

SINTER_TRT_EXPORT void* createInferRuntime_INTERNAL(void* logger, int32_t version) {
  if (!accept(logger, version, "a runtime")) return nullptr;
  nvinfer1::IRuntime* runtime = new Runtime(static_cast<nvinfer1::ILogger*>(logger));
  return runtime;
}

SINTER_TRT_EXPORT void* createInferRefitter_INTERNAL(void* /*engine*/, void* /*logger*/, int32_t /*version*/) {
  missing("createInferRefitter_INTERNAL");
}

SINTER_TRT_EXPORT nvinfer1::IPluginRegistry* getPluginRegistry() { return &PluginRegistry::instance(); }

// TensorRT keeps one registry for each engine capability; ours are one, and empty.
SINTER_TRT_EXPORT nvinfer1::IPluginRegistry* getBuilderPluginRegistry(nvinfer1::EngineCapability /*capability*/) {
  return &PluginRegistry::instance();
}

SINTER_TRT_EXPORT nvinfer1::ILogger* getLogger() { return first_logger.load(); }
SINTER_TRT_EXPORT int32_t getInferLibVersion() { return kVersion; }
SINTER_TRT_EXPORT int32_t getInferLibMajorVersion() { return kMajor; }
SINTER_TRT_EXPORT int32_t getInferLibMinorVersion() { return kMinor; }
SINTER_TRT_EXPORT int32_t getInferLibPatchVersion() { return kPatch; }
SINTER_TRT_EXPORT int32_t getInferLibBuildVersion() { return kBuild; }
