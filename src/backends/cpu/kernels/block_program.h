// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A scalar program made ready to run over blocks: each instruction is one loop over some hundred elements that lie in
// the first cache. Inputs are loaded and widened into lanes (or pointed at where they lie), outputs rounded and stored.
#pragma once
#include <span>
#include <vector>

#include "backend/kernel.h"
#include "backends/cpu/kernels/block_functions.h"
#include "base/recipe.h"
#include "ir/scalar.h"

namespace sinter::cpu {

inline constexpr int kMaxBlockRank = 16;     // of the shape, once neighbouring dims that go together are merged
inline constexpr int kMaxBlockInputs = 32;
inline constexpr int kMaxBlockOutputs = 16;
inline constexpr int kMaxBlockValues = 256;  // instructions of a program

/// The flat output as seen by all operands: dims that go together in every operand are one.
struct BlockShape {
  int rank = 0;
  int64_t dims[kMaxBlockRank];
  int64_t count = 1;  // elements
};

/// Where an input's elements lie.
struct BlockInput {
  enum class Kind : uint8_t { kScalar, kFull, kWalk };  // one element; like the output; strides below
  const void* data = nullptr;
  Kind kind = Kind::kScalar;
  int64_t strides[kMaxBlockRank];  // of kWalk: elements, for each dim of the shape; the last is 0 or 1
};

/// Broadcasts dense inputs to the output's dims as NumPy does. Not ok: an input does not broadcast, or there are more
/// than kMaxBlockRank dims after merging. At most kMaxBlockInputs inputs.
Status make_block_shape(std::span<const int64_t> out_dims, std::span<const TensorArg* const> inputs, BlockShape& shape,
                        BlockInput* block_inputs) noexcept;

class BlockProgram {
 public:
  BlockProgram() = default;
  /// Throws Error(kUnsupported) if a dtype or instruction has no loop here, Error(kCorruptFile) if the program is none
  /// (an operand out of order, a class or op out of range): programs come from plans.
  BlockProgram(const ScalarProgram& program, std::vector<DataType> inputs, std::vector<DataType> outputs);

  /// Elements [begin, end) of the output; begin is a multiple of kBlockUnit. Uses about 50 KB of stack, no other
  /// memory. An output may be the memory of an input of kind kFull and of the same element size.
  void run(const BlockShape& shape, const BlockInput* inputs, void* const* outputs, int64_t begin,
           int64_t end) const noexcept;

  const std::vector<DataType>& inputs() const { return input_types_; }
  const std::vector<DataType>& outputs() const { return output_types_; }
  /// Elements that are worth handing to another thread.
  int64_t grain() const { return grain_; }

 private:
  struct Value {
    Lane lane;
    int32_t slot;
  };
  struct Step {
    BlockFunction f;
    int32_t result, a, b, c;  // values
  };
  struct Constant {
    int32_t value;
    double number;
    int64_t integer;
  };
  struct Builder;
  struct Frame;

  void fill_constants(Frame& frame) const noexcept;
  void fill_scalar(Frame& frame, size_t input, const void* data) const noexcept;
  void load_input(Frame& frame, size_t input, const BlockShape& shape, const BlockInput& from, int64_t position,
                  int64_t n) const noexcept;
  void run_block(Frame& frame, const BlockShape& shape, const BlockInput* inputs, void* const* outputs,
                 int64_t position, int64_t n) const noexcept;

  std::vector<DataType> input_types_, output_types_;
  std::vector<Value> values_;
  std::vector<Step> steps_;
  std::vector<Constant> constants_;
  std::vector<int32_t> input_values_, output_values_;  // -1: the input is not used
  int64_t block_ = 0, slot_bytes_ = 0, grain_ = 0;
};

/// Recipe form of a program with the dtypes of its inputs and outputs.
void write_program(RecipeWriter& w, const ScalarProgram& program, const std::vector<DataType>& inputs,
                   const std::vector<DataType>& outputs);
BlockProgram read_program(RecipeReader& r);
DataType read_data_type(RecipeReader& r);

}  // namespace sinter::cpu
