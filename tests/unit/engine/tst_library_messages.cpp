// SPDX-License-Identifier: GPL-3.0-or-later
// What a backend's library is and says, as the service tells it.
#include "core/engine/messages.h"
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/service_watcher.h"

#include <QtTest>

using namespace wb;
using namespace wb::engine;
using wb::test::FakeWorld;
using wb::test::ServiceWatcher;

namespace {

usb::LibraryMessage message(const std::string& text)
{
    usb::LibraryMessage said;
    said.source = "libusb_open";
    said.text = text;
    return said;
}

} // namespace

class TestLibraryMessages : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<FakeWorld> m_world;
    std::unique_ptr<UsbService> m_service;
    std::unique_ptr<ServiceWatcher> m_watch;
    std::vector<usb::LibraryMessage> m_said;

    void start()
    {
        m_service->addBackend(test::makeFakeBackend(m_world));
        QTRY_VERIFY(m_watch->isInitialSeen);
    }

private Q_SLOTS:
    void init()
    {
        m_world = std::make_shared<FakeWorld>();
        m_said.clear();
        m_service = std::make_unique<UsbService>(nullptr);
        m_watch = std::make_unique<ServiceWatcher>(*m_service);
        connect(m_service.get(), &UsbService::libraryMessagesPosted, this,
            [this](const auto& said) { m_said.insert(m_said.end(), said.begin(), said.end()); });
    }
    void cleanup()
    {
        m_watch.reset();
        m_service.reset();
    }

    void factsComeWithTheBackend()
    {
        usb::LibraryFacts facts;
        facts.name = "libusb";
        facts.version = "1.0.99";
        m_world->library = facts;
        start();
        QCOMPARE(m_service->backends().size(), std::size_t { 1 });
        QVERIFY(m_service->backends().front().library == facts);
    }

    void aBackendNeedNotStandOnALibrary()
    {
        start();
        QVERIFY(!m_service->backends().front().library);
    }

    void whatIsSaidArrivesInOrder()
    {
        start();
        m_world->say(message("one"));
        m_world->say(message("two"));
        QTRY_COMPARE(m_said.size(), std::size_t { 2 });
        QCOMPARE(m_said[0].text, std::string("one"));
        QCOMPARE(m_said[1].text, std::string("two"));
        QCOMPARE(m_said[1].source, std::string("libusb_open"));
        QCOMPARE(m_said[1].lostBefore, std::uint64_t { 0 });
    }

    void theLevelReachesEveryBackend()
    {
        m_service->setLogLevel(usb::LogLevel::Info); // before there is one
        start();
        QVERIFY(m_world->logLevel == usb::LogLevel::Info);
        m_service->setLogLevel(usb::LogLevel::Debug);
        QVERIFY(m_service->logLevel() == usb::LogLevel::Debug);
        QTRY_VERIFY(m_world->logLevel == usb::LogLevel::Debug);
    }

    // Nobody takes anything while the test thread floods the box: what does not fit is counted, not kept.
    void aFloodIsBoundedAndCounted()
    {
        constexpr std::uint64_t kFlood = 10'000;
        start();
        for (std::uint64_t i = 0; i < kFlood; ++i)
            m_world->say(message("flood"));
        QTRY_VERIFY(!m_said.empty());
        QVERIFY(m_said.size() < kFlood);
        m_world->say(message("last"));
        QTRY_COMPARE(m_said.back().text, std::string("last"));
        std::uint64_t lost = 0;
        for (const usb::LibraryMessage& said : m_said)
            lost += said.lostBefore;
        QCOMPARE(lost + m_said.size(), kFlood + 1);
    }

    void answersKeepTheirDataInAFlood()
    {
        constexpr int kFlood = 10'000;
        Outbox outbox([] {});
        for (int i = 0; i < kFlood; ++i)
            outbox.send(message("flood"));
        FinishedTransfer answer;
        answer.result.data = { 1, 2, 3 };
        outbox.send(std::move(answer));
        QCOMPARE(outbox.droppedPayloads(), std::uint64_t { 0 });
        const std::vector<Message> messages = outbox.drain();
        const auto* received = std::get_if<FinishedTransfer>(&messages.back());
        QVERIFY(received != nullptr);
        QCOMPARE(received->result.data, (Bytes { 1, 2, 3 }));
    }

    // What it said later would be written into an outbox that is gone.
    void aBackendThatIsGoneIsNotHeard()
    {
        start();
        QVERIFY(m_world->isHeard());
        m_service->removeBackend("fake");
        QTRY_VERIFY(!m_world->isHeard());
    }
};

QTEST_GUILESS_MAIN(TestLibraryMessages)
#include "tst_library_messages.moc"
