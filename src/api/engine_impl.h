// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "backends/registry.h"
#include "runtime/context.h"
#include "sinter/runtime.h"
#include "sinter/tools.h"

namespace sinter {

/// Notes when threads of the CPU backend work. Room is taken when a trace begins; what does not fit is left out.
class PoolRecorder final : public PoolObserver {
 public:
  struct Work {
    int64_t begin_ns, end_ns;
  };
  void begin(int threads);
  void worked(int thread, int64_t begin_ns, int64_t end_ns) noexcept override;
  /// Per thread, in the order of time. Call it when no loop of this context runs any more.
  std::vector<std::vector<Work>> take();

 private:
  static constexpr size_t kRoom = size_t{1} << 16;
  std::mutex mutex_;  // contexts may work at the same time, each with a thread 0 of its own
  std::vector<std::vector<Work>> work_;
};

struct EngineImpl {
  explicit EngineImpl(int threads) : registry(threads) {}
  PoolRecorder recorder;     // before the registry: its pool's threads may look at it to their end
  std::mutex trace_mutex;    // one trace at a time
  BackendRegistry registry;  // before the engine: kernels refer to devices
  std::shared_ptr<rt::Engine> engine;
  std::vector<BindingInfo> bindings;
};

/// An engine of a plan in memory. The plan was made or checked here: it is trusted.
std::shared_ptr<EngineImpl> make_engine(plan::Plan plan, const EngineOptions& options);

struct ContextImpl {
  std::shared_ptr<EngineImpl> engine;
  std::unique_ptr<Stream> stream;         // the context's own
  std::unique_ptr<Stream> native_stream;  // wraps the caller's
  void* native = nullptr;
  std::map<int, HostArray> values;       // of bindings that were given as values, or whose memory is the context's
  std::unique_ptr<rt::Context> context;  // after the streams: destroyed first
};

}  // namespace sinter
