#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tsl/robin_map.h>

#include "engine/input/entry_joiner.h"
#include "engine/input/line_reader.h"
#include "engine/parse/log_key_parser.h"
#include "engine/parse/value_reader.h"
#include "engine/pipeline/import_plan.h"
#include "engine/store/value_repository.h"

namespace faultline::pipeline {

/// Where lines come from, as they say.
struct StreamName {
  std::string host;
  std::string service;
  std::string process;
  friend bool operator==(const StreamName&, const StreamName&) = default;
};

/// One line of a block, read. Numbers are places in the block's tables.
struct ParsedLine {
  static constexpr std::uint32_t kNone = 0xffffffffU;

  std::optional<LocalTime> time;
  std::uint32_t stream = kNone;   ///< None: the line does not fit and is of the stream before it.
  std::uint32_t message = kNone;  ///< None: the line does not fit.
  input::LineShape shape;
  bool continues = false;  ///< Set by `joinEntries`: the line is part of the entry before it.
  std::string_view session;
  std::uint32_t furtherBegin = 0;
  std::uint32_t furtherCount = 0;
  std::string_view text;  ///< The message.
  std::uint32_t maskedBegin = 0;
  std::uint32_t maskedCount = 0;
  bool recoded = false;
  std::uint32_t alert = kNone;    ///< What the line is called, when that is not normal.
  parse::KeyIndex key = 0;        ///< Set by `matchKeys`.
  std::uint32_t keyTemplate = 0;  ///< Set by `TemplateBook`.
  std::uint32_t valuesBegin = 0;  ///< Set by `readValues`.
  std::uint32_t valuesCount = 0;

  /// Whether the line begins an entry that fits the layout.
  [[nodiscard]] bool hasKey() const { return message != kNone && !continues; }
};

/// A key that a block has, and its template after the block.
struct KeyTemplate {
  parse::KeyIndex key = 0;
  std::shared_ptr<const std::string> text;
  bool hasParameters = false;
};

/// A reader made for a template.
struct BlockReader {
  std::shared_ptr<const std::string> text;
  parse::ValueReader reader;
};

/// A template that is new, or became more general, at some line of a block.
struct KeyChange {
  parse::KeyIndex key = 0;
  bool isNew = false;
  std::string text;                       ///< As it was after that line.
  std::optional<parse::KeyIndex> sameAs;  ///< The key that it turned out to be the same as.
};

/// Passes what one thread wrote on to another. TBB orders the steps of an import itself, but in a library
/// that ThreadSanitizer cannot see into: this says the same where it can be seen. A few nanoseconds a block.
class Baton {
 public:
  /// Holds it as long as the object lives.
  class Turn {
   public:
    explicit Turn(Baton& baton) : m_baton(baton) { baton.take(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() { m_baton.pass(); }

   private:
    Baton& m_baton;
  };

  void take() const { (void)m_turns.load(std::memory_order_acquire); }
  void pass() { m_turns.fetch_add(1, std::memory_order_acq_rel); }

 private:
  std::atomic<std::uint64_t> m_turns{0};
};

/// Lines that are not ASCII.
struct EncodingCounts {
  std::uint64_t utf8Lines = 0;
  std::uint64_t otherLines = 0;
};

/// A block of lines on its way through the import.
struct ParsedBlock {
  input::LineBlock block;
  std::vector<ParsedLine> lines;
  std::vector<StreamName> streams;
  std::vector<parse::PreparedMessage> messages;  ///< Each text once.
  std::vector<parse::MaskedSpan> masked;
  std::vector<KeyTemplate> templates;
  std::vector<store::EventValue> values;
  tsl::robin_map<parse::KeyIndex, BlockReader> readers;  ///< Kept from block to block.
  std::vector<std::string_view> further;
  std::deque<std::string> composed;  ///< Identifiers and messages that are no part of a line.
  std::vector<KeyChange> changes;    ///< In the order of lines.
  std::vector<std::string> alerts;
  bool labelled = false;  ///< Lines say whether they are normal.
  EncodingCounts encodings;
  std::uint64_t cutLines = 0;  ///< Lines longer than what was kept of them.
  Baton baton;                 ///< From each step to the next.
  bool givenUp = false;        ///< The import was cancelled or failed; nothing of it is stored.

  /// Empty again, its memory kept.
  void clear();
};

/// Reads the lines of a block: layout, session, masked message. Any thread, several blocks at a time.
void parseBlock(const ImportPlan& plan, const parse::LogKeyParser& parser, ParsedBlock& block);

/// Finds the lines that go on with the entry before them. One block at a time, in order.
void joinEntries(input::EntryJoiner& joiner, ParsedBlock& block);

/// Finds the keys of the entries' first lines. One block at a time, in order.
void matchKeys(parse::LogKeyParser& parser, ParsedBlock& block);

}  // namespace faultline::pipeline
