// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/reference/reference_runtime.h"

#include "backend/host_queue.h"
#include "backends/reference/reference_kernel.h"
#include "base/text.h"
#include "ops/plugin_call.h"
#include "sinter/error.h"

namespace sinter::reference {

std::unique_ptr<Stream> ReferenceDevice::create_stream(void* native) {
  if (native)
    fail(ErrorCode::kInvalidArgument, "the reference backend cannot take a stream of another library",
         "pass null to get a stream of its own");
  return std::make_unique<HostQueueStream>();
}

std::unique_ptr<Event> ReferenceDevice::create_event() { return std::make_unique<HostEvent>(); }

std::unique_ptr<Kernel> ReferenceRuntime::load(const KernelRecord& record, std::span<const LoadedConstant> constants) {
  if (record.name != "reference")
    fail(ErrorCode::kCorruptFile, "the reference backend has no kernel " + quote(record.name), "build the plan again");
  if (record.version != kRecipeVersion)
    fail(ErrorCode::kIncompatiblePlan,
         "a kernel of the reference backend has version " + std::to_string(record.version) +
             ", this library reads version " + std::to_string(kRecipeVersion),
         "build the plan again with this version");
  NodeRecipe node = read_recipe(record.recipe, constants);
  if (const auto* plugin = node.op.as<Plugin>()) (void)PluginCall(*plugin);  // says what is missing
  const int regions = node.op.def().traits.regions;
  if (!node.op.def().reference || (regions >= 0 && node.regions.size() != size_t(regions)))
    fail(ErrorCode::kCorruptFile, std::string(node.op.name()) + " has no reference to run", "build the plan again");
  return std::make_unique<ReferenceKernel>(std::move(node));
}

}  // namespace sinter::reference
