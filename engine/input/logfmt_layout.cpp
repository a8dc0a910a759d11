#include <algorithm>
#include <array>

#include "engine/input/builtin_layout.h"
#include "engine/input/header_scan.h"

namespace faultline::input {

namespace {

enum Field : std::size_t { Time, Level, Host, Service, Component, Pid, Content, kFieldCount };

struct FieldName {
  std::string_view key;
  Field field;
};

constexpr auto kNames = std::to_array<FieldName>({
    {"ts", Time},
    {"time", Time},
    {"timestamp", Time},
    {"t", Time},
    {"level", Level},
    {"lvl", Level},
    {"severity", Level},
    {"host", Host},
    {"hostname", Host},
    {"service", Service},
    {"app", Service},
    {"component", Component},
    {"logger", Component},
    {"module", Component},
    {"pid", Pid},
    {"msg", Content},
    {"message", Content},
});

struct Scratch final : LineScratch {
  std::array<std::string, kFieldCount> spelt;  ///< Values that have escapes, without them.
};

struct Pair {
  std::string_view key;
  std::string_view value;  ///< Without its quotes.
  bool escaped = false;    ///< There are backslashes in the value.
};

bool isKeyCharacter(char c) {
  return Cursor::isLetter(c) || Cursor::isDigit(c) ||
         std::string_view("_.-/@").find(c) != std::string_view::npos;
}

/// A value in quotes; one that does not end takes the rest.
void takeQuoted(Cursor& cursor, Pair& pair) {
  const std::string_view rest = cursor.rest().substr(1);
  std::size_t end = 0;
  while (end < rest.size() && rest[end] != '"') {
    const bool escape = rest[end] == '\\' && end + 1 < rest.size();
    pair.escaped = pair.escaped || escape;
    end += escape ? 2 : 1;
  }
  pair.value = rest.substr(0, end);
  cursor.moveTo(cursor.position() + 1 + std::min(end + 1, rest.size()));
}

/// `key=value`, or a key alone, and the blanks after it.
bool takePair(Cursor& cursor, Pair& pair) {
  pair = {};
  const std::size_t start = cursor.position();
  while (isKeyCharacter(cursor.peek())) cursor.moveTo(cursor.position() + 1);
  pair.key = cursor.between(start, cursor.position());
  if (pair.key.empty()) return false;
  if (cursor.take('=')) {
    if (cursor.peek() == '"') {
      takeQuoted(cursor, pair);
    } else {
      pair.value = cursor.takeWord();
    }
  }
  return cursor.takeBlanks() || cursor.atEnd();
}

void unescape(std::string_view value, std::string& text) {
  text.clear();
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 == value.size()) {
      text.push_back(value[i]);
      continue;
    }
    const char escaped = value[++i];
    text.push_back(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped == 'r' ? '\r' : escaped);
  }
}

void put(const Pair& pair, FieldSlots fields, FieldValues& values) {
  const auto* name = std::ranges::find(kNames, pair.key, &FieldName::key);
  if (name == kNames.end() || !fields[name->field].empty()) return;
  if (!pair.escaped) {
    fields[name->field] = pair.value;
    return;
  }
  std::string& spelt = values.scratchAs<Scratch>().spelt[name->field];
  unescape(pair.value, spelt);
  fields[name->field] = spelt;
}

class LogfmtLayout final : public Layout {
 public:
  LogfmtLayout() {
    m_name = "logfmt";
    m_description = R"(logfmt: ts=2026-05-31T12:00:00Z level=info msg="message" key=value, in any order)";
    m_pattern =
        R"(ts=<Time> level=<Level> host=<Host> service=<Service> logger=<Component> pid=<Pid> msg=<Content>)";
    m_fieldNames = {"Time", "Level", "Host", "Service", "Component", "Pid", "Content"};
    m_contentField = Content;
    m_specificity = 85;
  }

  /// Of words that are no pair some may stand between; the first is one, and the message is, and a time or a
  /// level: else any text with an equals sign would do.
  bool match(std::string_view line, FieldValues& values) const override {
    values.value.assign(kFieldCount, {});
    Cursor cursor(trimmed(line));
    Pair pair;
    bool first = true;
    while (!cursor.atEnd()) {
      if (takePair(cursor, pair)) {
        put(pair, values.value, values);
      } else if (first || cursor.takeWord().empty()) {
        return false;
      }
      if (first && pair.value.data() == nullptr) return false;
      first = false;
      cursor.takeBlanks();
    }
    const auto& fields = values.value;
    return fields[Content].data() != nullptr && !(fields[Time].empty() && fields[Level].empty());
  }

 protected:
  bool interpret(const ReadContext& context, Record& record) const override {
    const auto& fields = record.fields.value;
    record.level = fields[Level];
    record.host = fields[Host];
    record.service = fields[Service].empty() ? coarseService(fields[Component]) : fields[Service];
    record.process = fields[Pid];
    return readStatedTime(fields[Time], context, record);
  }
};

}  // namespace

LayoutPtr logfmtLayout() { return std::make_shared<LogfmtLayout>(); }

}  // namespace faultline::input
