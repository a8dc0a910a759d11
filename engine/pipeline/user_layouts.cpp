#include "engine/pipeline/user_layouts.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <pwd.h>
#include <set>
#include <system_error>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "engine/base/text.h"
#include "engine/input/layout.h"
#include "engine/store/database.h"
#include "engine/store/layout_repository.h"

namespace faultline::pipeline {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kLongestName = 64;
/// A file that is longer is no library of layouts.
constexpr std::uint64_t kMostBytes = 4 * 1024 * 1024;

bool isNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.';
}

bool isBuiltin(const std::string& name) {
  return name == "auto" || std::ranges::any_of(input::builtinLayouts(), [&](const input::LayoutPtr& layout) {
           return layout->name() == name;
         });
}

fs::path homeFolder() {
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') return home;
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
    return entry.pw_dir;
  return {};
}

/// The file's text; empty when there is no file.
Result<std::string> readWhole(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error)) return std::string();
  if (!fs::is_regular_file(file, error))
    return failure(ErrorCode::FileUnreadable, file.string(), "it is not a regular file");
  if (fs::file_size(file, error) > kMostBytes)
    return failure(ErrorCode::LayoutInvalid, file.string(), "it is too long for a file of layouts");
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) return failure(ErrorCode::FileUnreadable, file.string(), std::generic_category().message(errno));
  return text;
}

Result<UserLayout> layoutOf(const json& entry, const fs::path& file, std::size_t number) {
  const auto text = [&](const char* field) {
    return entry.is_object() && entry.contains(field) && entry[field].is_string()
               ? entry[field].get<std::string>()
               : std::string();
  };
  UserLayout layout{text("name"), text("pattern")};
  if (layout.name.empty() || layout.pattern.empty()) {
    return failure(ErrorCode::LayoutInvalid, file.string(),
                   "layout " + std::to_string(number) + " has no name or no pattern");
  }
  if (const Status status = checkUserLayout(layout); !status) {
    return failure(ErrorCode::LayoutInvalid, file.string(),
                   "“" + printable(layout.name) + "”: " + status.error().detail);
  }
  return layout;
}

Status checkLibrary(const fs::path& file, const std::vector<UserLayout>& layouts) {
  std::set<std::string> names;
  for (const UserLayout& layout : layouts) {
    FAULTLINE_TRY(checkUserLayout(layout));
    if (!names.insert(layout.name).second)
      return failure(ErrorCode::LayoutInvalid, file.string(), "“" + layout.name + "” is there twice");
  }
  return {};
}

tl::unexpected<Error> writeFailure(const fs::path& file, int code) {
  return failure(code == ENOSPC ? ErrorCode::DiskFull : ErrorCode::OutputUnwritable, file.string(),
                 std::generic_category().message(code));
}

/// A reader sees the old file or the new one, whole.
Status replaceFile(const fs::path& file, const std::string& text) {
  std::error_code error;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
  if (error) return writeFailure(file, error.value());
  fs::path temporary = file;
  temporary += ".new-" + std::to_string(getpid());
  errno = 0;
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) {
    const int code = errno;
    fs::remove(temporary, error);
    return writeFailure(file, code);
  }
  fs::rename(temporary, file, error);
  if (!error) return {};
  const int code = error.value();
  fs::remove(temporary, error);
  return writeFailure(file, code);
}

const UserLayout* named(const std::vector<UserLayout>& layouts, const std::string& name) {
  const auto found = std::ranges::find(layouts, name, &UserLayout::name);
  return found == layouts.end() ? nullptr : &*found;
}

Result<store::Database> openForWriting(const fs::path& project) {
  std::error_code error;
  if (fs::exists(project, error)) return store::Database::open(project, store::Access::Write);
  return store::Database::create(project);
}

}  // namespace

fs::path userLayoutFile() {
  const char* const configured = std::getenv("XDG_CONFIG_HOME");
  // The base directory specification has relative ones ignored.
  const fs::path folder = configured != nullptr ? fs::path(configured) : fs::path();
  return (folder.is_absolute() ? folder : homeFolder() / ".config") / "faultline" / "layouts.json";
}

