// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Strings, sequences and optionals in control flow: a body works on the objects of the plan around it. A loop carries
// one by letting two objects take turns, and stacks strings one by one.
#include <algorithm>
#include <iterator>

#include "runtime/control.h"
#include "sinter/error.h"

namespace sinter::rt {

bool Control::is_object(const Body& body, size_t output) const {
  return body.context->is_object(body.num_inputs + output);
}

void Control::lend_output(Body& body, size_t output, HostObject& object) {
  body.context->lend_object(body.num_inputs + output, object);
}

// The last value of a carried one: the loop's input if there was no iteration.
void Control::finish_object(Context::Call& call, size_t output) {
  Output& o = outputs_[output];
  const TensorArg &in = call.inputs[2 + output], &out = call.outputs[output];
  if (o.at < 0) o.dims.assign(in.shape().begin(), in.shape().end());
  if (out.object) {
    if (o.at >= 0)
      *out.object = std::move(o.objects[o.at]);
    else if (out.object != in.object)
      *out.object = *in.object;
    if (out.is_tensor) out.object->dims = o.dims;
  }
  tell(call, output, o.dims);
}

void Control::append_strings(const Body& body, size_t output, int64_t k) {
  check_scanned_shape(body, output, k);
  Output& o = outputs_[output];
  auto& all = o.objects[0].strings;
  auto& more = o.objects[1].strings;
  std::move(more.begin(), more.end(), std::back_inserter(all));
}

void Control::finish_strings(Context::Call& call, size_t output) {
  Output& o = outputs_[output];
  if (HostObject* object = call.outputs[output].object)
    *object = HostObject::string_tensor(o.dims, std::move(o.objects[0].strings));
  tell(call, output, o.dims);
}

}  // namespace sinter::rt
