#include <algorithm>
#include <cmath>
#include <functional>
#include <type_traits>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/rates/model.h"

namespace faultline::rates {

namespace {

constexpr std::array<char, 8> kMark{'f', 'l', 'r', 'a', 't', 'e', 's', '1'};

struct StoredSlot {
  std::uint64_t count;
  MostLines most;
  std::uint64_t slot;
};

struct StoredKey {
  std::int64_t key;
  std::uint64_t count;
  std::array<double, kWindows.size()> spread;
};

bool isAmount(double value) { return std::isfinite(value) && value >= 0; }

bool isValid(const Calibration& calibration) {
  return isAmount(calibration.bound) && std::ranges::all_of(calibration.top, isAmount) &&
         std::ranges::is_sorted(calibration.top, std::greater<>());
}

bool isValidRhythm(Rhythm rhythm) {
  return rhythm == Rhythm::None || rhythm == Rhythm::Day || rhythm == Rhythm::Week;
}

bool isValid(const Model& model) {
  return isValidRhythm(model.rhythm) && model.hours.size() == static_cast<std::size_t>(model.rhythm) &&
         std::ranges::all_of(model.hours, isAmount) && isAmount(model.factor) && model.factor >= 1 &&
         std::ranges::all_of(model.spread, isAmount) &&
         std::ranges::all_of(model.windows, [](const Calibration& one) { return isValid(one); });
}

/// False when the bytes are not a key's.
bool readKey(ByteReader& reader, Model& model) {
  const auto stored = reader.get<StoredKey>();
  Profile profile{stored.count, stored.spread, {}};
  for (const StoredSlot& slot : reader.getAll<StoredSlot>()) {
    if (slot.slot >= model.hours.size()) return false;
    profile.slots[static_cast<std::uint8_t>(slot.slot)] = {slot.count, slot.most};
  }
  return reader.ok() && std::ranges::all_of(profile.spread, isAmount) &&
         model.keys.emplace(KeyId{stored.key}, std::move(profile)).second;
}

}  // namespace

std::string RateDetector::save() const {
  ByteWriter writer;
  writer.put(kMark);
  writer.put(m_model->rhythm);
  writer.putAll(m_model->hours);
  writer.put(m_model->factor);
  writer.put(m_model->spread);
  for (const Calibration& calibration : m_model->windows) {
    writer.putAll(calibration.top);
    writer.put(calibration.units);
    writer.put(calibration.bound);
  }
  writer.put(static_cast<std::uint64_t>(m_model->keys.size()));
  for (const auto& [key, profile] : m_model->keys) {
    writer.put(StoredKey{key.value, profile.count, profile.spread});
    std::vector<StoredSlot> slots;
    for (const auto& [slot, count] : profile.slots) slots.push_back({count.count, count.most, slot});
    writer.putAll(slots);
  }
  return writer.take();
}

Result<RateDetector> RateDetector::load(const std::string& bytes) {
  ByteReader reader(bytes);
  auto model = std::make_shared<Model>();
  if (reader.get<std::remove_const_t<decltype(kMark)>>() != kMark) return failure(ErrorCode::ModelInvalid);
  model->rhythm = reader.get<Rhythm>();
  model->hours = reader.getAll<double>();
  model->factor = reader.get<double>();
  model->spread = reader.get<decltype(model->spread)>();
  for (Calibration& calibration : model->windows) {
    calibration.top = reader.getAll<double>();
    calibration.units = reader.get<std::uint64_t>();
    calibration.bound = reader.get<double>();
  }
  const auto keys = reader.get<std::uint64_t>();
  if (!reader.ok() || !isValid(*model)) return failure(ErrorCode::ModelInvalid);
  for (std::uint64_t i = 0; i < keys; ++i) {
    if (!readKey(reader, *model)) return failure(ErrorCode::ModelInvalid);
  }
  if (!reader.atEnd()) return failure(ErrorCode::ModelInvalid);
  return RateDetector(std::move(model));
}

}  // namespace faultline::rates
