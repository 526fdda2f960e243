// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Where a layer's weights come from: the .caffemodel, matched by the layer's name; the layer itself; another layer that
// shares them; or random numbers, if the caller asked for them.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "import/caffe/net.h"
#include "ir/weights.h"

namespace sinter::caffe {

/// What random weights are like. None is such that a pass could leave out what is done with it: a plan of random
/// weights has the same steps as one of real weights, which may be put into it.
enum class Fill : uint8_t {
  kWeight,  ///< uniform, with the variance 2 / fan_in (He et al., 2015), which keeps the scale of activations
  kZero,    ///< near 0, never 0: biases, means
  kOne,     ///< near 1, never 1: scales, variances
  kSlope,   ///< near 0.25, Caffe's own start of PReLU
};

class WeightStore {
 public:
  /// `file` and `net` of the weights may be null: none were given. They must outlive this.
  WeightStore(const NetFile& net_file, const NetFile* file, const Net* net, std::optional<uint64_t> random);

  /// Blobs there are for the layer; nullopt: it has no weights of its own anywhere.
  std::optional<size_t> count(const Layer& layer) const;
  /// Blob `i` as f32 with these dims. Errors: missing, mis-shaped (dims of 1 do not count).
  Weights get(const Layer& layer, size_t i, const Dims& dims, Fill fill);
  /// The same, with the dims that the file says; Error if there is none.
  Weights get_as_is(const Layer& layer, size_t i) const;
  /// What to warn of: layers that random numbers were given to although there are weights; empty: nothing.
  std::string random_warning() const;

 private:
  struct Found {
    const NetFile* file = nullptr;
    const Layer* layer = nullptr;
  };
  Found find(const Layer& layer) const;
  Weights random(const std::string& name, const Dims& dims, Fill fill) const;

  const NetFile& net_file_;
  const NetFile* file_;
  std::map<std::string, const Layer*> by_name_;
  std::optional<uint64_t> random_;
  struct Shared {
    Found from;
    size_t blob;
  };
  std::map<std::string, Shared> shared_;
  std::set<std::string> asked_;             // layers
  std::vector<std::string> random_layers_;  // in order
};

}  // namespace sinter::caffe
