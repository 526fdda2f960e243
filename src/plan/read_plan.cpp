// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Reading trusts nothing: the outer layout and checksums first, then FlatBuffers' verifier, then every offset. What
// the fields mean together is checked by check_plan.
#include <cstring>

#include "plan/plan_file.h"
#include "plan/plan_format.h"
#include "plan/plan_generated.h"
#include "sinter/error.h"

namespace sinter::plan {
namespace {

constexpr const char* kRebuild = "build the plan again, or copy the file again";

[[noreturn]] void corrupt(const std::string& what) {
  fail(ErrorCode::kCorruptFile, "the plan is damaged: " + what, kRebuild);
}

uint32_t get32(const std::byte* p) {
  uint32_t v;
  std::memcpy(&v, p, 4);
  return v;
}
uint64_t get64(const std::byte* p) {
  uint64_t v;
  std::memcpy(&v, p, 8);
  return v;
}

struct Sections {
  ByteSpan metadata, recipes, constants;
};

void check_version(const std::byte* head) {
  const uint32_t major = get32(head + 8), minor = get32(head + 12);
  if (major == Plan::kFormatMajor && minor <= Plan::kFormatMinor) return;
  auto text = [](uint32_t a, uint32_t b) { return std::to_string(a) + "." + std::to_string(b); };
  fail(ErrorCode::kIncompatiblePlan,
       "format version " + text(major, minor) + " of the plan cannot be read by this library, which reads " +
           text(Plan::kFormatMajor, 0) + " to " + text(Plan::kFormatMajor, Plan::kFormatMinor),
       "build the plan again with this version, or use the version that made it");
}

Sections read_sections(ByteSpan file, bool verify_constants) {
  if (file.size() < 16 || std::memcmp(file.data(), format::kMagic, 8) != 0)
    fail(ErrorCode::kCorruptFile, "this is not a plan file: it does not begin with SINTERPL",
         "make one with 'sinter build'");
  check_version(file.data());
  if (file.size() < format::kHeaderBytes || get64(file.data() + 16) != file.size())
    corrupt("the file has " + std::to_string(file.size()) + " bytes, its header says " +
            (file.size() < 24 ? "more" : std::to_string(get64(file.data() + 16))));
  const uint32_t count = get32(file.data() + 24);
  const uint64_t table_end = format::kHeaderBytes + uint64_t(count) * format::kSectionBytes;
  if (count > format::kMaxSections || table_end > file.size()) corrupt("bad section count");
  if (get32(file.data() + 28) != 0 || get64(file.data() + 32) != 0) corrupt("reserved header bytes are not zero");
  if (get64(file.data() + 40) != format::header_checksum(file.first(table_end)))
    corrupt("the header's checksum does not fit");
  Sections out;
  bool seen[4] = {};
  for (uint32_t i = 0; i < count; ++i) {
    const std::byte* row = file.data() + format::kHeaderBytes + i * format::kSectionBytes;
    const uint32_t kind = get32(row);
    const uint64_t offset = get64(row + 8), size = get64(row + 16);
    if (kind < 1 || kind > 3 || seen[kind]) corrupt("unknown or repeated section " + std::to_string(kind));
    seen[kind] = true;
    if (offset > file.size() || size > file.size() - offset) corrupt("a section lies outside the file");
    const ByteSpan bytes = file.subspan(offset, size);
    if (kind != 3 || verify_constants)
      if (hash64(bytes) != get64(row + 24))
        corrupt("the checksum of section " + std::to_string(kind) + " does not fit");
    (kind == 1 ? out.metadata : kind == 2 ? out.recipes : out.constants) = bytes;
  }
  if (!seen[1] || !seen[2] || !seen[3]) corrupt("a section is missing");
  return out;
}

std::string text(const flatbuffers::String* s) { return s ? s->str() : std::string(); }
template <class V>
std::vector<std::string> texts(const V* v) {
  std::vector<std::string> out;
  if (v)
    for (const auto* s : *v) out.push_back(text(s));
  return out;
}
// Copied as bytes: FlatBuffers' verifier checks that vectors of 8-byte elements are inside, not that they are aligned.
template <class T>
std::vector<T> numbers(const flatbuffers::Vector<T>* v) {
  std::vector<T> out(v ? v->size() : 0);
  if (!out.empty()) std::memcpy(out.data(), v->Data(), out.size() * sizeof(T));
  return out;
}
template <class V, class F>
auto list(const V* v, F f) {
  std::vector<decltype(f(*v->Get(0)))> out;
  if (!v) return out;
  out.reserve(v->size());
  for (const auto* item : *v) out.push_back(f(*item));
  return out;
}
ByteSpan slice(ByteSpan section, uint64_t offset, uint64_t size, const char* what) {
  if (offset > section.size() || size > section.size() - offset)
    corrupt(std::string(what) + " lies outside its section");
  return section.subspan(offset, size);
}

ShapeProgram read_shapes(const fb::ShapeProgram* s) {
  ShapeProgram out;
  if (!s) corrupt("the shape program is missing");
  for (size_t k = 0; s->code() && k < s->code()->size(); ++k) {
    fb::ShapeInstr i;
    std::memcpy(&i, s->code()->Data() + k * sizeof(i), sizeof(i));  // see numbers()
    out.code.push_back({ShapeInstr::Op(i.op()), i.a(), i.b()});
  }
  out.stage_end = numbers(s->stage_end());
  out.checks = list(s->checks(), [](const fb::ShapeCheck& c) {
    return ShapeCheck{ShapeCheck::Kind(c.kind()), c.a(), c.b(), text(c.what())};
  });
  out.check_end = numbers(s->check_end());
  out.names = texts(s->names());
  return out;
}

Slot read_slot(const fb::Slot& s) {
  Slot o;
  o.name = text(s.name());
  o.dtype = DataType(s.dtype());
  o.space = s.space();
  o.format = s.format();
  o.cls = SlotClass(s.cls());
  o.dims = numbers(s.dims());
  o.base = s.base();
  o.offset = s.offset();
  o.max_bytes = s.max_bytes();
  o.constant = s.constant();
  o.binding = s.binding();
  o.first_step = s.first_step();
  o.last_step = s.last_step();
  o.bound = numbers(s.bound());
  o.nesting = text(s.nesting());
  return o;
}

Step read_step(const fb::Step& s) {
  Step o;
  o.kind = StepKind(s.kind());
  o.name = text(s.name());
  o.op = text(s.op());
  o.backend = text(s.backend());
  o.tactic = text(s.tactic());
  o.config = text(s.config());
  o.kernel = s.kernel();
  o.inputs = numbers(s.inputs());
  o.outputs = numbers(s.outputs());
  o.params = numbers(s.params());
  o.blocks = numbers(s.blocks());
  o.sources = texts(s.sources());
  o.carried = s.carried();
  return o;
}

std::vector<Dims> read_dims(const flatbuffers::Vector<flatbuffers::Offset<fb::Shape>>* v) {
  return list(v, [](const fb::Shape& s) { return numbers(s.dims()); });
}

void read_tables(const fb::Plan& f, const Sections& sections, const std::shared_ptr<const void>& owner, Plan& p) {
  p.slots = list(f.slots(), read_slot);
  p.steps = list(f.steps(), read_step);
  p.kernels = list(f.kernels(), [&](const fb::Kernel& k) {
    const ByteSpan r = slice(sections.recipes, k.recipe_offset(), k.recipe_size(), "a recipe");
    return Kernel{text(k.backend()), text(k.name()), k.version(), std::vector<std::byte>(r.begin(), r.end()),
                  numbers(k.constants())};
  });
  p.constants = list(f.constants(), [&](const fb::Constant& c) {
    Constant o;
    o.hash = {c.hash_hi(), c.hash_lo()};
    o.space = c.space();
    o.dtype = DataType(c.dtype());
    o.sources = texts(c.sources());
    o.packing = text(c.packing());
    if (c.offset() % format::kConstantAlign != 0) corrupt("a constant is not aligned");
    o.bytes = slice(sections.constants, c.offset(), c.size(), "a constant");
    o.owner = owner;
    return o;
  });
}

// What every plan has, the bodies of control flow too.
void read_body(const fb::Plan& f, Plan& p) {
  p.features = texts(f.features());
  p.targets = list(f.targets(), [](const fb::Target& t) { return Target{text(t.backend()), text(t.fingerprint())}; });
  p.model_name = text(f.model_name());
  p.bindings = list(f.bindings(), [](const fb::Binding& b) {
    return Binding{text(b.name()), b.is_input(), b.slot(), texts(b.dim_names()), numbers(b.shape()), b.formats()};
  });
  p.profiles = list(f.profiles(), [](const fb::Profile& x) {
    return Profile{read_dims(x.min()),       read_dims(x.opt()),   read_dims(x.max()),  text(x.name()),
                   numbers(x.arena_bytes()), numbers(x.offsets()), numbers(x.bytes())};
  });
  p.shapes = read_shapes(f.shapes());
  p.arena_bytes = numbers(f.arena_bytes());
  p.num_params = f.num_params();
}

Plan read_subplan(const fb::Plan& f, const Sections& sections, const std::shared_ptr<const void>& owner,
                  const Plan& outermost) {
  if (f.subplans() && f.subplans()->size() > 0) corrupt("a sub-plan has sub-plans of its own");
  Plan p;
  p.format_major = outermost.format_major;
  p.format_minor = outermost.format_minor;
  read_body(f, p);
  read_tables(f, sections, owner, p);
  return p;
}

}  // namespace

Plan read_plan(ByteSpan bytes, std::shared_ptr<const void> owner, bool verify_constants) {
  const Sections sections = read_sections(bytes, verify_constants);
  // FlatBuffers' verifier wants aligned data; sections of a mapped or allocated file are.
  flatbuffers::Verifier verifier(reinterpret_cast<const uint8_t*>(sections.metadata.data()), sections.metadata.size(),
                                 16, 100'000'000);
  if (sections.metadata.size() < 8 || !fb::VerifyPlanBuffer(verifier)) corrupt("the metadata's structure is broken");
  const fb::Plan& f = *fb::GetPlan(sections.metadata.data());
  Plan p;
  p.format_major = get32(bytes.data() + 8);
  p.format_minor = get32(bytes.data() + 12);
  p.producer = text(f.producer());
  p.options = text(f.options());
  read_body(f, p);
  read_tables(f, sections, owner, p);
  p.subplans = list(f.subplans(), [&](const fb::Plan& s) { return read_subplan(s, sections, owner, p); });
  p.graph = text(f.graph());
  p.graph_weights = numbers(f.graph_weights());
  p.fusions = texts(f.fusions());
  p.build_options = text(f.build_options());
  check_plan(p);
  return p;
}

}  // namespace sinter::plan
