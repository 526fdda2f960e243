// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/op.h"

#include "ir/text_literal.h"

namespace sinter {
namespace {

struct AttrHasher {
  Hasher& h;
  void operator()(bool v) const { h.add(v); }
  void operator()(int64_t v) const { h.add(v); }
  void operator()(double v) const { h.add(v); }
  void operator()(const std::string& v) const { h.add(v); }
  void operator()(DataType v) const { h.add(v); }
  void operator()(const SymDims& v) const {
    h.add(v.size());
    for (const auto& d : v) h.add(d.to_string());
  }
  void operator()(const Weights& v) const { h.add(v.hash()); }
  template <class T>
  void operator()(const std::vector<T>& v) const {
    h.add(v.size());
    for (const auto& x : v) h.add(x);
  }
};

}  // namespace

void hash_attr(const Attr& attr, Hasher& h) {
  h.add(attr.index());
  std::visit(AttrHasher{h}, attr);
}

SymDims Op::dim_params() const {
  SymDims out;
  visit([&](int, std::string_view, const Attr& a) {
    if (auto* d = std::get_if<SymDims>(&a)) out.insert(out.end(), d->begin(), d->end());
  });
  return out;
}

void Op::hash_into(Hasher& h) const {
  h.add(name());
  visit([&](int id, std::string_view, const Attr& a) {
    h.add(id);
    hash_attr(a, h);
  });
}

std::vector<NamedAttr> changed_attrs(const Op& op) {
  std::vector<Attr> defaults;
  const auto record = op.def().create({});
  op.def().visit(record.get(), [&](int, std::string_view, const Attr& a) { defaults.push_back(a); });
  std::vector<NamedAttr> out;
  size_t i = 0;
  op.visit([&](int, std::string_view name, const Attr& a) {
    if (i >= defaults.size() || !(a == defaults[i])) {
      const auto names = op.def().enum_names(name);
      const auto* v = std::get_if<int64_t>(&a);
      if (v && *v >= 0 && *v < int64_t(names.size()))
        out.push_back({name, std::string(names[size_t(*v)])});
      else
        out.push_back({name, a});
    }
    ++i;
  });
  return out;
}

std::string to_string(const Op& op) {
  std::string s(op.name()), attrs;
  for (const auto& a : changed_attrs(op))
    attrs += (attrs.empty() ? "" : ", ") + std::string(a.name) + "=" + to_string(a.value);
  return attrs.empty() ? s : s + " {" + attrs + "}";
}

}  // namespace sinter
