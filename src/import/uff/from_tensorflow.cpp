// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/uff/from_tensorflow.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "import/failures.h"
#include "import/tensorflow/data_type.h"
#include "import/tensorflow/node_set.h"
#include "import/tensorflow/tensor_proto.h"
#include "import/uff/orders.h"
#include "import/uff/vocabulary.h"
#include "sinter/error.h"

namespace sinter::uff {
namespace {

using tensorflow::AttrValue;
using tensorflow::NodeDef;
using tensorflow::Source;
using Ints = std::vector<int64_t>;

[[noreturn]] void cannot(const std::string& message, const std::string& remedy = "read the frozen graph directly") {
  fail(ErrorCode::kUnsupported, message, remedy);
}

UffType uff_type(DataType type) {
  switch (type) {
    case DataType::kInt8:
      return UffType::kInt8;
    case DataType::kInt16:
      return UffType::kInt16;
    case DataType::kInt32:
      return UffType::kInt32;
    case DataType::kInt64:
      return UffType::kInt64;
    case DataType::kFloat16:
      return UffType::kFloat16;
    case DataType::kFloat32:
      return UffType::kFloat32;
    default:
      cannot("UFF has no elements of the type " + std::string(to_string(type)));
  }
}

/// Operators whose results are variables; in a frozen graph they are constants.
bool holds_variable(std::string_view op) {
  constexpr std::string_view kOps[] = {"TemporaryVariable", "VarHandleOp", "Variable", "VariableV2"};
  return std::find(std::begin(kOps), std::end(kOps), op) != std::end(kOps);
}

class UffConverter {
 public:
  UffConverter(const tensorflow::GraphDef& graph, std::shared_ptr<const void> owner, MadeTexts& texts)
      : owner_(std::move(owner)), texts_(texts), nodes_(graph.nodes, functions_) {}

  MetaGraph run(const std::vector<std::string>& outputs) {
    meta_.version = 1;
    meta_.core_version = 1;
    meta_.descriptors.push_back({"tensorflow_extension", 1, false});
    out_.id = "main";
    std::vector<std::string_view> marked;
    for (const auto& name : outputs) {
      const auto source = nodes_.find(name);
      if (!source) fail(ErrorCode::kInvalidArgument, "the graph has no node " + quote(name), remedy_for_name(name));
      if (source->output != 0) cannot("the output " + quote(name) + ": UFF's nodes have one output");
      need(source->node);
      marked.push_back(nodes_.node(source->node).name);
    }
    convert_needed();
    if (!failures_.empty()) failures_.raise();
    for (size_t i = 0; i < marked.size(); ++i)
      out_.nodes.push_back({texts_.text("MarkOutput_" + std::to_string(i)), "MarkOutput", {marked[i]}, {}});
    if (has_custom_) meta_.descriptors.push_back({"custom", 1, false});
    meta_.graphs.push_back(std::move(out_));
    return std::move(meta_);
  }

 private:
  std::string remedy_for_name(const std::string& name) const {
    constexpr uint32_t kMostNames = 10000;  // each is compared
    std::vector<std::string_view> names;
    for (uint32_t n = 0; n < std::min(uint32_t(nodes_.size()), kMostNames); ++n) names.push_back(nodes_.node(n).name);
    const std::string best = did_you_mean(name, names);
    return best.empty() ? "sinter convert-to-uff IN.pb -l lists its nodes" : best;
  }
  void need(uint32_t node) {
    if (needed_.insert(node).second) work_.push_back(node);
  }
  /// From the outputs upwards; the nodes are then written in the graph's own order, which puts inputs first.
  void convert_needed() {
    std::unordered_map<uint32_t, std::vector<Node>> converted;
    while (!work_.empty()) {
      const uint32_t n = work_.back();
      work_.pop_back();
      made_nodes_.clear();
      try {
        convert(n);
      } catch (const Error& e) {
        failures_.add(tensorflow::place_of(nodes_.node(n)), e);
      }
      converted.emplace(n, std::move(made_nodes_));
    }
    for (uint32_t n = 0; n < nodes_.size(); ++n)
      if (const auto it = converted.find(n); it != converted.end())
        for (auto& node : it->second) out_.nodes.push_back(std::move(node));
  }

