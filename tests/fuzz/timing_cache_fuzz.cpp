// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// libFuzzer target: any bytes are a timing cache, or are ignored with a warning. The mutator makes the checksum in the
// header line fit, so that the lines behind it are reached.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/bytes.h"
#include "base/hash.h"
#include "compile/timing_cache.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace {

using namespace sinter;

constexpr const char* kBody = "00112233445566778899aabbccddeeff 0.125\nffeeddccbbaa99887766554433221100 3\n";

std::string with_header(const std::string& body) {
  return "sinter-timing-cache 1 " + hex(hash64(as_byte_span(body))) + "\n" + body;
}

// A file in memory, as the cache reads files only.
class MemoryFile {
 public:
  MemoryFile() : fd_(::memfd_create("cache", 0)), path_("/proc/self/fd/" + std::to_string(fd_)) {
    if (fd_ < 0) std::abort();
  }
  void set(const uint8_t* data, size_t size) const {
    if (::ftruncate(fd_, 0) != 0 || ::pwrite(fd_, data, size, 0) != ssize_t(size)) std::abort();
  }
  const std::string& path() const { return path_; }

 private:
  int fd_;
  std::string path_;
};

}  // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  if (seed % 8 == 7) return LLVMFuzzerMutate(data, size, max_size);
  const std::string text(reinterpret_cast<char*>(data), size);
  const size_t eol = text.find('\n');
  std::string body = eol == std::string::npos || seed % 64 == 0 ? kBody : text.substr(eol + 1);
  const size_t room = body.size() + 64;
  const size_t used = body.size();
  body.resize(room);
  body.resize(LLVMFuzzerMutate(reinterpret_cast<uint8_t*>(body.data()), used, room));
  const std::string out = with_header(body);
  const size_t n = std::min(out.size(), max_size);
  std::memcpy(data, out.data(), n);
  return n;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const MemoryFile file;
  file.set(data, size);
  std::string warning;
  compile::TimingCache cache = compile::TimingCache::load(file.path(), warning);
  if (cache.size() > 0 && !warning.empty()) std::abort();
  cache.find(Hash128{1, 2});
  return 0;
}