Status checkUserLayout(const UserLayout& layout) {
  if (layout.name.empty() || layout.name.size() > kLongestName ||
      !std::ranges::all_of(layout.name, isNameCharacter)) {
    return failure(ErrorCode::LayoutInvalid, layout.name,
                   "a name is 1 to 64 letters, digits, “-”, “_” and “.”");
  }
  if (isBuiltin(layout.name))
    return failure(ErrorCode::LayoutInvalid, layout.name, "a built-in layout has this name");
  if (isBuiltin(layout.pattern))
    return failure(ErrorCode::LayoutInvalid, layout.pattern, "this is a layout's name, and no pattern");
  FAULTLINE_TRY(input::makeLayout(layout.pattern));
  return {};
}

Result<std::vector<UserLayout>> loadUserLayouts(const fs::path& file) {
  FAULTLINE_TRY_ASSIGN(const std::string text, readWhole(file));
  std::error_code error;
  if (text.empty() && !fs::exists(file, error)) return std::vector<UserLayout>();
  const json document = json::parse(text, nullptr, false);
  if (!document.is_object() || !document.contains("layouts") || !document["layouts"].is_array()) {
    return failure(ErrorCode::LayoutInvalid, file.string(),
                   R"(it holds no layouts: {"schema":1,"layouts":[{"name":"...","pattern":"..."}]})");
  }
  if (document.value("schema", json(1)) != 1)
    return failure(ErrorCode::LayoutInvalid, file.string(), "a newer Faultline wrote it");
  std::vector<UserLayout> layouts;
  for (const json& entry : document["layouts"]) {
    FAULTLINE_TRY_ASSIGN(UserLayout layout, layoutOf(entry, file, layouts.size() + 1));
    layouts.push_back(std::move(layout));
  }
  FAULTLINE_TRY(checkLibrary(file, layouts));
  return layouts;
}

Status saveUserLayouts(const fs::path& file, const std::vector<UserLayout>& layouts) {
  FAULTLINE_TRY(checkLibrary(file, layouts));
  json list = json::array();
  for (const UserLayout& layout : layouts)
    list.push_back({{"name", layout.name}, {"pattern", toUtf8(layout.pattern)}});
  return replaceFile(file, json{{"schema", 1}, {"layouts", std::move(list)}}.dump(2) + "\n");
}

Result<std::vector<UserLayout>> loadProjectLayouts(const fs::path& project) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(const std::vector<store::LayoutRow> rows, store::LayoutRepository(database).all());
  std::vector<UserLayout> layouts;
  for (const store::LayoutRow& row : rows) layouts.push_back({row.name, row.pattern});
  return layouts;
}

Status saveProjectLayout(const fs::path& project, const UserLayout& layout) {
  FAULTLINE_TRY(checkUserLayout(layout));
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock, store::WriterLock::take(project, "saving of a layout"));
  FAULTLINE_TRY_ASSIGN(store::Database database, openForWriting(project));
  return store::LayoutRepository(database).put({layout.name, toUtf8(layout.pattern)});
}

Status removeProjectLayout(const fs::path& project, const std::string& name) {
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock, store::WriterLock::take(project, "removal of a layout"));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Write));
  return store::LayoutRepository(database).remove(name);
}

Result<std::string> resolveLayout(const std::string& nameOrPattern, const std::optional<fs::path>& project) {
  const bool isName = !nameOrPattern.empty() && std::ranges::all_of(nameOrPattern, isNameCharacter);
  if (!isName || isBuiltin(nameOrPattern)) return nameOrPattern;
  std::error_code error;
  if (project && fs::exists(*project, error)) {
    FAULTLINE_TRY_ASSIGN(const std::vector<UserLayout> layouts, loadProjectLayouts(*project));
    if (const UserLayout* layout = named(layouts, nameOrPattern)) return layout->pattern;
  }
  FAULTLINE_TRY_ASSIGN(const std::vector<UserLayout> library, loadUserLayouts(userLayoutFile()));
  if (const UserLayout* layout = named(library, nameOrPattern)) return layout->pattern;
  return failure(ErrorCode::LayoutInvalid, nameOrPattern,
                 "no layout has this name, neither a built-in one nor one of yours, and it is no pattern");
}

}  // namespace faultline::pipeline
