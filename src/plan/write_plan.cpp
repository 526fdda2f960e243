// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <map>
#include <tuple>

#include "base/large_bytes.h"
#include "plan/plan_file.h"
#include "plan/plan_format.h"
#include "plan/plan_generated.h"

namespace sinter::plan {
namespace {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;
using flatbuffers::Vector;

using Strings = Offset<Vector<Offset<flatbuffers::String>>>;
Strings strings(FlatBufferBuilder& b, const std::vector<std::string>& v) { return b.CreateVectorOfStrings(v); }

template <class T, class F>
auto tables(FlatBufferBuilder& b, const std::vector<T>& items, F make) {
  std::vector<decltype(make(items[0]))> out;
  out.reserve(items.size());
  for (const auto& i : items) out.push_back(make(i));
  return b.CreateVector(out);
}

Offset<fb::ShapeProgram> write_shapes(FlatBufferBuilder& b, const ShapeProgram& s) {
  std::vector<fb::ShapeInstr> code;
  for (const auto& i : s.code) code.emplace_back(uint8_t(i.op), i.a, i.b);
  auto c = b.CreateVectorOfStructs(code);
  auto checks = tables(b, s.checks, [&](const ShapeCheck& k) {
    return fb::CreateShapeCheck(b, uint8_t(k.kind), k.a, k.b, b.CreateSharedString(k.what));
  });
  auto stage_end = b.CreateVector(s.stage_end), check_end = b.CreateVector(s.check_end);
  return fb::CreateShapeProgram(b, c, stage_end, checks, check_end, strings(b, s.names));
}

Offset<fb::Slot> write_slot(FlatBufferBuilder& b, const Slot& s) {
  return fb::CreateSlot(b, b.CreateSharedString(s.name), uint8_t(s.dtype), s.space, s.format, uint8_t(s.cls),
                        b.CreateVector(s.dims), s.base, s.offset, s.max_bytes, s.constant, s.binding, s.first_step,
                        s.last_step, b.CreateVector(s.bound), b.CreateSharedString(s.nesting));
}

Offset<fb::Step> write_step(FlatBufferBuilder& b, const Step& s) {
  auto name = b.CreateSharedString(s.name), op = b.CreateSharedString(s.op), be = b.CreateSharedString(s.backend);
  auto tactic = b.CreateSharedString(s.tactic), config = b.CreateSharedString(s.config);
  auto in = b.CreateVector(s.inputs), out = b.CreateVector(s.outputs), params = b.CreateVector(s.params);
  auto blocks = b.CreateVector(s.blocks);
  return fb::CreateStep(b, uint8_t(s.kind), name, op, be, tactic, config, s.kernel, in, out, params, s.workspace,
                        blocks, strings(b, s.sources), s.carried);
}

Offset<Vector<Offset<fb::Shape>>> write_dims(FlatBufferBuilder& b, const std::vector<Dims>& v) {
  return tables(b, v, [&](const Dims& d) { return fb::CreateShape(b, b.CreateVector(d)); });
}

// Where the raw bytes of recipes and constants go; equal contents are stored once.
class Pool {
 public:
  explicit Pool(uint64_t alignment) : alignment_(alignment) {}
  uint64_t add(ByteSpan bytes, const Hash128& h) {
    auto [it, fresh] = seen_.try_emplace({h.hi, h.lo, bytes.size()}, 0);
    if (!fresh) return it->second;
    size_ = (size_ + alignment_ - 1) / alignment_ * alignment_;
    it->second = size_;
    parts_.push_back({size_, bytes});
    size_ += bytes.size();
    return it->second;
  }
  uint64_t size() const { return size_; }
  void copy_to(std::byte* out) const {
    for (const auto& [offset, bytes] : parts_)
      if (!bytes.empty()) std::memcpy(out + offset, bytes.data(), bytes.size());
  }

