#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/input/raw_text.h"

namespace re2 {
class RE2;
}

namespace faultline::pipeline {

/// Looks for a line that an RE2 expression matches, in the raw text of a source. Of a line longer than 64 KiB
/// the beginning is looked at. Linear in the text, bounded memory.
class LogSearch {
 public:
  /// Error RegexInvalid.
  static Result<LogSearch> make(const std::string& regex);

  LogSearch(LogSearch&&) noexcept;
  ~LogSearch();

  /// The beginning of the first matching line in [begin, end), which begin and end at lines. Error Cancelled.
  Result<std::optional<std::uint64_t>> forward(input::RawText& text, std::uint64_t begin, std::uint64_t end,
                                               const std::stop_token& stop,
                                               const ProgressSink& progress) const;
  /// The same of the last one.
  Result<std::optional<std::uint64_t>> backward(input::RawText& text, std::uint64_t begin, std::uint64_t end,
                                                const std::stop_token& stop,
                                                const ProgressSink& progress) const;

 private:
  LogSearch(std::unique_ptr<re2::RE2> expression, std::unique_ptr<re2::RE2> anyLine);
  [[nodiscard]] bool matches(std::string_view line) const;
  /// The beginning of the first line from `from` on that may match, or the end. `lines` are whole, UTF-8,
  /// without carriage returns.
  [[nodiscard]] std::size_t nextLine(std::string_view lines, std::size_t from) const;

  std::unique_ptr<re2::RE2> m_expression;
  std::unique_ptr<re2::RE2> m_anyLine;  ///< The same over many lines at a time; null: it cannot be had.
};

}  // namespace faultline::pipeline
