// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A while loop becomes a Loop as plain as its variables allow:
// - what no iteration changes is read from outside;
// - counters (a number + 1 per iteration) that alone end the loop become its trip count and the iteration's number;
// - an array that every iteration writes at its own number is stacked by the Loop; other arrays that are written are
//   carried as tensors, for which the first write in a trial import tells the type of the elements;
// - what is left is carried. Where its dims change from one iteration to the next the body is imported again, because
//   what is decided during import may follow from shapes.
#include "import/tensorflow/loop.h"

#include <algorithm>
#include <set>

#include "import/tensorflow/data_type.h"
#include "import/tensorflow/graph_importer.h"
#include "ops/expand.h"
#include "ops/loop.h"
#include "ops/region_infer.h"

namespace sinter::tensorflow {
namespace {

enum class Role : uint8_t { kInvariant, kCounter, kScanned, kProbed, kCarried, kCarriedArray };

struct Variable {
  Role role = Role::kCarried;
  int64_t start = 0;           // of a counter
  int id = -1;                 // of a scanned or probed array
  ValueId outer = kNoValue;    // carried: what it begins with
  std::vector<bool> changing;  // per dim of a carried one
};

class LoopBuilder {
 public:
  LoopBuilder(OpContext& ctx, const WhileLoop& loop)
      : ctx_(ctx),
        loop_(loop),
        region_(ctx.scope().region()),
        variables_(loop.initial.size()),
        initial_(loop.initial) {}

  std::vector<Binding> run() {
    find_roles();
    for (;;) {
      prepare_carried();
      try {
        const size_t failures = ctx_.importer().num_failures();
        if (!import_settled_body(failures)) return std::vector<Binding>(variables_.size(), Binding::failed());
        return finish();
      } catch (const ArrayNeeds& needs) {
        if (!foresee(needs)) throw;
      }
    }
  }

 private:
  // ---- what the variables are ----

  void find_roles() {
    for (size_t i = 0; i < variables_.size(); ++i)
      if (loop_.body_variable(loop_.body_nodes->skip_identity(loop_.results[i])) == int(i))
        variables_[i].role = Role::kInvariant;
    find_counters();
    counted_ = find_limits(loop_.condition, 0) && !limits_.empty();
    for (size_t i = 0; i < variables_.size(); ++i) {
      Variable& v = variables_[i];
      if (v.role == Role::kCounter && !counted_) v.role = Role::kCarried;
      if (v.role == Role::kInvariant || initial_[i].kind != Binding::Kind::kArray) continue;
      const ArrayState& array = *initial_[i].array;
      // An array that a loop around writes in its own way: that one must carry it.
      if (array.scan >= 0 || array.probe >= 0) throw ArrayNeeds{std::max(array.scan, array.probe), {}};
      if (array.contents.kind != Binding::Kind::kNothing)
        v.role = Role::kCarriedArray;
      else
        v.role = counted_ && fits_trips(array) ? Role::kScanned : Role::kProbed;
      v.id = ctx_.importer().next_array_id();
    }
  }

  std::optional<Weights> constant(const NodeSet& nodes, Source s) {
    s = nodes.skip_identity(s);
    const NodeDef& node = nodes.node(s.node);
    if (node.op == "Const") {
      const AttrValue* a = node.attr("value");
      if (a && a->kind == AttrValue::Kind::kTensor) return ctx_.importer().constant(a->tensors[0]);
    }
    if (const Binding* b = loop_.constant(s)) {
      Binding copy = *b;
      if (const Weights* w = ctx_.scope().weights(copy)) return *w;
    }
    return std::nullopt;
  }

  static std::optional<int64_t> int_scalar_of(const std::optional<Weights>& w) {
    if (!w || w->count() != 1 || !w->dims().empty() || !is_integer(w->dtype())) return std::nullopt;
    return w->to_ints()[0];
  }

  void find_counters() {
    const NodeSet& nodes = *loop_.body_nodes;
    for (size_t i = 0; i < variables_.size(); ++i) {
      Binding& initial = initial_[i];
      const Weights* w = ctx_.scope().weights(initial);
      const auto start = int_scalar_of(w ? std::optional(*w) : std::nullopt);
      const Source next = nodes.skip_identity(loop_.results[i]);
      const NodeDef& node = nodes.node(next.node);
      if (!start || (node.op != "Add" && node.op != "AddV2") || nodes.inputs(next.node).size() != 2) continue;
      if (w->dtype() != DataType::kInt32 && w->dtype() != DataType::kInt64) continue;
      const auto& in = nodes.inputs(next.node);
      for (int k = 0; k < 2; ++k) {
        const bool own = loop_.body_variable(nodes.skip_identity(in[size_t(k)])) == int(i);
        if (!own || int_scalar_of(constant(nodes, in[size_t(1 - k)])) != 1) continue;
        variables_[i].role = Role::kCounter;
        variables_[i].start = *start;
        break;
      }
    }
  }

