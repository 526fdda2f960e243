// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/control.h"

#include <algorithm>
#include <cstring>

#include "base/deep_stack.h"
#include "base/text.h"
#include "sinter/error.h"

namespace sinter::rt {

using plan::kNone;
using plan::Slot;
using plan::SlotClass;
using plan::StepKind;

namespace {

bool told_by_run(const plan::Plan& p, const Slot& s) {
  return s.bound.empty() && std::any_of(s.dims.begin(), s.dims.end(),
                                        [&](uint32_t r) { return r >= p.shapes.stage_end[0]; });
}

std::string place_of(const plan::Step& s) {
  std::string sources;
  for (const auto& n : s.sources) sources += (sources.empty() ? "" : ", ") + quote(n);
  return "step " + quote(s.name) + " (" + s.op + (sources.empty() ? "" : ", from " + sources) + ")";
}

}  // namespace

Control::Control(Context& parent, uint32_t step) : parent_(parent), step_(parent.plan_.steps[step]) {
  for (uint32_t i = 0; i < step; ++i) stage_ += parent.plan_.steps[i].kind == StepKind::kReadBack;
  size_t param = 0;
  const auto& subplans = parent.engine_->plan().subplans;
  outputs_.resize(step_.outputs.size());
  for (uint32_t block : step_.blocks) {
    Body& b = bodies_.emplace_back();
    b.block = block;
    if (block == kNone) continue;
    const plan::Plan& p = subplans[block];
    b.first_param = param;
    param += p.num_params;
    while (b.num_inputs < p.bindings.size() && p.bindings[b.num_inputs].is_input) ++b.num_inputs;
    with_deep_stack([&] { b.context = std::make_unique<Context>(parent, p); });
    const size_t n = p.bindings.size() - b.num_inputs, own = n - outputs_.size();  // a loop's body also tells whether
    wanted_.resize(std::max(wanted_.size(), n), nullptr);
    for (size_t o = 0; o < n; ++o) {
      const Slot& s = p.slots[p.bindings[b.num_inputs + o].slot];
      if (o >= own) outputs_[o - own].space = s.space;
      if (told_by_run(p, s))
        b.context->set_output_allocator(b.num_inputs + o, [this, o, space = s.space](const Dims&, int64_t bytes) {
          return reserve(*wanted_[o], bytes, space);
        });
    }
  }
}

Control::~Control() = default;

void Context::make_controls() {
  owned_.assign(plan_.slots.size(), nullptr);
  owned_bytes_.assign(plan_.slots.size(), 0);
  for (uint32_t i = 0; i < plan_.steps.size(); ++i) {
    if (plan_.steps[i].blocks.empty()) continue;
    controls_.resize(plan_.steps.size());
    controls_[i] = std::make_unique<Control>(*this, i);
  }
}

void Context::set_params(std::span<const int64_t> params) {
  if (std::equal(params.begin(), params.end(), params_.begin(), params_.end())) return;
  params_.assign(params.begin(), params.end());
  prepared_ = false;
}

void Control::run(Context::Call& call, Stream& stream, bool direct) {
  iteration_ = -1;
  try {
    if (!direct) wait(stream, parent_);
    step_.kind == StepKind::kIf ? run_if(call, stream, direct) : run_loop(call, stream, direct);
  } catch (Error& e) {
    if (iteration_ >= 0) e.in("iteration " + std::to_string(iteration_));
    e.in(place_of(step_));
    throw;
  }
}

void Control::run_if(Context::Call& call, Stream& stream, bool direct) {
  if (call.inputs[0].count() != 1) fail(ErrorCode::kShapeMismatch, "the condition is no scalar", "give one element");
  Body& body = bodies_[*call.inputs[0].as<uint8_t>() != 0 ? 0 : 1];
  if (!body.context)
    fail(ErrorCode::kShapeMismatch, step_.config, "use inputs that take the other branch");
  enter(call, body);
  for (size_t i = 0; i < body.num_inputs; ++i)
    give_input(body, i, call.inputs[i + 1].shape(), call.inputs[i + 1].data, call.inputs[i + 1].object);
  prepare(body);
  for (size_t o = 0; o < outputs_.size(); ++o) {
    if (is_object(body, o)) {
      lend_output(body, o, call.outputs[o].object ? *call.outputs[o].object : outputs_[o].objects[0]);
      continue;
    }
    use_plan_memory(call, o);
    give_output(body, o, outputs_[o].places[0], outputs_[o].space);
  }
  execute(body, stream, direct);
  for (size_t o = 0; o < outputs_.size(); ++o) {
    outputs_[o].at = 0;
    tell(call, o, told_dims(body, o));
  }
}

// ---- passing values ----

void Control::enter(Context::Call& call, Body& body) {
  const uint32_t n = body.context->plan_.num_params;
  body.context->set_params(std::span(call.params).subspan(body.first_param, n));
}

void Control::give_input(Body& body, size_t input, std::span<const int64_t> dims, void* data, HostObject* object) {
  Context& c = *body.context;
  if (object) c.lend_object(input, *object);
  Dims& known = c.input_shapes_[input];
  if (!std::equal(dims.begin(), dims.end(), known.begin(), known.end())) {
    known.assign(dims.begin(), dims.end());
    c.prepared_ = false;
  }
  c.set_address(input, data);
}

// The body's own arithmetic must come to the sizes that it was given: kernels trust it.
void Control::prepare(Body& body) {
  Context& c = *body.context;
  if (c.prepared_) return;
  c.prepare();
  for (size_t i = 0; i < body.num_inputs; ++i) {
    const uint32_t slot = c.plan_.bindings[i].slot;
    const int64_t* have = c.slot_dims_.data() + c.slot_dims_begin_[slot];
    if (std::equal(c.input_shapes_[i].begin(), c.input_shapes_[i].end(), have,
                   have + c.plan_.slots[slot].dims.size()))
      continue;
    c.prepared_ = false;
    fail(ErrorCode::kShapeMismatch,
         "the body was built for " + quote(c.plan_.bindings[i].name) + " of shape " +
             to_string(Dims(have, have + c.plan_.slots[slot].dims.size())) + " and gets " +
             to_string(c.input_shapes_[i]),
         "check the shapes in the model; if they are right, report this as a bug");
  }
}

void Control::give_output(Body& body, size_t output, Place& place, uint8_t space) {
  Context& c = *body.context;
  const size_t binding = body.num_inputs + output;
  const uint32_t slot = c.plan_.bindings[binding].slot;
  wanted_[output] = &place;
  if (!told_by_run(c.plan_, c.plan_.slots[slot]))
    c.set_address(binding, reserve(place, c.binding_bytes(binding), space));
}

void Control::execute(Body& body, Stream& stream, bool direct) {
  Context& c = *body.context;
  c.failed_call_.store(nullptr, std::memory_order_relaxed);
  try {
    c.begin_run();
    with_deep_stack([&] { c.timing_ ? c.walk_timed(stream, direct) : c.walk(stream, direct); });
    if (!direct) wait(stream, c);
  } catch (Error& e) {
    e.in("body " + quote(c.plan_.model_name));
    throw;
  }
}

std::span<const int64_t> Control::told_dims(const Body& body, size_t output) const {
  const Context& c = *body.context;
  const uint32_t slot = c.plan_.bindings[body.num_inputs + output].slot;
  return {c.slot_dims_.data() + c.slot_dims_begin_[slot], c.plan_.slots[slot].dims.size()};
}

// ---- memory ----

void Control::use_plan_memory(Context::Call& call, size_t output) {
  const uint32_t slot = step_.outputs[output];
  Place& place = outputs_[output].places[0];
  const bool own = slot == kNone || parent_.plan_.slots[slot].cls == SlotClass::kOwned;
  place.fixed = own ? nullptr : call.outputs[output].data;
  place.fixed_bytes = own ? -1 : parent_.slot_bytes_[slot];
}

void* Control::reserve(Place& place, int64_t bytes, uint8_t space) {
  if (place.fixed_bytes >= 0) {
    if (bytes > place.fixed_bytes)
      fail(ErrorCode::kShapeMismatch,
           "a body needs " + std::to_string(bytes) + " bytes for an output for which the plan has " +
               std::to_string(place.fixed_bytes),
           "check the shapes in the model; if they are right, report this as a bug");
    return place.fixed;
  }
  if (bytes > place.buffer.size()) {
    place.buffer = Buffer();  // what is in it has been read
    place.buffer = Buffer(*parent_.allocators_[space], bytes, "values of control flow");
  }
  return place.buffer.data();
}

void Control::grow(Place& place, int64_t bytes, int64_t keep, uint8_t space, Stream& stream) {
  if (place.fixed_bytes >= 0 || bytes <= place.buffer.size() || keep == 0) {
    reserve(place, bytes, space);
    return;
  }
  Buffer more(*parent_.allocators_[space], std::max(bytes, 2 * place.buffer.size()), "values of control flow");
  copy(stream, more.data(), place.buffer.data(), keep, space);
  if (space != 0) check_status(stream.synchronize(), "growing an output");
  place.buffer = std::move(more);
}

void Control::tell(Context::Call& call, size_t output, std::span<const int64_t> dims) {
  const uint32_t slot = step_.outputs[output];
  if (slot == kNone) return;
  const Slot& s = parent_.plan_.slots[slot];
  const int64_t* have = parent_.slot_dims_.data() + parent_.slot_dims_begin_[slot];
  for (size_t a = 0; a < dims.size(); ++a) {
    const bool known = s.dims[a] < parent_.plan_.shapes.stage_end[stage_];
    if (known && have[a] != dims[a])
      fail(ErrorCode::kShapeMismatch,
           "output " + std::to_string(output) + " became " + to_string(Dims(dims.begin(), dims.end())) +
               ", its dim " + std::to_string(a) + " was expected to be " + std::to_string(have[a]),
           "check the shapes in the model; if they are right, report this as a bug");
    if (call.outputs[output].actual_dims) call.outputs[output].actual_dims[a] = dims[a];
  }
  if (s.cls != SlotClass::kOwned) return;
  const Output& o = outputs_[output];
  parent_.owned_[slot] = o.places[o.at].data();
  parent_.owned_bytes_[slot] = o.places[o.at].buffer.size();
}

void Control::copy(Stream& stream, void* to, const void* from, int64_t bytes, uint8_t space) {
  if (bytes == 0 || to == from) return;
  if (space == 0)
    std::memcpy(to, from, size_t(bytes));  // everything before has been waited for
  else
    check_status(stream.copy(to, from, bytes, Stream::Copy::kOnDevice), "carrying a value");
}

void Control::wait(Stream& stream, Context& context) {
  check_status(stream.synchronize(), "waiting for control flow");
  context.check_async();
}

}  // namespace sinter::rt
