// SPDX-License-Identifier: GPL-3.0-or-later
// The commands while devices of the demo bus come and go.
#include "app/cli/commands.h"
#include "core/backend/virtualbus/virtual_bus.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

using namespace wb;
using namespace wb::cli;

Q_DECLARE_METATYPE(wb::engine::HotplugRule)

namespace {

// A started session on the demo bus whose output can be read back.
class Fixture {
public:
    Fixture()
        : m_out(Output::toFile(path().toStdString()).value())
        , session({}, m_out, m_messages)
    {
        auto owned = backend::VirtualBus::create();
        bus = owned.get();
        isStarted = session.start(std::move(owned)).has_value();
    }

    void unplugOnce()
    {
        if (!m_isUnplugged)
            QVERIFY(bus->unplug("loopback").has_value());
        m_isUnplugged = true;
    }

    [[nodiscard]] std::vector<nlohmann::json> lines() const
    {
        QFile file(path());
        std::vector<nlohmann::json> parsed;
        if (file.open(QIODevice::ReadOnly))
            for (const QByteArray& line : file.readAll().trimmed().split('\n'))
                parsed.push_back(nlohmann::json::parse(line.toStdString(), nullptr, false));
        return parsed;
    }

private:
    [[nodiscard]] QString path() const { return m_directory.filePath(QStringLiteral("out")); }

    QTemporaryDir m_directory;
    Messages m_messages;
    Output m_out;
    bool m_isUnplugged = false;

public:
    Session session;
    backend::VirtualBus* bus = nullptr; // owned by the session's service
    bool isStarted = false;
};

TargetOptions loopback()
{
    TargetOptions target;
    target.device.text = "fffe:0001";
    target.device.vendorId = 0xfffe;
    target.device.productId = 1;
    return target;
}

} // namespace

class TestCliHotplug : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void watchTellsPlugs();
    void watchTellsWhatItIsAskedFor_data();
    void watchTellsWhatItIsAskedFor();
    void watchBeginsWithWhatIsAttached();
    void streamEndsWithItsDevice();
    void readEndsWithItsDevice();
};

void TestCliHotplug::watchTellsPlugs()
{
    Fixture fixture;
    QVERIFY(fixture.isStarted);
    WatchOptions options;
    options.json = true;
    options.count = 2;
    options.duration = std::chrono::seconds(60);
    // The second act waits until the first has been seen, as a hand would.
    connect(&fixture.session.service(), &engine::UsbService::devicesChanged, &fixture.session,
        [&fixture](const engine::DeviceChanges& changes) {
            if (!changes.departed.empty())
                QVERIFY(fixture.bus->plug("loopback").has_value());
        });
    QVERIFY(fixture.bus->unplug("loopback").has_value());
    QVERIFY(run(fixture.session, options) == ExitCode::Success);
    const auto lines = fixture.lines();
    QCOMPARE(lines.size(), std::size_t { 3 });
    QCOMPARE(lines[0]["event"].get<std::string>(), std::string("ready"));
    QCOMPARE(lines[1]["event"].get<std::string>(), std::string("departed"));
    QCOMPARE(lines[2]["event"].get<std::string>(), std::string("arrived"));
    QCOMPARE(lines[2]["device"]["productId"].get<std::string>(), std::string("0001"));
    QVERIFY(lines[1]["time"].get<qint64>() <= lines[2]["time"].get<qint64>());
}

// The gamepad and the loopback device go, and come back the other way round: each act when the one before was seen.
void TestCliHotplug::watchTellsWhatItIsAskedFor_data()
{
    QTest::addColumn<engine::HotplugRule>("rule");
    QTest::addColumn<QString>("told");
    const auto row = [](const char* name, const engine::HotplugRule& rule, const char* told) {
        QTest::newRow(name) << rule << QString::fromLatin1(told);
    };
    row("everything", {}, "departed 0022, departed 0001, arrived 0001, arrived 0022");
    row("arrivals", { .wantsDepartures = false }, "arrived 0001, arrived 0022");
    row("departures", { .wantsArrivals = false }, "departed 0022, departed 0001");
    row("ids", { .vendorId = 0xfffe, .productId = 1 }, "departed 0001, arrived 0001");
    row("class", { .deviceClass = 0xff }, "departed 0001, arrived 0001");
}

