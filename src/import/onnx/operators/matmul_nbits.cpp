// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Contributed operators on weights of few bits (com.microsoft): MatMulNBits, MatMulBnb4, GatherBlockQuantized. Their
// bytes are our packed types already, so constants are retyped, not converted.
#include <algorithm>

#include "import/onnx/operators/narrow_cast.h"
#include "import/onnx/operators/packed_weights.h"
#include "ops/dequantize.h"
#include "ops/gather.h"
#include "ops/matmul.h"
#include "ops/quantized_matmul.h"
#include "ops/slice.h"

namespace sinter::onnx {
namespace {

int64_t blocks_of(int64_t n, int64_t block) { return n == 0 ? 0 : (n - 1) / block + 1; }

int64_t positive_attr(NodeContext& ctx, std::string_view name) {
  const int64_t v = ctx.int_attr(name);
  if (v < 1 || v > INT32_MAX) ctx.invalid(std::string(name) + " is " + std::to_string(v));
  return v;
}

/// Copies rows of packed codes that begin at bytes into rows without padding.
std::vector<std::byte> without_padding(std::span<const std::byte> bytes, int bits, int64_t rows, int64_t columns) {
  const int64_t per = 8 / bits, row_bytes = blocks_of(columns, per), mask = (1 << bits) - 1;
  std::vector<std::byte> out(size_t(blocks_of(rows * columns, per)), std::byte{0});
  for (int64_t i = 0; i < rows * columns; ++i) {
    const int64_t from = i / columns * row_bytes + i % columns / per;
    const int64_t code = (int64_t(bytes[size_t(from)]) >> (i % columns % per * bits)) & mask;
    out[size_t(i / per)] |= std::byte(code << (i % per * bits));
  }
  return out;
}

struct NBitsWeights {
  int64_t k = 0, n = 0, bits = 4, block = 32, blocks = 0;
};

/// Zero points as [n, blocks]: packed like the weights, or floats, or (kNoValue) half of the range.
ValueId nbits_zero_points(NodeContext& ctx, const NBitsWeights& w) {
  if (!ctx.has(3)) {
    const Ints half(size_t(w.n * w.blocks), 1 << (w.bits - 1));
    return ctx.constant_value(Weights::of_ints(packed_type(ctx, w.bits), {w.n, w.blocks}, half));
  }
  if (is_float(ctx.dtype(3))) return ctx.reshape(ctx.in(3), {w.n, w.blocks});
  return unpacked_rows(ctx, 3, packed_type(ctx, w.bits), {w.n}, w.blocks);
}

/// With a group index each column of w has the scale of its group: blocks of one element.
void group_columns(NodeContext& ctx, const NBitsWeights& w, ValueId& scale, ValueId& zero, int64_t& block) {
  ValueId groups = ctx.in(4);
  const SymDims dims = ctx.type_of(groups).dims;
  if (dims != SymDims{w.k} && dims != SymDims{w.blocks * w.block})
    ctx.invalid("g_idx does not have one element per column");
  if (dims != SymDims{w.k})  // columns that only fill the last block
    groups = ctx.add(Slice{.axes = {0}, .starts = {Dim(0)}, .ends = {Dim(w.k)}, .steps = {1}}, {groups});
  scale = ctx.add(Gather{.axis = 1}, {scale, groups});
  zero = ctx.add(Gather{.axis = 1}, {zero, groups});
  block = 1;
}

}  // namespace

DataType packed_type(NodeContext& ctx, int64_t bits) {
  switch (bits) {
    case 2: return DataType::kUInt2;
    case 4: return DataType::kUInt4;
    case 8: return DataType::kUInt8;
    default: ctx.unsupported("bits is " + std::to_string(bits), "use 2, 4 or 8 bits");
  }
}

ValueId unpacked_rows(NodeContext& ctx, int input, DataType type, Dims rows, int64_t columns) {
  const int64_t count = element_count(rows), bits = bits_of(type), row_bytes = blocks_of(columns, 8 / bits);
  Dims dims = rows;
  dims.push_back(columns);
  const std::string place = "input " + std::to_string(input);
  if (ctx.dtype(input) != DataType::kUInt8 && ctx.dtype(input) != DataType::kInt8)
    ctx.invalid(place + " is " + std::string(to_string(ctx.dtype(input))) + ", bytes expected");
  const Weights* w = ctx.constant(input);
  if (!w) {
    if (bits != 8) ctx.unsupported(place + " is not constant", "make the packed weights an initializer");
    return ctx.reshape(ctx.in(input), SymDims(dims.begin(), dims.end()));
  }
  if (w->count() != count * row_bytes)
    ctx.invalid(place + " has " + std::to_string(w->count()) + " bytes, " + std::to_string(count * row_bytes) +
                " expected");
  if (columns % (8 / bits) == 0 || count <= 1) {
    const auto used = w->bytes().first(size_t(bytes_of(type, count * columns)));
    return ctx.constant_value(Weights(type, dims, used, w->owner()));
  }
  return ctx.constant_value(Weights::own(type, dims, without_padding(w->bytes(), int(bits), count, columns)));
}

/// a, packed w, scales, optional zero points, group index and bias.
void import_matmul_nbits(NodeContext& ctx) {
  ctx.ignore_attrs({"accuracy_level", "weight_prepacked"});
  NBitsWeights w{.k = positive_attr(ctx, "K"), .n = positive_attr(ctx, "N"), .bits = ctx.int_attr("bits", 4)};
  w.block = positive_attr(ctx, "block_size");
  w.blocks = blocks_of(w.k, w.block);
  const DataType type = packed_type(ctx, w.bits);
  if (w.block * w.bits % 8 != 0) ctx.invalid("a block of " + std::to_string(w.block) + " does not fill bytes");
  ValueId weights = unpacked_rows(ctx, 1, type, {w.n}, w.blocks * w.block);
  ValueId scale = ctx.reshape(ctx.in(2), {w.n, w.blocks}), zero = nbits_zero_points(ctx, w);
  int64_t block = w.block;
  if (ctx.has(4)) {
    group_columns(ctx, w, scale, zero, block);
    if (w.k < w.blocks * w.block)
      weights = ctx.add(Slice{.axes = {1}, .starts = {Dim(0)}, .ends = {Dim(w.k)}, .steps = {1}}, {weights});
  }
  ValueId y = ctx.add(QuantizedMatMul{.block_size = block}, {ctx.in(0), weights, scale, zero});
  if (ctx.has(5)) y = ctx.add("Add", {y, ctx.in(5)});
  ctx.output(0, y);
}

/// Weights as indices of a table (FP4 or NF4 of the bitsandbytes library) times the largest magnitude of their block.
/// In a byte the first index is in the high bits.
void import_matmul_bnb4(NodeContext& ctx) {
  ctx.ignore_attrs({"training_mode"});
  static constexpr double kFp4[16] = {0,  5.208333333e-03,  0.66666667,  1,  0.33333333,  0.5,  0.16666667,  0.25,
                                      -0., -5.208333333e-03, -0.66666667, -1, -0.33333333, -0.5, -0.16666667, -0.25};
  static constexpr double kNf4[16] = {-1,
                                      -0.6961928009986877,
                                      -0.5250730514526367,
                                      -0.39491748809814453,
                                      -0.28444138169288635,
                                      -0.18477343022823334,
                                      -0.09105003625154495,
                                      0,
                                      0.07958029955625534,
                                      0.16093020141124725,
                                      0.24611230194568634,
                                      0.33791524171829224,
                                      0.44070982933044434,
                                      0.5626170039176941,
                                      0.7229568362236023,
                                      1};
  const int64_t k = positive_attr(ctx, "K"), n = positive_attr(ctx, "N"), block = positive_attr(ctx, "block_size");
  const int64_t kind = ctx.int_attr("quant_type");
  if (kind != 0 && kind != 1) ctx.invalid("quant_type is " + std::to_string(kind), "use 0 (FP4) or 1 (NF4)");
  const bool transposed = ctx.bool_attr("transB", true);
  const Weights* bytes = ctx.constant(1);
  if (!bytes) ctx.unsupported("input 1 is not constant", "make the packed weights an initializer");
  if (bytes->dtype() != DataType::kUInt8 || bytes->count() != blocks_of(n * k, 2))
    ctx.invalid("input 1 does not hold " + std::to_string(n * k) + " elements of 4 bits");
  std::vector<std::byte> swapped(bytes->bytes().begin(), bytes->bytes().end());
  for (std::byte& b : swapped) b = (b << 4) | (b >> 4);
  const ValueId codes = ctx.constant_value(Weights::own(DataType::kUInt4, {n * k}, std::move(swapped)));
  const ValueId table = ctx.constant_value(Weights::of_doubles(ctx.dtype(0), {16}, kind == 0 ? kFp4 : kNf4));
  const ValueId values = ctx.add(Gather{}, {table, ctx.cast(codes, DataType::kInt32)});
  const ValueId largest = ctx.reshape(ctx.cast(ctx.in(2), ctx.dtype(0)), {blocks_of(n * k, block)});
  const ValueId scaled = ctx.add("Mul", {values, spread_scale(ctx, largest, {Dim(n * k)}, 0, block)});
  const SymDims dims = transposed ? SymDims{n, k} : SymDims{k, n};
  ctx.finish(MatMul{.transpose_b = transposed}, {ctx.in(0), ctx.reshape(scaled, dims)});
}

/// Gathers slices of quantized data with their scales and zero points, and dequantizes what was gathered.
void import_gather_block_quantized(NodeContext& ctx) {
  const int64_t bits = ctx.int_attr("bits", 4);
  const bool packed = ctx.dtype(0) == DataType::kUInt8 && bits != 8;
  const SymDims stored = ctx.type(0).dims;
  const int rank = int(stored.size());
  const int64_t gather_axis = ctx.axis_of(ctx.int_attr("gather_axis", 0), rank);
  const int64_t axis = ctx.axis_of(ctx.int_attr("quantize_axis", 1), rank);
  const int64_t block = ctx.int_attr("block_size", 128);
  if (block < 1) ctx.invalid("block_size is " + std::to_string(block));
  if (axis == gather_axis) ctx.invalid("gather_axis and quantize_axis are the same");
  ValueId data, zero = kNoValue;
  const SymDims scales = ctx.type(2).dims;
  if (packed) {
    Dims rows = ctx.type(0).static_dims();
    const int64_t columns = rows.back() * (8 / bits);
    rows.pop_back();
    data = unpacked_rows(ctx, 0, packed_type(ctx, bits), rows, columns);
  } else {
    data = ctx.in(0);
  }
  const DataType type = ctx.type_of(data).dtype;
  if (ctx.has(3) && packed) {
    Dims rows = ctx.type(2).static_dims();
    const int64_t columns = rows.back();
    rows.pop_back();
    zero = unpacked_rows(ctx, 3, type, rows, columns);
  } else if (ctx.has(3)) {
    zero = ctx.in(3);
  } else if (ctx.dtype(0) == DataType::kUInt8) {
    zero = ctx.expand(ctx.constant_value(Weights::scalar(type, double(1 << (bits - 1)))), scales);
  }
  const auto gathered = [&](ValueId v) { return ctx.add(Gather{.axis = gather_axis}, {v, ctx.in(1)}); };
  std::vector<ValueId> inputs{gathered(data), gathered(ctx.in(2))};
  if (zero != kNoValue) inputs.push_back(gathered(zero));
  const int64_t moved = axis > gather_axis ? axis + ctx.rank(1) - 1 : axis;
  ctx.finish(Dequantize{.axis = moved, .block_size = block, .to = ctx.dtype(2)}, std::move(inputs));
}

}  // namespace sinter::onnx
