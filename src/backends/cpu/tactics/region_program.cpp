// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/tactics/region_program.h"

#include <algorithm>
#include <map>

#include "backends/cpu/kernels/pointwise.h"
#include "ir/constant.h"

namespace sinter::cpu {
namespace {

ScalarInstr constant_instr(const Weights& w, ScalarClass cls) {
  ScalarInstr n{};
  n.op = ScalarOp::kConst;
  n.cls = cls;
  if (cls == ScalarClass::kFloat) n.imm = w.to_doubles()[0];
  else if (cls == ScalarClass::kBool) n.imm = w.to_ints()[0] != 0;
  else n.imm_int = w.to_ints()[0];
  return n;
}

class RegionWriter {
 public:
  RegionWriter(const Problem& p, RegionProgram& out) : p_(p), out_(out) {}

  Verdict node(const Op& op, std::span<const ValueId> inputs, ValueId output, DataType out_type, bool used_again) {
    if (!op.def().program) return Verdict::no(std::string(op.name()) + " is not pointwise");
    std::vector<ScalarClass> classes;
    std::vector<int32_t> args;
    for (ValueId v : inputs) {
      int32_t at = -1;
      if (Verdict ok = value(v, at); !ok) return ok;
      args.push_back(at);
      classes.push_back(out_.program.code[size_t(at)].cls);
    }
    const ScalarProgram part = op.def().program(op.attrs(), classes);
    int32_t result = out_.program.append(part, args).at(0);
    ScalarClass cls;
    if (!scalar_class_of(out_type, cls)) return Verdict::no(std::string(to_string(out_type)) + " is not computed here");
    result = out_.program.cast(result, cls);
    if (used_again) result = narrow(result, cls, out_type);
    at_[output] = result;
    return Verdict::yes();
  }

  /// The program's value for a value of the region, made an input or a constant on first use.
  Verdict value(ValueId v, int32_t& at) {
    if (v == kNoValue) return Verdict::no("an optional input of a pointwise op is absent");
    if (auto found = at_.find(v); found != at_.end()) {
      at = found->second;
      return Verdict::yes();
    }
    const DataType type = p_.region() ? p_.region()->tensor(v).dtype : p_.graph->tensor(v).dtype;
    ScalarClass cls;
    if (!scalar_class_of(type, cls)) return Verdict::no(std::string(to_string(type)) + " is not computed here");
    const int input = input_of(v);
    const Weights* w = p_.region() ? region_constant(p_, v) : p_.inputs[size_t(input)].constant;
    if (w && w->count() == 1) {
      at = out_.program.add(constant_instr(*w, cls));
      if (input >= 0) constant_inputs_.push_back(input);
    } else if (input >= 0) {
      at = add_input(type, cls, input);
    } else {
      return Verdict::no("a constant of several elements lies inside the region");
    }
    at_[v] = at;
    return Verdict::yes();
  }

  int32_t add_input(DataType type, ScalarClass cls, int64_t arg) {
    out_.input_types.push_back(type);
    out_.args.push_back(arg);
    return out_.program.add_input(cls);
  }

  void set(ValueId v, int32_t at) { at_[v] = at; }
  const std::vector<int>& constant_inputs() const { return constant_inputs_; }

 private:
  int input_of(ValueId v) const {
    if (p_.region()) return region_input(p_, v);
    const auto& in = p_.node().inputs;
    const auto found = std::find(in.begin(), in.end(), v);
    return found == in.end() ? -1 : int(found - in.begin());
  }
  /// What storing the value as its own dtype would leave, so that fused and separate ops agree.
  int32_t narrow(int32_t at, ScalarClass cls, DataType type) {
    const bool exact = cls == ScalarClass::kBool || bits_of(type) == 64 || (type == DataType::kFloat32 && !wide_);
    if (exact) return at;
    ScalarInstr n{};
    n.op = ScalarOp::kNarrow;
    n.cls = cls;
    n.a = at;
    n.imm = double(int(type));
    return out_.program.add(n);
  }

  const Problem& p_;
  RegionProgram& out_;
  std::map<ValueId, int32_t> at_;
  std::vector<int> constant_inputs_;

