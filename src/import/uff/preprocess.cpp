// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/uff/preprocess.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "base/text.h"
#include "import/protobuf/text_reader.h"
#include "import/tensorflow/data_type.h"
#include "sinter/error.h"

namespace sinter::uff {
namespace {

using tensorflow::AttrValue;
using tensorflow::GraphDef;
using tensorflow::NodeDef;

[[noreturn]] void bad_command(const TextField& at, const std::string& message, const std::string& remedy = {}) {
  Error e(ErrorCode::kInvalidArgument, message,
          remedy.empty() ? "sinter help convert-to-uff shows the commands" : remedy);
  throw e.in(at.place());
}

/// The fields of one command; what nobody asked for is an error.
class Command {
 public:
  explicit Command(const TextField& field) : field_(field) {}

  const TextField& at() const { return field_; }
  std::vector<std::string> texts(std::string_view name) {
    asked_.insert(std::string(name));
    std::vector<std::string> out;
    for (const auto& f : field_.fields)
      if (f.name == name) out.emplace_back(f.text);
    return out;
  }
  std::string text(std::string_view name) {
    const auto all = texts(name);
    if (all.size() > 1) bad_command(field_, std::string(field_.name) + ": " + quote(name) + " is given twice");
    return all.empty() ? "" : all[0];
  }
  std::string required(std::string_view name) {
    std::string value = text(name);
    if (value.empty()) bad_command(field_, std::string(field_.name) + ": " + quote(name) + " is missing");
    return value;
  }
  std::vector<int64_t> ints(std::string_view name) {
    asked_.insert(std::string(name));
    std::vector<int64_t> out;
    for (const auto& f : field_.fields) {
      if (f.name != name) continue;
      const auto v = f.as_int();
      if (!v) bad_command(f, quote(f.text) + " is no whole number");
      out.push_back(*v);
    }
    return out;
  }
  bool has(std::string_view name) {
    asked_.insert(std::string(name));
    return field_.find(name) != nullptr;
  }
  bool flag(std::string_view name, bool otherwise) {
    if (!has(name)) return otherwise;
    const auto v = field_.find(name)->as_bool();
    if (!v) bad_command(*field_.find(name), std::string(name) + " is neither true nor false");
    return *v;
  }
  std::vector<const TextField*> messages(std::string_view name) {
    asked_.insert(std::string(name));
    std::vector<const TextField*> out;
    for (const auto& f : field_.fields)
      if (f.name == name) out.push_back(&f);
    return out;
  }
  void check_all_asked() const {
    for (const auto& f : field_.fields)
      if (!asked_.contains(std::string(f.name)))
        bad_command(f, std::string(field_.name) + " has no field " + quote(f.name));
  }

 private:
  const TextField& field_;
  std::set<std::string> asked_;
};

class Preprocessor {
 public:
  Preprocessor(GraphDef& graph, std::vector<std::string>& outputs, MadeTexts& texts)
      : graph_(graph), outputs_(outputs), texts_(texts) {}

  void run(const TextField& root) {
    static const std::map<std::string_view, void (Preprocessor::*)(Command&)> kCommands = {
        {"append", &Preprocessor::append},     {"input", &Preprocessor::input},   {"plugin", &Preprocessor::plugin},
        {"collapse", &Preprocessor::collapse}, {"remove", &Preprocessor::remove},
    };
    bool outputs_given = false;
    for (const auto& field : root.fields) {
      if (field.name == "outputs") {
        if (!outputs_given) outputs_.clear();
        outputs_given = true;
        outputs_.emplace_back(field.text);
        continue;
      }
      const auto it = kCommands.find(field.name);
      if (it == kCommands.end())
        bad_command(field, "there is no command " + quote(field.name),
                    "use input, plugin, collapse, remove, append or outputs");
      if (field.kind != TextField::Kind::kMessage) bad_command(field, quote(field.name) + " needs { ... }");
      Command command(field);
      (this->*it->second)(command);
      command.check_all_asked();
    }
  }

 private:
  // ---- commands ----
  void input(Command& c) {
    NodeDef& n = only_node(c, c.required("node"));
    const std::string name = c.text("name");
    n.op = "Placeholder";
    n.inputs.clear();
    n.attrs.clear();
    AttrValue shape;
    shape.kind = AttrValue::Kind::kShape;
    shape.shapes.push_back({!c.has("shape"), c.ints("shape")});
    n.attrs.emplace_back("shape", std::move(shape));
    n.attrs.emplace_back("dtype", type_value(c, c.has("dtype") ? c.text("dtype") : "DT_FLOAT"));
    if (!name.empty()) rename(std::string(n.name), name, c);
  }

