// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What a caller may ask of the readers of Caffe, TensorFlow, UFF and Darknet models. A reader refuses what it cannot do
// (Error(kInvalidArgument) with a remedy) and never ignores it.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sinter/parsers.h"

namespace sinter {

struct ReadOptions {
  /// Shapes and orders of inputs, or the values where the network is cut so that they become inputs.
  std::vector<ModelInput> inputs;
  /// Values that become the outputs, in this order, instead of those that the reader finds by itself. What they do not
  /// need is left out.
  std::vector<std::string> outputs;
  /// The file of the weights, for formats that keep them apart; empty: none was given.
  std::string weights;
  /// A .binaryproto of a mean image that is subtracted from the first input (Caffe).
  std::string mean;
  /// Seed of random weights, used where the model has none.
  std::optional<uint64_t> random_weights;
  /// Called before each node; may throw Error(kCancelled), which is passed on. May be empty.
  std::function<void()> check_cancelled;
};

}  // namespace sinter
