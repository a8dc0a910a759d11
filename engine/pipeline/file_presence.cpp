#include "engine/pipeline/file_presence.h"

#include "engine/input/content_identity.h"

namespace faultline::pipeline {

FilePresence presenceOf(const store::SourceRow& source) {
  const store::ContentIdentity& known = source.identity;
  const auto match = input::compareContent(
      source.path, {known.headLength, known.headHash, known.tailLength, known.tailHash, source.size});
  if (!match) {
    return match.error().code == ErrorCode::FileMissing ? FilePresence::Missing : FilePresence::Unreadable;
  }
  switch (*match) {
    case input::ContentMatch::Same:
      return FilePresence::Unchanged;
    case input::ContentMatch::Grown:
      return FilePresence::Grown;
    case input::ContentMatch::Different:
      break;
  }
  return FilePresence::Changed;
}

}  // namespace faultline::pipeline
