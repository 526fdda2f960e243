// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/shape_bounds.h"

#include <algorithm>

namespace sinter::plan {
namespace {

using Op = ShapeInstr::Op;
using Wide = __int128;

constexpr int64_t kLow = INT64_MIN, kHigh = INT64_MAX;

int64_t clamped(Wide v) { return v >= kHigh ? kHigh : v <= -Wide(kHigh) ? kLow : int64_t(v); }

int64_t sum(int64_t a, int64_t b, int64_t open) { return a == open || b == open ? open : clamped(Wide(a) + b); }

// An open end times anything but zero leaves 64 bits, so that clamping opens the product too.
Bounds product(const Bounds& a, const Bounds& b) {
  const Wide corners[] = {Wide(a.min) * b.min, Wide(a.min) * b.max, Wide(a.max) * b.min, Wide(a.max) * b.max};
  return {clamped(*std::min_element(corners, corners + 4)), clamped(*std::max_element(corners, corners + 4))};
}

int64_t floor_quotient(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

// Bounds of a damaged plan may hold nothing: the smallest above the largest.
Bounds quotient(const Bounds& a, const Bounds& b) {
  if (b.min < 1 || b.max < b.min) return {};
  // Larger divisors bring the quotient closer to zero (to -1 from below).
  return {a.min == kLow ? kLow : floor_quotient(a.min, a.min < 0 ? b.min : b.max),
          a.max == kHigh ? kHigh : floor_quotient(a.max, a.max < 0 ? b.max : b.min)};
}

Bounds remainder(const Bounds& a, const Bounds& b) {
  if (b.min < 1 || b.max < b.min) return {};
  const int64_t most = b.max == kHigh ? kHigh : b.max - 1;
  return {0, a.min >= 0 ? std::min(a.max, most) : most};
}

Bounds combine(Op op, const Bounds& a, const Bounds& b) {
  switch (op) {
    case Op::kAdd:
      return {sum(a.min, b.min, kLow), sum(a.max, b.max, kHigh)};
    case Op::kMul:
      return product(a, b);
    case Op::kFloorDiv:
      return quotient(a, b);
    case Op::kMod:
      return remainder(a, b);
    case Op::kMin:
      return {std::min(a.min, b.min), std::min(a.max, b.max)};
    case Op::kMax:
      return {std::max(a.min, b.min), std::max(a.max, b.max)};
    default:
      return {};
  }
}

// What checks against numbers leave of each register: a run beyond ends with an error.
std::vector<Bounds> checked_bounds(const ShapeProgram& s) {
  std::vector<Bounds> out(s.code.size());
  for (const ShapeCheck& c : s.checks) {
    const ShapeInstr &a = s.code[c.a], &b = s.code[c.b];
    const bool equal = c.kind == ShapeCheck::Kind::kEqual, least = equal || c.kind == ShapeCheck::Kind::kAtLeast;
    if (b.op == Op::kConst && least) out[c.a].min = std::max(out[c.a].min, b.a);
    if (b.op == Op::kConst && equal) out[c.a].max = std::min(out[c.a].max, b.a);
    if (a.op == Op::kConst && least) out[c.b].max = std::min(out[c.b].max, a.a);
    if (a.op == Op::kConst && equal) out[c.b].min = std::max(out[c.b].min, a.a);
  }
  return out;
}

Bounds input_bounds(const Plan& p, const Profile* profile, size_t input, size_t axis) {
  if (profile) return {profile->min[input][axis], profile->max[input][axis]};
  const int64_t d = p.bindings[input].shape[axis];
  return d >= 0 ? Bounds{d, d} : Bounds{0, kHigh};
}

}  // namespace

std::vector<Bounds> register_bounds(const Plan& p, const Profile* profile, std::span<const Bounds> params) {
  const ShapeProgram& s = p.shapes;
  std::vector<Bounds> r = checked_bounds(s);
  const auto value = [&](size_t i) -> Bounds {
    const ShapeInstr& c = s.code[i];
    switch (c.op) {
      case Op::kConst:
        return {c.a, c.a};
      case Op::kInputDim:
        return input_bounds(p, profile, size_t(c.a), size_t(c.b));
      case Op::kParam:
        return size_t(c.a) < params.size() ? params[size_t(c.a)] : Bounds{};
      case Op::kReadBack: {
        const auto& bound = p.slots[size_t(c.a)].bound;
        const bool told = size_t(c.b) < bound.size() && bound[size_t(c.b)] < i;
        return {0, told ? r[bound[size_t(c.b)]].max : kHigh};
      }
      case Op::kReadValue:
        return {};
      default:
        return combine(c.op, r[size_t(c.a)], r[size_t(c.b)]);
    }
  };
  for (size_t i = 0; i < s.code.size(); ++i) {
    const Bounds v = value(i);
    r[i] = {std::max(r[i].min, v.min), std::min(r[i].max, v.max)};
  }
  return r;
}

}  // namespace sinter::plan
