// SPDX-License-Identifier: GPL-3.0-or-later
// Which rules a device breaks, or all of them break, as a table.
// Source of truth: the lint results of DescriptorStore. Thread: GUI. Errors: none; text is safe to show.
#pragma once

#include "ui/bridge/descriptor_store.h"
#include "ui/text/transfer_text.h"

#include <QAbstractTableModel>

#include <vector>

namespace wb::ui {

// Where something stands in the descriptors of a device.
struct DescriptorPlace {
    usb::DevicePtr device;
    std::size_t section = 0; // index in its set
    descriptors::ByteRange range; // counts from the section's first byte
};

class FindingModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { SeverityColumn, DeviceColumn, PlaceColumn, MessageColumn, SpecColumn, RuleColumn, ColumnCount };
    enum Role { SeverityRole = Qt::UserRole + 1 };

    explicit FindingModel(const descriptors::UsbIds& ids, QObject* parent = nullptr);

    struct Subject {
        usb::DevicePtr device;
        KnownPtr known;
    };
    // Findings below `least` are left out.
    void setSubjects(const std::vector<Subject>& subjects, descriptors::Severity least);
    [[nodiscard]] DescriptorPlace placeOf(int row) const; // REQUIRES: the row exists

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        DescriptorPlace place;
        QString deviceName;
        QString where;
        descriptors::Diagnostic diagnostic;
    };

    [[nodiscard]] QString cell(const Row& row, int column) const;

    const descriptors::UsbIds& m_ids;
    std::vector<Row> m_rows;
};

// "✗ error", "▲ warning", "note"
[[nodiscard]] QString severityWord(descriptors::Severity severity);
[[nodiscard]] text::Tone severityTone(descriptors::Severity severity);
// "2 errors, 1 warning"; notes are counted when there is nothing worse. Empty when there is nothing.
[[nodiscard]] QString findingSummary(const lint::Result& result);

} // namespace wb::ui
