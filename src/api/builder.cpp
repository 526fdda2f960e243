// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sinter/builder.h"

#include "api/build_job.h"
#include "api/network_impl.h"
#include "backends/registry.h"
#include "base/file.h"
#include "compile/timing_cache.h"
#include "passes/pass_manager.h"
#include "sinter/error.h"

namespace sinter {
namespace {

void check_network(const Graph& g) {
  if (g.outputs().empty())
    fail(ErrorCode::kInvalidArgument, "the network has no outputs", "mark at least one tensor as output");
}

}  // namespace

std::vector<std::byte> build_plan(const Network& network, const BuildOptions& options, BuildReport* report) {
  const Graph& original = *network.impl().graph;
  check_network(original);
  auto job = std::make_shared<BuildJob>();
  job->graph = original.clone();
  job->name = network.name();
  job->options = options;
  if (options.cancelled) {
    run_cancellable(job);
  } else {
    job->run();
  }
  if (report) *report = job->report;
  return std::move(job->plan);
}

void build_plan_file(const Network& network, const std::string& path, const BuildOptions& options,
                     BuildReport* report) {
  const auto bytes = build_plan(network, options, report);
  if (options.progress) options.progress({.stage = "writing the plan"});
  write_file_atomic(path, ByteSpan(bytes));
}

std::vector<std::pair<std::string, std::string>> list_passes() {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& p : pass_infos())
    if (p.optional) out.emplace_back(p.name, p.doc);
  return out;
}

std::vector<BackendInfo> list_backends() {
  BackendRegistry registry(0);
  std::vector<BackendInfo> out;
  for (auto* b : registry.runtimes().all()) {
    BackendInfo i;
    i.name = b->name();
    if (const char* why = b->unavailable()) {
      i.unavailable = why;
    } else {
      i.description = b->device().description();
      i.fingerprint = b->device().fingerprint();
    }
    out.push_back(std::move(i));
  }
  return out;
}

std::string version() { return SINTER_VERSION; }
std::string default_timing_cache() { return compile::TimingCache::default_path(); }

}  // namespace sinter
