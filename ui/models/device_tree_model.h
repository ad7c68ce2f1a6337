// SPDX-License-Identifier: GPL-3.0-or-later
// The device tree as Qt sees it, kept up to date by differences: a plug inserts the rows of that device and nothing
// else, so selection, expansion and scroll position survive. Never resets.
// Arrivals are marked new for some seconds. Departed devices stay as greyed rows for as long, and as long as one is
// kept (selected). The devices of a snapshot go at once, with the row of the snapshot, when it is closed.
// Source of truth: UsbService::devicesChanged.
// Thread: GUI. Ownership: `ids` outlives the model. Errors: none; unknown ids are ignored.
#pragma once

#include "core/descriptors/usb_ids.h"
#include "core/engine/types.h"
#include "ui/models/device_tree_node.h"

#include <QAbstractItemModel>
#include <QTimer>

#include <map>
#include <unordered_map>

namespace wb::ui {

class DeviceTreeModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { NameColumn, VidPidColumn, SpeedColumn, DriverColumn, PowerColumn, PathColumn, ColumnCount };
    enum Role {
        SelectionRole = Qt::UserRole + 1, // wb::ui::Selection
        DeviceIdRole, // qulonglong of the device the row belongs to; 0: none
        KindRole, // int of TreeKind
        MarkRole, // int of TreeMark of the device the row belongs to
        IconRole, // name of an icon
        BadgeRole, // text of a device's badge; empty: none
        BadgeIsErrorRole // else a warning
    };

    explicit DeviceTreeModel(const descriptors::UsbIds& ids, QObject* parent = nullptr);
    ~DeviceTreeModel() override;

    void apply(const engine::DeviceChanges& changes);
    // This device's row stays after it departs until another is kept; an invalid id keeps none.
    void keep(usb::DeviceId device);
    void setBadge(usb::DeviceId device, const FindingBadge& badge);
    void setMarkDuration(std::chrono::milliseconds duration); // for marks made from now on

    // The row of the selection, else of its device, else invalid.
    [[nodiscard]] QModelIndex indexOf(const Selection& selection) const;
    [[nodiscard]] QModelIndex indexOf(usb::DeviceId device) const;
    [[nodiscard]] const TreeNode* nodeAt(const QModelIndex& index) const; // null for the invalid index
    [[nodiscard]] bool hasDeparted(usb::DeviceId device) const; // true also when the row is gone
    [[nodiscard]] Nanoseconds departureTime(usb::DeviceId device) const; // 0: it has not, or its row is gone
    [[nodiscard]] int liveDeviceCount() const; // attached ones, root hubs included

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    using NodePtr = std::unique_ptr<TreeNode>;

    void arrive(const std::vector<usb::DevicePtr>& devices, bool areNews);
    void depart(const usb::DevicePtr& device, Nanoseconds time);
    void close(const std::string& origin);
    void update(const usb::DevicePtr& device);
    [[nodiscard]] TreeNode* fillBus(const usb::DevicePtr& device);
    [[nodiscard]] TreeNode* nearestLive(const std::string& origin, usb::PortPath path) const;
    TreeNode& topOf(const std::string& origin);
    void insertGroup(TreeNode& parent, std::vector<NodePtr> nodes);
    void adoptChildren(TreeNode& hub);
    void replaceParts(TreeNode& node, const usb::DevicePtr& device);
    void setMark(TreeNode& node, TreeMark mark);
    void expireMarks();
    void removeGone();
    void removeRun(TreeNode& parent, int first, int count);
    [[nodiscard]] bool isGone(const TreeNode& node) const;
    void scheduleExpiry();
    void forget(const TreeNode& node);
    void emitChanged(const TreeNode& node);
    void emitPartsChanged(const TreeNode& node);

    [[nodiscard]] TreeNode* toNode(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex toIndex(const TreeNode& node, int column = 0) const;

    const descriptors::UsbIds& m_ids;
    TreeNode m_root;
    std::unordered_map<usb::DeviceId, TreeNode*> m_devices; // live and departed
    // What is plugged in now, buses included; each snapshot has places of its own.
    using LivePlace = std::pair<std::string, usb::PortPath>;
    std::map<LivePlace, TreeNode*> m_live;
    std::map<std::string, TreeNode*> m_snapshots; // by origin
    std::vector<TreeNode*> m_marked;
    usb::DeviceId m_kept;
    std::chrono::milliseconds m_markDuration { 5000 };
    TreeNode::Clock::time_point m_markEnds; // of the marks being made
    QTimer m_expiry;
};

} // namespace wb::ui
