// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/fake/fake_compiler.h"

namespace sinter::fake {
namespace {

class FakeTactic final : public Tactic {
 public:
  FakeTactic(const Tactic& host, std::string backend)
      : host_(host), name_("fake." + std::string(host.name())), prefix_(std::move(backend) + ":") {}
  const char* name() const override { return name_.c_str(); }
  uint32_t version() const override { return host_.version(); }
  Verdict supports(const Problem& p) const override { return host_.supports(p); }
  std::vector<Config> configs(const Problem& p) const override { return host_.configs(p); }
  CompiledKernel compile(const Problem& p, const Config& c) const override {
    CompiledKernel k = host_.compile(p, c);
    k.name = prefix_ + k.name;
    return k;
  }

 private:
  const Tactic& host_;
  std::string name_, prefix_;
};

}  // namespace

FakeCompiler::FakeCompiler(std::unique_ptr<BackendCompiler> host) : host_(std::move(host)) {
  for (const Tactic* t : host_->tactics()) {
    owned_.push_back(std::make_unique<FakeTactic>(*t, host_->name()));
    list_.push_back(owned_.back().get());
  }
}
FakeCompiler::~FakeCompiler() = default;

}  // namespace sinter::fake
