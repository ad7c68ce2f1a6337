// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/device_tree_model.h"

#include "ui/models/device_tree_text.h"

#include <algorithm>
#include <unordered_set>

namespace wb::ui {

namespace {

bool isBelow(const usb::PortPath& path, const usb::PortPath& hub)
{
    return path.bus == hub.bus && path.ports.size() > hub.ports.size()
        && std::equal(hub.ports.begin(), hub.ports.end(), path.ports.begin());
}

} // namespace

DeviceTreeModel::DeviceTreeModel(const descriptors::UsbIds& ids, QObject* parent)
    : QAbstractItemModel(parent)
    , m_ids(ids)
{
    m_expiry.setSingleShot(true);
    connect(&m_expiry, &QTimer::timeout, this, &DeviceTreeModel::expireMarks);
}

DeviceTreeModel::~DeviceTreeModel() = default;

void DeviceTreeModel::apply(const engine::DeviceChanges& changes)
{
    m_markEnds = TreeNode::Clock::now() + m_markDuration; // one batch comes and goes together
    for (const usb::DevicePtr& device : changes.departed)
        depart(device, changes.time);
    for (const usb::DevicePtr& device : changes.updated)
        update(device);
    arrive(changes.arrived, !changes.isInitial);
    scheduleExpiry();
}

void DeviceTreeModel::keep(usb::DeviceId device)
{
    if (device == m_kept)
        return;
    m_kept = device;
    scheduleExpiry(); // what was kept until now may be overdue
}

void DeviceTreeModel::setMarkDuration(std::chrono::milliseconds duration) { m_markDuration = duration; }

void DeviceTreeModel::arrive(const std::vector<usb::DevicePtr>& devices, bool areNews)
{
    // Parents sort before their children, so a hub's devices are attached to it before either is in the model, and
    // a whole branch costs one insertion.
    std::vector<usb::DevicePtr> sorted = devices;
    std::sort(sorted.begin(), sorted.end(),
        [](const usb::DevicePtr& a, const usb::DevicePtr& b) { return a->path < b->path; });

    std::map<TreeNode*, std::vector<NodePtr>> groups;
    std::unordered_set<TreeNode*> pending;
    std::vector<TreeNode*> hubs;
    const auto place = [&](TreeNode* parent, NodePtr node) {
        TreeNode* raw = node.get();
        m_live.try_emplace({ raw->origin, raw->path }, raw); // a device may be there twice, by its node as well
        if (raw->device)
            m_devices[raw->device->id] = raw;
        pending.insert(raw);
        if (!pending.contains(parent)) {
            groups[parent].push_back(std::move(node));
            return;
        }
        const int row = insertionRow(*parent, *raw);
        std::vector<NodePtr> one;
        one.push_back(std::move(node));
        parent->insertChildren(row, std::move(one));
    };

    for (const usb::DevicePtr& device : sorted) {
        if (m_devices.contains(device->id)) {
            update(device);
            continue;
        }
        TreeNode* node = device->path.isRootHub() ? fillBus(device) : nullptr;
        if (!node) {
            TreeNode& top = topOf(device->origin);
            TreeNode* parent = device->path.isRootHub() ? &top : nearestLive(device->origin, device->path.parent());
            if (!parent) {
                place(&top, makeBusNode(device->path.bus, device->origin));
                parent = m_live[{ device->origin, usb::PortPath { device->path.bus, {} } }];
            }
            NodePtr made = makeDeviceNode(device);
            node = made.get();
            place(parent, std::move(made));
        }
        if (areNews)
            setMark(*node, TreeMark::New);
        if (device->isHub())
            hubs.push_back(node);
    }
    for (auto& [parent, nodes] : groups)
        insertGroup(*parent, std::move(nodes));
    for (TreeNode* hub : hubs)
        adoptChildren(*hub);
}

// A bus row that stood without its root hub gets it now.
TreeNode* DeviceTreeModel::fillBus(const usb::DevicePtr& device)
{
    const auto found = m_live.find({ device->origin, device->path });
    if (found == m_live.end() || found->second->device || found->second->kind != TreeKind::Bus)
        return nullptr;
    TreeNode& bus = *found->second;
    m_devices[device->id] = &bus;
    replaceParts(bus, device);
    emitChanged(bus);
    return &bus;
}

// The row that the buses of a snapshot hang on; those of this machine have none.
TreeNode& DeviceTreeModel::topOf(const std::string& origin)
{
    if (origin.empty())
        return m_root;
    const auto known = m_snapshots.find(origin);
    if (known != m_snapshots.end())
        return *known->second;
    NodePtr made = makeSnapshotNode(origin);
    TreeNode& snapshot = *made;
    m_snapshots[origin] = &snapshot;
    std::vector<NodePtr> one;
    one.push_back(std::move(made));
    insertGroup(m_root, std::move(one));
    return snapshot;
}

TreeNode* DeviceTreeModel::nearestLive(const std::string& origin, usb::PortPath path) const
{
    for (;;) {
        const auto found = m_live.find({ origin, path });
        if (found != m_live.end())
            return found->second;
        if (path.isRootHub())
            return nullptr;
        path = path.parent();
    }
}

// REQUIRES: `nodes` ascending. Neighbours go in with one insertion.
void DeviceTreeModel::insertGroup(TreeNode& parent, std::vector<NodePtr> nodes)
{
    for (std::size_t first = 0; first < nodes.size();) {
        const int row = insertionRow(parent, *nodes[first]);
        std::vector<NodePtr> run;
        std::size_t next = first;
        while (next < nodes.size() && insertionRow(parent, *nodes[next]) == row)
            run.push_back(std::move(nodes[next++]));
        beginInsertRows(toIndex(parent), row, row + static_cast<int>(run.size()) - 1);
        parent.insertChildren(row, std::move(run));
        endInsertRows();
        first = next;
    }
}

// Devices may be reported before the hub they hang on: they waited at its parent.
void DeviceTreeModel::adoptChildren(TreeNode& hub)
{
    TreeNode* parent = hub.parent;
    for (int row = parent ? parent->deviceChildCount() - 1 : -1; row >= 0; --row) {
        TreeNode& child = *parent->children[static_cast<std::size_t>(row)];
        if (&child == &hub || child.mark == TreeMark::Departed || !isBelow(child.path, hub.path))
            continue;
        const int target = insertionRow(hub, child);
        if (!beginMoveRows(toIndex(*parent), row, row, toIndex(hub), target))
            continue;
        hub.insertChildren(target, parent->takeChildren(row, 1));
        endMoveRows();
    }
}

// Devices of a snapshot never depart one by one.
void DeviceTreeModel::close(const std::string& origin)
{
    const auto known = m_snapshots.find(origin);
    if (known == m_snapshots.end())
        return;
    const int row = known->second->row;
    m_snapshots.erase(known);
    removeRun(m_root, row, 1);
}

void DeviceTreeModel::depart(const usb::DevicePtr& device, Nanoseconds time)
{
    if (device->isOffline()) {
        close(device->origin);
        return;
    }
    const auto found = m_devices.find(device->id);
    if (found == m_devices.end() || found->second->mark == TreeMark::Departed)
        return;
    TreeNode& node = *found->second;
    const auto live = m_live.find({ node.origin, node.path });
    if (live != m_live.end() && live->second == &node)
        m_live.erase(live);
    node.departed = time;
    setMark(node, TreeMark::Departed);
    emitChanged(node);
}

void DeviceTreeModel::setBadge(usb::DeviceId device, const FindingBadge& badge)
{
    const auto found = m_devices.find(device);
    if (found == m_devices.end() || found->second->badge == badge)
        return;
    found->second->badge = badge;
    emitChanged(*found->second);
}

void DeviceTreeModel::update(const usb::DevicePtr& device)
{
    const auto found = m_devices.find(device->id);
    if (found == m_devices.end())
        return;
    TreeNode& node = *found->second;
    if (haveSameParts(*node.device, *device))
        node.device = device;
    else
        replaceParts(node, device);
    emitChanged(node);
    emitPartsChanged(node); // drivers are shown on interfaces
}

void DeviceTreeModel::replaceParts(TreeNode& node, const usb::DevicePtr& device)
{
    const int first = node.deviceChildCount();
    const int count = node.childCount() - first;
    if (count > 0) {
        beginRemoveRows(toIndex(node), first, first + count - 1);
        node.takeChildren(first, count);
        node.device = device;
        endRemoveRows();
    }
    node.device = device;
    std::vector<NodePtr> parts = makeConfigurationNodes(*device);
    if (parts.empty())
        return;
    beginInsertRows(toIndex(node), first, first + static_cast<int>(parts.size()) - 1);
    node.insertChildren(first, std::move(parts));
    endInsertRows();
}

void DeviceTreeModel::setMark(TreeNode& node, TreeMark mark)
{
    if (node.mark == TreeMark::None)
        m_marked.push_back(&node);
    node.mark = mark;
    node.markEnds = m_markEnds;
}

void DeviceTreeModel::expireMarks()
{
    const auto now = TreeNode::Clock::now();
    const auto isOldNews = [now](const TreeNode* node) { return node->mark == TreeMark::New && node->markEnds <= now; };
    const auto firstOld = std::stable_partition(
        m_marked.begin(), m_marked.end(), [&](const TreeNode* node) { return !isOldNews(node); });
    const std::vector<TreeNode*> old(firstOld, m_marked.end());
    m_marked.erase(firstOld, m_marked.end());
    for (TreeNode* node : old) {
        node->mark = TreeMark::None;
        emitChanged(*node);
    }
    removeGone();
    scheduleExpiry();
}

bool DeviceTreeModel::isGone(const TreeNode& node) const
{
    if (node.mark != TreeMark::Departed || node.markEnds > TreeNode::Clock::now() || node.device->id == m_kept)
        return false;
    const auto end = node.children.begin() + node.deviceChildCount();
    return std::all_of(node.children.begin(), end, [this](const NodePtr& child) { return isGone(*child); });
}

void DeviceTreeModel::removeGone()
{
    // Whole branches go at once, neighbours together; from the bottom of each parent, so that rows stay valid.
    std::map<TreeNode*, std::vector<int>> rowsByParent;
    for (const TreeNode* node : m_marked)
        if (isGone(*node) && (node->parent == &m_root || !isGone(*node->parent)))
            rowsByParent[node->parent].push_back(node->row);
    for (auto& [parent, rows] : rowsByParent) {
        std::sort(rows.begin(), rows.end(), std::greater<>());
        for (std::size_t i = 0; i < rows.size();) {
            std::size_t run = 1;
            while (i + run < rows.size() && rows[i + run] == rows[i] - static_cast<int>(run))
                ++run;
            removeRun(*parent, rows[i + run - 1], static_cast<int>(run));
            i += run;
        }
    }
    for (int row = m_root.childCount() - 1; row >= 0; --row) {
        const TreeNode& bus = *m_root.children[static_cast<std::size_t>(row)];
        if (bus.kind == TreeKind::Bus && !bus.device && bus.children.empty())
            removeRun(m_root, row, 1);
    }
}

void DeviceTreeModel::removeRun(TreeNode& parent, int first, int count)
{
    beginRemoveRows(toIndex(parent), first, first + count - 1);
    const std::vector<NodePtr> removed = parent.takeChildren(first, count);
    for (const NodePtr& node : removed)
        forget(*node);
    endRemoveRows();
}

void DeviceTreeModel::forget(const TreeNode& node)
{
    if (!node.isDevice())
        return;
    if (node.device)
        m_devices.erase(node.device->id);
    const auto live = m_live.find({ node.origin, node.path });
    if (live != m_live.end() && live->second == &node)
        m_live.erase(live);
    m_marked.erase(std::remove(m_marked.begin(), m_marked.end(), &node), m_marked.end());
    for (const NodePtr& child : node.children)
        forget(*child);
}

void DeviceTreeModel::scheduleExpiry()
{
    using std::chrono::milliseconds;
    const auto now = TreeNode::Clock::now();
    auto wait = milliseconds::max();
    for (const TreeNode* node : m_marked) {
        if (node->markEnds > now)
            wait = std::min(wait, std::chrono::ceil<milliseconds>(node->markEnds - now));
        else if (node->mark == TreeMark::New || isGone(*node))
            wait = milliseconds(0);
        // else: overdue but kept, or above something that is not over; keep() asks again
    }
    if (wait == milliseconds::max())
        m_expiry.stop();
    else
        m_expiry.start(wait);
}

void DeviceTreeModel::emitChanged(const TreeNode& node)
{
    Q_EMIT dataChanged(toIndex(node), toIndex(node, ColumnCount - 1));
}

void DeviceTreeModel::emitPartsChanged(const TreeNode& node)
{
    if (node.children.empty())
        return;
    Q_EMIT dataChanged(toIndex(*node.children.front()), toIndex(*node.children.back(), ColumnCount - 1));
    for (const NodePtr& child : node.children)
        if (!child->isDevice())
            emitPartsChanged(*child);
}

QModelIndex DeviceTreeModel::indexOf(usb::DeviceId device) const
{
    const auto found = m_devices.find(device);
    return found == m_devices.end() ? QModelIndex() : toIndex(*found->second);
}

QModelIndex DeviceTreeModel::indexOf(const Selection& selection) const
{
    const auto found = selection.device ? m_devices.find(selection.device->id) : m_devices.end();
    if (found == m_devices.end())
        return {};
    Selection wanted = selection;
    wanted.device = found->second->device; // a newer snapshot of the same device
    const TreeNode* best = found->second;
    const auto search = [&](const auto& self, const TreeNode& node) -> const TreeNode* {
        for (const NodePtr& child : node.children) {
            if (child->isDevice())
                continue;
            if (child->selection() == wanted)
                return child.get();
            if (const TreeNode* deeper = self(self, *child))
                return deeper;
        }
        return nullptr;
    };
    if (wanted.configuration)
        if (const TreeNode* part = search(search, *best))
            best = part;
    return toIndex(*best);
}

const TreeNode* DeviceTreeModel::nodeAt(const QModelIndex& index) const
{
    return index.isValid() ? toNode(index) : nullptr;
}

bool DeviceTreeModel::hasDeparted(usb::DeviceId device) const
{
    const auto found = m_devices.find(device);
    return found == m_devices.end() || found->second->mark == TreeMark::Departed;
}

Nanoseconds DeviceTreeModel::departureTime(usb::DeviceId device) const
{
    const auto found = m_devices.find(device);
    return found == m_devices.end() ? Nanoseconds(0) : found->second->departed;
}

int DeviceTreeModel::liveDeviceCount() const
{
    return static_cast<int>(std::count_if(m_live.begin(), m_live.end(),
        [](const auto& entry) { return entry.second->device && !entry.second->device->isOffline(); }));
}

QModelIndex DeviceTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const TreeNode& above = parent.isValid() ? *toNode(parent) : m_root;
    return createIndex(row, column, above.children[static_cast<std::size_t>(row)].get());
}

