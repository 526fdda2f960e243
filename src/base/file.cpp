// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/fd.h"
#include "base/text.h"
#include "sinter/error.h"

namespace sinter {
namespace {

struct stat stat_of(const Fd& file, const std::string& path) {
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) fail_io("cannot read the size of", path, errno);
  return info;
}

void check_size(int64_t size, int64_t max, const std::string& path) {
  if (size <= max) return;
  fail(ErrorCode::kLimit, "file " + quote(path) + " is larger than the " + std::to_string(max) + " bytes allowed here",
       "check that this is the file you meant");
}

template <class Buffer>
Buffer read_whole(const std::string& path, int64_t max) {
  const Fd file = open_file(path, O_RDONLY);
  const struct stat info = stat_of(file, path);
  if (S_ISDIR(info.st_mode)) fail_io("cannot read", path, EISDIR);
  check_size(info.st_size, max, path);
  Buffer out;
  constexpr size_t kLeast = 4096;  // pipes and /proc files report size 0
  size_t used = 0;
  out.resize(static_cast<size_t>(info.st_size) + 1);  // one byte more, so that the end shows without growing
  for (;;) {
    if (used == out.size()) out.resize(out.size() * 2 + kLeast);
    const ssize_t got = ::read(file.get(), out.data() + used, out.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail_io("cannot read", path, errno);
    if (got == 0) break;
    used += static_cast<size_t>(got);
    check_size(static_cast<int64_t>(used), max, path);
  }
  out.resize(used);
  return out;
}

bool is_inside(const std::filesystem::path& folder, const std::filesystem::path& file) {
  const auto ends = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  return ends.first == folder.end() && ends.second != file.end();
}

}  // namespace

MappedFile::MappedFile(const std::string& path) : path_(path) {
  const Fd file = open_file(path, O_RDONLY | O_NONBLOCK);  // a pipe without a writer must not hang the caller
  const struct stat info = stat_of(file, path);
  if (S_ISDIR(info.st_mode)) fail(ErrorCode::kIo, quote(path) + " is a folder", "give a file");
  if (!S_ISREG(info.st_mode)) {
    fail(ErrorCode::kIo, "cannot map " + quote(path) + ": not a regular file", "save it as a file first");
  }
  check_size(info.st_size, limits::kMaxFileBytes, path);
  if (info.st_size == 0) return;
  void* address = ::mmap(nullptr, static_cast<size_t>(info.st_size), PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (address == MAP_FAILED) fail_io("cannot map", path, errno);
  data_ = static_cast<const std::byte*>(address);
  size_ = static_cast<size_t>(info.st_size);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)), path_(std::move(other.path_)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  if (this == &other) return *this;
  unmap();
  data_ = std::exchange(other.data_, nullptr);
  size_ = std::exchange(other.size_, 0);
  path_ = std::move(other.path_);
  return *this;
}

MappedFile::~MappedFile() { unmap(); }

void MappedFile::unmap() noexcept {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

void MappedFile::release_pages(ByteSpan part) const noexcept {
  if (part.empty() || part.data() < data_ || part.data() + part.size() > data_ + size_) return;
  const auto page = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
  // Only whole pages inside the part: those at its ends hold other bytes too. data_ itself is page-aligned.
  const size_t begin = (static_cast<size_t>(part.data() - data_) + page - 1) / page * page;
  const size_t end = static_cast<size_t>(part.data() - data_ + static_cast<ptrdiff_t>(part.size())) / page * page;
  if (begin < end) ::madvise(const_cast<std::byte*>(data_) + begin, end - begin, MADV_DONTNEED);
}

std::vector<std::byte> read_file(const std::string& path, int64_t max) {
  return read_whole<std::vector<std::byte>>(path, max);
}

std::string read_text_file(const std::string& path, int64_t max) { return read_whole<std::string>(path, max); }

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

std::string resolve_inside(const std::string& folder, std::string_view relative,
                           std::span<const std::string> also_allowed) {
  namespace fs = std::filesystem;
  constexpr const char* kRemedy = "put the file beside the model, or allow its folder (--external-dir)";
  const fs::path asked{std::string(relative)};
  const bool named_null = relative.find('\0') != std::string_view::npos;
  if (relative.empty() || named_null) {
    fail(ErrorCode::kInvalidModel, "the external file name " + quote(relative) + " is not a file name",
         "export the model again");
  }
  const bool climbs = std::find(asked.begin(), asked.end(), "..") != asked.end();
  if ((asked.is_absolute() || climbs) && also_allowed.empty()) {
    fail(ErrorCode::kInvalidModel, "the external file " + quote(relative) + " lies outside the model's folder",
         kRemedy);
  }
  std::vector<std::string> roots = {folder};
  roots.insert(roots.end(), also_allowed.begin(), also_allowed.end());
  std::error_code error, missing;
  bool found_outside = false;
  for (const std::string& root : roots) {
    const fs::path file = fs::canonical(fs::path(root) / asked, error);  // an absolute `asked` replaces the root
    if (error) {
      missing = error;
      continue;
    }
    for (const std::string& allowed : roots) {
      const fs::path real_folder = fs::canonical(allowed, error);
      if (!error && is_inside(real_folder, file)) return file.string();
    }
    found_outside = true;
  }
  if (found_outside) {
    fail(ErrorCode::kInvalidModel, "the external file " + quote(relative) + " lies outside the model's folder",
         kRemedy);
  }
  fail_io("cannot open", (fs::path(folder) / asked).string(), missing.value());
}

}  // namespace sinter
