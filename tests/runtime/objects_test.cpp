// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Strings, sequences and optionals through written and re-read plans: repeated runs, other values, wrong ones, control
// flow, lifetimes, damaged plans.
#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <deque>
#include <thread>

#include "backends/registry.h"
#include "ir/interpret.h"
#include "ir/print.h"
#include "ops/op_list.h"
#include "plan/plan_file.h"
#include "runtime/context.h"
#include "sinter/error.h"
#include "support/plan_runner.h"
#include "support/tolerance.h"

namespace sinter::test {
namespace {

BackendRegistry& object_backends() {
  static BackendRegistry r(2);
  return r;
}

std::shared_ptr<rt::Engine> engine_of(const PlanRun& run) {
  return std::make_shared<rt::Engine>(run.plan, object_backends().runtimes());
}

HostObject sequence_of(std::vector<HostTensor> items, DataType dtype = DataType::kFloat32) {
  std::vector<std::shared_ptr<const HostObject>> shared;
  for (auto& i : items) shared.push_back(std::make_shared<const HostObject>(std::move(i)));
  return HostObject::sequence(dtype, std::move(shared));
}

HostTensor texts(std::vector<std::string> s) {
  const auto n = int64_t(s.size());
  return HostObject::string_tensor({n}, std::move(s));
}

// The sum of two elements, one appended, the strings of a constant told apart: kernels on all sides of the objects.
constexpr const char* kObjects = R"(graph main(%s: seq(f32[-1,2]), %i: i64[], %t: str[N]) -> (%y, %longer, %n, %same) {
  %first = SequenceAt(%s, %i)
  %y = Relu(%first)
  %longer = SequenceInsert(%s, %y)
  %n = SequenceLength(%longer)
  %c = Constant {value=str[1]["a"]}
  %same = StringEqual(%t, %c)
})";

std::vector<HostTensor> object_inputs(int64_t rows, int64_t position) {
  return {sequence_of({random_tensor(DataType::kFloat32, {rows, 2}, 1), random_tensor(DataType::kFloat32, {1, 2}, 2)}),
          HostTensor::of_ints(DataType::kInt64, {}, std::span(&position, 1)),
          texts(rows > 2 ? std::vector<std::string>{"a", "b", "a"} : std::vector<std::string>{"x"})};
}

class Objects : public testing::TestWithParam<const char*> {
 protected:
  static std::vector<HostTensor> run(rt::Context& ctx, std::vector<HostTensor> inputs) {
    std::vector<HostTensor> outputs;
    std::deque<Buffer> memory;
    const plan::Plan& p = ctx.engine().plan();
    for (size_t i = 0; i < inputs.size(); ++i) {
      if (ctx.is_object(i)) {
        ctx.set_input_object(i, inputs[i]);
      } else {
        ctx.set_input_shape(i, inputs[i].dims);
        ctx.set_address(i, inputs[i].bytes.data());
      }
    }
    for (size_t i = inputs.size(); i < p.bindings.size(); ++i) {
      Buffer& b = memory.emplace_back();
      if (ctx.is_object(i)) continue;
      ctx.set_output_allocator(i, [&b](const Dims&, int64_t bytes) {
        b = Buffer(host_allocator(), std::max<int64_t>(bytes, 1), "an output");
        return b.data();
      });
    }
    ctx.run();
    for (size_t i = inputs.size(); i < p.bindings.size(); ++i) {
      if (ctx.is_object(i)) {
        outputs.emplace_back(HostObject(ctx.binding_object(i)));
        continue;
      }
      HostTensor t(p.slots[p.bindings[i].slot].dtype, ctx.binding_shape(i));
      if (!t.bytes.empty()) std::memcpy(t.bytes.data(), memory[i - inputs.size()].data(), t.bytes.size());
      outputs.push_back(std::move(t));
      ctx.set_output_allocator(i, {});
      ctx.set_address(i, nullptr);
    }
    return outputs;
  }
};

