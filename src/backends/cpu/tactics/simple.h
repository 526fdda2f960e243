// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Tactics of kernels that have one way to run one op.
#pragma once
#include <optional>

#include "backends/cpu/tactics/tactics.h"

namespace sinter::cpu {

class SimpleTactic final : public Tactic {
 public:
  /// The part of supports() that is the op's own, after format and dtype of input 0 have been accepted.
  using Supports = Verdict (*)(const Problem&);
  using Write = void (*)(const Problem&, RecipeWriter&);

  /// `kernel` names the loader, and the tactic if that has no name of its own. `moves`: elements move as whole bytes of
  /// any dtype; otherwise they are computed and the dtype must be one that elements.h knows.
  SimpleTactic(const char* kernel, std::string_view op, bool moves, Supports supports, Write write,
               const char* name = nullptr)
      : kernel_(kernel), name_(name ? name : kernel), op_(op), moves_(moves), supports_(supports), write_(write) {}

  const char* name() const override { return name_; }
  Verdict supports(const Problem& p) const override;
  CompiledKernel compile(const Problem& p, const Config& c) const override;

  std::string_view op() const { return op_; }
  const char* kernel() const { return kernel_; }
  /// All of supports() but the question whether elements are whole bytes, or computable.
  Verdict supports_but_dtype(const Problem& p) const;
  void write(const Problem& p, RecipeWriter& w) const { write_(p, w); }

 private:
  const char *kernel_, *name_;
  std::string_view op_;
  bool moves_;
  Supports supports_;
  Write write_;
};

/// The elements of an integer operand, if they are known at build time.
std::optional<std::vector<int64_t>> known_integers(const Operand& o);
inline bool has_input(const Problem& p, size_t i) { return i < p.inputs.size() && p.inputs[i].present; }
/// For SimpleTactic: nothing more to ask, nothing to write.
inline Verdict always(const Problem&) { return Verdict::yes(); }
inline void no_recipe(const Problem&, RecipeWriter&) {}

}  // namespace sinter::cpu
