// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "run_source.h"

namespace sinter::cli {
namespace {

Source open_with_inputs(const RunFlags& flags, Arrays& given, Notices notices) {
  return open_source(
      flags.path, flags.build,
      [&](const std::vector<InputType>& types) {
        given = load_inputs(flags.inputs, types);
        std::map<std::string, Dims> shapes = flags.build.exact_shapes();
        for (const auto& [name, array] : given) shapes[name] = array.dims();
        return shapes;
      },
      notices);
}

}  // namespace

void RunFlags::add(CLI::App& app) {
  app.add_option("PLAN_OR_MODEL", path, "A plan, or a model to build first");
  add_list(app, "-i,--input", inputs, "NAME=FILE for an input: .npy, or a TensorProto .pb; once for each");
  app.add_option("--seed", seed, "Of inputs that are made up");
  build.add_for_run(app, &path);
}

Words RunFlags::files() const {
  Words out = build.files();
  for (const auto& word : inputs) out.push_back(word.substr(word.find('=') + 1));  // npos + 1 is 0: a bare name
  return out;
}

RunSource::RunSource(const RunFlags& flags, Notices notices)
    : source_(open_with_inputs(flags, given_, notices)),
      session_(source_.engine, given_, flags.build.exact_shapes(), flags.seed, flags.build.run_profile()) {}

}  // namespace sinter::cli