TEST_P(Objects, RunsAgreeWithTheInterpreterAgainAndAgain) {
  const auto g = parse_graph(kObjects, all_ops());
  const auto engine = engine_of(build_graph(*g, quick_options({GetParam()})));
  rt::Context ctx(engine);
  for (int round = 0; round < 3; ++round)
    for (int64_t rows : {3, 1, 0, 5}) {
      const auto inputs = object_inputs(rows, round % 2 ? -1 : 0);
      const auto expected = interpret(*g, inputs), got = run(ctx, inputs);
      ASSERT_EQ(got.size(), expected.size());
      for (size_t i = 0; i < got.size(); ++i) EXPECT_EQ(difference(got[i], expected[i]), "") << i << ", rows " << rows;
    }
}

TEST_P(Objects, ContextsShareNothing) {
  const auto g = parse_graph(kObjects, all_ops());
  const auto engine = engine_of(build_graph(*g, quick_options({GetParam()})));
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int64_t t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      rt::Context ctx(engine);
      const auto inputs = object_inputs(t + 1, 0), expected = interpret(*g, inputs);
      for (int r = 0; r < 5; ++r) {
        const auto got = run(ctx, inputs);
        for (size_t i = 0; i < got.size(); ++i) wrong += !difference(got[i], expected[i]).empty();
      }
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(wrong, 0);
}

TEST_P(Objects, ErrorsSayWhatIsWrong) {
  const auto g = parse_graph(kObjects, all_ops());
  auto engine = engine_of(build_graph(*g, quick_options({GetParam()})));
  rt::Context ctx(engine);
  engine.reset();  // the context keeps it
  const auto fails_with = [&](auto f, const char* text) {
    try {
      f();
      ADD_FAILURE() << "no error with " << text;
    } catch (const Error& e) {
      EXPECT_NE(std::string(e.what()).find(text), std::string::npos) << e.what();
    }
  };
  auto inputs = object_inputs(1, 0);
  fails_with([&] { ctx.set_input_object(0, texts({"a"})); }, "takes seq(f32)");
  fails_with([&] { ctx.set_input_object(0, sequence_of({texts({"a"})})); }, "takes seq(f32)");
  fails_with([&] { ctx.set_input_object(1, inputs[0]); }, "no input of strings");
  ctx.set_input_shape(1, {});
  ctx.set_address(1, inputs[1].bytes.data());
  ctx.set_input_object(2, inputs[2]);
  fails_with([&] { ctx.run(); }, "no value was given for the input \"s\"");
  fails_with([&] { run(ctx, object_inputs(1, 7)); }, "7");  // a position outside
  const auto got = run(ctx, inputs);                        // and the context still works
  EXPECT_EQ(difference(got[0], interpret(*g, inputs)[0]), "");
}

// The body takes a sequence, carries one, and stacks strings; the branch gives one of two optionals.
constexpr const char* kControl = R"(graph main(%k: i64[], %x: f32[2], %b: bool[]) -> (%all, %words, %chosen) {
  %empty = SequenceConstruct
  %word = Constant {value=str[1]["w"]}
  %all, %words = Loop(%k, -, %empty, %x, %word) {carried=1} {
    graph body(%i: i64[], %c: bool[], %s: seq(f32[!]), %v: f32[2], %w: str[1]) -> (%c, %t, %u) {
      %f = Cast(%i) {to=f32}
      %e = Add(%v, %f)
      %t = SequenceInsert(%s, %e)
      %n = FormatStrings(%i)
      %u = StringConcat(%w, %n)
    }
  }
  %chosen = If(%b, %all) {
    graph then(%a: seq(f32[2])) -> (%o) {
      %o = Optional(%a)
    }
    graph else(%a: seq(f32[2])) -> (%o) {
      %o = Optional {sequence=true}
    }
  }
})";

