// SPDX-License-Identifier: GPL-3.0-or-later
// A command's session with backends that do not work, and with signals.
#include "app/cli/session.h"
#include "core/backend/virtualbus/virtual_bus.h"

#include <QtTest>

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <unistd.h>

using namespace wb;
using namespace wb::cli;

namespace {

// Starts as it is told to: with an error, or not at all until it is released.
class BrokenBackend : public backend::Backend {
public:
    struct Gate {
        std::mutex mutex;
        std::condition_variable opened;
        bool isOpen = false;

        void open()
        {
            const std::lock_guard lock(mutex);
            isOpen = true;
            opened.notify_all();
        }
        void wait()
        {
            std::unique_lock lock(mutex);
            opened.wait(lock, [this] { return isOpen; });
        }
    };

    explicit BrokenBackend(std::shared_ptr<Gate> gate)
        : m_gate(std::move(gate))
    {
    }

    std::string name() const override { return "broken"; }
    std::string version() const override { return "broken 1"; }
    Status start(backend::Listener&) override
    {
        m_gate->wait();
        return fail(ErrorKind::Io, "start the broken backend", "no bus", 5);
    }
    void runOnce(std::chrono::milliseconds) override { }
    void wake() noexcept override { }
    void stop() override { }
    bool hasHotplug() const override { return false; }
    Result<std::vector<usb::DevicePtr>> devices() override { return std::vector<usb::DevicePtr> {}; }
    Result<std::unique_ptr<backend::DeviceHandle>> open(usb::DeviceId) override
    {
        return fail(ErrorKind::Unsupported, "open");
    }

private:
    std::shared_ptr<Gate> m_gate;
};

} // namespace

class TestCliSession : public QObject {
    Q_OBJECT

public:
    static void initMain();

private Q_SLOTS:
    void failingBackend();
    void hangingBackend();
    void interruptedStart();
    void limits();
    void demoBus();
};

// Before the test runner starts a thread that would take the signals instead.
void TestCliSession::initMain()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void TestCliSession::failingBackend()
{
    const Messages messages;
    Output out = Output::toStdout();
    Session session({}, out, messages);
    auto gate = std::make_shared<BrokenBackend::Gate>();
    gate->open();
    const Status started = session.start(std::make_unique<BrokenBackend>(gate));
    QVERIFY(!started.has_value());
    QVERIFY(started.error().kind == ErrorKind::Io);
    QCOMPARE(started.error().detail, std::string("no bus"));
}

// P69: some descriptors make libusb's start go on for ever.
void TestCliSession::hangingBackend()
{
    const auto gate = std::make_shared<BrokenBackend::Gate>();
    {
        const Messages messages;
        Output out = Output::toStdout();
        Session session({}, out, messages);
        const Status started = session.start(std::make_unique<BrokenBackend>(gate));
        QVERIFY(!started.has_value());
        QVERIFY(started.error().kind == ErrorKind::Timeout);
        QCOMPARE(started.error().operation, std::string("start broken"));
        QCOMPARE(session.finish(ExitCode::Failed), ExitCode::Failed); // and it ends all the same
    }
    gate->open();
}

void TestCliSession::interruptedStart()
{
    const auto gate = std::make_shared<BrokenBackend::Gate>();
    {
        const Messages messages;
        Output out = Output::toStdout();
        Session session({}, out, messages);
        QTimer::singleShot(0, &session, [] { ::kill(::getpid(), SIGINT); });
        const Status started = session.start(std::make_unique<BrokenBackend>(gate));
        QVERIFY(!started.has_value());
        QVERIFY(started.error().kind == ErrorKind::Cancelled);
        QVERIFY(session.isInterrupted());
        gate->open();
    }
}

void TestCliSession::limits()
{
    const Messages messages;
    Output out = Output::toStdout();
    Session session({}, out, messages);
    const auto never = [] { return false; };
    QVERIFY(!session.waitUntil(never, Session::Patience::UntilInterrupted, std::chrono::milliseconds(5)));
    QVERIFY(session.waitUntil([] { return true; }));
    bool isDone = false;
    QTimer::singleShot(0, &session, [&] {
        isDone = true;
        session.poke();
    });
    QVERIFY(session.waitUntil([&] { return isDone; }));
    QTimer::singleShot(0, &session, [] { ::kill(::getpid(), SIGTERM); });
    QVERIFY(!session.waitUntil(never));
    QVERIFY(!session.waitUntil(never)); // an interruption stays
    QVERIFY(!session.waitUntil(never, Session::Patience::Always, std::chrono::milliseconds(5)));
}

void TestCliSession::demoBus()
{
    const Messages messages;
    Output out = Output::toStdout();
    Session session({}, out, messages);
    QVERIFY(session.start(backend::VirtualBus::create()).has_value());
    DeviceSelector selector;
    selector.vendorId = 0xfffe;
    selector.productId = 1;
    const auto device = session.findDevice(selector);
    QVERIFY(device.has_value());
    TargetOptions target;
    target.device = selector;
    QVERIFY(session.open(*device, target).has_value());
    usb::TransferRequest request;
    request.setup = { 0x80, 6, 0x100, 0, 18 };
    request.length = 18;
    const auto result = session.transfer((*device)->id, request);
    QVERIFY(result.has_value());
    QCOMPARE(result->actualLength, 18U);
    QCOMPARE(session.finish(ExitCode::Success), ExitCode::Success);
}

QTEST_GUILESS_MAIN(TestCliSession)
#include "tst_cli_session.moc"
