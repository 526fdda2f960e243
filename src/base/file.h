// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Files: mapped for reading, read whole, written so that a crash or a full disc never leaves half a file. All failures
// are Error(kIo) naming the path and the system's reason.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/limits.h"

namespace sinter {

/// A whole regular file mapped read-only and private. The bytes stay where they are when the object is moved. A file
/// that another process cuts short while it is mapped raises SIGBUS upon access, as with every mapping: files are
/// replaced (write_file_atomic), never rewritten in place.
class MappedFile {
 public:
  MappedFile() = default;
  explicit MappedFile(const std::string& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  ByteSpan bytes() const noexcept { return {data_, size_}; }
  size_t size() const noexcept { return size_; }
  const std::string& path() const noexcept { return path_; }

  /// Tells the system that this part, once copied elsewhere, need not stay in memory; reading it again stays correct.
  void release_pages(ByteSpan part) const noexcept;

 private:
  void unmap() noexcept;
  const std::byte* data_ = nullptr;
  size_t size_ = 0;
  std::string path_;
};

/// The whole content; pipes work too. More than `max` bytes: Error(kLimit).
std::vector<std::byte> read_file(const std::string& path, int64_t max = limits::kMaxFileBytes);
std::string read_text_file(const std::string& path, int64_t max = limits::kMaxFileBytes);

/// Writes the pieces one after another into a temporary file in the same folder, syncs it, renames it over `path` and
/// syncs the folder. Upon any failure the temporary file is removed and an old file at `path` is left as it was. Where
/// `path` is a device or a pipe (/dev/null), the bytes are written into it directly.
void write_file_atomic(const std::string& path, std::span<const ByteSpan> pieces);
void write_file_atomic(const std::string& path, ByteSpan bytes);
void write_file_atomic(const std::string& path, std::string_view text);

/// The real path of `relative` as seen from `folder`, after following links. Absolute paths, "..", and links that lead
/// out of the folder are refused with Error(kInvalidModel), except into one of the folders in `also_allowed`, which
/// are searched too. A file that does not exist is Error(kIo).
std::string resolve_inside(const std::string& folder, std::string_view relative,
                           std::span<const std::string> also_allowed = {});

/// The folder part of a path: "." if it has none.
std::string folder_of(const std::string& path);

}  // namespace sinter
