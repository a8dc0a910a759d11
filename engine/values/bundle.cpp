#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/hash.h"
#include "engine/values/knowledge.h"

namespace faultline::values {

namespace {

constexpr std::array<char, 8> kMark{'f', 'l', 'v', 'a', 'l', 'u', 'e', 's'};
constexpr std::uint32_t kVersion = 1;
constexpr int kMostHistory = 100;

void save(const KeyValues& key, ByteWriter& writer) {
  writer.put(key.key.value);
  writer.put(static_cast<std::uint64_t>(key.parameters.size()));
  for (const Parameter& parameter : key.parameters) {
    writer.put(parameter.index);
    writer.putText(parameter.name);
    writer.putText(parameter.unit);
  }
  writer.put(static_cast<std::uint64_t>(key.columns.size()));
  for (const Column& column : key.columns) column.save(writer);
  writer.put(key.learntRows);
  writer.put(key.errors.count);
  writer.put(key.errors.mean);
  writer.put(key.errors.squares);
  key.errorTail.save(writer);
  writer.put(key.network);
  writer.putAll(key.replay);
}

std::optional<KeyValues> loadKey(ByteReader& reader) {
  KeyValues key;
  key.key = KeyId{reader.get<std::int64_t>()};
  const auto parameters = reader.get<std::uint64_t>();
  for (std::uint64_t i = 0; i < parameters && reader.ok(); ++i) {
    Parameter parameter;
    parameter.index = reader.get<std::uint32_t>();
    parameter.name = reader.getText();
    parameter.unit = reader.getText();
    key.parameters.push_back(std::move(parameter));
  }
  const auto columns = reader.get<std::uint64_t>();
  for (std::uint64_t i = 0; i < columns; ++i) {
    auto column = Column::load(reader);
    if (!column || column->place > key.parameters.size()) return std::nullopt;
    key.columns.push_back(std::move(*column));
  }
  key.learntRows = reader.get<std::uint64_t>();
  key.errors.count = reader.get<std::uint64_t>();
  key.errors.mean = reader.get<double>();
  key.errors.squares = reader.get<double>();
  auto tail = ScoreTail::load(reader);
  if (!tail) return std::nullopt;
  key.errorTail = std::move(*tail);
  key.network = reader.get<std::int32_t>();
  key.replay = reader.getAll<float>();
  const bool fits = reader.ok() && !key.columns.empty() && key.replay.size() % key.columns.size() == 0;
  if (!fits || !std::isfinite(key.errors.mean) || !std::isfinite(key.errors.squares)) return std::nullopt;
  return key;
}

Error damaged() { return {ErrorCode::ModelInvalid, {}, "what is known of values is damaged"}; }

}  // namespace

std::string ValueDetector::save() const {
  ByteWriter body;
  const ValueSettings& settings = m_state->settings;
  body.put(settings.history);
  body.put(settings.threads);
  body.put(settings.seed);
  body.put(static_cast<std::uint8_t>(settings.normalGiven));
  body.put(settings.falseAlarms);
  body.put(settings.mostFalseAlarms);
  body.put(m_state->share);
  body.put(static_cast<std::uint64_t>(m_state->keys.size()));
  for (const KeyValues& key : m_state->keys) values::save(key, body);
  body.put(static_cast<std::uint64_t>(m_state->leftOut.size()));
  for (const LeftOut& one : m_state->leftOut) {
    body.put(one.key.value);
    body.putText(one.column);
    body.putText(one.why);
  }
  body.putText(m_state->networkBytes);
  ByteWriter bundle;
  bundle.put(kMark);
  bundle.put(kVersion);
  bundle.put(stableHash(body.bytes()));
  bundle.putText(body.bytes());
  return bundle.take();
}

Result<ValueDetector> ValueDetector::load(const std::string& bytes) {
  ByteReader outer(bytes);
  if (outer.get<std::array<char, 8>>() != kMark || outer.get<std::uint32_t>() != kVersion)
    return failure(ErrorCode::ModelInvalid, {}, "what is known of values is of another version");
  const auto hash = outer.get<std::uint64_t>();
  const std::string body = outer.getText();
  if (!outer.atEnd() || stableHash(body) != hash) return tl::unexpected(damaged());
  ByteReader reader(body);
  auto state = std::make_shared<State>();
  ValueSettings& settings = state->settings;
  settings.history = reader.get<int>();
  settings.threads = reader.get<int>();
  settings.seed = reader.get<std::uint64_t>();
  settings.normalGiven = reader.get<std::uint8_t>() != 0;
  settings.falseAlarms = reader.get<double>();
  settings.mostFalseAlarms = reader.get<double>();
  state->share = reader.get<double>();
  const auto count = reader.get<std::uint64_t>();
  std::int32_t networks = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    auto key = loadKey(reader);
    if (!key || (!state->keys.empty() && !(state->keys.back().key < key->key)))
      return tl::unexpected(damaged());
    if (key->network >= 0 && key->network != networks++) return tl::unexpected(damaged());
    state->keys.push_back(std::move(*key));
  }
  const auto leftOut = reader.get<std::uint64_t>();
  for (std::uint64_t i = 0; i < leftOut && reader.ok(); ++i) {
    const KeyId key{reader.get<std::int64_t>()};
    std::string column = reader.getText();
    state->leftOut.push_back({key, std::move(column), reader.getText()});
  }
  state->networkBytes = reader.getText();
  const bool sensible = settings.history >= 1 && settings.history <= kMostHistory && state->share > 0;
  if (!reader.atEnd() || !sensible) return tl::unexpected(damaged());
  return ValueDetector(std::move(state));
}

}  // namespace faultline::values
