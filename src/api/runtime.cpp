// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sinter/runtime.h"

#include "backends/registry.h"
#include "base/file.h"
#include "base/text.h"
#include "plan/inspect.h"
#include "plan/plan_file.h"
#include "runtime/context.h"
#include "sinter/error.h"

namespace sinter {

struct EngineImpl {
  explicit EngineImpl(int threads) : registry(threads) {}
  BackendRegistry registry;  // before the engine: kernels refer to devices
  std::shared_ptr<rt::Engine> engine;
  std::vector<BindingInfo> bindings;
};

struct ContextImpl {
  std::shared_ptr<EngineImpl> engine;
  std::unique_ptr<Stream> stream;         // the context's own
  std::unique_ptr<Stream> native_stream;  // wraps the caller's
  void* native = nullptr;
  std::unique_ptr<rt::Context> context;  // after the streams: destroyed first
};

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
  if (i < inputs) {
    out.min = p.profiles[0].min[i];
    out.opt = p.profiles[0].opt[i];
    out.max = p.profiles[0].max[i];
  }
  return out;
}

std::shared_ptr<EngineImpl> make_engine(ByteSpan bytes, std::shared_ptr<const void> owner,
                                        const EngineOptions& options) {
  auto impl = std::make_shared<EngineImpl>(options.threads);
  impl->engine = std::make_shared<rt::Engine>(plan::read_plan(bytes, std::move(owner), options.verify_weights),
                                              impl->registry.runtimes());
  const auto& p = impl->engine->plan();
  for (size_t i = 0; i < p.bindings.size(); ++i) impl->bindings.push_back(info_of(p, i, impl->engine->num_inputs()));
  return impl;
}

}  // namespace

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
  // A page-aligned copy: constants are used in place and need alignment.
  struct AlignedCopy {
    Buffer buffer;
  };
  auto copy = std::make_shared<AlignedCopy>();
  copy->buffer = Buffer(host_allocator(), int64_t(plan.size()), "a plan");
  std::copy(plan.begin(), plan.end(), static_cast<std::byte*>(copy->buffer.data()));
  const ByteSpan bytes(static_cast<const std::byte*>(copy->buffer.data()), plan.size());
  return Engine(make_engine(bytes, std::move(copy), options));
}

const std::vector<BindingInfo>& Engine::bindings() const { return impl_->bindings; }
int Engine::find(std::string_view name) const {
  for (size_t i = 0; i < impl_->bindings.size(); ++i)
    if (impl_->bindings[i].name == name) return int(i);
  return -1;
}
size_t Engine::num_inputs() const { return impl_->engine->num_inputs(); }
std::string Engine::inspect_json() const { return plan::inspect_json(impl_->engine->plan()); }
std::string Engine::inspect_text() const { return plan::inspect_text(impl_->engine->plan()); }
std::string Engine::graph_text() const { return impl_->engine->plan().graph; }
int64_t Engine::weight_bytes() const { return impl_->engine->constant_bytes(); }
int64_t Engine::arena_bytes() const {
  int64_t n = 0;
  for (int64_t b : impl_->engine->plan().arena_bytes) n += b;
  return n;
}
int Engine::threads() const { return impl_->registry.threads(); }

ExecutionContext Engine::create_context() const {
  auto c = std::make_unique<ContextImpl>();
  c->engine = impl_;
  c->context = std::make_unique<rt::Context>(impl_->engine);
  return ExecutionContext(std::move(c));
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
bool ExecutionContext::all_shapes_set() const { return impl_->context->shapes_known(); }
Dims ExecutionContext::shape(int b) { return impl_->context->binding_shape(checked(*impl_, b, false)); }
int64_t ExecutionContext::bytes(int b) { return impl_->context->binding_bytes(checked(*impl_, b, false)); }
void ExecutionContext::set_address(int b, void* address) {
  impl_->context->set_address(checked(*impl_, b, false), address);
}
void* ExecutionContext::address(int b) const { return impl_->context->address(checked(*impl_, b, false)); }
void ExecutionContext::run() { impl_->context->run(); }

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

std::vector<LayerTime> ExecutionContext::profile() {
  const auto& p = impl_->engine->engine->plan();
  std::vector<LayerTime> out;
  for (const auto& t : impl_->context->profile()) {
    const plan::Step& s = p.steps[t.step];
    out.push_back({s.name, s.op, s.backend, s.tactic, s.sources, t.ms});
  }
  return out;
}
int64_t ExecutionContext::arena_bytes() { return impl_->context->arena_bytes(); }
int64_t ExecutionContext::high_water() const { return impl_->context->high_water(); }

}  // namespace sinter
