// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Field numbers of UFF's messages, as its files show them.
#include "import/uff/read_uff.h"

#include <bit>
#include <cstring>

#include "base/limits.h"
#include "import/protobuf/wire_reader.h"
#include "sinter/error.h"

namespace sinter::uff {
namespace {

class UffReader {
 public:
  MetaGraph meta_graph(WireReader in) {
    MetaGraph m;
    while (in.next()) switch (in.field()) {
        case 1:
          m.version = in.int64();
          break;
        case 2:
          m.core_version = in.int64();
          break;
        case 3:
          m.descriptors.push_back(descriptor(in.message()));
          break;
        case 4:
          m.graphs.push_back(graph(in.message()));
          break;
        case 5:
          m.referenced.push_back(entry(in.message()));
          break;
        default:
          in.skip();
      }
    return m;
  }

 private:
  // Small records take more memory than file: they are counted.
  void count(const WireReader& in) {
    if (++records_ > limits::kMaxModelRecords) in.fail_here("the file has too many records");
  }

  Descriptor descriptor(WireReader in) {
    count(in);
    Descriptor d;
    while (in.next()) switch (in.field()) {
        case 1:
          d.id = in.string();
          break;
        case 2:
          d.version = in.int64();
          break;
        case 3:
          d.optional = in.varint() != 0;
          break;
        default:
          in.skip();
      }
    return d;
  }

  Graph graph(WireReader in) {
    count(in);
    Graph g;
    while (in.next()) switch (in.field()) {
        case 1:
          g.id = in.string();
          break;
        case 2:
          g.nodes.push_back(node(in.message()));
          break;
        default:
          in.skip();
      }
    return g;
  }

  Node node(WireReader in) {
    count(in);
    Node n;
    while (in.next()) switch (in.field()) {
        case 1:
          n.id = in.string();
          break;
        case 2:
          count(in);
          n.inputs.push_back(in.string());
          break;
        case 3:
          n.operation = in.string();
          break;
        case 4:
          n.fields.push_back(entry(in.message()));
          break;
        default:
          in.skip();
      }
    return n;
  }

  std::pair<std::string_view, Data> entry(WireReader in) {
    count(in);
    std::pair<std::string_view, Data> e;
    while (in.next()) switch (in.field()) {
        case 1:
          e.first = in.string();
          break;
        case 2:
          e.second = data(in.message());
          break;
        default:
          in.skip();
      }
    return e;
  }

  Data data(WireReader in) {
    Data d;
    using Kind = Data::Kind;
    const auto become = [&](Kind kind) -> Data& {
      d = Data();
      d.kind = kind;
      return d;
    };
    while (in.next()) switch (in.field()) {
        case 1:
          become(Kind::kString).strings = {in.string()};
          break;
        case 2:
          strings(in.message(), become(Kind::kStrings).strings);
          break;
        case 3:
          become(Kind::kDouble).doubles = {in.float64()};
          break;
        case 4:
          doubles(in.message(), become(Kind::kDoubles).doubles);
          break;
        case 5:
          become(Kind::kBool).ints = {in.varint() != 0};
          break;
        case 6:
          ints(in.message(), become(Kind::kBools).ints);
          break;
        case 7:
          become(Kind::kInt).ints = {in.int64()};
          break;
        case 8:
          ints(in.message(), become(Kind::kInts).ints);
          break;
        case 9:
          become(Kind::kBlob).blob = in.bytes();
          break;
        case 100:
          become(Kind::kRef).strings = {in.string()};
          break;
        case 101:
          become(Kind::kType).ints = {in.int64()};
          break;
        case 102:
          ints(in.message(), become(Kind::kTypes).ints);
          break;
        case 103:
          become(Kind::kOrders).orders = {orders(in.message())};
          break;
        case 104:
          orders_list(in.message(), become(Kind::kOrdersList).orders);
          break;
        default:
          in.skip();
      }
    return d;
  }

  void ints(WireReader in, std::vector<int64_t>& out) {
    while (in.next()) {
      if (in.field() == 1)
        in.append_to(out, limits::kMaxEntries);
      else
        in.skip();
    }
  }

  void strings(WireReader in, std::vector<std::string_view>& out) {
    while (in.next()) {
      if (in.field() != 1) {
        in.skip();
        continue;
      }
      count(in);
      out.push_back(in.string());
    }
  }

  void doubles(WireReader in, std::vector<double>& out) {
    while (in.next()) {
      if (in.field() != 1) {
        in.skip();
      } else if (in.type() == WireType::kBytes) {
        const ByteSpan packed = in.bytes();
        if (packed.size() % sizeof(double) != 0 || packed.size() / sizeof(double) > size_t(limits::kMaxEntries))
          in.fail_here("a list of numbers is cut short or too long");
        out.resize(packed.size() / sizeof(double));
        if (!packed.empty()) std::memcpy(out.data(), packed.data(), packed.size());
      } else {
        count(in);
        out.push_back(in.float64());
      }
    }
  }

  // A map with one entry; its key says nothing.
  Orders orders(WireReader in) {
    count(in);
    Orders out;
    while (in.next()) {
      if (in.field() != 1) {
        in.skip();
        continue;
      }
      for (WireReader item = in.message(); item.next();) {
        if (item.field() == 2)
          ints(item.message(), out);
        else
          item.skip();
      }
    }
    return out;
  }

  void orders_list(WireReader in, std::vector<Orders>& out) {
    while (in.next()) {
      if (in.field() == 1)
        out.push_back(orders(in.message()));
      else
        in.skip();
    }
  }

  int64_t records_ = 0;
};

}  // namespace

MetaGraph read_meta_graph(ByteSpan bytes) { return UffReader().meta_graph(WireReader(bytes)); }

}  // namespace sinter::uff
