// SPDX-License-Identifier: GPL-3.0-or-later
// The stream command through bulk streams, on the device at SuperSpeed of the demo bus.
#include "app/cli/commands.h"
#include "core/backend/virtualbus/virtual_bus.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace wb;
using namespace wb::cli;

namespace {

DeviceSelector superSpeed()
{
    DeviceSelector selector;
    selector.text = "fffe:0034";
    selector.vendorId = 0xfffe;
    selector.productId = 0x0034;
    return selector;
}

// A started session with the device plugged in, whose output can be read back.
class Fixture {
public:
    Fixture()
        : m_out(Output::toFile(path().toStdString()).value())
        , session({}, m_out, m_messages)
    {
        auto owned = backend::VirtualBus::create();
        backend::VirtualBus* const bus = owned.get();
        isReady = session.start(std::move(owned)).has_value() && bus->plug("superspeed").has_value()
            && session.waitUntil([this] { return session.findDevice(superSpeed()).has_value(); });
    }

    // The last lines of the streams, by their endpoints.
    [[nodiscard]] nlohmann::json ends() const
    {
        QFile file(path());
        nlohmann::json found;
        if (file.open(QIODevice::ReadOnly))
            for (const QByteArray& line : file.readAll().trimmed().split('\n'))
                if (const auto document = nlohmann::json::parse(line.toStdString(), nullptr, false);
                    document.is_object() && document.value("event", "") == "end")
                    found[document["endpoint"].get<std::string>()] = document;
        return found;
    }

private:
    [[nodiscard]] QString path() const { return m_directory.filePath(QStringLiteral("out")); }

    QTemporaryDir m_directory;
    Messages m_messages;
    Output m_out;

public:
    Session session;
    bool isReady = false;
};

StreamOptions streamOptions(std::vector<usb::EndpointAddress> endpoints)
{
    StreamOptions options;
    options.target.device = superSpeed();
    options.endpoints = std::move(endpoints);
    options.size = 1024;
    options.config.stopAfterTransfers = 4;
    options.json = true;
    return options;
}

} // namespace

class TestCliBulkStreams : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void throughOneOfThem();
    void onlyWhereSomeAreOffered();
    void refusedWhereNoneAreOffered();
};

void TestCliBulkStreams::throughOneOfThem()
{
    Fixture fixture;
    QVERIFY(fixture.isReady);
    StreamOptions options = streamOptions({ { 0x81 } });
    options.config.bulkStream = 5;
    options.config.bulkStreams = 8;
    options.config.sink = engine::StreamSink::Preview;
    options.config.wantsDeviceMemory = true;
    QVERIFY(run(fixture.session, options) == ExitCode::Success);
    const nlohmann::json end = fixture.ends()["81"];
    QCOMPARE(end["bulkStream"]["id"].get<int>(), 5);
    QCOMPARE(end["bulkStream"]["allocated"].get<int>(), 8);
    QCOMPARE(end["transfers"].get<int>(), 4);
    QCOMPARE(end["preview"].get<std::string>().substr(0, 8), std::string("05000000"));
    QCOMPARE(end["zeroCopy"].get<bool>(), false); // the demo bus has no such memory
}

// As with the command pipe of a UAS disk beside the pipes that have streams.
void TestCliBulkStreams::onlyWhereSomeAreOffered()
{
    Fixture fixture;
    QVERIFY(fixture.isReady);
    StreamOptions options = streamOptions({ { 0x81 }, { 0x01 }, { 0x82 } });
    options.config.bulkStream = 2;
    options.config.transfersPerSecond = 20; // all run at the same time
    QVERIFY(run(fixture.session, options) == ExitCode::Success);
    const nlohmann::json ends = fixture.ends();
    QCOMPARE(ends["81"]["bulkStream"]["id"].get<int>(), 2);
    QCOMPARE(ends["01"]["bulkStream"]["id"].get<int>(), 2);
    QVERIFY(ends["82"]["bulkStream"].is_null());
    QCOMPARE(ends["82"]["transfers"].get<int>(), 4);
    QVERIFY(ends["82"]["zeroCopy"].is_null());
}

void TestCliBulkStreams::refusedWhereNoneAreOffered()
{
    Fixture fixture;
    QVERIFY(fixture.isReady);
    StreamOptions options = streamOptions({ { 0x82 } });
    options.config.bulkStream = 1;
    QVERIFY(run(fixture.session, options) != ExitCode::Success);
    const nlohmann::json end = fixture.ends()["82"];
    QVERIFY(end["error"].get<std::string>().find("only bulk endpoints") != std::string::npos);
    QCOMPARE(end["transfers"].get<int>(), 0);
}

QTEST_GUILESS_MAIN(TestCliBulkStreams)
#include "tst_cli_bulk_streams.moc"