  // ---- reading a node ----
  /// The node that makes input `i`, passing nodes skipped; it will be written too.
  std::string_view operand(uint32_t n, size_t i) {
    const auto& inputs = nodes_.inputs(n);
    if (i >= inputs.size())
      fail(ErrorCode::kInvalidModel, "input " + std::to_string(i) + " is missing", "freeze it again");
    const Source s = nodes_.skip_identity(inputs[i]);
    if (s.output != 0)
      cannot("input " + std::to_string(i) + " is output " + std::to_string(s.output) + " of " +
             quote(nodes_.node(s.node).name) + ", and UFF's nodes have one output");
    need(s.node);
    return nodes_.node(s.node).name;
  }
  std::vector<std::string_view> operands(uint32_t n, size_t from, size_t count) {
    std::vector<std::string_view> out;
    for (size_t i = from; i < from + count; ++i) out.push_back(operand(n, i));
    return out;
  }
  std::vector<std::string_view> all_operands(uint32_t n) { return operands(n, 0, nodes_.inputs(n).size()); }
  /// The integers that input `i` holds, which must be a constant.
  Ints constant_ints(uint32_t n, size_t i, const char* what) {
    const auto& inputs = nodes_.inputs(n);
    if (i >= inputs.size()) fail(ErrorCode::kInvalidModel, std::string(what) + " is missing", "freeze the graph again");
    const Source s = nodes_.skip_identity(inputs[i]);
    const NodeDef& c = nodes_.node(s.node);
    if (c.op != "Const")
      cannot(std::string(what) + " is computed by " + tensorflow::place_of(c) + "; UFF takes constants only");
    const Weights w = tensor_of(c);
    if (!is_integer(w.dtype()))
      fail(ErrorCode::kInvalidModel, std::string(what) + " is no integer", "freeze the graph again");
    return w.to_ints();
  }
  int64_t constant_int(uint32_t n, size_t i, const char* what) {
    const Ints v = constant_ints(n, i, what);
    if (v.size() != 1)
      fail(ErrorCode::kInvalidModel, std::string(what) + " has " + std::to_string(v.size()) + " elements",
           "freeze the graph again");
    return v[0];
  }
  Weights tensor_of(const NodeDef& c) {
    const AttrValue* value = c.attr("value");
    if (value == nullptr || value->tensors.empty())
      fail(ErrorCode::kInvalidModel, "the constant " + quote(c.name) + " has no value", "freeze the graph again");
    return tensorflow::decode_tensor(value->tensors[0], owner_);
  }
  static Ints attr_ints(const NodeDef& n, std::string_view name) {
    const AttrValue* a = n.attr(name);
    return a ? a->ints : Ints();
  }
  static int64_t attr_int(const NodeDef& n, std::string_view name, int64_t otherwise = 0) {
    const AttrValue* a = n.attr(name);
    return a && !a->ints.empty() ? a->ints[0] : otherwise;
  }
  static double attr_float(const NodeDef& n, std::string_view name, double otherwise) {
    const AttrValue* a = n.attr(name);
    return a && !a->floats.empty() ? double(a->floats[0]) : otherwise;
  }
  static std::string attr_text(const NodeDef& n, std::string_view name, std::string_view otherwise) {
    const AttrValue* a = n.attr(name);
    return std::string(a && !a->strings.empty() && !a->strings[0].empty() ? a->strings[0] : otherwise);
  }

