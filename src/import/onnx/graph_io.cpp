// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The ends of a model's graph: declared inputs become graph inputs with symbolic dims, declared outputs get their
// names.
#include <algorithm>
#include <cctype>

#include "base/limits.h"
#include "base/text.h"
#include "import/onnx/data_type.h"
#include "import/onnx/graph_importer.h"

namespace sinter::onnx {
namespace {

// "?", "-1", "None": what exporters write for an extent they do not know. Two of these are not the same extent.
bool names_an_extent(std::string_view param) {
  if (param == "None") return false;
  return std::any_of(param.begin(), param.end(), [](unsigned char c) { return std::isalpha(c) || c >= 0x80; });
}

// The product of the dims that are known, which later code computes without looking for overflow.
void check_known_extents(const SymDims& dims) {
  int64_t count = 1;
  for (const Dim& d : dims) {
    if (!d.is_const() || d.value() == 0) continue;
    if (!__builtin_mul_overflow(count, d.value(), &count) && count <= limits::kMaxTensorBytes) continue;
    fail(ErrorCode::kLimit,
         "it has more elements than the " + std::to_string(limits::kMaxTensorBytes) + " bytes that a tensor may have",
         "use smaller dims");
  }
}

/// Whether a node of the graph produces the value.
bool is_result(const GraphProto& graph, std::string_view name) {
  return std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const NodeProto& n) {
    return std::find(n.outputs.begin(), n.outputs.end(), name) != n.outputs.end();
  });
}

/// A remedy for a name that no value has.
std::string closest_name(const GraphProto& graph, std::string_view name) {
  constexpr size_t kMostNames = 10000;  // each is compared
  std::vector<std::string_view> names;
  for (const auto& in : graph.inputs) names.push_back(in.name);
  for (const auto& n : graph.nodes)
    for (std::string_view out : n.outputs)
      if (!out.empty() && names.size() < kMostNames) names.push_back(out);
  const std::string best = did_you_mean(name, names);
  return best.empty() ? "see the names with: sinter inspect MODEL --ir" : best;
}

}  // namespace

std::string GraphImporter::fresh_symbol(std::string_view name) {
  const std::string base = sanitize_symbol(name);
  std::string symbol = base;
  for (int n = 1; !used_symbols_.insert(symbol).second; ++n) symbol = base + "_" + std::to_string(n);
  return symbol;
}

std::string GraphImporter::symbol_for(std::string_view param) {
  // Two names that only sanitizing makes alike must stay two symbols.
  auto it = symbols_.find(param);
  if (it == symbols_.end()) it = symbols_.emplace(std::string(param), fresh_symbol(param)).first;
  return it->second;
}

ValueType GraphImporter::type_of(const ValueInfoProto& input) {
  const TypeProto* t = &input.type;
  std::vector<TypeProto::Kind> wrappers;
  for (; t->kind == TypeProto::Kind::kSequence || t->kind == TypeProto::Kind::kOptional; t = &t->elem[0]) {
    wrappers.push_back(t->kind);
    if (t->elem.empty()) fail(ErrorCode::kInvalidModel, "its element type is missing", "export the model again");
  }
  if (t->kind == TypeProto::Kind::kNone)
    fail(ErrorCode::kInvalidModel, "its type is missing", "export the model again");
  if (t->kind != TypeProto::Kind::kTensor)
    fail(ErrorCode::kUnsupported, "maps, sparse and opaque types are not supported as inputs", "use tensors");

  const auto given = options_.input_dims.find(std::string(input.name));
  const Dims* forced = given == options_.input_dims.end() ? nullptr : &given->second;
  if (!t->has_shape && !forced && wrappers.empty())
    fail(ErrorCode::kUnsupported, "the model does not say its rank", "give its shape (input_dims)");
  if (t->has_shape && forced && forced->size() != t->shape.size())
    fail(ErrorCode::kInvalidArgument,
         "the given shape " + to_string(*forced) + " has not the model's rank " + std::to_string(t->shape.size()),
         "give one dim for each of the model's");
  SymDims dims;
  const size_t rank = t->has_shape ? t->shape.size() : forced ? forced->size() : 0;
  if (rank > size_t(limits::kMaxRank))
    fail(ErrorCode::kLimit, "its rank " + std::to_string(rank) + " is above " + std::to_string(limits::kMaxRank),
         "use fewer dims");
  for (size_t i = 0; i < rank; ++i) {
    const Dimension d = t->has_shape ? t->shape[i] : Dimension{};
    if (forced && (*forced)[i] >= 0)
      dims.emplace_back((*forced)[i]);
    else if (d.kind == Dimension::Kind::kParam && names_an_extent(d.param))
      dims.push_back(Dim::symbol(symbol_for(d.param)));
    else if (d.kind == Dimension::Kind::kValue && d.value >= 0)
      dims.emplace_back(d.value);
    else
      dims.push_back(Dim::symbol(fresh_symbol(std::string(input.name) + "." + std::to_string(i))));
  }
  check_known_extents(dims);
  ValueType type(data_type_of(t->elem_type), std::move(dims));
  if (!wrappers.empty()) {  // elements differ; nothing but an element itself tells an extent
    for (Dim& d : type.tensor.dims)
      if (!d.is_const()) d = Dim(-1);
    if (!t->has_shape) type.tensor.ranks = Ranks::kAny;
  }
  for (auto w = wrappers.rbegin(); w != wrappers.rend(); ++w)
    type = *w == TypeProto::Kind::kSequence ? ValueType::sequence_of(type) : ValueType::optional_of(type);
  return type;
}

