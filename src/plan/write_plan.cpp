// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <thread>
#include <tuple>

#include "base/file.h"
#include "base/large_bytes.h"
#include "base/thread_pool.h"
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
  return fb::CreateStep(b, uint8_t(s.kind), name, op, be, tactic, config, s.kernel, in, out, params, blocks,
                        strings(b, s.sources), s.carried);
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
  /// In the order of their offsets, with zeros between them: what a file holds from `offset` 0 of the pool on.
  std::vector<ByteSpan> pieces() const {
    static constexpr std::byte kZeros[format::kConstantAlign] = {};
    std::vector<ByteSpan> out;
    uint64_t at = 0;
    for (const auto& [offset, bytes] : parts_) {
      if (offset > at) out.push_back(ByteSpan(kZeros).first(offset - at));
      out.push_back(bytes);
      at = offset + bytes.size();
    }
    return out;
  }

 private:
  uint64_t alignment_, size_ = 0;
  std::map<std::tuple<uint64_t, uint64_t, size_t>, uint64_t> seen_;
  std::vector<std::pair<uint64_t, ByteSpan>> parts_;
};

// Of all constants, each by one thread.
std::vector<Hash128> constant_hashes(const Plan& p, ThreadPool* pool) {
  std::vector<Hash128> out(p.constants.size());
  const auto body = [&](int64_t begin, int64_t end) {
    for (auto i = size_t(begin); i < size_t(end); ++i) {
      const Constant& c = p.constants[i];
      out[i] = c.hash == Hash128{} ? hash128(c.bytes) : c.hash;
    }
  };
  if (pool) {
    pool->parallel_for(int64_t(out.size()), 1, body);
  } else {
    body(0, int64_t(out.size()));
  }
  return out;
}

Offset<fb::Plan> write_tables(FlatBufferBuilder& b, const Plan& p, Pool& recipes, Pool& constants, ThreadPool* pool) {
  auto subplans = tables(b, p.subplans, [&](const Plan& s) { return write_tables(b, s, recipes, constants, pool); });
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
  const std::vector<Hash128> hashes = constant_hashes(p, pool);
  auto consts = tables(b, p.constants, [&](const Constant& c) {
    const Hash128& hash = hashes[size_t(&c - p.constants.data())];
    const uint64_t offset = constants.add(c.bytes, hash);
    auto sources = strings(b, c.sources);
    return fb::CreateConstant(b, hash.hi, hash.lo, c.space, uint8_t(c.dtype), sources, b.CreateString(c.packing),
                              offset, c.bytes.size());
  });
  auto producer = b.CreateString(p.producer), model = b.CreateString(p.model_name), options = b.CreateString(p.options);
  auto arena = b.CreateVector(p.arena_bytes);
  auto graph = b.CreateString(p.graph);
  auto weights = b.CreateVector(p.graph_weights);
  auto fusions = strings(b, p.fusions);
  auto build_options = b.CreateString(p.build_options);
  return fb::CreatePlan(b, producer, features, targets, model, options, bindings, profiles, shapes, slots, steps,
                        kernels, consts, arena, graph, weights, fusions, p.num_params, subplans, build_options);
}

void put32(std::byte* p, uint32_t v) { std::memcpy(p, &v, 4); }
void put64(std::byte* p, uint64_t v) { std::memcpy(p, &v, 8); }

struct Section {
  format::SectionKind kind;
  uint64_t size, align, offset;
};

