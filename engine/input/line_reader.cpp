#include "engine/input/line_reader.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace faultline::input {

namespace {

std::uint64_t returnsAtEnd(std::string_view text) {
  const std::size_t last = text.find_last_not_of('\r');
  return text.size() - (last == std::string_view::npos ? 0 : last + 1);
}

/// Carriage returns at the end of a text that had `before` of them before `more` came.
std::uint64_t returnsAfter(std::uint64_t before, std::string_view more) {
  const std::uint64_t returns = returnsAtEnd(more);
  return returns == more.size() ? before + returns : returns;
}

std::uint32_t saturated(std::uint64_t value) {
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(value, std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace

Result<bool> LineReader::next(LineBlock& block) {
  block.lines.clear();
  block.text.clear();
  block.lastLineOpen = false;
  if (m_chunkAt == m_chunk.size() && !m_ended) {
    if (auto status = fill(); !status) m_error = status.error();
    if (m_chunk.empty()) {
      m_ended = true;
      block.rawPosition = m_stream.rawPosition();
      if (finish(block)) return true;
    }
  }
  if (m_ended) {
    if (m_error) return tl::unexpected<Error>(*m_error);
    return false;
  }
  split(block);
  block.rawPosition = m_stream.rawPosition();
  block.endOffset = m_lineOffset;
  return true;
}

Status LineReader::fill() {
  m_chunk.resize(kBlockBytes);
  m_chunkAt = 0;
  const auto count = m_stream.read(m_chunk);
  m_chunk.resize(count ? *count : 0);
  return count ? Status() : tl::unexpected<Error>(count.error());
}

void LineReader::split(LineBlock& block) {
  const char* chunk = m_chunk.data();
  const std::size_t end = m_chunk.size();
  const std::size_t first = m_chunkAt;
  const std::size_t carried = m_carry.size();
  block.text.insert(block.text.end(), m_carry.begin(), m_carry.end());
  while (m_chunkAt < end && block.lines.size() < kMostLines) {
    const void* found = std::memchr(chunk + m_chunkAt, '\n', end - m_chunkAt);
    if (found == nullptr) break;
    const auto lineEnd = static_cast<std::size_t>(static_cast<const char*>(found) - chunk);
    endLine(block, {chunk + m_chunkAt, lineEnd - m_chunkAt}, carried + m_chunkAt - first);
    m_chunkAt = lineEnd + 1;
  }
  block.text.insert(block.text.end(), m_chunk.begin() + static_cast<std::ptrdiff_t>(first),
                    m_chunk.begin() + static_cast<std::ptrdiff_t>(m_chunkAt));
  if (block.lines.size() < kMostLines) keepRest();
}

/// `fresh`: what the chunk has of the line, at `begin` of the block's text.
void LineReader::endLine(LineBlock& block, std::string_view fresh, std::size_t begin) {
  if (m_carryLength == 0) {
    addLine(block, begin, fresh.size(), fresh.size(), returnsAtEnd(fresh));
    return;
  }
  // What is kept of a line that long before is its beginning alone; else the carry and the text join.
  const bool whole = m_carryLength == m_carry.size();
  addLine(block, 0, whole ? m_carry.size() + fresh.size() : m_carry.size(), m_carryLength + fresh.size(),
          returnsAfter(m_carryReturns, fresh));
  m_carryLength = m_carryReturns = 0;
  m_carry.clear();
}

void LineReader::keepRest() {
  const std::string_view rest(m_chunk.data() + m_chunkAt, m_chunk.size() - m_chunkAt);
  if (m_carryLength == m_carry.size()) {
    const std::size_t room = kMostKept - std::min(kMostKept, m_carry.size());
    m_carry.insert(m_carry.end(), rest.begin(),
                   rest.begin() + static_cast<std::ptrdiff_t>(std::min(room, rest.size())));
  }
  m_carryLength += rest.size();
  m_carryReturns = returnsAfter(m_carryReturns, rest);
  m_chunkAt = m_chunk.size();
}

void LineReader::addLine(LineBlock& block, std::size_t begin, std::size_t kept, std::uint64_t length,
                         std::uint64_t returns) {
  const std::uint64_t shown = length - returns;
  block.lines.push_back({m_lineOffset, static_cast<std::uint32_t>(begin),
                         static_cast<std::uint32_t>(std::min<std::uint64_t>({kept, shown, kMostKept})),
                         saturated(shown)});
  m_lineOffset += length + 1;
}

bool LineReader::finish(LineBlock& block) {
  if (m_carryLength == 0) return false;
  block.text = m_carry;
  const std::uint64_t end = m_lineOffset + m_carryLength;
  addLine(block, 0, m_carry.size(), m_carryLength, m_carryReturns);
  block.endOffset = end;
  block.lastLineOpen = true;
  m_carry.clear();
  m_carryLength = 0;
  return true;
}

}  // namespace faultline::input
