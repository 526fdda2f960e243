// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// From a scalar program to steps: checks it, adds the casts that operands of another class need, picks the loops, and
// gives slots to values for as long as they are needed.
#include <algorithm>

#include "backends/cpu/kernels/block_area.h"
#include "backends/cpu/kernels/block_program.h"
#include "sinter/error.h"

namespace sinter::cpu {
namespace {

[[noreturn]] void no_loop(ScalarOp op) {
  fail(ErrorCode::kUnsupported,
       "the CPU backend has no loop for scalar " + std::string(to_string(op)) + " on this type",
       "Use another element type");
}

bool compares(ScalarOp op) {
  return op == ScalarOp::kLess || op == ScalarOp::kLessEqual || op == ScalarOp::kEqual || op == ScalarOp::kIsNan;
}

}  // namespace

struct BlockProgram::Builder {
  BlockProgram& out;
  const ScalarProgram& in;
  bool wide = false;              // kFloat is f64
  std::vector<int32_t> value_of;  // of each instruction

  Lane lane(ScalarClass cls) const {
    switch (cls) {
      case ScalarClass::kFloat: return wide ? Lane::kF64 : Lane::kF32;
      case ScalarClass::kInt: return Lane::kI64;
      case ScalarClass::kUInt: return Lane::kU64;
      case ScalarClass::kBool: return Lane::kBool;
    }
    RecipeReader::corrupt();
  }

  int32_t new_value(Lane l) {
    if (out.values_.size() >= kMaxBlockValues) {
      fail(ErrorCode::kUnsupported, "a pointwise program has more than " + std::to_string(kMaxBlockValues) + " values",
           "Fuse fewer ops");
    }
    out.values_.push_back({l, -1});
    return int32_t(out.values_.size()) - 1;
  }

  int32_t step(ScalarOp op, BlockFunction f, Lane result, int32_t a, int32_t b = -1, int32_t c = -1) {
    if (!f) no_loop(op);
    const int32_t v = new_value(result);
    out.steps_.push_back({f, v, a, b, c});
    return v;
  }

  int32_t operand(size_t at, int32_t instr) const {
    if (instr < 0 || size_t(instr) >= at) RecipeReader::corrupt();
    return value_of[size_t(instr)];
  }
  /// The operand in a lane.
  int32_t operand(size_t at, int32_t instr, Lane l) {
    const int32_t v = operand(at, instr);
    const Lane from = out.values_[size_t(v)].lane;
    return from == l ? v : step(ScalarOp::kCast, find_cast_function(from, l), l, v);
  }

  int32_t input(const ScalarInstr& n) {
    if (n.a < 0 || size_t(n.a) >= in.inputs.size() || in.inputs[size_t(n.a)] != n.cls) RecipeReader::corrupt();
    int32_t& v = out.input_values_[size_t(n.a)];
    if (v < 0) v = new_value(lane(n.cls));
    return v;
  }
  int32_t constant(const ScalarInstr& n) {
    const int32_t v = new_value(lane(n.cls));
    out.constants_.push_back({v, n.imm, n.imm_int});
    return v;
  }

  /// a^2 and a^3 with a constant exponent, as layer norms and GELUs in the wild have them; -1 for others.
  int32_t power(size_t at, const ScalarInstr& n) {
    const ScalarInstr& e = in.code[size_t(n.b)];
    if (e.op != ScalarOp::kConst || n.cls != ScalarClass::kFloat || e.cls != ScalarClass::kFloat) return -1;
    if (e.imm != 2 && e.imm != 3) return -1;
    const Lane l = lane(n.cls);
    const BlockFunction mul = find_block_function(ScalarOp::kMul, l, l);
    const int32_t a = operand(at, n.a, l), square = step(n.op, mul, l, a, a);
    return e.imm == 2 ? square : step(n.op, mul, l, square, a);
  }

  /// A float that was narrowed to an integer dtype and then cast: clamped as an integer, because the largest i32 is no
  /// float. -1 if the instruction is not that.
  int32_t saturating_cast(size_t at, const ScalarInstr& n) {
    operand(at, n.a);  // checks it
    const ScalarInstr& from = in.code[size_t(n.a)];
    if (from.op != ScalarOp::kNarrow || from.cls != ScalarClass::kFloat || !(from.imm >= 1 && from.imm < kNumDataTypes))
      return -1;
    const Lane l = lane(n.cls), source = lane(ScalarClass::kFloat);
    const BlockFunction clamp = find_clamp_function(l, DataType(int(from.imm)));
    if (!clamp) return -1;
    const int32_t wide = step(n.op, find_cast_function(source, l), l, operand(size_t(n.a), from.a, source));
    return step(n.op, clamp, l, wide);
  }

