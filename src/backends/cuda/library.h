// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Shared libraries opened at run time. Nothing of CUDA is linked: the same binary starts on a machine without it, and
// the backend then says which file it missed.
#pragma once
#include <span>
#include <string>

namespace sinter::cuda {

/// Opens the first of `names` that can be: in the folders of SINTER_CUDA_LIB_PATH (separated by ':'), then as the
/// loader finds it, then in the toolkit's usual folder. Null if none; `why` then says so in one clause. Libraries stay
/// open until the process ends: their functions are kept as plain pointers.
void* open_library(std::span<const char* const> names, std::string& why);
/// Opens a file in the folder of the library that a function comes from, if it is there: libraries that open others by
/// name find what is loaded already.
void open_beside(const void* function, const std::string& name);
/// A function's address or null.
void* find_function(void* library, const char* name);

/// Fills one pointer of an API table; remembers the first name that is missing.
class ApiLoader {
 public:
  ApiLoader(std::span<const char* const> names, std::string& why) : why_(why), library_(open_library(names, why)) {}
  template <class F>
  void load(F*& function, const char* name) {
    if (!library_ || !why_.empty()) return;
    function = reinterpret_cast<F*>(find_function(library_, name));
    if (!function) missing(name);
  }
  bool ok() const { return library_ && why_.empty(); }

 private:
  void missing(const char* name);
  std::string& why_;
  void* library_;
};

}  // namespace sinter::cuda
