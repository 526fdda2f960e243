// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A small plan made by hand that uses every part of the format: y = gemm(x, w) with a dynamic batch, then a step of
// data-dependent size.
#pragma once
#include <cstring>

#include "plan/plan.h"

namespace sinter::test {

inline plan::Constant small_constant(std::vector<float> values, const std::string& source) {
  auto bytes = std::make_shared<std::vector<std::byte>>(values.size() * sizeof(float));
  std::memcpy(bytes->data(), values.data(), bytes->size());
  plan::Constant c;
  c.hash = hash128(*bytes);
  c.dtype = DataType::kFloat32;
  c.sources = {source};
  c.bytes = *bytes;
  c.owner = bytes;
  return c;
}

inline void add_shapes(plan::Plan& p) {
  using Op = plan::ShapeInstr::Op;
  p.shapes.code = {
      {Op::kInputDim, 0, 0}, {Op::kConst, 4, 0}, {Op::kConst, 2, 0}, {Op::kMul, 0, 2}, {Op::kReadBack, 5, 0}};
  p.shapes.stage_end = {4, 5};
  p.shapes.checks = {{plan::ShapeCheck::Kind::kAtLeast, 0, 2, "Reshape: dim 0"}};
  p.shapes.check_end = {1, 1};
  p.shapes.names = {"N", "4", "2", "", "n.z"};
}

inline void add_slots(plan::Plan& p) {
  auto slot = [&](const char* name, plan::SlotClass cls, std::vector<uint32_t> dims) -> plan::Slot& {
    plan::Slot& s = p.slots.emplace_back();
    s.name = name;
    s.dtype = DataType::kFloat32;
    s.cls = cls;
    s.dims = std::move(dims);
    s.last_step = 3;
    return s;
  };
  slot("x", plan::SlotClass::kExternal, {0, 1}).binding = 0;
  slot("w", plan::SlotClass::kConstant, {1, 2}).constant = 0;
  slot("h", plan::SlotClass::kArena, {0, 2}).max_bytes = 64;
  plan::Slot& z = slot("y", plan::SlotClass::kExternal, {4});
  z.binding = 1;
  z.bound = {3};
  plan::Slot& spare = slot("spare", plan::SlotClass::kArena, {});
  spare.offset = 64;
  spare.max_bytes = 128;
  plan::Slot& found = slot("y", plan::SlotClass::kArena, {4});  // the kernel tells its size; y is a copy of it
  found.bound = {3};
  found.offset = 192;
  found.max_bytes = 64;
}

inline void add_steps(plan::Plan& p) {
  plan::Step gemm;
  gemm.name = "h";
  gemm.op = "MatMul";
  gemm.backend = "cpu";
  gemm.tactic = "gemm";
  gemm.config = "mr6";
  gemm.kernel = 0;
  gemm.inputs = {0, 1, plan::kNone};
  gemm.outputs = {2};
  gemm.sources = {"fc1", "relu1"};
  plan::Step filter = gemm;
  filter.name = "y";
  filter.op = "NonZero";
  filter.tactic = "nonzero";
  filter.config = "";
  filter.kernel = 1;
  filter.inputs = {2};
  filter.outputs = {5};
  filter.params = {3};
  filter.sources = {"nz"};
  plan::Step read;
  read.kind = plan::StepKind::kReadBack;
  read.name = "size of y";
  read.op = "read_back";
  read.inputs = {5};
  plan::Step copy;
  copy.kind = plan::StepKind::kCopy;
  copy.name = "copy y to host";
  copy.op = "copy";
  copy.inputs = {5};
  copy.outputs = {3};
  p.steps = {gemm, filter, read, copy};
}

inline plan::Plan small_plan() {
  plan::Plan p;
  p.producer = "sinter test";
  p.features = {"data-dependent-shapes"};
  p.targets = {{"cpu", "x86-64 avx2"}};
  p.model_name = "small";
  p.options = "tactics=heuristic";
  p.bindings = {{"x", true, 0, {"N", ""}, {-1, 4}, 1}, {"y", false, 3, {""}, {-1}, 1}};
  p.profiles.resize(1);
  p.profiles[0].min = {{1, 4}};
  p.profiles[0].opt = {{4, 4}};
  p.profiles[0].max = {{INT64_MAX, 4}};
  add_shapes(p);
  add_slots(p);
  add_steps(p);
  p.kernels = {{"cpu", "gemm", 1, {std::byte{1}, std::byte{2}, std::byte{3}}, {1}}, {"cpu", "nonzero", 2, {}, {}}};
  p.constants = {small_constant({1, 2, 3, 4, 5, 6, 7, 8}, "w"), small_constant({0.5f, 0.25f}, "b")};
  p.constants[1].dtype = DataType::kInvalid;
  p.constants[1].packing = "gemm.a 6x256 f32";
  p.arena_bytes = {256, 0, 0};
  p.graph = "graph main() -> () {\n}\n";
  p.graph_weights = {0};
  p.fusions = {"fc1 + relu1 -> Fusion:matmul"};
  return p;
}

}  // namespace sinter::test
