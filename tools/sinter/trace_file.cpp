// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "trace_file.h"

#include <algorithm>
#include <map>

#include "cancel.h"
#include "sinter/error.h"
#include "words.h"

namespace sinter::cli {
namespace {

constexpr int kProcess = 1;

// Tracks in the order in which a reader wants them: the steps, who enqueues them, the threads.
int track_number(const std::string& track) {
  if (track == "run") return 1;
  if (track == "caller") return 2;
  if (track.starts_with("body ")) return 10000 + std::atoi(track.c_str() + track.rfind(' '));
  return track.starts_with("thread ") ? 3 + std::atoi(track.c_str() + 7) : 1000;
}

std::string track_name(const std::string& track) {
  if (track == "run") return "steps";
  if (track == "caller") return "calling thread (enqueue)";
  if (track.starts_with("body ")) return printable(track) + " (steps inside If or Loop)";
  return track == "thread 0" ? "CPU thread 0 (calls the loops)" : "CPU " + track;
}

Json metadata(const char* what, int thread, const char* key, Json value) {
  Json j;
  j["name"] = what;
  j["ph"] = "M";
  j["pid"] = kProcess;
  j["tid"] = thread;
  j["args"][key] = std::move(value);
  return j;
}

Json event(const TraceSpan& s, double start, int run, const std::vector<LayerTime>& layers) {
  Json j;
  j["name"] = printable(s.name);
  j["cat"] = s.kind;
  j["ph"] = "X";
  j["ts"] = start + s.start_us;
  j["dur"] = s.duration_us;
  j["pid"] = kProcess;
  j["tid"] = track_number(s.track);
  Json& args = j["args"];
  args["run"] = run;
  args["kind"] = s.kind;
  if (s.layer >= 0) args["step"] = s.layer;
  if (s.bytes > 0) args["bytes"] = s.bytes;
  if (s.layer >= 0 && size_t(s.layer) < layers.size()) {
    const LayerTime& l = layers[size_t(s.layer)];
    args["op"] = l.op;
    args["backend"] = l.backend;
    args["tactic"] = l.tactic;
    args["sources"] = joined(l.sources, ", ");
  }
  return j;
}

double end_of(const std::vector<TraceSpan>& spans) {
  double end = 0;
  for (const auto& s : spans) end = std::max(end, s.start_us + s.duration_us);
  return end;
}

}  // namespace

Json trace_json(const std::string& model, const std::vector<std::vector<TraceSpan>>& runs,
                const std::vector<LayerTime>& layers) {
  std::map<int, std::string> tracks;
  std::vector<Json> events;
  double start = 0;
  for (size_t r = 0; r < runs.size(); ++r) {
    for (const auto& s : runs[r]) {
      tracks[track_number(s.track)] = track_name(s.track);
      events.push_back(event(s, start, int(r), layers));
    }
    start += end_of(runs[r]) + 10;  // a gap that can be seen
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const Json& a, const Json& b) { return a["ts"].get<double>() < b["ts"].get<double>(); });
  Json j;
  j["displayTimeUnit"] = "ms";
  j["traceEvents"] = Json::array();
  j["traceEvents"].push_back(metadata("process_name", 0, "name", "sinter " + printable(model)));
  for (const auto& [number, name] : tracks) {
    j["traceEvents"].push_back(metadata("thread_name", number, "name", name));
    j["traceEvents"].push_back(metadata("thread_sort_index", number, "sort_index", number));
  }
  for (auto& e : events) j["traceEvents"].push_back(std::move(e));
  return j;
}

size_t write_trace(const std::string& path, const std::string& model, ExecutionContext& context, int runs) {
  std::vector<std::vector<TraceSpan>> all;
  const std::vector<LayerTime> layers = context.profile();  // also warms up
  for (int r = 0; r < runs; ++r) {
    if (cancel_requested()) fail(ErrorCode::kCancelled, "cancelled");
    all.push_back(context.trace());
  }
  const Json j = trace_json(model, all, layers);
  const WritingScope writing;
  write_text_file(path, j.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  return j["traceEvents"].size();
}

}  // namespace sinter::cli
