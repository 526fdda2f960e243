// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "support/damaged_plan.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <optional>

#include "backends/registry.h"
#include "base/hash.h"
#include "ir/print.h"
#include "ops/op_list.h"
#include "plan/inspect.h"
#include "plan/plan_file.h"
#include "plan/plan_format.h"
#include "runtime/context.h"
#include "sinter/error.h"
#include "support/plan_runner.h"

#if defined(__SANITIZE_ADDRESS__)
#define SINTER_WITH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SINTER_WITH_ASAN 1
#endif
#endif

#ifdef SINTER_WITH_ASAN
// Buffers of a plan come from aligned_alloc: a plan that asks for too much is told no, as on a small machine. What asks
// with operator new for more than this is a bug that ASan reports.
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1:max_allocation_size_mb=256"; }
#endif

namespace sinter::test {
namespace {

constexpr int64_t kMaxBinding = 1 << 20;  // bytes of an input or output that are worth a run

// A fusion (product, bias, activation), a dynamic batch, and branches that read from outside.
constexpr const char* kBranching = R"(graph main(%x: f32[N,4], %c: bool[]) -> (%y) {
  %w = Constant {value=f32[4,3][1,-1,0.5,0.25,2,-2,1,0,3,0.1,0.2,0.3]}
  %b = Constant {value=f32[3][0.5,-0.5,1]}
  %p = MatMul(%x, %w) from ["product"]
  %s = Add(%p, %b) from ["bias"]
  %r = Relu(%s) from ["relu"]
  %y = If(%c, %r) {
    graph then(%a: f32[N,3]) -> (%t) {
      %t = Exp(%a)
    }
    graph else(%a: f32[N,3]) -> (%e) {
      %n = Neg(%a)
      %e = Softmax(%n) {axis=1}
    }
  }
})";

// Carried and scanned values; the accumulator grows.
constexpr const char* kLooping = R"(graph main(%n: i64[], %x: f32[1,2]) -> (%last, %sums) {
  %empty = Constant {value=f32[0,2][]}
  %last, %sums = Loop(%n, -, %empty, %x) {carried=1} {
    graph body(%i: i64[], %c: bool[], %acc: f32[0,2], %step: f32[1,2]) -> (%go, %next, %sum) {
      %go = Constant {value=bool[][1]}
      %f = Cast(%i) {to=f32}
      %more = Add(%step, %f)
      %next = Concat(%acc, %more) {axis=0}
      %sum = Reduce(%next) {kind="sum", axes=[0], keep_dims=false}
    }
  }
})";

// A size that only the run tells, and a shape that is a value of the network.
constexpr const char* kLate = R"(graph main(%x: f32[N,1], %s: i64[2] elements <s.0,s.1>) -> (%y, %z)
    symbols {s.0: -9223372036854775808..* element, s.1: -9223372036854775808..* element} {
  %r = Relu(%x)
  %v = Reshape(%r, %s)
  %y = Reduce(%v) {kind="sum", axes=[1]}
  %z = NonZero(%x)
})";

constexpr const char* kStrings = R"(graph main(%s: seq(f32[-1,2]), %i: i64[], %t: str[N]) -> (%y, %longer, %same) {
  %first = SequenceAt(%s, %i)
  %y = Relu(%first)
  %longer = SequenceInsert(%s, %y)
  %c = Constant {value=str[1]["a"]}
  %same = StringEqual(%t, %c)
})";

// Tensors that lie in others, in the arena and in the caller's memory.
constexpr const char* kParts = R"(graph main(%x: f32[1,8,4]) -> (%y, %z) {
  %a = Softmax(%x) {axis=2}
  %b = Slice(%a) {axes=[1], starts=<4>, ends=<8>}
  %c = Softmax(%b) {axis=1}
  %d = Concat(%a, %c) {axis=1}
  %y = Softmax(%d) {axis=1}
  %e = Softmax(%x) {axis=1}
  %f = Softmax(%e) {axis=2}
  %z = Concat(%e, %f) {axis=1}
})";

BackendRegistry& damaged_backends() {
  static BackendRegistry r(1);
  return r;
}

