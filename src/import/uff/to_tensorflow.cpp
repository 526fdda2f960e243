// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/uff/to_tensorflow.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/limits.h"
#include "base/text.h"
#include "import/failures.h"
#include "import/tensorflow/data_type.h"
#include "import/uff/orders.h"
#include "import/uff/vocabulary.h"
#include "sinter/error.h"

namespace sinter::uff {
namespace {

using tensorflow::AttrValue;
using tensorflow::NodeDef;
using Ints = std::vector<int64_t>;

AttrValue attr_ints(std::vector<int64_t> values) {
  AttrValue a;
  a.kind = AttrValue::Kind::kList;
  a.ints = std::move(values);
  return a;
}

AttrValue attr_number(AttrValue::Kind kind, int64_t v) {
  AttrValue a;
  a.kind = kind;
  a.ints = {v};
  return a;
}

AttrValue attr_text(std::string_view v) {
  AttrValue a;
  a.kind = AttrValue::Kind::kString;
  a.strings = {v};
  return a;
}

AttrValue attr_float(double v) {
  AttrValue a;
  a.kind = AttrValue::Kind::kFloat;
  a.floats = {float(v)};
  return a;
}

AttrValue attr_tensor(int32_t dtype, Ints dims, ByteSpan content) {
  AttrValue a;
  a.kind = AttrValue::Kind::kTensor;
  a.tensors.push_back({dtype, {false, std::move(dims)}, content, {}});
  return a;
}

AttrValue attr_shape(Ints dims) {
  AttrValue a;
  a.kind = AttrValue::Kind::kShape;
  a.shapes.push_back({false, std::move(dims)});
  return a;
}

[[noreturn]] void bad(const std::string& message) {
  fail(ErrorCode::kInvalidModel, message, "convert the model again");
}

/// One UFF graph on its way.
class Translation {
 public:
  Translation(const MetaGraph& meta, const Graph& graph, const std::vector<ModelInput>& inputs, MadeTexts& texts)
      : meta_(meta), graph_(graph), texts_(texts) {
    for (const auto& n : graph.nodes)
      if (!by_id_.emplace(n.id, &n).second) bad("two nodes have the name " + quote(n.id));
    for (const auto& input : inputs) inputs_.emplace(input.name, &input);
    layout_ = layout();
  }

  TensorFlowGraph run() {
    for (const auto& n : graph_.nodes) {
      try {
        node(n);
      } catch (const Error& e) {
        failures_.add(place_of(n), e);
      }
    }
    if (!failures_.empty()) failures_.raise();
    return std::move(out_);
  }

 private:
  // ---- fields ----
  const Data* field(const Node& n, std::string_view name) {
    const Data* d = n.field(name);
    const Data* found = resolve(meta_, d);
    if (d != nullptr && found == nullptr)
      bad("the field " + quote(name) + " refers to " + quote(d->strings[0]) + ", which the file does not have");
    return found;
  }
  const Data& required(const Node& n, std::string_view name, Data::Kind kind) {
    const Data* d = field(n, name);
    if (d == nullptr) bad("the field " + quote(name) + " is missing");
    if (d->kind != kind) bad("the field " + quote(name) + " is of a wrong kind");
    return *d;
  }
  int64_t int_field(const Node& n, std::string_view name, std::optional<int64_t> otherwise = {}) {
    if (otherwise && !field(n, name)) return *otherwise;
    return required(n, name, Data::Kind::kInt).ints[0];
  }
  bool bool_field(const Node& n, std::string_view name, bool otherwise) {
    return field(n, name) ? required(n, name, Data::Kind::kBool).ints[0] != 0 : otherwise;
  }
  Ints ints_field(const Node& n, std::string_view name) {
    return field(n, name) ? required(n, name, Data::Kind::kInts).ints : Ints();
  }
  std::string text_field(const Node& n, std::string_view name, std::string_view otherwise = {}) {
    if (!field(n, name)) return std::string(otherwise);
    return std::string(required(n, name, Data::Kind::kString).strings[0]);
  }
  int32_t type_field(const Node& n, std::string_view name) {
    const int64_t number = required(n, name, Data::Kind::kType).ints[0];
    switch (UffType(number)) {
      case UffType::kInt8:
        return 6;
      case UffType::kInt16:
        return 5;
      case UffType::kInt32:
        return tensorflow::kDtInt32;
      case UffType::kInt64:
        return tensorflow::kDtInt64;
      case UffType::kFloat16:
        return tensorflow::kDtHalf;
      case UffType::kFloat32:
        return tensorflow::kDtFloat;
      case UffType::kInvalid:
        break;
    }
    bad("the data type " + std::to_string(number) + " is none of UFF's");
  }
  /// Letters of the order of input `i`; `otherwise` if the file says nothing about it.
  std::string order(const Node& n, size_t i, char first, std::string_view otherwise) {
    const Data* d = field(n, "inputs_orders");
    if (d == nullptr || i >= d->orders.size()) return std::string(otherwise);
    const std::string letters = order_letters(d->orders[i], first);
    if (letters.empty())
      fail(ErrorCode::kUnsupported, "the order of the dims of input " + std::to_string(i) + " is not known",
           "convert the model with the data format NHWC or NCHW");
    return letters;
  }
  void check_inputs(const Node& n, size_t least, size_t most) {
    if (n.inputs.size() < least || n.inputs.size() > most)
      bad("it has " + std::to_string(n.inputs.size()) + " inputs, " + std::to_string(least) +
          (most > least ? " or more" : "") + " expected");
  }

