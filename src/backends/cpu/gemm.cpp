// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// How work is cut. A side that comes packed (weights), or is read in place (kRows), needs nothing. One other side is
// packed block by block inside the tasks, each into a slot of its own that stays in the second cache; tasks then split
// along that side. Where this side is too short to give every thread a share, and for the second of two such sides,
// all of it is packed in a phase of its own, and tasks form a grid.
#include "backends/cpu/gemm.h"

#include <algorithm>
#include <string>

#include "sinter/error.h"

namespace sinter::cpu {
namespace {

constexpr int64_t kLine = 64;  // bytes of a cache line: slots begin on one

int64_t round_up(int64_t value, int64_t unit) { return (value + unit - 1) / unit * unit; }
int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }

bool needs_packing_a(const GemmRecipe& r, const GemmProblem& p) {
  return r.a_layout == GemmALayout::kPanels && !p.a.packed;
}
bool needs_packing_b(const GemmProblem& p) { return !p.b.packed; }

/// More tasks than threads, so that a slow thread does not hold up the rest.
int64_t wanted_tasks(int64_t threads) { return threads <= 1 ? 1 : 4 * threads; }

/// Panels of all batch items of one side.
struct Side {
  int64_t panels = 0;       // of one batch item
  int64_t panel_bytes = 0;  // a multiple of 4
  int64_t items = 1;        // batch items that differ: 1 if all share one matrix

  int64_t total() const { return panels * items; }
  int64_t whole_bytes() const { return round_up(total() * panel_bytes, kLine); }
};

Side side_a(const GemmRecipe& r, const GemmProblem& p) {
  const bool shared = p.a.batch_stride == 0 && p.a.packer == nullptr;
  return {panel_count(p.m, r.mr), int64_t(r.mr) * p.k * 4, shared ? 1 : p.batch};
}
Side side_b(const GemmRecipe& r, const GemmProblem& p) {
  const bool shared = p.b.batch_stride == 0 && p.b.packer == nullptr;
  return {panel_count(p.n, r.nr), int64_t(r.nr) * p.k * 4, shared ? 1 : p.batch};
}

/// A side is packed inside tasks only if every thread gets this many panels of it; fewer would waste the reuse of a
/// block of the other side.
constexpr int64_t kPanelsPerThreadA = 8, kPanelsPerThreadB = 2;

/// Memory for packing inside tasks. count 0: the side is packed as a whole instead.
struct Slots {
  int64_t count = 0;
  int64_t panels = 1;  // of one slot
  int64_t bytes = 0;   // of one slot
};

/// The run-time half of GemmProblem: what a task needs to know.
struct Run {
  const GemmKernel& kernel;
  const GemmProblem& p;
  const GemmRecipe& r;
  const float* a_panels = nullptr;  // null: kRows, or packed inside tasks
  const float* b_panels = nullptr;
  int64_t a_item = 0, b_item = 0;  // floats from one batch item's panels to the next

  void pack(bool side_is_a, int64_t item, int64_t panel, int64_t count, float* out) const {
    if (p.k == 0) return;
    const GemmOperand& from = side_is_a ? p.a : p.b;
    const int64_t width = side_is_a ? r.mr : r.nr, lanes = side_is_a ? p.m : p.n;
    const int64_t first = panel * width, last = std::min(lanes, (panel + count) * width);
    if (from.packer != nullptr) return (*from.packer)(item, first, last - first, out);
    MatrixView view = from.view;
    const int64_t element = view.type == PackType::kFloat32 ? 4 : 2;
    view.data = static_cast<const char*>(view.data) + item * from.batch_stride * element;
    side_is_a ? pack_a(view, first, last - first, p.k, width, out) : pack_b(view, first, last - first, p.k, width, out);
  }

