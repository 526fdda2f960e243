// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The whole way for tests: graph -> build -> plan bytes -> read back -> engine -> context -> outputs.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "ir/graph.h"
#include "ir/host_tensor.h"
#include "plan/plan.h"
#include "sinter/builder.h"

namespace sinter::test {

struct PlanRun {
  std::vector<std::byte> bytes;
  plan::Plan plan;  // as read back
  BuildReport report;
};

/// Builds a clone of the graph and reads the written plan back.
PlanRun build_graph(const Graph& graph, const BuildOptions& options);

/// Runs a plan once on the given inputs (network order). `repeat` > 1 runs again and checks that results stay
/// bit-equal.
std::vector<HostTensor> run_plan(const PlanRun& plan, const std::vector<HostTensor>& inputs, int repeat = 1);

/// Options for one backend without measuring (quick and reproducible).
BuildOptions quick_options(std::vector<std::string> backends);

/// Seeded values: floats in [-2, 2) with, if `special`, some NaN, infinities, zeros; integers small and non-negative.
HostTensor random_tensor(DataType dtype, const Dims& dims, uint32_t seed, bool special = false);

}  // namespace sinter::test
