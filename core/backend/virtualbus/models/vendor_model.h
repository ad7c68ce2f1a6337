// SPDX-License-Identifier: GPL-3.0-or-later
// A plain vendor-specific device (fffe:0010) for large trees: one bulk source 0x81, one bulk sink 0x01.
// 0x81 sends full packets of zeros, 0x01 takes anything; it has no vendor requests.
// Thread, errors: as DeviceModel.
#pragma once

#include "core/backend/virtualbus/standard_device.h"

namespace wb::backend::virtualbus {

class VendorModel : public StandardDevice {
public:
    explicit VendorModel(std::size_t number); // goes into its name and serial number

private:
    void onReset(BusTime now) override;
    [[nodiscard]] ControlReply onRequest(const usb::SetupPacket& setup, ByteView data, BusTime now) override;
    [[nodiscard]] InReply onIn(usb::EndpointAddress endpoint, BusTime now) override;
    [[nodiscard]] Handshake onOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) override;
};

} // namespace wb::backend::virtualbus
