// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "support/plan_runner.h"

#include <cmath>
#include <cstring>
#include <deque>
#include <limits>

#include "backends/compilers.h"
#include "backends/registry.h"
#include "compile/builder.h"
#include "plan/plan_file.h"
#include "runtime/context.h"
#include "sinter/error.h"

namespace sinter::test {
namespace {

BackendRegistry& registry() {
  static BackendRegistry r(2);
  return r;
}

}  // namespace

BuildOptions quick_options(std::vector<std::string> backends) {
  BuildOptions o;
  o.backends = std::move(backends);
  o.tactics = TacticSelection::kHeuristic;
  o.timing_cache = "none";
  return o;
}

PlanRun build_graph(const Graph& graph, const BuildOptions& options) {
  const auto compilers = make_compilers();
  compile::Targets targets;
  for (const auto& name : options.backends)
    targets.push_back({&find_compiler(compilers, name), registry().runtimes().find(name)});
  compile::add_host_for_objects(targets, find_compiler(compilers, "cpu"), registry().runtimes().find("cpu"));
  PlanRun out;
  const auto clone = graph.clone();
  const plan::Plan p = compile::build(*clone, "test", targets, options, out.report);
  out.bytes = plan::write_plan(p);
  auto copy = std::make_shared<std::vector<std::byte>>(out.bytes);
  out.plan = plan::read_plan(*copy, copy);
  return out;
}

std::vector<HostTensor> run_plan(const PlanRun& run, const std::vector<HostTensor>& inputs, int repeat) {
  const auto engine = std::make_shared<rt::Engine>(run.plan, registry().runtimes());
  rt::Context ctx(engine);
  for (size_t i = 0; i < inputs.size(); ++i)
    ctx.is_object(i) ? ctx.set_input_object(i, inputs[i]) : ctx.set_input_shape(i, inputs[i].dims);
  std::deque<Buffer> buffers;  // which stay where they are
  for (size_t i = 0; i < run.plan.bindings.size(); ++i) {
    if (ctx.is_object(i)) {
      buffers.emplace_back();
      continue;
    }
    const int64_t bytes = ctx.binding_bytes(i);
    if (bytes < 0) {  // an output without a bound
      Buffer& memory = buffers.emplace_back();
      ctx.set_output_allocator(i, [&memory](const Dims&, int64_t needed) {
        memory = Buffer(host_allocator(), needed, "an output");
        return memory.data();
      });
      continue;
    }
    buffers.emplace_back(host_allocator(), bytes, "a binding");
    if (i < inputs.size()) {
      if (bytes != int64_t(inputs[i].bytes.size()))
        fail(ErrorCode::kInternal, "input " + std::to_string(i) + " has another size than its binding");
      if (bytes > 0) std::memcpy(buffers[i].data(), inputs[i].bytes.data(), size_t(bytes));
    }
    ctx.set_address(i, buffers[i].data());
  }
  std::vector<HostTensor> first;
  for (int r = 0; r < repeat; ++r) {
    for (size_t i = inputs.size(); i < buffers.size(); ++i)
      if (buffers[i].size() > 0) std::memset(buffers[i].data(), 0xAB, size_t(buffers[i].size()));
    ctx.run();
    std::vector<HostTensor> out;
    for (size_t i = inputs.size(); i < buffers.size(); ++i) {
      const DataType t = run.plan.slots[run.plan.bindings[i].slot].dtype;
      const Dims dims = ctx.binding_shape(i);
      if (ctx.is_object(i)) {
        out.emplace_back(HostObject(ctx.binding_object(i)));
        if (out.back().is_tensor()) out.back().dims = dims;
        continue;
      }
      const size_t bytes = size_t(bytes_of(t, element_count(dims)));
      out.emplace_back(t, dims, std::span(static_cast<const std::byte*>(buffers[i].data()), bytes));
    }
    if (r == 0)
      first = std::move(out);
    else if (!(out == first))
      fail(ErrorCode::kInternal, "run " + std::to_string(r) + " gave other results than the first");
  }
  return first;
}

HostTensor random_tensor(DataType dtype, const Dims& dims, uint32_t seed, bool special) {
  const int64_t n = element_count(dims);
  std::vector<double> v(static_cast<size_t>(n));
  uint32_t s = seed * 2654435761u + 1;
  for (auto& x : v) {
    s = s * 1664525u + 1013904223u;
    const double u = double(s >> 8) / double(1 << 24);
    x = is_float(dtype) ? u * 4 - 2 : dtype == DataType::kBool ? double(u > 0.5) : std::floor(u * 4);
  }
  if (special && is_float(dtype)) {
    const double values[] = {NAN, INFINITY, -INFINITY, 0.0, -0.0};
    for (size_t i = 3; i < v.size(); i += 11) v[i] = values[(i / 11) % 5];
  }
  return HostTensor::of_doubles(dtype, dims, v);
}

}  // namespace sinter::test
