#include <algorithm>
#include <map>

#include "engine/parse/log_key_parser.h"
#include "engine/parse/template_edit.h"
#include "engine/pipeline/key_edit_plan.h"

namespace faultline::pipeline {

using nlohmann::json;

namespace {

/// A key with the template that it would have.
struct MaskedKey {
  const store::KeyRow* row = nullptr;
  std::string after;
  [[nodiscard]] bool changes() const { return after != row->text; }
};

/// What later messages would be matched as, for each template that users see.
class TemplateMasker {
 public:
  static Result<TemplateMasker> make(const KeyEditInput& input, const std::string& expression) {
    FAULTLINE_TRY_ASSIGN(parse::TemplateMask mask, parse::TemplateMask::make(expression));
    parse::ParserSettings settings = input.settings;
    FAULTLINE_TRY_ASSIGN(parse::LogKeyParser before, parse::LogKeyParser::make(settings));
    settings.masks.push_back(expression);
    FAULTLINE_TRY_ASSIGN(parse::LogKeyParser after, parse::LogKeyParser::make(settings));
    return TemplateMasker(std::move(mask), std::move(before), std::move(after));
  }

  /// `message`: one of the key's, if there is one at hand.
  [[nodiscard]] std::string apply(const std::string& text, const std::optional<std::string>& message) const {
    const std::string masked = m_mask.apply(text);
    if (!message) return masked;
    const std::string before = m_before.prepare(*message).text;
    const std::string after = m_after.prepare(*message).text;
    if (before == after) return masked;
    // A template that is more general than its messages stays so.
    return before == text ? after : parse::coveringBoth(after, masked);
  }

 private:
  TemplateMasker(parse::TemplateMask mask, parse::LogKeyParser before, parse::LogKeyParser after)
      : m_mask(std::move(mask)), m_before(std::move(before)), m_after(std::move(after)) {}

  parse::TemplateMask m_mask;
  parse::LogKeyParser m_before;
  parse::LogKeyParser m_after;
};

/// Keys whose templates become the same, the one that stays first: a later message can have no key that was
/// split off by its shape alone.
std::vector<std::vector<MaskedKey>> groupsOf(const KeyEditInput& input, const TemplateMasker& masker) {
  const KeyBook& book = input.book;
  std::map<std::string, std::vector<MaskedKey>> groups;
  for (const store::KeyRow& row : book.rows()) {
    if (!book.isShown(row.id) || row.text == parse::kUnknownKind) continue;
    const auto message = input.sample ? input.sample(row.id) : std::nullopt;
    MaskedKey key{&row, masker.apply(row.text, message)};
    groups[key.after].push_back(key);
  }
  std::vector<std::vector<MaskedKey>> changed;
  for (auto& [text, group] : groups) {
    if (std::ranges::none_of(group, &MaskedKey::changes)) continue;
    std::ranges::stable_partition(group, [&](const MaskedKey& key) { return !book.splitOf(key.row->id); });
    changed.push_back(std::move(group));
  }
  std::ranges::sort(changed, {}, [](const auto& group) { return group.front().row->id; });
  return changed;
}

void addGroup(const KeyEditInput& input, const std::vector<MaskedKey>& group, KeyEditPlan& plan) {
  const MaskedKey& first = group.front();
  const int revision = first.row->revision + (first.changes() ? 1 : 0);
  for (const MaskedKey& key : group) {
    const KeyId id = key.row->id;
    const std::uint64_t events = input.events(id);
    if (&key != &first) {
      plan.forward["aliases"].push_back({id.value, first.row->id.value, revision});
      plan.inverse["aliases"].push_back({id.value, 0, 0});
      plan.events += events;
      ++plan.otherKeys;
    } else if (key.changes()) {
      const auto own = input.counts.find(id);
      const std::int64_t count = own == input.counts.end() ? 0 : static_cast<std::int64_t>(own->second);
      plan.forward["templates"].push_back({id.value, key.row->text, key.after, revision, -1});
      plan.inverse["templates"].push_back({id.value, key.after, key.row->text, key.row->revision, count});
    } else {
      continue;
    }
    plan.keys.push_back({id, key.row->text, key.after, events});
    plan.lineKeys.push_back(id);
  }
}

}  // namespace

Result<KeyEditPlan> planMask(const KeyEditInput& input, const std::string& expression) {
  FAULTLINE_TRY_ASSIGN(const TemplateMasker masker, TemplateMasker::make(input, expression));
  for (const store::MaskRow& mask : input.book.masks()) {
    if (mask.active && mask.expression == expression)
      return failure(ErrorCode::InvalidArgument, expression, "the project has this mask already");
  }
  KeyEditPlan plan;
  plan.action = "keys.mask";
  plan.arguments = {expression};
  plan.forward["expression"] = expression;
  for (const auto& group : groupsOf(input, masker)) addGroup(input, group, plan);
  if (plan.keys.empty()) {
    return failure(ErrorCode::InvalidArgument, expression,
                   "it matches nothing in the log keys that is not a parameter already");
  }
  plan.forward["masks"] = json::array({{0, true}});
  plan.inverse["masks"] = json::array({{0, false}});
  return plan;
}

}  // namespace faultline::pipeline
