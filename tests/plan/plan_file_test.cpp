// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_file.h"

#include <gtest/gtest.h>

#include <cstring>
#include <optional>

#include "plan/inspect.h"
#include "plan/plan_format.h"
#include "sinter/error.h"
#include "small_plan.h"

namespace sinter::plan {
namespace {

using Bytes = std::vector<std::byte>;

// A copy of exactly this size, so that a sanitizer sees reads past its end. operator new aligns to 16 bytes.
std::optional<Plan> read_copy(const Bytes& bytes, size_t size, ErrorCode* code = nullptr) {
  auto copy = std::make_shared<Bytes>(bytes.begin(), bytes.begin() + ptrdiff_t(size));
  try {
    return read_plan(*copy, copy);
  } catch (const Error& e) {
    EXPECT_FALSE(e.message().empty());
    EXPECT_FALSE(e.remedy().empty()) << e.what();
    if (code) *code = e.code();
    return std::nullopt;
  }
}

uint64_t get64(const Bytes& b, size_t at) {
  uint64_t v;
  std::memcpy(&v, b.data() + at, 8);
  return v;
}
void put64(Bytes& b, size_t at, uint64_t v) { std::memcpy(b.data() + at, &v, 8); }

// Makes all checksums fit the bytes again, as someone would who damages a plan on purpose. The table may be damaged.
void fix_checksums(Bytes& b) {
  uint32_t count;
  std::memcpy(&count, b.data() + 24, 4);
  const uint64_t table = format::kHeaderBytes + uint64_t(count) * format::kSectionBytes;
  if (count > format::kMaxSections || table > b.size()) return;
  for (uint32_t i = 0; i < count; ++i) {
    const size_t row = format::kHeaderBytes + i * format::kSectionBytes;
    const uint64_t offset = get64(b, row + 8), size = get64(b, row + 16);
    if (offset > b.size() || size > b.size() - offset) continue;
    put64(b, row + 24, hash64(ByteSpan(b).subspan(offset, size)));
  }
  put64(b, 40, format::header_checksum(ByteSpan(b).first(table)));
}

TEST(PlanFile, RoundTripKeepsEverything) {
  const Plan p = test::small_plan();
  const Bytes bytes = write_plan(p);
  const auto q = read_copy(bytes, bytes.size());
  ASSERT_TRUE(q);
  EXPECT_EQ(write_plan(*q), bytes);
  EXPECT_EQ(q->producer, p.producer);
  EXPECT_EQ(q->features, p.features);
  EXPECT_EQ(q->targets, p.targets);
  EXPECT_EQ(q->model_name, p.model_name);
  EXPECT_EQ(q->options, p.options);
  EXPECT_EQ(q->bindings, p.bindings);
  EXPECT_EQ(q->profiles, p.profiles);
  EXPECT_EQ(q->shapes, p.shapes);
  EXPECT_EQ(q->slots, p.slots);
  EXPECT_EQ(q->steps, p.steps);
  EXPECT_EQ(q->kernels, p.kernels);
  EXPECT_EQ(q->arena_bytes, p.arena_bytes);
  EXPECT_EQ(q->graph, p.graph);
  EXPECT_EQ(q->graph_weights, p.graph_weights);
  EXPECT_EQ(q->fusions, p.fusions);
  ASSERT_EQ(q->constants.size(), p.constants.size());
  for (size_t i = 0; i < p.constants.size(); ++i) {
    EXPECT_EQ(q->constants[i].hash, p.constants[i].hash);
    EXPECT_EQ(q->constants[i].dtype, p.constants[i].dtype);
    EXPECT_EQ(q->constants[i].sources, p.constants[i].sources);
    EXPECT_EQ(q->constants[i].packing, p.constants[i].packing);
    EXPECT_TRUE(std::equal(q->constants[i].bytes.begin(), q->constants[i].bytes.end(), p.constants[i].bytes.begin(),
                           p.constants[i].bytes.end()));
  }
}

TEST(PlanFile, EqualPlansGiveEqualBytes) { EXPECT_EQ(write_plan(test::small_plan()), write_plan(test::small_plan())); }

TEST(PlanFile, EveryTruncationIsAnError) {
  const Bytes bytes = write_plan(test::small_plan());
  for (size_t n = 0; n < bytes.size(); ++n)
    EXPECT_FALSE(read_copy(bytes, n)) << n << " of " << bytes.size() << " bytes";
  Bytes longer = bytes;
  longer.push_back(std::byte{0});
  EXPECT_FALSE(read_copy(longer, longer.size()));
}

TEST(PlanFile, EveryChangedByteIsAnErrorOrHarmless) {
  const Bytes bytes = write_plan(test::small_plan());
  Bytes changed = bytes;
  for (size_t i = 0; i < bytes.size(); ++i)
    for (const unsigned flip : {0x01u, 0x80u, 0xFFu}) {
      changed[i] = bytes[i] ^ std::byte(flip);
      if (const auto p = read_copy(changed, changed.size())) {
        EXPECT_EQ(write_plan(*p), bytes) << "byte " << i;
      }
      changed[i] = bytes[i];
    }
}

// With right checksums a change may give another plan, but one that holds together: everything that reads plans works.
TEST(PlanFile, EveryChangedByteWithFixedChecksumsIsAnErrorOrSound) {
  const Bytes bytes = write_plan(test::small_plan());
  size_t errors = 0, plans = 0;
  for (size_t i = 0; i < bytes.size(); ++i)
    for (const unsigned flip : {0x01u, 0x80u, 0xFFu}) {
      Bytes changed = bytes;
      changed[i] ^= std::byte(flip);
      fix_checksums(changed);
      const auto p = read_copy(changed, changed.size());
      ++(p ? plans : errors);
      if (!p) continue;
      EXPECT_NO_THROW(check_plan(*p));
      EXPECT_FALSE(inspect_text(*p).empty());
      EXPECT_FALSE(inspect_json(*p).empty());
      EXPECT_NO_THROW(write_plan(*p));
    }
  EXPECT_GT(errors, 100u);
  EXPECT_GT(plans, 100u);
}

TEST(PlanFile, OtherFormatVersionsNameBothAndTheRemedy) {
  Bytes bytes = write_plan(test::small_plan());
  bytes[8] = std::byte{7};
  fix_checksums(bytes);
  try {
    read_plan(bytes, nullptr);
    FAIL() << "it was read";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kIncompatiblePlan);
    EXPECT_NE(std::string(e.what()).find("7.2"), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("0.2"), std::string::npos) << e.what();
  }
}

TEST(PlanFile, UnknownFeaturesAreRefused) {
  Plan p = test::small_plan();
  p.features.push_back("time-travel");
  try {
    write_plan(p);
    FAIL() << "it was written";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kIncompatiblePlan);
    EXPECT_NE(e.message().find("time-travel"), std::string::npos);
  }
}