  int32_t compute(size_t at, const ScalarInstr& n) {
    const Lane l = lane(n.cls);
    if (n.op == ScalarOp::kCast) {
      if (const int32_t v = saturating_cast(at, n); v >= 0) return v;
    }
    if (n.op == ScalarOp::kCast) return operand(at, n.a, l);
    if (n.op == ScalarOp::kNarrow) {
      if (!(n.imm >= 1 && n.imm < kNumDataTypes)) RecipeReader::corrupt();
      return step(n.op, find_narrow_function(l, DataType(int(n.imm))), l, operand(at, n.a, l));
    }
    if (n.op == ScalarOp::kSelect) {
      const int32_t a = operand(at, n.a, Lane::kBool), b = operand(at, n.b, l), c = operand(at, n.c, l);
      return step(n.op, find_block_function(n.op, l, l), l, a, b, c);
    }
    const int32_t count = arity(n.op);
    const Lane from = compares(n.op) ? out.values_[size_t(operand(at, n.a))].lane : l;
    if (compares(n.op) && l != Lane::kBool) RecipeReader::corrupt();
    if (n.op == ScalarOp::kPow) {
      operand(at, n.b);  // checks it
      if (const int32_t v = power(at, n); v >= 0) return v;
    }
    const int32_t a = operand(at, n.a, from), b = count > 1 ? operand(at, n.b, from) : -1;
    return step(n.op, find_block_function(n.op, from, l), l, a, b);
  }

  void build() {
    for (size_t i = 0; i < in.code.size(); ++i) {
      const ScalarInstr& n = in.code[i];
      if (int(n.op) >= kNumScalarOps || int(n.cls) > int(ScalarClass::kBool)) RecipeReader::corrupt();
      value_of.push_back(n.op == ScalarOp::kInput   ? input(n)
                         : n.op == ScalarOp::kConst ? constant(n)
                                                    : compute(i, n));
    }
    for (int32_t o : in.outputs) out.output_values_.push_back(operand(in.code.size(), o));
  }

