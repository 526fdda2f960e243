// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/sinter/progress.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "tools/sinter/cancel.h"
#include "tools/sinter/latency.h"

namespace sinter::cli {
namespace {

std::string read_all(int fd) {
  std::string out;
  char buffer[512];
  for (ssize_t n; (n = ::read(fd, buffer, sizeof buffer)) > 0;) out.append(buffer, size_t(n));
  return out;
}

TEST(Progress, LineShowsStagePaceAndTimeLeft) {
  const std::string line = progress_line({"selecting tactics", 21, 42, -1}, 5, 4, 200);
  EXPECT_NE(line.find("[############............]  50 %"), std::string::npos) << line;
  EXPECT_NE(line.find("selecting tactics 21/42"), std::string::npos) << line;
  EXPECT_NE(line.find("4.00 s left"), std::string::npos) << line;
  EXPECT_NE(progress_line({"x", 1, 2, 90}, 5, 4, 200).find("1 min 30 s left"), std::string::npos);
  EXPECT_EQ(progress_line({"optimising", 0, 0, -1}, 1, 1, 200).find("left"), std::string::npos);
  EXPECT_LE(progress_line({std::string(500, 'x'), 1, 2, -1}, 5, 4, 79).size(), 79u);
  EXPECT_EQ(progress_line({"a\x1b", 0, 0, -1}, 1, 1, 200).find('\x1b'), std::string::npos);
}

TEST(Progress, PlainLinesOncePerStage) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  {
    ProgressReporter r(ends[1], progress_style(ends[1], false));
    r.update({"optimising", 0, 0, -1});
    for (int i = 0; i < 50; ++i) r.update({"selecting tactics", i, 50, -1});
    r.note("conv1 + relu1");
  }
  ::close(ends[1]);
  EXPECT_EQ(read_all(ends[0]), "optimising\nselecting tactics 0/50\nconv1 + relu1\n");
  ::close(ends[0]);
  EXPECT_EQ(progress_style(1, true), ProgressStyle::kNone);
}

TEST(Progress, BarOnATerminalIsRemoved) {
  const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
  if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0)
    GTEST_SKIP() << "this machine gives no pseudo terminal";
  const int terminal = ::open(::ptsname(master), O_RDWR | O_NOCTTY);
  ASSERT_GE(terminal, 0);
  ::setenv("TERM", "xterm", 1);
  EXPECT_EQ(progress_style(terminal, false), ProgressStyle::kBar);
  ::setenv("TERM", "dumb", 1);
  EXPECT_EQ(progress_style(terminal, false), ProgressStyle::kLines);
  {
    ProgressReporter r(terminal, ProgressStyle::kBar);
    r.update({"optimising", 0, 0, -1});
  }
  char buffer[512] = {};
  const ssize_t n = ::read(master, buffer, sizeof buffer);
  const std::string shown(buffer, size_t(std::max<ssize_t>(0, n)));
  EXPECT_NE(shown.find("optimising"), std::string::npos);
  EXPECT_TRUE(shown.ends_with("\r\x1b[K")) << shown;
  ::close(terminal);
  ::close(master);
}

TEST(Cancel, FirstSignalAsksSecondWouldKill) {
  const CancelScope scope;
  EXPECT_FALSE(cancel_requested());
  ::raise(SIGTERM);
  EXPECT_TRUE(cancel_requested());
  EXPECT_EQ(cancel_status(), 143);
  struct sigaction now = {};
  ::sigaction(SIGTERM, nullptr, &now);
  EXPECT_EQ(now.sa_handler, SIG_DFL);
}

// Work that never looks is abandoned: the process ends by itself, within a second, but not while it writes a file.
TEST(CancelDeathTest, WorkThatDoesNotLookIsAbandoned) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EXIT(
      {
        const CancelScope scope;
        set_cancel_message("build: cancelled; nothing was written");
        ::raise(SIGINT);
        ::sleep(20);
      },
      testing::ExitedWithCode(130), "sinter: build: cancelled; nothing was written");
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 3);
  EXPECT_EXIT(
      {
        const CancelScope scope;
        const WritingScope writing;
        ::raise(SIGTERM);
        std::this_thread::sleep_for(std::chrono::milliseconds(1500));
        ::_exit(7);
      },
      testing::ExitedWithCode(7), "");
}

TEST(Cancel, IgnoredSignalsStayIgnored) {
  ::signal(SIGINT, SIG_IGN);
  {
    const CancelScope scope;
    ::raise(SIGINT);
    EXPECT_FALSE(cancel_requested());
  }
  ::signal(SIGINT, SIG_DFL);
}

TEST(Latency, Percentiles) {
  std::vector<double> ms;
  for (int i = 100; i >= 1; --i) ms.push_back(i);
  const Latency l = summarize(ms);
  EXPECT_EQ(l.min, 1);
  EXPECT_EQ(l.max, 100);
  EXPECT_DOUBLE_EQ(l.mean, 50.5);
  EXPECT_DOUBLE_EQ(l.median, 50.5);
  EXPECT_DOUBLE_EQ(l.p99, 99.01);
  EXPECT_EQ(summarize({}).max, 0);
  EXPECT_EQ(summarize({7}).p99, 7);
}

}  // namespace
}  // namespace sinter::cli
