// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// One run at a time of an engine: shapes, arena, addresses, the flat list of calls. When nothing changed since the
// last run, running is a walk over that list: no lookups, locks or allocations.
#pragma once
#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "backend/inline_stream.h"
#include "plan/plan_memory.h"
#include "runtime/engine.h"

namespace sinter::rt {

class Control;  // runtime/control.h

/// Milliseconds since the run began: of the work, and of the call that enqueued it on the caller's thread.
struct StepTime {
  uint32_t step;
  double ms;
  double start_ms = 0;
  double enqueue_start_ms = 0, enqueue_ms = 0;
  int64_t copy_bytes = 0;  // of copy steps
  bool on_host = true;
  uint32_t body = plan::kNone;  // the sub-plan whose step this is; its time is in that of the step of control flow too
  int64_t runs = 1;             // how often it ran: ms is the sum
  std::vector<std::pair<int64_t, int64_t>> spans = {};  // of a body's: its first runs, by the steady clock in ns
};

/// Gives the memory of an output: its final dims and bytes in (bytes may be 0), a pointer in the binding's space out.
/// May throw; null is an error where bytes > 0.
using OutputAllocator = std::function<void*(const Dims& dims, int64_t bytes)>;

class Context {
 public:
  /// `own_memory` false: set_memory gives the memory of its arenas.
  explicit Context(std::shared_ptr<const Engine> engine, bool own_memory = true);
  /// For a body of control flow: `body` is a sub-plan of the engine's plan. Allocates through `parent`, which outlives
  /// it.
  Context(const Context& parent, const plan::Plan& body);
  ~Context();

  const Engine& engine() const { return *engine_; }
  /// Bounds and memory of this profile from now on; input shapes outside become unset. Not while a run is on its way.
  void set_profile(size_t profile);
  size_t active_profile() const { return profile_; }
  /// Input shapes; static inputs have theirs already. Errors name the input and its bounds.
  void set_input_shape(size_t input, const Dims& shape);
  bool shapes_known() const;
  /// Concrete shape of a binding for the present input shapes; -1 where only the run tells.
  Dims binding_shape(size_t binding);
  /// Bytes the caller's buffer for this binding needs: an upper bound where the run tells the size, -1 where there is
  /// none (such outputs need an allocator).
  int64_t binding_bytes(size_t binding);
  /// The caller's memory, in the binding's space. Kept until set again.
  void set_address(size_t binding, void* address);
  void* address(size_t binding) const { return addresses_[binding]; }
  /// Takes the place of set_address for an output: `fn` is called once in every run, as soon as the output's dims are
  /// known and before the step that writes it, on the thread that runs. An empty function takes it away again.
  void set_output_allocator(size_t binding, OutputAllocator fn);
  bool has_output_allocator(size_t binding) const {
    return binding < output_allocators_.size() && output_allocators_[binding] != nullptr;
  }

  // ---- bindings of strings, sequences and optionals: they have objects instead of addresses ----
  bool is_object(size_t binding) const { return object_at(plan_.bindings[binding].slot) != nullptr; }
  /// Error(kShapeMismatch) if it is not of the binding's type. For strings this sets the input's shape as well.
  void set_input_object(size_t binding, HostObject value);
  /// The value of the last run, or an input; it stays the context's, and a later run changes it.
  const HostObject& binding_object(size_t binding) const { return *object_at(plan_.bindings[binding].slot); }
  /// For control flow: the binding is this object from now on, which must outlive its use here.
  void lend_object(size_t binding, HostObject& object);

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
  /// One run that waits after each step and then calls `after` with it (profile.cpp).
  void run_observed(const std::function<void(uint32_t step)>& after);
  /// For run_observed's callback: the dims that a slot has now, and its bytes copied to host memory (as they lie there,
  /// in the slot's format).
  Dims slot_dims(uint32_t slot) const;
  bool read_slot(uint32_t slot, void* to, int64_t bytes);  // false: it has no memory

  /// The caller's memory for the arenas of a space, bodies of control flow included, and the scratch memory of kernels:
  /// Engine::context_bytes, aligned to 64. Only for contexts without memory of their own.
  void set_memory(MemorySpace space, void* data, int64_t bytes);

  /// The most bytes that were allocated at a time, per space, then summed; bodies of control flow included.
  int64_t high_water() const;
  /// Bytes of activations and workspaces for the present shapes.
  int64_t arena_bytes();