  /// The order that the network is written in: the one that its windowed layers name. TensorFlow's default without any.
  std::string layout() {
    for (const auto& n : graph_.nodes)
      if (n.operation == "Conv" || n.operation == "Pool" || n.operation == "ConvTranspose") {
        const Data* d = resolve(meta_, n.field("inputs_orders"));
        if (d && !d->orders.empty()) return order_letters(d->orders[0], 'N');
      }
    return "";
  }

  // ---- building ----
  std::string_view name_of(std::string_view id) const {
    const auto it = renamed_.find(id);
    return it == renamed_.end() ? id : it->second;
  }
  NodeDef& add(std::string_view name, std::string_view op, std::vector<std::string_view> inputs) {
    NodeDef n;
    n.name = name;
    n.op = op;
    for (auto& input : inputs) input = name_of(input);
    n.inputs = std::move(inputs);
    return out_.graph.nodes.emplace_back(std::move(n));
  }
  std::string_view made_name(const Node& n, std::string_view what) {
    return texts_.text(std::string(n.id) + "/" + std::string(what) + "." + std::to_string(made_++));
  }
  /// A constant operand: an i32 scalar or vector.
  std::string_view int_constant(const Node& n, std::string_view what, const Ints& values, bool scalar) {
    const std::string_view name = made_name(n, what);
    NodeDef& c = add(name, "Const", {});
    c.attrs.emplace_back("dtype", attr_number(AttrValue::Kind::kType, tensorflow::kDtInt32));
    Ints dims;
    if (!scalar) dims.push_back(int64_t(values.size()));
    c.attrs.emplace_back("value", attr_tensor(tensorflow::kDtInt32, dims, texts_.int32s(values)));
    return name;
  }
  std::string_view transposed(const Node& n, std::string_view input, const Ints& perm) {
    if (std::is_sorted(perm.begin(), perm.end())) return input;
    const std::string_view by = int_constant(n, "perm", perm, false), name = made_name(n, "transposed");
    add(name, "Transpose", {input, by});
    return name;
  }
  void simple(const Node& n, std::string_view op, size_t inputs) {
    check_inputs(n, inputs, inputs);
    add(n.id, op, n.inputs);
  }

  // ---- nodes ----
  void node(const Node& n) {
    if (n.id.empty()) bad("it has no name");
    for (auto input : n.inputs)
      if (!by_id_.contains(input)) bad("its input " + quote(input) + " is not defined anywhere");
    using Translate = void (Translation::*)(const Node&);
    static const std::map<std::string_view, Translate> kOperations = {
#define SINTER_UFF(operation, function) {#operation, &Translation::function},
#include "import/uff/operation_list.def"
#undef SINTER_UFF
    };
    const auto known = kOperations.find(n.operation);
    if (known != kOperations.end()) return (this->*known->second)(n);
    if (n.operation.starts_with("_") && n.operation.size() > 1) return custom(n);
    fail(ErrorCode::kUnsupported, "UFF has no such operation",
         "custom operations begin with an underscore: map it to a plugin when converting (--preprocess)");
  }

