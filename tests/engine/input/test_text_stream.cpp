#include <QtTest/QtTest>

#include "engine/input/text_stream.h"
#include "engine/input/utf16.h"
#include "tests/engine/input/log_files.h"

using namespace faultline;
using namespace faultline::input;
using test::LogFolder;

namespace {

struct ReadText {
  std::string text;
  std::optional<Error> error;
};

/// Everything from `offset` on, read in pieces of `piece` bytes.
ReadText readAll(const std::filesystem::path& path, Compression compression, Encoding encoding,
                 std::uint64_t offset = 0, std::size_t piece = 1000) {
  auto stream = TextStream::open(path, compression, encoding, offset);
  if (!stream) return {{}, stream.error()};
  ReadText all;
  std::vector<char> buffer(piece);
  for (;;) {
    const auto count = stream->read(buffer);
    if (!count) all.error = count.error();
    if (!count || *count == 0) return all;
    all.text.append(buffer.data(), *count);
  }
}

std::string decoded(std::string_view bytes, Utf16Decoder::ByteOrder order, std::size_t piece) {
  Utf16Decoder decoder(order);
  std::vector<char> out;
  for (std::size_t i = 0; i < bytes.size(); i += piece) decoder.decode(bytes.substr(i, piece), out);
  decoder.finish(out);
  return {out.begin(), out.end()};
}

}  // namespace

