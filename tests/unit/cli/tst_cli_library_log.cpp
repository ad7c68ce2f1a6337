// SPDX-License-Identifier: GPL-3.0-or-later
// What libusb says during a command: who asks for it, and where it goes.
#include "app/cli/library_log.h"
#include "app/cli/session.h"
#include "tests/unit/engine/fake_backend.h"

#include <QtTest>

#include <condition_variable>
#include <mutex>
#include <unistd.h>

using namespace wb;
using namespace wb::cli;

namespace {

usb::LibraryMessage farewell()
{
    usb::LibraryMessage message;
    message.level = usb::LogLevel::Warning;
    message.source = "libusb_exit";
    message.text = "bye";
    return message;
}

// Has something to say while it ends, as libusb_exit() does.
class DepartingBackend : public backend::Backend {
public:
    std::string name() const override { return "departing"; }
    std::string version() const override { return "1"; }
    void setMessageSink(const usb::MessageSink& sink) override { m_sink = sink; }
    Status start(backend::Listener&) override { return {}; }
    void runOnce(std::chrono::milliseconds cap) override
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, cap, [this] { return m_isWoken; });
        m_isWoken = false;
    }
    void wake() noexcept override
    {
        const std::lock_guard lock(m_mutex);
        m_isWoken = true;
        m_changed.notify_all();
    }
    void stop() override { m_sink(farewell()); }
    bool hasHotplug() const override { return true; }
    Result<std::vector<usb::DevicePtr>> devices() override { return std::vector<usb::DevicePtr> {}; }
    Result<std::unique_ptr<backend::DeviceHandle>> open(usb::DeviceId) override
    {
        return fail(ErrorKind::Unsupported, "open");
    }

private:
    usb::MessageSink m_sink;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isWoken = false;
};

} // namespace

class TestCliLibraryLog : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    [[nodiscard]] QString logFile() const { return m_folder.filePath(QStringLiteral("said.txt")); }
    [[nodiscard]] QStringList lines() const
    {
        QFile file(logFile());
        if (!file.open(QIODevice::ReadOnly))
            return {};
        return QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
    }

