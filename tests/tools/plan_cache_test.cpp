// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The engine cache, configuration files, cancellation of builds, and completion scripts.
#include "sinter/plan_cache.h"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>

#include "sinter/config.h"
#include "sinter/error.h"
#include "sinter/runtime.h"
#include "tests/tools/command_fixture.h"
#include "tools/sinter/completion.h"

namespace sinter::test {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(const std::string& folder) {
  std::vector<fs::path> out;
  for (const auto& e : fs::directory_iterator(folder)) out.push_back(e.path());
  return out;
}

BuildOptions quick() {
  BuildOptions o;
  o.tactics = TacticSelection::kHeuristic;
  o.threads = 1;
  return o;
}

using PlanCache = CommandTest;

TEST_F(PlanCache, ReusesAndRebuilds) {
  fs::copy_file(model(), path("m.onnx"));
  const auto get = [&](const BuildOptions& o) { return cached_plan(path("m.onnx"), path("plans"), o); };
  const CachedPlan first = get(quick());
  EXPECT_FALSE(first.reused);
  EXPECT_EQ(first.why_built, "it was not there");
  EXPECT_EQ(Engine::load(first.path).num_inputs(), 1u);
  const std::string bytes = contents(first.path);
  const CachedPlan again = get(quick());
  EXPECT_TRUE(again.reused);
  EXPECT_EQ(again.path, first.path);

  BuildOptions other = quick();  // other options: an entry of its own
  other.disabled_passes = {"fuse_conv"};
  EXPECT_FALSE(get(other).reused);
  EXPECT_EQ(files_of(path("plans")).size(), 2u);
  other = quick();
  other.timing_cache = "none";  // shapes no plan
  EXPECT_TRUE(get(other).reused);

  // Damage of any kind: built again, to the same bytes.
  for (const std::string& bad : {std::string(), bytes.substr(0, bytes.size() / 2), std::string("nonsense"), [&] {
                                   std::string s = bytes;
                                   s[s.size() - 5] = char(s[s.size() - 5] ^ 1);
                                   return s;
                                 }()}) {
    std::ofstream(first.path, std::ios::binary) << bad;
    const CachedPlan fixed = get(quick());
    EXPECT_FALSE(fixed.reused);
    EXPECT_TRUE(holds(fixed.why_built, "it was damaged")) << fixed.why_built;
    EXPECT_EQ(contents(fixed.path), bytes);
  }

  write_spoiled_model("m.onnx");  // another model under the same name takes the old entry's place
  const CachedPlan changed = get(quick());
  EXPECT_FALSE(changed.reused);
  EXPECT_EQ(changed.why_built, "the model or the version changed");
  EXPECT_NE(changed.path, first.path);
  EXPECT_FALSE(fs::exists(first.path));
  EXPECT_EQ(files_of(path("plans")).size(), 2u);
}

TEST_F(PlanCache, ManyProcessesAtOnce) {
  std::vector<pid_t> children;
  for (int i = 0; i < 8; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      const std::string program = sinter_program(), folder = path("plans"), input = model();
      (void)!::freopen("/dev/null", "w", stderr);
      ::execl(program.c_str(), "sinter", "run", input.c_str(), "--cache", folder.c_str(), "-q", nullptr);
      ::_exit(127);
    }
    children.push_back(pid);
  }
  for (const pid_t pid : children) {
    int status = -1;
    ::waitpid(pid, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  }
  const auto left = files_of(path("plans"));
  ASSERT_EQ(left.size(), 1u);  // one plan, no lock, no temporary file
  EXPECT_TRUE(left[0].string().ends_with(".plan"));
}

TEST_F(PlanCache, CommandUsesIt) {
  const std::vector<std::string> words = {"build",     model(),   "-o",    "d.plan", "--tactics",
                                          "heuristic", "--cache", "plans", "--json"};
  EXPECT_EQ(CommandJson::parse(sinter(words).out)["from_cache"], false);
  const std::string bytes = contents(path("d.plan"));
  fs::remove(path("d.plan"));
  EXPECT_EQ(CommandJson::parse(sinter(words).out)["from_cache"], true);
  EXPECT_EQ(contents(path("d.plan")), bytes);
  EXPECT_EQ(sinter({"run", "d.plan", "--cache", "plans"}).status, 2);
  std::ofstream(path("file")) << "no folder";
  const Finished f = sinter({"run", model(), "--cache", "file/plans"});
  EXPECT_EQ(f.status, 1);
  EXPECT_TRUE(holds(f.err, "[io]")) << f.err;
}

using Config = CommandTest;

TEST_F(Config, RoundTrip) {
  BuildOptions o;
  o.backends = {"cpu", "reference"};
  o.shapes["x"] = {{1, 3}, {4, 3}, {8, 3}};
  o.shapes["y"] = {{2}, {2}, {2}};
  o.shapes["z"] = {{}, {}, {9}};
  o.values["t"] = {{-1, 1}, {}, {5, 6}};
  o.tactics = TacticSelection::kHeuristic;
  o.threads = 3;
  o.timing_cache = "none";
  o.disabled_passes = {"fuse_conv"};
  o.disabled_tactics = {"gemm"};
  o.portable = true;
  o.workspace_limit = 123456789;
  const std::string text = options_to_json(o);
  EXPECT_EQ(options_to_json(options_from_json(text)), text);
  const CommandJson j = CommandJson::parse(text);
  for (const auto& name : option_names()) EXPECT_TRUE(j.contains(name)) << name;
  EXPECT_EQ(options_from_json("{\"workspace_limit\": \"512MiB\"} // said so").workspace_limit, int64_t{512} << 20);
}

TEST_F(Config, MistakesAreNamed) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"{\"thread\": 1}", "Did you mean \"threads\"?"},
      {"{\"threads\": \"many\"}", "integer from 0 to 4096"},
      {"{\"threads\": -1}", "integer from 0 to 4096"},
      {"{\"tactics\": \"guess\"}", "heuristic"},
      {"{\"backends\": \"cpu\"}", "list"},
      {"{\"shapes\": {\"x\": {\"mni\": [1]}}}", "min, opt and max"},
      {"{\"shapes\": {\"x\": [-1]}}", "from 0"},
      {"{\"portable\": 1}", "true or false"},
      {"{\"workspace_limit\": \"lots\"}", "512MiB"},
      {"{\"workspace_limit\": \"99999999999TiB\"}", "512MiB"},
      {"{\"threads\": 99999999999999999999}", "integer from"},
      {"[1]", "no JSON object"},
      {"{\"threads\": }", "line 1"},
      {"", "no JSON"}};
  for (const auto& [text, part] : cases) {
    try {
      options_from_json(text);
      ADD_FAILURE() << text;
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::kInvalidArgument);
      EXPECT_TRUE(holds(e.what(), part)) << text << ": " << e.what();
    }
  }
}

