// SPDX-License-Identifier: GPL-3.0-or-later
// Every setting of a stream typed and clicked, and found in what the service was told; wrong ones marked and refused.
#include "tests/gui/stream_driver.h"
#include "tests/support/gui_driver.h"
#include "ui/models/stream_model.h"
#include "ui/views/endpoint_panel.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabWidget>
#include <QTableView>

#include <array>

using namespace wb;
using namespace wb::test;
using engine::StreamAction;
using engine::StreamConfig;
using engine::StreamEvent;
using stream::PayloadKind;
using stream::PayloadSpec;

Q_DECLARE_METATYPE(wb::stream::PayloadSpec)

namespace {

constexpr int kAnswerMs = 8000;
constexpr QSize kCentre { 960, 430 }; // what the window leaves at 1280x800

} // namespace

class TstStreamSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<AppFixture>();
        m_panel = std::make_unique<ui::EndpointPanel>(m_fixture->context());
        m_panel->resize(kCentre);
        QVERIFY(showAndWait(*m_panel));
        m_loopback = m_fixture->loopback();
        QVERIFY(m_loopback);
    }
    void cleanup()
    {
        m_panel.reset();
        m_loopback.reset();
        m_fixture.reset();
    }

    void theQueueOfAnOutEndpoint()
    {
        open(0x02, SettingsPage::Queue);
        type("streamDepth", QStringLiteral("3"));
        type("streamTimeout", QStringLiteral("250"));
        type("streamSize", QStringLiteral("1000"));
        type("streamPacing", QStringLiteral("12.5"));
        QVERIFY(tick(widget("streamZeroPacket")));
        QVERIFY(!widget("streamShortIsError")->isVisible());
        QVERIFY(!widget("streamPacketLengths")->isVisible());
        const StreamConfig config = started();
        QCOMPARE(config.depth, 3U);
        QCOMPARE(config.timeoutMs, 250U);
        QCOMPARE(config.transferBytes, 1000U);
        QCOMPARE(config.transfersPerSecond, 12.5);
        QVERIFY(config.addZeroPacket && !config.shortIsError);
    }

    void theQueueOfAnInEndpoint()
    {
        open(0x82, SettingsPage::Queue);
        type("streamSize", QStringLiteral("700"));
        QVERIFY(text("streamPlan").contains(QStringLiteral("whole packets of 512")));
        QVERIFY(tick(widget("streamShortIsError")));
        QVERIFY(!widget("streamZeroPacket")->isVisible());
        const StreamConfig config = started();
        QCOMPARE(config.transferBytes, 1024U);
        QVERIFY(config.shortIsError && !config.addZeroPacket);
        QCOMPARE(config.transfersPerSecond, 0.0);
    }

    void theTableOfPacketLengths()
    {
        open(0x84, SettingsPage::Queue, 1);
        type("streamPacketLengths", QStringLiteral("100, 3x513"));
        QVERIFY(!widget("streamStart")->isEnabled());
        QVERIFY(text("streamReason").contains(QStringLiteral("1 to 512")));
        type("streamPacketLengths", QStringLiteral("100, 3x200"));
        QVERIFY(!widget("streamSize")->isEnabled() && !widget("streamPackets")->isEnabled());
        QVERIFY(text("streamPlan").contains(QStringLiteral("700 bytes")));
        const StreamConfig config = started();
        QCOMPARE(config.packetLengths, (std::vector<std::uint32_t> { 100, 200, 200, 200 }));
        QCOMPARE(config.transferBytes, 700U);
    }

    void bulkStreamsAndBuffers()
    {
        open(0x82, SettingsPage::Queue);
        for (const char* name : { "streamBulkStream", "streamBulkStreams" }) {
            QVERIFY(widget(name)->isVisible() && !widget(name)->isEnabled());
            QVERIFY(widget(name)->toolTip().contains(QStringLiteral("no bulk streams")));
        }
        QVERIFY(tick(widget("streamZeroCopy")));
        QVERIFY(m_fixture->demoBus().setPlugged("superspeed", true));
        m_loopback = m_fixture->waitForDevice(0xfffe, 0x0034);
        QVERIFY(m_loopback);
        open(0x81, SettingsPage::Queue);
        type("streamBulkStreams", QStringLiteral("4"));
        QVERIFY(!widget("streamStart")->isEnabled());
        QVERIFY(text("streamReason").contains(QStringLiteral("which of the streams")));
        type("streamBulkStream", QStringLiteral("5"));
        QVERIFY(text("streamReason").contains(QStringLiteral("only 4 streams")));
        type("streamBulkStream", QStringLiteral("17"));
        QVERIFY(text("streamReason").contains(QStringLiteral("from 0 to 16")));
        type("streamBulkStream", QStringLiteral("3"));
        const StreamConfig config = started();
        QCOMPARE(config.bulkStream, 3U);
        QCOMPARE(config.bulkStreams, 4U);
        QVERIFY(config.wantsDeviceMemory);
        QCOMPARE(streams().front().bulkStreams, 4U);
        const auto* table = find<QTableView>(*m_panel, "streamTable")->model();
        const QModelIndex cell = table->index(0, ui::StreamModel::Endpoint);
        QTRY_COMPARE(cell.data().toString(), QStringLiteral("EP1 IN (0x81), stream 3"));
        QTRY_VERIFY(cell.data(Qt::ToolTipRole).toString().contains(QStringLiteral("bulk stream 3 of 4")));
        QTRY_VERIFY(cell.data(Qt::ToolTipRole).toString().contains(QStringLiteral("no zero-copy buffers here")));
        QTRY_VERIFY(widget("streamStop")->isEnabled());
        type("streamBulkStream", QStringLiteral("0"));
        type("streamBulkStreams", QStringLiteral("0"));
        QVERIFY(text("streamReason").contains(QStringLiteral("A stream runs on this endpoint")));
        type("streamBulkStream", QStringLiteral("4")); // another one of the same endpoint
        QVERIFY(click(widget("streamStart")));
        QTRY_COMPARE_WITH_TIMEOUT(streams().size(), std::size_t { 2 }, kAnswerMs);
        QTRY_VERIFY_WITH_TIMEOUT(streams()[1].transfers > 0, kAnswerMs);
        m_panel->setSubject(endpointOf(m_loopback, 0x82)); // which offers none
        QVERIFY(!widget("streamBulkStream")->isEnabled());
        QVERIFY(text("streamReason").isEmpty());
    }

    void whatIsChangedDuringARunCountsFromTheNextStart()
    {
        open(0x82, SettingsPage::Queue);
        type("streamDepth", QStringLiteral("3"));
        QCOMPARE(started().depth, 3U);
        QTRY_VERIFY(text("streamReason").contains(QStringLiteral("A stream runs on this endpoint")));
        type("streamDepth", QStringLiteral("5"));
        QVERIFY(!widget("streamStart")->isEnabled());
        QVERIFY(text("streamReason").contains(QStringLiteral("count from the next start: stop it first")));
        QVERIFY(click(widget("streamStop")));
        QTRY_VERIFY_WITH_TIMEOUT(!streams().front().isActive(), kAnswerMs);
        QCOMPARE(streams().front().config.depth, 3U);
        QTRY_VERIFY(widget("streamStart")->isEnabled());
        QVERIFY(click(widget("streamStart")));
        QTRY_COMPARE_WITH_TIMEOUT(streams().size(), std::size_t { 2 }, kAnswerMs);
        QCOMPARE(streams()[1].config.depth, 5U);
    }

    void whatIsSent_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<PayloadSpec>("wanted");
        const auto shared = [](Bytes bytes) { return std::make_shared<const Bytes>(std::move(bytes)); };
        PayloadSpec spec;
        spec.bytes = { 0xca, 0xfe };
        QTest::newRow("repeated") << QStringLiteral("Bytes, anew in each transfer") << spec;
        spec = {};
        spec.kind = PayloadKind::File;
        spec.file = shared({ 0xca, 0xfe });
        QTest::newRow("once") << QStringLiteral("Bytes, once") << spec;
        spec.repeatsFile = true;
        QTest::newRow("endless") << QStringLiteral("Bytes, on and on") << spec;
        spec = {};
        spec.kind = PayloadKind::Counter;
        spec.counterBytes = 4;
        spec.counterStart = 0x10;
        QTest::newRow("counter") << QStringLiteral("Counter") << spec;
        spec = {};
        spec.kind = PayloadKind::Prbs;
        spec.prbsOrder = 23;
        QTest::newRow("prbs") << QStringLiteral("Pseudo-random (PRBS)") << spec;
        spec = {};
        spec.kind = PayloadKind::Random;
        spec.seed = 99;
        QTest::newRow("random") << QStringLiteral("Random with a seed") << spec;
    }

    void whatIsSent()
    {
        QFETCH(const QString, kind);
        QFETCH(const PayloadSpec, wanted);
        open(0x02, SettingsPage::Data);
        QVERIFY(choose(find<QComboBox>(*m_panel, "streamSourceKind"), kind));
        setPayload("streamSource", wanted);
        const PayloadSpec payload = started().payload;
        QVERIFY(payload.kind == wanted.kind);
        QCOMPARE(payload.bytes, wanted.bytes);
        QCOMPARE(payload.counterBytes, wanted.counterBytes);
        QCOMPARE(payload.counterStart, wanted.counterStart);
        QCOMPARE(payload.prbsOrder, wanted.prbsOrder);
        QCOMPARE(payload.seed, wanted.seed);
        QCOMPARE(payload.repeatsFile, wanted.repeatsFile);
        QCOMPARE(payload.file != nullptr, wanted.file != nullptr);
        QVERIFY(!payload.file || *payload.file == *wanted.file);
    }

    void aFileIsSent()
    {
        const QString path = m_fixture->directory() + QStringLiteral("/firmware.bin");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("firmware") == 8);
        file.close();
        open(0x02, SettingsPage::Data);
        QVERIFY(choose(find<QComboBox>(*m_panel, "streamSourceKind"), QStringLiteral("Bytes, once")));
        QVERIFY(!widget("streamStart")->isEnabled()); // nothing to send yet
        QVERIFY(choose(find<QComboBox>(*m_panel, "streamSourceDataForm"), QStringLiteral("File")));
        type("streamSourceDataFile", path);
        QVERIFY(click(widget("streamStart")));
        QTRY_VERIFY_WITH_TIMEOUT(!streams().empty() && !streams().front().isActive(), kAnswerMs);
        QCOMPARE(streams().front().bytes, std::uint64_t { 8 });
        QCOMPARE(streams().front().stopReason, std::string("all sent"));
    }

    void whatIsExpectedAndKept()
    {
        const QString path = m_fixture->directory() + QStringLiteral("/received.bin");
        open(0x82, SettingsPage::Data);
        QVERIFY(choose(find<QComboBox>(*m_panel, "streamSink"), QStringLiteral("To a file")));
        QVERIFY(!widget("streamStart")->isEnabled());
        QVERIFY(text("streamReason").contains(QStringLiteral("which file")));
        type("streamSinkFile", path);
        QVERIFY(tick(widget("streamCompare")));
        QVERIFY(choose(find<QComboBox>(*m_panel, "streamExpectedKind"), QStringLiteral("Counter")));
        QVERIFY(showSettings(*m_panel, SettingsPage::StopWhen));
        QVERIFY(tick(widget("streamStopDifference")));
        const StreamConfig config = started();
        QVERIFY(config.sink == engine::StreamSink::File);
        QCOMPARE(QString::fromStdString(config.sinkPath), path);
        QVERIFY(config.expected && config.expected->kind == PayloadKind::Counter);
        QVERIFY(config.stopAtDifference);
        QTRY_VERIFY_WITH_TIMEOUT(!streams().front().isActive(), kAnswerMs);
        QVERIFY(streams().front().firstDifference); // the source counts modulo 63
        QCOMPARE(streams().front().firstDifference->offset, std::uint64_t { 63 });
        QTRY_COMPARE(QFile(path).size(), static_cast<qint64>(streams().front().fileBytes));
        QVERIFY(streams().front().fileBytes > 0);
    }

    void whereBytesGo_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("sink");
        QTest::newRow("log") << QStringLiteral("Log only") << int(engine::StreamSink::Log);
        QTest::newRow("latest") << QStringLiteral("Show the latest") << int(engine::StreamSink::Preview);
        QTest::newRow("discard") << QStringLiteral("Discard") << int(engine::StreamSink::Discard);
    }

    void whereBytesGo()
    {
        QFETCH(const QString, words);
        QFETCH(const int, sink);
        open(0x82, SettingsPage::Data);
        QVERIFY(choose(find<QComboBox>(*m_panel, "streamSink"), words));
        const StreamConfig config = started();
        QCOMPARE(int(config.sink), sink);
        QVERIFY(!config.expected);
    }

    void limits()
    {
        open(0x82, SettingsPage::StopWhen);
        type("streamStopBytes", QStringLiteral("1000000000000"));
        type("streamStopTransfers", QStringLiteral("0x10000000"));
        type("streamStopTime", QStringLiteral("3600000"));
        type("streamStopErrors", QStringLiteral("5"));
        type("streamStopPattern", QStringLiteral("3d 3e 3f"));
        QVERIFY(!widget("streamStopDifference")->isEnabled()); // nothing is compared
        const StreamConfig config = started();
        QCOMPARE(config.stopAfterBytes, std::uint64_t { 1'000'000'000'000 });
        QCOMPARE(config.stopAfterTransfers, std::uint64_t { 0x10000000 });
        QCOMPARE(config.stopAfter.count(), std::int64_t { 3'600'000'000'000 });
        QCOMPARE(config.maxConsecutiveErrors, 5U);
        QCOMPARE(config.stopPattern, (Bytes { 0x3d, 0x3e, 0x3f }));
        QVERIFY(!config.stopAtDifference);
    }

    void aLimitEndsTheStream()
    {
        open(0x82, SettingsPage::StopWhen);
        type("streamStopTransfers", QStringLiteral("5"));
        QVERIFY(click(widget("streamStart")));
        QTRY_VERIFY_WITH_TIMEOUT(!streams().empty() && !streams().front().isActive(), kAnswerMs);
        QCOMPARE(streams().front().transfers, std::uint64_t { 5 });
    }

    void actionsOnEvents()
    {
        open(0x82, SettingsPage::OnEvents);
        QVERIFY(!widget("streamOnNoDevice")->isEnabled());
        QCOMPARE(find<QComboBox>(*m_panel, "streamOnNoDevice")->currentText(), QStringLiteral("Stop"));
        QVERIFY(widget("streamOnNoDevice")->toolTip().contains(QStringLiteral("takes no more transfers")));
        QCOMPARE(find<QComboBox>(*m_panel, "streamOnCompleted")->count(), 2); // there is nothing to recover from
        action("streamOnCompleted", QStringLiteral("Stop"));
        action("streamOnTimedOut", QStringLiteral("Recover"));
        action("streamOnStall", QStringLiteral("Recover"));
        action("streamOnError", QStringLiteral("Stop"));
        action("streamOnOverflow", QStringLiteral("Recover"));
        action("streamOnCancelled", QStringLiteral("Submit again"));
        engine::StreamPolicy wanted;
        wanted.set(StreamEvent::Completed, StreamAction::Stop);
        wanted.set(StreamEvent::TimedOut, StreamAction::Recover);
        wanted.set(StreamEvent::Stall, StreamAction::Recover);
        wanted.set(StreamEvent::Error, StreamAction::Stop);
        wanted.set(StreamEvent::Overflow, StreamAction::Recover);
        wanted.set(StreamEvent::Cancelled, StreamAction::Resubmit);
        QVERIFY(started().policy == wanted);
        QTRY_VERIFY_WITH_TIMEOUT(!streams().front().isActive(), kAnswerMs);
        QVERIFY(click(widget("streamUsualActions")));
        QTRY_VERIFY(widget("streamStart")->isEnabled());
        QVERIFY(click(widget("streamStart")));
        QTRY_COMPARE_WITH_TIMEOUT(streams().size(), std::size_t { 2 }, kAnswerMs);
        QVERIFY(streams()[1].config.policy == engine::StreamPolicy());
    }

    void wrongInputMarksItsPage()
    {
        open(0x82, SettingsPage::StopWhen);
        const auto* pages = find<QTabWidget>(*m_panel, "streamSettings");
        QVERIFY(pages->tabIcon(int(SettingsPage::StopWhen)).isNull());
        type("streamStopPattern", QStringLiteral("xyz"));
        QVERIFY(!pages->tabIcon(int(SettingsPage::StopWhen)).isNull());
        QVERIFY(pages->tabIcon(int(SettingsPage::Queue)).isNull());
        QVERIFY(!widget("streamStart")->isEnabled());
        QVERIFY(text("streamReason").contains(QStringLiteral("hexadecimal")));
        QVERIFY(showSettings(*m_panel, SettingsPage::Queue));
        type("streamDepth", QStringLiteral("0"));
        QVERIFY(!pages->tabIcon(int(SettingsPage::Queue)).isNull());
        QVERIFY(text("streamReason").contains(QStringLiteral("Queue depth")));
        m_panel->setSubject(endpointOf(m_loopback, 0x02)); // which sends: there is no pattern to wait for
        type("streamDepth", QStringLiteral("2"));
        QVERIFY(widget("streamStart")->isEnabled());
    }

    void everyPageFitsWithoutScrolling()
    {
        const auto endpoints
            = std::to_array<std::pair<std::uint8_t, std::uint8_t>>({ { 0x82, 0 }, { 0x02, 0 }, { 0x84, 1 } });
        for (const auto& [address, alternate] : endpoints)
            for (const SettingsPage page :
                { SettingsPage::Queue, SettingsPage::Data, SettingsPage::StopWhen, SettingsPage::OnEvents }) {
                open(address, page, alternate);
                QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
                QWidget* up = widget("streamSettings");
                while (up && !qobject_cast<QScrollArea*>(up))
                    up = up->parentWidget();
                QVERIFY(up);
                const auto* area = qobject_cast<QScrollArea*>(up);
                QTRY_COMPARE(area->verticalScrollBar()->maximum(), 0);
                QTRY_COMPARE(area->horizontalScrollBar()->maximum(), 0);
            }
    }

    void everyControlHasANameAndAToolTip()
    {
        for (const std::uint8_t address : { std::uint8_t { 0x02 }, std::uint8_t { 0x82 } })
            for (const SettingsPage page :
                { SettingsPage::Queue, SettingsPage::Data, SettingsPage::StopWhen, SettingsPage::OnEvents }) {
                open(address, page);
                for (const QWidget* control : find<QTabWidget>(*m_panel, "streamSettings")->findChildren<QWidget*>())
                    if (isControl(*control))
                        QVERIFY2(isNamed(*control), qPrintable(control->objectName()));
            }
    }

