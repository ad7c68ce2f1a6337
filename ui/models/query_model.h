// SPDX-License-Identifier: GPL-3.0-or-later
// What a search in the descriptors of all devices has found, as a table.
// Thread: GUI; search() runs anywhere, it takes nothing but values. Errors: none; text is safe to show.
#pragma once

#include "core/descriptors/query.h"
#include "ui/models/finding_model.h"

#include <QAbstractTableModel>

#include <vector>

namespace wb::ui {

struct SearchSubject {
    usb::DevicePtr device;
    KnownPtr known; // null: not looked at yet
    QString name;
};

struct SearchHit {
    DescriptorPlace place;
    QString deviceName;
    descriptors::QueryHit hit;
};

struct SearchResult {
    std::vector<SearchHit> hits; // a device that matches by its names alone has one, without a field
    std::size_t devices = 0; // that match
    bool isCut = false;
};

inline constexpr std::size_t kMostHitsPerDevice = 1000;

[[nodiscard]] SearchResult search(const descriptors::Query& query, const std::vector<SearchSubject>& subjects);

class QueryModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { DeviceColumn, PlaceColumn, FieldColumn, ValueColumn, MeaningColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setHits(std::vector<SearchHit> hits);
    [[nodiscard]] const DescriptorPlace& placeOf(int row) const; // REQUIRES: the row exists

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<SearchHit> m_hits;
};

} // namespace wb::ui
