// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The n-th open, write, fsync, ftruncate or rename fails, for every n: the file is the old one or the new one, whole,
// and nothing lies beside it.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "base/temporary_folder.h"
#include "compile/timing_cache.h"
#include "limits/faults.h"
#include "sinter/builder.h"
#include "sinter/error.h"
#include "sinter/parsers.h"
#include "support/plan_runner.h"

namespace sinter::test {
namespace {

int64_t files_in(const std::string& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

TEST(Writes, OfAPlanFailWithoutATrace) {
  const TemporaryFolder folder;
  const std::string path = folder / "m.plan";
  const Network network = parse_onnx("examples/digits/digits.onnx");
  const BuildOptions options = quick_options({"cpu"});
  build_plan_file(network, path, options);
  const auto whole = read_file(path);
  int64_t n = 1;
  for (bool struck = true; struck; ++n) {
    write_file_atomic(path, std::string_view("the old one"));
    bool failed = false;
    {
      const FailAt fault(Fault::kWrite, n);
      try {
        build_plan_file(network, path, options);
      } catch (const Error& e) {
        failed = true;
        EXPECT_EQ(e.code(), ErrorCode::kIo) << e.what();
        EXPECT_FALSE(e.remedy().empty()) << e.what();
      }
      struck = fault.struck();
    }
    const auto now = read_file(path);
    EXPECT_TRUE(now == whole || now.size() == 11u) << "call " << n << ", " << now.size() << " bytes";
    EXPECT_TRUE(failed || now == whole) << "call " << n;
    EXPECT_EQ(files_in(folder.path()), 1) << "call " << n;
    ASSERT_LT(n, 1000);
  }
  EXPECT_GT(n, 5);  // open, write, fsync, rename, the folder's open and fsync
}

TEST(Writes, OfATimingCacheLoseNothingThatWasThere) {
  const TemporaryFolder folder;
  const std::string path = folder / "timing.cache";
  std::string warning;
  compile::TimingCache first;
  first.add({1, 2}, 3);
  first.save(path);
  for (int64_t n = 1;; ++n) {
    bool struck = false;
    {
      const FailAt fault(Fault::kWrite, n);
      compile::TimingCache more;
      more.add({uint64_t(n), 7}, 1);
      try {
        more.save(path);
      } catch (const Error&) {
      }
      struck = fault.struck();
    }
    const auto now = compile::TimingCache::load(path, warning);
    EXPECT_TRUE(warning.empty()) << warning;
    EXPECT_EQ(now.find({1, 2}), 3.0);
    EXPECT_LE(files_in(folder.path()), 2);  // the cache and its lock
    if (!struck) break;
    ASSERT_LT(n, 100);
  }
}

}  // namespace
}  // namespace sinter::test
