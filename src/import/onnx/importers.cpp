// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/importers.h"

#include <algorithm>
#include <tuple>

#include "import/onnx/scope.h"

namespace sinter::onnx {

// Several operators may share a function, which is then declared several times.
#define SINTER_ONNX(domain, name, function) void function(NodeContext& ctx);
#include "import/onnx/importer_list.def"
#undef SINTER_ONNX

namespace {

constexpr OperatorImporter kImporters[] = {
#define SINTER_ONNX(domain, name, function) {domain, #name, function},
#include "import/onnx/importer_list.def"
#undef SINTER_ONNX
};

constexpr bool importer_before(const OperatorImporter& a, const OperatorImporter& b) {
  return std::tie(a.domain, a.name) < std::tie(b.domain, b.name);
}
static_assert(std::is_sorted(std::begin(kImporters), std::end(kImporters), importer_before),
              "importer_list.def must be sorted by domain, then name");

}  // namespace

std::span<const OperatorImporter> all_importers() { return kImporters; }

const OperatorImporter* find_importer(std::string_view domain, std::string_view name) {
  const OperatorImporter key{plain_domain(domain), name, nullptr};
  const auto* it = std::lower_bound(std::begin(kImporters), std::end(kImporters), key, importer_before);
  return it != std::end(kImporters) && it->domain == key.domain && it->name == name ? it : nullptr;
}

}  // namespace sinter::onnx
