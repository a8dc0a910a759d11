#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "engine/input/layout.h"

namespace faultline::input {

/// The fields of a line on their way; as many as the layout has, all empty at first.
using FieldSlots = std::span<std::string_view>;

/// A built-in layout as data: two functions and some words.
struct BuiltinSpec {
  const char* name;
  const char* description;
  const char* pattern;  ///< Its `<Name>`s are the fields, in order.
  int specificity;
  bool (*split)(std::string_view line, FieldSlots fields);
  /// Reads the fields into `record`, whose message is set already.
  bool (*interpret)(FieldSlots fields, const ReadContext& context, Record& record);
};

/// Makes a layout of a specification.
[[nodiscard]] LayoutPtr makeBuiltin(const BuiltinSpec& spec);

// The families; each file gives its own.
[[nodiscard]] std::vector<LayoutPtr> syslogLayouts();
[[nodiscard]] std::vector<LayoutPtr> javaLayouts();
[[nodiscard]] std::vector<LayoutPtr> webLayouts();
[[nodiscard]] std::vector<LayoutPtr> systemLayouts();
[[nodiscard]] std::vector<LayoutPtr> clusterLayouts();
[[nodiscard]] std::vector<LayoutPtr> windowsLayouts();
[[nodiscard]] std::vector<LayoutPtr> machineLayouts();
[[nodiscard]] std::vector<LayoutPtr> databaseLayouts();
[[nodiscard]] std::vector<LayoutPtr> containerLayouts();
[[nodiscard]] std::vector<LayoutPtr> jsonLayouts();
[[nodiscard]] LayoutPtr novaLayout();
[[nodiscard]] LayoutPtr isoLayout();
[[nodiscard]] LayoutPtr clockLayout();
[[nodiscard]] LayoutPtr logfmtLayout();
[[nodiscard]] LayoutPtr plainLayout();

/// The names of a pattern's fields, in order: what is between `<` and `>`.
[[nodiscard]] std::vector<std::string> patternFields(std::string_view pattern);

}  // namespace faultline::input
