// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// An owned file descriptor and the one way system errors are told. Used by base/file*.cpp.
#pragma once
#include <string>
#include <utility>

namespace sinter {

/// Closes the descriptor when it goes out of scope.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) noexcept : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() { close(); }

  int get() const noexcept { return fd_; }
  /// 0, or the errno of close(2): for files that were written, where it may be the first report of a full disc.
  int close() noexcept;

 private:
  int fd_ = -1;
};

/// Opens with O_CLOEXEC, repeating after interruptions; Error(kIo) if it fails.
Fd open_file(const std::string& path, int flags, unsigned mode = 0);

/// Error(kIo) "cannot open "x": No such file or directory" with a remedy that fits the reason.
[[noreturn]] void fail_io(const char* what, const std::string& path, int error_number);

}  // namespace sinter
