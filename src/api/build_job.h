// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// One build with all it needs, so that a cancelled one can be left to itself: it holds nothing of its caller's.
#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ir/graph.h"
#include "sinter/builder.h"

namespace sinter {

struct BuildJob {
  std::unique_ptr<Graph> graph;
  std::string name;
  BuildOptions options;
  BuildReport report;
  std::vector<std::byte> plan;

  /// The whole way, on the calling thread.
  void run();
};

/// Runs `work` on a thread of its own while the calling one asks `cancelled` every few milliseconds. Upon cancellation
/// it waits a moment for the work to end by itself (`stop`, which work gets, is then true), then leaves it and throws
/// Error(kCancelled). So `work` must own all that it uses. Exceptions of `work` and `cancelled` are passed on.
void run_or_leave(std::function<void(const std::function<bool()>& stop)> work, const std::function<bool()>& cancelled,
                  const std::string& message, const std::string& remedy);

/// Runs the job on a thread of its own while the calling one passes on progress and log lines and asks
/// options.cancelled every few milliseconds. Upon cancellation it waits a moment for the job to end by itself, then
/// leaves it (it ends at its next look) and throws Error(kCancelled). So the call returns within a second, whatever a
/// kernel or a pass is in the middle of.
void run_cancellable(std::shared_ptr<BuildJob> job);

}  // namespace sinter
