// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The loop of a kLoop step. Scanned values are stacked: each iteration writes behind the one before, in place where
// that address is aligned as operands are, else through an element of its own.
#include <algorithm>
#include <cstring>

#include "runtime/control.h"
#include "sinter/error.h"

namespace sinter::rt {
namespace {

int64_t read_count(const TensorArg& a) {
  if (!a.present()) return INT64_MAX;
  if (a.count() != 1) fail(ErrorCode::kShapeMismatch, "the trip count is no scalar", "give one element");
  return a.dtype == DataType::kInt32 ? *a.as<int32_t>() : *a.as<int64_t>();
}

bool read_condition(const TensorArg& a) {
  if (!a.present()) return true;
  if (a.count() != 1) fail(ErrorCode::kShapeMismatch, "the condition is no scalar", "give one element");
  return *a.as<uint8_t>() != 0;  // of a damaged plan it may be any byte
}

int64_t count_of(std::span<const int64_t> dims) {
  int64_t n = 1;
  for (int64_t d : dims) n *= d;  // overflow was looked for when the body's tensors got their sizes
  return n;
}

int64_t multiply(int64_t a, int64_t b) {
  int64_t r;
  if (__builtin_mul_overflow(a, b, &r))
    fail(ErrorCode::kLimit, "a stacked output is too large", "use fewer iterations");
  return r;
}

// Bits of elements that do not begin at a byte: types of less than a byte, an odd number of them.
void copy_bits(std::byte* to, int64_t at, const std::byte* from, int64_t bits) {
  for (int64_t i = 0; i < bits; ++i) {
    const std::byte mask = std::byte{1} << unsigned((at + i) % 8);
    std::byte& b = to[(at + i) / 8];
    const bool set = (from[i / 8] >> unsigned(i % 8) & std::byte{1}) != std::byte{0};
    b = set ? b | mask : b & ~mask;
  }
}

}  // namespace

void Control::run_loop(Context::Call& call, Stream& stream, bool direct) {
  const int64_t most = read_count(call.inputs[0]);
  bool go = read_condition(call.inputs[1]);
  start_loop(call);
  int64_t k = 0;
  for (; k < most && go; ++k) {
    iteration_ = k;
    iterate(k, stream, direct);
    go = *static_cast<const uint8_t*>(condition_.data()) != 0;
  }
  iteration_ = -1;
  for (size_t o = 0; o < outputs_.size(); ++o)
    o < step_.carried ? finish_carried(call, o, stream) : finish_scanned(call, o, k);
}

void Control::start_loop(Context::Call& call) {
  Body& body = bodies_[0];
  enter(call, body);
  give_input(body, 0, {}, &iteration_number_);
  give_input(body, 1, {}, &going_on_);
  const bool yes = true;
  std::memcpy(&going_on_.value, &yes, sizeof yes);
  for (size_t i = 2; i < body.num_inputs; ++i)
    give_input(body, i, call.inputs[i].shape(), call.inputs[i].data, call.inputs[i].object);
  for (size_t o = 0; o < outputs_.size(); ++o) {
    if (is_object(body, 1 + o)) {
      outputs_[o].at = o < step_.carried ? -1 : 0;
      for (HostObject& object : outputs_[o].objects) object = {};
      continue;
    }
    use_plan_memory(call, o);
    outputs_[o].at = o < step_.carried ? -1 : 0;
  }
}

void Control::iterate(int64_t k, Stream& stream, bool direct) {
  Body& body = bodies_[0];
  iteration_number_.value = k;
  for (size_t i = 0; i < step_.carried && k > 0; ++i) {
    Output& o = outputs_[i];
    give_input(body, 2 + i, o.dims, o.places[o.at].data(), is_object(body, 1 + i) ? &o.objects[o.at] : nullptr);
  }
  prepare(body);
  give_output(body, 0, condition_, 0);
  for (size_t i = 0; i < outputs_.size(); ++i)
    if (is_object(body, 1 + i))
      lend_output(body, 1 + i, outputs_[i].objects[i >= step_.carried || outputs_[i].at == 0 ? 1 : 0]);
    else if (i < step_.carried)
      give_output(body, 1 + i, outputs_[i].places[outputs_[i].at == 0 ? 1 : 0], outputs_[i].space);
    else
      place_scanned(body, i, k, stream);
  execute(body, stream, direct);
  if (condition_.buffer.size() < 1) fail(ErrorCode::kShapeMismatch, "the body gives no condition", "give a scalar");
  for (size_t i = 0; i < outputs_.size(); ++i) {
    if (i >= step_.carried) {
      is_object(body, 1 + i) ? append_strings(body, i, k) : append(body, i, k, stream);
      continue;
    }
    Output& o = outputs_[i];
    const auto dims = told_dims(body, 1 + i);
    o.dims.assign(dims.begin(), dims.end());
    o.at = o.at == 0 ? 1 : 0;
  }
}

// Where the body writes its k-th element: behind the others if its size is known and the address is aligned.
void Control::place_scanned(Body& body, size_t output, int64_t k, Stream& stream) {
  const Context& c = *body.context;
  const uint32_t slot = c.plan_.bindings[body.num_inputs + 1 + output].slot;
  const plan::Slot& s = c.plan_.slots[slot];
  Output& o = outputs_[output];
  const int64_t bytes = c.slot_bytes_[slot], count = count_of(told_dims(body, 1 + output));
  const bool known = std::all_of(s.dims.begin(), s.dims.end(),
                                 [&](uint32_t r) { return r < c.plan_.shapes.stage_end[0]; }) &&
                     (k == 0 || std::equal(o.dims.begin(), o.dims.end(), told_dims(body, 1 + output).begin()));
  o.element.fixed_bytes = -1;
  if (known && bytes % Buffer::kAlignment == 0 && bytes_of(s.dtype, count) == bytes) {
    grow(o.places[0], multiply(bytes, k + 1), multiply(bytes, k), o.space, stream);
    o.element.fixed = static_cast<char*>(o.places[0].data()) + bytes * k;
    o.element.fixed_bytes = bytes;
  }
  give_output(body, 1 + output, o.element, o.space);
}

// The shape of the k-th element, which must be that of those before it.
void Control::check_scanned_shape(const Body& body, size_t output, int64_t k) {
  Output& o = outputs_[output];
  const auto dims = told_dims(body, 1 + output);
  if (k == 0) o.dims.assign(dims.begin(), dims.end());
  if (!std::equal(dims.begin(), dims.end(), o.dims.begin(), o.dims.end()))
    fail(ErrorCode::kShapeMismatch,
         "scanned output " + std::to_string(output - step_.carried) + " has the shape " +
             to_string(Dims(dims.begin(), dims.end())) + ", those before it " + to_string(o.dims),
         "values that are stacked need one shape");
}

void Control::append(Body& body, size_t output, int64_t k, Stream& stream) {
  check_scanned_shape(body, output, k);
  Output& o = outputs_[output];
  if (o.element.fixed_bytes >= 0) return;  // written in place
  const plan::Plan& p = body.context->plan_;
  const DataType type = p.slots[p.bindings[body.num_inputs + 1 + output].slot].dtype;
  const int64_t bits = multiply(count_of(o.dims), bits_of(type)), at = multiply(bits, k);
  grow(o.places[0], (multiply(bits, k + 1) + 7) / 8, (at + 7) / 8, o.space, stream);
  auto* to = static_cast<std::byte*>(o.places[0].data());
  if (bits % 8 == 0) return copy(stream, to + at / 8, o.element.data(), bits / 8, o.space);
  if (o.space != 0)
    fail(ErrorCode::kUnsupported, "elements of less than a byte cannot be stacked in a device's memory",
         "use a type of whole bytes");
  copy_bits(to, at, static_cast<const std::byte*>(o.element.data()), bits);
}

// The last value must lie where the step's readers look for it.
void Control::finish_carried(Context::Call& call, size_t output, Stream& stream) {
  Output& o = outputs_[output];
  const TensorArg& in = call.inputs[2 + output];
  if (is_object(bodies_[0], 1 + output)) return finish_object(call, output);
  if (o.at < 0) o.dims.assign(in.shape().begin(), in.shape().end());
  Place& first = o.places[0];
  const bool stays = o.at == 0 || (o.at == 1 && first.fixed_bytes < 0);
  if (!stays) {
    const int64_t bytes = bytes_of(in.dtype, element_count(o.dims));
    const void* from = o.at < 0 ? in.data : o.places[1].data();
    copy(stream, reserve(first, bytes, o.space), from, bytes, o.space);
    o.at = 0;
  }
  tell(call, output, o.dims);
}

void Control::finish_scanned(Context::Call& call, size_t output, int64_t trips) {
  Output& o = outputs_[output];
  const uint32_t slot = step_.outputs[output];
  if (slot == plan::kNone) return;
  if (trips == 0) {  // dims that no iteration told are 0
    const auto& dims = parent_.plan_.slots[slot].dims;
    o.dims.clear();
    for (size_t a = 1; a < dims.size(); ++a)
      o.dims.push_back(dims[a] < parent_.plan_.shapes.stage_end[stage_]
                           ? parent_.slot_dims_[parent_.slot_dims_begin_[slot] + a]
                           : 0);
  }
  o.dims.insert(o.dims.begin(), trips);
  if (is_object(bodies_[0], 1 + output)) return finish_strings(call, output);
  tell(call, output, o.dims);
}

}  // namespace sinter::rt