TEST(PlanFile, OtherFilesAreNamedAsSuch) {
  ErrorCode code{};
  const std::string text = "this is a text file, and not a short one";
  const auto* p = reinterpret_cast<const std::byte*>(text.data());
  EXPECT_FALSE(read_copy(Bytes(p, p + text.size()), text.size(), &code));
  EXPECT_EQ(code, ErrorCode::kCorruptFile);
}

TEST(PlanFile, ConstantsAreAlignedInTheFile) {
  const Bytes bytes = write_plan(test::small_plan());
  const auto p = read_plan(bytes, nullptr);
  for (const auto& c : p.constants) EXPECT_EQ((c.bytes.data() - bytes.data()) % 64, 0);
}

// Makes the size that the plan reads back an element of a tensor; slot 6 is a vector of two integers.
void read_value(Plan& p, int64_t slot, int64_t element) {
  Slot v = p.slots[2];
  v.dtype = DataType::kInt32;
  v.dims = {2};
  p.slots.push_back(v);
  p.steps[2].inputs = {5, 6};
  p.shapes.code[4] = {ShapeInstr::Op::kReadValue, slot, element};
}

TEST(PlanCheck, AcceptsElementsThatAreRead) {
  Plan p = test::small_plan();
  read_value(p, 6, 1);
  EXPECT_NO_THROW(check_plan(p));
  const Bytes bytes = write_plan(p);
  EXPECT_EQ(read_plan(bytes, nullptr).shapes, p.shapes);
}

// The second half of slot 4.
Slot& add_part(Plan& p) {
  p.slots[4].dims = {1, 1, 2};
  Slot part = p.slots[4];
  part.base = 4;
  part.offset = 64;
  part.dims = {1, 1};
  part.max_bytes = 64;
  return p.slots.emplace_back(part);
}

