#pragma once

#include <sstream>

#include "engine/pipeline/import.h"
#include "engine/store/event_repository.h"
#include "engine/store/key_repository.h"
#include "engine/store/session_repository.h"
#include "engine/store/source_repository.h"
#include "tests/engine/input/log_files.h"
#include "tests/engine/pipeline/made_project.h"

namespace faultline::test {

/// A folder with logs and a project to import them into.
class ImportFixture : public LogFolder {
 public:
  [[nodiscard]] std::filesystem::path project(const std::string& name = "p") const {
    return path(name + ".faultline");
  }

  pipeline::ImportReport import(const std::vector<std::filesystem::path>& files,
                                const pipeline::ImportOptions& options = {},
                                const std::filesystem::path& into = {}) const {
    std::vector<pipeline::ImportFile> list;
    for (const auto& file : files) list.push_back({file, options});
    return must(pipeline::importFiles(into.empty() ? project() : into, list, {}, {}));
  }

  pipeline::ImportedFile importOne(const std::filesystem::path& file,
                                   const pipeline::ImportOptions& options = {}) const {
    return import({file}, options).files.at(0);
  }

  [[nodiscard]] std::vector<store::SourceRow> sources() const {
    store::Database database = must(store::Database::open(project(), store::Access::Read));
    return must(store::SourceRepository(database).all());
  }

  [[nodiscard]] std::vector<store::EventRow> events(SourceId source = SourceId{1}) const {
    store::Database database = must(store::Database::open(project(), store::Access::Read));
    return must(store::EventRepository(database).range(source, 0, 1'000'000));
  }

  [[nodiscard]] std::vector<std::string> keys() const {
    store::Database database = must(store::Database::open(project(), store::Access::Read));
    std::vector<std::string> texts;
    for (const store::KeyRow& key : must(store::KeyRepository(database).all())) texts.push_back(key.text);
    return texts;
  }

  [[nodiscard]] std::vector<std::string> sessions() const {
    store::Database database = must(store::Database::open(project(), store::Access::Read));
    std::vector<std::string> labels;
    must(store::SessionRepository(database).forEach(
        [&](const store::SessionRow& row) { labels.push_back(row.rule + ":" + row.label); }));
    return labels;
  }

  /// `host/service[process]` of each stream, in the order of ids.
  [[nodiscard]] std::vector<std::string> streams() const {
    store::Database database = must(store::Database::open(project(), store::Access::Read));
    std::vector<std::string> names;
    for (const store::StreamRow& row : must(store::SourceRepository(database).streams())) {
      names.push_back(row.host + "/" + row.service + "[" + row.process + "]");
    }
    return names;
  }
};

/// All that an import leaves in a project, as text.
inline std::string contentOf(const std::filesystem::path& project) {
  store::Database database = must(store::Database::open(project, store::Access::Read));
  const store::SourceRepository sources(database);
  const store::EventRepository events(database);
  std::ostringstream out;
  for (const store::SourceRow& row : must(sources.all())) {
    out << "source " << row.id.value << ' ' << row.path << ' ' << row.size << ' ' << row.identity.headHash
        << ' ' << row.identity.tailHash << ' ' << row.importedBytes << ' ' << row.importedEvents << ' '
        << row.lastLineOpen << ' ' << row.unfitting << ' ' << row.sessions << ' ' << row.layout << ' '
        << row.sessionRule << ' ' << row.complete << '\n';
    for (const store::EventRow& event : must(events.range(row.id, 0, row.importedEvents + 10))) {
      out << event.id.ordinal << ' ' << event.offset << ' ' << event.length << ' '
          << event.extraLines << ' '
          << (event.time ? event.time->time_since_epoch().count() : -1) << ' ' << event.stream.value << ' '
          << event.key.value << ' ' << event.session.value << '\n';
      if (event.id.ordinal % 10'000 == 0) out << "line " << must(events.lineOf(event.id)) << '\n';
    }
  }
  for (const store::StreamRow& row : must(sources.streams())) {
    out << "stream " << row.id.value << ' ' << row.host << '/' << row.service << '/' << row.process << '\n';
  }
  for (const store::KeyRow& row : must(store::KeyRepository(database).all())) {
    out << "key " << row.id.value << ' ' << row.text << ' ' << row.revision << '\n';
  }
  must(store::SessionRepository(database).forEach([&](const store::SessionRow& row) {
    out << "session " << row.id.value << ' ' << row.rule << ' ' << row.label << '\n';
  }));
  must(events.scanFurtherSessions([&](SessionId session, EventId event) {
    out << "further " << session.value << ' ' << event.packed() << '\n';
    return true;
  }));
  const auto counts = must(events.keyCounts());
  std::vector<std::pair<std::int64_t, std::uint64_t>> sorted;
  for (const auto& [key, count] : counts) sorted.emplace_back(key.value, count);
  std::ranges::sort(sorted);
  for (const auto& [key, count] : sorted) out << "count " << key << ' ' << count << '\n';
  return std::move(out).str();
}

/// Lines as HDFS writes them, some that do not fit, some that name several blocks, and keys that come late.
inline std::string blockLog(int lines) {
  std::string text;
  for (int i = 0; i < lines; ++i) {
    const std::string block = "blk_" + std::to_string(1000 + i / 7 % 5000);
    const std::string clock = std::to_string(100000 + i / 60 % 60 * 100 + i % 60);
    const std::string head = "081109 " + clock + " " + std::to_string(i % 300) + " INFO dfs.";
    if (i % 997 == 500) {
      text += "garbled IOException at line " + std::to_string(i) + "\n";
    } else if (i % 1009 == 7) {
      text += head + "FSNamesystem: ask to delete " + block + " blk_" + std::to_string(i % 50) + " blk_1\n";
    } else if (i % 5003 == 5000) {
      const auto word = static_cast<std::size_t>(i / 5003);
      text += head + "DataNode: rare " + std::string(word + 1, 'q') + " thing about " + block + "\n";
    } else {
      text += head + (i % 3 == 0 ? "DataNode: Receiving block " : "FSDataset: Stored block ") + block +
              " of size " + std::to_string(i * 13) + "\n";
    }
  }
  return text;
}

}  // namespace faultline::test
