// SPDX-License-Identifier: GPL-3.0-or-later
// Communications functions, what all of them share and serial ones: CDC 1.2 §3 to §5, PSTN 1.2 §5.3.
#include "core/lint/cdc_function.h"

#include <algorithm>
#include <array>
#include <set>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;
using usb::TransferType;
using namespace cdc;

constexpr Rule kHeaderMissing { "cdc.header-missing", Severity::Error, "CDC 1.2 §5.2.3",
    "The functional descriptors of a communications interface begin with a header." };
constexpr Rule kHeaderFirst { "cdc.header-first", Severity::Warning, "CDC 1.2 §5.2.3.1",
    "The header is the first functional descriptor." };
constexpr Rule kVersion { "cdc.version", Severity::Warning, "CDC 1.2 §5.2.3.1",
    "bcdCDC is a version of the CDC specification." };
constexpr Rule kRepeated { "cdc.functional-repeated", Severity::Warning, "CDC 1.2 §5.2.3",
    "An interface has one functional descriptor of each of these kinds." };
constexpr Rule kSubclass { "cdc.subclass", Severity::Note, "CDC 1.2 §4.3",
    "bInterfaceSubClass is an assigned communications subclass or a vendor's." };
constexpr Rule kUnionMissing { "cdc.union-missing", Severity::Warning, "CDC 1.2 §5.2.3.2",
    "A function of several interfaces has a union descriptor." };
constexpr Rule kUnionEmpty { "cdc.union-empty", Severity::Error, "CDC 1.2 §5.2.3.2",
    "A union descriptor names at least one subordinate interface." };
constexpr Rule kUnionControl { "cdc.union-control", Severity::Error, "CDC 1.2 §5.2.3.2",
    "The controlling interface of a union is the one whose descriptor this is." };
constexpr Rule kUnionDangling { "cdc.union-dangling", Severity::Error, "CDC 1.2 §5.2.3.2",
    "The subordinate interfaces of a union exist." };
constexpr Rule kUnionData { "cdc.union-data", Severity::Warning, "CDC 1.2 §4.5",
    "The subordinate interface that carries the data is of the data class." };
constexpr Rule kAssociation { "cdc.association", Severity::Warning, "USB 3.2 §9.6.4",
    "In a device of several functions an interface association holds the interfaces of a union together." };
constexpr Rule kNotification { "cdc.notification", Severity::Warning, "CDC 1.2 §3.4.1",
    "The communications interface has an interrupt IN endpoint for its notifications." };
constexpr Rule kDataPair { "cdc.data-pair", Severity::Error, "CDC 1.2 §3.4.2",
    "A data interface has an IN and an OUT endpoint of the same type in one of its settings." };
constexpr Rule kDataType { "cdc.data-type", Severity::Error, "CDC 1.2 §3.4.2",
    "The endpoints of a data interface are bulk or isochronous." };
constexpr Rule kCallDangling { "cdc.call-interface", Severity::Warning, "PSTN 1.2 §5.3.1",
    "The data interface that call management names exists." };
constexpr Rule kCallCapability { "cdc.call-capability", Severity::Note, "PSTN 1.2 §5.3.1",
    "Call management over the data interface is offered by devices that handle call management." };
constexpr Rule kCallReserved { "cdc.call-reserved", Severity::Note, "PSTN 1.2 §5.3.1",
    "The reserved bits of bmCapabilities are zero." };
constexpr Rule kAcmMissing { "cdc.acm-missing", Severity::Warning, "PSTN 1.2 §5.3.2",
    "An abstract control model interface has its functional descriptor, which says what it can do." };
constexpr Rule kAcmReserved { "cdc.acm-reserved", Severity::Note, "PSTN 1.2 §5.3.2",
    "The reserved bits of bmCapabilities are zero." };
constexpr Rule kEemEndpoints { "cdc.eem-endpoints", Severity::Error, "EEM 1.0 §4",
    "An Ethernet emulation interface has a bulk endpoint in each direction." };

