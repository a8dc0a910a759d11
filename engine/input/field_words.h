#pragma once

#include <string>
#include <string_view>

namespace faultline::input {

/// Whether a word is a log level in any of the usual spellings, whatever its case: `INFO`, `Warn`, `error`.
[[nodiscard]] bool isLevelWord(std::string_view word);

/// The service that a logger's or component's name stands for, coarse enough for a row of a table:
/// `dfs.DataNode$PacketResponder` is `dfs.DataNode`, `nova.compute.manager` is `nova.compute`,
/// `org.apache.hadoop.ipc.Server` is `hadoop.ipc`. A view into the name.
[[nodiscard]] std::string_view coarseService(std::string_view component);

/// Whether a name could be a logger's or component's: letters, digits and `._-$/@#` with a letter in it.
[[nodiscard]] bool isComponentName(std::string_view name);

/// A program's name as it is written in most places: `SSHD` and `Sshd` are `sshd`; `NetworkManager` stays.
/// The result is `name`, or `storage`, which holds the other spelling.
[[nodiscard]] std::string_view nameInOneCase(std::string_view name, std::string& storage);

[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace faultline::input
