// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Op records of the tests' own, so that tests of src/ir need no particular op of src/ops.
#pragma once
#include <span>

#include "ir/decompose.h"
#include "ir/infer.h"
#include "ir/op_fields.h"
#include "ir/reference.h"

namespace sinter::test {

/// a + b, pointwise.
struct Add {
  static constexpr std::string_view kName = "Add", kDoc = "a + b";
  static constexpr int kArity = 2, kClasses = kNumberClass;
  static constexpr ScalarResult kResult = ScalarResult::kSame;
  static constexpr OpTraits kTraits = {.commutative = true};
  static constexpr auto fields() { return std::tuple{}; }
  template <class T>
  T operator()(T a, T b) const {
    return a + b;
  }
  bool operator==(const Add&) const = default;
};

/// Logical not, to see bools through the derived reference.
struct Not {
  static constexpr std::string_view kName = "Not", kDoc = "not a";
  static constexpr int kArity = 1, kClasses = kBoolClass;
  static constexpr ScalarResult kResult = ScalarResult::kBool;
  static constexpr auto fields() { return std::tuple{}; }
  template <class T>
  T operator()(T a) const {
    return scalar::logical_not(a);
  }
  bool operator==(const Not&) const = default;
};

/// An attribute of every kind.
struct Attributes {
  enum class Mode : uint8_t { kSlow, kFast };
  static constexpr std::string_view kModes[] = {"slow", "fast"};
  bool flag = false;
  int64_t number = 3;
  double real = 0;
  std::string text;
  DataType to = DataType::kFloat32;
  Mode mode = Mode::kSlow;
  std::vector<int64_t> ints;
  std::vector<double> reals;
  std::vector<std::string> words;
  SymDims dims;
  Weights data;

  static constexpr std::string_view kName = "Attributes", kDoc = "x, with attributes";
  static constexpr int kMinInputs = 1, kMaxInputs = 2;
  static constexpr auto fields() {
    using A = Attributes;
    return std::tuple{Field{1, "flag", &A::flag},  Field{2, "number", &A::number}, Field{3, "real", &A::real},
                      Field{4, "text", &A::text},  Field{5, "to", &A::to},         Field{6, "mode", &A::mode, kModes},
                      Field{7, "ints", &A::ints},  Field{8, "reals", &A::reals},   Field{9, "words", &A::words},
                      Field{10, "dims", &A::dims}, Field{11, "data", &A::data}};
  }
  void infer(InferContext& ctx) const { ctx.set_output(0, ctx.tensor(0)); }
  void reference(RefContext& ctx) const {
    ctx.copy_elements(0, 0, [](int64_t k) { return k; });
  }
  bool operator==(const Attributes&) const = default;
};

/// The positive elements of a vector: a size that only the run tells.
struct Keep {
  static constexpr std::string_view kName = "Keep", kDoc = "positive elements of a vector";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{}; }
  void infer(InferContext& ctx) const {
    ctx.set_output(0, ctx.tensor(0).dtype, {ctx.fresh_size("kept", ctx.dim(0, 0))});
  }
  void reference(RefContext& ctx) const;
  bool operator==(const Keep&) const = default;
};

/// x + x + c, a composite of composites.
struct Twice {
  static constexpr std::string_view kName = "Twice", kDoc = "x + x";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{}; }
  void infer(InferContext& ctx) const { ctx.set_output(0, ctx.tensor(0)); }
  void decompose(DecomposeContext& ctx) const;
  bool operator==(const Twice&) const = default;
};
struct FourTimes {
  static constexpr std::string_view kName = "FourTimes", kDoc = "x + x + x + x";
  static constexpr int kMinInputs = 1, kMaxInputs = 1;
  static constexpr auto fields() { return std::tuple{}; }
  void infer(InferContext& ctx) const { ctx.set_output(0, ctx.tensor(0)); }
  void decompose(DecomposeContext& ctx) const { ctx.set_output(0, ctx.add(Twice{}, {ctx.add(Twice{}, {ctx.in(0)})})); }
  bool operator==(const FourTimes&) const = default;
};

/// Control flow with the names that the interpreter knows; outputs have the types that `like` inputs have.
struct If {
  static constexpr std::string_view kName = "If", kDoc = "one of two regions";
  static constexpr OpTraits kTraits = {.regions = 2};
  static constexpr int kMinInputs = 1, kNumOutputs = -1;
  static constexpr auto fields() { return std::tuple{}; }
  void infer(InferContext& ctx) const;
  bool operator==(const If&) const = default;
};
struct Loop {
  int64_t carried = 0;
  static constexpr std::string_view kName = "Loop", kDoc = "a region again and again";
  static constexpr OpTraits kTraits = {.regions = 1};
  static constexpr int kMinInputs = 2, kNumOutputs = -1;
  static constexpr auto fields() { return std::tuple{Field{1, "carried", &Loop::carried}}; }
  void infer(InferContext& ctx) const;
  bool operator==(const Loop&) const = default;
};

/// All of them, and Relu.
std::span<const OpDef* const> ops();

}  // namespace sinter::test