constexpr std::array kRules { kHeaderMissing, kHeaderFirst, kVersion, kRepeated, kSubclass, kUnionMissing, kUnionEmpty,
    kUnionControl, kUnionDangling, kUnionData, kAssociation, kNotification, kDataPair, kDataType, kCallDangling,
    kCallCapability, kCallReserved, kAcmMissing, kAcmReserved, kEemEndpoints };

constexpr auto kHeaderRanges
    = std::to_array<FieldRange>({ { &kVersion, { "bcdCDC", 3, 2 }, 0x0100, 0x0120, NumberStyle::Hex } });
constexpr auto kCallBits = std::to_array<ReservedFieldBits>({ { &kCallReserved, { "bmCapabilities", 3, 1 }, 0xfc } });
constexpr auto kAcmBits = std::to_array<ReservedFieldBits>({ { &kAcmReserved, { "bmCapabilities", 3, 1 }, 0xf0 } });
constexpr auto kInterrupt
    = std::to_array<WantedEndpoint>({ { &kNotification, TransferType::Interrupt, true, "carries the notifications" } });
constexpr auto kEem
    = std::to_array<WantedEndpoint>({ { &kEemEndpoints, TransferType::Bulk, true, "carries the frames" },
        { &kEemEndpoints, TransferType::Bulk, false, "carries the frames" } });
// Those of which drivers read the first only.
constexpr std::array<std::uint8_t, 8> kSingle { kHeader, kCallManagement, cdc::kAcm, kUnion, kEthernet, kNcm, kMbim,
    kMbimExtended };

void checkHeader(const AlternateView& alternate, Report& report)
{
    const Item* first = findOther(alternate, kFunctional);
    const Item* header = alternate.find(kFunctional, kHeader);
    if (header == nullptr) {
        if (alternate.subClass() != kEemClass && alternate.subClass() < 0x80 && !isRndis(alternate))
            report.add(kHeaderMissing, alternate.item, 5, 1,
                nameOf(alternate) + " has no CDC header descriptor; its functional descriptors must begin with one.");
        return;
    }
    if (first != header)
        report.add(
            kHeaderFirst, *header, 0, 3, "Functional descriptors stand before this header; it must be the first.");
    checkRanges(kHeaderRanges, *header, report);
}

void checkRepeated(const AlternateView& alternate, Report& report)
{
    std::set<unsigned> seen;
    for (const Item& item : alternate.others) {
        const bool isSingle = std::find(kSingle.begin(), kSingle.end(), item.subtype()) != kSingle.end();
        if (item.type() == kFunctional && isSingle && !seen.insert(item.subtype()).second)
            report.add(kRepeated, item, 2, 1,
                nameOf(alternate) + " has had this functional descriptor already; hosts take one of them.");
    }
}

void checkSubordinates(const Functions& functions, const AlternateView& alternate, const Item& together, Report& report)
{
    for (std::size_t at = 4; at < together.size(); ++at) {
        const AlternateView* subordinate = functions.interfaces().first(together.u8(at));
        if (subordinate == nullptr)
            report.add(kUnionDangling, together, at, 1,
                "bSubordinateInterface is " + std::to_string(together.u8(at))
                    + ", and no such interface is described.");
        else if (at == 4 && (alternate.subClass() == kAcmClass || isNetwork(alternate))
            && subordinate->classCode() != kData)
            report.add(kUnionData, together, at, 1,
                "Subordinate interface " + std::to_string(together.u8(at)) + " is of class "
                    + hexText(subordinate->classCode(), 1) + "; it should be of the data class 0x0a.");
    }
}

void checkUnion(const Functions& functions, const AlternateView& alternate, Report& report)
{
    const Item* together = alternate.find(kFunctional, kUnion);
    if (together == nullptr) {
        if (alternate.subClass() == kAcmClass && alternate.protocol() != 0xff)
            report.add(kUnionMissing, alternate.item, 5, 1,
                nameOf(alternate) + " has no union descriptor, which names its data interface.");
        return;
    }
    if (together->value(3, 1) && together->u8(3) != alternate.number())
        report.add(kUnionControl, *together, 3, 1,
            "bControlInterface is " + std::to_string(together->u8(3)) + "; this descriptor belongs to interface "
                + std::to_string(alternate.number()) + ".");
    if (together->size() == 4)
        report.add(kUnionEmpty, *together, 0, 1, "The union names no subordinate interface; one is required.");
    checkSubordinates(functions, alternate, *together, report);
}

