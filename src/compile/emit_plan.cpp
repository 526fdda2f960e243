// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/emit_plan.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "compile/emit_shapes.h"
#include "compile/problem.h"
#include "compile/profile.h"
#include "ir/constant.h"
#include "ops/fusion.h"
#include "plan/plan_memory.h"
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
  Emitter(const Graph& g, Selection s, const Target& first)
      : graph_(g), selection_(std::move(s)), first_(first), shapes_(g) {}

  plan::Plan run(const plan::Profile& profile) {
    p_.profiles = {profile};
    emit_inputs();
    emit_outputs();
    for (NodeId id : graph_.order()) emit_node(id);
    finish_outputs();
    for (const auto& c : graph_.checks()) shapes_.check(c);
    plan::Block all;
    all.count = uint32_t(p_.steps.size());
    p_.blocks = {all};
    finish_shapes();
    place_slots();
    emit_targets();
    return std::move(p_);
  }

 private:
  // ---- slots ----
  uint32_t new_slot(ValueId v, uint8_t space, SlotClass cls) {
    const Value& value = graph_.value(v);
    if (!value.type.is_tensor() || value.type.tensor.dtype == DataType::kString) {
      Error e(ErrorCode::kUnsupported, "values of type " + to_string(value.type) + " cannot be run yet",
              "see docs/support.md");
      e.in("value " + quote(value.name));
      throw e;
    }
    Slot s;
    s.name = value.name;
    s.dtype = value.type.tensor.dtype;
    s.space = space;
    s.cls = cls;
    for (const auto& d : value.type.tensor.dims) s.dims.push_back(shapes_.reg(d));
    const bool late = std::any_of(s.dims.begin(), s.dims.end(), [&](uint32_t r) { return shapes_.stage_of(r) > 0; });
    if (late)
      for (const auto& d : value.type.tensor.dims) s.bound.push_back(shapes_.reg(upper_bound(graph_, d)));
    s.max_bytes = max_bytes(value.type.tensor);
    s.first_step = s.last_step = uint32_t(p_.steps.size());
    p_.slots.push_back(std::move(s));
    return uint32_t(p_.slots.size() - 1);
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
    for (int64_t d : max_dims(graph_, t.dims))
      if (d == INT64_MAX) return false;
    return max_bytes(t) > 0 || element_count(max_dims(graph_, t.dims)) == 0;
  }
  SlotClass memory_class(ValueId v) const { return bounded(graph_.tensor(v)) ? SlotClass::kArena : SlotClass::kSized; }

  uint32_t root(uint32_t slot) const { return p_.slots[slot].base == kNone ? slot : p_.slots[slot].base; }
  uint32_t alias(ValueId v, uint32_t of) {
    const uint32_t base = root(of);
    const uint32_t s = new_slot(v, p_.slots[base].space, p_.slots[base].cls);
    p_.slots[s].base = base;
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
      s = alias(v, slot_of(graph_.node(producer).inputs[0], space));
    } else {
      const uint32_t from = home(v);
      s = new_slot(v, space, memory_class(v));
      emit_copy(from, s, v);
    }
    slots_[{v, space}] = s;
    return s;
  }
  /// The slot a value was first written to.
  uint32_t home(ValueId v) const {
    for (uint8_t space = 0; space < 3; ++space)
      if (auto it = slots_.find({v, space}); it != slots_.end()) return it->second;
    fail(ErrorCode::kInternal, "value " + quote(graph_.value(v).name) + " has no slot");
  }

  uint32_t constant_slot(ValueId v, const Weights& w, uint8_t space) {
    plan::Constant c;
    c.dtype = w.dtype();
    c.space = space;
    c.sources = {graph_.value(v).name};
    c.bytes = w.bytes();
    c.owner = w.owner();
    const uint32_t s = new_slot(v, space, SlotClass::kConstant);
    p_.slots[s].constant = add_constant(std::move(c));
    return s;
  }

  uint32_t add_constant(plan::Constant c) {
    c.hash = hash128(c.bytes);
    const auto key = std::tuple(c.hash.hi, c.hash.lo, c.bytes.size(), c.space, uint8_t(c.dtype), c.packing);
    auto [it, fresh] = constants_.try_emplace(key, uint32_t(p_.constants.size()));
    if (fresh) {
      p_.constants.push_back(std::move(c));
    } else {
      auto& have = p_.constants[it->second].sources;
      for (auto& s : c.sources)
        if (std::find(have.begin(), have.end(), s) == have.end()) have.push_back(s);
    }
    return it->second;
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

  void emit_inputs() {
    std::vector<InputDim> known;
    for (size_t i = 0; i < graph_.inputs().size(); ++i) {
      const ValueId v = graph_.inputs()[i];
      const auto& dims = graph_.tensor(v).dims;
      for (size_t a = 0; a < dims.size(); ++a)
        known.push_back({uint32_t(i), uint32_t(a), dims[a], graph_.value(v).name});
    }
    shapes_.bind_inputs(known);
    for (ValueId v : graph_.inputs()) {
      const uint32_t slot = slots_[{v, 0}] = new_slot(v, 0, SlotClass::kExternal);
      add_binding(v, graph_.value(v).name, slot, true);
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
  void emit_outputs() {
    std::set<ValueId> taken;
    for (size_t i = 0; i < graph_.outputs().size(); ++i) {
      const ValueId v = graph_.outputs()[i], w = writer(v);
      const NodeId by = graph_.producer(w);
      auto choice = by == kNoNode ? selection_.choices.end() : selection_.choices.find(by);
      const bool direct = choice != selection_.choices.end() && choice->second.target->space() == MemorySpace::kHost &&
                          taken.insert(w).second;
      if (direct) direct_of_[w] = i;
    }
    output_slot_.assign(graph_.outputs().size(), kNone);
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

  uint32_t output_slot(ValueId v, uint8_t space) {
    auto direct = direct_of_.find(v);
    if (direct == direct_of_.end()) return new_slot(v, space, memory_class(v));
    // The kernel writes the caller's buffer: the binding's slot comes first, the kernel's may be an alias of it.
    const size_t index = direct->second;
    const ValueId out = graph_.outputs()[index];
    const uint32_t external = output_slot_[index] = new_slot(out, 0, SlotClass::kExternal);
    return out == v ? external : alias(v, external);
  }

  void emit_node(NodeId id) {
    const Node& n = graph_.node(id);
    if (n.op.is<Constant>() || is_view(graph_, id)) return;
    Choice& c = selection_.choices.at(id);
    const uint8_t space = uint8_t(c.target->space());
    plan::Step s;
    s.name = graph_.value(n.outputs.at(0)).name;
    s.op = op_text(n.op);
    s.backend = c.target->name();
    s.tactic = c.tactic->name();
    s.config = c.config.label;
    s.sources = n.sources;
    s.measured_ms = c.ms;
    for (size_t i = 0; i < n.inputs.size(); ++i) {
      const bool consumed = std::find(c.compiled.consumed_inputs.begin(), c.compiled.consumed_inputs.end(), int(i)) !=
                            c.compiled.consumed_inputs.end();
      s.inputs.push_back(n.inputs[i] == kNoValue || consumed ? kNone : slot_of(n.inputs[i], space));
    }
    // Sizes that this very step tells are known only after it: until then its outputs have bounds alone.
    const auto fresh = fresh_symbols(id);
    if (!fresh.empty()) shapes_.next_stage();
    std::vector<std::pair<uint32_t, uint32_t>> read_backs;  // register, output: the slot's number is known below
    for (const auto& [symbol, place] : fresh)
      read_backs.emplace_back(shapes_.bind_read_back(symbol, place.second), place.first);
    for (ValueId v : n.outputs) {
      const uint32_t o = output_slot(v, space);
      slots_[{v, space}] = o;
      s.outputs.push_back(o);
    }
    for (const auto& [reg, output] : read_backs) shapes_.set_read_back_slot(reg, s.outputs[output]);
    for (const auto& d : n.op.dim_params()) s.params.push_back(shapes_.reg(d));
    s.kernel = add_kernel(c, n);
    if (c.workspace > 0) s.workspace = workspace_slot(c.workspace, space);
    const uint32_t index = uint32_t(p_.steps.size());
    for (uint32_t o : s.outputs) p_.slots[o].first_step = index;
    const uint32_t first_output = s.outputs[0];
    p_.steps.push_back(std::move(s));
    if (!fresh.empty()) emit_read_back(n, first_output);
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
        if (it != graph_.symbols().end() && it->second.data_dependent) out.try_emplace(*s, uint32_t(o), uint32_t(a));
      }
    }
    return out;
  }

  void emit_read_back(const Node& n, uint32_t slot) {
    plan::Step s;
    s.kind = StepKind::kReadBack;
    s.name = "size of " + graph_.value(n.outputs[0]).name;
    s.op = "read back";
    s.inputs = {slot};
    s.sources = n.sources;
    p_.steps.push_back(std::move(s));
    if (std::find(p_.features.begin(), p_.features.end(), "data-dependent-shapes") == p_.features.end())
      p_.features.push_back("data-dependent-shapes");
  }

  uint32_t workspace_slot(int64_t bytes, uint8_t space) {
    Slot s;
    s.name = "workspace";
    s.dtype = DataType::kUInt8;
    s.space = space;
    s.dims = {shapes_.reg(Dim(bytes))};
    s.max_bytes = bytes;
    s.first_step = s.last_step = uint32_t(p_.steps.size());
    p_.slots.push_back(std::move(s));
    return uint32_t(p_.slots.size() - 1);
  }

  uint32_t add_kernel(Choice& c, const Node& n) {
    plan::Kernel k;
    k.backend = c.target->name();
    k.name = c.compiled.name;
    k.version = c.compiled.version;
    k.recipe = std::move(c.compiled.recipe);
    for (auto& pc : c.compiled.constants) {
      plan::Constant constant;
      constant.space = uint8_t(c.target->space());
      constant.sources = pc.sources;
      if (constant.sources.empty()) constant.sources = {graph_.value(n.outputs[0]).name};
      constant.packing = pc.packing.empty() ? std::string(c.tactic->name()) : pc.packing;
      auto bytes = std::make_shared<std::vector<std::byte>>(std::move(pc.bytes));
      constant.bytes = *bytes;
      constant.owner = bytes;
      k.constants.push_back(add_constant(std::move(constant)));
    }
    Hasher h;
    h.add(k.backend).add(k.name).add(k.version).add(ByteSpan(k.recipe));
    for (uint32_t i : k.constants) h.add(i);
    const Hash128 key = h.finish128();
    auto [it, fresh] = kernels_.try_emplace({key.hi, key.lo}, uint32_t(p_.kernels.size()));
    if (fresh) p_.kernels.push_back(std::move(k));
    return it->second;
  }

  // ---- the end ----
  void finish_outputs() {
    for (size_t i = 0; i < graph_.outputs().size(); ++i) {
      const ValueId v = graph_.outputs()[i];
      if (output_slot_[i] == kNone) {
        const uint32_t from = value_slot(v);
        output_slot_[i] = new_slot(v, 0, SlotClass::kExternal);
        emit_copy(from, output_slot_[i], v);
      }
      add_binding(v, graph_.output_name(i), output_slot_[i], false);
    }
  }
  // Any slot of the value, without copying between spaces if it can be avoided.
  uint32_t value_slot(ValueId v) {
    const ValueId w = writer(v);
    if (graph_.constant(w)) return slot_of(v, 0);
    for (uint8_t space = 0; space < 3; ++space)
      if (slots_.contains({w, space})) return slot_of(v, space);
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

  void place_slots() {
    for (uint32_t i = 0; i < p_.steps.size(); ++i) {
      auto touch = [&](uint32_t slot) {
        if (slot == kNone) return;
        Slot& r = p_.slots[root(slot)];
        r.first_step = std::min(r.first_step, i);
        r.last_step = std::max(r.last_step, i);
      };
      for (uint32_t s : p_.steps[i].inputs) touch(s);
      for (uint32_t s : p_.steps[i].outputs) touch(s);
      touch(p_.steps[i].workspace);
    }
    p_.arena_bytes.assign(3, 0);
    for (uint8_t space = 0; space < 3; ++space) {
      std::vector<plan::Life> lives;
      std::vector<size_t> which;
      for (size_t i = 0; i < p_.slots.size(); ++i) {
        const Slot& s = p_.slots[i];
        if (s.cls != SlotClass::kArena || s.base != kNone || s.space != space) continue;
        lives.push_back({s.max_bytes, s.first_step, s.last_step});
        which.push_back(i);
      }
      const plan::Placement placed = plan::place(lives);
      for (size_t k = 0; k < which.size(); ++k) p_.slots[which[k]].offset = placed.offsets[k];
      p_.arena_bytes[space] = placed.total;
    }
  }

  void emit_targets() {
    std::vector<const Target*> used;
    if (selection_.choices.empty()) used.push_back(&first_);  // nothing runs, but a plan names its device
    for (const auto& [id, c] : selection_.choices)
      if (std::find(used.begin(), used.end(), c.target) == used.end()) used.push_back(c.target);
    std::sort(used.begin(), used.end(), [](const Target* a, const Target* b) { return a->name() < b->name(); });
    for (const Target* t : used) p_.targets.push_back({t->name(), t->runtime->device().fingerprint()});
  }

  const Graph& graph_;
  Selection selection_;
  const Target& first_;
  ShapeEmitter shapes_;
  plan::Plan p_;
  std::map<std::pair<ValueId, uint8_t>, uint32_t> slots_;
  std::map<std::tuple<uint64_t, uint64_t, size_t, uint8_t, uint8_t, std::string>, uint32_t> constants_;
  std::map<std::pair<uint64_t, uint64_t>, uint32_t> kernels_;
  std::map<ValueId, size_t> direct_of_;
  std::vector<uint32_t> output_slot_;
};

}  // namespace

plan::Plan emit_plan(const Graph& graph, Selection selection, const plan::Profile& profile, const Target& first) {
  return Emitter(graph, std::move(selection), first).run(profile);
}

}  // namespace sinter::compile
