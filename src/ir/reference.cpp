// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/reference.h"

#include <algorithm>
#include <cstring>

#include "sinter/error.h"

namespace sinter {
namespace {

void load_elements_as(const TensorView& v, double* out) { load_f64(v.dtype, v.data, 0, v.count(), out); }
void load_elements_as(const TensorView& v, int64_t* out) { load_i64(v.dtype, v.data, 0, v.count(), out); }
void load_elements_as(const TensorView& v, uint64_t* out) { load_u64(v.dtype, v.data, 0, v.count(), out); }
void load_elements_as(const TensorView& v, std::complex<double>* out) { load_c128(v.dtype, v.data, 0, v.count(), out); }

template <class V>
std::vector<V> load_whole(const TensorView& v) {
  std::vector<V> out(size_t(v.count()));
  load_elements_as(v, out.data());
  return out;
}

void check_put(const TensorView& out, size_t given, int i) {
  if (int64_t(given) != out.count())
    fail(ErrorCode::kInternal, "a reference gave " + std::to_string(given) + " elements for output " +
                                   std::to_string(i) + " of shape " + to_string(out.dims));
}

// Copies whole elements of `Size` bytes each; index -1 leaves zero.
template <size_t Size>
void copy_sized(std::byte* out, const std::byte* in, int64_t n, int64_t limit,
                const std::function<int64_t(int64_t)>& index) {
  for (int64_t k = 0; k < n; ++k) {
    const int64_t from = index(k);
    if (from >= 0 && from < limit)
      std::memcpy(out + size_t(k) * Size, in + size_t(from) * Size, Size);
    else
      std::memset(out + size_t(k) * Size, 0, Size);
  }
}

void copy_packed(uint8_t* out, const uint8_t* in, int bits, int64_t n, int64_t limit,
                 const std::function<int64_t(int64_t)>& index) {
  const int per_byte = 8 / bits, mask = (1 << bits) - 1;
  for (int64_t k = 0; k < n; ++k) {
    const int64_t from = index(k);
    const int code = from >= 0 && from < limit ? (in[from / per_byte] >> (from % per_byte * bits)) & mask : 0;
    const int shift = int(k % per_byte) * bits;
    // Starting a byte clears it, so that the padding of the last one is zero.
    out[k / per_byte] = uint8_t((shift == 0 ? 0 : out[k / per_byte]) | (code << shift));
  }
}

}  // namespace

std::vector<double> RefContext::f64(int i) const { return load_whole<double>(in(i)); }
std::vector<int64_t> RefContext::i64(int i) const { return load_whole<int64_t>(in(i)); }
std::vector<uint64_t> RefContext::u64(int i) const { return load_whole<uint64_t>(in(i)); }
std::vector<std::complex<double>> RefContext::c128(int i) const { return load_whole<std::complex<double>>(in(i)); }
std::span<const std::string> RefContext::strings(int i) const {
  if (in(i).dtype != DataType::kString) fail(ErrorCode::kInternal, "input " + std::to_string(i) + " holds no strings");
  return {static_cast<const std::string*>(in(i).data), size_t(in(i).count())};
}

void RefContext::put(int i, std::span<const double> v) {
  const TensorView& out = outputs[size_t(i)].view;
  check_put(out, v.size(), i);
  store_f64(out.dtype, out.data, 0, int64_t(v.size()), v.data());
}
void RefContext::put(int i, std::span<const int64_t> v) {
  const TensorView& out = outputs[size_t(i)].view;
  check_put(out, v.size(), i);
  store_i64(out.dtype, out.data, 0, int64_t(v.size()), v.data());
}
void RefContext::put(int i, std::span<const uint64_t> v) {
  const TensorView& out = outputs[size_t(i)].view;
  check_put(out, v.size(), i);
  store_u64(out.dtype, out.data, 0, int64_t(v.size()), v.data());
}
void RefContext::put(int i, std::span<const std::complex<double>> v) {
  const TensorView& out = outputs[size_t(i)].view;
  check_put(out, v.size(), i);
  store_c128(out.dtype, out.data, 0, int64_t(v.size()), v.data());
}
void RefContext::put(int i, std::span<const std::string> v) {
  const TensorView& out = outputs[size_t(i)].view;
  check_put(out, v.size(), i);
  if (out.dtype != DataType::kString) fail(ErrorCode::kInternal, "output " + std::to_string(i) + " holds no strings");
  std::copy(v.begin(), v.end(), static_cast<std::string*>(out.data));
}

const HostObject& RefContext::object(int i) const {
  if (!has(i) || !in(i).object)
    fail(ErrorCode::kInternal, "input " + std::to_string(i) + " is no sequence or optional");
  return *in(i).object;
}

std::shared_ptr<const HostObject> RefContext::copy_input(int i) const {
  const TensorView& v = in(i);
  if (v.object) return std::make_shared<HostObject>(*v.object);
  auto t = std::make_shared<HostObject>(HostObject::tensor(v.dtype, v.dims));
  if (v.dtype == DataType::kString)
    std::copy_n(static_cast<const std::string*>(v.data), t->strings.size(), t->strings.begin());
  else if (!t->bytes.empty())
    std::memcpy(t->bytes.data(), v.data, t->bytes.size());
  return t;
}

void RefContext::put(int i, HostObject value) {
  Output& out = outputs[size_t(i)];
  if (out.object) {
    *out.object = std::move(value);
    return;
  }
  if (!value.is_tensor() || value.dtype != out.view.dtype)
    fail(ErrorCode::kInvalidArgument, "output " + std::to_string(i) + " became " + describe(value),
         "check the types of the sequence's elements");
  resize(i, value.dims);
  if (value.dtype == DataType::kString)
    std::move(value.strings.begin(), value.strings.end(), static_cast<std::string*>(out.view.data));
  else if (!value.bytes.empty())
    std::memcpy(out.view.data, value.bytes.data(), value.bytes.size());
}

void RefContext::resize(int i, const Dims& dims) {
  Output& out = outputs[size_t(i)];
  if (out.resize)
    out.view.data = out.resize(dims);
  else if (out.view.dims != dims)
    fail(ErrorCode::kInternal, "output " + std::to_string(i) + " cannot become " + to_string(dims));
  out.view.dims = dims;
}

void RefContext::copy_elements(int out, int in, const std::function<int64_t(int64_t)>& index) {
  const TensorView &to = outputs[size_t(out)].view, &from = inputs[size_t(in)];
  if (to.dtype != from.dtype) fail(ErrorCode::kInternal, "copy_elements between two element types");
  const int64_t n = to.count(), limit = from.count();
  if (to.dtype == DataType::kString) {
    for (int64_t k = 0; k < n; ++k) {
      const int64_t at = index(k);
      auto& s = static_cast<std::string*>(to.data)[k];
      if (at >= 0 && at < limit)
        s = static_cast<const std::string*>(from.data)[at];
      else
        s.clear();
    }
    return;
  }
  auto* dst = static_cast<std::byte*>(to.data);
  const auto* src = static_cast<const std::byte*>(from.data);
  switch (const int bits = bits_of(to.dtype)) {
    case 8:
      return copy_sized<1>(dst, src, n, limit, index);
    case 16:
      return copy_sized<2>(dst, src, n, limit, index);
    case 32:
      return copy_sized<4>(dst, src, n, limit, index);
    case 64:
      return copy_sized<8>(dst, src, n, limit, index);
    case 128:
      return copy_sized<16>(dst, src, n, limit, index);
    default:
      return copy_packed(reinterpret_cast<uint8_t*>(dst), reinterpret_cast<const uint8_t*>(src), bits, n, limit, index);
  }
}

ComputeClass RefContext::pointwise_class() const {
  // The last input: a leading condition is bool, the others share one dtype.
  return inputs.empty() ? ComputeClass::kFloat : compute_class(inputs.back().dtype);
}

void RefContext::fail_class(std::string_view op) const {
  const DataType t = inputs.empty() ? DataType::kInvalid : inputs.back().dtype;
  fail(ErrorCode::kUnsupported, std::string(op) + " is not defined for " + std::string(to_string(t)),
       "cast its inputs");
}

template <class V>
std::vector<V> RefContext::broadcast_input(int i) const {
  const TensorView& from = in(i);
  const Dims& to = outputs[0].view.dims;
  std::vector<V> dense = load_whole<V>(from);
  if (from.dims == to) return dense;
  const auto strides = broadcast_strides(from.dims, to);
  std::vector<V> out(size_t(element_count(to)));
  Dims at(to.size(), 0);
  int64_t offset = 0;
  for (auto& v : out) {
    v = dense[size_t(offset)];
    for (size_t d = to.size(); d-- > 0;) {
      offset += strides[d];
      if (++at[d] < to[d]) break;
      offset -= strides[d] * to[d];
      at[d] = 0;
    }
  }
  return out;
}

template std::vector<double> RefContext::broadcast_input<double>(int) const;
template std::vector<int64_t> RefContext::broadcast_input<int64_t>(int) const;
template std::vector<uint64_t> RefContext::broadcast_input<uint64_t>(int) const;

std::vector<int64_t> row_major_strides(const Dims& dims) {
  std::vector<int64_t> s(dims.size(), 1);
  for (size_t d = dims.size(); d-- > 1;) s[d - 1] = s[d] * dims[d];
  return s;
}

std::vector<int64_t> broadcast_strides(const Dims& from, const Dims& to) {
  const auto own = row_major_strides(from);
  std::vector<int64_t> s(to.size(), 0);
  const size_t shift = to.size() - std::min(to.size(), from.size());
  bool fits = from.size() <= to.size();
  for (size_t d = 0; fits && d < from.size(); ++d) {
    fits = from[d] == 1 || from[d] == to[shift + d];
    s[shift + d] = from[d] == 1 ? 0 : own[d];
  }
  if (!fits)
    fail(ErrorCode::kShapeMismatch, "the shape " + to_string(from) + " does not broadcast to " + to_string(to),
         "use dims that are equal or 1");
  return s;
}

}  // namespace sinter