private Q_SLOTS:
    void init()
    {
        QVERIFY(m_folder.isValid());
        QFile::remove(logFile());
        for (const char* variable : { "LIBUSB_DEBUG", "PYUSB_DEBUG", "PYUSB_LOG_FILENAME" })
            qunsetenv(variable);
    }
    void cleanup() { init(); }

    void theOptionGoesBeforeTheEnvironment_data()
    {
        QTest::addColumn<QByteArray>("libusb");
        QTest::addColumn<QByteArray>("pyusb");
        QTest::addColumn<int>("option"); // -1: not given
        QTest::addColumn<int>("wanted"); // -1: nobody asks
        QTest::newRow("nobody") << QByteArray() << QByteArray() << -1 << -1;
        QTest::newRow("libusb's number") << QByteArray("3") << QByteArray() << -1 << 3;
        QTest::newRow("libusb's word") << QByteArray("debug") << QByteArray() << -1 << 4;
        QTest::newRow("libusb's most") << QByteArray("9") << QByteArray() << -1 << 4;
        QTest::newRow("more than a number holds") << QByteArray("99999999999999999999") << QByteArray() << -1 << 4;
        QTest::newRow("less than nothing") << QByteArray("-3") << QByteArray("debug") << -1 << 0;
        QTest::newRow("a number and more") << QByteArray("3!") << QByteArray() << -1 << 3;
        QTest::newRow("PyUSB") << QByteArray() << QByteArray("WARNING") << -1 << 2;
        QTest::newRow("PyUSB's worst") << QByteArray() << QByteArray("critical") << -1 << 1;
        QTest::newRow("libusb first") << QByteArray("1") << QByteArray("debug") << -1 << 1;
        QTest::newRow("neither is a level") << QByteArray("loud") << QByteArray("9") << -1 << -1;
        QTest::newRow("the option") << QByteArray("4") << QByteArray("debug") << 2 << 2;
        QTest::newRow("the option wants silence") << QByteArray("4") << QByteArray() << 0 << 0;
    }

    void theOptionGoesBeforeTheEnvironment()
    {
        QFETCH(const QByteArray, libusb);
        QFETCH(const QByteArray, pyusb);
        QFETCH(const int, option);
        QFETCH(const int, wanted);
        if (!libusb.isEmpty())
            qputenv("LIBUSB_DEBUG", libusb);
        if (!pyusb.isEmpty())
            qputenv("PYUSB_DEBUG", pyusb);
        GlobalOptions options;
        if (option >= 0)
            options.libraryLog = usb::kLogLevels.at(static_cast<std::size_t>(option));
        const std::optional<usb::LogLevel> level = wantedLibraryLog(options);
        QCOMPARE(level ? static_cast<int>(*level) : -1, wanted);
    }

    void linesSayWhoSpeaks()
    {
        usb::LibraryMessage message;
        message.level = usb::LogLevel::Info;
        message.source = "libusb_open";
        message.text = "open \x1b[1m";
        QCOMPARE(libraryMessageText(message), std::string("libusb: info [libusb_open] open \\x1b[1m"));
        message.source.clear();
        message.text = "late";
        message.lostBefore = 3;
        QCOMPARE(libraryMessageText(message),
            std::string("libusb: info late (3 messages before it came too fast to be kept)"));
    }

    void aSessionAppendsToTheFile()
    {
        qputenv("PYUSB_LOG_FILENAME", logFile().toLocal8Bit());
        QFile before(logFile());
        QVERIFY(before.open(QIODevice::WriteOnly) && before.write("before\n") > 0);
        before.close();
        const auto world = std::make_shared<test::FakeWorld>();
        const Messages messages;
        Output out = Output::toStdout();
        GlobalOptions options;
        options.libraryLog = usb::LogLevel::Debug;
        Session session(options, out, messages);
        QVERIFY(session.start(test::makeFakeBackend(world)).has_value());
        QVERIFY(world->logLevel == usb::LogLevel::Debug);
        usb::LibraryMessage message;
        message.time = now();
        message.level = usb::LogLevel::Debug;
        message.source = "libusb_open";
        message.text = "open 1.4";
        world->say(message);
        QTRY_COMPARE(lines().size(), 2);
        QCOMPARE(lines().at(0), QStringLiteral("before"));
        QVERIFY2(
            lines().at(1).endsWith(QStringLiteral(" libusb: debug [libusb_open] open 1.4")), qPrintable(lines().at(1)));
        QCOMPARE(session.finish(ExitCode::Success), ExitCode::Success);
    }

    void whatIsSaidAtTheEndIsKept()
    {
        qputenv("PYUSB_LOG_FILENAME", logFile().toLocal8Bit());
        const Messages messages;
        Output out = Output::toStdout();
        GlobalOptions options;
        options.libraryLog = usb::LogLevel::Warning;
        Session session(options, out, messages);
        QVERIFY(session.start(std::make_unique<DepartingBackend>()).has_value());
        QCOMPARE(session.finish(ExitCode::Success), ExitCode::Success);
        QCOMPARE(lines().size(), qsizetype { 1 });
        QVERIFY2(
            lines().at(0).endsWith(QStringLiteral(" libusb: warning [libusb_exit] bye")), qPrintable(lines().at(0)));
    }

    void aFileThatFailsLaterIsToldOnce()
    {
        qputenv("PYUSB_LOG_FILENAME", "/dev/full"); // opens, and takes nothing
        QFile heard(logFile());
        QVERIFY(heard.open(QIODevice::WriteOnly));
        const int before = ::dup(STDERR_FILENO);
        QVERIFY(before >= 0 && ::dup2(heard.handle(), STDERR_FILENO) >= 0);
        const Messages messages;
        LibraryLog log(messages);
        log.write({ farewell() });
        log.write({ farewell() });
        const bool isRestored = ::dup2(before, STDERR_FILENO) >= 0;
        ::close(before);
        QVERIFY(isRestored);
        QCOMPARE(lines().size(), qsizetype { 3 });
        QVERIFY2(lines().at(0).contains(QStringLiteral("cannot be written any more")), qPrintable(lines().at(0)));
        for (const int line : { 1, 2 })
            QVERIFY2(lines().at(line).endsWith(QStringLiteral(" libusb: warning [libusb_exit] bye")),
                qPrintable(lines().at(line)));
    }

    void withoutBeingAskedNothingIsKept()
    {
        qputenv("PYUSB_LOG_FILENAME", logFile().toLocal8Bit());
        const auto world = std::make_shared<test::FakeWorld>();
        const Messages messages;
        Output out = Output::toStdout();
        Session session({}, out, messages);
        QVERIFY(session.start(test::makeFakeBackend(world)).has_value());
        QVERIFY(world->logLevel == usb::LogLevel::Warning);
        world->say({});
        QCOMPARE(session.finish(ExitCode::Success), ExitCode::Success);
        QVERIFY(!QFile::exists(logFile()));
    }
};

QTEST_GUILESS_MAIN(TestCliLibraryLog)
#include "tst_cli_library_log.moc"
