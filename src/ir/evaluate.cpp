// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/evaluate.h"

#include <cstring>
#include <map>

#include "base/text.h"
#include "ir/constant.h"
#include "sinter/error.h"

namespace sinter {
namespace {

// The values of symbols, and of whole dim expressions whose symbols cannot be told apart ("floor(S/2)+1" of an input).
class KnownDims {
 public:
  // Learns from a tensor's logical dims and its real ones.
  void learn(const SymDims& logical, const Dims& real, const std::string& who) {
    if (logical.size() != real.size()) mismatch(who, logical, real);
    for (size_t i = 0; i < real.size(); ++i) {
      const auto known = value(logical[i]);
      if (known && *known != real[i]) mismatch(who, logical, real);
      if (known) continue;
      if (logical[i].expr()) solve(*logical[i].expr(), real[i]);
      values_[logical[i].to_string()] = real[i];
    }
  }
  std::optional<int64_t> value(const Dim& d) const {
    if (d.is_const()) return d.value();
    if (const auto it = values_.find(d.to_string()); it != values_.end()) return it->second;
    return d.eval([this](const std::string& s) -> std::optional<int64_t> {
      const auto it = values_.find(s);
      return it == values_.end() ? std::nullopt : std::optional(it->second);
    });
  }
  std::optional<Dims> values(const SymDims& dims) const {
    Dims out;
    for (const auto& d : dims) {
      const auto v = value(d);
      if (!v) return std::nullopt;
      out.push_back(*v);
    }
    return out;
  }

 private:
  // coefficient * symbol + constant == real.
  void solve(const DimExpr& e, int64_t real) {
    if (e.terms.size() != 1 || e.terms[0].atoms.size() != 1 || e.terms[0].atoms[0].kind != DimAtomKind::kSymbol) return;
    int64_t rest = 0;
    const int64_t c = e.terms[0].coefficient;
    if (c == 0 || __builtin_sub_overflow(real, e.constant, &rest) || (c == -1 && rest == INT64_MIN) || rest % c != 0) return;
    values_.try_emplace(e.terms[0].atoms[0].name, rest / c);
  }
  [[noreturn]] static void mismatch(const std::string& who, const SymDims& logical, const Dims& real) {
    fail(ErrorCode::kShapeMismatch, quote(who) + " has shape " + to_string(real) + ", its type says " + to_string(logical),
         "give tensors whose shapes fit together");
  }
  std::map<std::string, int64_t> values_;  // by canonical text
};

// Dims of a node's outputs, and whether only its reference can tell them.
struct OutputShape {
  DataType dtype = DataType::kInvalid;
  Dims dims;
  bool known = true;
};

class GraphEvaluator {
 public:
  GraphEvaluator(const Graph& graph, std::span<const TensorView> inputs)
      : graph_(graph), views_(graph.value_capacity()), owned_(graph.value_capacity()) {
    if (inputs.size() != graph.inputs().size())
      fail(ErrorCode::kInvalidArgument, std::to_string(inputs.size()) + " inputs were given, the graph has " +
                                            std::to_string(graph.inputs().size()), "give one tensor per input");
    for (size_t i = 0; i < inputs.size(); ++i) take_input(graph.inputs()[i], inputs[i]);
  }

  std::vector<HostTensor> run() {
    for (NodeId n = graph_.first(); n != kNoNode; n = graph_.next(n)) {
      try {
        run_node(graph_.node(n));
      } catch (Error& e) {
        e.in(graph_.describe(n));
        throw;
      }
    }
    std::vector<HostTensor> out;
    for (ValueId v : graph_.outputs()) out.push_back(copy_of(views_[v]));
    return out;
  }

 private:
  void take_input(ValueId id, const TensorView& view) {
    const Value& v = graph_.value(id);
    if (view.dtype == DataType::kInvalid) return;
    if (!v.type.is_tensor() || v.type.tensor.dtype != view.dtype)
      fail(ErrorCode::kShapeMismatch, "input " + quote(v.name) + " is " + to_string(v.type) + ", but a tensor of " +
                                          std::string(to_string(view.dtype)) + " was given", "give a tensor of its type");
    known_.learn(v.type.tensor.dims, view.dims, v.name);
    views_[id] = view;
  }

  void run_node(const Node& n) {
    if (const auto* c = n.op.as<Constant>()) {
      const Weights& w = c->value;
      const void* data = w.dtype() == DataType::kString ? static_cast<const void*>(w.strings().data()) : w.bytes().data();
      views_[n.outputs[0]] = {w.dtype(), w.dims(), const_cast<void*>(data)};
      return;
    }
    const bool fusion = n.op.name() == "Fusion";
    if (!fusion && !n.op.def().reference)
      fail(ErrorCode::kUnsupported, std::string(n.op.name()) + " has no reference of its own", "decompose it first");
    if (fusion) return run_fusion(n);
    RefContext ctx;
    std::vector<HostTensor> outputs(n.outputs.size());
    prepare(n, ctx, outputs);
    const Dims params = params_of(n.op);
    ctx.params = params;
    std::vector<Graph*> regions;
    for (const auto& r : n.regions) regions.push_back(r.get());
    ctx.regions = regions;
    n.op.def().reference(n.op.attrs(), ctx);
    for (size_t i = 0; i < outputs.size(); ++i) outputs[i].dims = ctx.outputs[i].view.dims;
    keep(n, std::move(outputs));
  }

  void run_fusion(const Node& n) {
    std::vector<TensorView> in;
    for (ValueId v : n.inputs) in.push_back(v == kNoValue ? TensorView() : views_[v]);
    keep(n, evaluate_graph(*n.regions.at(0), in));
  }

