// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A plan as pure data: flat vectors joined by index. What compile emits, the file stores and the runtime runs.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/hash.h"
#include "sinter/types.h"

namespace sinter::plan {

inline constexpr uint32_t kNone = UINT32_MAX;

/// A straight-line integer program that gives every size from the input shapes. Instruction i writes register i.
/// Instructions are sorted by stage: stage 0 runs when input shapes change; stage s > 0 after the s-th step that reads
/// back a data-dependent size or the elements of a tensor that shapes depend on.
struct ShapeInstr {
  enum class Op : uint8_t { kConst, kInputDim, kReadBack, kAdd, kMul, kFloorDiv, kMod, kMin, kMax, kParam, kReadValue };
  Op op = Op::kConst;
  int64_t a = 0;  // kConst: value; kInputDim: input; kReadBack, kReadValue: slot; kParam: its number; else a register
  int64_t b = 0;  // kInputDim, kReadBack: axis; kReadValue: element (of a host slot); else a register
  bool operator==(const ShapeInstr&) const = default;
};
/// Must hold after its stage: a == b, a >= b, or a % b == 0 (registers).
struct ShapeCheck {
  enum class Kind : uint8_t { kEqual, kAtLeast, kDivides };
  Kind kind = Kind::kEqual;
  uint32_t a = 0, b = 0;
  std::string what;
  bool operator==(const ShapeCheck&) const = default;
};
struct ShapeProgram {
  std::vector<ShapeInstr> code;
  std::vector<uint32_t> stage_end;  // per stage: end of its instructions in `code`
  std::vector<ShapeCheck> checks;   // sorted by stage
  std::vector<uint32_t> check_end;  // per stage: end of its checks
  std::vector<std::string> names;   // per register: the expression, for messages ("N*3"); may be empty
  bool operator==(const ShapeProgram&) const = default;
};

enum class SlotClass : uint8_t {
  kArena,     // in the arena of its space, at `offset`, bounded by `max_bytes`
  kSized,     // unbounded at build time: placed at run time, after the stage that tells its size
  kExternal,  // a network input or output: the caller's memory (index `binding`)
  kConstant,  // constant number `constant`
  kHostValue, // a sequence, optional or string tensor: an object of the context
  kOwned      // of no known bound: memory that the step of control flow which writes it makes
};

/// One value of the plan. Several slots may share bytes: `base` names the slot whose memory this one lies in, from
/// `offset` on. Parts of another slot (offset > 0) have constant dims, as has their base, and begin at multiples of 64.
struct Slot {
  std::string name;  // the value's name in the network
  DataType dtype = DataType::kInvalid;  // kHostValue: of the tensors inside
  uint8_t space = 0;   // MemorySpace
  uint8_t format = 0;  // Format
  SlotClass cls = SlotClass::kArena;
  std::vector<uint32_t> dims;  // registers
  /// Registers with upper bounds of dims that a kernel tells itself (known before the step), and of network outputs
  /// whose dims come late (of stage 0: what the caller's buffer needs); else empty.
  std::vector<uint32_t> bound;
  uint32_t base = kNone;       // kNone: itself
  int64_t offset = 0;          // within the arena (or within `base`)
  int64_t max_bytes = 0;       // upper bound; 0 for kSized
  uint32_t constant = kNone, binding = kNone;
  uint32_t first_step = 0, last_step = 0;  // life, for planning kSized slots at run time
  std::string nesting;  // kHostValue: "" a tensor, "s" a sequence, "os" an optional sequence, ... (base/host_object.h)
  bool operator==(const Slot&) const = default;
};

enum class StepKind : uint8_t { kKernel, kCopy, kReadBack, kIf, kLoop };

struct Step {
  StepKind kind = StepKind::kKernel;
  std::string name;     // unique: the node's first output
  std::string op;       // "Convolution", "Fusion:conv", "copy"
  std::string backend, tactic, config;
  uint32_t kernel = kNone;
  std::vector<uint32_t> inputs, outputs;  // slots, kNone: absent
  std::vector<uint32_t> params;           // registers; of kIf, kLoop: of the first sub-plan, then of the next
  std::vector<uint32_t> blocks;           // sub-plans: of kIf what runs if true, if false (kNone: that is an error,
                                          // which `config` explains); of kLoop the body
  uint32_t carried = 0;                   // of kLoop: values carried from one iteration to the next
  std::vector<std::string> sources;       // names of source-model nodes
  double measured_ms = -1;                // when the tactic was chosen; -1: not measured. Not stored in the file.
  bool operator==(const Step& o) const;
};

struct Kernel {
  std::string backend, name;
  uint32_t version = 0;
  std::vector<std::byte> recipe;
  std::vector<uint32_t> constants;
  bool operator==(const Kernel&) const = default;
};

struct Constant {
  Hash128 hash;        // of the bytes; zeros: not computed yet, as in a plan that was not written to a file
  uint8_t space = 0;
  DataType dtype = DataType::kInvalid;  // kInvalid: packed for a kernel
  std::vector<std::string> sources;     // values it was made from
  std::string packing;                  // how it was packed; empty: as it was in the model
  ByteSpan bytes;                       // in the mapped file, or in `owner`
  std::shared_ptr<const void> owner;
};

struct Binding {
  std::string name;
  bool is_input = true;
  uint32_t slot = 0;
  std::vector<std::string> dim_names;  // "N" or "" per dim, for messages and inspect
  Dims shape;                          // -1 where dynamic
  uint64_t formats = 1;
  bool operator==(const Binding&) const = default;
};

/// Bounds of the inputs' shapes in one optimization profile, in input order.
struct Profile {
  std::vector<Dims> min, opt, max;  // max: INT64_MAX where unbounded
  std::string name;                 // "default", or as it was given
  /// Of plans with several profiles, where this one needs less memory than the plan's arenas: per MemorySpace number,
  /// and per slot (of those that have a place in an arena) its offset and its upper bound in bytes. Else empty.
  std::vector<int64_t> arena_bytes, offsets, bytes;
  bool operator==(const Profile&) const = default;
};

struct Target {
  std::string backend, fingerprint;
  bool operator==(const Target&) const = default;
};

/// The bodies of If and Loop are plans of their own, in `subplans` of the outermost one, each behind the plan that runs
/// it, and run by exactly one step. They use the outermost plan's kernels and constants, have no profiles, and get the
/// outer sizes they need as `num_params` parameters. Inputs and outputs of a body are its bindings:
///   kIf    step inputs: condition (bool, host), then the inputs of both bodies; step outputs: those of the bodies
///   kLoop  step inputs: trip count (i64 or i32 scalar) and condition (bool), both on the host or absent, the carried
///          values, then outside values; the body's: iteration number (i64) and condition (bool), both on the host,
///          carried and outside values. Body outputs: condition (bool, host), carried values, scanned values; step
///          outputs: the last carried values, the scanned ones stacked along a new dim 0
struct Plan {
  static constexpr uint32_t kFormatMajor = 0, kFormatMinor = 2;
  uint32_t format_major = kFormatMajor, format_minor = kFormatMinor;
  std::string producer;                // "sinter 0.1.0"
  std::vector<std::string> features;   // that a reader must know
  std::vector<Target> targets;         // the devices the kernels were made for
  std::string model_name, options;     // for inspect
  std::vector<Binding> bindings;       // inputs first, in network order
  std::vector<Profile> profiles;
  ShapeProgram shapes;
  std::vector<Slot> slots;
  std::vector<Step> steps;
  std::vector<Kernel> kernels;
  std::vector<Constant> constants;
  std::vector<int64_t> arena_bytes;    // per MemorySpace number
  std::string graph;                   // text form of the optimised network (--portable also keeps its weights)
  std::vector<uint32_t> graph_weights; // constants that the text's weights(#i) refer to
  std::string build_options;           // --portable: JSON of the options it was built with; empty: the plan can be
                                       // neither refitted nor lowered again
  std::vector<std::string> fusions;    // one line per fusion, for people: "conv1 + bn1 + relu1 -> Fusion:conv"
  uint32_t num_params = 0;             // of a sub-plan: sizes that the step which runs it gives
  std::vector<Plan> subplans;          // of the outermost plan only
};

/// Features this version can run.
std::vector<std::string> known_features();

}  // namespace sinter::plan
