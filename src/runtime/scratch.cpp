// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/scratch.h"

#include <algorithm>

#include "base/limits.h"
#include "plan/shape_bounds.h"
#include "runtime/engine.h"

namespace sinter::rt {
namespace {

using plan::Bounds;
using plan::kNone;

// The operands of a step at their largest, without data.
class LargestArgs {
 public:
  /// False where nothing bounds a dim, or where no run can have such sizes.
  bool make(const plan::Plan& p, const plan::Step& s, const std::vector<Bounds>& registers) {
    inputs_.clear();
    outputs_.clear();
    params_.clear();
    dims_.clear();
    dims_.reserve(s.inputs.size() + s.outputs.size());  // args point into it
    bool ok = true;
    for (uint32_t x : s.inputs) ok = ok && add(p, x, registers, inputs_);
    for (uint32_t x : s.outputs) ok = ok && add(p, x, registers, outputs_);
    for (uint32_t r : s.params) {
      params_.push_back(registers[r].max);
      ok = ok && registers[r].max != INT64_MAX;
    }
    return ok;
  }
  KernelArgs args() const { return {inputs_, outputs_, params_, nullptr, 0}; }

 private:
  bool add(const plan::Plan& p, uint32_t slot, const std::vector<Bounds>& registers, std::vector<TensorArg>& to) {
    TensorArg a;
    if (slot == kNone) {
      to.push_back(a);
      return true;
    }
    const plan::Slot& s = p.slots[slot];
    if (s.cls == plan::SlotClass::kHostValue) return false;  // its size is known when it is made
    const bool by_bound = !s.bound.empty() && s.cls != plan::SlotClass::kExternal;
    Dims& dims = dims_.emplace_back();
    int64_t n = 1;
    for (uint32_t r : by_bound ? s.bound : s.dims) {
      const int64_t d = registers[r].max;
      if (d == INT64_MAX || d < 0) return false;
      if (d > 0 && (__builtin_mul_overflow(n, d, &n) || n > limits::kMaxTensorBytes)) return false;
      dims.push_back(d);
    }
    a.dims = dims.data();
    a.rank = int32_t(dims.size());
    a.dtype = s.dtype;
    a.format = Format(s.format);
    to.push_back(a);
    return true;
  }

  std::vector<Dims> dims_;
  std::vector<TensorArg> inputs_, outputs_;
  std::vector<int64_t> params_;
};

int64_t scratch_of(const Engine& e, const plan::Plan& p, const plan::Step& s, const std::vector<Bounds>& registers,
                   LargestArgs& room) {
  if (s.kind != plan::StepKind::kKernel) return 0;
  if (!room.make(p, s, registers)) return -1;
  const int64_t bytes = e.kernel(s.kernel).workspace(room.args());
  return bytes > limits::kMaxTensorBytes ? -1 : std::max<int64_t>(0, bytes);
}

// A kernel's scratch lies where its operands do.
bool on_host(const plan::Plan& p, const plan::Step& s) {
  const auto host = [&](uint32_t x) { return x == kNone || p.slots[x].space == 0; };
  return std::all_of(s.inputs.begin(), s.inputs.end(), host) && std::all_of(s.outputs.begin(), s.outputs.end(), host);
}

}  // namespace

ScratchNeeds scratch_needs(const Engine& e, size_t profile) {
  const plan::Plan& outermost = e.plan();
  const size_t device = size_t(e.primary().space());
  ScratchNeeds out;
  std::vector<std::vector<Bounds>> params(outermost.subplans.size());
  LargestArgs room;
  const auto add = [&](const plan::Plan& p, const std::vector<Bounds>& registers) {
    auto& steps = out.steps.emplace_back();
    for (const plan::Step& s : p.steps) {
      const int64_t need = steps.emplace_back(scratch_of(e, p, s, registers, room));
      int64_t& most = out.bytes[on_host(p, s) ? 0 : device];
      most = std::max(most, (need + 63) / 64 * 64);
      size_t at = 0;  // in the parameters of all bodies of the step
      for (uint32_t b : s.blocks)
        for (uint32_t k = 0; b != kNone && k < outermost.subplans[b].num_params; ++k)
          params[b].push_back(registers[s.params[at++]]);
    }
  };
  add(outermost, plan::register_bounds(outermost, &outermost.profiles[profile]));
  for (size_t b = 0; b < params.size(); ++b)  // each stands behind the plan that runs it
    add(outermost.subplans[b], plan::register_bounds(outermost.subplans[b], nullptr, params[b]));
  return out;
}

}  // namespace sinter::rt
