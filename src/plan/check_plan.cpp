// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What must hold between the fields of a plan. After this the runtime indexes without checks.
#include <algorithm>

#include "base/host_object.h"
#include "base/limits.h"
#include "base/text.h"
#include "plan/check_control.h"
#include "plan/plan_file.h"
#include "sinter/error.h"

namespace sinter::plan {
namespace {

constexpr uint8_t kNumSpaces = 3, kNumPhysicalFormats = 2;
constexpr int64_t kMaxBytes = limits::kMaxTensorBytes;

// Checks one plan by itself; a body of control flow uses the kernels and constants of the outermost plan.
class Checker {
 public:
  Checker(const Plan& p, const Plan& outermost) : p_(p), outermost_(outermost) {}
  void run() {
    constexpr uint32_t kMaxParams = 1 << 20;
    need(p_.num_params <= (&p_ == &outermost_ ? 0 : kMaxParams), "number of parameters", p_.num_params);
    check_features();
    check_shapes();
    check_slots();
    check_constants();
    check_kernels();
    check_steps();
    check_bindings();
  }

 private:
  [[noreturn]] void bad(const std::string& what) const {
    fail(ErrorCode::kCorruptFile, "the plan is damaged: " + what, "build the plan again");
  }
  void need(bool ok, const char* what, size_t index) const {
    if (!ok) bad(std::string(what) + " " + std::to_string(index));
  }
  bool reg(uint32_t r) const { return r < p_.shapes.code.size(); }
  bool slot(uint32_t s, bool optional = false) const { return s < p_.slots.size() || (optional && s == kNone); }

  void check_features() const {
    const auto known = known_features();
    for (const auto& f : p_.features)
      if (std::find(known.begin(), known.end(), f) == known.end())
        fail(ErrorCode::kIncompatiblePlan,
             "the plan needs the feature " + quote(f) + ", which this library does not have; it has " +
                 join(std::span<const std::string>(known), ", "),
             "use a newer version of SinterRT, or build the plan again with this one");
  }

  size_t num_inputs() const {
    size_t n = 0;
    while (n < p_.bindings.size() && p_.bindings[n].is_input) ++n;
    return n;
  }

  void check_shapes() const {
    const auto& s = p_.shapes;
    need(s.names.empty() || s.names.size() == s.code.size(), "register names", s.names.size());
    need(!s.stage_end.empty() && s.stage_end.back() == s.code.size() && s.check_end.size() == s.stage_end.size(),
         "shape stages", s.stage_end.size());
    need(std::is_sorted(s.stage_end.begin(), s.stage_end.end()) &&
             std::is_sorted(s.check_end.begin(), s.check_end.end()),
         "shape stages", 0);
    need(s.check_end.back() == s.checks.size(), "shape checks", s.checks.size());
    using Op = ShapeInstr::Op;
    for (size_t i = 0; i < s.code.size(); ++i) {
      const auto& c = s.code[i];
      bool ok = c.op <= Op::kReadValue;
      if (c.op == Op::kInputDim)
        ok = c.a >= 0 && size_t(c.a) < num_inputs() && c.b >= 0 && size_t(c.b) < p_.bindings[size_t(c.a)].shape.size();
      else if (c.op == Op::kReadBack)
        ok = i >= s.stage_end[0] && c.a >= 0 && size_t(c.a) < p_.slots.size() && c.b >= 0 &&
             size_t(c.b) < p_.slots[size_t(c.a)].dims.size();
      else if (c.op == Op::kReadValue)
        ok = i >= s.stage_end[0] && c.a >= 0 && size_t(c.a) < p_.slots.size() &&
             element_exists(p_.slots[size_t(c.a)], c.b);
      else if (c.op == Op::kParam)
        ok = c.a >= 0 && c.a < int64_t(p_.num_params);
      else if (c.op != Op::kConst)
        ok = ok && c.a >= 0 && size_t(c.a) < i && c.b >= 0 && size_t(c.b) < i;
      need(ok, "shape instruction", i);
    }
    for (size_t i = 0; i < s.checks.size(); ++i)
      need(reg(s.checks[i].a) && reg(s.checks[i].b) && s.checks[i].kind <= ShapeCheck::Kind::kDivides, "shape check",
           i);
  }

