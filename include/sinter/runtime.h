// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Running plans. An Engine is immutable and may be used by many threads; an ExecutionContext is one run at a time.
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sinter/types.h"

namespace sinter {

struct EngineImpl;
struct ContextImpl;

struct EngineOptions {
  /// Threads of the CPU backend; 0: all physical cores this process may use.
  int threads = 0;
  /// Checks the hash of the weights too (reads the whole file).
  bool verify_weights = true;
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
};

struct LayerTime {
  std::string name, op, backend, tactic;
  std::vector<std::string> sources;  ///< names of the source-model nodes
  double ms = 0;
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
  ExecutionContext create_context() const;

 private:
  friend class ExecutionContext;
  explicit Engine(std::shared_ptr<EngineImpl> impl);
  std::shared_ptr<EngineImpl> impl_;
};

/// Not thread-safe; make one per thread.
class SINTER_API ExecutionContext {
 public:
  ExecutionContext(ExecutionContext&&) noexcept;
  ExecutionContext& operator=(ExecutionContext&&) noexcept;
  ~ExecutionContext();

  /// Sets the shape of input `binding`. Error(kShapeMismatch) names the dim and its bounds.
  void set_input_shape(int binding, const Dims& shape);
  bool all_shapes_set() const;
  /// The shape of a binding for the present input shapes; -1 where only the run tells (ask again after it).
  Dims shape(int binding);
  /// Bytes of the caller's buffer; an upper bound where only the run tells the shape.
  int64_t bytes(int binding);
  /// The caller's buffer (64-byte alignment is faster); it stays the caller's and must live until the run is done.
  void set_address(int binding, void* address);
  void* address(int binding) const;
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
