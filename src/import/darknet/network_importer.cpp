// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/darknet/network_importer.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "sinter/error.h"

namespace sinter::darknet {
namespace {

constexpr const char* kInputName = "data";

/// One dim of the input: a number, or a symbol where the run tells it.
Dim extent_of(int64_t given, const char* symbol) {
  if (given == -1) return Dim::symbol(symbol);
  if (given < 1 || given > kMaxCfgNumber)
    fail(ErrorCode::kInvalidArgument, "a dim of the input is " + std::to_string(given), "give a positive number or -1");
  return Dim(given);
}

}  // namespace

NetworkImporter::NetworkImporter(const std::vector<CfgSection>& sections, Parameters& parameters,
                                 const ReadOptions& options, ImportResult& result)
    : sections_(sections.begin(), sections.end()),
      parameters_(parameters),
      options_(options),
      result_(result),
      graph_(*(result.graph = std::make_unique<Graph>("darknet"))),
      layers_(sections.size() - 1) {
  for (size_t i = 0; i < layers_.size(); ++i) layers_[i].name = sections[i + 1].type + "_" + std::to_string(i);
}

std::string NetworkImporter::place_of(int index) const {
  const Section& s = sections_[size_t(index) + 1];
  return "layer " + std::to_string(index) + " ([" + s.type() + "], line " + std::to_string(s.line()) + ")";
}

void NetworkImporter::warn(std::string text) {
  if (warned_.insert(text).second) result_.warnings.push_back(std::move(text));
}

void NetworkImporter::run() {
  check_sections();
  check_names();
  last_ = last_needed();
  add_input();
  import_layers();
  if (!failures_.empty()) failures_.raise();
  set_outputs();
  finish();
}

// What is no layer for us is told in one pass, before anything is imported.
void NetworkImporter::check_sections() {
  const std::string& first = sections_[0].type();
  if (first != "net" && first != "network")
    fail(ErrorCode::kInvalidModel, "the first section is " + quote(first) + ", not [net]", "give a Darknet .cfg file");
  if (layers_.empty()) fail(ErrorCode::kInvalidModel, "the network has no layers", "give a whole .cfg file");
  for (size_t i = 0; i < layers_.size(); ++i) {
    const std::string& type = sections_[i + 1].type();
    if (find_layer(type) || has_plugin(type)) continue;
    try {
      refuse_layer(type);
    } catch (const Error& e) {
      failures_.add(place_of(int(i)), e);
    }
  }
  if (!failures_.empty()) failures_.raise();
}

SymDims NetworkImporter::input_dims(const Section& net) const {
  const int64_t h = net.integer("height", 0), w = net.integer("width", 0), c = net.integer("channels", 0);
  const int64_t flat = net.integer("inputs", 0);
  const bool picture = h > 0 && w > 0 && c > 0;
  if (!picture && flat == 0)
    fail(ErrorCode::kInvalidModel, "[net] does not say its width, height and channels", "add them to [net]");
  const int64_t channels = picture ? c : flat;
  Dims dims = {-1, channels, picture ? h : 1, picture ? w : 1};
  checked_count({channels, dims[2], dims[3]});
  for (const auto& given : options_.inputs) {
    if (given.name != kInputName || given.dims.empty()) continue;
    if (given.order != DimOrder::kAsIs && given.order != DimOrder::kNchw)
      fail(ErrorCode::kInvalidArgument, "the input of a Darknet network is ordered N, C, H, W", "give its dims so");
    if (given.dims.size() != 3 && given.dims.size() != 4)
      fail(ErrorCode::kInvalidArgument, "the shape " + to_string(given.dims) + " was given for the input",
           "give N, C, H and W");
    std::copy(given.dims.begin(), given.dims.end(), dims.end() - std::ptrdiff_t(given.dims.size()));
    if (dims[1] != channels)
      fail(ErrorCode::kInvalidArgument,
           "the shape " + to_string(given.dims) + " was given for the input, which has " + std::to_string(channels) +
               " channels",
           "leave the channels as they are");
  }
  const char* symbols[] = {"N", "C", "H", "W"};
  SymDims out;
  Dims known;
  for (size_t i = 0; i < 4; ++i) {
    out.push_back(extent_of(dims[i], symbols[i]));
    if (out.back().is_const()) known.push_back(dims[i]);
  }
  checked_count(known);
  return out;
}

void NetworkImporter::add_input() {
  try {
    input_ = graph_.add_input(kInputName, ValueType(DataType::kFloat32, input_dims(sections_[0])));
    for (auto& text : sections_[0].unasked()) warn(std::move(text));
  } catch (Error& e) {
    e.in("[net], line " + std::to_string(sections_[0].line()));
    throw;
  }
}

int NetworkImporter::find_layer_named(const std::string& name) const {
  const size_t bar = name.rfind('_');
  if (bar != std::string::npos)
    if (const auto i = parse_int64(std::string_view(name).substr(bar + 1)))
      if (*i >= 0 && *i < int64_t(layers_.size()) && layers_[size_t(*i)].name == name) return int(*i);
  fail(ErrorCode::kInvalidArgument, "the network has no layer " + quote(name),
       layer_hint(name) + "name layers by type and number, " + layers_[0].name + " to " + layers_.back().name +
           (input_ == kNoValue ? ", and the input data" : ""));
}

// Names are long and alike, so what is told apart best is the number, then the type ("yolo", "conv_3").
std::string NetworkImporter::layer_hint(const std::string& name) const {
  std::vector<std::string_view> names{kInputName};
  const size_t bar = name.rfind('_');
  const std::string type = name.substr(0, bar);
  if (const auto i = bar == std::string::npos ? std::nullopt : parse_int64(std::string_view(name).substr(bar + 1)))
    if (*i >= 0 && *i < int64_t(layers_.size()) && layers_[size_t(*i)].name.starts_with(type))
      return "did you mean " + quote(layers_[size_t(*i)].name) + "? Else ";
  for (auto it = layers_.rbegin(); it != layers_.rend(); ++it) names.push_back(it->name);
  for (size_t i = 1; i < names.size(); ++i)
    if (names[i].substr(0, names[i].rfind('_')) == type) return "did you mean " + quote(names[i]) + "? Else ";
  const std::string hint = did_you_mean(name, names);
  return hint.empty() ? hint : hint + " Else ";
}

void NetworkImporter::check_names() const {
  std::set<std::string> inputs, outputs;
  for (const auto& input : options_.inputs)
    if (!inputs.insert(input.name).second)
      fail(ErrorCode::kInvalidArgument, "the input " + quote(input.name) + " is named twice", "name every input once");
  for (const auto& output : options_.outputs)
    if (!outputs.insert(output).second)
      fail(ErrorCode::kInvalidArgument, "the output " + quote(output) + " is named twice", "name every output once");
}

// Also finds the cuts. What follows the last of the wanted outputs is not looked at, nor are its weights.
int NetworkImporter::last_needed() {
  for (const auto& input : options_.inputs)
    if (input.name != kInputName) cuts_.insert(find_layer_named(input.name));
  int last = options_.outputs.empty() ? int(layers_.size()) - 1 : -1;
  for (const auto& output : options_.outputs) last = std::max(last, find_layer_named(output));
  return last;
}

void NetworkImporter::import_layers() {
  std::string first_random;
  for (int i = 0; i <= last_; ++i) {
    if (options_.check_cancelled) options_.check_cancelled();
    const bool was_random = parameters_.random_from_here();
    try {
      parameters_.begin_layer(i);
      import_checked(i);
    } catch (const FollowsFailure&) {
      parameters_.lose_place();
    } catch (const Error& e) {
      if (e.code() == ErrorCode::kCancelled) throw;
      failures_.add(place_of(i), e);
      parameters_.lose_place();
    }
    if (parameters_.random_from_here() && !was_random) first_random = place_of(i);
  }
  if (!first_random.empty() && parameters_.has_file())
    warn(parameters_.file_name() + " ends before " + first_random + "; " + std::to_string(parameters_.random_layers()) +
         " layers from there on were filled with random numbers");
}

ValueId NetworkImporter::import_layer(int index) {
  const Section& s = sections_[size_t(index) + 1];
  LayerContext ctx(graph_, s, index, layers_, input_, parameters_, result_.info.metadata);
  s.refuse("dontload", "the layer's numbers are not in the .weights file",
           "save the network's weights with all layers");
  s.refuse("dontloadscales", "scales are not in the .weights file", "save the network's weights with all layers");
  s.refuse("numload", "only some filters are in the .weights file", "save the network's weights with all filters");
  const LayerImporter* importer = find_layer(s.type());
  const ValueId v = importer && !plugin_overrides(s.type()) ? importer->run(ctx) : import_plugin_layer(ctx);
  for (auto& text : s.unasked()) warn(std::move(text));
  return v;
}

void NetworkImporter::import_checked(int index) {
  ValueId v = import_layer(index);
  check_size(v);
  name_value(index, v);
  if (cuts_.contains(index)) cut_at(index, v);
  layers_[size_t(index)].value = v;
}

// Later code computes products of dims without looking for overflow.
void NetworkImporter::check_size(ValueId v) const {
  const SymDims dims = graph_.tensor(v).dims;
  Dims known;
  for (const Dim& d : dims) {
    if (!d.is_const()) continue;
    if (d.value() < 1)
      fail(ErrorCode::kInvalidModel, "its output would be of the shape " + to_string(dims),
           "correct the .cfg file, or give the network a larger input");
    known.push_back(d.value());
  }
  checked_count(known);
}

// A layer that changes nothing (dropout, a route to one layer) shares the value of another, which keeps its name.
void NetworkImporter::name_value(int index, ValueId v) {
  if (v != input_ && !graph_.value(v).user_named) graph_.rename(v, layers_[size_t(index)].name);
}

void NetworkImporter::cut_at(int index, ValueId& v) {
  ValueType type = graph_.value(v).type;
  const std::string& name = layers_[size_t(index)].name;
  for (const auto& given : options_.inputs) {
    if (given.name != name || given.dims.empty()) continue;
    if (given.dims.size() != type.tensor.dims.size())
      fail(ErrorCode::kInvalidArgument,
           "the shape " + to_string(given.dims) + " was given for " + name + ", which is " + to_string(type),
           "give as many dims as it has");
    for (size_t i = 0; i < given.dims.size(); ++i)
      if (given.dims[i] >= 0) type.tensor.dims[i] = Dim(given.dims[i]);
  }
  v = graph_.add_input(graph_.unique_name(name), std::move(type));
  graph_.rename(v, name);
}

void NetworkImporter::set_outputs() {
  std::vector<ValueId> values;
  std::vector<std::string> names;
  const auto add = [&](const LayerResult& layer) {
    values.push_back(layer.value);
    names.push_back(layer.name);
  };
  for (const auto& name : options_.outputs) add(layers_[size_t(find_layer_named(name))]);
  for (const auto& layer : layers_) {
    const bool found = layer.same_as < 0 && (layer.head || !layer.read);
    if (options_.outputs.empty() && found) add(layer);
  }
  graph_.set_outputs(std::move(values), std::move(names));
}

void NetworkImporter::drop_dead() {
  std::vector<NodeId> order = graph_.order();
  for (auto it = order.rbegin(); it != order.rend(); ++it) {
    bool used = false;
    for (ValueId v : graph_.node(*it).outputs)
      used = used || (v != kNoValue && (!graph_.value(v).uses.empty() || graph_.is_output(v)));
    if (!used) graph_.remove(*it);
  }
  if (graph_.value(input_).uses.empty() && !graph_.is_output(input_) && graph_.inputs().size() > 1)
    graph_.remove_input(input_);
}

void NetworkImporter::finish() {
  const bool whole = last_ + 1 == int(layers_.size());
  if (whole && parameters_.bytes_left() > 0)
    fail(ErrorCode::kInvalidModel,
         parameters_.file_name() + " has " + std::to_string(parameters_.bytes_left()) +
             " bytes more than the layers of the .cfg take",
         "check that both belong together: the weights of a network with more filters or classes fit no other");
  if (!options_.outputs.empty() || !cuts_.empty()) drop_dead();
  result_.info.producer = "Darknet";
  if (!parameters_.has_file()) return;
  result_.info.metadata.emplace_back("weights.version", parameters_.version());
  result_.info.metadata.emplace_back("weights.seen", std::to_string(parameters_.seen()));
}

}  // namespace sinter::darknet
