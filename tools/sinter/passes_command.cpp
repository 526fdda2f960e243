// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "build_flags.h"
#include "commands.h"
#include "words.h"

namespace sinter::cli {

int passes_command(const Words& words) {
  CLI::App app("List the optimisation passes that sinter build --disable can leave out, in the order in which they run",
               "sinter passes");
  app.footer("\nExample:\n  sinter passes\n");
  if (!parse_words(app, words)) return 0;
  say(pass_list());
  return 0;
}

}  // namespace sinter::cli
