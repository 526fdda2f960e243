// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What a layer's importer sees of its layer.
#pragma once
#include <deque>
#include <string>
#include <vector>

#include "import/caffe/net.h"
#include "import/caffe/params.h"
#include "import/caffe/weight_store.h"
#include "import/node_builder.h"

namespace sinter::caffe {

class NetImporter;

class LayerContext : public NodeBuilder {
 public:
  LayerContext(NetImporter& importer, Graph& graph, const Layer& layer, std::vector<ValueId> bottoms, int index);

  const Layer& layer() const { return layer_; }
  size_t num_bottoms() const { return bottoms_.size(); }
  size_t num_tops() const { return layer_.tops.size(); }
  /// Error if there are not that many.
  ValueId bottom(size_t i) const;
  SymDims dims(size_t i) const { return type_of(bottom(i)).dims; }
  int rank(size_t i) const { return rank_of(bottom(i)); }
  /// Error unless the layer has that many bottoms; max < 0: any number from min on.
  void expect_bottoms(size_t min, int max) const;
  /// An extent that the layer needs as a number.
  int64_t fixed(const Dim& d, const std::string& what) const;

  /// The options of that name; they live as long as this.
  Params& params(std::string_view name);

  size_t num_blobs() const;
  Weights blob(size_t i, const Dims& dims, Fill fill);
  Weights blob_as_is(size_t i);
  /// Blob `i` as a constant; `role`: see weight_value; "blob_i" if it is empty.
  ValueId blob_value(size_t i, const Dims& dims, Fill fill, std::string_view role = {});
  /// A constant of the file, named after the layer and what it is to it ("conv1/weights"): Refitter and `sinter refit
  /// --list` show that name.
  ValueId weight_value(const Weights& w, std::string_view role) const;

  /// The layer's result `i`.
  void top(size_t i, ValueId v);
  void finish(Op op, std::vector<ValueId> inputs) { top(0, add(std::move(op), std::move(inputs))); }
  void finish(std::string_view op, std::vector<ValueId> inputs) { top(0, add(op, std::move(inputs))); }

  // Arithmetic with a number.
  ValueId plus(ValueId v, double number) const;
  ValueId times(ValueId v, double number) const;
  /// The same elements under another value, so that both have a name.
  ValueId copy(ValueId v) const;
  /// v with dims of 1 behind, and before it so many that it broadcasts from `axis` on to `rank` dims.
  ValueId along(ValueId v, int64_t axis, int rank) const;
  Op slice(int64_t axis, Dim start, Dim end) const;

  void warn(const std::string& message);
  /// Warns of options that nobody asked for.
  void warn_unasked();

 private:
  NetImporter& importer_;
  const Layer& layer_;
  std::vector<ValueId> bottoms_;
  int index_;
  std::deque<std::pair<std::string, Params>> params_;
  size_t blobs_read_ = 0;
};

}  // namespace sinter::caffe
