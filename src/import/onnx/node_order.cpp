// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/node_order.h"

#include <functional>
#include <queue>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "base/deep_stack.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

using NameSet = std::unordered_set<std::string_view>;

class FreeNames {
 public:
  void visit(const GraphProto& graph) {
    // ONNX forbids shadowing, so a name defined in a graph means the same everywhere below it.
    std::vector<std::string_view> own;
    for (const auto& v : graph.inputs) own.push_back(v.name);
    for (const auto& t : graph.initializers) own.push_back(t.name);
    for (const auto& t : graph.sparse_initializers) own.push_back(t.values.name);
    for (const auto& n : graph.nodes) own.insert(own.end(), n.outputs.begin(), n.outputs.end());
    for (auto name : own) ++defined_[name];
    for (const auto& n : graph.nodes) {
      for (auto name : n.inputs) read(name);
      visit(n);
    }
    for (const auto& v : graph.outputs) read(v.name);
    for (auto name : own)
      if (auto it = defined_.find(name); --it->second == 0) defined_.erase(it);
  }

  void visit(const NodeProto& node) {
    for (const auto& a : node.attributes) {
      if (a.type != AttributeType::kGraph && a.type != AttributeType::kGraphs) continue;
      if (const auto* graphs = std::get_if<std::vector<GraphProto>>(&a.value))
        for (const auto& g : *graphs) with_deep_stack([&] { visit(g); });
    }
  }

  std::vector<std::string_view> take() { return std::move(free_); }

 private:
  void read(std::string_view name) {
    if (name.empty() || defined_.contains(name)) return;
    if (seen_.insert(name).second) free_.push_back(name);
  }

  std::unordered_map<std::string_view, int> defined_;  // how often, in the graphs around what is visited
  NameSet seen_;
  std::vector<std::string_view> free_;
};

/// Every node's inputs, with what its subgraphs read.
std::vector<std::string_view> reads_of(const NodeProto& node) {
  std::vector<std::string_view> names = node.inputs;
  const auto more = free_names(node);
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

struct Dependencies {
  std::vector<std::vector<size_t>> users;  // per node
  std::vector<size_t> missing;             // per node: how many of the values it reads are not there yet
  bool sorted = true;
};

Dependencies dependencies_of(std::span<const NodeProto> nodes) {
  std::unordered_map<std::string_view, size_t> producer;
  for (size_t i = 0; i < nodes.size(); ++i)
    for (auto name : nodes[i].outputs)
      if (!name.empty()) producer.insert_or_assign(name, i);  // of constants defined twice the last one counts
  Dependencies d;
  d.users.resize(nodes.size());
  d.missing.resize(nodes.size());
  for (size_t i = 0; i < nodes.size(); ++i)
    for (auto name : reads_of(nodes[i])) {
      auto it = producer.find(name);
      if (it == producer.end()) continue;
      d.users[it->second].push_back(i);
      ++d.missing[i];
      if (it->second >= i) d.sorted = false;
    }
  return d;
}

[[noreturn]] void fail_cycle(std::span<const NodeProto> nodes, const Dependencies& d) {
  // Every node left waits for another one that is left: walking backwards must meet a node twice.
  std::vector<size_t> waits_for(nodes.size(), SIZE_MAX);
  for (size_t i = 0; i < nodes.size(); ++i)
    if (d.missing[i])
      for (size_t user : d.users[i]) waits_for[user] = i;
  size_t at = 0;
  while (!d.missing[at]) ++at;
  std::vector<bool> seen(nodes.size());
  for (; !seen[at]; at = waits_for[at]) seen[at] = true;
  std::string text;
  size_t count = 0;
  const size_t start = at;
  do {
    if (++count <= 8) text = place_of(nodes[at]) + (text.empty() ? "" : " -> " + text);
    at = waits_for[at];
  } while (at != start);
  if (count > 8) text += " and " + std::to_string(count - 8) + " more";
  fail(ErrorCode::kInvalidModel, "nodes depend on each other in a cycle: " + text, "a graph must have no cycles");
}

}  // namespace

std::vector<std::string_view> free_names(const GraphProto& graph) {
  FreeNames f;
  f.visit(graph);
  return f.take();
}

std::vector<std::string_view> free_names(const NodeProto& node) {
  FreeNames f;
  f.visit(node);
  return f.take();
}

std::vector<size_t> ordered_nodes(std::span<const NodeProto> nodes) {
  Dependencies d = dependencies_of(nodes);
  std::vector<size_t> order;
  order.reserve(nodes.size());
  if (d.sorted) {
    for (size_t i = 0; i < nodes.size(); ++i) order.push_back(i);
    return order;
  }
  std::priority_queue<size_t, std::vector<size_t>, std::greater<>> ready;
  for (size_t i = 0; i < nodes.size(); ++i)
    if (!d.missing[i]) ready.push(i);
  while (!ready.empty()) {
    const size_t i = ready.top();
    ready.pop();
    order.push_back(i);
    for (size_t user : d.users[i])
      if (!--d.missing[user]) ready.push(user);
  }
  if (order.size() < nodes.size()) fail_cycle(nodes, d);
  return order;
}

}  // namespace sinter::onnx
