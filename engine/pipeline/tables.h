#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/base/error.h"

namespace faultline::pipeline {

/// What is exported: rows of fields, each text, a number or nothing.
struct Table {
  std::string name;  ///< `findings`, `sessions`, `templates`.
  std::vector<std::string> columns;
  std::vector<std::vector<nlohmann::json>> rows;
};

/// `findings`, `sessions` or `templates` of a project. Errors: as `loadProject`, InvalidArgument.
Result<Table> loadTable(const std::filesystem::path& project, const std::string& name);

/// RFC 4180 with LF; a text that a spreadsheet would take for a formula gets an apostrophe in front.
[[nodiscard]] std::string tableCsv(const Table& table);
/// `{"schema":1,"NAME":[{COLUMN:...},...]}`.
[[nodiscard]] std::string tableJson(const Table& table);

/// A CSV field of a text from a log: one that a spreadsheet would take for a formula gets an apostrophe in
/// front.
[[nodiscard]] std::string csvText(const std::string& text);

}  // namespace faultline::pipeline
