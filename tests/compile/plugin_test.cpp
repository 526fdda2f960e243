// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators of the user's own: on every backend, with dynamic shapes, in plans that are read back; and plugins that
// misbehave.
#include "sinter/plugin.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "ops/plugin_call.h"
#include "sinter/error.h"
#include "sinter/network.h"
#include "sinter/runtime.h"
#include "sinter/tools.h"
#include "support/plan_runner.h"

namespace sinter::test {
namespace {

// y[n, 2*m + pad] = x repeated twice along the last axis, times `factor`, with `pad` zeros behind.
class Echo : public PluginOp {
 public:
  PluginInfo info() const override {
    return {.domain = "test",
            .name = "Echo",
            .version = 3,
            .attributes = {PluginAttribute::number("factor", 1), PluginAttribute::integer("pad", 0),
                           PluginAttribute::texts("tags", {"a", "b,c"})}};
  }
  void infer(PluginInference& c) const override {
    const PluginType& x = c.inputs[0];
    if (x.rank() != 2) throw PluginError("x must have rank 2");
    c.outputs[0] = {x.dtype, {x.dims[0], 2 * x.dims[1] + c.attributes.integer("pad")}};
  }
  int64_t workspace(const PluginRun& c) const override { return c.input(0).count() * 4; }
  void run(const PluginRun& c) const override {
    const auto x = c.input(0), y = c.output(0);
    auto* scratch = static_cast<float*>(c.workspace());
    for (int64_t i = 0; i < x.count(); ++i) scratch[i] = float(x.as<float>()[i] * c.attributes.number("factor"));
    if (c.attributes.texts("tags") != std::vector<std::string>{"a", "b,c"}) throw std::logic_error("tags changed");
    const int64_t m = x.dims[1], width = y.dims[1];
    for (int64_t r = 0; r < y.dims[0]; ++r)
      for (int64_t j = 0; j < width; ++j)
        y.as<float>()[r * width + j] = j < 2 * m ? scratch[r * m + j % m] : 0;
  }
};

// Registered while it lives.
class Registered {
 public:
  explicit Registered(std::shared_ptr<const PluginOp> op) : info_(op->info()) { register_plugin(std::move(op)); }
  ~Registered() { unregister_plugin(info_.domain, info_.name); }
  Registered(const Registered&) = delete;
  Registered& operator=(const Registered&) = delete;

