#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/named_parts.h"
#include "engine/detect/detector.h"
#include "engine/pipeline/project_parser.h"
#include "engine/sequence/log_key.h"

namespace faultline::pipeline {

/// How files that a model has learnt from are read.
struct KnownLayout {
  std::string layout;       ///< A built-in layout's name, or a pattern.
  std::string sessionRule;  ///< A built-in rule's name, or a regular expression.
  friend bool operator==(const KnownLayout&, const KnownLayout&) = default;
};

/// Everything that detection needs of a project, without the project: what is read as which log key, and what
/// was learnt of the keys. As a file it has the extension `.bundle`.
struct ModelFile {
  NamedParts parts;  ///< Of the model's row, see model_parts.h.
  ParserState parser;
  std::unordered_map<std::int64_t, std::int64_t> canonical;  ///< What keys are read as; only of those merged.
  std::unordered_map<std::int64_t, std::string> texts;       ///< What canonical keys are called.
  std::vector<KnownLayout> layouts;

  [[nodiscard]] sequence::LogKey canonicalOf(KeyId key) const;
  /// Empty for a key that is not there.
  [[nodiscard]] std::string textOf(KeyId key) const;
  /// Does not load the model module. Error ModelInvalid.
  Result<detect::Detector> detector() const;

  [[nodiscard]] std::string save() const;
  /// Of untrusted bytes. Error ModelInvalid: no such file, damaged, of a newer version, or of keys that its
  /// model does not know.
  static Result<ModelFile> load(const std::string& bytes);
  /// Errors: FileMissing, FileUnreadable, ModelInvalid.
  static Result<ModelFile> read(const std::filesystem::path& path);
};

/// Writes the active model of a project to a file, whole or not at all. Errors: as `loadProject`,
/// ModelMissing, ModelInvalid, OutputUnwritable, DiskFull.
Status exportModel(const std::filesystem::path& project, const std::filesystem::path& file);

}  // namespace faultline::pipeline
