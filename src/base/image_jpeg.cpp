// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// JPEG by libjpeg where it can be linked (cmake/third_party.cmake), else by stb_image in image.cpp. The two differ by
// rounding.
#include "base/image.h"

#if SINTER_HAVE_LIBJPEG
#include <csetjmp>
#include <cstdio>  // jpeglib.h needs it
#include <string>

#include <jpeglib.h>

#include "base/limits.h"
#include "sinter/error.h"

namespace sinter {
namespace {

struct JpegErrors {
  jpeg_error_mgr manager{};
  std::jmp_buf way_out;
};

void jpeg_exit(j_common_ptr info) { std::longjmp(reinterpret_cast<JpegErrors*>(info->err)->way_out, 1); }
void jpeg_ignore(j_common_ptr) {}
void jpeg_note(j_common_ptr, int) {}
void jpeg_format(j_common_ptr, char* buffer) { buffer[0] = '\0'; }
void jpeg_reset(j_common_ptr info) { info->err->num_warnings = 0; }

enum class JpegEnd { kDone, kDamaged, kTooLarge };

// Only plain data here: a damaged file jumps out of libjpeg, past destructors.
JpegEnd decode_jpeg_into(ByteSpan file, jpeg_decompress_struct& d, JpegErrors& errors, RgbImage& out) {
  if (setjmp(errors.way_out)) return JpegEnd::kDamaged;
  jpeg_create_decompress(&d);
  jpeg_mem_src(&d, reinterpret_cast<const unsigned char*>(file.data()), static_cast<unsigned long>(file.size()));
  jpeg_read_header(&d, TRUE);
  if (int64_t(d.image_width) * d.image_height > limits::kMaxImagePixels) return JpegEnd::kTooLarge;
  d.out_color_space = JCS_RGB;
  jpeg_start_decompress(&d);
  out.width = d.output_width;
  out.height = d.output_height;
  out.pixels.resize(size_t(out.width * out.height * 3));
  while (d.output_scanline < d.output_height) {
    unsigned char* row = out.pixels.data() + size_t(d.output_scanline) * size_t(out.width) * 3;
    jpeg_read_scanlines(&d, &row, 1);
  }
  jpeg_finish_decompress(&d);
  return JpegEnd::kDone;
}

}  // namespace

bool decode_jpeg(ByteSpan file, RgbImage& out) {
  jpeg_decompress_struct d{};
  JpegErrors errors;
  errors.manager.error_exit = jpeg_exit;
  errors.manager.emit_message = jpeg_note;
  errors.manager.output_message = jpeg_ignore;
  errors.manager.format_message = jpeg_format;
  errors.manager.reset_error_mgr = jpeg_reset;
  d.err = &errors.manager;
  JpegEnd end;
  try {
    end = decode_jpeg_into(file, d, errors, out);
  } catch (...) {  // no memory for the pixels
    jpeg_destroy_decompress(&d);
    throw;
  }
  jpeg_destroy_decompress(&d);
  if (end == JpegEnd::kTooLarge)
    fail(ErrorCode::kLimit, "a picture has more than " + std::to_string(limits::kMaxImagePixels) + " pixels",
         "use a smaller one");
  if (end == JpegEnd::kDamaged)
    fail(ErrorCode::kInvalidArgument, "a JPEG picture is damaged, or of a kind that is no gray or colour picture",
         "give the whole file");
  return true;
}

}  // namespace sinter

#else

namespace sinter {
bool decode_jpeg(ByteSpan, RgbImage&) { return false; }
}  // namespace sinter

#endif
