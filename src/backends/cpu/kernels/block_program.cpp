// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Running a program. What a block works on lies in one area on the stack: a slot for each value that is alive at a
// time. Constants, and inputs of one element, are spread into their slots once for each call of run().
#include "backends/cpu/kernels/block_program.h"

#include <algorithm>
#include <cstring>

#include "backends/cpu/kernels/block_area.h"
#include "sinter/types.h"

namespace sinter::cpu {

/// What one call of run() keeps on its stack.
struct BlockProgram::Frame {
  alignas(64) std::byte area[kBlockArea];
  const void* at[kMaxBlockValues];  // where each value lies now
};

namespace {

template <class T>
void fill_lanes(void* out, T value, int64_t n) {
  for (int64_t i = 0; i < n; ++i) static_cast<T*>(out)[i] = value;
}

/// Repeats the lane's first element.
void spread_lane(Lane lane, void* out, int64_t n) {
  if (lane_bytes(lane) == 4) {
    uint32_t first;
    std::memcpy(&first, out, 4);
    fill_lanes(out, first, n);
  } else {
    uint64_t first;
    std::memcpy(&first, out, 8);
    fill_lanes(out, first, n);
  }
}

int64_t element_bytes(DataType type) { return bits_of(type) / 8; }

/// The dense position of an element of a walked input.
struct WalkCursor {
  int64_t index[kMaxBlockRank];
  int64_t offset = 0;

