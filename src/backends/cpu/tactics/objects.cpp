// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The one tactic for values that are no plain tensors, and for look-ups whose work is not arithmetic.
#include "backends/cpu/tactics/tactics.h"
#include "backends/reference/recipe.h"

namespace sinter::cpu {
namespace {

// They look things up (what they cost is the table), or compute a few numbers of a kind that no kernel would do faster.
constexpr std::string_view kLookUps[] = {"LookupTable", "PairwiseProbability", "TfIdfVectorizer", "WavDecoder"};

class ObjectsTactic final : public Tactic {
 public:
  const char* name() const override { return "objects"; }
  bool takes_objects() const override { return true; }

  Verdict supports(const Problem& p) const override {
    bool wanted = false;
    for (const auto* list : {&p.inputs, &p.outputs})
      for (const Operand& o : *list) {
        wanted = wanted || (o.present && o.is_object);
        if (o.present && o.format != Format::kLinear) return Verdict::no("an operand is not linear");
      }
    for (std::string_view op : kLookUps) wanted = wanted || p.op().name() == op;
    if (!wanted) return Verdict::other_op();
    if (!p.op().def().reference || !p.node().regions.empty())
      return Verdict::no("it is not defined for strings, sequences or optionals");
    return Verdict::yes();
  }

  CompiledKernel compile(const Problem& p, const Config&) const override {
    CompiledKernel k;
    k.name = "objects";
    k.version = reference::kRecipeVersion;
    reference::write_recipe(p, k);
    return k;
  }
};

}  // namespace

const Tactic& objects_tactic() {
  static const ObjectsTactic tactic;
  return tactic;
}

}  // namespace sinter::cpu