TEST_F(Config, FilesAndFlags) {
  const Finished dump =
      sinter({"build", "--threads", "2", "--tactics", "heuristic", "--max-shapes", "image:4x1x8x8", "--dump-config"});
  ASSERT_EQ(dump.status, 0) << dump.err;
  std::ofstream(path("c.json")) << dump.out;
  ASSERT_EQ(sinter({"build", model(), "--config", "c.json", "-o", "a.plan", "-q"}).status, 0);
  EXPECT_TRUE(holds(sinter({"inspect", "a.plan"}).out, "tactics=heuristic"));
  EXPECT_TRUE(holds(sinter({"inspect", "a.plan"}).out, "dim 0: 1.."));
  // A flag goes before the file.
  EXPECT_EQ(
      CommandJson::parse(sinter({"build", "--config", "c.json", "--threads", "1", "--dump-config"}).out)["threads"], 1);
  std::ofstream(path("bad.json")) << "{\"backend\": [\"cpu\"]}";
  const Finished f = sinter({"build", model(), "--config", "bad.json"});
  EXPECT_EQ(f.status, 1);
  EXPECT_TRUE(holds(f.err, "bad.json") && holds(f.err, "Did you mean \"backends\"?")) << f.err;
  EXPECT_EQ(sinter({"build", model(), "--config", "nowhere.json"}).status, 1);
}

