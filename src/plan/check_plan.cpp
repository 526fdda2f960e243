// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What must hold between the fields of a plan. After this the runtime indexes without checks.
#include <algorithm>

#include "base/limits.h"
#include "plan/plan_file.h"
#include "sinter/error.h"

namespace sinter::plan {
namespace {

constexpr uint8_t kNumSpaces = 3, kNumPhysicalFormats = 2;
constexpr int64_t kMaxBytes = limits::kMaxTensorBytes;

class Checker {
 public:
  explicit Checker(const Plan& p) : p_(p) {}
  void run() {
    check_features();
    check_shapes();
    check_slots();
    check_constants();
    check_kernels();
    check_steps();
    check_blocks();
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
        fail(ErrorCode::kIncompatiblePlan, "the plan needs the feature '" + f + "', which this library does not have",
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
      bool ok = c.op <= Op::kMax;
      if (c.op == Op::kInputDim)
        ok = c.a >= 0 && size_t(c.a) < num_inputs() && c.b >= 0 && size_t(c.b) < p_.bindings[size_t(c.a)].shape.size();
      else if (c.op == Op::kReadBack)
        ok = i >= s.stage_end[0] && c.a >= 0 && size_t(c.a) < p_.slots.size() && c.b >= 0 &&
             size_t(c.b) < p_.slots[size_t(c.a)].dims.size();
      else if (c.op != Op::kConst)
        ok = ok && c.a >= 0 && size_t(c.a) < i && c.b >= 0 && size_t(c.b) < i;
      need(ok, "shape instruction", i);
    }
    for (size_t i = 0; i < s.checks.size(); ++i)
      need(reg(s.checks[i].a) && reg(s.checks[i].b) && s.checks[i].kind <= ShapeCheck::Kind::kDivides, "shape check",
           i);
  }

  void check_slots() const {
    need(p_.arena_bytes.size() == kNumSpaces, "arena sizes", p_.arena_bytes.size());
    for (int64_t b : p_.arena_bytes) need(b >= 0 && b <= kMaxBytes, "arena size", size_t(b));
    for (size_t i = 0; i < p_.slots.size(); ++i) {
      const Slot& s = p_.slots[i];
      need(uint8_t(s.dtype) < kNumDataTypes && s.dtype != DataType::kInvalid && s.space < kNumSpaces &&
               s.format < kNumPhysicalFormats && s.cls <= SlotClass::kHostValue &&
               s.dims.size() <= size_t(limits::kMaxRank),
           "slot", i);
      if (s.cls == SlotClass::kHostValue || s.dtype == DataType::kString)
        check_known("strings, sequences or optionals");
      for (uint32_t d : s.dims) need(reg(d), "dims of slot", i);
      need(s.bound.empty() || s.bound.size() == s.dims.size(), "bounds of slot", i);
      for (uint32_t d : s.bound.empty() ? s.dims : s.bound)
        need(reg(d) && d < p_.shapes.stage_end[0], "bounds of slot", i);
      need(s.max_bytes >= 0 && s.max_bytes <= kMaxBytes && s.offset >= 0 && s.offset <= kMaxBytes, "size of slot", i);
      need(s.first_step <= s.last_step && (p_.steps.empty() || s.last_step <= p_.steps.size()), "life of slot", i);
      if (s.base != kNone) {
        need(s.base < i && p_.slots[s.base].base == kNone && p_.slots[s.base].space == s.space && s.offset == 0,
             "base of slot", i);
        // What is checked of a view below must hold for the memory it gets, which is that of its base.
        const Slot& base = p_.slots[s.base];
        need(s.cls == base.cls && s.constant == base.constant && s.binding == base.binding, "base of slot", i);
      }
      if (s.cls == SlotClass::kArena && s.base == kNone)
        need(s.offset % 64 == 0 && s.offset + s.max_bytes <= p_.arena_bytes[s.space], "place of slot", i);
      if (s.cls == SlotClass::kConstant) {
        need(s.constant < p_.constants.size() && p_.constants[s.constant].space == s.space, "constant of slot", i);
        check_constant_slot(s, i);
      }
      if (s.cls == SlotClass::kExternal) need(s.binding < p_.bindings.size(), "binding of slot", i);
    }
  }

