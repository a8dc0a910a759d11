#include "engine/input/builtin_layout.h"

namespace faultline::input {

LayoutPtr plainLayout() {
  return makeBuiltin({"plain", "No header: the whole line is the message", "<Content>", 0,
                      [](std::string_view line, FieldSlots fields) {
                        fields[0] = line;
                        return true;
                      },
                      [](FieldSlots, const ReadContext&, Record&) { return true; }});
}

}  // namespace faultline::input
