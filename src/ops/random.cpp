// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/random.h"

#include "base/fresh_seed.h"
#include "ir/record.h"

namespace sinter {

SINTER_OP(Random)

void Random::infer(InferContext& ctx) const {
  ctx.require(dtype == DataType::kFloat32 || dtype == DataType::kFloat16 || dtype == DataType::kBFloat16 ||
                  dtype == DataType::kFloat64,
              "dtype is " + std::string(to_string(dtype)), "use a float type and cast");
  ctx.require(std::isfinite(a) && std::isfinite(b), "a parameter of the distribution is not finite");
  for (const Dim& d : dims) ctx.require_at_least(d, 0, "dims must not be negative");
  ctx.set_output(0, dtype, dims);
}

uint64_t random_key(const Random& op) noexcept { return op.seeded ? uint64_t(op.seed) : fresh_seed(); }

void Random::reference(RefContext& ctx) const {
  const uint64_t key = random_key(*this);
  std::vector<double> out(size_t(element_count(ctx.out_dims(0))));
  for (size_t i = 0; i < out.size(); i += 2) {
    const RandomPair p = random_pair(*this, i / 2, key);
    out[i] = p.first;
    if (i + 1 < out.size()) out[i + 1] = p.second;
  }
  ctx.put(0, out);
}

}  // namespace sinter
