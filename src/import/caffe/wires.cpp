// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/caffe/wires.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "sinter/error.h"

namespace sinter::caffe {
namespace {

// Sorted.
constexpr std::string_view kLeftOut[] = {
    "Accuracy",     "ContrastiveLoss", "DetectionEvaluate",       "EuclideanLoss", "HDF5Output",  "HingeLoss",
    "InfogainLoss", "MultiBoxLoss",    "MultinomialLogisticLoss", "Silence",       "SmoothL1Loss"};
constexpr std::string_view kInputLayers[] = {"AnnotatedData", "Data",       "DummyData", "HDF5Data",  "ImageData",
                                             "Input",         "MemoryData", "VideoData", "WindowData"};

/// Losses that stay as what they compute first; their labels are no inputs.
bool reads_first_only(const std::string& type) {
  return type == "SoftmaxWithLoss" || type == "SigmoidCrossEntropyLoss";
}

class Connector {
 public:
  Connector(const Net& net, const ReadOptions& options, Failures& failures)
      : net_(net), options_(options), failures_(failures) {
    for (const ModelInput& i : options.inputs) given_.insert(i.name);
  }

  Wires run() {
    for (size_t i = 0; i < net_.layers.size(); ++i) add_layer(int(i));
    cut();
    find_outputs();
    for (const int w : wires_.outputs) need(w);
    check_inputs();
    return std::move(wires_);
  }

 private:
  std::string fresh(const std::string& name) {
    std::string out = name;
    for (int n = 2; !names_.insert(out).second; ++n) out = name + "_" + std::to_string(n);
    return out;
  }

  int add_wire(std::string name, std::string blob, int layer, int top) {
    Wire& w = wires_.list.emplace_back();
    w.name = fresh(name);
    w.blob = std::move(blob);
    w.layer = layer;
    w.top = top;
    w.is_input = layer < 0 || is_input_layer(net_.layers[size_t(layer)].type);
    return int(wires_.list.size()) - 1;
  }

  /// A later layer writes the same blob: the value so far loses the name, unless the caller feeds it by that name.
  std::string displace(int wire, const Layer& writer) {
    Wire& w = wires_.list[size_t(wire)];
    if (w.is_input || given_in_chain_.contains(w.blob)) {
      given_in_chain_.insert(w.blob);
      return w.blob + "@" + writer.name;
    }
    names_.erase(w.name);
    w.name = fresh(w.blob + "@" + net_.layers[size_t(w.layer)].name);
    return w.blob;
  }

  void add_layer(int index) {
    const Layer& layer = net_.layers[size_t(index)];
    LayerWires& mine = wires_.layers.emplace_back();
    if (is_left_out(layer.type)) return leave_out(layer);
    for (const std::string& b : layer.bottoms) {
      mine.bottoms.push_back(read(layer, b));
      if (reads_first_only(layer.type)) break;
    }
    for (size_t t = 0; t < layer.tops.size(); ++t) mine.tops.push_back(write(index, t));
  }

  /// What is silenced is no output.
  void leave_out(const Layer& layer) {
    left_out_tops_.insert(layer.tops.begin(), layer.tops.end());
    if (layer.type != "Silence") return;
    for (const std::string& b : layer.bottoms)
      if (const auto it = wires_.last.find(b); it != wires_.last.end()) wires_.list[size_t(it->second)].is_read = true;
  }

  int read(const Layer& layer, const std::string& blob) {
    auto it = wires_.last.find(blob);
    if (it == wires_.last.end() && given_.contains(blob))
      it = wires_.last.emplace(blob, add_wire(blob, blob, -1, 0)).first;
    if (it != wires_.last.end()) return it->second;
    missing_.emplace_back(&layer, blob);
    return -1;
  }

  int write(int index, size_t top) {
    const Layer& layer = net_.layers[size_t(index)];
    const std::string& blob = layer.tops[top];
    const auto it = wires_.last.find(blob);
    std::string name = blob;
    if (it != wires_.last.end()) {
      const bool in_place = std::count(layer.bottoms.begin(), layer.bottoms.end(), blob) > 0;
      if (!in_place) {
        const int maker = wires_.list[size_t(it->second)].layer;
        failures_.add(layer.place(),
                      Error(ErrorCode::kInvalidModel,
                            "the blob " + quote(blob) + " is also made by " +
                                (maker < 0 ? "the caller" : net_.layers[size_t(maker)].place()),
                            "give one of them another name, or the layers phases that exclude each other"));
      }
      name = displace(it->second, layer);
    }
    const int wire = add_wire(std::move(name), blob, index, int(top));
    wires_.last[blob] = wire;
    return wire;
  }

