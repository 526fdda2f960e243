// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/runtime/cpu_runtime.h"

#include <algorithm>

#include "backends/cpu/cpu_info.h"
#include "backends/cpu/kernels/loaders.h"
#include "sinter/error.h"

namespace sinter::cpu {
namespace {

struct LoaderRow {
  std::string_view name;
  uint32_t version;
  KernelLoader load;
};

constexpr LoaderRow kLoaders[] = {
#define SINTER_CPU_LOADER(name, version, function) {name, version, function},
#include "backends/cpu/runtime/loader_list.def"
#undef SINTER_CPU_LOADER
};

constexpr bool loaders_sorted() {
  for (size_t i = 1; i < std::size(kLoaders); ++i)
    if (!(kLoaders[i - 1].name < kLoaders[i].name)) return false;
  return true;
}
static_assert(loaders_sorted(), "loader_list.def is sorted by name");

const LoaderRow& find_loader(const KernelRecord& record) {
  const auto* row = std::lower_bound(std::begin(kLoaders), std::end(kLoaders), record.name,
                                     [](const LoaderRow& r, const std::string& name) { return r.name < name; });
  if (row == std::end(kLoaders) || row->name != record.name) {
    fail(ErrorCode::kIncompatiblePlan, "the CPU backend has no kernel '" + record.name + "'",
         "Build the plan again with this version");
  }
  if (row->version != record.version) {
    fail(ErrorCode::kIncompatiblePlan,
         "the plan has version " + std::to_string(record.version) + " of the CPU kernel '" + record.name +
             "', this build knows version " + std::to_string(row->version),
         "Build the plan again with this version");
  }
  return *row;
}

int pool_threads(int asked) { return asked > 0 ? std::min(asked, 1024) : std::max(1, cpu_info().physical_cores); }

}  // namespace

CpuRuntime::CpuRuntime(int threads) : pool_(pool_threads(threads)), device_(pool_.threads()) {}

const char* CpuRuntime::unavailable() noexcept {
  try {
    (void)effective_isa();
    return nullptr;
  } catch (const Error&) {
    return "the environment variable SINTER_CPU_ISA holds an unknown word; use scalar, avx2 or avx512";
  }
}

std::unique_ptr<CpuKernel> CpuRuntime::load_kernel(const KernelRecord& record,
                                                   std::span<const LoadedConstant> constants) {
  RecipeReader recipe(record.recipe);
  std::unique_ptr<CpuKernel> kernel = find_loader(record).load({recipe, constants, pool_});
  recipe.done();
  return kernel;
}

std::unique_ptr<Kernel> CpuRuntime::load(const KernelRecord& record, std::span<const LoadedConstant> constants) {
  return load_kernel(record, constants);
}

}  // namespace sinter::cpu
