// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Gradient (ai.onnx.preview.training): reverse-mode differentiation of what has been imported so far, from the value y
// back to the values xs. Rules are those of the ops that the imported operators have become.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "import/onnx/node_context.h"
#include "ops/matmul.h"
#include "ops/reduce.h"
#include "ops/transpose.h"

namespace sinter::onnx {
namespace {

class Differentiator {
 public:
  Differentiator(NodeContext& ctx, const std::vector<ValueId>& xs) : ctx_(ctx), xs_(xs) {}

  /// Sums of gradients of y by value; kNoValue where y does not depend on x.
  std::vector<ValueId> run(ValueId y) {
    mark(y);
    const SymDims dims = ctx_.type_of(y).dims;
    gradients_[y] = ctx_.expand(ctx_.scalar_like(y, 1), dims);
    const std::vector<NodeId> order = ctx_.graph().order();
    for (auto it = order.rbegin(); it != order.rend(); ++it)
      if (needed_.contains(*it)) visit(*it);
    std::vector<ValueId> out;
    for (ValueId x : xs_) out.push_back(gradients_.contains(x) ? gradients_[x] : kNoValue);
    return out;
  }

 private:
  bool is_x(ValueId v) const { return std::find(xs_.begin(), xs_.end(), v) != xs_.end(); }

  /// Nodes between xs and y: those that y depends on and that depend on an x.
  void mark(ValueId y) {
    Graph& g = ctx_.graph();
    std::map<ValueId, bool> depends;  // on an x
    for (ValueId x : xs_) depends[x] = true;
    std::vector<NodeId> forward;
    for (NodeId id : g.order()) {
      bool any = false;
      for (ValueId v : g.node(id).inputs) any = any || (v != kNoValue && depends[v]);
      if (!any) continue;
      forward.push_back(id);
      for (ValueId v : g.node(id).outputs)
        if (v != kNoValue) depends[v] = true;
    }
    std::map<ValueId, bool> wanted{{y, true}};
    for (auto it = forward.rbegin(); it != forward.rend(); ++it) {
      bool any = false;
      for (ValueId v : g.node(*it).outputs) any = any || (v != kNoValue && wanted[v] && !is_x(v));
      if (!any) continue;
      needed_[*it] = true;
      for (ValueId v : g.node(*it).inputs)
        if (v != kNoValue && depends[v]) wanted[v] = true;
    }
    depends_ = std::move(depends);
  }

  ValueId binary(std::string_view op, ValueId a, ValueId b) { return ctx_.add(op, {a, b}); }
  ValueId mul(ValueId a, ValueId b) { return binary("Mul", a, b); }

  /// Adds g to the gradient of v, first summed over what was broadcast.
  void give(ValueId v, ValueId g) {
    if (v == kNoValue || !depends_[v]) return;
    g = reduced(g, ctx_.type_of(v).dims);
    ValueId& sum = gradients_.try_emplace(v, kNoValue).first->second;
    sum = sum == kNoValue ? g : binary("Add", sum, g);
  }

  ValueId reduced(ValueId g, const SymDims& dims) {
    const SymDims from = ctx_.type_of(g).dims;
    if (from == dims) return g;
    Ints axes;
    const size_t extra = from.size() - dims.size();
    for (size_t i = 0; i < from.size(); ++i)
      if (i < extra || (dims[i - extra] == Dim(1) && !(from[i] == Dim(1)))) axes.push_back(int64_t(i));
    if (!axes.empty()) g = ctx_.add(Reduce{.kind = ReduceKind::kSum, .axes = axes, .keep_dims = true}, {g});
    return ctx_.reshape(g, dims);
  }

  void visit(NodeId id) {
    const std::vector<ValueId> in = ctx_.graph().node(id).inputs, out = ctx_.graph().node(id).outputs;
    const Op op = ctx_.graph().node(id).op;
    if (!gradients_.contains(out.at(0))) return;
    const ValueId g = gradients_[out[0]], y = out[0];
    if (!arithmetic(op.name(), in, y, g) && !function(op.name(), in, y, g) && !movement(op, in, g))
      ctx_.unsupported("the gradient of " + ctx_.graph().describe(id) + " is not known",
                       "compute gradients outside of the model");
  }

  bool arithmetic(std::string_view op, const std::vector<ValueId>& in, ValueId y, ValueId g) {
    if (op == "Add") {
      give(in[0], g);
      give(in[1], g);
    } else if (op == "Sub") {
      give(in[0], g);
      give(in[1], ctx_.add("Neg", {g}));
    } else if (op == "Mul") {
      give(in[0], mul(g, in[1]));
      give(in[1], mul(g, in[0]));
    } else if (op == "Div") {
      const ValueId q = binary("Div", g, in[1]);
      give(in[0], q);
      give(in[1], ctx_.add("Neg", {mul(q, y)}));
    } else if (op == "Pow" && !depends_[in[1]]) {
      const ValueId less = binary("Sub", in[1], ctx_.scalar_like(in[1], 1));
      give(in[0], mul(g, mul(in[1], binary("Pow", in[0], less))));
    } else {
      return false;
    }
    return true;
  }

