// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// ModelProto, FunctionProto and the records they share with others.
#include "import/onnx/read_model.h"

#include <string>

#include "base/text.h"
#include "import/model_bytes.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

OperatorSetId read_opset(WireReader in, ReadBudget& budget) {
  budget.record();
  OperatorSetId out;
  while (in.next()) {
    switch (in.field()) {
      case 1:
        out.domain = in.string();
        break;
      case 2:
        out.version = in.int64();
        break;
      default:
        in.skip();
    }
  }
  return out;
}

void read_function_fields(WireReader& in, ReadBudget& budget, FunctionProto& out) {
  while (in.next()) {
    switch (in.field()) {
      case 1:
        out.name = in.string();
        break;
      case 4:
        out.inputs.push_back(in.string());
        break;
      case 5:
        out.outputs.push_back(in.string());
        break;
      case 6:
        out.attributes.push_back(in.string());
        break;
      case 7:
        read_node(in.message(), budget, out.nodes.emplace_back());
        break;
      case 9:
        out.opset_imports.push_back(read_opset(in.message(), budget));
        break;
      case 10:
        out.domain = in.string();
        break;
      case 11:
        read_attribute(in.message(), budget, out.attribute_defaults.emplace_back());
        break;
      case 12:
        read_value_info(in.message(), budget, out.value_infos.emplace_back());
        break;
      case 13:
        out.overload = in.string();
        break;
      case 14:
        read_entry(in.message(), budget, out.metadata);
        break;
      default:
        in.skip();
    }
  }
}

void read_function(WireReader in, ReadBudget& budget, FunctionProto& out) {
  budget.record();
  try {
    read_function_fields(in, budget, out);
  } catch (Error& error) {
    throw error.in("function " + quote(out.name));
  }
}

void check_versions(const ModelProto& model) {
  const std::string version = std::to_string(model.ir_version);
  if (model.ir_version > kNewestIrVersion) {
    fail(ErrorCode::kUnsupported,
         "ir_version " + version + " is newer than the newest known, " + std::to_string(kNewestIrVersion),
         "export with an older onnx package, or update SinterRT");
  }
  constexpr int64_t kFirstWithOpsets = 3;
  if (model.opset_imports.empty() && model.ir_version >= kFirstWithOpsets) {
    fail(ErrorCode::kInvalidModel, "the model imports no operator set, which ir_version " + version + " requires",
         "export the model again, or add opset_import");
  }
  for (const OperatorSetId& opset : model.opset_imports) {
    if (opset.version > 0) continue;
    fail(ErrorCode::kInvalidModel,
         "opset_import of domain " + quote(opset.domain) + " has version " + std::to_string(opset.version),
         "versions are positive: export the model again");
  }
}

}  // namespace

void ReadBudget::record() {
  if (++records_ <= limits::kMaxModelRecords) return;
  fail(ErrorCode::kLimit, "the file has more than " + std::to_string(limits::kMaxModelRecords) + " records",
       "split the model");
}

void ReadBudget::node() {
  record();
  if (++nodes_ <= limits::kMaxNodes) return;
  fail(ErrorCode::kLimit, "the model has more than " + std::to_string(limits::kMaxNodes) + " nodes", "split the model");
}

ReadBudget::Level::Level(ReadBudget& budget) : budget_(budget) {
  if (budget.depth_ >= limits::kMaxNesting) {
    fail(ErrorCode::kLimit, "graphs or types are nested more than " + std::to_string(limits::kMaxNesting) + " deep",
         "flatten the model");
  }
  ++budget.depth_;
}

void read_entry(WireReader in, ReadBudget& budget, std::vector<StringEntry>& out) {
  budget.record();
  StringEntry entry;
  while (in.next()) {
    switch (in.field()) {
      case 1:
        entry.key = in.string();
        break;
      case 2:
        entry.value = in.string();
        break;
      default:
        in.skip();
    }
  }
  out.push_back(entry);
}

ModelProto read_model(ByteSpan bytes) {
  ModelProto out;
  ReadBudget budget;
  bool has_graph = false;
  WireReader in(bytes);
  if (bytes.empty()) fail(ErrorCode::kInvalidModel, "the file is empty", "copy or export it again");
  refuse_lfs_pointer(bytes);
  while (in.next()) {
    switch (in.field()) {
      case 1:
        out.ir_version = in.int64();
        break;
      case 2:
        out.producer_name = in.string();
        break;
      case 3:
        out.producer_version = in.string();
        break;
      case 4:
        out.domain = in.string();
        break;
      case 5:
        out.model_version = in.int64();
        break;
      case 7:
        if (has_graph) in.fail_here("the model has two graphs");
        has_graph = true;
        read_graph(in.message(), budget, out.graph);
        break;
      case 8:
        out.opset_imports.push_back(read_opset(in.message(), budget));
        break;
      case 14:
        read_entry(in.message(), budget, out.metadata);
        break;
      case 25:
        read_function(in.message(), budget, out.functions.emplace_back());
        break;
      default:
        in.skip();
    }
  }
  if (out.ir_version <= 0 || !has_graph) {
    fail(ErrorCode::kInvalidModel, has_graph ? "the model has no ir_version" : "the file holds no graph",
         "give an ONNX model; if it is one, the file is cut short: copy or export it again");
  }
  check_versions(out);
  return out;
}

}  // namespace sinter::onnx
