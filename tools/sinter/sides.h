// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Values inside of runs, by name, for `compare` and `diagnose`: what a network computes if its tensors are made
// outputs, and what an engine's steps write.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "session.h"
#include "sinter/builder.h"
#include "sinter/network.h"

namespace sinter::cli {

/// A value that a side can show, in the order in which it is computed.
struct ValueInfo {
  std::string name;
  DataType dtype = DataType::kInvalid;
  int64_t bytes = 0;  ///< an estimate where dims are dynamic
  std::vector<std::string> sources;
  std::string made_by;  ///< "Fusion:conv on cpu by gemm" of an engine's step; "" of a network
};

class Side {
 public:
  virtual ~Side() = default;
  virtual std::string label() const = 0;
  /// The network's outputs.
  virtual std::vector<NamedArray> outputs() = 0;
  virtual std::vector<ValueInfo> values() = 0;
  /// Runs and gives these values; names that are none are left out.
  virtual Arrays fetch(const std::vector<std::string>& names) = 0;
};

/// Inputs given, shapes given, and the seed of the rest: the same for both sides.
struct RunInputs {
  Arrays given;
  std::map<std::string, Dims> shapes;
  uint64_t seed = 0;
};

/// The steps of an engine, which must outlive the side.
std::unique_ptr<Side> engine_side(const Engine& engine, std::string label, const RunInputs& inputs);
/// A network, which must outlive the side, built with these options whenever values are asked for.
std::unique_ptr<Side> network_side(const Network& network, BuildOptions options, std::string label,
                                   const RunInputs& inputs);

/// Shapes of the network's inputs that `in` does not say: the options' optimum, else 1 for what is dynamic.
void fill_shapes(const Network& network, const BuildOptions& options, RunInputs& in);

/// Builds and runs a network on inputs that have exactly these shapes.
std::vector<NamedArray> run_network(const Network& network, BuildOptions options, const RunInputs& inputs);

/// Cuts the list into runs of neighbours of at most `bytes` and `count` each (one value at least).
std::vector<std::vector<ValueInfo>> in_chunks(const std::vector<ValueInfo>& values, int64_t bytes, size_t count);

}  // namespace sinter::cli
