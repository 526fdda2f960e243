// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/emit_plan.h"

#include <algorithm>
#include <set>

#include "base/deep_stack.h"
#include "base/host_object.h"
#include "base/limits.h"
#include "base/text.h"
#include "compile/emit_control.h"
#include "compile/emit_shapes.h"
#include "compile/place_memory.h"
#include "compile/problem.h"
#include "compile/profile.h"
#include "ir/constant.h"
#include "ops/concat.h"
#include "ops/fusion.h"
#include "ops/if.h"
#include "ops/loop.h"
#include "ops/shape_tensor.h"
#include "sinter/error.h"

namespace sinter::compile {
namespace {

using plan::kNone;
using plan::Slot;
using plan::SlotClass;
using plan::StepKind;

std::string op_text(const Op& op) {
  const auto* f = op.as<Fusion>();
  return f ? "Fusion:" + f->kind : std::string(op.name());
}

class Emitter {
 public:
  /// `calls`: of the graph's control-flow nodes. `body`: null for the network itself.
  Emitter(const Graph& g, std::map<NodeId, Choice>& choices, const PartViews& parts, const ControlCalls& calls,
          const BodyInterface* body, PlanPools& pools)
      : graph_(g), choices_(choices), parts_(parts), calls_(calls), body_(body), pools_(pools), shapes_(g) {}

  plan::Plan run() {
    for (NodeId id : graph_.order())
      for (const auto& s : graph_.node(id).fresh_symbols) teller_.try_emplace(s, id);
    used_symbols_ = graph_.symbols_in_use();
    emit_inputs();
    if (!body_) emit_input_elements();  // a body gets what it needs to know as parameters
    emit_outputs();
    for (NodeId id : graph_.order()) emit_node(id);
    finish_outputs();
    for (const auto& c : graph_.checks()) shapes_.check(c);
    finish_shapes();
    place_slots(p_);
    for (const auto& [id, c] : choices_) pools_.add_target(c.target);
    return std::move(p_);
  }

  /// Per slot of the plan that `run` gave, what it needs at most under the bounds that the graph's symbols have now.
  std::vector<int64_t> bytes_now(const plan::Plan& p) const {
    std::vector<int64_t> out;
    for (size_t i = 0; i < p.slots.size(); ++i) {
      const auto v = slot_value_.find(uint32_t(i));
      const bool narrower = v != slot_value_.end() && p.slots[i].cls == SlotClass::kArena &&
                            bounded(graph_.tensor(v->second));
      out.push_back(narrower ? std::min(p.slots[i].max_bytes, max_bytes(graph_.tensor(v->second)))
                             : p.slots[i].max_bytes);
    }
    return out;
  }

 private:
  // ---- slots ----
  /// `told`: by the step that is being emitted, which knows no more than bounds before.
  uint32_t new_slot(ValueId v, uint8_t space, SlotClass cls, bool told = false) {
    const Value& value = graph_.value(v);
    if (cls == SlotClass::kHostValue || is_object(value.type)) return object_slot(v, cls);
    Slot s;
    s.name = value.name;
    s.dtype = value.type.tensor.dtype;
    s.space = space;
    s.cls = cls;
    for (const auto& d : value.type.tensor.dims) s.dims.push_back(shapes_.reg(d));
    if (told || cls == SlotClass::kExternal) s.bound = bound_registers(value.type.tensor.dims, told);
    s.max_bytes = max_bytes(value.type.tensor);
    s.first_step = s.last_step = uint32_t(p_.steps.size());
    slot_value_[uint32_t(p_.slots.size())] = v;
    p_.slots.push_back(std::move(s));
    return uint32_t(p_.slots.size() - 1);
  }

  // A value that lives in an object of the context; constants of strings are objects of the engine.
  uint32_t object_slot(ValueId v, SlotClass cls) {
    const Value& value = graph_.value(v);
    Slot s;
    s.name = value.name;
    s.nesting = nesting_of(value.type);
    s.dtype = innermost(value.type).dtype;
    s.cls = cls == SlotClass::kConstant ? cls : SlotClass::kHostValue;
    if (value.type.is_tensor())
      for (const auto& d : value.type.tensor.dims) s.dims.push_back(shapes_.reg(d));
    s.first_step = s.last_step = uint32_t(p_.steps.size());
    pools_.use_feature("objects");
    p_.slots.push_back(std::move(s));
    return uint32_t(p_.slots.size() - 1);
  }

