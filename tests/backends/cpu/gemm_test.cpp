// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The matrix product against loops in double precision: every instruction set that this machine has, every tail,
// epilogue, source layout and way of packing.
#include "backends/cpu/gemm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <thread>
#include <vector>

#include "base/float_types.h"

namespace sinter::cpu {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kGuard = -12345.0f;  // fills what must not be written

std::vector<Isa> isas() {
  std::vector<Isa> list;
  for (int i = 0; i <= int(effective_isa()); ++i) list.push_back(Isa(i));
  return list;
}

std::vector<float> random_floats(size_t count, uint32_t seed) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<float> values(-1, 1);
  std::vector<float> out(count);
  for (float& x : out) x = values(engine);
  return out;
}

void serial(int64_t n, ParallelBody body) {
  if (n > 0) body(0, n);
}

void threaded(int64_t n, ParallelBody body) {  // uneven ranges on three threads
  const int64_t cuts[] = {0, n / 5, n / 2, n};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    if (cuts[i] < cuts[i + 1]) threads.emplace_back([&, i] { body(cuts[i], cuts[i + 1]); });
  }
  for (std::thread& t : threads) t.join();
}

/// The meaning of a recipe, in double.
double activate(const GemmRecipe& r, double x) {
  if (std::isnan(x)) return x;
  if (r.activation == GemmActivation::kRelu) return std::max(x, 0.0);
  if (r.activation == GemmActivation::kClip) return std::min(std::max(x, double(r.low)), double(r.high));
  if (r.activation == GemmActivation::kLeakyRelu) return x < 0 ? x * r.low : x;
  return x;
}

struct Case {
  int64_t batch, m, n, k;
  GemmRecipe recipe;
  bool pack_a = false, pack_b = false;            // before the call
  bool transposed_a = false, transposed_b = false;
  bool shared_a = false, shared_b = false;        // by the batch
  PackType type = PackType::kFloat32;
  int threads = 1;
};

/// Tensors of one case, laid out with gaps between rows; c has a guard around every row.
struct Data {
  explicit Data(const Case& c)
      : lda((c.transposed_a ? c.m : c.k) + 3),
        ldb((c.transposed_b ? c.k : c.n) + 5),
        ldc(c.n + 2),
        a_item(lda * (c.transposed_a ? c.k : c.m)),
        b_item(ldb * (c.transposed_b ? c.n : c.k)),
        a(random_floats(size_t(a_item * c.batch), 1)),
        b(random_floats(size_t(b_item * c.batch), 2)),
        bias(random_floats(size_t(c.m + c.n), 3)),
        residual(random_floats(size_t(c.batch * c.m * ldc), 4)),
        out(size_t(c.batch * c.m * ldc), kGuard) {}
  int64_t lda, ldb, ldc, a_item, b_item;
  std::vector<float> a, b, bias, residual, out;
};

float narrowed(PackType type, float x) {
  if (type == PackType::kFloat16) return half_to_float(float_to_half(x));
  return type == PackType::kBFloat16 ? bfloat16_to_float(float_to_bfloat16(x)) : x;
}

std::vector<uint16_t> narrow(PackType type, const std::vector<float>& from) {
  std::vector<uint16_t> out;
  for (float x : from) out.push_back(type == PackType::kFloat16 ? float_to_half(x) : float_to_bfloat16(x));
  return out;
}

void expect_right(const Case& c, const Data& d) {
  const auto a = [&](int64_t s, int64_t i, int64_t k) {
    const int64_t at = c.transposed_a ? k * d.lda + i : i * d.lda + k;
    return narrowed(c.type, d.a[size_t((c.shared_a ? 0 : s) * d.a_item + at)]);
  };
  const auto b = [&](int64_t s, int64_t k, int64_t j) {
    const int64_t at = c.transposed_b ? j * d.ldb + k : k * d.ldb + j;
    return narrowed(c.type, d.b[size_t((c.shared_b ? 0 : s) * d.b_item + at)]);
  };
  const GemmRecipe& r = c.recipe;
  for (int64_t s = 0; s < c.batch; ++s) {
    for (int64_t i = 0; i < c.m; ++i) {
      for (int64_t j = 0; j < d.ldc; ++j) {
        const size_t at = size_t((s * c.m + i) * d.ldc + j);
        if (j >= c.n) {
          ASSERT_EQ(d.out[at], kGuard) << "written past the row";
          continue;
        }
        double x = 0;
        for (int64_t k = 0; k < c.k; ++k) x += double(a(s, i, k)) * b(s, k, j);
        if (r.bias != GemmBias::kNone) x += d.bias[size_t(r.bias == GemmBias::kPerRow ? i : j)];
        if (r.residual == GemmResidual::kBeforeActivation) x += d.residual[at];
        x = activate(r, x);
        if (r.residual == GemmResidual::kAfterActivation) x += d.residual[at];
        const double tolerance = 1e-5 * (1 + std::sqrt(double(c.k)));
        ASSERT_NEAR(d.out[at], x, tolerance) << r.name() << " at " << s << ' ' << i << ' ' << j;
      }
    }
  }
}

