// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The ends of a graph, which a GraphDef does not list: inputs are its placeholders, outputs the values that nobody
// reads, unless the caller says otherwise.
#include <algorithm>
#include <unordered_set>

#include "base/limits.h"
#include "base/text.h"
#include "import/tensorflow/data_type.h"
#include "import/tensorflow/graph_importer.h"
#include "import/tensorflow/importers.h"

namespace sinter::tensorflow {
namespace {

/// Up to this version of the format a placeholder of rank 0 may have any shape.
constexpr int32_t kScalarMeansAnything = 21;

bool is_placeholder(std::string_view op) { return op == "Placeholder" || op == "PlaceholderV2"; }

/// The bytes of a file, which TensorFlow takes as one string.
bool is_file_reader(std::string_view op) {
  constexpr std::string_view kReaders[] = {"DecodeBmp", "DecodeImage", "DecodeJpeg", "DecodePng", "DecodeWav"};
  return std::binary_search(std::begin(kReaders), std::end(kReaders), op);
}

/// Whether all that read a string are decoders of files: it then is taken as the file's bytes.
bool feeds_file_readers(const NodeSet& nodes, uint32_t placeholder) {
  bool any = false;
  for (uint32_t n = 0; n < nodes.size(); ++n)
    for (Source s : nodes.inputs(n)) {
      if (nodes.skip_identity(s).node != placeholder || is_identity(nodes.node(n).op)) continue;
      any = true;
      if (!is_file_reader(nodes.node(n).op)) return false;
    }
  return any;
}

std::string source_name(const NodeSet& nodes, Source s) {
  std::string name(nodes.node(s.node).name);
  return s.output == 0 ? name : name + ":" + std::to_string(s.output);
}

Source named_value(const NodeSet& nodes, const std::string& name, const char* what) {
  if (const auto s = nodes.find(name)) return *s;
  std::vector<std::string_view> names;
  for (uint32_t n = 0; n < nodes.size() && n < 10000; ++n) names.push_back(nodes.node(n).name);
  fail(ErrorCode::kInvalidArgument, "the model has no node " + quote(name) + " that could be an " + what,
       did_you_mean(name, names));
}

/// "NAME:1" may be meant as a shape of one dim. Of what has one output, or is read at its first only, there is no more.
void check_output_exists(const NodeSet& nodes, Source s, const std::string& given) {
  if (s.output == 0) return;
  bool read = false;
  for (uint32_t n = 0; n < nodes.size() && !read; ++n) {
    try {
      for (Source in : nodes.inputs(n)) read = read || in == s;
    } catch (const Error&) {  // told when the node is imported
    }
  }
  if (read) return;
  fail(ErrorCode::kInvalidArgument,
       "the node " + quote(nodes.node(s.node).name) + " has no output " + std::to_string(s.output) + " that is read",
       "a shape of one dim is written " + given + "x");
}

/// What the tensorflow Python package notes of the shapes of values.
const TensorShape* noted_shape(const NodeDef& node, uint32_t output) {
  const AttrValue* a = node.attr("_output_shapes");
  return a && output < a->shapes.size() ? &a->shapes[output] : nullptr;
}

int64_t type_of_attr(const NodeDef& node, std::string_view name) {
  const AttrValue* a = node.attr(name);
  return a && a->kind == AttrValue::Kind::kType && !a->ints.empty() ? a->ints[0] : 0;
}

bool gives_bool(std::string_view op) {
  constexpr std::string_view kOps[] = {"All",        "Any",        "Equal",     "Greater", "GreaterEqual",
                                       "IsFinite",   "IsInf",      "IsNan",     "Less",    "LessEqual",
                                       "LogicalAnd", "LogicalNot", "LogicalOr", "NotEqual"};
  return std::binary_search(std::begin(kOps), std::end(kOps), op);
}

}  // namespace

DataType declared_type(const NodeDef& node, uint32_t output) {
  if (gives_bool(node.op)) return DataType::kBool;
  if ((node.op == "TopKV2" || node.op == "TopK" || node.op == "DecodeWav") && output == 1) return DataType::kInt32;
  if (node.op == "DecodeWav" || node.op == "AudioSpectrogram" || node.op == "Mfcc") return DataType::kFloat32;
  if (node.op == "DecodeJpeg") return DataType::kUInt8;
  for (std::string_view name : {"dtype", "DstT", "output_type", "out_type", "Tparams", "T", "type", "output_dtype"})
    if (const int64_t number = type_of_attr(node, name)) return from_tensorflow(number);
  if (node.op == "ArgMax" || node.op == "ArgMin") return DataType::kInt64;
  if (node.op == "Shape" || node.op == "Size" || node.op == "Rank") return DataType::kInt32;
  if (node.op.starts_with("Resize")) return DataType::kFloat32;
  return DataType::kInvalid;
}

// ---- inputs ----

void GraphImporter::find_inputs(NodeSet& nodes) {
  for (const ModelInput& given : options_.inputs) {
    const Source s = named_value(nodes, given.name, "input");
    check_output_exists(nodes, s, given.name);
    if (given.order != DimOrder::kAsIs)
      fail(ErrorCode::kInvalidArgument, "an order of dims is given for input " + quote(given.name),
           "give its dims in the order that the model has them");
    for (const auto& [other, unused] : given_inputs_)
      if (other == s)
        fail(ErrorCode::kInvalidArgument, "the input " + quote(given.name) + " is given twice", "give it once");
    given_inputs_.emplace_back(s, &given);
    nodes.keep(s.node);
  }
}

std::string GraphImporter::fresh_symbol(const std::string& name) {
  const std::string base = sanitize_symbol(name);
  std::string symbol = base;
  for (int n = 1; !used_symbols_.insert(symbol).second; ++n) symbol = base + "_" + std::to_string(n);
  return symbol;
}

ValueType GraphImporter::input_type(const NodeSet& nodes, Source s, const ModelInput* given) {
  const NodeDef& node = nodes.node(s.node);
  const bool placeholder = is_placeholder(node.op);
  DataType dtype = declared_type(node, s.output);
  if (dtype == DataType::kInvalid) {
    if (placeholder) fail(ErrorCode::kInvalidModel, "its element type is missing", "export the model again");
    dtype = DataType::kFloat32;  // all that is cut in practice and says no type are activations
  }
  const AttrValue* attr = node.attr("shape");
  const TensorShape* shape = noted_shape(node, s.output);
  if (placeholder && attr && attr->kind == AttrValue::Kind::kShape) shape = &attr->shapes[0];
  bool ranked = shape && !shape->unknown_rank;
  if (placeholder && ranked && shape->dims.empty() && file_.graph.producer <= kScalarMeansAnything) ranked = false;
  const Dims forced = given ? given->dims : Dims{};
  const std::string name = source_name(nodes, s);
  if (dtype == DataType::kString && feeds_file_readers(nodes, s.node)) {
    warn("input " + quote(name) + " is the content of a file: give its bytes, as u8[n]");
    if (forced.size() > 1)
      fail(ErrorCode::kInvalidArgument, "the shape " + to_string(forced) + " is given for the bytes of a file",
           "give one dim, or none");
    const bool fixed = !forced.empty() && forced[0] >= 0;
    return ValueType(DataType::kUInt8, {fixed ? Dim(forced[0]) : Dim::symbol(fresh_symbol(name + ".bytes"))});
  }
  if (!ranked && forced.empty() && !given)
    fail(ErrorCode::kUnsupported, "the model does not say its rank",
         "give its shape (--inputs " + name + ":1x224x224x3), or its name alone if it is a scalar (--inputs " + name +
             ")");
  if (!ranked && given && forced.empty() && !placeholder && !shape)
    fail(ErrorCode::kInvalidArgument, "the model is cut at a value whose shape it does not say",
         "give its shape (--inputs " + name + ":1x98x10)");
  if (ranked && !forced.empty() && forced.size() != shape->dims.size())
    fail(ErrorCode::kInvalidArgument,
         "the given shape " + to_string(forced) + " has not the model's rank " + std::to_string(shape->dims.size()),
         "give one dim for each of the model's");
  const size_t rank = ranked ? shape->dims.size() : forced.size();
  if (rank > size_t(limits::kMaxRank))
    fail(ErrorCode::kLimit, "its rank " + std::to_string(rank) + " is above " + std::to_string(limits::kMaxRank),
         "use fewer dims");
  SymDims dims;
  int64_t count = 1;
  for (size_t i = 0; i < rank; ++i) {
    const int64_t declared = ranked ? shape->dims[i] : -1;
    const int64_t d = !forced.empty() && forced[i] >= 0 ? forced[i] : declared;
    dims.push_back(d >= 0 ? Dim(d) : Dim::symbol(fresh_symbol(name + "." + std::to_string(i))));
    if (d > 0 && (__builtin_mul_overflow(count, d, &count) || count > limits::kMaxTensorBytes))
      fail(ErrorCode::kLimit,
           "it has more elements than the " + std::to_string(limits::kMaxTensorBytes) + " bytes that a tensor may have",
           "use smaller dims");
  }
  return ValueType(dtype, std::move(dims));
}

void GraphImporter::add_input(Scope& scope, Source s, const ModelInput* given) {
  const std::string name = source_name(scope.nodes(), s);
  try {
    const ValueId v = scope.graph().add_input(name, input_type(scope.nodes(), s, given));
    scope.bind(s, Binding::of_value(scope.graph(), v));
  } catch (const Error& e) {
    failures_.add("input " + quote(name), e);
    scope.bind_all(s.node, Binding::failed());
  }
}

/// Those that the outputs need: the given ones in their order, then placeholders in the file's.
void GraphImporter::add_inputs(Scope& scope, const std::vector<Source>& targets) {
  const NodeSet& nodes = scope.nodes();
  std::vector<bool> seen(nodes.size()), cut(nodes.size());
  for (const auto& [s, given] : given_inputs_) cut[s.node] = true;
  std::vector<uint32_t> stack;
  for (Source s : targets) stack.push_back(s.node);
  while (!stack.empty()) {
    const uint32_t n = stack.back();
    stack.pop_back();
    if (seen[n]) continue;
    seen[n] = true;
    if (cut[n]) continue;
    try {
      for (Source s : nodes.inputs(n)) stack.push_back(s.node);
      // What a Merge decides by may be tied to it by controls alone.
      if (const auto c = nodes.node(n).op == "Merge" ? body_of(scope).conditions.condition_of(n) : std::nullopt)
        stack.push_back(c->predicate.node);
    } catch (const Error&) {  // told when the node is imported
    }
  }
  for (const auto& [s, given] : given_inputs_) {
    if (!seen[s.node])
      fail(ErrorCode::kInvalidArgument, "the outputs do not need the input " + quote(given->name),
           "leave it out, or choose other outputs");
    add_input(scope, s, given);
  }
  for (uint32_t n = 0; n < nodes.size(); ++n)
    if (seen[n] && !cut[n] && is_placeholder(nodes.node(n).op)) add_input(scope, {n, 0}, nullptr);
}

// ---- outputs ----

namespace {

/// Nodes that work inside while loops: what an Enter reaches without an Exit.
std::vector<bool> inside_loops(const NodeSet& nodes, const std::vector<std::vector<uint32_t>>& readers) {
  std::vector<bool> inside(nodes.size());
  std::vector<uint32_t> stack;
  for (uint32_t n = 0; n < nodes.size(); ++n)
    if (nodes.node(n).op == "Enter" || nodes.node(n).op == "RefEnter") stack.push_back(n);
  while (!stack.empty()) {
    const uint32_t n = stack.back();
    stack.pop_back();
    if (inside[n]) continue;
    inside[n] = true;
    for (uint32_t to : readers[n])
      if (nodes.node(to).op != "Exit" && nodes.node(to).op != "RefExit") stack.push_back(to);
  }
  return inside;
}

std::vector<std::vector<uint32_t>> readers_of(const NodeSet& nodes) {
  std::vector<std::vector<uint32_t>> readers(nodes.size());
  for (uint32_t n = 0; n < nodes.size(); ++n) {
    try {
      for (Source s : nodes.inputs(n)) readers[s.node].push_back(n);
    } catch (const Error&) {  // told when the node is imported
    }
  }
  return readers;
}

/// The pivots of conditions: an Identity of a side's Switch, to which the nodes of the side are tied by controls.
bool is_pivot(const NodeSet& nodes, uint32_t n) {
  if (!is_identity(nodes.node(n).op)) return false;
  try {
    const std::string_view from = nodes.node(nodes.skip_identity({n, 0}).node).op;
    return from == "Switch" || from == "RefSwitch";
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

std::vector<Source> GraphImporter::unread_values(const NodeSet& nodes) const {
  const auto readers = readers_of(nodes);
  const std::vector<bool> inside = inside_loops(nodes, readers);
  std::vector<Source> list;
  for (uint32_t n = 0; n < nodes.size(); ++n) {
    const std::string_view op = nodes.node(n).op;
    if (readers[n].empty() && !inside[n] && !is_left_out(op) && !is_placeholder(op) && op != "Const" &&
        op != "Switch" && op != "LoopCond" && !is_pivot(nodes, n))
      list.push_back({n, 0});
  }
  return list;
}

std::vector<bool> GraphImporter::depends_on_inputs(const NodeSet& nodes) const {
  auto readers = readers_of(nodes);
  std::vector<uint32_t> stack;
  for (const auto& [s, given] : given_inputs_) stack.push_back(s.node);
  for (uint32_t n = 0; n < nodes.size(); ++n) {
    if (is_placeholder(nodes.node(n).op)) stack.push_back(n);
    for (uint32_t from : nodes.controls(n)) readers[from].push_back(n);
  }
  std::vector<bool> depends(nodes.size());
  while (!stack.empty()) {
    const uint32_t n = stack.back();
    stack.pop_back();
    if (depends[n]) continue;
    depends[n] = true;
    stack.insert(stack.end(), readers[n].begin(), readers[n].end());
  }
  return depends;
}

std::vector<GraphImporter::Output> GraphImporter::chosen_outputs(const NodeSet& nodes) const {
  std::vector<Output> list;
  for (const std::string& name : options_.outputs) {
    for (const Output& o : list)
      if (o.name == name)
        fail(ErrorCode::kInvalidArgument, "the output " + quote(name) + " is given twice", "give it once");
    list.push_back({named_value(nodes, name, "output"), name});
  }
  if (!list.empty()) return list;
  const std::vector<Source> unread = unread_values(nodes);
  const std::vector<bool> depends = depends_on_inputs(nodes);
  for (Source s : unread)
    if (depends[s.node]) list.push_back({s, {}});
  if (list.empty())
    for (Source s : unread) list.push_back({s, {}});
  if (list.empty())
    fail(ErrorCode::kInvalidModel, "no value of the graph can be an output", "name its outputs (outputs)");
  return list;
}

void GraphImporter::set_outputs(Scope& scope, const std::vector<Output>& chosen) {
  std::vector<ValueId> values;
  std::vector<std::string> names;
  std::string text;
  const auto add = [&](Source s, std::string name) {
    try {
      values.push_back(scope.value(scope.at(s), scope.full_name(s)));
      text += (text.empty() ? "" : ", ") + quote(name);
      names.push_back(std::move(name));
    } catch (const Error& e) {
      failures_.add("output " + quote(name), e);
    }
  };
  for (const Output& o : chosen) {
    if (!o.name.empty()) {
      add(o.source, o.name);
      continue;
    }
    const size_t count = scope.outputs_of(o.source.node).size();  // all that nobody reads
    for (uint32_t i = 0; i < count; ++i) {
      const Source s{o.source.node, i};
      const Binding::Kind kind = scope.at(s).kind;
      if (kind == Binding::Kind::kValue || kind == Binding::Kind::kWeights) add(s, source_name(scope.nodes(), s));
    }
  }
  if (values.empty() && failures_.empty())
    fail(ErrorCode::kInvalidModel, "the graph has no outputs that are tensors", "name its outputs (outputs)");
  if (options_.outputs.empty()) warn("outputs found: " + text + " (name others with the option outputs)");
  scope.graph().set_outputs(std::move(values), std::move(names));
}

}  // namespace sinter::tensorflow
