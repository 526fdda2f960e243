// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/arity.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "import/onnx/scope.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

struct Arity {
  std::string_view domain, op;
  int min_inputs, max_inputs, max_outputs;
};

constexpr Arity kArities[] = {
#define SINTER_ARITY(domain, op, min_inputs, max_inputs, max_outputs) {domain, op, min_inputs, max_inputs, max_outputs},
#include "import/onnx/arity_list.def"
#undef SINTER_ARITY
};

constexpr bool arity_before(const Arity& a, const Arity& b) {
  return a.domain != b.domain ? a.domain < b.domain : a.op < b.op;
}
static_assert(std::is_sorted(std::begin(kArities), std::end(kArities), arity_before));

int64_t given(const std::vector<std::string_view>& names) {
  size_t n = names.size();
  while (n > 0 && names[n - 1].empty()) --n;
  return int64_t(n);
}

[[noreturn]] void fail_arity(const char* what, int64_t have, const char* bound, int allowed) {
  fail(ErrorCode::kInvalidModel,
       "it has " + std::to_string(have) + " " + what + (have == 1 ? "" : "s") + ", but " + bound + " " +
           std::to_string(allowed) + (allowed == 1 ? " is" : " are") + " expected",
       "correct the model, or export it again");
}

}  // namespace

void check_arity(const NodeProto& node) {
  const Arity wanted = {plain_domain(node.domain), node.op_type, 0, 0, 0};
  const auto* a = std::lower_bound(std::begin(kArities), std::end(kArities), wanted, arity_before);
  if (a == std::end(kArities) || arity_before(wanted, *a)) return;
  const int64_t inputs = given(node.inputs), outputs = given(node.outputs);
  if (a->max_inputs >= 0 && inputs > a->max_inputs) fail_arity("input", inputs, "at most", a->max_inputs);
  if (int64_t(node.inputs.size()) < a->min_inputs)
    fail_arity("input", int64_t(node.inputs.size()), "at least", a->min_inputs);
  if (a->max_outputs >= 0 && outputs > a->max_outputs) fail_arity("output", outputs, "at most", a->max_outputs);
}

}  // namespace sinter::onnx
