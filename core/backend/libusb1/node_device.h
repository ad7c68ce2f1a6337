// SPDX-License-Identifier: GPL-3.0-or-later
// One device that is reached by its device node alone (libusb_wrap_sys_device): in a container, or with a node that
// somebody else has made or passed on, there may be no list that has it (P59, P72).
// Source of truth: the descriptors that the node itself gives; where the system has more to tell of the device with the
// node's number, that too. It is looked at, not watched: without hotplug the caller asks again. The node is opened for
// that when its file has changed and not otherwise: it would wait for the device's lock, and wake the device.
// "fd:3" is a node that whoever started this process has opened for it: it is used as it is, for who passes it on may
// be the only one allowed to open it, and stays open. All handles of it share what it has claimed. Thread: look() USB,
// open() lane. Ownership: handles close their own file, which is a duplicate of a given one. Errors: a node that was
// never there, or may not be read, is an Error; one that has gone is no device any more. Whatever else keeps it from
// being looked at again is an Error, and the device may still be there.
#pragma once

#include "core/backend/backend.h"
#include "core/backend/libusb1/context.h"
#include "core/backend/libusb1/system_facts.h"

#include <atomic>
#include <mutex>

namespace wb::backend {

// The number of "fd:3"; nullopt: it is a path.
[[nodiscard]] std::optional<int> descriptorIn(std::string_view node);

// What tells a node's file from another in its place.
struct NodeFile {
    std::uint64_t inode = 0;
    std::uint64_t number = 0; // which device it stands for
    std::int64_t changedSeconds = 0;
    std::int64_t changedNanoseconds = 0;

    bool operator==(const NodeFile&) const = default;
};

class NodeDevice {
public:
    // A path, or "fd:3".
    explicit NodeDevice(const std::string& node);

    [[nodiscard]] Result<std::vector<usb::DevicePtr>> look();
    [[nodiscard]] Result<std::unique_ptr<DeviceHandle>> open(const std::shared_ptr<Context>& context, usb::DeviceId id);

private:
    [[nodiscard]] Result<std::vector<usb::DevicePtr>> unseen(const Error& error);
    [[nodiscard]] usb::DeviceInfo describe(
        const std::string& path, const BusAddress& place, const std::optional<LiveFacts>& live) const;

    const std::optional<int> m_given; // the descriptor, where one is named
    const std::string m_path; // one that leads to the same file
    const std::unique_ptr<SystemFacts> m_facts = makeSystemFacts();
    std::optional<NodeFile> m_file; // when the descriptors were read; nullopt: they are to be read
    Bytes m_descriptors;
    std::optional<LiveFacts> m_live;
    bool m_hasBeenThere = false;
    std::atomic<bool> m_isInDoubt { false }; // the file is there, and who opened it was told that the device is not
    std::mutex m_mutex; // guards m_info
    usb::DevicePtr m_info; // null: not there
};

} // namespace wb::backend
