#include "engine/baseline/detectors.h"

#include <array>

#include "engine/baseline/autoencoder.h"
#include "engine/baseline/count_vector.h"
#include "engine/baseline/default_detector.h"
#include "engine/baseline/invariants.h"
#include "engine/baseline/key_model_detector.h"
#include "engine/baseline/new_key.h"
#include "engine/baseline/ngram.h"
#include "engine/baseline/pca.h"
#include "engine/baseline/tf_idf_lstm.h"
#include "engine/baseline/workflow_detector.h"

namespace faultline::baseline {

namespace {

using detect::SessionDetector;
using detect::Settings;

struct Entry {
  DetectorName name;
  std::unique_ptr<SessionDetector> (*make)(const Settings& settings);
};

/// A further rival is a line here.
constexpr std::array kEntries{
    Entry{{"faultline", "what the product does by default"},
          [](const Settings& settings) -> std::unique_ptr<SessionDetector> {
            return std::make_unique<DefaultDetector>(settings);
          }},
    Entry{{"deeplog", "top-g on the key LSTM; sessions of h events or fewer pass"},
          [](const Settings& settings) -> std::unique_ptr<SessionDetector> {
            return std::make_unique<KeyModelDetector>(settings, ShortSessions::Pass);
          }},
    Entry{{"deeplog-padded", "the same, sessions of h events or fewer flagged, as public re-runs do"},
          [](const Settings& settings) -> std::unique_ptr<SessionDetector> {
            return std::make_unique<KeyModelDetector>(settings, ShortSessions::Flag);
          }},
    Entry{{"ngram", "top-g on the frequencies of what followed the last key"},
          [](const Settings& settings) -> std::unique_ptr<SessionDetector> {
            return std::make_unique<NgramDetector>(1, settings.candidates);
          }},
    Entry{{"ngram-padded", "the same, sessions of h events or fewer flagged: the published counts"},
          [](const Settings& settings) -> std::unique_ptr<SessionDetector> {
            return std::make_unique<NgramDetector>(1, settings.candidates,
                                                   static_cast<std::size_t>(settings.history));
          }},
    Entry{
        {"pca", "key counts off the principal components of training"},
        [](const Settings&) -> std::unique_ptr<SessionDetector> { return std::make_unique<PcaDetector>(); }},
    Entry{{"pca-offline", "the same, fitted to the sessions judged, as published"},
          [](const Settings&) -> std::unique_ptr<SessionDetector> {
            return std::make_unique<PcaDetector>(FittedTo::Judged);
          }},
    Entry{{"invariants", "a linear relation between key counts that training keeps is broken"},
          [](const Settings&) -> std::unique_ptr<SessionDetector> {
            return std::make_unique<InvariantsDetector>();
          }},
    Entry{{"invariants-offline", "the same, mined from the sessions judged, as published"},
          [](const Settings&) -> std::unique_ptr<SessionDetector> {
            return std::make_unique<InvariantsDetector>(FittedTo::Judged);
          }},
    Entry{{"tfidf-lstm", "an LSTM over TF-IDF vectors; supervised, learns from a tenth of the abnormal ones"},
          [](const Settings& settings) -> std::unique_ptr<SessionDetector> {
            return std::make_unique<TfIdfLstmDetector>(settings);
          }},
    Entry{{"autoencoder", "key embeddings and key frequencies that do not come back as they were"},
          [](const Settings& settings) -> std::unique_ptr<SessionDetector> {
            return std::make_unique<AutoencoderDetector>(settings);
          }},
    Entry{{"count-vector", "key counts far from every training session's"},
          [](const Settings&) -> std::unique_ptr<SessionDetector> {
            return std::make_unique<CountVectorDetector>();
          }},
    Entry{{"bigram-or-count", "a pair of keys never seen in training, or key counts farther than 0.14"},
          [](const Settings&) -> std::unique_ptr<SessionDetector> {
            return std::make_unique<BigramOrCountDetector>();
          }},
    Entry{{"workflow", "leaves the workflow mined from training as hardly any training session does"},
          [](const Settings&) -> std::unique_ptr<SessionDetector> {
            return std::make_unique<WorkflowDetector>();
          }},
    Entry{{"new-key", "a key never seen in training"},
          [](const Settings&) -> std::unique_ptr<SessionDetector> {
            return std::make_unique<NewKeyDetector>();
          }},
};

}  // namespace

const std::vector<DetectorName>& detectorNames() {
  static const std::vector<DetectorName> names = [] {
    std::vector<DetectorName> list;
    for (const Entry& entry : kEntries) list.push_back(entry.name);
    return list;
  }();
  return names;
}

Result<std::unique_ptr<SessionDetector>> makeDetector(std::string_view name, const Settings& settings) {
  std::string known;
  for (const Entry& entry : kEntries) {
    if (entry.name.name == name) return entry.make(settings);
    known += (known.empty() ? "" : ", ") + std::string(entry.name.name);
  }
  return failure(ErrorCode::InvalidArgument, "--detector " + std::string(name),
                 "there is no such detector; known ones are " + known);
}

}  // namespace faultline::baseline