  void plugin(Command& c) {
    const std::string op = c.required("op");
    const auto attrs = attributes(c);
    for (NodeDef* n : nodes_like(c, c.required("node"))) {
      n->op = texts_.text(op);
      n->attrs = attrs;
      if (c.has("inputs")) n->inputs = views(c.texts("inputs"));
    }
  }

  void collapse(Command& c) {
    const std::string scope = c.required("scope"), name = c.required("name");
    const auto excluded = c.texts("exclude");
    const auto inside = [&](std::string_view node) {
      if (node != scope && !node.starts_with(scope + "/")) return false;
      return std::none_of(excluded.begin(), excluded.end(), [&](const auto& e) { return fits_pattern(e, node); });
    };
    NodeDef made;
    made.name = texts_.text(name);
    made.op = texts_.text(c.required("op"));
    made.attrs = attributes(c);
    bool any = false;
    size_t place = graph_.nodes.size();
    for (size_t i = 0; i < graph_.nodes.size(); ++i) {
      const NodeDef& n = graph_.nodes[i];
      if (!inside(n.name)) continue;
      if (!any) place = i;
      any = true;
      for (auto text : n.inputs) {
        const auto from = tensorflow::parse_input_name(text);
        if (from.is_control || inside(from.node)) continue;
        if (std::find(made.inputs.begin(), made.inputs.end(), text) == made.inputs.end()) made.inputs.push_back(text);
      }
    }
    if (!any)
      bad_command(c.at(), "no node is in the scope " + quote(scope), "sinter convert-to-uff IN.pb -l lists them");
    if (c.has("inputs")) made.inputs = views(c.texts("inputs"));
    if (made.op == "Placeholder") made.inputs.clear();
    for (auto& n : graph_.nodes)
      if (!inside(n.name)) redirect(n, inside, made.name);
    for (auto& o : outputs_)
      if (inside(tensorflow::parse_input_name(o).node)) o = name;
    graph_.nodes.insert(graph_.nodes.begin() + std::ptrdiff_t(place), std::move(made));
    std::erase_if(graph_.nodes, [&](const NodeDef& n) { return n.name != name && inside(n.name); });
    check_unique(c, name);
  }

  void remove(Command& c) {
    const bool forward = c.flag("forward", true);
    for (const auto& pattern : c.texts("node")) {
      std::vector<std::string_view> gone;
      for (NodeDef* n : nodes_like(c, pattern)) gone.push_back(n->name);
      for (auto name : gone) remove_node(name, forward);
    }
  }

  void append(Command& c) {
    NodeDef n;
    n.name = texts_.text(c.required("name"));
    n.op = texts_.text(c.required("op"));
    n.inputs = views(c.texts("inputs"));
    n.attrs = attributes(c);
    graph_.nodes.push_back(std::move(n));
    check_unique(c, c.text("name"));
  }

  // ---- parts ----
  std::vector<std::string_view> views(const std::vector<std::string>& names) {
    std::vector<std::string_view> out;
    for (const auto& n : names) out.push_back(texts_.text(n));
    return out;
  }
  std::vector<NodeDef*> nodes_like(Command& c, const std::string& pattern) {
    std::vector<NodeDef*> out;
    for (auto& n : graph_.nodes)
      if (fits_pattern(pattern, n.name)) out.push_back(&n);
    if (out.empty())
      bad_command(c.at(), "no node fits " + quote(pattern), "sinter convert-to-uff IN.pb -l lists the nodes");
    return out;
  }
  NodeDef& only_node(Command& c, const std::string& name) {
    const auto all = nodes_like(c, name);
    if (all.size() > 1)
      bad_command(c.at(), quote(name) + " fits " + std::to_string(all.size()) + " nodes, one expected");
    return *all[0];
  }
  void check_unique(Command& c, std::string_view name) {
    const auto count =
        std::count_if(graph_.nodes.begin(), graph_.nodes.end(), [&](const NodeDef& n) { return n.name == name; });
    if (count > 1) bad_command(c.at(), "the graph has a node " + quote(name) + " already", "take another name");
  }