/// Runs a case and returns C.
std::vector<float> run(const Case& c, bool check = true) {
  Data d(c);
  GemmProblem p;
  p.batch = c.batch, p.m = c.m, p.n = c.n, p.k = c.k;
  std::vector<uint16_t> narrow_a, narrow_b;
  if (c.type != PackType::kFloat32) narrow_a = narrow(c.type, d.a), narrow_b = narrow(c.type, d.b);
  const void* a = narrow_a.empty() ? static_cast<const void*>(d.a.data()) : narrow_a.data();
  const void* b = narrow_b.empty() ? static_cast<const void*>(d.b.data()) : narrow_b.data();
  p.a.view = {a, c.type, c.transposed_a ? 1 : d.lda, c.transposed_a ? d.lda : 1};
  p.b.view = {b, c.type, c.transposed_b ? 1 : d.ldb, c.transposed_b ? d.ldb : 1};
  p.a.batch_stride = c.shared_a ? 0 : d.a_item;
  p.b.batch_stride = c.shared_b ? 0 : d.b_item;
  std::vector<float> panels_a, panels_b;
  const auto at = [](const MatrixView& view, int64_t elements) {
    MatrixView moved = view;
    moved.data = static_cast<const char*>(view.data) + elements * (view.type == PackType::kFloat32 ? 4 : 2);
    return moved;
  };
  if (c.pack_a) {
    const int64_t size = packed_a_size(c.m, c.k, c.recipe.mr);
    panels_a.resize(size_t(size * c.batch));
    for (int64_t s = 0; s < c.batch; ++s) {
      pack_a(at(p.a.view, s * p.a.batch_stride), 0, c.m, c.k, c.recipe.mr, panels_a.data() + s * size);
    }
    p.a.packed = true, p.a.view.data = panels_a.data(), p.a.batch_stride = size;
  }
  if (c.pack_b) {
    const int64_t size = packed_b_size(c.k, c.n, c.recipe.nr);
    panels_b.resize(size_t(size * c.batch));
    for (int64_t s = 0; s < c.batch; ++s) {
      pack_b(at(p.b.view, s * p.b.batch_stride), 0, c.n, c.k, c.recipe.nr, panels_b.data() + s * size);
    }
    p.b.packed = true, p.b.view.data = panels_b.data(), p.b.batch_stride = size;
  }
  p.c = d.out.data(), p.ldc = d.ldc, p.c_batch_stride = c.m * d.ldc;
  p.bias = d.bias.data();
  p.residual = d.residual.data(), p.ldr = d.ldc, p.residual_batch_stride = c.m * d.ldc;
  const auto kernel = get_gemm_kernel(c.recipe);
  std::vector<std::byte> workspace(size_t(gemm_workspace(c.recipe, p, c.threads)));
  const ParallelFor parallel = c.threads == 1 ? ParallelFor(serial) : ParallelFor(threaded);
  EXPECT_TRUE(gemm(*kernel, p, parallel, c.threads, workspace));
  if (check) expect_right(c, d);
  return d.out;
}

TEST(Gemm, EveryTailOfOneTile) {
  for (Isa isa : isas()) {
    for (GemmALayout layout : {GemmALayout::kPanels, GemmALayout::kRows}) {
      GemmRecipe r = GemmRecipe::for_isa(isa);
      r.a_layout = layout;
      r.bias = GemmBias::kPerColumn;
      r.activation = GemmActivation::kRelu;
      for (int64_t m = 1; m <= r.mr; ++m) {
        for (int64_t n = 1; n <= r.nr; ++n) run({1, m, n, 1 + (m + n) % 9, r});
      }
    }
  }
}

