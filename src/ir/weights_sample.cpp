// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/weights_sample.h"

namespace sinter {

uint64_t sample_hash(const Weights& weights) {
  Hasher h;
  h.add(weights.dtype()).add(weights.dims().size());
  for (int64_t d : weights.dims()) h.add(d);
  if (weights.dtype() == DataType::kString) {
    for (const auto& s : weights.strings()) h.add(s);
  } else {
    h.add(sample_hash(weights.bytes()));
  }
  return h.finish64();
}

uint64_t sample_hash(ByteSpan bytes) {
  constexpr size_t kPiece = 64, kPieces = 64;
  if (bytes.size() <= kPiece * kPieces) return hash64(bytes);
  Hasher h;
  h.add(bytes.size());
  for (size_t i = 0; i < kPieces; ++i) h.update(bytes.subspan((bytes.size() - kPiece) / (kPieces - 1) * i, kPiece));
  return h.finish64();
}

}  // namespace sinter
