// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Shows where a build is: a bar with the stage and the time left on a terminal, a line per stage elsewhere.
#pragma once
#include <chrono>
#include <string>

#include "sinter/builder.h"

namespace sinter::cli {

/// The bar's line, at most `width` columns: "[#####.....] 50 %  selecting tactics 21/42  3 s, 4 s left". Seconds are
/// since the build's and since the stage's start; the time left is the report's, or what the stage's pace promises.
std::string progress_line(const BuildProgress& at, double elapsed, double stage_elapsed, int width);

enum class ProgressStyle { kBar, kLines, kNone };

/// kBar if `fd` is a terminal that can move its cursor.
ProgressStyle progress_style(int fd, bool quiet);

/// Used from one thread. The bar is removed by finish() or the destructor.
class ProgressReporter {
 public:
  ProgressReporter(int fd, ProgressStyle style) : fd_(fd), style_(style), start_(Clock::now()), stage_start_(start_) {}
  ~ProgressReporter() { finish(); }
  ProgressReporter(const ProgressReporter&) = delete;
  ProgressReporter& operator=(const ProgressReporter&) = delete;

  void update(const BuildProgress& at);
  /// A line above the bar; also shown with kNone, so the caller decides.
  void note(const std::string& line);
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  void put(const std::string& text) const;
  void clear();
  int fd_;
  ProgressStyle style_;
  Clock::time_point start_, stage_start_, shown_{};
  std::string stage_;
  bool bar_visible_ = false;
};

}  // namespace sinter::cli
