// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// One run at a time of an engine: shapes, arena, addresses, the flat list of calls. When nothing changed since the
// last run, running is a walk over that list: no lookups, locks or allocations.
#pragma once
#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "backend/inline_stream.h"
#include "runtime/engine.h"

namespace sinter::rt {

struct StepTime {
  uint32_t step;
  double ms;
};

class Context {
 public:
  explicit Context(std::shared_ptr<const Engine> engine);
  ~Context();

  const Engine& engine() const { return *engine_; }
  /// Input shapes; static inputs have theirs already. Errors name the input and its bounds.
  void set_input_shape(size_t input, const Dims& shape);
  const Dims& input_shape(size_t input) const { return input_shapes_[input]; }
  bool shapes_known() const;
  /// Concrete shape of a binding for the present input shapes; -1 where only the run tells.
  Dims binding_shape(size_t binding);
  /// Bytes the caller's buffer for this binding needs (an upper bound where the run tells the size).
  int64_t binding_bytes(size_t binding);
  /// The caller's memory, in the binding's space. Kept until set again.
  void set_address(size_t binding, void* address);
  void* address(size_t binding) const { return addresses_[binding]; }

  /// Runs and waits. Host-only plans run on the calling thread.
  void run();
  /// Enqueues on a stream of the primary device. Returns early unless the plan has data-dependent sizes.
  void enqueue(Stream& stream);
  /// Turns an error of asynchronous host steps into an Error, after the stream was synchronised.
  void check_async();
  /// Captures the work once and launches it as one graph on later runs with unchanged shapes and addresses.
  void enable_graph(bool on);
  bool graph_active() const { return captured_ != nullptr; }

  /// One run with a time per step (events between steps; the sum is larger than an unprofiled run).
  std::vector<StepTime> profile();

  int64_t high_water() const;
  /// Bytes of activations and workspaces for the present shapes.
  int64_t arena_bytes();

 private:
  struct Call;  // one step, ready to run
  void prepare();
  void size_slots();
  void place_sized_slots();
  void build_calls();
  void resolve_pointers();
  void plan_workspace(Call& call);
  void share_workspace();
  void fill_dims(uint32_t stage);
  bool told_later(uint32_t slot, uint32_t stage) const;
  void* pointer_of(uint32_t slot) const;
  void walk(Stream& stream, bool stepwise_host);
  void run_call(Call& call, Stream& stream, bool direct);
  void read_back(Call& call, Stream& stream);
  [[noreturn]] void step_failed(const Call& call, Status s) const;
  static void host_trampoline(void* call) noexcept;
  static Status copy_on_host(Call& call) noexcept;

  std::shared_ptr<const Engine> engine_;
  const plan::Plan& plan_;
  std::vector<Dims> input_shapes_;
  std::vector<void*> addresses_;
  bool prepared_ = false, addresses_changed_ = true, has_readback_ = false;
  std::vector<int64_t> registers_;
  std::vector<int64_t> slot_dims_;         // all slots' dims, flat
  std::vector<uint32_t> slot_dims_begin_;  // per slot
  std::vector<int64_t> slot_bytes_;
  std::array<std::unique_ptr<CountingAllocator>, 3> allocators_;
  std::array<Buffer, 3> arena_, sized_;
  std::vector<int64_t> sized_offset_;  // per slot
  Buffer actual_dims_;                 // written by kernels with data-dependent outputs
  std::vector<int64_t> actual_begin_;  // per slot: index into actual_dims_, or -1
  std::array<Buffer, 3> workspace_;    // of calls whose workspace the plan does not hold
  std::vector<std::unique_ptr<Call>> calls_;
  InlineStream inline_stream_;
  std::unique_ptr<Stream> own_stream_;
  std::atomic<const Call*> failed_call_{nullptr};
  Status failed_status_;
  bool use_graph_ = false;
  int runs_since_change_ = 0;
  Stream* captured_stream_ = nullptr;
  std::unique_ptr<CapturedGraph> captured_;
};

}  // namespace sinter::rt