  // ---- writing nodes ----
  Node& add(std::string_view id, std::string_view operation, std::vector<std::string_view> inputs) {
    return made_nodes_.emplace_back(Node{id, operation, std::move(inputs), {}});
  }
  Node& add(uint32_t n, std::string_view operation, std::vector<std::string_view> inputs) {
    return add(nodes_.node(n).name, operation, std::move(inputs));
  }
  void add_orders(Node& to, std::vector<std::string_view> letters) {
    std::string key = "orders";
    for (auto l : letters) key += "_" + std::string(l);
    const auto known = std::find_if(meta_.referenced.begin(), meta_.referenced.end(),
                                    [&](const auto& entry) { return entry.first == key; });
    std::string_view name;
    if (known != meta_.referenced.end()) {
      name = known->first;
    } else {
      Data d;
      d.kind = Data::Kind::kOrdersList;
      for (auto l : letters) d.orders.push_back(order_list(l));
      name = texts_.text(std::move(key));
      meta_.referenced.emplace_back(name, std::move(d));
    }
    to.fields.emplace_back("inputs_orders", Data::of_ref(name));
  }
  void add_constant(std::string_view id, DataType dtype, const Dims& dims, ByteSpan bytes) {
    Data blob;
    blob.kind = Data::Kind::kBlob;
    blob.blob = bytes;
    const UffType type = uff_type(dtype);
    const std::string_view key = texts_.text("weights_" + std::string(id));
    meta_.referenced.emplace_back(key, std::move(blob));
    Node& c = add(id, "Const", {});
    c.fields = {{"shape", Data::of_ints(dims)}, {"dtype", Data::of_type(type)}, {"values", Data::of_ref(key)}};
  }

  // ---- nodes ----
  void convert(uint32_t n) {
    const NodeDef& node = nodes_.node(n);
    const std::string_view op = node.op;
    if (const Word* word = word_of(op)) return by_word(n, *word);
    if (op == "Placeholder" || op == "PlaceholderV2") return placeholder(n);
    if (op == "Const") return constant(n);
    if (op == "Identity") {
      add(n, "Identity", operands(n, 0, 1));
    } else if (op == "LeakyRelu") {
      add(n, "LeakyRelu", operands(n, 0, 1))
          .fields.emplace_back("alpha", Data::of_double(attr_float(node, "alpha", 0.2)));
    } else if (op == "Conv2D" || op == "DepthwiseConv2dNative") {
      conv(n);
    } else if (op == "Conv2DBackpropInput") {
      conv_transpose(n);
    } else if (op == "MaxPool" || op == "AvgPool") {
      pool(n);
    } else if (op == "MatMul") {
      Node& m = add(n, "FullyConnected", operands(n, 0, 2));
      add_orders(m, {attr_int(node, "transpose_a") ? "CN" : "NC", attr_int(node, "transpose_b") ? "KC" : "CK"});
    } else if (op == "LRN") {
      lrn(n);
    } else if (op == "BiasAdd") {
      bias_add(n);
    } else if (op == "FusedBatchNorm" || op == "FusedBatchNormV2" || op == "FusedBatchNormV3") {
      batch_norm(n);
    } else if (op == "Softmax") {
      Node& s = add(n, "Softmax", operands(n, 0, 1));
      s.fields.emplace_back("axis", Data::of_int(0));
      add_orders(s, {"NC+"});
    } else if (op == "Reshape") {
      add(n, "Reshape", operands(n, 0, 2));
    } else if (op == "Pad") {
      add(n, "Pad", operands(n, 0, 2));
    } else if (op == "Shape") {
      add(n, "Shape", operands(n, 0, 1));
    } else if (op == "ExpandDims" || op == "ArgMax" || op == "ArgMin") {
      add(n, op, operands(n, 0, 1)).fields.emplace_back("axis", Data::of_int(constant_int(n, 1, "the axis")));
    } else if (op == "Transpose") {
      add(n, op, operands(n, 0, 1))
          .fields.emplace_back("permutation", Data::of_ints(constant_ints(n, 1, "the permutation")));
    } else if (op == "Pack") {
      add(n, "Stack", all_operands(n)).fields.emplace_back("axis", Data::of_int(attr_int(node, "axis")));
    } else if (op == "ConcatV2") {
      const size_t count = nodes_.inputs(n).size();
      if (count < 2) fail(ErrorCode::kInvalidModel, "it has " + std::to_string(count) + " inputs", "freeze it again");
      add(n, "Concat", operands(n, 0, count - 1))
          .fields.emplace_back("axis", Data::of_int(constant_int(n, count - 1, "the axis")));
    } else if (op == "Squeeze") {
      add(n, op, operands(n, 0, 1)).fields.emplace_back("axes", Data::of_ints(attr_ints(node, "squeeze_dims")));
    } else if (op == "StridedSlice" && attr_int(node, "ellipsis_mask") == 0 && attr_int(node, "new_axis_mask") == 0) {
      Node& s = add(n, op, operands(n, 0, 4));
      for (const char* mask : {"begin_mask", "end_mask", "shrink_axis_mask"})
        s.fields.emplace_back(mask, Data::of_int(attr_int(node, mask)));
    } else if (op == "Gather") {
      add_gather(n, "Gather", 0);
    } else if (op == "GatherV2" && attr_int(node, "batch_dims") == 0) {
      add_gather(n, "GatherV2", constant_int(n, 2, "the axis"));
    } else if (op == "ResourceGather" && attr_int(node, "batch_dims") == 0) {
      add_gather(n, "GatherV2", 0);
    } else {
      custom(n);
    }
  }

