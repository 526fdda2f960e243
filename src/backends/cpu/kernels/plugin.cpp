// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs the code of a plugin. What it does to memory that is not its own nobody can check; all else that it gives is.
#include "backends/cpu/kernels/loaders.h"
#include "base/kept_text.h"
#include "ops/plugin_call.h"

namespace sinter::cpu {
namespace {

constexpr const char* kPluginFailed = "a plugin failed";

class PluginKernel final : public CpuKernel {
 public:
  PluginKernel(const Plugin& op, size_t outputs) : plugin_(op), outputs_(outputs) {}

  // A failure here is found again, and told, by the run.
  int64_t workspace(const KernelArgs& shapes) const noexcept override {
    try {
      std::string error;
      Views views(shapes);
      return std::max<int64_t>(0, plugin_.workspace(views.call, error));
    } catch (...) {
      return 0;
    }
  }

  Status run(const KernelArgs& args) const noexcept override {
    try {
      if (args.outputs.size() != outputs_) return Status::bad("a plugin got another number of outputs");
      for (const auto& o : args.outputs)
        if (!o.present()) return Status::bad("an output of a plugin has no memory");
      std::string error;
      Views views(args);
      views.call.workspace = args.workspace;
      views.call.workspace_bytes = plugin_.workspace(views.call, error);
      const int64_t need = views.call.workspace_bytes;
      if (need > args.workspace_bytes) return Status::bad("a plugin wants more workspace than it said", need);
      if (need >= 0 && plugin_.run(views.call, error)) return {};
      return Status::bad(keep_text("the plugin " + plugin_.def().full_name() + " failed: " + error, kPluginFailed));
    } catch (...) {
      return Status::bad(kPluginFailed);
    }
  }

 private:
  struct Views {
    explicit Views(const KernelArgs& args) {
      for (const auto& a : args.inputs) in.push_back({a.data, a.dims, a.rank, a.dtype});
      for (const auto& a : args.outputs) out.push_back({a.data, a.dims, a.rank, a.dtype});
      call.inputs = in.data();
      call.num_inputs = uint32_t(in.size());
      call.outputs = out.data();
      call.num_outputs = uint32_t(out.size());
    }
    std::vector<PluginTensorView> in, out;
    PluginRunCall call = {};
  };

  PluginCall plugin_;
  size_t outputs_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_plugin(const LoadContext& c) {
  constexpr int64_t kMostAttributes = 256, kMostOutputs = 256;
  Plugin op;
  op.domain = c.recipe.text();
  op.type = c.recipe.text();
  op.version = c.recipe.i64(0, UINT32_MAX);
  for (int64_t n = c.recipe.i64(0, kMostAttributes); n > 0; --n) {
    op.names.push_back(c.recipe.text());
    op.values.push_back(c.recipe.text());
  }
  const int64_t outputs = c.recipe.i64(1, kMostOutputs);
  c.recipe.done();
  return std::make_unique<PluginKernel>(op, size_t(outputs));
}

}  // namespace sinter::cpu
