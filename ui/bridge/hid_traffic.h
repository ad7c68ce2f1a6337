// SPDX-License-Identifier: GPL-3.0-or-later
// The reports of one HID interface on their way: input reports read live, others asked for and set.
// Source of truth: UsbService, its streams and transfers; HID 1.11 §4.4, §7.2. The interface is claimed as the policy
// says. What live reading claimed is released when it ends, so that a mouse moves the pointer again; after a report was
// asked for or set it stays claimed, because its driver would set reports of its own.
// Live values come with the stream's status, 30 times a second at most, however fast the device is.
// Thread: GUI. Ownership: `service` outlives this. Errors: failed() when nothing was transferred; a bad status of a
// transfer is in answered().
#pragma once

#include "core/descriptors/hid_transport.h"
#include "core/engine/usb_service.h"

namespace wb::ui {

class HidTraffic : public QObject {
    Q_OBJECT

public:
    using MapPtr = std::shared_ptr<const descriptors::HidReportMap>;

    struct Key {
        descriptors::HidReportType type = descriptors::HidReportType::Input;
        std::uint8_t id = 0;
        auto operator<=>(const Key&) const = default;
    };

    explicit HidTraffic(engine::UsbService& service, QObject* parent = nullptr);
    ~HidTraffic() override;

    // `device` null: none. False: it is the same one, and what goes on goes on; else that ends.
    bool setInterface(
        const usb::DevicePtr& device, const std::optional<descriptors::HidTransport>& transport, MapPtr map);

    void startLive(); // REQUIRES: transport()->in, !isLive()
    void stopLive();
    void get(const descriptors::HidReport& report); // REQUIRES: transport(), !isWaiting()
    void set(const descriptors::HidReport& report, const Bytes& bytes);

    [[nodiscard]] const std::optional<descriptors::HidTransport>& transport() const { return m_transport; }
    [[nodiscard]] bool isLive() const { return m_stream.isValid(); } // from the start until all has stopped
    [[nodiscard]] const std::optional<engine::StreamStatus>& live() const { return m_live; } // of the last one
    [[nodiscard]] bool isWaiting() const { return m_pending.has_value(); }
    // The latest that the device sent or took; null: none yet.
    [[nodiscard]] const Bytes* report(Key key) const;

Q_SIGNALS:
    void reportsChanged();
    void stateChanged();
    void answered(wb::ui::HidTraffic::Key key, bool isSet, const wb::usb::TransferResult& result);
    void failed(const wb::Error& error, bool isLive);

private:
    struct Pending {
        engine::RequestId request;
        Key key;
        Bytes sent;
        bool isSet = false;
    };

    void takeStreams(const std::vector<engine::StreamStatus>& changed);
    void takeReports(const engine::StreamStatus& status);
    void takeTransfer(const engine::FinishedTransfer& finished);
    void send(const usb::TransferRequest& request, const descriptors::HidReport& report, bool isSet);
    void halt();
    void noteClaim();
    void release();

    engine::UsbService& m_service;
    usb::DevicePtr m_device;
    std::optional<descriptors::HidTransport> m_transport;
    MapPtr m_map;
    engine::StreamId m_stream;
    std::optional<engine::StreamStatus> m_live;
    std::optional<Pending> m_pending;
    std::map<Key, Bytes> m_reports;
    bool m_owesRelease = false;
    engine::RequestId m_release; // under way
};

} // namespace wb::ui
