#include "engine/input/builtin_layout.h"
#include "engine/input/header_scan.h"
#include "engine/input/payload.h"

namespace faultline::input {

namespace {

struct Scratch final : LineScratch {
  Payload payload;
  std::string text;  ///< Of a quoted field, without the quotes.
};

/// What a container wrote: `Level`, `Service`, `Pid` and `Content` of a layout's fields are its header's.
template <std::size_t Level, std::size_t Service, std::size_t Pid, std::size_t Content>
void putPayload(std::string_view text, Payload& payload, FieldSlots fields) {
  const Record& inner = payload.read(text);
  fields[Level] = inner.level;
  if (!inner.service.empty()) fields[Service] = inner.service;
  fields[Pid] = inner.process;
  fields[Content] = inner.message;
}

namespace cri {
enum : std::size_t { Time, Stream, Flag, Level, Service, Pid, Content };

/// `2016-10-06T00:17:09.669794202Z stdout F message`; `P` in place of `F`: the line goes on in the next one.
class CriLayout final : public Layout {
 public:
  CriLayout() {
    m_name = "cri";
    m_description =
        "Kubernetes containers (CRI): 2016-10-06T00:17:09.669794202Z stdout F message; headers inside are "
        "read";
    m_pattern = "<Time> <Stream> <Flag> <Level><Component><Pid><Content>";
    m_fieldNames = patternFields(m_pattern);
    m_contentField = Content;
    m_specificity = 86;
    m_wraps = true;
  }

  LineShape shapeOf(std::string_view, const Record& record) const override {
    const auto& fields = record.fields.value;
    return wrappedShape(record.message, fields[Stream], fields[Flag].starts_with('P'));
  }

  bool match(std::string_view line, FieldValues& values) const override {
    values.value.assign(m_fieldNames.size(), {});
    const FieldSlots fields = values.value;
    Cursor cursor(line);
    if (!takeText(cursor, fields[Time], takeIsoTimestamp)) return false;
    fields[Stream] = cursor.takeWord();
    if ((fields[Stream] != "stdout" && fields[Stream] != "stderr") || !cursor.take(' ')) return false;
    fields[Flag] = cursor.takeWord();
    const std::string_view flag = fields[Flag].substr(0, fields[Flag].find(':'));
    if ((flag != "F" && flag != "P") || (!cursor.take(' ') && !cursor.atEnd())) return false;
    putPayload<Level, Service, Pid, Content>(cursor.rest(), values.scratchAs<Scratch>().payload, fields);
    return true;
  }

 protected:
  bool interpret(const ReadContext& context, Record& record) const override {
    const auto& fields = record.fields.value;
    Cursor cursor(fields[Time]);
    CivilTime civil;
    record.level = fields[Level];
    record.service = fields[Service];
    record.process = fields[Pid];
    return takeIsoTimestamp(cursor, civil) && setTime(civil, context, record);
  }
};
}  // namespace cri

namespace pods {
enum : std::size_t { Time, Epoch, Node, Pod, Container, Trace, Span, Level, Component, Pid, Content };

/// `ts-order-service-5b67c48447-mv5hb` is ts-order-service: the rest is made up for each pod.
std::string_view deploymentOf(std::string_view pod) {
  constexpr std::size_t kPodHash = 5;
  const std::size_t last = pod.rfind('-');
  if (last == std::string_view::npos || last == 0 || pod.size() - last - 1 != kPodHash) return pod;
  const std::size_t set = pod.rfind('-', last - 1);
  return pod.substr(0, set == std::string_view::npos || set == 0 ? last : set);
}

/// The rest of a line as a quoted CSV field: `"a ""b"""` is `a "b"`. A quote that does not end takes it all.
bool unquote(std::string_view quoted, std::string& text) {
  if (!quoted.starts_with('"')) return false;
  text.clear();
  for (std::size_t i = 1; i < quoted.size(); ++i) {
    if (quoted[i] == '"' && ++i >= quoted.size()) break;
    text.push_back(quoted[i]);
  }
  return true;
}

/// A table of what pods wrote, as trace collectors export it; each cell is a line of Docker's log.
class PodLayout final : public Layout {
 public:
  PodLayout() {
    m_name = "pod-csv";
    m_description =
        "A table of what pods wrote: Timestamp,TimeUnixNano,Node,PodName,Container,TraceID,SpanID,Log";
    m_pattern =
        R"(<Time>,<Epoch>,<Node>,<Pod>,<Container>,<Trace>,<Span>,"<Level><Component><Pid><Content>")";
    m_fieldNames = patternFields(m_pattern);
    m_contentField = Content;
    m_specificity = 92;
    m_wraps = true;
  }

  LineShape shapeOf(std::string_view, const Record& record) const override {
    return wrappedShape(record.message, record.fields.value[Pod], false);
  }

  bool match(std::string_view line, FieldValues& values) const override {
    values.value.assign(m_fieldNames.size(), {});
    const FieldSlots fields = values.value;
    for (const std::size_t field : {Time, Epoch, Node, Pod, Container, Trace, Span}) {
      const std::size_t comma = line.find(',');
      if (comma == std::string_view::npos) return false;
      fields[field] = line.substr(0, comma);
      line.remove_prefix(comma + 1);
    }
    auto& scratch = values.scratchAs<Scratch>();
    if (!isDigits(fields[Epoch]) || fields[Pod].empty() || !unquote(line, scratch.text)) return false;
    putPayload<Level, Component, Pid, Content>(scratch.text, scratch.payload, fields);
    return true;
  }

 protected:
  bool interpret(const ReadContext&, Record& record) const override {
    const auto& fields = record.fields.value;
    record.time = epochMoment(fields[Epoch]);
    record.zoned = true;
    record.level = fields[Level];
    record.host = fields[Node];
    record.service = deploymentOf(fields[Pod]);
    record.process = fields[Pod];
    return record.time.has_value();
  }
};
}  // namespace pods

}  // namespace

std::vector<LayoutPtr> containerLayouts() {
  return {std::make_shared<cri::CriLayout>(), std::make_shared<pods::PodLayout>()};
}

}  // namespace faultline::input
