// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/context.h"

#include <algorithm>

#include "base/text.h"
#include "plan/plan_memory.h"
#include "runtime/call.h"
#include "runtime/shape_eval.h"
#include "sinter/error.h"

namespace sinter::rt {

using plan::kNone;
using plan::Slot;
using plan::SlotClass;
using plan::StepKind;

Context::Context(std::shared_ptr<const Engine> engine) : engine_(std::move(engine)), plan_(engine_->plan()) {
  for (size_t i = 0; i < engine_->num_inputs(); ++i) {
    const Dims& s = plan_.bindings[i].shape;
    input_shapes_.push_back(s);
  }
  addresses_.assign(plan_.bindings.size(), nullptr);
  for (size_t i = 0; i < allocators_.size(); ++i) {
    Device* d = engine_->device(MemorySpace(i));
    // With a device, host buffers come from memory that it copies from without delay.
    Allocator* base = d && i != 0 ? &d->allocator() : i == 0 ? &engine_->primary().staging_allocator() : nullptr;
    if (base) allocators_[i] = std::make_unique<CountingAllocator>(*base);
  }
  for (size_t i = 0; i < arena_.size(); ++i)
    if (plan_.arena_bytes[i] > 0) arena_[i] = Buffer(*allocators_[i], plan_.arena_bytes[i], "activations");
  uint32_t at = 0;
  int64_t actual = 0;
  for (const auto& s : plan_.slots) {
    slot_dims_begin_.push_back(at);
    at += uint32_t(s.dims.size());
    actual_begin_.push_back(s.bound.empty() ? -1 : actual);
    if (!s.bound.empty()) actual += int64_t(s.dims.size());
  }
  slot_dims_.resize(at);
  if (actual > 0) actual_dims_ = Buffer(*allocators_[0], actual * 8, "sizes");
  for (const auto& s : plan_.steps) has_readback_ = has_readback_ || s.kind == StepKind::kReadBack;
}

Context::~Context() = default;

void Context::set_input_shape(size_t input, const Dims& shape) {
  if (shape == input_shapes_[input]) return;
  check_input_shape(plan_, 0, input, shape);
  input_shapes_[input] = shape;
  prepared_ = false;
}

bool Context::shapes_known() const {
  for (const auto& s : input_shapes_)
    for (int64_t d : s)
      if (d < 0) return false;
  return true;
}

Dims Context::binding_shape(size_t binding) {
  if (binding < input_shapes_.size()) return input_shapes_[binding];
  prepare();
  const uint32_t slot = plan_.bindings[binding].slot;
  const Slot& s = plan_.slots[slot];
  const int64_t* d = slot_dims_.data() + slot_dims_begin_[slot];
  return Dims(d, d + s.dims.size());
}

int64_t Context::binding_bytes(size_t binding) {
  prepare();
  return slot_bytes_[plan_.bindings[binding].slot];
}

void Context::set_address(size_t binding, void* address) {
  if (addresses_[binding] == address) return;
  addresses_[binding] = address;
  addresses_changed_ = true;
}

void Context::prepare() {
  if (prepared_) return;
  for (size_t i = 0; i < input_shapes_.size(); ++i)
    for (int64_t d : input_shapes_[i])
      if (d < 0)
        fail(ErrorCode::kInvalidArgument,
             "the shape of input " + quote(plan_.bindings[i].name) + " is not set, it is " +
                 to_string(plan_.bindings[i].shape),
             "set it before running (API: set_input_shape; command line: --shapes " + plan_.bindings[i].name +
                 ":1x...)");
  eval_stage(plan_, 0, input_shapes_, {}, registers_);
  size_slots();
  fill_dims(0);
  place_sized_slots();
  build_calls();
  addresses_changed_ = true;
  prepared_ = true;
}

void Context::size_slots() {
  slot_bytes_.assign(plan_.slots.size(), 0);
  for (size_t i = 0; i < plan_.slots.size(); ++i) {
    const Slot& s = plan_.slots[i];
    Dims dims;
    for (uint32_t r : s.bound.empty() ? s.dims : s.bound) dims.push_back(registers_[r]);
    for (int64_t d : dims)
      if (d < 0)
        fail(ErrorCode::kShapeMismatch,
             "with these input shapes the tensor " + quote(s.name) + " would have shape " + to_string(dims),
             "give larger inputs");
    slot_bytes_[i] = bytes_of(s.dtype, element_count(dims));
    const bool bounded =
        s.cls == SlotClass::kArena || (s.base != kNone && plan_.slots[s.base].cls == SlotClass::kArena);
    if (bounded && slot_bytes_[i] > plan_.slots[s.base == kNone ? i : s.base].max_bytes)
      fail(ErrorCode::kShapeMismatch,
           "tensor " + quote(s.name) + " of shape " + to_string(dims) + " needs more memory than the plan foresees",
           "use shapes within the plan's bounds, or build the plan with wider ones");
  }
  for (size_t i = 0; i < plan_.slots.size(); ++i)
    if (plan_.slots[i].base != kNone && slot_bytes_[i] > slot_bytes_[plan_.slots[i].base])
      slot_bytes_[plan_.slots[i].base] = slot_bytes_[i];
}

// Slots without a bound at build time get their place now, by the same planner.
void Context::place_sized_slots() {
  sized_offset_.assign(plan_.slots.size(), 0);
  for (uint8_t space = 0; space < sized_.size(); ++space) {
    std::vector<plan::Life> lives;
    std::vector<size_t> which;
    for (size_t i = 0; i < plan_.slots.size(); ++i) {
      const Slot& s = plan_.slots[i];
      if (s.cls != SlotClass::kSized || s.base != kNone || s.space != space) continue;
      lives.push_back({slot_bytes_[i], s.first_step, s.last_step});
      which.push_back(i);
    }
    if (lives.empty()) continue;
    const plan::Placement p = plan::place(lives);
    for (size_t k = 0; k < which.size(); ++k) sized_offset_[which[k]] = p.offsets[k];
    if (p.total > sized_[space].size()) {
      sized_[space] = Buffer();  // free first: the peak is the larger of the two, not their sum
      sized_[space] = Buffer(*allocators_[space], p.total, "activations");
    }
  }
}

void Context::fill_dims(uint32_t stage) {
  const uint32_t lo = stage == 0 ? 0 : plan_.shapes.stage_end[stage - 1], hi = plan_.shapes.stage_end[stage];
  for (size_t i = 0; i < plan_.slots.size(); ++i)
    for (size_t k = 0; k < plan_.slots[i].dims.size(); ++k) {
      const uint32_t r = plan_.slots[i].dims[k];
      int64_t& d = slot_dims_[slot_dims_begin_[i] + k];
      if (r >= lo && r < hi)
        d = registers_[r];
      else if (stage == 0)
        d = -1;
    }
}

void* Context::pointer_of(uint32_t slot) const {
  const uint32_t root = plan_.slots[slot].base == kNone ? slot : plan_.slots[slot].base;
  const Slot& s = plan_.slots[root];
  switch (s.cls) {
    case SlotClass::kArena:
      return static_cast<char*>(arena_[s.space].data()) + s.offset;
    case SlotClass::kSized:
      return static_cast<char*>(sized_[s.space].data()) + sized_offset_[root];
    case SlotClass::kExternal:
      return addresses_[s.binding];
    case SlotClass::kConstant:
      return const_cast<void*>(engine_->constant(s.constant));
    case SlotClass::kHostValue:
      break;
  }
  return nullptr;
}

// Whether a slot's dims are not known yet after `stage` read-backs.
bool Context::told_later(uint32_t slot, uint32_t stage) const {
  for (uint32_t r : plan_.slots[slot].dims)
    if (r >= plan_.shapes.stage_end[stage]) return true;
  return false;
}

void Context::build_calls() {
  calls_.clear();
  captured_.reset();
  uint32_t stage = 0;
  for (uint32_t i = 0; i < plan_.steps.size(); ++i) {
    const plan::Step& s = plan_.steps[i];
    auto call = std::make_unique<Call>();
    call->context = this;
    call->step = i;
    call->kernel = s.kind == StepKind::kKernel ? &engine_->kernel(s.kernel) : nullptr;
    call->on_host = true;
    auto arg = [&](uint32_t slot) {
      TensorArg a;
      if (slot == kNone) return a;
      const Slot& sl = plan_.slots[slot];
      a.dims = slot_dims_.data() + slot_dims_begin_[slot];
      a.rank = int32_t(sl.dims.size());
      a.dtype = sl.dtype;
      a.format = Format(sl.format);
      if (sl.space != 0) call->on_host = false;
      return a;
    };
    for (uint32_t x : s.inputs) call->inputs.push_back(arg(x));
    for (uint32_t x : s.outputs) {
      call->outputs.push_back(arg(x));
      if (x != kNone && told_later(x, stage)) {
        // The capacity, until the kernel tells the real dims.
        auto& cap = call->capacity.emplace_back();
        for (uint32_t r : plan_.slots[x].bound) cap.push_back(registers_[r]);
        call->outputs.back().actual_dims = static_cast<int64_t*>(actual_dims_.data()) + actual_begin_[x];
        call->outputs.back().dims = cap.data();
      }
    }
    for (uint32_t r : s.params) call->params.push_back(registers_[r]);
    call->args = {call->inputs, call->outputs, call->params, nullptr, 0};
    if (s.kind == StepKind::kReadBack) call->stage = ++stage;
    calls_.push_back(std::move(call));
  }
}

// The plan's workspace covers the largest shapes. A call without one, or that wants more, takes part in the shared one.
void Context::plan_workspace(Call& c) {
  const uint32_t slot = plan_.steps[c.step].workspace;
  const int64_t need = c.kernel->workspace(c.args);
  c.args.workspace_bytes = need;
  c.shares_workspace = need > 0 && (slot == kNone || slot_bytes_[slot] < need);
  if (c.shares_workspace || slot == kNone) return;
  c.args.workspace = pointer_of(slot);
  c.args.workspace_bytes = slot_bytes_[slot];
}

// Calls run one after the other on one stream, so one buffer per space serves them all.
void Context::share_workspace() {
  std::array<int64_t, 3> need{};
  const size_t device = size_t(engine_->primary().space());
  for (const auto& c : calls_)
    if (c->shares_workspace)
      need[c->on_host ? 0 : device] = std::max(need[c->on_host ? 0 : device], c->args.workspace_bytes);
  for (size_t i = 0; i < need.size(); ++i)
    if (need[i] > workspace_[i].size()) {
      workspace_[i] = Buffer();
      workspace_[i] = Buffer(*allocators_[i], need[i], "workspace");
    }
  for (auto& c : calls_)
    if (c->shares_workspace) c->args.workspace = workspace_[c->on_host ? 0 : device].data();
}

void Context::resolve_pointers() {
  for (auto& c : calls_) {
    const plan::Step& s = plan_.steps[c->step];
    auto set = [&](const std::vector<uint32_t>& slots, std::vector<TensorArg>& args) {
      for (size_t i = 0; i < slots.size(); ++i) {
        if (slots[i] == kNone) continue;
        args[i].data = pointer_of(slots[i]);
        if (!args[i].data && slot_bytes_[slots[i]] > 0) {
          const Slot& sl = plan_.slots[plan_.slots[slots[i]].base == kNone ? slots[i] : plan_.slots[slots[i]].base];
          fail(ErrorCode::kInvalidArgument, "no memory was given for " + quote(sl.name),
               "set its address before running");
        }
      }
    };
    set(s.inputs, c->inputs);
    set(s.outputs, c->outputs);
    if (c->kernel) plan_workspace(*c);
  }
  share_workspace();
  addresses_changed_ = false;
  captured_.reset();
  runs_since_change_ = 0;
}

int64_t Context::high_water() const {
  int64_t n = 0;
  for (const auto& a : allocators_) n += a ? a->high_water() : 0;
  return n;
}

int64_t Context::arena_bytes() {
  prepare();
  int64_t n = 0;
  for (size_t i = 0; i < arena_.size(); ++i) n += arena_[i].size() + sized_[i].size() + workspace_[i].size();
  return n;
}

}  // namespace sinter::rt
