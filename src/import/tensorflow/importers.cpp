// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/tensorflow/importers.h"

#include <algorithm>
#include <iterator>

namespace sinter::tensorflow {

// Several operators may share a function, which is then declared several times.
#define SINTER_TENSORFLOW(name, function) void function(OpContext& ctx);
#include "import/tensorflow/importer_list.def"
#undef SINTER_TENSORFLOW

namespace {

constexpr OperatorImporter kTensorflowImporters[] = {
#define SINTER_TENSORFLOW(name, function) {#name, function},
#include "import/tensorflow/importer_list.def"
#undef SINTER_TENSORFLOW
};

constexpr bool tensorflow_importer_before(const OperatorImporter& a, const OperatorImporter& b) {
  return a.name < b.name;
}
static_assert(std::is_sorted(std::begin(kTensorflowImporters), std::end(kTensorflowImporters),
                             tensorflow_importer_before),
              "importer_list.def must be sorted by name");

constexpr std::string_view kLeftOut[] = {
    "Abort",
    "Assert",
    "AudioSummary",
    "AudioSummaryV2",
    "ControlTrigger",
    "HistogramSummary",
    "ImageSummary",
    "MergeSummary",
    "MergeV2Checkpoints",
    "NoOp",
    "PrintV2",
    "RestoreV2",
    "SaveV2",
    "ScalarSummary",
    "ShardedFilename",
    "StringFormat",
    "TensorSummary",
    "TensorSummaryV2",
    "WriteScalarSummary",
};
static_assert(std::is_sorted(std::begin(kLeftOut), std::end(kLeftOut)));

}  // namespace

std::span<const OperatorImporter> all_importers() { return kTensorflowImporters; }

const OperatorImporter* find_importer(std::string_view name) {
  const OperatorImporter key{name, nullptr};
  const auto* it = std::lower_bound(std::begin(kTensorflowImporters), std::end(kTensorflowImporters), key,
                                    tensorflow_importer_before);
  return it != std::end(kTensorflowImporters) && it->name == name ? it : nullptr;
}

bool is_left_out(std::string_view op) { return std::binary_search(std::begin(kLeftOut), std::end(kLeftOut), op); }

}  // namespace sinter::tensorflow
