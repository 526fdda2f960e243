// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// If and Loop run from plans, on every backend that needs no GPU: branches and values whose sizes only the run tells,
// loops that never run, nests, what bodies read from outside, errors inside a body, threads.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "backends/registry.h"
#include "base/limits.h"
#include "ir/interpret.h"
#include "ir/print.h"
#include "ops/if.h"
#include "ops/op_list.h"
#include "ops/relu.h"
#include "plan/inspect.h"
#include "plan/plan_file.h"
#include "runtime/context.h"
#include "sinter/error.h"
#include "support/plan_runner.h"
#include "support/tolerance.h"

namespace sinter::test {
namespace {

constexpr DataType kF32 = DataType::kFloat32, kI64 = DataType::kInt64, kBool = DataType::kBool;

HostTensor numbers(DataType type, Dims dims, std::vector<double> v) { return HostTensor::of_doubles(type, dims, v); }
HostTensor scalar(DataType type, double v) { return numbers(type, {}, {v}); }

class Controls : public testing::TestWithParam<const char*> {
 protected:
  // Build, write, read, run twice, and compare with the reference meaning.
  std::vector<HostTensor> check(const std::string& text, const std::vector<HostTensor>& inputs) {
    const auto g = parse_graph(text, all_ops());
    verify_graph(*g);
    const auto expected = interpret(*g, inputs);
    const PlanRun run = build_graph(*g, quick_options({GetParam()}));
    EXPECT_FALSE(run.plan.subplans.empty());
    const auto got = run_plan(run, inputs, 2);
    EXPECT_EQ(got.size(), expected.size());
    for (size_t i = 0; i < got.size(); ++i) EXPECT_EQ(difference(got[i], expected[i], 16), "") << "output " << i;
    return got;
  }
  std::string error_of(const std::string& text, const std::vector<HostTensor>& inputs) {
    const auto g = parse_graph(text, all_ops());
    const PlanRun run = build_graph(*g, quick_options({GetParam()}));
    try {
      run_plan(run, inputs);
    } catch (const Error& e) {
      return e.what();
    }
    return {};
  }
  bool on_host() const { return std::string(GetParam()) != "fake"; }
};

INSTANTIATE_TEST_SUITE_P(All, Controls, testing::Values("reference", "cpu", "fake"));

// The accumulator grows with every iteration: [k,2] after k of them.
constexpr const char* kGrowing = R"(graph main(%n: i64[], %x: f32[1,2]) -> (%last, %sums) {
  %empty = Constant {value=f32[0,2][]}
  %last, %sums = Loop(%n, -, %empty, %x) {carried=1} from ["grow"] {
    graph body(%i: i64[], %c: bool[], %acc: f32[0,2], %step: f32[1,2]) -> (%go, %next, %sum) {
      %go = Constant {value=bool[][1]}
      %f = Cast(%i) {to=f32}
      %more = Add(%step, %f)
      %next = Concat(%acc, %more) {axis=0}
      %sum = Reduce(%next) {kind="sum", axes=[0], keep_dims=false}
    }
  }
})";

TEST_P(Controls, CarriedValuesChangeTheirShape) {
  const HostTensor x = numbers(kF32, {1, 2}, {1, -1});
  for (int n : {3, 1, 7, 0}) {
    const auto out = check(kGrowing, {scalar(kI64, n), x});
    EXPECT_EQ(out[0].dims, (Dims{n, 2}));
    EXPECT_EQ(out[1].dims, (Dims{n, n == 0 ? 2 : 2}));
  }
}

TEST_P(Controls, ZeroTripsPassTheInitialValueThrough) {
  const std::string text = R"(graph main(%n: i64[], %x: f32[N,3]) -> (%last, %all) {
    %last, %all = Loop(%n, -, %x, %x) {carried=1} {
      graph body(%i: i64[], %c: bool[], %a: f32[N,3], %b: f32[N,3]) -> (%go, %next, %next) {
        %go = Constant {value=bool[][1]}
        %next = Add(%a, %b)
      }
    }
  })";
  const HostTensor x = random_tensor(kF32, {5, 3}, 1);
  const auto none = check(text, {scalar(kI64, 0), x});
  EXPECT_EQ(none[0], x);
  EXPECT_EQ(none[1].dims, (Dims{0, 5, 3}));
  EXPECT_EQ(check(text, {scalar(kI64, -4), x})[1].dims, (Dims{0, 5, 3}));
  EXPECT_EQ(check(text, {scalar(kI64, 4), x})[1].dims, (Dims{4, 5, 3}));
}

