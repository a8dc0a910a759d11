#include <algorithm>

#include "engine/pipeline/key_book.h"
#include "engine/pipeline/key_parameters.h"
#include "engine/pipeline/keys.h"
#include "engine/pipeline/relearning.h"
#include "engine/store/event_repository.h"

namespace faultline::pipeline {

namespace {

/// Where each shown key is in the list.
using Places = std::unordered_map<KeyId, std::size_t>;

Places addShown(const KeyBook& book, KeyList& list) {
  Places places;
  for (const store::KeyRow& row : book.rows()) {
    if (!book.isShown(row.id)) continue;
    places.emplace(row.id, list.keys.size());
    LogKeyInfo key;
    key.id = row.id;
    key.text = row.text;
    key.name = row.name;
    if (const store::SplitRow* split = book.splitOf(row.id)) {
      key.splitFrom = book.canonical(split->parent);
      key.splitOn = split->token;
    }
    list.keys.push_back(std::move(key));
  }
  return places;
}

void addMembers(const KeyBook& book, const std::unordered_map<KeyId, std::uint64_t>& counts,
                const Places& places, KeyList& list) {
  for (const store::KeyRow& row : book.rows()) {
    const auto place = places.find(book.canonical(row.id));
    if (place == places.end()) continue;
    LogKeyInfo& key = list.keys[place->second];
    if (key.id != row.id && !book.wasTakenBack(row.id)) key.merged.push_back(row.id);
    if (const auto count = counts.find(row.id); count != counts.end()) key.events += count->second;
  }
}

}  // namespace

Result<LogKeyInfo> describeKey(const std::filesystem::path& project, KeyId key, std::stop_token stop) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  FAULTLINE_TRY_ASSIGN(const auto counts, store::EventRepository(database).keyCounts());
  KeyList list;
  const Places places = addShown(book, list);
  addMembers(book, counts, places, list);
  const auto place = places.find(book.canonical(key));
  if (place == places.end()) {
    return failure(ErrorCode::KeyUnknown, project.string(),
                   "no log key has the number " + std::to_string(key.value));
  }
  LogKeyInfo info = std::move(list.keys[place->second]);
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
  FAULTLINE_TRY_ASSIGN(const auto counts, store::EventRepository(database).keyCounts());
  KeyList list;
  const Places places = addShown(book, list);
  addMembers(book, counts, places, list);
  std::ranges::stable_sort(list.keys, std::ranges::greater{}, &LogKeyInfo::events);
  for (const store::MaskRow& mask : book.masks()) {
    if (mask.active) list.masks.push_back(mask.expression);
  }
  FAULTLINE_TRY_ASSIGN(list.needsRelearning, relearningNotice(database, book));
  return list;
}

}  // namespace faultline::pipeline
