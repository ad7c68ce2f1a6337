// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of a device without opening it, as a table of names and values under headings.
// Source of truth: the DeviceInfo snapshot, and core/system for what the system says. Thread: GUI.
// Errors: what was wrong at enumeration is listed as a fact.
#pragma once

#include "core/descriptors/usb_ids.h"
#include "core/system/fact.h"
#include "core/usb/device_info.h"
#include "ui/text/transfer_text.h"

#include <QAbstractTableModel>

#include <vector>

namespace wb::ui {

struct Fact {
    QString group; // the heading it stands under
    QString name; // empty: the heading itself
    QString value; // of a heading: what is to be said of the whole group, mostly nothing
    QString hint {}; // tooltip; may be empty
    text::Tone tone = text::Tone::Neutral;

    [[nodiscard]] bool isHeading() const { return name.isEmpty(); }
    bool operator==(const Fact&) const = default;
};

[[nodiscard]] std::vector<Fact> factsOf(const usb::DeviceInfo& device, const descriptors::UsbIds& ids);
// With a heading for each group.
[[nodiscard]] std::vector<Fact> factsOf(const system::FactGroups& groups);

class FactModel : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    static constexpr int kToneRole = Qt::UserRole; // text::Tone as int

    // Rows that stay keep their place in the selection and under the eye: only what differs is removed, put in or
    // changed.
    void setFacts(std::vector<Fact> facts);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void removeRowsAt(std::size_t first, std::size_t count);
    void insertRowsAt(std::size_t first, const std::vector<Fact>& from, std::size_t count);
    void takeValues(std::vector<Fact> facts);

    std::vector<Fact> m_facts;
};

} // namespace wb::ui
