// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// write_file_atomic: temporary file, fsync, rename, fsync of the folder.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>

#include "base/fd.h"
#include "base/file.h"

namespace sinter {
namespace {

void write_all(const Fd& file, std::span<const ByteSpan> pieces, const std::string& path) {
  constexpr size_t kMost = size_t{1} << 30;  // Linux writes at most 2^31 - 4096 bytes at once
  for (ByteSpan piece : pieces) {
    while (!piece.empty()) {
      const ssize_t written = ::write(file.get(), piece.data(), std::min(piece.size(), kMost));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail_io("cannot write", path, errno);
      piece = piece.subspan(static_cast<size_t>(written));
    }
  }
}

// A new file beside the target that is removed again unless it was renamed.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& folder) {
    static std::atomic<unsigned> counter{0};  // with the process id: unique among all writers of this machine
    constexpr int kTries = 100;               // names left over by a killed process with the same id
    for (int i = 0; i < kTries && file_.get() < 0; ++i) {
      path_ = folder + "/.sinter-" + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".tmp";
      file_ = Fd(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
      if (file_.get() < 0 && errno != EEXIST && errno != EINTR) break;
    }
    if (file_.get() < 0) fail_io("cannot create a file in", folder, errno);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (!renamed_) ::unlink(path_.c_str());
  }

  const Fd& file() const noexcept { return file_; }

  void rename_to(const std::string& target) {
    if (::fsync(file_.get()) != 0) fail_io("cannot write", target, errno);
    if (const int error = file_.close(); error != 0) fail_io("cannot write", target, error);
    if (::rename(path_.c_str(), target.c_str()) != 0) fail_io("cannot replace", target, errno);
    renamed_ = true;
  }

 private:
  std::string path_;
  Fd file_;
  bool renamed_ = false;
};

// Makes the rename itself survive a power cut. Some file systems cannot sync folders and say EINVAL: nothing to do
// then.
void sync_folder(const std::string& folder) {
  const Fd file = open_file(folder, O_RDONLY | O_DIRECTORY);
  if (::fsync(file.get()) != 0 && errno != EINVAL && errno != ENOTSUP) fail_io("cannot sync folder", folder, errno);
}

}  // namespace

void write_file_atomic(const std::string& path, std::span<const ByteSpan> pieces) {
  struct stat info {};
  const bool exists = ::stat(path.c_str(), &info) == 0;
  if (exists && !S_ISREG(info.st_mode)) {
    write_all(open_file(path, O_WRONLY), pieces, path);  // a folder fails here with EISDIR
    return;
  }
  const std::string folder = folder_of(path);
  TemporaryFile temporary(folder);
  if (exists && ::fchmod(temporary.file().get(), info.st_mode & 07777) != 0) fail_io("cannot write", path, errno);
  write_all(temporary.file(), pieces, path);
  temporary.rename_to(path);
  sync_folder(folder);
}

void write_file_atomic(const std::string& path, ByteSpan bytes) {
  write_file_atomic(path, std::span<const ByteSpan>(&bytes, 1));
}

void write_file_atomic(const std::string& path, std::string_view text) { write_file_atomic(path, as_byte_span(text)); }

}  // namespace sinter
