#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>
#include <simdjson.h>

#include "engine/input/builtin_layout.h"
#include "engine/input/header_scan.h"

namespace faultline::input {

namespace {

namespace dom = simdjson::dom;

enum Field { Time, Level, Host, Service, Component, Pid, Content, kFieldCount };

struct FieldName {
  std::string_view key;
  Field field;
};

/// What logging libraries call their fields, in small letters. Of several names for one field in a line, the
/// earlier one here wins.
constexpr auto kNames = std::to_array<FieldName>({
    {"@timestamp", Time},
    {"timestamp", Time},
    {"time", Time},
    {"ts", Time},
    {"datetime", Time},
    {"asctime", Time},
    {"date", Time},
    {"eventtime", Time},
    {"__realtime_timestamp", Time},
    {"level", Level},
    {"severity", Level},
    {"log.level", Level},
    {"loglevel", Level},
    {"log_level", Level},
    {"levelname", Level},
    {"lvl", Level},
    {"priority", Level},
    {"kubernetes.pod_name", Host},
    {"hostname", Host},
    {"host", Host},
    {"host.name", Host},
    {"host.hostname", Host},
    {"_hostname", Host},
    {"node", Host},
    {"service", Service},
    {"service.name", Service},
    {"kubernetes.container_name", Service},
    {"app", Service},
    {"application", Service},
    {"program", Service},
    {"syslog_identifier", Service},
    {"container_name", Service},
    {"logger", Component},
    {"log.logger", Component},
    {"logger_name", Component},
    {"loggername", Component},
    {"component", Component},
    {"module", Component},
    {"name", Component},
    {"pid", Pid},
    {"process.pid", Pid},
    {"process_id", Pid},
    {"_pid", Pid},
    {"message", Content},
    {"msg", Content},
    {"log", Content},
    {"text", Content},
    {"body", Content},
    {"event", Content},
});

constexpr std::array<std::string_view, 5> kNested = {"host", "service", "log", "process", "kubernetes"};
constexpr std::size_t kLongestName = 32;

struct Scratch {
  dom::parser parser;  // picks the fastest code for this processor when the program runs
  std::vector<char> text;
  std::array<std::string, kFieldCount> numbers;  ///< Fields that are numbers, spelt out.
};

/// Where a key's name is in the list, or its end.
std::size_t rankOf(std::string_view prefix, std::string_view key) {
  if (prefix.size() + key.size() + 1 > kLongestName) return kNames.size();
  std::array<char, kLongestName> name{};
  std::size_t length = 0;
  const auto append = [&](std::string_view part) {
    for (const char c : part) name[length++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  append(prefix);
  if (!prefix.empty()) append(".");
  append(key);
  const auto* found = std::ranges::find(kNames, std::string_view(name.data(), length), &FieldName::key);
  return static_cast<std::size_t>(found - kNames.begin());
}

/// Collects the fields of one line.
class LineReader {
 public:
  LineReader(FieldSlots fields, Scratch& scratch) : m_fields(fields), m_scratch(scratch) {
    m_ranks.fill(kNames.size());
  }

  void readObject(const dom::object& object, std::string_view prefix) {
    for (const dom::key_value_pair member : object) {
      const bool nested = prefix.empty() && member.value.is_object() &&
                          std::ranges::find(kNested, member.key) != kNested.end();
      if (nested) {
        readObject(member.value.get_object().value_unsafe(), member.key);
      } else if (const std::size_t rank = rankOf(prefix, member.key); rank < kNames.size()) {
        readMember(rank, member.value);
      }
    }
  }

 private:
  void readMember(std::size_t rank, const dom::element& value) {
    const Field field = kNames[rank].field;
    if (rank >= m_ranks[field]) return;
    std::string_view text;
    std::string& number = m_scratch.numbers[field];
    if (value.is_string()) {
      text = value.get_string().value_unsafe();
    } else if (value.is_int64()) {
      text = number = std::to_string(value.get_int64().value_unsafe());
    } else if (value.is_double()) {
      text = number = fmt::format("{:.9f}", value.get_double().value_unsafe());
    } else {
      return;
    }
    m_ranks[field] = rank;
    m_fields[field] = text;
  }

  FieldSlots m_fields;
  Scratch& m_scratch;
  std::array<std::size_t, kFieldCount> m_ranks{};
};

/// Levels that libraries write as numbers: syslog's 0 to 7, pino's and bunyan's 10 to 60.
std::string_view levelOf(std::string_view level) {
  static constexpr std::array<std::string_view, 8> kSyslog = {"emerg",   "alert",  "crit", "err",
                                                              "warning", "notice", "info", "debug"};
  static constexpr std::array<std::string_view, 6> kTens = {"trace", "debug", "info",
                                                            "warn",  "error", "fatal"};
  if (!isDigits(level) || level.size() > 2) return level;
  const auto digit = static_cast<std::size_t>(level[0] - '0');
  if (level.size() == 1) return digit < kSyslog.size() ? kSyslog[digit] : level;
  return level[1] == '0' && digit >= 1 && digit <= kTens.size() ? kTens[digit - 1] : level;
}

class JsonLayout final : public Layout {
 public:
  JsonLayout() {
    m_name = "json";
    m_description = R"(JSON lines: {"time":"...","level":"info","message":"..."}, by the usual field names)";
    m_fieldNames = {"Time", "Level", "Host", "Service", "Component", "Pid", "Content"};
    m_pattern = R"({"time":"<Time>","level":"<Level>","host":"<Host>","service":"<Service>",)"
                R"("logger":"<Component>","pid":<Pid>,"message":"<Content>"})";
    m_contentField = Content;
    m_specificity = 90;
  }

  bool match(std::string_view line, FieldValues& values) const override {
    values.value.assign(kFieldCount, {});
    line = trimmed(line);
    if (line.size() < 2 || line.front() != '{' || line.back() != '}') return false;
    if (!values.scratch) values.scratch = std::make_shared<Scratch>();
    Scratch& scratch = *std::static_pointer_cast<Scratch>(values.scratch);
    scratch.text.resize(std::max(scratch.text.size(), line.size() + simdjson::SIMDJSON_PADDING));
    std::memcpy(scratch.text.data(), line.data(), line.size());
    dom::object object;
    if (scratch.parser.parse(scratch.text.data(), line.size(), false).get(object)) return false;
    LineReader(values.value, scratch).readObject(object, {});
    std::string_view& content = values.value[Content];
    if (content.empty()) content = line;
    while (content.ends_with('\n') || content.ends_with('\r')) content.remove_suffix(1);
    return true;
  }

 protected:
  bool interpret(const ReadContext& context, Record& record) const override {
    const auto& value = record.fields.value;
    record.level = levelOf(value[Level]);
    record.host = value[Host];
    record.service = value[Service].empty() ? coarseService(value[Component]) : value[Service];
    record.process = value[Pid];
    const std::string_view time = value[Time];
    if (!time.empty() && time.find_first_not_of("0123456789.") == std::string_view::npos) {
      record.time = epochMoment(time);
      record.zoned = true;
    }
    if (!record.time) {
      if (const auto civil = readAnyTime(time)) setTime(*civil, context, record);
    }
    return true;
  }
};

}  // namespace

LayoutPtr jsonLayout() { return std::make_shared<JsonLayout>(); }

}  // namespace faultline::input
