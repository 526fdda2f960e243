// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Sequences. One whose elements are known at import time (it was constructed here) leaves nothing behind: what is taken
// out of it is the value that was put in.
#include "import/onnx/operators/sequence.h"

#include "base/text.h"
#include "import/onnx/data_type.h"
#include "import/onnx/graph_importer.h"
#include "ops/concat.h"
#include "ops/sequence.h"
#include "ops/sequence_split.h"
#include "ops/slice.h"

namespace sinter::onnx {

/// Beyond so many elements a sequence is built by the run: every change would copy the list of operands.
constexpr size_t kMaxKnownItems = 256;

int64_t declared_rank(NodeContext& ctx) {
  return ctx.wants(0) ? ctx.importer().declared_rank(ctx.node().outputs[0]) : -1;
}

const ValueType& required_kind(NodeContext& ctx, int i, ValueType::Kind kind, std::string_view word) {
  const ValueType& t = ctx.graph().value(ctx.in(i)).type;
  if (t.kind != kind)
    ctx.invalid("input " + std::to_string(i) + " is " + to_string(t) + " where " + std::string(word) + " is needed");
  return t;
}

namespace {

using Items = std::vector<ValueId>;

const ValueType& sequence_type(NodeContext& ctx, int i) {
  return required_kind(ctx, i, ValueType::Kind::kSequence, "a sequence");
}

/// The elements of input 0 if it was constructed from them.
std::optional<Items> known_items(NodeContext& ctx) {
  sequence_type(ctx, 0);
  const NodeId by = ctx.graph().producer(ctx.in(0));
  if (by == kNoNode || !ctx.graph().node(by).op.is<SequenceConstruct>()) return std::nullopt;
  const Items items = ctx.graph().node(by).inputs;
  return items.size() <= kMaxKnownItems ? std::optional(items) : std::nullopt;
}

/// A position in [0, size), or [0, size] for insertions; nullopt if the run computes it. Error if it is outside.
std::optional<size_t> known_position(NodeContext& ctx, int i, size_t size, bool insertion, int64_t otherwise) {
  int64_t at = otherwise;
  if (ctx.has(i)) {
    const auto known = ctx.const_ints(i);
    if (!known || known->size() != 1) return std::nullopt;
    at = (*known)[0];
  }
  const auto n = int64_t(size);
  if (at < -n || at > n || (at == n && !insertion))
    ctx.invalid("the position " + std::to_string(at) + " is outside a sequence of " + std::to_string(n) + " elements");
  return size_t(at < 0 ? at + n : at);
}

DataType element_type(NodeContext& ctx, int i) { return innermost(ctx.graph().value(ctx.in(i)).type).dtype; }

void finish_items(NodeContext& ctx, Items items, DataType dtype) {
  ctx.finish(SequenceConstruct{.dtype = dtype}, std::move(items));
}

}  // namespace

void import_sequence_empty(NodeContext& ctx) { finish_items(ctx, {}, ctx.type_attr("dtype", DataType::kFloat32)); }

void import_sequence_construct(NodeContext& ctx) {
  if (ctx.num_inputs() == 0) ctx.invalid("it has no inputs", "use SequenceEmpty");
  finish_items(ctx, ctx.ins(), element_type(ctx, 0));
}

void import_sequence_insert(NodeContext& ctx) {
  auto items = known_items(ctx);
  const auto at = items ? known_position(ctx, 2, items->size(), true, int64_t(items->size())) : std::nullopt;
  if (!at) return ctx.finish(SequenceInsert{}, ctx.ins());
  items->insert(items->begin() + int64_t(*at), ctx.in(1));
  finish_items(ctx, std::move(*items), element_type(ctx, 0));
}

void import_sequence_erase(NodeContext& ctx) {
  auto items = known_items(ctx);
  const auto at = items ? known_position(ctx, 1, items->size(), false, -1) : std::nullopt;
  if (!at) return ctx.finish(SequenceErase{}, ctx.ins());
  items->erase(items->begin() + int64_t(*at));
  finish_items(ctx, std::move(*items), element_type(ctx, 0));
}

void import_sequence_at(NodeContext& ctx) {
  const auto items = known_items(ctx);
  const auto at = items ? known_position(ctx, 1, items->size(), false, 0) : std::nullopt;
  if (at) return ctx.output(0, (*items)[*at]);
  ctx.finish(SequenceAt{.rank = declared_rank(ctx)}, ctx.ins());
}

void import_sequence_length(NodeContext& ctx) {
  const auto items = known_items(ctx);
  if (!items) return ctx.finish(SequenceLength{}, ctx.ins());
  const auto n = int64_t(items->size());
  ctx.output(0, Weights::of_ints(DataType::kInt64, {}, std::span(&n, 1)));
}

void import_concat_from_sequence(NodeContext& ctx) {
  const bool new_axis = ctx.bool_attr("new_axis", false);
  const int64_t axis = ctx.int_attr("axis");
  auto items = known_items(ctx);
  if (!items || items->empty()) {
    const int64_t rank = declared_rank(ctx);
    return ctx.finish(
        ConcatFromSequence{.axis = axis, .new_axis = new_axis, .rank = rank > 0 && new_axis ? rank - 1 : rank},
        ctx.ins());
  }
  if (new_axis)
    for (ValueId& v : *items) {
      SymDims dims = ctx.type_of(v).dims;
      dims.insert(dims.begin() + ctx.axis_of(axis, int(dims.size()) + 1), Dim(1));
      v = ctx.reshape(v, std::move(dims));
    }
  ctx.finish(Concat{.axis = axis}, std::move(*items));
}

namespace {

/// The extents of the slices, if they are known and not too many.
std::optional<Ints> known_extents(NodeContext& ctx, const Dim& extent) {
  if (!extent.is_const()) return std::nullopt;
  const int64_t n = extent.value();
  Ints sizes(size_t(std::min<int64_t>(n, kMaxKnownItems + 1)), 1);
  if (ctx.has(1)) {
    const auto given = ctx.const_ints(1);
    if (!given) return std::nullopt;
    sizes = *given;
    if (ctx.rank(1) == 0) {
      if (sizes[0] <= 0) ctx.invalid("the split size is " + std::to_string(sizes[0]));
      const int64_t count = n / sizes[0] + (n % sizes[0] ? 1 : 0), size = sizes[0];
      if (count > int64_t(kMaxKnownItems)) return std::nullopt;
      sizes.assign(size_t(count), size);
      if (n % size) sizes.back() = n % size;
    }
  }
  if (sizes.size() > kMaxKnownItems) return std::nullopt;
  int64_t sum = 0;
  for (int64_t s : sizes)
    if (s < 0 || s > n || (sum += s) > n) ctx.invalid("the split sizes do not sum up to " + std::to_string(n));
  if (sum != n) ctx.invalid("the split sizes do not sum up to " + std::to_string(n));
  return sizes;
}

}  // namespace

void import_split_to_sequence(NodeContext& ctx) {
  const ValueId x = ctx.in(0);
  const TensorType type = ctx.type_of(x);
  const int64_t axis = ctx.axis_of(ctx.int_attr("axis", 0), type.rank());
  const bool keep = ctx.bool_attr("keepdims", true) || ctx.has(1);
  const auto sizes = known_extents(ctx, type.dims[size_t(axis)]);
  if (!sizes) return ctx.finish(SplitToSequence{.axis = axis, .keep_dims = keep}, ctx.ins());
  Items items;
  int64_t at = 0;
  for (int64_t size : *sizes) {
    ValueId v = ctx.add(Slice{.axes = {axis}, .starts = {Dim(at)}, .ends = {Dim(at + size)}}, {x});
    if (!keep) {
      SymDims dims = type.dims;
      dims.erase(dims.begin() + axis);
      v = ctx.reshape(v, std::move(dims));
    }
    items.push_back(v);
    at += size;
  }
  finish_items(ctx, std::move(items), type.dtype);
}

namespace {

/// SequenceMap as the Loop that ONNX defines it by: one iteration per element of the first sequence, which takes the
/// elements out, runs the body on them, and appends what it gives to the output sequences.
class MapAsLoop {
 public:
  explicit MapAsLoop(NodeContext& ctx) : ctx_(ctx), body_(ctx.graph_attr("body")) {
    if (body_.inputs.size() != size_t(ctx.num_inputs()) || body_.outputs.size() < size_t(ctx.num_outputs()))
      ctx.invalid("the body has " + std::to_string(body_.inputs.size()) + " inputs and " +
                  std::to_string(body_.outputs.size()) + " outputs");
    prefix_ = "map of " + std::string(ctx.wants(0) ? ctx.node().outputs[0] : ctx.node().name) + "/";
  }

