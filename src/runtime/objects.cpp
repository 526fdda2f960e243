// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Slots of class kHostValue: strings, sequences, optionals, and tensors whose size nothing bounds before they are made.
// Each is an object of the context, made once; kernels change what is in it.
#include <cstring>
#include <new>

#include "base/text.h"
#include "runtime/call.h"
#include "sinter/error.h"

namespace sinter::rt {

using plan::kNone;
using plan::Slot;
using plan::SlotClass;

void Context::make_objects() {
  for (size_t i = 0; i < plan_.slots.size(); ++i) {
    const Slot& s = plan_.slots[i];
    const bool constant = s.cls == SlotClass::kConstant && s.dtype == DataType::kString;
    if (s.cls != SlotClass::kHostValue && !constant) continue;
    objects_.resize(plan_.slots.size(), nullptr);
    if (constant) {
      objects_[i] = engine_->string_constant(s.constant);
    } else if (s.base != kNone) {
      objects_[i] = objects_[s.base];
    } else {
      own_objects_.push_back(std::make_unique<HostObject>());
      objects_[i] = own_objects_.back().get();
      objects_[i]->dtype = s.dtype;
      if (!s.nesting.empty())
        objects_[i]->kind = s.nesting[0] == 's' ? HostObject::Kind::kSequence : HostObject::Kind::kOptional;
    }
  }
  if (!objects_.empty()) object_given_.assign(plan_.bindings.size(), 0);
}

HostObject* Context::object_at(uint32_t slot) const { return objects_.empty() ? nullptr : objects_[slot]; }

namespace {

bool holds_only(const HostObject& o, DataType dtype) {
  if (o.dtype != dtype) return false;
  for (const auto& item : o.items)
    if (!holds_only(*item, dtype)) return false;
  return o.is_tensor() || o.bytes.empty();
}

}  // namespace

void Context::set_input_object(size_t binding, HostObject value) {
  const plan::Binding& b = plan_.bindings[binding];
  if (!b.is_input || !is_object(binding))
    fail(ErrorCode::kInvalidArgument, quote(b.name) + " is no input of strings, sequences or optionals",
         "give tensors of numbers by their address");
  const Slot& s = plan_.slots[b.slot];
  if (!has_nesting(value, s.nesting) || !holds_only(value, s.dtype)) {
    std::string expected(to_string(s.dtype));
    for (size_t i = s.nesting.size(); i-- > 0;) expected = (s.nesting[i] == 's' ? "seq(" : "opt(") + expected + ")";
    fail(ErrorCode::kShapeMismatch, "input " + quote(b.name) + " takes " + expected + ", got " + describe(value),
         "give a value of the type that the model declares");
  }
  if (s.nesting.empty()) set_input_shape(binding, value.dims);
  *object_at(b.slot) = std::move(value);
  object_given_[binding] = 1;
}

void Context::lend_object(size_t binding, HostObject& object) {
  const uint32_t slot = plan_.bindings[binding].slot;
  object_given_[binding] = 1;
  if (objects_[slot] == &object) return;
  for (size_t i = slot; i < objects_.size(); ++i)
    if (i == slot || plan_.slots[i].base == slot) objects_[i] = &object;
  for (auto& c : calls_) {
    const plan::Step& s = plan_.steps[c->step];
    for (size_t i = 0; i < s.inputs.size(); ++i)
      if (s.inputs[i] != kNone) c->inputs[i].object = objects_[s.inputs[i]];
    for (size_t i = 0; i < s.outputs.size(); ++i)
      if (s.outputs[i] != kNone) c->outputs[i].object = objects_[s.outputs[i]];
  }
}

void Context::check_objects_given() const {
  if (objects_.empty()) return;
  for (size_t i = 0; i < input_shapes_.size(); ++i)
    if (!object_given_[i] && is_object(i))
      fail(ErrorCode::kInvalidArgument, "no value was given for the input " + quote(plan_.bindings[i].name),
           "set it before running (API: set_input_value)");
}

// Between two objects, or between an object that holds a tensor and the plain memory of one.
Status Context::copy_object(Call& call) noexcept {
  const TensorArg &from = call.inputs[0], &to = call.outputs[0];
  const Status differ = Status::bad("a copy got operands that differ");
  try {
    if (from.object && to.object) {
      if (from.object != to.object) *to.object = *from.object;
      if (from.is_tensor && to.object->is_tensor()) to.object->dims.assign(from.dims, from.dims + from.rank);
    } else if (from.object) {
      if (!from.object->is_tensor() || from.dtype == DataType::kString ||
          int64_t(from.object->bytes.size()) != call.copy_bytes)
        return differ;
      if (call.copy_bytes > 0) std::memcpy(to.data, from.object->bytes.data(), size_t(call.copy_bytes));
    } else {
      if (!to.is_tensor || to.dtype == DataType::kString) return differ;
      *to.object = HostObject::tensor(from.dtype, Dims(from.dims, from.dims + from.rank));
      if (call.copy_bytes > 0) std::memcpy(to.object->bytes.data(), from.data, size_t(call.copy_bytes));
    }
    return {};
  } catch (...) {
    return Status::bad("there is no memory for a copy");
  }
}

}  // namespace sinter::rt
