// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/caffe/layer_context.h"

#include "base/text.h"
#include "import/caffe/net_importer.h"
#include "ops/op_list.h"
#include "ops/reshape.h"
#include "ops/slice.h"

namespace sinter::caffe {

LayerContext::LayerContext(NetImporter& importer, Graph& graph, const Layer& layer, std::vector<ValueId> bottoms,
                           int index)
    : NodeBuilder(graph, layer.name), importer_(importer), layer_(layer), bottoms_(std::move(bottoms)), index_(index) {}

ValueId LayerContext::bottom(size_t i) const {
  if (i >= bottoms_.size())
    invalid("it has " + std::to_string(bottoms_.size()) + " bottoms, at least " + std::to_string(i + 1) + " are needed",
            "correct the layer");
  return bottoms_[i];
}

void LayerContext::expect_bottoms(size_t min, int max) const {
  if (bottoms_.size() >= min && (max < 0 || bottoms_.size() <= size_t(max))) return;
  const std::string wanted = max < 0              ? "at least " + std::to_string(min)
                             : size_t(max) == min ? std::to_string(min)
                                                  : std::to_string(min) + " to " + std::to_string(max);
  invalid("it has " + std::to_string(bottoms_.size()) + " bottoms, not " + wanted, "correct the layer");
}

int64_t LayerContext::fixed(const Dim& d, const std::string& what) const {
  if (!d.is_const())
    unsupported(what + " is " + d.to_string() + ", which only the run tells", "give the inputs a fixed shape there");
  return d.value();
}

Params& LayerContext::params(std::string_view name) {
  for (auto& [known, p] : params_)
    if (known == name) return p;
  return params_.emplace_back(std::string(name), Params(layer_.option(name), name)).second;
}

size_t LayerContext::num_blobs() const { return importer_.weights().count(layer_).value_or(0); }

Weights LayerContext::blob(size_t i, const Dims& dims, Fill fill) {
  blobs_read_ = std::max(blobs_read_, i + 1);
  return importer_.weights().get(layer_, i, dims, fill);
}

ValueId LayerContext::blob_value(size_t i, const Dims& dims, Fill fill, std::string_view role) {
  return weight_value(blob(i, dims, fill), role.empty() ? "blob_" + std::to_string(i) : std::string(role));
}

ValueId LayerContext::weight_value(const Weights& w, std::string_view role) const {
  return graph().add_constant(w, graph().unique_name(source() + "/" + std::string(role)));
}

Weights LayerContext::blob_as_is(size_t i) {
  blobs_read_ = std::max(blobs_read_, i + 1);
  return importer_.weights().get_as_is(layer_, i);
}

void LayerContext::top(size_t i, ValueId v) {
  if (i < num_tops()) importer_.set_top(index_, i, v, *this);
}

ValueId LayerContext::plus(ValueId v, double number) const {
  return number == 0 ? v : add("Add", {v, scalar_like(v, number)});
}

ValueId LayerContext::times(ValueId v, double number) const {
  return number == 1 ? v : add("Mul", {v, scalar_like(v, number)});
}

ValueId LayerContext::copy(ValueId v) const { return add(Reshape{.dims = type_of(v).dims}, {v}); }

ValueId LayerContext::along(ValueId v, int64_t axis, int rank) const {
  SymDims dims = type_of(v).dims;
  if (axis + int64_t(dims.size()) > rank)
    invalid("the axes of its second operand " + to_string(dims) + " reach beyond the first", "correct the axis");
  if (dims.empty()) return v;
  dims.resize(size_t(rank - axis), Dim(1));
  return reshape(v, std::move(dims));
}

Op LayerContext::slice(int64_t axis, Dim start, Dim end) const {
  return Slice{.axes = {axis}, .starts = {std::move(start)}, .ends = {std::move(end)}};
}

void LayerContext::warn(const std::string& message) { importer_.warn(layer_.place() + ": " + message); }

void LayerContext::warn_unasked() {
  for (const auto& [name, p] : params_)
    for (const std::string& field : p.unasked()) warn(field + " is not known and was ignored");
  if (blobs_read_ > 0 && num_blobs() > blobs_read_)
    warn("it has " + std::to_string(num_blobs()) + " blobs of weights, of which " + std::to_string(blobs_read_) +
         " were used");
}

}  // namespace sinter::caffe
