// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "ops/attention.h"
#include "ops/linear_attention.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {
namespace {

constexpr DataType kF32 = DataType::kFloat32;
constexpr double kOut = -std::numeric_limits<double>::infinity();

CaseInput lengths_of(DataType type, std::initializer_list<int64_t> values) {
  return {HostTensor::of_ints(type, {int64_t(values.size())}, std::vector<int64_t>(values)), {}};
}

void add_plain_attention(CaseList& list, DataType t) {
  const std::string type = "_" + std::string(to_string(t));
  const auto q = random_input(t, {2, 4, 7, 9}, 1), k = random_input(t, {2, 4, 13, 9}, 2),
             v = random_input(t, {2, 4, 13, 5}, 3);
  const auto shared_k = random_input(t, {2, 2, 13, 9}, 2), shared_v = random_input(t, {2, 2, 13, 5}, 3);
  list.add("Attention/plain" + type, Attention{}, {q, k, v}, 13);
  list.add("Attention/grouped_causal" + type, Attention{.causal = true}, {q, shared_k, shared_v}, 13);
  list.add("Attention/bottom_right" + type, Attention{.scale = 0.5, .causal = true, .align = CausalAlign::kBottomRight},
           {q, k, v}, 13);
  list.add("Attention/softcap" + type, Attention{.softcap = 1.5}, {q, k, v}, 13);
  list.add("Attention/windows" + type, Attention{.left_window = 2, .right_window = 1}, {q, k, v}, 13);
  list.add("Attention/bool_mask" + type, Attention{}, {q, k, v, random_input(DataType::kBool, {2, 1, 7, 13}, 4)}, 13);
  list.add("Attention/float_mask" + type, Attention{.causal = true}, {q, k, v, random_input(t, {4, 7, 13}, 4)}, 13);
  list.add("Attention/mask_per_row" + type, Attention{}, {q, k, v, random_input(t, {7, 1}, 4)}, 13);
  list.add("Attention/mask_f32" + type, Attention{}, {q, k, v, random_input(kF32, {13}, 4)}, 13);
  list.add("Attention/lengths" + type, Attention{.causal = true, .align = CausalAlign::kBottomRight},
           {q, shared_k, shared_v, absent_input(), lengths_of(DataType::kInt64, {13, 8})}, 13);
  list.add("Attention/sink" + type, Attention{.causal = true},
           {q, k, v, absent_input(), absent_input(), random_input(t, {4}, 5)}, 13);
}

/// Several tiles of keys and blocks of rows, tails of both.
void add_tiled_attention(CaseList& list) {
  const auto q = random_input(kF32, {1, 6, 131, 64}, 1), k = random_input(kF32, {1, 2, 603, 64}, 2),
             v = random_input(kF32, {1, 2, 603, 67}, 3);
  list.add("Attention/tiles", Attention{}, {q, k, v}, 603);
  list.add("Attention/tiles_causal", Attention{.causal = true, .align = CausalAlign::kBottomRight}, {q, k, v}, 603);
  list.add("Attention/tiles_window", Attention{.causal = true, .align = CausalAlign::kBottomRight, .left_window = 300},
           {q, k, v}, 603);
  list.add("Attention/tiles_masked", Attention{.softcap = 20},
           {q, k, v, random_input(DataType::kBool, {1, 6, 131, 603}, 4)}, 603);
  list.add("Attention/decode", Attention{},
           {random_input(kF32, {3, 8, 1, 16}, 1), random_input(kF32, {3, 2, 300, 16}, 2),
            random_input(kF32, {3, 2, 300, 16}, 3), absent_input(), lengths_of(DataType::kInt32, {1, 300, 257})},
           300);
  list.add("Attention/tiles_f16", Attention{.causal = true},
           {random_input(DataType::kFloat16, {1, 2, 40, 33}, 1), random_input(DataType::kFloat16, {1, 1, 300, 33}, 2),
            random_input(DataType::kFloat16, {1, 1, 300, 33}, 3)},
           300);
}

void add_linear_attention(CaseList& list) {
  for (DataType t : {kF32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64}) {
    const std::string type = "_" + std::string(to_string(t));
    const auto q = random_input(t, {2, 3, 4, 5}, 1), k = random_input(t, {2, 3, 2, 5}, 2),
               v = random_input(t, {2, 3, 2, 37}, 3), state = random_input(t, {2, 2, 5, 37}, 4),
               decay = random_input(t, {2, 3, 2, 5}, 5), beta = random_input(t, {2, 3, 2, 1}, 6);
    list.add("LinearAttention/plain" + type, LinearAttention{}, {q, k, v}, 15);
    list.add("LinearAttention/state" + type, LinearAttention{.scale = 0.5}, {q, k, v, state}, 15);
    list.add("LinearAttention/gated" + type, LinearAttention{}, {q, k, v, state, decay}, 15);
    list.add("LinearAttention/delta" + type, LinearAttention{},
             {q, k, v, absent_input(), absent_input(), random_input(t, {2, 3, 1, 1}, 6, Fill::kPositive)}, 30);
    list.add("LinearAttention/gated_delta" + type, LinearAttention{},
             {q, k, v, state, random_input(t, {2, 3, 2, 1}, 5), beta}, 30);
  }
  list.add("LinearAttention/f32_state_of_f16", LinearAttention{},
           {random_input(DataType::kFloat16, {1, 2, 1, 3}, 1), random_input(DataType::kFloat16, {1, 2, 1, 3}, 2),
            random_input(DataType::kFloat16, {1, 2, 1, 4}, 3), random_input(kF32, {1, 1, 3, 4}, 4)},
           6);
  const Dim b = sym("B"), s = sym("S");
  list.add("LinearAttention/dynamic", LinearAttention{},
           {random_input(kF32, {2, 3, 2, 4}, 1).as({b, s, 2, 4}), random_input(kF32, {2, 3, 2, 4}, 2).as({b, s, 2, 4}),
            random_input(kF32, {2, 3, 2, 4}, 3).as({b, s, 2, 4})},
           12);
  list.add("LinearAttention/no_steps", LinearAttention{},
           {random_input(kF32, {2, 0, 2, 4}, 1), random_input(kF32, {2, 0, 2, 4}, 2),
            random_input(kF32, {2, 0, 2, 4}, 3), random_input(kF32, {2, 2, 4, 4}, 4)});
  list.add(
      "LinearAttention/no_size", LinearAttention{},
      {random_input(kF32, {1, 2, 2, 0}, 1), random_input(kF32, {1, 2, 2, 0}, 2), random_input(kF32, {1, 2, 2, 4}, 3)});
}

}  // namespace

