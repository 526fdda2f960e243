// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/node_builder.h"

#include <set>

#include "ops/cast.h"
#include "ops/expand.h"
#include "ops/op_list.h"
#include "ops/reshape.h"
#include "ops/shape.h"
#include "ops/transpose.h"

namespace sinter {

ValueId NodeBuilder::add(Op op, std::vector<ValueId> inputs) const {
  NodeMeta meta;
  meta.sources = {source_};
  return graph().add_value(std::move(op), std::move(inputs), std::move(meta));
}

ValueId NodeBuilder::add(std::string_view op, std::vector<ValueId> inputs) const {
  return add(make_op(op), std::move(inputs));
}

ValueId NodeBuilder::int_scalar(int64_t v) const {
  return constant_value(Weights::of_ints(DataType::kInt64, {}, std::span(&v, 1)));
}

ValueId NodeBuilder::scalar_like(ValueId like, double v) const {
  return constant_value(Weights::scalar(type_of(like).dtype, v));
}

ValueId NodeBuilder::cast(ValueId v, DataType to) const {
  if (type_of(v).dtype == to) return v;
  return add(Cast{.to = to}, {v});
}

ValueId NodeBuilder::reshape(ValueId v, SymDims dims) const {
  if (type_of(v).dims == dims) return v;
  return add(Reshape{.dims = std::move(dims)}, {v});
}

ValueId NodeBuilder::transpose(ValueId v, Ints perm) const {
  bool identity = true;
  for (size_t i = 0; i < perm.size(); ++i) identity = identity && perm[i] == int64_t(i);
  return identity ? v : add(Transpose{.perm = std::move(perm)}, {v});
}

Dim NodeBuilder::dim_of(ValueId v, int axis) const {
  const TensorType& type = graph_->tensor(v);
  if (axis >= type.rank())
    invalid("an operand has the shape " + to_string(type) + ", at least " + std::to_string(axis + 1) +
            " dims are expected");
  return type.dims[size_t(axis)];
}

Dim NodeBuilder::first_of(const SymDims& values, const char* what) const {
  if (values.empty()) invalid(std::string(what) + " is empty");
  return values[0];
}

ValueId NodeBuilder::extent(ValueId v, int axis) const {
  return reshape(add(Shape{.start = axis, .end = axis + 1}, {v}), {});
}

ValueId NodeBuilder::expand(ValueId v, const SymDims& dims) const {
  if (type_of(v).dims == dims) return v;
  return add(Expand{.dims = dims}, {v});
}

int64_t NodeBuilder::axis_of(int64_t axis, int rank) const {
  if (axis < -rank || axis >= rank)
    invalid("axis " + std::to_string(axis) + " is out of range for rank " + std::to_string(rank));
  return axis < 0 ? axis + rank : axis;
}

Ints NodeBuilder::axes_of(Ints axes, int rank) const {
  std::set<int64_t> seen;
  for (auto& axis : axes) {
    axis = axis_of(axis, rank);
    if (!seen.insert(axis).second) invalid("axis " + std::to_string(axis) + " is given twice");
  }
  return axes;
}

void NodeBuilder::invalid(const std::string& message, const std::string& remedy) const {
  fail(ErrorCode::kInvalidModel, message, remedy.empty() ? "correct the model, or export it again" : remedy);
}

void NodeBuilder::unsupported(const std::string& message, const std::string& remedy) const {
  fail(ErrorCode::kUnsupported, message, remedy);
}

}  // namespace sinter