  // Upper bounds of dims that are not known yet: for a step that tells them what is known before it, for a network
  // output what is known when a run begins. Empty where there are none, or nothing is late.
  std::vector<uint32_t> bound_registers(const SymDims& dims, bool told) {
    const uint32_t latest = told ? shapes_.stage() - 1 : 0;
    std::vector<uint32_t> out;
    bool late = false;
    for (const Dim& d : dims) {
      uint32_t r = shapes_.reg(d);
      if (shapes_.stage_of(r) > latest) {
        late = true;
        const auto bound = told ? told_bound(d) : outer_bound(d);
        if (!bound || !shapes_.known(*bound)) return {};
        r = shapes_.reg(*bound);
        if (shapes_.stage_of(r) > latest) return {};
      }
      out.push_back(r);
    }
    return late ? out : std::vector<uint32_t>{};
  }
  // With the sizes that the present step tells at their upper bounds.
  std::optional<Dim> told_bound(const Dim& d) const {
    return d.substitute([&](const std::string& s) -> std::optional<Dim> {
      if (!telling_.contains(s)) return std::nullopt;
      return graph_.symbols().at(s).upper;
    });
  }
  // With all data-dependent sizes at their upper bounds, where the dim cannot shrink when they grow.
  std::optional<Dim> outer_bound(const Dim& d) const {
    for (const auto& t : d.expr() ? d.expr()->terms : std::vector<DimTerm>{})
      for (const auto& a : t.atoms) {
        const Dim atom = a.kind == DimAtomKind::kSymbol ? Dim::symbol(a.name) : DimExpr::atom(a.kind, a.a, a.b);
        const bool grows = a.kind == DimAtomKind::kSymbol && t.coefficient > 0 && graph_.bounds(atom).min >= 0;
        if (!grows && graph_.is_late(Dim(t.coefficient) * atom)) return std::nullopt;
      }
    return upper_bound(graph_, d);
  }

  // Upper bound in bytes; 0 if there is none.
  int64_t max_bytes(const TensorType& t) const {
    int64_t n = 1;
    for (int64_t d : max_dims(graph_, t.dims))
      if (d == INT64_MAX || d < 0 || __builtin_mul_overflow(n, d, &n)) return 0;
    int64_t bits;
    if (__builtin_mul_overflow(n, int64_t(bits_of(t.dtype)), &bits) || bits / 8 > limits::kMaxTensorBytes) return 0;
    return bytes_of(t.dtype, n);
  }
  bool bounded(const TensorType& t) const {
    const Dims dims = max_dims(graph_, t.dims);
    for (int64_t d : dims)
      if (d == INT64_MAX) return false;
    return max_bytes(t) > 0 || std::find(dims.begin(), dims.end(), 0) != dims.end();
  }
  SlotClass memory_class(ValueId v) const {
    if (is_object(graph_.value(v).type)) return SlotClass::kHostValue;
    return bounded(graph_.tensor(v)) ? SlotClass::kArena : SlotClass::kSized;
  }

  uint32_t root(uint32_t slot) const { return p_.slots[slot].base == kNone ? slot : p_.slots[slot].base; }
  /// A slot for a value that lies `offset` bytes into what another one shows.
  uint32_t alias(ValueId v, uint32_t of, int64_t offset = 0) {
    const uint32_t base = root(of);
    const uint32_t s = new_slot(v, p_.slots[base].space, p_.slots[base].cls);
    p_.slots[s].base = base;
    p_.slots[s].offset = offset + (base == of ? 0 : p_.slots[of].offset);
    if (p_.slots[s].offset > 0) pools_.use_feature("parts");
    p_.slots[s].constant = p_.slots[base].constant;
    p_.slots[s].binding = p_.slots[base].binding;
    return s;
  }

