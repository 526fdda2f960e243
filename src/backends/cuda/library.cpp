// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/library.h"

#include <dlfcn.h>

#include <cstdlib>
#include <string_view>

namespace sinter::cuda {
namespace {

constexpr std::string_view kToolkitFolder = "/usr/local/cuda/lib64";  // where NVIDIA's installer puts it

void* open_file(const std::string& path) { return dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL); }

void* open_in(std::string_view folders, const char* name) {
  while (!folders.empty()) {
    const size_t end = folders.find(':');
    const std::string folder(folders.substr(0, end));
    if (!folder.empty())
      if (void* library = open_file(folder + "/" + name)) return library;
    if (end == std::string_view::npos) break;
    folders.remove_prefix(end + 1);
  }
  return nullptr;
}

}  // namespace

void* open_library(std::span<const char* const> names, std::string& why) {
  const char* user = std::getenv("SINTER_CUDA_LIB_PATH");
  for (const char* name : names) {
    void* library = user ? open_in(user, name) : nullptr;
    if (!library) library = open_file(name);
    if (!library) library = open_in(kToolkitFolder, name);
    if (library) return library;
  }
  why = std::string(names[0]) + " could not be opened";
  return nullptr;
}

void open_beside(const void* function, const std::string& name) {
  Dl_info info{};
  if (dladdr(function, &info) == 0 || !info.dli_fname) return;
  const std::string path = info.dli_fname;
  const size_t slash = path.rfind('/');
  if (slash != std::string::npos) open_file(path.substr(0, slash + 1) + name);
}

void* find_function(void* library, const char* name) { return dlsym(library, name); }

void ApiLoader::missing(const char* name) {
  why_ = std::string("the library has no function ") + name + ": it is too old";
}

}  // namespace sinter::cuda
