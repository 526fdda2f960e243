// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Layout: op name; attributes {name, kind, value}; output dtypes; table of weights {dtype, dims, strings}; texts of the
// regions. Weights are indices into the table; those that are not strings lie in the constants, in order.
#include "backends/reference/recipe.h"

#include <map>
#include <new>
#include <stdexcept>

#include "base/limits.h"
#include "base/recipe.h"
#include "ir/print.h"
#include "ops/op_list.h"
#include "sinter/error.h"

namespace sinter::reference {
namespace {

constexpr int64_t kMostAttrs = 256, kMostOutputs = 1 << 16, kMostWeights = 1 << 20, kMostRegions = 64;
constexpr size_t kMostValues = size_t{1} << 24;

struct AttrWriter {
  RecipeWriter& out;
  std::vector<Weights>& weights;
  void operator()(bool v) const { out.i64(v); }
  void operator()(int64_t v) const { out.i64(v); }
  void operator()(double v) const { out.f64(v); }
  void operator()(const std::string& v) const { out.text(v); }
  void operator()(DataType v) const { out.i64(int64_t(v)); }
  void operator()(const std::vector<int64_t>& v) const { out.ints(v); }
  void operator()(const std::vector<double>& v) const {
    out.i64(int64_t(v.size()));
    for (double x : v) out.f64(x);
  }
  void operator()(const std::vector<std::string>& v) const {
    out.i64(int64_t(v.size()));
    for (const auto& x : v) out.text(x);
  }
  void operator()(const SymDims& v) const {
    out.i64(int64_t(v.size()));
    for (const auto& x : v) out.text(x.to_string());
  }
  void operator()(const Weights& v) const {
    out.i64(int64_t(weights.size()));
    weights.push_back(v);
  }
};

DataType read_dtype(RecipeReader& in) { return DataType(in.i64(0, kNumDataTypes - 1)); }

template <class T, class F>
std::vector<T> read_list(RecipeReader& in, F one) {
  std::vector<T> v;
  // Not reserved: the count may be a lie, and the reader ends soon if it is.
  for (int64_t n = in.i64(0, int64_t(kMostValues)); n > 0; --n) v.push_back(one());
  return v;
}

Dim read_dim(const std::string& text) {
  const auto d = parse_dim(text);
  if (!d) RecipeReader::corrupt();
  return *d;
}

// A weights attribute is only an index until the table was read.
Attr read_attr(RecipeReader& in, int64_t kind, int64_t& weights_index) {
  switch (kind) {
    case 0:
      return in.i64(0, 1) != 0;
    case 1:
      return in.i64();
    case 2:
      return in.f64();
    case 3:
      return in.text();
    case 4:
      return read_dtype(in);
    case 5:
      return in.ints(kMostValues);
    case 6:
      return read_list<double>(in, [&] { return in.f64(); });
    case 7:
      return read_list<std::string>(in, [&] { return in.text(); });
    case 8:
      return read_list<Dim>(in, [&] { return read_dim(in.text()); });
    case 9:
      weights_index = in.i64(0, kMostWeights);
      return Weights();
    default:
      RecipeReader::corrupt();
  }
}
static_assert(std::variant_size_v<Attr> == 10, "a new kind of attribute needs a line in AttrWriter and read_attr");

void write_weights(RecipeWriter& out, const std::vector<Weights>& weights, std::vector<PackedConstant>& constants) {
  out.i64(int64_t(weights.size()));
  for (const auto& w : weights) {
    out.i64(int64_t(w.dtype())).ints(w.dims());
    if (w.dtype() == DataType::kString) {
      out.i64(int64_t(w.strings().size()));
      for (const auto& s : w.strings()) out.text(s);
    } else {
      constants.push_back({LargeBytes(w.bytes()), {}, "reference"});
    }
  }
}

std::vector<Weights> read_weights(RecipeReader& in, std::span<const LoadedConstant> constants) {
  std::vector<Weights> out;
  size_t used = 0;
  for (int64_t n = in.i64(0, kMostWeights); n > 0; --n) {
    const DataType dtype = read_dtype(in);
    const Dims dims = in.ints(size_t(limits::kMaxRank));
    if (dtype == DataType::kInvalid) RecipeReader::corrupt();
    if (dtype == DataType::kString) {
      auto strings = read_list<std::string>(in, [&] { return in.text(); });
      if (int64_t(strings.size()) != element_count(dims)) RecipeReader::corrupt();
      out.push_back(Weights::of_strings(dims, std::move(strings)));
      continue;
    }
    if (used >= constants.size() || bytes_of(dtype, element_count(dims)) != constants[used].bytes)
      RecipeReader::corrupt();
    const auto& c = constants[used++];
    out.emplace_back(dtype, dims, ByteSpan(static_cast<const std::byte*>(c.data), size_t(c.bytes)), nullptr);
  }
  if (used != constants.size()) RecipeReader::corrupt();
  return out;
}

// True if the value of `d` alone tells its symbol (c*S + k).
bool tells_its_symbol(const Dim& d) {
  if (d.is_const()) return true;
  const auto& terms = d.expr()->terms;
  return terms.size() == 1 && terms[0].atoms.size() == 1 && terms[0].atoms[0].kind == DimAtomKind::kSymbol;
}

// A region cut out of the middle of a network may have input dims like floor((H-1)/2)+1, of which H does not follow.
// Alone it gets symbols of its own for them, the same for the same expression, and is inferred again.
std::unique_ptr<Graph> standalone_region(const Graph& region) {
  auto g = region.clone();
  std::map<std::string, Dim> renamed;
  for (ValueId v : g->inputs()) {
    ValueType& type = g->value(v).type;
    for (Dim& d : type.tensor.dims)
      if (!tells_its_symbol(d))
        d = renamed.try_emplace(d.to_string(), Dim::symbol("own.d" + std::to_string(renamed.size()))).first->second;
    g->declare_symbols(type);
  }
  if (renamed.empty()) return g;
  g->checks().clear();
  g->reinfer_all();
  return g;
}

NodeRecipe read_checked(RecipeReader& in, std::span<const LoadedConstant> constants) {
  NodeRecipe r;
  const std::string name = in.text();
  std::vector<std::string> names;
  std::vector<Attr> values;
  std::vector<std::pair<size_t, int64_t>> weights_of;  // attribute -> index
  const int64_t num_attrs = in.i64(0, kMostAttrs);
  for (int64_t i = 0; i < num_attrs; ++i) {
    names.push_back(in.text());
    int64_t index = -1;
    values.push_back(read_attr(in, in.i64(0, 9), index));
    if (index >= 0) weights_of.push_back({size_t(i), index});
  }
  for (int64_t n = in.i64(0, kMostOutputs); n > 0; --n) r.outputs.push_back(read_dtype(in));
  const std::vector<Weights> weights = read_weights(in, constants);
  for (const auto& [attr, index] : weights_of) {
    if (size_t(index) >= weights.size()) RecipeReader::corrupt();
    values[attr] = weights[size_t(index)];
  }
  std::vector<NamedAttr> attrs;
  for (size_t i = 0; i < names.size(); ++i) attrs.push_back({names[i], values[i]});
  r.op = make_op(name, attrs);
  for (int64_t n = in.i64(0, kMostRegions); n > 0; --n) r.regions.push_back(parse_graph(in.text(), all_ops(), weights));
  in.done();
  return r;
}

}  // namespace

void write_recipe(const Problem& p, CompiledKernel& kernel) {
  RecipeWriter out;
  std::vector<Weights> weights;
  const auto attrs = changed_attrs(p.op());
  out.text(p.op().name()).i64(int64_t(attrs.size()));
  for (const auto& a : attrs) {
    out.text(a.name).i64(int64_t(a.value.index()));
    std::visit(AttrWriter{out, weights}, a.value);
  }
  out.i64(int64_t(p.outputs.size()));
  for (const auto& o : p.outputs) out.i64(int64_t(o.present ? o.type.dtype : DataType::kInvalid));
  PrintOptions options;
  options.weights = &weights;  // shared by all regions, after those of the attributes
  options.sources = false;
  std::vector<std::string> texts;
  for (const auto& r : p.node().regions) texts.push_back(print_graph(*standalone_region(*r), options));
  write_weights(out, weights, kernel.constants);
  out.i64(int64_t(texts.size()));
  for (const auto& t : texts) out.text(t);
  kernel.recipe = out.take();
}

NodeRecipe read_recipe(const std::vector<std::byte>& recipe, std::span<const LoadedConstant> constants) {
  RecipeReader in(recipe);
  return read_recipe(in, constants);
}

NodeRecipe read_recipe(RecipeReader& in, std::span<const LoadedConstant> constants) {
  try {
    return read_checked(in, constants);
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kCorruptFile) throw;
    fail(ErrorCode::kCorruptFile, std::string("a kernel's recipe is damaged: ") + e.what(), "build the plan again");
  } catch (const std::length_error&) {
    RecipeReader::corrupt();
  } catch (const std::bad_alloc&) {
    fail(ErrorCode::kOutOfMemory, "no memory for a kernel's recipe", "free some memory");
  }
}

}  // namespace sinter::reference
