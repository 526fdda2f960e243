// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// From an op's record to its OpDef row. A record is a struct with
//   static constexpr std::string_view kName, kDoc;
//   static constexpr auto fields();             // std::tuple{Field{1, "axis", &T::axis}, ...}; ids are stable
//   bool operator==(const T&) const = default;
// optionally
//   static constexpr OpTraits kTraits; static constexpr int kMinInputs, kMaxInputs, kNumOutputs;
// and exactly one meaning:
//   pointwise: template <class T> T operator()(T...) const, with kArity = 1..3, a result rule kResult and the classes
//              kClasses it is defined for; infer (broadcasting) and reference are derived;
//   void infer(InferContext&) const; with void reference(RefContext&) const; or void decompose(DecomposeContext&)
//   const; or infer alone (structural: the runtime or the compiler knows it: Constant, If, Loop, Fusion).
// Include this only in the op's .cpp and write SINTER_OP(T) there.
#pragma once
#include <tuple>
#include <type_traits>

#include "base/text.h"
#include "ir/infer.h"
#include "ir/op.h"
#include "ir/op_fields.h"
#include "ir/reference.h"
#include "sinter/error.h"

namespace sinter {

namespace record_detail {

template <class T>
Attr to_attr(const T& v) {
  if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, DataType>)
    return v;
  else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>)
    return int64_t(v);
  else if constexpr (std::is_floating_point_v<T>)
    return double(v);
  else
    return v;
}

[[noreturn]] void wrong_type(std::string_view op, std::string_view field, const Attr& got);
[[noreturn]] void unknown_field(std::string_view op, std::string_view field, std::span<const std::string_view> known);
int64_t enum_value(std::string_view op, std::string_view field, const std::string& text,
                   std::span<const std::string_view> names);

template <class T>
void from_attr(std::string_view op, std::string_view field, std::span<const std::string_view> names, const Attr& a,
               T& out) {
  if constexpr (std::is_enum_v<T> && !std::is_same_v<T, DataType>) {
    int64_t v = -1;
    if (auto* s = std::get_if<std::string>(&a))
      v = enum_value(op, field, *s, names);
    else if (auto* i = std::get_if<int64_t>(&a))
      v = *i;
    if (v < 0 || v >= int64_t(names.size())) wrong_type(op, field, a);
    out = T(v);
  } else if constexpr (std::is_floating_point_v<T>) {
    if (auto* d = std::get_if<double>(&a))
      out = T(*d);
    else if (auto* i = std::get_if<int64_t>(&a))
      out = T(*i);
    else
      wrong_type(op, field, a);
  } else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    auto* i = std::get_if<int64_t>(&a);
    if (!i || int64_t(T(*i)) != *i) wrong_type(op, field, a);
    out = T(*i);
  } else if constexpr (std::is_same_v<T, bool>) {
    if (auto* b = std::get_if<bool>(&a))
      out = *b;
    else if (auto* i = std::get_if<int64_t>(&a); i && (*i == 0 || *i == 1))
      out = *i != 0;
    else
      wrong_type(op, field, a);
  } else if constexpr (std::is_same_v<T, std::vector<double>>) {
    if (auto* v = std::get_if<std::vector<double>>(&a))
      out = *v;
    else if (auto* i = std::get_if<std::vector<int64_t>>(&a))
      out.assign(i->begin(), i->end());
    else
      wrong_type(op, field, a);
  } else if constexpr (std::is_same_v<T, SymDims>) {
    if (auto* v = std::get_if<SymDims>(&a))
      out = *v;
    else if (auto* i = std::get_if<std::vector<int64_t>>(&a))
      out.assign(i->begin(), i->end());
    else
      wrong_type(op, field, a);
  } else if constexpr (std::is_same_v<T, std::vector<int64_t>>) {
    if (auto* v = std::get_if<std::vector<int64_t>>(&a))
      out = *v;
    else
      wrong_type(op, field, a);
  } else {
    auto* v = std::get_if<T>(&a);
    if (!v) {  // an empty list has no element type in the text form
      auto* i = std::get_if<std::vector<int64_t>>(&a);
      if constexpr (std::is_same_v<T, std::vector<std::string>>)
        if (i && i->empty()) {
          out = {};
          return;
        }
      wrong_type(op, field, a);
    } else {
      out = *v;
    }
  }
}

template <class T>
void visit(const void* p, const std::function<void(int, std::string_view, const Attr&)>& f) {
  std::apply([&](auto... fld) { (f(fld.id, fld.name, to_attr(static_cast<const T*>(p)->*fld.member)), ...); },
             T::fields());
}

template <class T>
std::span<const std::string_view> enum_names(std::string_view name) {
  std::span<const std::string_view> found;
  std::apply([&](auto... fld) { ((fld.name == name ? void(found = fld.names) : void()), ...); }, T::fields());
  return found;
}

