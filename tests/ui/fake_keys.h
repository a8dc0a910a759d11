#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "engine/pipeline/changes.h"
#include "engine/pipeline/keys.h"

namespace faultline::ui {

/// A project's log keys in memory: edits change the list as the engine would, and each can be taken back.
/// Any thread may call it.
class FakeKeys {
 public:
  FakeKeys();

  /// Without the kinds of parameters, which `describe` has.
  [[nodiscard]] pipeline::KeyList list() const;
  [[nodiscard]] Result<pipeline::LogKeyInfo> describe(KeyId key) const;
  [[nodiscard]] Result<pipeline::KeyEditPreview> preview(const pipeline::KeyEdit& edit) const;
  Result<pipeline::KeyEditReport> edit(const pipeline::KeyEdit& edit);
  [[nodiscard]] Result<std::vector<pipeline::LogLine>> lines(KeyId key, std::size_t most) const;
  [[nodiscard]] std::vector<pipeline::Change> changes() const;
  Result<pipeline::Change> undo();
  Result<pipeline::Change> redo();

  void set(pipeline::KeyList list);
  /// What the next previews and edits fail with.
  void failWith(std::optional<Error> error);
  /// As a learnt model would have it.
  void learnt();

 private:
  struct Step {
    pipeline::Change change;
    pipeline::KeyList before;
    pipeline::KeyList after;
  };

  [[nodiscard]] const pipeline::LogKeyInfo* find(KeyId key) const;
  [[nodiscard]] Result<pipeline::KeyList> edited(const pipeline::KeyEdit& edit) const;
  [[nodiscard]] std::string textOf(KeyId key, std::size_t line) const;

  mutable std::mutex m_mutex;
  pipeline::KeyList m_list;
  std::vector<Step> m_steps;  // the oldest first
  std::optional<Error> m_error;
};

}  // namespace faultline::ui
