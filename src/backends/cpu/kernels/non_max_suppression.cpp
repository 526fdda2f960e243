// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// NonMaxSuppression: every class of every batch item is done on its own, in a list of its own in the workspace; the
// lists are then joined.
#include <algorithm>
#include <limits>

#include "backends/cpu/kernels/dispatch_float.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"
#include "ops/box_overlap.h"

namespace sinter::cpu {
namespace {

class NonMaxSuppressionKernel final : public CpuKernel {
 public:
  explicit NonMaxSuppressionKernel(const LoadContext& c) : pool_(c.pool) { center_ = c.recipe.i64(0, 1) != 0; }

  int64_t workspace(const KernelArgs& args) const noexcept override {
    return args.inputs.size() < 2 || args.inputs[1].rank != 3 ? 0 : list_bytes(args.inputs[1]);
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() < 2 || args.inputs.size() > 5 || args.outputs.size() != 1)
      return Status::bad("a box suppression got a wrong number of operands");
    const TensorArg &boxes = args.inputs[0], &scores = args.inputs[1], &out = args.outputs[0];
    if (boxes.rank != 3 || scores.rank != 3 || boxes.dtype != scores.dtype || boxes.dims[0] != scores.dims[0] ||
        boxes.dims[1] != scores.dims[2] || boxes.dims[2] != 4)
      return Status::bad("a box suppression got operands of a wrong type");
    if (out.dtype != DataType::kInt64 || out.rank != 2 || out.dims[1] != 3 || !out.actual_dims)
      return Status::bad("a box suppression got an output of a wrong type");
    if (args.workspace_bytes < list_bytes(scores)) return Status::bad("a box suppression has too little workspace");
    Limits limits;
    if (!read_limits(args, limits)) return Status::bad("a limit of a box suppression is no scalar");
    auto* lists = static_cast<int64_t*>(args.workspace);
    const bool known =
        dispatch_float(boxes.dtype, [&](auto tag) { choose<decltype(tag)>(boxes, scores, limits, lists); });
    if (!known) return Status::bad("a box suppression got boxes of another dtype");
    return join(scores, lists, out);
  }

 private:
  struct Limits {
    int64_t most = 0;
    double overlap = 0, least = -std::numeric_limits<double>::infinity();
  };
  /// For each class of each batch item: a count, and room for all boxes.
  static int64_t list_bytes(const TensorArg& scores) {
    return scores.dims[0] * scores.dims[1] * (scores.dims[2] + 1) * 8;
  }

  static bool read_limits(const KernelArgs& args, Limits& limits) {
    const auto given = [&](size_t i) { return i < args.inputs.size() && args.inputs[i].present(); };
    if (given(2)) {
      if (!is_index_type(args.inputs[2].dtype) || args.inputs[2].count() != 1) return false;
      limits.most = integer_at(args.inputs[2], 0);
    }
    for (size_t i : {size_t(3), size_t(4)}) {
      if (!given(i)) continue;
      const TensorArg& t = args.inputs[i];
      if (t.count() != 1) return false;
      double& v = i == 3 ? limits.overlap : limits.least;
      if (!dispatch_element(t.dtype, [&](auto tag) {
            using T = decltype(tag);
            v = double(Element<T>::load(*t.as<const T>()));
          }))
        return false;
    }
    return true;
  }

  template <class T>
  void choose(const TensorArg& boxes, const TensorArg& scores, const Limits& limits, int64_t* lists) const {
    const int64_t n = scores.dims[2];
    pool_.parallel_for(scores.dims[0] * scores.dims[1], 1, [&](int64_t begin, int64_t end) {
      for (int64_t k = begin; k < end; ++k) {
        const T* own_boxes = boxes.as<const T>() + k / scores.dims[1] * n * 4;
        choose_class(own_boxes, scores.as<const T>() + k * n, n, limits, lists + k * (n + 1));
      }
    });
  }

  /// list[0]: how many were chosen; then their indices.
  template <class T>
  void choose_class(const T* boxes, const T* scores, int64_t n, const Limits& limits, int64_t* list) const {
    using E = Element<T>;
    using F = typename E::Acc;
    int64_t *order = list + 1, candidates = 0, chosen = 0;
    for (int64_t i = 0; i < n; ++i)
      if (!(double(E::load(scores[i])) <= limits.least)) order[candidates++] = i;
    std::sort(order, order + candidates, [&](int64_t a, int64_t b) {
      const F x = E::load(scores[a]), y = E::load(scores[b]);
      if (element_is_nan(x) || element_is_nan(y)) {
        if (element_is_nan(x) != element_is_nan(y)) return element_is_nan(y);
        return a < b;
      }
      return x != y ? x > y : a < b;
    });
    const auto edges = [&](int64_t i) {
      const F b[4] = {E::load(boxes[i * 4]), E::load(boxes[i * 4 + 1]), E::load(boxes[i * 4 + 2]),
                      E::load(boxes[i * 4 + 3])};
      return BoxEdges<F>::of(b, center_);
    };
    // Chosen ones take the front of the list, which was looked at already.
    for (int64_t i = 0; i < candidates && chosen < limits.most; ++i) {
      const int64_t at = order[i];
      const BoxEdges<F> box = edges(at);
      const bool hidden = std::any_of(order, order + chosen,
                                      [&](int64_t c) { return boxes_overlap(box, edges(c), F(limits.overlap)); });
      if (!hidden) order[chosen++] = at;
    }
    list[0] = chosen;
  }

  static Status join(const TensorArg& scores, const int64_t* lists, const TensorArg& out) {
    const int64_t n = scores.dims[2], classes = scores.dims[1];
    int64_t total = 0;
    for (int64_t k = 0; k < scores.dims[0] * classes; ++k) total += lists[k * (n + 1)];
    if (total > out.dims[0]) return Status::bad("a box suppression chose more boxes than its output holds");
    out.actual_dims[0] = total;
    out.actual_dims[1] = 3;
    int64_t* to = out.as<int64_t>();
    for (int64_t k = 0; k < scores.dims[0] * classes; ++k) {
      const int64_t* list = lists + k * (n + 1);
      for (int64_t i = 0; i < list[0]; ++i, to += 3) to[0] = k / classes, to[1] = k % classes, to[2] = list[1 + i];
    }
    return Status::good();
  }

  ThreadPool& pool_;
  bool center_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_non_max_suppression(const LoadContext& c) {
  return std::make_unique<NonMaxSuppressionKernel>(c);
}

}  // namespace sinter::cpu
