// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Darknet models into our graph: what the API calls. The rest of this folder serves it.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "import/import_result.h"
#include "import/read_options.h"

namespace sinter::darknet {

/// Reads a .cfg file and the .weights file that the options name. The network has one input, "data" [N, C, H, W] in
/// 0..1, whose dims `ReadOptions::inputs` may set; layer 12, a [convolutional], gives the value "convolutional_12", and
/// so on. Outputs are the layers that tell what was found (yolo, region, detection) and those that no other reads. They
/// hold what Darknet's own layers hold after a run: activated maps, not yet boxes; anchors and classes are in the
/// metadata ("yolo_82.anchors"). All layers that cannot be imported are reported by one Error: kUnsupported if the
/// model is legal, else the code of the first other failure. Errors name the file.
ImportResult import_file(const std::string& path, const ReadOptions& options = {});

/// The same from memory; `owner` keeps the bytes of the weights, which are not copied.
ImportResult import_text(std::string_view cfg, std::optional<ByteSpan> weights, std::shared_ptr<const void> owner,
                         const ReadOptions& options = {});

}  // namespace sinter::darknet
