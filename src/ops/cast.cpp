// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/cast.h"

#include "ir/record.h"
#include "ops/compute.h"

namespace sinter {

SINTER_OP(Cast)

namespace {

bool is_number(DataType t) { return is_float(t) || is_integer(t) || t == DataType::kBool; }

// Elements of shape arithmetic after the cast, if it surely keeps them.
HostValue cast_host_value(const HostValue& v, DataType to) {
  if (!v) return {};
  if (to == DataType::kInt32 || to == DataType::kInt64 || to == DataType::kUInt32 || to == DataType::kUInt64) return v;
  SymDims out;
  for (const Dim& d : *v) {
    if (!d.is_const()) return {};
    if (to == DataType::kBool) out.push_back(int64_t(d.value() != 0));
    else if (is_integer(to) && bits_of(to) >= 8 && d.value() >= 0 && d.value() <= 127) out.push_back(d);
    else return {};
  }
  return out;
}

ScalarClass scalar_class_of(DataType t) {
  return is_float(t) ? ScalarClass::kFloat
         : t == DataType::kBool ? ScalarClass::kBool
         : is_unsigned(t)       ? ScalarClass::kUInt
                                : ScalarClass::kInt;
}

}  // namespace

void Cast::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(is_number(x.dtype) || (is_complex(x.dtype) && is_complex(to)),
              "elements of " + std::string(to_string(x.dtype)) + " cannot be cast to " + std::string(to_string(to)),
              "strings and complex numbers are not cast");
  ctx.require(is_number(to) || is_complex(to), "cannot cast to " + std::string(to_string(to)), "cast to a number type");
  ctx.set_output(0, to, x.dims);
  if (auto v = cast_host_value(ctx.host_value(0), to)) ctx.set_host_value(0, *v);
}

void Cast::reference(RefContext& ctx) const {
  with_element(ctx.dtype(0), [&](auto v) {
    using V = decltype(v);
    if constexpr (std::is_same_v<V, std::string>) {
      ctx.fail_class(kName);
    } else {
      const std::vector<V> x = load<V>(ctx, 0);
      if (is_complex(to) && !std::is_same_v<V, std::complex<double>>) {
        const std::vector<std::complex<double>> wide(x.begin(), x.end());
        ctx.put(0, wide);
      } else {
        ctx.put(0, x);
      }
    }
  });
}

ScalarProgram Cast::program(std::span<const ScalarClass> inputs) const {
  ScalarProgram p;
  const ScalarClass from = inputs.empty() ? ScalarClass::kFloat : inputs[0], cls = scalar_class_of(to);
  int32_t v = p.add_input(from);
  // kNarrow leaves what a store as `to` would: it saturates floats while they are floats, and wraps integers.
  const bool keeps_all = to == DataType::kFloat64 || bits_of(to) == 64 || to == DataType::kBool;
  auto narrow = [&] {
    if (!keeps_all) v = p.add({.op = ScalarOp::kNarrow, .cls = p.code[size_t(v)].cls, .a = v, .imm = double(int(to))});
  };
  if (from == ScalarClass::kFloat) narrow();
  v = p.cast(v, cls);
  if (from != ScalarClass::kFloat && from != ScalarClass::kBool) narrow();
  p.outputs = {v};
  return p;
}

}  // namespace sinter