  /// The slot of a value in a memory space; copies or makes constants as needed.
  uint32_t slot_of(ValueId v, uint8_t space) {
    if (auto it = slots_.find({v, space}); it != slots_.end()) return it->second;
    uint32_t s;
    const NodeId producer = graph_.producer(v);
    if (const Weights* w = graph_.constant(v)) {
      s = constant_slot(v, *w, space);
    } else if (producer != kNoNode && is_view(graph_, producer)) {
      uint32_t of = 0;
      with_deep_stack([&] { of = slot_of(graph_.node(producer).inputs[0], space); });
      s = alias(v, of);
    } else if (is_cut_in(v, space)) {
      const Part& part = parts_.cut.at(v);
      uint32_t of = 0;
      with_deep_stack([&] { of = slot_of(part.whole, space); });
      s = alias(v, of, part.offset);
    } else {
      const uint32_t from = home(v);
      s = new_slot(v, space, memory_class(v));
      emit_copy(from, s, v);
    }
    slots_[{v, space}] = s;
    return s;
  }
  bool is_cut_in(ValueId v, uint8_t space) const {
    return parts_.cut.contains(v) && parts_.space.at(v) == MemorySpace(space);
  }
  /// The slot of the output of a Concat in place, made for the first of those that write to it.
  uint32_t whole_slot(ValueId v) {
    const uint8_t space = uint8_t(parts_.space.at(v));
    if (auto it = slots_.find({v, space}); it != slots_.end()) return it->second;
    return slots_[{v, space}] = output_slot(v, space, writes_directly(v), false);
  }
  /// The slot a value was first written to.
  uint32_t home(ValueId v) {
    if (parts_.cut.contains(v)) return slot_of(v, uint8_t(parts_.space.at(v)));
    for (uint8_t space = 0; space < 3; ++space)
      if (auto it = slots_.find({v, space}); it != slots_.end()) return it->second;
    if (auto it = boxed_.find(v); it != boxed_.end()) return it->second;
    fail(ErrorCode::kInternal, "value " + quote(graph_.value(v).name) + " has no slot");
  }

  uint32_t constant_slot(ValueId v, const Weights& w, uint8_t space) {
    plan::Constant c;
    c.dtype = w.dtype();
    c.space = space;
    c.sources = {graph_.value(v).name};
    c.bytes = w.bytes();
    c.owner = w.owner();
    if (w.dtype() == DataType::kString) {
      auto bytes = std::make_shared<std::vector<std::byte>>(encode_strings(w.strings()));
      c.bytes = *bytes;
      c.owner = bytes;
    }
    const uint32_t s = new_slot(v, space, SlotClass::kConstant);
    p_.slots[s].constant = pools_.add_constant(std::move(c));
    return s;
  }

  // ---- bindings ----
  /// Makes the external slot `slot` the binding of value v.
  void add_binding(ValueId v, const std::string& name, uint32_t slot, bool input) {
    plan::Binding b;
    b.name = name;
    b.is_input = input;
    b.slot = slot;
    b.formats = graph_.value(v).formats;
    for (const auto& d : graph_.tensor(v).dims) {
      b.shape.push_back(d.constant().value_or(-1));
      b.dim_names.push_back(d.is_const() ? "" : d.to_string());
    }
    const uint32_t index = uint32_t(p_.bindings.size());
    p_.bindings.push_back(std::move(b));
    p_.slots[slot].binding = index;
    for (auto& s : p_.slots)
      if (s.base == slot) s.binding = index;
  }

  // What a body knows of its inputs' dims are its parameters, except for those of carried values, which change.
  void emit_inputs() {
    std::vector<InputDim> known;
    if (body_) {
      shapes_.bind_params(body_->params);
      p_.num_params = uint32_t(body_->params.size());
      p_.model_name = graph_.name();
    }
    for (size_t i = 0; i < graph_.inputs().size(); ++i) {
      const ValueId v = graph_.inputs()[i];
      const auto& dims = graph_.tensor(v).dims;
      for (size_t a = 0; a < dims.size(); ++a)
        if (!body_ || graph_.is_late(dims[a]))
          known.push_back({uint32_t(i), uint32_t(a), dims[a], graph_.value(v).name});
    }
    shapes_.bind_inputs(known);
    for (size_t i = 0; i < graph_.inputs().size(); ++i) {
      const ValueId v = graph_.inputs()[i];
      const uint8_t space = body_ ? body_->input_space[i] : 0;
      const uint32_t slot = slots_[{v, space}] = new_slot(v, space, SlotClass::kExternal);
      add_binding(v, graph_.value(v).name, slot, true);
    }
  }

