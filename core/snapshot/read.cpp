// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/snapshot/json_tree.h"
#include "core/snapshot/snapshot_file.h"
#include "core/snapshot/words.h"

#include <array>

namespace wb::snapshot {
namespace {

using Kind = JsonValue::Kind;

constexpr JsonLimits kLimits { kMaxFileBytes, 16, 3'000'000 };
constexpr std::size_t kMaxSections = 65'536; // of one device: strings in many languages
constexpr std::size_t kMaxEntries = 4096; // of drivers and problems
constexpr std::size_t kMaxTextBytes = std::size_t { 64 } * 1024;
constexpr auto kSkipped = std::to_array<std::string_view>({ "decoded", "title", "timeText" });

// The first thing that is wrong; what is read after it does not count.
class Complaint {
public:
    void say(const std::string& place, const std::string& what, ErrorKind kind = ErrorKind::Malformed)
    {
        if (!m_error)
            m_error = Error { kind, 0, "read the snapshot", place + (place.empty() ? "" : ": ") + what };
    }
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

private:
    std::optional<Error> m_error;
};

std::string quoted(std::string_view text)
{
    constexpr std::size_t kShown = 40;
    return "\"" + escapeForDisplay(text.substr(0, kShown)) + (text.size() > kShown ? "…\"" : "\"");
}

// The members of one object, with their place for complaints.
class Members {
public:
    Members(const JsonValue& object, std::string place, Complaint& complaint)
        : m_object(object)
        , m_place(std::move(place))
        , m_complaint(complaint)
    {
        if (object.kind != Kind::Object)
            m_complaint.say(m_place, "an object is expected, not " + std::string(kindName(object.kind)));
    }

    [[nodiscard]] std::string placeOf(std::string_view key) const
    {
        return m_place.empty() ? std::string(key) : m_place + "." + std::string(key);
    }
    void complain(std::string_view key, const std::string& what) const { m_complaint.say(placeOf(key), what); }
    [[nodiscard]] Complaint& complaint() const { return m_complaint; }

    [[nodiscard]] std::string_view text(std::string_view key, std::size_t limit = kMaxTextBytes) const
    {
        const JsonValue* value = need(key, Kind::Text);
        if (value == nullptr)
            return {};
        if (value->text.size() > limit)
            complain(key, "the text has more than " + std::to_string(limit) + " bytes");
        return value->text;
    }
    [[nodiscard]] std::uint64_t number(std::string_view key, std::uint64_t max) const
    {
        const JsonValue* value = need(key, Kind::Integer);
        if (value == nullptr)
            return 0;
        if (value->integer > max)
            complain(key, std::to_string(value->integer) + " is more than " + std::to_string(max));
        return value->integer;
    }
    template <class Number> [[nodiscard]] Number number(std::string_view key) const
    {
        return static_cast<Number>(number(key, std::numeric_limits<Number>::max()));
    }
    [[nodiscard]] bool boolean(std::string_view key) const
    {
        const JsonValue* value = need(key, Kind::Boolean);
        return value != nullptr && value->boolean;
    }
    [[nodiscard]] bool isNull(std::string_view key) const
    {
        const JsonValue* value = m_object.find(key);
        return value != nullptr && value->kind == Kind::Null;
    }
    // Calls `read` with each item and its place; stops at the first complaint.
    template <class Read> void forEach(std::string_view key, std::size_t limit, const Read& read) const
    {
        const JsonValue* list = need(key, Kind::Array);
        if (list == nullptr)
            return;
        if (list->items.size() > limit)
            complain(key, "more than " + std::to_string(limit) + " entries");
        for (std::size_t i = 0; i < list->items.size() && !m_complaint.error(); ++i)
            read(list->items[i], placeOf(key) + "[" + std::to_string(i) + "]");
    }

private:
    [[nodiscard]] const JsonValue* need(std::string_view key, Kind kind) const
    {
        const JsonValue* value = m_object.find(key);
        if (value != nullptr && value->kind == kind)
            return value;
        if (value == nullptr)
            complain(key, "missing");
        else
            complain(key, std::string(kindName(kind)) + " is expected, not " + std::string(kindName(value->kind)));
        return nullptr;
    }

    const JsonValue& m_object;
    std::string m_place;
    Complaint& m_complaint;
};

Bytes bytesOf(const Members& members)
{
    auto bytes = parseHex(members.text("bytes", kMaxFileBytes));
    if (bytes)
        return std::move(*bytes);
    members.complain("bytes", "no hexadecimal bytes: " + bytes.error().detail);
    return {};
}

std::uint16_t languageOf(const Members& members)
{
    const std::string_view text = members.text("language");
    const auto value = parseUnsigned("0x" + std::string(text), 0xffff);
    if (!value || text.size() != 4)
        members.complain("language", quoted(text) + " is not four hexadecimal digits");
    return static_cast<std::uint16_t>(value.value_or(0));
}

// Words of a newer minor version are passed over; in a file of this one they are mistakes.
class Reader {
public:
    Reader(const JsonValue& root, Complaint& complaint)
        : m_root(root, {}, complaint)
        , m_complaint(complaint)
    {
    }

