#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/parse/tokens.h"

namespace faultline::parse {

/// Position of a log key in its parser's list, from 0. It never changes its meaning: its template may only
/// become more general.
using KeyIndex = std::uint32_t;

/// What stands for a parameter in a template.
inline constexpr std::string_view kWildcard = "<*>";

/// Grows when messages of old may get other keys than before. 1 is that of the first project files.
inline constexpr int kParserVersion = 2;

/// The text of the one key that a frozen parser adds, for messages that have none of the others'.
inline constexpr std::string_view kUnknownKind = "message of no known kind";

enum class ParserKind {
  Spell,  ///< Spell as it is benchmarked; nothing is masked but what the user's masks say.
  Auto,   ///< The product's default: typed masking of numbers, ids, addresses, paths, ..., then stricter
          ///< Spell.
};

enum class ParserMode {
  Learning,  ///< Messages of unseen shape get keys of their own, and templates become more general.
  Frozen,    ///< Keys stay as they are: what matches none of them is `kUnknownKind`.
};

struct ParserSettings {
  ParserKind kind = ParserKind::Auto;
  /// Least share of a message's tokens that its longest common subsequence with a template must have, in
  /// (0, 1]. The kind's own value when not given: 0.5 for Spell (its paper's), see `LogKeyParser` for Auto.
  std::optional<double> tau;
  std::vector<std::string> masks;   ///< RE2 expressions; what they match is a parameter, in either kind.
  std::uint32_t mostKeys = 20'000;  ///< From here on, messages of unseen shape fall to catch-all keys.
  ParserMode mode = ParserMode::Learning;
};

/// What a user said of a key: messages of `parent` that have the word (see `hasWord`) are of `key`.
struct KeySplit {
  KeyIndex parent = 0;
  std::string word;
  KeyIndex key = 0;
};

/// What a parser goes on from.
struct KnownKeys {
  std::vector<std::string> templates;  ///< As `templateText` gave them, in order.
  std::vector<KeySplit> splits;        ///< Their keys are found by these rules alone; the first that fits.
  std::optional<KeyIndex> unknown;     ///< The key of `kUnknownKind`.
};

/// A message with its parameters masked, ready to be matched. Reuse one object for many messages: its buffer
/// is kept.
struct PreparedMessage {
  std::string text;  ///< The message with `<*>` for what was masked; bounded, see `kMostPreparedBytes`.
  std::vector<std::uint32_t> words;  ///< Which of the parser's split words the message has, ascending.
  std::uint64_t hash = 0;            ///< Of `text` and `words`: all that its key depends on.
  std::vector<MaskedSpan> masked;    ///< What was masked, in order.
  bool recoded = false;              ///< The message was not UTF-8: `masked` is about `toUtf8` of it.
};

/// Where a message was put.
struct KeyMatch {
  KeyIndex index = 0;
  bool isNew = false;            ///< The key is there since this message.
  bool templateChanged = false;  ///< The key's template became more general; store `templateText` again.
  /// Older keys that turned out to be the same: their templates changed to this one's. Read them as `index`.
  std::vector<KeyIndex> absorbed;
};

/// Streaming Spell (Du and Li, ICDM 2016): messages to log keys by longest common subsequence, the prefix
/// tree and the simple loop before it. What it does with a message depends on the settings and the list of
/// templates alone, so that a parser restored from that list goes on as the one that wrote it.
///
/// Threads: `prepare` and `parameters` may be called from any thread at any time; `match` from one at a time
/// and not while `find` or `templateText` run elsewhere; `find` from many threads at once.
class LogKeyParser {
 public:
  /// Longer messages are judged by their beginning; the rest is one parameter.
  static constexpr std::size_t kMostPreparedBytes = 2048;
  static constexpr std::size_t kMostTokens = 128;

  /// Errors: RegexInvalid (a mask; RE2 knows no look-around), InvalidArgument (tau).
  static Result<LogKeyParser> make(const ParserSettings& settings);

  /// A parser that has the given templates (as `templateText` gave them, in order) and goes on from there.
  static Result<LogKeyParser> restore(const ParserSettings& settings, std::span<const std::string> templates);

  LogKeyParser(LogKeyParser&&) noexcept;
  LogKeyParser& operator=(LogKeyParser&&) noexcept;
  ~LogKeyParser();

  /// The same, with what users said of the keys. Error InvalidArgument for a place that is none.
  static Result<LogKeyParser> restore(const ParserSettings& settings, const KnownKeys& known);

  /// From now on. Not while another thread uses the parser.
  void setMode(ParserMode mode);

  [[nodiscard]] PreparedMessage prepare(std::string_view message) const;
  void prepare(std::string_view message, PreparedMessage& prepared) const;

  /// Finds the message's key, makes the key's template more general if need be, or adds a key.
  KeyMatch match(const PreparedMessage& message);

  /// The key that `match` would find, changing nothing; none where it would add one.
  [[nodiscard]] std::optional<KeyIndex> find(const PreparedMessage& message) const;

  [[nodiscard]] std::size_t size() const;

  /// The first message's text with `<*>` for each parameter. Untrusted plain text. Valid until the next
  /// `match`.
  [[nodiscard]] const std::string& templateText(KeyIndex index) const;

  /// The texts at the template's `<*>`, in order, as many as it has; empty where the message has nothing
  /// there.
  [[nodiscard]] std::vector<std::string> parameters(KeyIndex index, std::string_view message) const;

 private:
  struct Impl;
  explicit LogKeyParser(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace faultline::parse
