// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// GraphDef, NodeDef, AttrValue, TensorProto, FunctionDef. Field numbers are those of tensorflow/core/framework/*.proto.
#include "import/tensorflow/read_graph.h"

#include "base/deep_stack.h"
#include "base/limits.h"
#include "base/text.h"
#include "import/model_bytes.h"
#include "import/protobuf/wire_reader.h"
#include "sinter/error.h"

namespace sinter::tensorflow {
namespace {

class GraphDefReader {
 public:
  void graph(WireReader in, GraphDef& out) {
    while (in.next()) switch (in.field()) {
        case 1:
          node(in.message(), out.nodes.emplace_back());
          break;
        case 2:
          library(in.message(), out);
          break;
        case 3:
          out.producer = in.int32();
          break;
        case 4:
          versions(in.message(), out);
          break;
        default:
          in.skip();
      }
  }

  TensorProto tensor(WireReader in) {
    record();
    TensorProto out;
    out.message = in.whole();
    while (in.next()) switch (in.field()) {
        case 1:
          out.dtype = in.int32();
          break;
        case 2:
          out.shape = shape(in.message());
          break;
        case 4:
          out.content = in.bytes();
          break;
        default:
          in.skip();
      }
    return out;
  }

 private:
  void record() {
    if (++records_ <= limits::kMaxModelRecords) return;
    fail(ErrorCode::kLimit, "the model has more than " + std::to_string(limits::kMaxModelRecords) + " records",
         "split the model");
  }

  static void versions(WireReader in, GraphDef& out) {
    while (in.next()) switch (in.field()) {
        case 1:
          out.producer = in.int32();
          break;
        case 2:
          out.min_consumer = in.int32();
          break;
        default:
          in.skip();
      }
  }

  void node(WireReader in, NodeDef& out) {
    record();
    if (++nodes_ > limits::kMaxNodes)
      fail(ErrorCode::kLimit, "the model has more than " + std::to_string(limits::kMaxNodes) + " nodes",
           "split the model");
    const WireReader start = in;
    try {
      node_fields(in, out);
      if (out.op.empty()) fail(ErrorCode::kInvalidModel, "the node has no operator", "export the model again");
    } catch (Error& e) {
      throw e.in("node " + quote(name_in(start)));
    }
  }

  void node_fields(WireReader& in, NodeDef& out) {
    while (in.next()) switch (in.field()) {
        case 1:
          out.name = in.string();
          break;
        case 2:
          out.op = in.string();
          break;
        case 3:
          out.inputs.push_back(in.string());
          record();
          break;
        case 4:
          out.device = in.string();
          break;
        case 5:
          attr_entry(in.message(), out.attrs);
          break;
        default:
          in.skip();
      }
  }

  // The name of a node that is wrong somewhere, perhaps before its name.
  static std::string_view name_in(WireReader in) {
    try {
      while (in.next()) {
        if (in.field() == 1) return in.string();
        in.skip();
      }
    } catch (const Error&) {
    }
    return {};
  }

  void attr_entry(WireReader in, Attrs& out) {
    record();
    auto& [key, value] = out.emplace_back();
    while (in.next()) switch (in.field()) {
        case 1:
          key = in.string();
          break;
        case 2:
          value = attr_value(in.message());
          break;
        default:
          in.skip();
      }
  }

  AttrValue attr_value(WireReader in) {
    using Kind = AttrValue::Kind;
    AttrValue out;
    while (in.next()) {
      static constexpr Kind kKinds[] = {Kind::kNone,   Kind::kList,        Kind::kString, Kind::kInt,
                                        Kind::kFloat,  Kind::kBool,        Kind::kType,   Kind::kShape,
                                        Kind::kTensor, Kind::kPlaceholder, Kind::kFunc};
      if (in.field() >= std::size(kKinds)) {
        in.skip();
        continue;
      }
      out = {};  // a union: the last one counts
      out.kind = kKinds[in.field()];
      single_value(in, out);
    }
    return out;
  }

  void single_value(WireReader& in, AttrValue& out) {
    switch (in.field()) {
      case 1:
        list(in.message(), out);
        break;
      case 2:
      case 9:
        out.strings.push_back(in.string());
        break;
      case 3:
      case 6:
        out.ints.push_back(in.int64());
        break;
      case 5:
        out.ints.push_back(in.varint() != 0);
        break;
      case 4:
        out.floats.push_back(in.float32());
        break;
      case 7:
        out.shapes.push_back(shape(in.message()));
        break;
      case 8:
        out.tensors.push_back(tensor(in.message()));
        break;
      default:
        function_call(in.message(), out.funcs.emplace_back());
    }
  }

