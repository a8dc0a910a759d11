#include <array>

#include "engine/input/builtin_layout.h"
#include "engine/input/field_words.h"
#include "engine/input/json_fields.h"
#include "engine/input/payload.h"

namespace faultline::input {

namespace {

/// What logging libraries call their fields.
constexpr auto kUsualNames = std::to_array<JsonFieldName>({
    {"@timestamp", kJsonTime},
    {"timestamp", kJsonTime},
    {"time", kJsonTime},
    {"ts", kJsonTime},
    {"datetime", kJsonTime},
    {"asctime", kJsonTime},
    {"date", kJsonTime},
    {"eventtime", kJsonTime},
    {"__realtime_timestamp", kJsonTime},
    {"@t", kJsonTime},
    {"level", kJsonLevel},
    {"severity", kJsonLevel},
    {"log.level", kJsonLevel},
    {"loglevel", kJsonLevel},
    {"log_level", kJsonLevel},
    {"levelname", kJsonLevel},
    {"lvl", kJsonLevel},
    {"priority", kJsonLevel},
    {"@l", kJsonLevel},
    {"kubernetes.pod_name", kJsonHost},
    {"hostname", kJsonHost},
    {"host", kJsonHost},
    {"host.name", kJsonHost},
    {"host.hostname", kJsonHost},
    {"_hostname", kJsonHost},
    {"node", kJsonHost},
    {"service", kJsonService},
    {"service.name", kJsonService},
    {"kubernetes.container_name", kJsonService},
    {"app", kJsonService},
    {"application", kJsonService},
    {"program", kJsonService},
    {"syslog_identifier", kJsonService},
    {"container_name", kJsonService},
    {"logger", kJsonComponent},
    {"log.logger", kJsonComponent},
    {"logger_name", kJsonComponent},
    {"loggername", kJsonComponent},
    {"component", kJsonComponent},
    {"module", kJsonComponent},
    {"name", kJsonComponent},
    {"pid", kJsonPid},
    {"process.pid", kJsonPid},
    {"process_id", kJsonPid},
    {"_pid", kJsonPid},
    {"message", kJsonContent},
    {"msg", kJsonContent},
    {"log", kJsonContent},
    {"text", kJsonContent},
    {"body", kJsonContent},
    {"event", kJsonContent},
    {"short_message", kJsonContent},
    {"@m", kJsonContent},
    {"@mt", kJsonContent},
});
constexpr auto kUsualNested =
    std::to_array<std::string_view>({"host", "service", "log", "process", "kubernetes"});

/// systemd.journal-fields(7).
constexpr auto kJournalNames = std::to_array<JsonFieldName>({
    {"__realtime_timestamp", kJsonTime},
    {"_source_realtime_timestamp", kJsonTime},
    {"priority", kJsonLevel},
    {"_hostname", kJsonHost},
    {"syslog_identifier", kJsonService},
    {"_comm", kJsonService},
    {"_systemd_unit", kJsonService},
    {"_pid", kJsonPid},
    {"syslog_pid", kJsonPid},
    {"message", kJsonContent},
});

/// MongoDB 4.4 and later: structured log messages.
constexpr auto kMongoNames = std::to_array<JsonFieldName>({
    {"t.$date", kJsonTime},
    {"s", kJsonLevel},
    {"c", kJsonComponent},
    {"msg", kJsonContent},
});
constexpr auto kMongoNested = std::to_array<std::string_view>({"t"});

/// Docker's json-file driver. What tells its lines from others' is the stream.
constexpr auto kDockerNames = std::to_array<JsonFieldName>({
    {"time", kJsonTime},
    {"stream", kJsonHost},
    {"log", kJsonContent},
});

struct Scratch final : LineScratch {
  JsonLineReader reader;
  Payload payload;
  std::string_view stream;  ///< Of the last line, which Docker wrapped.
  bool unfinished = false;  ///< The same one's text goes on in the next.
};

struct JsonSpec {
  const char* name;
  const char* description;
  const char* pattern;
  int specificity;
  JsonNames names;
  /// Completes the fields of a line; false when it is another's. None: any object is a line.
  bool (*complete)(FieldSlots fields, Scratch& scratch);
  bool wraps = false;
};

class JsonLayout final : public Layout {
 public:
  explicit JsonLayout(const JsonSpec& spec) : m_names(spec.names), m_complete(spec.complete) {
    m_name = spec.name;
    m_description = spec.description;
    m_pattern = spec.pattern;
    m_fieldNames = {"Time", "Level", "Host", "Service", "Component", "Pid", "Content"};
    m_contentField = kJsonContent;
    m_specificity = spec.specificity;
    m_wraps = spec.wraps;
  }

