// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/tensorflow/graph_file.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/file.h"
#include "base/text.h"
#include "import/model_bytes.h"
#include "import/tensorflow/graph_text.h"
#include "import/tensorflow/read_graph.h"
#include "sinter/error.h"

namespace sinter::tensorflow {
namespace {

/// So much of a file is looked at to tell text from wire bytes, in which small numbers turn up at once.
constexpr size_t kProbedBytes = 512;

bool looks_like_text(ByteSpan bytes) {
  const ByteSpan head = bytes.first(std::min(bytes.size(), kProbedBytes));
  return !head.empty() && std::all_of(head.begin(), head.end(), [](std::byte b) {
    const auto c = std::to_integer<unsigned char>(b);
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0x7F);
  });
}

GraphFile read_graph_file(ByteSpan bytes, std::shared_ptr<const void> owner) {
  refuse_lfs_pointer(bytes);
  if (looks_like_text(bytes)) {
    auto wire = std::make_shared<const std::vector<std::byte>>(graph_text_to_wire(as_string_view(bytes)));
    bytes = *wire;
    owner = std::move(wire);
  }
  GraphDef graph = read_graph_def(bytes);
  return {{}, std::move(owner), std::move(graph)};
}

void refuse_folder(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) return;
  const bool saved = std::filesystem::exists(std::filesystem::path(path) / "saved_model.pb", ignored);
  fail(saved ? ErrorCode::kUnsupported : ErrorCode::kInvalidArgument,
       quote(path) +
           (saved ? " is the folder of a SavedModel, whose variables are in files of their own" : " is a folder"),
       "freeze the model into one GraphDef file (.pb), and give that");
}

}  // namespace

GraphFile load_graph_file(const std::string& path) {
  refuse_folder(path);
  auto file = std::make_shared<const MappedFile>(path);
  try {
    GraphFile out = read_graph_file(file->bytes(), file);
    out.path = path;
    return out;
  } catch (Error& e) {
    throw e.in("file " + quote(path));
  }
}

GraphFile load_graph_bytes(ByteSpan bytes, std::shared_ptr<const void> owner) {
  if (!owner) {
    auto copy = std::make_shared<const std::vector<std::byte>>(bytes.begin(), bytes.end());
    bytes = *copy;
    owner = std::move(copy);
  }
  return read_graph_file(bytes, std::move(owner));
}

}  // namespace sinter::tensorflow