  void of_one(const Node& n) { simple(n, n.operation, 1); }
  void of_two(const Node& n) { simple(n, n.operation, 2); }

  void transpose(const Node& n) {
    check_inputs(n, 1, 1);
    const Ints perm = required(n, "permutation", Data::Kind::kInts).ints;
    add(n.id, "Transpose", {n.inputs[0], int_constant(n, "perm", perm, false)});
  }

  void squeeze(const Node& n) {
    check_inputs(n, 1, 1);
    const Ints axes = ints_field(n, "axes");
    add(n.id, "Squeeze", n.inputs).attrs.emplace_back("squeeze_dims", attr_ints(axes));
  }

  void leaky_relu(const Node& n) {
    const double alpha = required(n, "alpha", Data::Kind::kDouble).doubles[0];
    simple(n, "LeakyRelu", 1);
    out_.graph.nodes.back().attrs.emplace_back("alpha", attr_float(alpha));
  }

  void mark_output(const Node& n) {
    for (auto id : n.inputs) out_.outputs.emplace_back(id);
  }

  void input(const Node& n) {
    Ints dims;
    if (const Data* shape = field(n, "shape"); shape && shape->kind == Data::Kind::kInts) dims = shape->ints;
    for (int64_t d : dims)
      if (d < -1) bad("its shape has the dim " + std::to_string(d));
    const auto wanted = inputs_.find(n.id);
    const bool given = wanted != inputs_.end() && !wanted->second->dims.empty();
    if (dims.empty() && !given)
      fail(ErrorCode::kInvalidModel, "the file does not say its shape", "give it: --uff-input NAME,C,H,W");
    std::string have, want;
    if (given) {
      const ModelInput& in = *wanted->second;
      const Ints file_dims = dims;
      dims = in.dims;
      dims.insert(dims.begin(), file_dims.empty() ? int64_t{-1} : file_dims[0]);
      orders_of(in, file_dims, have, want);
    }
    const bool turned = have != want;
    const std::string_view name = n.id;
    NodeDef& p = add(name, "Placeholder", {});
    p.attrs.emplace_back("dtype", attr_number(AttrValue::Kind::kType,
                                              field(n, "dtype") ? type_field(n, "dtype") : tensorflow::kDtFloat));
    const int rank = int(dims.size());
    p.attrs.emplace_back("shape", attr_shape(std::move(dims)));
    if (!turned) return;
    const std::string_view inner = transposed(n, name, order_permutation(have, want, rank));
    renamed_.emplace(n.id, inner);
    for (auto& node : out_.graph.nodes)  // that were translated before
      if (node.name != inner)
        for (auto& i : node.inputs)
          if (i == n.id) i = inner;
  }

  /// The order in which the caller gives the input (`have`) and the one in which the network reads it.
  void orders_of(const ModelInput& in, const Ints& file_dims, std::string& have, std::string& want) {
    if (in.dims.size() != 3) return;
    have = in.order == DimOrder::kNhwc ? "N+C" : "NC+";
    if (in.order == DimOrder::kNc || in.order == DimOrder::kAsIs) have = "";
    if (have.empty()) return;
    want = layout_;
    if (!want.empty()) return;
    // No layer tells: the declared shape may.
    want = have;
    if (file_dims.size() != 4) return;
    const Ints& d = in.dims;
    const Ints same(file_dims.begin() + 1, file_dims.end());
    const Ints other = have == "NC+" ? Ints{d[1], d[2], d[0]} : Ints{d[2], d[0], d[1]};
    if (same != d && same == other) want = have == "NC+" ? "N+C" : "NC+";
  }

  void constant(const Node& n) {
    check_inputs(n, 0, 0);
    const int32_t dtype = type_field(n, "dtype");
    Ints dims = ints_field(n, "shape");
    const Data* values = field(n, "values");
    if (values == nullptr || values->kind != Data::Kind::kBlob) bad("it has no values");
    if (dims.empty() && values->blob.size() == 0) dims = {0};
    NodeDef& c = add(n.id, "Const", {});
    c.attrs.emplace_back("dtype", attr_number(AttrValue::Kind::kType, dtype));
    c.attrs.emplace_back("value", attr_tensor(dtype, std::move(dims), values->blob));
  }

