#pragma once

#include <QtWidgets/QListWidget>

namespace faultline::ui {

enum class Page { Findings, Workflows, Models };

/// The window's pages, one of which is shown.
class PageList : public QListWidget {
  Q_OBJECT

 public:
  explicit PageList(QWidget* parent = nullptr);

  void setCurrent(Page page);
  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

 Q_SIGNALS:
  void chosen(faultline::ui::Page page);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void add(Page page, const QString& icon, const QString& name, const QString& about);
};

}  // namespace faultline::ui
