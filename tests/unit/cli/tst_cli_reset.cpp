// SPDX-License-Identifier: GPL-3.0-or-later
// What `reset` makes of a device that stays, comes back as another one, or does not come back.
#include "app/cli/commands.h"
#include "tests/unit/engine/fake_backend.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace wb;
using namespace wb::cli;
using wb::test::FakeWorld;

namespace {

// A started session with one device, whose output can be read back.
class Fixture {
public:
    explicit Fixture(const GlobalOptions& global = {})
        : m_out(Output::toFile(path().toStdString()).value())
        , session(global, m_out, m_messages)
    {
        isStarted = session.start(test::makeFakeBackend(world)).has_value();
    }

    void loseTheHandle() const { world->failNext("reset", { ErrorKind::NotFound, -5, "reset", {} }); }

    // Once the engine looks for the device at its port.
    void comeBackAs(std::uint16_t productId)
    {
        QObject::connect(&session.service(), &engine::UsbService::noticePosted, &session,
            [this, productId](const engine::Notice& notice) {
                if (notice.text.find("looking for it at the same port") == std::string::npos)
                    return;
                world->unplug(device->id);
                world->plug(productId, 1);
            });
    }

    [[nodiscard]] bool hasCalled(const std::string& call) const
    {
        const std::vector<std::string> calls = world->calls();
        return std::find(calls.begin(), calls.end(), call) != calls.end();
    }

    [[nodiscard]] QByteArray printed() const
    {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private:
    [[nodiscard]] QString path() const { return m_directory.filePath(QStringLiteral("out")); }

    QTemporaryDir m_directory;
    Messages m_messages;
    Output m_out;

public:
    std::shared_ptr<FakeWorld> world = std::make_shared<FakeWorld>();
    usb::DevicePtr device = world->plug(1, 1);
    Session session;
    bool isStarted = false;
};

ResetOptions confirmed()
{
    ResetOptions options;
    options.target.device.text = "1209:0001";
    options.target.device.vendorId = 0x1209;
    options.target.device.productId = 1;
    options.isConfirmed = true;
    return options;
}

} // namespace

class TestCliReset : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSameDevice();
    void anotherDevice_data();
    void anotherDevice();
    void asJson();
    void staysAway();
    void failures();
    void needsConsent();
    void readOnly();
};

void TestCliReset::theSameDevice()
{
    Fixture fixture;
    QVERIFY(fixture.isStarted);
    QVERIFY(run(fixture.session, confirmed()) == ExitCode::Success);
    QVERIFY(fixture.hasCalled("reset"));
    QCOMPARE(fixture.printed(), QByteArray("1-1 1209:0001: reset, the same device at address 1\n"));
    QVERIFY(fixture.session.finish(ExitCode::Success) == ExitCode::Success);
}

void TestCliReset::anotherDevice_data()
{
    QTest::addColumn<int>("productId");
    QTest::addColumn<QByteArray>("ids");
    QTest::newRow("alike") << 1 << QByteArray("1209:0001");
    QTest::newRow("with other descriptors") << 2 << QByteArray("1209:0002");
}

void TestCliReset::anotherDevice()
{
    QFETCH(const int, productId);
    QFETCH(const QByteArray, ids);
    Fixture fixture;
    QVERIFY(fixture.isStarted);
    fixture.loseTheHandle();
    fixture.comeBackAs(static_cast<std::uint16_t>(productId));
    QVERIFY(run(fixture.session, confirmed()) == ExitCode::Success);
    const QByteArray expected
        = "1-1 1209:0001: reset, came back as another device, 1-1 " + ids + " at address 1 instead of 1\n";
    QCOMPARE(fixture.printed(), expected);
}

void TestCliReset::asJson()
{
    Fixture fixture;
    QVERIFY(fixture.isStarted);
    fixture.loseTheHandle();
    fixture.comeBackAs(2);
    ResetOptions options = confirmed();
    options.json = true;
    QVERIFY(run(fixture.session, options) == ExitCode::Success);
    const auto document = nlohmann::json::parse(fixture.printed().toStdString(), nullptr, false);
    QCOMPARE(document["schema"].get<std::string>(), std::string("usb-workbench.reset/1"));
    QVERIFY(document["isAnother"].get<bool>());
    QCOMPARE(document["addressBefore"].get<int>(), 1);
    QCOMPARE(document["device"]["productId"].get<std::string>(), std::string("0002"));
}

void TestCliReset::staysAway()
{
    Fixture fixture;
    QVERIFY(fixture.isStarted);
    fixture.loseTheHandle();
    ResetOptions options = confirmed();
    options.timeoutMs = 1;
    QVERIFY(run(fixture.session, options) == ExitCode::Disconnected);
    QCOMPARE(fixture.printed(), QByteArray());
}

void TestCliReset::failures()
{
    Fixture fixture;
    QVERIFY(fixture.isStarted);
    fixture.world->failNext("reset", { ErrorKind::Busy, -6, "reset", {} });
    QVERIFY(run(fixture.session, confirmed()) == ExitCode::Busy);
    ResetOptions options = confirmed();
    options.target.device.productId = 9;
    QVERIFY(run(fixture.session, options) == ExitCode::NoDevice);
    QCOMPARE(fixture.printed(), QByteArray());
}

void TestCliReset::needsConsent()
{
    Fixture fixture;
    QVERIFY(fixture.isStarted);
    ResetOptions options = confirmed();
    options.isConfirmed = false;
    QVERIFY(run(fixture.session, options) == ExitCode::Usage);
    QVERIFY(!fixture.hasCalled("open"));
}

void TestCliReset::readOnly()
{
    GlobalOptions global;
    global.isReadOnly = true;
    Fixture fixture(global);
    QVERIFY(fixture.isStarted);
    QVERIFY(run(fixture.session, confirmed()) == ExitCode::Usage);
    QVERIFY(!fixture.hasCalled("reset"));
}

QTEST_GUILESS_MAIN(TestCliReset)
#include "tst_cli_reset.moc"
