// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/random.h"

#include <algorithm>

#include "backends/cpu/kernels/float_rows.h"
#include "backends/cpu/kernels/loaders.h"
#include "base/fresh_seed.h"

namespace sinter::cpu {
namespace {

constexpr int64_t kRandomPiece = 256;  // an even number

class RandomKernel final : public CpuKernel {
 public:
  explicit RandomKernel(const LoadContext& c) : pool_(c.pool) {
    op_.distribution = RandomDistribution(c.recipe.i64(0, 1));
    op_.a = c.recipe.f64();
    op_.b = c.recipe.f64();
    op_.seeded = c.recipe.i64(0, 1) != 0;
    op_.seed = c.recipe.i64();
    op_.dtype = c.recipe.i64(0, 1) != 0 ? DataType::kFloat64 : DataType::kFloat32;
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (!args.inputs.empty() || args.outputs.size() != 1)
      return Status::bad("random numbers got a wrong number of operands");
    const TensorArg& out = args.outputs[0];
    if (!is_plain_float(out.dtype) || (out.dtype == DataType::kFloat64) != (op_.dtype == DataType::kFloat64))
      return Status::bad("random numbers got an output of another dtype");
    const uint64_t key = op_.seeded ? uint64_t(op_.seed) : fresh_seed();
    const int64_t n = out.count(), pieces = (n + kRandomPiece - 1) / kRandomPiece;
    pool_.parallel_for(pieces, 4, [&](int64_t begin, int64_t end) {
      double values[kRandomPiece];
      for (int64_t piece = begin; piece < end; ++piece) {
        const int64_t first = piece * kRandomPiece, run = std::min(kRandomPiece, n - first);
        for (int64_t i = 0; i < run; i += 2) {
          const RandomPair p = random_pair(op_, uint64_t(first + i) / 2, key);
          values[i] = p.first;
          values[i + 1] = p.second;
        }
        store_floats(out, first, run, values);
      }
    });
    return Status::good();
  }

 private:
  ThreadPool& pool_;
  Random op_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_random(const LoadContext& c) { return std::make_unique<RandomKernel>(c); }

}  // namespace sinter::cpu
