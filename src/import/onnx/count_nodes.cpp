// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/count_nodes.h"

#include <map>
#include <tuple>

#include "base/limits.h"
#include "base/text.h"
#include "import/onnx/scope.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

class NodeCounter {
 public:
  explicit NodeCounter(const ModelProto& model) {
    for (const auto& f : model.functions)
      functions_.emplace(std::tuple(plain_domain(f.domain), f.name, f.overload), &f);
  }

  int64_t count(std::span<const NodeProto> nodes) {
    int64_t sum = 0;
    for (const auto& n : nodes) {
      ++sum;
      if (!functions_.empty()) sum += count_call(n);
      for (const auto& a : n.attributes) {
        const auto* graphs = std::get_if<std::vector<GraphProto>>(&a.value);
        if (graphs == nullptr) continue;
        for (const auto& g : *graphs) sum += count(g.nodes);  // the reader bounds how deep they nest
      }
      if (sum <= limits::kMaxNodes) continue;
      Error e(ErrorCode::kLimit,
              "the model has more than " + std::to_string(limits::kMaxNodes) + " nodes once its functions are inlined",
              "split the model, or let its functions call each other less often");
      throw e.in(place_of(n));
    }
    return sum;
  }

 private:
  // Each function once, however often it is called.
  int64_t count_call(const NodeProto& call) {
    const auto it = functions_.find(std::tuple(plain_domain(call.domain), call.op_type, call.overload));
    if (it == functions_.end()) return 0;
    const auto [known, is_new] = counts_.try_emplace(it->second, 0);  // 0 as long as it is being counted
    if (!is_new) return known->second;
    if (++depth_ > limits::kMaxNesting)
      fail(ErrorCode::kLimit, "function calls are nested more than " + std::to_string(limits::kMaxNesting) + " deep",
           "flatten the model");
    try {
      known->second = count(it->second->nodes);
    } catch (Error& e) {
      throw e.in("function " + quote(it->second->name));
    }
    --depth_;
    return known->second;
  }

  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, const FunctionProto*> functions_;
  std::map<const FunctionProto*, int64_t> counts_;
  int depth_ = 0;
};

}  // namespace

void check_node_count(const ModelProto& model) { NodeCounter(model).count(model.graph.nodes); }

}  // namespace sinter::onnx