  void list(WireReader in, AttrValue& out) {
    while (in.next()) switch (in.field()) {
        case 2:
          out.strings.push_back(in.string());
          record();
          break;
        case 3:
        case 5:
        case 6:
          in.append_to(out.ints, limits::kMaxModelRecords);
          break;
        case 4:
          in.append_to(out.floats, limits::kMaxModelRecords);
          break;
        case 7:
          out.shapes.push_back(shape(in.message()));
          break;
        case 8:
          out.tensors.push_back(tensor(in.message()));
          break;
        case 9:
          function_call(in.message(), out.funcs.emplace_back());
          break;
        default:
          in.skip();
      }
  }

  void function_call(WireReader in, FunctionCall& out) {
    record();
    if (++depth_ > limits::kMaxNesting)
      fail(ErrorCode::kLimit, "attributes are nested more than " + std::to_string(limits::kMaxNesting) + " deep",
           "flatten the model");
    with_deep_stack([&] {
      while (in.next()) switch (in.field()) {
          case 1:
            out.name = in.string();
            break;
          case 2:
            attr_entry(in.message(), out.attrs);
            break;
          default:
            in.skip();
        }
    });
    --depth_;
  }

  TensorShape shape(WireReader in) {
    record();
    TensorShape out;
    while (in.next()) switch (in.field()) {
        case 2:
          out.dims.push_back(dim(in.message()));
          if (out.dims.size() > size_t(limits::kMaxRank))
            fail(ErrorCode::kLimit, "a shape has more than " + std::to_string(limits::kMaxRank) + " dims",
                 "use fewer dims");
          break;
        case 3:
          out.unknown_rank = in.varint() != 0;
          break;
        default:
          in.skip();
      }
    return out;
  }

  static int64_t dim(WireReader in) {
    int64_t size = 0;
    while (in.next()) {
      if (in.field() == 1)
        size = in.int64();
      else
        in.skip();
    }
    return size;
  }

  void library(WireReader in, GraphDef& out) {
    while (in.next()) {
      if (in.field() == 1)
        function(in.message(), out.functions.emplace_back());
      else
        in.skip();
    }
  }

  void function(WireReader in, FunctionDef& out) {
    record();
    while (in.next()) switch (in.field()) {
        case 1:
          signature(in.message(), out);
          break;
        case 3:
          node(in.message(), out.nodes.emplace_back());
          break;
        case 4:
          result(in.message(), out);
          break;
        case 5:
          attr_entry(in.message(), out.attrs);
          break;
        default:
          in.skip();
      }
  }

  void signature(WireReader in, FunctionDef& out) {
    while (in.next()) switch (in.field()) {
        case 1:
          out.name = in.string();
          break;
        case 2:
          argument(in.message(), out.inputs.emplace_back());
          break;
        case 3:
          argument(in.message(), out.outputs.emplace_back());
          break;
        default:
          in.skip();
      }
  }

  void argument(WireReader in, ArgDef& out) {
    record();
    while (in.next()) switch (in.field()) {
        case 1:
          out.name = in.string();
          break;
        case 3:
          out.type = in.int32();
          break;
        case 4:
          out.type_attr = in.string();
          break;
        case 5:
          out.number_attr = in.string();
          break;
        case 6:
          out.type_list_attr = in.string();
          break;
        default:
          in.skip();
      }
  }

  void result(WireReader in, FunctionDef& out) {
    record();
    auto& [key, value] = out.results.emplace_back();
    while (in.next()) switch (in.field()) {
        case 1:
          key = in.string();
          break;
        case 2:
          value = in.string();
          break;
        default:
          in.skip();
      }
  }

  int64_t records_ = 0, nodes_ = 0;
  int depth_ = 0;
};

// Other models begin with a version, a number in field 1, where a GraphDef has a node.
void check_is_graph_def(ByteSpan bytes) {
  if (bytes.empty()) fail(ErrorCode::kInvalidModel, "the file is empty", "copy or export it again");
  const ModelKind kind = kind_of_model(bytes);
  if (kind == ModelKind::kSavedModel || (kind == ModelKind::kUnknown && bytes[0] == std::byte{0x08}))
    fail(ErrorCode::kUnsupported, "this is a SavedModel, whose variables are in files of their own",
         "freeze it: in TensorFlow, convert_variables_to_constants_v2(concrete_function).graph, written with "
         "tf.io.write_graph(..., as_text=False)");
  if (kind != ModelKind::kUnknown && kind != ModelKind::kGraphDef)
    throw with_guess({ErrorCode::kInvalidModel, "this is no TensorFlow graph"}, bytes, ModelKind::kGraphDef);
}

}  // namespace

GraphDef read_graph_def(ByteSpan bytes) {
  check_is_graph_def(bytes);
  GraphDef out;
  GraphDefReader().graph(WireReader(bytes), out);
  if (out.nodes.empty()) fail(ErrorCode::kInvalidModel, "the graph has no nodes", "export the model again");
  return out;
}

TensorProto read_tensor_proto(ByteSpan bytes) { return GraphDefReader().tensor(WireReader(bytes)); }

}  // namespace sinter::tensorflow
