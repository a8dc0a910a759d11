#include "ui/dialogs/layout_library.h"

#include <algorithm>

#include <QtCore/QRegularExpression>

namespace faultline::ui {

using pipeline::UserLayout;

namespace {

/// Adds the layout, or replaces the one of its name.
void put(std::vector<UserLayout>& layouts, const UserLayout& layout) {
  const auto same = std::find_if(layouts.begin(), layouts.end(),
                                 [&](const UserLayout& each) { return each.name == layout.name; });
  if (same == layouts.end()) {
    layouts.push_back(layout);
  } else {
    *same = layout;
  }
}

}  // namespace

LayoutLibrary::LayoutLibrary(std::shared_ptr<Engine> engine, QueryRunner* queries,
                             std::filesystem::path project, QObject* parent)
    : QObject(parent), m_engine(std::move(engine)), m_queries(queries), m_project(std::move(project)) {
  for (const pipeline::Choice& choice : m_engine->layoutChoices()) m_builtins.push_back(choice.name);
}

Result<LayoutLibrary::Shelves> LayoutLibrary::read(Engine& engine, const std::filesystem::path& project) {
  Shelves shelves;
  FAULTLINE_TRY_ASSIGN(shelves.mine, engine.loadUserLayouts(engine.userLayoutFile()));
  if (project.empty()) return shelves;
  FAULTLINE_TRY_ASSIGN(shelves.project, engine.loadProjectLayouts(project));
  return shelves;
}

void LayoutLibrary::onRead(Result<Shelves> read) {
  if (!read) {
    Q_EMIT failed(read.error());
    return;
  }
  m_shelves = std::move(*read);
  Q_EMIT changed();
}

void LayoutLibrary::load() {
  m_queries->run(
      this, QStringLiteral("layouts"),
      [engine = m_engine, project = m_project](std::stop_token) { return read(*engine, project); },
      [this](Result<Shelves> read) { onRead(std::move(read)); });
}

template <class Work, class Done>
void LayoutLibrary::change(Work work, Done done) {
  m_queries->run(
      this, QStringLiteral("change"),
      [engine = m_engine, project = m_project, work](std::stop_token) -> Result<Shelves> {
        FAULTLINE_TRY(work(*engine));
        return read(*engine, project);
      },
      [this, done](Result<Shelves> read) {
        const bool worked = read.has_value();
        onRead(std::move(read));
        if (worked) done();
      },
      Worker::Place::Front);
}

const std::vector<UserLayout>& LayoutLibrary::layouts(Shelf shelf) const {
  return shelf == Shelf::Project ? m_shelves.project : m_shelves.mine;
}

bool LayoutLibrary::has(Shelf shelf, const QString& name) const {
  const auto& all = layouts(shelf);
  return std::any_of(all.begin(), all.end(),
                     [&](const UserLayout& each) { return each.name == name.toStdString(); });
}

QString LayoutLibrary::nameProblem(const QString& name) const {
  static const QRegularExpression kName(QStringLiteral("^[A-Za-z0-9._-]+$"));
  if (name.isEmpty()) return tr("Give it a name.");
  if (!kName.match(name).hasMatch()) return tr("Use letters, digits, dots, - and _ only.");
  const bool builtin =
      std::find(m_builtins.begin(), m_builtins.end(), name.toStdString()) != m_builtins.end();
  if (builtin || name == QLatin1String("auto"))
    return tr("A layout that comes with Faultline has this name.");
  return {};
}

void LayoutLibrary::save(Shelf shelf, const UserLayout& layout) {
  change(
      [shelf, layout, project = m_project](Engine& engine) -> Status {
        if (shelf == Shelf::Project) return engine.saveProjectLayout(project, layout);
        const auto file = engine.userLayoutFile();
        FAULTLINE_TRY_ASSIGN(auto layouts, engine.loadUserLayouts(file));
        put(layouts, layout);
        return engine.saveUserLayouts(file, layouts);
      },
      [this, layout] { Q_EMIT saved(layout); });
}

void LayoutLibrary::remove(Shelf shelf, const std::string& name) {
  change(
      [shelf, name, project = m_project](Engine& engine) -> Status {
        if (shelf == Shelf::Project) return engine.removeProjectLayout(project, name);
        const auto file = engine.userLayoutFile();
        FAULTLINE_TRY_ASSIGN(auto layouts, engine.loadUserLayouts(file));
        std::erase_if(layouts, [&](const UserLayout& each) { return each.name == name; });
        return engine.saveUserLayouts(file, layouts);
      },
      [] {});
}

void LayoutLibrary::exportTo(const std::filesystem::path& file) {
  std::vector<UserLayout> all = m_shelves.mine;
  for (const UserLayout& layout : m_shelves.project) put(all, layout);
  const auto count = static_cast<int>(all.size());
  change([file, all](Engine& engine) { return engine.saveUserLayouts(file, all); },
         [this, count] { Q_EMIT told(tr("%n layout(s) exported.", nullptr, count)); });
}

void LayoutLibrary::importFrom(const std::filesystem::path& file) {
  const auto count = std::make_shared<int>(0);
  change(
      [file, count](Engine& engine) -> Status {
        FAULTLINE_TRY_ASSIGN(const auto read, engine.loadUserLayouts(file));
        FAULTLINE_TRY_ASSIGN(auto mine, engine.loadUserLayouts(engine.userLayoutFile()));
        for (const UserLayout& layout : read) put(mine, layout);
        *count = static_cast<int>(read.size());
        return engine.saveUserLayouts(engine.userLayoutFile(), mine);
      },
      [this, count] { Q_EMIT told(tr("%n layout(s) added to yours.", nullptr, *count)); });
}

}  // namespace faultline::ui
