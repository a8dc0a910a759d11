#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::input {

/// The text between two fields of a pattern when it is plain: pieces of text with runs of blanks between
/// them. Most patterns are made of such; they need no regular expression.
class LiteralSeparator {
 public:
  /// None when the text is a real regular expression.
  static std::optional<LiteralSeparator> parse(std::string_view expression);

  /// The end of the separator when it is at `at`; npos when it is not. A run of blanks is taken whole.
  [[nodiscard]] std::size_t endAt(std::string_view line, std::size_t at) const;

  struct Found {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  /// The first place from `from` on.
  [[nodiscard]] std::optional<Found> find(std::string_view line, std::size_t from) const;

  [[nodiscard]] bool empty() const { return m_pieces.empty(); }

 private:
  std::vector<std::string> m_pieces;  ///< An empty one is a run of blanks.
};

/// A whole pattern of plain separators: one before each field and one after the last.
///
/// It takes the first place of each separator, as the lazy groups of the regular expression would; a line
/// where that fails may still fit with a later place, so failure only means "ask the expression".
class LiteralPattern {
 public:
  static std::optional<LiteralPattern> parse(const std::vector<std::string>& separators);

  [[nodiscard]] bool match(std::string_view line, std::vector<std::string_view>& values) const;

 private:
  std::vector<LiteralSeparator> m_separators;
};

}  // namespace faultline::input
