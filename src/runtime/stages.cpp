// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Stages of a run. Stage 0 knows the input shapes; each read-back step opens the next one, which knows the sizes that a
// kernel told or the elements of a tensor that shapes depend on. Entering a stage fixes the dims, memory and operands
// of all that becomes known in it; steps run in the stage that was entered last. Nothing is allocated for sizes that
// were there before: buffers only grow.
#include <algorithm>
#include <cstring>

#include "base/limits.h"
#include "base/text.h"
#include "plan/plan_memory.h"
#include "runtime/call.h"
#include "runtime/shape_eval.h"
#include "sinter/error.h"

namespace sinter::rt {

using plan::kNone;
using plan::Slot;
using plan::SlotClass;

// The stage of every register and what follows from it: per stage, which dims and slots become known.
void Context::find_stages() {
  const auto& ends = plan_.shapes.stage_end;
  const auto stage_of = [&](uint32_t reg) {
    return uint32_t(std::upper_bound(ends.begin(), ends.end(), reg) - ends.begin());
  };
  const auto latest = [&](const std::vector<uint32_t>& registers) {
    uint32_t stage = 0;
    for (uint32_t r : registers) stage = std::max(stage, stage_of(r));
    return stage;
  };
  stages_.resize(ends.size());
  for (uint32_t i = 0; i < plan_.slots.size(); ++i) {
    const Slot& s = plan_.slots[i];
    for (size_t k = 0; k < s.dims.size(); ++k)
      stages_[stage_of(s.dims[k])].dims.push_back({uint32_t(slot_dims_begin_[i] + k), s.dims[k]});
    dims_stage_.push_back(latest(s.dims));
    stages_[dims_stage_[i]].known.push_back(i);
    // A kernel that tells dims itself writes into memory for their bounds.
    const bool by_bound = !s.bound.empty() && s.cls != SlotClass::kExternal;
    const uint32_t sized = by_bound ? latest(s.bound) : dims_stage_[i];
    memory_stage_.push_back(sized);
    stages_[sized].sized.push_back(i);
  }
  placed_bytes_.assign(plan_.slots.size(), -1);
  sized_offset_.assign(plan_.slots.size(), 0);
}

namespace {

[[noreturn]] void bad_shape(const Slot& s, const Dims& dims, bool late) {
  fail(ErrorCode::kShapeMismatch,
       std::string(late ? "with these values" : "with these input shapes") + " the tensor " + quote(s.name) +
           " would have shape " + to_string(dims),
       late ? "give other values to what its shape is computed from" : "give larger inputs");
}

// Bytes of dims that come from a run; Error where they are negative or absurd. `dim(k)` is the k-th; no allocations.
template <class F>
int64_t checked_bytes(const Slot& s, size_t rank, F dim, bool late) {
  int64_t n = 1;
  bool bad = false, huge = false, empty = false;
  for (size_t k = 0; k < rank; ++k) {
    bad = bad || dim(k) < 0;
    empty = empty || dim(k) == 0;
    // Of empty tensors too: kernels multiply their dims.
    if (dim(k) != 0) huge = huge || __builtin_mul_overflow(n, dim(k), &n) || n > limits::kMaxTensorBytes;
  }
  if (!bad && !huge) return empty ? 0 : bytes_of(s.dtype, n);
  Dims dims;
  for (size_t k = 0; k < rank; ++k) dims.push_back(dim(k));
  bad_shape(s, dims, late);
}

}  // namespace

Dims Context::registers_of(const std::vector<uint32_t>& registers) const {
  Dims out;
  for (uint32_t r : registers) out.push_back(registers_[r]);
  return out;
}

// What the caller's buffer for an output holds whose dims come late; -1: nothing is known.
int64_t Context::late_capacity(const Slot& s) const {
  if (!s.bound.empty())
    return checked_bytes(
        s, s.bound.size(), [&](size_t k) { return registers_[s.bound[k]]; }, false);
  return s.max_bytes > 0 ? s.max_bytes : -1;
}

void Context::size_slots(uint32_t stage) {
  for (uint32_t i : stages_[stage].sized) {
    const Slot& s = plan_.slots[i];
    if (s.cls == SlotClass::kHostValue || s.cls == SlotClass::kOwned || s.dtype == DataType::kString) continue;
    const bool by_bound = !s.bound.empty() && s.cls != SlotClass::kExternal;
    const auto& registers = by_bound ? s.bound : s.dims;
    slot_bytes_[i] = checked_bytes(
        s, registers.size(), [&](size_t k) { return registers_[registers[k]]; }, stage > 0);
    const uint32_t root = s.base == kNone ? i : s.base;
    const int64_t end = slot_bytes_[i] + (s.base == kNone ? 0 : s.offset);
    const Slot& base = plan_.slots[root];
    const int64_t capacity = own_places() ? plan_.profiles[profile_].bytes[root] : base.max_bytes;
    if (base.cls == SlotClass::kArena && end > capacity)
      fail(ErrorCode::kShapeMismatch,
           "tensor " + quote(s.name) + " of shape " + to_string(registers_of(registers)) +
               " needs more memory than the plan foresees",
           stage == 0 ? "use shapes within the plan's bounds, or build the plan with wider ones"
                      : "use values within the plan's bounds, or build the plan with wider ones");
  }
  for (uint32_t i : stages_[stage].sized) {
    const uint32_t base = plan_.slots[i].base;
    if (base == kNone) continue;
    const int64_t end = slot_bytes_[i] + plan_.slots[i].offset;
    if (end <= slot_bytes_[base]) continue;
    const SlotClass cls = plan_.slots[base].cls;
    if (cls == SlotClass::kOwned || cls == SlotClass::kHostValue) continue;
    if (memory_stage_[base] < stage)
      fail(ErrorCode::kShapeMismatch,
           "tensor " + quote(plan_.slots[i].name) + " of shape " + to_string(registers_of(plan_.slots[i].dims)) +
               " is larger than the tensor " + quote(plan_.slots[base].name) + " whose elements it has",
           "give values that fit together");
    slot_bytes_[base] = end;
  }
}

void Context::fill_dims(uint32_t stage) {
  if (stage == 0) std::fill(slot_dims_.begin(), slot_dims_.end(), -1);
  for (const auto& [at, reg] : stages_[stage].dims) slot_dims_[at] = registers_[reg];
}

// Slots without a bound at build time get their place when their size is known, by the planner that places the others.
// Those of one stage share a buffer: their lives are compared, and none of them is in use yet.
void Context::place_sized_slots(uint32_t stage) {
  bool same = true;
  for (uint32_t i : stages_[stage].sized) {
    const Slot& s = plan_.slots[i];
    if (s.cls != SlotClass::kSized || s.base != kNone) continue;
    same = same && placed_bytes_[i] == slot_bytes_[i];
    placed_bytes_[i] = slot_bytes_[i];
  }
  if (same) return;
  for (uint8_t space = 0; space < stages_[stage].memory.size(); ++space) {
    auto& [lives, which, scratch, p] = placing_;
    lives.clear();
    which.clear();
    for (uint32_t i : stages_[stage].sized) {
      const Slot& s = plan_.slots[i];
      if (s.cls != SlotClass::kSized || s.base != kNone || s.space != space) continue;
      lives.push_back({slot_bytes_[i], s.first_step, s.last_step});
      which.push_back(i);
    }
    if (lives.empty()) continue;
    plan::place(lives, scratch, p);
    for (size_t k = 0; k < which.size(); ++k) sized_offset_[which[k]] = p.offsets[k];
    Buffer& memory = stages_[stage].memory[space];
    if (p.total <= memory.size()) continue;
    // If the allocation fails, the next run must not take the sizes for placed.
    for (uint32_t i : which) placed_bytes_[i] = -1;
    memory = Buffer();  // free first: the peak is the larger of the two, not their sum
    memory = Buffer(*allocators_[space], p.total, "activations");
    for (uint32_t i : which) placed_bytes_[i] = slot_bytes_[i];
  }
}

// Asks for the memory of outputs whose dims this stage tells; their writers run in this stage or later.
void Context::allocate_outputs(uint32_t stage) {
  for (size_t b = input_shapes_.size(); b < plan_.bindings.size(); ++b) {
    const uint32_t slot = plan_.bindings[b].slot;
    if (dims_stage_[slot] != stage) continue;
    if (b < output_allocators_.size() && output_allocators_[b]) {
      Dims& dims = output_dims_[b];
      dims.assign(slot_dims_.begin() + slot_dims_begin_[slot],
                  slot_dims_.begin() + slot_dims_begin_[slot] + std::ptrdiff_t(plan_.slots[slot].dims.size()));
      set_address(b, output_allocators_[b](dims, slot_bytes_[slot]));
      if (!addresses_[b] && slot_bytes_[slot] > 0)
        fail(ErrorCode::kInvalidArgument,
             "the output allocator gave no memory for " + quote(plan_.bindings[b].name) + ", " +
                 std::to_string(slot_bytes_[slot]) + " bytes",
             "return a pointer to that many bytes");
    } else if (stage > 0 && addresses_[b]) {
      const int64_t capacity = late_capacity(plan_.slots[slot]);
      if (capacity >= slot_bytes_[slot]) continue;
      fail(capacity < 0 ? ErrorCode::kInvalidArgument : ErrorCode::kShapeMismatch,
           "output " + quote(plan_.bindings[b].name) + " became " + to_string(slot_dims(slot)) +
               (capacity < 0 ? ", a size without a bound known before the run"
                             : ", " + std::to_string(slot_bytes_[slot]) + " bytes, more than its bound of " +
                                   std::to_string(capacity)),
           "give its memory with set_output_allocator");
    }
  }
}

// What a kernel or a body told may not exceed the memory that is there.
void Context::check_told(uint32_t stage) {
  for (uint32_t i : stages_[stage].known) {
    const Slot& s = plan_.slots[i];
    const bool told = s.cls == SlotClass::kOwned || (!s.bound.empty() && s.cls != SlotClass::kExternal);
    if (!told || s.base != kNone) continue;
    const int64_t* dims = slot_dims_.data() + slot_dims_begin_[i];
    const int64_t bytes = checked_bytes(
        s, s.dims.size(), [&](size_t k) { return dims[k]; }, true);
    const int64_t have = s.cls == SlotClass::kOwned ? owned_bytes_[i] : slot_bytes_[i];
    if (bytes > have)
      fail(ErrorCode::kInternal, "tensor " + quote(s.name) + " is larger than its bound", "report this as a bug");
    if (s.cls == SlotClass::kOwned) slot_bytes_[i] = bytes;
  }
}

void Context::enter_stage(uint32_t stage) {
  fill_dims(stage);
  check_told(stage);
  size_slots(stage);
  place_sized_slots(stage);
  allocate_outputs(stage);
  resolve_calls(stage);
}

// Only the calls of this stage: earlier ones ran, later ones get their operands when their stage is entered.
void Context::resolve_calls(uint32_t stage) {
  for (auto& c : calls_) {
    if (c->runs_in != stage) continue;
    const plan::Step& s = plan_.steps[c->step];
    auto set = [&](const std::vector<uint32_t>& slots, std::vector<TensorArg>& args) {
      for (size_t i = 0; i < slots.size(); ++i) {
        if (slots[i] == kNone) continue;
        args[i].data = pointer_of(slots[i]);
        if (!args[i].data && slot_bytes_[slots[i]] > 0) {
          const Slot& sl = plan_.slots[plan_.slots[slots[i]].base == kNone ? slots[i] : plan_.slots[slots[i]].base];
          fail(ErrorCode::kInvalidArgument, "no memory was given for " + quote(sl.name),
               "set its address before running, or an output allocator");
        }
      }
    };
    set(s.inputs, c->inputs);
    set(s.outputs, c->outputs);
    size_t told = 0;
    for (size_t i = 0; i < s.outputs.size(); ++i) {
      if (!c->outputs[i].actual_dims) continue;
      const auto& bound = plan_.slots[s.outputs[i]].bound;
      for (size_t k = 0; k < bound.size(); ++k) c->capacity[told][k] = registers_[bound[k]];
      ++told;
    }
    for (size_t k = 0; k < s.params.size(); ++k) c->params[k] = registers_[s.params[k]];
    if (c->kernel) c->args.workspace_bytes = c->kernel->workspace(c->args);
  }
  share_workspace(stage);
}

// Calls run one after the other on one stream, so one place per space serves them all: what was reserved, or where a
// call of this stage wants more than any shape of the profile was known to need, a buffer that grows.
void Context::share_workspace(uint32_t stage) {
  std::array<int64_t, 3> need{};
  const size_t device = size_t(engine_->primary().space());
  const auto space_of = [&](const Call& c) { return c.on_host ? size_t(0) : device; };
  const auto& reserved = outermost_->scratch_;
  const auto wants_more = [&](const Call& c) {
    return c.runs_in == stage && c.args.workspace_bytes > reserved[space_of(c)].bytes;
  };
  for (const auto& c : calls_)
    if (wants_more(*c)) need[space_of(*c)] = std::max(need[space_of(*c)], c->args.workspace_bytes);
  for (size_t i = 0; i < need.size(); ++i)
    if (need[i] > workspace_[i].size()) {
      workspace_[i] = Buffer();
      workspace_[i] = Buffer(*allocators_[i], need[i], "workspace");
      if (stage > 0) addresses_changed_ = true;  // calls of earlier stages find the new one in the next run
    }
  for (auto& c : calls_) {
    if (c->runs_in != stage || c->args.workspace_bytes <= 0) continue;
    const size_t space = space_of(*c);
    c->args.workspace = wants_more(*c) ? workspace_[space].data() : reserved[space].data;
  }
}

void Context::resolve_pointers() {
  addresses_changed_ = false;
  memory_seen_ = outermost_->memory_version_;
  try {
    resolve_calls(0);
  } catch (...) {
    addresses_changed_ = true;
    throw;
  }
  captured_.reset();
  runs_since_change_ = 0;
}

void Context::begin_run() {
  for (size_t i = 0; i < memory_missing_.size(); ++i)
    if (memory_missing_[i])
      fail(ErrorCode::kInvalidArgument,
           "the context has no memory of its own, and was given none in " + std::string(to_string(MemorySpace(i))) +
               " memory",
           "call set_device_memory before running");
  prepare();
  if (!output_allocators_.empty()) allocate_outputs(0);
  if (addresses_changed_ || memory_seen_ != outermost_->memory_version_) resolve_pointers();
  check_objects_given();
}

namespace {

template <class T>
int64_t stored_integer(const void* data, int64_t i) {
  T v;
  std::memcpy(&v, static_cast<const T*>(data) + i, sizeof v);
  return int64_t(std::min<uint64_t>(uint64_t(v), std::is_signed_v<T> ? UINT64_MAX : uint64_t(INT64_MAX)));
}

}  // namespace

int64_t Context::element_of(uint32_t slot, int64_t i) const {
  const void* data = pointer_of(slot);
  switch (plan_.slots[slot].dtype) {
    case DataType::kInt64:
      return stored_integer<int64_t>(data, i);
    case DataType::kInt32:
      return stored_integer<int32_t>(data, i);
    case DataType::kInt16:
      return stored_integer<int16_t>(data, i);
    case DataType::kInt8:
      return stored_integer<int8_t>(data, i);
    case DataType::kUInt64:
      return stored_integer<uint64_t>(data, i);
    case DataType::kUInt32:
      return stored_integer<uint32_t>(data, i);
    case DataType::kUInt16:
      return stored_integer<uint16_t>(data, i);
    default:
      return stored_integer<uint8_t>(data, i);  // check_plan allows no other type
  }
}

void Context::read_back(Call& call, Stream& stream) {
  if (const Status s = stream.synchronize(); !s.ok()) check_status(s, "waiting for a data-dependent size");
  check_async();
  const auto* actual = static_cast<const int64_t*>(actual_dims_.data());
  try {
    eval_stage(
        plan_, call.stage, input_shapes_,
        [&](int64_t slot, int64_t axis) {
          const int64_t at = actual_begin_[size_t(slot)];
          return at < 0 ? slot_dims_[slot_dims_begin_[size_t(slot)] + size_t(axis)] : actual[at + axis];
        },
        registers_, params_, [&](int64_t slot, int64_t element) { return element_of(uint32_t(slot), element); });
    enter_stage(call.stage);
  } catch (Error& e) {
    e.in(place_of(call));
    throw;
  }
}

}  // namespace sinter::rt
