// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/test_ops.h"

#include "ir/record.h"
#include "ops/relu.h"

namespace sinter {

SINTER_OP(test::Add)
SINTER_OP(test::Not)
SINTER_OP(test::Attributes)
SINTER_OP(test::Keep)
SINTER_OP(test::Twice)
SINTER_OP(test::FourTimes)
SINTER_OP(test::If)
SINTER_OP(test::Loop)

namespace test {

void Keep::reference(RefContext& ctx) const {
  std::vector<double> out;
  for (double v : ctx.f64(0))
    if (v > 0) out.push_back(v);
  ctx.resize(0, {int64_t(out.size())});
  ctx.put(0, out);
}

void Twice::decompose(DecomposeContext& ctx) const { ctx.set_output(0, ctx.add(Add{}, {ctx.in(0), ctx.in(0)})); }

void If::infer(InferContext& ctx) const {
  const Graph& r = *ctx.regions()[0];
  for (size_t i = 0; i < r.outputs().size(); ++i) ctx.set_output(int(i), r.value(r.outputs()[i]).type);
}

void Loop::infer(InferContext& ctx) const {
  const Graph& r = *ctx.regions()[0];
  for (int i = 0; i < ctx.num_outputs(); ++i) {
    TensorType t = r.tensor(r.outputs()[size_t(i) + 1]);
    if (i >= carried) t.dims.insert(t.dims.begin(), ctx.fresh_size("trips", Dim(INT64_MAX)));
    ctx.set_output(i, t);
  }
}

std::span<const OpDef* const> ops() {
  static const OpDef* const all[] = {&def_of<Add>(), &def_of<Attributes>(),   &def_of<FourTimes>(),
                                     &def_of<If>(),  &def_of<Keep>(),         &def_of<Loop>(),
                                     &def_of<Not>(), &def_of<sinter::Relu>(), &def_of<Twice>()};
  return all;
}

}  // namespace test
}  // namespace sinter
