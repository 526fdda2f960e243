// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// QuantizedMatMul: the weights stay packed; the blocked GEMM asks for panels of some rows of w, which are unpacked and
// scaled on the way into its order.
#include <algorithm>

#include "backends/cpu/kernels/block_functions.h"
#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/gemm_epilogue.h"
#include "backends/cpu/kernels/loaders.h"
#include "ir/element.h"

namespace sinter::cpu {
namespace {

constexpr int64_t kUnpackPiece = 256;
/// Up to so many rows of a are multiplied one by one.
constexpr int64_t kMaxDotRows = 2;

/// Rows of w as floats.
class QuantizedRows {
 public:
  QuantizedRows(const TensorArg& w, const TensorArg& scale, const TensorArg* zero, int64_t block, int64_t k)
      : w_(w), scale_(scale), zero_(zero), block_(block), blocks_(scale.dims[1]), stored_(w.dims[1]), k_(k) {
    if (bits_of(w.dtype) >= 8) return;
    // All codes of a packed type in order, to be decoded once.
    uint8_t codes[kMaxCodes];
    const int bits = bits_of(w.dtype), per = 8 / bits;
    for (int byte = 0; byte < (1 << bits) / per; ++byte) {
      codes[byte] = 0;
      for (int i = 0; i < per; ++i) codes[byte] = uint8_t(codes[byte] | (byte * per + i) << (i * bits));
    }
    load_f64(w.dtype, codes, 0, 1 << bits, values_);
  }

  /// Panels of `width` rows: element (lane, column) at panel[column * width + lane]; lanes behind the last row are 0.
  void pack(int64_t first, int64_t count, int64_t width, float* panels) const {
    for (int64_t panel = 0; panel < count; panel += width, panels += width * k_)
      for (int64_t lane = 0; lane < width; lane += kTileLanes)
        for (int64_t column = 0; column < k_; column += kTileColumns)
          pack_tile(first + panel + lane, count - panel - lane, width, column, panels + lane,
                    std::min(kTileLanes, width - lane));
  }

  /// Row `row` times a vector of floats, summed in the order of columns modulo kDotLanes.
  float dot(int64_t row, const float* x) const {
    float sums[kDotLanes] = {}, values[kUnpackPiece];
    for (int64_t c = 0; c < k_; c += kUnpackPiece) {
      const int64_t n = std::min(kUnpackPiece, k_ - c);
      unpack_blocks(row, c, n, values);
      int64_t i = 0;
      for (; i + kDotLanes <= n; i += kDotLanes)
        for (int64_t j = 0; j < kDotLanes; ++j) sums[j] += values[i + j] * x[c + i + j];
      for (; i < n; ++i) sums[i % kDotLanes] += values[i] * x[c + i];
    }
    float total = 0;
    for (float v : sums) total += v;
    return total;
  }

 private:
  /// Some lanes and columns at a time, so that both sides stay in the first cache. `rows`: how many there are.
  void pack_tile(int64_t row, int64_t rows, int64_t width, int64_t column, float* panel, int64_t lanes) const {
    float tile[kTileLanes][kTileColumns];
    const int64_t n = std::min(kTileColumns, k_ - column);
    for (int64_t l = 0; l < lanes; ++l) {
      if (l < rows) unpack_blocks(row + l, column, n, tile[l]);
      else std::fill(tile[l], tile[l] + n, 0.0f);
    }
    for (int64_t c = 0; c < n; ++c)
      for (int64_t l = 0; l < lanes; ++l) panel[(column + c) * width + l] = tile[l][c];
  }

  void unpack_blocks(int64_t row, int64_t begin, int64_t count, float* out) const {
    for (int64_t done = 0; done < count;) {
      const int64_t c = begin + done, n = std::min(block_ - c % block_, count - done);
      unpack(row, c, n, out + done);
      done += n;
    }
  }

