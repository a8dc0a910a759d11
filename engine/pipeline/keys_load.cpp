#include <algorithm>

#include "engine/pipeline/key_book.h"
#include "engine/pipeline/key_parameters.h"
#include "engine/pipeline/keys.h"
#include "engine/pipeline/relearning.h"
#include "engine/store/event_repository.h"

namespace faultline::pipeline {

namespace {

/// The keys that are shown, in the order of ids, with what is read as each.
Result<std::vector<LogKeyInfo>> shownKeys(store::Database& database, const KeyBook& book) {
  FAULTLINE_TRY_ASSIGN(const auto counts, store::EventRepository(database).keyCounts());
  std::vector<LogKeyInfo> keys;
  std::unordered_map<KeyId, std::size_t> places;
  for (const store::KeyRow& row : book.rows()) {
    if (!book.isShown(row.id)) continue;
    places.emplace(row.id, keys.size());
    LogKeyInfo key;
    key.id = row.id;
    key.text = row.text;
    key.name = row.name;
    if (const store::SplitRow* split = book.splitOf(row.id)) {
      key.splitFrom = book.canonical(split->parent);
      key.splitOn = split->token;
    }
    keys.push_back(std::move(key));
  }
  for (const store::KeyRow& row : book.rows()) {
    const auto place = places.find(book.canonical(row.id));
    if (place == places.end()) continue;
    LogKeyInfo& key = keys[place->second];
    if (key.id != row.id && !book.wasTakenBack(row.id)) key.merged.push_back(row.id);
    if (const auto count = counts.find(row.id); count != counts.end()) key.events += count->second;
  }
  return keys;
}

}  // namespace

Result<LogKeyInfo> describeKey(const std::filesystem::path& project, KeyId key, std::stop_token stop) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  FAULTLINE_TRY_ASSIGN(std::vector<LogKeyInfo> keys, shownKeys(database, book));
  const auto found = std::ranges::find(keys, book.canonical(key), &LogKeyInfo::id);
  if (found == keys.end()) {
    return failure(ErrorCode::KeyUnknown, project.string(),
                   "no log key has the number " + std::to_string(key.value));
  }
  LogKeyInfo info = std::move(*found);
  auto parameters = parameterKindsOf(database, book, info.id, stop);
  if (parameters) {
    info.parameters = std::move(*parameters);
  } else if (parameters.error().code == ErrorCode::Cancelled) {
    return tl::unexpected<Error>(parameters.error());
  }
  return info;
}

Result<KeyList> loadKeys(const std::filesystem::path& project) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  KeyList list;
  FAULTLINE_TRY_ASSIGN(list.keys, shownKeys(database, book));
  std::ranges::stable_sort(list.keys, std::ranges::greater{}, &LogKeyInfo::events);
  for (const store::MaskRow& mask : book.masks()) {
    if (mask.active) list.masks.push_back(mask.expression);
  }
  FAULTLINE_TRY_ASSIGN(list.needsRelearning, relearningNotice(database, book));
  return list;
}

}  // namespace faultline::pipeline
