// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The two halves of a backend that a build uses, and what the whole build shares.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "backend/tactic.h"
#include "sinter/builder.h"

namespace sinter::compile {

struct Target {
  BackendCompiler* compiler = nullptr;
  BackendRuntime* runtime = nullptr;  // null only where kernels are compiled without a device
  bool objects_only = false;          // added to run what only a host can: strings, sequences, optionals
  std::string name() const { return compiler->name(); }
  MemorySpace space() const { return runtime->device().space(); }
};

/// Targets in order of preference.
using Targets = std::vector<Target>;

/// Strings, sequences and optionals live in host memory: where no target computes there, this one does it for them.
inline void add_host_for_objects(Targets& targets, BackendCompiler& compiler, BackendRuntime* runtime) {
  for (const auto& t : targets)
    if (t.space() == MemorySpace::kHost) return;
  if (runtime && !runtime->unavailable()) targets.push_back({&compiler, runtime, true});
}

/// Progress, cancellation and log lines of one build.
class Monitor {
 public:
  explicit Monitor(const BuildOptions& options) : options_(options) {}
  void stage(const std::string& name, int64_t done = 0, int64_t total = 0) const {
    check_cancelled();
    if (options_.progress) options_.progress({name, done, total, -1});
  }
  void check_cancelled() const;
  void log(const std::string& line) const {
    if (options_.log) options_.log(line);
  }

 private:
  const BuildOptions& options_;
};

}  // namespace sinter::compile