  /// Columns [begin, begin + n) of row `row`, all in one block.
  void unpack(int64_t row, int64_t begin, int64_t n, float* out) const {
    const int64_t first = row * stored_ + begin, at = row * blocks_ + begin / block_;
    double s, z = 0;
    load_f64(scale_.dtype, scale_.data, at, 1, &s);
    if (zero_) load_f64(zero_->dtype, zero_->data, at, 1, &z);
    switch (w_.dtype) {
      case DataType::kUInt8:
        return scale_bytes(w_.as<const uint8_t>() + first, n, s, z, out);
      case DataType::kInt8:
        return scale_bytes(w_.as<const int8_t>() + first, n, s, z, out);
      default:
        break;
    }
    if (bits_of(w_.dtype) == 4) return look_up<4>(first, n, s, z, out);
    if (bits_of(w_.dtype) == 2) return look_up<2>(first, n, s, z, out);
    double values[kUnpackPiece];
    load_f64(w_.dtype, w_.data, first, n, values);
    for (int64_t i = 0; i < n; ++i) out[i] = float((values[i] - z) * s);
  }

  template <class T>
  static void scale_bytes(const T* codes, int64_t n, double s, double z, float* out) {
    for (int64_t i = 0; i < n; ++i) out[i] = float((double(codes[i]) - z) * s);
  }

  /// A table of what each code means in this block.
  template <int kBits>
  void look_up(int64_t first, int64_t n, double s, double z, float* out) const {
    float table[kMaxCodes];
    constexpr uint64_t kPer = 8 / kBits, kMask = (1 << kBits) - 1;
    for (uint64_t code = 0; code <= kMask; ++code) table[code] = float((values_[code] - z) * s);
    const auto* bytes = w_.as<const uint8_t>();
    for (uint64_t i = uint64_t(first), k = 0; k < uint64_t(n); ++i, ++k)
      out[k] = table[bytes[i / kPer] >> (i % kPer * kBits) & kMask];
  }

  static constexpr int kMaxCodes = 16;  // of a type of less than a byte
  static constexpr int64_t kTileLanes = 16, kTileColumns = 64, kDotLanes = 16;
  const TensorArg &w_, &scale_;
  const TensorArg* zero_;
  int64_t block_, blocks_, stored_, k_;
  double values_[kMaxCodes] = {};
};

class MatMulQuantized final : public CpuKernel {
 public:
  explicit MatMulQuantized(const LoadContext& c) : pool_(c.pool), blocking_(GemmBlocking::for_caches(cpu_info())) {
    block_ = c.recipe.i64(1, INT64_MAX);
    const std::string bytes = c.recipe.text();
    kernel_ = get_gemm_kernel(GemmRecipe::parse(std::as_bytes(std::span(bytes))));
    const GemmRecipe& r = kernel_->recipe();
    if (r.bias != GemmBias::kNone || r.residual != GemmResidual::kNone || r.activation != GemmActivation::kNone)
      RecipeReader::corrupt();
  }

  int64_t workspace(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() < 3 || args.outputs.size() != 1 || args.inputs[0].rank < 1 || args.inputs[1].rank != 2)
      return 0;
    try {
      const PanelPacker none = [](int64_t, int64_t, int64_t, float*) {};
      return sums_bytes(args.outputs[0]) + gemm_workspace(kernel_->recipe(), problem(args, none), pool_.threads());
    } catch (const Error&) {
      return INT64_MAX;  // no allocator gives that much, and its error names the kernel
    }
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (const Status ok = check(args); !ok.ok()) return ok;
    const TensorArg &w = args.inputs[1], &scale = args.inputs[2], &out = args.outputs[0];
    if (out.count() == 0) return Status::good();
    const TensorArg* zero = args.inputs.size() > 3 && args.inputs[3].present() ? &args.inputs[3] : nullptr;
    const QuantizedRows rows(w, scale, zero, block_, columns(args));
    if (args.inputs[0].dtype == DataType::kFloat32 && out.count() / w.dims[0] <= kMaxDotRows)
      return multiply_rows(args, rows), Status::good();
    const int64_t width = kernel_->recipe().nr;
    const auto pack = [&](int64_t, int64_t first, int64_t count, float* panels) {
      rows.pack(first, count, width, panels);
    };
    const PanelPacker packer = pack;
    GemmProblem p = problem(args, packer);
    const int64_t front = sums_bytes(out);
    if (args.workspace_bytes < front) return Status::bad("a quantized matrix product has too little workspace");
    p.c = front > 0 ? static_cast<float*>(args.workspace) : out.as<float>();
    const auto parallel = [this](int64_t n, ParallelBody body) { pool_.parallel_for(n, 1, body); };
    const std::span<std::byte> room{static_cast<std::byte*>(args.workspace) + front,
                                    size_t(args.workspace_bytes - front)};
    if (!gemm(*kernel_, p, parallel, pool_.threads(), room))
      return Status::bad("a quantized matrix product has too little workspace");
    if (front > 0) narrow(p.c, out);
    return Status::good();
  }

