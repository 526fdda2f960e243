// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "words.h"

namespace sinter::cli {
namespace {

constexpr int kBarColumns = 24;
constexpr auto kRedraw = std::chrono::milliseconds(80);  // of the bar
constexpr auto kRepeat = std::chrono::seconds(10);       // of a stage's line where there is no bar
constexpr const char* kClearLine = "\r\x1b[K";

double seconds(std::chrono::steady_clock::duration d) { return std::chrono::duration<double>(d).count(); }

// Seconds to go; negative: unknown.
double time_left(const BuildProgress& at, double stage_elapsed) {
  if (at.seconds_left >= 0) return at.seconds_left;
  if (at.total <= 0 || at.done <= 0 || at.done > at.total || stage_elapsed < 0.5) return -1;
  return stage_elapsed / double(at.done) * double(at.total - at.done);
}

std::string stage_text(const BuildProgress& at) {
  return at.total > 0 ? fmt::format("{} {}/{}", printable(at.stage), at.done, at.total) : printable(at.stage);
}

int terminal_width(int fd) {
  struct winsize size = {};
  return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

std::string progress_line(const BuildProgress& at, double elapsed, double stage_elapsed, int width) {
  std::string line = "[";
  if (at.total > 0) {
    const double part = std::clamp(double(at.done) / double(at.total), 0.0, 1.0);
    const int full = int(part * kBarColumns);
    line += std::string(size_t(full), '#') + std::string(size_t(kBarColumns - full), '.') +
            fmt::format("] {:3.0f} %", part * 100);
  } else {
    line += std::string(kBarColumns, '.') + "]      ";
  }
  line += fmt::format("  {}  {}", stage_text(at), seconds_text(elapsed));
  if (const double left = time_left(at, stage_elapsed); left >= 0) line += ", " + seconds_text(left) + " left";
  if (width > 0 && line.size() > size_t(width)) line.resize(size_t(width));
  return line;
}

ProgressStyle progress_style(int fd, bool quiet) {
  if (quiet) return ProgressStyle::kNone;
  const char* term = std::getenv("TERM");
  const bool dumb = !term || !*term || std::string_view(term) == "dumb";
  return isatty(fd) && !dumb ? ProgressStyle::kBar : ProgressStyle::kLines;
}

void ProgressReporter::update(const BuildProgress& at) {
  if (style_ == ProgressStyle::kNone) return;
  const auto now = Clock::now();
  const bool fresh = at.stage != stage_;
  if (fresh) {
    stage_ = at.stage;
    stage_start_ = now;
  }
  const bool bar = style_ == ProgressStyle::kBar;
  if (!fresh && now - shown_ < (bar ? Clock::duration(kRedraw) : Clock::duration(kRepeat))) return;
  shown_ = now;
  if (bar) {
    put(kClearLine + progress_line(at, seconds(now - start_), seconds(now - stage_start_), terminal_width(fd_) - 1));
    bar_visible_ = true;
    return;
  }
  const double left = time_left(at, seconds(now - stage_start_));
  put(fmt::format("{}{}\n", stage_text(at), left >= 0 ? ", " + seconds_text(left) + " left" : ""));
}

void ProgressReporter::note(const std::string& line) {
  clear();
  put(printable(line) + "\n");
}

void ProgressReporter::finish() { clear(); }

void ProgressReporter::clear() {
  if (bar_visible_) put(kClearLine);
  bar_visible_ = false;
}

void ProgressReporter::put(const std::string& text) const {
  // What cannot be shown (a closed terminal) must not stop the build.
  for (size_t at = 0; at < text.size();) {
    const ssize_t n = ::write(fd_, text.data() + at, text.size() - at);
    if (n <= 0) return;
    at += size_t(n);
  }
}

}  // namespace sinter::cli
