// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "passes/keep_packed_weights.h"

#include <algorithm>
#include <optional>

#include "ops/dequantize.h"
#include "ops/matmul.h"
#include "ops/quantized_matmul.h"
#include "passes/rewrite.h"

namespace sinter {
namespace {

// Codes of packed or whole-byte elements.
uint8_t code_at(std::span<const std::byte> bytes, int bits, int64_t i) {
  const int64_t per = 8 / bits;
  return uint8_t((uint8_t(bytes[size_t(i / per)]) >> (i % per * bits)) & ((1 << bits) - 1));
}

// The transpose of a matrix of elements of at most 8 bits.
Weights transposed_codes(const Weights& w) {
  const int bits = bits_of(w.dtype());
  const int64_t rows = w.dims()[0], columns = w.dims()[1], per = 8 / bits;
  std::vector<std::byte> out(size_t(bytes_of(w.dtype(), w.count())), std::byte{0});
  for (int64_t i = 0; i < w.count(); ++i) {  // i: place in the result, whose rows are w's columns
    const uint8_t code = code_at(w.bytes(), bits, i % rows * columns + i / rows);
    out[size_t(i / per)] |= std::byte(code << (i % per * bits));
  }
  return Weights::own(w.dtype(), {columns, rows}, std::move(out));
}

Weights transposed(const Weights& w) {
  if (bits_of(w.dtype()) <= 8) return transposed_codes(w);
  const auto values = w.to_doubles();
  const int64_t rows = w.dims()[0], columns = w.dims()[1];
  std::vector<double> out(values.size());
  for (size_t i = 0; i < out.size(); ++i) out[i] = values[size_t(int64_t(i) % rows * columns + int64_t(i) / rows)];
  return Weights::of_doubles(w.dtype(), {columns, rows}, out);
}

struct PackedOperand {
  NodeId dequantize = kNoNode;
  const Dequantize* op = nullptr;
  // Of the graph's constants: valid as long as their nodes are.
  const Weights *w = nullptr, *scale = nullptr, *zero = nullptr;
  int k_axis = 0;
  int64_t block = 0;

  int64_t rows() const { return w->dims()[size_t(1 - k_axis)]; }
  int64_t k() const { return w->dims()[size_t(k_axis)]; }
};

// How scales lie: as [rows of the transposed weights, blocks]; false if they do not lie along k in blocks.
bool find_block(PackedOperand& p) {
  const int64_t axis = p.op->axis < 0 ? p.op->axis + 2 : p.op->axis;
  if (p.op->block_size > 0) {
    p.block = p.op->block_size;
    return axis == p.k_axis;
  }
  p.block = std::max<int64_t>(p.k(), 1);  // one block per column of the product
  return p.scale->count() == 1 || axis != p.k_axis;
}

// A scale or zero point as [rows, blocks].
Weights arranged(const PackedOperand& p, const Weights& v) {
  if (p.op->block_size > 0) return p.k_axis == 1 ? v : transposed(v);
  if (v.count() == p.rows()) return Weights(v.dtype(), {p.rows(), 1}, v.bytes(), v.owner());
  const std::vector<double> same(size_t(p.rows()), v.to_doubles()[0]);
  return Weights::of_doubles(v.dtype(), {p.rows(), 1}, same);
}

std::optional<PackedOperand> packed_operand(const Graph& graph, const Node& n, const PassContext& context) {
  const auto* matmul = n.op.as<MatMul>();
  const NodeId id = graph.producer(n.inputs[1]);
  if (id == kNoNode || graph.is_output(n.inputs[1]) || graph.value(n.inputs[1]).uses.size() != 1) return {};
  const Node& d = graph.node(id);
  PackedOperand p{.dequantize = id, .op = d.op.as<Dequantize>(), .k_axis = matmul->transpose_b ? 1 : 0};
  if (!p.op) return {};
  p.w = graph.constant(d.inputs[0]);
  p.scale = graph.constant(d.inputs[1]);
  const bool has_zero = d.inputs.size() > 2 && d.inputs[2] != kNoValue;
  if (has_zero) p.zero = graph.constant(d.inputs[2]);
  if (!p.w || !p.scale || (has_zero && !p.zero) || p.w->dims().size() != 2 || p.w->count() == 0) return {};
  const int64_t unpacked = p.w->count() * (bits_of(p.op->to) / 8);
  if (bits_of(p.w->dtype()) > 8 || (bits_of(p.w->dtype()) == 8 && unpacked <= context.options.max_folded_bytes))
    return {};
  const TensorType& a = graph.tensor(n.inputs[0]);
  const bool types = a.dtype == p.op->to && a.dtype != DataType::kFloat64;
  if (!types || (matmul->transpose_a && a.rank() > 1) || !find_block(p)) return {};
  return p;
}

// A constant instead of `old`, with its name where nobody else uses that.
ValueId rearranged(Graph& graph, NodeId before, ValueId old, const Weights& have, Weights want) {
  if (want == have) return old;
  const ValueId made = graph.add_constant(std::move(want), {}, before);
  if (graph.value(old).uses.size() == 1 && !graph.is_output(old)) graph.take_name(made, old);
  return made;
}

void replace_matmul(Graph& graph, NodeId id, const PackedOperand& p) {
  const std::vector<ValueId> old = graph.node(p.dequantize).inputs;
  std::vector<ValueId> inputs{graph.node(id).inputs[0],
                              rearranged(graph, id, old[0], *p.w, p.k_axis == 1 ? *p.w : transposed_codes(*p.w)),
                              rearranged(graph, id, old[1], *p.scale, arranged(p, *p.scale))};
  if (p.zero) inputs.push_back(rearranged(graph, id, old[2], *p.zero, arranged(p, *p.zero)));
  NodeMeta meta;
  meta.sources = graph.node(p.dequantize).sources;
  for (const auto& s : graph.node(id).sources)
    if (std::ranges::find(meta.sources, s) == meta.sources.end()) meta.sources.push_back(s);
  const ValueId output = graph.node(id).outputs[0];
  const ValueId made = graph.add_value(QuantizedMatMul{.block_size = p.block}, std::move(inputs), std::move(meta), id);
  replace_with_new(graph, output, made);
  remove_unused(graph, id);
}

}  // namespace

bool keep_packed_weights(Graph& graph, PassContext& context) {
  bool changed = false;
  if (!context.wants("quantized matmul")) return false;
  for (NodeId id : graph.order()) {
    if (!graph.alive(id) || !graph.node(id).op.is<MatMul>()) continue;
    const auto p = packed_operand(graph, graph.node(id), context);
    if (!p) continue;
    context.changed([&] { return label(graph, p->dequantize) + " + " + label(graph, id) + " -> QuantizedMatMul"; });
    replace_matmul(graph, id, *p);
    changed = true;
  }
  return changed;
}

}  // namespace sinter
