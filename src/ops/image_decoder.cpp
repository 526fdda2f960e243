// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/image_decoder.h"

#include "base/image.h"
#include "ir/record.h"
#include "ops/sequence_types.h"

namespace sinter {

SINTER_OP(ImageDecoder)

void ImageDecoder::infer(InferContext& ctx) const {
  ctx.require_dtype(0, {DataType::kUInt8});
  ctx.require(ctx.tensor(0).rank() == 1, "the bytes of a file are no vector");
  const Dim height = unknown_extent(ctx, "height"), width = unknown_extent(ctx, "width");
  ctx.set_output(0, DataType::kUInt8, {height, width, pixel_format == PixelFormat::kGrayscale ? 1 : 3});
}

void ImageDecoder::reference(RefContext& ctx) const {
  const TensorView& in = ctx.in(0);
  const RgbImage image = decode_image({static_cast<const std::byte*>(in.data), size_t(in.count())});
  const bool gray = pixel_format == PixelFormat::kGrayscale;
  HostObject out = HostObject::tensor(DataType::kUInt8, {image.height, image.width, gray ? 1 : 3});
  auto* to = reinterpret_cast<uint8_t*>(out.bytes.data());
  for (size_t i = 0; i < image.pixels.size(); i += 3) {
    const uint8_t* p = image.pixels.data() + i;
    if (gray) {
      *to++ = uint8_t((19595u * p[0] + 38470u * p[1] + 7471u * p[2] + 32768u) >> 16);
      continue;
    }
    const bool swap = pixel_format == PixelFormat::kBgr;
    *to++ = p[swap ? 2 : 0];
    *to++ = p[1];
    *to++ = p[swap ? 0 : 2];
  }
  ctx.put(0, std::move(out));
}

}  // namespace sinter
