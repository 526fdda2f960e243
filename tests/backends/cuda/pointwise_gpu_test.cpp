// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "backends/cuda/tactics/compile_pointwise.h"
#include "backends/cuda/tactics/nvrtc_compile.h"
#include "gpu.h"
#include "ir/scalar_eval.h"
#include "scalar_cases.h"
#include "support/tolerance.h"

namespace sinter::cuda {
namespace {

using test::eval_spec;
using test::special_values;

class PointwiseGpu : public GpuTest {
 protected:
  std::unique_ptr<Kernel> kernel_of(const PointwiseSpec& spec) {
    CompiledKernel k;
    k.name = kPointwiseKernel;
    k.version = kPointwiseVersion;
    k.recipe = compile_pointwise(spec, compile_arch()).write();
    return load_compiled(gpu(), k);
  }
};

std::vector<HostTensor> like(const PointwiseSpec& spec, const Dims& dims) {
  std::vector<HostTensor> out;
  for (DataType t : spec.outputs) out.emplace_back(t, dims);
  return out;
}

// Element by element: the functions of the GPU are good to a few units in the last place, so relative to each value.
std::string worst_difference(const HostTensor& got, const HostTensor& expected) {
  if (!is_float(got.dtype)) return got == expected ? "" : test::difference(got, expected);
  const double unit = got.dtype == DataType::kFloat64   ? 1e-13
                      : got.dtype == DataType::kFloat32 ? 2e-6
                      : got.dtype == DataType::kFloat16 ? 2e-3
                                                        : 1.6e-2;
  const auto a = got.to_doubles(), b = expected.to_doubles();
  for (size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) && std::isnan(b[i])) continue;
    if (a[i] == b[i] || std::fabs(a[i] - b[i]) <= unit * std::fabs(b[i]) + unit * 1e-4) continue;
    return "element " + std::to_string(i) + ": got " + std::to_string(a[i]) + ", expected " + std::to_string(b[i]);
  }
  return "";
}

TEST_F(PointwiseGpu, EveryScalarOpAndElementType) {
  constexpr int64_t kCount = 1003;
  for (const auto& c : test::scalar_cases()) {
    SCOPED_TRACE(c.name);
    std::vector<HostTensor> inputs;
    for (DataType t : c.spec.inputs) inputs.push_back(special_values(t, kCount, uint32_t(inputs.size() + 1)));
    const auto got = run_on_gpu(gpu(), *kernel_of(c.spec), inputs, like(c.spec, {kCount}));
    const auto expected = eval_spec(c.spec, inputs, {kCount});
    for (size_t i = 0; i < got.size(); ++i)
      EXPECT_EQ(worst_difference(got[i], expected[i]), "") << "output " << i << "\n" << c.spec.program.to_string();
  }
}

PointwiseSpec add_spec() {
  PointwiseSpec s;
  s.inputs = {DataType::kFloat32, DataType::kFloat32};
  s.outputs = {DataType::kFloat32};
  const int32_t a = s.program.add_input(ScalarClass::kFloat), b = s.program.add_input(ScalarClass::kFloat);
  s.program.outputs = {s.program.add({.op = ScalarOp::kAdd, .cls = ScalarClass::kFloat, .a = a, .b = b})};
  return s;
}

HostTensor counting(const Dims& dims) {
  HostTensor t(DataType::kFloat32, dims);
  auto* p = reinterpret_cast<float*>(t.bytes.data());
  for (int64_t i = 0; i < t.count(); ++i) p[i] = float(i);
  return t;
}

// One kernel, many shapes: broadcasting of every kind, odd tails, empty tensors.
TEST_F(PointwiseGpu, OneKernelServesAllShapes) {
  const auto kernel = kernel_of(add_spec());
  const std::vector<std::array<Dims, 3>> cases = {{Dims{7}, Dims{7}, Dims{7}},
                                                  {Dims{4096}, Dims{}, Dims{4096}},
                                                  {Dims{1}, Dims{1001}, Dims{1001}},
                                                  {Dims{5, 1, 7}, Dims{3, 1}, Dims{5, 3, 7}},
                                                  {Dims{2, 3, 4, 5}, Dims{3, 1, 1}, Dims{2, 3, 4, 5}},
                                                  {Dims{0, 3}, Dims{3}, Dims{0, 3}},
                                                  {Dims{}, Dims{}, Dims{}},
                                                  {Dims{33, 1}, Dims{65}, Dims{33, 65}}};
  for (const auto& [a, b, out] : cases) {
    SCOPED_TRACE(to_string(a) + " + " + to_string(b));
    const HostTensor x = counting(a), y = counting(b);
    const auto got = run_on_gpu(gpu(), *kernel, {x, y}, {HostTensor(DataType::kFloat32, out)})[0].to_doubles();
    const auto xs = broadcast_strides(a, out), ys = broadcast_strides(b, out);
    const auto strides = row_major_strides(out);
    for (size_t i = 0; i < got.size(); ++i) {
      int64_t p = 0, q = 0;
      for (size_t d = 0; d < out.size(); ++d) {
        const int64_t at = int64_t(i) / strides[d] % out[d];
        p += at * xs[d];
        q += at * ys[d];
      }
      ASSERT_EQ(got[i], double(p + q)) << i;
    }
  }
}

TEST_F(PointwiseGpu, UnalignedMemoryWorks) {
  const auto kernel = kernel_of(add_spec());
  const HostTensor x = counting({1000});
  const auto got = run_on_gpu(gpu(), *kernel, {x, x}, {HostTensor(DataType::kFloat32, {1000})}, 4)[0].to_doubles();
  for (size_t i = 0; i < got.size(); ++i) ASSERT_EQ(got[i], 2.0 * double(i));
}

TEST_F(PointwiseGpu, WrongOperandsAreAStatus) {
  const auto kernel = kernel_of(add_spec());
  const auto stream = gpu().device().create_stream();
  EXPECT_FALSE(kernel->enqueue(*stream, {}).ok());
}

TEST_F(PointwiseGpu, CodeOfAnotherArchitectureIsRefused) {
  PointwiseRecipe r = compile_pointwise(add_spec(), "sm_75");
  EXPECT_THROW(gpu().load({"cuda", kPointwiseKernel, kPointwiseVersion, r.write(), {}}, {}), Error);
}

}  // namespace
}  // namespace sinter::cuda
