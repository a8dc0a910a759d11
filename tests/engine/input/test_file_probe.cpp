#include <sys/stat.h>
#include <unistd.h>

#include <QtTest/QtTest>

#include "engine/input/content_identity.h"
#include "engine/input/file_probe.h"
#include "tests/engine/input/log_files.h"

using namespace faultline;
using namespace faultline::input;
using test::LogFolder;

class TestFileProbe : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_folder = std::make_unique<LogFolder>(); }

  void encodings_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("encoding");
    const auto bytes = [](const std::string& text) {
      return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
    };
    QTest::newRow("ascii") << QByteArray("hello\n") << "UTF-8";
    QTest::newRow("utf-8") << QByteArray("M\xc3\xbcller\n") << "UTF-8";
    QTest::newRow("latin-1") << QByteArray("M\xfcller\n") << "Latin-1";
    QTest::newRow("one broken line") << QByteArray("\xc3\xbc\n\xc3\xa4\n\xfc\n") << "UTF-8";
    QTest::newRow("utf-16 le mark") << bytes(test::utf16("hello\n", false, true)) << "UTF-16LE";
    QTest::newRow("utf-16 be mark") << bytes(test::utf16("hello\n", true, true)) << "UTF-16BE";
    QTest::newRow("utf-16 le") << bytes(test::utf16("hello world\n", false, false)) << "UTF-16LE";
    QTest::newRow("utf-16 be") << bytes(test::utf16("hello world\n", true, false)) << "UTF-16BE";
    QTest::newRow("colours") << QByteArray("\x1b[31mred\x1b[0m\n") << "UTF-8";
  }
  void encodings() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, encoding);
    const auto probe =
        probeFile(m_folder->write("a.log", {bytes.data(), static_cast<std::size_t>(bytes.size())}));
    QVERIFY(probe);
    QCOMPARE(QString::fromUtf8(encodingName(probe->encoding).data()), encoding);
    QCOMPARE(probe->size, static_cast<std::uint64_t>(bytes.size()));
    QCOMPARE(probe->compression, Compression::None);
    QCOMPARE(encodingFromName(encodingName(probe->encoding)), probe->encoding);
  }

  void compressions() {
    const std::string text = "2026-05-31 12:00:00 INFO hello\n";
    for (const char* filter : {"gzip", "xz", "zstd", "bzip2"}) {
      const std::string packed = test::compressed(text, filter);
      const auto probe = probeFile(m_folder->write("packed", packed));
      QVERIFY2(probe, filter);
      QCOMPARE(compressionName(probe->compression), std::string_view(filter));
      QCOMPARE(compressionFromName(filter), probe->compression);
      QCOMPARE(probe->size, packed.size());
    }
  }

  void compressedUtf16IsSeenThrough() {
    const auto probe =
        probeFile(m_folder->write("a.gz", test::compressed(test::utf16("hello\n", false, true), "gzip")));
    QVERIFY(probe);
    QCOMPARE(probe->compression, Compression::Gzip);
    QCOMPARE(probe->encoding, Encoding::Utf16Le);
  }

  void whatCannotBeImportedIsTold_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    QByteArray counting;
    for (int i = 0; i < 1024; ++i) counting.append(static_cast<char>(i % 256));
    QByteArray tar(1024, 'x');
    tar.replace(257, 5, "ustar").replace(100, 100, QByteArray(100, '\0'));
    const std::string nothing = test::compressed("", "gzip");
    QTest::newRow("empty") << QByteArray() << int(ErrorCode::FileEmpty);
    QTest::newRow("all bytes") << counting << int(ErrorCode::FileIsBinary);
    QTest::newRow("nuls") << QByteArray(100, '\0') << int(ErrorCode::FileIsBinary);
    QTest::newRow("tar") << tar << int(ErrorCode::FileIsBinary);
    QTest::newRow("zip") << QByteArray("PK\x03\x04\x14\x00\x00\x00\x08\x00", 10)
                         << int(ErrorCode::FileIsBinary);
    QTest::newRow("utf-32") << QByteArray("\xff\xfe\0\0h\0\0\0i\0\0\0", 12) << int(ErrorCode::FileIsBinary);
    QTest::newRow("empty gzip") << QByteArray(nothing.data(), static_cast<qsizetype>(nothing.size()))
                                << int(ErrorCode::FileEmpty);
    QTest::newRow("broken gzip") << QByteArray("\x1f\x8b\x08\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff", 13)
                                 << int(ErrorCode::ArchiveDamaged);
    QTest::newRow("broken xz") << QByteArray(
                                      "\xfd"
                                      "7zXZ\0\0\0\0\0",
                                      10)
                               << int(ErrorCode::ArchiveDamaged);
  }
  void whatCannotBeImportedIsTold() {
    QFETCH(QByteArray, bytes);
    QFETCH(int, code);
    const auto path = m_folder->write("bad.log", {bytes.data(), static_cast<std::size_t>(bytes.size())});
    const auto probe = probeFile(path);
    QVERIFY(!probe);
    QCOMPARE(int(probe.error().code), code);
    QCOMPARE(probe.error().where, path.string());
  }

  void whatIsNoFileIsTold() {
    QCOMPARE(probeFile(m_folder->path("none.log")).error().code, ErrorCode::FileMissing);
    QCOMPARE(probeFile(m_folder->path("")).error().code, ErrorCode::FileUnreadable);  // the folder
    const auto pipe = m_folder->path("pipe");
    QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
    QCOMPARE(probeFile(pipe).error().code, ErrorCode::FileUnreadable);  // and it does not hang
  }

  void filesWithoutRightsAreTold() {
    if (::geteuid() == 0) QSKIP("root may read every file");
    const auto path = m_folder->write("secret.log", "hello\n");
    std::filesystem::permissions(path, std::filesystem::perms::none);
    QCOMPARE(probeFile(path).error().code, ErrorCode::FileUnreadable);
  }

  void contentIsKnownAgain() {
    const std::string text = test::noiseLines(200'000);
    const auto path = m_folder->write("a.log", text);
    const auto identity = identify(*FileHandle::open(path), text.size());
    QVERIFY(identity);
    QCOMPARE(identity->headLength, ContentIdentity::kMostHead);
    QCOMPARE(identity->tailLength, ContentIdentity::kMostTail);
    QCOMPARE(*compareContent(path, *identity), ContentMatch::Same);
    QCOMPARE(*compareContent(m_folder->write("b.log", text), *identity), ContentMatch::Same);
    m_folder->append("a.log", "more\n");
    QCOMPARE(*compareContent(path, *identity), ContentMatch::Grown);
  }

  void otherContentIsTold_data() {
    QTest::addColumn<int>("changed");  // the place of a byte that is another one
    QTest::newRow("first") << 0;
    QTest::newRow("in the head") << 65'535;
    QTest::newRow("last") << 199'999;
    QTest::newRow("in the tail") << 196'000;
  }
  void otherContentIsTold() {
    QFETCH(int, changed);
    std::string text = test::noiseLines(200'000);
    text.resize(200'000);
    const auto path = m_folder->write("a.log", text);
    const auto identity = identify(*FileHandle::open(path), text.size());
    text[static_cast<std::size_t>(changed)] = '!';
    m_folder->write("a.log", text);
    QCOMPARE(*compareContent(path, *identity), ContentMatch::Different);
    m_folder->write("a.log", std::string_view(text).substr(0, 100));
    QCOMPARE(*compareContent(path, *identity), ContentMatch::Different);
  }

 private:
  std::unique_ptr<LogFolder> m_folder;
};

QTEST_APPLESS_MAIN(TestFileProbe)
#include "test_file_probe.moc"
