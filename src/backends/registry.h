// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// All backends, run-time halves. A new backend is one line in registry.cpp and one in compilers.cpp.
#pragma once
#include <memory>
#include <vector>

#include "backend/kernel.h"
#include "base/thread_pool.h"

namespace sinter {

/// Owns one runtime per backend ("cpu", "cuda", "fake", "reference"). Devices are opened when they are first used. It
/// must outlive engines made with it.
class BackendRegistry {
 public:
  /// `threads` of the CPU backend; 0: as many as this process may use.
  explicit BackendRegistry(int threads);
  ~BackendRegistry();
  BackendRegistry(const BackendRegistry&) = delete;
  BackendRegistry& operator=(const BackendRegistry&) = delete;

  const BackendSet& runtimes() const { return set_; }
  BackendSet& runtimes() { return set_; }
  /// Threads of the CPU backend.
  int threads() const { return threads_; }
  ThreadPool& pool() { return *pool_; }

 private:
  std::vector<std::unique_ptr<BackendRuntime>> owned_;
  BackendSet set_;
  int threads_ = 1;
  ThreadPool* pool_ = nullptr;  // the CPU backend's
};

}  // namespace sinter