// Folding one product of large constants takes seconds, and a pass is not asked to stop in its middle.
TEST(CancelBuild, ReturnsWithinASecond) {
  constexpr int64_t kSize = 3000;
  Network n;
  const Tensor x = n.add_input("x", DataType::kFloat32, {kSize, kSize});
  const std::vector<float> ones(size_t(kSize * kSize), 1.0f);
  const auto bytes = std::as_bytes(std::span(ones));
  const Tensor a = n.add_constant(DataType::kFloat32, {kSize, kSize}, bytes, "a");
  n.mark_output(n.add1("Add", {x, n.add1("MatMul", {a, a})}), "y");
  BuildOptions o = quick();
  std::vector<std::string> stages;
  o.progress = [&](const BuildProgress& p) { stages.push_back(p.stage); };
  const auto start = std::chrono::steady_clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  o.cancelled = [&] { return elapsed() > 0.1; };
  try {
    build_plan(n, o);
    GTEST_SKIP() << "the build was done before it could be cancelled";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kCancelled);
  }
  EXPECT_LT(elapsed(), 1.1);
  ASSERT_FALSE(stages.empty());
  EXPECT_EQ(stages[0], "optimising");
}

TEST(CancelBuild, CallbacksRunOnTheCallingThread) {
  Network n;
  n.mark_output(n.add1("Relu", {n.add_input("x", DataType::kFloat32, {4})}), "y");
  BuildOptions o = quick();
  const auto me = std::this_thread::get_id();
  int calls = 0;
  o.progress = [&](const BuildProgress&) { calls += std::this_thread::get_id() == me; };
  o.cancelled = [] { return false; };
  const auto cancellable = build_plan(n, o);
  EXPECT_GE(calls, 3);
  o.progress = [](const BuildProgress&) { throw std::runtime_error("of the caller"); };
  EXPECT_THROW(build_plan(n, o), std::runtime_error);
  EXPECT_EQ(build_plan(n, quick()), cancellable);
}

using Completion = CommandTest;

// The words bash would offer.
std::string offered(const std::string& script, const std::string& line, const std::string& folder) {
  const std::string file = folder + "/out.txt";
  const std::string command = "bash -c 'source " + script + "; COMP_WORDS=(" + line +
                              "); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _sinter; echo \"${COMPREPLY[@]}\"' > " + file;
  return std::system(command.c_str()) == 0 ? contents(file) : "bash failed";
}

TEST_F(Completion, BashSourcesAndCompletes) {
  std::ofstream(path("c.sh")) << sinter({"completion", "bash"}).out;
  const auto words = [&](const std::string& line) { return offered(path("c.sh"), line, folder_.path()); };
  EXPECT_EQ(words("sinter bu"), "build\n");
  EXPECT_EQ(words("sinter build --dump"), "--dump-config\n");
  EXPECT_EQ(words("sinter build --tactics heu"), "heuristic\n");
  EXPECT_TRUE(holds(words("sinter run --backend \"\""), "reference"));
  EXPECT_TRUE(holds(words("sinter build --disable fuse_c"), "fuse_conv"));
  EXPECT_EQ(words("sinter completion z"), "zsh\n");
  EXPECT_TRUE(holds(words("sinter help \"\""), "diagnose"));
}

TEST_F(Completion, AllShellsKnowAllCommands) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Finished f = sinter({"completion", shell});
    ASSERT_EQ(f.status, 0) << f.err;
    for (const auto& c : cli::command_helps()) EXPECT_TRUE(holds(f.out, c.name)) << shell << " " << c.name;
    EXPECT_TRUE(holds(f.out, "fail-above")) << shell;
    const std::string check =
        std::string("command -v ") + shell + " >/dev/null || exit 0; " + shell + " -n " + path("s");
    std::ofstream(path("s")) << f.out;
    EXPECT_EQ(std::system(check.c_str()), 0) << shell;
  }
  EXPECT_EQ(sinter({"completion", "csh"}).status, 2);
}

}  // namespace
}  // namespace sinter::test
