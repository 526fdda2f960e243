// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/known_value.h"

#include <map>

#include "import/known_ints.h"
#include "ir/interpret.h"
#include "sinter/error.h"

namespace sinter {
namespace {

/// Beyond these a value is no shape arithmetic.
constexpr int64_t kMaxKnownElements = 1024;
constexpr int kMaxKnownNodes = 64;
/// Larger constants are weights, and reading them here would take time.
constexpr int64_t kMaxReadElements = 65536;

class KnownValues {
 public:
  explicit KnownValues(const Graph& graph) : graph_(graph) {}

  std::optional<Weights> get(ValueId v) {
    if (const Weights* w = graph_.constant(v)) return *w;
    const Value& value = graph_.value(v);
    if (!value.type.is_tensor() || !value.type.tensor.is_static()) return std::nullopt;
    if (auto w = from_host_value(value)) return w;
    if (value.producer == kNoNode || element_count(value.type.tensor.static_dims()) > kMaxKnownElements)
      return std::nullopt;
    if (auto it = done_.find(v); it != done_.end()) return it->second;
    if (++nodes_ > kMaxKnownNodes) return std::nullopt;
    return done_[v] = evaluate(graph_.node(value.producer), value.output_index);
  }

 private:
  static std::optional<Weights> from_host_value(const Value& value) {
    const auto elements = plain_ints(value.host_value);
    if (!elements) return std::nullopt;
    return Weights::of_ints(value.type.tensor.dtype, value.type.tensor.static_dims(), *elements);
  }

  std::optional<Weights> evaluate(const Node& node, int output) {
    const OpDef& def = node.op.def();
    if (def.traits.random || def.traits.side_effect || def.meaning == Meaning::kStructural) return std::nullopt;
    std::vector<Weights> inputs;
    for (ValueId v : node.inputs) {
      auto w = v == kNoValue ? std::optional(Weights()) : get(v);
      if (!w || w->count() > kMaxReadElements) return std::nullopt;
      inputs.push_back(std::move(*w));
    }
    std::vector<TensorView> views;
    for (size_t i = 0; i < inputs.size(); ++i)
      views.push_back(node.inputs[i] == kNoValue ? TensorView() : view_of(inputs[i]));
    try {
      return evaluate_node(graph_, node.id, views).at(size_t(output)).to_weights();
    } catch (const Error&) {
      return std::nullopt;  // whoever runs the node will tell
    }
  }

  const Graph& graph_;
  std::map<ValueId, std::optional<Weights>> done_;
  int nodes_ = 0;
};

}  // namespace

std::optional<Weights> known_value(const Graph& graph, ValueId value) { return KnownValues(graph).get(value); }

}  // namespace sinter
