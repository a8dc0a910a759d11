#include <algorithm>
#include <set>
#include <system_error>

#include "engine/pipeline/import.h"

namespace faultline::pipeline {

namespace {

namespace fs = std::filesystem;

/// Hidden files and folders are left out: nobody means them by naming the folder they are in.
bool isHidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

/// What Faultline itself lays down beside logs: a project, its lock, its write-ahead log, its block caches.
bool isOwnFile(const fs::path& path) {
  constexpr std::string_view kSuffix = ".faultline";
  const std::string name = path.filename().string();
  const std::size_t at = name.rfind(kSuffix);
  if (at == std::string::npos) return false;
  const std::size_t end = at + kSuffix.size();
  return end == name.size() || name[end] == '-';
}

Status walk(const fs::path& folder, std::set<fs::path>& files) {
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error) return failure(ErrorCode::FolderUnreadable, folder.string(), error.message());
  for (; entries != fs::directory_iterator(); entries.increment(error)) {
    if (error) return failure(ErrorCode::FolderUnreadable, folder.string(), error.message());
    const fs::path& path = entries->path();
    if (isHidden(path) || isOwnFile(path)) continue;
    const fs::file_status status = entries->status(error);
    // A link to a folder may lead back up, so links are followed to files only.
    if (fs::is_directory(status) && !entries->is_symlink(error)) {
      FAULTLINE_TRY(walk(path, files));
    } else if (fs::is_regular_file(status)) {
      files.insert(path);
    }
  }
  return {};
}

}  // namespace

Result<std::vector<fs::path>> listFiles(const std::vector<fs::path>& paths) {
  std::set<fs::path> files;
  for (const fs::path& path : paths) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) {
      return failure(ErrorCode::FileMissing, path.string(), "no such file or folder");
    }
    if (fs::is_directory(status)) {
      FAULTLINE_TRY(walk(path, files));
    } else {
      files.insert(path);
    }
  }
  if (files.empty()) {
    const std::string where = paths.empty() ? std::string() : paths.front().string();
    return failure(ErrorCode::NothingToImport, where,
                   paths.empty() ? "no file is named" : "the folder holds no file");
  }
  return std::vector<fs::path>(files.begin(), files.end());
}

}  // namespace faultline::pipeline
