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
  block.lastLineOpen = false;
  if (m_ended) {
    if (m_error) return tl::unexpected<Error>(*m_error);
    return false;
  }
  const std::size_t carried = m_carry.size();
  block.text.resize(carried + kBlockBytes);
  std::ranges::copy(m_carry, block.text.begin());
  const auto count = m_stream.read(std::span(block.text).subspan(carried));
  block.rawPosition = m_stream.rawPosition();
  if (!count || *count == 0) {
    m_ended = true;
    if (!count) m_error = count.error();
    return finish(block) ? Result<bool>(true) : next(block);
  }
  block.text.resize(carried + *count);
  split(block, carried);
  block.endOffset = m_lineOffset;
  return true;
}

void LineReader::split(LineBlock& block, std::size_t begin) {
  const char* text = block.text.data();
  const std::size_t end = block.text.size();
  std::size_t at = begin;
  bool carried = m_carryLength > 0;
  while (const void* found = std::memchr(text + at, '\n', end - at)) {
    const auto lineEnd = static_cast<std::size_t>(static_cast<const char*>(found) - text);
    const std::string_view fresh(text + at, lineEnd - at);
    if (carried) {
      // What is kept of a line that long before is its beginning alone; else the carry and the text join.
      const bool whole = m_carryLength == m_carry.size();
      const std::uint64_t length = m_carryLength + fresh.size();
      addLine(block, 0, whole ? m_carry.size() + fresh.size() : m_carry.size(), length,
              returnsAfter(m_carryReturns, fresh));
    } else {
      addLine(block, at, fresh.size(), fresh.size(), returnsAtEnd(fresh));
    }
    carried = false;
    m_carryLength = m_carryReturns = 0;
    m_carry.clear();
    at = lineEnd + 1;
    if (at == end) break;
  }
  keepRest(block, at, end);
}

void LineReader::keepRest(LineBlock& block, std::size_t begin, std::size_t end) {
  const std::string_view rest(block.text.data() + begin, end - begin);
  if (m_carryLength == m_carry.size()) {
    const std::size_t room = kMostKept - std::min(kMostKept, m_carry.size());
    m_carry.insert(m_carry.end(), rest.begin(),
                   rest.begin() + static_cast<std::ptrdiff_t>(std::min(room, rest.size())));
  }
  m_carryLength += rest.size();
  m_carryReturns = returnsAfter(m_carryReturns, rest);
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