 private:
  uint64_t alignment_, size_ = 0;
  std::map<std::tuple<uint64_t, uint64_t, size_t>, uint64_t> seen_;
  std::vector<std::pair<uint64_t, ByteSpan>> parts_;
};

Offset<fb::Plan> write_tables(FlatBufferBuilder& b, const Plan& p, Pool& recipes, Pool& constants) {
  auto subplans = tables(b, p.subplans, [&](const Plan& s) { return write_tables(b, s, recipes, constants); });
  auto features = strings(b, p.features);
  auto targets = tables(b, p.targets, [&](const Target& t) {
    return fb::CreateTarget(b, b.CreateString(t.backend), b.CreateString(t.fingerprint));
  });
  auto bindings = tables(b, p.bindings, [&](const Binding& x) {
    auto name = b.CreateString(x.name);
    auto dim_names = strings(b, x.dim_names);
    return fb::CreateBinding(b, name, x.is_input, x.slot, dim_names, b.CreateVector(x.shape), x.formats);
  });
  auto profiles = tables(b, p.profiles, [&](const Profile& x) {
    auto mn = write_dims(b, x.min), op = write_dims(b, x.opt), mx = write_dims(b, x.max);
    auto name = b.CreateString(x.name);
    auto arenas = b.CreateVector(x.arena_bytes), offsets = b.CreateVector(x.offsets), bytes = b.CreateVector(x.bytes);
    return fb::CreateProfile(b, mn, op, mx, name, arenas, offsets, bytes);
  });
  auto shapes = write_shapes(b, p.shapes);
  auto slots = tables(b, p.slots, [&](const Slot& s) { return write_slot(b, s); });
  auto steps = tables(b, p.steps, [&](const Step& s) { return write_step(b, s); });
  auto kernels = tables(b, p.kernels, [&](const Kernel& k) {
    const uint64_t offset = recipes.add(k.recipe, hash128(k.recipe));
    auto be = b.CreateSharedString(k.backend), name = b.CreateSharedString(k.name);
    return fb::CreateKernel(b, be, name, k.version, offset, k.recipe.size(), b.CreateVector(k.constants));
  });
  auto consts = tables(b, p.constants, [&](const Constant& c) {
    const uint64_t offset = constants.add(c.bytes, c.hash);
    auto sources = strings(b, c.sources);
    return fb::CreateConstant(b, c.hash.hi, c.hash.lo, c.space, uint8_t(c.dtype), sources, b.CreateString(c.packing),
                              offset, c.bytes.size());
  });
  auto producer = b.CreateString(p.producer), model = b.CreateString(p.model_name), options = b.CreateString(p.options);
  auto arena = b.CreateVector(p.arena_bytes);
  auto graph = b.CreateString(p.graph);
  auto weights = b.CreateVector(p.graph_weights);
  auto fusions = strings(b, p.fusions);
  auto build_options = b.CreateString(p.build_options);
  return fb::CreatePlan(b, producer, features, targets, model, options, bindings, profiles, shapes, slots, steps,
                        kernels, consts, arena, graph, weights, fusions, p.num_params, subplans,
                        build_options);
}

void put32(std::byte* p, uint32_t v) { std::memcpy(p, &v, 4); }
void put64(std::byte* p, uint64_t v) { std::memcpy(p, &v, 8); }

}  // namespace

std::vector<std::byte> write_plan(const Plan& plan) {
  check_plan(plan);
  FlatBufferBuilder b(1 << 16);
  Pool recipes(format::kRecipeAlign), constants(format::kConstantAlign);
  fb::FinishPlanBuffer(b, write_tables(b, plan, recipes, constants));
  struct Section {
    format::SectionKind kind;
    uint64_t size, align, offset;
  } sections[] = {{format::SectionKind::kMetadata, b.GetSize(), 16, 0},
                  {format::SectionKind::kRecipes, recipes.size(), format::kRecipeAlign, 0},
                  {format::SectionKind::kConstants, constants.size(), format::kPage, 0}};
  constexpr size_t kCount = std::size(sections);
  uint64_t end = format::kHeaderBytes + kCount * format::kSectionBytes;
  for (auto& s : sections) {
    s.offset = (end + s.align - 1) / s.align * s.align;
    end = s.offset + s.size;
  }
  std::vector<std::byte> out = large_bytes(end);
  std::memcpy(out.data() + sections[0].offset, b.GetBufferPointer(), b.GetSize());
  recipes.copy_to(out.data() + sections[1].offset);
  constants.copy_to(out.data() + sections[2].offset);
  std::memcpy(out.data(), format::kMagic, 8);
  put32(out.data() + 8, plan.format_major);
  put32(out.data() + 12, plan.format_minor);
  put64(out.data() + 16, end);
  put32(out.data() + 24, uint32_t(kCount));
  std::byte* row = out.data() + format::kHeaderBytes;
  for (const auto& s : sections) {
    put32(row, uint32_t(s.kind));
    put64(row + 8, s.offset);
    put64(row + 16, s.size);
    put64(row + 24, hash64({out.data() + s.offset, s.size}));
    row += format::kSectionBytes;
  }
  put64(out.data() + 40, format::header_checksum({out.data(), format::kHeaderBytes + kCount * format::kSectionBytes}));
  return out;
}

}  // namespace sinter::plan
