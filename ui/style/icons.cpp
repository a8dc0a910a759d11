#include <QtCore/QFile>
#include <QtGui/QIconEngine>
#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <QtGui/QPixmapCache>
#include <QtSvg/QSvgRenderer>

#include "ui/style/style.h"

namespace faultline::ui::style {

namespace {

/// Draws when asked, so that a change of theme needs nobody to make icons anew.
class DrawnIcon : public QIconEngine {
 public:
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(), size), mode, state);
    return pixmap;
  }
};

class LineIcon : public DrawnIcon {
 public:
  LineIcon(QString name, Tint tint) : m_name(std::move(name)), m_tint(tint) {}

  QIconEngine* clone() const override { return new LineIcon(*this); }

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    const QColor color = mode == QIcon::Disabled ? colors().line : tintColor();
    const qreal ratio = painter->device()->devicePixelRatio();
    const int side = qRound(std::min(rect.width(), rect.height()) * ratio);
    const QString key = QStringLiteral("icon/%1/%2/%3").arg(m_name, color.name()).arg(side);
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
      pixmap = rendered(color, side);
      QPixmapCache::insert(key, pixmap);
    }
    pixmap.setDevicePixelRatio(ratio);
    const QPointF corner(rect.x() + (rect.width() - side / ratio) / 2,
                         rect.y() + (rect.height() - side / ratio) / 2);
    painter->drawPixmap(corner, pixmap);
  }

 private:
  QColor tintColor() const {
    switch (m_tint) {
      case Tint::Text:
        return colors().text;
      case Tint::Dim:
        return colors().dim;
      case Tint::Accent:
        return colors().accent;
      case Tint::OnAccent:
        return colors().onAccent;
    }
    return colors().text;
  }

  QPixmap rendered(const QColor& color, int side) const {
    QFile file(QStringLiteral(":/faultline/icons/lucide/%1.svg").arg(m_name));
    QPixmap pixmap(side, side);
    pixmap.fill(Qt::transparent);
    if (!file.open(QIODevice::ReadOnly)) {
      qWarning("There is no icon %s", qPrintable(m_name));
      return pixmap;
    }
    QByteArray svg = file.readAll();
    svg.replace("currentColor", color.name().toLatin1());
    QSvgRenderer renderer(svg);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    return pixmap;
  }

  QString m_name;
  Tint m_tint;
};

class SeverityIcon : public DrawnIcon {
 public:
  explicit SeverityIcon(Severity severity) : m_severity(severity) {}

  QIconEngine* clone() const override { return new SeverityIcon(*this); }

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode, QIcon::State) override {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const qreal side = std::min(rect.width(), rect.height());
    painter->translate(QRectF(rect).center());
    painter->scale(side / 16, side / 16);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colors().severity(m_severity));
    painter->drawPath(shape());
    painter->restore();
  }

 private:
  QPainterPath shape() const {
    QPainterPath path;
    switch (m_severity) {
      case Severity::Critical:
        path.addPolygon(QPolygonF{
            {-2.9, -7}, {2.9, -7}, {7, -2.9}, {7, 2.9}, {2.9, 7}, {-2.9, 7}, {-7, 2.9}, {-7, -2.9}});
        path.addRect(QRectF(-1, -4, 2, 5));
        path.addRect(QRectF(-1, 2.4, 2, 2));
        break;
      case Severity::Major:
        path.addPolygon(QPolygonF{{0, -6.8}, {7.4, 6.2}, {-7.4, 6.2}});
        path.addRect(QRectF(-0.9, -2, 1.8, 4));
        path.addRect(QRectF(-0.9, 3.1, 1.8, 1.7));
        break;
      case Severity::Minor:
        path.addPolygon(QPolygonF{{0, -6.4}, {6.4, 0}, {0, 6.4}, {-6.4, 0}});
        break;
      case Severity::Warning:
        path.addEllipse(QPointF(), 5.2, 5.2);
        break;
      case Severity::Info:
        path.addEllipse(QPointF(), 2.8, 2.8);
        break;
    }
    path.closeSubpath();
    return path;
  }

  Severity m_severity;
};

}  // namespace

QIcon icon(const QString& name, Tint tint) { return QIcon(new LineIcon(name, tint)); }

QIcon severityIcon(Severity severity) { return QIcon(new SeverityIcon(severity)); }

}  // namespace faultline::ui::style
