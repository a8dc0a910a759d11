#include "engine/input/layout.h"

#include <algorithm>

#include "engine/input/builtin_layout.h"
#include "engine/input/pattern_layout.h"

namespace faultline::input {

namespace {

class BuiltinLayout final : public Layout {
 public:
  explicit BuiltinLayout(const BuiltinSpec& spec) : m_split(spec.split), m_interpret(spec.interpret) {
    m_name = spec.name;
    m_description = spec.description;
    m_pattern = spec.pattern;
    m_specificity = spec.specificity;
    m_fieldNames = patternFields(spec.pattern);
    m_contentField =
        static_cast<std::size_t>(std::ranges::find(m_fieldNames, "Content") - m_fieldNames.begin());
  }

  bool match(std::string_view line, FieldValues& values) const override {
    values.value.assign(m_fieldNames.size(), {});
    return m_split(line, values.value);
  }

 protected:
  bool interpret(const ReadContext& context, Record& record) const override {
    return m_interpret(record.fields.value, context, record);
  }

 private:
  bool (*m_split)(std::string_view, FieldSlots);
  bool (*m_interpret)(FieldSlots, const ReadContext&, Record&);
};

std::vector<LayoutPtr> collectBuiltins() {
  std::vector<LayoutPtr> all{novaLayout(), isoLayout(), clockLayout(), logfmtLayout(), plainLayout()};
  for (const auto& family :
       {syslogLayouts(), javaLayouts(), webLayouts(), systemLayouts(), clusterLayouts(), windowsLayouts(),
        machineLayouts(), databaseLayouts(), containerLayouts(), jsonLayouts()}) {
    all.insert(all.end(), family.begin(), family.end());
  }
  std::ranges::stable_sort(all, std::ranges::greater(), &Layout::specificity);
  return all;
}

void clearReading(Record& record) {
  record.time.reset();
  record.zoned = record.yearGuessed = false;
  record.level = record.host = record.service = record.process = record.message = record.label = {};
}

}  // namespace

bool Layout::read(std::string_view line, const ReadContext& context, Record& record) const {
  clearReading(record);
  if (match(line, record.fields)) {
    record.message = record.fields.value[m_contentField];
    if (interpret(context, record)) return true;
    clearReading(record);
  }
  return false;
}

LineShape Layout::shapeOf(std::string_view line, const Record&) const { return lineShape(line); }

LayoutPtr makeBuiltin(const BuiltinSpec& spec) { return std::make_shared<BuiltinLayout>(spec); }

std::vector<std::string> patternFields(std::string_view pattern) {
  std::vector<std::string> names;
  std::size_t open = 0;
  while ((open = pattern.find('<', open)) != std::string_view::npos) {
    const std::size_t close = pattern.find('>', open);
    if (close == std::string_view::npos) break;
    names.emplace_back(pattern.substr(open + 1, close - open - 1));
    open = close;
  }
  return names;
}

const std::vector<LayoutPtr>& builtinLayouts() {
  static const std::vector<LayoutPtr> layouts = collectBuiltins();
  return layouts;
}

Result<LayoutPtr> makeLayout(std::string_view nameOrPattern) {
  const auto& all = builtinLayouts();
  const auto found =
      std::ranges::find(all, nameOrPattern, [](const LayoutPtr& l) { return std::string_view(l->name()); });
  if (found != all.end()) return *found;
  return makePatternLayout(nameOrPattern);
}

}  // namespace faultline::input