TEST(PlanCheck, AcceptsParts) {
  Plan p = test::small_plan();
  add_part(p);
  EXPECT_NO_THROW(check_plan(p));
  EXPECT_EQ(read_plan(write_plan(p), nullptr).slots, p.slots);
}

TEST(PlanCheck, RefusesWildIndices) {
  using Change = void (*)(Plan&);
  const Change changes[] = {
      [](Plan& p) { p.steps[0].inputs[0] = 99; },
      [](Plan& p) { p.steps[0].kernel = 2; },
      [](Plan& p) { p.steps[0].outputs[0] = 1; },  // a constant
      [](Plan& p) { p.steps[0].outputs[0] = 0; },  // an input
      [](Plan& p) { p.slots[2].offset = 256; },
      [](Plan& p) { p.slots[2].offset = 1; },
      [](Plan& p) { p.slots[2].dims[0] = 5; },
      [](Plan& p) { p.slots[1].dims = {1, 1}; },  // larger than the constant
      [](Plan& p) { p.slots[3].bound = {4}; },  // not known at stage 0
      [](Plan& p) { p.slots[5].bound = {4}; },  // not known before the step that tells it
      [](Plan& p) { p.slots[5].bound.clear(); },
      [](Plan& p) { p.slots[2].dims = {4}; },   // an operand whose dims come later
      [](Plan& p) { p.steps[0].params = {4}; },
      [](Plan& p) { p.steps[1].outputs = {3}; },  // the caller's buffer, before its size is known
      [](Plan& p) { p.steps[2].inputs.clear(); },
      [](Plan& p) { read_value(p, 5, 0); },  // of a float tensor
      [](Plan& p) { read_value(p, 6, 2); },  // past the end
      [](Plan& p) { read_value(p, 6, 0), p.steps[2].inputs = {5}; },  // no operand of the step
      [](Plan& p) { p.slots[2].base = 2; },
      [](Plan& p) { p.slots[0].space = 9; },
      [](Plan& p) { p.slots[2].dtype = DataType::kString; },
      [](Plan& p) { p.slots[2].cls = SlotClass::kHostValue; },
      [](Plan& p) {  // a view that names another constant than the memory it lies in
        Slot view = p.slots[1];
        view.base = 1;
        view.constant = 1 - view.constant;
        p.slots.push_back(view);
      },
      [](Plan& p) { p.kernels[0].constants = {2}; },
      [](Plan& p) { p.shapes.code[3].b = 3; },
      [](Plan& p) { p.shapes.code[0].b = 2; },
      [](Plan& p) { p.shapes.stage_end = {5}; },
      [](Plan& p) { p.shapes.stage_end = {5, 5}; },  // reads back a size before any step ran
      [](Plan& p) { p.shapes.names.pop_back(); },
      [](Plan& p) { p.bindings[0].slot = 2; },
      [](Plan& p) { p.profiles.clear(); },
      [](Plan& p) { p.graph_weights = {7}; },
      [](Plan& p) { p.arena_bytes = {192}; },
      [](Plan& p) { add_part(p).offset = 32; },   // kernels get 64-byte alignment
      [](Plan& p) { add_part(p).offset = 128; },  // behind the end
      [](Plan& p) { add_part(p).dims = {1, 1, 2}; },
      [](Plan& p) { add_part(p).dims = {0, 2}; },  // of no constant size
      [](Plan& p) { add_part(p), p.slots[4].dims = {0, 1, 1, 2}; },
      [](Plan& p) { add_part(p), p.slots[4].max_bytes = 64; },
      [](Plan& p) { add_part(p).dtype = DataType::kFloat64; },
      [](Plan& p) { add_part(p), p.shapes.code[1].a = int64_t{1} << 40; },
      [](Plan& p) {  // of a constant
        Slot& part = add_part(p);
        part.cls = SlotClass::kConstant;
        part.base = 1;
        part.constant = 0;
      },
  };
  EXPECT_NO_THROW(check_plan(test::small_plan()));
  for (size_t i = 0; i < std::size(changes); ++i) {
    Plan p = test::small_plan();
    changes[i](p);
    EXPECT_THROW(check_plan(p), Error) << "change " << i;
  }
}

}  // namespace
}  // namespace sinter::plan
