// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/topology.h"

#include "core/backend/virtualbus/models/cdc_acm_model.h"
#include "core/backend/virtualbus/models/described_model.h"
#include "core/backend/virtualbus/models/dfu_model.h"
#include "core/backend/virtualbus/models/disk_model.h"
#include "core/backend/virtualbus/models/hid_model.h"
#include "core/backend/virtualbus/models/loopback_model.h"
#include "core/backend/virtualbus/models/lossy_model.h"
#include "core/backend/virtualbus/models/misbehaver_model.h"
#include "core/backend/virtualbus/models/sound_models.h"
#include "core/backend/virtualbus/models/superspeed_model.h"
#include "core/backend/virtualbus/models/vendor_model.h"

#include <algorithm>

namespace wb::backend::virtualbus {

namespace {

constexpr std::uint8_t kRootPorts = 7, kHubPorts = 4, kPowerHubPorts = 7;
// Of each extra bus: 8 hubs with 6 devices and one more hub of 7 devices, 121 addresses in all.
constexpr std::uint8_t kManyRootPorts = 8, kManyHubPorts = 7;
constexpr std::size_t kMaxMany = 20'000;

constexpr std::string_view kReadme = "This disk is made of software: it is a device model of USB Workbench.\r\n"
                                     "Files stay on it while the model is there, also when it is unplugged.\r\n";

std::u16string widen(std::string_view ascii) { return { ascii.begin(), ascii.end() }; }

} // namespace

Topology::Maker Topology::hubMaker(
    HubModel::Kind kind, std::uint8_t ports, std::u16string product, std::u16string serial)
{
    return [kind, ports, product = std::move(product), serial = std::move(serial)](Memory&) {
        auto hub = std::make_unique<HubModel>(kind, ports, product, serial);
        HubModel* const borrowed = hub.get();
        return Made { std::move(hub), borrowed };
    };
}

Topology::Topology(BusEvents& events)
    : m_events(events)
{
    const Nanoseconds time = now();
    const std::size_t root = addBus(kDemoBusNumber, kRootPorts, time);
    const std::size_t hub
        = addSlot(root, 1, "hub", "Hub", hubMaker(HubModel::Kind::External, kHubPorts, u"Demo hub", u"HUB0001"));
    addSlot(hub, 1, "loopback", "Loopback device", [](Memory&) { return Made { std::make_unique<LoopbackModel>() }; });
    addSlot(hub, 2, "hid", "Keyboard and mouse", [](Memory&) { return Made { std::make_unique<HidModel>() }; });
    addSlot(hub, 3, "misbehaver", "Misbehaver", [](Memory&) { return Made { std::make_unique<MisbehaverModel>() }; });
    addSlot(root, 2, "camera", "Demo camera", [](Memory&) { return Made { makeDemoCamera() }; });
    addSlot(root, 3, "audio", "Demo audio interface", [](Memory&) { return Made { makeDemoAudioInterface() }; });
    addSlot(root, 4, "gamepad", "Demo gamepad", [](Memory&) { return Made { makeDemoGamepad() }; });
    addSlot(root, 5, "billboard", "Demo billboard", [](Memory&) { return Made { makeDemoBillboard() }; });
    addPowerHub(root);
    const std::size_t fast = addSlot(root, 7, "superspeed", "SuperSpeed source and sink",
        [](Memory&) { return Made { std::make_unique<SuperSpeedModel>() }; });
    m_slots[fast].isPluggedAtStart = false;
    for (Slot& slot : m_slots)
        slot.isListed = !slot.path.isRootHub();
}

// It lies beside the desk with its devices in it: whoever plugs it in has them all.
void Topology::addPowerHub(std::size_t root)
{
    const std::size_t hub = addSlot(root, 6, "power-hub", "Hub with power switches",
        hubMaker(HubModel::Kind::Switching, kPowerHubPorts, u"Demo power hub", u"HUB0002"));
    addSlot(hub, 1, "disk", "Disk", [](Memory& medium) {
        if (!medium)
            medium = std::make_shared<Bytes>(makeFatVolume("WORKBENCH", kReadme));
        return Made { std::make_unique<DiskModel>(medium) };
    });
    addSlot(hub, 2, "cdc-acm", "Serial port", [](Memory&) { return Made { std::make_unique<CdcAcmModel>() }; });
    addSlot(hub, 3, "microphone", "Microphone", [](Memory&) { return Made { std::make_unique<MicrophoneModel>() }; });
    addSlot(hub, 4, "speaker", "Speaker", [](Memory&) { return Made { std::make_unique<SpeakerModel>() }; });
    addSlot(hub, 5, "dfu", "Device with firmware", [](Memory& image) {
        if (!image)
            image = std::make_shared<Bytes>(makeDemoFirmware());
        return Made { std::make_unique<DfuRunTimeModel>(image) };
    });
    addSlot(
        hub, 6, "lossy", "Lossy isochronous device", [](Memory&) { return Made { std::make_unique<LossyModel>() }; });
    m_slots[hub].isPluggedAtStart = false;
    for (const std::size_t child : m_slots[hub].children) {
        m_slots[child].isPluggedAtStart = false;
        m_slots[child].staysInHub = true;
    }
}

std::size_t Topology::addBus(std::uint16_t number, std::uint8_t ports, Nanoseconds time)
{
    m_buses[number].scheduler = m_schedulers.size();
    m_schedulers.push_back(std::make_unique<BusScheduler>(m_events, time));
    const std::string name
        = number == kDemoBusNumber ? "Demo bus root hub" : "Demo bus root hub " + std::to_string(number);
    Slot slot;
    slot.key = usb::toString(usb::PortPath { number, {} });
    slot.title = name;
    slot.path = { number, {} };
    slot.parent = m_slots.size();
    slot.make = hubMaker(HubModel::Kind::Root, ports, widen(name), widen(slot.key));
    m_byKey[slot.key] = m_slots.size();
    m_slots.push_back(std::move(slot));
    plugSlot(m_slots.size() - 1, time);
    return m_slots.size() - 1;
}

std::size_t Topology::addSlot(std::size_t parent, std::uint8_t port, std::string key, std::string title, Maker make)
{
    const std::size_t index = m_slots.size();
    Slot slot;
    slot.path = m_slots[parent].path;
    slot.path.ports.push_back(port);
    slot.key = std::move(key);
    slot.title = std::move(title);
    slot.make = std::move(make);
    slot.parent = parent;
    m_byKey[slot.key] = index;
    m_slots[parent].children.push_back(index);
    m_slots.push_back(std::move(slot));
    return index;
}

// Linux hands out addresses in a circle, so that a stale one is not taken for the new device.
std::uint8_t Topology::takeAddress(Bus& bus)
{
    for (int tries = 0; tries < 127; ++tries) {
        bus.lastAddress = static_cast<std::uint8_t>(bus.lastAddress % 127 + 1);
        if (!std::exchange(bus.isUsed[bus.lastAddress], true))
            return bus.lastAddress;
    }
    return 0;
}

void Topology::tellHub(const Slot& slot, std::optional<usb::Speed> speed, Nanoseconds time)
{
    const Slot& parent = m_slots[slot.parent];
    if (slot.path.isRootHub() || !parent.hub)
        return;
    parent.hub->setPort(slot.path.ports.back(), speed, parent.device->hasDriver(0));
    parent.device->disturb(time);
}

void Topology::plugSlot(std::size_t index, Nanoseconds time)
{
    Slot& slot = m_slots[index];
    plugModel(index, slot.make(slot.memory), time);
}

void Topology::plugModel(std::size_t index, Made made, Nanoseconds time)
{
    Slot& slot = m_slots[index];
    Bus& bus = m_buses[slot.path.bus];
    const std::uint8_t address = takeAddress(bus);
    if (address == 0)
        return;
    const usb::Speed speed = made.model->speed();
    slot.hub = made.hub;
    slot.staysInHub = false;
    if (slot.hub)
        slot.hub->setListener([this, index](std::uint8_t port, HubModel::PortAction action) {
            m_portEvents.push_back({ index, port, action });
        });
    slot.device = std::make_shared<AttachedDevice>(
        std::move(made.model), *m_schedulers[bus.scheduler], slot.path, address, time);
    tellHub(slot, speed, time);
    for (const std::size_t child : slot.children)
        if (m_slots[child].staysInHub)
            plugSlot(child, time);
}

void Topology::unplugSlot(std::size_t index, bool staysInHub, Nanoseconds time)
{
    Slot& slot = m_slots[index];
    if (!slot.device)
        return;
    for (const std::size_t child : slot.children)
        unplugSlot(child, true, time);
    slot.device->unplug();
    std::erase(m_events.gone, &slot.device->pipes()); // another device may get its address in memory
    m_buses[slot.path.bus].isUsed[slot.device->info()->address] = false;
    slot.device.reset();
    slot.hub = nullptr;
    slot.staysInHub = staysInHub;
    tellHub(slot, std::nullopt, time);
}

void Topology::plugAll(Nanoseconds time)
{
    for (std::size_t i = 0; i < m_slots.size(); ++i) // a hub comes before what hangs on it
        if (!m_slots[i].device && m_slots[i].isPluggedAtStart)
            plugSlot(i, time);
}

Status Topology::plug(const std::string& key, Nanoseconds time)
{
    const auto found = m_byKey.find(key);
    if (found == m_byKey.end())
        return fail(ErrorKind::NotFound, "plug " + key, "the demo bus has no such model");
    const Slot& slot = m_slots[found->second];
    if (slot.device)
        return {};
    const Slot& parent = m_slots[slot.parent];
    if (!parent.device)
        return fail(ErrorKind::NotFound, "plug " + key, "plug in \"" + parent.key + "\" first, it hangs on it");
    if (parent.hub->isSwitchedOff(slot.path.ports.back()))
        return fail(ErrorKind::NotFound, "plug " + key,
            "port " + std::to_string(slot.path.ports.back()) + " of \"" + parent.key + "\" is turned off");
    plugSlot(found->second, time);
    return {};
}

Status Topology::unplug(const std::string& key, Nanoseconds time)
{
    const auto found = m_byKey.find(key);
    if (found == m_byKey.end())
        return fail(ErrorKind::NotFound, "unplug " + key, "the demo bus has no such model");
    Slot& slot = m_slots[found->second];
    if (slot.path.isRootHub())
        return fail(ErrorKind::Unsupported, "unplug " + key, "a root hub cannot be unplugged");
    slot.staysInHub = false; // also when its hub is out: it was taken off that
    unplugSlot(found->second, false, time);
    return {};
}

void Topology::remove(const PipeSet& device, Nanoseconds time)
{
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        if (!m_slots[i].device || &m_slots[i].device->pipes() != &device)
            continue;
        std::unique_ptr<DeviceModel> successor = m_slots[i].device->successor();
        unplugSlot(i, false, time);
        if (successor)
            plugModel(i, Made { std::move(successor) }, time);
        return;
    }
}

