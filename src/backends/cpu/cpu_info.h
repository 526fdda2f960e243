// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What this machine's processor can do. Found by cpuid and by XCR0 (a feature counts only if the operating system
// saves its registers), never by the vendor's name.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sinter::cpu {

/// Instruction-set levels our kernels are written for, each including the ones before. The numbers are stored in
/// kernel recipes: append only.
enum class Isa : uint8_t {
  kScalar = 0,  ///< the compiler's baseline
  kAvx2 = 1,    ///< AVX2 + FMA + F16C + BMI2 (Haswell and later)
  kAvx512 = 2,  ///< kAvx2 + AVX-512 F, BW, DQ, VL (Skylake-X and later)
};
inline constexpr int kNumIsas = 3;

/// "scalar", "avx2", "avx512".
std::string_view to_string(Isa isa) noexcept;
/// The reverse of to_string; nullopt if the name is none.
std::optional<Isa> parse_isa(std::string_view name) noexcept;

struct CpuInfo {
  Isa isa = Isa::kScalar;
  bool fma = false, f16c = false, bmi2 = false;
  bool avx512f = false, avx512bw = false, avx512dq = false, avx512vl = false;
  bool avx512_vnni = false, avx512_bf16 = false, avx512_fp16 = false;
  bool avx_vnni = false;
  /// The AMX flags say that the registers are saved by the system; a process must still ask Linux for them
  /// (arch_prctl ARCH_REQ_XCOMP_PERM) before the first tile instruction.
  bool amx_tile = false, amx_bf16 = false, amx_int8 = false;
  /// Bytes of one data or unified cache as one core sees it; common values where cpuid tells nothing.
  int64_t l1d = 32 << 10, l2 = 512 << 10, l3 = 4 << 20;
  /// Processors this process may run on (its affinity mask), and how many physical cores these belong to.
  int logical_cores = 1, physical_cores = 1;
};

/// This machine, looked at once. Thread-safe.
const CpuInfo& cpu_info();

/// The highest level that kernels may use: the machine's, capped by the environment variable SINTER_CPU_ISA (scalar,
/// avx2 or avx512), read once. Throws Error(kInvalidArgument) if the variable holds another word.
Isa effective_isa();

/// "x86-64 avx512 vnni bf16": what generated and selected kernels depend on, in a fixed order; stored in plans and
/// timing caches. Features above `isa` are left out.
std::string fingerprint(const CpuInfo& info, Isa isa);
/// fingerprint(cpu_info(), effective_isa()).
std::string fingerprint();

}  // namespace sinter::cpu