  /// Whether nothing but counters that reach a limit ends the loop.
  bool find_limits(Source s, int depth) {
    const NodeSet& nodes = *loop_.condition_nodes;
    s = nodes.skip_identity(s);
    const std::string_view op = nodes.node(s.node).op;
    const auto& in = nodes.inputs(s.node);
    if (op == "LogicalAnd" && in.size() == 2 && depth < 8)
      return find_limits(in[0], depth + 1) && find_limits(in[1], depth + 1);
    if ((op != "Less" && op != "Greater") || in.size() != 2) return false;
    const Source counter = nodes.skip_identity(in[op == "Less" ? 0 : 1]);
    const Source limit = nodes.skip_identity(in[op == "Less" ? 1 : 0]);
    const int c = loop_.condition_variable(counter), k = loop_.condition_variable(limit);
    if (c < 0 || variables_[size_t(c)].role != Role::kCounter) return false;
    Binding bound;
    if (k >= 0) {
      if (variables_[size_t(k)].role != Role::kInvariant) return false;
      bound = initial_[size_t(k)];
    } else if (const Binding* b = loop_.constant(limit)) {
      bound = *b;
    } else if (auto w = constant(nodes, limit)) {
      bound = Binding::of_weights(std::move(*w));
    } else {
      return false;
    }
    limits_.push_back({variables_[size_t(c)].start, std::move(bound)});
    return true;
  }

  // ---- the number of iterations ----

  struct Limit {
    int64_t start;
    Binding limit;
  };

  std::optional<int64_t> known_trips() {
    std::optional<int64_t> least;
    for (Limit& l : limits_) {
      const Weights* w = ctx_.scope().weights(l.limit);
      const auto end = int_scalar_of(w ? std::optional(*w) : std::nullopt);
      if (!end) return std::nullopt;
      const int64_t n = std::max<int64_t>(0, *end <= l.start ? 0 : *end - l.start);
      least = least ? std::min(*least, n) : n;
    }
    return least;
  }

  ValueId trips() {
    if (const auto n = known_trips()) return ctx_.int_scalar(*n);
    ValueId all = kNoValue;
    for (Limit& l : limits_) {
      ValueId n = ctx_.reshape(ctx_.cast(region_.value(l.limit), DataType::kInt64), {});
      if (l.start != 0) n = ctx_.add("Sub", {n, ctx_.int_scalar(l.start)});
      all = all == kNoValue ? n : ctx_.add("Min", {all, n});
    }
    return ctx_.add("Max", {all, ctx_.int_scalar(0)});
  }

  /// An array of another size than the number of iterations is not the stack of what they write.
  bool fits_trips(const ArrayState& array) {
    if (array.grows) return true;
    Binding size = array.size;
    const Weights* w = ctx_.scope().weights(size);
    const auto n = known_trips();
    return !w || !n || w->count() != 1 || w->to_ints()[0] == *n;
  }

  // ---- carried values ----

  void prepare_carried() {
    for (size_t i = 0; i < variables_.size(); ++i) {
      Variable& v = variables_[i];
      if (v.outer != kNoValue) continue;
      if (v.role == Role::kCarried) {
        v.outer = region_.value(initial_[i]);
      } else if (v.role == Role::kCarriedArray) {
        Binding contents = initial_[i].array->contents;
        v.outer = region_.value(contents);
      } else {
        continue;
      }
      v.changing.assign(ctx_.type_of(v.outer).dims.size(), false);
    }
  }

  /// What an array needs that was used in another way than thought; false if it is none of this loop.
  bool foresee(const ArrayNeeds& needs) {
    for (size_t i = 0; i < variables_.size(); ++i) {
      Variable& v = variables_[i];
      if (v.id != needs.id || (v.role != Role::kScanned && v.role != Role::kProbed)) continue;
      const auto element = needs.element ? needs.element : declared_element(*initial_[i].array);
      if (!element && v.role == Role::kProbed)
        ctx_.unsupported("an array is read before the loop writes it", "give its elements a shape (element_shape)");
      v.role = element ? Role::kCarriedArray : Role::kProbed;
      if (!element) return true;
      v.outer = empty_array(*initial_[i].array, *element);
      v.changing.assign(element->dims.size() + 1, false);
      return true;
    }
    return false;
  }

