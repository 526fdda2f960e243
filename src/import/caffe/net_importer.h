// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Walks a network: its inputs, then layer by layer through the table, past layers that fail, so that all failures can
// be reported together.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "import/caffe/layer_context.h"
#include "import/caffe/net.h"
#include "import/caffe/weight_store.h"
#include "import/caffe/wires.h"
#include "import/failures.h"
#include "import/import_result.h"
#include "import/read_options.h"

namespace sinter::caffe {

class NetImporter {
 public:
  /// `mean`: subtracted from the first input; null for none.
  NetImporter(const Net& net, WeightStore& weights, const ReadOptions& options, const Weights* mean,
              ImportResult& result);

  /// The one Error of all failures if there are any.
  void run();

  WeightStore& weights() { return weights_; }
  void set_top(int layer, size_t top, ValueId v, const LayerContext& ctx);
  void warn(const std::string& message);

 private:
  void add_inputs();
  void add_input(int wire);
  Dims input_dims(const Wire& wire) const;
  void subtract_mean(int wire);
  void import_layer(int index);
  void run_layer(LayerContext& ctx, const Layer& layer);
  void set_outputs();

  const Net& net_;
  WeightStore& weights_;
  const ReadOptions& options_;
  const Weights* mean_;
  ImportResult& result_;
  Graph& graph_;
  Failures failures_;
  Wires wires_;
  std::vector<ValueId> values_;  // per wire; kNoValue: not there, or failed
  std::vector<bool> failed_;     // per wire
  std::set<ValueId> made_up_;    // values under names such as "data@conv1", which may still change
  std::set<std::string> seen_warnings_, symbols_;
};

}  // namespace sinter::caffe
