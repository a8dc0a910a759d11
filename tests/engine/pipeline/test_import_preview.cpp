#include <QtTest/QtTest>

#include "engine/base/time.h"
#include "tests/engine/pipeline/import_fixture.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::ImportFixture;

class TestImportPreview : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_logs = std::make_unique<ImportFixture>(); }

  void showsHowAFileWillBeRead() {
    const std::string text = test::blockLog(5000);
    const FilePreview preview = previewFile(m_logs->write("a.log", text), {});
    QVERIFY(!preview.error);
    QCOMPARE(preview.bytes, static_cast<std::uint64_t>(text.size()));
    QCOMPARE(preview.compression, std::string());
    QCOMPARE(preview.encoding, std::string("UTF-8"));
    QCOMPARE(preview.options.layout, std::string("hdfs"));
    QCOMPARE(preview.options.sessionId, std::string("block"));
    QCOMPARE(preview.options.host, std::optional<std::string>(""));
    QCOMPARE(preview.options.service, std::optional<std::string>(""));
    QCOMPARE(preview.options.timeZone, std::optional<std::string>("UTC"));
    QVERIFY(preview.options.clockOffset && preview.options.clockOffset->count() == 0);
    QCOMPARE(preview.layoutPattern, std::string("<Date> <Time> <Pid> <Level> <Component>: <Content>"));
    QVERIFY(preview.hasTime && !preview.hasTimeZone);
    QCOMPARE(preview.fittingShare, 1998.0 / 2000.0);  // lines 500 and 1497 of the sample
    QCOMPARE(preview.sessionShare, preview.fittingShare);
    QCOMPARE(preview.lines.size(), std::size_t{200});
    const PreviewLine& line = preview.lines[0];
    QCOMPARE(line.raw, std::string("081109 100000 0 INFO dfs.DataNode: Receiving block blk_1000 of size 0"));
    QVERIFY(line.fits && line.time);
    QCOMPARE(isoUtc(UtcTime(line.time->time_since_epoch())), std::string("2008-11-09T10:00:00Z"));
    QCOMPARE(line.level, std::string("INFO"));
    QCOMPARE(line.service, std::string("dfs.DataNode"));
    QCOMPARE(line.session, std::string("blk_1000"));
    QCOMPARE(line.message, std::string("Receiving block blk_1000 of size 0"));
  }

  void correctionsShowAtOnce() {
    const auto log = m_logs->write("shop.log", "x|order-7 paid\n");
    const FilePreview guessed = previewFile(log, {});
    QCOMPARE(guessed.options.layout, std::string("plain"));
    QCOMPARE(guessed.options.service, std::optional<std::string>("shop"));
    ImportOptions options = guessed.options;
    options.layout = "<Level>\\|<Content>";
    options.sessionId = "order-\\d+";
    options.host = "web-1";
    options.service = "till";
    const FilePreview corrected = previewFile(log, options);
    QVERIFY(!corrected.error);
    QCOMPARE(corrected.options.layout, options.layout);
    const PreviewLine& line = corrected.lines.at(0);
    QCOMPARE(line.level, std::string("x"));
    QCOMPARE(line.session, std::string("order-7"));
    QCOMPARE(line.host, std::string("web-1"));
    QCOMPARE(line.service, std::string("till"));
    QCOMPARE(line.message, std::string("order-7 paid"));
  }

  void linesThatDoNotFitAreShownAsSuch() {
    const auto log = m_logs->write("a.log", "081109 203615 148 INFO dfs.A: one\n\nno header\n");
    const FilePreview preview = previewFile(log, {.layout = "hdfs"});
    QCOMPARE(preview.lines.size(), std::size_t{3});
    QVERIFY(preview.lines[0].fits && preview.lines[1].continues && !preview.lines[2].fits);
    QCOMPARE(preview.lines[2].raw, std::string("no header"));
    QCOMPARE(preview.fittingShare, 0.5);  // what goes on with an entry does not count
  }

  void otherEncodingsAreShownAsUtf8() {
    const FilePreview latin = previewFile(m_logs->write("a.log", "M\xfcller\n"), {});
    QCOMPARE(latin.encoding, std::string("Latin-1"));
    QCOMPARE(latin.lines.at(0).message, std::string("M\u00fcller"));
    const FilePreview packed = previewFile(
        m_logs->write("b.gz",
                      test::compressed(test::utf16("2026-01-01T00:00:00Z INFO hi\n", false, true), "gzip")),
        {});
    QCOMPARE(packed.compression, std::string("gzip"));
    QCOMPARE(packed.encoding, std::string("UTF-16LE"));
    QVERIFY(packed.hasTimeZone);
    QCOMPARE(packed.lines.at(0).message, std::string("hi"));
  }

  void whatIsWrongIsTold() {
    QCOMPARE(previewFile(m_logs->path("none"), {}).error->code, ErrorCode::FileMissing);
    QCOMPARE(previewFile(m_logs->write("empty", ""), {}).error->code, ErrorCode::FileEmpty);
    QCOMPARE(previewFile(m_logs->write("bin", std::string(100, '\0')), {}).error->code,
             ErrorCode::FileIsBinary);
    const auto log = m_logs->write("a.log", "hello\n");
    QCOMPARE(previewFile(log, {.layout = "<Date>"}).error->code, ErrorCode::LayoutInvalid);
    QCOMPARE(previewFile(log, {.sessionId = "("}).error->code, ErrorCode::RegexInvalid);
    QCOMPARE(previewFile(log, {.timeZone = "Mars"}).error->code, ErrorCode::TimeZoneUnknown);
  }

  void whatIsPreviewedIsWhatIsImported() {
    const auto log = m_logs->write("a.log", test::blockLog(3000));
    m_logs->import({log}, {}, m_logs->project("auto"));
    m_logs->import({log}, previewFile(log, {}).options, m_logs->project("previewed"));
    QVERIFY(test::contentOf(m_logs->project("auto")) == test::contentOf(m_logs->project("previewed")));
  }

 private:
  std::unique_ptr<ImportFixture> m_logs;
};

QTEST_APPLESS_MAIN(TestImportPreview)
#include "test_import_preview.moc"