void add_attention_cases(CaseList& list) {
  add_linear_attention(list);
  for (DataType t : {kF32, DataType::kFloat16, DataType::kBFloat16, DataType::kFloat64}) add_plain_attention(list, t);
  add_tiled_attention(list);
  const auto q = random_input(kF32, {2, 2, 3, 4}, 1), k = random_input(kF32, {2, 2, 5, 4}, 2),
             v = random_input(kF32, {2, 2, 5, 4}, 3);
  const Dim b = sym("B"), s = sym("S"), t = sym("T");
  list.add("Attention/dynamic", Attention{.causal = true},
           {q.as({b, 2, s, 4}), k.as({b, 2, t, 4}), v.as({b, 2, t, 4}),
            random_input(kF32, {2, 1, 3, 5}, 4).as({b, 1, s, t})},
           5);
  // Rows that may see nothing give zeros.
  list.add("Attention/masked_row", Attention{},
           {q, k, v, of_values(DataType::kBool, {3, 5}, {1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1})}, 5);
  list.add("Attention/masked_row_float", Attention{},
           {q, k, v, of_values(kF32, {3, 5}, {0, kOut, 1, 0, 1, kOut, kOut, kOut, kOut, kOut, 1, 1, 1, kOut, 1})}, 5);
  list.add("Attention/no_length", Attention{}, {q, k, v, absent_input(), lengths_of(DataType::kInt64, {0, -3})}, 5);
  list.add(
      "Attention/rows_before_keys", Attention{.causal = true, .align = CausalAlign::kBottomRight},
      {random_input(kF32, {1, 1, 5, 4}, 1), random_input(kF32, {1, 1, 3, 4}, 2), random_input(kF32, {1, 1, 3, 4}, 3)},
      5);
  list.add("Attention/only_value", Attention{.causal = true},
           {of_values(kF32, {1, 1, 1, 1}, {3}), of_values(kF32, {1, 1, 2, 1}, {1, 5}),
            of_values(kF32, {1, 1, 2, 1}, {7, 9})})
      .expected = {of_values(kF32, {1, 1, 1, 1}, {7}).data};
  list.add("Attention/no_keys", Attention{},
           {q, random_input(kF32, {2, 2, 0, 4}, 2), random_input(kF32, {2, 2, 0, 4}, 3)}, 1);
  list.add("Attention/no_rows", Attention{}, {random_input(kF32, {2, 2, 0, 4}, 1), k, v}, 1);
  list.add(
      "Attention/no_batch", Attention{},
      {random_input(kF32, {0, 2, 3, 4}, 1), random_input(kF32, {0, 2, 5, 4}, 1), random_input(kF32, {0, 2, 5, 4}, 1)},
      1);
  list.add("Attention/no_size", Attention{},
           {random_input(kF32, {2, 2, 3, 0}, 1), random_input(kF32, {2, 2, 5, 0}, 2), v}, 5);
  list.add("Attention/special", Attention{},
           {random_input(kF32, {2, 2, 6, 4}, 1, Fill::kSpecial), k, random_input(kF32, {2, 2, 5, 4}, 3)}, 5);
  list.add("Attention/huge_window", Attention{.left_window = kMaxAttentionWindow, .right_window = kMaxAttentionWindow},
           {q, k, v}, 5);
}

}  // namespace sinter::test
