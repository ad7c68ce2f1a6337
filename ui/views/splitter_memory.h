// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps a splitter where a person has moved it to, also after a restart.
// Thread: GUI. Ownership: belongs to the splitter; `settings` outlives it. Errors: a kept state that does not fit is
// not taken.
#pragma once

#include <QObject>

class QSettings;
class QSplitter;

namespace wb::ui {

class SplitterMemory : public QObject {
    Q_OBJECT

public:
    // REQUIRES: the splitter has its widgets.
    SplitterMemory(QSplitter& splitter, QSettings& settings, const QString& key);

    // A person has moved it, in this run or in an earlier one.
    [[nodiscard]] bool hasSizes() const { return m_hasSizes; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QSplitter& m_splitter;
    QSettings& m_settings;
    const QString m_key;
    bool m_hasSizes;
};

} // namespace wb::ui
