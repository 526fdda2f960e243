// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/caffe/mean.h"

#include "import/caffe/blob.h"
#include "import/model_bytes.h"
#include "sinter/error.h"

namespace sinter::caffe {

Weights parse_binaryproto(ByteSpan bytes, std::shared_ptr<const void> owner) {
  if (bytes.empty()) fail(ErrorCode::kInvalidModel, "the mean is empty", "give a .binaryproto file");
  refuse_lfs_pointer(bytes);
  if (!owner) {
    auto copy = std::make_shared<const std::vector<std::byte>>(bytes.begin(), bytes.end());
    bytes = *copy;
    owner = std::move(copy);
  }
  const Blob blob = read_blob(WireReader(bytes), std::move(owner));
  Dims dims = blob.dims;
  if (dims.size() > 4) fail(ErrorCode::kInvalidModel, "the mean has the shape " + to_string(dims), "use [1,C,H,W]");
  while (dims.size() < 4) dims.insert(dims.begin(), 1);
  return to_weights(blob, dims);
}

}  // namespace sinter::caffe
