#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "engine/workflow/document.h"

namespace faultline::workflow {

namespace {

constexpr std::string_view kParameters = "<*>";
constexpr const char* kCutOut = " \xe2\x80\xa6 ";

bool isLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool isBlank(char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; }

/// Of a parameter that begins at `at`, its length; 0 when none does.
std::size_t parameterAt(std::string_view text, std::size_t at) {
  if (text[at] == '*') return 1;
  if (text[at] != '<') return 0;
  const std::size_t end = text.find_first_of("<>", at + 1);
  if (end == std::string_view::npos || text[end] != '>') return 0;
  return end + 1 - at;
}

/// Without a leading `[instance: <*>]` or the like: every line of its kind has it.
std::string_view withoutTag(std::string_view text) {
  const std::size_t first = std::min(text.find_first_not_of(' '), text.size());
  const std::size_t end = text.find(']', first);
  if (first == text.size() || text[first] != '[' || end == std::string_view::npos) return text;
  const std::string_view tag = text.substr(first, end - first);
  if (tag.find('*') == std::string_view::npos && tag.find('<') == std::string_view::npos) return text;
  const std::string_view rest = text.substr(end + 1);
  return std::ranges::any_of(rest, isLetter) ? rest : text;
}

/// The words between parameters, marks around them taken off; those without a letter are none.
std::vector<std::string> wordsOf(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t parameter = parameterAt(text, at);
    plain += parameter > 0 || isBlank(text[at]) ? ' ' : text[at];
    at += std::max<std::size_t>(parameter, 1);
  }
  std::vector<std::string> words;
  for (std::size_t at = 0; at < plain.size();) {
    const std::size_t begin = std::min(plain.find_first_not_of(' ', at), plain.size());
    at = std::min(plain.find(' ', begin), plain.size());
    std::string_view word = std::string_view(plain).substr(begin, at - begin);
    constexpr std::string_view kBefore = "\"'`[{<,;:.=-|/";
    constexpr std::string_view kAfter = "\"'`]}>,;:.=-|/[{(";
    word.remove_prefix(std::min(word.find_first_not_of(kBefore), word.size()));
    while (!word.empty() && kAfter.find(word.back()) != std::string_view::npos) word.remove_suffix(1);
    if (std::ranges::any_of(word, isLetter)) words.emplace_back(word);
  }
  return words;
}

/// At most `most` bytes, no character cut in two.
std::string cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  return std::string(text.substr(0, most));
}

/// `words` from `begin` on, as many as fit.
std::string joined(const std::vector<std::string>& words, std::size_t begin, std::size_t most) {
  std::string text;
  for (std::size_t at = begin; at < words.size(); ++at) {
    if (text.empty()) {
      text = cut(words[at], most);
    } else if (text.size() + 1 + words[at].size() <= most) {
      text += ' ' + words[at];
    } else {
      break;
    }
  }
  return text;
}

/// How the words of a template go on where not all of those that begin alike do so.
std::string apart(const std::vector<std::string>& words, const std::vector<std::vector<std::string>>& alike,
                  std::size_t most) {
  std::size_t common = words.size();
  for (const auto& other : alike) {
    const auto [mine, theirs] = std::ranges::mismatch(words, other);
    common = std::min(common, static_cast<std::size_t>(mine - words.begin()));
  }
  const std::string rest = joined(words, common, most / 2);
  const std::string head = joined(words, 0, most - rest.size());
  return rest.empty() ? head : head + kCutOut + rest;
}

}  // namespace

std::string tellingWords(const std::string& templateText, std::size_t most) {
  const std::string telling = joined(wordsOf(withoutTag(templateText)), 0, most);
  return telling.empty() ? std::string(kParameters) : telling;
}

std::vector<std::string> tellingLabels(const std::vector<std::string>& templates, std::size_t most) {
  std::vector<std::string> labels;
  std::map<std::string, std::vector<std::vector<std::string>>> alike;  // by label
  for (const std::string& text : templates) {
    labels.push_back(tellingWords(text, most));
    auto& group = alike[labels.back()];
    std::vector<std::string> words = wordsOf(withoutTag(text));
    if (std::ranges::find(group, words) == group.end()) group.push_back(std::move(words));
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto& group = alike.at(labels[i]);
    if (group.size() > 1) labels[i] = apart(wordsOf(withoutTag(templates[i])), group, most);
  }
  return labels;
}

}  // namespace faultline::workflow
