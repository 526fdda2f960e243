// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/caffe/params.h"

#include "base/text.h"
#include "sinter/error.h"

namespace sinter::caffe {
namespace {

constexpr std::string_view kOnlyForTraining[] = {"engine",          "weight_filler", "bias_filler",
                                                 "filler",          "scale_filler",  "cudnn_convolution_algo_seeker",
                                                 "force_nd_im2col", "debug_info"};

[[noreturn]] void wrong_kind(const TextField& f, const char* kind) {
  const std::string at = f.line > 0 ? f.place() + ": " : "";
  fail(ErrorCode::kInvalidModel, at + quote(f.name) + " is " + quote(f.text) + ", which is no " + kind, "correct it");
}

int64_t integer_of(const TextField& f) {
  const auto v = f.as_int();
  if (!v) wrong_kind(f, "integer");
  return *v;
}

double real_of(const TextField& f) {
  const auto v = f.as_double();
  if (!v) wrong_kind(f, "number");
  return double(float(*v));
}

}  // namespace

const TextField* Params::find(std::string_view name) {
  asked_.insert(name);
  return field_ ? field_->find(name) : nullptr;
}

int64_t Params::integer(std::string_view name, int64_t otherwise) {
  const TextField* f = find(name);
  return f ? integer_of(*f) : otherwise;
}

int64_t Params::needed(std::string_view name, int64_t min) {
  const TextField* f = find(name);
  if (!f) fail_at(name, quote(name) + " is missing in " + std::string(name_), "add it");
  const int64_t v = integer_of(*f);
  if (v < min || v > INT32_MAX) fail_at(name, quote(name) + " is " + std::to_string(v), "correct it");
  return v;
}

double Params::real(std::string_view name, double otherwise) {
  const TextField* f = find(name);
  return f ? real_of(*f) : otherwise;
}

bool Params::flag(std::string_view name, bool otherwise) {
  const TextField* f = find(name);
  if (!f) return otherwise;
  const auto v = f->as_bool();
  if (!v) wrong_kind(*f, "true or false");
  return *v;
}

std::string_view Params::word(std::string_view name, std::string_view otherwise) {
  const TextField* f = find(name);
  return f ? f->text : otherwise;
}

Ints Params::integers(std::string_view name) {
  find(name);
  Ints out;
  for (const TextField* f : messages(name)) out.push_back(integer_of(*f));
  return out;
}

std::vector<double> Params::reals(std::string_view name) {
  std::vector<double> out;
  for (const TextField* f : messages(name)) out.push_back(real_of(*f));
  return out;
}

std::vector<const TextField*> Params::messages(std::string_view name) {
  std::vector<const TextField*> out;
  if (!find(name)) return out;
  for (const TextField& f : field_->fields)
    if (f.name == name) out.push_back(&f);
  return out;
}

std::vector<std::string> Params::unasked() const {
  std::vector<std::string> out;
  std::set<std::string_view> told(std::begin(kOnlyForTraining), std::end(kOnlyForTraining));
  if (!field_) return out;
  for (const TextField& f : field_->fields)
    if (!asked_.contains(f.name) && told.insert(f.name).second)
      out.push_back(quote(f.name) + " of " + std::string(name_) + (f.line > 0 ? " (" + f.place() + ")" : ""));
  return out;
}

void Params::fail_at(std::string_view name, const std::string& message, const std::string& remedy) const {
  const TextField* f = field_ ? field_->find(name) : nullptr;
  if (!f) f = field_;
  const std::string at = f && f->line > 0 ? f->place() + ": " : "";
  fail(ErrorCode::kInvalidModel, at + message, remedy.empty() ? "correct the layer" : remedy);
}

}  // namespace sinter::caffe
