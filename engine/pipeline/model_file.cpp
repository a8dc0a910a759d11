#include "engine/pipeline/model_file.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <map>
#include <system_error>
#include <unordered_set>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/pipeline/key_book.h"
#include "engine/pipeline/model_parts.h"
#include "engine/pipeline/output_file.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

using nlohmann::json;

namespace {

constexpr const char* kAboutPart = "about";    // what kind of file this is, and its version
constexpr const char* kParserPart = "parser";  // JSON: what is read as which log key
constexpr int kVersion = 1;
constexpr std::uint64_t kMostBytes = 1ULL << 30U;

json parserJson(const ParserState& state) {
  json splits = json::array();
  for (const parse::KeySplit& split : state.known.splits)
    splits.push_back({split.parent, split.word, split.key});
  json ids = json::array();
  for (const KeyId id : state.ids) ids.push_back(id.value);
  const parse::ParserSettings& settings = state.settings;
  return {{"kind", settings.kind == parse::ParserKind::Spell ? "spell" : "auto"},
          {"tau", settings.tau ? json(*settings.tau) : json()},
          {"most_keys", settings.mostKeys},
          {"masks", settings.masks},
          {"templates", state.known.templates},
          {"splits", splits},
          {"unknown", state.known.unknown ? json(*state.known.unknown) : json()},
          {"ids", ids}};
}

/// Throws `json::exception` for what is no such document.
ParserState parserOf(const json& document) {
  ParserState state;
  state.settings.kind = document.at("kind") == "spell" ? parse::ParserKind::Spell : parse::ParserKind::Auto;
  if (const json& tau = document.at("tau"); !tau.is_null()) state.settings.tau = tau.get<double>();
  document.at("most_keys").get_to(state.settings.mostKeys);
  document.at("masks").get_to(state.settings.masks);
  document.at("templates").get_to(state.known.templates);
  for (const json& split : document.at("splits")) {
    state.known.splits.push_back({split.at(0).get<parse::KeyIndex>(), split.at(1).get<std::string>(),
                                  split.at(2).get<parse::KeyIndex>()});
  }
  if (const json& unknown = document.at("unknown"); !unknown.is_null())
    state.known.unknown = unknown.get<parse::KeyIndex>();
  for (const json& id : document.at("ids")) state.ids.push_back(KeyId{id.get<std::int64_t>()});
  return state;
}

tl::unexpected<Error> invalid(std::string why) {
  return failure(ErrorCode::ModelInvalid, {}, std::move(why));
}

/// Whether the numbers in a parser's state name templates.
bool isSound(const ParserState& state) {
  const std::size_t count = state.known.templates.size();
  const auto isPlace = [&](parse::KeyIndex index) { return index < count; };
  return state.ids.size() == count && (!state.known.unknown || isPlace(*state.known.unknown)) &&
         std::ranges::all_of(state.known.splits, [&](const parse::KeySplit& split) {
           return isPlace(split.parent) && isPlace(split.key);
         });
}

/// A model and a parser of two projects would call every line something else.
Status checkVocabulary(const ModelFile& file) {
  FAULTLINE_TRY_ASSIGN(const detect::Detector detector, file.detector());
  std::unordered_set<sequence::LogKey> keys;
  for (const KeyId id : file.parser.ids) keys.insert(file.canonicalOf(id));
  const auto& known = detector.vocabulary();
  const auto missing = std::ranges::count_if(
      known, [&](sequence::LogKey key) { return !keys.contains(key) && !file.texts.contains(key); });
  if (missing == 0) return {};
  return invalid("its model is of another vocabulary: " + std::to_string(missing) + " of its " +
                 std::to_string(known.size()) + " log keys are not among those that it reads");
}

Status readParser(const std::string& text, ModelFile& file) {
  try {
    const json document = json::parse(text);
    file.parser = parserOf(document);
    for (const json& pair : document.at("canonical"))
      file.canonical[pair.at(0).get<std::int64_t>()] = pair.at(1).get<std::int64_t>();
    for (const json& pair : document.at("texts"))
      file.texts[pair.at(0).get<std::int64_t>()] = pair.at(1).get<std::string>();
    for (const json& layout : document.at("layouts"))
      file.layouts.push_back(
          {layout.at("layout").get<std::string>(), layout.at("session_id").get<std::string>()});
  } catch (const json::exception& exception) {
    return invalid(std::string("its log keys are damaged: ") + exception.what());
  }
  return isSound(file.parser) ? Status{} : invalid("its log keys are damaged");
}

Result<NamedParts> checkedParts(const std::string& bytes) {
  if (bytes.starts_with("flbundle")) return invalid("it is a part of a model alone; export the model again");
  FAULTLINE_TRY_ASSIGN(NamedParts parts, NamedParts::load(bytes));
  const std::string* const about = parts.find(kAboutPart);
  const json document = about == nullptr ? json() : json::parse(*about, nullptr, false);
  if (!document.is_object() || document.value("schema", json()).type() != json::value_t::number_unsigned)
    return invalid("it is no exported model");
  const auto version = document["schema"].get<std::uint64_t>();
  if (version > kVersion) {
    return invalid("it is of version " + std::to_string(version) + ", this program reads up to " +
                   std::to_string(kVersion));
  }
  return parts;
}

Result<std::string> bytesOf(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return failure(ErrorCode::FileMissing, path.string(), "no such file");
  if (!std::filesystem::is_regular_file(status))
    return failure(ErrorCode::FileUnreadable, path.string(), "it is no file");
  if (std::filesystem::file_size(path, error) > kMostBytes)
    return failure(ErrorCode::ModelInvalid, path.string(), "it is larger than any exported model");
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream.good() && !stream.eof())
    return failure(ErrorCode::FileUnreadable, path.string(), std::generic_category().message(errno));
  return bytes;
}

}  // namespace

