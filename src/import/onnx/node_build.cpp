// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The building half of NodeContext: small pieces of graph that many operators are made of.
#include "import/onnx/node_context.h"
#include "ops/cast.h"
#include "ops/expand.h"
#include "ops/op_list.h"
#include "ops/reshape.h"
#include "ops/shape.h"
#include "ops/transpose.h"

namespace sinter::onnx {

ValueId NodeContext::add(Op op, std::vector<ValueId> inputs) {
  NodeMeta meta;
  meta.sources = {scope_.source_name(node_)};
  return graph().add_value(std::move(op), std::move(inputs), std::move(meta));
}

ValueId NodeContext::add(std::string_view op, std::vector<ValueId> inputs) {
  return add(make_op(op), std::move(inputs));
}

void NodeContext::finish(std::string_view op, std::vector<ValueId> inputs) { finish(make_op(op), std::move(inputs)); }

ValueId NodeContext::scalar_like(ValueId like, double v) {
  return constant_value(Weights::scalar(type_of(like).dtype, v));
}

ValueId NodeContext::cast(ValueId v, DataType to) {
  if (type_of(v).dtype == to) return v;
  return add(Cast{.to = to}, {v});
}

ValueId NodeContext::reshape(ValueId v, SymDims dims) {
  if (type_of(v).dims == dims) return v;
  return add(Reshape{.dims = std::move(dims)}, {v});
}

ValueId NodeContext::transpose(ValueId v, Ints perm) {
  bool identity = true;
  for (size_t i = 0; i < perm.size(); ++i) identity = identity && perm[i] == int64_t(i);
  return identity ? v : add(Transpose{.perm = std::move(perm)}, {v});
}

ValueId NodeContext::extent(ValueId v, int axis) {
  return reshape(add(Shape{.start = axis, .end = axis + 1}, {v}), {});
}

ValueId NodeContext::expand(ValueId v, const SymDims& dims) {
  if (type_of(v).dims == dims) return v;
  return add(Expand{.dims = dims}, {v});
}

}  // namespace sinter::onnx