TEST_P(Controls, ConditionsOfTheBodyEndTheLoop) {
  const std::string text = R"(graph main(%go: bool[], %x: f32[2]) -> (%last, %all) {
    %last, %all = Loop(-, %go, %x) {carried=1} {
      graph body(%i: i64[], %c: bool[], %a: f32[2]) -> (%again, %next, %next) {
        %next = Mul(%a, %a)
        %s = Reduce(%next) {kind="max", axes=[0], keep_dims=false}
        %limit = Constant {value=f32[][1000]}
        %again = Less(%s, %limit)
      }
    }
  })";
  EXPECT_EQ(check(text, {scalar(kBool, 1), numbers(kF32, {2}, {2, 3})})[1].dims, (Dims{3, 2}));
  EXPECT_EQ(check(text, {scalar(kBool, 0), numbers(kF32, {2}, {2, 3})})[1].dims, (Dims{0, 2}));
}

// Both branches read from outside; one gives what NonZero finds, the other passes its input through.
constexpr const char* kBranches = R"(graph main(%c: bool[], %x: f32[N], %y: i64[1,M]) -> (%z, %count) {
  %i = If(%c, %x, %y) from ["choose"] {
    graph then(%a: f32[N], %b: i64[1,M]) -> (%r) {
      %r = NonZero(%a)
    }
    graph else(%a: f32[N], %b: i64[1,M]) -> (%b) {
    }
  }
  %count = Shape(%i)
  %z = Add(%i, %i)
})";

TEST_P(Controls, BranchesDifferInShape) {
  const HostTensor x = numbers(kF32, {5}, {0, 1, 0, 2, 3}), y = numbers(kI64, {1, 2}, {7, 8});
  EXPECT_EQ(check(kBranches, {scalar(kBool, 1), x, y})[0].dims, (Dims{1, 3}));
  EXPECT_EQ(check(kBranches, {scalar(kBool, 0), x, y})[0].dims, (Dims{1, 2}));
}

TEST_P(Controls, NestsReadFromAllLevels) {
  const std::string text = R"(graph main(%n: i64[], %x: f32[N,4], %w: f32[4,4]) -> (%last, %all) {
    %last, %all = Loop(%n, -, %x, %w, %n) {carried=1} from ["outer"] {
      graph body(%i: i64[], %c: bool[], %a: f32[N,4], %v: f32[4,4], %m: i64[]) -> (%go, %next, %rows) {
        %go = Constant {value=bool[][1]}
        %p = MatMul(%a, %v)
        %two = Constant {value=i64[][2]}
        %r = Mod(%i, %two)
        %zero = Constant {value=i64[][0]}
        %even = Equal(%r, %zero)
        %next = If(%even, %p, %a, %i) from ["choose"] {
          graph then(%u: f32[N,4], %t: f32[N,4], %k: i64[]) -> (%s) {
            %h = Relu(%u)
            %s = Add(%h, %t)
          }
          graph else(%u: f32[N,4], %t: f32[N,4], %k: i64[]) -> (%s) {
            %s = Loop(%k, -, %u, %t) {carried=1} from ["inner"] {
              graph body(%j: i64[], %d: bool[], %e: f32[N,4], %o: f32[N,4]) -> (%on, %f) {
                %on = Constant {value=bool[][1]}
                %half = Constant {value=f32[][0.5]}
                %q = Mul(%o, %half)
                %f = Sub(%e, %q)
              }
            }
          }
        }
        %rows = Reduce(%next) {kind="sum", axes=[0], keep_dims=false}
      }
    }
  })";
  const HostTensor w = random_tensor(kF32, {4, 4}, 2);
  for (int64_t rows : {3, 1, 17}) {
    const auto out = check(text, {scalar(kI64, 5), random_tensor(kF32, {rows, 4}, 1), w});
    EXPECT_EQ(out[1].dims, (Dims{5, 4}));
  }
}

TEST_P(Controls, OutputsMayBeConstantsAndInputs) {
  const std::string text = R"(graph main(%c: bool[], %x: f32[2]) -> (%a, %b, %d) {
    %a, %b, %d = If(%c, %x) {
      graph then(%v: f32[2]) -> (%v, %v, %k) {
        %k = Constant {value=f32[2][5,6]}
      }
      graph else(%v: f32[2]) -> (%k, %r, %r) {
        %k = Constant {value=f32[2][7,8]}
        %r = Relu(%v)
      }
    }
  })";
  for (int c : {0, 1}) check(text, {scalar(kBool, c), numbers(kF32, {2}, {-1, 2})});
}