 private:
  PluginInfo info_;
};

std::vector<Attribute> echo_attributes() { return {{"factor", Attribute::Value(2.5)}, {"pad", 1}}; }

Network echo_network(const Dims& dims, std::vector<Attribute> attributes = echo_attributes()) {
  Network n("echo");
  const Tensor x = n.add_input("x", DataType::kFloat32, dims);
  const Tensor in[] = {n.add1("Relu", {x})};
  n.mark_output(n.add1("Neg", {n.add_plugin("test", "Echo", in, attributes, "echo1").at(0)}), "y");
  return n;
}

BuildOptions on(const char* backend) { return quick_options({backend}); }

HostArray run_echo(const Engine& engine, const Dims& dims) {
  ExecutionContext c = engine.create_context();
  HostArray x(DataType::kFloat32, dims);
  for (int64_t i = 0; i < x.count(); ++i) x.set(i, double(i % 5) - 1);
  c.set_input_value("x", x);
  c.run();
  c.run();
  return c.output_value("y");
}

void expect_echo(const HostArray& y, const Dims& in) {
  const int64_t m = in[1], width = 2 * m + 1;
  ASSERT_EQ(y.dims(), (Dims{in[0], width}));
  for (int64_t r = 0; r < in[0]; ++r)
    for (int64_t j = 0; j < width; ++j) {
      const double x = double((r * m + (m ? j % m : 0)) % 5) - 1;
      EXPECT_EQ(y.at(r * width + j), j < 2 * m ? -2.5 * std::max(0.0, x) : -0.0) << r << "," << j;
    }
}

class PluginOnBackend : public testing::TestWithParam<const char*> {};

TEST_P(PluginOnBackend, RunsWithDynamicShapesFromAWrittenPlan) {
  const Registered echo(std::make_shared<Echo>());
  for (const bool bounded : {false, true}) {
    BuildOptions o = on(GetParam());
    if (bounded) o.shapes["x"] = {{0, 1}, {2, 3}, {9, 8}};
    const auto plan = build_plan(echo_network({-1, -1}), o);
    const Engine engine = Engine::load(plan);
    for (const Dims& dims : {Dims{2, 3}, Dims{9, 8}, Dims{1, 1}}) expect_echo(run_echo(engine, dims), dims);
    if (bounded) expect_echo(run_echo(engine, {0, 2}), {0, 2});
    EXPECT_EQ(build_plan(echo_network({-1, -1}), o), plan);
  }
}

TEST_P(PluginOnBackend, PlansRefuseToLoadWithoutIt) {
  std::vector<std::byte> plan;
  {
    const Registered echo(std::make_shared<Echo>());
    plan = build_plan(echo_network({2, 3}), on(GetParam()));
  }
  const auto refused = [&](const std::string& what) {
    try {
      Engine::load(plan);
      FAIL() << "the plan was loaded";
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::kIncompatiblePlan) << e.what();
      for (const auto& part : {what, std::string("test::Echo"), std::string("version 3")})
        EXPECT_NE(std::string(e.what()).find(part), std::string::npos) << e.what();
      EXPECT_FALSE(e.remedy().empty());
    }
  };
  refused("--plugin LIB.so");
  struct Newer : Echo {
    PluginInfo info() const override {
      PluginInfo i = Echo::info();
      i.version = 4;
      return i;
    }
  };
  const Registered newer(std::make_shared<Newer>());
  refused("registered is version 4");
}

struct Thrower : Echo {
  static inline std::atomic<int> where{0};  // 1 infer, 2 workspace, 3 run, 4 run, with what is no exception
  void infer(PluginInference& c) const override {
    if (where == 1) throw std::runtime_error("no such shape\nat all");
    Echo::infer(c);
  }
  int64_t workspace(const PluginRun& c) const override {
    if (where == 2) throw std::bad_alloc();
    return Echo::workspace(c);
  }
  void run(const PluginRun& c) const override {
    if (where == 3) throw std::runtime_error("the moon is full");
    if (where == 4) throw 42;
    Echo::run(c);
  }
};

TEST_P(PluginOnBackend, ExceptionsBecomeErrors) {
  Thrower::where = 0;
  const Registered thrower(std::make_shared<Thrower>());
  const Network n = echo_network({-1, -1});
  const Engine engine = Engine::load(build_plan(n, on(GetParam())));
  for (const auto& [where, text] : {std::pair{2, "bad_alloc"}, {3, "the moon is full"}, {4, "no std::exception"}}) {
    Thrower::where = where;
    try {
      run_echo(engine, {2, 3});
      ADD_FAILURE() << "it ran";
    } catch (const Error& e) {
      EXPECT_NE(std::string(e.what()).find(text), std::string::npos) << e.what();
      EXPECT_NE(std::string(e.what()).find("test::Echo"), std::string::npos) << e.what();
    }
    Thrower::where = 0;
    expect_echo(run_echo(engine, {2, 3}), {2, 3});  // and the engine goes on
  }
  Thrower::where = 1;
  try {
    echo_network({2, 3});
    ADD_FAILURE() << "it was inferred";
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("no such shape"), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("echo1"), std::string::npos) << e.what();
  }
  Thrower::where = 0;
}

INSTANTIATE_TEST_SUITE_P(Plugins, PluginOnBackend, testing::Values("reference", "cpu", "fake"));

struct Liar : Echo {
  static inline int lie = 0;
  void infer(PluginInference& c) const override {
    Echo::infer(c);
    switch (lie) {
      case 1: c.outputs.clear(); break;
      case 2: c.outputs[0].dtype = DataType::kInvalid; break;
      case 3: c.outputs[0].dtype = DataType(99); break;
      case 4: c.outputs[0].dims = {-3}; break;
      case 5: c.outputs[0].dims = {PluginDim::from_text("Q+1")}; break;
      case 6: c.outputs[0].dims = {PluginDim::from_text("1+*2")}; break;
      case 7: c.outputs[0].dims.assign(65, 1); break;
      case 8: c.outputs.resize(2); break;
      case 9: c.outputs[0].dims = {PluginDim::from_text(std::string(1 << 20, '('))}; break;
      case 10: c.require_equal(2, 3, "two and three"); break;
      case 11: (void)c.attributes.number("pad"); break;
      default: break;
    }
  }
  int64_t workspace(const PluginRun& c) const override {
    return lie == 12 ? -5 : lie == 13 ? INT64_MAX : Echo::workspace(c);
  }
};

