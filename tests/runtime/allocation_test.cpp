// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// After a run at the largest shapes, no shape inside the profile costs an allocation: neither by operator new nor by
// the allocators. Static and dynamic shapes, sizes without a bound, sizes that only the run tells, If and Loop.
#include <gtest/gtest.h>

#include "backends/registry.h"
#include "ir/print.h"
#include "ops/op_list.h"
#include "runtime/allocations.h"
#include "runtime/context.h"
#include "support/plan_runner.h"

namespace sinter::test {
namespace {

constexpr DataType kFloat = DataType::kFloat32, kInt = DataType::kInt64;

// A context with its memory for the largest shapes.
class Runner {
 public:
  Runner(const std::string& text, const BuildOptions& options) : registry_(2) {
    const auto g = parse_graph(text, all_ops());
    run_ = build_graph(*g, options);
    context_ = std::make_unique<rt::Context>(std::make_shared<rt::Engine>(run_.plan, registry_.runtimes()));
    for (size_t b = context_->engine().num_inputs(); b < run_.plan.bindings.size(); ++b) {
      memory_.push_back(std::make_unique<std::vector<std::byte>>(size_t{1} << 20));
      context_->set_output_allocator(b, [this, m = memory_.back().get()](const Dims& dims, int64_t bytes) {
        elements_ += element_count(dims);
        return bytes <= int64_t(m->size()) ? m->data() : nullptr;
      });
    }
  }
  void run(std::vector<HostTensor>& inputs) {
    for (size_t i = 0; i < inputs.size(); ++i) {
      context_->set_input_shape(i, inputs[i].dims);
      context_->set_address(i, inputs[i].bytes.data());
    }
    context_->run();
  }
  /// Allocations of runs with these inputs, after each ran once, the first (the largest) again last.
  int64_t count(std::vector<std::vector<HostTensor>> inputs) {
    for (size_t i = 0; i < inputs.size(); ++i) run(inputs[i]);
    run(inputs[0]);
    return steady(inputs);
  }
  /// Allocations where only the first was run before.
  int64_t count_unseen(std::vector<std::vector<HostTensor>> inputs) {
    run(inputs[0]);
    run(inputs[0]);
    return steady(inputs);
  }

 private:
  int64_t steady(std::vector<std::vector<HostTensor>>& inputs) {
    const int64_t before = allocations();
    for (int round = 0; round < 3; ++round)
      for (auto& set : inputs) run(set);
    return allocations() - before;
  }
  BackendRegistry registry_;
  PlanRun run_;
  std::unique_ptr<rt::Context> context_;
  std::vector<std::unique_ptr<std::vector<std::byte>>> memory_;
  int64_t elements_ = 0;
};

HostTensor ints(Dims dims, std::vector<int64_t> v) { return HostTensor::of_ints(kInt, std::move(dims), v); }

class Allocations : public testing::Test {
 protected:
  void SetUp() override {
    if (!allocations_are_counted()) GTEST_SKIP() << "a sanitizer has its own operators new";
  }
  BuildOptions options_ = quick_options({"cpu"});
};

constexpr const char* kConvNet = R"(graph main(%x: f32[N,3,H,8]) -> (%y) {
  %w = Constant {value=f32[2,3,1,1][1,-1,0.5,0.25,2,-2]}
  %c = Convolution(%x, %w)
  %r = Relu(%c)
  %t = Transpose(%r) {perm=[0,2,3,1]}
  %m = Reduce(%t) {kind="mean", axes=[1,2], keep_dims=false}
  %y = Softmax(%m) {axis=1}
})";

TEST_F(Allocations, NoneForStaticShapes) {
  options_.shapes["x"] = {{2, 3, 8, 8}, {2, 3, 8, 8}, {2, 3, 8, 8}};
  Runner r(kConvNet, options_);
  EXPECT_EQ(r.count({{random_tensor(kFloat, {2, 3, 8, 8}, 1)}}), 0);
}

TEST_F(Allocations, NoneForUnseenShapesInsideTheProfile) {
  options_.shapes["x"] = {{1, 3, 1, 8}, {2, 3, 8, 8}, {4, 3, 16, 8}};
  Runner r(kConvNet, options_);
  EXPECT_EQ(r.count_unseen({{random_tensor(kFloat, {4, 3, 16, 8}, 1)},
                            {random_tensor(kFloat, {1, 3, 3, 8}, 2)},
                            {random_tensor(kFloat, {3, 3, 16, 8}, 3)}}),
            0);
}

