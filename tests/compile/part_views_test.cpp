// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Concats and Slices that copy nothing: which there are, that results stay the same bits, and where a copy must stay.
#include <gtest/gtest.h>

#include <algorithm>

#include "ir/print.h"
#include "ops/op_list.h"
#include "passes/pass_manager.h"
#include "plan/plan_file.h"
#include "sinter/builder.h"
#include "sinter/network.h"
#include "sinter/parsers.h"
#include "sinter/runtime.h"
#include "sinter/tools.h"
#include "support/plan_runner.h"
#include "support/tolerance.h"

namespace sinter::test {
namespace {

std::unique_ptr<Graph> parse(const std::string& text) { return parse_graph(text, all_ops()); }

int steps_of(const plan::Plan& p, std::string_view op) {
  return int(std::count_if(p.steps.begin(), p.steps.end(), [&](const plan::Step& s) { return s.op == op; }));
}
int parts_of(const plan::Plan& p) {
  return int(std::count_if(p.slots.begin(), p.slots.end(),
                           [](const plan::Slot& s) { return s.base != plan::kNone && s.offset > 0; }));
}

std::vector<HostTensor> random_inputs(const Graph& g) {
  std::vector<HostTensor> out;
  for (ValueId v : g.inputs()) {
    Dims dims;
    for (const Dim& d : g.tensor(v).dims) dims.push_back(d.is_const() ? d.value() : 4);
    out.push_back(random_tensor(g.tensor(v).dtype, dims, uint32_t(out.size() + 1)));
  }
  return out;
}

class PartViewsOn : public testing::TestWithParam<const char*> {
 protected:
  // Builds with and without, compares the outputs bit for bit, and gives the plan with.
  plan::Plan both(const std::string& text) {
    const auto g = parse(text);
    BuildOptions o = quick_options({GetParam()});
    const PlanRun with = build_graph(*g, o);
    o.disabled_passes = {std::string(kPartsInPlace)};
    const PlanRun without = build_graph(*g, o);
    EXPECT_EQ(parts_of(without.plan), 0);
    const auto inputs = random_inputs(*g);
    const auto got = run_plan(with, inputs, 2), want = run_plan(without, inputs);
    EXPECT_EQ(got.size(), want.size());
    for (size_t i = 0; i < got.size(); ++i) EXPECT_TRUE(got[i].bytes == want[i].bytes) << "output " << i;
    before_ = without.plan;
    return with.plan;
  }
  void expect_copies(const std::string& text) {
    const plan::Plan p = both(text);
    EXPECT_EQ(steps_of(p, "Concat") + steps_of(p, "Slice"),
              steps_of(before_, "Concat") + steps_of(before_, "Slice"));
    EXPECT_GT(steps_of(p, "Concat") + steps_of(p, "Slice"), 0);
    EXPECT_EQ(parts_of(p), 0);
  }
  plan::Plan before_;
};
INSTANTIATE_TEST_SUITE_P(All, PartViewsOn, testing::Values("reference", "cpu", "fake"));

// Softmax is no neighbour that anything fuses with.
TEST_P(PartViewsOn, ChannelsOfOnePictureAreWrittenInPlace) {
  const plan::Plan p = both(R"(graph main(%x: f32[1,4,4,4]) -> (%y) {
    %a = Softmax(%x) {axis=3}
    %b = Softmax(%x) {axis=2}
    %d = Softmax(%b) {axis=1}
    %c = Concat(%a, %b, %d) {axis=1}
    %y = Softmax(%c) {axis=1}
  })");
  EXPECT_EQ(steps_of(p, "Concat"), 0);
  EXPECT_EQ(parts_of(p), 2);
}

// What is cut or joined has a fixed size, but lies in memory whose dims vary: the caller's, or a view's.
TEST_P(PartViewsOn, BuffersOfVaryingDimsAreLeftAlone) {
  both(R"(graph main(%x: f32[N,64]) -> (%y) {
    %r = Softmax(%x) {axis=1}
    %v = Reshape(%r) {dims=<8,32>}
    %s = Slice(%v) {axes=[0], starts=<4>, ends=<8>}
    %y = Softmax(%s) {axis=1}
  })");
  both(R"(graph main(%x: f32[N,64]) -> (%y) {
    %v = Reshape(%x) {dims=<8,32>}
    %s = Slice(%v) {axes=[0], starts=<4>, ends=<8>}
    %y = Softmax(%s) {axis=1}
  })");
  both(R"(graph main(%x: f32[N,64], %z: f32[8,64]) -> (%y, %w) {
    %a = Softmax(%z) {axis=1}
    %b = Softmax(%z) {axis=0}
    %c = Concat(%a, %b) {axis=0}
    %y = Reshape(%c) {dims=<N,-1>}
    %w = Softmax(%x) {axis=1}
  })");
}