// The interfaces of a function without association look like functions of their own to hosts.
void checkAssociation(const Functions& functions, const AlternateView& alternate, Report& report)
{
    const AlternateView* data = functions.dataInterface(alternate);
    if (data == nullptr || data->number() == alternate.number() || alternate.setting() != 0
        || !functions.hasOthers(alternate.number(), data->number()))
        return;
    const Item* own = functions.interfaces().association(alternate.number());
    if (own == nullptr || own != functions.interfaces().association(data->number()))
        report.add(kAssociation, alternate.item, 2, 1,
            "Interfaces " + std::to_string(alternate.number()) + " and " + std::to_string(data->number())
                + " are one function of several; an interface association should hold them together.");
}

void checkSerial(const Functions& functions, const AlternateView& alternate, Report& report)
{
    if (alternate.subClass() != kAcmClass || alternate.protocol() == 0xff)
        return;
    const Item* acm = alternate.find(kFunctional, cdc::kAcm);
    if (acm == nullptr)
        report.add(kAcmMissing, alternate.item, 6, 1,
            nameOf(alternate) + " has no abstract control management descriptor, which says what requests it knows.");
    else
        checkReserved(kAcmBits, *acm, report);
    const Item* call = alternate.find(kFunctional, kCallManagement);
    if (call == nullptr)
        return;
    checkReserved(kCallBits, *call, report);
    if ((call->u8(3) & 3) == 2)
        report.add(kCallCapability, *call, 3, 1,
            "bmCapabilities says call management over the data interface (bit 1) without any (bit 0); bit 1 should be "
            "0.");
    if ((call->u8(3) & 1) != 0 && call->value(4, 1) && functions.interfaces().first(call->u8(4)) == nullptr)
        report.add(kCallDangling, *call, 4, 1,
            "bDataInterface is " + std::to_string(call->u8(4)) + ", and no such interface is described.");
}

void checkControl(const Functions& functions, const AlternateView& alternate, Report& report)
{
    const unsigned subClass = alternate.subClass();
    if (subClass == 0 || (subClass > 0x0e && subClass < 0x80))
        report.add(kSubclass, alternate.item, 6, 1,
            "bInterfaceSubClass " + hexText(subClass, 1)
                + " is not assigned; communications subclasses are 0x01 to 0x0e, and 0x80 to 0xfe for vendors.");
    checkHeader(alternate, report);
    checkRepeated(alternate, report);
    checkUnion(functions, alternate, report);
    checkAssociation(functions, alternate, report);
    checkSerial(functions, alternate, report);
    if (subClass == kEemClass)
        checkEndpoints(kEem, alternate, report);
    if ((subClass == kAcmClass || isNetwork(alternate)) && !isRndis(alternate))
        checkEndpoints(kInterrupt, alternate, report);
}

void checkData(const Functions& functions, const AlternateView& alternate, Report& report)
{
    if (alternate.setting() == 0 && !functions.hasDataPair(alternate.number()))
        report.add(kDataPair, alternate.item, 4, 1,
            "Data interface " + std::to_string(alternate.number())
                + " has in no setting an IN and an OUT endpoint of the same type; it must have both.");
    for (const EndpointView& endpoint : alternate.endpoints)
        if (endpoint.type() != TransferType::Bulk && endpoint.type() != TransferType::Isochronous)
            report.add(kDataType, endpoint.item, 3, 1,
                "A data interface has no use for a " + nameOf(endpoint.type(), endpoint.isIn())
                    + " endpoint; its endpoints must be bulk or isochronous.");
}

void check(const DeviceView& device, Report& report)
{
    for (const ConfigurationView* configuration : device.allConfigurations()) {
        const Functions functions(*configuration);
        for (const AlternateView& alternate : configuration->alternates) {
            if (alternate.classCode() == kCommunications)
                checkControl(functions, alternate, report);
            else if (alternate.classCode() == kData)
                checkData(functions, alternate, report);
        }
    }
}

} // namespace

Group cdcGroup() { return { kRules, check }; }

} // namespace wb::lint
