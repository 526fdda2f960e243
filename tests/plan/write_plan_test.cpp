// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The same bytes on any number of threads, in memory and in files.
#include <gtest/gtest.h>

#include <cstring>

#include "base/file.h"
#include "base/thread_pool.h"
#include "plan/plan_file.h"
#include "tests/base/temporary_folder.h"
#include "tests/plan/small_plan.h"

namespace sinter::plan {
namespace {

// Constants of many sizes, two of them equal; hashes are left to the writer.
Plan plan_with_weights() {
  Plan p = test::small_plan();
  for (const int size : {1, 63, 64, 65, 3 << 20, 0, 65, 5000}) {
    const auto n = size_t(size);
    auto bytes = std::make_shared<std::vector<std::byte>>(n);
    for (size_t i = 0; i < n; ++i) (*bytes)[i] = std::byte(i * 7 + i / 251);
    Constant c;
    c.packing = "test";
    c.sources = {"w"};
    c.bytes = *bytes;
    c.owner = bytes;
    p.constants.push_back(std::move(c));
  }
  return p;
}

TEST(WritePlan, ThreadsAndFilesGiveTheSameBytes) {
  const Plan p = plan_with_weights();
  const std::vector<std::byte> bytes = write_plan(p);
  for (int threads : {1, 2, 3}) {
    ThreadPool pool(threads);
    EXPECT_EQ(write_plan(p, &pool), bytes) << threads;
  }
  const test::TemporaryFolder folder;
  write_plan_file(p, folder / "p.plan");
  EXPECT_EQ(read_file(folder / "p.plan"), bytes);
  write_plan_file(test::small_plan(), folder / "p.plan");
  EXPECT_EQ(read_file(folder / "p.plan"), write_plan(test::small_plan()));
}

TEST(WritePlan, FillsInHashes) {
  const Plan p = plan_with_weights();
  auto bytes = std::make_shared<std::vector<std::byte>>(write_plan(p));
  const Plan q = read_plan(*bytes, bytes);
  ASSERT_EQ(q.constants.size(), p.constants.size());
  for (size_t i = 0; i < q.constants.size(); ++i) {
    EXPECT_EQ(q.constants[i].hash, hash128(p.constants[i].bytes)) << i;
    EXPECT_TRUE(std::equal(q.constants[i].bytes.begin(), q.constants[i].bytes.end(), p.constants[i].bytes.begin(),
                           p.constants[i].bytes.end()));
  }
}

}  // namespace
}  // namespace sinter::plan