  void run() {
    GraphProto loop;
    loop.name = own("body");
    loop.initializers = body_.initializers;
    loop.sparse_initializers = body_.sparse_initializers;
    loop.value_infos = body_.value_infos;
    const auto number = own("i"), condition = own("condition");
    add_input(loop, number);
    add_input(loop, condition);
    NodeProto node;
    node.name = ctx_.node().name;
    node.op_type = own_text("Loop");
    node.inputs = {bind("length", ctx_.add(SequenceLength{}, {ctx_.in(0)})), {}};
    for (int i = 0; i < ctx_.num_inputs(); ++i) take_out(loop, i, number);
    for (const auto& n : body_.nodes) loop.nodes.push_back(n);
    add_node(loop, "Identity", {condition}, own("go on"));
    add_output(loop, loop.nodes.back().outputs[0]);
    for (size_t i = 0; i < body_.outputs.size(); ++i) append_output(loop, node, i);
    AttributeProto attribute;
    attribute.name = own_text("body");
    attribute.type = AttributeType::kGraph;
    attribute.value = std::vector<GraphProto>{std::move(loop)};
    node.attributes.push_back(std::move(attribute));
    ctx_.importer().import_made(ctx_.scope(), std::move(node));
  }

 private:
  std::string_view own_text(std::string text) { return ctx_.importer().own_text(std::move(text)); }
  std::string_view own(const std::string& name) { return own_text(prefix_ + name); }
  std::string_view bind(const std::string& name, ValueId v) {
    const auto text = own(name);
    ctx_.scope().bind_value(text, v);
    return text;
  }
  static void add_input(GraphProto& g, std::string_view name) { g.inputs.emplace_back().name = name; }
  static void add_output(GraphProto& g, std::string_view name) { g.outputs.emplace_back().name = name; }
  void add_node(GraphProto& g, const char* op, std::vector<std::string_view> inputs, std::string_view output) {
    NodeProto n;
    n.op_type = own_text(op);
    n.name = output;
    n.inputs = std::move(inputs);
    n.outputs = {output};
    g.nodes.push_back(std::move(n));
  }

