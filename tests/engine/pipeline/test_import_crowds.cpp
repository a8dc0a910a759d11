#include <QtTest/QtTest>

#include "tests/engine/pipeline/key_fixture.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::must;

/// Keys that turn out to be one while a log is imported.
class TestImportCrowds : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void olderKeysAreReadAsTheOneTheyTurnedOutToBe() {
    test::KeyFixture project;
    std::string log;
    for (char guest = 'a'; guest <= 'k'; ++guest) {
      log += std::string("081109 203615 148 INFO dfs.A: Dear guest ") + guest + "nn from here\n";
    }
    project.import({project.write("a.log", log)}, {.sessionId = "none"});
    const KeyList list = project.list();
    QCOMPARE(list.keys.size(), std::size_t{1});
    QCOMPARE(list.keys[0].text, std::string("Dear guest <*> from here"));
    QCOMPARE(list.keys[0].events, std::uint64_t{11});
    QCOMPARE(list.keys[0].merged.size(), std::size_t{7});
    project.import({project.write("b.log",
                                  "081109 203616 148 INFO dfs.A: Dear guest bnn from here\n"
                                  "081109 203616 148 INFO dfs.A: Dear guest zoe from here\n")},
                   {.sessionId = "none"});
    QCOMPARE(project.list().keys.size(), std::size_t{1});
    QCOMPARE(project.list().keys[0].events, std::uint64_t{13});
  }
};

QTEST_GUILESS_MAIN(TestImportCrowds)
#include "test_import_crowds.moc"