TEST_P(Controls, SmallTypesAreStackedBitByBit) {
  const std::string text = R"(graph main(%n: i64[], %x: i4[3]) -> (%all) {
    %all = Loop(%n, -, %x) {carried=0} {
      graph body(%i: i64[], %c: bool[], %v: i4[3]) -> (%go, %r) {
        %go = Constant {value=bool[][1]}
        %w = Cast(%v) {to=i64}
        %s = Add(%w, %i)
        %r = Cast(%s) {to=i4}
      }
    }
  })";
  if (!on_host()) return;  // no device has kernels for them
  const auto out = check(text, {scalar(kI64, 3), numbers(DataType::kInt4, {3}, {1, -2, 3})});
  EXPECT_EQ(out[0].to_ints(), (std::vector<int64_t>{1, -2, 3, 2, -1, 4, 3, 0, 5}));
}

TEST_P(Controls, ErrorsInABodyNameStepAndIteration) {
  const std::string text = R"(graph main(%n: i64[], %x: f32[4]) -> (%all) {
    %all = Loop(%n, -, %x) {carried=0} from ["walk"] {
      graph body(%i: i64[], %c: bool[], %v: f32[4]) -> (%go, %r) {
        %go = Constant {value=bool[][1]}
        %r = Gather(%v, %i) {axis=0} from ["pick"]
      }
    }
  })";
  EXPECT_EQ(error_of(text, {scalar(kI64, 4), numbers(kF32, {4}, {1, 2, 3, 4})}), "");
  const std::string e = error_of(text, {scalar(kI64, 6), numbers(kF32, {4}, {1, 2, 3, 4})});
  EXPECT_NE(e.find("walk"), std::string::npos) << e;
  EXPECT_NE(e.find("iteration 4"), std::string::npos) << e;
  if (on_host()) {
    EXPECT_NE(e.find("pick"), std::string::npos) << e;
  }
}

TEST_P(Controls, ScannedValuesNeedOneShape) {
  const std::string text = R"(graph main(%n: i64[], %x: f32[4]) -> (%all) {
    %all = Loop(%n, -, %x) {carried=0} from ["walk"] {
      graph body(%i: i64[], %c: bool[], %v: f32[4]) -> (%go, %r) {
        %go = Constant {value=bool[][1]}
        %f = Cast(%i) {to=f32}
        %d = Sub(%v, %f)
        %r = NonZero(%d)
      }
    }
  })";
  const std::string e = error_of(text, {scalar(kI64, 3), numbers(kF32, {4}, {1, 2, 3, 4})});
  EXPECT_NE(e.find("iteration 1"), std::string::npos) << e;
  EXPECT_NE(e.find("[1,4]"), std::string::npos) << e;
}

TEST_P(Controls, ThreadsWithAContextEachAgree) {
  const auto g = parse_graph(kGrowing, all_ops());
  const PlanRun run = build_graph(*g, quick_options({GetParam()}));
  const HostTensor x = numbers(kF32, {1, 2}, {1, -1});
  std::vector<std::vector<HostTensor>> serial;
  for (int n = 0; n < 4; ++n) serial.push_back(run_plan(run, {scalar(kI64, n), x}));
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int k = 0; k < 10; ++k)
        if (run_plan(run, {scalar(kI64, (t + k) % 4), x}) != serial[size_t((t + k) % 4)]) ++wrong;
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(wrong.load(), 0);
}

TEST_P(Controls, RebuildsAreByteIdentical) {
  for (const char* text : {kGrowing, kBranches}) {
    const auto g = parse_graph(text, all_ops());
    EXPECT_EQ(build_graph(*g, quick_options({GetParam()})).bytes, build_graph(*g, quick_options({GetParam()})).bytes);
  }
}

// If in If in If: `depth` levels, each with a branch that ends.
std::unique_ptr<Graph> nest(int depth) {
  std::unique_ptr<Graph> inner;
  const ValueType flag(kBool, {}), data(kF32, {2});
  for (int level = depth; level >= 0; --level) {
    auto g = std::make_unique<Graph>(level == 0 ? "main" : "then");
    const ValueId c = g->add_input("c", flag), x = g->add_input("x", data);
    ValueId y = x;
    if (inner) {
      auto other = std::make_unique<Graph>("else");
      other->add_input("c", flag);
      const ValueId v = other->add_input("x", data);
      other->set_outputs({other->add_value(Relu{}, {v})});
      NodeMeta meta;
      meta.num_outputs = 1;
      meta.regions.push_back(std::move(inner));
      meta.regions.push_back(std::move(other));
      y = g->add_value(If{}, {c, c, x}, std::move(meta));
    } else {
      y = g->add_value(Relu{}, {x});
    }
    g->set_outputs({y});
    inner = std::move(g);
  }
  return inner;
}