  /// Tiles of panels [m0, m1) x [n0, n1) over all of k. `a` and `b` are the panels m0 and n0 (a: null for kRows).
  void block(int64_t item, int64_t m0, int64_t m1, int64_t n0, int64_t n1, const float* a, const float* b) const {
    const int64_t pieces = std::max<int64_t>(1, ceil_div(p.k, p.blocking.kc)), kc = ceil_div(p.k, pieces);
    GemmArgs args{};
    args.lda = p.a.view.row_stride;
    args.ldc = p.ldc;
    args.ldr = p.ldr;
    for (int64_t piece = 0; piece < pieces; ++piece) {
      const int64_t k0 = piece * kc;
      args.k = std::min(kc, p.k - k0);
      args.flags = (piece > 0 ? kAccumulate : 0u) | (piece + 1 == pieces ? kFinish : 0u);
      for (int64_t j = n0; j < n1; ++j) {
        args.b = b + (j - n0) * r.nr * p.k + k0 * r.nr;
        args.cols = int32_t(std::min<int64_t>(r.nr, p.n - j * r.nr));
        for (int64_t i = m0; i < m1; ++i) tile(args, item, i, j, a, (i - m0) * r.mr * p.k + k0 * r.mr, k0);
      }
    }
  }

  void tile(GemmArgs& args, int64_t item, int64_t i, int64_t j, const float* a, int64_t a_offset, int64_t k0) const {
    const int64_t row = i * r.mr, column = j * r.nr;
    args.rows = int32_t(std::min<int64_t>(r.mr, p.m - row));
    if (r.a_layout == GemmALayout::kRows) {
      args.a = static_cast<const float*>(p.a.view.data) + item * p.a.batch_stride + row * args.lda + k0;
    } else {
      args.a = a + a_offset;
    }
    args.c = p.c + item * p.c_batch_stride + row * p.ldc + column;
    if (r.bias != GemmBias::kNone) args.bias = p.bias + (r.bias == GemmBias::kPerRow ? row : column);
    if (r.residual != GemmResidual::kNone) {
      args.residual = p.residual + item * p.residual_batch_stride + row * p.ldr + column;
    }
    kernel(args);
  }

  const float* a_of(int64_t item, int64_t panel) const {
    return a_panels == nullptr ? nullptr : a_panels + item * a_item + panel * r.mr * p.k;
  }
  const float* b_of(int64_t item, int64_t panel) const { return b_panels + item * b_item + panel * r.nr * p.k; }

  int64_t mc_panels() const { return std::max<int64_t>(1, p.blocking.mc / r.mr); }
  int64_t nc_panels() const { return std::max<int64_t>(1, p.blocking.nc / r.nr); }

  /// Both sides at hand: blocks of A stay, B streams past.
  void rectangle(int64_t item, int64_t m0, int64_t m1, int64_t n0, int64_t n1) const {
    for (int64_t i = m0; i < m1; i += mc_panels()) {
      for (int64_t j = n0; j < n1; j += nc_panels()) {
        block(item, i, std::min(m1, i + mc_panels()), j, std::min(n1, j + nc_panels()), a_of(item, i), b_of(item, j));
      }
    }
  }