  /// Attributes of a window: strides and, where there are, dilations, as TensorFlow's lists of four.
  void window_attrs(const Node& n, const std::string& letters, NodeDef& to) {
    const auto four = [&](const Ints& two, const char* what) {
      if (two.size() != 2) bad(std::string(what) + " has " + std::to_string(two.size()) + " entries, 2 expected");
      return letters == "NC+" ? Ints{1, 1, two[0], two[1]} : Ints{1, two[0], two[1], 1};
    };
    to.attrs.emplace_back("strides", attr_ints(four(required(n, "strides", Data::Kind::kInts).ints, "strides")));
    if (const Ints dilation = ints_field(n, "dilation"); !dilation.empty())
      to.attrs.emplace_back("dilations", attr_ints(four(dilation, "dilation")));
    if (n.operation == "Pool")
      to.attrs.emplace_back("ksize", attr_ints(four(required(n, "kernel", Data::Kind::kInts).ints, "kernel")));
    const std::string implicit = text_field(n, "implicit_padding");
    if (!implicit.empty() && implicit != "same") bad("implicit_padding is " + quote(implicit));
    to.attrs.emplace_back("padding", attr_text(implicit == "same" ? "SAME" : "VALID"));
    to.attrs.emplace_back("data_format", attr_text(letters == "NC+" ? "NCHW" : "NHWC"));
  }
  std::string data_order(const Node& n, size_t i) {
    std::string letters = order(n, i, 'N', layout_.empty() ? "N+C" : layout_);
    if (letters != "NC+" && letters != "N+C") bad("the order of its data is " + quote(letters));
    return letters;
  }
  /// Explicit padding is a Pad in front, which is what the converter folded into the layer; passes fold it again.
  std::string_view padded(const Node& n, std::string_view input, const std::string& letters) {
    const Ints padding = ints_field(n, "padding");
    if (std::all_of(padding.begin(), padding.end(), [](int64_t p) { return p == 0; })) return input;
    if (padding.size() != 2) bad("padding has " + std::to_string(padding.size()) + " entries, 2 expected");
    if (text_field(n, "implicit_padding") == "same") bad("it has both an explicit and an implicit padding");
    const int64_t h = padding[0], w = padding[1];
    const Ints amounts = letters == "NC+" ? Ints{0, 0, 0, 0, h, h, w, w} : Ints{0, 0, h, h, w, w, 0, 0};
    const std::string_view by = made_name(n, "paddings"), name = made_name(n, "padded");
    NodeDef& c = add(by, "Const", {});
    c.attrs.emplace_back("dtype", attr_number(AttrValue::Kind::kType, tensorflow::kDtInt32));
    c.attrs.emplace_back("value", attr_tensor(tensorflow::kDtInt32, {4, 2}, texts_.int32s(amounts)));
    add(name, "Pad", {input, by});
    return name;
  }
  /// Dims of a constant of the file; empty if the node is none.
  Ints constant_dims(std::string_view id) {
    const auto it = by_id_.find(id);
    return it != by_id_.end() && it->second->operation == "Const" ? ints_field(*it->second, "shape") : Ints();
  }

  void conv(const Node& n) {
    check_inputs(n, 2, 2);
    const std::string letters = data_order(n, 0);
    const std::string_view weights = transposed(n, n.inputs[1], order_permutation(order(n, 1, 'K', "+CK"), "+CK", 4));
    const int64_t groups = int_field(n, "number_groups", 1);
    const Ints dims = constant_dims(n.inputs[1]);
    // The converter writes depthwise weights as [H, W, groups, multiplier].
    const bool depthwise = groups > 1 && dims.size() == 4 && dims[2] == groups;
    const std::string_view x = padded(n, n.inputs[0], letters);
    window_attrs(n, letters, add(n.id, depthwise ? "DepthwiseConv2dNative" : "Conv2D", {x, weights}));
  }