  // Elements of inputs that shapes depend on, or that the build was given bounds for, are read when a run begins.
  void emit_input_elements() {
    std::vector<ValueId> read;
    for (ValueId v : graph_.inputs())
      if (const HostValue& h = graph_.value(v).host_value; h && std::any_of(h->begin(), h->end(), [&](const Dim& d) {
            return element_needed(d);
          }))
        read.push_back(v);
    if (read.empty()) return;
    shapes_.next_stage();
    plan::Step s;
    for (ValueId v : read) {
      s.inputs.push_back(slots_.at({v, 0}));
      bind_elements(v, s.inputs.back());
    }
    s.name = "values of " + graph_.value(read[0]).name;
    push_read_back(std::move(s));
  }
  // A number stands where the build was told that number: the run must bring it.
  bool element_needed(const Dim& d) const {
    const auto name = d.as_symbol();
    if (!name) return d.is_const();
    const auto it = graph_.symbols().find(*name);
    return it != graph_.symbols().end() && it->second.element &&
           (used_symbols_.contains(*name) || it->second.min != INT64_MIN || it->second.max != INT64_MAX);
  }
  void bind_elements(ValueId v, uint32_t slot) {
    const HostValue& h = graph_.value(v).host_value;
    const std::string what = "the values of " + quote(graph_.value(v).name);
    for (size_t i = 0; i < h->size(); ++i) {
      const Dim& d = (*h)[i];
      const auto symbol = d.as_symbol();
      if (!element_needed(d)) continue;
      const std::string place = graph_.value(v).name + "[" + std::to_string(i) + "]";
      const uint32_t r = shapes_.read_element(slot, uint32_t(i), place);
      if (!symbol) {
        shapes_.check_register(r, DimCheck::Kind::kEqual, d, what + " that the plan was built for");
        continue;
      }
      shapes_.bind(*symbol, r);
      const Symbol& s = graph_.symbols().at(*symbol);
      if (s.min != INT64_MIN) shapes_.check_register(r, DimCheck::Kind::kAtLeast, s.min, what);
      if (s.max != INT64_MAX) shapes_.check_at_most(r, s.max, what);
    }
  }

  // The value whose kernel writes the bytes of v.
  ValueId writer(ValueId v) const {
    while (graph_.producer(v) != kNoNode && is_view(graph_, graph_.producer(v)))
      v = graph_.node(graph_.producer(v)).inputs[0];
    return v;
  }

  // Outputs of host kernels are written in place: their slot is the caller's buffer. All others are copied at the end.
  // Sizes only the run tells get their registers when they are read back, so their bindings are made late.
  // In a plan with a device, what is read again is written to the arena: a copy to a device reads memory that the
  // driver has not pinned, as the caller's may be, when it is enqueued, and that is before the host kernel ran.
  void emit_outputs() {
    std::set<ValueId> taken;
    const bool device = std::any_of(choices_.begin(), choices_.end(),
                                    [](const auto& c) { return c.second.target->space() != MemorySpace::kHost; }) ||
                        std::any_of(calls_.begin(), calls_.end(), [](const auto& c) {
                          const auto& spaces = c.second.input_space;
                          return std::any_of(spaces.begin(), spaces.end(), [](uint8_t s) { return s != 0; });
                        });
    for (size_t i = 0; i < graph_.outputs().size(); ++i) {
      const ValueId v = graph_.outputs()[i], w = writer(v);
      if (device && out_space(i) == 0 && (read_again(w) || is_joined(w))) continue;  // its parts may be read
      if (writer_space(w) == int(out_space(i)) && taken.insert(w).second) direct_of_[w] = i;
    }
    output_slot_.assign(graph_.outputs().size(), kNone);
  }
  bool is_joined(ValueId v) const {
    const NodeId by = graph_.producer(v);
    return by != kNoNode && graph_.node(by).op.is<Concat>() && parts_.nodes.contains(by);
  }
  // Whether a step reads v or a view of it.
  bool read_again(ValueId v) const {
    std::vector<ValueId> todo{v};
    while (!todo.empty()) {
      const Value& value = graph_.value(todo.back());
      todo.pop_back();
      for (const Use& use : value.uses) {
        if (use.input != 0 || !is_view(graph_, use.node)) return true;
        todo.push_back(graph_.node(use.node).outputs[0]);
      }
    }
    return false;
  }

