// SPDX-License-Identifier: GPL-3.0-or-later
// What was asked for on the command line, checked and typed; one struct per command.
// Units: bytes, milliseconds, nanoseconds as the names and types say. Thread: any; plain values.
#pragma once

#include "core/descriptors/hid_report.h"
#include "core/descriptors/node.h"
#include "core/engine/hotplug_rules.h"
#include "core/engine/scan_types.h"
#include "core/engine/stream_types.h"
#include "core/usb/library_facts.h"
#include "core/usb/setup_packet.h"
#include "core/usbip/listen_address.h"

#include <chrono>
#include <optional>
#include <string>
#include <variant>

namespace wb::cli {

struct GlobalOptions {
    bool isDemo = false; // the demo bus, and nothing else
    bool isReadOnly = false; // nothing that changes a device goes out
    std::optional<std::string> logPath;
    std::optional<std::uint32_t> payloadLimit; // bytes kept per record
    std::optional<std::string> snapshot; // its devices: instead of attached ones, in the window besides them
    bool stopWithoutLog = false; // when the log cannot be written, else the command goes on
    std::optional<std::string> node; // the device of this node, and nothing else
    std::optional<usb::LogLevel> libraryLog; // what libusb is to say; else what the environment asks for
};

// "fffe:0001", "fffe:0001:SERIAL", "1-1.2", "usb1".
struct DeviceSelector {
    std::string text; // as typed, for messages
    std::optional<usb::PortPath> path; // otherwise by the ids
    std::uint16_t vendorId = 0;
    std::uint16_t productId = 0;
    std::optional<std::string> serial;
};

struct TargetOptions {
    DeviceSelector device;
    std::optional<std::uint8_t> alternate;
    bool detachDriver = false;
    bool noAuto = false;
    bool isConfirmed = false; // --yes-detach, or --yes but of scan: although others lose the device by it
};

// Where OUT bytes come from; a file is read when the command runs, so that a bad one is a file error.
struct Payload {
    Bytes bytes;
    std::optional<std::string> file;
    bool isGiven = false;
};

struct ListOptions {
    bool json = false;
};

struct ShowOptions {
    enum class Format : std::uint8_t { Text, Json, Hex, Dot, Lsusb, Html };
    DeviceSelector device;
    std::optional<std::string> file; // descriptors in sysfs layout, instead of a device
    Format format = Format::Text;
    bool wantsGraph = false; // the signal graphs instead of the descriptors; Dot is for these only
    bool wantsStrings = false; // read from the device, in all its languages
    bool reads = false; // everything the device has, not only what the system knows
    bool wantsFacts = false; // what the system says of it, instead of its descriptors
    bool wantsPorts = false; // what the hub says of its ports, instead of its descriptors
    std::optional<std::string> hidFile; // a report descriptor instead of a device
};

// "bDataBits=8", not looked up yet: what it can be, the device decides.
struct RequestSetting {
    std::string parameter;
    std::string value;
};

// The request of control again and again, each when the one before has ended.
struct RepeatOptions {
    std::uint64_t times = 1; // 0: until it is interrupted
    std::uint32_t everyMs = 0; // at least, from one to the next
    bool keepsGoing = false; // although one failed
};

struct ControlOptions {
    TargetOptions target;
    usb::SetupPacket setup; // wLength as far as known before a file is read; none with a name
    std::optional<std::string> requestName; // of the catalogue
    std::vector<RequestSetting> settings;
    bool listsRequests = false; // that suit the device, instead of sending one
    std::optional<std::uint16_t> length; // as typed
    Payload payload;
    std::optional<std::string> outPath; // of the answer's bytes; "-" is stdout
    std::optional<RepeatOptions> repeat; // else once, without a summary
    std::uint32_t timeoutMs = 1000;
    bool isConfirmed = false; // --yes
    bool json = false;
};

struct ReadOptions {
    TargetOptions target;
    usb::EndpointAddress endpoint;
    std::optional<std::uint32_t> size;
    std::uint64_t count = 1;
    std::optional<std::uint32_t> packets;
    bool shortIsError = false;
    std::uint32_t timeoutMs = 1000;
    std::optional<std::string> outPath; // "-" is stdout
    bool json = false;
};

struct WriteOptions {
    TargetOptions target;
    usb::EndpointAddress endpoint;
    Payload payload;
    std::optional<std::uint32_t> size;
    std::optional<std::uint32_t> packets;
    std::uint32_t timeoutMs = 1000;
    bool isConfirmed = false;
    bool json = false;
};

// What a stream sends or expects; a file is read when the command runs, as that of Payload is.
struct StreamPayload {
    stream::PayloadSpec spec; // without the bytes of the file
    std::optional<std::string> file;
};

struct StreamOptions {
    TargetOptions target;
    std::vector<usb::EndpointAddress> endpoints; // one at least, none of them twice
    std::optional<usb::EndpointAddress> loopback; // receives what the only other endpoint sends
    std::optional<std::uint32_t> size; // of each transfer; else what suits the endpoint
    engine::StreamConfig config; // of each endpoint, but for the endpoint, its size and its payload
    std::optional<StreamPayload> source; // OUT; else zeros, or random bytes for a loopback
    std::optional<StreamPayload> expected; // IN
    bool isConfirmed = false;
    bool json = false;
};

// Kernel drivers that an earlier run took off and did not put back.
struct DriversOptions {
    bool givesBack = false;
    bool forgets = false;
    bool json = false;
};

struct ScanOptions {
    TargetOptions target;
    engine::ScanPlan plan;
    bool json = false;
};

// A HID report of a device: "feature:3".
struct HidReportName {
    descriptors::HidReportType type = descriptors::HidReportType::Input;
    std::uint8_t id = 0; // 0: the device uses none
};

struct HidOptions {
    enum class Act : std::uint8_t { Watch, Get, Set };
    TargetOptions target;
    std::optional<std::uint8_t> interfaceNumber; // else the only HID interface
    Act act = Act::Watch;
    HidReportName report; // of Get and Set
    std::vector<std::string> assignments; // of Set: "FIELD=VALUE"
    std::optional<std::uint64_t> count; // of Watch
    std::optional<std::uint32_t> timeoutMs;
    bool isConfirmed = false;
    bool json = false;
};

struct WatchOptions {
    bool json = false;
    std::optional<std::chrono::nanoseconds> duration;
    std::optional<std::uint64_t> count;
    engine::HotplugRule rule {}; // changes of a device are told when it asks for both of the other events
    bool startsWithAttached = false;
};

// Which of a log's devices to replay: by its ids, or by bus and address.
struct SourceSelector {
    std::string text;
    bool isAddress = false;
    std::uint16_t first = 0; // vendor id, or bus
    std::uint16_t second = 0; // product id, or address
};

struct ReplayOptions {
    std::string file;
    TargetOptions target;
    std::optional<SourceSelector> from;
    bool originalTiming = false;
    bool stopAtFirstDifference = false;
    bool isConfirmed = false;
    bool json = false;
};

struct ResetOptions {
    TargetOptions target;
    std::uint32_t timeoutMs = 10'000; // for it to come back as another device; 0: for ever
    bool isConfirmed = false;
    bool json = false;
};

struct LintOptions {
    std::string subject; // a device, a snapshot, or a file of raw descriptors
    bool reads = false; // everything the device has, which opens it
    descriptors::Severity least = descriptors::Severity::Note; // to be told
    bool isStrict = false; // warnings fail, too
    bool listsRules = false;
    bool json = false;
};

struct FindOptions {
    std::string query;
    bool json = false;
};

struct SnapshotSaveOptions {
    std::vector<DeviceSelector> devices; // none: all
    std::string outPath; // "-" is stdout
    bool isMasked = false;
    bool reads = false; // everything the devices have, which opens them
};

struct SnapshotShowOptions {
    std::string file;
    bool json = false;
};

struct SnapshotDiffOptions {
    std::string left; // a snapshot, a file of raw descriptors, or a device
    std::string right;
    bool json = false;
};

struct ExportOptions {
    std::vector<std::string> models; // their keys; the same one may come more than once
    usbip::ListenAddress address;
    bool listsModels = false;
    bool json = false;
};

struct LibraryOptions {
    std::string language = "en"; // of the library's words for errors
    bool json = false;
};

// The window, with a log or a snapshot to show in it if one was named.
struct WindowOptions {
    std::optional<std::string> file;
};

using Command = std::variant<WindowOptions, ListOptions, ShowOptions, ControlOptions, ReadOptions, WriteOptions,
    StreamOptions, ScanOptions, HidOptions, WatchOptions, DriversOptions, ReplayOptions, ResetOptions, LintOptions,
    FindOptions, SnapshotSaveOptions, SnapshotShowOptions, SnapshotDiffOptions, ExportOptions, LibraryOptions>;

struct CommandLine {
    GlobalOptions global;
    Command command;
};

} // namespace wb::cli
