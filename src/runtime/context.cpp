// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/context.h"

#include <algorithm>

#include "base/deep_stack.h"
#include "base/text.h"
#include "plan/footprint.h"
#include "runtime/call.h"
#include "runtime/control.h"
#include "runtime/shape_eval.h"
#include "sinter/error.h"

namespace sinter::rt {

using plan::kNone;
using plan::Slot;
using plan::SlotClass;
using plan::StepKind;

Context::Context(std::shared_ptr<const Engine> engine, bool own_memory)
    : engine_(std::move(engine)), plan_(engine_->plan()) {
  make(nullptr, own_memory);
}

Context::Context(const Context& parent, const plan::Plan& body) : engine_(parent.engine_), plan_(body) {
  make(&parent, parent.own_memory_);
}

void Context::make(const Context* parent, bool own_memory) {
  own_memory_ = own_memory;
  if (parent) outermost_ = parent->outermost_;
  for (size_t i = 0; i < plan_.bindings.size() && plan_.bindings[i].is_input; ++i) {
    const Dims& s = plan_.bindings[i].shape;
    input_shapes_.push_back(s);
  }
  addresses_.assign(plan_.bindings.size(), nullptr);
  for (size_t i = 0; i < allocators_.size(); ++i) {
    if (parent) {
      allocators_[i] = parent->allocators_[i];
      continue;
    }
    Device* d = engine_->device(MemorySpace(i));
    // With a device, host buffers come from memory that it copies from without delay.
    Allocator* base = d && i != 0 ? &d->allocator() : i == 0 ? &engine_->primary().staging_allocator() : nullptr;
    if (base) own_allocators_[i] = std::make_unique<CountingAllocator>(*base);
    allocators_[i] = own_allocators_[i].get();
  }
  reserve_memory();
  uint32_t at = 0;
  int64_t actual = 0;
  for (const auto& s : plan_.slots) {
    slot_dims_begin_.push_back(at);
    at += uint32_t(s.dims.size());
    const bool told = !s.bound.empty() || s.cls == SlotClass::kOwned || s.cls == SlotClass::kHostValue;
    actual_begin_.push_back(told ? actual : -1);
    if (told) actual += int64_t(s.dims.size());
  }
  slot_dims_.resize(at);
  make_objects();
  find_stages();
  if (actual > 0) actual_dims_ = Buffer(*allocators_[0], actual * 8, "sizes");
  for (const auto& s : plan_.steps) has_readback_ = has_readback_ || s.kind == StepKind::kReadBack;
  params_.resize(plan_.num_params);
  make_controls();
}

Context::~Context() = default;

void Context::set_memory(MemorySpace space, void* data, int64_t bytes) {
  const int64_t needed = engine_->context_bytes(profile_)[size_t(space)];
  if (own_memory_)
    fail(ErrorCode::kInvalidArgument, "the context has memory of its own", "make it with own_memory = false");
  if (bytes < needed)
    fail(ErrorCode::kInvalidArgument,
         "the memory given has " + std::to_string(bytes) + " bytes, the context needs " + std::to_string(needed),
         "give as much as Engine::device_memory_bytes says");
  if (needed > 0 && (!data || reinterpret_cast<uintptr_t>(data) % uintptr_t(Buffer::kAlignment) != 0))
    fail(ErrorCode::kInvalidArgument, "the memory given is not aligned to 64 bytes", "give aligned memory");
  take_memory(size_t(space), static_cast<std::byte*>(data));
  const int64_t scratch = engine_->scratch_bytes(profile_)[size_t(space)];
  scratch_[size_t(space)] = {data ? static_cast<std::byte*>(data) + (needed - scratch) : nullptr, scratch};
  ++memory_version_;
  memory_missing_[size_t(space)] = false;
}

// The arenas of the plan and of its bodies, one after the other; returns where the next may begin.
std::byte* Context::take_memory(size_t space, std::byte* from) {
  arena_data_[space] = from;
  addresses_changed_ = true;
  std::byte* next = from ? from + arena_need(space) : nullptr;
  for (auto& c : controls_)
    for (size_t i = 0; c && i < c->num_bodies(); ++i)
      if (Context* body = c->body(i)) with_deep_stack([&] { next = body->take_memory(space, next); });
  return next;
}

// As much as the present profile needs: less than the plan's arenas, which are for all of them.
void Context::reserve_memory() {
  ++memory_version_;
  const bool outermost = outermost_ == this;
  if (!own_memory_) {
    if (!outermost) return;  // the outermost context gives its bodies theirs
    scratch_ = {};
    const auto needed = engine_->context_bytes(profile_);
    for (size_t i = 0; i < memory_missing_.size(); ++i) memory_missing_[i] = needed[i] > 0;
    return;
  }
  for (size_t i = 0; i < arena_.size(); ++i) {
    const int64_t need = arena_need(i), scratch = outermost ? engine_->scratch_bytes(profile_)[i] : 0;
    if (arena_[i].size() == need && scratch_memory_[i].size() == scratch) continue;
    memory_missing_[i] = true;       // until it is there
    arena_[i] = Buffer();            // free first: the peak is the larger of the two, not their sum
    scratch_memory_[i] = Buffer();
    if (need > 0) arena_[i] = Buffer(*allocators_[i], need, "activations");
    if (scratch > 0) scratch_memory_[i] = Buffer(*allocators_[i], scratch, "workspace");
    arena_data_[i] = arena_[i].data();
    scratch_[i] = {static_cast<std::byte*>(scratch_memory_[i].data()), scratch};
    memory_missing_[i] = false;
  }
}

int64_t Context::arena_need(size_t space) const {
  return own_places() ? plan_.profiles[profile_].arena_bytes[space] : plan_.arena_bytes[space];
}

void Context::set_profile(size_t profile) {
  if (profile >= plan_.profiles.size())
    fail(ErrorCode::kInvalidArgument, "the plan has no profile of that number",
         "the plan has " + std::to_string(plan_.profiles.size()));
  if (profile == profile_) return;
  captured_.reset();
  profile_ = profile;
  prepared_ = false;
  addresses_changed_ = true;
  for (size_t i = 0; i < input_shapes_.size(); ++i)
    if (!fits_profile(plan_, profile_, i, input_shapes_[i])) input_shapes_[i] = plan_.bindings[i].shape;
  reserve_memory();
}

void Context::set_input_shape(size_t input, const Dims& shape) {
  if (shape == input_shapes_[input]) return;
  check_input_shape(plan_, profile_, input, shape);
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
  const uint32_t slot = plan_.bindings[binding].slot;
  return dims_stage_[slot] > 0 ? late_capacity(plan_.slots[slot]) : slot_bytes_[slot];
}

void Context::set_address(size_t binding, void* address) {
  if (addresses_[binding] == address) return;
  addresses_[binding] = address;
  addresses_changed_ = true;
}

void Context::set_output_allocator(size_t binding, OutputAllocator fn) {
  if (binding >= plan_.bindings.size() || plan_.bindings[binding].is_input)
    fail(ErrorCode::kInvalidArgument, "output allocators are for outputs", "set the address of an input instead");
  output_allocators_.resize(plan_.bindings.size());
  output_dims_.resize(plan_.bindings.size());
  output_allocators_[binding] = std::move(fn);
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
  eval_stage(plan_, 0, input_shapes_, {}, registers_, params_);
  slot_bytes_.assign(plan_.slots.size(), 0);
  fill_dims(0);
  size_slots(0);
  place_sized_slots(0);
  if (calls_.empty()) build_calls();  // what depends on shapes is filled in when a stage is entered
  captured_.reset();
  addresses_changed_ = true;
  prepared_ = true;
}

void* Context::pointer_of(uint32_t slot) const {
  if (const uint32_t base = plan_.slots[slot].base; base != kNone) {
    void* whole = pointer_of(base);
    return whole ? static_cast<char*>(whole) + plan_.slots[slot].offset : nullptr;
  }
  const Slot& s = plan_.slots[slot];
  switch (s.cls) {
    case SlotClass::kArena:
      return static_cast<char*>(arena_data_[s.space]) +
             (own_places() ? plan_.profiles[profile_].offsets[slot] : s.offset);
    case SlotClass::kSized:
      return static_cast<char*>(stages_[memory_stage_[slot]].memory[s.space].data()) + sized_offset_[slot];
    case SlotClass::kExternal:
      return addresses_[s.binding];
    case SlotClass::kConstant:
      return const_cast<void*>(engine_->constant(s.constant));
    case SlotClass::kOwned:
      return owned_[slot];
    case SlotClass::kHostValue:
      break;
  }
  return nullptr;
}

void Context::build_calls() {
  std::vector<std::unique_ptr<Call>> calls;
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
      a.object = object_at(slot);
      a.is_tensor = sl.nesting.empty();
      if (sl.space != 0) call->on_host = false;
      return a;
    };
    for (uint32_t x : s.inputs) call->inputs.push_back(arg(x));
    for (uint32_t x : s.outputs) {
      call->outputs.push_back(arg(x));
      if (x != kNone && dims_stage_[x] > stage) {
        // The capacity, until the kernel tells the real dims.
        auto& cap = call->capacity.emplace_back(plan_.slots[x].dims.size(), 0);
        call->outputs.back().actual_dims = static_cast<int64_t*>(actual_dims_.data()) + actual_begin_[x];
        call->outputs.back().dims = cap.data();
      }
    }
    call->params.resize(s.params.size());
    call->runs_in = stage;
    call->args = {call->inputs, call->outputs, call->params, nullptr, 0};
    if (s.kind == StepKind::kReadBack) call->stage = ++stage;
    calls.push_back(std::move(call));
  }
  calls_ = std::move(calls);
}

int64_t Context::arena_bytes() {
  prepare();
  return buffer_bytes();
}

}  // namespace sinter::rt
