// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/text.h"
#include "sinter/error.h"

namespace sinter {
namespace {

const char* remedy_for(int error_number) {
  switch (error_number) {
    case ENOENT:
      return "check the spelling of the path";
    case EACCES:
    case EPERM:
      return "check the permissions of the file and its folder";
    case ENOSPC:
    case EDQUOT:
      return "free some space or write to another disc";
    case EISDIR:
      return "give the path of a file";
    case EROFS:
      return "write to another folder";
    default:
      return "";
  }
}

}  // namespace

int Fd::close() noexcept {
  if (fd_ < 0) return 0;
  const int result = ::close(std::exchange(fd_, -1));  // never repeated: Linux frees the descriptor even on EINTR
  return result == 0 || errno == EINTR ? 0 : errno;
}

Fd open_file(const std::string& path, int flags, unsigned mode) {
  for (;;) {
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    if (fd >= 0) return Fd(fd);
    if (errno != EINTR) fail_io("cannot open", path, errno);
  }
}

void fail_io(const char* what, const std::string& path, int error_number) {
  fail(ErrorCode::kIo, std::string(what) + " " + quote(path) + ": " + std::generic_category().message(error_number),
       remedy_for(error_number));
}

}  // namespace sinter
