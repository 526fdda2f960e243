// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Three networks that together read the text of a picture: one finds lines, one tells whether a line is upside down,
// one reads it.
#pragma once
#include <string>
#include <vector>

#include "quad.h"
#include "sinter/sinter.h"

namespace ocr {

/// A network with one input [N, 3, H, W] and one output, planned for any of the shapes between two bounds.
class Model {
 public:
  struct Bounds {
    sinter::Dims min, opt, max;
  };
  Model(const std::string& file, const Bounds& bounds);
  /// The output for a batch. Buffers are kept for the next call.
  const sinter::HostArray& run(const sinter::HostArray& batch);
  /// What the model file says about itself under this name; an Error if it does not.
  std::string metadata(const std::string& key) const;

 private:
  Model(sinter::Network network, const Bounds& bounds, const std::string& file);
  std::string file_;
  std::vector<std::pair<std::string, std::string>> metadata_;
  sinter::Engine engine_;
  sinter::ExecutionContext context_;
  sinter::HostArray output_;
};

struct Line {
  Quad box;          // in the picture
  std::string text;  // UTF-8
  double score = 0;  // mean probability of its characters
};

struct Times {
  double find_ms = 0, turn_ms = 0, read_ms = 0;
};

class TextReader {
 public:
  /// `folder` holds PP-OCRv6_det_small.onnx, ch_ppocr_mobile_v2.0_cls_mobile.onnx and PP-OCRv6_rec_small.onnx.
  explicit TextReader(const std::string& folder);
  std::vector<Line> read(const Picture& picture, Times& times);

 private:
  std::vector<Quad> find(const Picture& picture);
  void turn_upright(std::vector<Picture>& lines);
  std::vector<Line> recognise(const std::vector<Picture>& lines);
  Line decode(const float* probabilities, int64_t steps, int64_t classes) const;

  Model finder_, turner_, reader_;
  std::vector<std::string> characters_;  // by class; 0 is the blank
};

}  // namespace ocr
