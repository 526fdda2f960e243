// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/model_file.h"

#include <utility>

#include "base/text.h"
#include "import/model_bytes.h"
#include "import/onnx/read_model.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

bool contains(ByteSpan whole, ByteSpan part) {
  return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

}  // namespace

ModelSource::ModelSource(const std::string& path, std::vector<std::string> external_dirs)
    : file_(path), bytes_(file_.bytes()), folder_(folder_of(path)), external_dirs_(std::move(external_dirs)) {}

ModelSource::ModelSource(ByteSpan bytes, std::shared_ptr<const void> owner, std::string folder,
                         std::vector<std::string> external_dirs)
    : owner_(std::move(owner)), bytes_(bytes), folder_(std::move(folder)), external_dirs_(std::move(external_dirs)) {}

ByteSpan ModelSource::external_file(std::string_view location) const {
  const std::lock_guard lock(mutex_);
  auto known = real_paths_.find(location);
  if (known == real_paths_.end()) {
    if (folder_.empty() && external_dirs_.empty()) {
      fail(ErrorCode::kInvalidModel,
           "the model's data are in the external file " + quote(location) + ", but it was loaded from memory",
           "load the model from its file, or give the folder of its external data");
    }
    const std::string& folder = folder_.empty() ? external_dirs_.front() : folder_;
    known = real_paths_.emplace(location, resolve_inside(folder, location, external_dirs_)).first;
  }
  auto file = external_.find(known->second);
  if (file == external_.end()) {
    MappedFile mapped(known->second);
    try {
      refuse_lfs_pointer(mapped.bytes());
    } catch (Error& error) {
      throw error.in("file " + quote(known->second));
    }
    file = external_.emplace(known->second, std::move(mapped)).first;
  }
  return file->second.bytes();
}

void ModelSource::release(ByteSpan part) const noexcept {
  if (contains(file_.bytes(), part)) return file_.release_pages(part);
  const std::lock_guard lock(mutex_);
  for (const auto& [path, file] : external_) {
    if (contains(file.bytes(), part)) return file.release_pages(part);
  }
}

ModelFile load_model_file(const std::string& path, std::vector<std::string> external_dirs) {
  auto source = std::make_shared<const ModelSource>(path, std::move(external_dirs));
  try {
    ModelProto model = read_model(source->bytes());
    return {path, source, std::move(model)};
  } catch (const Error& error) {
    throw with_guess(error, source->bytes(), ModelKind::kOnnx).in("file " + quote(path));
  }
}

ModelFile load_model_bytes(ByteSpan bytes, std::string folder, std::shared_ptr<const void> owner,
                           std::vector<std::string> external_dirs) {
  if (owner == nullptr) {
    auto copy = std::make_shared<const std::vector<std::byte>>(bytes.begin(), bytes.end());
    bytes = *copy;
    owner = std::move(copy);
  }
  auto source =
      std::make_shared<const ModelSource>(bytes, std::move(owner), std::move(folder), std::move(external_dirs));
  ModelProto model = read_model(bytes);
  return {{}, std::move(source), std::move(model)};
}

}  // namespace sinter::onnx
