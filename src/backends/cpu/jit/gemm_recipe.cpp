// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/jit/gemm_recipe.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string_view>

#include "sinter/error.h"

namespace sinter::cpu {
namespace {

/// The first rule that a recipe breaks; empty if it breaks none.
std::string_view broken_rule(const GemmRecipe& r) {
  if (int(r.isa) >= kNumIsas) return "unknown instruction set";
  if (int(r.bias) > 2) return "unknown bias kind";
  if (int(r.activation) > 3) return "unknown activation";
  if (int(r.residual) > 2) return "unknown residual kind";
  if (int(r.a_layout) > 1) return "unknown layout of A";
  const int width = vector_floats(r.isa), vectors = r.nr / width;
  if (r.mr < 1 || vectors < 1 || r.nr % width != 0) return "tile size out of range";
  // Accumulators, the vectors of B or four temporaries of the epilogue, two broadcast registers.
  const int registers = r.isa == Isa::kAvx512 ? 32 : 16;
  if (r.isa == Isa::kScalar ? (r.mr > 16 || r.nr > 128) : r.mr * vectors + std::max(vectors + 2, 4) > registers) {
    return "the tile does not fit the registers";
  }
  if (r.a_layout == GemmALayout::kRows && r.mr > 9) return "too many rows for unpacked A";
  const bool uses_low = r.activation == GemmActivation::kClip || r.activation == GemmActivation::kLeakyRelu;
  const bool uses_high = r.activation == GemmActivation::kClip;
  if (std::isnan(r.low) || std::isnan(r.high)) return "a bound of the activation is NaN";
  if (!uses_low && std::bit_cast<uint32_t>(r.low) != 0) return "a bound is given that the activation lacks";
  if (!uses_high && std::bit_cast<uint32_t>(r.high) != 0) return "a bound is given that the activation lacks";
  return {};
}

void put_float(std::byte* out, float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  for (int i = 0; i < 4; ++i) out[i] = std::byte(bits >> (8 * i));
}

float get_float(const std::byte* in) {
  uint32_t bits = 0;
  for (int i = 0; i < 4; ++i) bits |= uint32_t(in[i]) << (8 * i);
  return std::bit_cast<float>(bits);
}

}  // namespace

GemmRecipe GemmRecipe::for_isa(Isa isa) {
  GemmRecipe r;
  r.isa = isa;
  r.mr = isa == Isa::kScalar ? 4 : 6;
  r.nr = isa == Isa::kAvx512 ? 64 : 16;
  return r;
}

void GemmRecipe::validate() const {
  const std::string_view rule = broken_rule(*this);
  if (!rule.empty()) fail(ErrorCode::kInvalidArgument, "GEMM recipe: " + std::string(rule), "Choose another tile");
}

GemmRecipe::Bytes GemmRecipe::serialize() const {
  Bytes out{};
  const uint8_t fields[] = {kGenerator,    kVersion,            uint8_t(isa),      mr,               nr,
                            uint8_t(bias), uint8_t(activation), uint8_t(residual), uint8_t(a_layout)};
  for (size_t i = 0; i < std::size(fields); ++i) out[i] = std::byte(fields[i]);
  put_float(&out[12], low);  // bytes 9 to 11 are zero: room for fields to come
  put_float(&out[16], high);
  return out;
}

GemmRecipe GemmRecipe::parse(std::span<const std::byte> bytes) {
  const char* remedy = "Build the plan again";
  if (bytes.size() != kBytes) {
    fail(ErrorCode::kCorruptFile, "GEMM recipe: " + std::to_string(bytes.size()) + " bytes where 20 are expected",
         remedy);
  }
  const auto u8 = [&](size_t i) { return uint8_t(bytes[i]); };
  if (u8(0) != kGenerator) fail(ErrorCode::kCorruptFile, "GEMM recipe: not a recipe of this generator", remedy);
  if (u8(1) != kVersion) {
    fail(ErrorCode::kIncompatiblePlan,
         "GEMM recipe: version " + std::to_string(u8(1)) + " where " + std::to_string(kVersion) + " is known", remedy);
  }
  GemmRecipe r;
  r.isa = Isa(u8(2));
  r.mr = u8(3);
  r.nr = u8(4);
  r.bias = GemmBias(u8(5));
  r.activation = GemmActivation(u8(6));
  r.residual = GemmResidual(u8(7));
  r.a_layout = GemmALayout(u8(8));
  r.low = get_float(&bytes[12]);
  r.high = get_float(&bytes[16]);
  std::string_view rule = broken_rule(r);
  if (u8(9) != 0 || u8(10) != 0 || u8(11) != 0) rule = "reserved bytes are not zero";
  if (!rule.empty()) fail(ErrorCode::kCorruptFile, "GEMM recipe: " + std::string(rule), remedy);
  return r;
}

std::string GemmRecipe::name() const {
  static constexpr std::string_view kBiases[] = {"", " bias-row", " bias-column"};
  static constexpr std::string_view kActivations[] = {"", " relu", " clip", " leaky-relu"};
  std::string text = "gemm f32 " + std::string(to_string(isa)) + ' ' + std::to_string(mr) + 'x' + std::to_string(nr);
  text += kBiases[int(bias)];
  if (residual == GemmResidual::kBeforeActivation) text += " add";
  text += kActivations[int(activation)];
  if (residual == GemmResidual::kAfterActivation) text += " add";
  if (a_layout == GemmALayout::kRows) text += " a-rows";
  return text;
}

}  // namespace sinter::cpu