    Snapshot read()
    {
        readVersion();
        if (m_complaint.error())
            return {};
        m_snapshot.program = m_root.text("program");
        m_snapshot.time = Nanoseconds(static_cast<std::int64_t>(
            m_root.number("time", static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))));
        m_snapshot.system = m_root.text("system");
        m_snapshot.isMasked = m_root.boolean("masked");
        m_root.forEach("devices", kMaxDevices, [this](const JsonValue& value, std::string place) {
            m_snapshot.devices.push_back(readDevice({ value, std::move(place), m_complaint }));
        });
        return std::move(m_snapshot);
    }

private:
    void readVersion()
    {
        const std::string_view format = m_root.text("format");
        if (format != kFormatName)
            m_root.complain("format", quoted(format) + " is not " + std::string(kFormatName));
        const std::string_view version = m_root.text("version");
        const std::size_t dot = version.find('.');
        const auto major = parseUnsigned(version.substr(0, dot), 0xffff);
        const auto minor = dot == std::string_view::npos ? major : parseUnsigned(version.substr(dot + 1), 0xffff);
        if (dot == std::string_view::npos || !major || !minor) {
            m_root.complain("version", quoted(version) + " is not a version such as 1.0");
            return;
        }
        m_snapshot.major = static_cast<std::uint32_t>(*major);
        m_snapshot.minor = static_cast<std::uint32_t>(*minor);
        if (m_snapshot.major != kMajorVersion)
            m_complaint.say("version",
                "the file has version " + std::string(version) + ", this program reads version "
                    + std::to_string(kMajorVersion)
                    + (m_snapshot.major > kMajorVersion ? ": open it with a newer one" : ""),
                ErrorKind::Unsupported);
    }

    [[nodiscard]] bool isNewer() const { return m_snapshot.minor > kMinorVersion; }

    Device readDevice(const Members& members) const
    {
        Device device;
        device.backend = members.text("backend");
        const std::string_view path = members.text("path");
        if (auto parsed = usb::parsePortPath(path))
            device.path = std::move(*parsed);
        else
            members.complain("path", quoted(path) + " is not a bus-port path such as 1-1.2 or usb1");
        device.address = members.number<std::uint8_t>("address");
        device.speed = readSpeed(members);
        if (!members.isNull("activeConfiguration"))
            device.activeConfiguration = members.number<std::uint8_t>("activeConfiguration");
        device.manufacturer = members.text("manufacturer");
        device.product = members.text("product");
        device.serial = members.text("serial");
        readDrivers(members, device);
        device.systemPath = members.text("systemPath");
        device.deviceNode = members.text("deviceNode");
        members.forEach("problems", kMaxEntries, [&](const JsonValue& value, const std::string& place) {
            if (value.kind != Kind::Text)
                members.complaint().say(place, "a text is expected, not " + std::string(kindName(value.kind)));
            device.problems.push_back(value.text);
        });
        members.forEach("sections", kMaxSections, [&](const JsonValue& value, std::string place) {
            readSection({ value, std::move(place), members.complaint() }, device);
        });
        return device;
    }

    [[nodiscard]] usb::Speed readSpeed(const Members& members) const
    {
        const std::string_view word = members.text("speed");
        const auto speed = speedOf(word);
        if (!speed && !isNewer())
            members.complain("speed", quoted(word) + " is no speed");
        return speed.value_or(usb::Speed::Unknown);
    }

    static void readDrivers(const Members& members, Device& device)
    {
        members.forEach("drivers", kMaxEntries, [&](const JsonValue& value, std::string place) {
            const Members driver(value, std::move(place), members.complaint());
            device.drivers.emplace_back(driver.number<std::uint8_t>("interface"), driver.text("driver"));
        });
    }

    void readSection(const Members& members, Device& device) const
    {
        const std::string_view word = members.text("kind");
        const auto kind = sectionKindOf(word);
        if (!kind && !isNewer())
            members.complain("kind", quoted(word) + " is no kind of section");
        usb::DescriptorSection section;
        section.kind = kind.value_or(usb::SectionKind::Device);
        section.number = members.number<std::uint8_t>("number");
        section.language = languageOf(members);
        section.bytes = bytesOf(members);
        if (kind)
            device.sections.push_back(std::move(section));
    }

    Members m_root;
    Complaint& m_complaint;
    Snapshot m_snapshot;
};

} // namespace

Result<Snapshot> fromJsonText(ByteView json)
{
    const auto root = readJson(json, kLimits, kSkipped);
    if (!root)
        return tl::unexpected(root.error());
    Complaint complaint;
    Snapshot snapshot = Reader(*root, complaint).read();
    if (complaint.error())
        return tl::unexpected(*complaint.error());
    return snapshot;
}

} // namespace wb::snapshot