  static std::optional<TensorType> declared_element(const ArrayState& array) {
    if (array.element.unknown_rank) return std::nullopt;
    TensorType type{.dtype = from_tensorflow(array.dtype), .dims = {}};
    for (int64_t d : array.element.dims) {
      if (d < 0) return std::nullopt;
      type.dims.emplace_back(d);
    }
    return type.dtype == DataType::kInvalid ? std::nullopt : std::optional(type);
  }

  ValueId empty_array(const ArrayState& array, const TensorType& element) {
    if (array.grows)
      ctx_.unsupported("an array grows in a loop, but not by one element in each iteration", "give it a fixed size");
    std::set<std::string> symbols;
    for (const Dim& d : element.dims) d.collect_symbols(symbols);
    for (const std::string& s : symbols)
      if (!ctx_.graph().symbols().contains(s))
        ctx_.unsupported("the elements of an array are " + to_string(element) + ", of a shape that only the loop knows",
                         "give its elements a shape (element_shape)");
    Binding size = array.size;
    SymDims dims = ctx_.shape_values_of(ctx_.reshape(region_.value(size), {Dim(1)}));
    dims.insert(dims.end(), element.dims.begin(), element.dims.end());
    return ctx_.add(Expand{.dims = std::move(dims)}, {ctx_.constant_value(Weights::scalar(element.dtype, 0))});
  }

  // ---- the body ----

  bool import_settled_body(size_t failures) {
    bool all = true;
    for (const Variable& v : variables_)
      if (v.outer != kNoValue && !v.changing.empty()) all = false;
    for (;;) {
      const bool ok = import_body();
      if (ok && !find_changing()) return true;
      if (ok) continue;
      if (all) return false;
      all = true;
      ctx_.importer().forget_failures(failures);
      for (Variable& v : variables_) v.changing.assign(v.changing.size(), true);
    }
  }

  ValueId carried_input(const Variable& v) {
    Graph& g = *body_;
    const ValueId in = g.add_input({}, ctx_.graph().value(v.outer).type);
    for (size_t d = 0; d < v.changing.size(); ++d)
      if (v.changing[d]) g.value(in).type.tensor.dims[d] = changing_dim(g, in, int(d));
    return in;
  }

  ValueId counter_value(const NodeBuilder& make, const Variable& v, DataType dtype) {
    const ValueId n = dtype == DataType::kInt32 ? inner_->iteration32 : inner_->iteration;
    return v.start == 0 ? n : make.add("Add", {n, make.scalar_like(n, double(v.start))});
  }

  bool import_body() {
    body_ = open_region(ctx_.graph(), "body");
    inner_ = std::make_unique<Region>(*body_, region_);
    const NodeBuilder make(*body_, ctx_.source());
    inner_->iteration = body_->add_input({}, ValueType(DataType::kInt64, {}));
    const ValueId again = body_->add_input({}, ValueType(DataType::kBool, {}));
    inner_->iteration32 = make.cast(inner_->iteration, DataType::kInt32);
    std::vector<Binding> now = initial_;
    for (size_t i = 0; i < variables_.size(); ++i)
      if (variables_[i].outer != kNoValue) now[i] = Binding::of_value(*body_, carried_input(variables_[i]));
    for (size_t i = 0; i < variables_.size(); ++i) enter_variable(make, i, now[i]);
    std::vector<Binding> next = loop_.import_body(*inner_, now);
    for (const Binding& b : next)
      if (b.kind == Binding::Kind::kFailed) return false;
    std::vector<ValueId> outputs{again};
    if (!counted_) {
      Binding goes_on = loop_.import_condition(*inner_, next);
      if (goes_on.kind == Binding::Kind::kFailed) return false;
      outputs[0] = make.reshape(inner_->value(goes_on), {});
    }
    collect_outputs(next, outputs);
    body_->set_outputs(std::move(outputs));
    return true;
  }

  void enter_variable(const NodeBuilder& make, size_t i, Binding& now) {
    const Variable& v = variables_[i];
    switch (v.role) {
      case Role::kCounter:
        now = Binding::of_value(*body_, counter_value(make, v, ctx_.scope().weights(initial_[i])->dtype()));
        break;
      case Role::kScanned:
      case Role::kProbed: {
        ArrayState state = *initial_[i].array;
        (v.role == Role::kScanned ? state.scan : state.probe) = v.id;
        now = Binding::of_array(std::move(state));
        break;
      }
      case Role::kCarriedArray: {
        ArrayState state = *initial_[i].array;
        state.contents = std::move(now);
        now = Binding::of_array(std::move(state));
        break;
      }
      default:
        break;
    }
  }

