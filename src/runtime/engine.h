// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A loaded plan: kernels made, constants in device memory. Immutable after loading and shared by its contexts.
#pragma once
#include <array>
#include <memory>
#include <vector>

#include "backend/kernel.h"
#include "plan/plan.h"
#include "runtime/scratch.h"

namespace sinter::rt {

class Engine {
 public:
  /// Checks features and fingerprints, loads kernels, uploads constants. Errors name the field, both values, the
  /// remedy.
  Engine(plan::Plan plan, const BackendSet& backends);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  const plan::Plan& plan() const { return plan_; }
  const Kernel& kernel(uint32_t i) const { return *kernels_[i]; }
  const void* constant(uint32_t i) const { return constants_[i].data; }
  /// A constant of strings, decoded; null for others. Kernels do not write it.
  HostObject* string_constant(uint32_t i) const { return i < strings_.size() ? strings_[i].get() : nullptr; }
  /// The device of a space that the plan uses, else null.
  Device* device(MemorySpace space) const { return devices_[size_t(space)]; }
  /// The device whose stream everything is enqueued on: the one that is not the host, if any.
  Device& primary() const { return *primary_; }
  bool host_only() const { return primary_->space() == MemorySpace::kHost; }
  size_t num_inputs() const { return num_inputs_; }
  /// Bytes of constants, all spaces (mapped ones included).
  int64_t constant_bytes() const { return constant_bytes_; }
  /// Per MemorySpace number: scratch memory that a context of this profile reserves for kernels. It depends on the
  /// threads of the backends' runtimes.
  const std::array<int64_t, 3>& scratch_bytes(size_t profile) const { return scratch_[profile]; }
  /// The sum over the spaces, of the profile that needs most.
  int64_t scratch_bytes() const;
  /// All that a context of this profile gets when it is made: arenas, its bodies' included, and scratch memory.
  std::array<int64_t, 3> context_bytes(size_t profile) const;

 private:
  void open_devices(const BackendSet& backends);
  void load_constants();
  void load_strings();
  void load_kernels(const BackendSet& backends);
  void check_objects(const plan::Plan& plan) const;

  plan::Plan plan_;
  std::array<Device*, 3> devices_{};
  Device* primary_ = nullptr;
  std::vector<Buffer> buffers_;
  std::vector<LoadedConstant> constants_;
  std::vector<std::unique_ptr<HostObject>> strings_;  // per constant; empty: none is of strings
  std::vector<std::unique_ptr<Kernel>> kernels_;
  size_t num_inputs_ = 0;
  std::vector<std::array<int64_t, 3>> scratch_;  // per profile
  int64_t constant_bytes_ = 0;
};

/// Throws Error(kDevice) if a status is bad, with the place it happened.
void check_status(Status s, const std::string& where);

}  // namespace sinter::rt