  uint8_t out_space(size_t output) const { return body_ ? body_->output_space[output] : 0; }
  // Where the step that makes w writes it; -1 for inputs and constants.
  int writer_space(ValueId w) const {
    const NodeId by = graph_.producer(w);
    if (by == kNoNode) return -1;
    if (const auto call = calls_.find(by); call != calls_.end())
      return call->second.output_space[size_t(graph_.value(w).output_index)];
    if (is_joined(w)) return int(parts_.space.at(w));
    const auto choice = choices_.find(by);
    return choice == choices_.end() ? -1 : int(choice->second.target->space());
  }

  // ---- steps ----
  void emit_copy(uint32_t from, uint32_t to, ValueId v) {
    plan::Step s;
    s.kind = StepKind::kCopy;
    s.name = "copy " + graph_.value(v).name + " to " + to_string(MemorySpace(p_.slots[to].space));
    s.op = "copy";
    s.inputs = {from};
    s.outputs = {to};
    if (const NodeId by = graph_.producer(v); by != kNoNode) s.sources = graph_.node(by).sources;
    p_.slots[to].first_step = uint32_t(p_.steps.size());
    p_.steps.push_back(std::move(s));
  }

  // Whether an output can be written to the caller's buffer: its dims are known before the step runs. A value of fixed
  // size, which others may be parts of, is not put behind dims that vary.
  bool writes_directly(ValueId v) const {
    const auto direct = direct_of_.find(v);
    if (direct == direct_of_.end()) return false;
    const SymDims &own = graph_.tensor(v).dims, &output = graph_.tensor(graph_.outputs()[direct->second]).dims;
    const auto fixed = [](const SymDims& dims) {
      return std::all_of(dims.begin(), dims.end(), [](const Dim& d) { return d.is_const(); });
    };
    if (fixed(own) && !fixed(output)) return false;
    return shapes_.known_all(own) && shapes_.known_all(output);
  }

  uint32_t output_slot(ValueId v, uint8_t space, bool is_direct, bool boxes) {
    const bool told = std::any_of(graph_.tensor(v).dims.begin(), graph_.tensor(v).dims.end(), [&](const Dim& d) {
      std::set<std::string> names;
      d.collect_symbols(names);
      return std::any_of(names.begin(), names.end(), [&](const std::string& s) { return telling_.contains(s); });
    });
    // Nothing bounds what the step will tell: it makes an object, which is copied when its size is known.
    if (told && boxes && !is_object(graph_.value(v).type) && bound_registers(graph_.tensor(v).dims, true).empty())
      return boxed_[v] = new_slot(v, 0, SlotClass::kHostValue);
    if (const auto part = parts_.joined.find(v); part != parts_.joined.end()) {
      uint32_t whole = 0;
      with_deep_stack([&] { whole = whole_slot(part->second.whole); });
      return alias(v, whole, part->second.offset);
    }
    if (!is_direct) return new_slot(v, space, memory_class(v), told);
    auto direct = direct_of_.find(v);
    // The kernel writes the caller's buffer: the binding's slot comes first, the kernel's may be an alias of it.
    const size_t index = direct->second;
    const ValueId out = graph_.outputs()[index];
    const uint32_t external = output_slot_[index] = new_slot(out, space, SlotClass::kExternal);
    return out == v ? external : alias(v, external);
  }

