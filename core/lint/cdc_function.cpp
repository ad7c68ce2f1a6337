// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lint/cdc_function.h"

namespace wb::lint::cdc {
namespace {

bool hasPair(const AlternateView& alternate)
{
    const auto has = [&](usb::TransferType type) {
        return findEndpoint(alternate, type, true) != nullptr && findEndpoint(alternate, type, false) != nullptr;
    };
    return has(usb::TransferType::Bulk) || has(usb::TransferType::Isochronous);
}

} // namespace

bool isRndis(const AlternateView& alternate)
{
    const unsigned triple = alternate.classCode() << 16 | alternate.subClass() << 8 | alternate.protocol();
    return triple == 0x0202ff || triple == 0xe00103 || triple == 0xef0401;
}

bool isNetwork(const AlternateView& alternate)
{
    return alternate.isOf(kCommunications, kEcmClass) || alternate.isOf(kCommunications, kNcmClass)
        || alternate.isOf(kCommunications, kMbimClass);
}

Functions::Functions(const ConfigurationView& configuration)
    : m_interfaces(configuration)
    , m_withPair(interfacesWith(configuration, hasPair))
    , m_withProtocol1(interfacesWith(configuration, [](const AlternateView& a) { return a.protocol() == 1; }))
    , m_withProtocol2(interfacesWith(configuration, [](const AlternateView& a) { return a.protocol() == 2; }))
    , m_functions(interfacesWith(configuration, [](const AlternateView& a) { return a.classCode() != kData; }))
{
}

const AlternateView* Functions::dataInterface(const AlternateView& control) const
{
    const Item* together = control.find(kFunctional, kUnion);
    const auto number = together == nullptr ? std::nullopt : together->value(4, 1);
    return number ? m_interfaces.first(static_cast<unsigned>(*number)) : nullptr;
}

bool Functions::hasOthers(unsigned control, unsigned data) const
{
    InterfaceSet others = m_functions;
    return others.reset(control).reset(data).any();
}

} // namespace wb::lint::cdc
