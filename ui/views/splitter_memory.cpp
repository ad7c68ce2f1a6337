// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/splitter_memory.h"

#include <QEvent>
#include <QSettings>
#include <QSplitter>

namespace wb::ui {

SplitterMemory::SplitterMemory(QSplitter& splitter, QSettings& settings, const QString& key)
    : QObject(&splitter)
    , m_splitter(splitter)
    , m_settings(settings)
    , m_key(key)
    , m_hasSizes(settings.contains(key))
{
    connect(&splitter, &QSplitter::splitterMoved, this, [this] {
        m_hasSizes = true;
        m_settings.setValue(m_key, m_splitter.saveState());
    });
    if (m_hasSizes)
        splitter.installEventFilter(this);
}

// Sizes are shares of what there is: taken before the layout has given the splitter its place they would be others.
bool SplitterMemory::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == &m_splitter && event->type() == QEvent::Show) {
        m_splitter.removeEventFilter(this);
        m_splitter.restoreState(m_settings.value(m_key).toByteArray());
        m_splitter.setChildrenCollapsible(false); // the kept state has its own idea of that
    }
    return QObject::eventFilter(watched, event);
}

} // namespace wb::ui
