#include <filesystem>

#include <QtTest/QtTest>

#include "tests/engine/pipeline/key_fixture.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::KeyFixture;
using test::must;
using Kind = KeyEdit::Kind;

class TestKeyEdit : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_fixture = std::make_unique<KeyFixture>(); }

  void keysAreListedWithTheirEvents() {
    m_fixture->makeProject();
    QCOMPARE(m_fixture->shown(), std::string("1 user alice logged in 6\n"
                                             "2 status <*> for <*> 12\n"
                                             "3 user bob logged in 6\n"));
    QCOMPARE(m_fixture->list().keys.front().id, KeyId{2});  // the most frequent first
    QVERIFY(!m_fixture->list().needsRelearning);
  }

  void mergedKeysAreReadAsTheFirst() {
    m_fixture->makeProject();
    const KeyEditPreview preview =
        must(previewKeyEdit(m_fixture->project(), KeyFixture::editOf(Kind::Merge, {3, 1}), {}));
    QCOMPARE(preview.events, std::uint64_t{6});
    QCOMPARE(preview.keys.size(), std::size_t{1});
    QCOMPARE(preview.keys[0].before, std::string("user alice logged in"));
    QCOMPARE(preview.keys[0].after, std::string("user bob logged in"));
    QCOMPARE(preview.lines.size(), std::size_t{12});
    const KeyEditReport report = m_fixture->edit(Kind::Merge, {3, 1});
    QCOMPARE(report.key, KeyId{3});
    QCOMPARE(report.events, std::uint64_t{6});
    QCOMPARE(report.keys, std::uint64_t{1});
    QCOMPARE(m_fixture->shown(), std::string("2 status <*> for <*> 12\n"
                                             "3 user bob logged in 12 +1\n"));
    const std::vector<std::int64_t> keys = m_fixture->keysOfLines();
    QCOMPARE(keys[0], std::int64_t{3});
    QCOMPARE(keys[2], std::int64_t{3});
    QCOMPARE(m_fixture->events()[0].key, KeyId{1});  // the row stays as it was read
  }

  void laterLinesOfAMergedKeyAreReadAsTheFirst() {
    m_fixture->makeProject();
    m_fixture->edit(Kind::Merge, {3, 1});
    m_fixture->import({m_fixture->write("b.log", "user alice logged in\n")}, KeyFixture::plain());
    QCOMPARE(m_fixture->keysOfLines(SourceId{2}), std::vector<std::int64_t>{3});
  }

  void chainsOfMergesEndAtTheLast() {
    m_fixture->makeProject();
    m_fixture->edit(Kind::Merge, {3, 1});
    m_fixture->edit(Kind::Merge, {2, 1});  // 1 is read as 3, which is what is merged
    QCOMPARE(m_fixture->shown(), std::string("2 status <*> for <*> 24 +1 +3\n"));
    QCOMPARE(m_fixture->editError(Kind::Merge, {1, 3}).code, ErrorCode::InvalidArgument);
  }

  void whatIsNoMergeIsSaid() {
    m_fixture->makeProject();
    QCOMPARE(m_fixture->editError(Kind::Merge, {1}).code, ErrorCode::InvalidArgument);
    QCOMPARE(m_fixture->editError(Kind::Merge, {1, 1}).code, ErrorCode::InvalidArgument);
    QCOMPARE(m_fixture->editError(Kind::Merge, {1, 99}).code, ErrorCode::KeyUnknown);
    QVERIFY(must(loadChanges(m_fixture->project())).empty());
  }

  void aNameIsShownAndTakenBack() {
    m_fixture->makeProject();
    m_fixture->edit(Kind::Rename, {2}, "answer");
    QCOMPARE(m_fixture->shown(), std::string("1 user alice logged in 6\n"
                                             "2 status <*> for <*> (answer) 12\n"
                                             "3 user bob logged in 6\n"));
    QCOMPARE(m_fixture->editError(Kind::Rename, {2}, "answer").code, ErrorCode::InvalidArgument);
    m_fixture->edit(Kind::Rename, {2});
    QVERIFY(m_fixture->list().keys.front().name.empty());
  }

  void aMaskMakesKeysOneAndLaterLinesMatch() {
    m_fixture->makeProject();
    const KeyEditPreview preview =
        must(previewKeyEdit(m_fixture->project(), KeyFixture::editOf(Kind::Mask, {}, "alice|bob|carol"), {}));
    QCOMPARE(preview.keys.size(), std::size_t{2});
    QCOMPARE(preview.keys[0].after, std::string("user <*> logged in"));
    QCOMPARE(preview.events, std::uint64_t{12});
    m_fixture->edit(Kind::Mask, {}, "alice|bob|carol");
    const std::string masked =
        "1 user <*> logged in 12 +3\n"
        "2 status <*> for <*> 12\n"
        "mask alice|bob|carol\n";
    QCOMPARE(m_fixture->shown(), masked);
    m_fixture->import({m_fixture->write("b.log", "user carol logged in\nuser bob logged in\n")},
                      KeyFixture::plain());
    QCOMPARE(m_fixture->keysOfLines(SourceId{2}), (std::vector<std::int64_t>{1, 1}));
    QCOMPARE(m_fixture->editError(Kind::Mask, {}, "alice|bob|carol").code, ErrorCode::InvalidArgument);
    QCOMPARE(m_fixture->editError(Kind::Mask, {}, "nothing has this").code, ErrorCode::InvalidArgument);
    QCOMPARE(m_fixture->editError(Kind::Mask, {}, "(").code, ErrorCode::RegexInvalid);
  }

  void aMaskIsSeenInLinesWhereTheTemplateHasAParameterAlready() {
    m_fixture->makeProject("volume sd-a_4711 is full\nvolume sd-b_4712 is full\n");
    const std::string before = m_fixture->keys().at(0);
    QVERIFY(before != "volume <*> is full");
    m_fixture->edit(Kind::Mask, {}, "sd-[a-z]_[0-9]+");
    QCOMPARE(m_fixture->keys().at(0), std::string("volume <*> is full"));
    const std::size_t keys = m_fixture->keys().size();
    m_fixture->import({m_fixture->write("b.log", "volume sd-c_4713 is full\n")}, KeyFixture::plain());
    QCOMPARE(m_fixture->keysOfLines(SourceId{2}), std::vector<std::int64_t>{1});
    QCOMPARE(m_fixture->keys().size(), keys);
    must(undoChange(m_fixture->project(), {}, {}));
  }

  void aSplitMovesTheLinesWithTheWord() {
    m_fixture->makeProject();
    const KeyEditPreview preview =
        must(previewKeyEdit(m_fixture->project(), KeyFixture::editOf(Kind::Split, {2}, "404"), {}));
    QCOMPARE(preview.events, std::uint64_t{4});
    QVERIFY(!preview.eventsAreAtLeast);
    QCOMPARE(preview.keys[0].after, std::string("status 404 for <*>"));
    QCOMPARE(preview.lines.size(), std::size_t{4});
    QCOMPARE(preview.lines[0].text, std::string("status 404 for /page/0"));
    const KeyEditReport report = m_fixture->edit(Kind::Split, {2}, "404");
    QCOMPARE(report.key, KeyId{4});
    QCOMPARE(report.events, std::uint64_t{4});
    QCOMPARE(m_fixture->shown(), std::string("1 user alice logged in 6\n"
                                             "2 status <*> for <*> 8\n"
                                             "3 user bob logged in 6\n"
                                             "4 status 404 for <*> 4 from 2 on 404\n"));
    for (const store::EventRow& event : m_fixture->events()) {
      if (event.id.ordinal % 2 == 1) QCOMPARE(event.key.value, event.id.ordinal / 2 % 3 == 0 ? 4 : 2);
    }
  }

  void laterLinesGoToTheSplitKey() {
    m_fixture->makeProject();
    m_fixture->edit(Kind::Split, {2}, "404");
    m_fixture->import({m_fixture->write("b.log", "status 404 for /x/1\nstatus 500 for /x/2\n")},
                      KeyFixture::plain());
    QCOMPARE(m_fixture->keysOfLines(SourceId{2}), (std::vector<std::int64_t>{4, 2}));
  }

  void aSplitOfMergedKeysIsOneKey() {
    m_fixture->makeProject("fetch 1 done\nfetch 2 done\nloaded 1 times\nloaded 2 times\n");
    m_fixture->edit(Kind::Merge, {1, 2});
    const KeyEditReport report = m_fixture->edit(Kind::Split, {1}, "2");
    QCOMPARE(report.events, std::uint64_t{2});
    QCOMPARE(m_fixture->shown(), std::string("1 fetch <*> done 2 +2\n"
                                             "3 fetch 2 done 2 +4 from 1 on 2\n"));
    m_fixture->import({m_fixture->write("b.log", "loaded 2 times\n")}, KeyFixture::plain());
    QCOMPARE(m_fixture->keysOfLines(SourceId{2}), std::vector<std::int64_t>{3});
    must(undoChange(m_fixture->project(), {}, {}));
    must(undoChange(m_fixture->project(), {}, {}));
    QCOMPARE(m_fixture->shown(), std::string("1 fetch <*> done 2\n"
                                             "2 loaded <*> times 3\n"));
  }

  void aSplitThatSplitsNothingIsSaid() {
    m_fixture->makeProject();
    for (const char* word : {"503", "status"}) {
      const Error error = m_fixture->editError(Kind::Split, {2}, word);
      QCOMPARE(error.code, ErrorCode::InvalidArgument);
      QCOMPARE(
          previewKeyEdit(m_fixture->project(), KeyFixture::editOf(Kind::Split, {2}, word), {}).error().code,
          ErrorCode::InvalidArgument);
    }
    QVERIFY(m_fixture->editError(Kind::Split, {2}, "503").detail.starts_with("no line"));
    QVERIFY(m_fixture->editError(Kind::Split, {2}, "status").detail.starts_with("all lines"));
    QCOMPARE(m_fixture->editError(Kind::Split, {2}, "two words").code, ErrorCode::InvalidArgument);
    QCOMPARE(m_fixture->editError(Kind::Split, {9}, "404").code, ErrorCode::KeyUnknown);
    QCOMPARE(m_fixture->keys().size(), std::size_t{3});  // no row is left of what failed
  }

  void aSplitNeedsTheFiles() {
    m_fixture->makeProject();
    const std::string before = m_fixture->state();
    const std::string text = KeyFixture::log();
    std::filesystem::remove(m_fixture->path("a.log"));
    QCOMPARE(m_fixture->editError(Kind::Split, {2}, "404").code, ErrorCode::FileMissing);
    const KeyEditPreview preview =
        must(previewKeyEdit(m_fixture->project(), KeyFixture::editOf(Kind::Split, {2}, "404"), {}));
    QCOMPARE(preview.linesError->code, ErrorCode::FileMissing);
    const KeyEditPreview merge =
        must(previewKeyEdit(m_fixture->project(), KeyFixture::editOf(Kind::Merge, {1, 3}), {}));
    QCOMPARE(merge.events, std::uint64_t{6});
    QVERIFY(merge.lines.empty());
    QCOMPARE(merge.linesError->code, ErrorCode::FileMissing);
    m_fixture->write("a.log", text);
    QCOMPARE(m_fixture->state(), before);
  }

  void aCancelledSplitChangesNothing() {
    m_fixture->makeProject();
    const std::string before = m_fixture->state();
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(editKeys(m_fixture->project(), KeyFixture::editOf(Kind::Split, {2}, "404"), stop.get_token(), {})
                 .error()
                 .code,
             ErrorCode::Cancelled);
    QCOMPARE(m_fixture->state(), before);
    QCOMPARE(m_fixture->keys().size(), std::size_t{3});
    // In the middle: after the first report of progress.
    std::stop_source later;
    const auto report = editKeys(m_fixture->project(), KeyFixture::editOf(Kind::Split, {2}, "404"),
                                 later.get_token(), [&](const Progress&) { later.request_stop(); });
    QCOMPARE(report.error().code, ErrorCode::Cancelled);
    QCOMPARE(m_fixture->state(), before);
  }

  void manyBlocksAreSplitAsOne() {
    std::string text;
    for (int i = 0; i < 10'000; ++i)
      text += "status " + std::to_string(i % 5 == 0 ? 404 : 200) + " for /p/x" + std::to_string(i) + "\n";
    m_fixture->makeProject(text);
    const std::string before = m_fixture->state();
    QCOMPARE(m_fixture->edit(Kind::Split, {1}, "404").events, std::uint64_t{2000});
    QCOMPARE(m_fixture->shown(), std::string("1 status <*> for <*> 8000\n"
                                             "2 status 404 for <*> 2000 from 1 on 404\n"));
    must(undoChange(m_fixture->project(), {}, {}));
    QCOMPARE(m_fixture->state(), before);
  }

  void aKeysParametersAreToldFromItsLines() {
    m_fixture->makeProject("took 12 ms for /page/1\ntook 7 ms for /page/2\nuser alice logged in\n");
    const LogKeyInfo key = must(describeKey(m_fixture->project(), KeyId{1}, {}));
    QCOMPARE(key.events, std::uint64_t{2});
    QCOMPARE(key.parameters.size(), std::size_t{2});
    QCOMPARE(key.parameters[0], std::string("seconds"));
    QCOMPARE(key.parameters[1], std::string("path"));
    QVERIFY(must(describeKey(m_fixture->project(), KeyId{2}, {})).parameters.empty());
    QCOMPARE(describeKey(m_fixture->project(), KeyId{9}, {}).error().code, ErrorCode::KeyUnknown);
    std::filesystem::remove(m_fixture->path("a.log"));
    QVERIFY(must(describeKey(m_fixture->project(), KeyId{1}, {})).parameters.empty());
  }

  void linesOfAKeyAreSpreadOverTheProject() {
    m_fixture->makeProject();
    const std::vector<LogLine> all = must(linesOfKey(m_fixture->project(), KeyId{2}, 100, {}));
    QCOMPARE(all.size(), std::size_t{12});
    QVERIFY(std::ranges::all_of(all, [](const LogLine& line) { return line.text.starts_with("status"); }));
    QCOMPARE(must(linesOfKey(m_fixture->project(), KeyId{2}, 3, {})).size(), std::size_t{3});
    QCOMPARE(linesOfKey(m_fixture->project(), KeyId{77}, 3, {}).error().code, ErrorCode::KeyUnknown);
  }

  void anIdKeepsItsLinesWhenMoreComeAndTemplatesOnlyGeneralise() {
    const std::string first = "visible is web.example.org now\nuser alice logged in\n";
    m_fixture->makeProject(first);
    const std::vector<std::string> before = m_fixture->keys();
    m_fixture->append("a.log", "visible is api.example.org now\nuser alice logged in\nsomething new came\n");
    m_fixture->importOne(m_fixture->path("a.log"));
    const std::vector<std::string> after = m_fixture->keys();
    QCOMPARE(before[0], std::string("visible is web.example.org now"));
    QCOMPARE(after[0], std::string("visible is <*> now"));
    QCOMPARE(after[1], before[1]);
    QCOMPARE(m_fixture->keysOfLines(), (std::vector<std::int64_t>{1, 2, 1, 2, 3}));
    m_fixture->importOne(m_fixture->path("a.log"));  // nothing new
    QCOMPARE(m_fixture->keys(), after);
  }

  void aFrozenImportAddsOneKeyForAllThatIsUnknown() {
    m_fixture->makeProject();
    ImportOptions frozen = KeyFixture::plain();
    frozen.frozenKeys = true;
    m_fixture->import({m_fixture->write("b.log", "status 7 for /z/1\nnever seen this\nnor that one here\n")},
                      frozen);
    QCOMPARE(m_fixture->keys().size(), std::size_t{4});
    QCOMPARE(m_fixture->keys().back(), std::string("message of no known kind"));
    QCOMPARE(m_fixture->keysOfLines(SourceId{2}), (std::vector<std::int64_t>{2, 4, 4}));
    m_fixture->import({m_fixture->write("c.log", "another new thing\n")}, frozen);
    QCOMPARE(m_fixture->keysOfLines(SourceId{3}), std::vector<std::int64_t>{4});
    m_fixture->import({m_fixture->write("d.log", "never seen this\n")}, KeyFixture::plain());
    QCOMPARE(m_fixture->keysOfLines(SourceId{4}), std::vector<std::int64_t>{5});
  }

 private:
  std::unique_ptr<KeyFixture> m_fixture;
};

QTEST_GUILESS_MAIN(TestKeyEdit)
#include "test_key_edit.moc"
