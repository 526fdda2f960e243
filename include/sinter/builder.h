// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// From a network to a plan. One options struct serves the API and the command line.
#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sinter/network.h"

namespace sinter {

/// Bounds of one input's shape. Static dims repeat the network's value. A bound left empty is taken from the network:
/// min 1 (0 is allowed if given), opt = min, max unbounded.
struct ShapeRange {
  Dims min, opt, max;
};

enum class TacticSelection {
  kMeasure,    ///< time the candidates (through the timing cache) and take the fastest
  kHeuristic,  ///< take the first candidate of each backend's list: no measuring, the same plan on every machine of a
               ///< kind
};

/// Where a build is. `done` and `total` count within the stage; total 0: unknown.
struct BuildProgress {
  std::string stage;
  int64_t done = 0, total = 0;
  double seconds_left = -1;  ///< of the whole build; negative: unknown
};

/// Bounds for one use of a plan: "single pictures of any size", "batches of small ones".
struct OptimizationProfile {
  std::string name;
  std::map<std::string, ShapeRange> shapes, values;  ///< as in BuildOptions
};

struct BuildOptions {
  /// Backends in order of preference: each node goes to the first that has a tactic for it. "cpu", "cuda", "reference",
  /// "fake".
  std::vector<std::string> backends = {"cpu"};
  /// Shape bounds by input name: the first optimization profile, "default".
  std::map<std::string, ShapeRange> shapes;
  /// Bounds of the elements of integer inputs that shapes depend on (the target of a Reshape), by input name, one number
  /// per element: they bound the memory. Elements with min == max become constants. A run checks them.
  std::map<std::string, ShapeRange> values;
  /// Further profiles; all there are if neither `shapes` nor `values` says anything. A context uses one of them at a
  /// time (ExecutionContext::set_profile) and takes no more memory than that one needs. Shapes that lie in none are
  /// refused. Tactics are chosen by the sum of their times at the profiles' optima.
  std::vector<OptimizationProfile> profiles;
  TacticSelection tactics = TacticSelection::kMeasure;
  /// Threads of the CPU backend; 0: all physical cores this process may use. Also for measuring.
  int threads = 0;
  /// Timing cache: a file; "" for the default of this user and machine ($XDG_CACHE_HOME/sinter), "none" for none.
  std::string timing_cache;
  /// Optional passes and tactics to leave out, by name (`sinter build --help` lists the passes).
  std::vector<std::string> disabled_passes, disabled_tactics;
  /// Keeps the original weights and graph in the plan, so that it can get other weights (Refitter) and be built again
  /// for another machine (relower), both in sinter/refit.h. Makes the plan larger by the weights.
  bool portable = false;
  /// Scratch memory one kernel may ask for, in bytes.
  int64_t workspace_limit = int64_t{4} << 30;
  /// Called from the building thread, at least at each stage.
  std::function<void(const BuildProgress&)> progress;
  /// Asked often; true abandons the build with Error(kCancelled).
  std::function<bool()> cancelled;
  /// One line per thing of interest (fusions, tactics chosen), for --verbose.
  std::function<void(const std::string&)> log;
};

struct BuildReport {
  double seconds = 0;
  std::vector<std::pair<std::string, double>> stage_seconds;
  std::vector<std::string> fusions;  ///< "conv1 + relu1 -> Fusion:conv"
  int64_t nodes_before = 0, steps = 0;
  int64_t tactics_measured = 0, tactics_from_cache = 0;
  int64_t weight_bytes = 0, arena_bytes = 0;
  /// What an engine with one context will take at most: weights, activations and workspaces of the largest profile.
  int64_t peak_bytes = 0;
  bool peak_is_known = true;     ///< false: sizes that only a run tells come on top
  int64_t build_peak_bytes = 0;  ///< the largest that this process was until the build ended (resident memory)
};

/// Optimises a copy of the network and gives the plan's bytes. Throws Error. Two builds from equal networks, options
/// and timing cache give equal bytes.
SINTER_API std::vector<std::byte> build_plan(const Network& network, const BuildOptions& options = {},
                                             BuildReport* report = nullptr);
/// The same into a file: written beside it, flushed and renamed, so that no half-written plan is ever seen.
SINTER_API void build_plan_file(const Network& network, const std::string& path, const BuildOptions& options = {},
                                BuildReport* report = nullptr);

/// Name and one-line description of the optional passes, in pipeline order.
SINTER_API std::vector<std::pair<std::string, std::string>> list_passes();
/// Name, description and (if it cannot be used here) the reason, of every backend of this library.
struct BackendInfo {
  std::string name, description, fingerprint, unavailable;
};
SINTER_API std::vector<BackendInfo> list_backends();
/// "0.1.0".
SINTER_API std::string version();
/// The file that BuildOptions::timing_cache "" stands for; "" if the environment names no cache or home folder.
SINTER_API std::string default_timing_cache();

}  // namespace sinter