  void by_word(uint32_t n, const Word& word) {
    const NodeDef& node = nodes_.node(n);
    if (word.operation == "Reduce") {
      Node& r = add(n, "Reduce", operands(n, 0, 1));
      r.fields = {{"func", Data::of_string(word.func)},
                  {"axes", Data::of_ints(constant_ints(n, 1, "the axes"))},
                  {"keepdims", Data::of_bool(attr_int(node, "keep_dims") != 0)}};
      return;
    }
    add(n, word.operation, operands(n, 0, word.operation == "Binary" ? 2 : 1))
        .fields.emplace_back("func", Data::of_string(word.func));
  }

  void placeholder(uint32_t n) {
    const NodeDef& node = nodes_.node(n);
    const AttrValue* shape = node.attr("shape");
    Node& input = add(n, "Input", {});
    if (shape && !shape->shapes.empty() && !shape->shapes[0].unknown_rank)
      input.fields.emplace_back("shape", Data::of_ints(shape->shapes[0].dims));
    input.fields.emplace_back(
        "dtype", Data::of_type(uff_type(tensorflow::data_type_of(attr_int(node, "dtype", tensorflow::kDtFloat)))));
  }

  void constant(uint32_t n) {
    const NodeDef& node = nodes_.node(n);
    const Weights& w = texts_.keep(tensor_of(node));
    add_constant(node.name, w.dtype(), w.dims(), w.bytes());
  }

  bool channels_first(const NodeDef& node) {
    const std::string format = attr_text(node, "data_format", "NHWC");
    if (format != "NHWC" && format != "NCHW") cannot("the data format is " + quote(format));
    return format == "NCHW";
  }
  /// The two spatial entries of a list of four.
  static Ints spatial(const Ints& four, bool first) {
    if (four.size() != 4) cannot("a list of the window has " + std::to_string(four.size()) + " entries, 4 expected");
    return first ? Ints{four[2], four[3]} : Ints{four[1], four[2]};
  }
  /// Paddings, strides and dilations; an explicit padding becomes a Pad node in front. Returns the data's name.
  std::string_view window(uint32_t n, std::string_view data, Fields& fields) {
    const NodeDef& node = nodes_.node(n);
    const bool first = channels_first(node);
    fields.emplace_back("strides", Data::of_ints(spatial(attr_ints(node, "strides"), first)));
    if (const Ints dilations = attr_ints(node, "dilations"); !dilations.empty())
      fields.emplace_back("dilation", Data::of_ints(spatial(dilations, first)));
    const std::string padding = attr_text(node, "padding", "VALID");
    if (padding == "SAME") fields.emplace_back("implicit_padding", Data::of_string("same"));
    if (padding == "SAME" || padding == "VALID") return data;
    const Ints amounts = attr_ints(node, "explicit_paddings");
    if (padding != "EXPLICIT" || amounts.size() != 8) cannot("the padding is " + quote(padding));
    if (node.op == "MaxPool") cannot("it pads explicitly, which a UFF pool cannot say");
    const std::string_view by = texts_.text(std::string(node.name) + "/paddings");
    const std::string_view padded = texts_.text(std::string(node.name) + "/padded");
    add_constant(by, DataType::kInt32, {4, 2}, texts_.int32s(amounts));
    add(padded, "Pad", {data, by});
    return padded;
  }

