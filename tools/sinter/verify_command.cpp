// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <stdlib.h>

#include <chrono>
#include <cstdio>
#include <filesystem>

#include "build_flags.h"
#include "cancel.h"
#include "commands.h"
#include "session.h"
#include "sinter/error.h"
#include "verify_cases.h"
#include "verify_compare.h"
#include "words.h"

namespace sinter::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kVerifyHelp = R"(
A case is a folder with a model (.onnx) and test_data_set_*/ with input_N and output_N (.pb or .npy), N as the model
lists them. Each is built, written, read again, run and compared. Floats: |got - want| <= atol + rtol * |want|, by
default rtol 1e-3 and atol 1e-7 plus what rounding of the largest value allows; everything else must be equal. Ends
with "N passed, N failed"; exit status 1 if any failed.

Example:
  sinter verify cases/ --backend reference
)";

// The written plan, gone at the end.
class PlanFolder {
 public:
  PlanFolder() : path_((fs::temp_directory_path() / "sinter-verify-XXXXXX").string()) {
    if (!::mkdtemp(path_.data()))
      fail(ErrorCode::kIo, "no temporary folder can be made", "set TMPDIR to a folder that can be written");
  }
  ~PlanFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  PlanFolder(const PlanFolder&) = delete;
  PlanFolder& operator=(const PlanFolder&) = delete;
  std::string plan() const { return path_ + "/model.plan"; }

 private:
  std::string path_;
};

struct DataSet {
  Arrays inputs;
  std::vector<HostArray> outputs;
};

std::string set_name(const std::string& folder) {
  return "data set " + in_quotes(fs::path(folder).filename().string());
}

DataSet load_set(const std::string& folder, const Network& network) {
  DataSet out;
  try {
    const auto inputs = network.inputs(), outputs = network.outputs();
    for (size_t i = 0; i < inputs.size(); ++i) {
      const std::string file = data_file(folder, "input", i);
      if (file.empty())
        fail(ErrorCode::kIo,
             fmt::format("there is no input_{}.pb or .npy for input {}", i, in_quotes(inputs[i].name())), "add it");
      out.inputs.emplace(inputs[i].name(), load_value(file, inputs[i].type_text(), inputs[i].dtype()));
    }
    for (size_t i = 0; i < outputs.size(); ++i) {
      const std::string file = data_file(folder, "output", i);
      if (file.empty())
        fail(ErrorCode::kIo,
             fmt::format("there is no output_{}.pb or .npy for output {}", i, in_quotes(outputs[i].name())), "add it");
      out.outputs.push_back(load_value(file, outputs[i].type_text(), outputs[i].dtype()));
    }
  } catch (Error& e) {
    e.in(set_name(folder));
    throw;
  }
  return out;
}

// Bounds over all data sets, the first one's shapes the optimum.
std::map<std::string, ShapeRange> bounds(const Network& network, const std::vector<DataSet>& sets) {
  std::map<std::string, ShapeRange> out;
  for (const Tensor& t : network.inputs()) {
    const Dims dims = t.dims();
    if (std::find(dims.begin(), dims.end(), -1) == dims.end()) continue;
    ShapeRange r;
    for (const auto& s : sets) {
      const Dims& d = s.inputs.at(t.name()).dims();
      if (r.opt.empty()) r = {d, d, d};
      for (size_t i = 0; i < d.size() && i < r.min.size(); ++i) {
        r.min[i] = std::min(r.min[i], d[i]);
        r.max[i] = std::max(r.max[i], d[i]);
      }
    }
    out[t.name()] = r;
  }
  return out;
}

struct VerifyCall {
  BuildFlags flags;
  Words folders;
  Tolerance tolerance;
  bool quiet = false, verbose = false;
};

// Runs one data set; the largest relative difference. Throws Error if an output is not what it must be.
double check_set(const Engine& engine, const DataSet& set, const Tolerance& tolerance) {
  Session session(engine, set.inputs, {}, 0);
  session.run();
  const auto got = session.outputs();
  double worst = 0;
  for (size_t i = 0; i < got.size(); ++i) {
    const Verdict v = judge(got[i].array, set.outputs.at(i), tolerance);
    if (!v.problem.empty()) {
      Error e(ErrorCode::kShapeMismatch, v.problem);
      e.in("output " + in_quotes(got[i].name));
      throw e;
    }
    worst = std::max(worst, v.worst);
  }
  return worst;
}

// What a passing case is reported with.
std::string check_case(const VerifyCase& c, const VerifyCall& call) {
  const Network network = parse_model(c.model, call.flags.parse_options());
  std::vector<DataSet> sets;
  for (const auto& s : c.sets) sets.push_back(load_set(s, network));
  BuildOptions options = call.flags.options();
  options.shapes = bounds(network, sets);
  options.cancelled = cancel_requested;
  const PlanFolder folder;
  build_plan_file(network, folder.plan(), options);
  const Engine engine = Engine::load(folder.plan(), {.threads = call.flags.threads()});
  double worst = 0;
  for (size_t i = 0; i < sets.size(); ++i) {
    if (cancel_requested()) fail(ErrorCode::kCancelled, "cancelled");
    try {
      worst = std::max(worst, check_set(engine, sets[i], call.tolerance));
    } catch (Error& e) {
      e.in(set_name(c.sets[i]));
      throw;
    }
  }
  return fmt::format("{} data {}, largest difference {:.1e}", sets.size(), sets.size() == 1 ? "set" : "sets", worst);
}

bool report_case(const VerifyCase& c, const VerifyCall& call) {
  const auto start = std::chrono::steady_clock::now();
  std::string result;
  bool good = true;
  try {
    result = check_case(c, call);
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kCancelled) throw;
    good = false;
    result = e.what();
  }
  const double s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (!good || !call.quiet)
    say(fmt::format("{} {}: {} ({:.2f} s)\n", good ? "pass" : "FAIL", printable(c.folder), printable(result), s));
  std::fflush(stdout);  // a crash in the next case must not take this result with it
  return good;
}

}  // namespace

int verify_command(const Words& words) {
  VerifyCall call;
  CLI::App app("Run test folders in the layout of ONNX's test data and compare", "sinter verify");
  app.add_option("DIR", call.folders, "Folders with cases, at any depth");
  app.add_option("--rtol", call.tolerance.rtol, "Relative tolerance of floats")->check(CLI::Range(0.0, 1e30));
  app.add_option("--atol", call.tolerance.atol, "Absolute tolerance of floats")->check(CLI::Range(0.0, 1e30));
  call.flags.add_for_run(app, nullptr);
  call.flags.set_default_tactics(TacticSelection::kHeuristic);
  app.add_flag("-q,--quiet", call.quiet, "Only failures and the last line");
  app.footer(kVerifyHelp);
  if (!parse_words(app, words)) return 0;
  need(call.folders.empty() ? "" : call.folders[0], "DIR", "sinter verify DIR...");
  if (!call.flags.exact_shapes().empty())
    throw UsageError("--shapes is not for verify: shapes come from the data sets");
  call.flags.options();  // wrong flags are wrong usage, not failed cases
  const CancelScope scope;
  int passed = 0, failed = 0;
  for (const auto& folder : call.folders)
    for (const auto& c : find_cases(folder)) ++(report_case(c, call) ? passed : failed);
  say(fmt::format("{} passed, {} failed\n", passed, failed));
  return failed ? 1 : 0;
}

}  // namespace sinter::cli
