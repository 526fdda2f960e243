// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A step of control flow (If, Loop): it owns a context for each of its bodies, made once, passes the operands of the
// step on to them by address, and lets them write into the step's outputs. A loop carries its values by letting every
// iteration read where the one before wrote; two places per value take turns.
//
// The step waits for what is on the stream, because the host decides what runs next.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "runtime/call.h"
#include "runtime/context.h"

namespace sinter::rt {

class Control {
 public:
  /// `step` is a kIf or kLoop of the plan of `parent`, which outlives this.
  Control(Context& parent, uint32_t step);
  ~Control();
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

  /// Runs the step with the operands of its call and tells the outputs' real dims as a kernel does. Errors name the
  /// step, the body and the iteration. `direct`: host steps run on this thread.
  void run(Context::Call& call, Stream& stream, bool direct);

  size_t num_bodies() const { return bodies_.size(); }
  /// Null for a branch that must not be taken.
  Context* body(size_t i) const { return bodies_[i].context.get(); }
  uint32_t block(size_t i) const { return bodies_[i].block; }
  /// Bytes of the values between the bodies, beyond the contexts' own.
  int64_t buffer_bytes() const;

 private:
  struct Body {
    uint32_t block = 0;  // number of the sub-plan
    size_t first_param = 0, num_inputs = 0;
    std::unique_ptr<Context> context;
  };
  // Memory for one value: the plan's, where it has some for it, else a buffer that grows.
  struct Place {
    Buffer buffer;
    void* fixed = nullptr;
    int64_t fixed_bytes = -1;  // -1: `buffer` is used
    void* data() const { return fixed_bytes >= 0 ? fixed : buffer.data(); }
  };
  struct Output {
    uint8_t space = 0;
    Place places[2];  // of carried values two, else one
    int at = -1;      // of carried values: the place with the present one, -1: the step's input
    Dims dims;        // of a carried value: the present ones; of a scanned one: those of its elements
    Place element;    // of scanned values: where the body writes what cannot be written in place
    HostObject objects[2];  // of strings, sequences and optionals, instead of places
  };

  void run_if(Context::Call& call, Stream& stream, bool direct);
  void run_loop(Context::Call& call, Stream& stream, bool direct);
  void start_loop(Context::Call& call);
  void iterate(int64_t k, Stream& stream, bool direct);
  void place_scanned(Body& body, size_t output, int64_t k, Stream& stream);
  void check_scanned_shape(const Body& body, size_t output, int64_t k);
  void append(Body& body, size_t output, int64_t k, Stream& stream);
  void finish_carried(Context::Call& call, size_t output, Stream& stream);
  void finish_scanned(Context::Call& call, size_t output, int64_t trips);

  void enter(Context::Call& call, Body& body);
  void give_input(Body& body, size_t input, std::span<const int64_t> dims, void* data, HostObject* object = nullptr);
  void prepare(Body& body);
  void give_output(Body& body, size_t output, Place& place, uint8_t space);
  void execute(Body& body, Stream& stream, bool direct);
  // control_objects.cpp
  bool is_object(const Body& body, size_t output) const;
  void lend_output(Body& body, size_t output, HostObject& object);
  void finish_object(Context::Call& call, size_t output);
  void append_strings(const Body& body, size_t output, int64_t k);
  void finish_strings(Context::Call& call, size_t output);
  std::span<const int64_t> told_dims(const Body& body, size_t output) const;
  void use_plan_memory(Context::Call& call, size_t output);
  void* reserve(Place& place, int64_t bytes, uint8_t space);
  void grow(Place& place, int64_t bytes, int64_t keep, uint8_t space, Stream& stream);
  void tell(Context::Call& call, size_t output, std::span<const int64_t> dims);
  void copy(Stream& stream, void* to, const void* from, int64_t bytes, uint8_t space);
  void wait(Stream& stream, Context& context);

  Context& parent_;
  const plan::Step& step_;
  uint32_t stage_ = 0;  // read-backs of the parent before the step: sizes of later stages are not known to it
  std::vector<Body> bodies_;
  std::vector<Output> outputs_;
  std::vector<Place*> wanted_;  // per output of a body: what its allocator gives, for sizes that only the run tells
  // Scalars that a loop passes to its body and gets back, aligned as all operands are.
  struct alignas(64) Number {
    int64_t value = 0;
  };
  Number iteration_number_, going_on_;
  Place condition_;
  int64_t iteration_ = -1;
};

}  // namespace sinter::rt
