// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/hotplug_rule_model.h"

#include "ui/text/format.h"

#include <algorithm>

namespace wb::ui {

namespace {

QString tr(const char* words) { return HotplugRuleModel::tr(words); }

QString eventWords(const engine::HotplugRule& rule)
{
    if (rule.wantsArrivals && rule.wantsDepartures)
        return tr("arrivals and departures");
    return rule.wantsArrivals ? tr("arrivals") : tr("departures");
}

template <class Number> QString hexOrAny(const std::optional<Number>& value)
{
    return value ? text::fromStd(hex(*value, 2 * int { sizeof(Number) })) : tr("any");
}

} // namespace

HotplugRuleModel::HotplugRuleModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

void HotplugRuleModel::addRule(const engine::HotplugRule& rule, std::span<const usb::DevicePtr> attached)
{
    const engine::HotplugRuleId id = m_rules.add(rule);
    beginInsertRows({}, rowCount(), rowCount());
    m_shown.push_back(m_rules.entries().back());
    endInsertRows();
    show(m_rules.enumerate(id, attached), now());
}

void HotplugRuleModel::removeRule(int row)
{
    m_rules.remove(m_shown.at(static_cast<std::size_t>(row)).id);
    beginRemoveRows({}, row, row);
    m_shown.erase(m_shown.begin() + row);
    endRemoveRows();
}

void HotplugRuleModel::take(const engine::DeviceChanges& changes) { show(m_rules.take(changes), changes.time); }

void HotplugRuleModel::show(const std::vector<engine::HotplugMatch>& matches, Nanoseconds time)
{
    if (matches.empty())
        return;
    const auto& entries = m_rules.entries();
    for (int row = rowCount() - 1; row >= 0; --row) {
        auto& shown = m_shown[static_cast<std::size_t>(row)];
        const auto found = std::find_if(
            entries.begin(), entries.end(), [&shown](const auto& entry) { return entry.id == shown.id; });
        if (found == entries.end()) {
            removeRule(row);
        } else if (found->matches != shown.matches) {
            shown.matches = found->matches;
            Q_EMIT dataChanged(index(row, MatchColumn), index(row, MatchColumn));
        }
    }
    Q_EMIT matched(matches, time);
}

int HotplugRuleModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int HotplugRuleModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant HotplugRuleModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || role != Qt::DisplayRole)
        return {};
    const auto& entry = m_shown[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case EventColumn:
        return eventWords(entry.rule);
    case VendorColumn:
        return hexOrAny(entry.rule.vendorId);
    case ProductColumn:
        return hexOrAny(entry.rule.productId);
    case ClassColumn:
        return hexOrAny(entry.rule.deviceClass);
    case OnceColumn:
        return entry.rule.isOnce ? tr("once") : tr("every time");
    case MatchColumn:
        return text::count(entry.matches);
    default:
        return {};
    }
}

QVariant HotplugRuleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case EventColumn:
        return tr("Rule for");
    case VendorColumn:
        return tr("Vendor");
    case ProductColumn:
        return tr("Product");
    case ClassColumn:
        return tr("Class");
    case OnceColumn:
        return tr("How often");
    case MatchColumn:
        return tr("Matches");
    default:
        return {};
    }
}

QString hotplugRuleWords(const engine::HotplugRule& rule)
{
    QStringList words { eventWords(rule) };
    if (rule.vendorId)
        words.append(tr("vendor %1").arg(hexOrAny(rule.vendorId)));
    if (rule.productId)
        words.append(tr("product %1").arg(hexOrAny(rule.productId)));
    if (rule.deviceClass)
        words.append(tr("class %1").arg(hexOrAny(rule.deviceClass)));
    if (words.size() == 1)
        words.first() = tr("%1 of any device").arg(words.first());
    if (rule.isOnce)
        words.append(tr("once"));
    return words.join(QStringLiteral(", "));
}

} // namespace wb::ui
