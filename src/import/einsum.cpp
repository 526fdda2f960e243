// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Einsum. Every dim of every operand has a label: a letter, or a number for a dim of the ellipsis (counted from the
// right). Repeated labels of one operand are diagonals (a Gather), labels nobody else needs are summed (Reduce), and
// operands are joined from left to right: by MatMul where labels are summed over both, else by Mul.
#include "import/einsum.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "ops/gather.h"
#include "ops/matmul.h"
#include "ops/reduce.h"

namespace sinter {
namespace {

using AxisLabels = std::vector<int>;
constexpr int kEllipsis = 256;  // + the dim's distance from the end of the ellipsis

struct EinsumTerm {
  ValueId v;
  AxisLabels labels;
};

bool has_label(const AxisLabels& labels, int label) { return std::ranges::find(labels, label) != labels.end(); }

class EinsumBuilder {
 public:
  EinsumBuilder(const NodeBuilder& ctx, std::string equation, std::vector<ValueId> inputs)
      : ctx_(ctx), equation_(std::move(equation)), inputs_(std::move(inputs)) {}

  ValueId run() {
    parse();
    for (EinsumTerm& t : terms_) take_label_dims(t);
    for (EinsumTerm& t : terms_) {
      drop_ones(t);
      take_diagonals(t);
    }
    while (terms_.size() > 1) join_first_two();
    sum_unneeded(0);
    return transpose_to(terms_[0], output_);
  }

 private:
  // ---- the equation ----

  void parse() {
    std::string text = equation_;
    std::erase(text, ' ');
    const size_t arrow = text.find("->");
    std::string left = text.substr(0, arrow);
    size_t begin = 0;
    for (int i = 0; i < int(inputs_.size()); ++i) {
      const size_t comma = left.find(',', begin);
      const bool last = i + 1 == int(inputs_.size());
      if ((comma == std::string::npos) != last) wrong("its terms are not as many as the inputs");
      const std::string term = left.substr(begin, comma - begin);
      terms_.push_back({number_operand(i), read_term(term, ctx_.rank_of(inputs_[size_t(i)]))});
      begin = comma + 1;
    }
    if (terms_.empty()) ctx_.invalid("it has no inputs");
    output_ = arrow == std::string::npos ? implicit_output() : read_term(text.substr(arrow + 2), -1);
    for (size_t i = 0; i < output_.size(); ++i) {
      const bool known = std::ranges::any_of(terms_, [&](const auto& t) { return has_label(t.labels, output_[i]); });
      if (!known) wrong("its result has a label that no input has");
      if (std::count(output_.begin(), output_.end(), output_[i]) > 1) wrong("its result has a label twice");
    }
  }

  [[noreturn]] void wrong(const std::string& what) { ctx_.invalid("equation " + quote(equation_) + ": " + what); }

  /// The labels of a term; `rank` -1 is the result's, whose ellipsis has all of its dims.
  AxisLabels read_term(const std::string& text, int rank) {
    AxisLabels labels;
    bool ellipsis = false;
    for (size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        labels.push_back(c);
        continue;
      }
      if (text.compare(i, 3, "...") != 0 || ellipsis) wrong("a term has something else than letters and one ellipsis");
      ellipsis = true;
      const int letters = int(text.size()) - 3, dims = rank < 0 ? ellipsis_dims_ : rank - letters;
      if (dims < 0) wrong("a term has more letters than its input has dims");
      if (rank >= 0) ellipsis_dims_ = std::max(ellipsis_dims_, dims);
      for (int d = dims - 1; d >= 0; --d) labels.push_back(kEllipsis + d);
      i += 2;
    }
    if (rank >= 0 && int(labels.size()) != rank) wrong("a term has not as many labels as its input has dims");
    return labels;
  }

  /// Without an arrow: the ellipsis, then the letters that occur once, in alphabetical order.
  AxisLabels implicit_output() {
    std::map<int, int> count;
    for (const EinsumTerm& t : terms_)
      for (int label : t.labels) ++count[label];
    AxisLabels out;
    for (int d = ellipsis_dims_ - 1; d >= 0; --d) out.push_back(kEllipsis + d);
    for (const auto& [label, times] : count)
      if (times == 1 && label < kEllipsis) out.push_back(label);
    return out;
  }

