// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Movement of elements that are smaller than a byte, by the tactics of bytes (kernels/packed_moves.cpp).
#include <algorithm>

#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/tactics/simple.h"
#include "ops/concat.h"
#include "ops/expand.h"
#include "ops/gather.h"
#include "ops/slice.h"
#include "ops/transpose.h"

namespace sinter::cpu {
namespace {

/// The tactic that moves bytes for the problem's op, or null.
const SimpleTactic* byte_tactic(const Problem& p) {
  for (const Tactic* t :
       {&transpose_tactic(), &expand_tactic(), &slice_tactic(), &concat_tactic(), &pad_tactic(), &gather_tactic(),
        &gather_elements_tactic(), &gather_nd_tactic(), &scatter_nd_tactic(), &scatter_elements_tactic(),
        &trilu_tactic()}) {
    const auto* simple = static_cast<const SimpleTactic*>(t);
    if (simple->op() == p.op().name()) return simple;
  }
  return nullptr;
}

/// Whether the op leaves rows (the last dim) in one piece, if they are as long in its output.
bool moves_whole_rows(const Problem& p) {
  const int64_t rank = p.inputs[0].type.rank(), last = rank - 1;
  if (rank == 0) return false;
  if (const auto* op = p.op().as<Gather>()) return find_axis(op->axis, rank) != last;
  if (const auto* op = p.op().as<Concat>()) return find_axis(op->axis, rank) != last;
  if (const auto* op = p.op().as<Transpose>()) return !op->perm.empty() && find_axis(op->perm.back(), rank) == last;
  if (const auto* op = p.op().as<Slice>()) {
    return !has_input(p, 1) && op->axes.size() == op->starts.size() &&
           std::ranges::none_of(op->axes, [&](int64_t a) { return find_axis(a, rank) == last; });
  }
  return p.op().is<Expand>();
}

class PackedMovesTactic final : public Tactic {
 public:
  const char* name() const override { return "moves.elements"; }
  Verdict supports(const Problem& p) const override {
    const SimpleTactic* bytes = byte_tactic(p);
    if (!bytes) return Verdict::other_op();
    if (p.inputs.empty() || !p.inputs[0].present) return Verdict::no("it has no input");
    const int bits = bits_of(p.inputs[0].type.dtype);
    if (bits == 0 || bits >= 8) return Verdict::no("elements are whole bytes");
    return bytes->supports_but_dtype(p);
  }
  CompiledKernel compile(const Problem& p, const Config&) const override {
    const SimpleTactic& bytes = *byte_tactic(p);
    RecipeWriter w;
    w.text(bytes.kernel()).i64(moves_whole_rows(p));
    bytes.write(p, w);
    return make_kernel("packed_moves", w);
  }
};

}  // namespace

const Tactic& packed_moves_tactic() {
  static const PackedMovesTactic t;
  return t;
}

}  // namespace sinter::cpu
