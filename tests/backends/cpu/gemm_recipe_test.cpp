// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Recipes come from files: every changed byte must give an error or a kernel that keeps to its tile.
#include "backends/cpu/jit/gemm_recipe.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstring>
#include <thread>
#include <vector>

#include "backends/cpu/jit/gemm_kernel.h"
#include "sinter/error.h"

namespace sinter::cpu {
namespace {

GemmRecipe sample() {
  GemmRecipe r = GemmRecipe::for_isa(effective_isa());
  r.bias = GemmBias::kPerColumn;
  r.activation = GemmActivation::kClip;
  r.residual = GemmResidual::kAfterActivation;
  r.low = 0, r.high = 6;
  return r;
}

/// Memory that ends at a page that cannot be touched: a read or write past its end kills the test.
class Fenced {
 public:
  explicit Fenced(size_t floats) : bytes_((floats * 4 + 4095) / 4096 * 4096 + 4096) {
    base_ = static_cast<char*>(mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    mprotect(base_ + bytes_ - 4096, 4096, PROT_NONE);
    data_ = reinterpret_cast<float*>(base_ + bytes_ - 4096) - floats;
  }
  ~Fenced() { munmap(base_, bytes_); }
  float* data() { return data_; }

 private:
  size_t bytes_;
  char* base_;
  float* data_;
};

/// Calls the kernel with exactly the memory that its contract names.
void call_fenced(const GemmKernel& kernel, int rows, int cols, int64_t k, uint32_t flags) {
  const GemmRecipe& r = kernel.recipe();
  const bool in_rows = r.a_layout == GemmALayout::kRows;
  const size_t a_size = k == 0 ? 0 : in_rows ? size_t(rows) * size_t(k) : size_t(k - 1) * r.mr + size_t(rows);
  Fenced a(a_size), b(size_t(k) * r.nr), c(size_t(rows) * size_t(cols));
  Fenced bias(size_t(r.bias == GemmBias::kPerRow ? rows : cols)), residual(size_t(rows) * size_t(cols));
  GemmArgs args{};
  args.a = a.data(), args.b = b.data(), args.c = c.data();
  args.bias = bias.data(), args.residual = residual.data();
  args.lda = k, args.ldc = cols, args.ldr = cols;
  args.k = k, args.rows = rows, args.cols = cols, args.flags = flags;
  kernel(args);
}

TEST(GemmRecipe, RoundTrip) {
  const GemmRecipe r = sample();
  EXPECT_EQ(GemmRecipe::parse(r.serialize()), r);
  EXPECT_EQ(GemmRecipe::parse(r.serialize()).serialize(), r.serialize());
}

TEST(GemmRecipe, EveryChangedByteIsAnErrorOrASafeKernel) {
  int errors = 0, kernels = 0;
  for (const GemmALayout layout : {GemmALayout::kPanels, GemmALayout::kRows}) {
    GemmRecipe original = sample();
    original.a_layout = layout;
    const GemmRecipe::Bytes good = original.serialize();
    for (size_t at = 0; at < good.size(); ++at) {
      for (int value = 0; value < 256; ++value) {
        GemmRecipe::Bytes bytes = good;
        bytes[at] = std::byte(value);
        try {
          const auto kernel = get_gemm_kernel(GemmRecipe::parse(bytes));
          ++kernels;
          const int mr = kernel->recipe().mr, nr = kernel->recipe().nr;
          call_fenced(*kernel, mr, nr, 5, kFinish);
          call_fenced(*kernel, 1, 1, 1, kAccumulate | kFinish);
          call_fenced(*kernel, mr, nr - 1, 4, kAccumulate);
        } catch (const Error& error) {
          EXPECT_TRUE(error.code() == ErrorCode::kCorruptFile || error.code() == ErrorCode::kIncompatiblePlan);
          EXPECT_FALSE(error.remedy().empty());
          ++errors;
        }
      }
    }
  }
  EXPECT_GT(errors, 1000);
  EXPECT_GT(kernels, 100);
}

TEST(GemmRecipe, WrongLengthAndVersion) {
  const GemmRecipe::Bytes bytes = sample().serialize();
  EXPECT_THROW(GemmRecipe::parse({}), Error);
  EXPECT_THROW(GemmRecipe::parse(std::span(bytes).first(19)), Error);
  GemmRecipe::Bytes other = bytes;
  other[1] = std::byte(2);
  try {
    GemmRecipe::parse(other);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kIncompatiblePlan);
  }
}

TEST(GemmKernel, KeepsToItsTile) {
  for (int isa = 0; isa <= int(effective_isa()); ++isa) {
    for (const GemmALayout layout : {GemmALayout::kPanels, GemmALayout::kRows}) {
      GemmRecipe r = GemmRecipe::for_isa(Isa(isa));
      r.a_layout = layout;
      r.bias = GemmBias::kPerColumn;
      r.activation = GemmActivation::kRelu;
      r.residual = GemmResidual::kBeforeActivation;
      const GemmKernel kernel(r);
      for (int rows = 1; rows <= r.mr; ++rows) {
        for (int cols = 1; cols <= r.nr; ++cols) {
          call_fenced(kernel, rows, cols, (rows + cols) % 6, kAccumulate | kFinish);
        }
      }
    }
  }
}

TEST(GemmKernel, IgnoresRowsAndColumnsOutsideTheTile) {
  for (int isa = 0; isa <= int(effective_isa()); ++isa) {
    const GemmKernel kernel(GemmRecipe::for_isa(Isa(isa)));
    const int mr = kernel.recipe().mr, nr = kernel.recipe().nr;
    for (const auto& [rows, cols] : {std::pair{0, 1}, {1, 0}, {-1, 1}, {1, -1}, {mr + 1, 1}, {1, nr + 1}}) {
      GemmArgs args{};  // every pointer is null: any access would crash
      args.k = 1, args.rows = rows, args.cols = cols, args.flags = kFinish;
      kernel(args);
    }
  }
}

TEST(GemmKernel, EqualRecipesShareOneKernel) {
  std::vector<std::shared_ptr<const GemmKernel>> kernels(8);
  std::vector<std::thread> threads;
  for (auto& kernel : kernels) threads.emplace_back([&] { kernel = get_gemm_kernel(sample()); });
  for (std::thread& t : threads) t.join();
  for (const auto& kernel : kernels) EXPECT_EQ(kernel, kernels[0]);
  GemmRecipe other = sample();
  other.high = 5;
  EXPECT_NE(get_gemm_kernel(other), kernels[0]);
}

TEST(GemmKernel, InvalidTilesAreRefused) {
  GemmRecipe r = GemmRecipe::for_isa(Isa::kAvx512);
  r.mr = 7;
  EXPECT_THROW(r.validate(), Error);
  r = GemmRecipe::for_isa(Isa::kAvx2);
  r.nr = 12;
  EXPECT_THROW(get_gemm_kernel(r), Error);
  r = GemmRecipe::for_isa(Isa::kScalar);
  r.low = 1;  // without an activation that has a bound
  EXPECT_THROW(r.validate(), Error);
}

}  // namespace
}  // namespace sinter::cpu