bool Topology::obeyHubs(Nanoseconds time)
{
    bool isChanged = false;
    for (const PortEvent& event : std::exchange(m_portEvents, {}))
        isChanged = obey(event, time) || isChanged;
    return isChanged;
}

bool Topology::obey(const PortEvent& event, Nanoseconds time)
{
    const std::vector<std::size_t>& children = m_slots[event.hub].children;
    const auto child = std::find_if(children.begin(), children.end(),
        [&](std::size_t index) { return m_slots[index].path.ports.back() == event.port; });
    if (child == children.end() || !m_slots[event.hub].device) // nothing there; or the hub was pulled meanwhile
        return false;
    const bool isThere = m_slots[*child].device != nullptr;
    switch (event.action) {
    case HubModel::PortAction::PowerOff:
        unplugSlot(*child, true, time);
        return isThere;
    case HubModel::PortAction::PowerOn:
        if (isThere || !m_slots[*child].staysInHub)
            return false;
        plugSlot(*child, time);
        return true;
    case HubModel::PortAction::Reset:
        if (isThere)
            replug(*child, time);
        return isThere;
    }
    return false;
}

// A reset device has lost its address and is enumerated again. Its port is as the reset left it: the hub is not told.
void Topology::replug(std::size_t index, Nanoseconds time)
{
    Slot& hub = m_slots[m_slots[index].parent];
    HubModel* const port = std::exchange(hub.hub, nullptr);
    unplugSlot(index, false, time);
    plugSlot(index, time);
    hub.hub = port;
}

