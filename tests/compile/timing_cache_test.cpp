// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/timing_cache.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/temporary_folder.h"

namespace sinter::compile {
namespace {

using test::TemporaryFolder;

TEST(TimingCache, KeepsEntriesAcrossFiles) {
  TemporaryFolder dir;
  const std::string path = dir.path() + "/sub/timing.cache";
  std::string warning;
  TimingCache a = TimingCache::load(path, warning);
  EXPECT_EQ(a.size(), 0u);
  a.add({1, 2}, 0.125);
  a.add({3, 4}, 7e-5);
  a.save(path);
  TimingCache b = TimingCache::load(path, warning);
  EXPECT_TRUE(warning.empty()) << warning;
  EXPECT_EQ(b.find({1, 2}), 0.125);
  EXPECT_EQ(b.find({3, 4}), 7e-5);
  EXPECT_FALSE(b.find({5, 6}));
}

TEST(TimingCache, WhatWasWrittenFirstWins) {
  TemporaryFolder dir;
  const std::string path = dir.path() + "/timing.cache";
  std::string warning;
  TimingCache a, b;
  a.add({1, 1}, 1.0);
  b.add({1, 1}, 2.0);
  b.add({2, 2}, 3.0);
  a.save(path);
  b.save(path);
  const TimingCache c = TimingCache::load(path, warning);
  EXPECT_EQ(c.find({1, 1}), 1.0);
  EXPECT_EQ(c.find({2, 2}), 3.0);
}

TEST(TimingCache, ForeignAndDamagedFilesAreIgnoredWithAWarning) {
  TemporaryFolder dir;
  const std::string path = dir.path() + "/timing.cache";
  TimingCache a;
  a.add({1, 2}, 0.5);
  a.save(path);
  const std::string good = read_text_file(path);
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = char(bad[i] ^ 1);
    write_file_atomic(path, bad);
    std::string warning;
    EXPECT_EQ(TimingCache::load(path, warning).size(), 0u) << "byte " << i;
    EXPECT_FALSE(warning.empty()) << "byte " << i;
  }
  for (size_t n = 0; n < good.size(); ++n) {
    write_file_atomic(path, good.substr(0, n));
    std::string warning;
    EXPECT_EQ(TimingCache::load(path, warning).size(), 0u) << "length " << n;
  }
}

TEST(TimingCache, SixteenWritersLoseNothing) {
  TemporaryFolder dir;
  const std::string path = dir.path() + "/timing.cache";
  std::vector<pid_t> children;
  for (uint64_t i = 0; i < 16; ++i) {
    const pid_t pid = fork();
    if (pid == 0) {
      std::string warning;
      for (uint64_t k = 0; k < 4; ++k) {
        TimingCache c = TimingCache::load(path, warning);
        c.add({i, k}, double(i * 4 + k));
        c.save(path);
      }
      _exit(0);
    }
    children.push_back(pid);
  }
  for (pid_t p : children) {
    int status = 0;
    waitpid(p, &status, 0);
    EXPECT_EQ(status, 0);
  }
  std::string warning;
  EXPECT_EQ(TimingCache::load(path, warning).size(), 64u) << warning;
}

// All want entries of their own and the same common ones, over a damaged file: one value of each common entry wins, and
// all agree on it.
TEST(TimingCache, SixteenWritersOfTheSameEntriesAgree) {
  TemporaryFolder dir;
  const std::string path = dir.path() + "/timing.cache";
  write_file_atomic(path, std::string("not a cache"));
  std::vector<pid_t> children;
  for (uint64_t i = 0; i < 16; ++i) {
    const pid_t pid = fork();
    if (pid == 0) {
      bool agree = true;
      for (uint64_t k = 0; k < 8; ++k) {
        std::string warning;
        TimingCache c = TimingCache::load(path, warning);
        const auto before = c.find({1000, k});
        if (!before) c.add({1000, k}, double(i + 1));
        c.add({i, k}, 0.5);
        c.save(path);
        const TimingCache now = TimingCache::load(path, warning);
        const auto after = now.find({1000, k});
        agree = agree && after && (!before || *before == *after) && now.find({i, k}) == 0.5;
      }
      _exit(agree ? 0 : 1);
    }
    children.push_back(pid);
  }
  for (pid_t p : children) {
    int status = 0;
    waitpid(p, &status, 0);
    EXPECT_EQ(status, 0);
  }
  std::string warning;
  EXPECT_EQ(TimingCache::load(path, warning).size(), 16u * 8 + 8) << warning;
  EXPECT_TRUE(warning.empty()) << warning;
}

}  // namespace
}  // namespace sinter::compile