void append(std::vector<std::byte>& out, ByteSpan bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

// A file: all before its constants, and these where they lie. The checksum of the constants, and so the header's, are
// still missing.
struct Image {
  Pool recipes{format::kRecipeAlign}, constants{format::kConstantAlign};
  std::vector<std::byte> head;
  uint64_t size = 0;

  Image(const Plan& plan, ThreadPool* pool);
};

constexpr size_t kSections = 3;
constexpr size_t checksum_at(size_t section) { return format::kHeaderBytes + section * format::kSectionBytes + 24; }

Image::Image(const Plan& plan, ThreadPool* pool) {
  FlatBufferBuilder b(1 << 16);
  fb::FinishPlanBuffer(b, write_tables(b, plan, recipes, constants, pool));
  Section sections[kSections] = {{format::SectionKind::kMetadata, b.GetSize(), 16, 0},
                                 {format::SectionKind::kRecipes, recipes.size(), format::kRecipeAlign, 0},
                                 {format::SectionKind::kConstants, constants.size(), format::kPage, 0}};
  size = format::kHeaderBytes + kSections * format::kSectionBytes;
  for (auto& s : sections) {
    s.offset = (size + s.align - 1) / s.align * s.align;
    size = s.offset + s.size;
  }
  head.reserve(sections[2].offset);
  head.resize(sections[0].offset);
  append(head, std::as_bytes(std::span(b.GetBufferPointer(), b.GetSize())));
  head.resize(sections[1].offset);
  for (ByteSpan piece : recipes.pieces()) append(head, piece);
  head.resize(sections[2].offset);
  std::memcpy(head.data(), format::kMagic, 8);
  put32(head.data() + 8, plan.format_major);
  put32(head.data() + 12, plan.format_minor);
  put64(head.data() + 16, size);
  put32(head.data() + 24, uint32_t(kSections));
  for (size_t i = 0; i < kSections; ++i) {
    std::byte* row = head.data() + format::kHeaderBytes + i * format::kSectionBytes;
    put32(row, uint32_t(sections[i].kind));
    put64(row + 8, sections[i].offset);
    put64(row + 16, sections[i].size);
    if (i < 2) put64(row + 24, hash64({head.data() + sections[i].offset, sections[i].size}));
  }
}

// `begin`: of the file.
void put_checksums(std::byte* begin, uint64_t of_constants) {
  put64(begin + checksum_at(kSections - 1), of_constants);
  put64(begin + 40, format::header_checksum({begin, format::kHeaderBytes + kSections * format::kSectionBytes}));
}

// Appends the constants and returns their checksum: with two threads, one follows the other with it. `out` has room for
// them.
uint64_t append_constants(std::vector<std::byte>& out, const Pool& constants, ThreadPool* pool) {
  constexpr size_t kPiece = size_t{1} << 20;  // is still in a cache when its checksum is computed
  const std::byte* const base = out.data();
  const size_t begin = out.size(), end = begin + constants.size();
  const std::vector<ByteSpan> pieces = constants.pieces();
  std::atomic<size_t> written{begin};
  uint64_t checksum = 0;
  const auto follow = [&] {
    Hasher h;
    for (size_t at = begin; at < end;) {
      const size_t now = written.load(std::memory_order_acquire);
      if (now == at) std::this_thread::yield();
      h.update({base + at, now - at});
      at = now;
    }
    checksum = h.finish64();
  };
  const auto lead = [&] {
    for (ByteSpan bytes : pieces)
      for (; !bytes.empty(); bytes = bytes.subspan(std::min(kPiece, bytes.size()))) {
        append(out, bytes.first(std::min(kPiece, bytes.size())));
        written.store(out.size(), std::memory_order_release);
      }
  };
  // The pool begins the first before the second, and runs both on one thread in this order if there is no other.
  const auto both = [&](int64_t first, int64_t last) {
    if (first == 0) lead();
    if (last == 2) follow();
  };
  if (pool) {
    pool->parallel_for(2, 1, both);
  } else {
    both(0, 2);
  }
  return checksum;
}

}  // namespace

std::vector<std::byte> write_plan(const Plan& plan, ThreadPool* pool) {
  check_plan(plan);
  const Image image(plan, pool);
  std::vector<std::byte> out;
  out.reserve(image.size);
  prepare_pages(out.data(), image.size, pool);
  append(out, image.head);
  const uint64_t checksum = append_constants(out, image.constants, pool);
  put_checksums(out.data(), checksum);
  return out;
}

void write_plan_file(const Plan& plan, const std::string& path, ThreadPool* pool) {
  check_plan(plan);
  Image image(plan, pool);
  std::vector<ByteSpan> pieces = image.constants.pieces();
  Hasher h;
  for (ByteSpan piece : pieces) h.update(piece);
  put_checksums(image.head.data(), h.finish64());
  pieces.insert(pieces.begin(), image.head);
  write_file_atomic(path, pieces);
}

}  // namespace sinter::plan
