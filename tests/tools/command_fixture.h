// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/base/temporary_folder.h"
#include "tests/tools/process.h"

namespace sinter::test {

using CommandJson = nlohmann::json;

inline bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

inline std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Runs the command in a folder of its own.
class CommandTest : public testing::Test {
 protected:
  Finished sinter(const std::vector<std::string>& words) { return run_sinter(words, folder_.path()); }
  static std::string model() { return std::filesystem::absolute("examples/digits/digits.onnx").string(); }
  static std::string large_model() { return std::filesystem::absolute("tests/data/bert_torchscript.onnx").string(); }
  std::string path(const std::string& name) const { return folder_ / name; }
  // A plan of the digits model under this name.
  void build(const std::string& name, const std::vector<std::string>& flags = {}) {
    std::vector<std::string> words = {"build", model(), "-o", name, "--tactics", "heuristic", "--quiet"};
    words.insert(words.end(), flags.begin(), flags.end());
    const Finished f = sinter(words);
    ASSERT_EQ(f.status, 0) << f.err;
  }
  // The digits model with other weights in its second convolution.
  void write_spoiled_model(const std::string& name) {
    std::string bytes = contents(model());
    const size_t at = bytes.find("conv2.weightJ");
    ASSERT_NE(at, std::string::npos);
    for (size_t i = 0; i < 64; ++i) {  // 0x3f3f3f3f is 0.747 as f32
      bytes[at + 16 + i] = 0x3f;
    }
    std::ofstream(path(name), std::ios::binary) << bytes;
  }
  TemporaryFolder folder_;
};

}  // namespace sinter::test
