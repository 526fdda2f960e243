// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/tools/process.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace sinter::test {
namespace {

namespace fs = std::filesystem;

struct Pipe {
  int ends[2];
  Pipe() {
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  }
};

// In the child: no way back.
[[noreturn]] void become(const std::vector<std::string>& words, const std::string& folder, const std::string& program,
                         Pipe& out, Pipe& err) {
  ::dup2(out.ends[1], 1);
  ::dup2(err.ends[1], 2);
  for (const int fd : {out.ends[0], out.ends[1], err.ends[0], err.ends[1]}) ::close(fd);
  std::signal(SIGINT, SIG_DFL);  // shells start background jobs with it ignored
  if (!folder.empty() && ::chdir(folder.c_str()) != 0) ::_exit(126);
  if (!folder.empty()) ::setenv("XDG_CACHE_HOME", folder.c_str(), 1);
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const auto& w : words) argv.push_back(const_cast<char*>(w.c_str()));
  argv.push_back(nullptr);
  ::execv(program.c_str(), argv.data());
  ::_exit(127);
}

}  // namespace

std::string sinter_program() {
  const fs::path here = fs::read_symlink("/proc/self/exe").parent_path();
  for (const auto& place : {here / "../sinter", here / "../../bin/sinter"})
    if (fs::is_regular_file(place)) return fs::canonical(place).string();
  throw std::runtime_error("sinter is not built: " + here.string() + "/../sinter");
}

Finished run_sinter(const std::vector<std::string>& words, const std::string& folder,
                    const std::function<void(int, const std::string&)>& on_err) {
  const std::string program = sinter_program();
  Pipe out, err;
  const pid_t pid = ::fork();
  if (pid < 0) throw std::runtime_error("no process");
  if (pid == 0) become(words, folder, program, out, err);
  ::close(out.ends[1]);
  ::close(err.ends[1]);
  Finished done;
  struct pollfd fds[2] = {{out.ends[0], POLLIN, 0}, {err.ends[0], POLLIN, 0}};
  while (fds[0].fd >= 0 || fds[1].fd >= 0) {
    if (::poll(fds, 2, -1) < 0) continue;
    for (auto& p : fds) {
      if (p.fd < 0 || p.revents == 0) continue;
      char buffer[4096];
      const ssize_t n = ::read(p.fd, buffer, sizeof buffer);
      if (n <= 0) {
        ::close(p.fd);
        p.fd = -1;
        continue;
      }
      const bool is_err = &p == &fds[1];
      (is_err ? done.err : done.out).append(buffer, size_t(n));
      if (is_err && on_err) on_err(pid, done.err);
    }
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  done.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return done;
}

}  // namespace sinter::test