private:
    static bool isControl(const QWidget& part)
    {
        const bool isKind = qobject_cast<const QAbstractButton*>(&part) || qobject_cast<const QLineEdit*>(&part)
            || qobject_cast<const QComboBox*>(&part) || qobject_cast<const QAbstractSpinBox*>(&part);
        const bool isInside = qobject_cast<const QAbstractSpinBox*>(part.parentWidget());
        return isKind && !isInside && part.isVisible() && part.focusPolicy() != Qt::NoFocus;
    }

    static bool isNamed(const QWidget& control)
    {
        const auto* button = qobject_cast<const QAbstractButton*>(&control);
        const bool hasWords = !control.accessibleName().isEmpty() || (button && !button->text().isEmpty());
        return hasWords && !control.objectName().isEmpty() && !control.toolTip().isEmpty();
    }

    [[nodiscard]] QWidget* widget(const char* name) { return findWidget(*m_panel, name); }
    [[nodiscard]] QString text(const char* name) { return find<QLabel>(*m_panel, name)->text(); }
    [[nodiscard]] std::vector<engine::StreamStatus> streams() { return m_fixture->service().streams(); }

    void open(std::uint8_t address, SettingsPage page, std::uint8_t alternate = 0)
    {
        m_panel->setSubject(endpointOf(m_loopback, address, alternate));
        QVERIFY(showSettings(*m_panel, page));
    }

    void type(const char* name, const QString& words) { QVERIFY2(typeInto(widget(name), words), name); }
    void action(const char* name, const QString& words)
    {
        QVERIFY2(choose(find<QComboBox>(*m_panel, name), words), name);
    }

    // The fields that the payload's kind has.
    void setPayload(const QByteArray& prefix, const PayloadSpec& wanted)
    {
        const auto field = [&prefix](const char* name) { return prefix + name; };
        if (wanted.kind == PayloadKind::Counter) {
            QVERIFY(
                choose(find<QComboBox>(*m_panel, field("CounterWidth").constData()), QStringLiteral("32-bit numbers")));
            type(field("CounterStart").constData(), QStringLiteral("0x10"));
        } else if (wanted.kind == PayloadKind::Prbs) {
            QVERIFY(choose(find<QComboBox>(*m_panel, field("PrbsOrder").constData()), QStringLiteral("PRBS 23")));
        } else if (wanted.kind == PayloadKind::Random) {
            type(field("Seed").constData(), QStringLiteral("99"));
        } else {
            auto* editor = find<QPlainTextEdit>(*m_panel, field("DataHex").constData());
            QTest::mouseClick(editor->viewport(), Qt::LeftButton);
            QTest::keyClicks(editor, QStringLiteral("ca fe"));
        }
    }

    // Starts it and returns what the service was told, without what the service fills in.
    [[nodiscard]] StreamConfig started()
    {
        if (!click(widget("streamStart")))
            qWarning("%s", qPrintable(text("streamReason")));
        if (!QTest::qWaitFor([this] { return !streams().empty() && streams().front().transfers > 0; }, kAnswerMs))
            return {};
        return streams().front().config;
    }

    std::unique_ptr<AppFixture> m_fixture;
    std::unique_ptr<ui::EndpointPanel> m_panel;
    usb::DevicePtr m_loopback;
};

QTEST_MAIN(TstStreamSettings)
#include "tst_stream_settings.moc"
