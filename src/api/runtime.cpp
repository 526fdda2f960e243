// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sinter/runtime.h"

#include <cstring>

#include "api/engine_impl.h"
#include "api/host_array.h"
#include "base/file.h"
#include "base/text.h"
#include "plan/footprint.h"
#include "plan/inspect.h"
#include "plan/plan_file.h"
#include "runtime/shape_eval.h"
#include "sinter/error.h"

namespace sinter {

namespace {

BindingInfo info_of(const plan::Plan& p, size_t i, size_t inputs) {
  const plan::Binding& b = p.bindings[i];
  BindingInfo out;
  out.name = b.name;
  out.is_input = b.is_input;
  out.dtype = p.slots[b.slot].dtype;
  out.shape = b.shape;
  out.dim_names = b.dim_names;
  out.memory = to_string(MemorySpace(p.slots[b.slot].space));
  const plan::Slot& slot = p.slots[b.slot];
  out.is_object = slot.cls == plan::SlotClass::kHostValue;
  out.type = to_string(slot.dtype);
  if (slot.nesting.empty()) {
    for (size_t d = 0; d < b.shape.size(); ++d)
      out.type += (d ? "," : "[") + (b.shape[d] >= 0 ? std::to_string(b.shape[d]) : b.dim_names[d]);
    out.type += b.shape.empty() ? "[]" : "]";
  }
  for (size_t k = slot.nesting.size(); k-- > 0;) out.type = (slot.nesting[k] == 's' ? "seq(" : "opt(") + out.type + ")";
  if (i < inputs) {
    out.min = p.profiles[0].min[i];
    out.opt = p.profiles[0].opt[i];
    out.max = p.profiles[0].max[i];
  }
  return out;
}

std::shared_ptr<EngineImpl> make_engine(ByteSpan bytes, std::shared_ptr<const void> owner,
                                        const EngineOptions& options);

// A page-aligned copy: constants are used in place and need alignment.
std::shared_ptr<EngineImpl> make_engine_of_copy(std::span<const std::byte> plan, const EngineOptions& options) {
  auto copy = std::make_shared<Buffer>(host_allocator(), int64_t(plan.size()), "a plan");
  std::copy(plan.begin(), plan.end(), static_cast<std::byte*>(copy->data()));
  const ByteSpan bytes(static_cast<const std::byte*>(copy->data()), plan.size());
  return make_engine(bytes, std::move(copy), options);
}

std::shared_ptr<EngineImpl> make_engine(ByteSpan bytes, std::shared_ptr<const void> owner,
                                        const EngineOptions& options) {
  plan::Plan plan = plan::read_plan(bytes, owner, options.verify_weights);
  try {
    return make_engine(std::move(plan), options);
  } catch (const Error& e) {
    if (e.code() != ErrorCode::kIncompatiblePlan || !options.relower) throw;
    EngineOptions once = options;
    once.relower = {};  // what it gives must run here
    return make_engine_of_copy(options.relower(bytes), once);
  }
}

}  // namespace

std::shared_ptr<EngineImpl> make_engine(plan::Plan plan, const EngineOptions& options) {
  auto impl = std::make_shared<EngineImpl>(options.threads);
  impl->engine = std::make_shared<rt::Engine>(std::move(plan), impl->registry.runtimes());
  const auto& p = impl->engine->plan();
  for (size_t i = 0; i < p.bindings.size(); ++i) impl->bindings.push_back(info_of(p, i, impl->engine->num_inputs()));
  return impl;
}

Engine::Engine(std::shared_ptr<EngineImpl> impl) : impl_(std::move(impl)) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

Engine Engine::load(const std::string& path, const EngineOptions& options) {
  try {
    auto file = std::make_shared<MappedFile>(path);
    const ByteSpan bytes = file->bytes();
    return Engine(make_engine(bytes, std::move(file), options));
  } catch (Error& e) {
    if (e.code() != ErrorCode::kIo) e.in("plan " + quote(path));
    throw;
  }
}

Engine Engine::load(std::span<const std::byte> plan, const EngineOptions& options) {
  return Engine(make_engine_of_copy(plan, options));
}

const std::vector<BindingInfo>& Engine::bindings() const { return impl_->bindings; }
int Engine::find(std::string_view name) const {
  for (size_t i = 0; i < impl_->bindings.size(); ++i)
    if (impl_->bindings[i].name == name) return int(i);
  return -1;
}
namespace {

int64_t sum_of(const std::array<int64_t, 3>& bytes) { return bytes[0] + bytes[1] + bytes[2]; }

// At the largest shapes of the first profile, as the other numbers of a step's line.
plan::Workspaces workspaces_of(const rt::Engine& e) {
  plan::Workspaces w;
  for (size_t i = 0; i < e.plan().profiles.size(); ++i) w.profiles.push_back(sum_of(e.scratch_bytes(i)));
  w.steps = rt::scratch_needs(e, 0).steps;
  return w;
}

}  // namespace

std::vector<ProfileInfo> Engine::profiles() const {
  const plan::Plan& p = impl_->engine->plan();
  std::vector<ProfileInfo> out;
  for (size_t i = 0; i < p.profiles.size(); ++i) {
    const plan::Profile& f = p.profiles[i];
    out.push_back({f.name.empty() ? "default" : f.name, f.min, f.opt, f.max,
                   plan::footprint_bytes(p, i) + sum_of(impl_->engine->scratch_bytes(i))});
  }
  return out;
}
int Engine::find_profile(const std::vector<Dims>& shapes) const {
  const plan::Plan& p = impl_->engine->plan();
  for (size_t i = 0; i < p.profiles.size(); ++i) {
    bool fits = true;
    for (size_t k = 0; k < shapes.size() && k < num_inputs(); ++k)
      fits = fits && (shapes[k].empty() || rt::fits_profile(p, i, k, shapes[k]));
    if (fits) return int(i);
  }
  return -1;
}
size_t Engine::num_inputs() const { return impl_->engine->num_inputs(); }
std::string Engine::inspect_json() const {
  return plan::inspect_json(impl_->engine->plan(), workspaces_of(*impl_->engine));
}
std::string Engine::inspect_text() const {
  return plan::inspect_text(impl_->engine->plan(), workspaces_of(*impl_->engine));
}
std::string Engine::graph_text() const { return impl_->engine->plan().graph; }
int64_t Engine::weight_bytes() const { return impl_->engine->constant_bytes(); }
int64_t Engine::arena_bytes() const {
  return plan::footprint_bytes(impl_->engine->plan()) + impl_->engine->scratch_bytes();
}
int Engine::threads() const { return impl_->registry.threads(); }

ExecutionContext Engine::create_context(const ContextOptions& options) const {
  auto c = std::make_unique<ContextImpl>();
  c->engine = impl_;
  c->context = std::make_unique<rt::Context>(impl_->engine, options.own_memory);
  return ExecutionContext(std::move(c));
}

namespace {

MemorySpace space_named(const rt::Engine& engine, std::string_view memory) {
  if (memory.empty()) return engine.primary().space();
  std::string names;
  for (const MemorySpace s : {MemorySpace::kHost, MemorySpace::kCuda, MemorySpace::kFake}) {
    if (memory == to_string(s)) return s;
    names += (names.empty() ? "" : ", ") + std::string(to_string(s));
  }
  fail(ErrorCode::kInvalidArgument, "there is no memory " + quote(memory), "the memories are: " + names);
}

}  // namespace

int64_t Engine::device_memory_bytes(int profile, std::string_view memory) const {
  const plan::Plan& p = impl_->engine->plan();
  if (profile < 0 || size_t(profile) >= p.profiles.size())
    fail(ErrorCode::kInvalidArgument, "there is no profile number " + std::to_string(profile),
         "the plan has " + std::to_string(p.profiles.size()));
  return impl_->engine->context_bytes(size_t(profile))[size_t(space_named(*impl_->engine, memory))];
}

namespace {

size_t checked(const ContextImpl& c, int binding, bool input) {
  const size_t n = input ? c.engine->engine->num_inputs() : c.engine->bindings.size();
  if (binding < 0 || size_t(binding) >= n)
    fail(ErrorCode::kInvalidArgument,
         "there is no " + std::string(input ? "input" : "binding") + " number " + std::to_string(binding),
         "the engine has " + std::to_string(n));
  return size_t(binding);
}

}  // namespace

ExecutionContext::ExecutionContext(std::unique_ptr<ContextImpl> impl) : impl_(std::move(impl)) {}
ExecutionContext::ExecutionContext(ExecutionContext&&) noexcept = default;
ExecutionContext& ExecutionContext::operator=(ExecutionContext&&) noexcept = default;
ExecutionContext::~ExecutionContext() = default;

void ExecutionContext::set_input_shape(int b, const Dims& shape) {
  impl_->context->set_input_shape(checked(*impl_, b, true), shape);
}
void ExecutionContext::set_profile(int index) { impl_->context->set_profile(index < 0 ? SIZE_MAX : size_t(index)); }
void ExecutionContext::set_profile(std::string_view name) {
  const auto& profiles = impl_->engine->engine->plan().profiles;
  std::vector<std::string> names;
  for (size_t i = 0; i < profiles.size(); ++i) {
    names.push_back(profiles[i].name.empty() ? "default" : profiles[i].name);
    if (names.back() == name) return impl_->context->set_profile(i);
  }
  fail(ErrorCode::kInvalidArgument, "the plan has no profile " + quote(name),
       "its profiles are: " + join(std::span<const std::string>(names), ", "));
}
int ExecutionContext::active_profile() const { return int(impl_->context->active_profile()); }
bool ExecutionContext::all_shapes_set() const { return impl_->context->shapes_known(); }
Dims ExecutionContext::shape(int b) { return impl_->context->binding_shape(checked(*impl_, b, false)); }
int64_t ExecutionContext::bytes(int b) { return impl_->context->binding_bytes(checked(*impl_, b, false)); }
void ExecutionContext::set_address(int b, void* address) {
  const size_t i = checked(*impl_, b, false);
  const bool own = impl_->values.erase(b) > 0;
  if (own && i >= impl_->engine->engine->num_inputs()) impl_->context->set_output_allocator(i, {});
  impl_->context->set_address(i, address);
}
void* ExecutionContext::address(int b) const { return impl_->context->address(checked(*impl_, b, false)); }
void ExecutionContext::set_output_allocator(int b, std::function<void*(const Dims&, int64_t)> allocate) {
  impl_->context->set_output_allocator(checked(*impl_, b, false), std::move(allocate));
}

void ExecutionContext::set_device_memory(void* data, int64_t bytes, std::string_view memory) {
  impl_->context->set_memory(space_named(impl_->context->engine(), memory), data, bytes);
}

namespace {

int binding_named(const ContextImpl& c, std::string_view name) {
  std::vector<std::string> names;
  const auto& bindings = c.engine->bindings;
  for (size_t i = 0; i < bindings.size(); ++i) {
    if (bindings[i].name == name) return int(i);
    names.push_back(bindings[i].name);
  }
  const std::string hint = did_you_mean(name, std::span<const std::string>(names));
  fail(ErrorCode::kInvalidArgument, "there is no input or output " + quote(name),
       hint.empty() ? "the engine has: " + join(std::span<const std::string>(names), ", ") : hint);
}

void need_host_memory(const BindingInfo& b) {
  if (b.memory != "host")
    fail(ErrorCode::kUnsupported, quote(b.name) + " lies in " + b.memory + " memory", "use set_address");
}

// Outputs that nobody gave memory for.
void own_outputs(ContextImpl& c) {
  for (size_t i = c.engine->engine->num_inputs(); i < c.engine->bindings.size(); ++i) {
    const BindingInfo& b = c.engine->bindings[i];
    if (b.is_object || b.memory != "host" || c.context->address(i) || c.context->has_output_allocator(i)) continue;
    c.context->set_output_allocator(i, [&c, i, dtype = b.dtype](const Dims& dims, int64_t) {
      HostArray& a = c.values[int(i)];
      if (a.dtype() != dtype || a.dims() != dims) a = HostArray(dtype, dims);
      return a.data();
    });
  }
}

}  // namespace

void ExecutionContext::set_input_value(int binding, const HostArray& value) {
  const size_t i = checked(*impl_, binding, true);
  const BindingInfo& b = impl_->engine->bindings[i];
  if (b.is_object) return impl_->context->set_input_object(i, to_object(value));
  need_host_memory(b);
  if (!value.is_tensor() || value.dtype() != b.dtype)
    fail(ErrorCode::kShapeMismatch, "input " + quote(b.name) + " takes " + b.type + ", got " + value.type_text(),
         "give a value of the type that the model declares");
  impl_->context->set_input_shape(i, value.dims());
  impl_->values[binding] = value;
  impl_->context->set_address(i, value.data());
}
void ExecutionContext::set_input_value(std::string_view name, const HostArray& value) {
  set_input_value(binding_named(*impl_, name), value);
}

HostArray ExecutionContext::output_value(int binding) {
  const size_t i = checked(*impl_, binding, false);
  const BindingInfo& b = impl_->engine->bindings[i];
  if (b.is_object) {
    HostObject copy = impl_->context->binding_object(i);
    if (copy.is_tensor()) copy.dims = shape(binding);
    return to_array(copy);
  }
  need_host_memory(b);
  HostArray a(b.dtype, shape(binding));
  const void* from = address(binding);
  if (!from && a.bytes() > 0) fail(ErrorCode::kInvalidArgument, quote(b.name) + " has no value yet", "run first");
  if (a.bytes() > 0) std::memcpy(a.data(), from, size_t(a.bytes()));
  return a;
}
HostArray ExecutionContext::output_value(std::string_view name) { return output_value(binding_named(*impl_, name)); }

void ExecutionContext::run() {
  own_outputs(*impl_);
  impl_->context->run();
}

void ExecutionContext::enqueue(void* native) {
  Device& d = impl_->engine->engine->primary();
  if (!native) {
    if (!impl_->stream) impl_->stream = d.create_stream();
    return impl_->context->enqueue(*impl_->stream);
  }
  if (d.space() != MemorySpace::kCuda)
    fail(ErrorCode::kInvalidArgument, "a native stream was given, but the plan runs on " + d.description(),
         "pass null");
  if (!impl_->native_stream || impl_->native != native) {
    impl_->native_stream = d.create_stream(native);
    impl_->native = native;
  }
  impl_->context->enqueue(*impl_->native_stream);
}

void ExecutionContext::synchronize() {
  for (Stream* s : {impl_->stream.get(), impl_->native_stream.get()})
    if (s) rt::check_status(s->synchronize(), "waiting for a run");
  impl_->context->check_async();
}

void ExecutionContext::enable_graph(bool on) { impl_->context->enable_graph(on); }
bool ExecutionContext::graph_active() const { return impl_->context->graph_active(); }

int64_t ExecutionContext::arena_bytes() { return impl_->context->arena_bytes(); }
int64_t ExecutionContext::high_water() const { return impl_->context->high_water(); }

}  // namespace sinter
