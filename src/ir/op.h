// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// An op is a value: which op, and its immutable attributes. Everything generic (printing, parsing, equality, hashing,
// serialization, the reference backend, docs) works off one OpDef row that is derived from the op's record
// (ir/record.h).
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ir/attr.h"
#include "ir/scalar.h"

namespace sinter {

class InferContext;      // ir/infer.h
class RefContext;        // ir/reference.h
class DecomposeContext;  // ir/decompose.h

/// How an op says what it means; each op has exactly one meaning.
enum class Meaning : uint8_t { kScalar, kReference, kDecompose, kStructural };

/// Facts about an op that passes and backends ask for.
struct OpTraits {
  bool commutative = false;  // the first two inputs may be swapped
  bool random = false;       // never folded or merged
  bool side_effect = false;  // never removed
  bool view = false;         // output 0 has the bytes of input 0 in the same order
  int regions = 0;           // number of regions a node of this op owns (-1: any)
};

/// A field's value with its name; enumerations carry their value names.
struct NamedAttr {
  std::string_view name;
  Attr value;
};

struct OpDef {
  std::string_view name, doc;
  Meaning meaning = Meaning::kReference;
  OpTraits traits;
  int min_inputs = 0, max_inputs = -1;  // -1: any number; optional inputs may be absent in the middle too
  int num_outputs = 1;                  // -1: decided by infer

  void (*infer)(const void* attrs, InferContext&) = nullptr;
  void (*reference)(const void* attrs, RefContext&) = nullptr;        // kReference (kScalar gets a derived one)
  void (*decompose)(const void* attrs, DecomposeContext&) = nullptr;  // kDecompose
  /// kScalar: records the op for inputs of the given classes; one output.
  ScalarProgram (*program)(const void* attrs, std::span<const ScalarClass> inputs) = nullptr;

  void (*visit)(const void* attrs, const std::function<void(int id, std::string_view name, const Attr&)>&) = nullptr;
  bool (*equal)(const void* a, const void* b) = nullptr;
  /// Names of an enumeration field's values, indexed by value; empty if `field` is no enumeration.
  std::span<const std::string_view> (*enum_names)(std::string_view field) = nullptr;
  /// Builds attributes from named values; a missing field keeps its default. Errors name the field: an unknown name
  /// (with "did you mean"), a wrong type.
  std::shared_ptr<const void> (*create)(std::span<const NamedAttr> values) = nullptr;
};

/// Defined by SINTER_OP(T) in the op's .cpp.
template <class T>
const OpDef& def_of();

class Op {
 public:
  Op() = default;
  template <class T>
  requires requires { T::kName; }
  Op(T attrs) : def_(&def_of<T>()), attrs_(std::make_shared<const T>(std::move(attrs))) {}  // NOLINT
  Op(const OpDef& def, std::shared_ptr<const void> attrs) : def_(&def), attrs_(std::move(attrs)) {}

  const OpDef& def() const { return *def_; }
  std::string_view name() const { return def_->name; }
  const void* attrs() const { return attrs_.get(); }
  /// The record if this op is a T, else null.
  template <class T>
  const T* as() const {
    return def_ && def_->name == T::kName ? static_cast<const T*>(attrs_.get()) : nullptr;
  }
  template <class T>
  bool is() const {
    return as<T>() != nullptr;
  }

  void visit(const std::function<void(int, std::string_view, const Attr&)>& f) const { def_->visit(attrs_.get(), f); }
  /// Dims of all SymDims attributes in field order: what the shape program evaluates for the step ("params").
  SymDims dim_params() const;
  void hash_into(Hasher& h) const;
  friend bool operator==(const Op& a, const Op& b) {
    return a.def_ == b.def_ || (a.def_ && b.def_ && a.name() == b.name())
               ? a.attrs_ == b.attrs_ || a.def_->equal(a.attrs_.get(), b.attrs_.get())
               : false;
  }

 private:
  const OpDef* def_ = nullptr;
  std::shared_ptr<const void> attrs_;
};

/// The fields that differ from their default, enumerations by name: what is printed and stored.
std::vector<NamedAttr> changed_attrs(const Op& op);
/// Adds kind and content.
void hash_attr(const Attr& attr, Hasher& h);

/// "Convolution {group=1, strides=[1,1]}": fields that differ from their default, enumerations by name.
std::string to_string(const Op& op);

}  // namespace sinter