  bool function(std::string_view op, const std::vector<ValueId>& in, ValueId y, ValueId g) {
    const auto one = [&] { return ctx_.scalar_like(y, 1); };
    if (op == "Neg")
      give(in[0], ctx_.add("Neg", {g}));
    else if (op == "Relu")
      give(in[0], ctx_.add("Select", {binary("Greater", in[0], ctx_.scalar_like(y, 0)), g, ctx_.scalar_like(g, 0)}));
    else if (op == "Sigmoid")
      give(in[0], mul(g, mul(y, binary("Sub", one(), y))));
    else if (op == "Tanh")
      give(in[0], mul(g, binary("Sub", one(), mul(y, y))));
    else if (op == "Exp")
      give(in[0], mul(g, y));
    else if (op == "Log")
      give(in[0], binary("Div", g, in[0]));
    else if (op == "Sqrt")
      give(in[0], binary("Div", g, binary("Add", y, y)));
    else if (op == "Reciprocal")
      give(in[0], ctx_.add("Neg", {mul(g, mul(y, y))}));
    else if (op == "Sin")
      give(in[0], mul(g, ctx_.add("Cos", {in[0]})));
    else if (op == "Cos")
      give(in[0], ctx_.add("Neg", {mul(g, ctx_.add("Sin", {in[0]}))}));
    else
      return false;
    return true;
  }

  bool movement(const Op& op, const std::vector<ValueId>& in, ValueId g) {
    const SymDims dims = ctx_.type_of(in[0]).dims;
    if (op.name() == "Reshape") {
      give(in[0], ctx_.reshape(g, dims));
    } else if (const auto* t = op.as<Transpose>()) {
      Ints back(dims.size());
      for (size_t i = 0; i < back.size(); ++i)
        back[size_t(t->perm.empty() ? int64_t(back.size() - 1 - i) : t->perm[i])] = int64_t(i);
      give(in[0], ctx_.transpose(g, back));
    } else if (op.name() == "Expand") {
      give(in[0], g);
    } else if (const auto* r = op.as<Reduce>(); r && (r->kind == ReduceKind::kSum || r->kind == ReduceKind::kMean)) {
      give_reduced(*r, in[0], dims, g);
    } else if (const auto* m = op.as<MatMul>()) {
      return give_product(*m, in, g);
    } else {
      return false;
    }
    return true;
  }

  void give_reduced(const Reduce& r, ValueId x, const SymDims& dims, ValueId g) {
    SymDims kept = dims;
    Dim count = 1;
    Ints axes = ctx_.axes_of(r.axes, int(dims.size()));
    if (r.axes.empty())
      for (size_t i = 0; i < dims.size(); ++i) axes.push_back(int64_t(i));
    for (int64_t a : axes) {
      count = count * dims[size_t(a)];
      kept[size_t(a)] = 1;
    }
    g = ctx_.expand(ctx_.reshape(g, kept), dims);
    if (r.kind == ReduceKind::kMean) {
      if (!count.is_const()) ctx_.unsupported("the gradient of a mean over dims that are not known");
      g = binary("Div", g, ctx_.scalar_like(g, double(count.value())));
    }
    give(x, g);
  }

  /// y = a' b', ' perhaps a transposition.
  bool give_product(const MatMul& m, const std::vector<ValueId>& in, ValueId g) {
    if (ctx_.type_of(in[0]).rank() < 2 || ctx_.type_of(in[1]).rank() < 2) return false;
    const auto product = [&](ValueId a, bool ta, ValueId b, bool tb) {
      return ctx_.add(MatMul{.transpose_a = ta, .transpose_b = tb}, {a, b});
    };
    give(in[0], m.transpose_a ? product(in[1], m.transpose_b, g, true) : product(g, false, in[1], !m.transpose_b));
    give(in[1], m.transpose_b ? product(g, true, in[0], m.transpose_a) : product(in[0], !m.transpose_a, g, false));
    return true;
  }

  NodeContext& ctx_;
  const std::vector<ValueId>& xs_;
  std::map<NodeId, bool> needed_;
  std::map<ValueId, bool> depends_;
  std::map<ValueId, ValueId> gradients_;
};

ValueId named_value(NodeContext& ctx, std::string_view name, std::string_view attribute) {
  Binding* b = ctx.scope().find(name);
  if (!b || b->kind == Binding::Kind::kFailed || b->kind == Binding::Kind::kMissing ||
      b->kind == Binding::Kind::kAbsent)
    ctx.invalid("attribute " + quote(std::string(attribute)) + ": " + quote(std::string(name)) +
                    " is not defined before this node",
                "put the nodes that compute it first");
  return ctx.scope().value(name, *b);
}

}  // namespace

void import_gradient(NodeContext& ctx) {
  const auto* names = ctx.attr("xs");
  if (!names) ctx.invalid("the attribute \"xs\" is missing");
  ctx.ignore_attrs({"zs"});
  std::vector<ValueId> xs;
  for (const auto& name : names->strings()) xs.push_back(named_value(ctx, std::string_view(name), "xs"));
  for (size_t i = 0; i < xs.size(); ++i)
    if (int(i) < ctx.num_inputs() && ctx.in(int(i)) != xs[i])
      ctx.unsupported("the gradient at other values than those of the graph", "pass the tensors that xs names");
  const ValueId y = named_value(ctx, ctx.string_attr("y", ""), "y");
  const std::vector<ValueId> gradients = Differentiator(ctx, xs).run(y);
  for (size_t i = 0; i < gradients.size(); ++i) {
    const ValueId zeros =
        gradients[i] != kNoValue ? gradients[i] : ctx.expand(ctx.scalar_like(xs[i], 0), ctx.type_of(xs[i]).dims);
    ctx.output(int(i), zeros);
  }
}

}  // namespace sinter::onnx