  void prepare(const Node& n, RefContext& ctx, std::vector<HostTensor>& outputs) {
    for (ValueId v : n.inputs) ctx.inputs.push_back(v == kNoValue ? TensorView() : views_[v]);
    const auto shapes = output_shapes(n);
    for (size_t i = 0; i < outputs.size(); ++i) {
      HostTensor& t = outputs[i];
      t.dtype = shapes[i].dtype;
      t.dims = shapes[i].dims;
      RefContext::Output out;
      if (shapes[i].known) t = HostTensor(t.dtype, t.dims);
      out.view = t.view();
      out.view.dims = t.dims;
      out.resize = [&t](const Dims& dims) {
        t = HostTensor(t.dtype, dims);
        return t.view().data;
      };
      ctx.outputs.push_back(std::move(out));
    }
  }

  std::vector<OutputShape> output_shapes(const Node& n) const {
    std::vector<OutputShape> out;
    for (ValueId v : n.outputs) {
      if (v == kNoValue || !graph_.value(v).type.is_tensor()) return inferred_shapes(n);
      const TensorType& t = graph_.tensor(v);
      auto dims = known_.values(t.dims);
      if (!dims) return inferred_shapes(n);
      out.push_back({t.dtype, std::move(*dims), true});
    }
    return out;
  }

  // Inference again, with the real shapes.
  std::vector<OutputShape> inferred_shapes(const Node& n) const {
    std::vector<InferContext::Input> in(n.inputs.size());
    std::vector<Weights> contents(n.inputs.size());  // of small integer tensors, which may tell shapes
    for (size_t i = 0; i < in.size(); ++i) {
      if (n.inputs[i] == kNoValue) continue;
      const TensorView& v = views_[n.inputs[i]];
      in[i].present = true;
      in[i].type = ValueType(v.dtype, SymDims(v.dims.begin(), v.dims.end()));
      in[i].constant = graph_.constant(n.inputs[i]);
      if (in[i].constant || !is_integer(v.dtype) || v.dims.size() > 1 || v.count() > 64) continue;
      const auto* bytes = static_cast<const std::byte*>(v.data);
      contents[i] = Weights::own(v.dtype, v.dims, std::vector<std::byte>(bytes, bytes + bytes_of(v.dtype, v.count())));
      in[i].constant = &contents[i];
      const auto elements = contents[i].to_ints();
      in[i].host_value = SymDims(elements.begin(), elements.end());
    }
    InferContext ctx(n.op, std::move(in));
    ctx.set_num_outputs(int(n.outputs.size()));
    ctx.symbol_bounds = [](const std::string&) { return Interval{0, INT64_MAX}; };
    bool dynamic = false;
    ctx.make_symbol = [&](const std::string&, const Dim& upper) {
      dynamic = true;
      return upper;
    };
    for (const auto& r : n.regions) ctx.regions_.push_back(r.get());
    n.op.def().infer(n.op.attrs(), ctx);
    ctx.outputs.resize(n.outputs.size());
    std::vector<OutputShape> out;
    for (const auto& type : ctx.outputs) {
      auto dims = known_.values(type.tensor.dims);
      if (!dims)
        fail(ErrorCode::kUnsupported, "the size " + to_string(type.tensor.dims) + " cannot be told from the inputs' shapes",
             "report this as a bug");
      out.push_back({type.tensor.dtype, std::move(*dims), !dynamic});
    }
    return out;
  }

  Dims params_of(const Op& op) const {
    const SymDims params = op.dim_params();
    auto values = known_.values(params);
    if (!values)
      fail(ErrorCode::kUnsupported, "the sizes " + to_string(params) + " cannot be told from the inputs' shapes", "report this as a bug");
    return *values;
  }

  void keep(const Node& n, std::vector<HostTensor> outputs) {
    for (size_t i = 0; i < outputs.size() && i < n.outputs.size(); ++i) {
      const ValueId v = n.outputs[i];
      if (v == kNoValue) continue;
      owned_[v] = std::move(outputs[i]);
      views_[v] = owned_[v].view();
      known_.learn(graph_.tensor(v).dims, views_[v].dims, graph_.value(v).name);
    }
  }

  static HostTensor copy_of(const TensorView& v) {
    if (v.dtype == DataType::kInvalid) fail(ErrorCode::kInvalidArgument, "a graph output was not computed", "give all inputs");
    HostTensor t(v.dtype, v.dims);
    if (v.dtype == DataType::kString) std::copy_n(static_cast<const std::string*>(v.data), v.count(), t.strings.begin());
    else if (!t.bytes.empty()) std::memcpy(t.bytes.data(), v.data, t.bytes.size());
    return t;
  }

  const Graph& graph_;
  KnownDims known_;
  std::vector<TensorView> views_;  // per value
  std::vector<HostTensor> owned_;
};

}  // namespace

HostTensor::HostTensor(DataType type, const Dims& shape) : dtype(type), dims(shape) {
  if (dtype == DataType::kString) strings.resize(size_t(element_count(dims)));
  else bytes.resize(size_t(bytes_of(dtype, element_count(dims))));
}

TensorView HostTensor::view() {
  if (dtype == DataType::kString) return {dtype, dims, strings.empty() ? nullptr : static_cast<void*>(strings.data())};
  return {dtype, dims, bytes.empty() ? nullptr : static_cast<void*>(bytes.data())};
}

std::vector<HostTensor> evaluate_graph(const Graph& graph, std::span<const TensorView> inputs) {
  return GraphEvaluator(graph, inputs).run();
}

}  // namespace sinter
