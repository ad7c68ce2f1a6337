// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/audio_names.h"

namespace wb::descriptors {

void summarizeTerminal(NodeBuilder& builder)
{
    const Field* id = builder.findField("bTerminalID");
    const Field* type = builder.findField("wTerminalType");
    if (id == nullptr || type == nullptr)
        return;
    builder.setSummary("id " + id->value + ", " + (type->meaning.empty() ? type->value : type->meaning));
}

void summarizeUnit(NodeBuilder& builder)
{
    if (const auto id = builder.value(3, 1)) // bUnitID, bClockID, bPowerDomainID
        builder.setSummary("id " + std::to_string(*id));
}

} // namespace wb::descriptors