  void take_out(GraphProto& loop, int i, std::string_view number) {
    const auto outer = bind("input" + std::to_string(i), ctx_.in(i));
    const bool sequence = ctx_.graph().value(ctx_.in(i)).type.kind == ValueType::Kind::kSequence;
    if (i == 0) sequence_type(ctx_, 0);
    if (sequence)
      add_node(loop, "SequenceAt", {outer, number}, body_.inputs[size_t(i)].name);
    else
      add_node(loop, "Identity", {outer}, body_.inputs[size_t(i)].name);
  }

  void append_output(GraphProto& loop, NodeProto& node, size_t i) {
    const auto& declared = body_.outputs[i];
    if (declared.type.kind != TypeProto::Kind::kTensor)
      ctx_.invalid("the body's output " + quote(declared.name) + " has no tensor type");
    const DataType dtype = data_type_of(declared.type.elem_type);
    node.inputs.push_back(bind("empty" + std::to_string(i), ctx_.add(SequenceConstruct{.dtype = dtype}, {})));
    node.outputs.push_back(i < size_t(ctx_.num_outputs()) ? ctx_.node().outputs[i] : std::string_view());
    const auto before = own("before" + std::to_string(i)), after = own("after" + std::to_string(i));
    add_input(loop, before);
    add_node(loop, "SequenceInsert", {before, declared.name}, after);
    add_output(loop, after);
  }

  NodeContext& ctx_;
  const GraphProto& body_;
  std::string prefix_;
};

}  // namespace

void import_sequence_map(NodeContext& ctx) { MapAsLoop(ctx).run(); }

}  // namespace sinter::onnx