QModelIndex DeviceTreeModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? toIndex(*toNode(child)->parent) : QModelIndex();
}

int DeviceTreeModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return m_root.childCount();
    return parent.column() == 0 ? toNode(parent)->childCount() : 0;
}

int DeviceTreeModel::columnCount(const QModelIndex&) const { return ColumnCount; }

QVariant DeviceTreeModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const TreeNode& node = *toNode(index);
    const TreeNode& owner = node.owner();
    switch (role) {
    case Qt::DisplayRole:
        return treeCell(node, index.column(), m_ids);
    case Qt::ToolTipRole:
        return treeToolTip(node, m_ids);
    case SelectionRole:
        return QVariant::fromValue(node.selection());
    case DeviceIdRole:
        return static_cast<qulonglong>(owner.device ? owner.device->id.value : 0);
    case KindRole:
        return static_cast<int>(node.kind);
    case MarkRole:
        return static_cast<int>(owner.mark);
    case IconRole:
        return treeIconName(node);
    case BadgeRole:
        return node.badge.text;
    case BadgeIsErrorRole:
        return node.badge.isError;
    default:
        return {};
    }
}

QVariant DeviceTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return treeHeader(section);
}

TreeNode* DeviceTreeModel::toNode(const QModelIndex& index) const
{
    return static_cast<TreeNode*>(index.internalPointer());
}

QModelIndex DeviceTreeModel::toIndex(const TreeNode& node, int column) const
{
    return &node == &m_root ? QModelIndex() : createIndex(node.row, column, &node);
}

} // namespace wb::ui
