// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/tactics/pointwise_source.h"

#include "backends/cuda/kernels/pointwise_kernel.h"
#include "backends/cuda/kernels/pointwise_shape.h"
#include "backends/cuda/tactics/scalar_source.h"
#include "ir/region_program.h"

namespace sinter::cuda {
namespace {

std::string number(size_t i) { return std::to_string(i); }

// one(elements of the inputs..., elements of the outputs...): loads, computes, stores.
std::string element_function(const PointwiseSpec& s) {
  std::string text = "SINTER_FN void one(";
  for (size_t i = 0; i < s.inputs.size(); ++i)
    text += "const " + std::string(element_type(s.inputs[i])) + " a" + number(i) + ", ";
  for (size_t i = 0; i < s.outputs.size(); ++i)
    text += (i ? ", " : "") + std::string(element_type(s.outputs[i])) + "& r" + number(i);
  text += ") {\n";
  for (size_t i = 0; i < s.inputs.size(); ++i) {
    const std::string type = class_type(s.program.inputs[i], s.wide);
    text += "  const " + type + " x" + number(i) + " = widen<" + type + ">(a" + number(i) + ");\n";
  }
  text += program_source(s.program, s.wide);
  for (size_t i = 0; i < s.outputs.size(); ++i)
    text += "  store(r" + number(i) + ", v" + std::to_string(s.program.outputs[i]) + ");\n";
  return text + "}\n";
}

// A typed pointer to each operand: in0, in1, ..., out0, ...
std::string typed_pointers(const PointwiseSpec& s) {
  std::string text;
  for (size_t i = 0; i < s.inputs.size(); ++i) {
    const std::string t = element_type(s.inputs[i]);
    text += "  const " + t + "* in" + number(i) + " = (const " + t + "*)p.at[" + number(i) + "];\n";
  }
  for (size_t i = 0; i < s.outputs.size(); ++i) {
    const std::string t = element_type(s.outputs[i]);
    text += "  " + t + "* out" + number(i) + " = (" + t + "*)p.at[" + number(s.inputs.size() + i) + "];\n";
  }
  return text;
}

// The call of one() with each operand printed by a function of (its name, its index).
std::string call_one(const PointwiseSpec& s, auto input, auto output) {
  std::string text = "one(";
  for (size_t i = 0; i < s.inputs.size(); ++i) text += input(i) + ", ";
  for (size_t i = 0; i < s.outputs.size(); ++i) text += (i ? ", " : "") + output(i);
  return text + ");\n";
}

std::string flat_kernel(const PointwiseSpec& s, int block) {
  const std::string per = std::to_string(pointwise_per_thread(s));
  const auto is_scalar = [](size_t i) { return "(scalars >> " + number(i) + " & 1u)"; };
  std::string text = "extern \"C\" __global__ void __launch_bounds__(" + std::to_string(block) + ") " +
                     std::string(kFlatEntry) + "(const Pointers p, const i64 count, const unsigned scalars) {\n" +
                     typed_pointers(s);
  text += "  const i64 first = ((i64)blockIdx.x * " + std::to_string(block) + " + threadIdx.x) * " + per + ";\n";
  text += "  if (first + " + per + " > count) {  // the end of the tensor\n    for (i64 i = first; i < count; ++i) ";
  text += call_one(
      s, [&](size_t i) { return "in" + number(i) + "[" + is_scalar(i) + " ? 0 : i]"; },
      [](size_t i) { return "out" + number(i) + "[i]"; });
  text += "    return;\n  }\n";
  for (size_t i = 0; i < s.inputs.size(); ++i) {
    const std::string pack = "Pack<" + std::string(element_type(s.inputs[i])) + ", " + per + ">", a = "a" + number(i);
    text += "  " + pack + " " + a + ";\n  if (" + is_scalar(i) + ") {\n    for (int k = 0; k < " + per + "; ++k) " + a +
            ".v[k] = in" + number(i) + "[0];\n  } else {\n    " + a + " = *(const " + pack + "*)(in" + number(i) +
            " + first);\n  }\n";
  }
  for (size_t i = 0; i < s.outputs.size(); ++i)
    text += "  Pack<" + std::string(element_type(s.outputs[i])) + ", " + per + "> r" + number(i) + ";\n";
  text += "#pragma unroll\n  for (int k = 0; k < " + per + "; ++k) ";
  text += call_one(
      s, [](size_t i) { return "a" + number(i) + ".v[k]"; }, [](size_t i) { return "r" + number(i) + ".v[k]"; });
  for (size_t i = 0; i < s.outputs.size(); ++i)
    text += "  *(Pack<" + std::string(element_type(s.outputs[i])) + ", " + per + ">*)(out" + number(i) +
            " + first) = r" + number(i) + ";\n";
  return text + "}\n";
}

std::string strided_kernels(const PointwiseSpec& s, int block) {
  const std::string inputs = number(s.inputs.size()), rank = std::to_string(kMaxPointwiseRank);
  std::string text =
      "template <class I> struct Shape { int rank; I dims[" + rank + "]; I strides[" + inputs + "][" + rank + "]; };\n";
  text += "template <class I> SINTER_FN void strided(const Pointers& p, const i64 count, const Shape<I>& shape) {\n" +
          typed_pointers(s);
  text +=
      "  const i64 at = (i64)blockIdx.x * " + std::to_string(block) + " + threadIdx.x;\n  if (at >= count) return;\n";
  text += "  I rest = (I)at, offset[" + inputs + "] = {};\n";
  text +=
      "  for (int d = shape.rank - 1; d > 0; --d) {\n    const I turn = rest / shape.dims[d], step = rest - turn * "
      "shape.dims[d];\n";
  text +=
      "    for (int i = 0; i < " + inputs + "; ++i) offset[i] += step * shape.strides[i][d];\n    rest = turn;\n  }\n";
  text += "  for (int i = 0; i < " + inputs + "; ++i) offset[i] += rest * shape.strides[i][0];\n  ";
  text += call_one(
      s, [](size_t i) { return "in" + number(i) + "[offset[" + number(i) + "]]"; },
      [](size_t i) { return "out" + number(i) + "[at]"; });
  text += "}\n";
  for (const auto& [name, type] : {std::pair(kStrided32Entry, "unsigned"), std::pair(kStrided64Entry, "u64")})
    text += "extern \"C\" __global__ void __launch_bounds__(" + std::to_string(block) + ") " + std::string(name) +
            "(const Pointers p, const i64 count, const Shape<" + type + "> shape) { strided(p, count, shape); }\n";
  return text;
}

std::optional<std::string> refuse_types(const std::vector<DataType>& types, const char* which) {
  for (DataType t : types)
    if (!element_type(t)) return std::string(which) + " of " + std::string(to_string(t));
  return std::nullopt;
}

}  // namespace

std::optional<std::string> refuse_pointwise(const PointwiseSpec& s) {
  if (s.inputs.empty() || s.inputs.size() > kMaxPointwiseInputs) return number(s.inputs.size()) + " inputs";
  if (s.outputs.empty() || s.outputs.size() > kMaxPointwiseOutputs) return number(s.outputs.size()) + " outputs";
  if (auto why = refuse_types(s.inputs, "inputs")) return why;
  if (auto why = refuse_types(s.outputs, "outputs")) return why;
  for (size_t i = 0; i < s.outputs.size(); ++i)
    if (s.program.code[size_t(s.program.outputs[i])].cls != scalar_class(s.outputs[i]))
      return "an output of another class than its type";
  return refuse_program(s.program);
}

int pointwise_per_thread(const PointwiseSpec& s) {
  int bits = 8;
  for (DataType t : s.inputs) bits = std::max(bits, bits_of(t));
  for (DataType t : s.outputs) bits = std::max(bits, bits_of(t));
  return bits <= 16 ? 8 : 4;
}

std::string pointwise_source(const PointwiseSpec& s, int block) {
  std::string text = kPointwisePrelude;
  text += "\nstruct Pointers { void* at[" + number(s.inputs.size() + s.outputs.size()) + "]; };\n\n";
  return text + element_function(s) + "\n" + flat_kernel(s, block) + "\n" + strided_kernels(s, block);
}

}  // namespace sinter::cuda
