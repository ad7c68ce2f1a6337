// SPDX-License-Identifier: GPL-3.0-or-later
// One mocked device node: answers libusb's usbfs ioctls as Linux drivers/usb/core/devio.c would, with the
// bus behind it played by a UrbHandler.
// Thread: handlers run on umockdev's own thread, under a lock; the other methods may be called from any.
// Lifetime: until its MockBus goes. Errors: an ioctl it does not know ends with ENOTTY, as in the kernel.
#pragma once

#include "core/base/bytes.h"

#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <mutex>

struct _UMockdevIoctlBase;
struct _UMockdevIoctlClient;
struct _UMockdevIoctlData;

namespace wb::mock {

enum class UrbType : std::uint8_t { Isochronous = 0, Interrupt = 1, Control = 2, Bulk = 3 }; // usbdevice_fs.h order

// What libusb handed to the kernel.
struct Urb {
    UrbType type = UrbType::Bulk;
    std::uint8_t endpoint = 0;
    std::uint32_t flags = 0; // USBDEVFS_URB_*
    std::uint32_t stream = 0; // bulk
    Bytes buffer; // control: setup packet and data stage
    std::vector<std::uint32_t> isoLengths;
};

struct IsoAnswer {
    std::uint32_t actual = 0;
    int status = 0; // negative errno
};

// What the bus does with it. `status` is the kernel's: 0 or a negative errno (-EPIPE is a stall).
struct Answer {
    int refusal = 0; // errno of the submit itself; nothing else counts then
    bool isPending = false; // no answer ever; `data` and `actual` are what a later discard finds
    int status = 0;
    std::uint32_t actual = 0; // control: of the data stage
    Bytes data; // IN; isochronous: laid out by requested lengths
    std::vector<IsoAnswer> packets;

    static Answer success(std::uint32_t actual);
    static Answer in(Bytes data);
    static Answer error(int status, Bytes data = {});
    static Answer never(Bytes partial = {});
    static Answer refused(int systemError);
    static Answer isochronous(std::vector<IsoAnswer> packets, Bytes data = {});
};

using UrbHandler = std::function<Answer(const Urb&)>;

class MockUsbfs {
public:
    // `driverChanged` tells of a driver detached (empty) or attached, on umockdev's thread.
    using DriverChanged = std::function<void(std::uint8_t interface, const std::string& driver)>;

    MockUsbfs(std::map<std::uint8_t, std::string> drivers, DriverChanged driverChanged);
    ~MockUsbfs();
    MockUsbfs(const MockUsbfs&) = delete;
    MockUsbfs& operator=(const MockUsbfs&) = delete;

    [[nodiscard]] _UMockdevIoctlBase* handler() const { return m_handler; }

    void onUrb(UrbHandler handler);
    // Other programs use the node, too: their memory cannot be looked into, so there is nothing isochronous then.
    void serveOtherPrograms();
    // Makes every later ioctl of this number fail (USBDEVFS_CLAIMINTERFACE, EBUSY); 0 lets it succeed again.
    void failIoctl(unsigned long request, int systemError);
    // So many bulk streams at most; 0, as at first: the controller has none.
    void grantStreams(std::uint32_t most);
    [[nodiscard]] Bytes streamEndpoints() const; // that have streams now
    // The device has left: URBs in flight come back with -ESHUTDOWN, everything else is ENODEV.
    void disconnect();
    // Another program resets the device: URBs in flight come back with -ESHUTDOWN, claims are lost, drivers bind (as
    // seen with Linux 6.1 and xhci_hcd).
    void resetByAnother();

    [[nodiscard]] std::size_t inFlight() const;
    [[nodiscard]] std::size_t countOf(unsigned long request) const; // successful or not
    [[nodiscard]] std::vector<unsigned long> requests() const; // in order, without SUBMITURB and the reaping

    // For the GObject in front of it.
    bool handle(_UMockdevIoctlClient* client);

private:
    struct Flight {
        _UMockdevIoctlData* urb = nullptr; // referenced
        Answer answer;
        bool isReady = false;
    };

    void endFlights(int status); // REQUIRES: the lock
    int submit(_UMockdevIoctlData* argument);
    int reap(_UMockdevIoctlData* argument);
    int discard(_UMockdevIoctlData* argument);
    int other(unsigned long request, _UMockdevIoctlData* argument);
    int driverOf(_UMockdevIoctlData* argument);
    int driverCommand(_UMockdevIoctlData* argument);
    int allocateStreams(_UMockdevIoctlData* argument);
    int freeStreams(_UMockdevIoctlData* argument);
    void note(unsigned long request);

    _UMockdevIoctlBase* m_handler = nullptr;
    const DriverChanged m_driverChanged;
    mutable std::mutex m_mutex;
    UrbHandler m_onUrb;
    std::map<std::uint8_t, std::string> m_drivers; // bound now
    std::map<std::uint8_t, std::string> m_detached;
    std::map<unsigned long, int> m_failures;
    std::map<unsigned long, std::size_t> m_counts;
    std::vector<unsigned long> m_requests;
    std::list<Flight> m_flights; // in submit order
    std::uint32_t m_mostStreams = 0;
    Bytes m_streamEndpoints;
    bool m_isGone = false;
    bool m_servesOthers = false;
};

} // namespace wb::mock
