#include "ui/dialogs/offset_box.h"

#include <cmath>

#include <QtCore/QCoreApplication>
#include <QtWidgets/QDoubleSpinBox>

#include "ui/text/format.h"

namespace faultline::ui {

namespace {

constexpr double kMostOffset = 1e9;  // seconds; some thirty years

QString tr(const char* text) { return QCoreApplication::translate("OffsetBox", text); }

}  // namespace

void setUpOffset(QDoubleSpinBox* box) {
  box->setRange(-kMostOffset, kMostOffset);
  box->setButtonSymbols(QAbstractSpinBox::NoButtons);
  box->setDecimals(3);
  box->setSuffix(tr(" s"));
  box->setAccessibleName(tr("Seconds that the source's clock is behind"));
  box->setToolTip(
      plainTip(tr("These seconds are added to the log's times; where its clock is ahead, give a "
                  "negative number")));
}

std::chrono::nanoseconds offsetOf(const QDoubleSpinBox* box) {
  return std::chrono::milliseconds(std::llround(box->value() * 1000));
}

}  // namespace faultline::ui
