// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of the device tree: bus > hub > device > configuration > interface > alternate setting > endpoint. Below
// the buses of this machine stands a row for each open snapshot, with the buses it holds.
// A root hub is its bus. Under a hub its devices come first, by port, then its own configurations. An interface with
// a single alternate setting shows its endpoints directly.
// Thread: GUI. Ownership: a node owns its children; indices into the device's vectors stay valid because a node's
// device is replaced only by one with the same descriptor bytes.
#pragma once

#include "core/base/time.h"
#include "ui/bridge/selection.h"

#include <QString>

#include <chrono>
#include <memory>
#include <vector>

namespace wb::ui {

enum class TreeKind : std::uint8_t { Snapshot, Bus, Device, Configuration, Interface, Alternate, Endpoint };
enum class TreeMark : std::uint8_t { None, New, Departed };

// What the rules say of a device: "✗ 2" beside its name, in words in its tooltip.
struct FindingBadge {
    QString text; // empty: nothing worth a badge
    QString words;
    bool isError = false;

    bool operator==(const FindingBadge&) const = default;
};

struct TreeNode {
    using Clock = std::chrono::steady_clock;

    TreeKind kind = TreeKind::Bus;
    TreeNode* parent = nullptr; // null: the invisible root
    int row = 0; // in the parent's children
    std::vector<std::unique_ptr<TreeNode>> children;

    // Snapshot, bus and device rows.
    std::string origin; // name of the snapshot; empty: attached
    usb::PortPath path;
    usb::DevicePtr device; // null: a snapshot, or a bus whose root hub is not known
    TreeMark mark = TreeMark::None;
    Clock::time_point markEnds;
    Nanoseconds departed { 0 };
    FindingBadge badge;

    // Rows below a device: positions in its vectors.
    std::size_t configuration = 0;
    std::size_t interface = 0;
    std::size_t alternate = 0;
    std::size_t endpoint = 0;

    [[nodiscard]] bool isDevice() const { return kind <= TreeKind::Device; } // or a row that holds devices
    [[nodiscard]] const TreeNode& owner() const; // the snapshot, bus or device row this belongs to
    [[nodiscard]] int childCount() const { return static_cast<int>(children.size()); }
    [[nodiscard]] int deviceChildCount() const; // they come first

    // REQUIRES: kind is at least as deep as the part asked for.
    [[nodiscard]] const usb::ConfigurationInfo& configurationInfo() const;
    [[nodiscard]] const usb::InterfaceInfo& interfaceInfo() const;
    [[nodiscard]] const usb::AlternateSetting& alternateInfo() const;
    [[nodiscard]] const usb::EndpointInfo& endpointInfo() const;
    [[nodiscard]] Selection selection() const;

    // Inserts at `at`, renumbers the rows from there on.
    void insertChildren(int at, std::vector<std::unique_ptr<TreeNode>> nodes);
    std::vector<std::unique_ptr<TreeNode>> takeChildren(int first, int count);
};

// A row for the device with everything below it, not yet in a tree.
[[nodiscard]] std::unique_ptr<TreeNode> makeDeviceNode(usb::DevicePtr device);
// For a bus without a root hub.
[[nodiscard]] std::unique_ptr<TreeNode> makeBusNode(std::uint16_t bus, const std::string& origin);
[[nodiscard]] std::unique_ptr<TreeNode> makeSnapshotNode(const std::string& origin);
[[nodiscard]] std::vector<std::unique_ptr<TreeNode>> makeConfigurationNodes(const usb::DeviceInfo& device);

// Where a device row belongs among the children of `parent`.
[[nodiscard]] int insertionRow(const TreeNode& parent, const TreeNode& child);
[[nodiscard]] bool isBefore(const TreeNode& left, const TreeNode& right); // REQUIRES: two device rows

// True when the rows below `left` and `right` are the same.
[[nodiscard]] bool haveSameParts(const usb::DeviceInfo& left, const usb::DeviceInfo& right);

} // namespace wb::ui