  void emit_node(NodeId id) {
    const Node& n = graph_.node(id);
    if (!emitted_.insert(id).second) return;
    emit_tellers(n);
    if (n.op.is<ShapeTensor>()) return emit_elements(n);
    if (n.op.is<Constant>() || is_view(graph_, id) || parts_.nodes.contains(id)) return;
    const auto call = calls_.find(id);
    const bool control = call != calls_.end();
    Choice* const c = control ? nullptr : &choices_.at(id);
    plan::Step s = control ? control_step(n, call->second) : kernel_step(n, *c);
    // Sizes that this very step tells are known only after it: until then its outputs have bounds alone.
    const auto fresh = fresh_symbols(id);
    std::vector<bool> direct;
    for (ValueId v : n.outputs) direct.push_back(v != kNoValue && writes_directly(v));
    if (!fresh.empty()) shapes_.next_stage();
    for (const auto& f : fresh) telling_.insert(f.first);
    std::vector<std::pair<uint32_t, uint32_t>> read_backs;  // register, output: the slot's number is known below
    for (const auto& [symbol, place] : fresh)
      read_backs.emplace_back(shapes_.bind_read_back(symbol, place.second), place.first);
    for (size_t i = 0; i < n.outputs.size(); ++i) {
      if (n.outputs[i] == kNoValue) {
        s.outputs.push_back(kNone);
        continue;
      }
      const uint8_t space = control ? call->second.output_space[i] : uint8_t(c->target->space());
      const uint32_t o = output_slot(n.outputs[i], space, direct[i], !control && c->tactic->takes_objects());
      if (control && has_no_bound(p_.slots[o])) p_.slots[o].cls = SlotClass::kOwned;
      if (!boxed_.contains(n.outputs[i])) slots_[{n.outputs[i], space}] = o;
      s.outputs.push_back(o);
    }
    telling_.clear();
    for (const auto& [reg, output] : read_backs) shapes_.set_read_back_slot(reg, s.outputs[output]);
    for (const auto& d : n.op.dim_params()) s.params.push_back(shapes_.reg(d));
    if (!control) s.kernel = pools_.add_kernel(*c, first_output_name(n));
    const uint32_t index = uint32_t(p_.steps.size());
    uint32_t first_output = kNone;
    for (uint32_t o : s.outputs) {
      if (o == kNone) continue;
      p_.slots[o].first_step = index;
      if (first_output == kNone) first_output = o;
    }
    p_.steps.push_back(std::move(s));
    if (!fresh.empty()) emit_read_back(n, first_output);
  }

  // What the bodies get must be there first: what the step has, and the sizes that they need.
  plan::Step control_step(const Node& n, const ControlCall& call) {
    plan::Step s;
    s.kind = n.op.is<Loop>() ? StepKind::kLoop : StepKind::kIf;
    s.name = first_output_name(n);
    s.op = op_text(n.op);
    s.sources = n.sources;
    s.blocks = call.blocks;
    if (const Loop* loop = n.op.as<Loop>()) s.carried = uint32_t(loop->carried);
    if (const If* branch = n.op.as<If>()) s.config = branch->refused;
    for (const auto& p : call.params) s.params.push_back(shapes_.reg(Dim::symbol(p)));
    for (size_t i = 0; i < n.inputs.size(); ++i)
      s.inputs.push_back(n.inputs[i] == kNoValue ? kNone : slot_of(n.inputs[i], call.input_space[i]));
    pools_.use_feature("control-flow");
    return s;
  }
  plan::Step kernel_step(const Node& n, const Choice& c) {
    plan::Step s;
    s.name = first_output_name(n);
    s.op = op_text(n.op);
    s.backend = c.target->name();
    s.tactic = c.tactic->name();
    s.config = c.config.label;
    s.sources = n.sources;
    s.measured_ms = c.ms;
    for (size_t i = 0; i < n.inputs.size(); ++i) {
      const bool consumed = std::find(c.compiled.consumed_inputs.begin(), c.compiled.consumed_inputs.end(), int(i)) !=
                            c.compiled.consumed_inputs.end();
      s.inputs.push_back(n.inputs[i] == kNoValue || consumed ? kNone
                                                             : slot_of(n.inputs[i], uint8_t(c.target->space())));
    }
    return s;
  }
  std::string first_output_name(const Node& n) const {
    for (ValueId v : n.outputs)
      if (v != kNoValue) return graph_.value(v).name;
    return std::string(n.op.name());
  }
  // A size that its own step tells and that nothing bounds before.
  bool has_no_bound(const Slot& s) const {
    return s.cls != SlotClass::kExternal && s.cls != SlotClass::kHostValue && s.base == kNone && s.bound.empty() &&
           std::any_of(s.dims.begin(), s.dims.end(), [&](uint32_t r) {
             return shapes_.stage_of(r) == shapes_.stage() && !telling_.empty();
           });
  }

