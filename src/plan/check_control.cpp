// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Sizes are not compared here: they are known when the step runs, and the runtime compares them then.
#include "plan/check_control.h"

#include "base/limits.h"
#include "sinter/error.h"

namespace sinter::plan {
namespace {

[[noreturn]] void bad(const std::string& what) {
  fail(ErrorCode::kCorruptFile, "the plan is damaged: " + what, "build the plan again");
}

size_t inputs_of(const Plan& p) {
  size_t n = 0;
  while (n < p.bindings.size() && p.bindings[n].is_input) ++n;
  return n;
}

const Slot& input_slot(const Plan& p, size_t i) { return p.slots[p.bindings[i].slot]; }
const Slot& output_slot(const Plan& p, size_t i) { return p.slots[p.bindings[inputs_of(p) + i].slot]; }

bool is_object(const Slot& s) { return s.cls == SlotClass::kHostValue || s.dtype == DataType::kString; }

bool same_kind(const Slot& a, const Slot& b) {
  return a.dtype == b.dtype && a.space == b.space && a.format == b.format && a.dims.size() == b.dims.size() &&
         a.nesting == b.nesting && is_object(a) == is_object(b);
}

// A number on the host, of rank 0 or (what the model passes) 1.
bool scalar(const Slot& s, std::initializer_list<DataType> types) {
  bool known = false;
  for (DataType t : types) known = known || s.dtype == t;
  return known && s.space == 0 && s.dims.size() <= 1 && !is_object(s);
}

class ControlChecker {
 public:
  explicit ControlChecker(const Plan& outermost) : o_(outermost), depth_(outermost.subplans.size(), 0) {}

  void run() {
    steps_of(o_, 0, 0);
    for (size_t i = 0; i < o_.subplans.size(); ++i) {
      if (depth_[i] == 0) bad("no step runs sub-plan " + std::to_string(i));
      const Plan& p = o_.subplans[i];
      if (!p.kernels.empty() || !p.constants.empty() || !p.subplans.empty() || !p.graph_weights.empty())
        bad("sub-plan " + std::to_string(i) + " has kernels, constants or sub-plans of its own");
      steps_of(p, i + 1, depth_[i]);
    }
  }

 private:
  /// `behind`: sub-plans from this number on may be run by the steps of p, which is nested `depth` deep.
  void steps_of(const Plan& p, size_t behind, int depth) {
    std::vector<Owned> owned(p.slots.size(), Owned::kNothing);
    std::vector<bool> told(p.slots.size());  // the shape program reads their elements
    for (const ShapeInstr& c : p.shapes.code)
      if (c.op == ShapeInstr::Op::kReadValue) told[size_t(c.a)] = true;
    for (size_t i = 0; i < p.steps.size(); ++i) {
      const Step& s = p.steps[i];
      const bool is_if = s.kind == StepKind::kIf, is_loop = s.kind == StepKind::kLoop;
      what_ = "step " + std::to_string(i);
      check_owned(p, s, told, owned);
      need(s.blocks.size() == (is_if ? 2u : is_loop ? 1u : 0u), "number of bodies");
      need(is_loop || s.carried == 0, "carried values");
      if (!is_if && !is_loop) continue;
      size_t params = 0;
      need(s.blocks[0] != kNone || (is_if && s.blocks[1] != kNone), "body");
      for (uint32_t b : s.blocks) {
        if (is_if && b == kNone) continue;
        enter(b, behind, depth);
        params += o_.subplans[b].num_params;
      }
      need(params == s.params.size(), "parameters");
      is_if ? check_if(p, s) : check_loop(p, s);
    }
  }

  // Memory that control flow makes may move each time: it is there for steps behind the read-back that tells its size.
  enum class Owned : uint8_t { kNothing, kWritten, kTold };
  void check_owned(const Plan& p, const Step& s, const std::vector<bool>& told, std::vector<Owned>& owned) const {
    const auto root = [&](uint32_t x) { return p.slots[x].base == kNone ? x : p.slots[x].base; };
    const auto is_owned = [&](uint32_t x) { return x != kNone && p.slots[x].cls == SlotClass::kOwned; };
    const bool reads_back = s.kind == StepKind::kReadBack;
    for (uint32_t x : s.inputs) {
      if (!is_owned(x)) continue;
      need(owned[root(x)] == Owned::kTold || (reads_back && owned[root(x)] == Owned::kWritten), "early reader");
      need(!told[x] || owned[root(x)] == Owned::kTold, "early reader");
    }
    for (uint32_t x : s.outputs) {
      if (!is_owned(x)) continue;
      need(!s.blocks.empty() && p.slots[x].base == kNone && owned[x] == Owned::kNothing, "writer");
      owned[x] = Owned::kWritten;
    }
    if (!reads_back) return;
    for (Owned& o : owned)
      if (o == Owned::kWritten) o = Owned::kTold;
  }

