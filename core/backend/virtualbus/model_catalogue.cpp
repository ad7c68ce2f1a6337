// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/model_catalogue.h"

#include "core/backend/virtualbus/topology.h"

namespace wb::backend::virtualbus {

std::vector<ModelInfo> availableModels()
{
    BusEvents events;
    return Topology(events).models();
}

Result<std::unique_ptr<DeviceModel>> makeModel(const std::string& key)
{
    BusEvents events;
    return Topology(events).makeModel(key);
}

} // namespace wb::backend::virtualbus
