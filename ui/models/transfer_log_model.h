// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a log that a filter lets through, for a table.
// Source of truth: a capture::TransferSource (the live log or an opened file). Rows are decoded when they are shown;
// only a small cache of decoded ones is kept. Rows keep their order and never move.
// New entries are taken in by a timer, at most 30 times a second, one insertion each; a tick spends at most a few
// milliseconds and the rest waits for the next, so that a flood or a filter over a large log never blocks the window.
// Units: lengths in bytes. Thread: GUI. Ownership: shares the source.
// Errors: a record that cannot be read gives a row that says so.
#pragma once

#include "core/capture/filter.h"
#include "ui/text/transfer_text.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <unordered_map>

namespace wb::ui {

class TransferLogModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Number, Time, Device, Endpoint, Type, Direction, Length, Status, Latency, Data, ColumnCount };
    enum Role { ToneRole = Qt::UserRole, IsInRole }; // text::Tone as int; bool

    explicit TransferLogModel(QObject* parent = nullptr);

    void setSource(std::shared_ptr<const capture::TransferSource> source); // null: empty
    void setFilter(const capture::Filter& filter);
    void clearFromNow(); // hides what is there; it stays in the file
    void showAll(); // undoes clearFromNow()
    [[nodiscard]] bool isCleared() const { return m_hidden > 0; }

    [[nodiscard]] const std::shared_ptr<const capture::TransferSource>& source() const { return m_source; }
    [[nodiscard]] std::size_t entryAt(int row) const; // REQUIRES: 0 <= row < rowCount()
    [[nodiscard]] int rowOf(std::size_t entry) const; // -1 when not shown
    [[nodiscard]] Result<capture::TransferRecord> record(int row) const;
    [[nodiscard]] std::optional<capture::IndexEntry> indexEntry(int row) const;
    [[nodiscard]] std::vector<capture::LoggedDevice> devices() const;
    [[nodiscard]] QString deviceWords(std::size_t deviceIndex) const;

    [[nodiscard]] bool isFiltering() const; // still looking at entries of a large log
    [[nodiscard]] double progress() const; // 0..1 of the entries looked at
    [[nodiscard]] std::size_t rowsBeyondLimit() const; // a table cannot show more than some millions

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void updated(); // after every tick that changed something

private:
    struct Cells {
        std::array<QString, ColumnCount> text;
        text::Tone tone = text::Tone::Neutral;
        bool isIn = false;
        bool isFinal = false; // completed: need not be read again
    };

    void restart();
    void tick();
    void refreshPending();
    [[nodiscard]] std::size_t firstRow() const;
    [[nodiscard]] std::size_t shownCount() const;
    [[nodiscard]] const Cells& cells(int row) const;
    [[nodiscard]] Cells format(int row) const;

    std::shared_ptr<const capture::TransferSource> m_source;
    capture::Filter m_filter;
    std::unique_ptr<capture::FilteredRows> m_rows;
    std::size_t m_hidden = 0; // entries before the point where the view was cleared
    std::size_t m_firstRow = 0; // of the filtered rows, the first that is shown
    int m_count = 0; // rows announced to the views
    std::uint64_t m_revision = 0;
    QTimer m_timer;
    mutable std::unordered_map<std::size_t, Cells> m_cache; // by entry
    mutable std::vector<QString> m_deviceNames;
};

} // namespace wb::ui
