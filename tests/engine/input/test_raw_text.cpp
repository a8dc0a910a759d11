#include <QtTest/QtTest>

#include "engine/input/block_cache.h"
#include "engine/input/raw_text.h"
#include "tests/engine/input/log_files.h"

using namespace faultline;
using namespace faultline::input;
using test::LogFolder;

namespace {

std::string readAt(RawText& text, std::uint64_t offset, std::size_t length) {
  std::vector<char> buffer(length);
  const auto count = text.readAt(offset, buffer);
  return count ? std::string(buffer.data(), *count) : errorLine(count.error());
}

ContentIdentity identityOf(const std::filesystem::path& path) {
  return *identify(*FileHandle::open(path), std::filesystem::file_size(path));
}

}  // namespace

class TestRawText : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_folder = std::make_unique<LogFolder>(); }

  void readsAnyPlace_data() {
    QTest::addColumn<QString>("filter");
    QTest::addColumn<bool>("utf16");
    QTest::newRow("direct") << "" << false;
    QTest::newRow("gzip") << "gzip" << false;
    QTest::newRow("zstd") << "zstd" << false;
    QTest::newRow("utf-16") << "" << true;
    QTest::newRow("utf-16 in xz") << "xz" << true;
  }
  void readsAnyPlace() {
    QFETCH(QString, filter);
    QFETCH(bool, utf16);
    const std::string text = test::noiseLines(900'000);
    const std::string bytes = utf16 ? test::utf16(text, false, true) : text;
    const QByteArray name = filter.toUtf8();
    const auto path =
        m_folder->write("a", filter.isEmpty() ? bytes : test::compressed(bytes, name.constData()));
    const RawText::Source source{path, *compressionFromName(name.toStdString()),
                                 utf16 ? Encoding::Utf16Le : Encoding::Utf8, identityOf(path),
                                 m_folder->path("cache/1.blocks")};
    auto raw = RawText::open(source);
    QVERIFY2(raw, raw ? "" : errorLine(raw.error()).c_str());
    for (const std::size_t offset : {800'000U, 0U, 262'143U, 262'144U, 524'280U}) {
      QVERIFY(readAt(*raw, offset, 100'000) == text.substr(offset, 100'000));
    }
    QVERIFY(readAt(*raw, text.size() - 5, 100) == text.substr(text.size() - 5));
    QCOMPARE(readAt(*raw, text.size() + 5, 100), std::string());
    QCOMPARE(std::filesystem::exists(source.cache), !isDirect(source.compression, source.encoding));
  }

  void aMarkAtTheBeginningIsNoText() {
    const auto path = m_folder->write("a", "\xef\xbb\xbfhello\n");
    auto raw = RawText::open({path, Compression::None, Encoding::Utf8, identityOf(path), {}});
    QCOMPARE(readAt(*raw, 1, 4), std::string("ello"));
  }

  void filesThatAreGoneOrChangedAreTold() {
    const auto path = m_folder->write("a", "hello\n");
    const RawText::Source source{path, Compression::None, Encoding::Utf8, identityOf(path), {}};
    m_folder->append("a", "world\n");
    QVERIFY(RawText::open(source));  // it has grown
    m_folder->write("a", "HELLO\n");
    QCOMPARE(RawText::open(source).error().code, ErrorCode::FileChanged);
    std::filesystem::remove(path);
    QCOMPARE(RawText::open(source).error().code, ErrorCode::FileMissing);
  }

  /// A cache that is damaged, or of something else, is not read but built again.
  void badCachesAreBuiltAgain_data() {
    QTest::addColumn<int>("damage");
    QTest::newRow("gone") << 0;
    QTest::newRow("cut off") << 1;
    QTest::newRow("empty") << 2;
    QTest::newRow("no cache at all") << 3;
    QTest::newRow("index changed") << 4;
    QTest::newRow("of another file") << 5;
    QTest::newRow("more text than blocks") << 6;
  }
  void badCachesAreBuiltAgain() {
    QFETCH(int, damage);
    const std::string text = test::noiseLines(600'000);
    const auto path = m_folder->write("a.gz", test::compressed(text, "gzip"));
    const auto cache = m_folder->path("1.blocks");
    const RawText::Source source{path, Compression::Gzip, Encoding::Utf8, identityOf(path), cache};
    QVERIFY(RawText::open(source));
    const auto size = std::filesystem::file_size(cache);
    if (damage == 0) std::filesystem::remove(cache);
    if (damage == 1) std::filesystem::resize_file(cache, size / 2);
    if (damage == 2) std::filesystem::resize_file(cache, 0);
    if (damage == 3) m_folder->write("1.blocks", std::string(10'000, 'x'));
    if (damage == 4) {
      QFile file(QString::fromStdString(cache.string()));
      QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(static_cast<qint64>(size) - 110));
      file.write("!");
    }
    if (damage == 5) {
      ContentIdentity other = source.identity;
      other.headHash ^= 1U;
      QVERIFY(buildBlockCache(path, Compression::Gzip, Encoding::Utf8, other, cache, {}));
    }
    if (damage == 6) {
      QFile file(QString::fromStdString(cache.string()));
      QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(static_cast<qint64>(size) - 77));
      file.write("\1");  // in the footer's first number, the length of the text
    }
    if (damage != 0) QVERIFY(!BlockCache::open(cache, source.identity));
    auto raw = RawText::open(source);
    QVERIFY(raw);
    QVERIFY(readAt(*raw, 300'000, 1000) == text.substr(300'000, 1000));
  }

  void aDamagedBlockIsTold() {
    const std::string text = test::noiseLines(600'000);
    const auto path = m_folder->write("a.gz", test::compressed(text, "gzip"));
    const auto cache = m_folder->path("1.blocks");
    auto raw = RawText::open({path, Compression::Gzip, Encoding::Utf8, identityOf(path), cache});
    QFile file(QString::fromStdString(cache.string()));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(100));
    file.write(QByteArray(1000, '!'));
    file.close();
    std::vector<char> buffer(100);
    const auto count = raw->readAt(0, buffer);
    QVERIFY(!count);
    QCOMPARE(count.error().code, ErrorCode::ArchiveDamaged);
  }

  void ofADamagedArchiveTheBeginningIsRead() {
    const std::string text = test::noiseLines(600'000);
    const std::string packed = test::compressed(text, "gzip");
    const auto path = m_folder->write("a.gz", std::string_view(packed).substr(0, packed.size() / 2));
    auto raw = RawText::open(
        {path, Compression::Gzip, Encoding::Utf8, identityOf(path), m_folder->path("1.blocks")});
    QVERIFY(raw);
    QVERIFY(readAt(*raw, 100'000, 1000) == text.substr(100'000, 1000));
  }

  void cancellingLeavesNoHalfCache() {
    const auto path = m_folder->write("a.gz", test::compressed(test::noiseLines(600'000), "gzip"));
    const auto cache = m_folder->path("cache/1.blocks");
    std::stop_source stop;
    stop.request_stop();
    const auto raw =
        RawText::open({path, Compression::Gzip, Encoding::Utf8, identityOf(path), cache}, stop.get_token());
    QCOMPARE(raw.error().code, ErrorCode::Cancelled);
    QVERIFY(std::filesystem::is_empty(cache.parent_path()));
  }

  void aCacheThatCannotBeWrittenIsTold() {
    const auto path = m_folder->write("a.gz", test::compressed("hello\n", "gzip"));
    m_folder->write("file", "in the way of a folder");
    const auto raw = RawText::open(
        {path, Compression::Gzip, Encoding::Utf8, identityOf(path), m_folder->path("file/1.blocks")});
    QCOMPARE(raw.error().code, ErrorCode::OutputUnwritable);
  }

 private:
  std::unique_ptr<LogFolder> m_folder;
};

QTEST_APPLESS_MAIN(TestRawText)
#include "test_raw_text.moc"