  void conv_transpose(const Node& n) {
    check_inputs(n, 3, 3);
    if (int_field(n, "number_groups", 1) != 1)
      fail(ErrorCode::kUnsupported, "it has groups, which TensorFlow's has not", "use one group");
    const std::string letters = data_order(n, 0);
    const std::string_view weights = transposed(n, n.inputs[1], order_permutation(order(n, 1, 'K', "+KC"), "+KC", 4));
    const Ints padding = ints_field(n, "padding");
    if (std::any_of(padding.begin(), padding.end(), [](int64_t p) { return p != 0; }))
      fail(ErrorCode::kUnsupported, "it has an explicit padding", "use SAME or VALID");
    window_attrs(n, letters, add(n.id, "Conv2DBackpropInput", {n.inputs[2], weights, n.inputs[0]}));
  }

  void pool(const Node& n) {
    check_inputs(n, 1, 1);
    const std::string func = text_field(n, "func");
    if (func != "max" && func != "avg") bad("func is " + quote(func) + ", max or avg expected");
    const std::string letters = data_order(n, 0);
    const std::string_view x = padded(n, n.inputs[0], letters);
    window_attrs(n, letters, add(n.id, func == "max" ? "MaxPool" : "AvgPool", {x}));
  }

  void fully_connected(const Node& n) {
    check_inputs(n, 2, 2);
    const std::string left = order(n, 0, 'N', "NC"), right = order(n, 1, 'K', "KC");
    NodeDef& m = add(n.id, "MatMul", n.inputs);
    m.attrs.emplace_back("transpose_a", attr_number(AttrValue::Kind::kBool, left == "CN"));
    m.attrs.emplace_back("transpose_b", attr_number(AttrValue::Kind::kBool, right == "KC"));
  }

  /// The converter calls the depth radius window_size, and its order says NC+ whatever the layout is.
  void lrn(const Node& n) {
    check_inputs(n, 1, 1);
    const bool channels_first = layout_ == "NC+";
    const Ints to_last{0, 2, 3, 1}, back{0, 3, 1, 2};
    const std::string_view x = channels_first ? transposed(n, n.inputs[0], to_last) : n.inputs[0];
    const std::string_view name = channels_first ? made_name(n, "channels_last") : n.id;
    NodeDef& l = add(name, "LRN", {x});
    l.attrs.emplace_back("depth_radius", attr_number(AttrValue::Kind::kInt, int_field(n, "window_size")));
    for (const auto& [key, field_name] : {std::pair("alpha", "alpha"), {"beta", "beta"}, {"bias", "k"}})
      l.attrs.emplace_back(key, attr_float(required(n, field_name, Data::Kind::kDouble).doubles[0]));
    if (!channels_first) return;
    add(n.id, "Transpose", {name, int_constant(n, "perm", back, false)});
  }

  void by_function(const Node& n) {
    const std::string func = text_field(n, "func");
    const std::string_view op = tensorflow_operator(n.operation, func);
    if (op.empty()) bad("func is " + quote(func) + ", which the operation does not have");
    if (n.operation != "Reduce") return simple(n, op, n.operation == "Binary" ? 2 : 1);
    check_inputs(n, 1, 1);
    const std::string_view axes = int_constant(n, "axes", required(n, "axes", Data::Kind::kInts).ints, false);
    add(n.id, op, {n.inputs[0], axes})
        .attrs.emplace_back("keep_dims", attr_number(AttrValue::Kind::kBool, bool_field(n, "keepdims", true)));
  }

  void batch_norm(const Node& n) {
    check_inputs(n, 5, 5);
    const std::string letters = data_order(n, 0);
    NodeDef& b = add(n.id, "FusedBatchNorm", n.inputs);
    b.attrs.emplace_back("epsilon", attr_float(required(n, "epsilon", Data::Kind::kDouble).doubles[0]));
    b.attrs.emplace_back("is_training", attr_number(AttrValue::Kind::kBool, 0));
    b.attrs.emplace_back("data_format", attr_text(letters == "NC+" ? "NCHW" : "NHWC"));
  }

  /// All dims but the batch become one: [shape(x)[0], -1].
  void flatten(const Node& n) {
    check_inputs(n, 1, 1);
    const std::string_view shape = made_name(n, "shape"), batch = made_name(n, "batch"), dims = made_name(n, "dims");
    add(shape, "Shape", {n.inputs[0]});
    const std::string_view zero = int_constant(n, "zero", {0}, false), one = int_constant(n, "one", {1}, false);
    add(batch, "StridedSlice", {shape, zero, one, one});
    add(dims, "ConcatV2", {batch, int_constant(n, "rest", {-1}, false), int_constant(n, "axis", {0}, true)});
    add(n.id, "Reshape", {n.inputs[0], dims});
  }