  // Elements are read from host memory while a run waits.
  bool element_exists(const Slot& s, int64_t element) const {
    const bool whole = is_integer(s.dtype) && bits_of(s.dtype) >= 8;
    if (!whole || s.space != 0 || s.cls == SlotClass::kHostValue || s.dims.size() > 1) return false;
    if (s.dims.empty()) return element == 0;
    if (!reg(s.dims[0])) return false;
    const ShapeInstr& length = p_.shapes.code[s.dims[0]];
    return length.op == ShapeInstr::Op::kConst && element >= 0 && element < length.a;
  }

  // The stage in which a register gets its value.
  uint32_t stage_of(uint32_t r) const {
    const auto& ends = p_.shapes.stage_end;
    return uint32_t(std::upper_bound(ends.begin(), ends.end(), r) - ends.begin());
  }
  bool known(const std::vector<uint32_t>& registers, uint32_t stage) const {
    return std::all_of(registers.begin(), registers.end(), [&](uint32_t r) { return stage_of(r) <= stage; });
  }

  void check_slots() const {
    need(p_.arena_bytes.size() == kNumSpaces, "arena sizes", p_.arena_bytes.size());
    for (int64_t b : p_.arena_bytes) need(b >= 0 && b <= kMaxBytes, "arena size", size_t(b));
    for (size_t i = 0; i < p_.slots.size(); ++i) {
      const Slot& s = p_.slots[i];
      need(uint8_t(s.dtype) < kNumDataTypes && s.dtype != DataType::kInvalid && s.space < kNumSpaces &&
               s.format < kNumPhysicalFormats && s.cls <= SlotClass::kOwned &&
               s.dims.size() <= size_t(limits::kMaxRank),
           "slot", i);
      check_object_slot(s, i);
      for (uint32_t d : s.dims) need(reg(d), "dims of slot", i);
      need(s.bound.empty() || s.bound.size() == s.dims.size(), "bounds of slot", i);
      for (uint32_t d : s.bound)
        need(reg(d) && (s.cls != SlotClass::kExternal || d < p_.shapes.stage_end[0]), "bounds of slot", i);
      need(s.max_bytes >= 0 && s.max_bytes <= kMaxBytes && s.offset >= 0 && s.offset <= kMaxBytes, "size of slot", i);
      need(s.first_step <= s.last_step && (p_.steps.empty() || s.last_step <= p_.steps.size()), "life of slot", i);
      if (s.base != kNone) {
        need(s.base < i && p_.slots[s.base].base == kNone && p_.slots[s.base].space == s.space, "base of slot", i);
        // What is checked of a view below must hold for the memory it gets, which is that of its base.
        const Slot& base = p_.slots[s.base];
        need(s.cls == base.cls && s.constant == base.constant && s.binding == base.binding, "base of slot", i);
        if (s.offset > 0) check_part(s, base, i);
      }
      if (s.cls == SlotClass::kArena && s.base == kNone)
        need(s.offset % 64 == 0 && s.offset + s.max_bytes <= p_.arena_bytes[s.space], "place of slot", i);
      if (s.cls == SlotClass::kConstant) {
        need(s.constant < outermost_.constants.size() && outermost_.constants[s.constant].space == s.space,
             "constant of slot", i);
        check_constant_slot(s, i);
      }
      if (s.cls == SlotClass::kExternal) need(s.binding < p_.bindings.size(), "binding of slot", i);
    }
  }

  // A part must lie in what it is a part of, whatever the shapes: only constant ones are allowed. Operands of kernels
  // are aligned to 64 bytes.
  void check_part(const Slot& s, const Slot& base, size_t i) const {
    const int64_t bytes = constant_bytes_of(s), all = constant_bytes_of(base);
    need(base.cls == SlotClass::kArena || base.cls == SlotClass::kExternal, "base of slot", i);
    need(bytes >= 0 && all >= 0 && s.offset % 64 == 0 && s.offset <= all - bytes, "place of slot", i);
    need(base.cls != SlotClass::kArena || all <= base.max_bytes, "place of slot", i);
  }
  // -1 if a dim is not constant, or the tensor is too large.
  int64_t constant_bytes_of(const Slot& s) const {
    int64_t n = 1;
    for (uint32_t d : s.dims) {
      if (!reg(d)) return -1;
      const ShapeInstr& c = p_.shapes.code[d];
      if (c.op != ShapeInstr::Op::kConst || c.a < 0 || __builtin_mul_overflow(n, c.a, &n) || n > kMaxBytes) return -1;
    }
    return bytes_of(s.dtype, n);
  }

