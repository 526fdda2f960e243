// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>

#include "cancel.h"
#include "commands.h"
#include "latency.h"
#include "layer_times.h"
#include "output_files.h"
#include "run_source.h"
#include "sinter/error.h"
#include "trace_file.h"
#include "words.h"

namespace sinter::cli {
namespace {

constexpr size_t kFewestRuns = 3;  // however long one takes
constexpr double kDefaultSeconds = 3;
constexpr int kProfiledRuns = 10;
constexpr int kTracedRuns = 3;

constexpr const char* kBenchHelp = R"(
Inputs that are not given are made up. Without --iterations it runs for --duration seconds (3), with both until both are
reached.

Example:
  sinter bench model.plan --shapes x:8x3x224x224 --threads 4 --json
)";

struct BenchCall {
  RunFlags flags;
  std::string trace;
  int64_t iterations = 0;
  double duration = 0, warmup_ms = 200;
  bool json = false, profile = false, quiet = false;
};

struct Measured {
  Latency latency;
  size_t runs = 0;
  double seconds = 0;
};

using Clock = std::chrono::steady_clock;

void check_cancelled() {
  if (cancel_requested()) fail(ErrorCode::kCancelled, "cancelled");
}

Measured measure(Session& session, const BenchCall& call) {
  const auto warm = Clock::now();
  do {
    session.run();
    check_cancelled();
  } while (1e3 * seconds_since(warm) < call.warmup_ms);
  const double duration = call.duration > 0 ? call.duration : call.iterations > 0 ? 0 : kDefaultSeconds;
  const size_t fewest = call.iterations > 0 ? size_t(call.iterations) : kFewestRuns;
  std::vector<double> ms;
  const auto start = Clock::now();
  do {
    const auto begin = Clock::now();
    session.run();
    ms.push_back(1e3 * seconds_since(begin));
    check_cancelled();
  } while (ms.size() < fewest || seconds_since(start) < duration);
  const double seconds = seconds_since(start);
  const size_t runs = ms.size();
  return {summarize(std::move(ms)), runs, seconds};
}

// The peak of this program alone: getrusage's ru_maxrss would count what the parent held before it became us.
int64_t peak_rss() {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("VmHWM:")) return std::strtoll(line.c_str() + 6, nullptr, 10) * 1024;
  return 0;
}

Json bench_json(const BenchCall& call, const Source& source, Session& session, const Measured& m) {
  const Latency& l = m.latency;
  Json j;
  j["name"] = call.flags.path;
  j["latency_ms"] = Json{{"min", l.min}, {"mean", l.mean}, {"median", l.median}, {"p90", l.p90},
                         {"p95", l.p95}, {"p99", l.p99},   {"max", l.max}};
  j["throughput_qps"] = m.seconds > 0 ? double(m.runs) / m.seconds : 0.0;
  j["memory_bytes"] = Json{{"weights", source.engine.weight_bytes()},
                           {"arena_predicted", session.context().arena_bytes()},
                           {"high_water", session.context().high_water()},
                           {"peak_rss", peak_rss()}};
  j["build_s"] = source.build_s;
  j["load_ms"] = source.load_ms;
  j["backend"] = backends_of(source.engine);
  j["threads"] = source.engine.threads();
  j["iterations"] = m.runs;
  j["shapes"] = Json::object();
  for (const auto& i : session.inputs()) j["shapes"][i.name] = i.array.dims();
  return j;
}

std::string bench_text(const Json& j) {
  const Json &l = j["latency_ms"], &m = j["memory_bytes"];
  std::string shapes;
  for (const auto& [name, dims] : j["shapes"].items()) shapes += " " + printable(name) + to_string(dims.get<Dims>());
  std::string out = fmt::format("{} on {}, {} threads:{}\n", printable(j["name"].get<std::string>()),
                                j["backend"].get<std::string>(), j["threads"].get<int>(), shapes);
  Table times({"latency ms", "min", "mean", "median", "p90", "p95", "p99", "max"});
  std::vector<std::string> row{fmt::format("{} runs", j["iterations"].get<int64_t>())};
  for (const auto& [name, value] : l.items()) row.push_back(fmt::format("{:.4f}", value.get<double>()));
  times.add(row);
  out += times.text({1, 2, 3, 4, 5, 6, 7});
  out += fmt::format("throughput {:.1f} runs/s\n", j["throughput_qps"].get<double>());
  out += fmt::format("memory     weights {}, arena {} (used {}), peak RSS {}\n",
                     bytes_text(m["weights"].get<int64_t>()), bytes_text(m["arena_predicted"].get<int64_t>()),
                     bytes_text(m["high_water"].get<int64_t>()), bytes_text(m["peak_rss"].get<int64_t>()));
  out += fmt::format("load       {:.2f} ms", j["load_ms"].get<double>());
  const double build_s = j["build_s"].get<double>();
  return out + (build_s > 0 ? fmt::format(", after {} of building\n", seconds_text(build_s)) : "\n");
}

void execute_bench(const BenchCall& call) {
  const CancelScope scope;
  RunSource opened(call.flags, {!call.quiet && !call.json, !call.quiet});
  const Source& source = opened.source();
  Session& session = opened.session();
  const Measured measured = measure(session, call);
  Json j = bench_json(call, source, session, measured);
  std::vector<LayerTime> layers;
  if (call.profile) layers = profile_layers(session.context(), kProfiledRuns);
  if (!call.trace.empty()) write_trace(call.trace, call.flags.path, session.context(), kTracedRuns);
  if (call.json) {
    if (call.profile) j["layers"] = layers_json(layers);
    say(dump(j) + "\n");
  } else if (!call.quiet) {
    say(bench_text(j));
    if (call.profile) say("\n" + layer_table(layers));
  }
}

}  // namespace

int bench_command(const Words& words) {
  BenchCall call;
  CLI::App app("Measure latency, throughput and memory of a plan or a model", "sinter bench");
  call.flags.add(app);
  app.add_option("--iterations", call.iterations, "Timed runs, at least")
      ->check(CLI::Range(int64_t{1}, int64_t{1000000000}));
  app.add_option("--duration", call.duration, "Seconds of timed runs, at least")->check(CLI::Range(0.0, 1e6));
  app.add_option("--warmup", call.warmup_ms, "Milliseconds of untimed runs before (at least one run; 200)")
      ->check(CLI::Range(0.0, 1e9));
  app.add_flag("--profile", call.profile, "Time per layer, with the model's node names");
  app.add_option("--trace", call.trace, "Also write a trace of three more runs (sinter trace)");
  app.add_flag("-q,--quiet", call.quiet, "Nothing but errors");
  app.add_flag("--json", call.json, "One JSON object");
  app.footer(kBenchHelp);
  if (!parse_words(app, words) || call.flags.build.dump_config()) return 0;
  need(call.flags.path, "PLAN_OR_MODEL", "sinter bench PLAN_OR_MODEL [--shapes NAME:1x3x224x224]");
  refuse_to_replace("--trace", call.trace, call.flags.files());
  execute_bench(call);
  return 0;
}

}  // namespace sinter::cli
