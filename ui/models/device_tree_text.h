// SPDX-License-Identifier: GPL-3.0-or-later
// What each row of the device tree says, column by column.
// Thread: GUI. Errors: none.
#pragma once

#include "core/descriptors/usb_ids.h"
#include "ui/models/device_tree_node.h"

#include <QString>

namespace wb::ui {

// `column`: DeviceTreeModel::Column. Marks are words in the name: "(new)", "(unplugged 12:31:05)".
[[nodiscard]] QString treeCell(const TreeNode& node, int column, const descriptors::UsbIds& ids);
[[nodiscard]] QString treeHeader(int column);
[[nodiscard]] QString treeToolTip(const TreeNode& node, const descriptors::UsbIds& ids);
[[nodiscard]] QString treeIconName(const TreeNode& node); // of a file in resources/icons, without extension

} // namespace wb::ui
