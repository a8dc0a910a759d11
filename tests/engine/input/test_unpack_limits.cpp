#include <QtTest/QtTest>

#include "engine/input/byte_source.h"
#include "tests/engine/input/log_files.h"

using namespace faultline;
using namespace faultline::input;

/// Files that were made to unpack to more than a disk holds.
class TestUnpackLimits : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void whatUnpacksToTooMuchIsStopped_data() {
    QTest::addColumn<QString>("filter");
    for (const char* filter : {"gzip", "xz", "zstd", "bzip2"}) QTest::newRow(filter) << filter;
  }
  void whatUnpacksToTooMuchIsStopped() {
    QFETCH(QString, filter);
    const QByteArray name = filter.toUtf8();
    const auto file = m_folder.write(filter.toStdString(),
                                     test::compressed(std::string(20'000'000, 'a'), name.constData()));
    const std::uint64_t packed = std::filesystem::file_size(file);
    const UnpackLimits strict{1'000'000, 10, 1'000'000'000};
    const auto [read, error] = readAll(file, strict);
    QVERIFY(error);
    QCOMPARE(error->code, ErrorCode::ArchiveTooLarge);
    QCOMPARE(error->where, file.string());
    QVERIFY(read >= 1'000'000 && read <= std::max<std::uint64_t>(1'000'000, packed * 10) + kPiece);
    QVERIFY(!readAll(file, {}).second);  // twenty megabytes are no bomb
    const auto most = readAll(file, {1'000'000'000, 10, 5'000'000});
    QVERIFY(most.second && most.first <= 5'000'000 + kPiece);
  }

  void whatShrinksAsLogsDoIsRead() {
    const std::string text = test::noiseLines(3'000'000);
    const auto file = m_folder.write("log", test::compressed(text, "gzip"));
    const auto [read, error] = readAll(file, {1000, 10, 1'000'000'000});
    QVERIFY(!error);
    QCOMPARE(read, std::uint64_t{text.size()});
  }

 private:
  static constexpr std::size_t kPiece = 64 * 1024;

  static std::pair<std::uint64_t, std::optional<Error>> readAll(const std::filesystem::path& file,
                                                                const UnpackLimits& limits) {
    const auto extension = file.filename().string();
    const Compression compression = *compressionFromName(extension == "log" ? "gzip" : extension);
    const auto bytes = openBytes(file, compression, limits);
    std::vector<char> piece(kPiece);
    std::uint64_t read = 0;
    for (;;) {
      const auto count = (*bytes)->read(piece);
      if (!count) return {read, count.error()};
      if (*count == 0) return {read, std::nullopt};
      read += *count;
    }
  }

  test::LogFolder m_folder;
};

QTEST_GUILESS_MAIN(TestUnpackLimits)
#include "test_unpack_limits.moc"
