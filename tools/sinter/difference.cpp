// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sinter::cli {
namespace {

std::string array_type(const HostArray& a) { return std::string(to_string(a.dtype())) + to_string(a.dims()); }

bool same_number(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

// A complex number is two doubles.
double element(const HostArray& a, int64_t i) {
  if (a.dtype() == DataType::kComplex64) return double(a.as<float>()[i]);
  if (a.dtype() == DataType::kComplex128) return a.as<double>()[i];
  return a.at(i);
}

}  // namespace

Difference difference_of(const HostArray& got, const HostArray& want) {
  Difference d;
  if (got.dtype() != want.dtype() || got.dims() != want.dims()) {
    d.problem = array_type(got) + " against " + array_type(want);
    d.norm = d.worst = std::numeric_limits<double>::infinity();
    return d;
  }
  const int64_t n = got.count() * (is_complex(got.dtype()) ? 2 : 1);
  double error2 = 0, sum2 = 0, worst = -1;
  for (int64_t i = 0; i < n; ++i) {
    const double a = element(got, i), b = element(want, i);
    d.got_not_finite += !std::isfinite(a);
    d.want_not_finite += !std::isfinite(b);
    if (std::isfinite(b)) {
      d.top = std::max(d.top, std::fabs(b));
      sum2 += b * b;
    }
    if (same_number(a, b)) continue;
    const double raw = std::fabs(a - b), e = std::isfinite(raw) ? raw : std::numeric_limits<double>::infinity();
    error2 += e * e;
    if (e > worst) {
      worst = e;
      d.worst_index = is_complex(got.dtype()) ? i / 2 : i;
      d.got = a;
      d.want = b;
    }
  }
  if (worst < 0) return d;
  d.worst = d.top > 0 ? worst / d.top : worst;
  d.norm = sum2 > 0 ? std::sqrt(error2 / sum2) : std::sqrt(error2);
  return d;
}

std::string index_text(const Dims& dims, int64_t flat) {
  if (flat < 0) return "-";
  Dims at(dims.size());
  for (size_t i = dims.size(); i-- > 0;) {
    at[i] = dims[i] > 0 ? flat % dims[i] : 0;
    flat = dims[i] > 0 ? flat / dims[i] : 0;
  }
  return to_string(at);
}

std::string error_text(double error) { return error == 0 ? "0" : fmt::format("{:.1e}", error); }

Json difference_json(const Difference& d, const Dims& dims) {
  const auto number = [](double v) {
    return std::isfinite(v) ? Json(v) : Json(std::isnan(v) ? "nan" : v > 0 ? "inf" : "-inf");
  };
  Json j;
  j["problem"] = d.problem.empty() ? Json() : Json(d.problem);
  j["norm"] = number(d.norm);
  j["worst"] = number(d.worst);
  j["worst_at"] = d.worst_index < 0 ? Json() : Json(index_text(dims, d.worst_index));
  j["got"] = number(d.got);
  j["want"] = number(d.want);
  j["not_finite"] = Json::array({d.got_not_finite, d.want_not_finite});
  return j;
}

double rounding_of(DataType type) {
  switch (type) {
    case DataType::kFloat32:
    case DataType::kComplex64:
      return 0x1p-23;
    case DataType::kFloat64:
    case DataType::kComplex128:
      return 0x1p-52;
    case DataType::kFloat16:
      return 0x1p-10;
    case DataType::kBFloat16:
      return 0x1p-7;
    case DataType::kFloat8E4M3FN:
    case DataType::kFloat8E4M3FNUZ:
      return 0x1p-3;
    case DataType::kFloat8E5M2:
    case DataType::kFloat8E5M2FNUZ:
      return 0x1p-2;
    case DataType::kFloat4E2M1:
      return 0x1p-1;
    case DataType::kFloat8E8M0:
      return 1;
    default:
      return 0;
  }
}

double largest_of(DataType type) {
  switch (type) {
    case DataType::kFloat32:
      return double(std::numeric_limits<float>::max());
    case DataType::kFloat16:
      return 65504;
    case DataType::kBFloat16:
      return 0x1.fep127;
    case DataType::kFloat8E4M3FN:
      return 448;
    case DataType::kFloat8E4M3FNUZ:
      return 240;
    case DataType::kFloat8E5M2:
    case DataType::kFloat8E5M2FNUZ:
      return 57344;
    case DataType::kFloat4E2M1:
      return 6;
    default:
      return std::numeric_limits<double>::infinity();
  }
}

}  // namespace sinter::cli
