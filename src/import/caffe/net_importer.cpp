// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/caffe/net_importer.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "import/caffe/data_layers.h"
#include "import/caffe/layers.h"
#include "import/caffe/plugin.h"
#include "sinter/error.h"

namespace sinter::caffe {
namespace {

/// Beyond so many failures the rest is not looked at.
constexpr size_t kMaxLayerFailures = 1000;

}  // namespace

NetImporter::NetImporter(const Net& net, WeightStore& weights, const ReadOptions& options, const Weights* mean,
                         ImportResult& result)
    : net_(net), weights_(weights), options_(options), mean_(mean), result_(result), graph_(*result.graph) {}

void NetImporter::run() {
  wires_ = connect(net_, options_, failures_);
  values_.assign(wires_.list.size(), kNoValue);
  failed_.assign(wires_.list.size(), false);
  add_inputs();
  for (size_t i = 0; i < net_.layers.size(); ++i)
    if (wires_.layers[i].is_needed) import_layer(int(i));
  if (!failures_.empty()) failures_.raise();
  if (const std::string text = weights_.random_warning(); !text.empty()) warn(text);
  set_outputs();
}

void NetImporter::add_inputs() {
  int first = -1;
  for (size_t w = 0; w < wires_.list.size(); ++w) {
    if (!wires_.list[w].is_needed || !wires_.list[w].is_input) continue;
    if (first < 0) first = int(w);
    try {
      add_input(int(w));
    } catch (const Error& e) {
      failed_[w] = true;
      const int layer = wires_.list[w].layer;
      failures_.add(
          (layer < 0 ? "" : net_.layers[size_t(layer)].place() + ": ") + "input " + quote(wires_.list[w].name), e);
    }
  }
  if (!mean_) return;
  if (first < 0)
    fail(ErrorCode::kInvalidArgument, "a mean is given, but the network has no input", "leave the mean out");
  if (!failed_[size_t(first)]) subtract_mean(first);
}

void NetImporter::add_input(int index) {
  const Wire& wire = wires_.list[size_t(index)];
  SymDims dims;
  int64_t count = 1;
  for (const int64_t d : input_dims(wire)) {
    if (d >= 0) {
      dims.emplace_back(d);
      if (d > 0 && (__builtin_mul_overflow(count, d, &count) || count > limits::kMaxTensorBytes))
        fail(ErrorCode::kLimit, "it has more elements than a tensor may have", "use smaller dims");
      continue;
    }
    if (d != -1) fail(ErrorCode::kInvalidModel, "it has the dim " + std::to_string(d), "use -1 for dynamic dims");
    const std::string base = sanitize_symbol(wire.name + "." + std::to_string(dims.size()));
    std::string symbol = base;
    for (int n = 2; !symbols_.insert(symbol).second; ++n) symbol = base + "_" + std::to_string(n);
    dims.push_back(Dim::symbol(symbol));
  }
  if (dims.size() > size_t(limits::kMaxRank))
    fail(ErrorCode::kLimit, "it has " + std::to_string(dims.size()) + " dims", "use fewer");
  if (wire.layer >= 0 && wire.top == 0) {
    const Layer& layer = net_.layers[size_t(wire.layer)];
    const std::string text = is_input_layer(layer.type) ? transform_warning(layer, mean_ != nullptr) : "";
    if (!text.empty()) warn(layer.place() + ": " + text);
  }
  values_[size_t(index)] = graph_.add_input(wire.name, ValueType(DataType::kFloat32, std::move(dims)));
}

Dims NetImporter::input_dims(const Wire& wire) const {
  for (const ModelInput& i : options_.inputs) {
    if (i.name != wire.blob) continue;
    if (i.order != DimOrder::kAsIs && i.order != DimOrder::kNchw && i.order != DimOrder::kNc)
      fail(ErrorCode::kInvalidArgument, "an order of dims is given, but Caffe's is NCHW", "give the dims as N,C,H,W");
    if (!i.dims.empty()) return i.dims;
  }
  if (wire.layer >= 0 && is_input_layer(net_.layers[size_t(wire.layer)].type))
    return data_layer_dims(net_.layers[size_t(wire.layer)], size_t(wire.top));
  fail(ErrorCode::kInvalidArgument, "the network is cut here, but no shape is given", "give its shape");
}

void NetImporter::subtract_mean(int wire) {
  const ValueId data = values_[size_t(wire)];
  const SymDims dims = graph_.tensor(data).dims;
  Dims mean = mean_->dims();  // [1,C,H,W]
  const bool per_channel = mean.size() == 4 && mean[2] == 1 && mean[3] == 1;
  bool fits = dims.size() == 4 && mean.size() == 4 && mean[0] == 1;
  for (size_t i = 1; fits && i < 4; ++i)
    fits = !dims[i].is_const() || dims[i].value() == mean[i] || (per_channel && i > 1);
  if (!fits)
    fail(ErrorCode::kShapeMismatch,
         "the mean has the shape " + to_string(mean) + ", which does not fit the input " +
             quote(wires_.list[size_t(wire)].name) + " of " + to_string(graph_.tensor(data)),
         "give a mean of the input's channels, height and width");
  const NodeBuilder build(graph_, "mean");
  const ValueId m = graph_.add_constant(*mean_, graph_.unique_name("mean"));
  values_[size_t(wire)] = build.add("Sub", {data, m});
}

void NetImporter::import_layer(int index) {
  const Layer& layer = net_.layers[size_t(index)];
  const LayerWires& mine = wires_.layers[size_t(index)];
  const auto fail_tops = [&] {
    for (const int t : mine.tops) failed_[size_t(t)] = true;
  };
  const size_t before = failures_.size();
  try {
    if (options_.check_cancelled) options_.check_cancelled();
    const LayerImporter* importer = find_layer(layer.type);
    if (!importer && !find_layer_plugin(layer.type))
      fail(ErrorCode::kUnsupported, "layers of this type are not known",
           "register a plugin of this name, or name outputs before it");
    std::vector<ValueId> bottoms;
    for (const int b : mine.bottoms) {
      if (b < 0 || failed_[size_t(b)]) return fail_tops();
      bottoms.push_back(values_[size_t(b)]);
    }
    LayerContext ctx(*this, graph_, layer, std::move(bottoms), index);
    run_layer(ctx, layer);
    ctx.warn_unasked();
    for (size_t t = 0; t < mine.tops.size(); ++t)
      if (values_[size_t(mine.tops[t])] == kNoValue && wires_.list[size_t(mine.tops[t])].is_needed)
        fail(ErrorCode::kUnsupported, "its top " + quote(layer.tops[t]) + " is not supported", "do not use it");
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kCancelled) throw;
    failures_.add(layer.place(), e);
  }
  if (failures_.size() >= kMaxLayerFailures) failures_.raise();
  if (failures_.size() > before) fail_tops();
}