  void collect_outputs(std::vector<Binding>& next, std::vector<ValueId>& outputs) {
    std::vector<ValueId> scanned;
    for (size_t i = 0; i < variables_.size(); ++i) {
      const Variable& v = variables_[i];
      if (v.role == Role::kCarried) outputs.push_back(inner_->value(next[i]));
      const bool array = v.role == Role::kCarriedArray || v.role == Role::kScanned || v.role == Role::kProbed;
      if (!array) continue;
      if (next[i].kind != Binding::Kind::kArray) ctx_.invalid("an array becomes a tensor in a loop");
      Binding part = v.role == Role::kScanned ? next[i].array->scanned : next[i].array->contents;
      // An iteration that does not write: the array keeps what it had.
      if (part.kind == Binding::Kind::kNothing) throw ArrayNeeds{v.id, {}};
      (v.role == Role::kScanned ? scanned : outputs).push_back(inner_->value(part));
    }
    outputs.insert(outputs.end(), scanned.begin(), scanned.end());
  }

  /// Adds dims that an iteration changes; false if there are no more. Other differences are for inference to tell.
  bool find_changing() {
    bool more = false;
    size_t at = 0;
    for (Variable& v : variables_) {
      if (v.outer == kNoValue) continue;
      const ValueType& in = body_->value(body_->inputs()[2 + at]).type;
      const ValueType& out = body_->value(body_->outputs()[1 + at]).type;
      ++at;
      if (!in.is_tensor() || !out.is_tensor() || in.tensor.rank() != out.tensor.rank()) continue;
      for (size_t d = 0; d < v.changing.size(); ++d) {
        if (v.changing[d] || in.tensor.dims[d] == out.tensor.dims[d]) continue;
        v.changing[d] = more = true;
      }
    }
    return more;
  }

  // ---- the node ----

  std::vector<Binding> finish() {
    std::vector<ValueId> inputs{kNoValue, kNoValue};
    if (counted_) {
      inputs[0] = trips();
    } else {
      Binding first = loop_.import_condition(region_, initial_);
      if (first.kind == Binding::Kind::kFailed) return std::vector<Binding>(variables_.size(), Binding::failed());
      inputs[1] = ctx_.reshape(region_.value(first), {});
    }
    int64_t carried = 0;
    for (const Variable& v : variables_)
      if (v.outer != kNoValue) {
        inputs.push_back(v.outer);
        ++carried;
      }
    const auto& captured = inner_->captured();
    inputs.insert(inputs.end(), captured.begin(), captured.end());
    const ValueId count = inputs[0];
    NodeMeta meta;
    meta.sources = {ctx_.source()};
    meta.num_outputs = int(body_->outputs().size()) - 1;
    meta.regions.push_back(std::move(body_));
    const NodeId node = ctx_.graph().add(Loop{.carried = carried}, std::move(inputs), std::move(meta));
    return last_values(ctx_.graph().node(node).outputs, size_t(carried), count);
  }

  std::vector<Binding> last_values(const std::vector<ValueId>& outputs, size_t scanned_from, ValueId count) {
    std::vector<Binding> last = initial_;
    size_t carried = 0, scanned = scanned_from;
    for (size_t i = 0; i < variables_.size(); ++i) {
      const Variable& v = variables_[i];
      if (v.role == Role::kInvariant) continue;
      if (v.role == Role::kCounter) {
        const DataType dtype = ctx_.scope().weights(initial_[i])->dtype();
        const ValueId n = ctx_.cast(count, dtype);
        const ValueId end = v.start == 0 ? n : ctx_.add("Add", {n, ctx_.scalar_like(n, double(v.start))});
        last[i] = Binding::of_value(ctx_.graph(), end);
        continue;
      }
      const ValueId out = outputs[v.role == Role::kScanned ? scanned++ : carried++];
      if (v.role == Role::kCarried) {
        last[i] = Binding::of_value(ctx_.graph(), out);
        continue;
      }
      ArrayState state = *initial_[i].array;
      state.contents = Binding::of_value(ctx_.graph(), out);
      last[i] = Binding::of_array(std::move(state));
    }
    return last;
  }

  OpContext& ctx_;
  const WhileLoop& loop_;
  Region& region_;
  std::vector<Variable> variables_;
  std::vector<Binding> initial_;
  bool counted_ = false;
  std::vector<Limit> limits_;
  std::unique_ptr<Graph> body_;
  std::unique_ptr<Region> inner_;
};

}  // namespace

std::vector<Binding> build_loop(OpContext& ctx, const WhileLoop& loop) { return LoopBuilder(ctx, loop).run(); }

}  // namespace sinter::tensorflow
