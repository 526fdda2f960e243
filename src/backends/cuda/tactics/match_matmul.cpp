// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/tactics/match_matmul.h"

#include <algorithm>

#include "ops/add.h"
#include "ops/fusion.h"
#include "ops/matmul.h"
#include "ops/relu.h"

namespace sinter::cuda {
namespace {

// Which operand of the problem a region's value is, or -1.
int problem_input(const Graph& region, ValueId v) {
  const auto& inputs = region.inputs();
  const auto at = std::find(inputs.begin(), inputs.end(), v);
  return at == inputs.end() ? -1 : int(at - inputs.begin());
}

bool set_product(const Node& n, CublasLtRecipe& r) {
  const auto* op = n.op.as<MatMul>();
  if (!op) return false;
  r.transpose_a = op->transpose_a;
  r.transpose_b = op->transpose_b;
  return true;
}

// One node of the region after the product whose value so far is `value`.
Verdict add_epilogue(const Graph& region, const Node& n, ValueId value, CublasLtRecipe& r) {
  if (r.relu) return Verdict::no("an op follows the relu");
  if (n.op.is<Relu>() && n.inputs[0] == value) {
    r.relu = true;
    return Verdict::yes();
  }
  if (!n.op.is<Add>() || r.bias) return Verdict::no("cuBLASLt has no epilogue with " + std::string(n.op.name()));
  const int other = n.inputs[0] == value ? 1 : 0;
  r.bias_input = problem_input(region, n.inputs[size_t(other)]);
  if (n.inputs[size_t(1 - other)] != value || r.bias_input < 0)
    return Verdict::no("the region is not a chain after the product");
  r.bias = true;
  return Verdict::yes();
}

Verdict match_region(const Graph& region, CublasLtRecipe& r) {
  const auto order = region.order();
  if (order.empty() || !set_product(region.node(order[0]), r))
    return Verdict::no("the region does not begin with MatMul");
  const Node& product = region.node(order[0]);
  r.a = problem_input(region, product.inputs[0]);
  r.b = problem_input(region, product.inputs[1]);
  if (r.a < 0 || r.b < 0) return Verdict::no("an operand of the product is computed in the region");
  ValueId value = product.outputs[0];
  for (size_t i = 1; i < order.size(); ++i) {
    const Node& n = region.node(order[i]);
    if (Verdict v = add_epilogue(region, n, value, r); !v) return v;
    value = n.outputs[0];
  }
  if (region.outputs().size() != 1 || region.outputs()[0] != value) return Verdict::no("the region has other outputs");
  return Verdict::yes();
}

// One element per column: [N], [1, N], ...
Verdict check_bias(const Operand& bias, const Operand& b, const Operand& out) {
  const SymDims& dims = bias.type.dims;
  if (b.type.rank() < 2 || dims.empty() || dims.size() > out.type.dims.size() || !(dims.back() == out.type.dims.back()))
    return Verdict::no("what is added is not one element per column");
  for (size_t i = 0; i + 1 < dims.size(); ++i)
    if (!(dims[i] == Dim(1))) return Verdict::no("what is added is not one element per column");
  return Verdict::yes();
}

// Broadcasting batch dims: a strided batch has one stride, so an operand's are all the output's, or all 1.
bool one_stride(const Operand& x, const Operand& out, int matrix_rank) {
  const int batch = x.type.rank() - 2, of_out = out.type.rank() - matrix_rank;
  bool all_one = true, all_same = batch == of_out;
  for (int i = 0; i < batch; ++i) {
    all_one = all_one && x.type.dims[size_t(i)] == Dim(1);
    all_same = all_same && x.type.dims[size_t(i)] == out.type.dims[size_t(i)];
  }
  return batch <= 0 || all_one || all_same;
}

bool lt_float(DataType t) {
  return t == DataType::kFloat32 || t == DataType::kFloat16 || t == DataType::kBFloat16 || t == DataType::kFloat64;
}

Verdict check_operands(const Problem& p, const CublasLtRecipe& r) {
  for (const auto* list : {&p.inputs, &p.outputs})
    for (const Operand& o : *list) {
      if (!o.present || o.type.dtype != r.dtype) return Verdict::no("operands of different types");
      if (o.format != Format::kLinear) return Verdict::no("an operand is not in linear format");
    }
  const Operand &a = p.inputs[size_t(r.a)], &b = p.inputs[size_t(r.b)], &out = p.outputs[0];
  const int matrix_rank = int(a.type.rank() > 1) + int(b.type.rank() > 1);
  if (!one_stride(a, out, matrix_rank) || !one_stride(b, out, matrix_rank))
    return Verdict::no("an operand is broadcast along some batch dims only");
  return r.bias ? check_bias(p.inputs[size_t(r.bias_input)], b, out) : Verdict::yes();
}

}  // namespace

Verdict match_matmul(const Problem& p, CublasLtRecipe& r) {
  if (const Graph* region = p.op().is<Fusion>() ? p.region() : nullptr) {
    if (Verdict v = match_region(*region, r); !v) return v;
  } else if (!set_product(p.node(), r)) {
    return Verdict::no("op " + std::string(p.op().name()) + " is no MatMul");
  }
  if (p.outputs.size() != 1 || p.inputs.size() > 3)
    return Verdict::no("other operands than a matrix product with a bias has");
  r.dtype = p.outputs[0].type.dtype;
  if (!lt_float(r.dtype)) return Verdict::no("elements of " + std::string(to_string(r.dtype)));
  if (r.dtype == DataType::kFloat64 && (r.bias || r.relu)) return Verdict::no("cuBLASLt has no epilogues in f64");
  r.max_workspace = std::min(r.max_workspace, p.workspace_limit);
  return check_operands(p, r);
}

}  // namespace sinter::cuda