TEST(Plugins, LiesAreCaught) {
  const Registered liar(std::make_shared<Liar>());
  for (Liar::lie = 1; Liar::lie <= 11; ++Liar::lie) EXPECT_THROW(echo_network({2, 3}), Error) << Liar::lie;
  for (Liar::lie = 12; Liar::lie <= 13; ++Liar::lie)
    EXPECT_THROW(run_echo(Engine::load(build_plan(echo_network({2, 3}), on("cpu"))), {2, 3}), Error) << Liar::lie;
  Liar::lie = 0;
  expect_echo(run_echo(Engine::load(build_plan(echo_network({2, 3}), on("cpu"))), {2, 3}), {2, 3});
}

TEST(Plugins, AttributesAreChecked) {
  const Registered echo(std::make_shared<Echo>());
  const auto message = [](std::vector<Attribute> attributes) -> std::string {
    try {
      echo_network({2, 3}, std::move(attributes));
    } catch (const Error& e) {
      return e.what();
    }
    return "";
  };
  const std::string misspelled = message({{"factr", Attribute::Value(1.0)}});
  EXPECT_NE(misspelled.find("Did you mean"), std::string::npos) << misspelled;
  EXPECT_NE(message({{"pad", "x"}}).find("takes an integer"), std::string::npos) << message({{"pad", "x"}});
  EXPECT_EQ(message({{"factor", 3}}), "");  // an integer is a number
  struct Strict : Echo {
    PluginInfo info() const override {
      PluginInfo i = Echo::info();
      i.name = "Strict";
      i.attributes[1] = PluginAttribute::integer("pad", 0).needed();
      return i;
    }
  };
  const Registered strict(std::make_shared<Strict>());
  Network n("strict");
  const Tensor in[] = {n.add_input("x", DataType::kFloat32, {2, 3})};
  EXPECT_THROW(n.add_plugin("test", "Strict", in), Error);
  EXPECT_THROW(n.add_plugin("test", "Missing", in), Error);
}

TEST(Plugins, RegistrationIsChecked) {
  EXPECT_THROW(register_plugin(nullptr), Error);
  const Registered echo(std::make_shared<Echo>());
  EXPECT_THROW(register_plugin(std::make_shared<Echo>()), Error);
  struct Bad : Echo {
    explicit Bad(PluginInfo i) : info_(std::move(i)) {}
    PluginInfo info() const override { return info_; }
    PluginInfo info_;
  };
  const auto add = [](PluginInfo i) { register_plugin(std::make_shared<Bad>(std::move(i))); };
  EXPECT_THROW(add({.domain = "test", .name = ""}), Error);
  EXPECT_THROW(add({.domain = "test", .name = "A", .min_inputs = 3, .max_inputs = 2}), Error);
  EXPECT_THROW(add({.domain = "test", .name = "A", .num_outputs = 0}), Error);
  EXPECT_THROW(add({.domain = "test",
                    .name = "A",
                    .attributes = {PluginAttribute::integer("a", 0), PluginAttribute::number("a", 0)}}),
               Error);
  const auto all = registered_plugins();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].domain + "::" + all[0].name, "test::Echo");
  EXPECT_THROW(load_plugins("/nowhere/lib.so"), Error);
  EXPECT_THROW(load_plugins("README.md"), Error);
  EXPECT_FALSE(unregister_plugin("test", "Missing"));
}

TEST(Plugins, AttributeTextsSurvive) {
  const Registered echo(std::make_shared<Echo>());
  const PluginPtr def = find_plugin("test", "Echo");
  const Plugin op = make_plugin_op(*def, {{"factor", 0.1}, {"tags", std::vector<std::string>{"", "1:,", "\n"}}});
  EXPECT_EQ(op.values, (std::vector<std::string>{"f0.1", "i0", "S0:3:1:,1:\n"}));
  EXPECT_NO_THROW(PluginCall{op});
  for (const char* bad : {"", "x", "i", "f", "S", "fnot", "F1,", "S9:a", "S-1:a", "i7", "S1:"}) {
    Plugin broken = op;
    broken.values[0] = bad;
    EXPECT_THROW(PluginCall{broken}, Error) << bad;
  }
}

// The widest way through: N threads, a context each.
TEST(Plugins, ServeThreadsAtOnce) {
  const Registered echo(std::make_shared<Echo>());
  const Engine engine = Engine::load(build_plan(echo_network({-1, -1}), on("cpu")));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) expect_echo(run_echo(engine, {1 + t, 3 + i % 4}), {1 + t, 3 + i % 4});
    });
  for (auto& t : threads) t.join();
}

}  // namespace
}  // namespace sinter::test
