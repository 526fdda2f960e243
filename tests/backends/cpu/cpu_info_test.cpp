// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/cpu_info.h"

#include <gtest/gtest.h>

namespace sinter::cpu {
namespace {

TEST(CpuInfo, IsConsistent) {
  const CpuInfo& info = cpu_info();
  EXPECT_GT(info.l1d, 0);
  EXPECT_GE(info.l2, info.l1d);
  EXPECT_GE(info.physical_cores, 1);
  EXPECT_LE(info.physical_cores, info.logical_cores);
  EXPECT_LE(effective_isa(), info.isa);
  const bool avx2 = info.fma && info.f16c && info.bmi2;
  const bool avx512 = info.avx512f && info.avx512bw && info.avx512dq && info.avx512vl;
  EXPECT_TRUE(avx2 || info.isa < Isa::kAvx2);
  EXPECT_TRUE(avx512 || info.isa < Isa::kAvx512);
}

TEST(CpuInfo, Names) {
  for (int i = 0; i < kNumIsas; ++i) EXPECT_EQ(parse_isa(to_string(Isa(i))), Isa(i));
  EXPECT_EQ(parse_isa("avx9"), std::nullopt);
  EXPECT_EQ(to_string(Isa(200)), "unknown");
}

TEST(CpuInfo, FingerprintLeavesOutWhatTheCapForbids) {
  CpuInfo info;
  info.avx512_vnni = info.avx512_bf16 = info.avx_vnni = true;
  const std::string arch = fingerprint(info, Isa::kScalar);
  EXPECT_EQ(fingerprint(info, Isa::kAvx512), arch.substr(0, arch.find(' ')) + " avx512 vnni bf16 avx-vnni");
  EXPECT_EQ(fingerprint(info, Isa::kAvx2), arch.substr(0, arch.find(' ')) + " avx2 avx-vnni");
  EXPECT_EQ(arch.substr(arch.find(' ')), " scalar");
}

}  // namespace
}  // namespace sinter::cpu
