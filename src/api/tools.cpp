// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sinter/tools.h"

#include <cmath>
#include <cstring>

#include "base/allocator.h"
#include "base/npy.h"
#include "import/onnx/value_pb.h"
#include "ir/element.h"
#include "sinter/error.h"

namespace sinter {

HostArray::HostArray(DataType dtype, Dims dims)
    : dtype_(dtype), dims_(std::move(dims)), bytes_(bytes_of(dtype, element_count(dims_))) {
  if (dtype == DataType::kString)
    fail(ErrorCode::kUnsupported, "string tensors are no host arrays", "use tensors of numbers");
  auto buffer = std::make_shared<Buffer>(host_allocator(), bytes_, "a tensor");
  if (bytes_ > 0) std::memset(buffer->data(), 0, size_t(bytes_));
  data_ = std::shared_ptr<void>(buffer, buffer->data());
}

int64_t HostArray::count() const { return element_count(dims_); }

double HostArray::at(int64_t i) const {
  double v;
  load_f64(dtype_, data(), i, 1, &v);
  return v;
}
void HostArray::set(int64_t i, double value) { store_f64(dtype_, data(), i, 1, &value); }

HostArray HostArray::cast(DataType to) const {
  HostArray out(to, dims_);
  std::vector<double> run(4096);
  for (int64_t i = 0, n = count(); i < n; i += int64_t(run.size())) {
    const int64_t k = std::min(n - i, int64_t(run.size()));
    load_f64(dtype_, data(), i, k, run.data());
    store_f64(to, out.data(), i, k, run.data());
  }
  return out;
}

HostArray load_array(const std::string& path, DataType raw) {
  const auto fill = [](DataType t, const Dims& dims, std::span<const std::byte> bytes) {
    HostArray a(t, dims);
    if (!bytes.empty()) std::memcpy(a.data(), bytes.data(), bytes.size());
    return a;
  };
  if (path.ends_with(".pb")) {
    const auto t = onnx::load_tensor_pb(path);
    return fill(t.type, t.dims, t.bytes);
  }
  const NpyArray a = read_npy(path, raw);
  return fill(a.type, a.dims, a.bytes);
}

void save_npy(const std::string& path, const HostArray& a) {
  write_npy(path, a.dtype(), a.dims(), {static_cast<const std::byte*>(a.data()), size_t(a.bytes())});
}

ArrayDifference compare(const HostArray& got, const HostArray& expected) {
  ArrayDifference d;
  if (got.dims() != expected.dims()) {
    d.same_shape = false;
    d.worst = d.norm = INFINITY;
    return d;
  }
  double top = 0, err2 = 0, sum2 = 0;
  for (int64_t i = 0, n = got.count(); i < n; ++i) {
    const double a = got.at(i), b = expected.at(i);
    if (a == b || (std::isnan(a) && std::isnan(b))) {
      if (std::isfinite(b)) {
        top = std::max(top, std::fabs(b));
        sum2 += b * b;
      }
      continue;
    }
    const double e = std::fabs(a - b);
    if (!std::isfinite(e)) {
      d.worst = d.norm = INFINITY;
      d.worst_index = i;
      return d;
    }
    if (e > d.worst) {
      d.worst = e;
      d.worst_index = i;
    }
    top = std::max(top, std::fabs(b));
    err2 += e * e;
    sum2 += b * b;
  }
  d.worst = top > 0 ? d.worst / top : d.worst;
  d.norm = sum2 > 0 ? std::sqrt(err2 / sum2) : std::sqrt(err2);
  return d;
}

}  // namespace sinter
