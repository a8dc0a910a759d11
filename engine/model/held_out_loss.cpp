#include "engine/model/held_out_loss.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace faultline::model {

Result<double> meanLoss(const KeyPredictor& model, const WindowSet& windows, std::uint32_t most,
                        const std::stop_token& stop) {
  constexpr double kLeast = 1e-30;  // a softmax in floats may round to nothing
  const auto classes = static_cast<std::size_t>(model.settings().classes);
  const std::uint32_t count = std::min(windows.size(), most);
  std::vector<KeyClass> rows;
  for (std::uint32_t row = 0; row < count; ++row) {
    const auto window = windows.window(row);
    rows.insert(rows.end(), window.begin(), window.end());
  }
  std::vector<float> probabilities(count * classes);
  FAULTLINE_TRY(model.predict(rows, probabilities, stop));
  double loss = 0;
  double weight = 0;
  for (std::uint32_t row = 0; row < count; ++row) {
    if (windows.next(row) == sequence::kUnknownClass) continue;
    const auto own = static_cast<double>(windows.weight(row));
    const float given = probabilities[row * classes + static_cast<std::size_t>(windows.next(row))];
    loss -= own * std::log(std::max(static_cast<double>(given), kLeast));
    weight += own;
  }
  return weight == 0 ? 0 : loss / weight;
}

}  // namespace faultline::model
