#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::pipeline {

/// The service that a log file's name tells: `/var/log/shop.log.2.gz`, `shop-20220101.log` and `shop.1` are
/// `shop`. Rotation's numbers and dates and what compresses are left out; of a name in which nothing else is,
/// the name.
[[nodiscard]] std::string serviceOfFile(const std::filesystem::path& file);

/// What the service of a file may have been meant to be, when it is none that is known: one that differs in
/// case alone, or by one letter that was left out, doubled, mistaken or swapped with its neighbour (`SSHD`,
/// `messges`, `audtid`). `seen`: services of other files; well-known ones are known anyway. None when the
/// name is right or like no other.
[[nodiscard]] std::optional<std::string> correctedService(std::string_view service,
                                                          std::span<const std::string> seen);

/// The host that a file's folder tells: `hosts/web01/var/log/syslog` and `web01/var/log/syslog` are of
/// `web01`. Empty when it tells none. `file` is absolute.
[[nodiscard]] std::string hostOfFile(const std::filesystem::path& file);

}  // namespace faultline::pipeline
