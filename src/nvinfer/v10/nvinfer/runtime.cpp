// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "nvinfer/v10/nvinfer/runtime.h"

#include <vector>

#include "nvinfer/v10/nvinfer/engine.h"
#include "nvinfer/v10/nvinfer/plugin_registry.h"
#include "sinter/runtime.h"

namespace sinter::nvinfer {
namespace {

/// All that `read(destination, bytes)` gives, until it gives nothing more.
template <class Read>
std::vector<std::byte> read_all(Read&& read) {
  constexpr int64_t kChunk = int64_t{16} << 20;
  std::vector<std::byte> bytes;
  for (int64_t got = kChunk; got > 0;) {
    const size_t have = bytes.size();
    bytes.resize(have + kChunk);
    got = read(bytes.data() + have, kChunk);
    if (got < 0 || got > kChunk) fail(ErrorCode::kIo, "the stream reader failed", "See what its own code reports");
    bytes.resize(have + static_cast<size_t>(got));
  }
  return bytes;
}

}  // namespace

nvinfer1::ICudaEngine* Runtime::load(std::span<const std::byte> plan) const {
  EngineOptions options;
  options.threads = max_threads_;
  return new Engine(sinter::Engine::load(plan, options), reporter_);
}

nvinfer1::ICudaEngine* Runtime::deserializeCudaEngine(const void* blob, std::size_t size) noexcept {
  return reporter_.guard<nvinfer1::ICudaEngine*>(nullptr, [&] {
    if (blob == nullptr) fail(ErrorCode::kInvalidArgument, "the plan is null", "Pass the bytes of a plan");
    return load({static_cast<const std::byte*>(blob), size});
  });
}

nvinfer1::ICudaEngine* Runtime::deserializeCudaEngine(nvinfer1::IStreamReader& reader) noexcept {
  return reporter_.guard<nvinfer1::ICudaEngine*>(
      nullptr, [&] { return load(read_all([&](void* to, int64_t n) { return reader.read(to, n); })); });
}

// A CPU engine reads into host memory, in order; the stream is none.
nvinfer1::ICudaEngine* Runtime::deserializeCudaEngineV2(nvinfer1::IStreamReaderV2& reader) noexcept {
  return reporter_.guard<nvinfer1::ICudaEngine*>(
      nullptr, [&] { return load(read_all([&](void* to, int64_t n) { return reader.read(to, n, nullptr); })); });
}

bool Runtime::setMaxThreads(int32_t threads) noexcept {
  if (threads < 1) return false;
  max_threads_ = threads;
  return true;
}

nvinfer1::IPluginRegistry& Runtime::getPluginRegistry() noexcept { return PluginRegistry::instance(); }

}  // namespace sinter::nvinfer
