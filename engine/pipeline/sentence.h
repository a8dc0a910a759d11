#pragma once

#include <string>
#include <vector>

namespace faultline::pipeline {

/// A sentence as it is stored: code and arguments, and the English of it.
struct Sentence {
  std::string code;  ///< Of `workflowPattern`.
  std::vector<std::string> arguments;
  std::string text;
};

}  // namespace faultline::pipeline