SmallPlan make_plan(const char* name, const char* text, const char* backend) {
  const auto graph = parse_graph(text, all_ops());
  return {name, build_graph(*graph, quick_options({backend})).bytes};
}

uint64_t word_at(const std::vector<std::byte>& b, size_t at) {
  uint64_t v;
  std::memcpy(&v, b.data() + at, 8);
  return v;
}
void set_word(std::vector<std::byte>& b, size_t at, uint64_t v) { std::memcpy(b.data() + at, &v, 8); }

bool may_run_forever(const plan::Plan& outermost) {
  const auto endless = [](const plan::Plan& p, bool is_body) {
    return std::any_of(p.steps.begin(), p.steps.end(), [&](const plan::Step& s) {
      if (s.kind != plan::StepKind::kLoop) return false;
      if (is_body || s.inputs[0] == plan::kNone) return true;
      const plan::Slot& count = p.slots[s.inputs[0]];
      return count.cls != plan::SlotClass::kExternal || !p.bindings[count.binding].is_input;
    });
  };
  if (endless(outermost, false)) return true;
  return std::any_of(outermost.subplans.begin(), outermost.subplans.end(),
                     [&](const plan::Plan& p) { return endless(p, true); });
}

HostObject small_object(const plan::Slot& slot, const std::string& nesting, const Dims& shape) {
  if (!nesting.empty() && nesting[0] == 's') {
    std::vector<std::shared_ptr<const HostObject>> items;
    for (int k = 0; k < 2; ++k)  // integer inputs are 1, which may be a position
      for (int i = 0; i < 2; ++i)  // index inputs are 1
      items.push_back(std::make_shared<const HostObject>(small_object(slot, nesting.substr(1), {2, 2})));
    return HostObject::sequence(slot.dtype, std::move(items));
  }
  if (!nesting.empty()) return HostObject::optional(slot.dtype, nullptr);
  if (slot.dtype != DataType::kString) return HostObject(HostTensor(slot.dtype, shape));
  return HostObject::string_tensor(shape, std::vector<std::string>(size_t(element_count(shape)), "a"));
}

// The smallest shape of an input; empty if it is too large to be tried.
std::optional<Dims> small_shape(const plan::Plan& p, size_t input) {
  Dims shape = p.profiles[0].min[input];
  int64_t bytes = 64;
  for (int64_t& d : shape) {
    d = std::max<int64_t>(d, 0);
    if (__builtin_mul_overflow(bytes, d, &bytes) || bytes > kMaxBinding) return std::nullopt;
  }
  return shape;
}

// The input's memory is appended to `memory`; of an object, or one without elements, an empty one.
bool give_input(rt::Context& ctx, const plan::Plan& p, size_t i, std::deque<Buffer>& memory) {
  const plan::Slot& slot = p.slots[p.bindings[i].slot];
  const auto shape = small_shape(p, i);
  if (!shape) return false;
  if (ctx.is_object(i)) {
    ctx.set_input_object(i, small_object(slot, slot.nesting, *shape));
    memory.emplace_back();
    return true;
  }
  ctx.set_input_shape(i, *shape);
  const int64_t count = element_count(*shape);
  Buffer& b = memory.emplace_back(host_allocator(), bytes_of(slot.dtype, count), "an input");
  if (b.size() > 0) std::memset(b.data(), 0, size_t(b.size()));
  if (bits_of(slot.dtype) == 64)
    for (int64_t k = 0; k < count; ++k) static_cast<int64_t*>(b.data())[k] = 1;
  else if (slot.dtype == DataType::kFloat32)
    for (int64_t k = 0; k < count; ++k) static_cast<float*>(b.data())[k] = 1;
  else if (slot.dtype == DataType::kBool && b.size() > 0)
    std::memset(b.data(), 1, size_t(b.size()));
  ctx.set_address(i, b.data());
  return true;
}

