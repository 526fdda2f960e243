// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Everything that this backend compiles, compiled to sm_90a with NVRTC alone: no driver, no GPU.
#include <gtest/gtest.h>

#include "backends/cuda/kernels/cubin.h"
#include "backends/cuda/nvrtc_api.h"
#include "backends/cuda/tactics/compile_pointwise.h"
#include "backends/cuda/tactics/nvrtc_compile.h"
#include "scalar_cases.h"
#include "sinter/error.h"

namespace sinter::cuda {
namespace {

constexpr const char* kTestArch = "sm_90a";

class NvrtcCompile : public testing::Test {
 protected:
  void SetUp() override {
    std::string why;
    if (!nvrtc_api(why)) GTEST_SKIP() << why;
  }
};

TEST_F(NvrtcCompile, EveryScalarOpAndElementType) {
  for (const auto& c : test::scalar_cases()) {
    SCOPED_TRACE(c.name);
    ASSERT_EQ(refuse_pointwise(c.spec), std::nullopt);
    try {
      const PointwiseRecipe r = compile_pointwise(c.spec, kTestArch);
      check_cubin(r.cubin);
      const PointwiseRecipe again = PointwiseRecipe::read(r.write());
      EXPECT_EQ(again.cubin, r.cubin);
      EXPECT_EQ(again.outputs, r.outputs);
    } catch (const Error& e) {
      ADD_FAILURE() << e.what();
    }
  }
}

TEST_F(NvrtcCompile, SameSourceGivesSameBytes) {
  const auto spec = test::scalar_cases().front().spec;
  EXPECT_EQ(compile_pointwise(spec, kTestArch).cubin, compile_pointwise(spec, kTestArch).cubin);
}

TEST_F(NvrtcCompile, ErrorsCarryTheCompilersLog) {
  try {
    compile_cuda_source("__global__ void f() { no_such_thing(); }", kTestArch);
    FAIL() << "it compiled";
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("no_such_thing"), std::string::npos) << e.what();
  }
}

TEST_F(NvrtcCompile, UnknownArchitectureIsAnError) {
  try {
    compile_cuda_source("__global__ void f() {}", "sm_1");
    FAIL() << "it compiled";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kDevice);
    EXPECT_NE(std::string(e.what()).find("sm_1"), std::string::npos) << e.what();
  }
}

// A damaged cubin is refused before the driver sees it, or has its headers intact; never a wild read.
TEST_F(NvrtcCompile, DamagedCubinIsRefusedOrWhole) {
  const PointwiseRecipe r = compile_pointwise(test::scalar_cases().front().spec, kTestArch);
  EXPECT_THROW(check_cubin(ByteSpan(r.cubin).first(r.cubin.size() / 2)), Error);
  EXPECT_THROW(check_cubin({}), Error);
  for (size_t at = 0; at < 64; ++at) {
    auto damaged = r.cubin;
    damaged[at] ^= std::byte{0xff};
    try {
      check_cubin(damaged);
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::kCorruptFile);
    }
  }
}

}  // namespace
}  // namespace sinter::cuda
