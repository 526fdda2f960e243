// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "verify_compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "words.h"

#include "difference.h"

namespace sinter::cli {
namespace {

std::string type_text(const HostArray& a) {
  return a.type_text() + (a.is_tensor() ? "" : " of " + std::to_string(a.items().size()));
}

// Elements as doubles; a complex number is two.
class Elements {
 public:
  explicit Elements(const HostArray& a) : a_(a) {}
  int64_t count() const { return is_complex(a_.dtype()) ? 2 * a_.count() : a_.count(); }
  double at(int64_t i) const {
    if (a_.dtype() == DataType::kComplex64) return double(a_.as<float>()[i]);
    if (a_.dtype() == DataType::kComplex128) return a_.as<double>()[i];
    if (a_.dtype() == DataType::kFloat32) return double(a_.as<float>()[i]);
    return a_.at(i);
  }

 private:
  const HostArray& a_;
};

bool equal(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

Verdict judge_strings(const HostArray& got, const HostArray& want) {
  int64_t differ = 0, first = -1;
  for (int64_t i = 0; i < got.count(); ++i)
    if (got.strings()[size_t(i)] != want.strings()[size_t(i)] && differ++ == 0) first = i;
  if (differ == 0) return {};
  return {fmt::format("{} of {} elements differ; element {} is {}, expected {}", differ, got.count(), first,
                      in_quotes(got.strings()[size_t(first)]), in_quotes(want.strings()[size_t(first)]))};
}

// Sequences and optionals: what they hold, one after the other.
Verdict judge_items(const HostArray& got, const HostArray& want, const Tolerance& tolerance) {
  Verdict all;
  for (size_t i = 0; i < got.items().size() && all.problem.empty(); ++i) {
    const Verdict v = judge(got.items()[i], want.items()[i], tolerance);
    all.worst = std::max(all.worst, v.worst);
    if (!v.problem.empty()) all.problem = fmt::format("item {}: {}", i, v.problem);
  }
  return all;
}

Verdict judge_exactly(const HostArray& got, const HostArray& want) {
  if (got.bytes() == 0 || std::memcmp(got.data(), want.data(), size_t(got.bytes())) == 0) return {};
  int64_t differ = 0, first = -1;
  for (int64_t i = 0; i < got.count(); ++i)
    if (got.at(i) != want.at(i)) {
      if (differ++ == 0) first = i;
    }
  if (differ == 0 && bits_of(got.dtype()) < 64) return {};  // only what pads the last byte differs
  if (differ == 0) return {"elements differ beyond what a double tells apart"};
  return {fmt::format("{} of {} elements differ; element {} is {}, expected {}", differ, got.count(), first,
                      got.at(first), want.at(first))};
}

}  // namespace

Verdict judge(const HostArray& got, const HostArray& want, const Tolerance& tolerance) {
  if (got.dtype() != want.dtype() || got.dims() != want.dims() || got.kind() != want.kind() ||
      got.items().size() != want.items().size())
    return {"it is " + type_text(got) + ", expected " + type_text(want)};
  if (!got.is_tensor()) return judge_items(got, want, tolerance);
  if (got.dtype() == DataType::kString) return judge_strings(got, want);
  if (!is_float(got.dtype()) && !is_complex(got.dtype())) return judge_exactly(got, want);
  const Elements a(got), b(want);
  double top = 0;
  for (int64_t i = 0; i < b.count(); ++i)
    if (std::isfinite(b.at(i))) top = std::max(top, std::fabs(b.at(i)));
  const double step = rounding_of(got.dtype());
  const double rtol = tolerance.rtol.value_or(std::max(1e-3, 4 * step));
  const double atol = tolerance.atol.value_or(1e-7 + 8 * step * top);
  int64_t wrong = 0, at = 0;
  double worst = 0, worst_excess = -1;
  for (int64_t i = 0; i < a.count(); ++i) {
    const double x = a.at(i), y = b.at(i);
    if (equal(x, y)) continue;
    const double d = std::fabs(x - y), allowed = atol + rtol * std::fabs(y);
    const bool bad = !std::isfinite(d) || d > allowed;
    const double excess = std::isfinite(d) ? d - allowed : INFINITY;
    worst = std::max(worst, std::isfinite(d) ? d : INFINITY);
    wrong += bad;
    if (bad && excess > worst_excess) {
      worst_excess = excess;
      at = i;
    }
  }
  Verdict v;
  v.worst = top > 0 ? worst / top : worst;
  if (wrong)
    v.problem = fmt::format(
        "{} of {} elements are off by more than {:.3g} + {:.3g} * |expected|; worst: element {} is {:.9g}, expected "
        "{:.9g}",
        wrong, a.count(), atol, rtol, at, a.at(at), b.at(at));
  return v;
}

}  // namespace sinter::cli
