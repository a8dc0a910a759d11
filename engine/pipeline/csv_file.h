#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "engine/base/error.h"

namespace faultline::pipeline {

/// Writes a CSV file, RFC 4180 but for its line ends, which are LF. The file is removed again unless `finish`
/// succeeds.
class CsvFile {
 public:
  /// Error OutputUnwritable.
  static Result<CsvFile> create(const std::filesystem::path& path);

  CsvFile(CsvFile&& other) noexcept;
  CsvFile& operator=(CsvFile&&) = delete;
  ~CsvFile();

  /// A field of the row under way; bytes that are not UTF-8 are read as Windows-1252.
  void add(std::string_view field);
  /// Errors: OutputUnwritable, DiskFull.
  Status endRow();
  Status finish();

 private:
  explicit CsvFile(std::filesystem::path path);
  Status flush();

  std::filesystem::path m_path;  ///< Empty once there is nothing to remove.
  std::ofstream m_stream;
  std::string m_buffer;
  bool m_rowBegun = false;
};

}  // namespace faultline::pipeline
