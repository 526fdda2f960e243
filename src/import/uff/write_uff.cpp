// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/uff/write_uff.h"

#include <charconv>

#include "base/hash.h"
#include "base/text.h"

namespace sinter::uff {
namespace {

using Kind = Data::Kind;

WireWriter int_list(const std::vector<int64_t>& values) {
  WireWriter w;
  w.packed(1, std::span<const int64_t>(values));
  return w;
}

WireWriter orders_message(const Orders& orders) {
  WireWriter item, w;
  item.int64(1, -1);  // the key that all files have: "special"
  item.message(2, int_list(orders));
  w.message(1, item);
  return w;
}

WireWriter data_message(const Data& d) {
  WireWriter w, list;
  switch (d.kind) {
    case Kind::kNone:
      break;
    case Kind::kString:
      w.string(1, d.strings[0]);
      break;
    case Kind::kStrings:
      for (auto s : d.strings) list.string(1, s);
      w.message(2, list);
      break;
    case Kind::kDouble:
      w.float64(3, d.doubles[0]);
      break;
    case Kind::kDoubles:
      list.packed(1, std::span<const double>(d.doubles));
      w.message(4, list);
      break;
    case Kind::kBool:
      w.int64(5, d.ints[0]);
      break;
    case Kind::kBools:
      w.message(6, int_list(d.ints));
      break;
    case Kind::kInt:
      w.int64(7, d.ints[0]);
      break;
    case Kind::kInts:
      w.message(8, int_list(d.ints));
      break;
    case Kind::kBlob:
      w.view(9, d.blob);
      break;
    case Kind::kRef:
      w.string(100, d.strings[0]);
      break;
    case Kind::kType:
      w.int64(101, d.ints[0]);
      break;
    case Kind::kTypes:
      w.message(102, int_list(d.ints));
      break;
    case Kind::kOrders:
      w.message(103, orders_message(d.orders[0]));
      break;
    case Kind::kOrdersList:
      for (const auto& orders : d.orders) list.message(1, orders_message(orders));
      w.message(104, list);
      break;
  }
  return w;
}

void write_fields(const Fields& fields, uint32_t number, WireWriter& out) {
  for (const auto& [key, value] : fields) {
    WireWriter entry;
    entry.string(1, key);
    entry.message(2, data_message(value));
    out.message(number, entry);
  }
}

WireWriter node_message(const Node& n) {
  WireWriter w;
  w.string(1, n.id);
  for (auto input : n.inputs) w.string(2, input);
  w.string(3, n.operation);
  write_fields(n.fields, 4, w);
  return w;
}

// ---- text ----

std::string quoted_text(std::string_view text) {
  std::string out = "\"";
  for (const unsigned char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += char(c);
    } else if (c < 0x20 || c >= 0x7F) {
      const char digits[] = {'\\', char('0' + c / 64), char('0' + c / 8 % 8), char('0' + c % 8)};
      out.append(digits, 4);
    } else {
      out += char(c);
    }
  }
  return out + "\"";
}

std::string number_text(double v) {
  char buffer[32];
  return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, v).ptr);
}

class TextWriter {
 public:
  void field(std::string_view name, const std::string& value) { line(std::string(name) + ": " + value); }
  void open(std::string_view name) {
    line(std::string(name) + " {");
    ++depth_;
  }
  void close() {
    --depth_;
    line("}");
  }
  std::string text;

 private:
  void line(const std::string& content) { text += std::string(size_t(depth_) * 2, ' ') + content + "\n"; }
  int depth_ = 0;
};

std::string type_word(int64_t type) {
  switch (UffType(type)) {
    case UffType::kInt8:
      return "DT_INT8";
    case UffType::kInt16:
      return "DT_INT16";
    case UffType::kInt32:
      return "DT_INT32";
    case UffType::kInt64:
      return "DT_INT64";
    case UffType::kFloat16:
      return "DT_FLOAT16";
    case UffType::kFloat32:
      return "DT_FLOAT32";
    case UffType::kInvalid:
      break;
  }
  return std::to_string(type);
}