  /// Input i in a type that MatMul has; narrow integers wrap when they are cast back.
  ValueId number_operand(int i) {
    const ValueId v = inputs_[size_t(i)];
    const DataType type = ctx_.type_of(v).dtype;
    if (!is_integer(type) || bits_of(type) >= 32) return v;
    return ctx_.cast(v, is_unsigned(type) ? DataType::kUInt32 : DataType::kInt32);
  }

  // ---- one operand ----

  void take_label_dims(const EinsumTerm& t) {
    const SymDims dims = ctx_.type_of(t.v).dims;
    for (size_t i = 0; i < dims.size(); ++i) {
      const auto [it, added] = dims_.emplace(t.labels[i], dims[i]);
      if (it->second == Dim(1))
        it->second = dims[i];
      else if (dims[i] != Dim(1) && dims[i].is_const() && it->second.is_const() && dims[i] != it->second)
        wrong("dims " + it->second.to_string() + " and " + dims[i].to_string() + " have the same label");
    }
  }

  /// A dim of 1 broadcasts: the operand goes on without it.
  void drop_ones(EinsumTerm& t) {
    const SymDims dims = ctx_.type_of(t.v).dims;
    EinsumTerm kept{t.v, {}};
    SymDims kept_dims;
    for (size_t i = 0; i < dims.size(); ++i) {
      if (dims[i] == Dim(1) && dims_.at(t.labels[i]) != Dim(1)) continue;
      kept.labels.push_back(t.labels[i]);
      kept_dims.push_back(dims[i]);
    }
    kept.v = ctx_.reshape(t.v, kept_dims);
    t = kept;
  }

  void take_diagonals(EinsumTerm& t) {
    for (size_t i = 0; i < t.labels.size(); ++i)
      for (size_t j = i + 1; j < t.labels.size(); ++j)
        if (t.labels[i] == t.labels[j]) return take_diagonal(t, i, j), take_diagonals(t);
  }

  /// Dims i and j go to the end, become one of n * n elements, and every (n + 1)th of these is taken.
  void take_diagonal(EinsumTerm& t, size_t i, size_t j) {
    const SymDims dims = ctx_.type_of(t.v).dims;
    if (dims[i].is_const() && dims[j].is_const() && dims[i] != dims[j])
      wrong("a diagonal is taken of dims that differ");
    Ints perm;
    AxisLabels labels;
    SymDims flat;
    for (size_t d = 0; d < dims.size(); ++d) {
      if (d == i || d == j) continue;
      perm.push_back(int64_t(d));
      labels.push_back(t.labels[d]);
      flat.push_back(dims[d]);
    }
    perm.push_back(int64_t(i));
    perm.push_back(int64_t(j));
    labels.push_back(t.labels[i]);
    const ValueId n = ctx_.extent(t.v, int(i)), one = ctx_.int_scalar(1);
    const ValueId at = ctx_.add("Mul", {ctx_.add("Range", {ctx_.int_scalar(0), n, one}), ctx_.add("Add", {n, one})});
    flat.push_back(dims[i] * dims[j]);
    const ValueId moved = ctx_.reshape(ctx_.transpose(t.v, std::move(perm)), flat);
    t = {ctx_.add(Gather{.axis = int64_t(flat.size()) - 1}, {moved, at}), std::move(labels)};
  }

  ValueId transpose_to(const EinsumTerm& t, const AxisLabels& order) {
    Ints perm;
    for (int label : order) perm.push_back(std::ranges::find(t.labels, label) - t.labels.begin());
    return ctx_.transpose(t.v, std::move(perm));
  }

  /// Whether the result or an operand from `first` on needs the label.
  bool is_needed(int label, size_t first) const {
    return has_label(output_, label) || std::any_of(terms_.begin() + int64_t(first), terms_.end(),
                                                    [&](const auto& t) { return has_label(t.labels, label); });
  }

  /// Sums operand i over labels that only it has.
  void sum_unneeded(size_t i) {
    Reduce op{.kind = ReduceKind::kSum, .axes = {}, .keep_dims = false};
    EinsumTerm left{kNoValue, {}};
    for (size_t d = 0; d < terms_[i].labels.size(); ++d) {
      const int label = terms_[i].labels[d];
      const bool elsewhere = is_needed(label, i + 1) || (i > 0 && has_label(terms_[0].labels, label));
      if (elsewhere)
        left.labels.push_back(label);
      else
        op.axes.push_back(int64_t(d));
    }
    if (op.axes.empty()) return;
    left.v = ctx_.add(std::move(op), {terms_[i].v});
    terms_[i] = std::move(left);
  }

