// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Ctrl-C. The first SIGINT or SIGTERM asks the work to stop (it is polled); work that does not look within a second is
// abandoned: the process ends. A second signal kills it at once, as usual.
#pragma once
#include <signal.h>

#include <string>
#include <thread>

namespace sinter::cli {

/// True once a signal came while a CancelScope was alive.
bool cancel_requested() noexcept;
/// 128 + the signal's number, as a shell reports a process that it killed; 130 if there was none.
int cancel_status() noexcept;

/// What is said when the process ends by a signal: "build: cancelled; nothing was written".
void set_cancel_message(const std::string& message);

/// Catches the signals while it lives. Signals that were ignored (nohup) stay ignored. One at a time.
class CancelScope {
 public:
  CancelScope();
  ~CancelScope();
  CancelScope(const CancelScope&) = delete;
  CancelScope& operator=(const CancelScope&) = delete;

 private:
  void watch() const;
  struct sigaction old_int_, old_term_;
  int pipe_[2] = {-1, -1};  // a byte for the watching thread: 's' a signal came, 'q' the scope ends
  std::thread watcher_;
};

/// While it lives a file is being written, beside its name and then renamed: the process is not ended in the middle.
class WritingScope {
 public:
  WritingScope() noexcept;
  ~WritingScope();
  WritingScope(const WritingScope&) = delete;
  WritingScope& operator=(const WritingScope&) = delete;
};

}  // namespace sinter::cli
