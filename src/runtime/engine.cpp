// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/engine.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "plan/footprint.h"
#include "sinter/error.h"

namespace sinter::rt {
namespace {

bool aligned(const void* p) { return reinterpret_cast<uintptr_t>(p) % Buffer::kAlignment == 0; }

BackendRuntime& find_backend(const BackendSet& backends, const std::string& name) {
  if (auto* b = backends.find(name)) return *b;
  fail(ErrorCode::kIncompatiblePlan, "the plan needs the backend " + quote(name) + ", which this library does not have",
       "build the plan again for a backend of this library");
}

// Those that a kernel or a step reads.
std::vector<bool> used_constants(const plan::Plan& plan) {
  std::vector<bool> used(plan.constants.size(), false);
  const auto by_slots = [&](const plan::Plan& p) {
    for (const auto& s : p.slots)
      if (s.cls == plan::SlotClass::kConstant) used[s.constant] = true;  // of others nobody checked the number
  };
  by_slots(plan);
  for (const auto& p : plan.subplans) by_slots(p);
  for (const auto& k : plan.kernels)
    for (uint32_t c : k.constants) used[c] = true;
  return used;
}

}  // namespace

void check_status(Status s, const std::string& where) {
  if (s.ok()) return;
  Error e(ErrorCode::kDevice, std::string(s.message) + (s.detail ? " (" + std::to_string(s.detail) + ")" : ""),
          "see docs/errors.md, 'device'");
  e.in(where);
  throw e;
}

Engine::Engine(plan::Plan plan, const BackendSet& backends) : plan_(std::move(plan)) {
  while (num_inputs_ < plan_.bindings.size() && plan_.bindings[num_inputs_].is_input) ++num_inputs_;
  open_devices(backends);
  load_constants();
  load_strings();
  load_kernels(backends);
  check_objects(plan_);
  for (const auto& body : plan_.subplans) check_objects(body);
  for (size_t i = 0; i < plan_.profiles.size(); ++i) scratch_.push_back(scratch_needs(*this, i).bytes);
}

int64_t Engine::scratch_bytes() const {
  int64_t most = 0;
  for (const auto& s : scratch_) most = std::max(most, s[0] + s[1] + s[2]);
  return most;
}

std::array<int64_t, 3> Engine::context_bytes(size_t profile) const {
  std::array<int64_t, 3> bytes = scratch_[profile];
  const auto arenas = plan::arena_footprint(plan_, profile);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] += (arenas[i] + 63) / 64 * 64;
  return bytes;
}

Engine::~Engine() {
  kernels_.clear();  // before the memory their constants lie in
}

void Engine::open_devices(const BackendSet& backends) {
  for (const auto& t : plan_.targets) {
    BackendRuntime& b = find_backend(backends, t.backend);
    if (const char* why = b.unavailable())
      fail(ErrorCode::kDevice, "the plan needs the backend " + quote(t.backend) + ", which cannot be used here: " + why,
           "run it on a machine that has it, or build the plan for another backend (--backend cpu)");
    if (!b.accepts(t.fingerprint))
      fail(ErrorCode::kIncompatiblePlan,
           "the plan's kernels for backend " + quote(t.backend) + " were made for " + quote(t.fingerprint) +
               ", this device is " + quote(b.device().fingerprint()),
           "build the plan again on this machine");
    Device& d = b.device();
    Device*& of_space = devices_[size_t(d.space())];
    if (!of_space) of_space = &d;
    if (!primary_ || primary_->space() == MemorySpace::kHost) primary_ = of_space;
  }
  if (!primary_) fail(ErrorCode::kCorruptFile, "the plan names no device", "build the plan again");
  auto need = [&](uint8_t space) {
    if (space != 0 && !devices_[space])
      fail(ErrorCode::kCorruptFile, "the plan uses memory of a device that it does not name", "build the plan again");
  };
  for (const auto& s : plan_.slots) need(s.space);
  for (const auto& p : plan_.subplans)
    for (const auto& s : p.slots) need(s.space);
  for (const auto& c : plan_.constants) need(c.space);
  const auto need_arenas = [&](const plan::Plan& p) {
    for (uint8_t space = 0; space < p.arena_bytes.size(); ++space)
      if (p.arena_bytes[space] > 0) need(space);
  };
  need_arenas(plan_);
  for (const auto& p : plan_.subplans) need_arenas(p);
}

