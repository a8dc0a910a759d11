#include <array>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/hash.h"
#include "engine/detect/knowledge.h"

namespace faultline::detect {

namespace {

using sequence::LogKey;

constexpr std::array<char, 8> kMark{'f', 'l', 'b', 'u', 'n', 'd', 'l', 'e'};
constexpr std::uint32_t kVersion = 4;
constexpr std::uint32_t kWithoutAccepted = 3;
constexpr std::uint32_t kWithoutReplay = 2;  // the oldest that is read

struct StoredSettings {
  std::int32_t history;
  std::int32_t candidates;
  std::int32_t layers;
  std::int32_t units;
  std::int32_t epochs;  // 0: found by itself
  std::int32_t threads;
  std::uint64_t seed;
  std::uint64_t mode;
};

StoredSettings stored(const Settings& settings) {
  return {settings.history,
          settings.candidates,
          settings.layers,
          settings.units,
          settings.epochs.value_or(0),
          settings.threads,
          settings.seed,
          static_cast<std::uint64_t>(settings.mode)};
}

Settings restored(const StoredSettings& stored) {
  Settings settings;
  settings.history = stored.history;
  settings.candidates = stored.candidates;
  settings.layers = stored.layers;
  settings.units = stored.units;
  if (stored.epochs != 0) settings.epochs = stored.epochs;
  settings.threads = stored.threads;
  settings.seed = stored.seed;
  settings.mode = stored.mode == 0 ? TrainMode::Normal : TrainMode::Unlabelled;
  return settings;
}

/// Takes the value out of `from` and clears `ok` when there is none.
template <class T>
void take(T& into, std::optional<T> from, bool& ok) {
  if (from) {
    into = std::move(*from);
  } else {
    ok = false;
  }
}

/// In the order in which they are stored.
template <class Scales>
auto scalesIn(Scales& scales) {
  return std::array{&scales.key,        &scales.order, &scales.pair,
                    &scales.neighbours, &scales.model, &scales.counts};
}

Error invalid(const char* why) { return {ErrorCode::ModelInvalid, {}, why}; }

}  // namespace

std::string saveBundle(const Knowledge& knowledge, const std::string& modelBytes) {
  ByteWriter body;
  body.put(stored(knowledge.settings));
  body.putAll(knowledge.vocabulary.keys());
  knowledge.pairs.save(body);
  knowledge.orders.save(body);
  knowledge.counts.save(body);
  for (const SignalScales& scales : knowledge.scales) {
    for (const Scale* scale : scalesIn(scales)) scale->save(body);
  }
  body.putText(modelBytes);
  knowledge.replay.save(body);
  knowledge.accepted.save(body);
  ByteWriter bundle;
  bundle.put(kMark);
  bundle.put(kVersion);
  bundle.put(stableHash(body.bytes()));
  bundle.putText(body.bytes());
  return bundle.take();
}

Result<Bundle> loadBundle(const std::string& bytes) {
  ByteReader outer(bytes);
  if (outer.get<std::array<char, 8>>() != kMark) return tl::unexpected(invalid("it is not a model bundle"));
  const auto version = outer.get<std::uint32_t>();
  if (version < kWithoutReplay || version > kVersion)
    return tl::unexpected(invalid("it is of another version"));
  const auto hash = outer.get<std::uint64_t>();
  const std::string body = outer.getText();
  if (!outer.atEnd() || stableHash(body) != hash) return tl::unexpected(invalid("it is damaged"));

  ByteReader reader(body);
  Bundle bundle;
  Knowledge& knowledge = bundle.knowledge;
  knowledge.settings = restored(reader.get<StoredSettings>());
  knowledge.vocabulary = sequence::Vocabulary::inOrder(reader.getAll<LogKey>());
  bool ok = true;
  take(knowledge.pairs, PairTable::load(reader, knowledge.vocabulary.size()), ok);
  take(knowledge.orders, OrderTable::load(reader, knowledge.vocabulary.size()), ok);
  take(knowledge.counts, CountTable::load(reader), ok);
  for (SignalScales& scales : knowledge.scales) {
    for (Scale* scale : scalesIn(scales)) {
      take(*scale, Scale::load(reader), ok);
    }
  }
  bundle.modelBytes = reader.getText();
  if (version != kWithoutReplay) {
    take(knowledge.replay, Replay::load(reader, knowledge.settings.history, knowledge.vocabulary.size()), ok);
  }
  if (version > kWithoutAccepted)
    take(knowledge.accepted, AcceptedKeys::load(reader, knowledge.vocabulary.size()), ok);
  if (!ok || !reader.atEnd()) return tl::unexpected(invalid("it is damaged"));
  return bundle;
}

}  // namespace faultline::detect