TEST_P(PartViewsOn, JoinedAlongAxisZero) {
  const plan::Plan p = both(R"(graph main(%x: f32[4,16]) -> (%y) {
    %a = Softmax(%x) {axis=1}
    %b = Softmax(%x) {axis=0}
    %c = Concat(%a, %b) {axis=0} from ["joined"]
    %y = Softmax(%c) {axis=1}
  })");
  EXPECT_EQ(steps_of(before_, "Concat"), 1);
  EXPECT_EQ(steps_of(p, "Concat"), 0);
  EXPECT_EQ(parts_of(p), 1);
  EXPECT_EQ(p.steps.size() + 1, before_.steps.size());
  EXPECT_NE(std::find(p.fusions.begin(), p.fusions.end(), "joined -> Concat in place, no copy"), p.fusions.end());
  EXPECT_EQ(p.features, std::vector<std::string>{"parts"});
}

TEST_P(PartViewsOn, TheOutputOfTheNetworkIsJoinedInTheCallersMemory) {
  const plan::Plan p = both(R"(graph main(%x: f32[1,4,16]) -> (%y) {
    %a = Softmax(%x) {axis=2}
    %b = Softmax(%x) {axis=1}
    %y = Concat(%a, %b) {axis=1}
  })");
  EXPECT_EQ(steps_of(p, "Concat"), 0);
  EXPECT_EQ(steps_of(p, "copy"), steps_of(before_, "copy"));
  if (std::string(GetParam()) != "fake") {
    EXPECT_EQ(p.arena_bytes[0], 0);
  }
}

TEST_P(PartViewsOn, ConcatsInConcats) {
  // The inner one has another reader, so that the two do not become one.
  const plan::Plan p = both(R"(graph main(%x: f32[4,16]) -> (%y, %z) {
    %a = Softmax(%x) {axis=1}
    %b = Softmax(%x) {axis=0}
    %c = Concat(%a, %b) {axis=0}
    %d = Softmax(%c) {axis=0}
    %r = Reshape(%c) {dims=<2,64>}
    %e = Reshape(%d) {dims=<2,64>}
    %f = Concat(%e, %r) {axis=0}
    %y = Softmax(%f) {axis=0}
    %z = Softmax(%c) {axis=1}
  })");
  EXPECT_EQ(steps_of(before_, "Concat"), 2);
  EXPECT_EQ(steps_of(p, "Concat"), 0);
}

TEST_P(PartViewsOn, SlicesAreReadWhereTheyLie) {
  const plan::Plan p = both(R"(graph main(%x: f32[1,8,16]) -> (%y, %z) {
    %a = Softmax(%x) {axis=2}
    %b = Slice(%a) {axes=[1], starts=<0>, ends=<4>}
    %c = Slice(%a) {axes=[1], starts=<-4>, ends=<9223372036854775807>}
    %y = Softmax(%b) {axis=1}
    %z = Softmax(%c) {axis=1}
  })");
  EXPECT_EQ(steps_of(before_, "Slice"), 2);
  EXPECT_EQ(steps_of(p, "Slice"), 0);
  EXPECT_EQ(parts_of(p), 1);  // the first one begins where the whole does
}

// What C2f blocks do: halves of one convolution, one of which goes on, and all of it joined.
TEST_P(PartViewsOn, PartsJoinedAsTheyStoodStayWhereTheyAre) {
  const plan::Plan p = both(R"(graph main(%x: f32[1,8,16]) -> (%y) {
    %a = Softmax(%x) {axis=2}
    %b = Slice(%a) {axes=[1], starts=<0>, ends=<4>}
    %c = Slice(%a) {axes=[1], starts=<4>, ends=<8>}
    %d = Softmax(%c) {axis=1}
    %e = Concat(%b, %c, %d) {axis=1}
    %y = Softmax(%e) {axis=1}
  })");
  EXPECT_EQ(steps_of(p, "Slice") + steps_of(p, "Concat"), 0);
  EXPECT_EQ(p.steps.size(), 3u + size_t(steps_of(p, "copy")));
}

TEST_P(PartViewsOn, PartsInAnotherOrderAreCopied) {
  const plan::Plan p = both(R"(graph main(%x: f32[1,8,16]) -> (%y) {
    %a = Softmax(%x) {axis=2}
    %b = Slice(%a) {axes=[1], starts=<0>, ends=<4>}
    %c = Slice(%a) {axes=[1], starts=<4>, ends=<8>}
    %e = Concat(%c, %b) {axis=1}
    %y = Softmax(%e) {axis=1}
  })");
  EXPECT_EQ(steps_of(p, "Concat"), 1);
}

