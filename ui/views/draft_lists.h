// SPDX-License-Identifier: GPL-3.0-or-later
// Two lists of control requests beside the editor: what was sent to this device in this run, and what was saved
// under a name. Activating an entry puts it back into the editor; nothing is sent from here.
// Thread: GUI. Ownership: `settings` outlives the lists; the pages belong to whoever shows them.
#pragma once

#include "ui/bridge/control_draft.h"
#include "ui/text/transfer_text.h"

#include <QObject>

#include <functional>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QWidget;

namespace wb::ui {

struct HistoryEntry {
    ControlDraft draft;
    Nanoseconds time { 0 };
    QString outcome;
    text::Tone tone = text::Tone::Muted;
};

class DraftLists : public QObject {
    Q_OBJECT

public:
    DraftLists(QSettings& settings, QWidget* parent);

    [[nodiscard]] QWidget* historyPage() const { return m_historyPage; }
    [[nodiscard]] QWidget* savedPage() const { return m_savedPage; }
    void showHistory(const std::vector<HistoryEntry>& history);
    // Where "Save" takes the request from: hands it over, at once or when its data has been read.
    using Taker = std::function<void(const Result<ControlDraft>& draft)>;
    void setDraftSource(std::function<void(Taker)> source) { m_source = std::move(source); }

Q_SIGNALS:
    void editRequested(const wb::ui::ControlDraft& draft);

private:
    void buildHistory();
    void buildSaved();
    void showSaved();
    void saveCurrent();
    void save(const QString& name, const Result<ControlDraft>& draft);
    void refreshButtons();

    SavedRequests m_saved;
    std::vector<HistoryEntry> m_historyEntries;
    std::function<void(Taker)> m_source;
    QWidget* m_historyPage;
    QWidget* m_savedPage;
    QListWidget* m_historyList;
    QListWidget* m_savedList;
    QLineEdit* m_name;
    QPushButton* m_saveButton;
    QPushButton* m_removeButton;
    QPushButton* m_loadButton;
    QPushButton* m_historyLoad;
    QLabel* m_saveProblem;
};

} // namespace wb::ui