  /// Symbols that first appear in this node's outputs and that only the run tells: symbol -> (output, axis).
  std::map<std::string, std::pair<uint32_t, uint32_t>> fresh_symbols(NodeId id) const {
    const Node& n = graph_.node(id);
    std::map<std::string, std::pair<uint32_t, uint32_t>> out;
    const std::set<std::string> known = input_symbols(graph_, id);
    for (size_t o = 0; o < n.outputs.size(); ++o) {
      const auto& dims = graph_.tensor(n.outputs[o]).dims;
      for (size_t a = 0; a < dims.size(); ++a) {
        const auto s = dims[a].as_symbol();
        if (!s || known.contains(*s)) continue;
        auto it = graph_.symbols().find(*s);
        if (it != graph_.symbols().end() && it->second.data_dependent && !it->second.element && !it->second.definition)
          out.try_emplace(*s, uint32_t(o), uint32_t(a));
      }
    }
    return out;
  }

  void emit_read_back(const Node& n, uint32_t slot) {
    plan::Step s;
    s.name = "size of " + graph_.value(n.outputs[0]).name;
    s.inputs = {slot};
    s.sources = n.sources;
    push_read_back(std::move(s));
  }

  // A ShapeTensor is a view; if shapes need its elements, they are read from host memory.
  void emit_elements(const Node& n) {
    const ValueId v = n.outputs[0];
    const HostValue& h = graph_.value(v).host_value;
    if (!h || std::none_of(h->begin(), h->end(), [&](const Dim& d) { return d.as_symbol() && element_needed(d); }))
      return;
    plan::Step s;
    s.name = "values of " + graph_.value(v).name;
    s.inputs = {slot_of(v, 0)};
    s.sources = n.sources;
    shapes_.next_stage();
    for (size_t i = 0; i < h->size(); ++i)
      if (const auto symbol = (*h)[i].as_symbol(); symbol && element_needed((*h)[i]))
        shapes_.bind(*symbol, shapes_.read_element(s.inputs[0], uint32_t(i),
                                                   graph_.value(n.inputs[0]).name + "[" + std::to_string(i) + "]"));
    push_read_back(std::move(s));
  }

  // Passes keep nodes behind what they read, but a shape may need a node that its own node reads nothing of.
  void emit_tellers(const Node& n) {
    if (teller_.empty()) return;
    std::set<std::string> missing;
    const auto collect = [&](const Dim& d) { missing.merge(shapes_.unbound_symbols(d)); };
    for (ValueId v : n.outputs)
      if (v != kNoValue && graph_.value(v).type.is_tensor())
        for (const Dim& d : graph_.tensor(v).dims) collect(d);
    for (const Dim& d : n.op.dim_params()) collect(d);
    if (const auto call = calls_.find(n.id); call != calls_.end())
      for (const auto& p : call->second.params) collect(Dim::symbol(p));
    for (const auto& s : missing)
      if (auto it = teller_.find(s); it != teller_.end() && it->second != n.id) emit_with_inputs(it->second);
  }
  void emit_with_inputs(NodeId id) {
    if (emitted_.contains(id)) return;
    for (ValueId v : graph_.node(id).inputs)
      if (const NodeId by = graph_.producer(v); by != kNoNode) with_deep_stack([&] { emit_with_inputs(by); });
    emit_node(id);
  }

  void push_read_back(plan::Step s) {
    s.kind = StepKind::kReadBack;
    s.op = "read back";
    p_.steps.push_back(std::move(s));
    pools_.use_feature("data-dependent-shapes");
  }

  // ---- the end ----
  void finish_outputs() {
    for (size_t i = 0; i < graph_.outputs().size(); ++i) {
      const ValueId v = graph_.outputs()[i];
      if (output_slot_[i] == kNone) {
        const uint32_t from = value_slot(v, out_space(i));
        output_slot_[i] = new_slot(v, out_space(i), SlotClass::kExternal);
        emit_copy(from, output_slot_[i], v);
      }
      add_binding(v, graph_.output_name(i), output_slot_[i], false);
    }
  }
  // Any slot of the value, without copying between spaces if it can be avoided.
  uint32_t value_slot(ValueId v, uint8_t wanted) {
    const ValueId w = writer(v);
    if (graph_.constant(w) || slots_.contains({w, wanted})) return slot_of(v, wanted);
    for (uint8_t space = 0; space < 3; ++space)
      if (slots_.contains({w, space})) return slot_of(v, space);
    if (const auto it = boxed_.find(v); it != boxed_.end()) return it->second;
    return slot_of(v, 0);
  }

