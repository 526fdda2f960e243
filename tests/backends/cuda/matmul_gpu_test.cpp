// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <thread>

#include "backends/cuda/cublaslt_api.h"
#include "backends/cuda/kernels/cublaslt_matmul.h"
#include "gpu.h"
#include "support/plan_runner.h"
#include "support/tolerance.h"

namespace sinter::cuda {
namespace {

class MatmulGpu : public GpuTest {
 protected:
  void SetUp() override {
    GpuTest::SetUp();
    std::string why;
    if (!IsSkipped() && !cublaslt_api(why)) GTEST_SKIP() << why;
  }
  std::unique_ptr<Kernel> kernel_of(const CublasLtRecipe& r) {
    CompiledKernel k;
    k.name = kCublasLtKernel;
    k.version = kCublasLtVersion;
    k.recipe = r.write();
    return load_compiled(gpu(), k);
  }
};

struct ProductCase {
  Dims a, b, out;
  bool transpose_a = false, transpose_b = false;
};

const std::vector<ProductCase> kProducts = {
    {{3, 4}, {4, 5}, {3, 5}},
    {{17, 33}, {33, 9}, {17, 9}},
    {{64, 256}, {128, 256}, {64, 128}, false, true},
    {{40, 24}, {40, 56}, {24, 56}, true, false},
    {{40, 24}, {56, 40}, {24, 56}, true, true},
    {{2, 3, 16, 32}, {32, 24}, {2, 3, 16, 24}},
    {{6, 16, 32}, {6, 32, 24}, {6, 16, 24}},
    {{6, 16, 32}, {6, 24, 32}, {6, 16, 24}, false, true},
    {{16, 32}, {6, 32, 24}, {6, 16, 24}},
    {{2, 5, 7, 3}, {7, 8}, {2, 5, 3, 8}, true, false},
    {{1, 1}, {1, 1}, {1, 1}},
};

// Plain loops in double over row-major matrices.
HostTensor multiply(const ProductCase& c, const HostTensor& a, const HostTensor& b, const HostTensor* bias, bool relu) {
  const auto x = a.to_doubles(), y = b.to_doubles();
  const int64_t m = c.out[c.out.size() - 2], n = c.out.back(), k = c.transpose_a ? c.a[c.a.size() - 2] : c.a.back();
  const int64_t batch = element_count(c.out) / (m * n);
  const bool share_a = a.count() == m * k, share_b = b.count() == k * n;
  std::vector<double> out;
  const auto z = bias ? bias->to_doubles() : std::vector<double>(size_t(n), 0.0);
  for (int64_t g = 0; g < batch; ++g)
    for (int64_t i = 0; i < m; ++i)
      for (int64_t j = 0; j < n; ++j) {
        double sum = z[size_t(j)];
        for (int64_t p = 0; p < k; ++p)
          sum += x[size_t((share_a ? 0 : g * m * k) + (c.transpose_a ? p * m + i : i * k + p))] *
                 y[size_t((share_b ? 0 : g * k * n) + (c.transpose_b ? j * k + p : p * n + j))];
        out.push_back(relu ? std::max(sum, 0.0) : sum);
      }
  return HostTensor::of_doubles(a.dtype, c.out, out);
}

TEST_F(MatmulGpu, AgreesWithLoops) {
  for (DataType t : {DataType::kFloat32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64})
    for (const auto& c : kProducts)
      for (int epilogue = 0; epilogue < (t == DataType::kFloat64 ? 1 : 4); ++epilogue) {
        SCOPED_TRACE(std::string(to_string(t)) + " " + to_string(c.a) + " x " + to_string(c.b) + " epilogue " +
                     std::to_string(epilogue));
        CublasLtRecipe r;
        r.dtype = t;
        r.transpose_a = c.transpose_a;
        r.transpose_b = c.transpose_b;
        r.bias = (epilogue & 1) != 0;
        r.relu = (epilogue & 2) != 0;
        std::vector<HostTensor> inputs = {test::random_tensor(t, c.a, 1), test::random_tensor(t, c.b, 2)};
        if (r.bias) inputs.push_back(test::random_tensor(t, {c.out.back()}, 3));
        const auto got = run_on_gpu(gpu(), *kernel_of(r), inputs, {HostTensor(t, c.out)});
        const HostTensor expected = multiply(c, inputs[0], inputs[1], r.bias ? &inputs[2] : nullptr, r.relu);
        EXPECT_EQ(test::difference(got[0], expected, c.transpose_a ? c.a[c.a.size() - 2] : c.a.back()), "");
      }
}

// f32 products are exact to f32: with TF32 this sum would lose the small terms.
TEST_F(MatmulGpu, NoTf32) {
  const std::vector<double> a = {1.0 + 1.0 / 4096, 1, 1, 1}, b = {1, 0, 0, 0};
  const auto x = HostTensor::of_doubles(DataType::kFloat32, {1, 4}, a),
             y = HostTensor::of_doubles(DataType::kFloat32, {4, 1}, b);
  EXPECT_EQ(run_on_gpu(gpu(), *kernel_of({}), {x, y}, {HostTensor(DataType::kFloat32, {1, 1})})[0].to_doubles()[0],
            1.0 + 1.0 / 4096);
}

TEST_F(MatmulGpu, VectorsAndEmptyOperands) {
  const auto kernel = kernel_of({});
  const auto x = test::random_tensor(DataType::kFloat32, {8}, 1), y = test::random_tensor(DataType::kFloat32, {8}, 2);
  const auto got = run_on_gpu(gpu(), *kernel, {x, y}, {HostTensor(DataType::kFloat32, {})})[0].to_doubles();
  double sum = 0;
  for (size_t i = 0; i < 8; ++i) sum += x.to_doubles()[i] * y.to_doubles()[i];
  EXPECT_NEAR(got[0], sum, 1e-5);
  const HostTensor wide(DataType::kFloat32, {3, 0}), tall(DataType::kFloat32, {0, 2});
  EXPECT_EQ(
      run_on_gpu(gpu(), *kernel, {wide, tall}, {test::random_tensor(DataType::kFloat32, {3, 2}, 9)})[0].to_doubles(),
      std::vector<double>(6, 0.0));
  EXPECT_TRUE(run_on_gpu(gpu(), *kernel, {tall, test::random_tensor(DataType::kFloat32, {2, 5}, 1)},
                         {HostTensor(DataType::kFloat32, {0, 5})})[0]
                  .bytes.empty());
}

// One kernel object, many threads, new shapes in all of them.
TEST_F(MatmulGpu, OneKernelServesManyThreads) {
  const auto kernel = kernel_of({});
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int64_t i = 1; i <= 8; ++i) {
        const ProductCase c{{i * 4, 16}, {16, 8 + t % 2}, {i * 4, 8 + t % 2}};
        const auto x = test::random_tensor(DataType::kFloat32, c.a, uint32_t(i)),
                   y = test::random_tensor(DataType::kFloat32, c.b, 7);
        const auto got = run_on_gpu(gpu(), *kernel, {x, y}, {HostTensor(DataType::kFloat32, c.out)});
        wrong += test::difference(got[0], multiply(c, x, y, nullptr, false), 16) != "";
      }
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(wrong.load(), 0);
}

TEST(CublasLtRecipe, DamagedBytesAreRefused) {
  const auto bytes = CublasLtRecipe{}.write();
  for (size_t n = 0; n < bytes.size(); ++n) EXPECT_THROW(CublasLtRecipe::read(ByteSpan(bytes).first(n)), Error);
  for (size_t at = 0; at < bytes.size(); ++at) {
    auto damaged = bytes;
    damaged[at] ^= std::byte{0x80};
    try {
      CublasLtRecipe::read(damaged);
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::kCorruptFile);
    }
  }
}

}  // namespace
}  // namespace sinter::cuda
