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
  /// Opens the next stage: data-dependent symbols defined from now on belong to it.
  uint32_t next_stage() { return ++stage_; }
  /// Says that a symbol is read back from dim `axis` of a slot, named later, at the beginning of the present stage.
  uint32_t bind_read_back(const std::string& symbol, uint32_t axis);
  void set_read_back_slot(uint32_t reg, uint32_t slot) { entries_[reg].instr.a = slot; }

  /// The register (provisional number) of a dim. Error(kUnsupported) if a symbol is bound nowhere.
  uint32_t reg(const Dim& dim);
  uint32_t stage_of(uint32_t reg) const { return entries_[reg].stage; }
  void check(const DimCheck& check);

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
