// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/tensorflow/node_set.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.h"
#include "sinter/error.h"

namespace sinter::tensorflow {
namespace {

constexpr std::string_view kIdentityOps[] = {
    "CheckNumerics",  "EnsureShape", "Identity", "PlaceholderWithDefault", "PreventGradient", "Print",
    "ReadVariableOp", "RefIdentity", "Snapshot", "StopGradient",
};

/// Names of the outputs of operators that have several, by which functions name them.
struct OutputNames {
  std::string_view op;
  std::array<std::string_view, 7> names;
};
constexpr OutputNames kOutputNames[] = {
    {"BlockLSTM", {"i", "cs", "f", "o", "ci", "co", "h"}},
    {"BlockLSTMV2", {"i", "cs", "f", "o", "ci", "co", "h"}},
    {"CombinedNonMaxSuppression", {"nmsed_boxes", "nmsed_scores", "nmsed_classes", "valid_detections"}},
    {"DecodeWav", {"audio", "sample_rate"}},
    {"FusedBatchNorm", {"y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2"}},
    {"FusedBatchNormV2", {"y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2"}},
    {"FusedBatchNormV3",
     {"y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2", "reserve_space_3"}},
    {"GRUBlockCell", {"r", "u", "c", "h"}},
    {"LSTMBlockCell", {"i", "cs", "f", "o", "ci", "co", "h"}},
    {"ListDiff", {"out", "idx"}},
    {"MaxPoolWithArgmax", {"output", "argmax"}},
    {"Merge", {"output", "value_index"}},
    {"NonMaxSuppressionV4", {"selected_indices", "valid_outputs"}},
    {"NonMaxSuppressionV5", {"selected_indices", "selected_scores", "valid_outputs"}},
    {"QuantizeV2", {"output", "output_min", "output_max"}},
    {"QuantizedBiasAdd", {"output", "min_out", "max_out"}},
    {"QuantizedConv2D", {"output", "min_output", "max_output"}},
    {"QuantizedMatMul", {"out", "min_out", "max_out"}},
    {"QuantizedRelu", {"activations", "min_activations", "max_activations"}},
    {"Requantize", {"output", "output_min", "output_max"}},
    {"Switch", {"output_false", "output_true"}},
    {"TensorArrayV3", {"handle", "flow"}},
    {"TensorListPopBack", {"output_handle", "tensor"}},
    {"TopK", {"values", "indices"}},
    {"TopKV2", {"values", "indices"}},
    {"Unique", {"y", "idx"}},
    {"UniqueV2", {"y", "idx"}},
    {"UniqueWithCounts", {"y", "idx", "count"}},
};

int64_t offset_of_output(const NodeDef& node, std::string_view output, const NodeSet::Functions& functions) {
  for (const OutputNames& row : kOutputNames) {
    if (row.op != node.op) continue;
    const auto it = std::find(row.names.begin(), row.names.end(), output);
    return it == row.names.end() ? 0 : it - row.names.begin();
  }
  if (const auto it = functions.find(node.op); it != functions.end())
    for (size_t i = 0; i < it->second->outputs.size(); ++i)
      if (it->second->outputs[i].name == output) return int64_t(i);
  return 0;
}

[[noreturn]] void fail_twice(std::string_view name) {
  fail(ErrorCode::kInvalidModel, "two nodes have the name " + quote(name), "give every node a name of its own");
}

}  // namespace

bool is_identity(std::string_view op) {
  return std::binary_search(std::begin(kIdentityOps), std::end(kIdentityOps), op);
}

NodeSet::NodeSet(std::span<const NodeDef> nodes, const Functions& functions) : functions_(functions) { index(nodes); }

NodeSet::NodeSet(const FunctionDef& function, const Functions& functions) : functions_(functions) {
  for (const ArgDef& arg : function.inputs) {
    if (arg.name.empty()) fail(ErrorCode::kInvalidModel, "an argument has no name", "export the model again");
    made_.push_back({.name = arg.name, .op = "_Arg", .device = {}, .inputs = {}, .attrs = {}});
    if (!by_name_.emplace(arg.name, uint32_t(nodes_.size())).second) fail_twice(arg.name);
    nodes_.push_back(&made_.back());
  }
  arguments_ = nodes_.size();
  index(function.nodes);
  for (const ArgDef& out : function.outputs) {
    const auto it = std::find_if(function.results.begin(), function.results.end(),
                                 [&](const auto& r) { return r.first == out.name; });
    const auto source = it == function.results.end() ? std::nullopt : find(it->second);
    if (!source)
      fail(ErrorCode::kInvalidModel,
           "nothing produces output " + quote(out.name) + " of the function " + quote(function.name),
           "export the model again");
    results_.push_back(*source);
  }
}

void NodeSet::index(std::span<const NodeDef> nodes) {
  nodes_.reserve(nodes_.size() + nodes.size());
  for (const NodeDef& n : nodes) {
    if (n.name.empty()) fail(ErrorCode::kInvalidModel, "a node has no name", "export the model again");
    if (!by_name_.emplace(n.name, uint32_t(nodes_.size())).second) fail_twice(n.name);
    nodes_.push_back(&n);
  }
  inputs_.resize(nodes_.size());
}

const std::vector<Source>& NodeSet::inputs(uint32_t n) const {
  auto& known = inputs_[n];
  if (known) return *known;
  std::vector<Source> list;
  for (std::string_view text : nodes_[n]->inputs) {
    if (text.starts_with('^')) continue;
    const auto source = find(text);
    if (!source)
      fail(ErrorCode::kInvalidModel, "its input " + quote(text) + " is not defined anywhere", "export the model again");
    list.push_back(*source);
  }
  known = std::move(list);
  return *known;
}

std::vector<uint32_t> NodeSet::controls(uint32_t n) const {
  std::vector<uint32_t> list;
  for (std::string_view text : nodes_[n]->inputs)
    if (text.starts_with('^'))
      if (const auto node = find_node(text.substr(1))) list.push_back(*node);
  return list;
}

std::optional<Source> NodeSet::find(std::string_view text) const {
  const InputName name = parse_input_name(text);
  const auto it = by_name_.find(name.node);
  if (it == by_name_.end()) return std::nullopt;
  int64_t output = name.index;
  if (!name.output.empty()) output += offset_of_output(*nodes_[it->second], name.output, functions_);
  return Source{it->second, uint32_t(output)};
}

std::optional<uint32_t> NodeSet::find_node(std::string_view name) const {
  const auto it = by_name_.find(name);
  return it == by_name_.end() ? std::nullopt : std::optional(it->second);
}

Source NodeSet::skip_identity(Source s) const {
  // A cycle of identities is an error that the importer tells; here it must only end.
  for (size_t steps = 0; steps < nodes_.size() && s.output == 0 && is_identity(nodes_[s.node]->op); ++steps) {
    if (kept_.contains(s.node)) break;
    const auto& in = inputs(s.node);
    if (in.empty()) break;
    s = in[0];
  }
  return s;
}

}  // namespace sinter::tensorflow