void GraphImporter::add_inputs(Scope& scope, const GraphProto& graph) {
  for (const auto& input : graph.inputs) {
    // Older files list every initializer as an input too; that a caller may override them is not supported.
    if (scope.is_bound_here(input.name)) continue;
    try {
      if (input.name.empty()) fail(ErrorCode::kInvalidModel, "it has no name", "export the model again");
      scope.bind_value(input.name, scope.graph().add_input(std::string(input.name), type_of(input)));
    } catch (const Error& e) {
      failures_.add("input " + quote(input.name), e);
      if (!input.name.empty()) scope.bind(input.name, {.kind = Binding::Kind::kFailed});
    }
  }
  for (const auto& [name, dims] : options_.input_dims)
    if (scope.graph().find_value(name) == kNoValue && failures_.empty() && !is_result(graph, name))
      fail(ErrorCode::kInvalidArgument, "a shape is given for " + quote(name) + ", which is no value of the model",
           closest_name(graph, name));
}

ValueId GraphImporter::output_value(Scope& scope, std::string_view name) {
  Binding* b = scope.find(name);
  if (!b) fail(ErrorCode::kInvalidModel, "nothing produces it", "export the model again");
  if (b->kind == Binding::Kind::kMissing)
    fail(ErrorCode::kUnsupported, "it is an output of its operator that is not supported", "do not use that output");
  return b->kind == Binding::Kind::kFailed ? kNoValue : scope.value(name, *b);
}

void GraphImporter::set_outputs(Scope& scope, const GraphProto& graph) {
  std::vector<ValueId> outputs;
  std::vector<std::string> names;
  auto add = [&](std::string_view name, const ValueInfoProto* declared) {
    try {
      const ValueId v = output_value(scope, name);
      if (v == kNoValue) return;
      if (std::find(names.begin(), names.end(), name) != names.end())
        fail(ErrorCode::kInvalidModel, "it is listed twice", "give every output a name of its own");
      outputs.push_back(v);
      names.emplace_back(name);
      if (declared) check_declared(scope.graph(), v, *declared);
    } catch (const Error& e) {
      failures_.add("output " + quote(name), e);
    }
  };
  for (const auto& o : graph.outputs) add(o.name, &o);
  for (const auto& name : options_.extra_outputs) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;  // the model's own
    if (!scope.find(name))
      fail(ErrorCode::kInvalidArgument, "the model has no value " + quote(name) + " that could be an output",
           closest_name(graph, name));
    add(name, nullptr);
  }
  if (outputs.empty() && failures_.empty())
    fail(ErrorCode::kInvalidModel, "the model has no outputs", "export the model again");
  scope.graph().set_outputs(std::move(outputs), std::move(names));
}

void GraphImporter::check_declared(Graph& graph, ValueId value, const ValueInfoProto& declared) {
  const TypeProto& t = declared.type;
  if (t.kind != TypeProto::Kind::kTensor || !graph.value(value).type.is_tensor()) return;
  const TensorType& have = graph.tensor(value);
  const DataType dtype = from_onnx(t.elem_type);
  bool same = dtype == DataType::kInvalid || dtype == have.dtype;
  std::string text = std::string(to_string(dtype)) + (t.has_shape ? "[" : "");
  if (t.has_shape) {
    same = same && t.shape.size() == have.dims.size();
    for (size_t i = 0; i < t.shape.size(); ++i) {
      const auto& d = t.shape[i];
      const bool known = d.kind == Dimension::Kind::kValue && d.value >= 0;
      text += (i ? "," : "") + (known ? std::to_string(d.value) : "?");
      if (known && i < have.dims.size() && have.dims[i].is_const() && have.dims[i].value() != d.value) same = false;
    }
    text += "]";
  }
  if (!same) warn("output " + quote(declared.name) + " is declared as " + text + ", but is " + to_string(have));
}

}  // namespace sinter::onnx
