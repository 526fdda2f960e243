// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Running plans. An Engine is immutable and may be used by many threads; an ExecutionContext is one run at a time.
#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sinter/types.h"

namespace sinter {

class HostArray;  // sinter/tools.h
struct EngineImpl;
struct ContextImpl;

struct EngineOptions {
  /// Threads of the CPU backend; 0: all physical cores this process may use.
  int threads = 0;
  /// Checks the hash of the weights too (reads the whole file).
  bool verify_weights = true;
  /// Called with the plan's bytes where the plan was made for another machine than this one, instead of refusing it:
  /// gives the bytes of one for this machine. `sinter::relower` (sinter/refit.h) does it for plans built with
  /// BuildOptions::portable; that takes as long as a build. Empty: such plans are refused (kIncompatiblePlan).
  std::function<std::vector<std::byte>(std::span<const std::byte> plan)> relower = {};
};

struct ContextOptions {
  /// False: the context allocates no memory for activations and workspaces; set_device_memory gives it before a run.
  bool own_memory = true;
};

/// A network input or output.
struct BindingInfo {
  std::string name;
  bool is_input = true;
  DataType dtype = DataType::kInvalid;
  Dims shape;                          ///< -1 where dynamic
  std::vector<std::string> dim_names;  ///< "N" or "" per dim
  Dims min, opt, max;                  ///< of inputs: the profile's bounds (INT64_MAX: unbounded)
  std::string memory;                  ///< "host", "cuda": where the caller's buffer must lie
  std::string type;                    ///< "f32[N,3]", "str[4]", "seq(f32)", "opt(seq(i64))"
  /// Strings, sequences and optionals have no buffer: set_input_value and output_value are for them (and for others).
  bool is_object = false;
};

/// An optimization profile of a plan: bounds per input, in the order of the inputs.
struct ProfileInfo {
  std::string name;
  std::vector<Dims> min, opt, max;
  int64_t arena_bytes = 0;  ///< activations and workspaces of a context that uses it
};

struct LayerTime {
  std::string name, op, backend, tactic;
  std::vector<std::string> sources;  ///< names of the source-model nodes
  double ms = 0;
  std::string kind;     ///< "kernel", "host call" (a host kernel of a plan that runs on a device), "copy", "read back",
                        ///< "if", "loop"
  double start_ms = 0;  ///< since the run began
  std::string body;     ///< of a step inside If or Loop: which body; its time is in that of the If or Loop, too
  int64_t runs = 1;     ///< how often it ran; ms is the sum
};

/// One stretch of time of a traced run.
struct TraceSpan {
  std::string name;    ///< of the layer
  std::string kind;    ///< as LayerTime::kind; "enqueue" for the call that put it on the stream; "work" of a thread
  std::string track;   ///< "run": the steps; "caller": the thread that enqueues; "thread 1", ...: threads of the CPU;
                       ///< "body NAME 0", ...: steps inside If and Loop, run by run (the first thousand of each)
  double start_us = 0, duration_us = 0;  ///< microseconds since the run began
  int layer = -1;      ///< index into the plan's steps; -1: none
  int64_t bytes = 0;   ///< of copies
};

/// What a step of a run has written, in host memory; valid during the callback only.
struct ObservedValue {
  std::string name;  ///< of the value in the network
  DataType dtype = DataType::kInvalid;
  Dims dims;
  const void* data = nullptr;  ///< dense, row-major
  int64_t bytes = 0;
  int layer = 0;     ///< index into the plan's steps
  int output = 0;    ///< which output of the step
};

class ExecutionContext;

class SINTER_API Engine {
 public:
  /// Maps the file. Throws Error: kIo, kCorruptFile, kIncompatiblePlan (naming the field, both values and the remedy).
  static Engine load(const std::string& path, const EngineOptions& options = {});
  /// Copies the bytes.
  static Engine load(std::span<const std::byte> plan, const EngineOptions& options = {});
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  ~Engine();

  const std::vector<BindingInfo>& bindings() const;
  /// Index of a binding, or -1.
  int find(std::string_view name) const;
  /// At least one. BindingInfo has the bounds of the first.
  std::vector<ProfileInfo> profiles() const;
  /// The first profile in whose bounds the shapes of the inputs lie (in input order; an empty one for an input of rank
  /// > 0, and -1, fit anything), or -1.
  int find_profile(const std::vector<Dims>& input_shapes) const;
  size_t num_inputs() const;
  /// The name of the model and everything else `sinter inspect` shows, as JSON.
  std::string inspect_json() const;
  std::string inspect_text() const;
  /// The network as it was optimised, in text form (with --portable: as it was read).
  std::string graph_text() const;
  int64_t weight_bytes() const;
  int64_t arena_bytes() const;  ///< predicted by the plan, workspaces included
  int threads() const;
  /// A context of its own; it keeps the engine alive.
  ExecutionContext create_context(const ContextOptions& options = {}) const;
  /// Bytes that ExecutionContext::set_device_memory wants in a memory ("host", "cuda"; empty: that of the plan's device)
  /// for the shapes of a profile: activations, workspaces, bodies of control flow. What has no bound at build time is
  /// not in it: contexts always allocate that themselves, as they do the values that loops carry and stack.
  int64_t device_memory_bytes(int profile = 0, std::string_view memory = {}) const;

