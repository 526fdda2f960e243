// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "completion.h"

#include <fmt/format.h>

#include "build_flags.h"
#include "commands.h"
#include "sinter/builder.h"
#include "words.h"

namespace sinter::cli {
namespace {

Words choices_of(const std::string& flag) {
  if (flag == "--tactics") return {"measure", "heuristic"};
  if (flag == "--backend" || flag == "--against") return backend_names();
  if (flag != "--disable" && flag != "--against-disable") return {};
  Words out;
  for (const auto& [name, help] : list_passes()) out.push_back(name);
  return out;
}

CommandHelp help_of(const Command& c) {
  CommandHelp out{std::string(c.name), std::string(c.summary), {}, false};
  const AppVisit visit([&](const CLI::App& app) {
    for (const CLI::Option* o : app.get_options()) {
      FlagHelp f;
      for (const auto& n : o->get_lnames()) f.names.push_back("--" + n);
      for (const auto& n : o->get_snames()) f.names.push_back("-" + n);
      if (f.names.empty()) {
        out.takes_files = true;
        continue;
      }
      f.help = o->get_description();
      f.takes_value = o->get_items_expected_max() > 0;
      if (f.takes_value) f.choices = choices_of(f.names[0]);
      out.flags.push_back(std::move(f));
    }
  });
  c.run({});
  return out;
}

// For text in single quotes of a shell.
std::string shell_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

// zsh's _arguments reads brackets and colons itself.
std::string zsh_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c == '\'' || c == '`' ? ' ' : c;
  }
  return out;
}

Words names_of(const std::vector<CommandHelp>& commands) {
  Words out;
  for (const auto& c : commands) out.push_back(c.name);
  return out;
}

}  // namespace

std::vector<CommandHelp> command_helps() {
  std::vector<CommandHelp> out;
  for (const auto& c : command_list()) out.push_back(help_of(c));
  out.push_back({"help", "this text, or that of one command", {}, false});
  return out;
}

std::string bash_completion(const std::vector<CommandHelp>& commands) {
  std::string out =
      "# Completion of sinter for bash: source it, or put it into ~/.local/share/bash-completion/completions/sinter\n"
      "_sinter() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} cmd=${COMP_WORDS[1]}\n"
      "  COMPREPLY=()\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W '" +
      joined(names_of(commands), " ") +
      " --help --version' -- \"$cur\"))\n"
      "    return\n"
      "  fi\n"
      "  case \"$cmd $prev\" in\n"
      "    'help help') COMPREPLY=($(compgen -W '" +
      joined(names_of(commands), " ") +
      "' -- \"$cur\")); return ;;\n"
      "    'completion completion') COMPREPLY=($(compgen -W 'bash zsh fish' -- \"$cur\")); return ;;\n";
  for (const auto& c : commands)
    for (const auto& f : c.flags)
      if (!f.choices.empty()) {
        Words patterns;
        for (const auto& n : f.names) patterns.push_back("'" + c.name + " " + n + "'");
        out += "    " + joined(patterns, "|") + ") COMPREPLY=($(compgen -W '" + joined(f.choices, " ") +
               "' -- \"$cur\")); return ;;\n";
      }
  out += "  esac\n  case \"$cur\" in -*)\n    case \"$cmd\" in\n";
  for (const auto& c : commands) {
    Words flags;
    for (const auto& f : c.flags) flags.insert(flags.end(), f.names.begin(), f.names.end());
    if (!flags.empty())
      out += "      " + c.name + ") COMPREPLY=($(compgen -W '" + joined(flags, " ") + "' -- \"$cur\")) ;;\n";
  }
  return out +
         "    esac\n    return ;;\n  esac\n"
         "  COMPREPLY=($(compgen -f -- \"$cur\"))\n"
         "}\n"
         "complete -o filenames -o bashdefault -F _sinter sinter\n";
}

std::string zsh_completion(const std::vector<CommandHelp>& commands) {
  std::string out =
      "#compdef sinter\n"
      "# Completion of sinter for zsh: put it into a folder of $fpath under the name _sinter.\n"
      "_sinter() {\n  local -a commands\n  commands=(\n";
  for (const auto& c : commands) out += "    '" + c.name + ":" + zsh_text(c.summary) + "'\n";
  out +=
      "  )\n"
      "  if (( CURRENT == 2 )); then\n    _describe -t commands 'sinter command' commands\n    return\n  fi\n"
      "  local command=$words[2]\n"
      "  shift words\n  (( CURRENT-- ))\n"
      "  case $command in\n"
      "    help) _describe -t commands 'sinter command' commands ;;\n"
      "    completion) _values shell bash zsh fish ;;\n";
  for (const auto& c : commands) {
    if (c.flags.empty() || c.name == "completion") continue;
    out += "    " + c.name + ") _arguments -S \\\n";
    for (const auto& f : c.flags)
      for (const auto& n : f.names) {
        out += "      '*" + n + "[" + zsh_text(f.help) + "]";
        if (f.takes_value) out += f.choices.empty() ? ":value:_files" : ":value:(" + joined(f.choices, " ") + ")";
        out += "' \\\n";
      }
    out += "      '*:file:_files' ;;\n";
  }
  return out +
         "  esac\n}\n"
         "if [ \"$funcstack[1]\" = _sinter ]; then _sinter \"$@\"; else compdef _sinter sinter; fi\n";
}

std::string fish_completion(const std::vector<CommandHelp>& commands) {
  std::string out = "# Completion of sinter for fish: put it into ~/.config/fish/completions/sinter.fish\n";
  const std::string all = joined(names_of(commands), " ");
  const std::string first = "'not __fish_seen_subcommand_from " + all + "'";
  for (const auto& c : commands)
    out += "complete -c sinter -n " + first + " -f -a " + c.name + " -d " + shell_quoted(c.summary) + "\n";
  out += "complete -c sinter -n '__fish_seen_subcommand_from help' -f -a '" + all + "'\n";
  out += "complete -c sinter -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'\n";
  for (const auto& c : commands)
    for (const auto& f : c.flags) {
      out += "complete -c sinter -n '__fish_seen_subcommand_from " + c.name + "'";
      for (const auto& n : f.names) out += n.starts_with("--") ? " -l " + n.substr(2) : " -s " + n.substr(1);
      if (f.takes_value) out += f.choices.empty() ? " -r" : " -x -a '" + joined(f.choices, " ") + "'";
      out += " -d " + shell_quoted(f.help) + "\n";
    }
  return out;
}

}  // namespace sinter::cli
