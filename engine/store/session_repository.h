#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/store/database.h"

namespace faultline::store {

struct SessionRow {
  SessionId id;
  std::string rule;  ///< The scheme's: `block`, `instance`, ..., `none` (a stream as one sequence).
  std::string label;
};

/// The `session` and `session_scheme` tables. Sessions are project-wide: one label of a scheme is one
/// session, whatever files its events are in.
class SessionRepository {
 public:
  /// The rule of sessions that are a stream as one sequence, without an identifier, a beginning and an end.
  static constexpr const char* kStreamRule = "none";

  explicit SessionRepository(Database& database) : m_database(database) {}

  /// The number of the newest version of a scheme, made when it is new.
  Result<std::int64_t> scheme(const std::string& rule);

  /// The session's row, made when it is new. One indexed look-up: keep a map of the current ones where it is
  /// hot.
  Result<SessionId> session(std::int64_t scheme, std::string_view label, bool* isNew = nullptr);

  /// Error StoreFailed when there is none of this id.
  Result<SessionRow> get(SessionId id) const;
  /// The sessions of this label, one a scheme, in the order of ids.
  Result<std::vector<SessionId>> withLabel(std::string_view label) const;
  /// How many have an identifier.
  Result<std::uint64_t> count() const;
  /// Calls `visit` for each session in the order of ids.
  Status forEach(const std::function<void(const SessionRow&)>& visit) const;

 private:
  Database& m_database;
};

}  // namespace faultline::store