PlanOutcome run_loaded(std::shared_ptr<const rt::Engine> engine) {
  const plan::Plan& p = engine->plan();
  rt::Context ctx(std::move(engine));
  std::deque<Buffer> memory;
  std::vector<void*> given;
  for (size_t i = 0; i < p.bindings.size(); ++i) {
    if (p.bindings[i].is_input) {
      if (!give_input(ctx, p, i, memory)) return PlanOutcome::kLoaded;
      given.push_back(memory.back().size() > 0 ? memory.back().data() : nullptr);
    } else if (!ctx.is_object(i)) {
      Buffer& b = memory.emplace_back();
      ctx.set_output_allocator(i, [&b](const Dims&, int64_t bytes) {
        if (bytes > 256 * kMaxBinding) fail(ErrorCode::kOutOfMemory, "an output is too large for this test");
        b = Buffer(host_allocator(), bytes, "an output");
        return b.data();
      });
    }
  }
  ctx.run();
  for (size_t i = 0; i < p.bindings.size() && p.bindings[i].is_input; ++i)  // the other branches; twice, over leftovers
    if (void* at = given[i]; at && p.slots[p.bindings[i].slot].dtype == DataType::kBool) *static_cast<char*>(at) = 0;
  ctx.run();
  ctx.run();
  return PlanOutcome::kRan;
}

}  // namespace

const std::vector<SmallPlan>& small_plans() {
  static const std::vector<SmallPlan> plans = {
      make_plan("branching", kBranching, "cpu"), make_plan("looping", kLooping, "reference"),
      make_plan("late", kLate, "cpu"), make_plan("strings", kStrings, "cpu"), make_plan("parts", kParts, "cpu")};
  return plans;
}

void fix_plan_checksums(std::vector<std::byte>& b) {
  using namespace plan::format;
  if (b.size() < kHeaderBytes) return;
  uint32_t count;
  std::memcpy(&count, b.data() + 24, 4);
  const uint64_t table = kHeaderBytes + uint64_t(count) * kSectionBytes;
  if (count > kMaxSections || table > b.size()) return;
  set_word(b, 16, b.size());
  for (uint32_t i = 0; i < count; ++i) {
    const size_t row = kHeaderBytes + i * kSectionBytes;
    const uint64_t offset = std::min<uint64_t>(word_at(b, row + 8), b.size());
    const uint64_t size = std::min<uint64_t>(word_at(b, row + 16), b.size() - offset);
    set_word(b, row + 8, offset);
    set_word(b, row + 16, size);
    set_word(b, row + 24, hash64(ByteSpan(b).subspan(offset, size)));
  }
  set_word(b, 40, header_checksum(ByteSpan(b).first(table)));
}

PlanOutcome try_plan(ByteSpan bytes, bool inspect) {
  try {
    // A copy of exactly this size, so that a sanitizer sees reads past its end.
    auto copy = std::make_shared<std::vector<std::byte>>(bytes.begin(), bytes.end());
    plan::Plan p = plan::read_plan(*copy, copy);
    if (inspect) {
      plan::inspect_text(p);
      plan::inspect_json(p);
    }
    for (const auto& t : p.targets)
      if (t.backend == "cuda") return PlanOutcome::kRefused;  // machine code: trusted, see SECURITY.md
    const bool endless = may_run_forever(p);
    auto engine = std::make_shared<const rt::Engine>(std::move(p), damaged_backends().runtimes());
    if (!endless) return run_loaded(std::move(engine));
    rt::Context ctx(std::move(engine));
    return PlanOutcome::kLoaded;
  } catch (const Error&) {
    return PlanOutcome::kRefused;
  }
}

MemoryLimit::MemoryLimit() {
#ifndef SINTER_WITH_ASAN
  rlimit limit{};
  getrlimit(RLIMIT_AS, &limit);
  before_ = limit.rlim_cur;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, rlim_t{3} << 30);
  setrlimit(RLIMIT_AS, &limit);
#endif
}

MemoryLimit::~MemoryLimit() {
#ifndef SINTER_WITH_ASAN
  rlimit limit{};
  getrlimit(RLIMIT_AS, &limit);
  limit.rlim_cur = before_;
  setrlimit(RLIMIT_AS, &limit);
#endif
}

bool long_tests() {
  const char* v = std::getenv("SINTER_LONG_TESTS");
  return v && *v && std::strcmp(v, "0") != 0;
}

}  // namespace sinter::test