  /// Panels [begin, end) of one side, packed into the slot, against all of the other side.
  void strip(bool side_is_a, int64_t item, int64_t begin, int64_t end, int64_t other, float* slot) const {
    pack(side_is_a, item, begin, end - begin, slot);
    const int64_t step = side_is_a ? nc_panels() : mc_panels();
    for (int64_t o = 0; o < other; o += step) {
      const int64_t o_end = std::min(other, o + step);
      if (side_is_a) {
        block(item, begin, end, o, o_end, slot, b_of(item, o));
      } else {
        block(item, o, o_end, begin, end, a_of(item, o), slot);
      }
    }
  }
};

/// Packs a whole side into `out`.
void pack_whole(const Run& run, bool side_is_a, const Side& side, float* out, ParallelFor parallel) {
  const int64_t width = side_is_a ? run.r.mr : run.r.nr;
  const auto body = [&](int64_t begin, int64_t end) {
    for (int64_t at = begin; at < end;) {
      const int64_t item = at / side.panels, panel = at % side.panels;
      const int64_t count = std::min(end - at, side.panels - panel);
      run.pack(side_is_a, item, panel, count, out + at * width * run.p.k);
      at += count;
    }
  };
  const int64_t work = side.total() * side.panel_bytes;
  if (work < (32 << 10)) return body(0, side.total());  // less than waking a thread costs
  parallel(side.total(), body);
}

/// Splits one side into ranges of panels across the batch, each packed where it is used.
void run_strips(const Run& run, bool side_is_a, const Side& side, const Slots& slots, std::byte* memory,
                ParallelFor parallel) {
  const int64_t total = side.panels * run.p.batch;  // a shared side is packed once for each batch item
  const int64_t other = side_is_a ? panel_count(run.p.n, run.r.nr) : panel_count(run.p.m, run.r.mr);
  parallel(slots.count, [&](int64_t begin, int64_t end) {
    // The range's first slot is this call's alone, so all of its work can use it.
    float* slot = reinterpret_cast<float*>(memory + begin * slots.bytes);
    const int64_t last = total * end / slots.count;
    for (int64_t at = total * begin / slots.count; at < last;) {
      const int64_t item = at / side.panels, panel = at % side.panels;
      const int64_t count = std::min({last - at, side.panels - panel, slots.panels});
      run.strip(side_is_a, item, panel, panel + count, other, slot);
      at += count;
    }
  });
}

/// Both sides at hand: a grid of rectangles, large ones first, cut smaller until there are enough for the threads.
void run_grid(const Run& run, int threads, ParallelFor parallel) {
  const int64_t mp = panel_count(run.p.m, run.r.mr), np = panel_count(run.p.n, run.r.nr);
  const int64_t wanted = wanted_tasks(threads);
  int64_t mb = threads <= 1 ? mp : std::min(mp, run.mc_panels()), nb = np;
  const auto tasks = [&] { return run.p.batch * ceil_div(mp, mb) * ceil_div(np, nb); };
  while (tasks() < wanted && nb * run.r.nr > 64 && nb > 1) nb = ceil_div(nb, 2);
  while (tasks() < wanted && mb > 2) mb = ceil_div(mb, 2);
  const int64_t rows = ceil_div(mp, mb), columns = ceil_div(np, nb);
  parallel(tasks(), [&](int64_t begin, int64_t end) {
    for (int64_t t = begin; t < end; ++t) {
      const int64_t item = t / (rows * columns), j = t / rows % columns * nb, i = t % rows * mb;
      run.rectangle(item, i, std::min(mp, i + mb), j, std::min(np, j + nb));
    }
  });
}

/// The slots of a side that could be packed inside tasks.
Slots choose_slots(const Run& run, bool is_a, const Side& side, int threads, int64_t room) {
  const GemmBlocking& blocking = run.p.blocking;
  const int64_t total = side.panels * run.p.batch, wanted = wanted_tasks(threads);
  const int64_t cached = blocking.slot_bytes / std::max<int64_t>(1, side.panel_bytes);
  Slots slots;
  slots.panels = std::max<int64_t>(1, std::min({cached, ceil_div(total, wanted), is_a ? run.mc_panels() : INT64_MAX}));
  slots.bytes = round_up(slots.panels * side.panel_bytes, kLine);
  slots.count = std::min({wanted, total, slots.bytes == 0 ? wanted : room / slots.bytes});
  // A side that the batch shares would be packed anew for each item.
  const int64_t per_thread = is_a ? kPanelsPerThreadA : kPanelsPerThreadB;
  const bool prefer_whole = (side.items == 1 && run.p.batch > 1) || (threads > 1 && total < per_thread * threads);
  if (side.whole_bytes() <= room && prefer_whole) slots.count = 0;
  return slots;
}

}  // namespace

GemmBlocking GemmBlocking::for_caches(const CpuInfo& info) {
  // One turn keeps a kc x mc piece of A, a kc x nc piece of B and an mc x nc piece of C in the second cache.
  GemmBlocking b;
  if (info.l2 >= 1 << 20) {
    b.kc = 384;
    b.mc = 192;
  } else {
    b.nc = 128;
    b.slot_bytes = 192 << 10;
  }
  return b;
}

