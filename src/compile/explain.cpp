// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/explain.h"

#include <algorithm>

#include "base/text.h"
#include "compile/profile.h"
#include "ir/constant.h"
#include "ops/concat.h"
#include "ops/fusion.h"
#include "passes/rewrite.h"
#include "sinter/error.h"

namespace sinter::compile {
namespace {

std::string value_text(const Graph& g, ValueId v) {
  if (v == kNoValue) return "-";
  const Value& value = g.value(v);
  return value.name + ": " + std::string(to_string(value.type.tensor.dtype)) + to_string(value.type.tensor.dims);
}

int64_t bytes_at_max(const Graph& g, ValueId v) {
  if (v == kNoValue || !g.value(v).type.is_tensor()) return 0;
  const Dims dims = max_dims(g, g.tensor(v).dims);
  for (int64_t d : dims)
    if (d == INT64_MAX || d < 0) return -1;
  return bytes_of(g.tensor(v).dtype, element_count(dims));
}

void add_parts(const Node& node, std::vector<std::string>& out) {
  for (const auto& region : node.regions)
    for (NodeId id : region->order()) {
      const Node& n = region->node(id);
      if (n.op.is<Constant>()) continue;
      const std::string from = join(std::span<const std::string>(n.sources), ", ");
      out.push_back(std::string(n.op.name()) + (from.empty() ? "" : " from " + from));
    }
}

const Target* placed_on(const ExplainContext& c, NodeId id) {
  const Problem p = make_problem(c.graph, id, c.options.workspace_limit);
  for (size_t i = 0; i < c.num_chosen; ++i)
    for (const Tactic* t : c.all[i].compiler->tactics())
      if (t->supports(p)) return &c.all[i];
  return nullptr;
}

bool is_disabled(const ExplainContext& c, std::string_view tactic) {
  const auto& names = c.options.disabled_tactics;
  return std::find(names.begin(), names.end(), tactic) != names.end();
}

// Milliseconds, or negative and a reason.
double time_of(const ExplainContext& c, const Problem& p, const Target& target, const Tactic& tactic,
               const Config& config, double to_beat, std::string& why_not) {
  const Hash128 key = timing_key(p, target, tactic, config);
  if (const auto known = c.cache.find(key)) return *known;
  if (!c.measure) {
    why_not = "not in the timing cache";
    return -1;
  }
  try {
    const CompiledKernel compiled = tactic.compile(p, config);
    const LoadedKernel loaded = load_kernel(target, compiled);
    const double ms = measure_kernel(target, p, compiled, *loaded.kernel, to_beat);
    if (ms >= 0) c.cache.add(key, ms);
    if (ms < 0) why_not = "it failed when it was measured, or does not fit the workspace limit";
    return ms;
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kCancelled) throw;
    why_not = e.message();
    return -1;
  }
}

// The candidates of one backend, all of them, also where a build would look at the first alone.
void add_candidates(const ExplainContext& c, const Problem& p, const Target& target, bool chosen_backend,
                    std::vector<sinter::Candidate>& out) {
  // Kernels of the reference take seconds, and the fake device's delays say nothing.
  const bool worth_timing = target.space() != MemorySpace::kFake && (chosen_backend || target.name() != "reference");
  double best = -1;
  for (const Tactic* t : target.compiler->tactics()) {
    const Verdict v = t->supports(p);
    if (!v && v.is_other_op()) continue;
    sinter::Candidate base;
    base.backend = target.name();
    base.tactic = t->name();
    base.supported = bool(v);
    base.reason = v ? "" : v.reason();
    if (!v || is_disabled(c, t->name())) {
      if (v) base.reason = "left out by --disable-tactic";
      base.supported = false;
      out.push_back(base);
      continue;
    }
    for (const auto& config : t->configs(p)) {
      sinter::Candidate one = base;
      one.config = config.label;
      if (worth_timing) {
        one.ms = time_of(c, p, target, *t, config, best, one.reason);
        if (one.ms >= 0 && (best < 0 || one.ms < best)) best = one.ms;
      } else {
        one.reason = "not measured";
      }
      out.push_back(std::move(one));
    }
  }
}

// As select_tactics decides: the first candidate, or, measuring, the first that none is clearly faster than.
void mark_chosen(const ExplainContext& c, const std::string& backend, std::vector<sinter::Candidate>& list) {
  sinter::Candidate* best = nullptr;
  for (auto& one : list) {
    if (one.backend != backend || !one.supported) continue;
    if (!best || (c.options.tactics == TacticSelection::kMeasure && one.ms >= 0 && best->ms >= 0 &&
                  one.ms < best->ms * kClearlyFaster))
      best = &one;
  }
  if (best) best->chosen = true;
}

std::string fusion_of(const Node& n) {
  const auto* f = n.op.as<Fusion>();
  return f ? f->kind : n.op.name() == "Convolution" ? "conv" : n.op.name() == "MatMul" ? "matmul" : "";
}

std::string quoted_label(const Graph& g, NodeId id) { return quote(label(g, id)) + " (" + op_label(g.node(id)) + ")"; }

// Readers and outputs first: they rule out every fusion.
std::string apart_by_use(const Graph& g, ValueId value, NodeId reader) {
  const Value& v = g.value(value);
  if (g.is_output(value)) return "the value between them, " + quote(v.name) + ", is an output of the network";
  std::set<NodeId> readers;
  for (const Use& u : v.uses) readers.insert(u.node);
  if (readers.size() < 2) return {};
  std::string others;
  for (NodeId r : readers)
    if (r != reader) others += (others.empty() ? "" : ", ") + quote(label(g, r));
  return quote(v.name) + " is also read by " + others + ", so it must be written to memory anyway";
}

std::string apart_by_shape(const Graph& g, NodeId producer, NodeId reader) {
  const TensorType& a = g.tensor(g.node(producer).outputs[0]);
  const TensorType& b = g.tensor(g.node(reader).outputs[0]);
  if (a.dtype != b.dtype)
    return "the element types differ: " + std::string(to_string(a.dtype)) + " and " + std::string(to_string(b.dtype));
  if (a.dims != b.dims)
    return "the shapes differ, " + to_string(a.dims) + " and " + to_string(b.dims) +
           ": a fused op works on the same elements";
  return {};
}

std::string apart_by_operands(const Graph& g, ValueId value, NodeId reader) {
  for (ValueId v : g.node(reader).inputs)
    if (v != kNoValue && v != value && !g.constant(v))
      return quoted_label(g, reader) + " also reads " + quote(g.value(v).name) +
             ", which is made at run time: behind such a root one sum with a tensor of the same shape can be joined";
  return {};
}

std::string apart_by_options(const ExplainContext& c, const std::string& kind, const Target* target) {
  const std::string pass = "fuse_" + kind;
  const auto& off = c.options.disabled_passes;
  if (std::find(off.begin(), off.end(), pass) != off.end()) return "the pass " + pass + " is disabled";
  if (target && !target->compiler->wants_fusion(kind))
    return "the backend " + target->name() + " asks for no " + kind + " fusions";
  return {};
}

}  // namespace

