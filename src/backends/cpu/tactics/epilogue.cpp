// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/tactics/epilogue.h"

#include <algorithm>

#include "backends/cpu/kernels/pointwise.h"
#include "ops/add.h"
#include "ops/clip.h"
#include "ops/leaky_relu.h"
#include "ops/relu.h"

namespace sinter::cpu {
namespace {

/// Walks from the root along single uses.
class EpilogueSplitter {
 public:
  EpilogueSplitter(const Problem& p, const RootNode& root, int bias_axis, GemmBias bias_kind, Epilogue& e)
      : p_(p), g_(*p.region()), root_(root), bias_axis_(bias_axis), bias_kind_(bias_kind), e_(e) {
    current_ = root.node->outputs[0];
    out_ = g_.tensor(current_);
  }

  void run() {
    take_bias();
    if (take_residual()) e_.recipe.residual = GemmResidual::kBeforeActivation;
    if (take_activation() && e_.recipe.residual == GemmResidual::kNone && take_residual()) {
      e_.recipe.residual = GemmResidual::kAfterActivation;
    }
    if (e_.has_bias()) e_.recipe.bias = bias_kind_;
  }

 private:
  /// The only user of the current value, if its output has the same type.
  const Node* next() const {
    const NodeId id = g_.single_user(current_);
    if (id == kNoNode) return nullptr;
    const Node& n = g_.node(id);
    return n.outputs.size() == 1 && g_.tensor(n.outputs[0]) == out_ ? &n : nullptr;
  }
  void take(const Node& n) {
    e_.done.push_back(n.id);
    current_ = n.outputs[0];
  }
  /// The operand of an Add other than the current value; kNoValue if the next node is no such Add.
  ValueId added(const Node*& n) const {
    n = next();
    if (!n || !n->op.is<Add>() || n->inputs[0] == n->inputs[1]) return kNoValue;
    return n->inputs[0] == current_ ? n->inputs[1] : n->inputs[0];
  }

  void take_bias() {
    const Node* n;
    const ValueId v = added(n);
    if (v == kNoValue || !runs_along_axis(g_.tensor(v))) return;
    const Weights* w = region_constant(p_, v);
    const int input = region_input(p_, v);
    if (w && e_.bias_input < 0) {
      const std::vector<double> values = w->to_doubles();
      if (e_.bias.empty()) e_.bias.assign(values.size(), 0.0f);
      if (e_.bias.size() != values.size()) return;
      for (size_t i = 0; i < values.size(); ++i) e_.bias[i] += float(values[i]);
      e_.bias_sources.push_back(input >= 0 ? p_.inputs[size_t(input)].name : g_.value(v).name);
      if (only_used_by(p_, root_, input)) e_.consumed_inputs.push_back(input);
    } else if (!e_.clips_only && !e_.has_bias() && input >= 0 && g_.tensor(v).dtype == DataType::kFloat32) {
      e_.bias_input = input;
    } else {
      return;
    }
    take(*n);
  }

  /// Dims that are 1 but for the bias axis, where the extent is the output's.
  bool runs_along_axis(const TensorType& t) const {
    const int shift = out_.rank() - t.rank();
    if (shift < 0 || bias_axis_ < shift) return false;
    for (int d = 0; d < t.rank(); ++d) {
      const Dim want = d + shift == bias_axis_ ? out_.dims[size_t(bias_axis_)] : Dim(1);
      if (!(t.dims[size_t(d)] == want)) return false;
    }
    return t.dims[size_t(bias_axis_ - shift)].is_const();
  }

  bool take_residual() {
    const Node* n;
    const ValueId v = added(n);
    const int input = v == kNoValue ? -1 : region_input(p_, v);
    if (e_.clips_only || input < 0 || g_.tensor(v) != out_ || out_.dtype != DataType::kFloat32) return false;
    e_.residual_input = input;
    take(*n);
    return true;
  }

  bool take_activation() {
    const Node* n = next();
    if (!n) return false;
    if (n->op.is<Relu>()) {
      e_.recipe.activation = GemmActivation::kRelu;
    } else if (const auto* clip = n->op.as<Clip>()) {
      e_.recipe.activation = GemmActivation::kClip;
      e_.recipe.low = float(clip->min), e_.recipe.high = float(clip->max);
    } else if (const auto* leaky = n->op.as<LeakyRelu>(); leaky && !e_.clips_only) {
      e_.recipe.activation = GemmActivation::kLeakyRelu;
      e_.recipe.low = float(leaky->alpha);
    } else {
      return false;
    }
    if (!valid()) {
      e_.recipe.activation = GemmActivation::kNone;
      e_.recipe.low = e_.recipe.high = 0;
      return false;
    }
    take(*n);
    return true;
  }
  /// The generator may refuse a parameter, such as NaN.
  bool valid() const {
    try {
      e_.recipe.validate();
      return true;
    } catch (const Error&) {
      return false;
    }
  }

