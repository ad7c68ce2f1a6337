// SPDX-License-Identifier: GPL-3.0-or-later
// The window's page about libusb: what is missing is greyed, errors change their language, messages are filtered.
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "tests/unit/engine/fake_backend.h"
#include "ui/dialogs/library_dialog.h"
#include "ui/main_window.h"
#include "ui/models/library_message_model.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPointer>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>

#include <array>

using namespace wb;
using namespace wb::test;

namespace {

usb::LibraryFacts sampleFacts()
{
    usb::LibraryFacts facts;
    facts.name = "libusb";
    facts.version = "1.0.99";
    facts.candidate = "-rc1";
    facts.file = "/lib/libusb-1.0.so.0";
    facts.capabilities = { { "LIBUSB_CAP_HAS_HOTPLUG", "It tells when a device comes", true } };
    facts.functions
        = { { "libusb_old_one", "1.0.27", "Done by hand.", true }, { "libusb_new_one", "1.0.30", "Nothing.", false } };
    facts.languages = { "de", "en" };
    facts.errors = { { -6, "LIBUSB_ERROR_BUSY", ErrorKind::Busy, { "Belegt", "Resource busy" }, { 16, "EBUSY" } } };
    facts.statuses = { { 4, "LIBUSB_TRANSFER_STALL", usb::TransferStatus::Stall, { 5, "EIO" } } };
    using State = usb::LibraryFile::State;
    facts.files = { { "/lib/libusb-1.0.so.0", State::Used }, { "/opt/lib/libusb-1.0.so.0", State::There },
        { "/usr/lib/libusb-1.0.so.0", State::Absent } };
    return facts;
}

usb::LibraryMessage message(const std::string& source, const std::string& text, std::uint64_t lost = 0)
{
    usb::LibraryMessage said;
    said.level = usb::LogLevel::Debug;
    said.source = source;
    said.text = text;
    said.lostBefore = lost;
    return said;
}

} // namespace

class TestLibraryDialog : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<FakeWorld> m_world;
    std::unique_ptr<AppFixture> m_fixture;
    std::unique_ptr<ui::LibraryMessageModel> m_messages;
    QPointer<ui::LibraryDialog> m_dialog;

    [[nodiscard]] QAbstractItemModel& modelOf(const char* name) { return *find<QTableView>(*m_dialog, name)->model(); }
    [[nodiscard]] bool turnTo(int page)
    {
        auto* tabs = find<QTabWidget>(*m_dialog, "libraryTabs");
        tabs->setCurrentIndex(page);
        return tabs->currentWidget()->isVisible();
    }

    [[nodiscard]] QString version() { return find<QLabel>(*m_dialog, "libraryVersion")->text(); }
    [[nodiscard]] bool openAgain()
    {
        delete m_dialog.data();
        m_dialog = new ui::LibraryDialog(m_fixture->context(), *m_messages);
        return showAndWait(*m_dialog);
    }

