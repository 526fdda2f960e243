// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/evaluate.h"

#include <algorithm>
#include <map>

#include "ir/constant.h"
#include "ir/decompose.h"
#include "ops/evaluate_control.h"
#include "sinter/error.h"

namespace sinter {
namespace {

class Evaluator {
 public:
  Evaluator(const Graph& graph, const DimValues& outer) : graph_(graph), dims_(outer) {}

  std::vector<HostTensor> run(std::span<const HostTensor> inputs) {
    bind_inputs(inputs);
    check_dims();
    for (NodeId id : graph_.order()) {
      try {
        run_node(graph_.node(id));
      } catch (Error& e) {
        e.in(graph_.describe(id));
        throw;
      }
    }
    std::vector<HostTensor> out;
    for (ValueId v : graph_.outputs()) out.push_back(values_.at(v));
    return out;
  }

 private:
  void bind_inputs(std::span<const HostTensor> inputs) {
    if (inputs.size() != graph_.inputs().size())
      fail(ErrorCode::kInvalidArgument, std::to_string(inputs.size()) + " tensors given for " +
                                            std::to_string(graph_.inputs().size()) + " inputs", "give one tensor per input");
    for (bool symbols : {true, false})  // plain symbols first: the rest is then checked against them
      for (size_t i = 0; i < inputs.size(); ++i) bind(graph_.inputs()[i], inputs[i].dtype, inputs[i].dims, symbols);
    for (size_t i = 0; i < inputs.size(); ++i) values_[graph_.inputs()[i]] = inputs[i];
  }

  void bind(ValueId v, DataType dtype, const Dims& dims, bool symbols) {
    const TensorType& type = graph_.tensor(v);
    if (type.dtype != dtype || type.dims.size() != dims.size())
      fail(ErrorCode::kShapeMismatch, "value " + graph_.value(v).name + " is " + std::string(to_string(dtype)) + to_string(dims) +
                                          " where the graph has " + to_string(type), "check the inputs");
    for (size_t d = 0; d < dims.size(); ++d)
      if (type.dims[d].as_symbol().has_value() == symbols) dims_.set(type.dims[d], dims[d]);
  }

  void check_dims() const {
    for (const DimCheck& c : graph_.checks()) {
      const auto a = dims_.eval(c.a), b = dims_.eval(c.b);
      if (!a || !b) continue;  // depends on data
      const bool ok = c.kind == DimCheck::Kind::kEqual ? *a == *b : c.kind == DimCheck::Kind::kAtLeast ? *a >= *b : *b != 0 && *a % *b == 0;
      if (!ok)
        fail(ErrorCode::kShapeMismatch, c.what + " (" + std::to_string(*a) + " and " + std::to_string(*b) + ")",
             "change the shapes of the inputs");
    }
  }

  void run_node(const Node& node) {
    if (const auto* c = node.op.as<Constant>()) {
      values_[node.outputs[0]] = HostTensor::from(c->value);
      return;
    }
    std::vector<HostTensor> in;
    for (ValueId v : node.inputs) in.push_back(v == kNoValue ? HostTensor() : values_.at(v));
    if (auto out = evaluate_control(node, in, dims_)) return set_outputs(node, std::move(*out));
    if (!node.op.def().reference)
      fail(ErrorCode::kUnsupported, std::string(node.op.name()) + " has no reference", "decompose it first");
    run_reference(node, in);
  }

  void set_outputs(const Node& node, std::vector<HostTensor> tensors) {
    for (size_t i = 0; i < node.outputs.size(); ++i) {
      const ValueId v = node.outputs[i];
      if (v == kNoValue) continue;
      for (bool symbols : {true, false}) bind(v, tensors[i].dtype, tensors[i].dims, symbols);
      values_[v] = std::move(tensors[i]);
    }
  }

  void run_reference(const Node& node, const std::vector<HostTensor>& in) {
    RefContext ctx;
    for (const HostTensor& t : in) ctx.inputs.push_back(t.dtype == DataType::kInvalid ? TensorView() : t.view());
    std::vector<int64_t> params;
    for (const Dim& d : node.op.dim_params()) params.push_back(value_of(d));
    ctx.params = params;
    std::vector<Graph*> regions;
    for (const auto& r : node.regions) regions.push_back(r.get());
    ctx.regions = regions;
    std::vector<HostTensor> out(node.outputs.size());
    for (size_t i = 0; i < out.size(); ++i) ctx.outputs.push_back(prepare_output(node.outputs[i], out[i]));
    node.op.def().reference(node.op.attrs(), ctx);
    set_outputs(node, std::move(out));
  }

  int64_t value_of(const Dim& d) const {
    if (auto v = dims_.eval(d)) return *v;
    fail(ErrorCode::kShapeMismatch, "the dim " + d.to_string() + " does not follow from the input shapes", "name it in an input");
  }

  // Memory for a known shape; else a function that gives memory once the reference knows it.
  RefContext::Output prepare_output(ValueId v, HostTensor& tensor) {
    const TensorType& type = graph_.tensor(v);
    Dims dims;
    bool known = true;
    for (const Dim& d : type.dims) {
      const auto n = dims_.eval(d);
      known = known && n;
      dims.push_back(n.value_or(-1));
    }
    RefContext::Output out;
    if (known) {
      tensor = HostTensor(type.dtype, dims);
      out.view = tensor.view();
      return out;
    }
    out.view = {type.dtype, dims, nullptr};
    out.resize = [&tensor, dtype = type.dtype](const Dims& d) {
      tensor = HostTensor(dtype, d);
      return tensor.view().data;
    };
    return out;
  }

  const Graph& graph_;
  DimValues dims_;
  std::map<ValueId, HostTensor> values_;
};

bool has_composites(const Graph& graph) {
  const auto order = graph.order();
  return std::any_of(order.begin(), order.end(),
                     [&](NodeId id) { return graph.node(id).op.def().meaning == Meaning::kDecompose; });
}

}  // namespace

std::vector<HostTensor> evaluate(const Graph& graph, std::span<const HostTensor> inputs, const DimValues& outer) {
  if (!has_composites(graph)) return Evaluator(graph, outer).run(inputs);
  const auto plain = graph.clone();
  while (has_composites(*plain))
    for (NodeId id : plain->order()) decompose_node(*plain, id);
  return Evaluator(*plain, outer).run(inputs);
}

}  // namespace sinter
