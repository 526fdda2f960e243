// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// TIFF 6.0, the part of it that every writer's default is: one directory, 8 bits a sample, samples side by side.
#include <algorithm>
#include <map>

#include "base/image.h"
#include "base/limits.h"
#include "sinter/error.h"

namespace sinter {
namespace {

[[noreturn]] void bad_tiff(const char* what) {
  fail(ErrorCode::kInvalidArgument, std::string("a TIFF picture is damaged: ") + what, "give the whole file");
}
void need_tiff(bool ok, const char* what) {
  if (!ok) bad_tiff(what);
}
[[noreturn]] void unsupported_tiff(const char* what) {
  fail(ErrorCode::kUnsupported, std::string("TIFF pictures with ") + what + " are not supported",
       "save it as 8-bit RGB without compression, or as PNG");
}

class TiffReader {
 public:
  explicit TiffReader(ByteSpan file) : file_(file), little_(file.size() > 0 && file[0] == std::byte{'I'}) {}

  RgbImage read() {
    read_directory(number(4, 4));
    const int64_t width = one(256, 0), height = one(257, 0);
    need_tiff(width > 0 && height > 0, "it has no size");
    if (width > limits::kMaxImagePixels / height)
      fail(ErrorCode::kLimit, "a picture has " + std::to_string(width) + " x " + std::to_string(height) + " pixels",
           "use a smaller one");
    const uint32_t photometric = one(262, 1), samples = one(277, 1);
    for (uint32_t bits : list(258, {1}))
      if (bits != 8) unsupported_tiff("other than 8 bits a sample");
    if (one(284, 1) != 1 && samples > 1) unsupported_tiff("separate planes");
    if (tags_.contains(322)) unsupported_tiff("tiles");
    const bool palette = photometric == 3;
    if (photometric > 3 || samples > 16 || (photometric == 2 ? samples < 3 : samples < 1))
      unsupported_tiff("this kind of samples");
    const std::vector<uint8_t> data = strips(size_t(width * height * samples));
    RgbImage out{width, height, std::vector<uint8_t>(size_t(width * height * 3))};
    const auto map = palette ? list(320, {}) : std::vector<uint32_t>{};
    need_tiff(!palette || map.size() >= 768, "its palette is too short");
    for (size_t i = 0; i < size_t(width * height); ++i)
      for (size_t c = 0; c < 3; ++c) {
        const uint8_t v = data[i * samples + (photometric == 2 ? c : 0)];
        out.pixels[i * 3 + c] = palette ? uint8_t(map[c * 256 + v] >> 8) : photometric == 0 ? uint8_t(255 - v) : v;
      }
    return out;
  }

 private:
  struct Tag {
    uint32_t type, count;
    size_t at;  // of the values
  };

  uint32_t number(size_t at, size_t bytes) const {
    need_tiff(at <= file_.size() && bytes <= file_.size() - at, "it ends too early");
    uint32_t v = 0;
    for (size_t i = 0; i < bytes; ++i) {
      const auto b = uint32_t(file_[at + (little_ ? bytes - 1 - i : i)]);
      v = v << 8 | b;
    }
    return v;
  }

  void read_directory(size_t at) {
    const uint32_t n = number(at, 2);
    for (uint32_t i = 0; i < n; ++i) {
      const size_t entry = at + 2 + size_t(i) * 12;
      Tag t{number(entry + 2, 2), number(entry + 4, 4), entry + 8};
      const size_t width = t.type == 3 ? 2 : t.type == 4 ? 4 : 1;
      if (uint64_t(t.count) * width > 4) t.at = number(entry + 8, 4);
      tags_[number(entry, 2)] = t;
    }
  }

  std::vector<uint32_t> list(uint32_t tag, std::vector<uint32_t> otherwise) const {
    const auto it = tags_.find(tag);
    if (it == tags_.end()) return otherwise;
    const size_t width = it->second.type == 3 ? 2 : it->second.type == 4 ? 4 : 1;
    need_tiff(it->second.count <= file_.size() / width, "a list is longer than the file");
    std::vector<uint32_t> out;
    for (uint32_t i = 0; i < it->second.count; ++i) out.push_back(number(it->second.at + i * width, width));
    return out;
  }
  uint32_t one(uint32_t tag, uint32_t otherwise) const {
    const auto v = list(tag, {otherwise});
    return v.empty() ? otherwise : v[0];
  }

  std::vector<uint8_t> strips(size_t size) const {
    const auto offsets = list(273, {}), counts = list(279, {});
    need_tiff(!offsets.empty() && offsets.size() == counts.size(), "it has no strips");
    const uint32_t compression = one(259, 1);
    if (compression != 1 && compression != 32773) unsupported_tiff("this compression");
    std::vector<uint8_t> out;
    out.reserve(std::min(size, file_.size() * 128));
    size_t used = 0;  // strips that all name the same bytes would take forever
    for (size_t i = 0; i < offsets.size() && out.size() < size; ++i) {
      need_tiff(offsets[i] <= file_.size() && counts[i] <= file_.size() - offsets[i], "a strip lies outside the file");
      used += counts[i];
      need_tiff(used <= file_.size(), "its strips overlap");
      const auto* from = reinterpret_cast<const uint8_t*>(file_.data()) + offsets[i];
      if (compression == 1)
        out.insert(out.end(), from, from + counts[i]);
      else
        unpack(from, counts[i], size, out);
    }
    need_tiff(out.size() >= size, "its strips are too short");
    return out;
  }

  // PackBits: n in 0..127 copies n + 1 bytes, 129..255 repeats one 257 - n times.
  static void unpack(const uint8_t* from, size_t n, size_t most, std::vector<uint8_t>& out) {
    for (size_t i = 0; i < n && out.size() < most;) {
      const uint8_t code = from[i++];
      if (code < 128) {
        need_tiff(n - i >= size_t(code) + 1, "a strip ends too early");
        out.insert(out.end(), from + i, from + i + code + 1);
        i += size_t(code) + 1;
      } else if (code > 128) {
        need_tiff(i < n, "a strip ends too early");
        out.insert(out.end(), size_t(257 - code), from[i++]);
      }
    }
  }

  ByteSpan file_;
  bool little_;
  std::map<uint32_t, Tag> tags_;
};

}  // namespace

RgbImage decode_tiff(ByteSpan file) { return TiffReader(file).read(); }

}  // namespace sinter
