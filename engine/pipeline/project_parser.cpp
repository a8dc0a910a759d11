#include "engine/pipeline/project_parser.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/parse/template_edit.h"
#include "engine/store/setting_repository.h"

namespace faultline::pipeline {

using nlohmann::json;

namespace {

constexpr const char* kSetting = "parser";

/// What the `project` table keeps of the parser.
struct StoredParser {
  parse::ParserSettings settings;
  int version = 1;    ///< That found the first keys.
  int continued = 1;  ///< The newest that has gone on.
};

std::string write(const StoredParser& stored) {
  const bool spell = stored.settings.kind == parse::ParserKind::Spell;
  return json{{"kind", spell ? "spell" : "auto"},
              {"tau", stored.settings.tau ? json(*stored.settings.tau) : json()},
              {"most_keys", stored.settings.mostKeys},
              {"version", stored.version},
              {"continued", stored.continued}}
      .dump();
}

/// None for a project of the first version, and before the first import.
Result<std::optional<StoredParser>> read(store::Database& database) {
  FAULTLINE_TRY_ASSIGN(const auto text, store::SettingRepository(database).get(kSetting));
  if (!text) return std::nullopt;
  try {
    const json document = json::parse(*text);
    StoredParser stored;
    stored.settings.kind =
        document.at("kind") == "spell" ? parse::ParserKind::Spell : parse::ParserKind::Auto;
    if (const json& tau = document.at("tau"); !tau.is_null()) stored.settings.tau = tau.get<double>();
    document.at("most_keys").get_to(stored.settings.mostKeys);
    document.at("version").get_to(stored.version);
    document.at("continued").get_to(stored.continued);
    return stored;
  } catch (const json::exception& exception) {
    return failure(ErrorCode::ProjectDamaged, database.file().string(), exception.what());
  }
}

/// A merged key whose own template a mask matches.
bool isMaskedAway(const KeyBook& book, const store::KeyRow& row,
                  const std::vector<parse::TemplateMask>& masks) {
  if (book.isShown(row.id) || book.splitOf(row.id) != nullptr) return false;
  return std::ranges::any_of(
      masks, [&](const parse::TemplateMask& mask) { return mask.apply(row.text) != row.text; });
}

}  // namespace

Result<parse::ParserSettings> parserSettings(store::Database& database, const KeyBook& book) {
  FAULTLINE_TRY_ASSIGN(const std::optional<StoredParser> stored, read(database));
  parse::ParserSettings settings = stored ? stored->settings : parse::ParserSettings{};
  for (const store::MaskRow& mask : book.masks()) {
    if (mask.active) settings.masks.push_back(mask.expression);
  }
  return settings;
}

Result<ParserState> parserState(store::Database& database, const KeyBook& book) {
  FAULTLINE_TRY_ASSIGN(const parse::ParserSettings settings, parserSettings(database, book));
  std::vector<parse::TemplateMask> masks;
  for (const std::string& expression : settings.masks) {
    FAULTLINE_TRY_ASSIGN(parse::TemplateMask compiled, parse::TemplateMask::make(expression));
    masks.push_back(std::move(compiled));
  }
  parse::KnownKeys known;
  std::vector<KeyId> ids;
  std::unordered_map<std::int64_t, parse::KeyIndex> indices;
  for (const store::KeyRow& row : book.rows()) {
    if (book.wasTakenBack(row.id) || isMaskedAway(book, row, masks)) continue;
    const auto index = static_cast<parse::KeyIndex>(ids.size());
    if (!known.unknown && row.text == parse::kUnknownKind) known.unknown = index;
    indices.emplace(row.id.value, index);
    known.templates.push_back(row.text);
    ids.push_back(row.id);
  }
  for (const store::SplitRow& split : book.splits()) {
    const auto parent = indices.find(split.parent.value);
    const auto key = indices.find(split.key.value);
    if (!split.active || parent == indices.end() || key == indices.end()) continue;
    known.splits.push_back({parent->second, split.token, key->second});
  }
  return ParserState{settings, std::move(known), std::move(ids)};
}

Result<ProjectParser> restoreParser(ParserState state) {
  FAULTLINE_TRY_ASSIGN(auto parser, parse::LogKeyParser::restore(state.settings, state.known));
  return ProjectParser{std::move(parser), std::move(state.ids)};
}

Result<ProjectParser> restoreParser(store::Database& database, const KeyBook& book) {
  FAULTLINE_TRY_ASSIGN(ParserState state, parserState(database, book));
  return restoreParser(std::move(state));
}

Result<std::optional<Notice>> continueParser(store::Database& database) {
  FAULTLINE_TRY_ASSIGN(std::optional<StoredParser> stored, read(database));
  FAULTLINE_TRY_ASSIGN(const auto keys, store::KeyRepository(database).all());
  if (!stored) {
    stored.emplace();
    if (keys.empty()) stored->version = stored->continued = parse::kParserVersion;
  } else if (stored->continued == parse::kParserVersion) {
    return std::nullopt;
  }
  const int before = stored->continued;
  stored->continued = parse::kParserVersion;
  FAULTLINE_TRY_ASSIGN(store::Transaction transaction, store::Transaction::begin(database));
  FAULTLINE_TRY(store::SettingRepository(database).set(kSetting, write(*stored)));
  FAULTLINE_TRY(transaction.commit());
  if (before == parse::kParserVersion) return std::nullopt;
  return Notice{ErrorCode::ParserContinues, database.file().string(),
                fmt::format("version {} of the parser found its keys, version {} goes on from them", before,
                            parse::kParserVersion)};
}

}  // namespace faultline::pipeline