bool gemm_accepts(const GemmRecipe& r, const GemmProblem& p) noexcept {
  if (r.a_layout == GemmALayout::kPanels) return true;
  return !p.a.packed && p.a.packer == nullptr && p.a.view.type == PackType::kFloat32 &&
         (p.a.view.col_stride == 1 || p.k <= 1);
}

int64_t gemm_workspace(const GemmRecipe& r, const GemmProblem& p, int threads) {
  const bool need_a = needs_packing_a(r, p), need_b = needs_packing_b(p);
  const auto checked = [](int64_t x, int64_t y) {
    int64_t product = 0;
    if (__builtin_mul_overflow(x, y, &product) || product > INT64_MAX / 4) {
      fail(ErrorCode::kLimit, "the workspace of a matrix product is too large", "Use smaller tensors");
    }
    return product;
  };
  if (need_a) checked(packed_a_size(p.m, p.k, r.mr) * 4, p.batch);
  if (need_b) checked(packed_b_size(p.k, p.n, r.nr) * 4, p.batch);
  if (p.batch == 0) return 0;
  // A bound that grows with every dim: either all panels, or the slots (at least what a short side needs as a whole).
  const auto one = [&](const Side& side, bool is_a) {
    const int64_t slot = round_up(std::max(p.blocking.slot_bytes, side.panel_bytes), kLine);
    const int64_t per_thread = is_a ? kPanelsPerThreadA : kPanelsPerThreadB;
    const int64_t short_side = checked(per_thread * threads, side.panel_bytes) + kLine;
    const int64_t rounding = checked(wanted_tasks(threads), side.panel_bytes + kLine);
    return std::min(side.whole_bytes() + rounding, std::max(short_side, checked(wanted_tasks(threads), slot)));
  };
  if (need_a && need_b) return side_b(r, p).whole_bytes() + one(side_a(r, p), true);
  if (need_a) return one(side_a(r, p), true);
  return need_b ? one(side_b(r, p), false) : 0;
}

bool gemm(const GemmKernel& kernel, const GemmProblem& p, ParallelFor parallel, int threads,
          std::span<std::byte> workspace) noexcept {
  const GemmRecipe& r = kernel.recipe();
  if (!gemm_accepts(r, p)) return false;
  if (p.m <= 0 || p.n <= 0 || p.batch <= 0) return true;
  const bool need_a = needs_packing_a(r, p), need_b = needs_packing_b(p);
  const Side a = side_a(r, p), b = side_b(r, p);
  std::byte* memory = workspace.data();
  int64_t room = int64_t(workspace.size());
  Run run{kernel, p, r};
  if (p.a.packed) run.a_panels = static_cast<const float*>(p.a.view.data), run.a_item = p.a.batch_stride;
  if (p.b.packed) run.b_panels = static_cast<const float*>(p.b.view.data), run.b_item = p.b.batch_stride;

  const bool both = need_a && need_b;
  if (both && b.whole_bytes() > room) return false;
  const int64_t left = both ? room - b.whole_bytes() : room;
  const bool last_is_a = need_a;
  const Side& last = need_a ? a : b;
  const Slots slots = need_a || need_b ? choose_slots(run, last_is_a, last, threads, left) : Slots{};
  if ((need_a || need_b) && slots.count < 1 && last.whole_bytes() > left) return false;

  const auto whole = [&](bool is_a, const Side& side) {
    float* panels = reinterpret_cast<float*>(memory);
    pack_whole(run, is_a, side, panels, parallel);
    (is_a ? run.a_panels : run.b_panels) = panels;
    (is_a ? run.a_item : run.b_item) = side.items == 1 ? 0 : side.panels * side.panel_bytes / 4;
    memory += side.whole_bytes();
  };
  if (both) whole(false, b);
  if (slots.count >= 1) {
    run_strips(run, last_is_a, last, slots, memory, parallel);
    return true;
  }
  if (need_a || need_b) whole(last_is_a, last);
  run_grid(run, threads, parallel);
  return true;
}

}  // namespace sinter::cpu