 public:
  bool wide_ = false;  // some operand is f64, so f32 values must be rounded
};

bool has_f64(const Problem& p) {
  const auto f64 = [](const Operand& o) { return o.present && o.type.dtype == DataType::kFloat64; };
  return std::ranges::any_of(p.inputs, f64) || std::ranges::any_of(p.outputs, f64);
}

/// Node inputs that nothing but the program's constants would read need not be passed.
void note_consumed(const Problem& p, const RegionWriter& writer, NodeId root, RegionProgram& out) {
  for (int i : writer.constant_inputs()) {
    if (root != kNoNode) {
      const auto& root_inputs = p.region()->node(root).inputs;
      if (std::ranges::count(root_inputs, p.region()->inputs()[size_t(i)])) continue;
    }
    if (std::ranges::count(out.consumed, i) == 0) out.consumed.push_back(i);
  }
}

Verdict try_program(const RegionProgram& out) {
  try {
    BlockProgram(out.program, out.input_types, out.output_types);
    return Verdict::yes();
  } catch (const Error& e) {
    return Verdict::no(e.message());
  }
}

}  // namespace

void RegionProgram::write(RecipeWriter& w) const {
  w.ints(args);
  write_program(w, program, input_types, output_types);
}

std::string fusion_kind(const Op& op) {
  std::string kind;
  if (op.name() != "Fusion") return kind;
  op.visit([&](int, std::string_view name, const Attr& a) {
    if (name == "kind")
      if (const auto* s = std::get_if<std::string>(&a)) kind = *s;
  });
  return kind;
}

Verdict all_linear(const Problem& p) {
  for (const auto* list : {&p.inputs, &p.outputs})
    for (const Operand& o : *list)
      if (o.present && o.format != Format::kLinear) return Verdict::no(o.name + " is not in linear format");
  return Verdict::yes();
}

int region_input(const Problem& p, ValueId v) {
  const auto& in = p.region()->inputs();
  const auto found = std::find(in.begin(), in.end(), v);
  return found == in.end() ? -1 : int(found - in.begin());
}

const Weights* region_constant(const Problem& p, ValueId v) {
  if (v == kNoValue) return nullptr;
  const int i = region_input(p, v);
  return i >= 0 ? p.inputs[size_t(i)].constant : p.region()->constant(v);
}

Verdict make_region_program(const Problem& p, NodeId root, DataType accumulator, const std::vector<NodeId>& done,
                            RegionProgram& out) {
  RegionWriter writer(p, out);
  writer.wide_ = has_f64(p);
  const Graph* g = p.region();
  if (!g) {
    const Node& n = p.node();
    if (Verdict ok = writer.node(n.op, n.inputs, n.outputs[0], p.outputs[0].type.dtype, false); !ok) return ok;
    int32_t at = -1;
    if (Verdict ok = writer.value(n.outputs[0], at); !ok) return ok;
    out.program.outputs = {at};
    out.output_types = {p.outputs[0].type.dtype};
  } else {
    if (root != kNoNode) {
      ScalarClass cls;
      if (!scalar_class_of(accumulator, cls)) return Verdict::no("the accumulator is no number");
      const NodeId last = done.empty() ? root : done.back();
      writer.set(g->node(last).outputs[0], writer.add_input(accumulator, cls, PostProgram::kAccumulator));
    }
    for (NodeId id : g->order()) {
      const Node& n = g->node(id);
      if (id == root || std::ranges::count(done, id) || n.op.is<Constant>()) continue;
      if (n.outputs.size() != 1) return Verdict::no(std::string(n.op.name()) + " has several outputs");
      const Value& v = g->value(n.outputs[0]);
      if (Verdict ok = writer.node(n.op, n.inputs, n.outputs[0], v.type.tensor.dtype, !v.uses.empty()); !ok) return ok;
    }
    for (ValueId v : g->outputs()) {
      if (g->tensor(v).dims != g->tensor(g->outputs()[0]).dims)
        return Verdict::no("the region's outputs differ in shape");
      int32_t at = -1;
      if (Verdict ok = writer.value(v, at); !ok) return ok;
      out.program.outputs.push_back(at);
      out.output_types.push_back(g->tensor(v).dtype);
    }
  }
  note_consumed(p, writer, root, out);
  return try_program(out);
}

}  // namespace sinter::cpu
