// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A pass: a function that changes one graph, with its name and what it is for. Passes are deterministic and idempotent
// and rely on no other pass's leftovers: each leaves a valid graph without the nodes it made useless itself.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "ir/graph.h"

namespace sinter {

class ThreadPool;

/// What the user can choose about the passes.
struct PipelineOptions {
  /// Names of optional passes that do not run. Error(kInvalidArgument) with "did you mean" for an unknown or a
  /// required one.
  std::vector<std::string> disabled;
  /// Bytes of the result of one folding step; larger results are computed at run time.
  int64_t max_folded_bytes = limits::kMaxFoldedBytes;
  /// How often the simplifying passes repeat at most. Models settle in two to four rounds.
  int max_rounds = 16;
#ifdef NDEBUG
  bool verify = false;
#else
  bool verify = true;  // verify_graph after every pass that changed something
#endif
};

/// What one pass did over the whole pipeline.
struct PassStatistics {
  std::string name;
  int runs = 0;
  int64_t changes = 0;
  double seconds = 0;
};

/// What a pass sees besides the graph. One per build; not shared between threads.
struct PassContext {
  PipelineOptions options;
  /// Whether the target backends want fusions of a kind ("conv", "matmul", "pointwise"); empty: all.
  std::function<bool(std::string_view kind)> wants_fusion;
  /// Throws Error(kCancelled) if the caller asked to stop; empty: never. Called between passes and in long loops.
  std::function<void()> check_cancelled;
  /// Gets one line per change: "conv1 + bn1 + relu1 -> Fusion:conv". Empty: nobody listens.
  std::function<void(std::string_view pass, const std::string& change)> trace;
  /// For work on large weights; null: the calling thread alone.
  ThreadPool* pool = nullptr;

  std::vector<PassStatistics> statistics;  // in the pipeline's order; filled by the pass manager
  std::string_view current;                // name of the running pass
  int64_t changes = 0;                     // of the running pass

  bool wants(std::string_view kind) const { return !wants_fusion || wants_fusion(kind); }
  /// Records a change; `describe` gives its line and is called only if somebody listens.
  template <class F>
  void changed(F&& describe) {
    ++changes;
    if (trace) trace(current, describe());
  }
};

/// One row of the pipeline.
struct Pass {
  std::string_view name, doc;
  bool optional = true;  // may be disabled: results stay right without it (slower, or unsupported by a backend)
  /// Changes the graph in place (not the bodies inside it: the manager visits those) and says whether it did.
  bool (*run)(Graph& graph, PassContext& context) = nullptr;
};

}  // namespace sinter
