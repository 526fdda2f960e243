// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// GraphProto and NodeProto.
#include <algorithm>
#include <string>

#include "base/deep_stack.h"
#include "base/text.h"
#include "import/onnx/read_model.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

void read_node_fields(WireReader& in, ReadBudget& budget, NodeProto& out) {
  while (in.next()) {
    switch (in.field()) {
      case 1:
        out.inputs.push_back(in.string());
        break;
      case 2:
        out.outputs.push_back(in.string());
        break;
      case 3:
        out.name = in.string();
        break;
      case 4:
        out.op_type = in.string();
        break;
      case 5:
        read_attribute(in.message(), budget, out.attributes.emplace_back());
        break;
      case 7:
        out.domain = in.string();
        break;
      case 8:
        out.overload = in.string();
        break;
      case 9:
        read_entry(in.message(), budget, out.metadata);
        break;
      default:
        in.skip();
    }
  }
}

// An error inside a node must name it, but the name may come after the attribute that is wrong: look for it.
NodeProto names_of(WireReader in) {
  NodeProto out;
  try {
    while (in.next()) {
      switch (in.field()) {
        case 2:
          out.outputs.push_back(in.string());
          break;
        case 3:
          out.name = in.string();
          break;
        case 4:
          out.op_type = in.string();
          break;
        case 7:
          out.domain = in.string();
          break;
        default:
          in.skip();
      }
    }
  } catch (const Error&) {  // the node itself is malformed: what was found will do
  }
  return out;
}

void check_attribute_names(const NodeProto& node) {
  std::vector<std::string_view> names;
  for (const AttributeProto& a : node.attributes) names.push_back(a.name);
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice == names.end()) return;
  fail(ErrorCode::kInvalidModel, "attribute " + quote(*twice) + " is given twice", "remove one of them");
}

}  // namespace

void read_node(WireReader in, ReadBudget& budget, NodeProto& out) {
  budget.node();
  const WireReader start = in;
  try {
    read_node_fields(in, budget, out);
    if (out.attributes.size() > 1) check_attribute_names(out);
    if (out.op_type.empty()) fail(ErrorCode::kInvalidModel, "the node has no op_type", "export the model again");
  } catch (Error& error) {
    throw error.in(place_of(names_of(start)));
  }
}

namespace {

void read_graph_fields(WireReader in, ReadBudget& budget, GraphProto& out) {
  while (in.next()) {
    switch (in.field()) {
      case 1:
        read_node(in.message(), budget, out.nodes.emplace_back());
        break;
      case 2:
        out.name = in.string();
        break;
      case 5:
        read_tensor(in.message(), budget, out.initializers.emplace_back());
        break;
      case 11:
        read_value_info(in.message(), budget, out.inputs.emplace_back());
        break;
      case 12:
        read_value_info(in.message(), budget, out.outputs.emplace_back());
        break;
      case 13:
        read_value_info(in.message(), budget, out.value_infos.emplace_back());
        break;
      case 15:
        read_sparse_tensor(in.message(), budget, out.sparse_initializers.emplace_back());
        break;
      case 16:
        read_entry(in.message(), budget, out.metadata);
        break;
      default:
        in.skip();
    }
  }
}

}  // namespace

void read_graph(WireReader in, ReadBudget& budget, GraphProto& out) {
  budget.record();
  const ReadBudget::Level level(budget);
  with_deep_stack([&] { read_graph_fields(in, budget, out); });
}

}  // namespace sinter::onnx
