// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/themed_icon.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <utility>

namespace wb::ui {

namespace {

class ThemedIconEngine : public QIconEngine {
public:
    ThemedIconEngine(QString name, QPalette::ColorRole role)
        : m_name(std::move(name))
        , m_role(role)
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
        painter->drawPixmap(rect, render(rect.size(), mode, ratio));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override { return render(size, mode, 1.0); }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal) override
    {
        return render(size, mode, 1.0); // the size given is in device pixels already
    }

    [[nodiscard]] QIconEngine* clone() const override { return new ThemedIconEngine(m_name, m_role); }

private:
    [[nodiscard]] QColor color(QIcon::Mode mode) const
    {
        const QPalette palette = QGuiApplication::palette();
        switch (mode) {
        case QIcon::Disabled:
            return palette.color(QPalette::Disabled, m_role);
        case QIcon::Selected:
            return palette.color(QPalette::Active, QPalette::HighlightedText);
        case QIcon::Normal:
        case QIcon::Active:
            break;
        }
        return palette.color(QPalette::Active, m_role);
    }

    [[nodiscard]] QPixmap render(const QSize& size, QIcon::Mode mode, qreal ratio) const
    {
        const QSize pixels = size * ratio;
        const QColor ink = color(mode);
        const QString key = QStringLiteral("wb:%1:%2x%3:%4")
                                .arg(m_name)
                                .arg(pixels.width())
                                .arg(pixels.height())
                                .arg(ink.rgba(), 0, 16);
        QPixmap pixmap;
        if (!QPixmapCache::find(key, &pixmap)) {
            pixmap = draw(pixels, ink);
            QPixmapCache::insert(key, pixmap);
        }
        pixmap.setDevicePixelRatio(ratio);
        return pixmap;
    }

    [[nodiscard]] QPixmap draw(const QSize& pixels, const QColor& ink) const
    {
        QPixmap pixmap(pixels);
        pixmap.fill(Qt::transparent);
        QFile file(QStringLiteral(":/icons/%1.svg").arg(m_name));
        if (!file.open(QIODevice::ReadOnly))
            return pixmap;
        QByteArray drawing = file.readAll();
        drawing.replace("\"#000\"", '"' + ink.name().toLatin1() + '"');
        QSvgRenderer renderer(drawing);
        QPainter painter(&pixmap);
        painter.setOpacity(static_cast<qreal>(ink.alphaF())); // some palettes fade text by transparency
        renderer.render(&painter);
        return pixmap;
    }

    QString m_name;
    QPalette::ColorRole m_role;
};

} // namespace

QIcon themedIcon(const QString& name, QPalette::ColorRole role) { return QIcon(new ThemedIconEngine(name, role)); }

} // namespace wb::ui