sequence::LogKey ModelFile::canonicalOf(KeyId key) const {
  const auto merged = canonical.find(key.value);
  return static_cast<sequence::LogKey>(merged == canonical.end() ? key.value : merged->second);
}

std::string ModelFile::textOf(KeyId key) const {
  const auto known = texts.find(key.value);
  return known == texts.end() ? std::string() : known->second;
}

Result<detect::Detector> ModelFile::detector() const {
  const std::string* const keys = parts.find(kKeyPart);
  if (keys == nullptr) return invalid("it knows no log keys");
  return detect::Detector::load(*keys);
}

std::string ModelFile::save() const {
  json document = parserJson(parser);
  document["canonical"] = json::array();
  document["texts"] = json::array();
  document["layouts"] = json::array();
  // In the order of numbers: the same model gives the same bytes.
  for (const auto& [key, as] : std::map<std::int64_t, std::int64_t>(canonical.begin(), canonical.end()))
    document["canonical"].push_back({key, as});
  for (const auto& [key, text] : std::map<std::int64_t, std::string>(texts.begin(), texts.end()))
    document["texts"].push_back({key, text});
  for (const KnownLayout& one : layouts)
    document["layouts"].push_back({{"layout", one.layout}, {"session_id", one.sessionRule}});
  NamedParts whole = parts;
  whole.set(kAboutPart, json{{"schema", kVersion}}.dump());
  whole.set(kParserPart, document.dump(-1, ' ', false, json::error_handler_t::replace));
  return whole.save();
}

Result<ModelFile> ModelFile::load(const std::string& bytes) {
  ModelFile file;
  FAULTLINE_TRY_ASSIGN(file.parts, checkedParts(bytes));
  const std::string* const parser = file.parts.find(kParserPart);
  if (parser == nullptr) return invalid("it has no log keys");
  FAULTLINE_TRY(readParser(*parser, file));
  FAULTLINE_TRY(checkVocabulary(file));
  return file;
}

Result<ModelFile> ModelFile::read(const std::filesystem::path& path) {
  FAULTLINE_TRY_ASSIGN(const std::string bytes, bytesOf(path));
  auto file = load(bytes);
  if (!file && file.error().where.empty()) file.error().where = path.string();
  return file;
}

Status exportModel(const std::filesystem::path& project, const std::filesystem::path& path) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(ActiveModel model, loadActiveModel(database));
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  ModelFile file;
  file.parts = std::move(model.parts);
  FAULTLINE_TRY_ASSIGN(file.parser, parserState(database, book));
  for (const store::KeyRow& row : book.rows()) {
    const KeyId as = book.canonical(row.id);
    if (as != row.id) file.canonical[row.id.value] = as.value;
    if (as == row.id) file.texts[row.id.value] = book.tellingTextOf(row.id);
  }
  FAULTLINE_TRY_ASSIGN(const auto sources, store::SourceRepository(database).all());
  for (const store::SourceRow& source : sources) {
    const KnownLayout layout{source.layout, source.sessionRule};
    if (std::ranges::find(file.layouts, layout) == file.layouts.end()) file.layouts.push_back(layout);
  }
  return writeWholeFile(path, file.save());
}

}  // namespace faultline::pipeline