void TestCliHotplug::watchTellsWhatItIsAskedFor()
{
    QFETCH(const engine::HotplugRule, rule);
    QFETCH(const QString, told);
    Fixture fixture;
    QVERIFY(fixture.isStarted);
    WatchOptions options;
    options.json = true;
    options.rule = rule;
    options.count = static_cast<std::uint64_t>(told.count(u',')) + 1;
    options.duration = std::chrono::seconds(60);
    connect(&fixture.session.service(), &engine::UsbService::devicesChanged, &fixture.session,
        [&fixture](const engine::DeviceChanges& changes) {
            for (const usb::DevicePtr& device : changes.departed)
                if (device->descriptor.productId == 1)
                    QVERIFY(fixture.bus->plug("loopback").has_value());
                else
                    QVERIFY(fixture.bus->unplug("loopback").has_value());
            for (const usb::DevicePtr& device : changes.arrived)
                if (device->descriptor.productId == 1)
                    QVERIFY(fixture.bus->plug("gamepad").has_value());
        });
    QVERIFY(fixture.bus->unplug("gamepad").has_value());
    QVERIFY(run(fixture.session, options) == ExitCode::Success);
    QStringList events;
    for (const nlohmann::json& line : fixture.lines())
        if (line["event"] != "ready")
            events.append(QString::fromStdString(
                line["event"].get<std::string>() + " " + line["device"]["productId"].get<std::string>()));
    QCOMPARE(events.join(QStringLiteral(", ")), told);
}

void TestCliHotplug::watchBeginsWithWhatIsAttached()
{
    Fixture fixture;
    QVERIFY(fixture.isStarted);
    WatchOptions options;
    options.json = true;
    options.startsWithAttached = true;
    options.count = 1;
    options.rule.productId = 1;
    QVERIFY(run(fixture.session, options) == ExitCode::Success);
    const auto lines = fixture.lines();
    QCOMPARE(lines.size(), std::size_t { 2 });
    QCOMPARE(lines[1]["event"].get<std::string>(), std::string("arrived"));
    QCOMPARE(lines[1]["device"]["productId"].get<std::string>(), std::string("0001"));
}

void TestCliHotplug::streamEndsWithItsDevice()
{
    Fixture fixture;
    QVERIFY(fixture.isStarted);
    StreamOptions options;
    options.target = loopback();
    options.endpoints = { usb::EndpointAddress { 0x82 } };
    options.size = 512;
    options.json = true;
    connect(&fixture.session.service(), &engine::UsbService::streamsChanged, &fixture.session,
        [&fixture](const std::vector<engine::StreamStatus>& changed) {
            if (changed.front().transfers > 0 && changed.front().isActive())
                fixture.unplugOnce();
        });
    QVERIFY(run(fixture.session, options) == ExitCode::Disconnected);
    const nlohmann::json end = fixture.lines().back();
    QCOMPARE(end["event"].get<std::string>(), std::string("end"));
    QVERIFY(end["error"].is_string());
    QVERIFY(end["transfers"].get<int>() > 0);
    QVERIFY(fixture.session.finish(ExitCode::Disconnected) == ExitCode::Disconnected);
}

void TestCliHotplug::readEndsWithItsDevice()
{
    Fixture fixture;
    QVERIFY(fixture.isStarted);
    ReadOptions options;
    options.target = loopback();
    options.endpoint = { 0x81 }; // nothing was written: it waits
    options.timeoutMs = 0;
    options.json = true;
    connect(&fixture.session.service(), &engine::UsbService::sessionChanged, &fixture.session,
        [&fixture](const engine::SessionState& state) {
            if (state.inFlight > 0)
                fixture.unplugOnce();
        });
    QVERIFY(run(fixture.session, options) == ExitCode::Disconnected);
}

QTEST_GUILESS_MAIN(TestCliHotplug)
#include "tst_cli_hotplug.moc"
