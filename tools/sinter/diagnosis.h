// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Which step of an engine makes it differ from the reference. Each value that a step writes is compared twice: with the
// reference's run on the same inputs of the network (what has come together up to there), and with the reference run on
// the inputs that the engine's step had (what the step itself adds).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "difference.h"
#include "sides.h"

namespace sinter::cli {

struct Finding {
  ValueInfo value;
  Dims dims;
  Difference total, own;
  bool has_own = false;  ///< the step could be run by itself
  bool total_bad = false, own_bad = false;
  std::string suspicion;  ///< of own_bad, or of total_bad where nothing is own_bad
};

struct Diagnosis {
  size_t steps_seen = 0, values_compared = 0, runs = 0;
  std::vector<Finding> outputs;             ///< of the network, `total` alone
  std::optional<Finding> first;             ///< the first value that differs in total
  std::vector<Finding> culprits;            ///< values whose step differs by itself, in order
  std::optional<Finding> first_not_finite;  ///< the first value with NaN or infinity
  bool good() const;
};

struct DiagnoseOptions {
  std::optional<double> limit;  ///< norm that is still good; default by type
  int64_t chunk_bytes = int64_t{256} << 20;
  bool all = false;  ///< look at every value even behind the first that differs
};

/// `engine` is one side, `network` the same model with its weights; `reference` says how to build it.
Diagnosis diagnose(Side& engine, const Network& network, const BuildOptions& reference, const RunInputs& inputs,
                   const DiagnoseOptions& options);

/// The norm that is still good for a type: 1e-4, or 16 roundings of a coarser one; small integers may be off by one.
double default_limit(DataType type);

}  // namespace sinter::cli