 private:
  static int64_t columns(const KernelArgs& args) { return args.inputs[0].dims[args.inputs[0].rank - 1]; }
  /// The sums of outputs that are not f32, in front of the workspace.
  static int64_t sums_bytes(const TensorArg& out) {
    return out.dtype == DataType::kFloat32 ? 0 : (out.count() * 4 + 63) / 64 * 64;
  }

  Status check(const KernelArgs& args) const {
    if (args.inputs.size() < 3 || args.outputs.size() != 1)
      return Status::bad("a quantized matrix product got a wrong number of operands");
    const TensorArg &a = args.inputs[0], &w = args.inputs[1], &scale = args.inputs[2], &out = args.outputs[0];
    PackType type;
    bool fits = pack_type_of(a.dtype, type) && out.dtype == a.dtype && is_float(scale.dtype) &&
                (is_float(w.dtype) || is_integer(w.dtype)) && a.rank >= 1 && a.rank == out.rank && w.rank == 2 &&
                scale.rank == 2;
    for (int64_t d = 0; fits && d + 1 < a.rank; ++d) fits = a.dims[d] == out.dims[d];
    fits = fits && out.dims[out.rank - 1] == w.dims[0] && columns(args) <= w.dims[1] && scale.dims[0] == w.dims[0] &&
           scale.dims[1] == (w.dims[1] == 0 ? 0 : (w.dims[1] - 1) / block_ + 1);
    if (fits && args.inputs.size() > 3 && args.inputs[3].present()) {
      const TensorArg& zero = args.inputs[3];
      fits = (is_float(zero.dtype) || is_integer(zero.dtype)) && std::ranges::equal(zero.shape(), scale.shape());
    }
    return fits ? Status::good() : Status::bad("a quantized matrix product got operands that do not fit together");
  }

  GemmProblem problem(const KernelArgs& args, const PanelPacker& packer) const {
    GemmProblem p;
    const TensorArg& a = args.inputs[0];
    p.k = columns(args);
    p.n = args.inputs[1].dims[0];
    p.m = 1;
    for (int64_t d = 0; d + 1 < a.rank; ++d) p.m *= a.dims[d];
    p.a.view = {a.data, PackType::kFloat32, p.k, 1};
    pack_type_of(a.dtype, p.a.view.type);
    p.b.packer = &packer;
    p.ldc = p.n;
    p.blocking = blocking_;
    return p;
  }

  /// A few rows of a: every row of w is unpacked once for each, and not packed.
  void multiply_rows(const KernelArgs& args, const QuantizedRows& rows) const {
    const int64_t n = args.inputs[1].dims[0], k = columns(args), m = args.outputs[0].count() / n;
    const auto* a = args.inputs[0].as<const float>();
    auto* out = args.outputs[0].as<float>();
    pool_.parallel_for(n, std::max<int64_t>(1, 16384 / std::max<int64_t>(1, k)), [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row)
        for (int64_t i = 0; i < m; ++i) out[i * n + row] = rows.dot(row, a + i * k);
    });
  }

  void narrow(const float* sums, const TensorArg& out) const {
    pool_.parallel_for(out.count(), 8192, [&](int64_t begin, int64_t end) {
      store_lanes(out.dtype, Lane::kF32, out.data, begin, end - begin, sums + begin);
    });
  }

  ThreadPool& pool_;
  GemmBlocking blocking_;
  int64_t block_;
  std::shared_ptr<const GemmKernel> kernel_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_matmul_quantized(const LoadContext& c) { return std::make_unique<MatMulQuantized>(c); }

}  // namespace sinter::cpu
