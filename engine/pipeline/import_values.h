#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/parse/log_key_parser.h"
#include "engine/pipeline/import_block.h"

namespace faultline::pipeline {

/// The templates that blocks read their values by, each text once. One thread at a time.
class TemplateBook {
 public:
  /// Gives each key of a matched block its template as it is after the block.
  void note(const parse::LogKeyParser& parser, ParsedBlock& block);

 private:
  struct Entry {
    std::shared_ptr<const std::string> text;
    std::uint64_t block = 0;  ///< The last one that the key was seen in, counted.
    std::uint32_t place = 0;  ///< There, among its templates.
  };

  std::vector<Entry> m_entries;  ///< By key.
  std::uint64_t m_block = 0;
};

/// Reads the numbers in the messages of a block by their keys' templates. Any thread, several blocks at a
/// time.
void readValues(ParsedBlock& block);

}  // namespace faultline::pipeline
