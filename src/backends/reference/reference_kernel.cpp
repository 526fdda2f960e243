// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/reference/reference_kernel.h"

#include <algorithm>
#include <cctype>
#include <new>
#include <string>

#include "backends/reference/check_shapes.h"
#include "base/kept_text.h"
#include "ir/host_tensor.h"
#include "ir/reference.h"
#include "sinter/error.h"

namespace sinter::reference {
namespace {

// The kernel's reasons to refuse, as literals: a Status owns no text.
struct Refusal {
  const char* reason;
};

TensorView view_of(const TensorArg& a) {
  if (!a.present()) return {};
  if (a.format != Format::kLinear) throw Refusal{"the reference computes on linear tensors only"};
  if (!a.is_tensor) {
    if (!a.object || a.object->is_tensor()) throw Refusal{"an operand is no sequence or optional"};
    return {DataType::kInvalid, {}, nullptr, a.object};
  }
  TensorView v{a.dtype, Dims(a.dims, a.dims + a.rank), a.data};
  if (a.object) {  // strings; an output's object is made when its dims are known
    const bool fits = a.object->is_tensor() && a.object->dtype == a.dtype && a.object->count() == v.count();
    if (!fits) throw Refusal{"an operand has other contents than its dims say"};
    v.data = a.object->data();
  }
  if (!v.data && v.count() > 0) throw Refusal{"an operand has no memory"};
  return v;
}

std::vector<TensorView> views_of(std::span<const TensorArg> args) {
  std::vector<TensorView> out;
  for (const auto& a : args) out.push_back(view_of(a));
  return out;
}

// Outputs in objects are new ones; where the op sizes them itself, they are made when it does.
void renew_objects(const KernelArgs& args) {
  for (const auto& o : args.outputs) {
    if (!o.object) continue;
    for (const auto& i : args.inputs)
      if (i.object == o.object) throw Refusal{"an operand is read and written"};
    if (!o.is_tensor) {
      *o.object = HostObject();
    } else {
      *o.object = HostObject::tensor(o.dtype, o.actual_dims ? Dims(size_t(o.rank), 0) : Dims(o.dims, o.dims + o.rank));
    }
  }
}

// With the dims that are known; those that the op tells are 0 so far.
std::vector<TensorView> output_views(std::span<const TensorArg> args) {
  std::vector<TensorView> out;
  for (const auto& a : args) {
    if (!a.object)
      out.push_back(view_of(a));
    else if (a.is_tensor)
      out.push_back({a.dtype, a.object->dims, a.object->data()});
    else
      out.push_back({DataType::kInvalid, {}, nullptr, a.object});
  }
  return out;
}

void* resize_object(const TensorArg& a, const Dims& dims) {
  if (int32_t(dims.size()) != a.rank) throw Refusal{"an output has another rank than expected"};
  *a.object = HostObject::tensor(a.dtype, dims);
  if (a.actual_dims) std::copy(dims.begin(), dims.end(), a.actual_dims);
  return a.object->data();
}

void set_actual_dims(const TensorArg& a, const Dims& dims) {
  if (a.actual_dims) std::copy(dims.begin(), dims.end(), a.actual_dims);
}

// Outputs that only the op itself can size: a.dims are upper bounds, the real dims go to a.actual_dims.
void* resize_output(const TensorArg& a, const Dims& dims) {
  const bool fits =
      int32_t(dims.size()) == a.rank && bytes_of(a.dtype, element_count(dims)) <= bytes_of(a.dtype, a.count());
  if (!fits) throw Refusal{"an output is larger than its upper bound"};
  set_actual_dims(a, dims);
  return a.data;
}

// An output that nobody reads still needs memory for the reference to write to. Its dims are not passed; those of the
// first output that is there do (TopK), and a reference that gives another number of elements refuses cleanly.
RefContext::Output make_scratch(DataType dtype, const std::vector<TensorView>& outputs, HostTensor& memory) {
  const auto present =
      std::find_if(outputs.begin(), outputs.end(), [](const auto& v) { return v.dtype != DataType::kInvalid; });
  if (dtype == DataType::kInvalid || present == outputs.end()) return {};
  memory = HostTensor(dtype, present->dims);
  return {memory.view(), [&memory, dtype](const Dims& dims) {
            memory = HostTensor(dtype, dims);
            return memory.view().data;
          }};
}

const char* reason_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kShapeMismatch:
      return "the reference refuses: shapes or element types do not fit";
    case ErrorCode::kUnsupported:
      return "the reference refuses: it does not support these element types";
    case ErrorCode::kLimit:
      return "the reference refuses: a size is out of range";
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kInvalidModel:
      return "the reference refuses: a value is out of range";
    default:
      return "the reference failed";
  }
}

Status failure(const Error& e) noexcept {
  const char* text = nullptr;
  try {
    std::string remedy = e.remedy();
    if (!remedy.empty()) remedy[0] = char(std::toupper(static_cast<unsigned char>(remedy[0])));
    if (e.code() != ErrorCode::kInternal)
      text = keep_text(e.message() + (remedy.empty() ? "" : ". " + remedy), nullptr);
  } catch (...) {
  }
  return Status::bad(text ? text : reason_of(e.code()));
}

}  // namespace

ReferenceKernel::ReferenceKernel(NodeRecipe node) : node_(std::move(node)), num_params_(node_.op.dim_params().size()) {
  for (const auto& r : node_.regions) regions_.push_back(r.get());
}

void ReferenceKernel::run(const KernelArgs& args) const {
  if (args.outputs.size() != node_.outputs.size()) throw Refusal{"a kernel got another number of outputs"};
  for (size_t i = 0; i < args.outputs.size(); ++i)
    if (args.outputs[i].present() && args.outputs[i].dtype != node_.outputs[i])
      throw Refusal{"a kernel got an output of another element type"};
  if (args.params.size() != num_params_) throw Refusal{"a kernel got another number of sizes"};
  RefContext ctx;
  renew_objects(args);
  ctx.inputs = views_of(args.inputs);
  check_shapes(node_.op, args.inputs, args.outputs);
  ctx.params = args.params;
  ctx.regions = regions_;
  const auto outputs = output_views(args.outputs);
  std::vector<HostTensor> scratch(outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    const TensorArg& a = args.outputs[i];
    if (!a.present()) {
      ctx.outputs.push_back(make_scratch(node_.outputs[i], outputs, scratch[i]));
      continue;
    }
    ctx.outputs.push_back({outputs[i], {}, a.is_tensor ? nullptr : a.object});
    if (!a.actual_dims) continue;
    if (a.object) {
      std::fill_n(a.actual_dims, a.rank, 0);
      ctx.outputs.back().resize = [&a](const Dims& dims) { return resize_object(a, dims); };
      continue;
    }
    set_actual_dims(a, outputs[i].dims);
    ctx.outputs.back().resize = [&a](const Dims& dims) { return resize_output(a, dims); };
  }
  node_.op.def().reference(node_.op.attrs(), ctx);
}

Status ReferenceKernel::enqueue(Stream&, const KernelArgs& args) const noexcept {
  try {
    run(args);
    return {};
  } catch (const Refusal& r) {
    return Status::bad(r.reason);
  } catch (const Error& e) {
    return failure(e);
  } catch (const std::bad_alloc&) {
    return Status::bad("the reference ran out of memory");
  } catch (...) {
    return Status::bad("the reference failed");
  }
}

}  // namespace sinter::reference