  void conv(uint32_t n) {
    const NodeDef& node = nodes_.node(n);
    Fields fields;
    const std::string_view x = window(n, operand(n, 0), fields);
    if (node.op == "DepthwiseConv2dNative") {
      const Source s = nodes_.skip_identity(nodes_.inputs(n).at(1));
      if (nodes_.node(s.node).op != "Const") cannot("the weights are no constant");
      const Weights w = tensor_of(nodes_.node(s.node));
      if (w.dims().size() != 4) cannot("the weights are no tensor of rank 4");
      fields.emplace_back("number_groups", Data::of_int(w.dims()[2]));
    }
    Node& c = add(n, "Conv", {x, operand(n, 1)});
    c.fields = std::move(fields);
    add_orders(c, {channels_first(node) ? "NC+" : "N+C", "+CK"});
  }

  void conv_transpose(uint32_t n) {
    const NodeDef& node = nodes_.node(n);
    Fields fields;
    const std::string padding = attr_text(node, "padding", "VALID");
    if (padding == "EXPLICIT") cannot("it has explicit paddings, which UFF's ConvTranspose has not");
    const std::string_view x = window(n, operand(n, 2), fields);
    Node& c = add(n, "ConvTranspose", {x, operand(n, 1), operand(n, 0)});
    c.fields = std::move(fields);
    add_orders(c, {channels_first(node) ? "NC+" : "N+C", "+KC"});
  }

  void pool(uint32_t n) {
    const NodeDef& node = nodes_.node(n);
    Fields fields{{"func", Data::of_string(node.op == "MaxPool" ? "max" : "avg")}};
    fields.emplace_back("kernel", Data::of_ints(spatial(attr_ints(node, "ksize"), channels_first(node))));
    const std::string_view x = window(n, operand(n, 0), fields);
    Node& p = add(n, "Pool", {x});
    p.fields = std::move(fields);
    add_orders(p, {channels_first(node) ? "NC+" : "N+C"});
  }

  void lrn(uint32_t n) {
    const NodeDef& node = nodes_.node(n);
    Node& l = add(n, "LRN", operands(n, 0, 1));
    l.fields = {{"window_size", Data::of_int(attr_int(node, "depth_radius", 5))},
                {"alpha", Data::of_double(attr_float(node, "alpha", 1))},
                {"beta", Data::of_double(attr_float(node, "beta", 0.5))},
                {"k", Data::of_double(attr_float(node, "bias", 1))}};
    add_orders(l, {"NC+"});
  }

  void bias_add(uint32_t n) {
    const NodeDef& node = nodes_.node(n);
    std::string_view bias = operand(n, 1);
    if (channels_first(node)) {
      const Source s = nodes_.skip_identity(nodes_.inputs(n).at(1));
      if (nodes_.node(s.node).op != "Const") cannot("the bias is no constant");
      const Weights& w = texts_.keep(tensor_of(nodes_.node(s.node)));
      bias = texts_.text(std::string(node.name) + "/bias");
      add_constant(bias, w.dtype(), {w.count(), 1, 1}, w.bytes());
    }
    add(n, "Binary", {operand(n, 0), bias}).fields.emplace_back("func", Data::of_string("add"));
  }

  void batch_norm(uint32_t n) {
    const NodeDef& node = nodes_.node(n);
    if (attr_int(node, "is_training", 1) != 0) cannot("it is in training mode", "freeze the graph for inference");
    Node& b = add(n, "BatchNorm", operands(n, 0, 5));
    b.fields.emplace_back("epsilon", Data::of_double(attr_float(node, "epsilon", 1e-4)));
    add_orders(b, {channels_first(node) ? "NC+" : "N+C"});
  }