  void finish_shapes() {
    std::vector<uint32_t> renumber;
    p_.shapes = shapes_.finish(renumber);
    auto fix = [&](std::vector<uint32_t>& regs) {
      for (auto& r : regs) r = renumber[r];
    };
    for (auto& s : p_.slots) {
      fix(s.dims);
      fix(s.bound);
    }
    for (auto& s : p_.steps) fix(s.params);
  }

  const Graph& graph_;
  std::map<NodeId, Choice>& choices_;
  const PartViews& parts_;
  const ControlCalls& calls_;
  const BodyInterface* body_;
  PlanPools& pools_;
  ShapeEmitter shapes_;
  plan::Plan p_;
  std::map<std::pair<ValueId, uint8_t>, uint32_t> slots_;
  std::map<std::string, NodeId> teller_;  // the node that makes a data-dependent symbol
  std::set<std::string> used_symbols_;
  std::set<std::string> telling_;  // symbols that the step being emitted tells
  std::set<NodeId> emitted_;
  std::map<ValueId, uint32_t> boxed_;  // tensors that are made as objects
  std::map<ValueId, size_t> direct_of_;
  std::vector<uint32_t> output_slot_;
  std::map<uint32_t, ValueId> slot_value_;  // of slots in plain memory
};

}  // namespace

plan::Plan emit_plan(Graph& graph, Selection selection, const Profiles& profiles, const Target& first) {
  PlanPools pools;
  const auto bodies = control_bodies(graph);
  std::vector<ControlCalls> calls(bodies.size() + 1);  // of the network, then of each body
  std::vector<plan::Plan> subplans(bodies.size());
  auto choices = [&](size_t g) -> std::map<NodeId, Choice>& {
    return g == 0 ? selection.choices : selection.bodies[bodies[g - 1].region];
  };
  for (size_t end = bodies.size(); end > 0;) {  // the bodies [begin, end) of one node
    const Body& last = bodies[end - 1];
    size_t begin = end - 1;
    while (begin > 0 && bodies[begin - 1].owner == last.owner && bodies[begin - 1].node == last.node) --begin;
    const Graph& around = last.owner == 0 ? graph : *bodies[last.owner - 1].region;
    std::vector<BodyView> views;
    for (size_t b = begin; b < end; ++b)
      views.push_back({bodies[b].region, &choices(b + 1), &calls[b + 1], &selection.parts[bodies[b].region]});
    ControlCall call = place_operands(around, last.node, views, uint8_t(first.space()));
    for (size_t b = begin; b < end; ++b) {
      const BodyInterface body = body_interface(around.node(last.node), call, *bodies[b].region);
      const PartViews& parts = selection.parts[bodies[b].region];
      subplans[b] = Emitter(*bodies[b].region, choices(b + 1), parts, calls[b + 1], &body, pools).run();
      call.blocks.push_back(uint32_t(b));
      call.params.insert(call.params.end(), body.params.begin(), body.params.end());
    }
    const If* branch = around.node(last.node).op.as<If>();
    if (branch && branch->only >= 0) call.blocks.insert(call.blocks.begin() + (branch->only == 0 ? 1 : 0), kNone);
    calls[last.owner].emplace(last.node, std::move(call));
    end = begin;
  }
  Emitter main(graph, selection.choices, selection.parts[&graph], calls[0], nullptr, pools);
  plan::Plan p = main.run();
  p.profiles = profiles.plan;
  for (size_t i = 0; i < p.profiles.size() && !profiles.ranges.empty(); ++i) {
    use_ranges(graph, profiles.ranges[i]);
    place_for_profile(p, main.bytes_now(p), p.profiles[i]);
    use_ranges(graph, profiles.ranges.back());
  }
  p.kernels = std::move(pools.kernels);
  p.constants = std::move(pools.constants);
  std::sort(pools.features.begin(), pools.features.end());
  p.features = std::move(pools.features);
  p.subplans = std::move(subplans);
  auto& used = pools.targets;
  if (used.empty()) used.push_back(&first);  // nothing runs, but a plan names its device
  std::sort(used.begin(), used.end(), [](const Target* a, const Target* b) { return a->name() < b->name(); });
  for (const Target* t : used) p.targets.push_back({t->name(), t->runtime->device().fingerprint()});
  return p;
}

}  // namespace sinter::compile
