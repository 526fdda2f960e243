// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Reads the text in pictures: the public API with three networks of dynamic shapes.
//
//     ocr MODEL_FOLDER PICTURE... [-o OUT_FOLDER]
//
// Prints each line of text with its score, and the time of each stage; with -o also draws the boxes into PNG files.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "text_reader.h"

namespace {

using ocr::Picture;

double ms_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

void read_one(ocr::TextReader& reader, const std::string& file, const std::string& out_folder) {
  Picture picture = pictures::load_picture(file, 3);
  ocr::Times first, times;
  reader.read(picture, first);  // the first run of a shape makes room for it
  const auto lines = reader.read(picture, times);
  std::printf("%s, %d x %d: %zu lines\n", std::filesystem::path(file).filename().c_str(), picture.width, picture.height,
              lines.size());
  for (const auto& line : lines) std::printf("  %.3f  %s\n", line.score, line.text.c_str());
  std::printf("  finding %.1f ms, turning %.1f ms, reading %.1f ms\n", times.find_ms, times.turn_ms, times.read_ms);
  if (out_folder.empty()) return;
  std::filesystem::create_directories(out_folder);
  for (const auto& line : lines) ocr::draw(picture, line.box, {220, 40, 40});
  const auto out = std::filesystem::path(out_folder) / std::filesystem::path(file).stem().concat(".boxes.png");
  pictures::save_png(out.string(), picture);
  std::printf("  boxes in %s\n", out.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> files;
  std::string out_folder;
  for (int i = 1; i < argc; ++i) {
    const std::string a = argv[i];
    if (a == "-o" && i + 1 < argc)
      out_folder = argv[++i];
    else
      files.push_back(a);
  }
  if (files.size() < 2) {
    std::fprintf(stderr, "usage: ocr MODEL_FOLDER PICTURE... [-o OUT_FOLDER]\n");
    return 2;
  }
  try {
    const auto start = std::chrono::steady_clock::now();
    ocr::TextReader reader(files[0]);
    std::printf("three plans made in %.0f ms\n", ms_since(start));
    for (size_t i = 1; i < files.size(); ++i) read_one(reader, files[i], out_folder);
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "ocr: %s\n", e.what());
    return 1;
  }
}