TEST(Gemm, OtherTiles) {
  const auto shape = [](Isa isa, int mr, int nr, GemmALayout layout) {
    GemmRecipe r;
    r.isa = isa, r.mr = uint8_t(mr), r.nr = uint8_t(nr), r.a_layout = layout;
    r.bias = GemmBias::kPerRow, r.residual = GemmResidual::kBeforeActivation;
    r.activation = GemmActivation::kLeakyRelu, r.low = 0.125f;
    return r;
  };
  for (Isa isa : isas()) {
    if (isa == Isa::kScalar) continue;
    const bool wide = isa == Isa::kAvx512;
    const int w = vector_floats(isa);
    for (int mr : {1, 3, 8, 9, 12, 14, 28}) {
      for (int nv = 1; nv <= 8; ++nv) {
        if (mr * nv + std::max(nv + 2, 4) > (wide ? 32 : 16)) continue;
        for (int layout = 0; layout <= (mr <= 9 ? 1 : 0); ++layout) {
          const GemmRecipe r = shape(isa, mr, nv * w, GemmALayout(layout));
          for (int64_t m = 1; m <= mr + 1; ++m) run({1, m, nv * w - 3, 7, r});
        }
      }
    }
  }
}

TEST(Gemm, Epilogues) {
  for (Isa isa : isas()) {
    for (int bias = 0; bias < 3; ++bias) {
      for (int activation = 0; activation < 4; ++activation) {
        for (int residual = 0; residual < 3; ++residual) {
          GemmRecipe r = GemmRecipe::for_isa(isa);
          r.bias = GemmBias(bias), r.activation = GemmActivation(activation), r.residual = GemmResidual(residual);
          if (r.activation == GemmActivation::kClip) r.low = -0.25f, r.high = 0.5f;
          if (r.activation == GemmActivation::kLeakyRelu) r.low = 0.1f;
          run({1, 13, 83, 20, r});
          run({1, 6, 64, 5, r});
        }
      }
    }
  }
}

TEST(Gemm, RandomSizesAndLayouts) {
  std::mt19937 engine(7);
  const auto pick = [&](int64_t most) { return int64_t(engine() % uint32_t(most + 1)); };
  for (Isa isa : isas()) {
    for (int round = 0; round < 150; ++round) {
      Case c{};
      c.batch = pick(3);
      c.m = pick(70), c.n = pick(200), c.k = round % 10 == 0 ? pick(700) : pick(40);
      c.recipe = GemmRecipe::for_isa(isa);
      c.recipe.bias = GemmBias(pick(2));
      c.recipe.activation = GemmActivation(pick(1));
      c.recipe.residual = GemmResidual(pick(2));
      c.pack_a = pick(2) == 0, c.pack_b = pick(2) == 0;
      c.transposed_a = pick(1), c.transposed_b = pick(1);
      c.shared_a = pick(2) == 0, c.shared_b = pick(2) == 0;
      c.type = PackType(pick(2));
      c.threads = 1 + int(pick(3));
      if (!c.pack_a && !c.transposed_a && c.type == PackType::kFloat32) c.recipe.a_layout = GemmALayout(pick(1));
      SCOPED_TRACE(testing::Message() << "round " << round << " b" << c.batch << " m" << c.m << " n" << c.n << " k"
                                      << c.k << " packed " << c.pack_a << c.pack_b << " threads " << c.threads);
      run(c);
      if (testing::Test::HasFatalFailure() || testing::Test::HasFailure()) return;
    }
  }
}

TEST(Gemm, NoTermsGiveTheBias) {
  for (Isa isa : isas()) {
    GemmRecipe r = GemmRecipe::for_isa(isa);
    r.bias = GemmBias::kPerRow;
    run({2, 9, 70, 0, r});
    run({1, 0, 70, 4, r});
    run({1, 9, 0, 4, r});
    run({0, 9, 70, 4, r});
  }
}

TEST(Gemm, BitsDependNeitherOnThreadsNorOnPackingNorOnTheVectorLength) {
  std::vector<float> first;
  for (Isa isa : isas()) {
    if (isa == Isa::kScalar) continue;  // the compiler decides whether its additions are fused
    for (int variant = 0; variant < 12; ++variant) {
      Case c{2, 61, 300, 613, GemmRecipe::for_isa(isa)};
      c.recipe.bias = GemmBias::kPerColumn;
      c.pack_a = variant & 1, c.pack_b = variant & 2;
      c.threads = variant < 4 ? 1 : variant;
      if (variant >= 8 && !c.pack_a) c.recipe.a_layout = GemmALayout::kRows;
      const std::vector<float> out = run(c, false);
      if (first.empty()) first = out;
      EXPECT_EQ(std::memcmp(first.data(), out.data(), out.size() * 4), 0) << c.recipe.name() << " variant " << variant;
    }
  }
}

