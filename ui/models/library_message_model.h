// SPDX-License-Identifier: GPL-3.0-or-later
// What the USB library has said of its own work, oldest first.
// Source of truth: UsbService::libraryMessagesPosted. Bounded: the oldest tenth goes at once when it is full.
// Thread: GUI. Text is safe to show.
#pragma once

#include "core/usb/library_facts.h"

#include <QAbstractTableModel>

#include <deque>

namespace wb::ui {

class LibraryMessageModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { TimeColumn, LevelColumn, SourceColumn, TextColumn, ColumnCount };

    explicit LibraryMessageModel(std::size_t capacity = 5000, QObject* parent = nullptr);

    void add(const std::vector<usb::LibraryMessage>& messages);
    void clear();

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void makeRoom(std::size_t count);

    const std::size_t m_capacity;
    std::deque<usb::LibraryMessage> m_messages;
};

[[nodiscard]] QString logLevelWord(usb::LogLevel level); // "warnings", as a choice of how much to hear

} // namespace wb::ui