std::size_t Topology::addManyHub(std::size_t parent, std::uint8_t port, Nanoseconds time)
{
    const std::string path = usb::toString(m_slots[parent].path) + "." + std::to_string(port);
    const std::size_t hub = addSlot(parent, port, "bulk-hub-" + path, "Extra hub",
        hubMaker(HubModel::Kind::External, kManyHubPorts, u"Extra hub", widen("HUB" + path)));
    plugSlot(hub, time);
    return hub;
}

// One more bus with its hubs; ports go to m_freePorts, the last first.
void Topology::addManySlots(Nanoseconds time)
{
    const auto number = static_cast<std::uint16_t>(kDemoBusNumber + m_buses.size());
    const std::size_t root = addBus(number, kManyRootPorts, time);
    for (std::uint8_t port = kManyRootPorts; port >= 1; --port) {
        const std::size_t outer = addManyHub(root, port, time);
        const std::size_t inner = addManyHub(outer, kManyHubPorts, time);
        for (std::uint8_t leaf = kManyHubPorts; leaf >= 1; --leaf)
            m_freePorts.emplace_back(inner, leaf);
        for (std::uint8_t leaf = kManyHubPorts - 1; leaf >= 1; --leaf)
            m_freePorts.emplace_back(outer, leaf);
    }
}

