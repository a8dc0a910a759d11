#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"

namespace faultline::pipeline {

/// A layout that a user wrote. Wherever a layout is named (`ImportOptions::layout`, `--layout`), its name
/// will do; a project's own layouts come before the user's, the built-in ones before both.
struct UserLayout {
  std::string name;     ///< Letters, digits, `-`, `_`, `.`; none of the built-in names.
  std::string pattern;  ///< `<Date> <Time> <Level>: <Content>`, see `input::makeLayout`.
  friend bool operator==(const UserLayout&, const UserLayout&) = default;
};

/// Where a user's own layouts are, for all projects: `faultline/layouts.json` in `$XDG_CONFIG_HOME`, else
/// `~/.config`.
[[nodiscard]] std::filesystem::path userLayoutFile();

/// The layouts of a file as `saveUserLayouts` writes it; none when there is no file. Errors: FileUnreadable,
/// LayoutInvalid (no layouts in it, or a wrong one, and which).
Result<std::vector<UserLayout>> loadUserLayouts(const std::filesystem::path& file);

/// Whether it can be saved. Error LayoutInvalid: what is wrong with its name or its pattern, and where.
Status checkUserLayout(const UserLayout& layout);

/// Replaces the file at once (JSON: `{"schema":1,"layouts":[{"name":"...","pattern":"..."}]}`), the folder is
/// made. What is exported from one library is imported into another this way. Errors: OutputUnwritable,
/// DiskFull, LayoutInvalid.
Status saveUserLayouts(const std::filesystem::path& file, const std::vector<UserLayout>& layouts);

/// The project's layouts, by name. Errors as `loadProject`.
Result<std::vector<UserLayout>> loadProjectLayouts(const std::filesystem::path& project);

/// Adds it, or replaces the one of its name; the project is made when it is not there. Sources keep the
/// pattern that they were read with. Errors: LayoutInvalid, ProjectLocked, StoreFailed.
Status saveProjectLayout(const std::filesystem::path& project, const UserLayout& layout);

/// No error when there is none of that name.
Status removeProjectLayout(const std::filesystem::path& project, const std::string& name);

/// What `input::makeLayout` reads for a layout as a user names it: `auto`, a built-in name and a pattern stay
/// as they are, the name of a user's layout becomes its pattern. A project that is not there has no layouts.
/// Errors: LayoutInvalid (nothing has this name), those of `loadProject` and `loadUserLayouts`.
Result<std::string> resolveLayout(const std::string& nameOrPattern,
                                  const std::optional<std::filesystem::path>& project);

}  // namespace faultline::pipeline