  const Problem& p_;
  const Graph& g_;
  const RootNode& root_;
  int bias_axis_;
  GemmBias bias_kind_;
  Epilogue& e_;
  ValueId current_;
  TensorType out_;
};

/// A program that only converts the sums to the output's dtype.
RegionProgram conversion(DataType to) {
  RegionProgram r;
  r.input_types = {DataType::kFloat32};
  r.output_types = {to};
  r.args = {PostProgram::kAccumulator};
  r.program.outputs = {r.program.add_input(ScalarClass::kFloat)};
  return r;
}

}  // namespace

RootNode find_root(const Problem& p, std::string_view op, std::string_view kind) {
  const Graph* g = p.region();
  if (!g) return p.op().name() == op ? RootNode{&p.node(), kNoNode} : RootNode{};
  if (fusion_kind(p.op()) != kind) return {};
  for (NodeId id : g->order())
    if (g->node(id).op.name() == op) return {&g->node(id), id};
  return {};
}

RootInput root_input(const Problem& p, const RootNode& root, size_t i) {
  RootInput r;
  if (i >= root.node->inputs.size() || root.node->inputs[i] == kNoValue) return r;
  const ValueId v = root.node->inputs[i];
  r.present = true;
  if (!p.region()) {
    r.input = int(i);
    r.type = p.inputs[i].type;
    r.constant = p.inputs[i].constant;
    r.name = p.inputs[i].name;
  } else {
    r.input = region_input(p, v);
    r.type = p.region()->tensor(v);
    r.constant = region_constant(p, v);
    r.name = r.input >= 0 ? p.inputs[size_t(r.input)].name : p.region()->value(v).name;
  }
  return r;
}

bool only_used_by(const Problem& p, const RootNode& root, int input) {
  if (input < 0) return false;
  if (!p.region()) return std::ranges::count(root.node->inputs, root.node->inputs[size_t(input)]) == 1;
  return p.region()->value(p.region()->inputs()[size_t(input)]).uses.size() == 1;
}

void Epilogue::write(RecipeWriter& w) const {
  const GemmRecipe::Bytes bytes = recipe.serialize();
  w.text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  w.i64(!bias.empty()).i64(bias.empty() ? bias_input : -1).i64(residual_input).i64(post.has_value());
  if (post) post->write(w);
}

std::vector<int> Epilogue::consumed() const {
  std::vector<int> all = consumed_inputs;
  if (post) all.insert(all.end(), post->consumed.begin(), post->consumed.end());
  return all;
}

std::optional<PackedConstant> Epilogue::packed_bias() const {
  if (bias.empty()) return {};
  return PackedConstant{LargeBytes(std::as_bytes(std::span(bias))), bias_sources, "bias f32"};
}

Verdict split_epilogue(const Problem& p, const RootNode& root, int bias_axis, GemmBias bias_kind, Epilogue& e) {
  if (p.outputs.size() != 1) return Verdict::no("the region has several outputs");
  const DataType out = p.outputs[0].type.dtype;
  if (!p.region()) {
    if (e.has_bias()) e.recipe.bias = bias_kind;
    if (out != DataType::kFloat32) e.post = conversion(out);
    return Verdict::yes();
  }
  const Graph& g = *p.region();
  if (g.tensor(root.node->outputs[0]).dims != g.tensor(g.outputs()[0]).dims)
    return Verdict::no("the region's output is larger than the product");
  EpilogueSplitter(p, root, bias_axis, bias_kind, e).run();
  const ValueId reached = e.done.empty() ? root.node->outputs[0] : g.node(e.done.back()).outputs[0];
  if (reached == g.outputs()[0]) {
    if (out != DataType::kFloat32) e.post = conversion(out);
    return Verdict::yes();
  }
  e.post.emplace();
  return make_region_program(p, root.id, DataType::kFloat32, e.done, *e.post);
}

Verdict whole_post(const Problem& p, const RootNode& root, DataType type, Epilogue& e) {
  const Graph& g = *p.region();
  if (p.outputs.size() != 1) return Verdict::no("the region has several outputs");
  if (p.outputs[0].type.dtype != type) return Verdict::no("the region's output has another dtype than the product");
  if (g.tensor(root.node->outputs[0]).dims != g.tensor(g.outputs()[0]).dims)
    return Verdict::no("the region's output is larger than the product");
  if (root.node->outputs[0] == g.outputs()[0]) return Verdict::yes();
  e.post.emplace();
  return make_region_program(p, root.id, type, {}, *e.post);
}

}  // namespace sinter::cpu
