// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/tactics/simple.h"

#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/tactics/region_program.h"
#include "sinter/error.h"

namespace sinter::cpu {

Verdict SimpleTactic::supports_but_dtype(const Problem& p) const {
  if (p.op().name() != op_) return Verdict::other_op();
  if (Verdict ok = all_linear(p); !ok) return ok;
  if (p.inputs.empty() || !p.inputs[0].present) return Verdict::no("it has no input");
  for (const auto* list : {&p.inputs, &p.outputs})
    for (const Operand& o : *list)
      if (o.present && o.type.rank() > kMaxTacticRank) return Verdict::no("more than 16 dims");
  return supports_(p);
}

Verdict SimpleTactic::supports(const Problem& p) const {
  if (p.op().name() != op_) return Verdict::other_op();
  if (p.inputs.empty() || !p.inputs[0].present) return Verdict::no("it has no input");
  const DataType type = p.inputs[0].type.dtype;
  if (moves_ ? moved_bytes(type) == 0 : !has_element(type)) {
    return Verdict::no("elements of " + std::string(to_string(type)) + " are not handled");
  }
  return supports_but_dtype(p);
}

CompiledKernel SimpleTactic::compile(const Problem& p, const Config&) const {
  if (Verdict ok = supports(p); !ok) fail(ErrorCode::kInternal, std::string(kernel_) + ": " + ok.reason());
  RecipeWriter w;
  write_(p, w);
  return make_kernel(kernel_, w);
}

std::optional<std::vector<int64_t>> known_integers(const Operand& o) {
  if (!o.present) return {};
  if (o.constant) return o.constant->to_ints();
  if (!o.host_value) return {};
  std::vector<int64_t> v;
  for (const Dim& d : *o.host_value) {
    if (!d.is_const()) return {};
    v.push_back(d.value());
  }
  return v;
}

}  // namespace sinter::cpu
