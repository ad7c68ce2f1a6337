// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/requests/sample_targets.h"

namespace wb::test {

requests::Targets targetsFor(const requests::Request& request)
{
    requests::Targets targets;
    targets.speed = usb::Speed::High;
    const requests::ClassMatch match = request.classes.empty() ? requests::ClassMatch { 0xff } : request.classes[0];
    targets.interfaces = { { 2, match.classCode, match.subClass.value_or(0), match.protocol.value_or(0) } };
    targets.endpoints = { { usb::EndpointAddress { 0x81 }, 2 }, { usb::EndpointAddress { 0x02 }, 2 } };
    for (const requests::Parameter& parameter : request.parameters)
        if (parameter.kind == requests::Kind::Entity)
            targets.entities = { { 2, 5, parameter.entity } };
    return targets;
}

requests::Targets interfaceOf(std::uint8_t classCode, std::uint8_t subClass, std::uint8_t protocol)
{
    requests::Targets targets;
    targets.speed = usb::Speed::High;
    targets.interfaces = { { 0, classCode, subClass, protocol } };
    return targets;
}

} // namespace wb::test
