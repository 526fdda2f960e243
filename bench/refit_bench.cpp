// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// New weights in a plan beside a fresh build with them, in one process, in turns:
//   refit_bench OLD.onnx NEW.onnx INPUT SHAPE [ROUNDS [THREADS]]
// Every time begins with the new network read (parse_onnx: both sides need it) and ends with the plan's bytes in
// memory, or with an engine that runs. Prints one JSON object: per name and round, milliseconds by the clock and of
// processor time. bench/refit.py runs it.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/large_bytes.h"
#include "sinter/builder.h"
#include "sinter/parsers.h"
#include "sinter/refit.h"
#include "sinter/runtime.h"

namespace {

using namespace sinter;
using Bytes = std::vector<std::byte>;

Dims dims_of(const std::string& text) {
  Dims out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('x', at), text.size());
    out.push_back(std::stoll(text.substr(at, end - at)));
    at = end + 1;
  }
  return out;
}

double processor_ms() {
  struct rusage u = {};
  getrusage(RUSAGE_SELF, &u);
  const auto ms = [](const timeval& t) { return double(t.tv_sec) * 1e3 + double(t.tv_usec) * 1e-3; };
  return ms(u.ru_utime) + ms(u.ru_stime);
}

// A virtual machine's host may take milliseconds for a megabyte that the guest never touched or gave back a while ago:
// whoever is measured first, or needs the most, would pay for all. So as much as any of them needs is touched before.
void touch_memory() {
  constexpr size_t kMost = size_t{768} << 20;
  const LargeBytes memory(kMost);
  std::fill_n(memory.data(), kMost, std::byte(1));
}

struct Times {
  std::vector<double> clock, processor;
};

struct Bench {
  Network old_network, new_network;
  BuildOptions options;
  std::string warm_cache;
  std::map<std::string, Times> times;

  template <class F>
  auto timed(const std::string& name, F&& f) {
    touch_memory();
    const double processor = processor_ms();
    const auto start = std::chrono::steady_clock::now();
    auto result = f();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    times[name].clock.push_back(took.count());
    times[name].processor.push_back(processor_ms() - processor);
    return result;
  }
  Bytes build(const Network& network, const std::string& cache) const {
    BuildOptions o = options;
    o.timing_cache = cache;
    return build_plan(network, o);
  }
  bool round();
};

// The old plan and the fresh one share a cache of times, so that they choose the same tactics and must be equal.
bool Bench::round() {
  Engine engine = Engine::load(build(old_network, warm_cache), {.threads = options.threads});
  timed("build_cold", [&] { return build(new_network, "none"); });
  const Bytes fresh = timed("build_warm", [&] { return build(new_network, warm_cache); });
  timed("load", [&] { return Engine::load(fresh, {.threads = options.threads}); });
  const Bytes refitted = timed("refit_plan", [&] {
    Refitter refitter(engine);
    refitter.set_all(new_network);
    return refitter.refit(options.threads);
  });
  std::optional<Refitter> refitter;
  timed("refit_engine", [&] {
    refitter.emplace(engine);
    refitter->set_all(new_network);
    refitter->refit(engine);
    return 0;
  });
  const bool same = refitted == fresh && Refitter(engine).refit(options.threads) == fresh;  // what the engine has now
  refitter->set_all(old_network);
  refitter->refit(engine);
  timed("refit_engine_again", [&] {  // by now it has all the memory that it needs
    refitter->set_all(new_network);
    refitter->refit(engine);
    return 0;
  });
  return same && Refitter(engine).refit(options.threads) == fresh;
}

void print(const char* name, const std::vector<double>& values) {
  std::printf("\"%s\": [", name);
  for (size_t i = 0; i < values.size(); ++i) std::printf("%s%.2f", i ? ", " : "", values[i]);
  std::printf("]");
}

void print(const Bench& bench, bool same) {
  std::printf("{\"equal_bytes\": %s, \"ms\": {", same ? "true" : "false");
  const char* comma = "";
  for (const auto& [name, t] : bench.times) {
    std::printf("%s\n  \"%s\": {", comma, name.c_str());
    print("clock", t.clock);
    std::printf(", ");
    print("processor", t.processor);
    std::printf("}");
    comma = ",";
  }
  std::printf("\n}}\n");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    std::printf("refit_bench OLD.onnx NEW.onnx INPUT SHAPE [ROUNDS [THREADS]]; bench/refit.py runs it\n");
    return 0;  // `make bench` starts every program without arguments
  }
  Bench bench{parse_onnx(argv[1]), parse_onnx(argv[2]), {}, {}, {}};
  const Dims dims = dims_of(argv[4]);
  bench.options.shapes[argv[3]] = {dims, dims, dims};
  bench.options.portable = true;
  bench.options.threads = argc > 6 ? std::atoi(argv[6]) : 0;
  bench.warm_cache =
      (std::filesystem::temp_directory_path() / ("sinter-refit-bench-" + std::to_string(::getpid()))).string();
  bool same = true;
  for (int i = 0; i < (argc > 5 ? std::atoi(argv[5]) : 5); ++i) same = bench.round() && same;
  std::filesystem::remove(bench.warm_cache);
  std::filesystem::remove(bench.warm_cache + ".lock");
  print(bench, same);
  return same ? 0 : 1;
}