  WalkCursor(const BlockShape& shape, const BlockInput& input, int64_t position) {
    for (int d = shape.rank - 1; d >= 0; --d) {
      index[d] = position % shape.dims[d];
      position /= shape.dims[d];
      offset += index[d] * input.strides[d];
    }
  }
  /// To the next run of the last dim.
  void next_run(const BlockShape& shape, const BlockInput& input) {
    int d = shape.rank - 1;
    offset -= index[d] * input.strides[d];
    index[d] = 0;
    while (--d >= 0) {
      offset += input.strides[d];
      if (++index[d] < shape.dims[d]) return;
      offset -= index[d] * input.strides[d];
      index[d] = 0;
    }
  }
};

}  // namespace

void BlockProgram::fill_constants(Frame& frame) const noexcept {
  for (const Constant& c : constants_) {
    const Value& v = values_[size_t(c.value)];
    void* slot = frame.area + v.slot * slot_bytes_;
    switch (v.lane) {
      case Lane::kF32: fill_lanes(slot, float(c.number), block_); break;
      case Lane::kF64: fill_lanes(slot, c.number, block_); break;
      case Lane::kI64:
      case Lane::kU64: fill_lanes(slot, c.integer, block_); break;
      case Lane::kBool: fill_lanes(slot, int32_t(c.number != 0), block_); break;
    }
    frame.at[c.value] = slot;
  }
}

void BlockProgram::fill_scalar(Frame& frame, size_t input, const void* data) const noexcept {
  const int32_t value = input_values_[input];
  const Value& v = values_[size_t(value)];
  void* slot = frame.area + v.slot * slot_bytes_;
  load_lanes(input_types_[input], v.lane, data, 0, 1, slot);
  spread_lane(v.lane, slot, block_);
  frame.at[value] = slot;
}

void BlockProgram::load_input(Frame& frame, size_t input, const BlockShape& shape, const BlockInput& from,
                              int64_t position, int64_t n) const noexcept {
  const int32_t value = input_values_[input];
  const Lane lane = values_[size_t(value)].lane;
  const DataType type = input_types_[input];
  const bool in_place = is_lane_type(type, lane) && n % kBlockUnit == 0;
  std::byte* slot = frame.area + values_[size_t(value)].slot * slot_bytes_;
  const auto* bytes = static_cast<const std::byte*>(from.data);
  frame.at[value] = slot;
  if (from.kind == BlockInput::Kind::kFull) {
    if (in_place) frame.at[value] = bytes + position * lane_bytes(lane);
    else load_lanes(type, lane, from.data, position, n, slot);
  } else {
    const int last = shape.rank - 1;
    WalkCursor cursor(shape, from, position);
    if (in_place && from.strides[last] == 1 && shape.dims[last] - cursor.index[last] >= n) {
      frame.at[value] = bytes + cursor.offset * lane_bytes(lane);
      return;
    }
    std::byte* out = slot;
    for (int64_t left = n; left > 0; cursor.next_run(shape, from)) {
      const int64_t run = std::min(left, shape.dims[last] - cursor.index[last]);
      if (from.strides[last] == 0) {
        load_lanes(type, lane, from.data, cursor.offset, 1, out);
        spread_lane(lane, out, run);
      } else {
        load_lanes(type, lane, from.data, cursor.offset, run, out);
      }
      out += run * lane_bytes(lane);
      left -= run;
    }
  }
  const int64_t padded = (n + kBlockUnit - 1) / kBlockUnit * kBlockUnit;
  if (padded != n && frame.at[value] == slot) {
    std::memset(slot + n * lane_bytes(lane), 0, size_t((padded - n) * lane_bytes(lane)));
  }
}

void BlockProgram::run_block(Frame& frame, const BlockShape& shape, const BlockInput* inputs, void* const* outputs,
                             int64_t position, int64_t n) const noexcept {
  const int64_t padded = (n + kBlockUnit - 1) / kBlockUnit * kBlockUnit;
  bool direct = output_types_.size() == 1 && !steps_.empty() && steps_.back().result == output_values_[0] &&
                padded == n && is_lane_type(output_types_[0], values_[size_t(output_values_[0])].lane);
  for (size_t i = 0; i < input_types_.size(); ++i) {
    if (input_values_[i] < 0) continue;
    if (inputs[i].kind != BlockInput::Kind::kScalar) load_input(frame, i, shape, inputs[i], position, n);
    direct = direct && inputs[i].data != outputs[0];  // loops may not write what they read
  }
  for (size_t s = 0; s < steps_.size(); ++s) {
    const Step& step = steps_[s];
    void* to = frame.area + values_[size_t(step.result)].slot * slot_bytes_;
    if (direct && s + 1 == steps_.size()) {
      to = static_cast<std::byte*>(outputs[0]) + position * lane_bytes(values_[size_t(step.result)].lane);
    }
    step.f(to, frame.at[step.a], step.b < 0 ? nullptr : frame.at[step.b], step.c < 0 ? nullptr : frame.at[step.c],
           padded);
    frame.at[step.result] = to;
  }
  if (direct) return;
  for (size_t i = 0; i < output_types_.size(); ++i) {
    const int32_t value = output_values_[i];
    const auto* to = static_cast<const std::byte*>(outputs[i]) + position * element_bytes(output_types_[i]);
    // A program that only copies: the value is where it should go.
    if (frame.at[value] == to && is_lane_type(output_types_[i], values_[size_t(value)].lane)) continue;
    store_lanes(output_types_[i], values_[size_t(value)].lane, outputs[i], position, n, frame.at[value]);
  }
}

void BlockProgram::run(const BlockShape& shape, const BlockInput* inputs, void* const* outputs, int64_t begin,
                       int64_t end) const noexcept {
  if (begin >= end) return;
  Frame frame;
  fill_constants(frame);
  for (size_t i = 0; i < input_types_.size(); ++i) {
    if (input_values_[i] >= 0 && inputs[i].kind == BlockInput::Kind::kScalar) fill_scalar(frame, i, inputs[i].data);
  }
  for (int64_t position = begin; position < end;) {
    int64_t n = std::min(block_, end - position);
    if (n > kBlockUnit) n = n / kBlockUnit * kBlockUnit;  // only the very last elements go through padded slots
    run_block(frame, shape, inputs, outputs, position, n);
    position += n;
  }
}

}  // namespace sinter::cpu
