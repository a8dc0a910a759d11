#include "engine/input/json_fields.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

#include "engine/input/header_scan.h"
#include "engine/input/json_repair.h"
#include "engine/input/line_reader.h"

namespace faultline::input {

namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kLongestName = 32;

/// Where a key's name is in the list, or its end.
std::size_t rankOf(std::string_view prefix, std::string_view key, std::span<const JsonFieldName> names) {
  if (prefix.size() + key.size() + 1 > kLongestName) return names.size();
  std::array<char, kLongestName> name{};
  std::size_t length = 0;
  const auto append = [&](std::string_view part) {
    for (const char c : part) name[length++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  append(prefix);
  if (!prefix.empty()) append(".");
  append(key);
  const auto found = std::ranges::find(names, std::string_view(name.data(), length), &JsonFieldName::key);
  return static_cast<std::size_t>(found - names.begin());
}

/// `[72, 105]` is `Hi`.
bool appendBytes(const dom::array& array, std::string& text) {
  for (const dom::element element : array) {
    constexpr std::uint64_t kMostByte = 255;
    std::uint64_t byte = 0;
    if (element.get_uint64().get(byte) != simdjson::SUCCESS || byte > kMostByte) return false;
    text.push_back(static_cast<char>(byte));
  }
  return !text.empty();
}

/// Collects the fields of one line.
class Collector {
 public:
  Collector(const JsonNames& names, std::span<std::string_view> fields,
            std::array<std::string, kJsonFields>& spelt)
      : m_names(names), m_fields(fields), m_spelt(spelt) {
    m_ranks.fill(names.names.size());
  }

  void readObject(const dom::object& object, std::string_view prefix) {
    for (const dom::key_value_pair member : object) {
      const bool nested = prefix.empty() && member.value.is_object() &&
                          std::ranges::find(m_names.nested, member.key) != m_names.nested.end();
      if (nested) {
        readObject(member.value.get_object().value_unsafe(), member.key);
      } else if (const std::size_t rank = rankOf(prefix, member.key, m_names.names);
                 rank < m_names.names.size()) {
        readMember(rank, member.value);
      }
    }
  }

 private:
  void readMember(std::size_t rank, const dom::element& value) {
    const JsonField field = m_names.names[rank].field;
    if (rank >= m_ranks[field]) return;
    std::string_view text;
    std::string bytes;
    std::string& spelt = m_spelt[field];
    if (value.is_string()) {
      text = value.get_string().value_unsafe();
    } else if (value.is_int64()) {
      text = spelt = std::to_string(value.get_int64().value_unsafe());
    } else if (value.is_double()) {
      text = spelt = fmt::format("{:.9f}", value.get_double().value_unsafe());
    } else if (value.is_array() && appendBytes(value.get_array().value_unsafe(), bytes)) {
      spelt = std::move(bytes);
      text = spelt;
    } else {
      return;
    }
    m_ranks[field] = rank;
    m_fields[field] = text;
  }

  const JsonNames& m_names;
  std::span<std::string_view> m_fields;
  std::array<std::string, kJsonFields>& m_spelt;  ///< Fields that the parser does not hold as text.
  std::array<std::size_t, kJsonFields> m_ranks{};
};

}  // namespace

struct JsonLineReader::Impl {
  dom::parser parser;  // picks the fastest code for this processor when the program runs
  std::vector<char> text;
  std::array<std::string, kJsonFields> spelt;

  bool parse(std::string_view line, dom::object& object) {
    text.resize(std::max(text.size(), line.size() + simdjson::SIMDJSON_PADDING));
    std::memcpy(text.data(), line.data(), line.size());
    return parser.parse(text.data(), line.size(), false).get(object) == simdjson::SUCCESS;
  }
};

JsonLineReader::JsonLineReader() : m_impl(std::make_unique<Impl>()) {}
JsonLineReader::~JsonLineReader() = default;

bool JsonLineReader::read(std::string_view line, const JsonNames& names, std::span<std::string_view> fields) {
  const bool cut = line.size() >= LineReader::kMostKept;
  line = trimmed(line);
  if (line.ends_with(',')) line.remove_suffix(1);  // a list with a line for each
  const bool closed = line.ends_with('}');
  if (!line.starts_with('{') || (!closed && !cut)) return false;
  dom::object object;
  if (!m_impl->parse(line, object) && !m_impl->parse(repairedJson(line, cut), object)) return false;
  Collector(names, fields, m_impl->spelt).readObject(object, {});
  return true;
}

std::string_view levelOfNumber(std::string_view level) {
  static constexpr std::array<std::string_view, 6> kTens = {"trace", "debug", "info",
                                                            "warn",  "error", "fatal"};
  if (!isDigits(level) || level.size() > 2) return level;
  const auto digit = static_cast<std::size_t>(level[0] - '0');
  if (level.size() == 1) return severityName(digit).empty() ? level : severityName(digit);
  return level[1] == '0' && digit >= 1 && digit <= kTens.size() ? kTens[digit - 1] : level;
}

bool readJsonFields(std::span<const std::string_view> fields, const ReadContext& context, Record& record) {
  record.level = levelOfNumber(fields[kJsonLevel]);
  record.host = fields[kJsonHost];
  record.service =
      fields[kJsonService].empty() ? coarseService(fields[kJsonComponent]) : fields[kJsonService];
  record.process = fields[kJsonPid];
  return readStatedTime(fields[kJsonTime], context, record);
}

}  // namespace faultline::input
