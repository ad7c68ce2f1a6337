// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/device_tree_node.h"

#include <algorithm>
#include <iterator>

namespace wb::ui {

namespace {

using Nodes = std::vector<std::unique_ptr<TreeNode>>;

std::unique_ptr<TreeNode> makePart(TreeKind kind, const TreeNode& like)
{
    auto node = std::make_unique<TreeNode>();
    node->kind = kind;
    node->configuration = like.configuration;
    node->interface = like.interface;
    node->alternate = like.alternate;
    return node;
}

Nodes makeEndpointNodes(const usb::AlternateSetting& alternate, const TreeNode& like)
{
    Nodes nodes;
    for (std::size_t i = 0; i < alternate.endpoints.size(); ++i) {
        nodes.push_back(makePart(TreeKind::Endpoint, like));
        nodes.back()->endpoint = i;
    }
    return nodes;
}

std::unique_ptr<TreeNode> makeInterfaceNode(const usb::InterfaceInfo& info, TreeNode& like)
{
    auto node = makePart(TreeKind::Interface, like);
    if (info.alternates.size() == 1) {
        node->insertChildren(0, makeEndpointNodes(info.alternates.front(), *node));
        return node;
    }
    Nodes alternates;
    for (std::size_t i = 0; i < info.alternates.size(); ++i) {
        like.alternate = i;
        auto alternate = makePart(TreeKind::Alternate, like);
        alternate->insertChildren(0, makeEndpointNodes(info.alternates[i], *alternate));
        alternates.push_back(std::move(alternate));
    }
    like.alternate = 0;
    node->insertChildren(0, std::move(alternates));
    return node;
}

} // namespace

const TreeNode& TreeNode::owner() const
{
    const TreeNode* node = this;
    while (!node->isDevice())
        node = node->parent;
    return *node;
}

int TreeNode::deviceChildCount() const
{
    const auto firstPart
        = std::find_if(children.begin(), children.end(), [](const auto& child) { return !child->isDevice(); });
    return static_cast<int>(std::distance(children.begin(), firstPart));
}

const usb::ConfigurationInfo& TreeNode::configurationInfo() const
{
    return owner().device->configurations[configuration];
}

const usb::InterfaceInfo& TreeNode::interfaceInfo() const { return configurationInfo().interfaces[interface]; }

const usb::AlternateSetting& TreeNode::alternateInfo() const { return interfaceInfo().alternates[alternate]; }

const usb::EndpointInfo& TreeNode::endpointInfo() const { return alternateInfo().endpoints[endpoint]; }

Selection TreeNode::selection() const
{
    Selection result;
    result.device = owner().device;
    if (isDevice())
        return result;
    result.configuration = configurationInfo().value;
    if (kind == TreeKind::Configuration)
        return result;
    result.interfaceNumber = interfaceInfo().number;
    if (kind == TreeKind::Interface)
        return result;
    result.alternate = alternateInfo().number;
    if (kind == TreeKind::Endpoint)
        result.endpoint = endpointInfo().address;
    return result;
}

void TreeNode::insertChildren(int at, Nodes nodes)
{
    for (const auto& node : nodes)
        node->parent = this;
    children.insert(
        children.begin() + at, std::make_move_iterator(nodes.begin()), std::make_move_iterator(nodes.end()));
    for (int i = at; i < childCount(); ++i)
        children[static_cast<std::size_t>(i)]->row = i;
}

Nodes TreeNode::takeChildren(int first, int count)
{
    const auto begin = children.begin() + first;
    Nodes taken(std::make_move_iterator(begin), std::make_move_iterator(begin + count));
    children.erase(begin, begin + count);
    for (int i = first; i < childCount(); ++i)
        children[static_cast<std::size_t>(i)]->row = i;
    return taken;
}

std::unique_ptr<TreeNode> makeDeviceNode(usb::DevicePtr device)
{
    auto node = std::make_unique<TreeNode>();
    node->kind = device->path.isRootHub() ? TreeKind::Bus : TreeKind::Device;
    node->origin = device->origin;
    node->path = device->path;
    node->insertChildren(0, makeConfigurationNodes(*device));
    node->device = std::move(device);
    return node;
}

std::unique_ptr<TreeNode> makeBusNode(std::uint16_t bus, const std::string& origin)
{
    auto node = std::make_unique<TreeNode>();
    node->origin = origin;
    node->path.bus = bus;
    return node;
}

std::unique_ptr<TreeNode> makeSnapshotNode(const std::string& origin)
{
    auto node = std::make_unique<TreeNode>();
    node->kind = TreeKind::Snapshot;
    node->origin = origin;
    return node;
}

Nodes makeConfigurationNodes(const usb::DeviceInfo& device)
{
    Nodes nodes;
    TreeNode like;
    for (const usb::ConfigurationInfo& info : device.configurations) {
        auto node = makePart(TreeKind::Configuration, like);
        Nodes interfaces;
        for (like.interface = 0; like.interface < info.interfaces.size(); ++like.interface)
            interfaces.push_back(makeInterfaceNode(info.interfaces[like.interface], like));
        like.interface = 0;
        node->insertChildren(0, std::move(interfaces));
        nodes.push_back(std::move(node));
        ++like.configuration;
    }
    return nodes;
}

bool isBefore(const TreeNode& left, const TreeNode& right)
{
    if (left.origin != right.origin)
        return left.origin < right.origin; // what is attached has none, and comes first
    if (left.path != right.path)
        return left.path < right.path;
    const auto idOf = [](const TreeNode& node) { return node.device ? node.device->id : usb::DeviceId {}; };
    return idOf(left) < idOf(right); // a departed row stays above its successor in the same port
}

int insertionRow(const TreeNode& parent, const TreeNode& child)
{
    const auto begin = parent.children.begin();
    const auto end = begin + parent.deviceChildCount();
    const auto at = std::lower_bound(
        begin, end, child, [](const auto& existing, const TreeNode& wanted) { return isBefore(*existing, wanted); });
    return static_cast<int>(std::distance(begin, at));
}

bool haveSameParts(const usb::DeviceInfo& left, const usb::DeviceInfo& right)
{
    return std::equal(left.configurations.begin(), left.configurations.end(), right.configurations.begin(),
        right.configurations.end(), [](const auto& a, const auto& b) { return a.raw == b.raw; });
}

} // namespace wb::ui
