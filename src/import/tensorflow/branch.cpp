// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/tensorflow/graph_importer.h"
#include "import/tensorflow/loop.h"
#include "ops/if.h"

namespace sinter::tensorflow {
namespace {

bool has_failed(const std::vector<Binding>& list) {
  for (const Binding& b : list)
    if (b.kind == Binding::Kind::kFailed) return true;
  return false;
}

/// The values that a branch gives; kNoValue for what it does not (optionals of a gradient that nobody computes).
std::vector<ValueId> branch_values(Region& region, std::vector<Binding>& results) {
  std::vector<ValueId> values;
  for (Binding& b : results) {
    const bool there = b.kind != Binding::Kind::kNothing && b.kind != Binding::Kind::kFailed;
    values.push_back(there ? region.value(b) : kNoValue);
  }
  return values;
}

}  // namespace

std::unique_ptr<Graph> open_region(const Graph& outer, std::string name) {
  auto graph = std::make_unique<Graph>(std::move(name));
  for (const auto& [symbol, outside] : outer.symbols()) {
    Symbol& s = graph->symbols()[symbol];  // with its bounds only: to the region all of them come from outside
    s.min = outside.min;
    s.max = outside.max;
  }
  return graph;
}

std::vector<Binding> build_if(const NodeBuilder& make, Region& outer, ValueId condition,
                              const BranchImport& then_branch, const BranchImport& else_branch) {
  std::vector<std::unique_ptr<Graph>> regions;
  regions.push_back(open_region(outer.graph(), "then"));
  regions.push_back(open_region(outer.graph(), "else"));
  // Both regions take the same inputs, so each gets those of the other.
  Region yes(*regions[0], outer), no(*regions[1], outer);
  std::vector<Binding> yes_results = then_branch(yes);
  std::vector<ValueId> yes_values = branch_values(yes, yes_results);
  no.capture_all(yes.captured());
  std::vector<Binding> no_results = else_branch(no);
  const size_t count = yes_results.size();
  if (has_failed(yes_results) || has_failed(no_results)) return std::vector<Binding>(count, Binding::failed());
  if (no_results.size() != count) make.invalid("the branches give different numbers of values");
  std::vector<ValueId> no_values = branch_values(no, no_results);
  yes.capture_all(no.captured());
  // What either branch does not give is no output: nobody can read it.
  std::vector<size_t> given;
  std::vector<ValueId> yes_given, no_given;
  for (size_t i = 0; i < count; ++i) {
    if (yes_values[i] == kNoValue || no_values[i] == kNoValue) continue;
    given.push_back(i);
    yes_given.push_back(yes_values[i]);
    no_given.push_back(no_values[i]);
  }
  std::vector<Binding> out(count);
  if (given.empty()) return out;
  yes.graph().set_outputs(std::move(yes_given));
  no.graph().set_outputs(std::move(no_given));
  std::vector<ValueId> inputs{make.reshape(make.cast(condition, DataType::kBool), {})};
  inputs.insert(inputs.end(), yes.captured().begin(), yes.captured().end());
  NodeMeta meta;
  meta.sources = {make.source()};
  meta.regions = std::move(regions);
  meta.num_outputs = int(given.size());
  const auto outputs = make.graph().node(make.graph().add(If{}, std::move(inputs), std::move(meta))).outputs;
  for (size_t k = 0; k < given.size(); ++k) out[given[k]] = Binding::of_value(make.graph(), outputs[k]);
  return out;
}

}  // namespace sinter::tensorflow
