// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/attr.h"

#include "ir/text_literal.h"

namespace sinter {
namespace {

template <class T, class F>
std::string list_text(const std::vector<T>& v, F one) {
  std::string s = "[";
  for (size_t i = 0; i < v.size(); ++i) s += (i ? "," : "") + one(v[i]);
  return s + "]";
}

struct AttrPrinter {
  std::string operator()(bool v) const { return v ? "true" : "false"; }
  std::string operator()(int64_t v) const { return std::to_string(v); }
  std::string operator()(double v) const { return float_literal(v); }
  std::string operator()(const std::string& v) const { return string_literal(v); }
  std::string operator()(DataType v) const { return std::string(to_string(v)); }
  std::string operator()(const std::vector<int64_t>& v) const {
    return list_text(v, [](int64_t i) { return std::to_string(i); });
  }
  std::string operator()(const std::vector<double>& v) const { return list_text(v, float_literal); }
  std::string operator()(const std::vector<std::string>& v) const { return list_text(v, string_literal); }
  std::string operator()(const SymDims& v) const {
    std::string s = list_text(v, [](const Dim& d) { return d.to_string(); });
    s.front() = '<';
    s.back() = '>';
    return s;
  }
  std::string operator()(const Weights& w) const {
    return "weights(" + std::string(to_string(w.dtype())) + to_string(w.dims()) + ", " + hex(w.hash()) + ")";
  }
};

}  // namespace

std::string to_string(const Attr& attr) { return std::visit(AttrPrinter{}, attr); }

}  // namespace sinter
