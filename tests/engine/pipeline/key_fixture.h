#pragma once

#include <sstream>

#include "engine/pipeline/changes.h"
#include "engine/pipeline/keys.h"
#include "tests/engine/pipeline/import_fixture.h"

namespace faultline::test {

using pipeline::KeyEdit;

/// A project whose keys are known: 1 `user alice logged in`, 2 `user bob logged in`, 3 `status <*> for <*>`.
class KeyFixture : public ImportFixture {
 public:
  static std::string log() {
    std::string text;
    for (int i = 0; i < 12; ++i) {
      text += i % 2 == 0 ? "user alice logged in\n" : "user bob logged in\n";
      text += "status " + std::string(i % 3 == 0 ? "404" : "200") + " for /page/" + std::to_string(i) + "\n";
    }
    return text;
  }

  static pipeline::ImportOptions plain() {
    pipeline::ImportOptions options;
    options.layout = "plain";
    options.sessionId = "none";
    return options;
  }

  void makeProject(const std::string& text = log()) const { import({write("a.log", text)}, plain()); }

  pipeline::KeyEditReport edit(KeyEdit::Kind kind, const std::vector<std::int64_t>& keys,
                               const std::string& text = {}) const {
    return must(pipeline::editKeys(project(), editOf(kind, keys, text), {}, {}));
  }

  [[nodiscard]] Error editError(KeyEdit::Kind kind, const std::vector<std::int64_t>& keys,
                                const std::string& text = {}) const {
    const auto report = pipeline::editKeys(project(), editOf(kind, keys, text), {}, {});
    return report ? Error{} : report.error();
  }

  static KeyEdit editOf(KeyEdit::Kind kind, const std::vector<std::int64_t>& keys,
                        const std::string& text = {}) {
    KeyEdit edit{kind, {}, text};
    for (const std::int64_t key : keys) edit.keys.push_back(KeyId{key});
    return edit;
  }

  [[nodiscard]] pipeline::KeyList list() const { return must(pipeline::loadKeys(project())); }

  /// `id text (name) events [merged] from id on word`, a key a line, in the order of ids; then the masks.
  [[nodiscard]] std::string shown() const {
    pipeline::KeyList keys = list();
    std::ranges::sort(keys.keys, {}, &pipeline::LogKeyInfo::id);
    std::ostringstream out;
    for (const pipeline::LogKeyInfo& key : keys.keys) {
      out << key.id.value << ' ' << key.text;
      if (!key.name.empty()) out << " (" << key.name << ')';
      out << ' ' << key.events;
      for (const KeyId merged : key.merged) out << " +" << merged.value;
      if (key.splitFrom) out << " from " << key.splitFrom.value << " on " << key.splitOn;
      out << '\n';
    }
    for (const std::string& mask : keys.masks) out << "mask " << mask << '\n';
    return std::move(out).str();
  }

  /// The keys of the source's events as they are read, in order.
  [[nodiscard]] std::vector<std::int64_t> keysOfLines(SourceId source = SourceId{1}) const {
    pipeline::LogReader reader = must(pipeline::LogReader::open(project(), source));
    std::vector<std::int64_t> keys;
    for (const pipeline::LogLine& line : must(reader.read(0, 1'000'000))) keys.push_back(line.key.value);
    return keys;
  }

  /// All that an undo has to restore.
  [[nodiscard]] std::string state() const {
    std::ostringstream out;
    out << shown();
    for (const store::EventRow& event : events()) out << event.key.value << ' ';
    store::Database database = must(store::Database::open(project(), store::Access::Read));
    for (const store::AliasRow& alias : must(store::KeyRepository(database).aliasRows()))
      out << "\nalias " << alias.key.value << ' ' << alias.canonical.value << ' ' << alias.revision;
    for (const pipeline::LogKeyInfo& key : list().keys) {
      for (const store::KeyRow& row : must(store::KeyRepository(database).all())) {
        if (row.id == key.id) out << "\nkey " << row.id.value << ' ' << row.text << ' ' << row.revision;
      }
    }
    return std::move(out).str();
  }
};

}  // namespace faultline::test
