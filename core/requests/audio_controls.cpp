// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/requests/audio_controls.h"

namespace wb::requests::audio {
namespace {

using usb::Recipient;

constexpr std::int64_t kRoomForBands = 98; // thirty values behind their bits; 32 ranges behind their count
constexpr std::int64_t kSomeMemory = 64;

// Audio 1.0 §5.2.2.4.3.6, Audio 2.0 §5.2.5.7.6.
constexpr auto kBands = std::to_array<BitSpec>({
    { 31, 30, "reserved" },
    { 29, 29, "20 kHz" },
    { 28, 28, "16 kHz" },
    { 27, 27, "12.5 kHz" },
    { 26, 26, "10 kHz" },
    { 25, 25, "8 kHz" },
    { 24, 24, "6.3 kHz" },
    { 23, 23, "5 kHz" },
    { 22, 22, "4 kHz" },
    { 21, 21, "3.15 kHz" },
    { 20, 20, "2.5 kHz" },
    { 19, 19, "2 kHz" },
    { 18, 18, "1.6 kHz" },
    { 17, 17, "1.25 kHz" },
    { 16, 16, "1 kHz" },
    { 15, 15, "800 Hz" },
    { 14, 14, "630 Hz" },
    { 13, 13, "500 Hz" },
    { 12, 12, "400 Hz" },
    { 11, 11, "315 Hz" },
    { 10, 10, "250 Hz" },
    { 9, 9, "200 Hz" },
    { 8, 8, "160 Hz" },
    { 7, 7, "125 Hz" },
    { 6, 6, "100 Hz" },
    { 5, 5, "80 Hz" },
    { 4, 4, "63 Hz" },
    { 3, 3, "50 Hz" },
    { 2, 2, "40 Hz" },
    { 1, 1, "31.5 Hz" },
    { 0, 0, "25 Hz" },
});

bool isOpenEnded(const Control& control) { return control.fields.back().isRepeated; }

bool canBeSet(Access access) { return access == Access::All || access == Access::Current; }

std::span<const ValueName> codesFor(std::span<const ValueName> all, Access access)
{
    const bool isOnlyCurrent = access == Access::Current || access == Access::Reported;
    return isOnlyCurrent ? all.first(1) : all;
}

Head headOf(std::string_view verb, const Control& control, std::span<const ValueName> codes, Recipient recipient)
{
    return { std::string(verb) + control.name, control.section, recipient,
        static_cast<std::uint8_t>(codes.front().value) };
}

Request getOf(const Version& version, const Control& control, std::vector<Parameter> address, Recipient recipient)
{
    const std::span<const ValueName> codes = codesFor(version.get, control.access);
    address.insert(address.begin(), choice("bRequest", Place::Code, codes));
    if (isOpenEnded(control))
        address.push_back(lengthOf(kRoomForBands));
    Request made = reads(headOf("Get ", control, codes, recipient), std::move(address), control.fields, version.answer);
    made.selector = control.selector;
    return made;
}

Request setOf(const Version& version, const Control& control, std::vector<Parameter> address, Recipient recipient)
{
    const std::span<const ValueName> codes = codesFor(version.set, control.access);
    address.insert(address.begin(), choice("bRequest", Place::Code, codes));
    Request made = writes(headOf("Set ", control, codes, recipient), std::move(address), control.fields);
    made.selector = control.selector;
    if (isOpenEnded(control)) {
        made.data.pop_back();
        made.hasPayload = true;
    }
    return made;
}

void add(std::vector<Request>& all, const Version& version, const Control& control,
    const std::vector<Parameter>& address, Recipient recipient)
{
    all.push_back(getOf(version, control, address, recipient));
    if (canBeSet(control.access))
        all.push_back(setOf(version, control, address, recipient));
}

} // namespace

std::vector<Parameter> equalizerBands()
{
    return { flagField("bmBandsPresent", 4, kBands), repeated(signedField("bBand", 1, kQuarterDecibel)) };
}

std::vector<Request> requestsOf(const Version& version, std::span<const Control> controls)
{
    std::vector<Request> all;
    for (const Control& control : controls) {
        std::vector<Parameter> address = control.places;
        address.push_back(interfaceAt(Place::IndexLow));
        if (control.entity != EntityKind::None)
            address.push_back(entityOf(control.entity));
        add(all, version, control, address, Recipient::Interface);
    }
    return all;
}

std::vector<Request> endpointRequestsOf(const Version& version, std::span<const Control> controls)
{
    std::vector<Request> all;
    for (const Control& control : controls)
        add(all, version, control, { endpointAt() }, Recipient::Endpoint);
    return all;
}

std::vector<Destination> destinations(std::span<const ClassMatch> classes)
{
    return {
        { " (entity)", classes.first(1), { interfaceAt(Place::IndexLow), entityOf(EntityKind::Any) } },
        { " (interface)", classes, { interfaceAt() } },
        { " (endpoint)", classes.last(1), { endpointAt() }, Recipient::Endpoint },
    };
}

std::vector<Request> memoryRequests(const Memory& memory, std::span<const ClassMatch> classes)
{
    std::vector<Request> all;
    for (const Destination& to : destinations(classes)) {
        std::vector<Parameter> address = to.address;
        address.insert(address.begin(), number("Offset", Place::Value, { "bytes" }));
        std::vector<Parameter> withLength = address;
        withLength.push_back(lengthOf(kSomeMemory));
        append(all,
            ofGroup(memory.group, to.classes,
                {
                    reads({ memory.get + to.suffix, memory.section, to.recipient, memory.getCode },
                        std::move(withLength)),
                    sends({ memory.set + to.suffix, memory.section, to.recipient, memory.setCode }, std::move(address)),
                }));
    }
    return all;
}

} // namespace wb::requests::audio
