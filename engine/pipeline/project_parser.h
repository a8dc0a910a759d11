#pragma once

#include <optional>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/parse/log_key_parser.h"
#include "engine/pipeline/key_book.h"
#include "engine/store/database.h"

namespace faultline::pipeline {

/// All that makes a project's parser.
struct ParserState {
  parse::ParserSettings settings;
  parse::KnownKeys known;
  std::vector<KeyId> ids;  ///< Of the templates, ascending.
};

/// A parser that goes on from a project's keys, and the ids of its keys.
struct ProjectParser {
  parse::LogKeyParser parser;
  std::vector<KeyId> ids;  ///< By the parser's index, ascending.
};

/// The settings that a project's messages are prepared with, its masks among them. Error ProjectDamaged.
Result<parse::ParserSettings> parserSettings(store::Database& database, const KeyBook& book);

/// The project's settings, templates, masks and splits. Keys that a mask made the same as others are left
/// out: no message can have them any more. Error ProjectDamaged.
Result<ParserState> parserState(store::Database& database, const KeyBook& book);

/// A parser of that state. Errors: RegexInvalid, InvalidArgument.
Result<ProjectParser> restoreParser(ParserState state);
Result<ProjectParser> restoreParser(store::Database& database, const KeyBook& book);

/// To be called before an import adds keys. The first one keeps the parser's kind, version and settings in
/// the project. When an older version found the keys, later ones go on, and a notice says so once.
Result<std::optional<Notice>> continueParser(store::Database& database);

}  // namespace faultline::pipeline
