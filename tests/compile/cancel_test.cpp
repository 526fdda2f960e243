// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Cancelled builds and readings: the call returns within a second, whatever it is in the middle of, and nothing
// half-written is left.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/temporary_folder.h"
#include "sinter/builder.h"
#include "sinter/error.h"
#include "sinter/network.h"
#include "sinter/parsers.h"

namespace sinter::test {
namespace {

using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Large matrix products and convolutions, behind constants that take a while to fold and pack: some seconds in all.
Network heavy_network() {
  Network n("heavy");
  Tensor x = n.add_input("x", DataType::kFloat32, {4, 16, 160, 160});
  std::vector<float> w(64 * 64 * 25, 0.01f);
  for (int i = 0; i < 6; ++i) {
    const int64_t in = i == 0 ? 16 : 64;
    for (size_t k = 0; k < w.size(); ++k) w[k] = float((k * 31 + size_t(i)) % 17) / 100;
    const auto bytes = std::as_bytes(std::span(w).first(size_t(64 * in * 25)));
    const Tensor k = n.add_constant(DataType::kFloat32, {64, in, 5, 5}, bytes);
    const Tensor two = n.add1("Add", {k, k});  // folded
    x = n.add1("Relu", {n.add1("Convolution", {x, two})});
  }
  std::vector<float> m(1500 * 1500, 0.5f);
  const Tensor a = n.add_constant(DataType::kFloat32, {1500, 1500}, std::as_bytes(std::span(m)));
  const Tensor folded = n.add1("MatMul", {n.add1("MatMul", {a, a}), a});  // seconds of folding
  n.mark_output(x, "y");
  n.mark_output(n.add1("Neg", {folded}), "z");
  return n;
}

// Asks to stop at `after` seconds; how late the call came back.
double lateness(double after, const std::function<void(const std::function<bool()>&)>& work, bool& was_cancelled) {
  const auto start = Clock::now();
  was_cancelled = false;
  try {
    work([&] { return seconds_since(start) > after; });
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kCancelled) << e.what();
    was_cancelled = true;
  }
  return seconds_since(start) - after;
}

TEST(Cancel, BuildsReturnWithinASecondAtAnyTime) {
  TemporaryFolder folder;
  const Network n = heavy_network();
  int cancelled = 0;
  double worst = 0;
  for (const double after : {0.0, 0.02, 0.1, 0.23, 0.4, 0.7, 1.1, 1.6, 2.3}) {
    BuildOptions o;
    o.threads = 2;
    o.timing_cache = "none";
    bool was = false;
    const std::string file = folder / "heavy.plan";
    const double late = lateness(
        after,
        [&](const auto& stop) {
          o.cancelled = stop;
          build_plan_file(n, file, o);
        },
        was);
    if (!was) continue;  // a fast machine was done before
    ++cancelled;
    worst = std::max(worst, late);
    EXPECT_LT(late, 1.0) << "asked after " << after << " s";
    EXPECT_TRUE(fs::is_empty(folder.path())) << "something was written";
  }
  EXPECT_GE(cancelled, 3);
  RecordProperty("latest_ms", int(1e3 * worst));
}

TEST(Cancel, ReadingReturnsWithinASecond) {
  // 40,000 nodes in ONNX's wire format, by hand: y = Relu(Relu(...(x))).
  std::string graph;
  const auto field = [](int number, const std::string& bytes) {
    std::string out(1, char(number << 3 | 2));
    for (size_t n = bytes.size(); ; n >>= 7) {
      out += char(n < 128 ? n : (n & 127) | 128);
      if (n < 128) break;
    }
    return out + bytes;
  };
  constexpr int kNodes = 40000;
  for (int i = 0; i < kNodes; ++i)
    graph += field(1, field(1, "v" + std::to_string(i)) + field(2, "v" + std::to_string(i + 1)) + field(4, "Relu"));
  graph += field(2, "chain");
  const std::string shape = field(2, field(1, std::string("\x08\x04", 2)));
  const std::string type = field(2, field(1, std::string("\x08\x01", 2) + shape));
  graph += field(11, field(1, "v0") + type) + field(12, field(1, "v" + std::to_string(kNodes)) + type);
  const std::string model = std::string("\x08\x08", 2) + field(7, graph) + field(8, std::string("\x10\x11", 2));
  const auto bytes = std::as_bytes(std::span(model));
  int cancelled = 0;
  for (const double after : {0.0, 0.01, 0.03, 0.08, 0.2}) {
    bool was = false;
    ParseOptions o;
    const double late = lateness(
        after,
        [&](const auto& stop) {
          o.cancelled = stop;
          parse_onnx(bytes, o);
        },
        was);
    if (!was) continue;
    ++cancelled;
    EXPECT_LT(late, 1.0) << "asked after " << after << " s";
  }
  EXPECT_GE(cancelled, 1);
  ParseOptions o;
  o.cancelled = [] { return false; };
  EXPECT_EQ(parse_onnx(bytes, o).num_nodes(), size_t(kNodes));
  o.cancelled = []() -> bool { throw std::runtime_error("of the caller"); };
  EXPECT_THROW(parse_onnx(bytes, o), std::runtime_error);
}

TEST(Cancel, ErrorsOfTheReaderPass) {
  ParseOptions o;
  o.cancelled = [] { return false; };
  EXPECT_THROW(parse_onnx("no such file.onnx", o), Error);
}

}  // namespace
}  // namespace sinter::test
