// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "cancel.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <system_error>

namespace sinter::cli {
namespace {

constexpr int kGraceMs = 800;  // for work to notice; with the rest of the way out it stays under a second

std::atomic<int> signal_seen{0};
std::atomic<int> signal_pipe{-1};
std::atomic<int> writers{0};
static_assert(std::atomic<int>::is_always_lock_free, "used in a signal handler");

std::string& cancel_message() {
  static std::string text = "cancelled";
  return text;
}

void on_signal(int number) {
  const int saved = errno;
  signal_seen.store(number, std::memory_order_relaxed);
  const int fd = signal_pipe.load(std::memory_order_relaxed);
  if (fd >= 0) (void)!::write(fd, "s", 1);
  errno = saved;
}

void install(int number, struct sigaction& old) {
  struct sigaction now = {};
  now.sa_handler = on_signal;
  now.sa_flags = int(SA_RESTART | SA_RESETHAND);
  sigemptyset(&now.sa_mask);
  sigaction(number, nullptr, &old);
  if (old.sa_handler != SIG_IGN) sigaction(number, &now, nullptr);
}

// The next byte within the time (negative: whenever it comes), 0 if there was none.
char next_byte(int fd, int timeout_ms) {
  struct pollfd p = {fd, POLLIN, 0};
  for (;;) {
    const int n = ::poll(&p, 1, timeout_ms);
    if (n < 0 && errno == EINTR) continue;
    char c = 0;
    return n > 0 && ::read(fd, &c, 1) == 1 ? c : '\0';
  }
}

[[noreturn]] void end_process() {
  while (writers.load() > 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const std::string text = (isatty(2) ? "\r\x1b[K" : "") + ("sinter: " + cancel_message()) + "\n";
  (void)!::write(2, text.data(), text.size());
  ::_exit(cancel_status());
}

}  // namespace

bool cancel_requested() noexcept { return signal_seen.load(std::memory_order_relaxed) != 0; }

int cancel_status() noexcept {
  const int seen = signal_seen.load(std::memory_order_relaxed);
  return 128 + (seen ? seen : SIGINT);
}

void set_cancel_message(const std::string& message) { cancel_message() = message; }

CancelScope::CancelScope() {
  signal_seen = 0;
  if (::pipe2(pipe_, O_CLOEXEC) == 0) {
    try {
      watcher_ = std::thread([this] { watch(); });
      signal_pipe = pipe_[1];
    } catch (const std::system_error&) {  // no thread to be had: work is still asked to stop
    }
  }
  install(SIGINT, old_int_);
  install(SIGTERM, old_term_);
}

CancelScope::~CancelScope() {
  sigaction(SIGINT, &old_int_, nullptr);
  sigaction(SIGTERM, &old_term_, nullptr);
  signal_pipe = -1;
  if (watcher_.joinable()) {
    (void)!::write(pipe_[1], "q", 1);
    watcher_.join();
  }
  for (int fd : pipe_)
    if (fd >= 0) ::close(fd);
}

void CancelScope::watch() const {
  if (next_byte(pipe_[0], -1) != 's') return;
  if (next_byte(pipe_[0], kGraceMs) == '\0') end_process();
}

WritingScope::WritingScope() noexcept { ++writers; }
WritingScope::~WritingScope() { --writers; }

}  // namespace sinter::cli
