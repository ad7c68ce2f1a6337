// SPDX-License-Identifier: GPL-3.0-or-later
// A communications function as its control interface describes it: what its union and the following interfaces say.
// Source of truth: CDC 1.2 §5.2.3. Thread: any; no state. Lifetime: points into the view.
#pragma once

#include "core/lint/field_checks.h"
#include "core/lint/interface_index.h"

namespace wb::lint::cdc {

inline constexpr unsigned kCommunications = 0x02;
inline constexpr unsigned kData = 0x0a;
inline constexpr unsigned kFunctional = 0x24; // descriptor type

enum Subtype : std::uint8_t {
    kHeader = 0x00,
    kCallManagement = 0x01,
    kAcm = 0x02,
    kUnion = 0x06,
    kEthernet = 0x0f,
    kNcm = 0x1a,
    kMbim = 0x1b,
    kMbimExtended = 0x1c
};

enum Subclass : std::uint8_t {
    kAcmClass = 0x02,
    kEcmClass = 0x06,
    kEemClass = 0x0c,
    kNcmClass = 0x0d,
    kMbimClass = 0x0e
};

// RNDIS came before its codes were assigned: 02/02/ff, e0/01/03 or ef/04/01.
[[nodiscard]] bool isRndis(const AlternateView& alternate);
// ECM, NCM and MBIM.
[[nodiscard]] bool isNetwork(const AlternateView& alternate);

// What functions of one configuration say of each other. Lifetime: points into the view.
class Functions {
public:
    explicit Functions(const ConfigurationView& configuration);

    [[nodiscard]] const InterfaceIndex& interfaces() const { return m_interfaces; }
    // The data interface: the union's first subordinate; nullptr when there is no union or no such interface.
    [[nodiscard]] const AlternateView* dataInterface(const AlternateView& control) const;
    // Some setting of that interface has a bulk or isochronous endpoint in each direction.
    [[nodiscard]] bool hasDataPair(unsigned number) const { return m_withPair.test(number); }
    // Some setting of that interface has this protocol, 1 or 2.
    [[nodiscard]] bool hasProtocol(unsigned number, unsigned protocol) const
    {
        return (protocol == 1 ? m_withProtocol1 : m_withProtocol2).test(number);
    }
    // There are interfaces of other functions than that of these two.
    [[nodiscard]] bool hasOthers(unsigned control, unsigned data) const;

private:
    InterfaceIndex m_interfaces;
    InterfaceSet m_withPair;
    InterfaceSet m_withProtocol1;
    InterfaceSet m_withProtocol2;
    InterfaceSet m_functions; // all but data interfaces
};

} // namespace wb::lint::cdc
