// SPDX-License-Identifier: GPL-3.0-or-later
// "disk" fffe:0030: a memory stick of 8 MiB, formatted, that systems mount: mass storage, bulk-only, SCSI.
// Source of truth: Bulk-Only Transport 1.0 §3 (requests), §5 (CBW, CSW), §6 (errors; §6.7 the thirteen cases of what
// the host expects and the device intends); what the commands do is scsi_disk.h's.
// Where the two disagree the device stalls the endpoint the data was to move on and tells the rest as residue, or ends
// with a phase error. A CBW that is not valid or not meaningful stalls both endpoints until reset recovery (§6.6.1).
// A reset forgets the protocol's state and nothing of the medium. Thread, errors: as DeviceModel.
#pragma once

#include "core/backend/virtualbus/models/scsi_disk.h"
#include "core/backend/virtualbus/standard_device.h"

namespace wb::backend::virtualbus {

class DiskModel : public StandardDevice {
public:
    explicit DiskModel(std::shared_ptr<Bytes> medium); // as ScsiDisk wants it

private:
    enum class Phase : std::uint8_t { Command, DataIn, DataOut, Status, Broken };
    enum class CommandStatus : std::uint8_t { Passed = 0, Failed = 1, PhaseError = 2 }; // bCSWStatus

    void onReset(BusTime now) override;
    [[nodiscard]] ControlReply onRequest(const usb::SetupPacket& setup, ByteView data, BusTime now) override;
    void onEndpointsChanged(BusTime now) override;
    [[nodiscard]] InReply onIn(usb::EndpointAddress endpoint, BusTime now) override;
    [[nodiscard]] Handshake onOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) override;

    [[nodiscard]] Handshake takeCommand(ByteView packet);
    [[nodiscard]] Handshake breakDown();
    void decide(); // which of the thirteen cases this is
    void endData();
    [[nodiscard]] Handshake takeData(ByteView packet);
    [[nodiscard]] InReply sendData();
    [[nodiscard]] InReply sendStatus();

    ScsiDisk m_disk;
    Phase m_phase = Phase::Command;
    // Of the command being done.
    std::uint32_t m_tag = 0;
    std::uint32_t m_expected = 0; // dCBWDataTransferLength
    DataPhase m_direction = DataPhase::None; // what the host expects
    ScsiPlan m_plan;
    CommandStatus m_status = CommandStatus::Passed;
    std::uint32_t m_length = 0; // bytes that will move
    std::uint32_t m_moved = 0;
    Bytes m_statusPacket;
};

} // namespace wb::backend::virtualbus
