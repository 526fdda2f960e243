// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sinter/network.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

#include "api/network_impl.h"
#include "base/text.h"
#include "ir/print.h"
#include "ops/op_list.h"
#include "ops/read_values.h"
#include "sinter/error.h"

namespace sinter {
namespace {

Graph& graph_of(const Network& n) { return *n.impl().graph; }

Attr to_internal(const Attribute::Value& v) {
  return std::visit([](const auto& x) -> Attr { return x; }, v);
}

/// The name that was probably meant, else `otherwise`.
std::string remedy_for_name(const Graph& graph, const std::string& name, const std::string& otherwise) {
  constexpr size_t kMostNames = 10000;  // each is compared
  std::vector<std::string_view> names;
  const auto add = [&](ValueId v) {
    const Value& value = graph.value(v);
    if (value.type.is_tensor() && !value.name.empty() && names.size() < kMostNames) names.push_back(value.name);
  };
  for (ValueId v : graph.inputs()) add(v);
  for (NodeId n : graph.order())
    for (ValueId v : graph.node(n).outputs)
      if (v != kNoValue) add(v);
  const std::string best = did_you_mean(name, names);
  return best.empty() ? otherwise : best;
}

}  // namespace

std::string Tensor::name() const { return network_ ? network_->graph->value(id_).name : std::string(); }
DataType Tensor::dtype() const {
  return network_ ? innermost(network_->graph->value(id_).type).dtype : DataType::kInvalid;
}
std::string Tensor::type_text() const { return network_ ? to_string(network_->graph->value(id_).type) : std::string(); }
Dims Tensor::dims() const {
  Dims out;
  if (network_)
    for (const auto& d : network_->graph->tensor(id_).dims) out.push_back(d.constant().value_or(-1));
  return out;
}
std::string Tensor::dims_text() const { return network_ ? to_string(network_->graph->tensor(id_).dims) : "[]"; }

Network::Network(std::string name) : impl_(std::make_unique<NetworkImpl>()) {
  impl_->name = std::move(name);
  impl_->graph = std::make_unique<Graph>("main");
}
Network::~Network() = default;
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;

const std::string& Network::name() const { return impl_->name; }
const std::vector<std::pair<std::string, std::string>>& Network::metadata() const { return impl_->metadata; }

Tensor Network::add_input(const std::string& name, DataType dtype, const Dims& dims,
                          const std::vector<std::string>& dim_names) {
  Graph& g = graph_of(*this);
  if (g.find_value(name) != kNoValue)
    fail(ErrorCode::kInvalidArgument, "a tensor named " + quote(name) + " exists already",
         "give each input a name of its own");
  SymDims sym;
  for (size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] < -1)
      fail(ErrorCode::kInvalidArgument, "input " + quote(name) + " has dim " + std::to_string(dims[i]),
           "use -1 for dynamic dims");
    const bool named = i < dim_names.size() && !dim_names[i].empty();
    if (dims[i] >= 0)
      sym.emplace_back(dims[i]);
    else
      sym.push_back(Dim::symbol(sanitize_symbol(named ? dim_names[i] : name + "." + std::to_string(i))));
  }
  return Tensor(impl_.get(), g.add_input(name, ValueType(dtype, std::move(sym))));
}

Tensor Network::add_constant(DataType dtype, const Dims& dims, std::span<const std::byte> bytes,
                             const std::string& name) {
  if (int64_t(bytes.size()) != bytes_of(dtype, element_count(dims)))
    fail(ErrorCode::kInvalidArgument,
         "constant " + quote(name) + " of " + std::string(to_string(dtype)) + to_string(dims) + " needs " +
             std::to_string(bytes_of(dtype, element_count(dims))) + " bytes, " + std::to_string(bytes.size()) +
             " were given",
         "pass exactly the tensor's bytes");
  return Tensor(impl_.get(),
                graph_of(*this).add_constant(Weights::own(dtype, dims, {bytes.begin(), bytes.end()}), name));
}

std::vector<Tensor> Network::add(std::string_view op, std::span<const Tensor> inputs,
                                 std::span<const Attribute> attributes, const std::string& name, int num_outputs) {
  std::vector<NamedAttr> attrs;
  for (const auto& a : attributes) attrs.push_back({a.name, to_internal(a.value)});
  std::vector<ValueId> in;
  for (const Tensor& t : inputs) {
    if (t.valid() && t.network_ != impl_.get())
      fail(ErrorCode::kInvalidArgument, "an input of " + quote(name) + " belongs to another network",
           "use tensors of this network");
    in.push_back(t.valid() ? t.id_ : kNoValue);
  }
  NodeMeta meta;
  if (!name.empty()) meta.sources = {name};
  meta.num_outputs = num_outputs;
  Graph& g = graph_of(*this);
  const Op made = make_op(op, attrs);
  read_shape_operands(g, made, in, true);
  const NodeId id = g.add(made, std::move(in), std::move(meta));
  std::vector<Tensor> out;
  for (ValueId v : g.node(id).outputs) out.push_back(Tensor(impl_.get(), v));
  return out;
}

Tensor Network::add1(std::string_view op, std::initializer_list<Tensor> inputs,
                     std::initializer_list<Attribute> attributes, const std::string& name) {
  return add(op, std::vector<Tensor>(inputs), std::vector<Attribute>(attributes), name).at(0);
}

void Network::mark_output(Tensor t, const std::string& name) {
  Graph& g = graph_of(*this);
  if (!t.valid() || t.network_ != impl_.get())
    fail(ErrorCode::kInvalidArgument, "an output is no tensor of this network", "mark a tensor that 'add' returned");
  if (g.is_output(t.id_)) return;
  auto outputs = g.outputs();
  outputs.push_back(t.id_);
  g.set_outputs(std::move(outputs));
  if (!name.empty() && g.value(t.id_).name != name) g.rename(t.id_, name);
  g.value(t.id_).user_named = true;
}

void Network::unmark_output(Tensor t) {
  Graph& g = graph_of(*this);
  auto outputs = g.outputs();
  outputs.erase(std::remove(outputs.begin(), outputs.end(), t.id_), outputs.end());
  g.set_outputs(std::move(outputs));
}

std::vector<Tensor> Network::inputs() const {
  std::vector<Tensor> out;
  for (ValueId v : graph_of(*this).inputs()) out.push_back(Tensor(impl_.get(), v));
  return out;
}
std::vector<Tensor> Network::outputs() const {
  std::vector<Tensor> out;
  for (ValueId v : graph_of(*this).outputs()) out.push_back(Tensor(impl_.get(), v));
  return out;
}
Tensor Network::find(std::string_view name) const {
  const ValueId v = graph_of(*this).find_value(name);
  return v == kNoValue ? Tensor() : Tensor(impl_.get(), v);
}
ValueId tensor_named(const Graph& graph, const std::string& name, const std::string& remedy) {
  const ValueId v = graph.find_value(name);
  if (v == kNoValue || !graph.value(v).type.is_tensor())
    fail(ErrorCode::kInvalidArgument, "the network has no tensor " + quote(name), remedy_for_name(graph, name, remedy));
  return v;
}
size_t Network::num_nodes() const { return graph_of(*this).num_nodes(); }
std::string Network::to_text() const { return print_graph(graph_of(*this)); }

}  // namespace sinter
