// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/kernels/cubin.h"

#include <elf.h>

#include <cstring>

#include "base/recipe.h"

namespace sinter::cuda {
namespace {

bool inside(ByteSpan bytes, uint64_t offset, uint64_t size) {
  return offset <= bytes.size() && size <= bytes.size() - offset;
}

template <class Record>
Record record_at(ByteSpan bytes, uint64_t offset) {
  if (!inside(bytes, offset, sizeof(Record))) RecipeReader::corrupt();
  Record r;
  std::memcpy(&r, bytes.data() + offset, sizeof(r));
  return r;
}

void check_sections(ByteSpan cubin, const Elf64_Ehdr& header) {
  if (header.e_shnum == 0 || header.e_shentsize != sizeof(Elf64_Shdr)) RecipeReader::corrupt();
  for (uint64_t i = 0; i < header.e_shnum; ++i) {
    const auto section = record_at<Elf64_Shdr>(cubin, header.e_shoff + i * sizeof(Elf64_Shdr));
    if (section.sh_type != SHT_NOBITS && !inside(cubin, section.sh_offset, section.sh_size)) RecipeReader::corrupt();
  }
}

void check_segments(ByteSpan cubin, const Elf64_Ehdr& header) {
  if (header.e_phnum != 0 && header.e_phentsize != sizeof(Elf64_Phdr)) RecipeReader::corrupt();
  for (uint64_t i = 0; i < header.e_phnum; ++i) {
    const auto segment = record_at<Elf64_Phdr>(cubin, header.e_phoff + i * sizeof(Elf64_Phdr));
    if (!inside(cubin, segment.p_offset, segment.p_filesz)) RecipeReader::corrupt();
  }
}

}  // namespace

void check_cubin(ByteSpan cubin) {
  const auto header = record_at<Elf64_Ehdr>(cubin, 0);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64)
    RecipeReader::corrupt();
  if (header.e_shoff > cubin.size() || header.e_phoff > cubin.size()) RecipeReader::corrupt();
  check_sections(cubin, header);
  check_segments(cubin, header);
}

CudaModule::CudaModule(const CudaContext& context, ByteSpan cubin) : context_(context) {
  check_cubin(cubin);
  const Status s = with_context(context_, "", [&] { return context_.api->module_load(&module_, cubin.data()); });
  if (!s.ok())
    fail(ErrorCode::kIncompatiblePlan, "the driver refuses a kernel: " + context_.api->name_of(int(s.detail)),
         "build the plan again on this machine, or update the driver");
}

CudaModule::~CudaModule() {
  (void)with_context(context_, "", [&] { return context_.api->module_unload(module_); });
}

CuFunction CudaModule::function(const char* name) const {
  CuFunction f = nullptr;
  const Status s = with_context(context_, "", [&] { return context_.api->module_function(&f, module_, name); });
  if (!s.ok()) RecipeReader::corrupt();
  return f;
}

}  // namespace sinter::cuda
