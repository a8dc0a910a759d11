#include "engine/input/pattern_layout.h"

#include <algorithm>
#include <array>

#include <re2/re2.h>

#include "engine/input/header_scan.h"
#include "engine/input/literal_pattern.h"
#include "engine/input/pattern_problem.h"

namespace faultline::input {

namespace {

constexpr std::size_t kMostFields = 64;

std::string lowerCase(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

/// The fields that mean something to an import, by the names that pattern writers use.
struct Roles {
  using Indices = std::vector<std::size_t>;
  std::vector<Indices> times;  ///< Fields to join for a time, the likeliest first.
  std::optional<std::size_t> level, host, service, component, process, label;
};

template <std::size_t N>
bool isOneOf(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::ranges::find(names, name) != names.end();
}

Roles rolesOf(const std::vector<std::string>& fieldNames) {
  static constexpr std::array<std::string_view, 8> kTime = {"month", "day",      "date", "year",
                                                            "time",  "timezone", "zone", "tz"};
  static constexpr std::array<std::string_view, 4> kStamp = {"timestamp", "datetime", "ts", "epoch"};
  Roles roles;
  Roles::Indices joined, date, time, stamp;
  for (std::size_t i = 0; i < fieldNames.size(); ++i) {
    const std::string name = lowerCase(fieldNames[i]);
    const auto take = [&](std::optional<std::size_t>& role, const auto& names) {
      if (!role && isOneOf(name, names)) role = i;
    };
    if (isOneOf(name, kTime)) joined.push_back(i);
    if (isOneOf(name, kStamp)) stamp.push_back(i);
    if (name == "date") date.push_back(i);
    if (name == "time") time.push_back(i);
    take(roles.level, std::to_array<std::string_view>({"level", "severity", "loglevel"}));
    take(roles.host, std::to_array<std::string_view>({"host", "hostname", "node", "server", "machine"}));
    take(roles.service, std::to_array<std::string_view>({"service", "app", "application", "program"}));
    take(roles.component, std::to_array<std::string_view>({"component", "logger", "module", "class"}));
    take(roles.process, std::to_array<std::string_view>({"pid", "processid", "process_id"}));
    take(roles.label, std::to_array<std::string_view>({"label"}));
  }
  Roles::Indices both = date;
  both.insert(both.end(), time.begin(), time.end());
  for (const auto& fields : {joined, both, time, stamp, date}) {
    if (!fields.empty() && std::ranges::find(roles.times, fields) == roles.times.end()) {
      roles.times.push_back(fields);
    }
  }
  return roles;
}

class PatternLayout final : public Layout {
 public:
  PatternLayout(std::string pattern, std::vector<std::string> names,
                const std::vector<std::string>& separators, std::unique_ptr<re2::RE2> expression)
      : m_expression(std::move(expression)), m_roles(rolesOf(names)) {
    m_name = pattern;
    m_description = "a pattern of your own";
    m_pattern = std::move(pattern);
    m_contentField = static_cast<std::size_t>(std::ranges::find(names, "Content") - names.begin());
    m_fieldNames = std::move(names);
    m_specificity = 100;
    m_literal = LiteralPattern::parse(separators);
    const auto& groups = m_expression->NamedCapturingGroups();
    for (std::size_t i = 0; i < m_fieldNames.size(); ++i) m_groups.push_back(groups.at(groupName(i)));
  }

  static std::string groupName(std::size_t field) { return "field" + std::to_string(field) + "_"; }

  bool match(std::string_view line, FieldValues& values) const override {
    values.value.assign(m_fieldNames.size(), {});
    if (m_literal && m_literal->match(line, values.value)) return true;
    const auto groups = static_cast<std::size_t>(m_expression->NumberOfCapturingGroups()) + 1;
    std::vector<re2::StringPiece> found(groups);
    if (!m_expression->Match({line.data(), line.size()}, 0, line.size(), re2::RE2::ANCHOR_BOTH, found.data(),
                             static_cast<int>(groups))) {
      return false;
    }
    for (std::size_t i = 0; i < m_fieldNames.size(); ++i) {
      const re2::StringPiece& piece = found[static_cast<std::size_t>(m_groups[i])];
      values.value[i] = {piece.data(), piece.size()};
    }
    return true;
  }

 protected:
  bool interpret(const ReadContext& context, Record& record) const override {
    const auto& value = record.fields.value;
    const auto get = [&](const std::optional<std::size_t>& role) {
      return role ? trimmed(value[*role]) : std::string_view();
    };
    record.level = get(m_roles.level);
    record.host = get(m_roles.host);
    record.service = m_roles.service ? get(m_roles.service) : coarseService(get(m_roles.component));
    record.process = get(m_roles.process);
    record.label = get(m_roles.label);
    for (const auto& fields : m_roles.times) {
      if (readTime(joinedText(fields, value), context, record)) break;
    }
    return true;  // what the user calls a date may be anything; it does not make the line unfit
  }

 private:
  static std::string joinedText(const Roles::Indices& fields, const std::vector<std::string_view>& value) {
    std::string text;
    for (const std::size_t field : fields) {
      if (!text.empty()) text.push_back(' ');
      text.append(trimmed(value[field]));
    }
    return text;
  }

  static bool readTime(const std::string& text, const ReadContext& context, Record& record) {
    constexpr std::size_t kEpochDigits = 9;
    if (text.size() >= kEpochDigits && text.find_first_not_of("0123456789.") == std::string::npos) {
      record.time = epochMoment(text);
      record.zoned = record.time.has_value();
      if (record.zoned) return true;
    }
    const auto civil = readAnyTime(text);
    return civil && civil->month != 0 && setTime(*civil, context, record);
  }

  std::unique_ptr<re2::RE2> m_expression;
  std::optional<LiteralPattern> m_literal;
  std::vector<int> m_groups;
  Roles m_roles;
};

struct SplitPattern {
  std::vector<std::string> names;
  std::vector<std::string> separators;  ///< One more than names.
};

bool isFieldName(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return Cursor::isLetter(c) || Cursor::isDigit(c) || c == '_';
  });
}

SplitPattern splitPattern(std::string_view pattern) {
  SplitPattern parts;
  std::string separator;
  while (!pattern.empty()) {
    const std::size_t close = pattern.front() == '<' ? pattern.find('>') : std::string_view::npos;
    if (close != std::string_view::npos && isFieldName(pattern.substr(1, close - 1))) {
      parts.names.emplace_back(pattern.substr(1, close - 1));
      parts.separators.push_back(std::move(separator));
      separator.clear();
      pattern.remove_prefix(close + 1);
    } else {
      separator.push_back(pattern.front());
      pattern.remove_prefix(1);
    }
  }
  parts.separators.push_back(std::move(separator));
  return parts;
}

/// A run of blanks in the pattern is any run of blanks in the line.
std::string blanksLoosened(std::string_view separator) {
  std::string loose;
  for (std::size_t i = 0; i < separator.size(); ++i) {
    if (separator[i] != ' ') {
      loose.push_back(separator[i]);
    } else if (i + 1 == separator.size() || separator[i + 1] != ' ') {
      loose.append("\\s+");
    }
  }
  return loose;
}

std::string expressionOf(const SplitPattern& parts) {
  std::string expression;
  for (std::size_t i = 0; i < parts.names.size(); ++i) {
    expression += blanksLoosened(parts.separators[i]) + "(?P<" + PatternLayout::groupName(i) + ">.*?)";
  }
  return expression + blanksLoosened(parts.separators.back());
}

Status checkNames(const std::vector<std::string>& names, const std::string& pattern) {
  if (names.size() > kMostFields) return failure(ErrorCode::LayoutInvalid, pattern, "it has too many fields");
  if (std::ranges::find(names, "Content") == names.end()) {
    return failure(ErrorCode::LayoutInvalid, pattern,
                   names.empty() ? "there is no built-in layout of this name, and it is no pattern"
                                 : "a pattern needs a <Content>, the message");
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<std::ptrdiff_t>(i)) {
      return failure(ErrorCode::LayoutInvalid, pattern, "<" + names[i] + "> is there twice");
    }
  }
  return {};
}

/// A field that the expression around it swallowed is no group.
Status checkGroups(const std::vector<std::string>& names, const re2::RE2& expression,
                   const std::string& pattern) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (expression.NamedCapturingGroups().count(PatternLayout::groupName(i)) != 0) continue;
    return failure(ErrorCode::LayoutInvalid, pattern,
                   "<" + names[i] + "> is inside a set of characters: write \\[ for a bracket of the line");
  }
  return {};
}

}  // namespace

Result<LayoutPtr> makePatternLayout(std::string_view pattern) {
  const std::string text(pattern);
  SplitPattern parts = splitPattern(pattern);
  FAULTLINE_TRY(checkNames(parts.names, text));
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_encoding(re2::RE2::Options::EncodingLatin1);  // any byte is a character: logs are not all UTF-8
  options.set_dot_nl(true);
  auto expression = std::make_unique<re2::RE2>(expressionOf(parts), options);
  if (!expression->ok()) return failure(ErrorCode::LayoutInvalid, text, patternProblem(*expression, text));
  FAULTLINE_TRY(checkGroups(parts.names, *expression, text));
  return std::make_shared<PatternLayout>(text, std::move(parts.names), parts.separators,
                                         std::move(expression));
}

}  // namespace faultline::input
