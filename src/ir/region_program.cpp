// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/region_program.h"

#include <map>

namespace sinter {
namespace {

int32_t int_const(ScalarProgram& p, ScalarClass cls, int64_t value) {
  return p.add({.op = ScalarOp::kConst, .cls = cls, .imm_int = value});
}

// Floats saturate when they become integers of few bits; the cast itself saturates to 64.
int32_t saturate(ScalarProgram& p, int32_t id, ScalarClass cls, int bits) {
  const bool is_signed = cls == ScalarClass::kInt;
  const int64_t max = is_signed ? (int64_t(1) << (bits - 1)) - 1 : (int64_t(1) << bits) - 1;
  id = p.add({.op = ScalarOp::kMin, .cls = cls, .a = id, .b = int_const(p, cls, max)});
  return is_signed ? p.add({.op = ScalarOp::kMax, .cls = cls, .a = id, .b = int_const(p, cls, -max - 1)}) : id;
}

// Whether an instruction's value has a narrow integer's range because its operands do.
bool keeps_range(ScalarOp op) {
  return op == ScalarOp::kInput || op == ScalarOp::kSelect || op == ScalarOp::kMod || op == ScalarOp::kFmod;
}

// A cast saturates floats by a kNarrow in floats, where f32 cannot hold the largest i32. Here it gives way to the same
// in integers: the instruction before it.
int32_t without_float_narrow(const ScalarProgram& p, int32_t id, DataType dtype) {
  const ScalarInstr& cast = p.code[size_t(id)];
  if (cast.op != ScalarOp::kCast || !is_integer(dtype)) return id;
  const ScalarInstr& narrow = p.code[size_t(cast.a)];
  const bool found = narrow.op == ScalarOp::kNarrow && narrow.cls == ScalarClass::kFloat && narrow.imm == double(dtype);
  return found ? narrow.a : id;
}

// The value a tensor of `dtype` holds after `id` was stored in it.
int32_t as_stored(ScalarProgram& p, int32_t id, DataType dtype) {
  id = without_float_narrow(p, id, dtype);
  const ScalarClass cls = *scalar_class(dtype), from = p.code[size_t(id)].cls;
  const int bits = bits_of(dtype);
  id = p.cast(id, cls);
  const auto narrow = [&] { return p.add({.op = ScalarOp::kNarrow, .cls = cls, .a = id, .imm = double(dtype)}); };
  if (cls == ScalarClass::kBool) return id;
  if (cls == ScalarClass::kFloat) return bits <= 8 ? narrow() : id;
  if (bits == 64) return id;
  if (from == ScalarClass::kFloat) return saturate(p, id, cls, bits);
  return keeps_range(p.code[size_t(id)].op) ? id : narrow();
}

// An output is stored anyway, so the last rounding is left to the store.
int32_t before_store(const ScalarProgram& p, int32_t id, DataType dtype) {
  const ScalarInstr& n = p.code[size_t(id)];
  return n.op == ScalarOp::kNarrow && n.imm == double(dtype) ? n.a : id;
}

int32_t literal_of(ScalarProgram& p, const Weights& w) {
  const ScalarClass cls = *scalar_class(w.dtype());
  ScalarInstr n{.op = ScalarOp::kConst, .cls = cls};
  if (cls == ScalarClass::kInt || cls == ScalarClass::kUInt)
    n.imm_int = w.to_ints()[0];
  else
    n.imm = w.to_doubles()[0];
  return p.add(n);
}

class RegionWalk {
 public:
  RegionWalk(const Graph& graph, std::string& why) : graph_(graph), why_(why) {}

  bool input(ValueId v) {
    if (v == kNoValue) return no("an input is absent");
    if (!number(v)) return false;
    // Two inputs may be the same value; each is an input of the program.
    at_[v] = out_.program.add_input(*scalar_class(graph_.tensor(v).dtype));
    return true;
  }

