#pragma once

#include <map>
#include <string>
#include <string_view>

#include "engine/base/error.h"

namespace faultline {

/// Named byte strings in one: a mark, a version and a hash, so that anything else is told apart. What a model
/// of several kinds of detectors is kept as.
class NamedParts {
 public:
  /// Another of the same name is written over.
  void set(const std::string& name, std::string bytes) { m_parts[name] = std::move(bytes); }
  /// Null when there is none.
  [[nodiscard]] const std::string* find(std::string_view name) const;

  /// The same parts give the same bytes.
  [[nodiscard]] std::string save() const;
  /// Error ModelInvalid for anything that `save` did not write.
  static Result<NamedParts> load(const std::string& bytes);

 private:
  std::map<std::string, std::string, std::less<>> m_parts;
};

}  // namespace faultline
