// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/cpu_info.h"

#include <sched.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>

#include "sinter/error.h"
#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace sinter::cpu {
namespace {

#if defined(__x86_64__)
struct Registers {
  uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};

Registers cpuid(uint32_t leaf, uint32_t subleaf = 0) {
  Registers r;
  __cpuid_count(leaf, subleaf, r.eax, r.ebx, r.ecx, r.edx);
  return r;
}

bool bit(uint32_t word, int index) { return (word >> index) & 1; }

uint64_t read_xcr0() {
  uint32_t low = 0, high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return uint64_t(high) << 32 | low;
}

void detect_features(CpuInfo& info) {
  const uint32_t max_leaf = cpuid(0).eax;
  if (max_leaf < 7) return;
  const Registers l1 = cpuid(1), l7 = cpuid(7);
  if (!bit(l1.ecx, 27)) return;  // OSXSAVE: without it XCR0 cannot be read and no wide register is saved
  const Registers l7s1 = l7.eax >= 1 ? cpuid(7, 1) : Registers{};
  const uint64_t xcr0 = read_xcr0();
  const bool ymm = (xcr0 & 0x06) == 0x06;                // SSE and AVX state
  const bool zmm = (xcr0 & 0xE6) == 0xE6;                // plus opmask and both halves of the ZMM state
  const bool tiles = (xcr0 & 0x60000) == 0x60000;        // tile configuration and tile data
  const bool avx2 = ymm && bit(l1.ecx, 28) && bit(l7.ebx, 5);
  info.bmi2 = bit(l7.ebx, 8);
  info.fma = ymm && bit(l1.ecx, 12);
  info.f16c = ymm && bit(l1.ecx, 29);
  info.avx_vnni = avx2 && bit(l7s1.eax, 4);
  info.avx512f = zmm && bit(l7.ebx, 16);
  info.avx512dq = info.avx512f && bit(l7.ebx, 17);
  info.avx512bw = info.avx512f && bit(l7.ebx, 30);
  info.avx512vl = info.avx512f && bit(l7.ebx, 31);
  info.avx512_vnni = info.avx512f && bit(l7.ecx, 11);
  info.avx512_bf16 = info.avx512f && bit(l7s1.eax, 5);
  info.avx512_fp16 = info.avx512f && bit(l7.edx, 23);
  info.amx_tile = tiles && bit(l7.edx, 24);
  info.amx_bf16 = info.amx_tile && bit(l7.edx, 22);
  info.amx_int8 = info.amx_tile && bit(l7.edx, 25);
  if (avx2 && info.fma && info.f16c && info.bmi2) info.isa = Isa::kAvx2;
  if (info.isa == Isa::kAvx2 && info.avx512f && info.avx512bw && info.avx512dq && info.avx512vl) {
    info.isa = Isa::kAvx512;
  }
}

/// Reads the cache list of leaf 4 (or 0x8000001D, which has the same layout); false if it is empty.
bool read_caches(uint32_t leaf, CpuInfo& info) {
  bool any = false;
  for (uint32_t i = 0; i < 16; ++i) {
    const Registers r = cpuid(leaf, i);
    const uint32_t type = r.eax & 31, level = (r.eax >> 5) & 7;
    if (type == 0) break;
    if (type == 2) continue;  // instructions only
    const int64_t line = (r.ebx & 0xFFF) + 1, partitions = ((r.ebx >> 12) & 0x3FF) + 1, ways = (r.ebx >> 22) + 1;
    const int64_t bytes = line * partitions * ways * (int64_t(r.ecx) + 1);
    if (level == 1) info.l1d = bytes;
    if (level == 2) info.l2 = bytes;
    if (level == 3) info.l3 = bytes;
    any = any || level == 1;
  }
  return any;
}

void detect_caches(CpuInfo& info) {
  if (cpuid(0).eax >= 4 && read_caches(4, info)) return;
  const bool has_leaf = cpuid(0x80000000).eax >= 0x8000001D && bit(cpuid(0x80000001).ecx, 22);
  if (has_leaf) read_caches(0x8000001D, info);
}
#else
void detect_features(CpuInfo&) {}
void detect_caches(CpuInfo&) {}
#endif

void detect_cores(CpuInfo& info) {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  info.logical_cores = std::max(1, CPU_COUNT(&allowed));
  // Two processors are threads of one core if the kernel gives them the same list of siblings.
  std::set<std::string> cores;
  for (int i = 0; i < CPU_SETSIZE; ++i) {
    if (!CPU_ISSET(i, &allowed)) continue;
    std::ifstream file("/sys/devices/system/cpu/cpu" + std::to_string(i) + "/topology/thread_siblings_list");
    std::string siblings;
    if (!std::getline(file, siblings)) siblings = "cpu " + std::to_string(i);
    cores.insert(siblings);
  }
  info.physical_cores = std::max<int>(1, int(cores.size()));
}

CpuInfo detect() {
  CpuInfo info;
  detect_features(info);
  detect_caches(info);
  detect_cores(info);
  return info;
}

Isa read_isa_cap() {
  const char* value = std::getenv("SINTER_CPU_ISA");
  if (value == nullptr || *value == '\0') return cpu_info().isa;
  const std::optional<Isa> cap = parse_isa(value);
  if (!cap) {
    fail(ErrorCode::kInvalidArgument, "the environment variable SINTER_CPU_ISA is \"" + std::string(value) + "\"",
         "Set it to scalar, avx2 or avx512, or unset it");
  }
  return std::min(*cap, cpu_info().isa);
}

constexpr std::string_view kIsaNames[kNumIsas] = {"scalar", "avx2", "avx512"};

}  // namespace

std::string_view to_string(Isa isa) noexcept {
  return int(isa) < kNumIsas ? kIsaNames[int(isa)] : std::string_view("unknown");
}

std::optional<Isa> parse_isa(std::string_view name) noexcept {
  for (int i = 0; i < kNumIsas; ++i) {
    if (name == kIsaNames[i]) return Isa(i);
  }
  return std::nullopt;
}

const CpuInfo& cpu_info() {
  static const CpuInfo info = detect();
  return info;
}

Isa effective_isa() {
  static const Isa isa = read_isa_cap();
  return isa;
}

std::string fingerprint(const CpuInfo& info, Isa isa) {
#if defined(__x86_64__)
  std::string text = "x86-64 ";
#elif defined(__aarch64__)
  std::string text = "aarch64 ";
#else
  std::string text = "generic ";
#endif
  text += to_string(isa);
  const auto add = [&](bool present, Isa needs, const char* name) {
    if (present && isa >= needs) text += name;
  };
  add(info.avx512_vnni, Isa::kAvx512, " vnni");
  add(info.avx512_bf16, Isa::kAvx512, " bf16");
  add(info.avx512_fp16, Isa::kAvx512, " fp16");
  add(info.avx_vnni, Isa::kAvx2, " avx-vnni");
  add(info.amx_bf16, Isa::kAvx512, " amx-bf16");
  add(info.amx_int8, Isa::kAvx512, " amx-int8");
  return text;
}

std::string fingerprint() { return fingerprint(cpu_info(), effective_isa()); }

}  // namespace sinter::cpu