TEST_P(Controls, AThousandLevels) {
  const auto g = nest(1000);
  const PlanRun run = build_graph(*g, quick_options({GetParam()}));
  EXPECT_EQ(run.plan.subplans.size(), 2000u);
  const HostTensor x = numbers(kF32, {2}, {-1, 2});
  EXPECT_EQ(run_plan(run, {scalar(kBool, 1), x})[0], numbers(kF32, {2}, {0, 2}));
}

TEST(Control, TooDeepNestsAreRefused) {
  const auto g = nest(limits::kMaxNesting + 1);
  try {
    build_graph(*g, quick_options({"reference"}));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kLimit) << e.what();
  }
}

TEST(Control, BodiesAreShownAndTimed) {
  const auto g = parse_graph(kGrowing, all_ops());
  const PlanRun run = build_graph(*g, quick_options({"cpu"}));
  const std::string text = plan::inspect_text(run.plan), json = plan::inspect_json(run.plan);
  EXPECT_NE(text.find("body"), std::string::npos) << text;
  EXPECT_NE(text.find("Concat"), std::string::npos) << text;
  EXPECT_NE(json.find("\"Concat\""), std::string::npos) << json;

  BackendRegistry backends(1);
  rt::Context ctx(std::make_shared<rt::Engine>(run.plan, backends.runtimes()));
  HostTensor n = scalar(kI64, 3), x = numbers(kF32, {1, 2}, {1, -1});
  std::vector<HostTensor> memory(2);
  ctx.set_address(0, n.bytes.data());
  ctx.set_address(1, x.bytes.data());
  for (size_t i = 0; i < 2; ++i)
    ctx.set_output_allocator(2 + i, [&, i](const Dims& dims, int64_t) {
      memory[i] = HostTensor(kF32, dims);
      return static_cast<void*>(memory[i].bytes.data());
    });
  int in_body = 0;
  for (const auto& t : ctx.profile()) {
    if (t.body == plan::kNone) continue;
    ++in_body;
    EXPECT_EQ(t.body, 0u);
    EXPECT_EQ(t.runs, 3);
    EXPECT_GE(t.ms, 0);
  }
  EXPECT_EQ(size_t(in_body), run.plan.subplans[0].steps.size());
  EXPECT_EQ(memory[0].dims, (Dims{3, 2}));
}

// What checks plans refuses what does not fit together, or gives a plan that loads. (damaged_plan_test.cpp changes every
// byte.)
TEST(Control, PlansThatDoNotFitTogetherAreRefused) {
  BackendRegistry backends(1);
  for (const char* text : {kGrowing, kBranches}) {
    const auto g = parse_graph(text, all_ops());
    const plan::Plan p = build_graph(*g, quick_options({"reference"})).plan;
    const auto change = [&](const std::function<bool(plan::Plan&, size_t)>& edit) {
      for (size_t i = 0;; ++i) {
        plan::Plan damaged = p;
        if (!edit(damaged, i)) break;
        try {
          plan::check_plan(damaged);
          rt::Context ctx(std::make_shared<rt::Engine>(damaged, backends.runtimes()));
        } catch (const Error&) {
        }
      }
    };
    for (size_t s = 0; s < p.subplans.size(); ++s) {
      change([&](plan::Plan& d, size_t i) {
        auto& code = d.subplans[s].shapes.code;
        if (i < code.size()) code[i].a += 1;
        return i < code.size();
      });
      change([&](plan::Plan& d, size_t i) {
        auto& slots = d.subplans[s].slots;
        if (i < slots.size()) slots[i].cls = plan::SlotClass((int(slots[i].cls) + 1) % 6);
        return i < slots.size();
      });
    }
    plan::Plan d = p;
    d.subplans.pop_back();
    EXPECT_THROW(plan::check_plan(d), Error);
    d = p;
    for (auto& step : d.steps)
      if (!step.blocks.empty()) step.blocks.back() = 99;
    EXPECT_THROW(plan::check_plan(d), Error);
    d = p;
    for (auto& step : d.steps)
      if (!step.blocks.empty()) step.params.push_back(0);
    EXPECT_THROW(plan::check_plan(d), Error);
    d = p;
    d.subplans[0].kernels = p.kernels;
    EXPECT_THROW(plan::check_plan(d), Error);
  }
}

}  // namespace
}  // namespace sinter::test
