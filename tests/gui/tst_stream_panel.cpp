// SPDX-License-Identifier: GPL-3.0-or-later
// Streams as a person starts, watches and stops them: several at once while the log scrolls, the loopback check, the
// meter and the bus' bandwidth.
#include "tests/gui/stream_driver.h"
#include "tests/support/gui_driver.h"
#include "ui/models/stream_model.h"
#include "ui/text/format.h"
#include "ui/views/bandwidth_bar.h"
#include "ui/views/endpoint_panel.h"
#include "ui/views/hex_view.h"
#include "ui/views/log_panel.h"
#include "ui/views/tone_colors.h"

#include <QElapsedTimer>
#include <QImage>
#include <QLabel>
#include <QLocale>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>

#include <algorithm>
#include <array>

using namespace wb;
using namespace wb::test;

namespace {

constexpr int kAnswerMs = 8000;

} // namespace

class TstStreamPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<AppFixture>();
        m_window = std::make_unique<QSplitter>(Qt::Vertical);
        m_panel = new ui::EndpointPanel(m_fixture->context(), m_window.get());
        m_log = new ui::LogPanel(m_fixture->context(), m_window.get());
        m_window->addWidget(m_panel);
        m_window->addWidget(m_log);
        m_window->resize(1200, 900);
        QVERIFY(showAndWait(*m_window));
        m_loopback = m_fixture->loopback();
        QVERIFY(m_loopback);
    }
    void cleanup()
    {
        m_window.reset();
        m_loopback.reset();
        m_fixture.reset();
    }

    void threeStreamsRunWhileTheLogScrolls()
    {
        QVERIFY(showTab(*m_panel, EndpointTab::Continuous));
        for (const std::uint8_t address : { std::uint8_t { 0x82 }, std::uint8_t { 0x02 }, std::uint8_t { 0x83 } }) {
            m_panel->setSubject(endpointOf(m_loopback, address));
            QVERIFY(click(widget("streamStart")));
        }
        QTRY_COMPARE_WITH_TIMEOUT(table()->model()->rowCount(), 3, kAnswerMs);
        const auto* log = find<QTableView>(*m_log, "logTable");
        const QScrollBar* bar = log->verticalScrollBar();
        std::array<std::uint64_t, 3> before {};
        for (int look = 0; look < 3; ++look) {
            const int rows = log->model()->rowCount();
            QTRY_VERIFY_WITH_TIMEOUT(log->model()->rowCount() > rows, kAnswerMs);
            QTRY_VERIFY_WITH_TIMEOUT(bar->value() == bar->maximum() && bar->maximum() > 0, kAnswerMs);
            for (std::size_t place = 0; place < before.size(); ++place) {
                QTRY_VERIFY_WITH_TIMEOUT(streams()[place].bytes > before.at(place), kAnswerMs);
                before.at(place) = streams()[place].bytes;
                QCOMPARE(cell(static_cast<int>(place), ui::StreamModel::State), QStringLiteral("running"));
            }
        }
        QVERIFY(clickItem(table(), table()->model()->index(0, 0)));
        QTest::keySequence(table(), QKeySequence(QKeySequence::SelectAll));
        QVERIFY(click(widget("streamStopSelected")));
        for (std::size_t place = 0; place < before.size(); ++place) {
            QTRY_VERIFY_WITH_TIMEOUT(!streams()[place].isActive(), kAnswerMs);
            QCOMPARE(streams()[place].stopReason, std::string("stopped"));
            QCOMPARE(streams()[place].inFlight, 0U);
            QCOMPARE(streams()[place].errors, std::uint64_t { 0 });
        }
        const capture::LiveLogCounters counters = m_fixture->context().log->counters();
        QCOMPARE(counters.completed, counters.transfers);
        QTRY_COMPARE_WITH_TIMEOUT(
            log->model()->rowCount(), static_cast<int>(m_fixture->context().log->count()), kAnswerMs);
    }

    void aStreamIsStartedAgain()
    {
        m_panel->setSubject(endpointOf(m_loopback, 0x82));
        QVERIFY(showSettings(*m_panel, SettingsPage::StopWhen));
        QVERIFY(!widget("streamAgain")->isEnabled());
        QVERIFY(typeInto(widget("streamStopTransfers"), QStringLiteral("7")));
        QVERIFY(click(widget("streamStart")));
        QTRY_COMPARE_WITH_TIMEOUT(cell(0, ui::StreamModel::State), QStringLiteral("limit reached"), kAnswerMs);
        QVERIFY(clickItem(table(), table()->model()->index(0, 0)));
        QTRY_VERIFY(widget("streamAgain")->isEnabled());
        QVERIFY(click(widget("streamAgain")));
        QTRY_COMPARE_WITH_TIMEOUT(cell(1, ui::StreamModel::State), QStringLiteral("limit reached"), kAnswerMs);
        QCOMPARE(streams()[1].transfers, std::uint64_t { 7 });
        QVERIFY(click(widget("streamForget")));
        QTRY_COMPARE(table()->model()->rowCount(), 0);
        QVERIFY(m_fixture->service().streams().empty());
    }

    void whatComesBackIsChecked()
    {
        openLoop(0x01, "streamSource");
        QVERIFY(showSettings(*m_panel, SettingsPage::StopWhen));
        QVERIFY(typeInto(widget("streamStopBytes"), QStringLiteral("200000")));
        QVERIFY(click(widget("streamLoopback")));
        QTRY_VERIFY_WITH_TIMEOUT(verdict().contains(QStringLiteral("came back as sent")), kAnswerMs);
        QVERIFY2(!verdict().contains(QStringLiteral("had not")), qPrintable(verdict()));
        QCOMPARE(streams().size(), std::size_t { 2 });
        QCOMPARE(streams()[0].comparedBytes, std::uint64_t { 200000 }); // IN began first
        QCOMPARE(streams()[1].bytes, std::uint64_t { 200000 });
        QTRY_VERIFY(findings(QStringLiteral("EP1 IN")).contains(QStringLiteral("as expected")));
        QTRY_VERIFY(widget("streamLoopback")->isEnabled());
    }

    // The interrupt loop of the demo device sends a count when it has nothing to send back.
    void theFirstDifferenceIsShown()
    {
        openLoop(0x83, "streamExpected");
        QCOMPARE(find<QComboBox>(*m_panel, "streamPartner")->currentText(), QStringLiteral("with EP3 OUT (0x03)"));
        QVERIFY(click(widget("streamLoopback")));
        QTRY_VERIFY_WITH_TIMEOUT(verdict().contains(QStringLiteral("came back as 0x")), kAnswerMs);
        QTRY_VERIFY_WITH_TIMEOUT(!streams()[0].isActive() && !streams()[1].isActive(), kAnswerMs);
        const auto first = streams()[0].firstDifference;
        QVERIFY(first);
        QVERIFY(verdict().contains(QLocale().toString(static_cast<qulonglong>(first->offset))));
        QVERIFY(findings(QStringLiteral("EP3 IN")).contains(QStringLiteral("differs at byte")));
    }

    void stopEndsBothEndsOfTheLoop()
    {
        openLoop(0x01, "streamSource");
        QVERIFY(click(widget("streamLoopback")));
        QTRY_VERIFY_WITH_TIMEOUT(streams().size() == 2 && streams()[0].comparedBytes > 100'000, kAnswerMs);
        QVERIFY(!widget("streamLoopback")->isEnabled());
        QTest::keyClick(m_panel, Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(!streams()[0].isActive() && !streams()[1].isActive(), kAnswerMs);
        QTRY_VERIFY(verdict().contains(QStringLiteral("Loopback check")));
        QVERIFY(!streams()[0].firstDifference);
    }

    void endpointsWithoutALoopSayWhy()
    {
        m_panel->setSubject(endpointOf(m_loopback, 0x84, 1));
        QVERIFY(showTab(*m_panel, EndpointTab::Continuous));
        QVERIFY(!widget("streamLoopback")->isEnabled());
        QVERIFY(widget("streamLoopback")->toolTip().contains(QStringLiteral("Isochronous")));
        QVERIFY(!widget("streamPartner")->isEnabled());
    }

    void theMeterShowsFiguresAndCharts()
    {
        QVERIFY(showTab(*m_panel, EndpointTab::Meter));
        QVERIFY(widget("meterEmpty")->isVisible());
        m_panel->setSubject(endpointOf(m_loopback, 0x82));
        QVERIFY(showTab(*m_panel, EndpointTab::Continuous));
        QVERIFY(click(widget("streamStart")));
        QVERIFY(showTab(*m_panel, EndpointTab::Meter));
        QTRY_COMPARE_WITH_TIMEOUT(text("meterState"), QStringLiteral("running"), kAnswerMs);
        for (const char* figure : { "meterRate", "meterTransfers", "meterMedian", "meterPercentile", "meterLongest" })
            QTRY_VERIFY2(!text(figure).isEmpty() && !text(figure).startsWith(QLatin1Char('0')), figure);
        QCOMPARE(text("meterPackets"), QStringLiteral("–"));
        const QImage first = widget("meterRateChart")->grab().toImage();
        QTRY_VERIFY(widget("meterRateChart")->grab().toImage() != first); // it lives
        QTRY_VERIFY(hasColor(*widget("meterLatencyChart"), ui::directionColor(true, m_panel->palette())));
        QVERIFY(find<QComboBox>(*m_panel, "meterStream")->currentText().contains(QStringLiteral("EP2 IN")));
    }

    void theMeterMeasuresPackets()
    {
        m_panel->setSubject(endpointOf(m_loopback, 0x84, 1));
        QVERIFY(showTab(*m_panel, EndpointTab::Continuous));
        QVERIFY(click(widget("streamStart")));
        QVERIFY(showTab(*m_panel, EndpointTab::Meter));
        QTRY_VERIFY_WITH_TIMEOUT(text("meterPackets").startsWith(QStringLiteral("0 failed, 0 empty of ")), kAnswerMs);
        QTRY_VERIFY_WITH_TIMEOUT(text("meterJitter").contains(QStringLiteral("at most")), kAnswerMs);
        QCOMPARE(text("meterShort"), QStringLiteral("–"));
    }

    void chartsAreDrawnAtMostTwentyTimesASecond()
    {
        m_panel->setSubject(endpointOf(m_loopback, 0x82));
        QVERIFY(showTab(*m_panel, EndpointTab::Continuous));
        QVERIFY(click(widget("streamStart")));
        QVERIFY(showTab(*m_panel, EndpointTab::Meter));
        QTRY_COMPARE_WITH_TIMEOUT(text("meterState"), QStringLiteral("running"), kAnswerMs);
        const QSignalSpy drawn(widget("meterRateChart"), SIGNAL(afterReplot()));
        QVERIFY(drawn.isValid());
        QElapsedTimer clock;
        clock.start();
        QTRY_VERIFY_WITH_TIMEOUT(drawn.count() >= 20, kAnswerMs);
        constexpr qint64 kBetweenMs = 50;
        const auto most = 20 * kBetweenMs / 2; // timers may be early, and a layout may ask for one more
        QVERIFY2(clock.elapsed() >= most, qPrintable(QString::number(clock.elapsed())));
    }

    void theLatestBytesAreShown()
    {
        m_panel->setSubject(endpointOf(m_loopback, 0x82));
        QVERIFY(showSettings(*m_panel, SettingsPage::Data));
        QVERIFY(choose(find<QComboBox>(*m_panel, "streamSink"), QStringLiteral("Show the latest")));
        QVERIFY(click(widget("streamStart")));
        QVERIFY(showTab(*m_panel, EndpointTab::Meter));
        auto* tabs = find<QTabWidget>(*m_panel, "meterTabs");
        QTRY_VERIFY_WITH_TIMEOUT(tabs->isVisible(), kAnswerMs);
        QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(1).center());
        const auto* latest = find<ui::HexView>(*m_panel, "meterLatest");
        QVERIFY(latest->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(latest->bytes().startsWith(QByteArray::fromHex("00010203")), kAnswerMs);
    }

    void theSelectedRowIsMeasured()
    {
        QVERIFY(showTab(*m_panel, EndpointTab::Continuous));
        for (const std::uint8_t address : { std::uint8_t { 0x82 }, std::uint8_t { 0x02 } }) {
            m_panel->setSubject(endpointOf(m_loopback, address));
            QVERIFY(click(widget("streamStart")));
        }
        QTRY_COMPARE_WITH_TIMEOUT(table()->model()->rowCount(), 2, kAnswerMs);
        const auto* measured = find<QComboBox>(*m_panel, "meterStream");
        QVERIFY(clickItem(table(), table()->model()->index(0, 0)));
        QVERIFY(showTab(*m_panel, EndpointTab::Meter));
        QTRY_VERIFY(measured->currentText().contains(QStringLiteral("EP2 IN")));
        QVERIFY(choose(find<QComboBox>(*m_panel, "meterStream"), measured->itemText(1)));
        QTRY_VERIFY_WITH_TIMEOUT(text("meterState") == QStringLiteral("running"), kAnswerMs);
        QTRY_VERIFY(measured->currentText().contains(QStringLiteral("EP2 OUT")));
    }

    void streamsOfOneEndpointAreSummed()
    {
        engine::StreamConfig config;
        config.endpoint = { 0x82 };
        config.transferBytes = 512;
        const engine::StreamId first = m_fixture->service().startStream(m_loopback->id, config);
        const engine::StreamId second = m_fixture->service().startStream(m_loopback->id, config);
        QVERIFY(showTab(*m_panel, EndpointTab::Meter));
        auto* measured = find<QComboBox>(*m_panel, "meterStream");
        QTRY_COMPARE_WITH_TIMEOUT(measured->count(), 3, kAnswerMs);
        QVERIFY(measured->itemText(2).startsWith(QStringLiteral("EP2 IN (0x82), 2 streams")));
        QVERIFY(choose(measured, measured->itemText(2)));
        QTRY_COMPARE_WITH_TIMEOUT(text("meterState"), QStringLiteral("2 of 2 active"), kAnswerMs);
        QTRY_VERIFY(text("meterPercentile").startsWith(QStringLiteral("at most ")));
        QCOMPARE(text("meterGaps"), QStringLiteral("–"));
        const QSignalSpy drawn(widget("meterRateChart"), SIGNAL(afterReplot()));
        QTRY_VERIFY_WITH_TIMEOUT(drawn.count() > 2, kAnswerMs);

        m_fixture->service().stopStream(first);
        QTRY_COMPARE_WITH_TIMEOUT(text("meterState"), QStringLiteral("1 of 2 active"), kAnswerMs);
        m_fixture->service().stopStream(second);
        QTRY_COMPARE_WITH_TIMEOUT(text("meterState"), QStringLiteral("all ended"), kAnswerMs);
        const std::vector<engine::StreamStatus> both = streams();
        const Nanoseconds began = std::min(both[0].started, both[1].started);
        const Nanoseconds ended = std::max(both[0].ended, both[1].ended);
        const double seconds = std::chrono::duration<double>(ended - began).count();
        QTRY_COMPARE(text("meterRate"), ui::text::rate(static_cast<double>(both[0].bytes + both[1].bytes) / seconds));

        QVERIFY(showTab(*m_panel, EndpointTab::Continuous));
        QVERIFY(click(widget("streamForget")));
        QVERIFY(showTab(*m_panel, EndpointTab::Meter));
        QCOMPARE(measured->count(), 0);
        QVERIFY(widget("meterEmpty")->isVisible());
    }

    // The isochronous endpoints of the loopback device take 8.5 % of the microframe each: 512 bytes in every one.
    void theBarShowsWhatIsReserved()
    {
        m_panel->setSubject(endpointOf(m_loopback, 0x84, 1));
        QVERIFY(showTab(*m_panel, EndpointTab::Meter));
        const auto* bar = find<ui::BandwidthBar>(*m_panel, "bandwidthBar");
        QVERIFY(bar->isVisible());
        QVERIFY(bar->text().contains(QStringLiteral("High Speed")));
        const int before = bar->value();
        QVERIFY(showTab(*m_panel, EndpointTab::Continuous));
        QVERIFY(click(widget("streamStart"))); // selects the alternate setting that has them
        QTRY_VERIFY_WITH_TIMEOUT(!streams().empty() && streams().front().packets > 0, kAnswerMs);
        QTRY_VERIFY_WITH_TIMEOUT(bar->value() > before, kAnswerMs);
        const int more = bar->value() - before;
        QVERIFY2(more >= 168 && more <= 170, qPrintable(QString::number(more))); // 2 x 10,592 of 125,000 ns
        QVERIFY(bar->toolTip().contains(QStringLiteral("EP4 IN")));
        m_panel->setSubject({});
        QVERIFY(bar->isHidden());
    }

private:
    [[nodiscard]] QWidget* widget(const char* name) { return findWidget(*m_panel, name); }
    [[nodiscard]] QString text(const char* name) { return find<QLabel>(*m_panel, name)->text(); }
    [[nodiscard]] QString verdict() { return text("endpointFailureWords"); }
    [[nodiscard]] QTableView* table() { return find<QTableView>(*m_panel, "streamTable"); }
    [[nodiscard]] QString cell(int row, int column) { return table()->model()->index(row, column).data().toString(); }
    [[nodiscard]] QString findings(const QString& endpoint)
    {
        return cell(findItem(*table()->model(), endpoint, ui::StreamModel::Endpoint).row(), ui::StreamModel::Findings);
    }
    [[nodiscard]] std::vector<engine::StreamStatus> streams() { return m_fixture->service().streams(); }

    static bool hasColor(QWidget& chart, const QColor& color)
    {
        const QImage drawn = chart.grab().toImage();
        for (int y = 0; y < drawn.height(); ++y)
            for (int x = 0; x < drawn.width(); ++x)
                if (drawn.pixel(x, y) == color.rgb())
                    return true;
        return false;
    }

    void openLoop(std::uint8_t address, const QByteArray& payload)
    {
        m_panel->setSubject(endpointOf(m_loopback, address));
        QVERIFY(showSettings(*m_panel, SettingsPage::Data));
        const QByteArray kind = payload + "Kind";
        QVERIFY(choose(find<QComboBox>(*m_panel, kind.constData()), QStringLiteral("Pseudo-random (PRBS)")));
    }

    std::unique_ptr<AppFixture> m_fixture;
    std::unique_ptr<QSplitter> m_window;
    ui::EndpointPanel* m_panel = nullptr;
    ui::LogPanel* m_log = nullptr;
    usb::DevicePtr m_loopback;
};

QTEST_MAIN(TstStreamPanel)
#include "tst_stream_panel.moc"
