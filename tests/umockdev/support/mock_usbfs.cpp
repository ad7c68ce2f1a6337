// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/umockdev/support/mock_usbfs.h"

#include <umockdev.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <linux/usbdevice_fs.h>
#include <sys/ioctl.h>

namespace wb::mock {

namespace {

// Who answers for a handler object. Its lock also orders umockdev's thread with those that make and destroy
// a MockUsbfs: one that is being destroyed is never called.
struct Owners {
    std::mutex mutex;
    std::map<UMockdevIoctlBase*, MockUsbfs*> byHandler;
};

Owners& owners()
{
    static Owners all;
    return all;
}

// A class of our own instead of a connected signal: its slot is typed, so no function pointer is cast.
gboolean onIoctl(UMockdevIoctlBase* self, UMockdevIoctlClient* client)
{
    const std::lock_guard lock(owners().mutex);
    const auto owner = owners().byHandler.find(self);
    return owner != owners().byHandler.end() && owner->second->handle(client) ? TRUE : FALSE;
}

void initClass(gpointer typeClass, gpointer)
{
    static_cast<UMockdevIoctlBaseClass*>(typeClass)->handle_ioctl = onIoctl;
}

GType handlerType()
{
    static const GType type = [] {
        GTypeQuery parent {};
        g_type_query(UMOCKDEV_TYPE_IOCTL_BASE, &parent);
        GTypeInfo info {};
        info.class_size = static_cast<guint16>(parent.class_size);
        info.class_init = initClass;
        info.instance_size = static_cast<guint16>(parent.instance_size);
        return g_type_register_static(UMOCKDEV_TYPE_IOCTL_BASE, "WbMockUsbfs", &info, G_TYPE_FLAG_NONE);
    }();
    return type;
}

template <class T> T load(const guint8* from)
{
    T value {};
    std::memcpy(&value, from, sizeof value);
    return value;
}

template <class T> void store(guint8* to, const T& value) { std::memcpy(to, &value, sizeof value); }

using DataRef = std::unique_ptr<UMockdevIoctlData, decltype(&umockdev_ioctl_data_unref)>;

DataRef resolve(UMockdevIoctlData* data, std::size_t offset, std::size_t length)
{
    return { umockdev_ioctl_data_resolve(data, offset, length, nullptr), umockdev_ioctl_data_unref };
}

constexpr std::size_t kPacketsOffset = offsetof(usbdevfs_urb, iso_frame_desc);
constexpr std::size_t kSetupBytes = 8;

// How long the structure is depends on a number inside it, and a pointer can be resolved only once:
// look first. The caller waits in its ioctl and shares our address space.
std::size_t urbBytes(UMockdevIoctlData* argument)
{
    usbdevfs_urb head; // initialising its open-ended array is an extension to some compilers
    std::memset(&head, 0, sizeof head);
    const void* address = load<const void*>(argument->data);
    std::memcpy(&head, address, kPacketsOffset);
    if (head.type != USBDEVFS_URB_TYPE_ISO)
        return kPacketsOffset;
    return kPacketsOffset + static_cast<std::size_t>(head.number_of_packets) * sizeof(usbdevfs_iso_packet_desc);
}

// All of the structure but its packets.
usbdevfs_urb loadHead(const UMockdevIoctlData* data)
{
    usbdevfs_urb head; // initialising its open-ended array is an extension to some compilers
    std::memset(&head, 0, sizeof head);
    std::memcpy(&head, data->data, kPacketsOffset);
    return head;
}

void storeHead(UMockdevIoctlData* data, const usbdevfs_urb& head) { std::memcpy(data->data, &head, kPacketsOffset); }

DataRef bufferOf(UMockdevIoctlData* urb, const usbdevfs_urb& head)
{
    return resolve(urb, offsetof(usbdevfs_urb, buffer), static_cast<std::size_t>(head.buffer_length));
}

struct StreamsRequest {
    std::uint32_t count = 0;
    Bytes endpoints;
};

// As long as a number inside it says, as a URB is; see urbBytes().
StreamsRequest readStreams(const UMockdevIoctlData* argument)
{
    usbdevfs_streams head;
    std::memset(&head, 0, sizeof head);
    const auto* const address = load<const Byte*>(argument->data);
    std::memcpy(&head, address, sizeof head);
    const Byte* const first = address + sizeof head;
    return { head.num_streams, Bytes(first, first + head.num_eps) };
}

std::size_t packetCount(const UMockdevIoctlData* urb)
{
    return (static_cast<std::size_t>(urb->data_len) - kPacketsOffset) / sizeof(usbdevfs_iso_packet_desc);
}

guint8* packetAt(UMockdevIoctlData* urb, std::size_t index)
{
    return urb->data + kPacketsOffset + index * sizeof(usbdevfs_iso_packet_desc);
}

Urb read(UMockdevIoctlData* data)
{
    const usbdevfs_urb head = loadHead(data);
    Urb urb;
    urb.type = static_cast<UrbType>(head.type);
    urb.endpoint = head.endpoint;
    urb.flags = head.flags;
    if (urb.type == UrbType::Bulk)
        urb.stream = head.stream_id;
    if (const DataRef buffer = bufferOf(data, head))
        urb.buffer.assign(buffer->data, buffer->data + buffer->data_len);
    for (std::size_t i = 0; i < packetCount(data); ++i)
        urb.isoLengths.push_back(load<usbdevfs_iso_packet_desc>(packetAt(data, i)).length);
    return urb;
}

void writePackets(UMockdevIoctlData* data, const Answer& answer)
{
    for (std::size_t i = 0; i < packetCount(data); ++i) {
        auto packet = load<usbdevfs_iso_packet_desc>(packetAt(data, i));
        const IsoAnswer given = i < answer.packets.size() ? answer.packets[i] : IsoAnswer {};
        packet.actual_length = given.actual;
        packet.status = static_cast<unsigned>(given.status);
        store(packetAt(data, i), packet);
    }
}

void writeAnswer(UMockdevIoctlData* data, const Answer& answer)
{
    usbdevfs_urb head = loadHead(data);
    head.status = answer.status;
    head.actual_length = static_cast<int>(answer.actual);
    if (const DataRef buffer = bufferOf(data, head); buffer != nullptr && !answer.data.empty()) {
        const std::size_t start = head.type == USBDEVFS_URB_TYPE_CONTROL ? kSetupBytes : 0;
        const std::size_t room = static_cast<std::size_t>(buffer->data_len) - start;
        std::memcpy(buffer->data + start, answer.data.data(), std::min(room, answer.data.size()));
    }
    storeHead(data, head);
    writePackets(data, answer);
}

} // namespace

Answer Answer::success(std::uint32_t actual)
{
    Answer answer;
    answer.actual = actual;
    return answer;
}

Answer Answer::in(Bytes data) { return error(0, std::move(data)); }

Answer Answer::error(int status, Bytes data)
{
    Answer answer;
    answer.status = status;
    answer.actual = static_cast<std::uint32_t>(data.size());
    answer.data = std::move(data);
    return answer;
}

Answer Answer::never(Bytes partial)
{
    Answer answer = error(0, std::move(partial));
    answer.isPending = true;
    return answer;
}

Answer Answer::refused(int systemError)
{
    Answer answer;
    answer.refusal = systemError;
    return answer;
}

Answer Answer::isochronous(std::vector<IsoAnswer> packets, Bytes data)
{
    Answer answer = in(std::move(data));
    answer.packets = std::move(packets);
    return answer;
}

MockUsbfs::MockUsbfs(std::map<std::uint8_t, std::string> drivers, DriverChanged driverChanged)
    : m_handler(static_cast<UMockdevIoctlBase*>(g_object_new(handlerType(), nullptr)))
    , m_driverChanged(std::move(driverChanged))
    , m_drivers(std::move(drivers))
{
    const std::lock_guard lock(owners().mutex);
    owners().byHandler[m_handler] = this;
}

MockUsbfs::~MockUsbfs()
{
    {
        const std::lock_guard lock(owners().mutex);
        owners().byHandler.erase(m_handler);
    }
    g_object_unref(m_handler);
    for (const Flight& flight : m_flights)
        umockdev_ioctl_data_unref(flight.urb);
}

void MockUsbfs::onUrb(UrbHandler handler)
{
    const std::lock_guard lock(m_mutex);
    m_onUrb = std::move(handler);
}

void MockUsbfs::serveOtherPrograms()
{
    const std::lock_guard lock(m_mutex);
    m_servesOthers = true;
}

void MockUsbfs::failIoctl(unsigned long request, int systemError)
{
    const std::lock_guard lock(m_mutex);
    m_failures[request] = systemError;
}

void MockUsbfs::grantStreams(std::uint32_t most)
{
    const std::lock_guard lock(m_mutex);
    m_mostStreams = most;
}

Bytes MockUsbfs::streamEndpoints() const
{
    const std::lock_guard lock(m_mutex);
    return m_streamEndpoints;
}

void MockUsbfs::disconnect()
{
    const std::lock_guard lock(m_mutex);
    m_isGone = true;
    endFlights(-ESHUTDOWN);
}

void MockUsbfs::resetByAnother()
{
    const std::lock_guard lock(m_mutex);
    endFlights(-ESHUTDOWN);
    for (const auto& [number, driver] : m_detached) {
        m_drivers.emplace(number, driver);
        if (m_driverChanged)
            m_driverChanged(number, driver);
    }
    m_detached.clear();
}

void MockUsbfs::endFlights(int status)
{
    for (Flight& flight : m_flights) {
        if (!flight.isReady)
            flight.answer.status = status;
        flight.isReady = true;
    }
}

std::size_t MockUsbfs::inFlight() const
{
    const std::lock_guard lock(m_mutex);
    return m_flights.size();
}

std::size_t MockUsbfs::countOf(unsigned long request) const
{
    const std::lock_guard lock(m_mutex);
    const auto it = m_counts.find(request);
    return it == m_counts.end() ? 0 : it->second;
}

std::vector<unsigned long> MockUsbfs::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

void MockUsbfs::note(unsigned long request)
{
    ++m_counts[request];
    if (request != USBDEVFS_SUBMITURB && request != USBDEVFS_REAPURBNDELAY && request != USBDEVFS_REAPURB)
        m_requests.push_back(request);
}

bool MockUsbfs::handle(UMockdevIoctlClient* client)
{
    const unsigned long request = umockdev_ioctl_client_get_request(client);
    UMockdevIoctlData* const argument = umockdev_ioctl_client_get_arg(client);
    int result = 0; // of the ioctl, or a negative errno
    {
        const std::lock_guard lock(m_mutex);
        note(request);
        const auto failure = m_failures.find(request);
        const bool isReaping = request == USBDEVFS_REAPURBNDELAY || request == USBDEVFS_REAPURB;
        if (isReaping) // possible after the device has left: CAP_REAP_AFTER_DISCONNECT
            result = reap(argument);
        else if (m_isGone)
            result = -ENODEV;
        else if (failure != m_failures.end() && failure->second != 0)
            result = -failure->second;
        else if (request == USBDEVFS_SUBMITURB)
            result = submit(argument);
        else if (request == USBDEVFS_DISCARDURB)
            result = discard(argument);
        else
            result = other(request, argument);
    }
    umockdev_ioctl_client_complete(client, result < 0 ? -1 : result, result < 0 ? -result : 0);
    return true;
}

int MockUsbfs::submit(UMockdevIoctlData* argument)
{
    DataRef data = resolve(argument, 0, m_servesOthers ? kPacketsOffset : urbBytes(argument));
    Answer answer = m_onUrb ? m_onUrb(read(data.get())) : Answer::error(-EPIPE);
    if (answer.refusal != 0)
        return -answer.refusal;
    const bool isReady = !answer.isPending;
    m_flights.push_back({ data.release(), std::move(answer), isReady });
    return 0;
}

int MockUsbfs::reap(UMockdevIoctlData* argument)
{
    const auto flight
        = std::find_if(m_flights.begin(), m_flights.end(), [](const Flight& candidate) { return candidate.isReady; });
    if (flight == m_flights.end())
        return m_isGone ? -ENODEV : -EAGAIN;
    const DataRef urb(flight->urb, umockdev_ioctl_data_unref);
    writeAnswer(urb.get(), flight->answer);
    m_flights.erase(flight);
    const DataRef pointer = resolve(argument, 0, sizeof(void*));
    umockdev_ioctl_data_set_ptr(pointer.get(), 0, urb.get());
    return 0;
}

int MockUsbfs::discard(UMockdevIoctlData* argument)
{
    const auto address = load<gulong>(argument->data);
    const auto flight = std::find_if(m_flights.begin(), m_flights.end(),
        [address](const Flight& candidate) { return candidate.urb->client_addr == address && !candidate.isReady; });
    if (flight == m_flights.end())
        return -EINVAL;
    flight->answer.status = -ENOENT;
    flight->isReady = true;
    return 0;
}

int MockUsbfs::other(unsigned long request, UMockdevIoctlData* argument)
{
    switch (request) {
    case USBDEVFS_GET_CAPABILITIES: {
        const DataRef capabilities = resolve(argument, 0, sizeof(guint32));
        store<guint32>(capabilities->data,
            USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_BULK_CONTINUATION | USBDEVFS_CAP_NO_PACKET_SIZE_LIM
                | USBDEVFS_CAP_BULK_SCATTER_GATHER | USBDEVFS_CAP_REAP_AFTER_DISCONNECT);
        return 0;
    }
    case USBDEVFS_CLAIMINTERFACE:
    case USBDEVFS_RELEASEINTERFACE:
    case USBDEVFS_SETINTERFACE:
    case USBDEVFS_SETCONFIGURATION:
    case USBDEVFS_CLEAR_HALT:
    case USBDEVFS_RESET:
        return 0;
    case USBDEVFS_GETDRIVER:
        return driverOf(argument);
    case USBDEVFS_IOCTL:
        return driverCommand(argument);
    case USBDEVFS_ALLOC_STREAMS:
        return allocateStreams(argument);
    case USBDEVFS_FREE_STREAMS:
        return freeStreams(argument);
    default:
        return -ENOTTY;
    }
}

int MockUsbfs::driverOf(UMockdevIoctlData* argument)
{
    const DataRef data = resolve(argument, 0, sizeof(usbdevfs_getdriver));
    auto query = load<usbdevfs_getdriver>(data->data);
    const auto driver = m_drivers.find(static_cast<std::uint8_t>(query.interface));
    if (driver == m_drivers.end())
        return -ENODATA;
    const std::size_t length = std::min(driver->second.size(), sizeof query.driver - 1);
    std::memset(query.driver, 0, sizeof query.driver);
    std::memcpy(query.driver, driver->second.data(), length);
    store(data->data, query);
    return 0;
}

int MockUsbfs::driverCommand(UMockdevIoctlData* argument)
{
    const DataRef data = resolve(argument, 0, sizeof(usbdevfs_ioctl));
    const auto command = load<usbdevfs_ioctl>(data->data);
    const bool isDetach = command.ioctl_code == static_cast<int>(USBDEVFS_DISCONNECT);
    if (!isDetach && command.ioctl_code != static_cast<int>(USBDEVFS_CONNECT))
        return -ENOTTY;
    auto& from = isDetach ? m_drivers : m_detached;
    auto& to = isDetach ? m_detached : m_drivers;
    auto moved = from.extract(static_cast<std::uint8_t>(command.ifno));
    if (moved.empty())
        return -ENODATA;
    const std::uint8_t number = moved.key();
    const std::string driver = moved.mapped();
    to.insert(std::move(moved));
    if (m_driverChanged)
        m_driverChanged(number, isDetach ? std::string() : driver);
    return isDetach ? 0 : 1; // a connect answers how many drivers it found
}

int MockUsbfs::allocateStreams(UMockdevIoctlData* argument)
{
    const StreamsRequest asked = readStreams(argument);
    if (m_mostStreams == 0 || asked.count < 2 || !m_streamEndpoints.empty())
        return -EINVAL;
    m_streamEndpoints = asked.endpoints;
    return static_cast<int>(std::min(asked.count, m_mostStreams));
}

int MockUsbfs::freeStreams(UMockdevIoctlData* argument)
{
    if (m_streamEndpoints.empty() || readStreams(argument).endpoints != m_streamEndpoints)
        return -EINVAL;
    m_streamEndpoints.clear();
    return 0;
}

} // namespace wb::mock
