// SPDX-License-Identifier: GPL-3.0-or-later
// The rules for what comes and goes, one row each with how often it has matched; a rule for once leaves after that.
// Source of truth: engine::HotplugRules. Thread: GUI.
#pragma once

#include "core/engine/hotplug_rules.h"

#include <QAbstractTableModel>

namespace wb::ui {

class HotplugRuleModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { EventColumn, VendorColumn, ProductColumn, ClassColumn, OnceColumn, MatchColumn, ColumnCount };

    explicit HotplugRuleModel(QObject* parent = nullptr);

    // `attached`: what counts as having arrived when the rule is added.
    void addRule(const engine::HotplugRule& rule, std::span<const usb::DevicePtr> attached);
    void removeRule(int row);
    void take(const engine::DeviceChanges& changes);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void matched(const std::vector<wb::engine::HotplugMatch>& matches, wb::Nanoseconds time);

private:
    void show(const std::vector<engine::HotplugMatch>& matches, Nanoseconds time);

    engine::HotplugRules m_rules;
    std::vector<engine::HotplugRules::Entry> m_shown;
};

// "arrivals, vendor fffe, product 0001, class ff, once"; "arrivals and departures of any device"
[[nodiscard]] QString hotplugRuleWords(const engine::HotplugRule& rule);

} // namespace wb::ui
