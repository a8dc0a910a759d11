#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/time.h"
#include "engine/input/line_shape.h"

namespace faultline::input {

/// What a layout works with from line to line. Each layout that needs one has its own.
struct LineScratch {
  LineScratch() = default;
  LineScratch(const LineScratch&) = delete;
  LineScratch& operator=(const LineScratch&) = delete;
  virtual ~LineScratch() = default;
};

/// The fields of one line in the order of `Layout::fieldNames`. Views point into the line, or into `scratch`
/// where the line spells them differently (JSON escapes); both live until the next match into the same
/// object. Reuse one object a thread for many lines.
struct FieldValues {
  std::vector<std::string_view> value;
  std::shared_ptr<LineScratch> scratch;

  /// The scratch, made anew when the last line was another layout's.
  template <class Scratch>
  Scratch& scratchAs() {
    if (dynamic_cast<Scratch*>(scratch.get()) == nullptr) scratch = std::make_shared<Scratch>();
    return static_cast<Scratch&>(*scratch);
  }
};

/// What one line says. Views live as long as those of `fields`, or point into the object itself. Reuse one
/// object a thread for many lines; a copy is of no use.
struct Record {
  std::optional<LocalTime> time;  ///< As stated; in UTC when `zoned`. None when the line states none.
  bool zoned = false;             ///< The time carried its zone.
  bool yearGuessed = false;       ///< The line leaves its year out; see ReadContext::latest.
  std::string_view level;
  std::string_view host;
  std::string_view service;  ///< Coarse, fit for a row of a table: `sshd`, `nova-compute`, `dfs.DataNode`.
  std::string_view process;  ///< A process id, or a pod; never a thread's.
  std::string_view message;  ///< What log keys are found in.
  /// What the log itself says of the line's being an alert, as BGL's and Thunderbird's first column: `-` is
  /// normal, anything else a kind of alert. Empty: the layout has no such field. For evaluation alone.
  std::string_view label;
  FieldValues fields;
  std::string serviceName;  ///< Where `service` points when the line spells it otherwise.
};

/// What reading a line needs beside the line.
struct ReadContext {
  /// Years that a layout leaves out are the latest ones that keep times at or before this: the file's time of
  /// change, a day added for the unknown zone.
  LocalTime latest{};
};

/// A log header format: which field is where in a line. Immutable; any thread may use it.
class Layout {
 public:
  virtual ~Layout() = default;

  /// What `ImportOptions::layout` calls it: a built-in name, or the user's pattern.
  [[nodiscard]] const std::string& name() const { return m_name; }
  [[nodiscard]] const std::string& description() const { return m_description; }
  /// The layout written as a loghub pattern; for built-in ones an approximation, for show.
  [[nodiscard]] const std::string& pattern() const { return m_pattern; }
  /// The names between angle brackets of a pattern in order (`Date`, `Time`, ..., `Content`).
  [[nodiscard]] const std::vector<std::string>& fieldNames() const { return m_fieldNames; }
  /// Position of the message among the fields.
  [[nodiscard]] std::size_t contentField() const { return m_contentField; }
  /// Which of two layouts that fit equally well says more about a line; 0 is a plain line.
  [[nodiscard]] int specificity() const { return m_specificity; }
  /// Its lines wrap what other programs wrote, line by line: an entry of theirs may take several.
  [[nodiscard]] bool wraps() const { return m_wraps; }
  /// The shape of a line, for joining it to others: that of what it wraps where it does. `record` is what
  /// `read` gave for it, successfully or not.
  [[nodiscard]] virtual LineShape shapeOf(std::string_view line, const Record& record) const;

  /// Splits a line (without its line end) into its fields; a field the line leaves out is empty. False when
  /// the line does not fit. Linear in the line's length.
  [[nodiscard]] virtual bool match(std::string_view line, FieldValues& values) const = 0;

  /// `match`, with the fields read: time, level, host, ... False when the line does not fit; `record` is
  /// empty then.
  [[nodiscard]] bool read(std::string_view line, const ReadContext& context, Record& record) const;

 protected:
  /// Reads `record.fields`; `message` and nothing else is set already. False: the line does not fit after all
  /// (a date that is none).
  [[nodiscard]] virtual bool interpret(const ReadContext& context, Record& record) const = 0;

  std::string m_name;
  std::string m_description;
  std::string m_pattern;
  std::vector<std::string> m_fieldNames;
  std::size_t m_contentField = 0;
  int m_specificity = 0;
  bool m_wraps = false;
};

using LayoutPtr = std::shared_ptr<const Layout>;

/// All built-in layouts, the most specific first, `plain` last. `plain` takes the whole line as the message.
[[nodiscard]] const std::vector<LayoutPtr>& builtinLayouts();

/// A built-in layout by its name, else a pattern as loghub writes them, `<Date> <Time> <Level> <Component>:
/// <Content>`: text between fields is a regular expression (RE2), blanks match any run of blanks. Error
/// LayoutInvalid: neither a name nor a pattern with a `<Content>`, a field named twice, or a bad expression.
[[nodiscard]] Result<LayoutPtr> makeLayout(std::string_view nameOrPattern);

}  // namespace faultline::input