template <class T>
std::shared_ptr<const void> create(std::span<const NamedAttr> values) {
  auto record = std::make_shared<T>();
  for (const auto& v : values) {
    bool found = false;
    auto set = [&](auto fld) {
      if (fld.name != v.name) return;
      found = true;
      from_attr(T::kName, fld.name, fld.names, v.value, (*record).*fld.member);
    };
    std::apply([&](auto... fld) { (set(fld), ...); }, T::fields());
    if (!found) {
      std::vector<std::string_view> known;
      std::apply([&](auto... fld) { (known.push_back(fld.name), ...); }, T::fields());
      unknown_field(T::kName, v.name, known);
    }
  }
  return record;
}

template <class T, class V, size_t... I>
V call(const T& op, const V* args, std::index_sequence<I...>) {
  return op(args[I]...);
}

template <class T>
ScalarProgram record_program(const void* attrs, std::span<const ScalarClass> classes) {
  ScalarProgram p;
  std::vector<ScalarExpr> args;
  for (ScalarClass c : classes) args.emplace_back(&p, p.add_input(c));
  args.resize(T::kArity);
  const ScalarExpr out = call(*static_cast<const T*>(attrs), args.data(), std::make_index_sequence<T::kArity>());
  p.outputs = {out.id(&p, classes.empty() ? ScalarClass::kFloat : classes[classes.size() - 1])};
  return p;
}

template <class T>
void scalar_reference(const void* attrs, RefContext& ctx) {
  const T& op = *static_cast<const T*>(attrs);
  auto run = [&](auto tag) {
    using V = decltype(tag);
    ctx.pointwise<V>(T::kArity, [&](const V* a) { return call(op, a, std::make_index_sequence<T::kArity>()); });
  };
  switch (ctx.pointwise_class()) {
    case ComputeClass::kFloat:
      if constexpr (T::kClasses & kFloatClass) return run(double{});
      break;
    case ComputeClass::kInt:
      if constexpr (T::kClasses & kIntClass) return run(int64_t{});
      break;
    case ComputeClass::kUInt:
      if constexpr (T::kClasses & (kIntClass | kBoolClass)) return run(uint64_t{});  // bool computes as 0 and 1
      break;
    default:
      break;
  }
  ctx.fail_class(T::kName);
}

template <class T>
OpDef make_def() {
  OpDef d;
  d.name = T::kName;
  d.doc = T::kDoc;
  d.visit = &visit<T>;
  d.equal = [](const void* a, const void* b) { return *static_cast<const T*>(a) == *static_cast<const T*>(b); };
  d.enum_names = &enum_names<T>;
  d.create = &create<T>;
  if constexpr (requires { T::kTraits; }) d.traits = T::kTraits;
  if constexpr (requires { T::kMinInputs; }) d.min_inputs = T::kMinInputs;
  if constexpr (requires { T::kMaxInputs; }) d.max_inputs = T::kMaxInputs;
  if constexpr (requires { T::kNumOutputs; }) d.num_outputs = T::kNumOutputs;
  if constexpr (requires { T::kArity; }) {
    d.meaning = Meaning::kScalar;
    d.min_inputs = d.max_inputs = T::kArity;
    d.infer = [](const void*, InferContext& c) { infer_pointwise(c, T::kResult, T::kClasses); };
    d.program = &record_program<T>;
    d.reference = &scalar_reference<T>;
  } else {
    d.infer = [](const void* p, InferContext& c) { static_cast<const T*>(p)->infer(c); };
    if constexpr (requires(const T t, RefContext& c) { t.reference(c); }) {
      d.meaning = Meaning::kReference;
      d.reference = [](const void* p, RefContext& c) { static_cast<const T*>(p)->reference(c); };
    } else if constexpr (requires(const T t, DecomposeContext& c) { t.decompose(c); }) {
      d.meaning = Meaning::kDecompose;
      d.decompose = [](const void* p, DecomposeContext& c) { static_cast<const T*>(p)->decompose(c); };
    } else {
      d.meaning = Meaning::kStructural;
    }
    // A pointwise op whose result rule or attributes need more than broadcasting (Cast) may still give a program.
    if constexpr (requires(const T t, std::span<const ScalarClass> c) { t.program(c); })
      d.program = [](const void* p, std::span<const ScalarClass> c) { return static_cast<const T*>(p)->program(c); };
  }
  return d;
}

}  // namespace record_detail

#define SINTER_OP(T)                                       \
  template <>                                              \
  const OpDef& def_of<T>() {                               \
    static const OpDef def = record_detail::make_def<T>(); \
    return def;                                            \
  }

}  // namespace sinter
