// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>

#include "ir/op_fields.h"

namespace sinter {

enum class RandomDistribution : uint8_t { kUniform, kNormal };

struct Random {
  RandomDistribution distribution = RandomDistribution::kUniform;
  double a = 0, b = 1;  // uniform: [a, b); normal: mean and standard deviation
  bool seeded = false;
  int64_t seed = 0;
  DataType dtype = DataType::kFloat32;
  SymDims dims = {};

  static constexpr std::string_view kName = "Random";
  static constexpr std::string_view kDoc =
      "Random floats of the given dims (ONNX RandomUniform, RandomNormal), by Philox 4x32-10 (Salmon et al., 2011): "
      "elements 2k and 2k + 1 come from the block of counter k and key seed, two words each; normal values by "
      "Box-Muller from such a pair. Seeded: the same on every backend and in every run; else new in each run.";
  static constexpr OpTraits kTraits = {.random = true};
  static constexpr int kMinInputs = 0, kMaxInputs = 0;
  static constexpr std::string_view kDistributionNames[] = {"uniform", "normal"};
  static constexpr auto fields() {
    return std::tuple{Field{1, "distribution", &Random::distribution, std::span(kDistributionNames)},
                      Field{2, "a", &Random::a},
                      Field{3, "b", &Random::b},
                      Field{4, "seeded", &Random::seeded},
                      Field{5, "seed", &Random::seed},
                      Field{6, "dtype", &Random::dtype},
                      Field{7, "dims", &Random::dims}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Random&) const = default;
};

/// Philox 4x32-10: four random words for a counter and a key.
struct PhiloxBlock {
  uint32_t word[4];
};
inline PhiloxBlock philox(uint64_t counter, uint64_t key) {
  uint32_t c[4] = {uint32_t(counter), uint32_t(counter >> 32), 0, 0};
  uint32_t k[2] = {uint32_t(key), uint32_t(key >> 32)};
  for (int round = 0; round < 10; ++round) {
    const uint64_t p = uint64_t(0xD2511F53u) * c[0], q = uint64_t(0xCD9E8D57u) * c[2];
    const uint32_t next[4] = {uint32_t(q >> 32) ^ c[1] ^ k[0], uint32_t(q), uint32_t(p >> 32) ^ c[3] ^ k[1],
                              uint32_t(p)};
    for (int i = 0; i < 4; ++i) c[i] = next[i];
    k[0] += 0x9E3779B9u;
    k[1] += 0xBB67AE85u;
  }
  return {{c[0], c[1], c[2], c[3]}};
}

/// Two neighbouring elements (numbers 2 * pair and 2 * pair + 1). f32 and narrower use 24 bits of a word, so that a
/// uniform 1 - 2^-24 does not round to 1; f64 uses 53 bits of two words.
struct RandomPair {
  double first, second;
};
inline RandomPair random_pair(const Random& op, uint64_t pair, uint64_t key) {
  const PhiloxBlock block = philox(pair, key);
  const bool wide = op.dtype == DataType::kFloat64;
  const auto unit = [&](int i) {
    const uint64_t bits = uint64_t(block.word[2 * i]) << 32 | block.word[2 * i + 1];
    return wide ? double(bits >> 11) * 0x1p-53 : double(bits >> 40) * 0x1p-24;
  };
  const double u = unit(0), v = unit(1);
  if (op.distribution == RandomDistribution::kUniform) return {op.a + (op.b - op.a) * u, op.a + (op.b - op.a) * v};
  const double r = std::sqrt(-2 * std::log(1 - u)), angle = 6.283185307179586476925 * v;
  return {op.a + op.b * r * std::cos(angle), op.a + op.b * r * std::sin(angle)};
}
/// The key of a run: the seed, or a new one. Thread-safe.
uint64_t random_key(const Random& op) noexcept;

}  // namespace sinter
