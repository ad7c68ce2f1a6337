// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps a splitter where a person has moved it to, also after a restart, in each of its orientations.
// Thread: GUI. Units: shares; the splitter scales them. Ownership: belongs to the splitter; `settings` outlives it.
// Errors: kept sizes that do not fit the splitter count as none.
#pragma once

#include <QList>
#include <QObject>

class QSettings;
class QSplitter;

namespace wb::ui {

class SplitterMemory : public QObject {
    Q_OBJECT

public:
    // REQUIRES: the splitter has its widgets. `standard`: its sizes until a person moves it; empty: the owner's affair.
    SplitterMemory(QSplitter& splitter, QSettings& settings, const QString& key, QList<int> standard = {});

    // Takes the sizes that a person has given it in its present orientation; false when there are none. Happens by
    // itself when it is shown: whoever turns it calls this.
    bool restore();
    void forget(); // all of them, and back to the standard

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] QString key() const;
    [[nodiscard]] QList<int> kept() const;

    QSplitter& m_splitter;
    QSettings& m_settings;
    const QString m_key;
    const QList<int> m_standard;
};

} // namespace wb::ui
