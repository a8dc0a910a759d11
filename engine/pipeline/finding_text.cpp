#include "engine/pipeline/finding_text.h"

#include <fmt/format.h>

#include "engine/base/text.h"
#include "engine/pipeline/severity_rule.h"

namespace faultline::pipeline {

namespace {

constexpr std::size_t kMostQuoted = 90;

std::string quoted(const std::string& text) {
  return "\u201c" + elided(printable(tellingPart(text)), kMostQuoted) + "\u201d";
}

/// As a reader takes it in: no false precision, and never 100 % for what is not certain.
std::string percent(double share) {
  if (share >= 0.995) return "over 99 %";
  if (share >= 0.01) return fmt::format("{:.0f} %", share * 100);
  if (share >= 0.0001) return fmt::format("{:.2f} %", share * 100);
  return "under 0.01 %";
}

std::string expectation(const Evidence& evidence) {
  if (evidence.expected.empty()) return {};
  const ExpectedKey& first = evidence.expected.front();
  std::string text = fmt::format(" Expected was {} ({})", quoted(first.text), percent(first.probability));
  if (evidence.expected.size() > 1 && evidence.expected[1].probability >= 0.01) {
    text += fmt::format(" or {} ({})", quoted(evidence.expected[1].text),
                        percent(evidence.expected[1].probability));
  }
  return text + ".";
}

std::string after(const Evidence& evidence) {
  const bool atStart = evidence.history.empty() || !evidence.history.back().key;
  // What a service logs outside of sessions starts nowhere.
  if (atStart) return evidence.finding.session.empty() ? "At first" : "At the start of the session";
  return "After " + quoted(evidence.history.back().text);
}

}  // namespace

const char* findingCode(const detect::Anomaly& anomaly, detect::TrainMode mode) {
  const bool normalKnown = mode == detect::TrainMode::Normal;
  switch (anomaly.reason) {
    case detect::Reason::NewKey:
      return normalKnown ? "new-key" : "rare-key";
    case detect::Reason::UnseenPair:
      return normalKnown ? "unseen-pair" : "rare-pair";
    case detect::Reason::OutOfOrder:
      if (anomaly.earlier == anomaly.actual) return normalKnown ? "repeated" : "rare-repeat";
      return normalKnown ? "out-of-order" : "rare-order";
    case detect::Reason::UnexpectedStart:
      return normalKnown ? "unexpected-start" : "rare-start";
    case detect::Reason::UnexpectedEnd:
      return "unexpected-end";
    case detect::Reason::UnusualCounts:
      return "unusual-counts";
    case detect::Reason::UnexpectedKey:
      break;
  }
  return "unexpected-key";
}

const char* findingPattern(const std::string& code) {
  if (code == "new-key") return "New: %1";
  if (code == "rare-key") return "Rare: %1";
  if (code == "unseen-pair") return "Out of order: %1 (never right after \u201c%2\u201d)";
  if (code == "rare-pair") return "Out of order: %1 (hardly ever right after \u201c%2\u201d)";
  if (code == "out-of-order") return "Out of order: %1 (never after \u201c%2\u201d)";
  if (code == "rare-order") return "Out of order: %1 (hardly ever after \u201c%2\u201d)";
  if (code == "repeated") return "Repeated: %1 (never twice in a session)";
  if (code == "rare-repeat") return "Repeated: %1 (hardly ever twice in a session)";
  if (code == "unexpected-start") return "Unknown start: %1";
  if (code == "rare-start") return "Rare start: %1";
  if (code == "unexpected-end") return "Ends early, after: %1";
  if (code == "unusual-counts") return "Unusual counts, above all: %1";
  if (code == "unexpected-key") return "Unexpected: %1";
  if (code == "slow") return "Slow: %1 came after %2 (usually %3)";
  if (code == "fast") return "Early: %1 came after %2 already (usually %3)";
  if (code == "odd-value") return "Odd value: %2 %3 (usually %4) in \u201c%1\u201d";
  if (code == "slowed") return "Slow from here on: %1 came after about %2 in %4 lines (usually %3)";
  if (code == "hastened") return "Early from here on: %1 came after about %2 in %4 lines (usually %3)";
  if (code == "moved") return "Odd from here on: %2 about %3 in %5 lines (usually %4), in \u201c%1\u201d";
  if (code == "burst") return "Burst: %1, %2 times in %3 (usually at most %4)";
  return "%1";
}

std::string findingTitle(const std::string& code, const std::vector<std::string>& arguments) {
  return filledPattern(findingPattern(code), arguments);
}

std::string filledPattern(std::string_view pattern, const std::vector<std::string>& arguments) {
  std::string title;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool placeholder =
        pattern[i] == '%' && i + 1 < pattern.size() && pattern[i + 1] >= '1' && pattern[i + 1] <= '9';
    if (!placeholder) {
      title.push_back(pattern[i]);
      continue;
    }
    const auto index = static_cast<std::size_t>(pattern[++i] - '1');
    if (index < arguments.size()) title += printable(arguments[index]);
  }
  return title;
}

