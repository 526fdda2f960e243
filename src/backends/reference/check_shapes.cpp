// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/reference/check_shapes.h"

#include <algorithm>
#include <vector>

#include "ir/infer.h"
#include "sinter/error.h"

namespace sinter::reference {
namespace {

constexpr int64_t kMostElements = 64;  // of tensors whose contents may tell shapes (axes, sizes, pads)

[[noreturn]] void refuse() {
  fail(ErrorCode::kShapeMismatch, "the operands of a kernel do not fit its op", "build the plan again");
}

// Contents as a constant: inference may ask for them. Copied, because Weights want an owner.
Weights contents_of(const TensorArg& a) {
  const int64_t n = a.count();
  if (a.object || a.dtype == DataType::kString) return {};
  if (n > kMostElements || (n > 0 && !a.data)) return {};
  const auto* bytes = static_cast<const std::byte*>(a.data);
  return Weights::own(a.dtype, Dims(a.dims, a.dims + a.rank),
                      std::vector<std::byte>(bytes, bytes + bytes_of(a.dtype, n)));
}

bool fits(const TensorArg& a, const ValueType& type) {
  if (!a.present()) return true;
  if (!type.is_tensor() || type.tensor.dtype != a.dtype || type.tensor.rank() != a.rank) return false;
  for (int32_t i = 0; i < a.rank && !a.actual_dims; ++i)
    if (const Dim& d = type.tensor.dims[size_t(i)]; d.is_const() && d.value() != a.dims[i]) return false;
  return true;
}

}  // namespace

void check_shapes(const Op& op, std::span<const TensorArg> inputs, std::span<const TensorArg> outputs) {
  const OpDef& def = op.def();
  const int n = int(inputs.size());
  if (n < def.min_inputs || (def.max_inputs >= 0 && n > def.max_inputs)) refuse();
  if (def.num_outputs >= 0 && int(outputs.size()) > def.num_outputs) refuse();
  if (def.traits.regions != 0) return;
  // Sequences and optionals hold what they hold: their ops look for themselves.
  const auto nested = [](const TensorArg& a) { return !a.is_tensor; };
  if (std::any_of(inputs.begin(), inputs.end(), nested) || std::any_of(outputs.begin(), outputs.end(), nested)) return;
  std::vector<InferContext::Input> in(inputs.size());
  std::vector<Weights> contents(inputs.size());
  for (size_t i = 0; i < inputs.size(); ++i) {
    const TensorArg& a = inputs[i];
    if (!a.present()) continue;
    in[i].present = true;
    in[i].type = ValueType(a.dtype, SymDims(a.dims, a.dims + a.rank));
    contents[i] = contents_of(a);
    if (contents[i].dtype() == DataType::kInvalid) continue;
    in[i].constant = &contents[i];
    if (!is_integer(a.dtype) || a.rank > 1) continue;
    const auto elements = contents[i].to_ints();
    in[i].host_value = SymDims(elements.begin(), elements.end());
  }
  InferContext ctx(op, std::move(in));
  ctx.set_num_outputs(int(outputs.size()));
  ctx.symbol_bounds = [](const std::string&) { return Interval{0, INT64_MAX}; };
  int fresh = 0;
  ctx.make_symbol = [&](const std::string&, const Dim&) { return Dim::symbol("fresh" + std::to_string(fresh++)); };
  def.infer(op.attrs(), ctx);
  ctx.outputs.resize(outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i)
    if (!fits(outputs[i], ctx.outputs[i])) refuse();
}

}  // namespace sinter::reference
