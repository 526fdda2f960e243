// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// libFuzzer target: any bytes are a plan that runs, or an Error. The mutator starts from small real plans, changes one
// section at a time, and mostly makes the checksums fit again, so that the content behind them is reached.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "plan/plan_format.h"
#include "support/damaged_plan.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace {

using namespace sinter;

bool looks_like_plan(const uint8_t* data, size_t size) {
  return size >= plan::format::kHeaderBytes && std::memcmp(data, plan::format::kMagic, 8) == 0;
}

// A piece of the file, so that the sections behind it stay where the header says: small pieces at random places.
void mutate_piece(std::vector<std::byte>& plan, uint32_t seed) {
  const size_t longest = (seed >> 8) % 8 == 0 ? 64 : 8;
  const size_t at = seed % plan.size();
  const size_t size = std::min(plan.size() - at, longest);
  std::vector<uint8_t> piece(size);
  std::memcpy(piece.data(), plan.data() + at, size);
  const size_t now = LLVMFuzzerMutate(piece.data(), size, size);
  std::memcpy(plan.data() + at, piece.data(), now);
}

}  // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  std::vector<std::byte> plan(reinterpret_cast<std::byte*>(data), reinterpret_cast<std::byte*>(data) + size);
  const auto& plans = test::small_plans();
  if (!looks_like_plan(data, size) || seed % 64 == 0) plan = plans[seed / 64 % plans.size()].bytes;
  if (plan.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  for (unsigned n = 0; n <= seed % 3; ++n) mutate_piece(plan, (seed ^ n * 0x9E3779B9u) * 2654435761u);
  if (seed % 16 == 1) plan.resize(1 + seed / 16 % plan.size());
  if (seed % 8 != 7) test::fix_plan_checksums(plan);
  std::memcpy(data, plan.data(), plan.size());
  return plan.size();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  test::try_plan({reinterpret_cast<const std::byte*>(data), size});
  return 0;
}