  /// Slots: inputs and constants keep theirs; a step's result takes the slot of a value that is not needed any more.
  /// The result never shares a slot with an operand of its own step.
  int32_t assign_slots() {
    std::vector<size_t> last_use(out.values_.size(), 0);
    std::vector<bool> pinned(out.values_.size(), false);
    for (size_t s = 0; s < out.steps_.size(); ++s)
      for (int32_t v : {out.steps_[s].a, out.steps_[s].b, out.steps_[s].c})
        if (v >= 0) last_use[size_t(v)] = s;
    for (int32_t v : out.output_values_) last_use[size_t(v)] = out.steps_.size();
    int32_t slots = 0;
    for (int32_t v : out.input_values_)
      if (v >= 0) out.values_[size_t(v)].slot = slots++, pinned[size_t(v)] = true;
    for (const Constant& c : out.constants_)
      out.values_[size_t(c.value)].slot = slots++, pinned[size_t(c.value)] = true;
    std::vector<int32_t> free;
    for (size_t s = 0; s < out.steps_.size(); ++s) {
      const Step& step = out.steps_[s];
      int32_t& slot = out.values_[size_t(step.result)].slot;
      if (free.empty()) slot = slots++;
      else slot = free.back(), free.pop_back();
      for (int32_t v : {step.a, step.b == step.a ? -1 : step.b, step.c == step.a || step.c == step.b ? -1 : step.c})
        if (v >= 0 && !pinned[size_t(v)] && last_use[size_t(v)] == s) free.push_back(out.values_[size_t(v)].slot);
    }
    return std::max(slots, 1);
  }
};

BlockProgram::BlockProgram(const ScalarProgram& program, std::vector<DataType> inputs, std::vector<DataType> outputs)
    : input_types_(std::move(inputs)), output_types_(std::move(outputs)) {
  if (program.inputs.size() != input_types_.size() || program.outputs.size() != output_types_.size())
    RecipeReader::corrupt();
  if (input_types_.size() > kMaxBlockInputs || output_types_.size() > kMaxBlockOutputs || output_types_.empty()) {
    fail(ErrorCode::kUnsupported, "a pointwise kernel has too many inputs or outputs", "Fuse fewer ops");
  }
  Builder b{*this, program, false, {}};
  for (size_t i = 0; i < input_types_.size(); ++i) {
    ScalarClass cls;
    if (!scalar_class_of(input_types_[i], cls))
      fail(ErrorCode::kUnsupported, "an input has no scalar class", "Cast it");
    if (cls != program.inputs[i]) RecipeReader::corrupt();
    b.wide = b.wide || input_types_[i] == DataType::kFloat64;
  }
  for (DataType t : output_types_) b.wide = b.wide || t == DataType::kFloat64;
  input_values_.assign(input_types_.size(), -1);
  b.build();
  for (size_t i = 0; i < output_types_.size(); ++i) {
    ScalarClass cls;
    if (!scalar_class_of(output_types_[i], cls))
      fail(ErrorCode::kUnsupported, "an output has no scalar class", "Cast it");
    // An output of another class than its value (a bool result kept as number) is cast first.
    int32_t& v = output_values_[i];
    const Lane from = values_[size_t(v)].lane, to = b.lane(cls);
    if (from != to) v = b.step(ScalarOp::kCast, find_cast_function(from, to), to, v);
  }
  const int32_t slots = b.assign_slots();
  int64_t widest = 4;
  for (const Value& v : values_) widest = std::max(widest, lane_bytes(v.lane));
  block_ = std::min(kMaxBlock, kBlockArea / (slots * widest) / kBlockUnit * kBlockUnit);
  if (block_ < kBlockUnit)
    fail(ErrorCode::kUnsupported, "a pointwise program needs too many values at once", "Fuse fewer ops");
  slot_bytes_ = block_ * widest;
  // About 20 microseconds of work at a guess of half a nanosecond for a step.
  grain_ = std::max<int64_t>(kBlockUnit, 40000 / int64_t(steps_.size() + 1) / kBlockUnit * kBlockUnit);
}

void write_program(RecipeWriter& w, const ScalarProgram& p, const std::vector<DataType>& inputs,
                   const std::vector<DataType>& outputs) {
  w.i64(int64_t(inputs.size()));
  for (DataType t : inputs) w.i64(int64_t(t));
  w.i64(int64_t(outputs.size()));
  for (DataType t : outputs) w.i64(int64_t(t));
  for (ScalarClass c : p.inputs) w.i64(int64_t(c));
  w.i64(int64_t(p.code.size()));
  for (const ScalarInstr& n : p.code)
    w.i64(int64_t(n.op)).i64(int64_t(n.cls)).i64(n.a).i64(n.b).i64(n.c).f64(n.imm).i64(n.imm_int);
  for (int32_t o : p.outputs) w.i64(o);
}

DataType read_data_type(RecipeReader& r) { return DataType(r.i64(1, kNumDataTypes - 1)); }

BlockProgram read_program(RecipeReader& r) {
  std::vector<DataType> inputs, outputs;
  for (int64_t n = r.i64(0, kMaxBlockInputs); n > 0; --n) inputs.push_back(read_data_type(r));
  for (int64_t n = r.i64(1, kMaxBlockOutputs); n > 0; --n) outputs.push_back(read_data_type(r));
  ScalarProgram p;
  for (size_t i = 0; i < inputs.size(); ++i) p.inputs.push_back(ScalarClass(r.i64(0, 3)));
  for (int64_t n = r.i64(0, kMaxBlockValues); n > 0; --n) {
    ScalarInstr i{};
    i.op = ScalarOp(r.i64(0, kNumScalarOps - 1));
    i.cls = ScalarClass(r.i64(0, 3));
    i.a = int32_t(r.i64(-1, kMaxBlockValues)), i.b = int32_t(r.i64(-1, kMaxBlockValues)),
    i.c = int32_t(r.i64(-1, kMaxBlockValues));
    i.imm = r.f64();
    i.imm_int = r.i64();
    p.code.push_back(i);
  }
  for (size_t i = 0; i < outputs.size(); ++i) p.outputs.push_back(int32_t(r.i64(0, kMaxBlockValues)));
  return BlockProgram(p, std::move(inputs), std::move(outputs));
}

}  // namespace sinter::cpu
