// SPDX-License-Identifier: GPL-3.0-or-later
// The devices a server offers: each a model on a bus of its own, held by one client at most.
// They are devices 1, 2, ... of a bus 1 that exists for USB/IP alone, and are called "1-1", "1-2", ... there.
// Thread: one, that of the server once it runs. Ownership: owns the devices; an Export stays where it is.
// Errors: NotFound for a key there is no model for, InvalidArgument for too many.
#pragma once

#include "core/backend/virtualbus/bare_device.h"
#include "core/usbip/protocol.h"

namespace wb::usbip {

inline constexpr std::size_t kMaxExports = 127; // the addresses of a bus, USB 2.0 §4.1.1

struct Export {
    std::string key; // of the model
    std::string title;
    std::string busId;
    std::uint8_t number = 0;
    std::unique_ptr<backend::virtualbus::BareDevice> device;
    bool isTaken = false;

    [[nodiscard]] Device facts() const; // as the protocol tells them
};

class ExportTable {
public:
    [[nodiscard]] static Result<ExportTable> create(std::span<const std::string> keys);

    [[nodiscard]] Export* find(std::string_view busId); // nullptr: no such device
    [[nodiscard]] std::vector<Export>& all() { return m_exports; }
    [[nodiscard]] const std::vector<Export>& all() const { return m_exports; }
    [[nodiscard]] std::vector<Device> facts() const;

    // The device is reset, which ends everything in flight; what it keeps without power (the bytes of a disk) it keeps.
    // For one that has left the bus its successor is plugged in, or else a new one.
    static void release(Export& device);

private:
    std::vector<Export> m_exports;
};

} // namespace wb::usbip