  void enter(uint32_t block, size_t behind, int depth) {
    need(block >= behind && block < o_.subplans.size() && depth_[block] == 0, "body");
    if (depth >= limits::kMaxNesting)
      fail(ErrorCode::kLimit,
           "the bodies of control flow are nested more than " + std::to_string(limits::kMaxNesting) + " deep",
           "flatten the model");
    depth_[block] = depth + 1;
  }

  void check_if(const Plan& p, const Step& s) const {
    need(!s.inputs.empty() && s.inputs[0] != kNone && scalar(p.slots[s.inputs[0]], {DataType::kBool}), "condition");
    for (uint32_t b : s.blocks) {
      if (b == kNone) continue;
      const Plan& body = o_.subplans[b];
      const size_t n = inputs_of(body);
      need(n + 1 == s.inputs.size() && body.bindings.size() - n == s.outputs.size(), "operands");
      for (size_t i = 0; i < n; ++i) input(p, s.inputs[i + 1], body, i);
      for (size_t i = 0; i < s.outputs.size(); ++i)
        need(s.outputs[i] == kNone || same_kind(p.slots[s.outputs[i]], output_slot(body, i)), "output");
    }
  }

  void check_loop(const Plan& p, const Step& s) const {
    const Plan& body = o_.subplans[s.blocks[0]];
    const size_t n = inputs_of(body), carried = s.carried;
    need(n == s.inputs.size() && n >= 2 && carried <= n - 2 && carried <= s.outputs.size() &&
             body.bindings.size() - n == s.outputs.size() + 1,
         "operands");
    need(s.inputs[0] == kNone || scalar(p.slots[s.inputs[0]], {DataType::kInt64, DataType::kInt32}), "trip count");
    need(s.inputs[1] == kNone || scalar(p.slots[s.inputs[1]], {DataType::kBool}), "condition");
    need(scalar(input_slot(body, 0), {DataType::kInt64}) && input_slot(body, 0).dims.empty(), "iteration number");
    need(scalar(input_slot(body, 1), {DataType::kBool}) && input_slot(body, 1).dims.empty(), "condition");
    need(scalar(output_slot(body, 0), {DataType::kBool}), "condition");
    for (size_t i = 2; i < n; ++i) input(p, s.inputs[i], body, i);
    for (size_t i = 0; i < carried; ++i) {
      need(same_kind(input_slot(body, 2 + i), output_slot(body, 1 + i)), "carried value");
      need(s.outputs[i] == kNone || same_kind(p.slots[s.outputs[i]], output_slot(body, 1 + i)), "output");
    }
    for (size_t i = carried; i < s.outputs.size(); ++i) {
      const Slot& element = output_slot(body, 1 + i);
      const bool strings = element.cls == SlotClass::kHostValue;  // the only objects that can be stacked
      need(!strings || (element.dtype == DataType::kString && element.nesting.empty()), "scanned value");
      if (s.outputs[i] == kNone) continue;
      const Slot& all = p.slots[s.outputs[i]];
      need(all.dtype == element.dtype && all.space == element.space && all.format == 0 && element.format == 0 &&
               all.dims.size() == element.dims.size() + 1 && (all.cls == SlotClass::kHostValue) == strings,
           "scanned value");
    }
  }

  void input(const Plan& p, uint32_t slot, const Plan& body, size_t i) const {
    need(slot != kNone && same_kind(p.slots[slot], input_slot(body, i)), "input");
  }

  void need(bool ok, const char* what) const {
    if (!ok) bad(std::string(what) + " of control flow " + what_);
  }

  const Plan& o_;
  std::vector<int> depth_;  // of each sub-plan; 0: no step has run it yet
  std::string what_;
};

}  // namespace

void check_control(const Plan& plan) { ControlChecker(plan).run(); }

}  // namespace sinter::plan
