#pragma once

#include <optional>
#include <string_view>

namespace faultline::pipeline {

/// What a label says, in the words that public data sets use: `Normal`, `0`, `-`, `Success`, ... or
/// `Anomaly`, `1`, `Fail`, ..., in upper or lower case. None: it is no such word.
[[nodiscard]] std::optional<bool> saysAbnormal(std::string_view label);

/// Of a label in a log line: what is not called normal there is a kind of alert. Empty is not labelled.
[[nodiscard]] bool isAlert(std::string_view label);

}  // namespace faultline::pipeline
