// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Flattens symbolic dims into a plan's shape program. Equal dims share a register. Registers are handed out in the
// order of need and renumbered by stage at the end.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ir/graph.h"
#include "plan/plan.h"

namespace sinter::compile {

/// A dim of a network input: number of the input, which of its dims, expression, name of the input.
struct InputDim {
  uint32_t input, axis;
  Dim dim;
  std::string name;
};

class ShapeEmitter {
 public:
  explicit ShapeEmitter(const Graph& graph) : graph_(graph) {}

  /// Says which expressions the dims of the network inputs have. An expression tells the one symbol in it that no dim
  /// is by itself ("2*N + 1"), stands for itself alone where it cannot be solved ("floor(S/2)"), or becomes a check.
  void bind_inputs(const std::vector<InputDim>& dims);
  /// Of a body of control flow: symbols of the graph around it, whose values are the plan's parameters in this order.
  void bind_params(const std::vector<std::string>& symbols);
  /// Opens the next stage: data-dependent symbols defined from now on belong to it.
  uint32_t next_stage() { return ++stage_; }
  /// Says that a symbol is read back from dim `axis` of a slot, named later, at the beginning of the present stage.
  uint32_t bind_read_back(const std::string& symbol, uint32_t axis);
  void set_read_back_slot(uint32_t reg, uint32_t slot) { entries_[reg].instr.a = slot; }
  /// The register of an element of a host slot, read at the beginning of the present stage; `name` for messages.
  uint32_t read_element(uint32_t slot, uint32_t element, const std::string& name);
  /// Says that a symbol is what a register holds.
  void bind(const std::string& symbol, uint32_t reg) { symbols_[symbol] = by_text_[symbol] = reg; }

  /// The register (provisional number) of a dim. Error(kUnsupported) if a symbol is bound nowhere.
  uint32_t reg(const Dim& dim);
  /// Whether all symbols of a dim are bound by now, so that reg() can give it.
  bool known(const Dim& dim) const { return unbound_symbols(dim).empty(); }
  /// The symbols without a register, definitions followed.
  std::set<std::string> unbound_symbols(const Dim& dim) const;
  uint32_t stage_of(uint32_t reg) const { return entries_[reg].stage; }
  uint32_t stage() const { return stage_; }
  bool known_all(const SymDims& dims) const {
    for (const Dim& d : dims)
      if (!known(d)) return false;
    return true;
  }
  /// Checks over sizes that nothing tells any more (their node is gone) are left out.
  void check(const DimCheck& check);
  /// Checks that what a register holds compares with a number.
  void check_register(uint32_t r, DimCheck::Kind kind, const Dim& other, const std::string& what);
  void check_at_most(uint32_t r, int64_t most, const std::string& what);

  /// The program, and in `renumber` the final number of every provisional register.
  plan::ShapeProgram finish(std::vector<uint32_t>& renumber);

 private:
  struct Entry {
    plan::ShapeInstr instr;
    uint32_t stage;
    std::string name;
  };
  uint32_t emit(plan::ShapeInstr instr, const std::string& name);
  uint32_t constant(int64_t v);
  uint32_t atom(const DimAtom& a);
  std::set<std::string> unknown_symbols(const Dim& dim) const;
  bool solve(const Dim& dim, uint32_t actual);

  const Graph& graph_;
  std::vector<Entry> entries_;
  std::map<std::string, uint32_t> by_text_;
  std::map<std::string, uint32_t> symbols_;
  std::vector<std::pair<uint32_t, plan::ShapeCheck>> checks_;  // with stage
  uint32_t stage_ = 0;
};

}  // namespace sinter::compile