  // Values in objects lie on the host and have no bytes that could be planned; strings live nowhere else.
  void check_object_slot(const Slot& s, size_t i) const {
    const bool object = s.cls == SlotClass::kHostValue;
    need(object || (s.nesting.empty() && (s.dtype != DataType::kString || s.cls == SlotClass::kConstant)),
         "class of slot", i);
    need(is_nesting(s.nesting) && (s.nesting.empty() || s.dims.empty()), "nesting of slot", i);
    const bool strings = s.dtype == DataType::kString;
    if (object || strings) need(s.space == 0 && s.format == 0 && s.max_bytes == 0 && s.bound.empty(), "object slot", i);
    if (object) need(s.binding == kNone || s.binding < p_.bindings.size(), "binding of slot", i);
  }

  // A constant slot's dims must be constants whose bytes fit the constant.
  void check_constant_slot(const Slot& s, size_t i) const {
    Dims dims;
    for (uint32_t d : s.dims) {
      const auto& c = p_.shapes.code[d];
      need(c.op == ShapeInstr::Op::kConst && c.a >= 0, "dims of slot", i);
      dims.push_back(c.a);
    }
    const Constant& constant = outermost_.constants[s.constant];
    const bool strings = s.dtype == DataType::kString;
    need(strings == (constant.dtype == DataType::kString), "constant of slot", i);
    if (strings)  // what the bytes say beyond their number is checked when they are decoded
      need(encoded_count(constant.bytes) == element_count(dims), "size of slot", i);
    else
      need(bytes_of(s.dtype, element_count(dims)) <= int64_t(constant.bytes.size()), "size of slot", i);
  }

  void check_constants() const {
    for (size_t i = 0; i < p_.constants.size(); ++i)
      need(p_.constants[i].space < kNumSpaces && uint8_t(p_.constants[i].dtype) < kNumDataTypes, "constant", i);
    for (uint32_t c : p_.graph_weights) need(c < p_.constants.size(), "graph weight", c);
  }

  void check_kernels() const {
    for (size_t i = 0; i < p_.kernels.size(); ++i)
      for (uint32_t c : p_.kernels[i].constants) need(c < p_.constants.size(), "constant of kernel", i);
  }

  void check_steps() const {
    uint32_t stage = 0;
    for (size_t i = 0; i < p_.steps.size(); ++i) {
      const Step& s = p_.steps[i];
      need(s.kind <= StepKind::kLoop, "step", i);
      for (uint32_t x : s.inputs) need(slot(x, true), "input of step", i);
      for (uint32_t x : s.outputs) need(slot(x, true), "output of step", i);
      for (uint32_t x : s.params) need(reg(x), "parameter of step", i);
      if (s.kind == StepKind::kKernel) need(s.kernel < outermost_.kernels.size(), "kernel of step", i);
      if (s.kind == StepKind::kCopy) {
        need(s.inputs.size() == 1 && s.outputs.size() == 1 && s.inputs[0] != kNone && s.outputs[0] != kNone,
             "copy step", i);
        const Slot &a = p_.slots[s.inputs[0]], &b = p_.slots[s.outputs[0]];
        need(a.dtype == b.dtype && a.format == b.format && a.nesting == b.nesting, "copy step", i);
      }
      if (s.kind == StepKind::kReadBack)
        need(!s.inputs.empty() && std::find(s.inputs.begin(), s.inputs.end(), kNone) == s.inputs.end(),
             "read-back step", i);
      check_order(s, i, stage);
      if (s.kind == StepKind::kReadBack) check_read_back(s, i, ++stage);
      for (uint32_t x : s.outputs)
        if (x != kNone)
          need(p_.slots[x].cls != SlotClass::kConstant && !is_input_slot(p_.slots[x]), "output of step", i);
    }
    need(p_.shapes.stage_end.size() == stage + 1, "shape stages", p_.shapes.stage_end.size());
  }

  // A step works with dims and parameters that are known when it runs; those of its outputs it may tell itself, if
  // there is a bound for its memory (control flow makes its own).
  void check_order(const Step& s, size_t i, uint32_t stage) const {
    for (uint32_t x : s.inputs)
      if (x != kNone)  // a read-back step reads what it opens the next stage with
        need(known(p_.slots[x].dims, s.kind == StepKind::kReadBack ? stage + 1 : stage), "input of step", i);
    need(known(s.params, stage), "parameter of step", i);
    const bool control = s.kind == StepKind::kIf || s.kind == StepKind::kLoop;
    for (uint32_t x : s.outputs) {
      if (x == kNone || known(p_.slots[x].dims, stage)) continue;
      const Slot& slot = p_.slots[x];
      if (slot.cls == SlotClass::kOwned || slot.cls == SlotClass::kHostValue) continue;
      need((s.kind == StepKind::kKernel || control) && slot.cls != SlotClass::kExternal && slot.base == kNone &&
               !slot.bound.empty() && known(slot.bound, stage),
           "output of step", i);
    }
  }