TEST_P(PartViewsOn, AHalfJoinedWithAnotherTensorIsCopied) {
  const plan::Plan p = both(R"(graph main(%x: f32[1,8,16]) -> (%y, %z) {
    %a = Softmax(%x) {axis=2}
    %b = Slice(%a) {axes=[1], starts=<0>, ends=<4>}
    %d = Softmax(%b) {axis=1}
    %e = Concat(%b, %d) {axis=1}
    %y = Softmax(%e) {axis=1}
    %z = Softmax(%a) {axis=1}
  })");
  EXPECT_EQ(steps_of(p, "Concat"), 1);
}

TEST_P(PartViewsOn, PartsOfInputsOfTheNetworkAreViews) {
  const plan::Plan p = both(R"(graph main(%x: f32[4,16]) -> (%y) {
    %a = Slice(%x) {axes=[0], starts=<1>, ends=<3>}
    %y = Softmax(%a) {axis=0}
  })");
  // A device works on its copy of the input; what lies there is no input.
  EXPECT_EQ(steps_of(p, "Slice"), std::string(GetParam()) == "fake" ? 1 : 0);
}

// ---- where a copy must stay ----

TEST_P(PartViewsOn, BatchesAreCopied) {
  expect_copies(R"(graph main(%x: f32[2,4,16]) -> (%y, %z) {
    %a = Softmax(%x) {axis=2}
    %b = Softmax(%x) {axis=1}
    %c = Concat(%a, %b) {axis=1}
    %y = Softmax(%c) {axis=1}
    %d = Slice(%a) {axes=[1], starts=<0>, ends=<2>}
    %z = Softmax(%d) {axis=1}
  })");
}

TEST_P(PartViewsOn, ANetworkOutputThatIsJoinedIsCopied) {
  expect_copies(R"(graph main(%x: f32[4,16]) -> (%y, %a) {
    %a = Softmax(%x) {axis=1}
    %b = Softmax(%x) {axis=0}
    %c = Concat(%a, %b) {axis=0}
    %y = Softmax(%c) {axis=1}
  })");
}

TEST_P(PartViewsOn, ANetworkInputThatIsJoinedIsCopied) {
  expect_copies(R"(graph main(%x: f32[4,16]) -> (%y) {
    %a = Softmax(%x) {axis=1}
    %c = Concat(%a, %x) {axis=0}
    %y = Softmax(%c) {axis=1}
  })");
}

TEST_P(PartViewsOn, AConstantThatIsJoinedIsCopied) {
  expect_copies(R"(graph main(%x: f32[4,16]) -> (%y) {
    %k = Constant {value=f32[1,16][1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]}
    %a = Softmax(%x) {axis=1}
    %c = Concat(%a, %k) {axis=0}
    %y = Softmax(%c) {axis=0}
  })");
}

TEST_P(PartViewsOn, WhatIsJoinedTwiceIsCopied) {
  expect_copies(R"(graph main(%x: f32[4,16]) -> (%y) {
    %a = Softmax(%x) {axis=1}
    %c = Concat(%a, %a) {axis=0}
    %y = Softmax(%c) {axis=0}
  })");
}

TEST_P(PartViewsOn, OnlyOneOfTwoConcatsHasATensorInPlace) {
  const plan::Plan p = both(R"(graph main(%x: f32[4,16]) -> (%y, %z) {
    %a = Softmax(%x) {axis=1}
    %b = Softmax(%x) {axis=0}
    %c = Concat(%a, %b) {axis=0}
    %d = Concat(%b, %a) {axis=0}
    %y = Softmax(%c) {axis=0}
    %z = Softmax(%d) {axis=0}
  })");
  EXPECT_EQ(steps_of(p, "Concat"), 1);
}

TEST_P(PartViewsOn, PartsThatBeginBetweenMultiplesOf64BytesAreCopied) {
  expect_copies(R"(graph main(%x: f32[3,5]) -> (%y, %z) {
    %a = Softmax(%x) {axis=1}
    %b = Softmax(%x) {axis=0}
    %c = Concat(%a, %b) {axis=0}
    %y = Softmax(%c) {axis=0}
    %d = Slice(%a) {axes=[0], starts=<1>, ends=<3>}
    %z = Softmax(%d) {axis=1}
  })");
}

TEST_P(PartViewsOn, ASliceThatIsANetworkOutputIsCopied) {
  expect_copies(R"(graph main(%x: f32[4,16]) -> (%y) {
    %a = Softmax(%x) {axis=1}
    %y = Slice(%a) {axes=[0], starts=<1>, ends=<3>}
  })");
}