std::string op_label(const Node& node) {
  const auto* f = node.op.as<Fusion>();
  return f ? "Fusion:" + f->kind : std::string(node.op.name());
}

std::string why_no_step(const ExplainContext& c, NodeId id) {
  if (is_view(c.graph, id)) return "its output is its input's memory, seen with another shape";
  if (!c.parts.nodes.contains(id)) return {};
  return c.graph.node(id).op.is<Concat>() ? "its inputs are written into their places in its output (no copy)"
                                          : "its output is a part of its input's memory (no copy)";
}

std::string why_apart(const ExplainContext& c, NodeId producer, ValueId value, NodeId reader) {
  const Graph& g = c.graph;
  const Node &a = g.node(producer), &b = g.node(reader);
  for (NodeId id : {producer, reader})
    if (const std::string why = why_no_step(c, id); !why.empty())
      return quoted_label(g, id) + " needs no step: " + why;
  if (std::string why = apart_by_use(g, value, reader); !why.empty()) return why;
  const Target *ta = placed_on(c, producer), *tb = placed_on(c, reader);
  if (ta && tb && ta != tb) return "they run on different backends, " + ta->name() + " and " + tb->name();
  const bool soft_a = is_pointwise(g, a) || fusion_of(a) == "pointwise";
  const bool soft_b = is_pointwise(g, b) || fusion_of(b) == "pointwise";
  const std::string root = fusion_of(a);
  if (!soft_b && !fusion_of(b).empty() && soft_a)
    return "what stands before a " + op_label(b) +
           " is not computed inside it: each of its elements is read many times";
  if (!soft_b) return op_label(b) + " is not element by element, so it cannot be joined to the step before it";
  if (!soft_a && root.empty()) return "no fusion begins with " + op_label(a);
  if (std::string why = apart_by_options(c, soft_a ? "pointwise" : root, ta); !why.empty()) return why;
  if (std::string why = apart_by_shape(g, producer, reader); !why.empty()) return why;
  if (!soft_a)
    if (std::string why = apart_by_operands(g, value, reader); !why.empty()) return why;
  if (a.compute_dtype != b.compute_dtype) return "they compute in different precisions";
  return "no fusion joins a " + op_label(b) + " behind a " + op_label(a) +
         " here (a region holds a limited number of ops and operands, and has one output)";
}

