// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The build-time half of a backend: tactics, the ways to run a node. Each backend lists its tactics in order of
// preference in one file, tactic_list.def; the builder asks each whether it supports a Problem, measures the
// candidates, and keeps the fastest.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "backend/kernel.h"
#include "base/large_bytes.h"
#include "ir/graph.h"

namespace sinter {

/// One operand of a problem.
struct Operand {
  bool present = false;
  TensorType type;                    // logical type, dims may be symbolic
  Dims opt, max;                      // concrete dims at the profile's optimum, and upper bounds (INT64_MAX: unbounded)
  Format format = Format::kLinear;
  const Weights* constant = nullptr;  // its contents, if known at build time
  HostValue host_value;               // elements known symbolically
  bool is_object = false;             // the kernel gets TensorArg::object
  std::string nesting;                // of sequences and optionals (base/host_object.h); type is then what they hold
  std::string name;
};

/// What is to be run: a node (for fusions: its region), its operands, physical formats included.
struct Problem {
  const Graph* graph = nullptr;
  NodeId node_id = kNoNode;
  std::vector<Operand> inputs, outputs;
  int64_t workspace_limit = INT64_MAX;

  const Node& node() const { return graph->node(node_id); }
  const Op& op() const { return node().op; }
  /// The region of a Fusion, else null.
  const Graph* region() const { return node().regions.empty() ? nullptr : node().regions[0].get(); }
};

/// Yes, or a reason that `sinter explain` prints.
class [[nodiscard]] Verdict {
 public:
  static Verdict yes() { return {}; }
  static Verdict no(std::string reason) {
    Verdict v;
    v.reason_ = std::move(reason);
    v.ok_ = false;
    return v;
  }
  /// This tactic is for other ops: no reason that would help anybody, left out of error messages.
  static Verdict other_op() {
    Verdict v = no("it is for other ops");
    v.other_op_ = true;
    return v;
  }
  explicit operator bool() const { return ok_; }
  bool is_other_op() const { return other_op_; }
  const std::string& reason() const { return reason_; }

 private:
  bool ok_ = true, other_op_ = false;
  std::string reason_;
};

/// One choice of a tactic's parameters; `label` is stable and names it in the timing cache and reports ("mr6", "").
struct Config {
  std::string label;
  std::vector<int64_t> values;
};

/// A constant made at build time, packed for a kernel.
struct PackedConstant {
  LargeBytes bytes;
  std::vector<std::string> sources;  // names of the values it was made from
  std::string packing;               // how: "gemm.a 6x256 f32"; with the sources enough to make it again (refit)
};

/// What compile gives: the kernel record without constant indices, and the constants.
struct CompiledKernel {
  std::string name;
  uint32_t version = 0;
  std::vector<std::byte> recipe;
  std::vector<PackedConstant> constants;
  std::vector<int> consumed_inputs;  // node inputs that the packed constants replace: not passed at run time (absent)
};

class Tactic {
 public:
  virtual ~Tactic() = default;
  virtual const char* name() const = 0;      // unique in its backend; stored in timing caches and reports
  virtual uint32_t version() const { return 1; }
  /// Whether it is there for what nothing else takes, by plain loops: not worth measuring beside a candidate that works,
  /// unless that is done in a moment.
  virtual bool last_resort() const { return false; }
  /// Whether the kernels understand TensorArg::object. Others are never offered nodes with such operands.
  virtual bool takes_objects() const { return false; }
  virtual Verdict supports(const Problem& p) const = 0;
  /// The choices worth measuring, in order of preference; at least one.
  virtual std::vector<Config> configs(const Problem& p) const {
    (void)p;
    return {Config{}};
  }
  virtual CompiledKernel compile(const Problem& p, const Config& c) const = 0;
};

/// The build-time half of a backend.
class BackendCompiler {
 public:
  virtual ~BackendCompiler() = default;
  virtual const char* name() const = 0;
  /// In order of preference.
  virtual std::span<const Tactic* const> tactics() const = 0;
  /// Whether fusions of this kind ("pointwise", "conv", "matmul") pay off here; passes ask before building them.
  virtual bool wants_fusion(std::string_view kind) const {
    (void)kind;
    return true;
  }
};

}  // namespace sinter