  void strided_slice(const Node& n) {
    check_inputs(n, 4, 4);
    NodeDef& s = add(n.id, "StridedSlice", n.inputs);
    for (const char* mask : {"begin_mask", "end_mask", "shrink_axis_mask"})
      s.attrs.emplace_back(mask, attr_number(AttrValue::Kind::kInt, int_field(n, mask, 0)));
  }

  void gather(const Node& n) {
    check_inputs(n, 2, 2);
    if (n.operation == "Gather") return simple(n, "Gather", 2);
    add(n.id, "GatherV2", {n.inputs[0], n.inputs[1], int_constant(n, "axis", {int_field(n, "axis", 0)}, true)});
  }

  void with_axis(const Node& n) {
    const bool joins = n.operation == "Concat" || n.operation == "Stack";
    check_inputs(n, 1, joins ? SIZE_MAX : 1);
    const int64_t axis = int_field(n, "axis");
    if (n.operation == "Stack") {  // an attribute of TensorFlow's operator, an operand of the others
      add(n.id, "Pack", n.inputs).attrs.emplace_back("axis", attr_number(AttrValue::Kind::kInt, axis));
      return;
    }
    std::vector<std::string_view> inputs = n.inputs;
    inputs.push_back(int_constant(n, "axis", {axis}, true));
    add(n.id, joins ? "ConcatV2" : n.operation, std::move(inputs));
  }

  /// "_Name": TensorFlow's operator of that name, or a plugin.
  void custom(const Node& n) {
    std::vector<std::pair<std::string_view, AttrValue>> attrs;
    for (const auto& [key, value] : n.fields) attrs.emplace_back(key, attribute(n, key));
    add(n.id, n.operation.substr(1), n.inputs).attrs = std::move(attrs);
  }
  AttrValue attribute(const Node& n, std::string_view key) {
    const Data* d = field(n, key);
    AttrValue a;
    if (d == nullptr) return a;
    using Kind = Data::Kind;
    using To = AttrValue::Kind;
    static const std::map<Kind, To> kKinds = {
        {Kind::kString, To::kString}, {Kind::kStrings, To::kList}, {Kind::kDouble, To::kFloat},
        {Kind::kDoubles, To::kList},  {Kind::kBool, To::kBool},    {Kind::kBools, To::kList},
        {Kind::kInt, To::kInt},       {Kind::kInts, To::kList},    {Kind::kType, To::kType}};
    const auto to = kKinds.find(d->kind);
    if (to == kKinds.end()) bad("the field " + quote(key) + " is of a kind that a custom operation cannot have");
    a.kind = to->second;
    a.strings = d->strings;
    a.ints = d->ints;
    a.floats.assign(d->doubles.begin(), d->doubles.end());
    if (d->kind == Kind::kType) a.ints = {type_field(n, key)};
    return a;
  }

  const MetaGraph& meta_;
  const Graph& graph_;
  MadeTexts& texts_;
  std::unordered_map<std::string_view, const Node*> by_id_;
  std::map<std::string, const ModelInput*, std::less<>> inputs_;
  std::unordered_map<std::string_view, std::string_view> renamed_;  // inputs that are read through a transpose
  std::string layout_;
  Failures failures_;
  TensorFlowGraph out_;
  int64_t made_ = 0;
};

}  // namespace

TensorFlowGraph to_tensorflow(const MetaGraph& meta, const std::vector<ModelInput>& inputs, MadeTexts& texts) {
  if (meta.graphs.empty()) bad("the file has no graph");
  if (meta.graphs.size() > 1)
    fail(ErrorCode::kUnsupported, "the file has " + std::to_string(meta.graphs.size()) + " graphs",
         "convert the model into one graph");
  for (const auto& d : meta.descriptors)
    if (!d.optional && d.id != "tensorflow_extension" && d.id != "custom")
      fail(ErrorCode::kUnsupported, "the file needs the vocabulary " + quote(d.id), "convert the model without it");
  return Translation(meta, meta.graphs[0], inputs, texts).run();
}

}  // namespace sinter::uff