  LineShape shapeOf(std::string_view line, const Record& record) const override {
    const auto* scratch = dynamic_cast<const Scratch*>(record.fields.scratch.get());
    if (!m_wraps || scratch == nullptr) return lineShape(line);
    return wrappedShape(record.message, scratch->stream, scratch->unfinished);
  }

  bool match(std::string_view line, FieldValues& values) const override {
    values.value.assign(kJsonFields, {});
    auto& scratch = values.scratchAs<Scratch>();
    if (!scratch.reader.read(line, m_names, values.value)) return false;
    std::string_view& content = values.value[kJsonContent];
    if (m_complete != nullptr) {
      if (!m_complete(values.value, scratch)) return false;
    } else if (content.empty()) {
      content = trimmed(line);
    }
    while (content.ends_with('\n') || content.ends_with('\r')) content.remove_suffix(1);
    return true;
  }

 protected:
  bool interpret(const ReadContext& context, Record& record) const override {
    return readJsonFields(record.fields.value, context, record);
  }

 private:
  JsonNames m_names;
  bool (*m_complete)(FieldSlots, Scratch&);
};

bool completeJournal(FieldSlots fields, Scratch& scratch) {
  std::string_view& service = fields[kJsonService];
  if (service.ends_with(".service")) service.remove_suffix(std::string_view(".service").size());
  service = scratch.payload.oneCase(service);
  return !fields[kJsonTime].empty() && (!service.empty() || !fields[kJsonHost].empty());
}

bool completeMongo(FieldSlots fields, Scratch&) {
  return !fields[kJsonTime].empty() && !fields[kJsonLevel].empty() && !fields[kJsonContent].empty();
}

/// The stream is no host, and what the container wrote may have a header of its own.
bool completeDocker(FieldSlots fields, Scratch& scratch) {
  scratch.stream = std::exchange(fields[kJsonHost], {});
  scratch.unfinished = !fields[kJsonContent].ends_with('\n');
  if ((scratch.stream != "stdout" && scratch.stream != "stderr") || fields[kJsonTime].empty()) return false;
  const Record& inner = scratch.payload.read(fields[kJsonContent]);
  fields[kJsonLevel] = inner.level;
  fields[kJsonService] = inner.service;
  fields[kJsonPid] = inner.process;
  fields[kJsonContent] = inner.message;
  return true;
}

}  // namespace

std::vector<LayoutPtr> jsonLayouts() {
  static constexpr auto kSpecs = std::to_array<JsonSpec>({
      {"json",
       R"(JSON lines: {"time":"...","level":"info","message":"..."}, by the usual field names)",
       R"({"time":"<Time>","level":"<Level>","host":"<Host>","service":"<Service>",)"
       R"("logger":"<Component>","pid":<Pid>,"message":"<Content>"})",
       90,
       {kUsualNames, kUsualNested},
       nullptr},
      {"journald",
       "The systemd journal: journalctl -o json",
       R"({"__REALTIME_TIMESTAMP":"<Time>","PRIORITY":"<Level>","_HOSTNAME":"<Host>",)"
       R"("SYSLOG_IDENTIFIER":"<Service>","_PID":"<Pid>","MESSAGE":"<Content>"})",
       96,
       {kJournalNames, {}},
       completeJournal},
      {"mongodb",
       R"(MongoDB: {"t":{"$date":"..."},"s":"I","c":"NETWORK","msg":"message"})",
       R"({"t":{"$date":"<Time>"},"s":"<Level>","c":"<Component>","msg":"<Content>"})",
       94,
       {kMongoNames, kMongoNested},
       completeMongo},
      {"docker",
       R"(Docker's json-file: {"log":"...","stream":"stderr","time":"..."}; headers inside are read)",
       R"({"log":"<Content>\n","stream":"stderr","time":"<Time>"})",
       95,
       {kDockerNames, {}},
       completeDocker,
       true},
  });
  std::vector<LayoutPtr> layouts;
  for (const JsonSpec& spec : kSpecs) layouts.push_back(std::make_shared<JsonLayout>(spec));
  return layouts;
}

}  // namespace faultline::input
