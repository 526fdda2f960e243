// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// After Sugiyama: ranks by the longest path, stand-ins where an edge crosses a rank, barycentres for the order and the
// places within ranks.
#include "report_layout.h"

#include <algorithm>
#include <cstdint>

namespace sinter::cli {
namespace {

constexpr double kGapX = 26, kGapY = 40, kStandInWidth = 14;
constexpr size_t kLongestRoute = 40;  // ranks; a longer edge is drawn straight, or one mask input would need thousands
constexpr int kOrderSweeps = 6, kPlaceSweeps = 8;

struct Item {
  size_t rank = 0;
  double width = kNodeWidth, x = 0;
  std::vector<size_t> above, below;
};

class Layouter {
 public:
  Layouter(size_t count, std::vector<LayoutEdge>& edges) : edges_(edges), items_(count), real_(count) {}

  Layout run() {
    rank_nodes();
    add_stand_ins();
    order_ranks();
    place();
    return finish();
  }

 private:
  void rank_nodes() {
    std::vector<std::vector<size_t>> incoming(real_);
    for (size_t e = 0; e < edges_.size(); ++e) incoming[edges_[e].to].push_back(edges_[e].from);
    for (size_t i = 0; i < real_; ++i)
      for (size_t from : incoming[i]) items_[i].rank = std::max(items_[i].rank, items_[from].rank + 1);
    // What nothing leads to stands just above its first reader: constants and masks need no long edges.
    std::vector<size_t> nearest(real_, SIZE_MAX);
    for (const auto& e : edges_) nearest[e.from] = std::min(nearest[e.from], items_[e.to].rank);
    for (size_t i = 0; i < real_; ++i)
      if (incoming[i].empty() && nearest[i] != SIZE_MAX && nearest[i] > 0) items_[i].rank = nearest[i] - 1;
  }

  void connect(size_t a, size_t b) {
    items_[a].below.push_back(b);
    items_[b].above.push_back(a);
  }

  void add_stand_ins() {
    routes_.resize(edges_.size());
    for (size_t e = 0; e < edges_.size(); ++e) {
      const size_t from = edges_[e].from, to = edges_[e].to;
      const size_t span = items_[to].rank - items_[from].rank;
      size_t last = from;
      if (span > 1 && span <= kLongestRoute)
        for (size_t r = items_[from].rank + 1; r < items_[to].rank; ++r) {
          items_.push_back({r, kStandInWidth, 0, {}, {}});
          connect(last, items_.size() - 1);
          last = items_.size() - 1;
          routes_[e].push_back(last);
        }
      connect(last, to);
    }
    size_t ranks = 0;
    for (const auto& i : items_) ranks = std::max(ranks, i.rank + 1);
    ranks_.resize(ranks);
    for (size_t i = 0; i < items_.size(); ++i) ranks_[items_[i].rank].push_back(i);
  }

  template <class F>
  static double mean(const std::vector<size_t>& of, F&& value, double otherwise) {
    if (of.empty()) return otherwise;
    double sum = 0;
    for (size_t i : of) sum += value(i);
    return sum / double(of.size());
  }

  void order_ranks() {
    std::vector<double> at(items_.size());
    for (auto& rank : ranks_)
      for (size_t k = 0; k < rank.size(); ++k) at[rank[k]] = double(k);
    const auto sweep = [&](std::vector<size_t>& rank, bool down) {
      std::vector<std::pair<double, size_t>> keys;
      for (size_t i : rank)
        keys.emplace_back(mean(
                              down ? items_[i].above : items_[i].below, [&](size_t n) { return at[n]; }, at[i]),
                          i);
      std::stable_sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      for (size_t k = 0; k < keys.size(); ++k) {
        rank[k] = keys[k].second;
        at[rank[k]] = double(k);
      }
    };
    for (int s = 0; s < kOrderSweeps; ++s) {
      for (size_t r = 1; r < ranks_.size(); ++r) sweep(ranks_[r], true);
      for (size_t r = ranks_.size(); r-- > 1;) sweep(ranks_[r - 1], false);
    }
  }

  double distance(size_t a, size_t b) const { return (items_[a].width + items_[b].width) / 2 + kGapX; }

  // Neighbours in a rank keep their distance: once pushed to the right, once to the left, the mean of both.
  void spread(const std::vector<size_t>& rank, const std::vector<double>& wish) {
    std::vector<double> right = wish, left = wish;
    for (size_t k = 1; k < rank.size(); ++k)
      right[k] = std::max(right[k], right[k - 1] + distance(rank[k - 1], rank[k]));
    for (size_t k = rank.size(); k-- > 1;)
      left[k - 1] = std::min(left[k - 1], left[k] - distance(rank[k - 1], rank[k]));
    for (size_t k = 0; k < rank.size(); ++k) items_[rank[k]].x = (right[k] + left[k]) / 2;
  }

  void place() {
    for (auto& rank : ranks_) {
      double x = 0;
      for (size_t k = 0; k < rank.size(); ++k) items_[rank[k]].x = k ? x += distance(rank[k - 1], rank[k]) : x;
      for (size_t i : rank) items_[i].x -= x / 2;
    }
    for (int s = 0; s < kPlaceSweeps; ++s)
      for (size_t k = 0; k < ranks_.size(); ++k) {
        const bool down = s % 2 == 0;
        const auto& rank = ranks_[down ? k : ranks_.size() - 1 - k];
        std::vector<double> wish;
        for (size_t i : rank)
          wish.push_back(mean(
              down ? items_[i].above : items_[i].below, [&](size_t n) { return items_[n].x; }, items_[i].x));
        spread(rank, wish);
      }
  }

  Layout finish() {
    double low = 0, high = 0;
    for (const auto& i : items_) {
      low = std::min(low, i.x - i.width / 2);
      high = std::max(high, i.x + i.width / 2);
    }
    const double step = kNodeHeight + kGapY;
    const auto y = [&](const Item& i) { return kGapY + kNodeHeight / 2 + double(i.rank) * step; };
    for (size_t e = 0; e < edges_.size(); ++e) {
      auto& p = edges_[e].points;
      p.clear();
      const auto add = [&](size_t i, double dy) { p.emplace_back(items_[i].x - low + kGapX, y(items_[i]) + dy); };
      add(edges_[e].from, kNodeHeight / 2);
      for (size_t i : routes_[e]) add(i, 0);
      add(edges_[e].to, -kNodeHeight / 2);
    }
    Layout out;
    for (size_t i = 0; i < real_; ++i) out.nodes.emplace_back(items_[i].x - low + kGapX, y(items_[i]));
    out.width = high - low + 2 * kGapX;
    out.height = double(ranks_.size()) * step + kGapY;
    return out;
  }

  std::vector<LayoutEdge>& edges_;
  std::vector<Item> items_;
  size_t real_;
  std::vector<std::vector<size_t>> routes_, ranks_;
};

}  // namespace

Layout lay_out(size_t count, std::vector<LayoutEdge>& edges) { return Layouter(count, edges).run(); }

}  // namespace sinter::cli