class TestTextStream : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_folder = std::make_unique<LogFolder>(); }

  void everyCompressionGivesTheSameText_data() {
    QTest::addColumn<QString>("filter");
    QTest::addColumn<int>("compression");
    QTest::newRow("none") << "" << int(Compression::None);
    QTest::newRow("gzip") << "gzip" << int(Compression::Gzip);
    QTest::newRow("xz") << "xz" << int(Compression::Xz);
    QTest::newRow("zstd") << "zstd" << int(Compression::Zstd);
    QTest::newRow("bzip2") << "bzip2" << int(Compression::Bzip2);
  }
  void everyCompressionGivesTheSameText() {
    QFETCH(QString, filter);
    QFETCH(int, compression);
    const std::string text = test::noiseLines(300'000);
    const std::string packed = filter.isEmpty() ? text : test::compressed(text, filter.toUtf8().constData());
    const auto path = m_folder->write("a.log", packed);
    const auto kind = static_cast<Compression>(compression);
    const ReadText whole = readAll(path, kind, Encoding::Utf8);
    QVERIFY(!whole.error && whole.text == text);
    const ReadText rest = readAll(path, kind, Encoding::Utf8, 123'456);
    QVERIFY(!rest.error && rest.text == text.substr(123'456));
    QCOMPARE(readAll(path, kind, Encoding::Utf8, text.size() + 10).text, std::string());
    auto stream = TextStream::open(path, kind, Encoding::Utf8);
    std::vector<char> all(text.size() + 1);
    QCOMPARE(*stream->read(all), text.size());
    QCOMPARE(stream->offset(), text.size());
    QCOMPARE(stream->rawPosition(), packed.size());
  }

  void severalGzipMembersAreOneText() {
    const std::string packed = test::compressed("one\n", "gzip") + test::compressed("two\n", "gzip");
    QCOMPARE(readAll(m_folder->write("a.gz", packed), Compression::Gzip, Encoding::Utf8).text,
             std::string("one\ntwo\n"));
    const ReadText padded =
        readAll(m_folder->write("b.gz", packed + std::string(100, '\0')), Compression::Gzip, Encoding::Utf8);
    QVERIFY(!padded.error);
    QCOMPARE(padded.text, std::string("one\ntwo\n"));
  }

  void whatCanBeReadOfACutOffGzipIsRead() {
    const std::string text = test::noiseLines(20'000);
    const std::string packed = test::compressed(text, "gzip");
    const auto path = m_folder->write("a.gz", std::string_view(packed).substr(0, packed.size() / 2));
    const ReadText part = readAll(path, Compression::Gzip, Encoding::Utf8);
    QCOMPARE(part.error->code, ErrorCode::ArchiveDamaged);
    QVERIFY(part.text.size() > text.size() / 3 && part.text.size() < text.size());
    QVERIFY(text.starts_with(part.text));
  }

  void damageIsToldAfterWhatCameBefore_data() { everyCompressionGivesTheSameText_data(); }
  void damageIsToldAfterWhatCameBefore() {
    QFETCH(QString, filter);
    QFETCH(int, compression);
    if (filter.isEmpty()) return;
    const std::string text = test::noiseLines(1'200'000);
    std::string packed = test::compressed(text, filter.toUtf8().constData());
    packed.resize(packed.size() * 3 / 4);
    const ReadText part =
        readAll(m_folder->write("a", packed), static_cast<Compression>(compression), Encoding::Utf8);
    QVERIFY(part.error);
    QCOMPARE(part.error->code, ErrorCode::ArchiveDamaged);
    QVERIFY(text.starts_with(part.text));
    QVERIFY(!part.text.empty());
  }

  void byteOrderMarksAreLeftOut() {
    QCOMPARE(readAll(m_folder->write("a", "\xef\xbb\xbfhello"), Compression::None, Encoding::Utf8).text,
             std::string("hello"));
    QCOMPARE(readAll(m_folder->path("a"), Compression::None, Encoding::Utf8, 2).text, std::string("llo"));
    const auto packed = m_folder->write("b", test::compressed("\xef\xbb\xbfhello", "gzip"));
    QCOMPARE(readAll(packed, Compression::Gzip, Encoding::Utf8).text, std::string("hello"));
    QCOMPARE(readAll(packed, Compression::Gzip, Encoding::Utf8, 2).text, std::string("llo"));
  }

  void utf16BecomesUtf8() {
    const std::string text = test::noiseLines(200'000);
    for (const bool bigEndian : {false, true}) {
      const auto path = m_folder->write("a", test::utf16(text, bigEndian, true));
      const Encoding encoding = bigEndian ? Encoding::Utf16Be : Encoding::Utf16Le;
      QVERIFY(readAll(path, Compression::None, encoding).text == text);
      QVERIFY(readAll(path, Compression::None, encoding, 100'001).text == text.substr(100'001));
    }
  }

  void utf16IsDecodedInAnyPieces() {
    // U+00FC, U+20AC, U+1F600 as a pair, then "a"
    const std::string_view big("\x00\xfc\x20\xac\xd8\x3d\xde\x00\x00\x61", 10);
    for (const std::size_t piece : {1U, 2U, 3U, 10U}) {
      QCOMPARE(decoded(big, Utf16Decoder::ByteOrder::Big, piece),
               std::string("\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80"
                           "a"));
    }
    const std::string_view lone("\xdc\x00\x00\x61\xd8\x00\x00\x62\xd8",
                                9);  // stray low, stray high, half a unit
    QCOMPARE(decoded(lone, Utf16Decoder::ByteOrder::Big, 4), std::string("\xef\xbf\xbd"
                                                                         "a"
                                                                         "\xef\xbf\xbd"
                                                                         "b"
                                                                         "\xef\xbf\xbd"));
  }

  void latin1StaysAsItIs() {
    QCOMPARE(readAll(m_folder->write("a", "M\xfcller"), Compression::None, Encoding::Latin1).text,
             std::string("M\xfcller"));
  }

  void aMissingFileIsToldAtOnce() {
    for (const Compression compression : {Compression::None, Compression::Gzip, Compression::Xz}) {
      QCOMPARE(readAll(m_folder->path("none"), compression, Encoding::Utf8).error->code,
               ErrorCode::FileMissing);
    }
  }

 private:
  std::unique_ptr<LogFolder> m_folder;
};

QTEST_APPLESS_MAIN(TestTextStream)
#include "test_text_stream.moc"
