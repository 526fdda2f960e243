// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// TensorArrays (whose state flows through the float "flow") and TensorLists: one tensor of all elements.
#include "import/tensorflow/data_type.h"
#include "import/tensorflow/graph_importer.h"
#include "import/tensorflow/loop.h"
#include "ops/concat.h"
#include "ops/expand.h"
#include "ops/gather.h"
#include "ops/range.h"
#include "ops/scatter_nd.h"

namespace sinter::tensorflow {
namespace {

const ArrayState& array_in(OpContext& ctx, int i) {
  const Binding& b = ctx.binding(i);
  if (b.kind != Binding::Kind::kArray) ctx.invalid("input " + std::to_string(i) + " is no array");
  return *b.array;
}

/// All elements in one tensor.
ValueId contents_of(OpContext& ctx, const ArrayState& array) {
  if (array.scan >= 0 || array.probe >= 0) throw ArrayNeeds{std::max(array.scan, array.probe), {}};
  if (array.contents.kind == Binding::Kind::kNothing)
    ctx.unsupported("an array is read that nothing was written to", "write it first");
  Binding contents = array.contents;
  return ctx.scope().value(contents);
}

/// A shape given as a constant tensor; unknown if it is none, or -1.
TensorShape shape_input(OpContext& ctx, int i) {
  TensorShape shape{.unknown_rank = true, .dims = {}};
  const Weights* w = ctx.constant(i);
  if (!w || !is_integer(w->dtype()) || w->dims().size() != 1) return shape;
  return {.unknown_rank = false, .dims = w->to_ints()};
}

/// v with the array's element i replaced.
ValueId with_element(OpContext& ctx, ValueId contents, ValueId index, ValueId v) {
  const ValueId at = ctx.reshape(ctx.cast(index, DataType::kInt64), {Dim(1), Dim(1)});
  SymDims dims = ctx.type_of(v).dims;
  dims.insert(dims.begin(), Dim(1));
  return ctx.add(ScatterND{}, {contents, at, ctx.reshape(v, std::move(dims))});
}

/// Zeros for an array of known size that is written outside of loops.
ValueId zeros_for(OpContext& ctx, const ArrayState& array, const TensorType& element) {
  Binding size = array.size;
  SymDims dims = ctx.shape_values_of(ctx.reshape(ctx.scope().value(size), {Dim(1)}));
  dims.insert(dims.end(), element.dims.begin(), element.dims.end());
  return ctx.add(Expand{.dims = std::move(dims)}, {ctx.constant_value(Weights::scalar(element.dtype, 0))});
}

/// The elements of an array that may grow, after a write in or directly behind it.
ValueId grown_by(OpContext& ctx, const ArrayState& array, int index, ValueId v) {
  const bool empty = array.contents.kind == Binding::Kind::kNothing;
  const ValueId contents = empty ? kNoValue : contents_of(ctx, array);
  const Dim count = empty ? Dim(0) : ctx.dim_of(contents, 0);
  const int64_t at = ctx.need_int(index, "the index of a write to an array that grows");
  if (count.is_const() && at < count.value()) return with_element(ctx, contents, ctx.in(index), v);
  if (!(count == Dim(at)))
    ctx.unsupported("an array that grows is written behind its end", "write its elements in order, or give it a size");
  SymDims dims = ctx.type_of(v).dims;
  dims.insert(dims.begin(), Dim(1));
  const ValueId one = ctx.reshape(v, std::move(dims));
  return empty ? one : ctx.add(Concat{.axis = 0}, {contents, one});
}

void write_element(OpContext& ctx, const ArrayState& array, int index, int value) {
  const ValueId i = ctx.in(index), v = ctx.in(value);
  ArrayState next = array;
  const Region& region = ctx.scope().region();
  if (array.scan >= 0) {
    const bool own = i == region.iteration || i == region.iteration32;
    if (!own || array.scanned.kind != Binding::Kind::kNothing) throw ArrayNeeds{array.scan, {}};
    next.scanned = Binding::of_value(ctx.graph(), v);
    return ctx.output(0, Binding::of_array(std::move(next)));
  }
  if (array.probe >= 0) throw ArrayNeeds{array.probe, ctx.type_of(v)};
  if (array.grows) {
    next.contents = Binding::of_value(ctx.graph(), grown_by(ctx, array, index, v));
    return ctx.output(0, Binding::of_array(std::move(next)));
  }
  const ValueId contents =
      array.contents.kind == Binding::Kind::kNothing ? zeros_for(ctx, array, ctx.type_of(v)) : contents_of(ctx, array);
  next.contents = Binding::of_value(ctx.graph(), with_element(ctx, contents, i, v));
  ctx.output(0, Binding::of_array(std::move(next)));
}

/// Whether the indices are 0, 1, ... up to a dim.
bool counts_up_to(OpContext& ctx, int indices, const Dim& count) {
  if (const auto ints = ctx.const_ints(indices)) {
    if (!(count == Dim(int64_t(ints->size())))) return false;
    for (size_t k = 0; k < ints->size(); ++k)
      if ((*ints)[k] != int64_t(k)) return false;
    return true;
  }
  const ValueId v = ctx.in(indices);
  const NodeId made = ctx.graph().producer(v);
  if (made == kNoNode || ctx.graph().node(made).op.name() != "Range") return false;
  const auto& in = ctx.graph().node(made).inputs;
  const auto is = [&](ValueId x, int64_t n) {
    const HostValue h = ctx.graph().value(x).host_value;
    const Weights* w = ctx.graph().constant(x);
    return (w && w->count() == 1 && w->to_ints()[0] == n) || (h && *h == SymDims{Dim(n)});
  };
  return is(in[0], 0) && is(in[2], 1) && ctx.dim_of(v, 0) == count;
}

}  // namespace

/// Input size; outputs handle, flow.
void import_tensor_array(OpContext& ctx) {
  ArrayState state;
  state.size = ctx.binding(0);
  state.dtype = ctx.type_number_attr("dtype");
  state.element = ctx.shape_attr("element_shape");
  state.grows = ctx.bool_attr("dynamic_size", false);
  ctx.output(0, Weights::scalar(DataType::kInt32, 0));  // a handle says nothing: the flow has it all
  ctx.output(1, Binding::of_array(std::move(state)));
}

/// Inputs handle, index, flow.
void import_tensor_array_read(OpContext& ctx) {
  ctx.finish(Gather{.axis = 0}, {contents_of(ctx, array_in(ctx, 2)), ctx.reshape(ctx.in(1), {})});
}

/// Inputs handle, index, value, flow.
void import_tensor_array_write(OpContext& ctx) { write_element(ctx, array_in(ctx, 3), 1, 2); }

/// Inputs handle, indices, value, flow: all elements at once.
void import_tensor_array_scatter(OpContext& ctx) {
  const ArrayState& array = array_in(ctx, 3);
  if (array.scan >= 0 || array.probe >= 0) throw ArrayNeeds{std::max(array.scan, array.probe), {}};
  ArrayState next = array;
  const ValueId v = ctx.in(2);
  const TensorType type = ctx.type_of(v);
  if (type.rank() < 1) ctx.invalid("the elements are " + to_string(type));
  if (counts_up_to(ctx, 1, type.dims[0])) {
    next.contents = Binding::of_value(ctx.graph(), v);
    return ctx.output(0, Binding::of_array(std::move(next)));
  }
  const TensorType element{.dtype = type.dtype, .dims = SymDims(type.dims.begin() + 1, type.dims.end())};
  const ValueId contents =
      array.contents.kind == Binding::Kind::kNothing ? zeros_for(ctx, array, element) : contents_of(ctx, array);
  const ValueId at = ctx.reshape(ctx.cast(ctx.in(1), DataType::kInt64), {type.dims[0], Dim(1)});
  next.contents = Binding::of_value(ctx.graph(), ctx.add(ScatterND{}, {contents, at, v}));
  ctx.output(0, Binding::of_array(std::move(next)));
}

/// Inputs handle, indices, flow.
void import_tensor_array_gather(OpContext& ctx) {
  const ValueId contents = contents_of(ctx, array_in(ctx, 2));
  if (counts_up_to(ctx, 1, ctx.dim_of(contents, 0)))
    return ctx.output(0, Binding::of_value(ctx.graph(), contents));
  ctx.finish(Gather{.axis = 0}, {contents, ctx.in(1)});
}

/// TensorArrayConcatV3 (handle, flow) and TensorListConcatV2 (list, ...): the elements joined along their first dim,
/// and how long each was.
void import_array_concat(OpContext& ctx) {
  const ValueId contents = contents_of(ctx, array_in(ctx, ctx.op() == "TensorArrayConcatV3" ? 1 : 0));
  SymDims dims = ctx.type_of(contents).dims;
  if (dims.size() < 2) ctx.invalid("the elements are scalars");
  const Dim joined = dims[0] * dims[1];
  const ValueId length = ctx.reshape(ctx.extent(contents, 1), {Dim(1)});
  ctx.output(1, ctx.add(Expand{.dims = {dims[0]}}, {length}));
  dims.erase(dims.begin());
  dims[0] = joined;
  ctx.output(0, ctx.reshape(contents, std::move(dims)));
}

namespace {

void give_size(OpContext& ctx, const ArrayState& array) {
  const bool grown = array.grows && array.contents.kind != Binding::Kind::kNothing;
  if (array.size.kind != Binding::Kind::kNothing && !grown) return ctx.output(0, array.size);
  ctx.output(0, ctx.cast(ctx.extent(contents_of(ctx, array), 0), DataType::kInt32));
}

}  // namespace

/// Inputs handle, flow.
void import_tensor_array_size(OpContext& ctx) { give_size(ctx, array_in(ctx, 1)); }

void import_tensor_list_length(OpContext& ctx) { give_size(ctx, array_in(ctx, 0)); }

/// Inputs shape of an element, number of elements.
void import_tensor_list_reserve(OpContext& ctx) {
  ArrayState state;
  state.size = ctx.binding(1);
  state.dtype = ctx.type_number_attr("element_dtype");
  state.element = shape_input(ctx, 0);
  ctx.output(0, Binding::of_array(std::move(state)));
}

/// Inputs tensor, shape of an element.
void import_tensor_list_from_tensor(OpContext& ctx) {
  ArrayState state;
  const ValueId v = ctx.in(0);
  if (ctx.type_of(v).rank() < 1) ctx.invalid("the tensor is a scalar");
  state.contents = Binding::of_value(ctx.graph(), v);
  state.size = Binding::of_value(ctx.graph(), ctx.cast(ctx.extent(v, 0), DataType::kInt32));
  state.dtype = ctx.type_number_attr("element_dtype");
  state.element = shape_input(ctx, 1);
  ctx.output(0, Binding::of_array(std::move(state)));
}

/// Inputs list, index, shape of an element.
void import_tensor_list_get_item(OpContext& ctx) {
  ctx.finish(Gather{.axis = 0}, {contents_of(ctx, array_in(ctx, 0)), ctx.reshape(ctx.in(1), {})});
}

/// Inputs list, index, element.
void import_tensor_list_set_item(OpContext& ctx) { write_element(ctx, array_in(ctx, 0), 1, 2); }

/// Inputs list, shape of an element.
void import_tensor_list_stack(OpContext& ctx) {
  ctx.output(0, Binding::of_value(ctx.graph(), contents_of(ctx, array_in(ctx, 0))));
}

/// Inputs list, indices, shape of an element.
void import_tensor_list_gather(OpContext& ctx) {
  ctx.finish(Gather{.axis = 0}, {contents_of(ctx, array_in(ctx, 0)), ctx.in(1)});
}

}  // namespace sinter::tensorflow
