// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Quantization and packed-movement kernels with recipes and operands that do not fit: refused, never a wild access.
#include <gtest/gtest.h>

#include "backends/cpu/cpu_info.h"
#include "backends/cpu/jit/gemm_recipe.h"
#include "backends/cpu/runtime/cpu_runtime.h"
#include "ops/recurrent.h"
#include "sinter/error.h"

namespace sinter::cpu {
namespace {

CpuRuntime& runtime() {
  static CpuRuntime r(2);
  return r;
}

std::unique_ptr<CpuKernel> load(const std::string& name, RecipeWriter w) {
  KernelRecord r;
  r.backend = "cpu";
  r.name = name;
  r.version = 1;
  r.recipe = w.take();
  return runtime().load_kernel(r, {});
}

void expect_corrupt(const std::string& name, RecipeWriter w) {
  try {
    load(name, std::move(w));
    ADD_FAILURE() << name << " took a damaged recipe";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kCorruptFile) << e.what();
  }
}

struct Tensor {
  Tensor(DataType type, Dims d) : dims(std::move(d)), bytes(size_t(bytes_of(type, element_count(dims)))) {
    arg.data = bytes.data();
    arg.dims = dims.data();
    arg.rank = int32_t(dims.size());
    arg.dtype = type;
  }
  Dims dims;
  std::vector<std::byte> bytes;
  TensorArg arg;
};

Status run(const CpuKernel& k, std::vector<TensorArg> inputs, TensorArg output, int64_t workspace_less = 0) {
  KernelArgs args{inputs, {&output, 1}, {}, nullptr, 0};
  const int64_t need = k.workspace(args);
  std::vector<std::max_align_t> room(size_t(need) / sizeof(std::max_align_t) + 1);
  args.workspace = room.data();
  args.workspace_bytes = need - workspace_less;
  return k.run(args);
}

constexpr DataType kF32 = DataType::kFloat32, kI8 = DataType::kInt8, kI4 = DataType::kInt4, kI64 = DataType::kInt64;

TEST(QuantizeKernel, RefusesOperandsThatDoNotFit) {
  const auto axis = load("quantize", std::move(RecipeWriter().i64(1).i64(0)));
  Tensor x(kF32, {2, 3}), out(kI8, {2, 3}), scale(kF32, {3}), zero(kI8, {3});
  EXPECT_TRUE(run(*axis, {x.arg, scale.arg, zero.arg}, out.arg).ok());
  EXPECT_TRUE(run(*axis, {x.arg, scale.arg}, out.arg).ok());
  EXPECT_FALSE(run(*axis, {x.arg, Tensor(kF32, {2}).arg}, out.arg).ok());
  EXPECT_FALSE(run(*axis, {x.arg, scale.arg, Tensor(kI8, {2}).arg}, out.arg).ok());
  EXPECT_FALSE(run(*axis, {x.arg, scale.arg}, Tensor(kI8, {3, 2}).arg).ok());
  EXPECT_FALSE(run(*axis, {x.arg}, out.arg).ok());
  EXPECT_FALSE(run(*axis, {x.arg, scale.arg}, Tensor(DataType::kComplex64, {2, 3}).arg).ok());
  const auto far = load("dequantize", std::move(RecipeWriter().i64(5).i64(0)));
  EXPECT_FALSE(run(*far, {out.arg, scale.arg}, x.arg).ok());
  const auto blocks = load("dequantize", std::move(RecipeWriter().i64(1).i64(2)));
  EXPECT_TRUE(run(*blocks, {out.arg, Tensor(kF32, {2, 2}).arg}, x.arg).ok());
  EXPECT_FALSE(run(*blocks, {out.arg, Tensor(kF32, {2, 1}).arg}, x.arg).ok());
  EXPECT_FALSE(run(*blocks, {out.arg, Tensor(kF32, {1}).arg}, x.arg).ok());
  expect_corrupt("quantize", std::move(RecipeWriter().i64(1000).i64(0)));
  expect_corrupt("quantize", std::move(RecipeWriter().i64(1).i64(-1)));
  expect_corrupt("quantize", std::move(RecipeWriter().i64(1)));
}

TEST(PackedMovesKernel, RefusesOperandsThatDoNotFit) {
  for (int64_t row : {3, 4}) {
    const auto concat = load("packed_moves", std::move(RecipeWriter().text("concat").i64(1).i64(0)));
    Tensor a(kI4, {2, row}), b(kI4, {1, row}), out(kI4, {3, row});
    EXPECT_TRUE(run(*concat, {a.arg, b.arg}, out.arg).ok());
    EXPECT_FALSE(run(*concat, {a.arg, a.arg}, out.arg).ok());
    EXPECT_FALSE(run(*concat, {a.arg, Tensor(kI4, {1, row + 1}).arg}, out.arg).ok());
    EXPECT_FALSE(run(*concat, {a.arg, Tensor(kI8, {1, row + 1}).arg}, out.arg).ok());
    EXPECT_FALSE(run(*concat, {a.arg, b.arg}, out.arg, 1).ok()) << "too little workspace";
    EXPECT_FALSE(run(*concat, {a.arg, b.arg}, Tensor(kI8, {3, row}).arg).ok());
    const auto gather = load("packed_moves", std::move(RecipeWriter().text("gather").i64(1).i64(0)));
    Tensor index(kI64, {2});
    Tensor picked(kI4, {2, row});
    EXPECT_TRUE(run(*gather, {a.arg, index.arg}, picked.arg).ok());
    index.bytes[0] = std::byte{9};
    EXPECT_FALSE(run(*gather, {a.arg, index.arg}, picked.arg).ok());
  }
  expect_corrupt("packed_moves", std::move(RecipeWriter().text("packed_moves").i64(0)));
  expect_corrupt("packed_moves", std::move(RecipeWriter().text("pointwise").i64(0)));
  expect_corrupt("packed_moves", std::move(RecipeWriter().text("concat").i64(2).i64(0)));
  expect_corrupt("packed_moves", std::move(RecipeWriter().text("concat").i64(1)));
}

// Tensors without elements may have any other dims, whose products must not wrap around.
TEST(DeformColumnsKernel, RefusesChannelsThatWrapAround) {
  RecipeWriter recipe;
  for (int64_t v : {1, 1023, 1, 1, 0, 0, 1}) recipe.i64(v);  // dims, kernel, stride, dilation, pads, groups
  const auto kernel = load("deform_columns", std::move(recipe));
  const int64_t channels = 0x7fdff7fdff7fdff8;  // times 1023 it is 8 modulo 2^64
  Tensor x(kF32, {1, channels, 0}), shift(kF32, {1, 1023, 1}), out(kF32, {1, 8, 1});
  EXPECT_FALSE(run(*kernel, {x.arg, shift.arg}, out.arg).ok());
  Tensor plain(kF32, {1, 2, 4}), columns(kF32, {1, 2046, 1});
  EXPECT_TRUE(run(*kernel, {plain.arg, shift.arg}, columns.arg).ok());
}

TEST(RecurrentKernel, RefusesScratchThatWrapsAround) {
  RecipeWriter recipe;
  recipe.i64(int64_t(RecurrentKind::kLstm)).i64(0).i64(0).i64(0).f64(0);
  for (int i = 0; i < 3; ++i) recipe.i64(0).f64(0).f64(0);
  const auto gemm = GemmRecipe::for_isa(effective_isa()).serialize();
  recipe.text({reinterpret_cast<const char*>(gemm.data()), gemm.size()});
  const auto kernel = load("recurrent", std::move(recipe));
  const auto refused = [&](int64_t steps, int64_t batch) {
    Tensor x(kF32, {steps, batch, 0}), w(kF32, {1, 4, 0}), r(kF32, {1, 4, 1}), last(kF32, {1, batch, 1});
    std::vector<TensorArg> inputs = {x.arg, w.arg, r.arg}, outputs = {TensorArg{}, last.arg};
    KernelArgs args{inputs, outputs, {}, nullptr, 0};
    const int64_t need = kernel->workspace(args);
    std::vector<std::max_align_t> room(size_t(need) / sizeof(std::max_align_t) + 1);
    args.workspace = room.data(), args.workspace_bytes = need;
    return !kernel->run(args).ok();
  };
  EXPECT_FALSE(refused(3, 2));
  EXPECT_TRUE(refused(int64_t{1} << 42, 1 << 20));
}

}  // namespace
}  // namespace sinter::cpu
