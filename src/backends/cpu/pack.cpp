// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/pack.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <type_traits>

#include "base/float_types.h"
#include "sinter/error.h"

namespace sinter::cpu {
namespace {

using Vec4 = float __attribute__((vector_size(16)));

/// One panel's source: `lanes` rows of A or columns of B, seen as lane x k.
template <class T>
struct Source {
  const T* data;
  int64_t lane_stride, k_stride;
};

float to_f32(float x) { return x; }
struct Half {
  uint16_t bits;
};
struct BFloat {
  uint16_t bits;
};
float to_f32(Half x) { return half_to_float(x.bits); }
float to_f32(BFloat x) { return bfloat16_to_float(x.bits); }

/// Lanes lie side by side: each step of k is one run.
template <class T>
void pack_runs(const Source<T>& from, int64_t lanes, int64_t k, int64_t width, float* out) {
  for (int64_t kk = 0; kk < k; ++kk, out += width) {
    const T* run = from.data + kk * from.k_stride;
    if constexpr (std::is_same_v<T, float>) {
      std::memcpy(out, run, size_t(lanes) * sizeof(float));
    } else {
      for (int64_t i = 0; i < lanes; ++i) out[i] = to_f32(run[i]);
    }
    std::fill(out + lanes, out + width, 0.0f);
  }
}

/// Any strides: a transpose, 16 steps of k at a time so that the lines written stay in the first cache.
template <class T>
void pack_strided(const Source<T>& from, int64_t lanes, int64_t k, int64_t width, float* out) {
  for (int64_t k0 = 0; k0 < k; k0 += 16) {
    const int64_t k1 = std::min(k, k0 + 16);
    for (int64_t i = 0; i < width; ++i) {
      for (int64_t kk = k0; kk < k1; ++kk) {
        out[kk * width + i] = i < lanes ? to_f32(from.data[i * from.lane_stride + kk * from.k_stride]) : 0.0f;
      }
    }
  }
}

/// Four lanes by four steps of k, where k lies side by side.
void transpose_4x4(const float* from, int64_t lane_stride, float* out, int64_t width) {
  Vec4 r[4];
  for (int i = 0; i < 4; ++i) std::memcpy(&r[i], from + i * lane_stride, sizeof r[i]);
  const Vec4 ab_low = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5);
  const Vec4 ab_high = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7);
  const Vec4 cd_low = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5);
  const Vec4 cd_high = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
  const Vec4 columns[4] = {
      __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5), __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7),
      __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5), __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7)};
  for (int i = 0; i < 4; ++i) std::memcpy(out + i * width, &columns[i], sizeof columns[i]);
}

/// Two lanes by four steps of k: what is left of a panel of six.
void transpose_2x4(const float* from, int64_t lane_stride, float* out, int64_t width) {
  Vec4 r[2];
  for (int i = 0; i < 2; ++i) std::memcpy(&r[i], from + i * lane_stride, sizeof r[i]);
  const Vec4 low = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5);
  const Vec4 high = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7);
  const float pairs[8] = {low[0], low[1], low[2], low[3], high[0], high[1], high[2], high[3]};
  for (int i = 0; i < 4; ++i) std::memcpy(out + i * width, pairs + 2 * i, 2 * sizeof(float));
}

/// The common transpose, floats with k side by side, in small pieces; what is left over goes the slow way.
void pack_transposed(const Source<float>& from, int64_t lanes, int64_t k, int64_t width, float* out) {
  const int64_t lanes4 = lanes / 4 * 4, lanes2 = lanes / 2 * 2, k4 = k / 4 * 4;
  for (int64_t kk = 0; kk < k4; kk += 4) {
    const float* at = from.data + kk;
    float* to = out + kk * width;
    for (int64_t i = 0; i < lanes4; i += 4) transpose_4x4(at + i * from.lane_stride, from.lane_stride, to + i, width);
    if (lanes4 < lanes2) transpose_2x4(at + lanes4 * from.lane_stride, from.lane_stride, to + lanes4, width);
  }
  if (lanes2 == width && k4 == k) return;
  for (int64_t kk = 0; kk < k; ++kk) {
    for (int64_t i = kk < k4 ? lanes2 : 0; i < width; ++i) {
      out[kk * width + i] = i < lanes ? from.data[i * from.lane_stride + kk] : 0.0f;
    }
  }
}

template <class T>
void pack_panel(const Source<T>& from, int64_t lanes, int64_t k, int64_t width, float* out) {
  if (from.lane_stride == 1) return pack_runs(from, lanes, k, width, out);
  if constexpr (std::is_same_v<T, float>) {
    if (from.k_stride == 1) return pack_transposed(from, lanes, k, width, out);
  }
  pack_strided(from, lanes, k, width, out);
}

/// Where lanes lie side by side, all panels take turns at a few steps of k: what one leaves of a cache line or a page
/// the next one reads. Where k does, each panel reads `width` streams from end to end.
template <class T>
void pack_panels(const void* data, int64_t lane_stride, int64_t k_stride, int64_t first, int64_t count, int64_t k,
                 int64_t width, float* out) {
  const int64_t block = k_stride == 1 ? k : 64;
  for (int64_t k0 = 0; k0 < k; k0 += block) {
    const int64_t steps = std::min(block, k - k0);
    for (int64_t lane = 0; lane < count; lane += width) {
      const T* at = static_cast<const T*>(data) + (first + lane) * lane_stride + k0 * k_stride;
      pack_panel(Source<T>{at, lane_stride, k_stride}, std::min(width, count - lane), steps, width,
                 out + lane * k + k0 * width);
    }
  }
}

void pack(const MatrixView& view, int64_t lane_stride, int64_t k_stride, int64_t first, int64_t count, int64_t k,
          int64_t width, float* out) {
  if (count == 0 || k == 0) return;  // no elements: `data` may be null
  switch (view.type) {
    case PackType::kFloat32:
      return pack_panels<float>(view.data, lane_stride, k_stride, first, count, k, width, out);
    case PackType::kFloat16:
      return pack_panels<Half>(view.data, lane_stride, k_stride, first, count, k, width, out);
    case PackType::kBFloat16:
      return pack_panels<BFloat>(view.data, lane_stride, k_stride, first, count, k, width, out);
  }
}

int64_t packed_size(int64_t lanes, int64_t k, int64_t width) {
  int64_t floats = 0, bytes = 0;
  if (lanes < 0 || k < 0 || lanes > INT64_MAX - width ||
      __builtin_mul_overflow(panel_count(lanes, width) * width, k, &floats) ||
      __builtin_mul_overflow(floats, int64_t(sizeof(float)), &bytes)) {
    const std::string size = std::to_string(lanes) + " by " + std::to_string(k);
    fail(ErrorCode::kLimit, "a packed matrix of " + size + " elements is too large", "Use smaller tensors");
  }
  return floats;
}

}  // namespace

int64_t packed_a_size(int64_t m, int64_t k, int64_t mr) { return packed_size(m, k, mr); }
int64_t packed_b_size(int64_t k, int64_t n, int64_t nr) { return packed_size(n, k, nr); }

void pack_a(const MatrixView& a, int64_t first, int64_t count, int64_t k, int64_t mr, float* panels) noexcept {
  pack(a, a.row_stride, a.col_stride, first, count, k, mr, panels);
}

void pack_b(const MatrixView& b, int64_t first, int64_t count, int64_t k, int64_t nr, float* panels) noexcept {
  pack(b, b.col_stride, b.row_stride, first, count, k, nr, panels);
}

}  // namespace sinter::cpu