  // ---- two operands ----

  SymDims dims_of(const EinsumTerm& t, const AxisLabels& labels) {
    SymDims all = ctx_.type_of(t.v).dims, out;
    for (int label : labels) out.push_back(all[size_t(std::ranges::find(t.labels, label) - t.labels.begin())]);
    return out;
  }

  void join_first_two() {
    sum_unneeded(0);
    sum_unneeded(1);
    const EinsumTerm a = terms_[0], b = terms_[1];
    AxisLabels shared, summed, only_a, only_b;
    for (int label : a.labels)
      (!has_label(b.labels, label) ? only_a : is_needed(label, 2) ? shared : summed).push_back(label);
    for (int label : b.labels)
      if (!has_label(a.labels, label)) only_b.push_back(label);
    EinsumTerm joined{kNoValue, shared};
    joined.labels.insert(joined.labels.end(), only_a.begin(), only_a.end());
    joined.labels.insert(joined.labels.end(), only_b.begin(), only_b.end());
    joined.v = summed.empty() ? multiply(a, b, shared, only_a, only_b) : contract(a, b, shared, summed, only_a, only_b);
    terms_[1] = std::move(joined);
    terms_.erase(terms_.begin());
  }

  ValueId multiply(const EinsumTerm& a, const EinsumTerm& b, const AxisLabels& shared, const AxisLabels& only_a,
                   const AxisLabels& only_b) {
    const ValueId x = arranged(a, {shared, only_a}, std::vector<bool>{false, false}, only_b.size());
    AxisLabels order = shared;
    order.insert(order.end(), only_b.begin(), only_b.end());
    SymDims dims = dims_of(b, order);
    dims.insert(dims.begin() + int64_t(shared.size()), only_a.size(), Dim(1));
    return ctx_.add("Mul", {x, ctx_.reshape(transpose_to(b, order), dims)});
  }

  /// [shared..., a's own, summed] x [shared..., summed, b's own], each group of the last two flattened to one dim.
  ValueId contract(const EinsumTerm& a, const EinsumTerm& b, const AxisLabels& shared, const AxisLabels& summed,
                   const AxisLabels& only_a, const AxisLabels& only_b) {
    const ValueId x = arranged(a, {shared, only_a, summed}, {false, true, true}, 0);
    const ValueId y = arranged(b, {shared, summed, only_b}, {false, true, true}, 0);
    const ValueId product = ctx_.add(MatMul{}, {x, y});
    const SymDims batch = ctx_.type_of(product).dims;
    SymDims dims(batch.begin(), batch.begin() + int64_t(shared.size()));
    for (const auto& [t, labels] : {std::pair(&a, &only_a), std::pair(&b, &only_b)})
      for (const Dim& d : dims_of(*t, *labels)) dims.push_back(d);
    return ctx_.reshape(product, dims);
  }

  /// The operand with its dims in the order of `groups`, some of them flattened, and `ones` dims of 1 behind.
  ValueId arranged(const EinsumTerm& t, const std::vector<AxisLabels>& groups, const std::vector<bool>& flatten,
                   size_t ones) {
    AxisLabels order;
    SymDims dims;
    for (size_t g = 0; g < groups.size(); ++g) {
      order.insert(order.end(), groups[g].begin(), groups[g].end());
      const SymDims own = dims_of(t, groups[g]);
      if (flatten[g])
        dims.push_back(product(own));
      else
        dims.insert(dims.end(), own.begin(), own.end());
    }
    dims.insert(dims.end(), ones, Dim(1));
    return ctx_.reshape(transpose_to(t, order), dims);
  }

  const NodeBuilder& ctx_;
  std::string equation_;
  std::vector<ValueId> inputs_;
  std::vector<EinsumTerm> terms_;
  AxisLabels output_;
  int ellipsis_dims_ = 0;
  std::map<int, Dim> dims_;  // of each label; 1 only where all operands have 1
};

}  // namespace

ValueId build_einsum(const NodeBuilder& make, const std::string& equation, std::vector<ValueId> inputs) {
  if (inputs.empty()) make.invalid("it has no inputs");
  const DataType type = make.type_of(inputs[0]).dtype;
  return make.cast(EinsumBuilder(make, equation, std::move(inputs)).run(), type);
}

}  // namespace sinter