  /// Blobs that the caller wants to give become inputs.
  void cut() {
    for (const ModelInput& i : options_.inputs) {
      const auto it = wires_.last.find(i.name);
      if (it == wires_.last.end())
        fail(ErrorCode::kInvalidArgument, "a shape is given for " + quote(i.name) + ", which is no blob of the model",
             suggestion(i.name, "give shapes for inputs or other blobs"));
      Wire& w = wires_.list[size_t(first_if_input(it->second, i.name))];
      w.is_input = true;
    }
  }

  /// Of a chain in place that begins at an input, the input is what the caller gives.
  int first_if_input(int last, const std::string& blob) const {
    for (size_t w = 0; w < wires_.list.size(); ++w)
      if (wires_.list[w].blob == blob && wires_.list[w].is_input) return int(w);
    return last;
  }

  std::string suggestion(const std::string& name, const std::string& otherwise) const {
    std::vector<std::string> names;
    for (const auto& [blob, wire] : wires_.last) names.push_back(blob);
    const std::string meant = did_you_mean(name, names);
    return meant.empty() ? otherwise : meant;
  }

  void mark_read() {
    for (const LayerWires& l : wires_.layers)
      for (const int b : l.bottoms)
        if (b >= 0) wires_.list[size_t(b)].is_read = true;
  }

  int find_output(const std::string& name) const {
    const auto it = wires_.last.find(name);
    if (it != wires_.last.end()) return it->second;
    for (size_t w = 0; w < wires_.list.size(); ++w)
      if (wires_.list[w].name == name) return int(w);
    const bool left_out = left_out_tops_.contains(name);
    fail(ErrorCode::kInvalidArgument,
         "the output " + quote(name) + (left_out ? " is made by a layer of training" : " is no blob of the model"),
         suggestion(name, "name blobs that the model computes"));
  }

  void find_outputs() {
    mark_read();
    for (const std::string& name : options_.outputs) {
      wires_.outputs.push_back(find_output(name));
      wires_.output_names.push_back(name);
    }
    if (!options_.outputs.empty()) return;
    for (size_t w = 0; w < wires_.list.size(); ++w) {
      const Wire& wire = wires_.list[w];
      if (wire.is_read || wire.is_input) continue;
      wires_.outputs.push_back(int(w));
      wires_.output_names.push_back(wire.name);
    }
    if (wires_.outputs.empty())
      fail(ErrorCode::kInvalidModel, "the network has no outputs: no blob is computed that nobody reads",
           "name the outputs, or check that the file describes a network");
  }

  void need(int start) {
    std::vector<int> open = {start};
    while (!open.empty()) {
      const int at = open.back();
      open.pop_back();
      if (at < 0 || wires_.list[size_t(at)].is_needed) continue;
      wires_.list[size_t(at)].is_needed = true;
      const int maker = wires_.list[size_t(at)].layer;
      if (wires_.list[size_t(at)].is_input || maker < 0) continue;
      LayerWires& layer = wires_.layers[size_t(maker)];
      if (layer.is_needed) continue;
      layer.is_needed = true;
      open.insert(open.end(), layer.bottoms.begin(), layer.bottoms.end());
    }
  }

  /// Only what is needed must be there.
  void check_inputs() {
    for (const auto& [layer, blob] : missing_) {
      if (!wires_.layers[size_t(layer - net_.layers.data())].is_needed) continue;
      const bool left_out = left_out_tops_.contains(blob);
      failures_.add(
          layer->place(),
          Error(ErrorCode::kInvalidModel,
                "no layer before it makes the blob " + quote(blob) + (left_out ? ", but for one of training" : ""),
                suggestion(blob, "add the layer, or give the shape of " + quote(blob) + " as an input")));
    }
    for (const ModelInput& i : options_.inputs) {
      const Wire& w = wires_.list[size_t(first_if_input(wires_.last.at(i.name), i.name))];
      if (!w.is_needed)
        fail(ErrorCode::kInvalidArgument, "the input " + quote(i.name) + " is not needed for the outputs",
             "leave it out, or name other outputs");
    }
  }

  const Net& net_;
  const ReadOptions& options_;
  Failures& failures_;
  Wires wires_;
  std::set<std::string> names_, given_, given_in_chain_, left_out_tops_;
  std::vector<std::pair<const Layer*, std::string>> missing_;
};

}  // namespace

bool is_left_out(const std::string& type) {
  return std::find(std::begin(kLeftOut), std::end(kLeftOut), type) != std::end(kLeftOut);
}

bool is_input_layer(const std::string& type) {
  return std::find(std::begin(kInputLayers), std::end(kInputLayers), type) != std::end(kInputLayers);
}

Wires connect(const Net& net, const ReadOptions& options, Failures& failures) {
  return Connector(net, options, failures).run();
}

}  // namespace sinter::caffe
