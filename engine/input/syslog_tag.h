#pragma once

#include <string_view>

#include "engine/input/cursor.h"
#include "engine/input/layout.h"

namespace faultline::input {

/// What a syslog line says of the program that wrote it: `tag: `, `tag[pid]: `, `tag[pid] ` or `tag(pid): `,
/// and the blanks after it. A line may have none: both are empty then.
void takeSyslogTag(Cursor& cursor, std::string_view& tag, std::string_view& pid);

/// The service of a tag, as `Record::service`: `sshd(pam_unix)` is sshd, `/usr/sbin/CRON` is cron,
/// `postfix/smtpd` stays.
[[nodiscard]] std::string_view programOf(std::string_view tag, Record& record);

}  // namespace faultline::input