  // What a stage reads lies in the operands of the step that opens it.
  void check_read_back(const Step& s, size_t i, uint32_t stage) const {
    const auto& ends = p_.shapes.stage_end;
    if (stage >= ends.size()) return;  // counted below
    std::vector<uint32_t> inputs = s.inputs;
    std::sort(inputs.begin(), inputs.end());
    for (uint32_t r = ends[stage - 1]; r < ends[stage]; ++r) {
      const ShapeInstr& c = p_.shapes.code[r];
      if (c.op == ShapeInstr::Op::kReadValue)
        need(std::binary_search(inputs.begin(), inputs.end(), uint32_t(c.a)), "read-back step", i);
    }
  }
  bool is_input_slot(const Slot& s) const {
    const Slot& root = s.base == kNone ? s : p_.slots[s.base];
    return root.binding < p_.bindings.size() && p_.bindings[root.binding].is_input;
  }

  void check_bindings() const {
    bool outputs = false;
    for (size_t i = 0; i < p_.bindings.size(); ++i) {
      const Binding& b = p_.bindings[i];
      need(!(outputs && b.is_input), "order of binding", i);
      outputs = outputs || !b.is_input;
      need(slot(b.slot) && p_.slots[b.slot].dims.size() == b.shape.size() && b.dim_names.size() == b.shape.size(),
           "binding", i);
      const Slot& s = p_.slots[b.slot];
      const bool external = s.cls == SlotClass::kExternal || s.cls == SlotClass::kHostValue;
      need(external && s.base == kNone && s.binding == i, "slot of binding", i);
    }
    if (&p_ != &outermost_) return need(p_.profiles.empty(), "profiles of a body", 0);  // its sizes come from around it
    need(!p_.profiles.empty() && p_.profiles.size() <= size_t(limits::kMaxProfiles), "profiles", 0);
    for (size_t i = 0; i < p_.profiles.size(); ++i) {
      const Profile& f = p_.profiles[i];
      need(f.min.size() == num_inputs() && f.opt.size() == num_inputs() && f.max.size() == num_inputs(), "profile", i);
      for (size_t k = 0; k < num_inputs(); ++k)
        need(f.min[k].size() == p_.bindings[k].shape.size() && f.max[k].size() == f.min[k].size() &&
                 f.opt[k].size() == f.min[k].size(),
             "profile", i);
      check_profile_memory(f, i);
    }
  }

  // The runtime takes a profile's own places for those of the slots.
  void check_profile_memory(const Profile& f, size_t i) const {
    const size_t places = f.arena_bytes.empty() ? 0 : p_.slots.size();
    need((f.arena_bytes.empty() || f.arena_bytes.size() == kNumSpaces) && f.offsets.size() == places &&
             f.bytes.size() == places,
         "memory of profile", i);
    for (int64_t b : f.arena_bytes) need(b >= 0 && b <= kMaxBytes, "memory of profile", i);
    for (size_t k = 0; k < places; ++k) {
      const Slot& s = p_.slots[k];
      if (s.cls != SlotClass::kArena || s.base != kNone) continue;
      const int64_t at = f.offsets[k], bytes = f.bytes[k];
      need(at >= 0 && at % 64 == 0 && bytes >= 0 && bytes <= s.max_bytes && at <= f.arena_bytes[s.space] - bytes,
           "place in profile of slot", k);
    }
  }

  const Plan& p_;
  const Plan& outermost_;
};

}  // namespace

std::vector<std::string> known_features() {
  return {"control-flow", "data-dependent-shapes", "objects", "parts", "plugins"};
}

bool Step::operator==(const Step& o) const {
  return kind == o.kind && name == o.name && op == o.op && backend == o.backend && tactic == o.tactic &&
         config == o.config && kernel == o.kernel && inputs == o.inputs && outputs == o.outputs && params == o.params &&
         blocks == o.blocks && carried == o.carried && sources == o.sources;
}

void check_plan(const Plan& plan) {
  Checker(plan, plan).run();
  for (size_t i = 0; i < plan.subplans.size(); ++i) try {
      Checker(plan.subplans[i], plan).run();
    } catch (Error& e) {
      e.in("sub-plan " + std::to_string(i));
      throw;
    }
  check_control(plan);
}

}  // namespace sinter::plan
