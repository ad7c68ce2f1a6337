// SPDX-License-Identifier: GPL-3.0-or-later
// Where models can be plugged in, and what is plugged in now: buses, slots, addresses, hub ports.
// A bus has at most 127 addresses (USB 2.0 §4.1.1); an address is used again as late as possible, as Linux does.
// What hangs on a hub that is pulled goes with it and is back when the hub is plugged in again. A port that the power
// hub turns off takes its device from the bus until it is turned on; one that it resets makes its device be found anew.
// What a device keeps without power (a medium, firmware) stays with its slot.
// Thread: guarded by the bus' mutex. Ownership: owns schedulers and devices.
#pragma once

#include "core/backend/virtualbus/attached_device.h"
#include "core/backend/virtualbus/models/hub_model.h"
#include "core/backend/virtualbus/virtual_bus.h"

#include <functional>
#include <map>
#include <unordered_map>

namespace wb::backend::virtualbus {

class Topology {
public:
    explicit Topology(BusEvents& events);

    void plugAll(Nanoseconds time); // what is plugged in at the start
    Status plug(const std::string& key, Nanoseconds time);
    Status unplug(const std::string& key, Nanoseconds time);
    void plugMany(std::size_t count, Nanoseconds time);
    // The device left by itself; its successor takes its place.
    void remove(const PipeSet& device, Nanoseconds time);
    // Does what hubs were told about their ports since. True: devices have come or gone.
    [[nodiscard]] bool obeyHubs(Nanoseconds time);

    [[nodiscard]] std::vector<ModelInfo> models() const; // those with a name, not the many
    [[nodiscard]] Result<std::unique_ptr<DeviceModel>> makeModel(const std::string& key) const; // one more of its kind
    [[nodiscard]] std::vector<usb::DevicePtr> devices() const;
    [[nodiscard]] std::shared_ptr<AttachedDevice> find(usb::DeviceId id) const;
    [[nodiscard]] std::vector<std::unique_ptr<BusScheduler>>& schedulers() { return m_schedulers; }

private:
    struct Made {
        std::unique_ptr<DeviceModel> model;
        HubModel* hub = nullptr; // the same object when it is a hub
    };
    using Memory = std::shared_ptr<Bytes>; // what a device keeps without power; null: as it is new
    using Maker = std::function<Made(Memory& memory)>;
    struct Slot {
        std::string key;
        std::string title;
        usb::PortPath path;
        Maker make;
        bool isListed = false; // in models()
        bool isPluggedAtStart = true;
        Memory memory;
        std::size_t parent = 0; // index of its hub's slot; root hubs: themselves
        std::vector<std::size_t> children;
        std::shared_ptr<AttachedDevice> device; // null: not plugged in
        HubModel* hub = nullptr;
        bool staysInHub = false; // pulled together with its hub
    };
    struct PortEvent {
        std::size_t hub; // its slot
        std::uint8_t port;
        HubModel::PortAction action;
    };
    struct Bus {
        std::size_t scheduler = 0;
        std::uint8_t lastAddress = 0;
        std::array<bool, 128> isUsed {};
    };

    [[nodiscard]] static Maker hubMaker(
        HubModel::Kind kind, std::uint8_t ports, std::u16string product, std::u16string serial);
    std::size_t addBus(std::uint16_t number, std::uint8_t ports, Nanoseconds time);
    std::size_t addSlot(std::size_t parent, std::uint8_t port, std::string key, std::string title, Maker make);
    void addPowerHub(std::size_t root);
    [[nodiscard]] std::size_t addManyHub(std::size_t parent, std::uint8_t port, Nanoseconds time);
    void addManySlots(Nanoseconds time);
    void plugSlot(std::size_t index, Nanoseconds time);
    void plugModel(std::size_t index, Made made, Nanoseconds time);
    void unplugSlot(std::size_t index, bool staysInHub, Nanoseconds time);
    bool obey(const PortEvent& event, Nanoseconds time);
    void replug(std::size_t index, Nanoseconds time);
    void tellHub(const Slot& slot, std::optional<usb::Speed> speed, Nanoseconds time);
    [[nodiscard]] std::uint8_t takeAddress(Bus& bus);

    BusEvents& m_events;
    std::vector<std::unique_ptr<BusScheduler>> m_schedulers;
    std::map<std::uint16_t, Bus> m_buses;
    std::vector<Slot> m_slots;
    std::unordered_map<std::string, std::size_t> m_byKey;
    std::vector<PortEvent> m_portEvents; // not obeyed yet
    std::size_t m_manyCount = 0; // "bulk-N" slots made so far
    std::vector<std::pair<std::size_t, std::uint8_t>>
        m_freePorts; // for the many: hub slot and port, taken from the back
};

} // namespace wb::backend::virtualbus