  void add_gather(uint32_t n, std::string_view operation, int64_t axis) {
    const NodeDef& node = nodes_.node(n);
    const auto type = [&](const char* name, int32_t otherwise) {
      return Data::of_type(uff_type(tensorflow::data_type_of(attr_int(node, name, otherwise))));
    };
    Node& g = add(n, operation, operands(n, 0, 2));
    if (operation == "GatherV2") g.fields.emplace_back("axis", Data::of_int(axis));
    g.fields.emplace_back("indices_dtype", type("Tindices", tensorflow::kDtInt32));
    g.fields.emplace_back("params_dtype",
                          type(node.op == "ResourceGather" ? "dtype" : "Tparams", tensorflow::kDtFloat));
    if (operation == "Gather") g.fields.emplace_back("validate_indices", Data::of_bool(true));
  }

  void custom(uint32_t n) {
    const NodeDef& node = nodes_.node(n);
    if (holds_variable(node.op))
      cannot("it is a variable, whose value is not in the graph",
             "freeze the graph: convert_variables_to_constants_v2, or tf.compat.v1.graph_util."
             "convert_variables_to_constants");
    has_custom_ = true;
    Node& c = add(n, texts_.text("_" + std::string(node.op)), all_operands(n));
    for (const auto& [key, value] : node.attrs)
      if (auto d = field_of(value)) c.fields.emplace_back(key, std::move(*d));
  }
  /// Nullopt for what says nothing or what UFF has no field for (types that it does not have).
  static std::optional<Data> field_of(const AttrValue& a) {
    using From = AttrValue::Kind;
    Data d;
    d.strings = a.strings;
    d.ints = a.ints;
    d.doubles.assign(a.floats.begin(), a.floats.end());
    switch (a.kind) {
      case From::kString:
        d.kind = d.strings.empty() ? Data::Kind::kNone : Data::Kind::kString;
        break;
      case From::kInt:
        d.kind = d.ints.empty() ? Data::Kind::kNone : Data::Kind::kInt;
        break;
      case From::kFloat:
        d.kind = d.doubles.empty() ? Data::Kind::kNone : Data::Kind::kDouble;
        break;
      case From::kBool:
        d.kind = d.ints.empty() ? Data::Kind::kNone : Data::Kind::kBool;
        break;
      case From::kType: {
        if (a.ints.empty()) return std::nullopt;
        const DataType type = tensorflow::from_tensorflow(a.ints[0]);
        try {
          return Data::of_type(uff_type(type));
        } catch (const Error&) {
          return std::nullopt;
        }
      }
      case From::kShape:
        if (a.shapes.empty() || a.shapes[0].unknown_rank) return std::nullopt;
        return Data::of_ints(a.shapes[0].dims);
      case From::kList:
        d.kind = !a.strings.empty()  ? Data::Kind::kStrings
                 : !a.floats.empty() ? Data::Kind::kDoubles
                                     : Data::Kind::kInts;
        if (!a.shapes.empty() || !a.tensors.empty()) return std::nullopt;
        break;
      case From::kNone:
      case From::kPlaceholder:
        return std::nullopt;
      case From::kTensor:
      case From::kFunc:
        cannot("it has a tensor or a function as an attribute, which UFF cannot keep");
    }
    if (d.kind == Data::Kind::kNone) return std::nullopt;
    return d;
  }

  std::shared_ptr<const void> owner_;
  MadeTexts& texts_;
  tensorflow::NodeSet::Functions functions_;
  tensorflow::NodeSet nodes_;
  MetaGraph meta_;
  Graph out_;
  std::vector<Node> made_nodes_;  // of the node being converted
  std::unordered_set<uint32_t> needed_;
  std::vector<uint32_t> work_;
  Failures failures_;
  bool has_custom_ = false;
};

}  // namespace

MetaGraph from_tensorflow(const tensorflow::GraphDef& graph, const std::shared_ptr<const void>& owner,
                          const std::vector<std::string>& outputs, MadeTexts& texts) {
  return UffConverter(graph, owner, texts).run(outputs);
}

}  // namespace sinter::uff
