// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// One engine with the memory of its inputs and outputs: what `run`, `bench` and `verify` share.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "sinter/runtime.h"
#include "sinter/tools.h"

namespace sinter::cli {

using Arrays = std::map<std::string, HostArray>;

struct NamedArray {
  std::string name;
  HostArray array;
};

/// Shapes of all inputs: of the arrays given, then of `shapes`, then what dims of the same name say, then the
/// profile's optimum: that of the profile `profile`, or ("") of the first that what is given fits, or of the first.
std::vector<Dims> input_shapes(const Engine& engine, const Arrays& given, const std::map<std::string, Dims>& shapes,
                               const std::string& profile = "");

/// Floats in [-1, 1), integers and booleans 0. The same seed and name give the same values on every machine.
HostArray made_up(const BindingInfo& input, const Dims& shape, uint64_t seed);

/// Throws Error: a name that is no input (with "did you mean"), an element type that is not the plan's.
void check_inputs(const Engine& engine, const Arrays& given);

class Session {
 public:
  /// Inputs that are not given are made up from `seed`.
  /// `profile`: the plan's profile to use; "": the first that the shapes fit.
  Session(const Engine& engine, const Arrays& given, const std::map<std::string, Dims>& shapes, uint64_t seed,
          const std::string& profile = "");
  void run() { context_.run(); }
  ExecutionContext& context() { return context_; }
  const std::vector<NamedArray>& inputs() const { return inputs_; }
  /// Copies of the last run's outputs, in network order.
  std::vector<NamedArray> outputs();

 private:
  const Engine& engine_;
  ExecutionContext context_;
  std::vector<NamedArray> inputs_;
  std::deque<HostArray> memory_;  // of the outputs, as bytes: some sizes are known only after a run
};

}  // namespace sinter::cli
