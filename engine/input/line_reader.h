#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/input/text_stream.h"

namespace faultline::input {

/// A line in a block.
struct LineSpan {
  std::uint64_t offset = 0;  ///< Logical byte at which it begins.
  std::uint32_t begin = 0;   ///< Where it is in the block's text.
  std::uint32_t kept = 0;    ///< Bytes that are there: at most `LineReader::kMostKept`.
  std::uint32_t length = 0;  ///< Its true length without the line end; 4 GiB - 1 stands for anything longer.
};

/// Some hundreds to thousands of whole lines.
struct LineBlock {
  std::vector<char> text;
  std::vector<LineSpan> lines;
  std::uint64_t endOffset = 0;    ///< Logical bytes up to the end of its last line, line end included.
  std::uint64_t rawPosition = 0;  ///< Bytes of the file used up, for progress.
  bool lastLineOpen = false;      ///< The text ends without a line end after the last line.

  [[nodiscard]] std::string_view line(std::size_t index) const {
    return {text.data() + lines[index].begin, lines[index].kept};
  }
};

/// Splits a text into lines (LF or CRLF), block by block; memory is bounded however long or short lines are.
class LineReader {
 public:
  static constexpr std::size_t kBlockBytes = 1024 * 1024;
  static constexpr std::size_t kMostLines = 16 * 1024;  ///< Of a block.
  static constexpr std::size_t kMostKept = 64 * 1024;   ///< Bytes of a line.

  explicit LineReader(TextStream& stream) : m_stream(stream), m_lineOffset(stream.offset()) {}

  /// The next lines; false at the end. A block may be empty while a very long line goes by. Errors as
  /// TextStream::read, once the lines before the damage have been given.
  Result<bool> next(LineBlock& block);

 private:
  Status fill();
  void split(LineBlock& block);
  void endLine(LineBlock& block, std::string_view fresh, std::size_t begin);
  void keepRest();
  void addLine(LineBlock& block, std::size_t begin, std::size_t kept, std::uint64_t length,
               std::uint64_t returns);
  bool finish(LineBlock& block);

  TextStream& m_stream;
  std::vector<char> m_chunk;  ///< Read, and split up to `m_chunkAt`.
  std::size_t m_chunkAt = 0;
  std::vector<char> m_carry;         ///< Of the line under way: its beginning.
  std::uint64_t m_carryLength = 0;   ///< Its length so far.
  std::uint64_t m_carryReturns = 0;  ///< Carriage returns at its end so far.
  std::uint64_t m_lineOffset = 0;    ///< Where it begins.
  std::optional<Error> m_error;
  bool m_ended = false;
};

}  // namespace faultline::input