namespace {

std::string whatHappened(const Evidence& evidence) {
  const std::string& code = evidence.finding.code;
  const std::string actual = evidence.actual ? quoted(evidence.actual->text) : std::string("something else");
  const std::string came = fmt::format("{} came {}", after(evidence), actual);
  if (code == "new-key") {
    return came + ", a kind of line that was never seen in what was learnt as normal." +
           expectation(evidence);
  }
  if (code == "rare-key")
    return came + ", a kind of line that hardly ever comes in these logs." + expectation(evidence);
  if (code == "unseen-pair")
    return came + "; in what was learnt as normal it never does." + expectation(evidence);
  if (code == "rare-pair") return came + "; in these logs it hardly ever does." + expectation(evidence);
  if (code == "out-of-order" || code == "rare-order") {
    const auto& arguments = evidence.finding.arguments;
    const std::string earlier = arguments.size() > 1 ? quoted(arguments[1]) : std::string("another line");
    const char* who = code == "rare-order" ? "hardly ever" : "never in what was learnt as normal";
    return fmt::format("{}; {} does it come after {} in a session.", came, who, earlier) +
           expectation(evidence);
  }
  if (code == "repeated" || code == "rare-repeat") {
    const char* who = code == "repeated" ? "in what was learnt as normal it comes once in a session at most"
                                         : "hardly any other session has it twice";
    return fmt::format("{} once more; {}.", came, who) + expectation(evidence);
  }
  if (code == "unexpected-start" || code == "rare-start") {
    const char* who = code == "rare-start" ? "hardly any other session does" : "no normal session does";
    return fmt::format("The session starts with {}; {}.", actual, who) + expectation(evidence);
  }
  if (code == "unexpected-end")
    return after(evidence) + " the session ends; others go on." + expectation(evidence);
  if (code == "unusual-counts") {
    return "Lines of some kinds come far more or less often in this session than in the others.";
  }
  const auto& told = evidence.finding.arguments;
  if ((code == "slow" || code == "fast") && told.size() > 2) {
    const std::string before =
        evidence.history.empty() ? "the line before" : quoted(evidence.history.back().text);
    return fmt::format("{} came {} after {}; usually it takes {}.", quoted(told[0]), printable(told[1]),
                       before, printable(told[2]));
  }
  if (code == "odd-value" && told.size() > 3) {
    return fmt::format("In {}, {} is {}; usually it is {}.", quoted(told[0]), printable(told[1]),
                       printable(told[2]), printable(told[3]));
  }
  if ((code == "slowed" || code == "hastened") && told.size() > 3) {
    return fmt::format("From here on {} came after about {}, {} lines in all; usually it takes {}.",
                       quoted(told[0]), printable(told[1]), printable(told[3]), printable(told[2]));
  }
  if (code == "moved" && told.size() > 4) {
    return fmt::format("From here on {} is about {} in {}, {} lines in all; usually it is {}.",
                       printable(told[1]), printable(told[2]), quoted(told[0]), printable(told[4]),
                       printable(told[3]));
  }
  if (code == "burst" && evidence.finding.arguments.size() > 5) {
    const auto& arguments = evidence.finding.arguments;
    return fmt::format(
        "{} came {} times in {}; at that time of the day it came at most {} times in as long. In all there "
        "were {} within {}.",
        quoted(arguments[0]), printable(arguments[1]), printable(arguments[2]), printable(arguments[3]),
        printable(arguments[4]), printable(arguments[5]));
  }
  const std::string chance =
      evidence.actual ? fmt::format(", to which the model gives {}", percent(evidence.actual->probability))
                      : "";
  return came + chance + "." + expectation(evidence);
}

}  // namespace

std::string evidenceSentence(const Evidence& evidence) {
  return whatHappened(evidence) + " " + expectedSentence(evidence.finding.p);
}

}  // namespace faultline::pipeline
