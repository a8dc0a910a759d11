#include "engine/input/literal_pattern.h"

#include "engine/input/cursor.h"

namespace faultline::input {

namespace {

constexpr std::string_view kBlanks = " \t\n\f\r";  // what \s is to RE2

bool isBlank(char c) { return kBlanks.find(c) != std::string_view::npos; }

}  // namespace

std::optional<LiteralSeparator> LiteralSeparator::parse(std::string_view expression) {
  LiteralSeparator separator;
  bool inText = false;
  const auto append = [&](char c) {
    if (!inText) separator.m_pieces.emplace_back();
    separator.m_pieces.back().push_back(c);
    inText = true;
  };
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (c == ' ') {
      while (i + 1 < expression.size() && expression[i + 1] == ' ') ++i;
      separator.m_pieces.emplace_back();
      inText = false;
    } else if (c == '\\') {
      if (++i == expression.size() || Cursor::isLetter(expression[i]) || Cursor::isDigit(expression[i])) {
        return std::nullopt;
      }
      append(expression[i]);
    } else if (std::string_view("[(){.*+?^$|").find(c) != std::string_view::npos) {
      return std::nullopt;
    } else {
      append(c);
    }
  }
  return separator;
}

std::size_t LiteralSeparator::endAt(std::string_view line, std::size_t at) const {
  for (const std::string& piece : m_pieces) {
    if (!piece.empty()) {
      if (!line.substr(at).starts_with(piece)) return std::string_view::npos;
      at += piece.size();
      continue;
    }
    const std::size_t before = at;
    while (at < line.size() && isBlank(line[at])) ++at;
    if (at == before) return std::string_view::npos;
  }
  return at;
}

std::optional<LiteralSeparator::Found> LiteralSeparator::find(std::string_view line, std::size_t from) const {
  if (m_pieces.empty()) return Found{from, from};
  const std::string& first = m_pieces.front();
  for (std::size_t at = from;; ++at) {
    at = first.empty() ? line.find_first_of(kBlanks, at) : line.find(first, at);
    if (at == std::string_view::npos) return std::nullopt;
    if (const std::size_t end = endAt(line, at); end != std::string_view::npos) return Found{at, end};
  }
}

std::optional<LiteralPattern> LiteralPattern::parse(const std::vector<std::string>& separators) {
  LiteralPattern pattern;
  for (const std::string& text : separators) {
    auto separator = LiteralSeparator::parse(text);
    if (!separator) return std::nullopt;
    pattern.m_separators.push_back(std::move(*separator));
  }
  return pattern;
}

bool LiteralPattern::match(std::string_view line, std::vector<std::string_view>& values) const {
  std::size_t at = m_separators.front().endAt(line, 0);
  if (at == std::string_view::npos) return false;
  const std::size_t fields = m_separators.size() - 1;
  for (std::size_t i = 0; i < fields; ++i) {
    const LiteralSeparator& separator = m_separators[i + 1];
    if (i + 1 == fields && separator.empty()) {
      values[i] = line.substr(at);
      return true;
    }
    const auto found = separator.find(line, at);
    if (!found) return false;
    values[i] = line.substr(at, found->begin - at);
    at = found->end;
  }
  return at == line.size();
}

}  // namespace faultline::input