TEST_F(Allocations, NoneForUnseenSmallerShapesWithoutBounds) {
  Runner r(kConvNet, options_);
  EXPECT_EQ(r.count_unseen({{random_tensor(kFloat, {4, 3, 16, 8}, 1)},
                            {random_tensor(kFloat, {1, 3, 3, 8}, 2)},
                            {random_tensor(kFloat, {2, 3, 9, 8}, 3)}}),
            0);
}

TEST_F(Allocations, NoneForSizesThatTheRunTells) {
  Runner r(R"(graph main(%x: f32[N,3]) -> (%y, %z) {
    %i = NonZero(%x)
    %f = Cast(%i) {to=f32}
    %y = Mul(%f, %f)
    %z = Reduce(%y) {kind="sum", axes=[1], keep_dims=false}
  })",
           options_);
  std::vector<std::vector<HostTensor>> inputs;
  inputs.push_back({random_tensor(kFloat, {8, 3}, 1)});
  inputs.push_back({random_tensor(kFloat, {5, 3}, 2)});
  inputs.push_back({HostTensor(kFloat, {8, 3})});  // nothing is found
  EXPECT_EQ(r.count_unseen(inputs), 0);
}

TEST_F(Allocations, NoneForShapesFromValues) {
  Runner r(R"(graph main(%x: f32[N,6], %s: i64[2] elements <s.0,s.1>) -> (%y)
      symbols {s.0: -9223372036854775808..* element, s.1: -9223372036854775808..* element} {
    %r = Relu(%x)
    %v = Reshape(%r, %s)
    %e = Exp(%v)
    %t = Transpose(%e) {perm=[1,0]}
    %y = Reduce(%t) {kind="sum", axes=[1]}
  })",
           options_);
  EXPECT_EQ(r.count_unseen({{random_tensor(kFloat, {4, 6}, 1), ints({2}, {2, 12})},
                            {random_tensor(kFloat, {4, 6}, 2), ints({2}, {8, -1})},
                            {random_tensor(kFloat, {3, 6}, 3), ints({2}, {9, 2})}}),
            0);
}

TEST_F(Allocations, NoneInBranches) {
  Runner r(R"(graph main(%c: bool[], %x: f32[N,3]) -> (%y) {
    %p = If(%c, %x) {
      graph then_branch(%a: f32[N,3]) -> (%r) {
        %e = Exp(%a)
        %r = Reduce(%e) {kind="sum", axes=[1], keep_dims=true}
      }
      graph else_branch(%a: f32[N,3]) -> (%r) {
        %n = Neg(%a)
        %r = Reduce(%n) {kind="max", axes=[1], keep_dims=true}
      }
    }
    %y = Relu(%p)
  })",
           options_);
  std::vector<std::vector<HostTensor>> inputs;
  const double yes = 1, no = 0;
  for (int64_t n : {6, 2, 5})
    for (const double* c : {&yes, &no})
      inputs.push_back(
          {HostTensor::of_doubles(DataType::kBool, {}, std::span(c, 1)), random_tensor(kFloat, {n, 3}, 1)});
  EXPECT_EQ(r.count(inputs), 0);
}

TEST_F(Allocations, NoneInLoops) {
  Runner r(R"(graph main(%n: i64[], %x: f32[N,3]) -> (%last, %all) {
    %last, %all = Loop(%n, -, %x, %x) {carried=1} {
      graph body(%i: i64[], %c: bool[], %a: f32[N,3], %b: f32[N,3]) -> (%go, %next, %out) {
        %go = Constant {value=bool[][1]}
        %s = Softmax(%b) {axis=1}
        %next = Add(%a, %s)
        %out = Reduce(%next) {kind="sum", axes=[1], keep_dims=false}
      }
    }
  })",
           options_);
  EXPECT_EQ(r.count({{ints({}, {7}), random_tensor(kFloat, {5, 3}, 1)},
                     {ints({}, {2}), random_tensor(kFloat, {3, 3}, 2)},
                     {ints({}, {0}), random_tensor(kFloat, {5, 3}, 3)}}),
            0);
}

}  // namespace
}  // namespace sinter::test
