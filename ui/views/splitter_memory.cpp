// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/splitter_memory.h"

#include <QEvent>
#include <QSettings>
#include <QSplitter>

namespace wb::ui {

SplitterMemory::SplitterMemory(QSplitter& splitter, QSettings& settings, const QString& key, QList<int> standard)
    : QObject(&splitter)
    , m_splitter(splitter)
    , m_settings(settings)
    , m_key(key)
    , m_standard(std::move(standard))
{
    if (!m_standard.isEmpty())
        splitter.setSizes(m_standard);
    connect(&splitter, &QSplitter::splitterMoved, this, [this] {
        QVariantList sizes;
        for (const int size : m_splitter.sizes())
            sizes << size;
        m_settings.setValue(this->key(), sizes);
    });
    splitter.installEventFilter(this);
}

QString SplitterMemory::key() const
{
    return m_key + (m_splitter.orientation() == Qt::Horizontal ? QStringLiteral("/columns") : QStringLiteral("/rows"));
}

QList<int> SplitterMemory::kept() const
{
    QList<int> sizes;
    for (const QVariant& size : m_settings.value(key()).toList())
        sizes << std::max(0, size.toInt());
    return sizes.size() == m_splitter.count() ? sizes : QList<int>();
}

bool SplitterMemory::restore()
{
    const QList<int> sizes = kept();
    if (!sizes.isEmpty())
        m_splitter.setSizes(sizes);
    return !sizes.isEmpty();
}

void SplitterMemory::forget()
{
    m_settings.remove(m_key);
    if (!m_standard.isEmpty())
        m_splitter.setSizes(m_standard);
}

// Taken before the layout has given the splitter its place they would be other shares.
bool SplitterMemory::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == &m_splitter && event->type() == QEvent::Show && !event->spontaneous())
        restore();
    return QObject::eventFilter(watched, event);
}

} // namespace wb::ui
