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
