// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What an op sees when it infers the types of its outputs: types with symbolic dims, constants, host values (integer
// tensors whose elements are known as Dims, such as the result of Shape), and its regions. Static and dynamic shapes
// are the same thing here.
#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ir/op.h"
#include "ir/op_fields.h"
#include "ir/type.h"
#include "ir/weights.h"

namespace sinter {

class Graph;

/// An equality or bound between dims that could not be proved: checked at run time by the shape program.
struct DimCheck {
  enum class Kind : uint8_t { kEqual, kAtLeast, kDivides };  // a == b; a >= b; a % b == 0
  Kind kind = Kind::kEqual;
  Dim a, b;
  std::string what;  // "Add: dim 1 of input 0 and dim 0 of input 1 must be equal"
  bool operator==(const DimCheck&) const = default;
};

/// Elements of an integer tensor of rank 0 or 1, known symbolically.
using HostValue = std::optional<SymDims>;

class InferContext {
 public:
  struct Input {
    ValueType type;
    const Weights* constant = nullptr;  // set if the value is a constant
    HostValue host_value;
    bool present = false;
  };

  InferContext(const Op& op, std::vector<Input> inputs) : op_(op), inputs_(std::move(inputs)) {}

  const Op& op() const { return op_; }
  int num_inputs() const { return int(inputs_.size()); }
  bool has(int i) const { return i < num_inputs() && inputs_[i].present; }
  /// The type of input i; an Error naming the input if it is absent.
  const ValueType& value(int i) const;
  /// The same, and it must be a tensor.
  const TensorType& tensor(int i) const;
  const Dim& dim(int i, int axis) const { return tensor(i).dims[size_t(axis)]; }
  /// Constant data of input i or null.
  const Weights* constant(int i) const { return has(i) ? inputs_[i].constant : nullptr; }
  /// The elements of an integer input known at build time (constants included); nullopt if they are computed at run
  /// time.
  HostValue host_value(int i) const { return has(i) ? inputs_[i].host_value : HostValue{}; }

  /// Number of outputs of the node (set by its creator; ops with num_outputs == -1 may read it).
  int num_outputs() const { return num_outputs_; }
  void set_num_outputs(int n) { num_outputs_ = n; }
  void set_output(int i, ValueType type);
  void set_output(int i, DataType dtype, SymDims dims) { set_output(i, ValueType(dtype, std::move(dims))); }
  /// Says that output i is an integer tensor of rank <= 1 with these elements.
  void set_host_value(int i, SymDims elements);
  /// A new symbol for an extent that only the run itself tells; `upper` bounds it.
  Dim fresh_size(const std::string& hint, const Dim& upper);
  /// A new symbol for an element of a tensor that is read during the run (it may be negative), or the number it is
  /// known to have.
  Dim fresh_value(const std::string& hint);
  /// Whether an earlier inference of this node made such symbols: others may refer to them.
  bool has_symbols() const { return symbols_made > 0; }
  /// A symbol that stands for `value` where that is long and depends on what only the run tells; else `value` itself.
  /// Keeps expressions small; equal values get equal symbols.
  Dim define(const std::string& hint, const Dim& value) const;
  /// Whether a dim depends on elements that the run reads: they may be negative, and have meanings of their own (-1).
  bool reads_elements(const Dim& d) const { return has_element && has_element(d); }

  /// Makes axis non-negative; Error if it is not in [-rank, rank).
  int axis(int64_t axis, int rank) const;
  void require(bool ok, const std::string& message, const std::string& remedy = {}) const;
  /// Proves, refutes (Error) or postpones to run time that a == b. Returns the simpler of the two.
  Dim require_equal(const Dim& a, const Dim& b, const std::string& what);
  /// Likewise a >= b and a % b == 0.
  void require_at_least(const Dim& a, const Dim& b, const std::string& what);
  void require_divides(const Dim& a, const Dim& b, const std::string& what);
  /// The NumPy broadcast of two shapes; dims that cannot be proved equal become checks.
  SymDims broadcast(const SymDims& a, const SymDims& b);
  void require_dtype(int i, std::initializer_list<DataType> allowed) const;
  /// Bounds of a dim under the graph's symbols.
  Interval bounds(const Dim& d) const;

  /// Regions of the node (control flow, Fusion); the graph's owner sets them before inference.
  std::span<Graph* const> regions() const { return regions_; }

  [[noreturn]] void fail(const std::string& message, const std::string& remedy = {}) const;

  // ---- for the caller (ir/graph.cpp) ----
  std::vector<ValueType> outputs;
  std::vector<HostValue> host_values;
  std::vector<DimCheck> checks;
  std::function<Dim(const std::string& hint, const Dim& upper)> make_symbol;
  std::function<Dim(const std::string& hint)> make_value;
  std::function<bool(const Dim& d)> has_element;
  size_t symbols_made = 0;
  std::function<Dim(const std::string& hint, const Dim& value)> define_symbol;
  std::function<Interval(const std::string& symbol)> symbol_bounds;
  std::vector<Graph*> regions_;

 private:
  const Op& op_;
  std::vector<Input> inputs_;
  int num_outputs_ = 1;
};

/// Derived inference of pointwise ops: all inputs broadcast, all of one dtype (a leading bool condition of a
/// three-input op excepted), which lies in `classes`.
void infer_pointwise(InferContext& ctx, ScalarResult result, int classes);

}  // namespace sinter
