// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/evaluate_control.h"

#include <cstring>

#include "ops/evaluate.h"
#include "ops/if.h"
#include "ops/loop.h"
#include "sinter/error.h"

namespace sinter {
namespace {

bool is_true(const HostTensor& t) { return t.to_ints().at(0) != 0; }

std::vector<HostTensor> run_if(const Node& node, const std::vector<HostTensor>& in, const DimValues& outer) {
  const Graph& taken = *node.regions[is_true(in[0]) ? 0 : 1];
  return evaluate(taken, std::span(in).subspan(1), outer);
}

// The iterations' tensors as one with a new leading dim.
HostTensor stack_scans(const std::vector<HostTensor>& parts, const TensorType& element) {
  Dims dims{int64_t(parts.size())};
  for (size_t d = 0; d < element.dims.size(); ++d)
    dims.push_back(parts.empty() ? element.dims[d].constant().value_or(0) : parts[0].dims[d]);
  HostTensor out(element.dtype, dims);
  size_t at = 0, strings = 0;
  for (const HostTensor& p : parts) {
    if (p.dims != parts[0].dims)
      fail(ErrorCode::kShapeMismatch, "Loop: a scan output changes its shape between iterations", "keep it the same");
    if (bits_of(p.dtype) < 8) fail(ErrorCode::kUnsupported, "Loop: a scan output of packed elements", "cast it to 8 bits");
    for (const auto& s : p.strings) out.strings[strings++] = s;
    if (!p.bytes.empty()) std::memcpy(out.bytes.data() + at, p.bytes.data(), p.bytes.size());
    at += p.bytes.size();
  }
  return out;
}

std::vector<HostTensor> run_loop(const Loop& op, const Node& node, const std::vector<HostTensor>& in, const DimValues& outer) {
  const Graph& body = *node.regions[0];
  const size_t carried = size_t(op.carried), scans = node.outputs.size() - carried;
  const bool counted = in[0].dtype != DataType::kInvalid, has_cond = in[1].dtype != DataType::kInvalid;
  const int64_t limit = counted ? in[0].to_ints().at(0) : INT64_MAX;
  bool go = !has_cond || is_true(in[1]);
  std::vector<HostTensor> state(in.begin() + 2, in.begin() + 2 + std::ptrdiff_t(carried));
  std::vector<std::vector<HostTensor>> scanned(scans);
  for (int64_t i = 0; i < limit && go; ++i) {
    const int64_t yes = 1;
    std::vector<HostTensor> args{HostTensor::of_ints(DataType::kInt64, {}, std::span(&i, 1)),
                                 HostTensor::of_ints(DataType::kBool, {}, std::span(&yes, 1))};
    args.insert(args.end(), state.begin(), state.end());
    args.insert(args.end(), in.begin() + 2 + std::ptrdiff_t(carried), in.end());
    std::vector<HostTensor> out = evaluate(body, args, outer);
    go = is_true(out[0]);
    for (size_t k = 0; k < carried; ++k) state[k] = std::move(out[1 + k]);
    for (size_t k = 0; k < scans; ++k) scanned[k].push_back(std::move(out[1 + carried + k]));
  }
  for (size_t k = 0; k < scans; ++k) state.push_back(stack_scans(scanned[k], body.tensor(body.outputs()[1 + carried + k])));
  return state;
}

}  // namespace

std::optional<std::vector<HostTensor>> evaluate_control(const Node& node, const std::vector<HostTensor>& in,
                                                        const DimValues& outer) {
  if (node.op.is<If>()) return run_if(node, in, outer);
  if (const auto* loop = node.op.as<Loop>()) return run_loop(*loop, node, in, outer);
  return std::nullopt;
}

}  // namespace sinter
