// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/deep_stack.h"
#include "base/limits.h"
#include "base/text.h"
#include "ir/print.h"
#include "sinter/error.h"

namespace sinter {
namespace {

class GraphVerifier {
 public:
  /// `copy`: a copy of the graph, to infer anew.
  GraphVerifier(const Graph& g, Graph& copy, int depth) : g_(g), copy_(copy), depth_(depth) {}

  void run() {
    if (depth_ > limits::kMaxNesting) broken("regions are nested too deeply");
    defined_.assign(g_.value_capacity(), false);
    use_count_.assign(g_.value_capacity(), 0);
    for (ValueId v : g_.inputs()) input(v);
    const auto order = g_.order();
    if (order.size() != g_.num_nodes()) broken("the list of nodes does not have num_nodes() nodes");
    for (NodeId n : order) node(g_.node(n));
    for (ValueId v : g_.outputs()) {
      if (v >= defined_.size() || !defined_[v]) broken("an output of the graph is not defined");
      if (!g_.is_output(v)) broken("is_output() does not know an output of the graph");
    }
    for (ValueId v = 0; v < defined_.size(); ++v)
      if (defined_[v]) value(v);
    types_agree(order);
  }

 private:
  [[noreturn]] void broken(const std::string& what) const {
    Error e(ErrorCode::kInternal, what, "report this as a bug");
    throw e.in("graph " + quote(g_.name()));
  }
  [[noreturn]] void broken(const Node& n, const std::string& what) const { broken(g_.describe(n.id) + ": " + what); }

  void input(ValueId v) {
    if (v >= defined_.size()) broken("an input of the graph is no value");
    if (g_.value(v).producer != kNoNode) broken("the input " + quote(g_.value(v).name) + " has a producer");
    if (defined_[v]) broken("the input " + quote(g_.value(v).name) + " is listed twice");
    defined_[v] = true;
  }

  void node(const Node& n) {
    const OpDef& def = n.op.def();
    const int inputs = int(n.inputs.size());
    if (inputs < def.min_inputs || (def.max_inputs >= 0 && inputs > def.max_inputs))
      broken(n, "wrong number of inputs");
    if (def.num_outputs >= 0 && int(n.outputs.size()) > def.num_outputs) broken(n, "too many outputs");
    if (def.traits.regions >= 0 && int(n.regions.size()) != def.traits.regions) broken(n, "wrong number of regions");
    for (size_t i = 0; i < n.inputs.size(); ++i) use(n, i);
    for (size_t i = 0; i < n.outputs.size(); ++i) {
      const ValueId v = n.outputs[i];
      if (v == kNoValue) continue;
      if (v >= defined_.size() || defined_[v]) broken(n, "output " + std::to_string(i) + " is no value of its own");
      if (g_.value(v).producer != n.id || g_.value(v).output_index != int(i))
        broken(n, "output " + std::to_string(i) + " does not name its producer");
      defined_[v] = true;
    }
    for (size_t r = 0; r < n.regions.size(); ++r) {
      if (!n.regions[r]) broken(n, "a region is missing");
      try {
        with_deep_stack([&] { GraphVerifier(*n.regions[r], *copy_.node(n.id).regions[r], depth_ + 1).run(); });
      } catch (Error& e) {
        e.in(g_.describe(n.id));
        throw;
      }
    }
  }

  void use(const Node& n, size_t i) {
    const ValueId v = n.inputs[i];
    if (v == kNoValue) return;
    if (v >= defined_.size()) broken(n, "input " + std::to_string(i) + " is no value of this graph");
    if (!defined_[v])
      broken(n, "input " + std::to_string(i) + " (" + quote(g_.value(v).name) + ") is not defined before it");
    const auto& uses = g_.value(v).uses;
    const Use wanted{n.id, int(i)};
    if (std::find(uses.begin(), uses.end(), wanted) == uses.end())
      broken(n, quote(g_.value(v).name) + " does not list its use as input " + std::to_string(i));
    ++use_count_[v];
  }

  void value(ValueId v) {
    const Value& val = g_.value(v);
    if (val.name.empty() || g_.find_value(val.name) != v)
      broken("the name " + quote(val.name) + " does not find its value");
    if (val.uses.size() != use_count_[v]) broken("the value " + quote(val.name) + " lists uses that do not exist");
    if (val.type.is_tensor() && val.type.tensor.dtype == DataType::kInvalid)
      broken("the value " + quote(val.name) + " has no type");
  }

  void types_agree(const std::vector<NodeId>& order) {
    for (NodeId id : order) {
      copy_.reinfer(id);
      for (ValueId v : g_.node(id).outputs) {
        if (v == kNoValue || copy_.value(v).type == g_.value(v).type) continue;
        broken(g_.node(id), quote(g_.value(v).name) + " is " + to_string(g_.value(v).type) + ", inference says " +
                                to_string(copy_.value(v).type));
      }
    }
  }

  const Graph& g_;
  Graph& copy_;
  int depth_;
  std::vector<bool> defined_;
  std::vector<size_t> use_count_;
};

}  // namespace

void verify_graph(const Graph& graph) {
  const auto copy = graph.clone();
  GraphVerifier(graph, *copy, 0).run();
}

}  // namespace sinter
