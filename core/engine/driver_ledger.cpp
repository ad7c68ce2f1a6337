// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/driver_ledger.h"

#include "core/base/replace_file.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

#include <algorithm>

namespace wb::engine {
namespace {

constexpr auto kSchema = "usb-workbench.owed-drivers/1";
constexpr qint64 kMaxFileBytes = 65536;
constexpr auto kOperation = "note the detached driver";

std::string readBootId()
{
    QFile file(QStringLiteral("/proc/sys/kernel/random/boot_id"));
    return file.open(QIODevice::ReadOnly) ? file.readLine(kMaxFileBytes).trimmed().toStdString() : std::string();
}

std::unique_ptr<QLockFile> makeLock(const std::string& file)
{
    auto lock = std::make_unique<QLockFile>(QString::fromStdString(file) + QStringLiteral(".lock"));
    lock->setStaleLockTime(0); // not by age: while its process lives it holds
    return lock;
}

QJsonObject toJson(const OwedDriver& owed)
{
    return { { QStringLiteral("backend"), QString::fromStdString(owed.backend) },
        { QStringLiteral("path"), QString::fromStdString(toString(owed.path)) },
        { QStringLiteral("vendorId"), owed.vendorId }, { QStringLiteral("productId"), owed.productId },
        { QStringLiteral("interface"), owed.interfaceNumber },
        { QStringLiteral("driver"), QString::fromStdString(owed.driver) } };
}

// Nothing when a member is missing or impossible.
std::optional<OwedDriver> fromJson(const QJsonObject& object)
{
    const auto text = [&](const char* key) { return object.value(QLatin1String(key)).toString().toStdString(); };
    const auto number = [&](const char* key, int most) {
        const int value = object.value(QLatin1String(key)).toInt(-1);
        return value >= 0 && value <= most ? std::optional(value) : std::nullopt;
    };
    const auto path = usb::parsePortPath(text("path"));
    const auto vendor = number("vendorId", 0xffff);
    const auto product = number("productId", 0xffff);
    const auto interface = number("interface", 0xff);
    if (!path || !vendor || !product || !interface)
        return std::nullopt;
    return OwedDriver { text("backend"), *path, static_cast<std::uint16_t>(*vendor),
        static_cast<std::uint16_t>(*product), static_cast<std::uint8_t>(*interface), text("driver") };
}

std::vector<OwedDriver> parse(const QByteArray& bytes, const std::string& bootId)
{
    const QJsonObject root = QJsonDocument::fromJson(bytes).object();
    std::vector<OwedDriver> owed;
    if (root.value(QStringLiteral("schema")).toString() != QLatin1String(kSchema)
        || root.value(QStringLiteral("bootId")).toString().toStdString() != bootId)
        return owed;
    const QJsonArray drivers = root.value(QStringLiteral("drivers")).toArray();
    for (const auto& entry : drivers)
        if (auto driver = fromJson(entry.toObject()))
            owed.push_back(std::move(*driver));
    return owed;
}

void erase(std::vector<OwedDriver>& owed, const usb::DeviceInfo& device, std::uint8_t interfaceNumber)
{
    std::erase_if(
        owed, [&](const OwedDriver& one) { return one.isOf(device) && one.interfaceNumber == interfaceNumber; });
}

} // namespace

bool OwedDriver::isOf(const usb::DeviceInfo& device) const
{
    return !device.isOffline() && device.backend == backend && device.path == path
        && device.descriptor.vendorId == vendorId && device.descriptor.productId == productId;
}

DriverLedger::DriverLedger(std::string directory)
    : m_directory(std::move(directory))
    , m_bootId(readBootId())
{
    const QDir files(QString::fromStdString(m_directory));
    for (const QString& name : files.entryList({ QStringLiteral("run-*.json") }, QDir::Files, QDir::Name))
        adopt(files.filePath(name).toStdString());
    m_own.file = m_directory + "/run-" + QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString() + ".json";
}

DriverLedger::~DriverLedger() = default;

void DriverLedger::adopt(const std::string& file)
{
    Page page { file, makeLock(file), {} };
    if (!page.lock->tryLock(0))
        return; // that run lives, or another one has adopted its debts
    QFile content(QString::fromStdString(file));
    if (content.open(QIODevice::ReadOnly))
        page.owed = parse(content.read(kMaxFileBytes), m_bootId);
    content.close();
    if (page.owed.empty())
        content.remove();
    else
        m_left.push_back(std::move(page));
}

Status DriverLedger::write(const Page& page) const
{
    const QString file = QString::fromStdString(page.file);
    if (page.owed.empty()) {
        QFile::remove(file);
        return {};
    }
    QJsonArray drivers;
    for (const OwedDriver& owed : page.owed)
        drivers.append(toJson(owed));
    const QJsonObject root { { QStringLiteral("schema"), QLatin1String(kSchema) },
        { QStringLiteral("bootId"), QString::fromStdString(m_bootId) }, { QStringLiteral("drivers"), drivers } };
    return replaceFile(page.file, QJsonDocument(root).toJson().toStdString(), kOperation);
}

Status DriverLedger::owe(const OwedDriver& owed)
{
    const std::lock_guard lock(m_mutex);
    if (!m_own.lock) {
        if (!QDir().mkpath(QString::fromStdString(m_directory)))
            return fail(ErrorKind::Io, kOperation, m_directory + ": the folder cannot be made");
        m_own.lock = makeLock(m_own.file);
        if (!m_own.lock->tryLock(0)) {
            m_own.lock.reset();
            return fail(ErrorKind::Io, kOperation, m_own.file + ": it cannot be locked");
        }
    }
    if (std::find(m_own.owed.begin(), m_own.owed.end(), owed) == m_own.owed.end())
        m_own.owed.push_back(owed);
    return write(m_own);
}

void DriverLedger::retract(const OwedDriver& owed)
{
    const std::lock_guard lock(m_mutex);
    std::erase(m_own.owed, owed);
    (void)write(m_own);
}

void DriverLedger::settle(const usb::DeviceInfo& device, std::uint8_t interfaceNumber)
{
    const std::lock_guard lock(m_mutex);
    const auto settleOn = [&](Page& page) {
        const std::size_t before = page.owed.size();
        erase(page.owed, device, interfaceNumber);
        if (page.owed.size() != before)
            (void)write(page); // owes too much at worst: the next start sees that the driver is there
    };
    settleOn(m_own);
    for (Page& page : m_left)
        settleOn(page);
    std::erase_if(m_left, [](const Page& page) { return page.owed.empty(); });
}

std::vector<OwedDriver> DriverLedger::leftBehind() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<OwedDriver> all;
    for (const Page& page : m_left)
        all.insert(all.end(), page.owed.begin(), page.owed.end());
    return all;
}

} // namespace wb::engine
