#include "engine/parse/generalise.h"

#include "engine/parse/log_key_parser.h"
#include "engine/parse/tokens.h"

namespace faultline::parse {

std::string generalise(std::string_view text, std::span<const CommonToken> common, Tail tail) {
  std::vector<TextSpan> spans;
  splitTokens(text, spans);
  std::string out;
  std::uint32_t copied = 0;
  std::size_t next = 0;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    out += text.substr(copied, spans[i].begin - copied);
    copied = spans[i].end;
    if (next == common.size() && tail == Tail::One) return out += kWildcard;
    const bool kept = next < common.size() && common[next].second == i;
    out += kept ? spanText(text, spans[i]) : kWildcard;
    if (kept) ++next;
  }
  return out += text.substr(copied);
}

}  // namespace faultline::parse
