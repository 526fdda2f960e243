// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/deep_stack.h"

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <thread>

namespace sinter {
namespace {

// Takes some 4 KiB of stack per level.
int descend(int levels) {
  volatile char room[4096];
  room[levels % 4096] = 1;
  int below = 0;
  if (levels > 0) with_deep_stack([&] { below = descend(levels - 1); });
  return below + room[levels % 4096];
}

TEST(DeepStack, RecursesFurtherThanTheStackReaches) { EXPECT_EQ(descend(20000), 20001); }

TEST(DeepStack, StaysOnTheThreadWhileThereIsRoom) {
  const auto id = std::this_thread::get_id();
  with_deep_stack([&] { EXPECT_EQ(std::this_thread::get_id(), id); });
}

TEST(DeepStack, ExceptionsPass) {
  const std::function<void(int)> sink = [&](int levels) {
    volatile char room[4096];
    room[levels % 4096] = 1;
    if (room[levels % 4096] == 1 && levels == 0) throw std::runtime_error("the bottom");
    with_deep_stack([&] { sink(levels - 1); });
  };
  EXPECT_THROW(sink(5000), std::runtime_error);
}

}  // namespace
}  // namespace sinter
