// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/axis_factors.h"

#include <algorithm>
#include <deque>

#include "passes/rules/transpose_perm.h"

namespace sinter {

std::optional<Dim> exact_quotient(const Dim& a, const Dim& b) {
  if (b == Dim(1)) return a;
  if (a == b) return Dim(1);
  if (b == Dim(0) || a == Dim(0)) return std::nullopt;
  const Dim q = floor_div(a, b);
  return q * b == a ? std::optional(q) : std::nullopt;
}

AxisFactors::AxisFactors(const SymDims& source) {
  for (const Dim& d : source) {
    Group group;
    if (!(d == Dim(1))) {
      group.push_back(int(extent_.size()));
      extent_.push_back(d);
    }
    source_.push_back(group);
  }
  current_ = source_;
}

void AxisFactors::transpose(const std::vector<int64_t>& perm) {
  std::vector<Group> moved;
  for (int64_t p : perm) moved.push_back(current_[size_t(p)]);
  current_ = std::move(moved);
}

// `factor` keeps the outer part; the inner part is a new factor right behind it.
void AxisFactors::split(int factor, const Dim& outer, const Dim& inner) {
  const int made = int(extent_.size());
  extent_[size_t(factor)] = outer;
  extent_.push_back(inner);
  for (auto* groups : {&source_, &current_})
    for (Group& g : *groups)
      if (auto it = std::find(g.begin(), g.end(), factor); it != g.end()) g.insert(it + 1, made);
}

std::vector<int> AxisFactors::current_order() const {
  std::vector<int> order;
  for (const Group& g : current_) order.insert(order.end(), g.begin(), g.end());
  return order;
}

std::optional<std::vector<AxisFactors::Group>> AxisFactors::match(const SymDims& dims) {
  const auto order = current_order();
  std::deque<int> left(order.begin(), order.end());
  std::vector<Group> groups;
  for (const Dim& d : dims) {
    Group group;
    Dim rest = d;
    while (!(rest == Dim(1))) {
      if (left.empty()) return std::nullopt;
      const int f = left.front();
      const Dim extent = extent_[size_t(f)];
      if (auto q = exact_quotient(rest, extent)) {
        rest = *q;
        left.pop_front();
      } else if (auto inner = exact_quotient(extent, rest)) {
        split(f, rest, *inner);
        left.front() = int(extent_.size()) - 1;
        rest = 1;
      } else {
        return std::nullopt;
      }
      group.push_back(f);
    }
    groups.push_back(std::move(group));
  }
  return left.empty() ? std::optional(std::move(groups)) : std::nullopt;
}

bool AxisFactors::reshape(const SymDims& dims) {
  const AxisFactors before = *this;
  auto groups = match(dims);
  if (!groups) {
    *this = before;
    return false;
  }
  current_ = std::move(*groups);
  return true;
}

namespace {

// Where the block `group` starts in `order`, if it lies there in one piece; -1 if not.
int block_at(const std::vector<int>& order, const std::vector<int>& group) {
  const auto it = std::search(order.begin(), order.end(), group.begin(), group.end());
  return it == order.end() ? -1 : int(it - order.begin());
}

// Sorts blocks (dims) by where they start; blocks without factors (extent 1) keep behind the block before them, so that
// they move as little as possible.
std::vector<int64_t> order_of_blocks(const std::vector<int>& starts) {
  std::vector<std::pair<int, int64_t>> keyed;
  int last = -1;
  for (size_t i = 0; i < starts.size(); ++i) {
    if (starts[i] >= 0) last = starts[i];
    keyed.emplace_back(last, int64_t(i));
  }
  std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<int64_t> perm;
  for (const auto& [start, i] : keyed) perm.push_back(i);
  return perm;
}

}  // namespace

// A Transpose of the source's own dims, if each moves as a whole.
std::optional<AxisFactors::Steps> AxisFactors::by_source_dims() const {
  const auto order = current_order();
  std::vector<int> starts;
  SymDims dims;
  for (const Group& g : source_) {
    const int at = g.empty() ? -1 : block_at(order, g);
    if (at < 0 && !g.empty()) return std::nullopt;
    starts.push_back(at);
    Dim d = 1;
    for (int f : g) d = d * extent_[size_t(f)];
    dims.push_back(d);
  }
  Steps s;
  s.before = dims;
  s.perm = order_of_blocks(starts);
  for (int64_t p : s.perm) s.after.push_back(dims[size_t(p)]);
  return s;
}

// A Transpose that gives the result's dims, if each is one piece of the source.
std::optional<AxisFactors::Steps> AxisFactors::by_target_dims(const SymDims& target) const {
  std::vector<int> order, starts;
  for (const Group& g : source_) order.insert(order.end(), g.begin(), g.end());
  for (const Group& g : current_) {
    const int at = g.empty() ? -1 : block_at(order, g);
    if (at < 0 && !g.empty()) return std::nullopt;
    starts.push_back(at);
  }
  const auto places = order_of_blocks(starts);  // places[j]: which dim of the target is dim j before the Transpose
  Steps s;
  s.after = target;
  s.perm.resize(target.size());
  for (size_t j = 0; j < places.size(); ++j) {
    s.before.push_back(target[size_t(places[j])]);
    s.perm[size_t(places[j])] = int64_t(j);
  }
  return s;
}

AxisFactors::Steps AxisFactors::by_factors() const {
  std::vector<int> source;
  for (const Group& g : source_) source.insert(source.end(), g.begin(), g.end());
  // Factors that are neighbours on both sides move as one.
  std::vector<Group> blocks;
  for (int f : current_order()) {
    const auto at = std::find(source.begin(), source.end(), f);
    if (!blocks.empty() && at != source.begin() && *(at - 1) == blocks.back().back()) blocks.back().push_back(f);
    else blocks.push_back({f});
  }
  std::vector<int> starts;
  Steps s;
  for (const Group& b : blocks) {
    starts.push_back(block_at(source, b));
    Dim d = 1;
    for (int f : b) d = d * extent_[size_t(f)];
    s.after.push_back(d);
  }
  const auto places = order_of_blocks(starts);
  s.perm.resize(blocks.size());
  for (size_t j = 0; j < places.size(); ++j) {
    s.before.push_back(s.after[size_t(places[j])]);
    s.perm[size_t(places[j])] = int64_t(j);
  }
  return s;
}

AxisFactors::Steps AxisFactors::steps(const SymDims& source, const SymDims& target) const {
  Steps best = by_factors();
  if (is_identity(best.perm)) return {source, {}, source};
  auto reshapes = [&](const Steps& s) { return int(s.before != source) + int(s.after != target); };
  // In case of a tie the Transpose comes first: Reshapes go down.
  for (const auto& other : {by_target_dims(target), by_source_dims()})
    if (other && !is_identity(other->perm) && reshapes(*other) <= reshapes(best)) best = *other;
  return best;
}

}  // namespace sinter
