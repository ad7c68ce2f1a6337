// SPDX-License-Identifier: GPL-3.0-or-later
// The device models of the demo bus by their keys, for hosts other than the demo bus.
// Thread: any; nothing is shared. Ownership: each model made is the caller's own.
// Errors: NotFound for a key there is no model for.
#pragma once

#include "core/backend/virtualbus/device_model.h"
#include "core/backend/virtualbus/virtual_bus.h"

namespace wb::backend::virtualbus {

[[nodiscard]] std::vector<ModelInfo> availableModels(); // in the order of the demo bus; none is plugged in
[[nodiscard]] Result<std::unique_ptr<DeviceModel>> makeModel(const std::string& key);

} // namespace wb::backend::virtualbus
