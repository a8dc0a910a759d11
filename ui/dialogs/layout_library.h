#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include <QtCore/QObject>

#include "ui/jobs/engine.h"
#include "ui/jobs/query_runner.h"

namespace faultline::ui {

/// The layouts that users wrote and saved, in the project and for all projects. Read and written in the
/// background. Used from the window's thread.
class LayoutLibrary : public QObject {
  Q_OBJECT

 public:
  enum class Shelf { Project, Mine };

  /// Without a project there are only the user's own.
  LayoutLibrary(std::shared_ptr<Engine> engine, QueryRunner* queries, std::filesystem::path project,
                QObject* parent = nullptr);

  void load();
  [[nodiscard]] bool hasProject() const { return !m_project.empty(); }
  [[nodiscard]] const std::vector<pipeline::UserLayout>& layouts(Shelf shelf) const;
  /// Why a layout cannot have this name; empty when it can.
  [[nodiscard]] QString nameProblem(const QString& name) const;
  [[nodiscard]] bool has(Shelf shelf, const QString& name) const;

  /// Replaces the one of its name.
  void save(Shelf shelf, const pipeline::UserLayout& layout);
  void remove(Shelf shelf, const std::string& name);
  /// All that are saved.
  void exportTo(const std::filesystem::path& file);
  /// Puts those of the file among the user's own.
  void importFrom(const std::filesystem::path& file);

 Q_SIGNALS:
  void changed();
  /// A layout was saved and can be chosen now.
  void saved(const faultline::pipeline::UserLayout& layout);
  void told(const QString& text);
  void failed(const faultline::Error& error);

 private:
  using Layouts = std::vector<pipeline::UserLayout>;
  struct Shelves {
    Layouts project;
    Layouts mine;
  };
  /// `work` runs in the background; what is saved is read again after it.
  template <class Work, class Done>
  void change(Work work, Done done);
  static Result<Shelves> read(Engine& engine, const std::filesystem::path& project);
  void onRead(Result<Shelves> read);

  std::shared_ptr<Engine> m_engine;
  QueryRunner* m_queries;
  std::filesystem::path m_project;
  Shelves m_shelves;
  std::vector<std::string> m_builtins;
};

}  // namespace faultline::ui