  EngineImpl& impl() const { return *impl_; }

 private:
  friend class ExecutionContext;
  friend class Refitter;
  explicit Engine(std::shared_ptr<EngineImpl> impl);
  std::shared_ptr<EngineImpl> impl_;
};

/// Not thread-safe; make one per thread.
class SINTER_API ExecutionContext {
 public:
  ExecutionContext(ExecutionContext&&) noexcept;
  ExecutionContext& operator=(ExecutionContext&&) noexcept;
  ~ExecutionContext();

  /// Uses the bounds and memory of this profile from now on (the first one at the beginning). Shapes of inputs that lie
  /// outside become unset. Allocates; not while a run is on its way. Error(kInvalidArgument) lists the profiles.
  void set_profile(int index);
  void set_profile(std::string_view name);
  int active_profile() const;
  /// Sets the shape of input `binding`. Error(kShapeMismatch) names the dim, its bounds and the profile.
  void set_input_shape(int binding, const Dims& shape);
  bool all_shapes_set() const;
  /// The shape of a binding for the present input shapes; -1 where only the run tells (ask again after it).
  Dims shape(int binding);
  /// Bytes of the caller's buffer; an upper bound where only the run tells the shape.
  int64_t bytes(int binding);
  /// The caller's buffer (64-byte alignment is faster); it stays the caller's and must live until the run is done.
  void set_address(int binding, void* address);
  void* address(int binding) const;
  /// Instead of an address: `allocate` gives the memory of an output whose size the run tells (or any output). It is
  /// called once in every run, with the final dims and the bytes they need, before the output is written, on the thread
  /// that runs; the memory must lie where BindingInfo::memory says and live until the run is done. Outputs without a
  /// finite bound (bytes() gives -1) need this. An empty function takes it away again.
  void set_output_allocator(int binding, std::function<void*(const Dims& dims, int64_t bytes)> allocate);
  /// Gives an input as a value of any type: keeps a reference to it (a copy of strings, sequences and optionals) and
  /// sets its shape. Error(kShapeMismatch) if it does not fit the input.
  void set_input_value(int binding, const HostArray& value);
  void set_input_value(std::string_view name, const HostArray& value);
  /// A copy of an output of the last run, of any type. Outputs without an address or allocator when run() begins get
  /// memory of the context.
  HostArray output_value(int binding);
  HostArray output_value(std::string_view name);
  /// Gives a context made with own_memory = false its memory for activations and workspaces: at least
  /// Engine::device_memory_bytes, aligned to 64 bytes, in the memory named ("host", "cuda"; empty: that of the plan's
  /// device). It stays the caller's and must live until runs are done; contexts that never run at the same time may
  /// share it. Between runs it holds nothing that a later one needs. Error(kInvalidArgument): too small or unaligned.
  void set_device_memory(void* data, int64_t bytes, std::string_view memory = {});
  /// Runs and waits.
  void run();
  /// Enqueues on a stream and returns. `native_stream` is the library's handle (cudaStream_t) for CUDA plans; null
  /// means the context's own stream, whose end synchronize() awaits.
  void enqueue(void* native_stream = nullptr);
  void synchronize();
  /// Captures runs with unchanged shapes and addresses into a graph where the device can (CUDA).
  void enable_graph(bool on);
  bool graph_active() const;
  /// One run with a time per step.
  std::vector<LayerTime> profile();
  /// One run with all that happened: steps, copies, read-backs, host calls, and what each thread of the CPU backend
  /// did, in the order of their beginnings within each track. Other contexts of the engine may show up in the threads'.
  std::vector<TraceSpan> trace();
  /// One run, step by step: after each step `observer` sees what it wrote (memory of views and constants is no step's).
  /// Values in a device's memory are copied to the host first; strings, sequences and optionals are left out.
  void run_observed(const std::function<void(const ObservedValue&)>& observer);
  /// Bytes of activations and workspaces that the present input shapes take (for plans with bounded shapes: what the
  /// plan predicts for the largest ones).
  int64_t arena_bytes();
  /// High-water mark of the memory this context allocated, in bytes, all spaces.
  int64_t high_water() const;

 private:
  friend class Engine;
  explicit ExecutionContext(std::unique_ptr<ContextImpl> impl);
  std::unique_ptr<ContextImpl> impl_;
};

}  // namespace sinter
