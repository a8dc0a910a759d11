#include <QtTest/QtTest>

#include "engine/input/line_reader.h"

using namespace faultline;
using namespace faultline::input;

namespace {

struct Line {
  std::uint64_t offset = 0;
  std::string text;
  std::uint32_t length = 0;
  friend bool operator==(const Line&, const Line&) = default;
};

struct Lines {
  std::vector<Line> lines;
  bool lastLineOpen = false;
  std::uint64_t endOffset = 0;
  std::size_t largestBlock = 0;
};

Lines readLines(const std::filesystem::path& path, std::uint64_t offset = 0) {
  auto stream = TextStream::open(path, Compression::None, Encoding::Utf8, offset);
  LineReader reader(*stream);
  LineBlock block;
  Lines all;
  while (*reader.next(block)) {
    for (std::size_t i = 0; i < block.lines.size(); ++i) {
      all.lines.push_back({block.lines[i].offset, std::string(block.line(i)), block.lines[i].length});
    }
    all.lastLineOpen = block.lastLineOpen;
    all.endOffset = block.endOffset;
    all.largestBlock = std::max(all.largestBlock, block.text.capacity());
  }
  return all;
}

}  // namespace

class TestLineReader : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void splitsAtLineEnds_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QStringList>("lines");
    QTest::addColumn<bool>("open");
    QTest::newRow("lf") << QByteArray("a\nbc\n") << QStringList{"a", "bc"} << false;
    QTest::newRow("crlf") << QByteArray("a\r\nbc\r\n") << QStringList{"a", "bc"} << false;
    QTest::newRow("open") << QByteArray("a\nbc") << QStringList{"a", "bc"} << true;
    QTest::newRow("open with return") << QByteArray("a\nbc\r") << QStringList{"a", "bc"} << true;
    QTest::newRow("blank lines") << QByteArray("\n\r\n\na") << QStringList{"", "", "", "a"} << true;
    QTest::newRow("returns inside") << QByteArray("a\rb\r\r\n") << QStringList{"a\rb"} << false;
    QTest::newRow("empty") << QByteArray() << QStringList{} << false;
  }
  void splitsAtLineEnds() {
    QFETCH(QByteArray, bytes);
    QFETCH(QStringList, lines);
    QFETCH(bool, open);
    const Lines read = readLines(write(bytes));
    QStringList found;
    for (const Line& line : read.lines) found << QString::fromStdString(line.text);
    QCOMPARE(found, lines);
    QCOMPARE(read.lastLineOpen, open);
    QCOMPARE(read.endOffset, static_cast<std::uint64_t>(bytes.size()));
  }

  /// Lines of all lengths around the size of a block, from any place: the same lines.
  void blocksDoNotShow() {
    QByteArray bytes;
    std::vector<Line> expected;
    for (int i = 0; bytes.size() < 5'000'000; ++i) {
      const QByteArray line(i * 7919 % 3000, static_cast<char>('a' + i % 26));
      expected.push_back({static_cast<std::uint64_t>(bytes.size()), line.toStdString(),
                          static_cast<std::uint32_t>(line.size())});
      bytes += line + (i % 3 == 0 ? "\r\n" : "\n");
    }
    const auto path = write(bytes);
    QVERIFY(readLines(path).lines == expected);
    const std::size_t from = 1000;
    QVERIFY(readLines(path, expected[from].offset).lines ==
            std::vector<Line>(expected.begin() + from, expected.end()));
  }

  /// 100 MB in one line: its beginning is kept, its length is right, memory stays small.
  void aHugeLineIsReadInBoundedMemory() {
    constexpr int kMegabytes = 100;
    const QString path = m_folder.filePath("huge.log");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("before\n");
    const QByteArray piece(1'000'000, 'x');
    for (int i = 0; i < kMegabytes; ++i) file.write(piece);
    file.write("\r\nafter\n");
    file.close();
    const Lines read = readLines(path.toStdString());
    QCOMPARE(read.lines.size(), std::size_t{3});
    QCOMPARE(read.lines[1].length, std::uint32_t{100'000'000});
    QCOMPARE(read.lines[1].text, std::string(LineReader::kMostKept, 'x'));
    QCOMPARE(read.lines[2], (Line{7 + 100'000'002, "after", 5}));
    QVERIFY(read.largestBlock < 4 * LineReader::kBlockBytes);
  }

  void aLineLongerThanIsKeptButShorterThanABlock() {
    const QByteArray line(300'000, 'y');
    const Lines read = readLines(write("a\n" + line + "\nb\n"));
    QCOMPARE(read.lines.size(), std::size_t{3});
    QCOMPARE(read.lines[1].text.size(), LineReader::kMostKept);
    QCOMPARE(read.lines[1].length, std::uint32_t{300'000});
    QCOMPARE(read.lines[2].text, std::string("b"));
  }

  void manyTinyLinesAreManyBlocks() {
    const QByteArray bytes = QByteArray("\n").repeated(50'000) + QByteArray("ab\n").repeated(50'000);
    const auto path = write(bytes);
    auto stream = TextStream::open(path, Compression::None, Encoding::Utf8);
    LineReader reader(*stream);
    LineBlock block;
    std::vector<Line> all;
    while (*reader.next(block)) {
      QVERIFY(block.lines.size() <= LineReader::kMostLines);
      QVERIFY(block.text.size() <= 3 * block.lines.size());
      for (std::size_t i = 0; i < block.lines.size(); ++i) {
        all.push_back({block.lines[i].offset, std::string(block.line(i)), block.lines[i].length});
      }
    }
    QCOMPARE(all.size(), std::size_t{100'000});
    QCOMPARE(all[49'999], (Line{49'999, "", 0}));
    QCOMPARE(all[50'000], (Line{50'000, "ab", 2}));
    QCOMPARE(all.back(), (Line{199'997, "ab", 2}));
  }

 private:
  std::filesystem::path write(const QByteArray& bytes) {
    QFile file(m_folder.filePath("a.log"));
    if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write");
    file.write(bytes);
    return file.fileName().toStdString();
  }

  QTemporaryDir m_folder;
};

QTEST_APPLESS_MAIN(TestLineReader)
#include "test_line_reader.moc"