private Q_SLOTS:
    void init()
    {
        qunsetenv("LIBUSB_DEBUG");
        m_world = std::make_shared<FakeWorld>();
        m_world->library = sampleFacts();
        m_fixture = std::make_unique<AppFixture>(AppFixture::Bus::Off);
        engine::UsbService& service = m_fixture->service();
        m_messages = std::make_unique<ui::LibraryMessageModel>(50);
        connect(&service, &engine::UsbService::libraryMessagesPosted, m_messages.get(), &ui::LibraryMessageModel::add);
        QVERIFY(openAgain());
    }

    void cleanup()
    {
        delete m_dialog.data();
        m_fixture.reset();
        m_messages.reset();
    }

    void saysThatNothingGoesThroughIt()
    {
        QVERIFY2(version().contains(QStringLiteral("not in use")), qPrintable(version()));
        m_fixture->demoBus().setActive(true);
        QVERIFY2(version().contains(QStringLiteral("made of software")), qPrintable(version()));
        QCOMPARE(modelOf("libraryFunctions").rowCount(), 0);
        m_fixture->demoBus().setActive(false);
        QVERIFY2(version().contains(QStringLiteral("not in use")), qPrintable(version()));
    }

    void saysThatItStarts()
    {
        m_world->hang("start");
        m_fixture->service().addBackend(makeFakeBackend(m_world, "libusb1"));
        QCOMPARE(version(), QStringLiteral("libusb is starting…"));
        m_world->release("start");
        QTRY_VERIFY(version().startsWith(QStringLiteral("libusb 1.0.99")));
    }

    void saysWhyItFailed()
    {
        m_world->failStart = Error { ErrorKind::AccessDenied, 0, "start libusb", {} };
        m_fixture->service().addBackend(makeFakeBackend(m_world, "libusb1"));
        QTRY_VERIFY2(version().startsWith(QStringLiteral("Start libusb failed: access denied")), qPrintable(version()));
    }

    void columnsKeepTheirWidths()
    {
        constexpr int kWidth = 137;
        const std::array tables { "libraryFunctions", "libraryErrors", "libraryMessages" };
        for (const char* name : tables)
            find<QTableView>(*m_dialog, name)->horizontalHeader()->resizeSection(0, kWidth);
        QVERIFY(openAgain());
        for (const char* name : tables)
            QCOMPARE(find<QTableView>(*m_dialog, name)->columnWidth(0), kWidth);
    }

    void theTabKeyGoesAsThingsLie()
    {
        QVERIFY(turnTo(2));
        find<QComboBox>(*m_dialog, "libraryLogLevel")->setFocus();
        for (const char* next : { "libraryMessageFilter", "libraryMessagesClear", "libraryMessages" }) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QCOMPARE(QApplication::focusWidget()->objectName(), QString::fromLatin1(next));
        }
        QVERIFY(turnTo(1));
        QTabBar* bar = find<QTabWidget>(*m_dialog, "libraryTabs")->tabBar();
        bar->setFocus();
        QTest::keyClick(bar, Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget()->objectName(), QStringLiteral("libraryLanguage"));
    }

    void greysWhatIsMissing()
    {
        m_fixture->service().addBackend(makeFakeBackend(m_world));
        QTRY_COMPARE(modelOf("libraryFunctions").rowCount(), 3);
        QCOMPARE(find<QLabel>(*m_dialog, "libraryVersion")->text(),
            QStringLiteral("libusb 1.0.99-rc1, /lib/libusb-1.0.so.0"));
        QCOMPARE(dumpModel(modelOf("libraryFunctions")),
            QStringLiteral("LIBUSB_CAP_HAS_HOTPLUG | present | It tells when a device comes\n"
                           "libusb_old_one | present | Done by hand.\n"
                           "libusb_new_one | needs libusb 1.0.30 | Nothing.\n"));
        const QAbstractItemModel& functions = modelOf("libraryFunctions");
        QVERIFY(functions.index(1, 0).flags().testFlag(Qt::ItemIsEnabled));
        for (int column = 0; column < functions.columnCount(); ++column)
            QVERIFY(!functions.index(2, column).flags().testFlag(Qt::ItemIsEnabled));
    }

    void errorsChangeTheirLanguage()
    {
        m_fixture->service().addBackend(makeFakeBackend(m_world));
        QTRY_COMPARE(modelOf("libraryErrors").rowCount(), 2);
        const auto row = [this](int number) { return dumpModel(modelOf("libraryErrors")).split(u'\n').at(number); };
        QCOMPARE(row(0), QStringLiteral("LIBUSB_ERROR_BUSY | -6 | EBUSY 16 | Resource busy | busy"));
        QCOMPARE(row(1), QStringLiteral("LIBUSB_TRANSFER_STALL | 4 | EIO 5 | the end of a transfer | stalled"));
        QVERIFY(turnTo(1));
        QVERIFY(choose(find<QComboBox>(*m_dialog, "libraryLanguage"), QStringLiteral("de")));
        QCOMPARE(row(0), QStringLiteral("LIBUSB_ERROR_BUSY | -6 | EBUSY 16 | Belegt | busy"));
    }

    void theLevelReachesTheLibrary()
    {
        m_fixture->service().addBackend(makeFakeBackend(m_world));
        QTRY_COMPARE(modelOf("libraryFunctions").rowCount(), 3);
        QVERIFY(m_world->logLevel == usb::LogLevel::Warning);
        QVERIFY(turnTo(2));
        QVERIFY(choose(find<QComboBox>(*m_dialog, "libraryLogLevel"), QStringLiteral("Every call")));
        QTRY_VERIFY(m_world->logLevel == usb::LogLevel::Debug);
    }

    void onlyANumberFixesTheLevel_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("isFixed");
        QTest::newRow("a number") << QByteArray("3") << true;
        QTest::newRow("none") << QByteArray("0") << false;
        QTest::newRow("less than none") << QByteArray("-1") << false;
        QTest::newRow("a word, which libusb does not know") << QByteArray("warning") << false;
    }

    void onlyANumberFixesTheLevel()
    {
        QFETCH(const QByteArray, value);
        QFETCH(const bool, isFixed);
        qputenv("LIBUSB_DEBUG", value);
        QVERIFY(openAgain());
        qunsetenv("LIBUSB_DEBUG");
        QCOMPARE(find<QComboBox>(*m_dialog, "libraryLogLevel")->isEnabled(), !isFixed);
    }

    void theEventLoopIsAskedForOnDemand()
    {
        m_world->eventLoop = usb::EventLoopFacts {};
        m_world->eventLoop->watched = { { 7, true, false }, { 9, false, true }, { 11, true, true } };
        m_world->eventLoop->added = 5;
        m_world->eventLoop->removed = 2;
        m_world->eventLoop->handlesTimeouts = true;
        m_world->eventLoop->isLockFree = true;
        m_world->eventLoop->mayHandle = true;
        QVERIFY(turnTo(3));
        QVERIFY(find<QLabel>(*m_dialog, "eventLoopWords")->text().contains(QStringLiteral("has answered")));
        m_fixture->service().addBackend(makeFakeBackend(m_world));
        QTRY_COMPARE(modelOf("libraryFunctions").rowCount(), 3);
        QCOMPARE(modelOf("eventLoopFacts").rowCount(), 0); // nothing was asked
        QVERIFY(click(findWidget(*m_dialog, "eventLoopRefresh")));
        QTRY_COMPARE(dumpModel(modelOf("eventLoopDescriptors")),
            QStringLiteral("fake | 7 | input\nfake | 9 | output\nfake | 11 | input and output\n"));
        QCOMPARE(dumpModel(modelOf("eventLoopFacts")),
            QStringLiteral(
                "fake | Next timeout | none that a caller would have to look at\n"
                "fake | Timeouts are handled by | libusb: a timer is among its descriptors\n"
                "fake | Event lock | free: no thread but the USB thread handles events, and that was asking\n"
                "fake | Events may be handled | yes\n"
                "fake | Descriptors since the start | 5 added, 2 removed\n"));
        QVERIFY(click(findWidget(*m_dialog, "eventLoopRefresh")));
        QTRY_COMPARE(modelOf("eventLoopFacts").rowCount(), 5); // again, not twice
        QTRY_COMPARE(modelOf("eventLoopDescriptors").rowCount(), 3);
    }

    void theEventLoopIsToldWhenItsPageIsShown()
    {
        m_world->eventLoop = usb::EventLoopFacts {};
        m_world->eventLoop->nextTimeout = std::chrono::milliseconds(20);
        m_world->eventLoop->isHandlerActive = true;
        m_fixture->service().addBackend(makeFakeBackend(m_world));
        QTRY_COMPARE(modelOf("libraryFunctions").rowCount(), 3);
        QVERIFY(turnTo(3));
        QTRY_COMPARE(modelOf("eventLoopFacts").rowCount(), 5);
        const QString told = dumpModel(modelOf("eventLoopFacts"));
        QVERIFY2(told.contains(QStringLiteral("Next timeout | in 20.0")), qPrintable(told));
        QVERIFY2(told.contains(QStringLiteral("Timeouts are handled by | whoever waits")), qPrintable(told));
        QVERIFY2(told.contains(QStringLiteral("Event lock | held by another thread, which")), qPrintable(told));
        QVERIFY2(told.contains(QStringLiteral("Events may be handled | not now")), qPrintable(told));
        QVERIFY(dumpModel(modelOf("eventLoopDescriptors")).contains(QStringLiteral("none on this system")));
    }

    void filesTellWhichOneIsUsed()
    {
        m_fixture->service().addBackend(makeFakeBackend(m_world));
        QTRY_COMPARE(dumpModel(modelOf("libraryFiles")),
            QStringLiteral("used | /lib/libusb-1.0.so.0\n"
                           "not loaded | /opt/lib/libusb-1.0.so.0\n"
                           "not there | /usr/lib/libusb-1.0.so.0\n"));
        QVERIFY(turnTo(4));
        QVERIFY(modelOf("libraryFiles").index(0, 1).flags().testFlag(Qt::ItemIsEnabled));
        QVERIFY(!modelOf("libraryFiles").index(1, 1).flags().testFlag(Qt::ItemIsEnabled));
    }

    void messagesAreFilteredAndCleared()
    {
        m_fixture->service().addBackend(makeFakeBackend(m_world));
        QTRY_COMPARE(modelOf("libraryFunctions").rowCount(), 3);
        m_world->say(message("libusb_open", "open 1.4"));
        m_world->say(message("libusb_close", "close 1.4"));
        QTRY_COMPARE(modelOf("libraryMessages").rowCount(), 2);
        QVERIFY(turnTo(2));
        QVERIFY(typeInto(findWidget(*m_dialog, "libraryMessageFilter"), QStringLiteral("libusb_CLOSE")));
        QCOMPARE(modelOf("libraryMessages").rowCount(), 1);
        QCOMPARE(modelOf("libraryMessages").index(0, ui::LibraryMessageModel::TextColumn).data().toString(),
            QStringLiteral("close 1.4"));
        QVERIFY(click(findWidget(*m_dialog, "libraryMessagesClear")));
        QCOMPARE(m_messages->rowCount(), 0);
    }

    void messagesAreBounded()
    {
        const QAbstractItemModelTester tester(m_messages.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (int i = 0; i < 120; ++i)
            m_messages->add({ message("f", std::to_string(i)) });
        QVERIFY(m_messages->rowCount() <= 50);
        m_messages->add(std::vector<usb::LibraryMessage>(70, message("f", "flood")));
        QCOMPARE(m_messages->rowCount(), 50);
        m_messages->add({ message("f", "late", 7) });
        QCOMPARE(m_messages->index(m_messages->rowCount() - 1, ui::LibraryMessageModel::TextColumn).data().toString(),
            QStringLiteral("late (7 before it came too fast to be kept)"));
        QCOMPARE(m_messages->index(m_messages->rowCount() - 1, ui::LibraryMessageModel::LevelColumn).data().toString(),
            QStringLiteral("detail"));
    }

    // What was said before the page is opened is there.
    void opensFromTheHelpMenu()
    {
        ui::MainWindow window(m_fixture->context());
        QVERIFY(showAndWait(window));
        m_fixture->service().addBackend(makeFakeBackend(m_world));
        QTRY_COMPARE(modelOf("libraryFunctions").rowCount(), 3);
        m_world->say(message("libusb_open", "open 1.4"));
        QTRY_COMPARE(m_messages->rowCount(), 1);
        QVERIFY(clickMenu(window, { QStringLiteral("Help"), QStringLiteral("libusb") }));
        auto* opened = window.findChild<ui::LibraryDialog*>(QStringLiteral("libraryDialog"));
        QVERIFY(opened != nullptr);
        QTRY_VERIFY(opened->isVisible());
        QVERIFY(clickMenu(window, { QStringLiteral("Help"), QStringLiteral("libusb") }));
        QCOMPARE(window.findChildren<ui::LibraryDialog*>().size(), qsizetype { 1 });
        QCOMPARE(find<QTableView>(*opened, "libraryMessages")->model()->rowCount(), 1);
        QVERIFY(click(findWidget(*opened, "libraryClose")));
        QTRY_VERIFY(window.findChild<ui::LibraryDialog*>(QStringLiteral("libraryDialog")) == nullptr);
    }
};

QTEST_MAIN(TestLibraryDialog)
#include "tst_library_dialog.moc"
