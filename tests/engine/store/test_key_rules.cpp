#include <fstream>

#include <QtTest/QtTest>
#include <SQLiteCpp/SQLiteCpp.h>

#include "engine/store/database.h"
#include "engine/store/event_repository.h"
#include "engine/store/journal.h"
#include "engine/store/key_repository.h"
#include "engine/store/key_rule_repository.h"
#include "engine/store/keyed_events.h"
#include "engine/store/model_repository.h"
#include "engine/store/setting_repository.h"
#include "engine/store/source_repository.h"

using namespace faultline;
using namespace faultline::store;

namespace {

template <class T>
T must(Result<T> result) {
  if (!result) qFatal("%s", errorLine(result.error()).c_str());
  return std::move(*result);
}
void must(const Status& status) {
  if (!status) qFatal("%s", errorLine(status.error()).c_str());
}

}  // namespace

class TestKeyRules : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void aProjectOfTheFirstVersionIsBroughtToThisOne() {
    makeFirstVersion();
    {
      SQLite::Database plain(path().string(), SQLite::OPEN_READWRITE);
      plain.exec("INSERT INTO log_key (id, template, revision) VALUES (1, 'a <*>', 3), (2, 'b', 1)");
      plain.exec("INSERT INTO key_alias (key, canonical, revision) VALUES (2, 1, 3)");
      plain.exec(
          "INSERT INTO event (id, offset, length, extra_lines, stream, key) VALUES (4294967296, 0, 9, 0, 1, "
          "2)");
      plain.exec("INSERT INTO session_scheme (id, rule, version) VALUES (1, 'none', 1)");
      plain.exec(
          "INSERT INTO source (id, path, encoding, size, modified, head_length, head_hash, tail_length, "
          "tail_hash, imported_bytes, imported_events, layout, session_scheme, state) VALUES (1, 'a.log', "
          "'UTF-8', 9, 0, 9, 1, 9, 1, 9, 1, 'plain', 1, 'complete')");
      plain.exec("INSERT INTO stream (id, source, host, service, process) VALUES (1, 1, 'h', 's', '')");
      plain.exec("INSERT INTO journal (at, who, action, forward, inverse) VALUES (5, 'me', 'x', '{}', '{}')");
      plain.exec("INSERT INTO model (id, created, settings, saw, bundle) VALUES (7, 0, '{}', '{}', x'00')");
    }
    Database database = must(Database::open(path(), Access::Write));
    QCOMPARE(database.outcome(), MigrationOutcome::Upgraded);
    const auto keys = must(KeyRepository(database).all());
    QCOMPARE(keys.size(), std::size_t{2});
    QCOMPARE(keys[0].text, std::string("a <*>"));
    QCOMPARE(keys[0].revision, 3);
    QVERIFY(keys[0].name.empty());
    QCOMPARE(must(KeyRepository(database).aliases()).at(2), std::int64_t{1});
    QCOMPARE(must(Journal(database).all()).at(0).action, std::string("x"));
    QVERIFY(!must(ModelRepository(database).keys(ModelId{7})));
    QVERIFY(must(KeyRuleRepository(database).splits()).empty());
    // The views read merged keys as one.
    SQLite::Statement view(database.handle(), "SELECT template, key FROM event_view");
    QVERIFY(view.executeStep());
    QCOMPARE(view.getColumn(0).getString(), std::string("a <*>"));
    QCOMPARE(view.getColumn(1).getInt(), 1);
    QCOMPARE(database.handle().execAndGet("PRAGMA user_version").getInt(), schemaVersion());
  }

  void chainsOfAliasesAreFollowedAndRingsEnd() {
    Database database = must(Database::create(path()));
    KeyRepository keys(database);
    for (const char* text : {"a", "b", "c", "d", "e"}) must(keys.insert(text));
    must(keys.setAlias(KeyId{1}, KeyId{2}, 1));
    must(keys.setAlias(KeyId{2}, KeyId{3}, 1));
    must(keys.setAlias(KeyId{4}, KeyId{5}, 1));
    must(keys.setAlias(KeyId{5}, KeyId{4}, 1));  // as nobody but a hand would write it
    const auto aliases = must(keys.aliases());
    QCOMPARE(aliases.at(1), std::int64_t{3});
    QCOMPARE(aliases.at(2), std::int64_t{3});
    QVERIFY(!aliases.contains(3));
    QVERIFY(aliases.contains(4));
    must(keys.removeAlias(KeyId{2}));
    QCOMPARE(must(keys.aliases()).at(1), std::int64_t{2});
    QCOMPARE(must(keys.aliasRows()).front(), (AliasRow{KeyId{1}, KeyId{2}, 1}));
  }

  // 4 is absorbed by 3, that by 1; a user had said that 2 is read as 5, and that 5 is read as 6.
  void whatIsAbsorbedIsReadAsTheOther() {
    Database database = must(Database::create(path()));
    KeyRepository keys(database);
    for (const char* text : {"a", "b", "c", "d", "e", "f"}) must(keys.insert(text));
    must(keys.setAlias(KeyId{2}, KeyId{5}, 1));
    must(keys.setAlias(KeyId{5}, KeyId{6}, 1));
    must(keys.absorb(KeyId{4}, KeyId{3}));
    must(keys.absorb(KeyId{3}, KeyId{1}));
    must(keys.absorb(KeyId{2}, KeyId{1}));  // the user's word stands
    must(keys.absorb(KeyId{6}, KeyId{2}));  // they are one already: no ring
    QCOMPARE(must(keys.aliasRows()),
             (std::vector<AliasRow>{{KeyId{2}, KeyId{5}, 1},
                                    {KeyId{3}, KeyId{1}, 1},
                                    {KeyId{4}, KeyId{1}, 1},
                                    {KeyId{5}, KeyId{6}, 1}}));
    must(keys.absorb(KeyId{1}, KeyId{2}));
    QCOMPARE(must(keys.aliases()).at(4), std::int64_t{6});
  }

  void aSplitThatWasTakenBackStandsForItsParent() {
    Database database = must(Database::create(path()));
    KeyRepository keys(database);
    for (const char* text : {"a", "b"}) must(keys.insert(text));
    KeyRuleRepository rules(database);
    must(rules.addSplit({KeyId{2}, KeyId{1}, "word", true}));
    QVERIFY(must(keys.aliases()).empty());
    must(rules.setSplitActive(KeyId{2}, false));
    QCOMPARE(must(keys.aliases()).at(2), std::int64_t{1});
    QVERIFY(!must(rules.splits()).at(0).active);
    QCOMPARE(must(rules.splits()).at(0).token, std::string("word"));
  }

  void masksKeepTheirOrderAndTheirRows() {
    Database database = must(Database::create(path()));
    KeyRuleRepository rules(database);
    const std::int64_t first = must(rules.addMask("b'; DROP TABLE log_key; --"));
    must(rules.addMask("a"));
    must(rules.setMaskActive(first, false));
    const auto masks = must(rules.masks());
    QCOMPARE(masks.size(), std::size_t{2});
    QCOMPARE(masks[0].expression, std::string("b'; DROP TABLE log_key; --"));
    QVERIFY(!masks[0].active);
    QVERIFY(masks[1].active);
  }

  void eventsAreMovedBetweenKeysWithTheirCounts() {
    Database database = must(Database::create(path()));
    addEvents(database, 5000);  // keys 1 and 2 in turn; two blocks
    KeyedEvents events(database);
    const KeyId one{1};
    auto blocks = must(events.blocks(std::span(&one, 1)));
    QCOMPARE(blocks.size(), std::size_t{2});
    QCOMPARE(blocks[0].count, 2048U);
    QCOMPARE(blocks[1].first, (EventId{SourceId{1}, 4096}));
    const auto places = must(events.places(blocks[1], 3));
    QCOMPARE(places.size(), std::size_t{3});
    QCOMPARE(places[1].id.ordinal, 4098U);
    QCOMPARE(places[1].offset, std::uint64_t{409'800});
    const std::vector<EventId> moved{places[0].id, places[2].id};
    must(events.move(blocks[1], moved, KeyId{9}));
    auto counts = must(EventRepository(database).keyCounts());
    QCOMPARE(counts.at(KeyId{1}), std::uint64_t{2498});
    QCOMPARE(counts.at(KeyId{9}), std::uint64_t{2});
    QCOMPARE(must(EventRepository(database).get(places[2].id))->key, KeyId{9});
    QCOMPARE(must(EventRepository(database).get(places[1].id))->key, KeyId{1});
    const KeyId nine{9};
    for (const KeyBlock& block : must(events.blocks(std::span(&nine, 1)))) must(events.moveAll(block, one));
    counts = must(EventRepository(database).keyCounts());
    QCOMPARE(counts.at(KeyId{1}), std::uint64_t{2500});
    QVERIFY(!counts.contains(KeyId{9}));
    blocks = must(events.blocks(std::span(&one, 1)));
    must(events.moveAll(blocks[0], KeyId{2}));
    QCOMPARE(must(events.blocks(std::span(&one, 1))).size(), std::size_t{1});
    QCOMPARE(must(EventRepository(database).keyCounts()).at(KeyId{2}), std::uint64_t{4548});
  }

  void anActionAfterAnUndoDropsWhatWasUndone() {
    Database database = must(Database::create(path()));
    Journal journal(database);
    must(journal.record("a", "{}", "{}"));
    must(journal.record("b", "{}", "{}"));
    must(journal.setUndone(2, true));
    QVERIFY(must(journal.all())[0].undone);
    QVERIFY(!must(journal.all())[0].dropped);
    must(journal.record("c", "{}", "{}"));
    const auto rows = must(journal.all());
    QVERIFY(rows[1].undone && rows[1].dropped);
    QVERIFY(!rows[0].undone && !rows[2].undone);
  }

  void settingsAreKeptByTheirNames() {
    Database database = must(Database::create(path()));
    SettingRepository settings(database);
    QVERIFY(!must(settings.get("parser")));
    must(settings.set("parser", "{}"));
    must(settings.set("parser", "{\"a\":1}"));
    QCOMPARE(*must(settings.get("parser")), std::string("{\"a\":1}"));
  }

  void whatAModelsKeysWereGoesWithIt() {
    Database database = must(Database::create(path()));
    ModelRepository models(database);
    const ModelId model = must(models.insert({{}, {}, now(), "{}", "{}", 0}, "bytes"));
    QVERIFY(!must(models.keys(model)));
    must(models.setKeys(model, "{\"learnt\":[1]}"));
    QCOMPARE(*must(models.keys(model)), std::string("{\"learnt\":[1]}"));
  }

 private:
  [[nodiscard]] std::filesystem::path path() const { return m_folder->filePath("p.faultline").toStdString(); }

  /// As the program of that version made it: its one migration, applied to an empty file.
  void makeFirstVersion() const {
    std::ifstream file(FAULTLINE_MIGRATIONS "/0001_initial.sql");
    QVERIFY(file.good());
    const std::string sql((std::istreambuf_iterator<char>(file)), {});
    SQLite::Database plain(path().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    plain.exec("PRAGMA application_id=" + std::to_string(kApplicationId));
    plain.exec("PRAGMA journal_mode=WAL");
    plain.exec(sql);
    plain.exec("PRAGMA user_version=1");
  }

  static void addEvents(Database& database, std::uint32_t count) {
    SourceRow source;
    source.path = "a";
    source.encoding = "UTF-8";
    source.layout = "plain";
    source.sessionRule = "none";
    const SourceId id = must(SourceRepository(database).insert(source));
    Transaction transaction = must(Transaction::begin(database));
    EventWriter writer = must(EventWriter::open(database, id, 0));
    for (std::uint32_t i = 0; i < count; ++i) {
      EventRow row;
      row.id = {id, i};
      row.offset = i * 100ULL;
      row.length = 99;
      row.stream = StreamId{1};
      row.key = KeyId{i % 2 + 1};
      must(writer.append(row));
    }
    must(writer.flush());
    must(transaction.commit());
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestKeyRules)
#include "test_key_rules.moc"
