// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/jit/gemm_kernel.h"

#include <sys/mman.h>
#include <unistd.h>

#include <map>
#include <mutex>

#include "backends/cpu/jit/gemm_generator.h"
#include "sinter/error.h"

namespace sinter::cpu {
namespace {

void check_isa(const GemmRecipe& recipe) {
  if (recipe.isa <= effective_isa()) return;
  fail(ErrorCode::kIncompatiblePlan,
       "a kernel needs " + std::string(to_string(recipe.isa)) + ", but this processor or SINTER_CPU_ISA allows only " +
           std::string(to_string(effective_isa())),
       "Build the plan again on this machine");
}

struct Cache {
  std::mutex mutex;
  std::map<GemmRecipe::Bytes, std::weak_ptr<const GemmKernel>> kernels;
};

Cache& cache() {
  static Cache instance;
  return instance;
}

}  // namespace

GemmKernel::GemmKernel(const GemmRecipe& recipe) : recipe_(recipe) {
  recipe.validate();
  check_isa(recipe);
  if (recipe.isa == Isa::kScalar) return;
  void* memory = mmap(nullptr, kGemmCodeRoom, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) fail(ErrorCode::kOutOfMemory, "no memory for generated code", "Free memory");
  try {
    code_bytes_ = int64_t(generate_gemm(recipe, memory, kGemmCodeRoom));
    const size_t page = size_t(sysconf(_SC_PAGESIZE));
    const size_t used = (size_t(code_bytes_) + page - 1) / page * page;
    if (used < kGemmCodeRoom) munmap(static_cast<char*>(memory) + used, kGemmCodeRoom - used);
    memory_bytes_ = int64_t(used);
    if (mprotect(memory, used, PROT_READ | PROT_EXEC) != 0) {
      fail(ErrorCode::kUnsupported, "the system refuses to run generated code",
           "Allow executable memory for this process, or set SINTER_CPU_ISA=scalar");
    }
  } catch (...) {
    munmap(memory, memory_bytes_ != 0 ? size_t(memory_bytes_) : kGemmCodeRoom);
    throw;
  }
  memory_ = memory;
  function_ = reinterpret_cast<GemmFunction>(memory);
}

GemmKernel::~GemmKernel() {
  if (memory_ != nullptr) munmap(memory_, size_t(memory_bytes_));
}

std::shared_ptr<const GemmKernel> get_gemm_kernel(const GemmRecipe& recipe) {
  recipe.validate();  // before the key is made: only valid recipes have one meaning per byte string
  Cache& all = cache();
  const std::lock_guard lock(all.mutex);
  std::weak_ptr<const GemmKernel>& entry = all.kernels[recipe.serialize()];
  if (std::shared_ptr<const GemmKernel> kernel = entry.lock()) return kernel;
  auto kernel = std::make_shared<const GemmKernel>(recipe);
  entry = kernel;
  return kernel;
}

}  // namespace sinter::cpu