ExplainedStep explain_step(const ExplainContext& c, NodeId id) {
  const Graph& g = c.graph;
  const Node& n = g.node(id);
  ExplainedStep s;
  s.name = n.outputs.empty() || n.outputs[0] == kNoValue ? "" : g.value(n.outputs[0]).name;
  s.op = op_label(n);
  s.sources = n.sources;
  add_parts(n, s.parts);
  s.output_bytes = 0;
  for (ValueId v : n.inputs) {
    s.inputs.push_back(value_text(g, v));
    if (const Weights* w = v == kNoValue ? nullptr : g.constant(v)) s.weight_bytes += int64_t(w->bytes().size());
  }
  for (ValueId v : n.outputs) {
    s.outputs.push_back(value_text(g, v));
    const int64_t bytes = bytes_at_max(g, v);
    s.output_bytes = bytes < 0 || s.output_bytes < 0 ? -1 : s.output_bytes + bytes;
  }
  s.no_step = why_no_step(c, id);
  s.needs_no_step = !s.no_step.empty();
  std::set<std::pair<NodeId, bool>> seen;
  for (ValueId v : n.inputs)
    if (const NodeId p = g.producer(v); p != kNoNode && !g.node(p).op.is<Constant>() && seen.insert({p, false}).second)
      s.neighbours.push_back({label(g, p), op_label(g.node(p)), g.node(p).sources, false, why_apart(c, p, v, id)});
  for (ValueId v : n.outputs) {
    if (v == kNoValue) continue;
    for (const Use& u : g.value(v).uses)
      if (seen.insert({u.node, true}).second)
        s.neighbours.push_back(
            {label(g, u.node), op_label(g.node(u.node)), g.node(u.node).sources, true, why_apart(c, id, v, u.node)});
  }
  if (s.needs_no_step) return s;
  const Problem p = make_problem(g, id, c.options.workspace_limit);
  for (size_t i = 0; i < c.all.size(); ++i) add_candidates(c, p, c.all[i], i < c.num_chosen, s.candidates);
  if (const Target* t = placed_on(c, id)) mark_chosen(c, t->name(), s.candidates);
  for (const auto& one : s.candidates)
    if (one.chosen) {
      s.backend = one.backend;
      s.tactic = one.tactic;
      s.config = one.config;
      s.ms = one.ms;
    }
  return s;
}

}  // namespace sinter::compile
