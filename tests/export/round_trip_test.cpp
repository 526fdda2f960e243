// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Every op case: graph -> ONNX bytes -> our importer -> reference, against the reference of the graph itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "export/onnx/export.h"
#include "export/onnx/op_writers.h"
#include "import/onnx/import.h"
#include "ir/interpret.h"
#include "ops/op_list.h"
#include "sinter/error.h"
#include "support/op_cases.h"
#include "support/tolerance.h"

namespace sinter::test {
namespace {

namespace fs = std::filesystem;

/// Complex numbers, and sequences of element types that ONNX does not let them have.
bool is_refused(const ValueType& type) {
  const DataType t = innermost(type).dtype;
  return is_complex(t) || (!type.is_tensor() && (t == DataType::kBFloat16 || bits_of(t) < 8));
}

bool is_refused(const Graph& g) {
  const auto refused = [&](ValueId v) { return v != kNoValue && is_refused(g.value(v).type); };
  if (std::any_of(g.inputs().begin(), g.inputs().end(), refused)) return true;
  for (NodeId id : g.order()) {
    const auto* writer = onnx_export::find_op_writer(g.node(id).op.name());
    if (writer && writer->onnx.empty()) return true;  // ONNX has nothing like it
    if (std::any_of(g.node(id).outputs.begin(), g.node(id).outputs.end(), refused)) return true;
  }
  return false;
}

/// Results that are other numbers after the way through ONNX, because it has no place for what makes them.
bool is_random(const Graph& g) {
  for (NodeId id : g.order())
    if (g.node(id).op.name() == "Random") return true;
  return false;
}

/// Cases that ONNX cannot say exactly: its attributes and scales are 32-bit floats.
bool is_rounded(const std::string& name) {
  return name == "Resize/scales_nearest_half_pixel" || name == "Resize/scales_nearest_pytorch_half_pixel" ||
         name == "PairwiseProbability/three_f64";
}

/// In the layout of ONNX's backend tests.
void write_case(const OpCase& c, const std::string& model, const std::vector<HostTensor>& outputs) {
  const char* folder = std::getenv("SINTER_EXPORT_CASES");
  if (!folder) return;
  std::string name = c.name;
  std::replace(name.begin(), name.end(), '/', '.');
  const fs::path data = fs::path(folder) / name / "test_data_set_0";
  fs::create_directories(data);
  std::ofstream(data.parent_path() / "model.onnx", std::ios::binary) << model;
  const auto write = [&](const std::vector<HostTensor>& list, const std::string& kind) {
    for (size_t i = 0; i < list.size(); ++i) {
      if (list[i].kind != HostObject::Kind::kTensor) continue;
      const Weights w = list[i].to_weights();
      std::ofstream(data / (kind + "_" + std::to_string(i) + ".pb"), std::ios::binary)
          << onnx_export::tensor_proto("", w).whole();
    }
  };
  write(c.inputs, "input");
  write(outputs, "output");
}

void check_case(const OpCase& c) {
  const auto graph = c.build();
  if (is_refused(*graph)) {
    EXPECT_THROW(onnx_export::export_graph(*graph, {}), Error) << c.name;
    return;
  }
  onnx_export::ExportOptions options;
  options.name = "case";
  const auto exported = onnx_export::export_graph(*graph, options);
  const std::string bytes = exported.model.whole();
  const auto expected = interpret(*graph, c.inputs);
  write_case(c, bytes, expected);
  const auto back = onnx::import_model(onnx::load_model_bytes(as_byte_span(bytes), ""));
  const Graph& g = *back.graph;
  ASSERT_EQ(g.inputs().size(), graph->inputs().size()) << c.name;
  for (size_t i = 0; i < g.inputs().size(); ++i)
    EXPECT_EQ(g.value(g.inputs()[i]).name, graph->value(graph->inputs()[i]).name) << c.name;
  const auto got = interpret(g, c.inputs);
  ASSERT_EQ(got.size(), expected.size()) << c.name;
  for (size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(g.output_name(i), graph->output_name(i)) << c.name;
    if (is_random(*graph) || is_rounded(c.name)) continue;
    const std::string d = difference(got[i], expected[i], c.reduction);
    EXPECT_TRUE(d.empty()) << c.name << " output " << i << ": " << d;
  }
}

TEST(OnnxExport, EveryOpHasAWriter) {
  for (const OpDef* def : all_ops()) EXPECT_NE(onnx_export::find_op_writer(def->name), nullptr) << def->name;
  EXPECT_EQ(onnx_export::all_op_writers().size(), all_ops().size());
}

TEST(OnnxExport, EveryOpCaseComesBack) {
  const char* only = std::getenv("SINTER_EXPORT_ONLY");
  size_t count = 0;
  for (const auto& c : all_op_cases()) {
    if (only && !c.name.starts_with(only)) continue;
    ++count;
    try {
      check_case(c);
    } catch (const Error& e) {
      ADD_FAILURE() << c.name << ": " << e.what();
    }
  }
  EXPECT_GT(count, 0u);
}

}  // namespace
}  // namespace sinter::test
