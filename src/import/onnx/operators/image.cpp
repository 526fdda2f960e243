// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "import/onnx/node_context.h"
#include "ops/image_decoder.h"

namespace sinter::onnx {

void import_image_decoder(NodeContext& ctx) {
  const std::string format = ctx.string_attr("pixel_format", "RGB");
  if (format != "RGB" && format != "BGR" && format != "Grayscale")
    ctx.invalid("pixel_format is " + quote(format), "use RGB, BGR or Grayscale");
  ctx.finish(ImageDecoder{.pixel_format = format == "RGB"   ? PixelFormat::kRgb
                                          : format == "BGR" ? PixelFormat::kBgr
                                                            : PixelFormat::kGrayscale},
             {ctx.in(0)});
}

}  // namespace sinter::onnx
