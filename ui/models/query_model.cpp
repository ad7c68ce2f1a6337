// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/query_model.h"

#include "ui/text/format.h"

namespace wb::ui {

SearchResult search(const descriptors::Query& query, const std::vector<SearchSubject>& subjects)
{
    SearchResult result;
    for (const SearchSubject& subject : subjects) {
        if (!subject.known)
            continue;
        const std::vector<std::string> names { subject.device->manufacturer, subject.device->product,
            subject.device->serial, text::toStd(subject.name) };
        descriptors::QueryResult found = descriptors::find(
            query, subject.known->decoded, descriptors::attributesOf(*subject.device), names, kMostHitsPerDevice);
        if (!found.isMatch)
            continue;
        ++result.devices;
        result.isCut = result.isCut || found.isCut;
        if (found.hits.empty())
            result.hits.push_back({ { subject.device, 0, { 0, 0 } }, subject.name, {} });
        for (descriptors::QueryHit& hit : found.hits)
            result.hits.push_back({ { subject.device, hit.section, hit.range }, subject.name, std::move(hit) });
    }
    return result;
}

void QueryModel::setHits(std::vector<SearchHit> hits)
{
    beginResetModel();
    m_hits = std::move(hits);
    endResetModel();
}

const DescriptorPlace& QueryModel::placeOf(int row) const { return m_hits[static_cast<std::size_t>(row)].place; }

int QueryModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_hits.size());
}

int QueryModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant QueryModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const SearchHit& hit = m_hits[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case DeviceColumn:
        return hit.deviceName;
    case PlaceColumn:
        return text::fromStd(hit.hit.place);
    case FieldColumn:
        return text::fromStd(hit.hit.field);
    case ValueColumn:
        return text::fromStd(hit.hit.value);
    case MeaningColumn:
        return text::fromStd(hit.hit.meaning);
    default:
        return {};
    }
}

QVariant QueryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case DeviceColumn:
        return tr("Device");
    case PlaceColumn:
        return tr("Where");
    case FieldColumn:
        return tr("Field");
    case ValueColumn:
        return tr("Value");
    case MeaningColumn:
        return tr("Meaning");
    default:
        return {};
    }
}

} // namespace wb::ui