void orders_text(const Orders& orders, TextWriter& out) {
  out.open("orders");
  out.field("key", "OE_SPECIAL");
  out.open("value");
  for (int64_t v : orders)
    out.field("val", v == kOrderIncrement ? "OE_INCREMENT" : v == kOrderDecrement ? "OE_DECREMENT" : std::to_string(v));
  out.close();
  out.close();
}

template <class T, class Text>
void list_text(std::string_view name, const std::vector<T>& values, TextWriter& out, Text text) {
  out.open(name);
  for (const auto& v : values) out.field("val", text(v));
  out.close();
}

void data_text(const Data& d, TextWriter& out) {
  const auto integer = [](int64_t v) { return std::to_string(v); };
  const auto boolean = [](int64_t v) { return std::string(v ? "true" : "false"); };
  switch (d.kind) {
    case Kind::kNone:
      break;
    case Kind::kString:
      out.field("s", quoted_text(d.strings[0]));
      break;
    case Kind::kStrings:
      list_text("s_list", d.strings, out, quoted_text);
      break;
    case Kind::kDouble:
      out.field("d", number_text(d.doubles[0]));
      break;
    case Kind::kDoubles:
      list_text("d_list", d.doubles, out, number_text);
      break;
    case Kind::kBool:
      out.field("b", boolean(d.ints[0]));
      break;
    case Kind::kBools:
      list_text("b_list", d.ints, out, boolean);
      break;
    case Kind::kInt:
      out.field("i", integer(d.ints[0]));
      break;
    case Kind::kInts:
      list_text("i_list", d.ints, out, integer);
      break;
    case Kind::kBlob:
      out.field("blob",
                quoted_text("(" + std::to_string(d.blob.size()) + " bytes, xxh128 " + hex(hash128(d.blob)) + ")"));
      break;
    case Kind::kRef:
      out.field("ref", quoted_text(d.strings[0]));
      break;
    case Kind::kType:
      out.field("dtype", type_word(d.ints[0]));
      break;
    case Kind::kTypes:
      list_text("dtype_list", d.ints, out, type_word);
      break;
    case Kind::kOrders:
      out.open("dim_orders");
      orders_text(d.orders[0], out);
      out.close();
      break;
    case Kind::kOrdersList:
      out.open("dim_orders_list");
      for (const auto& orders : d.orders) {
        out.open("val");
        orders_text(orders, out);
        out.close();
      }
      out.close();
      break;
  }
}

void fields_text(std::string_view name, const Fields& fields, TextWriter& out) {
  for (const auto& [key, value] : fields) {
    out.open(name);
    out.field("key", quoted_text(key));
    out.open("value");
    data_text(value, out);
    out.close();
    out.close();
  }
}

}  // namespace

WireWriter write_meta_graph(const MetaGraph& meta) {
  WireWriter w;
  w.int64(1, meta.version);
  w.int64(2, meta.core_version);
  for (const auto& d : meta.descriptors) {
    WireWriter m;
    m.string(1, d.id);
    m.int64(2, d.version);
    if (d.optional) m.varint(3, 1);
    w.message(3, m);
  }
  for (const auto& g : meta.graphs) {
    WireWriter m;
    m.string(1, g.id);
    for (const auto& n : g.nodes) m.message(2, node_message(n));
    w.message(4, m);
  }
  write_fields(meta.referenced, 5, w);
  return w;
}

std::string meta_graph_text(const MetaGraph& meta) {
  TextWriter out;
  out.field("version", std::to_string(meta.version));
  out.field("descriptor_core_version", std::to_string(meta.core_version));
  for (const auto& d : meta.descriptors) {
    out.open("descriptors");
    out.field("id", quoted_text(d.id));
    out.field("version", std::to_string(d.version));
    if (d.optional) out.field("optional", "true");
    out.close();
  }
  for (const auto& g : meta.graphs) {
    out.open("graphs");
    out.field("id", quoted_text(g.id));
    for (const auto& n : g.nodes) {
      out.open("nodes");
      out.field("id", quoted_text(n.id));
      for (auto input : n.inputs) out.field("inputs", quoted_text(input));
      out.field("operation", quoted_text(n.operation));
      fields_text("fields", n.fields, out);
      out.close();
    }
    out.close();
  }
  fields_text("referenced_data", meta.referenced, out);
  return out.text;
}

}  // namespace sinter::uff
