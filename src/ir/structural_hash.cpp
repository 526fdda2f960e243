// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Every value gets a hash of what computes it; the graph's hash is made of its inputs' types and its outputs' hashes,
// so that names and the order of independent nodes do not matter. Names of data-dependent sizes come from value names
// and are numbered instead.
#include <map>

#include "ir/constant.h"
#include "ir/print.h"

namespace sinter {
namespace {

class GraphHasher {
 public:
  GraphHasher(const Graph& g, bool with_weights) : g_(g), with_weights_(with_weights) {}

  Hash128 run() {
    values_.resize(g_.value_capacity());
    Hasher whole;
    whole.add(g_.inputs().size());
    for (size_t i = 0; i < g_.inputs().size(); ++i) {
      const ValueId v = g_.inputs()[i];
      Hasher h;
      h.add("input").add(i).add(g_.value(v).formats);
      add_type(h, g_.value(v).type);
      values_[v] = h.finish128();
      whole.add(values_[v]);
    }
    for (NodeId n : g_.order()) node(g_.node(n), whole);
    whole.add(g_.outputs().size());
    for (ValueId v : g_.outputs()) whole.add(values_[v]).add(g_.value(v).formats);
    add_symbols(whole);
    return whole.finish128();
  }

 private:
  std::string text(const Dim& d) {
    if (d.is_const()) return d.to_string();
    return d
        .substitute([this](const std::string& s) -> std::optional<Dim> {
          auto it = g_.symbols().find(s);
          if (it == g_.symbols().end() || !it->second.data_dependent) return std::nullopt;
          // A name that no model gives: '$' is not legal in one.
          return Dim::symbol("$" + std::to_string(sizes_.emplace(s, sizes_.size()).first->second));
        })
        .to_string();
  }

  void add_type(Hasher& h, const ValueType& t) {
    const ValueType* at = &t;
    for (; !at->is_tensor() && at->element; at = at->element.get()) h.add(at->kind);
    h.add(at->tensor.dtype).add(at->tensor.dims.size());
    for (const Dim& d : at->tensor.dims) h.add(text(d));
  }

  void add_attrs(Hasher& h, const Op& op) {
    h.add(op.name());
    op.visit([&](int id, std::string_view, const Attr& a) {
      h.add(id);
      if (const auto* w = std::get_if<Weights>(&a); w && !with_weights_) {
        h.add(w->dtype()).add(w->dims().size());
        for (int64_t d : w->dims()) h.add(d);
      } else if (const auto* dims = std::get_if<SymDims>(&a)) {
        for (const Dim& d : *dims) h.add(text(d));
      } else {
        hash_attr(a, h);
      }
    });
  }

  void node(const Node& n, Hasher& whole) {
    Hasher h;
    add_attrs(h, n.op);
    h.add(n.inputs.size());
    for (ValueId v : n.inputs) h.add(v == kNoValue ? Hash128{} : values_[v]);
    h.add(n.compute_dtype).add(n.compute_wish).add(n.output_wish).add(n.regions.size());
    for (const auto& r : n.regions) h.add(structural_hash(*r, with_weights_));
    h.add(n.outputs.size());
    const Hash128 own = h.finish128();
    for (size_t i = 0; i < n.outputs.size(); ++i) {
      if (n.outputs[i] == kNoValue) continue;
      Hasher out;
      out.add(own).add(i);
      add_type(out, g_.value(n.outputs[i]).type);
      values_[n.outputs[i]] = out.finish128();
    }
    if (n.op.def().traits.side_effect) whole.add(own);
  }

  void add_symbols(Hasher& h) {
    for (const auto& [name, s] : g_.symbols())
      if (!s.data_dependent) h.add(name).add(s.min).add(s.opt).add(s.max);
  }

  const Graph& g_;
  bool with_weights_;
  std::vector<Hash128> values_;
  std::map<std::string, size_t> sizes_;
};

}  // namespace

Hash128 structural_hash(const Graph& graph, bool with_weights) { return GraphHasher(graph, with_weights).run(); }

}  // namespace sinter