  bool node(NodeId id) {
    const Node& n = graph_.node(id);
    if (const Weights* w = n.outputs.empty() ? nullptr : graph_.constant(n.outputs[0]))
      return constant(n.outputs[0], *w);
    if (!n.op.def().program) return no("op " + std::string(n.op.name()) + " is not pointwise");
    std::vector<ScalarClass> classes;
    std::vector<int32_t> args;
    for (ValueId v : n.inputs) {
      if (v == kNoValue) return no("an input of " + std::string(n.op.name()) + " is absent");
      args.push_back(at_.at(v));
      classes.push_back(out_.program.code[size_t(args.back())].cls);
    }
    if (n.outputs.empty() || !number(n.outputs[0])) return false;
    const auto results = out_.program.append(n.op.def().program(n.op.attrs(), classes), args);
    at_[n.outputs[0]] = as_stored(out_.program, results[0], graph_.tensor(n.outputs[0]).dtype);
    return true;
  }

  bool outputs(const std::vector<ValueId>& values) {
    for (ValueId v : values) {
      if (graph_.tensor(v).dims != graph_.tensor(values[0]).dims) return no("the outputs differ in shape");
      out_.program.outputs.push_back(before_store(out_.program, at_.at(v), graph_.tensor(v).dtype));
    }
    out_.program.prune();
    return true;
  }

  PointwiseProgram take() { return std::move(out_); }

 private:
  bool no(std::string reason) {
    why_ = std::move(reason);
    return false;
  }
  bool number(ValueId v) {
    const Value& value = graph_.value(v);
    if (!value.type.is_tensor() || !scalar_class(value.type.tensor.dtype))
      return no("a value is not a tensor of real numbers");
    out_.wide = out_.wide || value.type.tensor.dtype == DataType::kFloat64;
    return true;
  }
  bool constant(ValueId v, const Weights& w) {
    if (w.count() != 1) return no("a constant inside the region has more than one element");
    if (!number(v)) return false;
    at_[v] = literal_of(out_.program, w);
    return true;
  }

  const Graph& graph_;
  std::string& why_;
  PointwiseProgram out_;
  std::map<ValueId, int32_t> at_;
};

bool walk_region(RegionWalk& walk, const Graph& region) {
  for (ValueId v : region.inputs())
    if (!walk.input(v)) return false;
  for (NodeId id : region.order())
    if (!walk.node(id)) return false;
  return walk.outputs(region.outputs());
}

// One node: inputs that name one value twice become two inputs of the program, so they are not looked up by value.
std::optional<PointwiseProgram> single(const Graph& graph, const Node& n, std::string& why) {
  PointwiseProgram out;
  std::vector<ScalarClass> classes;
  std::vector<int32_t> args;
  std::vector<ValueId> values = n.inputs;
  values.push_back(n.outputs.at(0));
  for (ValueId v : values) {
    if (v == kNoValue || !graph.value(v).type.is_tensor() || !scalar_class(graph.tensor(v).dtype)) {
      why = "an operand is absent or not a tensor of real numbers";
      return std::nullopt;
    }
    out.wide = out.wide || graph.tensor(v).dtype == DataType::kFloat64;
  }
  for (ValueId v : n.inputs) {
    classes.push_back(*scalar_class(graph.tensor(v).dtype));
    args.push_back(out.program.add_input(classes.back()));
  }
  const DataType dtype = graph.tensor(n.outputs[0]).dtype;
  const int32_t result = out.program.append(n.op.def().program(n.op.attrs(), classes), args)[0];
  out.program.outputs = {before_store(out.program, as_stored(out.program, result, dtype), dtype)};
  out.program.prune();
  return out;
}

}  // namespace

std::optional<ScalarClass> scalar_class(DataType type) noexcept {
  if (type == DataType::kBool) return ScalarClass::kBool;
  if (is_float(type)) return ScalarClass::kFloat;
  if (is_integer(type)) return is_unsigned(type) ? ScalarClass::kUInt : ScalarClass::kInt;
  return std::nullopt;
}

bool maybe_pointwise(const Op& op) { return op.def().program != nullptr || op.name() == "Fusion"; }

std::optional<PointwiseProgram> pointwise_program(const Graph& graph, NodeId node, std::string& why) {
  const Node& n = graph.node(node);
  if (!maybe_pointwise(n.op)) {
    why = "op " + std::string(n.op.name()) + " is not pointwise";
    return std::nullopt;
  }
  if (n.op.def().program) return single(graph, n, why);
  if (n.regions.empty()) {
    why = "the fusion has no region";
    return std::nullopt;
  }
  RegionWalk walk(*n.regions[0], why);
  if (!walk_region(walk, *n.regions[0])) return std::nullopt;
  return walk.take();
}

}  // namespace sinter
