// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Holds our declarations of TensorRT's binary interface against the fact tables, without NVIDIA's headers. The first
// test covers every row of the tables; the others write a few numbers out again, so that a mistake in the generator
// that bends declaration and check alike is seen, and call through a raw vtable as a compiled client does.
#include <gtest/gtest.h>

#include <vector>

#include "nvinfer/v10/generated/abi_facts.h"

namespace sinter::nvinfer {

namespace {

using namespace nvinfer1;

TEST(NvinferLayout, EveryRowOfTheTables) {
  const std::vector<AbiFact> facts = abi_facts();
  EXPECT_GT(facts.size(), 1000u);
  for (const AbiFact& fact : facts) EXPECT_EQ(fact.actual, fact.expected) << fact.what;
}

TEST(NvinferLayout, SlotsByHand) {
  EXPECT_EQ(slot_of(&apiv::VBuilder::createBuilderConfig), 7);
  EXPECT_EQ(slot_of(&apiv::VBuilder::buildSerializedNetwork), 14);
  EXPECT_EQ(slot_of(&apiv::VNetworkDefinition::markOutput), 3);
  EXPECT_EQ(slot_of(&apiv::VExecutionContext::enqueueV3), 37);
  EXPECT_EQ(slot_of(&apiv::VCudaEngine::getIOTensorName), 31);
  EXPECT_EQ(slot_of(&INetworkDefinition::getBuilder), 2);  // public classes have a few slots of their own
  EXPECT_EQ(slot_of(&IBuilderConfig::setAvgTimingIterations), 2);
  EXPECT_EQ(slot_of(&ILogger::log), 0);  // here the destructor comes last
  EXPECT_EQ(slot_of(&IErrorRecorder::reportError), 9);
  EXPECT_EQ(slot_of(&nvonnxparser::IParser::clearErrors), 7);
  EXPECT_EQ(slot_of(&nvonnxparser::IParser::getUsedVCPluginLibraries), 10);  // the destructor takes 8 and 9
}

TEST(NvinferLayout, StructsByHand) {
  EXPECT_EQ(sizeof(Dims64), 72u);
  EXPECT_EQ(sizeof(Weights), 24u);
  EXPECT_EQ(sizeof(IActivationLayer), 24u);
  EXPECT_EQ(static_cast<int>(DataType::kINT64), 8);
  EXPECT_EQ(static_cast<int>(Severity::kVERBOSE), 4);
}

// One object is the public class and its V class, as all objects of the façade are.
class FakeMemory final : public IHostMemory, public apiv::VHostMemory {
 public:
  FakeMemory() { mImpl = this; }
  std::size_t size() const noexcept override { return 42; }
};

// What a client's inlined IHostMemory::size() compiles to: load mImpl at offset 8, its vtable, slot 3.
std::size_t size_as_a_client(const void* host_memory) {
  const auto* words = static_cast<void* const*>(host_memory);
  void* impl = words[1];
  using Fn = std::size_t (*)(const void*);
  return (*static_cast<Fn**>(impl))[3](impl);
}

TEST(NvinferLayout, CallThroughRawPointers) {
  FakeMemory memory;
  EXPECT_EQ(size_as_a_client(static_cast<IHostMemory*>(&memory)), 42u);
}

TEST(NvinferLayoutDeathTest, AnUnimplementedSlotAbortsWithItsName) {
  FakeMemory memory;
  apiv::VHostMemory& v = memory;
  EXPECT_DEATH(v.type(), "nvinfer1::apiv::VHostMemory::type is not available in this build of SinterRT");
}

}  // namespace
}  // namespace sinter::nvinfer
