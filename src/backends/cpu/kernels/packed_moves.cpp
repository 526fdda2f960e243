// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Movement of elements that are smaller than a byte: they are unpacked into bytes, the kernel for bytes moves those,
// and the result is packed. Where the last dim moves as a whole and fills whole bytes, the kernel for bytes moves the
// packed bytes themselves.
#include <algorithm>
#include <cstring>

#include "backends/cpu/kernels/elements.h"
#include "backends/cpu/kernels/loaders.h"
#include "backends/cpu/kernels/strided_copy.h"

namespace sinter::cpu {
namespace {

bool is_packed_type(DataType t) {
  return t != DataType::kInvalid && int(t) < kNumDataTypes && bits_of(t) > 0 && bits_of(t) < 8;
}
int64_t per_byte(DataType t) { return 8 / bits_of(t); }

constexpr int64_t kUnpackGrain = 4096;  // packed bytes

void unpack_codes(DataType type, const uint8_t* from, uint8_t* to, int64_t count, ThreadPool& pool) {
  const int bits = bits_of(type), mask = (1 << bits) - 1;
  const int64_t per = per_byte(type);
  pool.parallel_for((count + per - 1) / per, kUnpackGrain, [&](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; ++b)
      for (int64_t k = 0; k < per && b * per + k < count; ++k) to[b * per + k] = uint8_t(from[b] >> (k * bits) & mask);
  });
}

/// The bits behind the last element are 0.
void pack_codes(DataType type, const uint8_t* from, uint8_t* to, int64_t count, ThreadPool& pool) {
  const int bits = bits_of(type);
  const int64_t per = per_byte(type);
  pool.parallel_for((count + per - 1) / per, kUnpackGrain, [&](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; ++b) {
      int byte = 0;
      for (int64_t k = 0; k < per && b * per + k < count; ++k) byte |= from[b * per + k] << (k * bits);
      to[b] = uint8_t(byte);
    }
  });
}

/// Workspace: all operands as bytes (TensorArg, inputs first), their dims, then the unpacked elements of each.
class PackedMoveKernel final : public CpuKernel {
 public:
  PackedMoveKernel(ThreadPool& pool, std::unique_ptr<CpuKernel> bytes, bool whole_rows)
      : pool_(pool), bytes_(std::move(bytes)), whole_rows_(whole_rows) {}

  int64_t workspace(const KernelArgs& shapes) const noexcept override {
    int64_t n = header_bytes(shapes) + bytes_->workspace(shapes);
    for (const auto* list : {&shapes.inputs, &shapes.outputs})
      for (const TensorArg& a : *list)
        if (is_packed_type(a.dtype)) n += padded(a.count());
    return n;
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.empty() || args.outputs.size() != 1)
      return Status::bad("a movement kernel got a wrong number of operands");
    if (!is_packed_type(args.outputs[0].dtype)) return Status::bad("a movement kernel got operands of a wrong dtype");
    for (const auto* list : {&args.inputs, &args.outputs})
      for (const TensorArg& a : *list)
        if (a.rank > kMaxCopyRank) return Status::bad("a movement kernel got too many dims");
    if (args.workspace_bytes < workspace(args)) return Status::bad("a movement kernel has too little workspace");
    auto* room = static_cast<std::byte*>(args.workspace);
    auto* operands = reinterpret_cast<TensorArg*>(room);
    auto* dims = reinterpret_cast<int64_t*>(operands + args.inputs.size() + 1);
    std::copy(args.inputs.begin(), args.inputs.end(), operands);
    operands[args.inputs.size()] = args.outputs[0];
    room += header_bytes(args);
    return rows_fill_bytes(args) ? move_rows(args, operands, dims, room) : move_unpacked(args, operands, room);
  }

 private:
  static int64_t padded(int64_t bytes) { return (bytes + 63) / 64 * 64; }
  static int64_t header_bytes(const KernelArgs& args) {
    return padded(int64_t(args.inputs.size() + 1) * int64_t(sizeof(TensorArg) + kMaxCopyRank * sizeof(int64_t)));
  }

  bool rows_fill_bytes(const KernelArgs& args) const {
    const TensorArg& out = args.outputs[0];
    if (!whole_rows_ || out.rank == 0 || out.actual_dims) return false;
    const int64_t row = out.dims[out.rank - 1];
    return row % per_byte(out.dtype) == 0 && std::ranges::all_of(args.inputs, [&](const TensorArg& a) {
             return !is_packed_type(a.dtype) || (a.dtype == out.dtype && a.rank > 0 && a.dims[a.rank - 1] == row);
           });
  }

  KernelArgs byte_args(const KernelArgs& args, TensorArg* operands, std::byte* room) const {
    return {
        {operands, args.inputs.size()}, {operands + args.inputs.size(), 1}, args.params, room, bytes_->workspace(args)};
  }

  Status move_rows(const KernelArgs& args, TensorArg* operands, int64_t* dims, std::byte* room) const {
    const int64_t per = per_byte(args.outputs[0].dtype);
    for (size_t i = 0; i <= args.inputs.size(); ++i, dims += kMaxCopyRank) {
      TensorArg& a = operands[i];
      if (!is_packed_type(a.dtype)) continue;
      std::copy(a.dims, a.dims + a.rank, dims);
      dims[a.rank - 1] /= per;
      a.dims = dims;
      a.dtype = DataType::kUInt8;
    }
    return bytes_->run(byte_args(args, operands, room));
  }

  Status move_unpacked(const KernelArgs& args, TensorArg* operands, std::byte* room) const {
    for (size_t i = 0; i <= args.inputs.size(); ++i) {
      TensorArg& a = operands[i];
      const DataType type = a.dtype;
      if (!is_packed_type(type)) continue;
      auto* codes = reinterpret_cast<uint8_t*>(room);
      if (i < args.inputs.size()) unpack_codes(type, a.as<const uint8_t>(), codes, a.count(), pool_);
      room += padded(a.count());
      a.data = codes;
      a.dtype = DataType::kUInt8;
    }
    if (const Status s = bytes_->run(byte_args(args, operands, room)); !s.ok()) return s;
    const TensorArg& out = args.outputs[0];
    int64_t count = 1;
    for (int32_t d = 0; d < out.rank; ++d) count *= out.actual_dims ? out.actual_dims[d] : out.dims[d];
    pack_codes(out.dtype, operands[args.inputs.size()].as<const uint8_t>(), out.as<uint8_t>(), count, pool_);
    return Status::good();
  }

  ThreadPool& pool_;
  std::unique_ptr<CpuKernel> bytes_;
  bool whole_rows_;
};

struct ByteMove {
  std::string_view name;
  KernelLoader load;
};
constexpr ByteMove kByteMoves[] = {
    {"concat", load_concat},         {"expand", load_expand},
    {"gather", load_gather},         {"gather_elements", load_gather_elements},
    {"gather_nd", load_gather_nd},   {"pad", load_pad},
    {"scatter_elements", load_scatter_elements},
    {"scatter_nd", load_scatter_nd}, {"slice", load_slice},
    {"transpose", load_transpose},   {"trilu", load_trilu},
};

}  // namespace

std::unique_ptr<CpuKernel> load_packed_moves(const LoadContext& c) {
  const std::string name = c.recipe.text();
  const bool whole_rows = c.recipe.i64(0, 1) != 0;
  const auto* move = std::ranges::find(kByteMoves, name, &ByteMove::name);
  if (move == std::end(kByteMoves)) RecipeReader::corrupt();
  return std::make_unique<PackedMoveKernel>(c.pool, move->load(c), whole_rows);  // its recipe follows
}

}  // namespace sinter::cpu
