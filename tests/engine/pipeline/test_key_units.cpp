#include <algorithm>
#include <fstream>
#include <map>

#include <QtTest/QtTest>

#include "engine/pipeline/key_book.h"
#include "engine/pipeline/key_units.h"
#include "tests/engine/pipeline/import_fixture.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::must;

/// Units in the templates of a workflow's steps.
class TestKeyUnits : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    m_logs = std::make_unique<test::ImportFixture>();
    std::ofstream log(file());
    for (int i = 0; i < 12; ++i) {
      const std::string time = "2026-01-05 10:00:" + std::to_string(10 + i) + " INFO ";
      log << time << "Total memory: " << 512 + i << " MB\n";
      log << time << "Moved bytes of snapshot: " << 3 + i << (i % 2 == 0 ? " MB" : " GB") << "\n";
      log << time << "Disk is filled to " << 40 + i << "%\n";
      log << time << "Attempt number " << i << " begins\n";
      log << time << "Nothing varies in this line\n";
    }
    log.close();
    m_logs->importOne(file());
  }

  void aUnitThatAllLinesHaveIsWritten() {
    const auto written = units();
    QCOMPARE(written.at("Total memory:"), std::string("Total memory: <*> MB"));
  }

  void aSignThatTheTemplateHasIsNotWrittenTwice() {
    QVERIFY(!units().contains("Disk is"));
    const std::vector<std::string> keys = m_logs->keys();
    QVERIFY(std::ranges::find(keys, "Disk is filled to <*>%") != keys.end());
  }

  void whereLinesDisagreeThereIsNone() {
    const auto written = units();
    QCOMPARE(written.size(), std::size_t{1});
    for (const auto& [beginning, text] : written) QVERIFY2(!text.starts_with("Moved"), text.c_str());
    // It is one log key all the same.
    int moved = 0;
    for (const std::string& key : m_logs->keys()) moved += key.starts_with("Moved bytes") ? 1 : 0;
    QCOMPARE(moved, 1);
  }

  void keysWhoseLinesAreGoneAreLeftOut() {
    std::filesystem::remove(file());
    QVERIFY(units().empty());
  }

  void itStopsWhenToldTo() {
    store::Database database = must(store::Database::open(m_logs->project(), store::Access::Read));
    const KeyBook book = must(KeyBook::read(database));
    std::stop_source stop;
    stop.request_stop();
    const std::vector<KeyId> keys{KeyId{1}};
    QCOMPARE(templatesWithUnits(database, book, keys, stop.get_token()).error().code, ErrorCode::Cancelled);
    QVERIFY(must(templatesWithUnits(database, book, std::vector<KeyId>{KeyId{9999}}, {})).empty());
  }

 private:
  [[nodiscard]] std::filesystem::path file() const { return m_logs->path("a.log"); }

  /// By the first two words.
  [[nodiscard]] std::map<std::string, std::string> units() const {
    store::Database database = must(store::Database::open(m_logs->project(), store::Access::Read));
    const KeyBook book = must(KeyBook::read(database));
    std::vector<KeyId> keys;
    for (const store::KeyRow& row : book.rows()) keys.push_back(row.id);
    std::map<std::string, std::string> found;
    for (const auto& [key, text] : must(templatesWithUnits(database, book, keys, {})))
      found[text.substr(0, text.find(' ', text.find(' ') + 1))] = text;
    return found;
  }

  std::unique_ptr<test::ImportFixture> m_logs;
};

QTEST_GUILESS_MAIN(TestKeyUnits)
#include "test_key_units.moc"
