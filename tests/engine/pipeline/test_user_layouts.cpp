#include <cstdlib>

#include <QtTest/QtTest>

#include "engine/pipeline/user_layouts.h"
#include "tests/engine/pipeline/import_fixture.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::ImportFixture;
using test::must;

namespace {

const UserLayout kShop{"shop", "<Date> <Time> \\[<Level>\\] <Component>: <Content>"};
const UserLayout kBare{"bare.v2", "<Level>;<Content>"};

}  // namespace

/// Layouts that users wrote: the library, a project's own, and their names wherever a layout is named.
class TestUserLayouts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    m_logs = std::make_unique<ImportFixture>();
    std::filesystem::remove(userLayoutFile());
  }

  void whatIsSavedIsLoaded() {
    const auto file = m_logs->path("deep/er/layouts.json");
    must(saveUserLayouts(file, {kShop, {"odd", "<Time> \"M\xc3\xbcller\" <Content>"}}));
    const auto loaded = must(loadUserLayouts(file));
    QCOMPARE(loaded.size(), 2U);
    QVERIFY(loaded[0] == kShop);
    QCOMPARE(loaded[1].pattern, std::string("<Time> \"M\xc3\xbcller\" <Content>"));
    must(saveUserLayouts(file, {}));
    QVERIFY(must(loadUserLayouts(file)).empty());
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(file.parent_path()))
      ++files;
    QCOMPARE(files, 1U);  // no half-written one is left beside it
  }

  void noFileHasNoLayouts() { QVERIFY(must(loadUserLayouts(m_logs->path("none.json"))).empty()); }

  void whatCannotBeUsedIsRefused_data() {
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("pattern");
    QTest::addColumn<std::string>("words");
    QTest::newRow("no name") << std::string() << kShop.pattern << std::string("letters");
    QTest::newRow("blank in a name") << std::string("my shop") << kShop.pattern << std::string("letters");
    QTest::newRow("long name") << std::string(65, 'a') << kShop.pattern << std::string("64");
    QTest::newRow("built-in name") << std::string("hdfs") << kShop.pattern << std::string("built-in");
    QTest::newRow("auto") << std::string("auto") << kShop.pattern << std::string("built-in");
    QTest::newRow("no message") << std::string("a") << std::string("<Date> <Time>")
                                << std::string("<Content>");
    QTest::newRow("twice") << std::string("a") << std::string("<A> <A> <Content>") << std::string("<A>");
    QTest::newRow("expression") << std::string("a") << std::string("(<A> <Content>")
                                << std::string("the ( is not closed at character 1");
    QTest::newRow("set") << std::string("a") << std::string("<Date> \\[ [a-z <Content>")
                         << std::string("the [ is not closed at character 11");
    QTest::newRow("bracket") << std::string("a") << std::string("M\xc3\xbc <Date>) <Content>")
                             << std::string("the ) closes nothing at character 10");
    QTest::newRow("operator") << std::string("a") << std::string("<Date> x** <Content>")
                              << std::string("** at character 9");
    QTest::newRow("escape") << std::string("a") << std::string("<Date> \\q<Content>")
                            << std::string("\\q at character 8");
    QTest::newRow("a name for a pattern") << std::string("a") << std::string("hdfs") << std::string("name");
  }
  void whatCannotBeUsedIsRefused() {
    QFETCH(std::string, name);
    QFETCH(std::string, pattern);
    QFETCH(std::string, words);
    const Status checked = checkUserLayout({name, pattern});
    QVERIFY(!checked);
    QCOMPARE(checked.error().code, ErrorCode::LayoutInvalid);
    QVERIFY2(checked.error().detail.find(words) != std::string::npos, checked.error().detail.c_str());
    QVERIFY(!saveUserLayouts(m_logs->path("l.json"), {kShop, {name, pattern}}));
    QVERIFY(!std::filesystem::exists(m_logs->path("l.json")));
    QVERIFY(!saveProjectLayout(m_logs->project(), {name, pattern}));
    QVERIFY(!std::filesystem::exists(m_logs->project()));
  }

  void aBrokenLibrarySaysWhatIsWrong_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<std::string>("words");
    QTest::newRow("empty") << QByteArray() << std::string("holds no layouts");
    QTest::newRow("no JSON") << QByteArray("shop = <Content>\n") << std::string("holds no layouts");
    QTest::newRow("no pattern") << QByteArray(R"({"schema":1,"layouts":[{"name":"a"}]})")
                                << std::string("layout 1");
    QTest::newRow("no objects") << QByteArray(R"({"schema":1,"layouts":["a"]})") << std::string("layout 1");
    QTest::newRow("bad pattern")
        << QByteArray(
               R"({"schema":1,"layouts":[{"name":"a","pattern":"<Content>"},{"name":"b","pattern":"<Date>"}]})")
        << std::string("“b”");
    QTest::newRow("twice")
        << QByteArray(
               R"({"schema":1,"layouts":[{"name":"a","pattern":"<Content>"},{"name":"a","pattern":"x<Content>"}]})")
        << std::string("twice");
    QTest::newRow("newer") << QByteArray(R"({"schema":2,"layouts":[]})") << std::string("newer");
  }
  void aBrokenLibrarySaysWhatIsWrong() {
    QFETCH(QByteArray, text);
    QFETCH(std::string, words);
    const auto file = m_logs->write("layouts.json", text.toStdString());
    const auto loaded = loadUserLayouts(file);
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, ErrorCode::LayoutInvalid);
    QCOMPARE(loaded.error().where, file.string());
    QVERIFY2(loaded.error().detail.find(words) != std::string::npos, loaded.error().detail.c_str());
  }

  void aProjectHasItsOwn() {
    must(saveProjectLayout(m_logs->project(), kShop));  // and is made
    must(saveProjectLayout(m_logs->project(), kBare));
    must(saveProjectLayout(m_logs->project(), {"shop", "<Content>"}));
    const auto layouts = must(loadProjectLayouts(m_logs->project()));
    QCOMPARE(layouts.size(), 2U);
    QVERIFY(layouts[0] == kBare);
    QCOMPARE(layouts[1].pattern, std::string("<Content>"));
    must(removeProjectLayout(m_logs->project(), "shop"));
    must(removeProjectLayout(m_logs->project(), "never there"));
    QCOMPARE(must(loadProjectLayouts(m_logs->project())).size(), 1U);
    QCOMPARE(loadProjectLayouts(m_logs->path("none")).error().code, ErrorCode::ProjectMissing);
  }

  void builtInThenTheProjectsThenTheUsers() {
    must(saveUserLayouts(userLayoutFile(), {kShop, kBare}));
    must(saveProjectLayout(m_logs->project(), {"shop", "<Time> <Content>"}));
    const auto project = m_logs->project();
    QCOMPARE(must(resolveLayout("auto", project)), std::string("auto"));
    QCOMPARE(must(resolveLayout("hdfs", project)), std::string("hdfs"));
    QCOMPARE(must(resolveLayout("<Level> <Content>", project)), std::string("<Level> <Content>"));
    QCOMPARE(must(resolveLayout("shop", project)), std::string("<Time> <Content>"));
    QCOMPARE(must(resolveLayout("shop", {})), kShop.pattern);
    QCOMPARE(must(resolveLayout("shop", m_logs->path("not made yet"))), kShop.pattern);
    QCOMPARE(must(resolveLayout("bare.v2", project)), kBare.pattern);
    QCOMPARE(resolveLayout("nothing", project).error().code, ErrorCode::LayoutInvalid);
    const std::vector<Choice> choices = layoutChoices(project);
    QCOMPARE(choices.front().name, std::string("auto"));
    QCOMPARE(choices[choices.size() - 2].name, std::string("shop"));
    QCOMPARE(choices[choices.size() - 2].description, std::string("<Time> <Content>"));
    QCOMPARE(choices.back().name, std::string("bare.v2"));
    QCOMPARE(layoutChoices().size(), choices.size());
  }

  void aBrokenLibraryIsSaidWhereItIsNeeded() {
    must(saveUserLayouts(userLayoutFile(), {kShop}));
    std::filesystem::resize_file(userLayoutFile(), 5);
    QCOMPARE(resolveLayout("shop", {}).error().where, userLayoutFile().string());
    QVERIFY(resolveLayout("hdfs", {}));
    QCOMPARE(layoutChoices().size(), builtinLayoutChoices().size() + 1);
  }

  void aNameIsReadAsItsPattern() {
    must(saveProjectLayout(m_logs->project(), kShop));
    const std::string line = "2026-01-01 00:00:01 [WARN] cart: one item\n";
    const auto log = m_logs->write("a.log", line);
    const FilePreview preview = previewFile(log, {.layout = "shop"}, m_logs->project());
    QVERIFY2(!preview.error, preview.error ? errorLine(*preview.error).c_str() : "");
    QCOMPARE(preview.options.layout, std::string("shop"));
    QCOMPARE(preview.layoutPattern, kShop.pattern);
    QCOMPARE(preview.lines.at(0).level, std::string("WARN"));
    QCOMPARE(previewFile(log, {.layout = "shop"}).error->code, ErrorCode::LayoutInvalid);
    m_logs->import({log}, {.layout = "shop"});
    QCOMPARE(m_logs->sources().at(0).layout, kShop.pattern);
    QCOMPARE(m_logs->sources().at(0).unfitting, 0U);
    // What is called so later does not change how the file goes on.
    must(saveProjectLayout(m_logs->project(), {"shop", "<Level>;<Content>"}));
    m_logs->append("a.log", line);
    m_logs->import({log}, {.layout = "shop"});
    QCOMPARE(m_logs->sources().at(0).importedEvents, 2U);
    QCOMPARE(m_logs->sources().at(0).unfitting, 0U);
  }

 private:
  std::unique_ptr<ImportFixture> m_logs;
};

// The watchdog of Qt Test reads the environment while tests run: it is set before.
int main(int argc, char** argv) {
  const QTemporaryDir home;
  ::setenv("XDG_CONFIG_HOME", home.path().toUtf8().constData(), 1);
  TestUserLayouts tests;
  return QTest::qExec(&tests, argc, argv);
}

#include "test_user_layouts.moc"