TEST_P(PartViewsOn, StepsOfMoreThanOneAreCopied) {
  expect_copies(R"(graph main(%x: f32[4,16]) -> (%y) {
    %a = Softmax(%x) {axis=1}
    %b = Slice(%a) {axes=[0], starts=<0>, ends=<4>, steps=[2]}
    %y = Softmax(%b) {axis=1}
  })");
}

TEST_P(PartViewsOn, InBodiesOfControlFlow) {
  const std::string text = R"(graph main(%n: i64[], %x: f32[4,16]) -> (%last) {
    %last = Loop(%n, -, %x) {carried=1} {
      graph body(%i: i64[], %c: bool[], %a: f32[4,16]) -> (%go, %next) {
        %go = Constant {value=bool[][1]}
        %s = Softmax(%a) {axis=1}
        %t = Softmax(%a) {axis=0}
        %j = Concat(%s, %t) {axis=0}
        %k = Softmax(%j) {axis=0}
        %next = Slice(%k) {axes=[0], starts=<2>, ends=<6>}
      }
    }
  })";
  const auto g = parse(text);
  BuildOptions o = quick_options({GetParam()});
  const PlanRun with = build_graph(*g, o);
  o.disabled_passes = {std::string(kPartsInPlace)};
  const PlanRun without = build_graph(*g, o);
  ASSERT_EQ(with.plan.subplans.size(), 1u);
  EXPECT_EQ(steps_of(without.plan.subplans[0], "Concat"), 1);
  EXPECT_EQ(steps_of(with.plan.subplans[0], "Concat"), 0);
  const std::vector<HostTensor> inputs = {HostTensor::of_doubles(DataType::kInt64, {}, std::vector<double>{3}),
                                          random_tensor(DataType::kFloat32, {4, 16}, 5)};
  EXPECT_TRUE(run_plan(with, inputs, 2)[0].bytes == run_plan(without, inputs)[0].bytes);
}

// As exported: C2f blocks, spatial pyramid, the neck's and the head's joins.
TEST(PartViews, OfAWholeDetector) {
  for (const char* name : {"yolo_torchscript", "yolo_dynamo"}) {
    const Network network = parse_onnx("tests/data/exported/" + std::string(name) + ".onnx");
    BuildOptions o = quick_options({"cpu"});
    const Dims dims = {1, 3, 64, 64};
    o.shapes["image"] = {dims, dims, dims};
    std::vector<HostArray> outputs;
    for (bool in_place : {true, false}) {
      if (!in_place) o.disabled_passes = {std::string(kPartsInPlace)};
      const auto bytes = build_plan(network, o);
      const plan::Plan p = plan::read_plan(bytes, nullptr);
      EXPECT_EQ(p.steps.size(), in_place ? 68u : 96u) << name;
      EXPECT_EQ(steps_of(p, "Concat") + steps_of(p, "Slice"), in_place ? 3 : 31) << name;
      const Engine engine = Engine::load(bytes);
      ExecutionContext c = engine.create_context();
      HostArray image(DataType::kFloat32, dims);
      for (int64_t i = 0; i < image.count(); ++i) image.set(i, double((i * 37) % 101) / 101);
      c.set_input_value("image", image);
      c.run();
      outputs.push_back(c.output_value("detections"));
    }
    ASSERT_EQ(outputs[0].dims(), outputs[1].dims());
    for (int64_t i = 0; i < outputs[0].count(); ++i) ASSERT_EQ(outputs[0].at(i), outputs[1].at(i)) << name << " " << i;
  }
}

// A Concat of what two memories hold is done by a step that has all of it in one.
TEST(PartViews, JoinedAcrossMemoriesIsCopied) {
  const auto g = parse(R"(graph main(%x: f32[4,16]) -> (%y) {
    %a = Softmax(%x) {axis=1}
    %b = Relu(%x)
    %c = Concat(%a, %b) {axis=0}
    %y = Transpose(%c) {perm=[1,0]}
  })");
  BuildOptions o = quick_options({"fake", "cpu"});
  o.disabled_tactics = {"fake.softmax"};
  const PlanRun run = build_graph(*g, o);
  EXPECT_EQ(steps_of(run.plan, "Concat"), 1);
  const auto inputs = random_inputs(*g);
  const auto want = run_plan(build_graph(*g, quick_options({"reference"})), inputs);
  EXPECT_EQ(difference(run_plan(run, inputs, 2)[0], want[0], 64), "");
}

}  // namespace
}  // namespace sinter::test