TEST(Gemm, NaNAndInfinityGoThrough) {
  for (Isa isa : isas()) {
    for (int activation = 0; activation < 4; ++activation) {
      GemmRecipe r = GemmRecipe::for_isa(isa);
      r.activation = GemmActivation(activation);
      if (r.activation == GemmActivation::kClip) r.low = -2, r.high = 2;
      if (r.activation == GemmActivation::kLeakyRelu) r.low = 0.5f;
      const float a[4] = {kNaN, kInf, -kInf, -1};
      const float b[1] = {1};
      float c[4];
      GemmProblem p;
      p.m = 4, p.n = 1, p.k = 1;
      p.a.view = {a, PackType::kFloat32, 1, 1};
      p.b.view = {b, PackType::kFloat32, 1, 1};
      p.c = c, p.ldc = 1;
      std::vector<std::byte> workspace(size_t(gemm_workspace(r, p, 1)));
      ASSERT_TRUE(gemm(*get_gemm_kernel(r), p, serial, 1, workspace));
      const float high[] = {kInf, kInf, 2, kInf}, low[] = {-kInf, 0, -2, -kInf}, minus[] = {-1, 0, -1, -0.5f};
      EXPECT_TRUE(std::isnan(c[0])) << r.name();
      EXPECT_EQ(c[1], high[activation]) << r.name();
      EXPECT_EQ(c[2], low[activation]) << r.name();
      EXPECT_EQ(c[3], minus[activation]) << r.name();
    }
  }
}

TEST(Gemm, CustomPacker) {
  for (Isa isa : isas()) {
    const GemmRecipe r = GemmRecipe::for_isa(isa);
    const std::vector<float> a = random_floats(7 * 5, 1), b = random_floats(2 * 5 * 99, 2);
    const auto fill = [&](int64_t batch, int64_t first, int64_t count, float* panels) {
      pack_b({b.data() + batch * 5 * 99, PackType::kFloat32, 99, 1}, first, count, 5, r.nr, panels);
    };
    const PanelPacker packer(fill);
    GemmProblem p;
    p.batch = 2, p.m = 7, p.n = 99, p.k = 5;
    p.a.view = {a.data(), PackType::kFloat32, 5, 1};
    p.b.packer = &packer;
    std::vector<float> c(2 * 7 * 99);
    p.c = c.data(), p.ldc = 99, p.c_batch_stride = 7 * 99;
    std::vector<std::byte> workspace(size_t(gemm_workspace(r, p, 4)));
    ASSERT_TRUE(gemm(*get_gemm_kernel(r), p, threaded, 4, workspace));
    for (int s = 0; s < 2; ++s) {
      for (int i = 0; i < 7; ++i) {
        for (int j = 0; j < 99; ++j) {
          double x = 0;
          for (int k = 0; k < 5; ++k) x += double(a[size_t(i * 5 + k)]) * b[size_t((s * 5 + k) * 99 + j)];
          ASSERT_NEAR(c[size_t((s * 7 + i) * 99 + j)], x, 1e-5);
        }
      }
    }
  }
}

TEST(Gemm, WorkspaceGrowsWithTheProblem) {
  const GemmRecipe r = GemmRecipe::for_isa(Isa::kAvx512);
  GemmProblem p;
  p.batch = 3, p.k = 300;
  for (int threads : {1, 2, 16}) {
    int64_t last = 0;
    for (int64_t size = 0; size < 3000; size += 17) {
      p.m = p.n = size;
      const int64_t bytes = gemm_workspace(r, p, threads);
      ASSERT_GE(bytes, last);
      last = bytes;
    }
  }
}

TEST(Gemm, RefusesWhatItCannotDo) {
  const GemmRecipe r = GemmRecipe::for_isa(Isa::kScalar);
  const std::vector<float> a(64), b(64);
  std::vector<float> c(64, kGuard);
  GemmProblem p;
  p.m = p.n = p.k = 8;
  p.a.view = {a.data(), PackType::kFloat32, 8, 1};
  p.b.view = {b.data(), PackType::kFloat32, 8, 1};
  p.c = c.data(), p.ldc = 8;
  EXPECT_FALSE(gemm(*get_gemm_kernel(r), p, serial, 1, {}));  // no workspace
  EXPECT_EQ(c[0], kGuard);
  GemmRecipe rows = r;
  rows.a_layout = GemmALayout::kRows;
  EXPECT_TRUE(gemm_accepts(rows, p));
  p.a.view.col_stride = 2;
  EXPECT_FALSE(gemm_accepts(rows, p));
  p.m = p.k = int64_t(1) << 40;
  EXPECT_ANY_THROW(gemm_workspace(r, p, 1));
}

}  // namespace
}  // namespace sinter::cpu
