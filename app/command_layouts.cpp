#include <algorithm>
#include <iostream>
#include <memory>

#include <fmt/format.h>

#include "app/command.h"
#include "engine/base/text.h"
#include "engine/pipeline/import.h"
#include "engine/pipeline/user_layouts.h"

namespace faultline::app {

namespace {

using pipeline::UserLayout;
using Layouts = std::vector<UserLayout>;

struct LayoutsArguments {
  std::string project;  ///< Empty: the user's own library.
  std::vector<std::string> add;
  std::string remove;
  std::string exportTo;
  std::string importFrom;
};

/// The user's library or a project's layouts: what the command changes.
class LayoutShelf {
 public:
  explicit LayoutShelf(const std::string& project) : m_project(project) {}

  [[nodiscard]] Result<Layouts> load() const {
    if (m_project.empty()) return pipeline::loadUserLayouts(pipeline::userLayoutFile());
    std::error_code error;
    // A project is made when its first layout is saved.
    if (m_mayBeNew && !std::filesystem::exists(m_project, error)) return Layouts();
    return pipeline::loadProjectLayouts(m_project);
  }

  [[nodiscard]] Status put(const Layouts& layouts) {
    m_mayBeNew = true;
    if (!m_project.empty()) {
      for (const UserLayout& layout : layouts) FAULTLINE_TRY(pipeline::saveProjectLayout(m_project, layout));
      return {};
    }
    FAULTLINE_TRY_ASSIGN(Layouts library, load());
    for (const UserLayout& layout : layouts) {
      std::erase_if(library, [&](const UserLayout& other) { return other.name == layout.name; });
      library.push_back(layout);
    }
    std::ranges::sort(library, {}, &UserLayout::name);
    return pipeline::saveUserLayouts(pipeline::userLayoutFile(), library);
  }

  [[nodiscard]] Status remove(const std::string& name) const {
    FAULTLINE_TRY_ASSIGN(Layouts layouts, load());
    const auto removed = std::erase_if(layouts, [&](const UserLayout& other) { return other.name == name; });
    if (removed == 0) {
      const std::string where = m_project.empty() ? pipeline::userLayoutFile().string() : m_project;
      return failure(ErrorCode::InvalidArgument, "--remove " + name,
                     "no layout of " + where + " has this name");
    }
    if (!m_project.empty()) return pipeline::removeProjectLayout(m_project, name);
    return pipeline::saveUserLayouts(pipeline::userLayoutFile(), layouts);
  }

 private:
  std::string m_project;
  bool m_mayBeNew = false;
};

Result<Layouts> layoutsOfFile(const std::string& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return failure(ErrorCode::FileMissing, file, "no such file");
  return pipeline::loadUserLayouts(file);
}

Status change(LayoutShelf& shelf, const LayoutsArguments& arguments) {
  if (!arguments.importFrom.empty()) {
    FAULTLINE_TRY_ASSIGN(const Layouts layouts, layoutsOfFile(arguments.importFrom));
    FAULTLINE_TRY(shelf.put(layouts));
  }
  if (!arguments.add.empty()) FAULTLINE_TRY(shelf.put({{arguments.add.front(), arguments.add.back()}}));
  if (!arguments.remove.empty()) FAULTLINE_TRY(shelf.remove(arguments.remove));
  return {};
}

void addTo(nlohmann::json& list, const Layouts& layouts, const char* of) {
  for (const UserLayout& layout : layouts)
    list.push_back({{"name", layout.name}, {"pattern", layout.pattern}, {"of", of}});
}

void print(const Layouts& layouts, const char* title) {
  if (layouts.empty()) return;
  std::cout << title << '\n';
  for (const UserLayout& layout : layouts)
    std::cout << fmt::format("  {:<20} {}\n", layout.name, printable(layout.pattern));
}

/// Built-in ones by their descriptions: their patterns are approximations.
void printBuiltin() {
  std::cout << "built in\n";
  for (const pipeline::Choice& choice : pipeline::builtinLayoutChoices())
    std::cout << fmt::format("  {:<20} {}\n", choice.name, choice.description);
}

Status list(const CommandContext& context, const std::string& project, const Layouts& shelf) {
  const Layouts none;
  Layouts library;
  if (!project.empty()) {
    FAULTLINE_TRY_ASSIGN(library, pipeline::loadUserLayouts(pipeline::userLayoutFile()));
  }
  const Layouts& ofProject = project.empty() ? none : shelf;
  const Layouts& ofUser = project.empty() ? shelf : library;
  if (!context.json) {
    print(ofProject, "of the project");
    print(ofUser, "yours");
    printBuiltin();
    return {};
  }
  nlohmann::json layouts = nlohmann::json::array();
  addTo(layouts, ofProject, "project");
  addTo(layouts, ofUser, "user");
  for (const pipeline::Choice& choice : pipeline::builtinLayoutChoices()) {
    layouts.push_back({{"name", choice.name}, {"description", choice.description}, {"of", "faultline"}});
  }
  printJson({{"schema", 1},
             {"file", toUtf8(pipeline::userLayoutFile().string())},
             {"layouts", std::move(layouts)}});
  return {};
}

ExitCode runLayouts(const CommandContext& context, const LayoutsArguments& arguments) {
  if (!arguments.add.empty()) {
    const Status usable = pipeline::checkUserLayout({arguments.add.front(), arguments.add.back()});
    if (!usable) return failUsage(usable.error());
  }
  LayoutShelf shelf(arguments.project);
  if (const Status changed = change(shelf, arguments); !changed) return fail(changed.error());
  const auto layouts = shelf.load();
  if (!layouts) return fail(layouts.error());
  if (!arguments.exportTo.empty()) {
    const Status saved = pipeline::saveUserLayouts(arguments.exportTo, *layouts);
    if (!saved) return fail(saved.error());
  }
  const Status listed = list(context, arguments.project, *layouts);
  return listed ? ExitCode::Done : fail(listed.error());
}

}  // namespace

void addLayoutsCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* command =
      root.add_subcommand("layouts", "list, add, remove, export and import layouts that you wrote");
  const auto arguments = std::make_shared<LayoutsArguments>();
  command
      ->add_option("PROJECT", arguments->project,
                   "change this project's layouts; without it those of your own library")
      ->type_name("");
  command
      ->add_option("--add", arguments->add,
                   "save a pattern like '<Date> <Time> <Level>: <Content>' under a name, for --layout NAME")
      ->expected(2)
      ->type_name("NAME PATTERN");
  command->add_option("--remove", arguments->remove, "forget a layout")->type_name("NAME");
  command->add_option("--export", arguments->exportTo, "write the layouts to a file (JSON)")
      ->type_name("FILE");
  command->add_option("--import", arguments->importFrom, "add the layouts of such a file")->type_name("FILE");
  command->callback([&context, &run, arguments] {
    run = [&context, arguments] { return runLayouts(context, *arguments); };
  });
}

}  // namespace faultline::app
