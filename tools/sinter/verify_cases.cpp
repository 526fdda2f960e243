// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "verify_cases.h"

#include <algorithm>
#include <filesystem>

#include "sinter/error.h"
#include "words.h"

namespace sinter::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 16;  // folders below the one given; also ends a loop of links

struct Listing {
  std::vector<fs::path> models, sets, folders;
};

Listing list(const fs::path& folder) {
  Listing out;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    std::error_code ignored;
    if (entry.is_directory(ignored)) {
      (name.starts_with("test_data_set_") ? out.sets : out.folders).push_back(entry.path());
    } else if (entry.path().extension() == ".onnx") {
      out.models.push_back(entry.path());
    }
  }
  if (error)
    fail(ErrorCode::kIo, "the folder " + in_quotes(folder.string()) + " cannot be read: " + error.message(),
         "give a folder of test cases");
  for (auto* v : {&out.models, &out.sets, &out.folders}) std::sort(v->begin(), v->end());
  // test_data_set_10 after test_data_set_9.
  std::stable_sort(out.sets.begin(), out.sets.end(),
                   [](const auto& a, const auto& b) { return a.string().size() < b.string().size(); });
  return out;
}

std::string model_of(const fs::path& folder, const Listing& l) {
  for (const auto& m : l.models)
    if (m.filename() == "model.onnx") return m.string();
  if (l.models.size() == 1) return l.models[0].string();
  fail(ErrorCode::kInvalidArgument,
       "the test folder " + in_quotes(folder.string()) + (l.models.empty() ? " has no model" : " has several models"),
       "name the one to test model.onnx");
}

void collect(const fs::path& folder, int depth, std::vector<VerifyCase>& out) {
  const Listing l = list(folder);
  if (!l.sets.empty()) {
    VerifyCase c{folder.string(), model_of(folder, l), {}};
    for (const auto& s : l.sets) c.sets.push_back(s.string());
    out.push_back(std::move(c));
  }
  if (depth < kDeepest)
    for (const auto& f : l.folders) collect(f, depth + 1, out);
}

}  // namespace

std::vector<VerifyCase> find_cases(const std::string& folder) {
  std::vector<VerifyCase> out;
  collect(folder, 0, out);
  if (out.empty())
    fail(ErrorCode::kInvalidArgument, "there is no test case in " + in_quotes(folder),
         "a case is a folder with a model (.onnx) and test_data_set_0/ with input_0.pb (or .npy) and output_0.pb");
  return out;
}

std::string data_file(const std::string& set, const std::string& kind, size_t index) {
  for (const char* extension : {".pb", ".npy"}) {
    const fs::path path = fs::path(set) / (kind + "_" + std::to_string(index) + extension);
    std::error_code ignored;
    if (fs::exists(path, ignored)) return path.string();
  }
  return {};
}

}  // namespace sinter::cli
