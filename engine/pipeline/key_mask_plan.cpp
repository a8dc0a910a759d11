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
  static Result<TemplateMasker> make(const std::string& expression) {
    FAULTLINE_TRY_ASSIGN(parse::TemplateMask mask, parse::TemplateMask::make(expression));
    FAULTLINE_TRY_ASSIGN(parse::LogKeyParser parser, parse::LogKeyParser::make({}));
    return TemplateMasker(std::move(mask), std::move(parser));
  }

  [[nodiscard]] std::string apply(const std::string& text) const {
    std::string after = m_mask.apply(text);
    if (after == text) return after;
    // What is masked can show that its neighbours are parameters. A template for which that was so before is
    // one that does not read as its messages do.
    return m_parser.prepare(text).text == text ? m_parser.prepare(after).text : after;
  }

 private:
  TemplateMasker(parse::TemplateMask mask, parse::LogKeyParser parser)
      : m_mask(std::move(mask)), m_parser(std::move(parser)) {}

  parse::TemplateMask m_mask;
  parse::LogKeyParser m_parser;
};

/// Keys whose templates become the same, the one that stays first: a later message can have no key that was
/// split off by its shape alone.
std::vector<std::vector<MaskedKey>> groupsOf(const KeyBook& book, const TemplateMasker& masker) {
  std::map<std::string, std::vector<MaskedKey>> groups;
  for (const store::KeyRow& row : book.rows()) {
    if (!book.isShown(row.id) || row.text == parse::kUnknownKind) continue;
    MaskedKey key{&row, masker.apply(row.text)};
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
  FAULTLINE_TRY_ASSIGN(const TemplateMasker masker, TemplateMasker::make(expression));
  for (const store::MaskRow& mask : input.book.masks()) {
    if (mask.active && mask.expression == expression)
      return failure(ErrorCode::InvalidArgument, expression, "the project has this mask already");
  }
  KeyEditPlan plan;
  plan.action = "keys.mask";
  plan.arguments = {expression};
  plan.forward["expression"] = expression;
  for (const auto& group : groupsOf(input.book, masker)) addGroup(input, group, plan);
  if (plan.keys.empty()) {
    return failure(ErrorCode::InvalidArgument, expression,
                   "it matches nothing that is constant in a log key's template");
  }
  plan.forward["masks"] = json::array({{0, true}});
  plan.inverse["masks"] = json::array({{0, false}});
  return plan;
}

}  // namespace faultline::pipeline
