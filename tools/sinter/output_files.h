// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What `sinter run` leaves in its folder: a .npy file per output and outputs.json.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "session.h"

namespace sinter::cli {

using Json = nlohmann::ordered_json;

/// A file name (without folder) for a tensor's name: '/', '\\' and control characters become '_', as does a leading
/// '.' or '-'. Long names are cut. Never empty, never leads out of a folder.
std::string safe_file_name(const std::string& name);
/// Names for all, made different by "_2", "_3" where two would be equal.
std::vector<std::string> safe_file_names(const std::vector<std::string>& names);

/// {dtype, shape, min, max, mean, not_finite, first}: statistics of the finite elements, the first eight elements.
Json describe(const HostArray& array);

/// Writes the files (each by temporary file and rename) and returns what outputs.json holds: name -> description.
Json write_outputs(const std::string& folder, const std::vector<NamedArray>& outputs);

/// Writes a text beside `path` and renames it. Throws Error(kIo).
void write_text_file(const std::string& path, const std::string& text);

/// Whether two names are of one file, links followed; of names that do not exist yet the paths are compared.
bool is_same_file(const std::string& a, const std::string& b);

/// UsageError if `output`, which `flag` names, is one of `inputs` (empty ones are skipped): no command replaces a file
/// that it reads. Devices and pipes may be both.
void refuse_to_replace(const std::string& flag, const std::string& output, const std::vector<std::string>& inputs);

/// UsageError if `output` ends in the extension of a model or plan that is not `own` (".onnx"): the file would be read
/// as what it is not.
void refuse_other_format(const std::string& flag, const std::string& output, const std::string& own);

/// Copies a file beside `to` and renames it. Throws Error(kIo).
void copy_file_atomic(const std::string& from, const std::string& to);

/// JSON with names that are no UTF-8 replaced rather than refused.
std::string dump(const Json& json);

}  // namespace sinter::cli