TEST_P(Objects, GoThroughControlFlow) {
  const auto g = parse_graph(kControl, all_ops());
  const auto engine = engine_of(build_graph(*g, quick_options({GetParam()})));
  rt::Context ctx(engine);
  for (int64_t k : {3, 0, 5})
    for (bool b : {true, false}) {
      HostTensor condition(DataType::kBool, {});
      condition.bytes[0] = std::byte(b);
      const std::vector<HostTensor> inputs = {HostTensor::of_ints(DataType::kInt64, {}, std::span(&k, 1)),
                                              random_tensor(DataType::kFloat32, {2}, 1), condition};
      const auto expected = interpret(*g, inputs), got = run(ctx, inputs);
      ASSERT_EQ(got.size(), expected.size());
      EXPECT_EQ(got[0].items.size(), size_t(k));
      for (size_t i = 0; i < got.size(); ++i) EXPECT_EQ(difference(got[i], expected[i]), "") << i << ", k " << k;
    }
}

INSTANTIATE_TEST_SUITE_P(All, Objects, testing::Values("reference", "cpu", "fake"));

// ---- damaged plans: an error or a run, never a crash ----

TEST(DamagedObjects, StringsOfConstants) {
  const auto g = parse_graph(kObjects, all_ops());
  const PlanRun good = build_graph(*g, quick_options({"cpu"}));
  size_t constant = 0;
  while (good.plan.constants.at(constant).dtype != DataType::kString) ++constant;
  const ByteSpan bytes = good.plan.constants[constant].bytes;
  for (size_t i = 0; i < bytes.size(); ++i)
    for (int v : {0, 1, 0x7F, 0xFF}) {
      PlanRun run = good;
      auto changed = std::make_shared<std::vector<std::byte>>(bytes.begin(), bytes.end());
      (*changed)[i] = std::byte(v);
      run.plan.constants[constant].bytes = *changed;
      run.plan.constants[constant].owner = changed;
      try {
        plan::check_plan(run.plan);
        run_plan(run, {object_inputs(1, 0)});
      } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::kCorruptFile) << e.what();
      }
    }
}

TEST(DamagedObjects, SlotsOfOtherKinds) {
  const auto g = parse_graph(kObjects, all_ops());
  const PlanRun good = build_graph(*g, quick_options({"cpu"}));
  int refused = 0, tried = 0;
  const auto attempt = [&](auto change) {
    PlanRun run = good;
    change(run.plan);
    ++tried;
    try {
      plan::check_plan(run.plan);
      run_plan(run, {object_inputs(3, 0)});
    } catch (const Error&) {
      ++refused;
    }
  };
  for (size_t i = 0; i < good.plan.slots.size(); ++i) {
    for (auto cls : {plan::SlotClass::kHostValue, plan::SlotClass::kArena, plan::SlotClass::kSized,
                     plan::SlotClass::kExternal, plan::SlotClass::kConstant, plan::SlotClass::kOwned})
      attempt([&](plan::Plan& p) { p.slots[i].cls = cls; });
    for (const char* nesting : {"", "s", "o", "os", "x"}) attempt([&](plan::Plan& p) { p.slots[i].nesting = nesting; });
    for (DataType t : {DataType::kString, DataType::kFloat32, DataType::kInt64})
      attempt([&](plan::Plan& p) { p.slots[i].dtype = t; });
  }
  for (size_t s = 0; s < good.plan.steps.size(); ++s)
    for (uint32_t slot = 0; slot < good.plan.slots.size(); ++slot) {
      if (!good.plan.steps[s].inputs.empty()) attempt([&](plan::Plan& p) { p.steps[s].inputs[0] = slot; });
      if (!good.plan.steps[s].outputs.empty()) attempt([&](plan::Plan& p) { p.steps[s].outputs[0] = slot; });
    }
  EXPECT_GT(refused, tried / 2);
}

}  // namespace
}  // namespace sinter::test