void Topology::plugMany(std::size_t count, Nanoseconds time)
{
    const std::size_t end = std::min(m_manyCount + std::min(count, kMaxMany), kMaxMany);
    while (m_manyCount < end) {
        if (m_freePorts.empty())
            addManySlots(time);
        const auto [hub, port] = m_freePorts.back();
        m_freePorts.pop_back();
        const std::size_t number = ++m_manyCount;
        const std::size_t slot
            = addSlot(hub, port, "bulk-" + std::to_string(number), "Plain device " + std::to_string(number),
                [number](Memory&) { return Made { std::make_unique<VendorModel>(number) }; });
        plugSlot(slot, time);
    }
}

std::vector<ModelInfo> Topology::models() const
{
    std::vector<ModelInfo> result;
    for (const Slot& slot : m_slots)
        if (slot.isListed)
            result.push_back({ slot.key, slot.title, slot.path, slot.device != nullptr });
    return result;
}

Result<std::unique_ptr<DeviceModel>> Topology::makeModel(const std::string& key) const
{
    const auto found = m_byKey.find(key);
    if (found == m_byKey.end() || !m_slots[found->second].isListed)
        return fail(ErrorKind::NotFound, "make " + key, "the demo bus has no such model");
    Memory memory;
    return m_slots[found->second].make(memory).model;
}

std::vector<usb::DevicePtr> Topology::devices() const
{
    std::vector<usb::DevicePtr> result;
    for (const Slot& slot : m_slots)
        if (slot.device)
            result.push_back(slot.device->info());
    return result;
}

std::shared_ptr<AttachedDevice> Topology::find(usb::DeviceId id) const
{
    for (const Slot& slot : m_slots)
        if (slot.device && slot.device->info()->id == id)
            return slot.device;
    return nullptr;
}

} // namespace wb::backend::virtualbus