  // A constant slot's dims must be constants whose bytes fit the constant.
  void check_constant_slot(const Slot& s, size_t i) const {
    Dims dims;
    for (uint32_t d : s.dims) {
      const auto& c = p_.shapes.code[d];
      need(c.op == ShapeInstr::Op::kConst && c.a >= 0, "dims of slot", i);
      dims.push_back(c.a);
    }
    need(bytes_of(s.dtype, element_count(dims)) <= int64_t(p_.constants[s.constant].bytes.size()), "size of slot", i);
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
    for (size_t i = 0; i < p_.steps.size(); ++i) {
      const Step& s = p_.steps[i];
      need(s.kind <= StepKind::kLoop, "step", i);
      if (s.kind == StepKind::kIf || s.kind == StepKind::kLoop) check_known("control flow");
      for (uint32_t x : s.inputs) need(slot(x, true), "input of step", i);
      for (uint32_t x : s.outputs) need(slot(x, true), "output of step", i);
      for (uint32_t x : s.params) need(reg(x), "parameter of step", i);
      need(slot(s.workspace, true), "workspace of step", i);
      if (s.kind == StepKind::kKernel) need(s.kernel < p_.kernels.size(), "kernel of step", i);
      if (s.kind == StepKind::kCopy) {
        need(s.inputs.size() == 1 && s.outputs.size() == 1 && s.inputs[0] != kNone && s.outputs[0] != kNone,
             "copy step", i);
        const Slot &a = p_.slots[s.inputs[0]], &b = p_.slots[s.outputs[0]];
        need(a.dtype == b.dtype && a.format == b.format, "copy step", i);
      }
      if (s.kind == StepKind::kReadBack) need(s.inputs.size() == 1 && s.inputs[0] != kNone, "read-back step", i);
      for (uint32_t x : s.outputs)
        if (x != kNone)
          need(p_.slots[x].cls != SlotClass::kConstant && !is_input_slot(p_.slots[x]), "output of step", i);
    }
    size_t readbacks = 0;
    for (const auto& s : p_.steps) readbacks += s.kind == StepKind::kReadBack;
    need(p_.shapes.stage_end.size() == readbacks + 1, "shape stages", p_.shapes.stage_end.size());
  }
  [[noreturn]] void check_known(const char* what) const {
    fail(ErrorCode::kIncompatiblePlan, std::string("the plan uses ") + what + ", which this version cannot run",
         "use a newer version of SinterRT");
  }
  bool is_input_slot(const Slot& s) const {
    const Slot& root = s.base == kNone ? s : p_.slots[s.base];
    return root.cls == SlotClass::kExternal && p_.bindings[root.binding].is_input;
  }

  void check_blocks() const {
    need(p_.blocks.size() >= 1 && p_.blocks[0].first == 0 && p_.blocks[0].count == p_.steps.size(), "block", 0);
    for (size_t i = 0; i < p_.blocks.size(); ++i) {
      const Block& b = p_.blocks[i];
      need(uint64_t(b.first) + b.count <= p_.steps.size(), "block", i);
      for (uint32_t s : b.inputs) need(slot(s), "input of block", i);
      for (uint32_t s : b.outputs) need(slot(s), "output of block", i);
    }
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
      need(s.cls == SlotClass::kExternal && s.base == kNone && s.binding == i, "slot of binding", i);
    }
    need(!p_.profiles.empty(), "profiles", 0);
    for (size_t i = 0; i < p_.profiles.size(); ++i) {
      const Profile& f = p_.profiles[i];
      need(f.min.size() == num_inputs() && f.opt.size() == num_inputs() && f.max.size() == num_inputs(), "profile", i);
      for (size_t k = 0; k < num_inputs(); ++k)
        need(f.min[k].size() == p_.bindings[k].shape.size() && f.max[k].size() == f.min[k].size() &&
                 f.opt[k].size() == f.min[k].size(),
             "profile", i);
    }
  }

  const Plan& p_;
};

}  // namespace

std::vector<std::string> known_features() { return {"data-dependent-shapes"}; }

bool Step::operator==(const Step& o) const {
  return kind == o.kind && name == o.name && op == o.op && backend == o.backend && tactic == o.tactic &&
         config == o.config && kernel == o.kernel && inputs == o.inputs && outputs == o.outputs && params == o.params &&
         workspace == o.workspace && blocks == o.blocks && sources == o.sources;
}

void check_plan(const Plan& plan) { Checker(plan).run(); }

}  // namespace sinter::plan