 private:
  friend class Control;
  struct Call;  // one step, ready to run
  void make(const Context* parent, bool own_memory);
  std::byte* take_memory(size_t space, std::byte* from);
  void make_controls();
  // control_profile.cpp
  struct BodyTime {
    double ms = 0;
    int64_t runs = 0;
    std::vector<std::pair<int64_t, int64_t>> spans;
  };
  void time_bodies(bool on);
  void walk_timed(Stream& stream, bool direct);
  void collect_body_times(uint32_t step, std::vector<StepTime>& out) const;
  int64_t body_bytes() const;
  int64_t buffer_bytes() const;
  /// Of a body: the sizes that it gets from outside.
  void set_params(std::span<const int64_t> params);
  void prepare();
  void reserve_memory();
  int64_t arena_need(size_t space) const;
  /// Whether the profile has places in the arenas of its own. Bodies have no profiles.
  bool own_places() const {
    return profile_ < plan_.profiles.size() && !plan_.profiles[profile_].arena_bytes.empty();
  }
  void build_calls();
  // objects.cpp
  void make_objects();
  HostObject* object_at(uint32_t slot) const;
  void check_objects_given() const;
  static Status copy_object(Call& call) noexcept;
  // stages.cpp
  void find_stages();
  /// What every run does first: all that depends on shapes and addresses alone.
  void begin_run();
  void enter_stage(uint32_t stage);
  void fill_dims(uint32_t stage);
  void check_told(uint32_t stage);
  void size_slots(uint32_t stage);
  void place_sized_slots(uint32_t stage);
  void allocate_outputs(uint32_t stage);
  void resolve_calls(uint32_t stage);
  void resolve_pointers();
  void share_workspace(uint32_t stage);
  Dims registers_of(const std::vector<uint32_t>& registers) const;
  int64_t late_capacity(const plan::Slot& slot) const;
  int64_t element_of(uint32_t slot, int64_t element) const;
  std::string place_of(const Call& call) const;
  void* pointer_of(uint32_t slot) const;
  void walk(Stream& stream, bool stepwise_host);
  void launch(Stream& stream);
  void run_call(Call& call, Stream& stream, bool direct);
  void read_back(Call& call, Stream& stream);
  [[noreturn]] void step_failed(const Call& call, Status s) const;
  static void host_trampoline(void* call) noexcept;
  static Status copy_on_host(Call& call) noexcept;

  std::shared_ptr<const Engine> engine_;
  const plan::Plan& plan_;
  size_t profile_ = 0;
  std::vector<Dims> input_shapes_;
  std::vector<int64_t> params_;
  std::vector<void*> addresses_;
  std::vector<OutputAllocator> output_allocators_;  // per binding; empty until one is set
  std::vector<Dims> output_dims_;                   // per binding: what the allocator was told last
  bool prepared_ = false, addresses_changed_ = true, has_readback_ = false;
  std::vector<int64_t> registers_;
  std::vector<int64_t> slot_dims_;         // all slots' dims, flat
  std::vector<uint32_t> slot_dims_begin_;  // per slot
  std::vector<int64_t> slot_bytes_;
  std::array<std::unique_ptr<CountingAllocator>, 3> own_allocators_;  // of the outermost context
  std::array<CountingAllocator*, 3> allocators_{};                    // which its bodies use too
  std::array<Buffer, 3> arena_;
  std::array<void*, 3> arena_data_{};      // in arena_, or the caller's
  bool own_memory_ = true;
  // Scratch memory of kernels for all shapes of the profile: bodies use that of the outermost context. Steps run one
  // after the other, so one place per space serves them all.
  struct Scratch {
    std::byte* data = nullptr;
    int64_t bytes = 0;
  };
  std::array<Buffer, 3> scratch_memory_;
  std::array<Scratch, 3> scratch_;
  uint64_t memory_version_ = 0;  // of the outermost context: changes when arenas or scratch memory move
  uint64_t memory_seen_ = 0;     // the one that the calls' pointers belong to
  const Context* outermost_ = this;
  std::array<bool, 3> memory_missing_{};   // the caller is to give it, or there was none left
  // What becomes known in a stage: dims with their registers, slots whose dims or whose memory's size are complete.
  struct Stage {
    std::vector<std::pair<uint32_t, uint32_t>> dims;
    std::vector<uint32_t> known, sized;
    std::array<Buffer, 3> memory;  // of its slots without a bound at build time
  };
  std::vector<Stage> stages_;
  std::vector<uint32_t> dims_stage_, memory_stage_;  // per slot
  std::vector<int64_t> sized_offset_, placed_bytes_;  // per slot
  // Kept, so that placing other sizes allocates nothing.
  struct {
    std::vector<plan::Life> lives;
    std::vector<uint32_t> which;
    plan::PlaceScratch scratch;
    plan::Placement placement;
  } placing_;
  Buffer actual_dims_;                 // written by kernels with data-dependent outputs
  std::vector<int64_t> actual_begin_;  // per slot: index into actual_dims_, or -1
  std::array<Buffer, 3> workspace_;    // of calls that want more: at sizes without a bound at build time
  std::vector<std::unique_ptr<Call>> calls_;
  std::vector<std::unique_ptr<Control>> controls_;  // per step; null where it is no control flow. Empty: no step is
  std::vector<void*> owned_;                        // per slot: memory of those that control flow owns
  std::vector<int64_t> owned_bytes_;
  bool timing_ = false;
  std::vector<BodyTime> body_times_;  // of a body, per step, while a run is profiled
  std::vector<std::unique_ptr<HostObject>> own_objects_;
  std::vector<HostObject*> objects_;  // per slot; null where it is in plain memory. Empty: there are no objects
  std::vector<uint8_t> object_given_; // per binding
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
