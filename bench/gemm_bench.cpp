// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// GFLOP/s of the matrix product on one thread, for every tactic: instruction set x how A and B arrive.
//   tile:    one microkernel call on data in the first cache: the ceiling of the generated code
//   weights: B packed beforehand (matmul and NHWC convolution), A read in place or packed on the way
//   nchw:    A packed beforehand (NCHW convolution), B packed on the way
//   expand:  time to generate one kernel
#include <benchmark/benchmark.h>

#include <array>
#include <string>
#include <vector>

#include "backends/cpu/gemm.h"

namespace {

using namespace sinter;
using namespace sinter::cpu;

struct Shape {
  const char* what;
  int64_t m, n, k;
};
constexpr Shape kShapes[] = {{"bert_qkv", 128, 768, 768},     {"bert_ffn", 128, 3072, 768},
                             {"rn50_1x1", 3136, 256, 64},     {"rn50_3x3", 784, 128, 1152},
                             {"rn50_late", 49, 512, 4608},    {"mbv2_1x1", 784, 192, 32},
                             {"fc_batch1", 1, 1000, 2048},    {"square", 1024, 1024, 1024}};

enum class Mode { kRowsTimesWeights, kPackedTimesWeights, kWeightsTimesPacked };

void serial(int64_t n, ParallelBody body) { body(0, n); }

GemmRecipe recipe_of(Isa isa, Mode mode) {
  GemmRecipe r = GemmRecipe::for_isa(isa);
  r.bias = mode == Mode::kWeightsTimesPacked ? GemmBias::kPerRow : GemmBias::kPerColumn;
  r.activation = GemmActivation::kRelu;
  if (mode == Mode::kRowsTimesWeights) r.a_layout = GemmALayout::kRows;
  return r;
}

void report(benchmark::State& state, double flops) {
  state.counters["GFLOP/s"] = benchmark::Counter(flops * 1e-9, benchmark::Counter::kIsIterationInvariantRate);
}

void product(benchmark::State& state, Isa isa, Mode mode, Shape s) {
  if (mode == Mode::kWeightsTimesPacked) std::swap(s.m, s.n);  // channels are rows there
  const GemmRecipe r = recipe_of(isa, mode);
  const auto kernel = get_gemm_kernel(r);
  std::vector<float> a(size_t(s.m * s.k), 0.5f), b(size_t(s.k * s.n), 0.25f), c(size_t(s.m * s.n));
  std::vector<float> bias(size_t(s.m + s.n), 1.0f), panels;
  GemmProblem p;
  p.m = s.m, p.n = s.n, p.k = s.k;
  p.a.view = {a.data(), PackType::kFloat32, s.k, 1};
  p.b.view = {b.data(), PackType::kFloat32, s.n, 1};
  p.c = c.data(), p.ldc = s.n, p.bias = bias.data();
  p.blocking = GemmBlocking::for_caches(cpu_info());
  if (mode == Mode::kWeightsTimesPacked) {
    panels.resize(size_t(packed_a_size(s.m, s.k, r.mr)));
    pack_a(p.a.view, 0, s.m, s.k, r.mr, panels.data());
    p.a.packed = true, p.a.view.data = panels.data();
  } else {
    panels.resize(size_t(packed_b_size(s.k, s.n, r.nr)));
    pack_b(p.b.view, 0, s.n, s.k, r.nr, panels.data());
    p.b.packed = true, p.b.view.data = panels.data();
  }
  std::vector<std::byte> workspace(size_t(gemm_workspace(r, p, 1)));
  for (auto _ : state) {
    if (!gemm(*kernel, p, serial, 1, workspace)) state.SkipWithError("refused");
    benchmark::ClobberMemory();
  }
  report(state, 2.0 * double(s.m) * double(s.n) * double(s.k));
}

void tile(benchmark::State& state, Isa isa) {
  const GemmRecipe r = GemmRecipe::for_isa(isa);
  const GemmKernel kernel(r);
  constexpr int64_t kDepth = 96;
  std::vector<float> a(size_t(kDepth * r.mr), 1.0f), b(size_t(kDepth * r.nr), 1.0f), c(size_t(r.mr) * r.nr);
  GemmArgs args{};
  args.a = a.data(), args.b = b.data(), args.c = c.data();
  args.ldc = r.nr, args.k = kDepth, args.rows = r.mr, args.cols = r.nr, args.flags = kFinish;
  for (auto _ : state) {
    kernel(args);
    benchmark::ClobberMemory();
  }
  report(state, 2.0 * double(kDepth) * r.mr * r.nr);
}

void expand(benchmark::State& state, Isa isa) {
  for (auto _ : state) {
    const GemmKernel kernel(recipe_of(isa, Mode::kPackedTimesWeights));
    benchmark::DoNotOptimize(kernel.code_bytes());
    state.counters["code_bytes"] = double(kernel.code_bytes());
  }
}

constexpr std::array<const char*, 3> kModes = {"weights/a_rows", "weights/a_packed", "nchw"};

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  for (int i = 0; i <= int(effective_isa()); ++i) {
    const Isa isa = Isa(i);
    const std::string name(to_string(isa));
    benchmark::RegisterBenchmark(("tile/" + name).c_str(), tile, isa);
    if (isa != Isa::kScalar) benchmark::RegisterBenchmark(("expand/" + name).c_str(), expand, isa);
    for (const Shape& shape : kShapes) {
      for (size_t mode = 0; mode < kModes.size(); ++mode) {
        const std::string full = std::string(kModes[mode]) + '/' + shape.what + '/' + name;
        benchmark::RegisterBenchmark(full.c_str(), product, isa, Mode(mode), shape);
      }
    }
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