void NetImporter::run_layer(LayerContext& ctx, const Layer& layer) {
  const PluginPtr plugin = find_layer_plugin(layer.type);
  const LayerImporter* importer = find_layer(layer.type);
  if (plugin && (!importer || plugin->overrides)) return import_plugin_layer(ctx, *plugin);
  importer->run(ctx);
}

void NetImporter::set_top(int layer, size_t top, ValueId v, const LayerContext& ctx) {
  const int index = wires_.layers[size_t(layer)].tops[top];
  const Wire& wire = wires_.list[size_t(index)];
  if (wire.is_input) return;  // cut here
  // Input and outputs of a layer that does nothing are two tensors with a name each.
  const Value& value = graph_.value(v);
  const bool named = value.producer == kNoNode || (value.user_named && !made_up_.contains(v));
  if (named) v = ctx.copy(v);
  graph_.rename(v, wire.name);
  wire.name != wire.blob ? void(made_up_.insert(v)) : void(made_up_.erase(v));
  values_[size_t(index)] = v;
}

void NetImporter::set_outputs() {
  std::vector<ValueId> outputs;
  for (const int w : wires_.outputs) outputs.push_back(values_[size_t(w)]);
  for (size_t i = 0; i < wires_.output_names.size(); ++i)
    for (size_t k = 0; k < i; ++k)
      if (wires_.output_names[i] == wires_.output_names[k])
        fail(ErrorCode::kInvalidArgument, "the output " + quote(wires_.output_names[i]) + " is named twice",
             "name every output once");
  graph_.set_outputs(std::move(outputs), wires_.output_names);
}

void NetImporter::warn(const std::string& message) {
  if (seen_warnings_.insert(message).second) result_.warnings.push_back(message);
}

}  // namespace sinter::caffe
