// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/reference/reference_compiler.h"

#include "backends/reference/recipe.h"
#include "ir/constant.h"

namespace sinter::reference {
namespace {

// The reason why an op, or one in its regions, cannot be evaluated; empty if it can. Composites inside regions are
// decomposed by the interpreter.
std::string why_not(const Op& op, std::span<const std::unique_ptr<Graph>> regions, bool inside) {
  const OpDef& def = op.def();
  if (inside && (op.is<Constant>() || def.meaning == Meaning::kDecompose)) return {};
  if (def.meaning == Meaning::kDecompose)
    return std::string(op.name()) + " is defined by other ops and must be decomposed first";
  if (!def.reference) return std::string(op.name()) + " has no reference";
  for (const auto& r : regions)
    for (NodeId n : r->order())
      if (auto why = why_not(r->node(n).op, r->node(n).regions, true); !why.empty()) return why;
  return {};
}

std::string why_not(const Operand& o) {
  if (!o.present) return {};
  if (o.format != Format::kLinear) return "the reference computes on linear tensors only";
  if (o.type.dtype == DataType::kInvalid) return "an operand has no type";
  return {};
}

}  // namespace

Verdict ReferenceTactic::supports(const Problem& p) const {
  if (auto why = why_not(p.op(), p.node().regions, false); !why.empty()) return Verdict::no(why);
  for (const auto* list : {&p.inputs, &p.outputs})
    for (const auto& o : *list)
      if (auto why = why_not(o); !why.empty()) return Verdict::no(why);
  return Verdict::yes();
}

CompiledKernel ReferenceTactic::compile(const Problem& p, const Config&) const {
  CompiledKernel k;
  k.name = "reference";
  k.version = kRecipeVersion;
  write_recipe(p, k);
  return k;
}

}  // namespace sinter::reference