  /// Inputs of a node that come from certain nodes come from `to` instead, each once.
  template <class Test>
  void redirect(NodeDef& n, const Test& from, std::string_view to) {
    std::vector<std::string_view> inputs;
    bool done = false;
    for (auto text : n.inputs) {
      const auto input = tensorflow::parse_input_name(text);
      if (!from(input.node)) {
        inputs.push_back(text);
      } else if (!input.is_control && !done) {
        inputs.push_back(to);
        done = true;
      }
    }
    n.inputs = std::move(inputs);
  }

  void rename(const std::string& from, const std::string& to, Command& c) {
    if (from == to) return;
    const std::string_view kept = texts_.text(to);
    for (auto& n : graph_.nodes) {
      if (n.name == from) n.name = kept;
      for (auto& text : n.inputs)
        if (const auto input = tensorflow::parse_input_name(text); input.node == from)
          text = input.is_control ? texts_.text("^" + to) : kept;
    }
    for (auto& o : outputs_)
      if (o == from) o = to;
    check_unique(c, to);
  }

  void remove_node(std::string_view name, bool forward) {
    const auto it =
        std::find_if(graph_.nodes.begin(), graph_.nodes.end(), [&](const NodeDef& n) { return n.name == name; });
    std::string_view first;  // its first data input
    for (auto text : it->inputs)
      if (first.empty() && !tensorflow::parse_input_name(text).is_control) first = text;
    graph_.nodes.erase(it);
    for (auto& n : graph_.nodes) {
      std::vector<std::string_view> inputs;
      for (auto text : n.inputs) {
        const auto input = tensorflow::parse_input_name(text);
        if (input.node != name)
          inputs.push_back(text);
        else if (!input.is_control && forward && !first.empty())
          inputs.push_back(first);
      }
      n.inputs = std::move(inputs);
    }
    for (auto& o : outputs_)
      if (o == name && forward && !first.empty()) o = std::string(first);
    std::erase(outputs_, std::string(name));
  }

  AttrValue type_value(Command& c, const std::string& name) {
    const auto number = tensorflow::type_number(name);
    if (!number) bad_command(c.at(), quote(name) + " is no data type", "DT_FLOAT, DT_INT32, ...");
    AttrValue a;
    a.kind = AttrValue::Kind::kType;
    a.ints = {*number};
    return a;
  }

  tensorflow::Attrs attributes(Command& c) {
    tensorflow::Attrs out;
    for (const TextField* field : c.messages("attr")) {
      Command a(*field);
      const std::string name = a.required("name");
      out.emplace_back(texts_.text(name), attribute(a));
      a.check_all_asked();
    }
    return out;
  }

  AttrValue attribute(Command& c) {
    AttrValue a;
    using Kind = AttrValue::Kind;
    if (c.has("s") || c.has("strings")) {
      a.kind = c.has("s") ? Kind::kString : Kind::kList;
      a.strings = views(c.texts(c.has("s") ? "s" : "strings"));
    } else if (c.has("i") || c.has("ints")) {
      a.kind = c.has("i") ? Kind::kInt : Kind::kList;
      a.ints = c.ints(c.has("i") ? "i" : "ints");
    } else if (c.has("f") || c.has("floats")) {
      a.kind = c.has("f") ? Kind::kFloat : Kind::kList;
      for (const TextField* f : c.messages(c.has("f") ? "f" : "floats")) {
        const auto v = f->as_double();
        if (!v) bad_command(*f, quote(f->text) + " is no number");
        a.floats.push_back(float(*v));
      }
    } else if (c.has("b")) {
      a.kind = Kind::kBool;
      a.ints = {c.flag("b", false)};
    } else if (c.has("type")) {
      return type_value(c, c.text("type"));
    } else {
      bad_command(c.at(), "the attribute has no value", "give s, i, f, b, type, strings, ints or floats");
    }
    return a;
  }

  GraphDef& graph_;
  std::vector<std::string>& outputs_;
  MadeTexts& texts_;
};

}  // namespace

bool fits_pattern(std::string_view pattern, std::string_view name) {
  size_t p = 0, n = 0, star = std::string_view::npos, after = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++after;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

void preprocess(const std::string& text, GraphDef& graph, std::vector<std::string>& outputs, MadeTexts& texts) {
  const TextDocument document(text);
  Preprocessor(graph, outputs, texts).run(document.root());
}

}  // namespace sinter::uff