void Engine::load_constants() {
  std::unique_ptr<Stream> stream;
  const std::vector<bool> used = used_constants(plan_);
  for (size_t i = 0; i < plan_.constants.size(); ++i) {
    const auto& c = plan_.constants[i];
    constant_bytes_ += int64_t(c.bytes.size());
    if (!used[i]) {  // of the network that a portable plan keeps
      constants_.push_back({nullptr, int64_t(c.bytes.size())});
      continue;
    }
    const auto space = MemorySpace(c.space);
    if (space == MemorySpace::kHost && (aligned(c.bytes.data()) || c.bytes.empty())) {
      constants_.push_back({c.bytes.data(), int64_t(c.bytes.size())});  // used in place, from the mapping
      continue;
    }
    Device* d = devices_[c.space];
    Buffer b(d ? d->allocator() : host_allocator(), int64_t(c.bytes.size()), "constants");
    if (space == MemorySpace::kHost) {
      std::memcpy(b.data(), c.bytes.data(), c.bytes.size());
    } else {
      if (!stream) stream = d->create_stream();
      check_status(stream->copy(b.data(), c.bytes.data(), int64_t(c.bytes.size()), Stream::Copy::kToDevice),
                   "uploading constants");
    }
    constants_.push_back({b.data(), int64_t(c.bytes.size())});
    buffers_.push_back(std::move(b));
  }
  if (stream) check_status(stream->synchronize(), "uploading constants");
}

void Engine::load_strings() {
  for (size_t i = 0; i < plan_.constants.size(); ++i) {
    const auto& c = plan_.constants[i];
    if (c.dtype != DataType::kString) continue;
    strings_.resize(plan_.constants.size());
    auto strings = decode_strings(c.bytes);
    const auto count = int64_t(strings.size());
    strings_[i] = std::make_unique<HostObject>(HostObject::string_tensor({count}, std::move(strings)));
  }
}

// Kernels on plain memory would take an object for a tensor without data.
void Engine::check_objects(const plan::Plan& p) const {
  const auto is_object = [&](uint32_t slot) {
    return slot != plan::kNone &&
           (p.slots[slot].cls == plan::SlotClass::kHostValue || p.slots[slot].dtype == DataType::kString);
  };
  for (const auto& s : p.steps) {
    if (s.kind != plan::StepKind::kKernel || kernels_[s.kernel]->takes_objects()) continue;
    if (std::any_of(s.inputs.begin(), s.inputs.end(), is_object) ||
        std::any_of(s.outputs.begin(), s.outputs.end(), is_object))
      fail(ErrorCode::kCorruptFile, "step " + quote(s.name) + " passes strings or sequences to a kernel of numbers",
           "build the plan again");
  }
}

void Engine::load_kernels(const BackendSet& backends) {
  for (const auto& k : plan_.kernels) {
    std::vector<LoadedConstant> mine;
    BackendRuntime& b = find_backend(backends, k.backend);
    for (uint32_t c : k.constants) {
      if (MemorySpace(plan_.constants[c].space) != b.device().space())
        fail(ErrorCode::kCorruptFile, "a kernel's constant lies in another device's memory", "build the plan again");
      mine.push_back(constants_[c]);
    }
    KernelRecord r{k.backend, k.name, k.version, k.recipe, k.constants};
    try {
      kernels_.push_back(b.load(r, mine));
    } catch (Error& e) {
      e.in("kernel " + k.name + " of backend " + k.backend);
      throw;
    }
  }
  const auto check = [&](const plan::Plan& p) {
    for (const auto& s : p.steps)
      if (s.kind == plan::StepKind::kKernel && plan_.kernels[s.kernel].backend != s.backend)
        fail(ErrorCode::kCorruptFile, "step " + quote(s.name) + " names another backend than its kernel",
             "build the plan again");
  };
  check(plan_);
  for (const auto& p : plan_.subplans) check(p);
}

}  // namespace sinter::rt
