// SPDX-License-Identifier: GPL-3.0-or-later
// The log panel as a person uses it: follow, filter, look, copy, save, open.
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/models/transfer_log_model.h"
#include "ui/views/hex_view.h"
#include "ui/views/log_panel.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>
#include <QTreeWidget>
#include <QWheelEvent>

using namespace wb;
using wb::test::click;
using wb::test::find;
using wb::test::typeInto;
using Column = ui::TransferLogModel;

namespace {

constexpr int kAnswerMs = 8000;

}

class TstLogPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<test::AppFixture>();
        m_panel = std::make_unique<ui::LogPanel>(m_fixture->context());
        m_panel->resize(1200, 400);
        QVERIFY(test::showAndWait(*m_panel));
        m_loopback = m_fixture->loopback();
        QVERIFY(m_loopback);
    }
    void cleanup()
    {
        m_panel.reset();
        m_loopback.reset();
        m_fixture.reset();
    }

    void emptyLogSaysWhatToDo()
    {
        QVERIFY(find<QLabel>(*m_panel, "logEmpty")->isVisible());
        QVERIFY(label("logDetailWords").contains(QStringLiteral("Select")));
        const QAbstractItemModelTester tester(table()->model());
        readDescriptors(3);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, kAnswerMs);
        QVERIFY(!find<QLabel>(*m_panel, "logEmpty")->isVisible());
        QVERIFY(label("logCount").contains(QStringLiteral("3 transfers")));
    }

    void selectedRowIsShownInFull()
    {
        readDescriptors(1);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, kAnswerMs);
        QCOMPARE(cell(0, Column::Type), QStringLiteral("control"));
        QCOMPARE(cell(0, Column::Direction), QStringLiteral("IN"));
        QCOMPARE(cell(0, Column::Endpoint), QStringLiteral("0x80"));
        QTRY_COMPARE_WITH_TIMEOUT(cell(0, Column::Status), QStringLiteral("completed"), kAnswerMs);
        QCOMPARE(cell(0, Column::Length), QStringLiteral("18"));
        QVERIFY(cell(0, Column::Data).startsWith(QStringLiteral("GET_DESCRIPTOR device  12 01")));
        QVERIFY(pick(0));
        QVERIFY(label("logDetailWords").contains(QStringLiteral("device descriptor")));
        QCOMPARE(find<ui::HexView>(*m_panel, "logDetailHex")->bytes().size(), 18);
        auto* fields = find<QTreeWidget>(*m_panel, "logDetailFields");
        QCOMPARE(fields->findItems(QStringLiteral("wLength"), Qt::MatchExactly).size(), 1);
    }

    void isochronousRowShowsItsPackets()
    {
        usb::TransferRequest request;
        request.type = usb::TransferType::Isochronous;
        request.endpoint = { 0x84 };
        request.isoPacketLengths.assign(16, 512);
        request.length = 16 * 512;
        m_fixture->service().transfer(m_loopback->id, request);
        QTRY_VERIFY_WITH_TIMEOUT(rowOfType(QStringLiteral("isochronous")) >= 0, kAnswerMs);
        QTRY_COMPARE_WITH_TIMEOUT(
            cell(rowOfType(QStringLiteral("isochronous")), Column::Status), QStringLiteral("completed"), kAnswerMs);
        QVERIFY(pick(rowOfType(QStringLiteral("isochronous"))));
        QCOMPARE(find<QTableView>(*m_panel, "logDetailPackets")->model()->rowCount(), 16);
    }

    void filterNarrowsAndIsMarkedWhenWrong()
    {
        readDescriptors(4);
        bulkWrite(2);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, kAnswerMs);
        auto* filter = find<QLineEdit>(*m_panel, "logFilter");
        QVERIFY(typeInto(filter, QStringLiteral("ep==0x02")));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 2, kAnswerMs);
        QVERIFY(label("logCount").contains(QStringLiteral("2 of 6")));
        QVERIFY(typeInto(filter, QStringLiteral("ep==")));
        QTRY_VERIFY(find<QLabel>(*m_panel, "logFilterProblem")->isVisible());
        QCOMPARE(rows(), 2); // the last good filter stays
        QVERIFY(typeInto(filter, QStringLiteral("status==stall")));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 0, kAnswerMs);
        QVERIFY(!find<QLabel>(*m_panel, "logFilterProblem")->isVisible());
        QVERIFY(label("logEmpty").contains(QStringLiteral("matches")));
        QVERIFY(click(test::findWidget(*m_panel, "logEmptyAction")));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, kAnswerMs);
        QVERIFY(filter->text().isEmpty());
    }

    void followStopsWhenScrolledUpAndOffersTheNewOnes()
    {
        readDescriptors(80);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 80, kAnswerMs);
        QScrollBar* bar = table()->verticalScrollBar();
        QTRY_COMPARE(bar->value(), bar->maximum());
        QVERIFY(bar->maximum() > 0);
        QWheelEvent up(QPointF(5, 5), table()->viewport()->mapToGlobal(QPointF(5, 5)), {}, QPoint(0, 480), Qt::NoButton,
            Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(table()->viewport(), &up);
        QVERIFY(bar->value() < bar->maximum());
        QVERIFY(!find<QToolButton>(*m_panel, "logFollow")->isChecked());
        const int where = bar->value();
        readDescriptors(7);
        auto* fresh = find<QPushButton>(*m_panel, "logNewRows");
        QTRY_COMPARE_WITH_TIMEOUT(fresh->text(), QStringLiteral("7 new"), kAnswerMs);
        QCOMPARE(bar->value(), where);
        QVERIFY(click(fresh));
        QTRY_COMPARE(bar->value(), bar->maximum());
        QVERIFY(!fresh->isVisible());
        QVERIFY(find<QToolButton>(*m_panel, "logFollow")->isChecked());
    }

    void clearViewHidesAndShowAllBringsBack()
    {
        readDescriptors(3);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, kAnswerMs);
        QVERIFY(click(test::findWidget(*m_panel, "logClearButton")));
        QCOMPARE(rows(), 0);
        readDescriptors(1);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, kAnswerMs);
        QCOMPARE(cell(0, Column::Number), QStringLiteral("4"));
        QVERIFY(action("logShowAll")->isEnabled());
        QVERIFY(fromMenu(0, QStringLiteral("Show all again")));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 4, kAnswerMs);
    }

    void copiesRowsAsTabSeparatedText()
    {
        readDescriptors(2);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 2, kAnswerMs);
        QTRY_COMPARE_WITH_TIMEOUT(cell(1, Column::Status), QStringLiteral("completed"), kAnswerMs);
        QVERIFY(pick(0));
        QTest::keySequence(table(), QKeySequence(QKeySequence::SelectAll));
        QTest::keySequence(table(), QKeySequence(QKeySequence::Copy));
        const QStringList lines = QApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[1].split(QLatin1Char('\t')).size(), int(Column::ColumnCount));
        QVERIFY(fromMenu(0, QStringLiteral("Copy data as hex")));
        QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("12 01 ")));
    }

    void savesAndOpensALog()
    {
        readDescriptors(5);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 5, kAnswerMs);
        QTRY_COMPARE_WITH_TIMEOUT(cell(4, Column::Status), QStringLiteral("completed"), kAnswerMs);
        const QString path = m_fixture->directory() + QStringLiteral("/saved.pcapng");
        QVERIFY(click(test::findWidget(*m_panel, "logSaveButton")));
        QVERIFY(chooseFile("logSaveDialog", path));
        QTRY_VERIFY_WITH_TIMEOUT(label("logMessageWords").contains(QStringLiteral("Saved")), kAnswerMs);
        QVERIFY(QFile::exists(path));

        QVERIFY(click(test::findWidget(*m_panel, "logOpenButton")));
        QVERIFY(chooseFile("logOpenDialog", path));
        auto* sources = find<QComboBox>(*m_panel, "logSource");
        QTRY_COMPARE_WITH_TIMEOUT(sources->count(), 2, kAnswerMs);
        QCOMPARE(sources->currentText(), QStringLiteral("saved.pcapng"));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 5, kAnswerMs);
        QVERIFY(pick(2));
        QCOMPARE(find<ui::HexView>(*m_panel, "logDetailHex")->bytes().size(), 18);
        readDescriptors(1);
        QVERIFY(test::choose(sources, QStringLiteral("This run")));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, kAnswerMs);
        QVERIFY(test::choose(sources, QStringLiteral("saved.pcapng")));
        QVERIFY(click(test::findWidget(*m_panel, "logCloseSource")));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, kAnswerMs);
    }

    void fileThatIsNoCaptureIsToldAndNothingIsLost()
    {
        QFile file(m_fixture->directory() + QStringLiteral("/notes.txt"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("this is not a capture file, whatever its name may say");
        file.close();
        readDescriptors(1);
        QVERIFY(click(test::findWidget(*m_panel, "logOpenButton")));
        QVERIFY(chooseFile("logOpenDialog", file.fileName()));
        QTRY_VERIFY_WITH_TIMEOUT(find<QWidget>(*m_panel, "logMessage")->isVisible(), kAnswerMs);
        QVERIFY(!label("logMessageWords").isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, kAnswerMs);
    }

    void requestGoesBackToTheEditor()
    {
        readDescriptors(1);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, kAnswerMs);
        QVERIFY(pick(0));
        QSignalSpy spy(m_panel.get(), &ui::LogPanel::editRequested);
        QVERIFY(click(test::findWidget(*m_panel, "logEditRequest")));
        QCOMPARE(spy.count(), 1);
        QCOMPARE(spy[0][0].value<usb::SetupPacket>().wLength, std::uint16_t { 18 });
    }

    void onlyThisEndpointFiltersTheLog()
    {
        readDescriptors(2);
        bulkWrite(3);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 5, kAnswerMs);
        QVERIFY(pick(rowOfType(QStringLiteral("bulk"))));
        QVERIFY(fromMenu(rowOfType(QStringLiteral("bulk")), QStringLiteral("Only this endpoint")));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, kAnswerMs);
        QVERIFY(!find<QLabel>(*m_panel, "logFilterProblem")->isVisible());
    }

    void aLogThatCannotBeWrittenAsksWhatToDo()
    {
        capture::LiveLogOptions options;
        options.maxFileBytes = 16384; // fails as a full disk does
        const QString path = m_fixture->directory() + QStringLiteral("/small.pcapng");
        auto log = capture::LiveLog::create(path.toStdString(), options);
        QVERIFY(log);
        engine::UsbService service(*log);
        ui::DemoBus bus(service);
        ui::DescriptorStore descriptors(service, m_fixture->context().ids);
        ui::AppContext context { service, *log, m_fixture->context().ids, bus, m_fixture->context().settings,
            descriptors };
        ui::LogPanel panel(context);
        panel.resize(1200, 400);
        QVERIFY(test::showAndWait(panel));
        bus.setActive(true);
        QTRY_VERIFY_WITH_TIMEOUT(!service.devices().empty(), kAnswerMs);
        auto* failure = test::find<QWidget>(panel, "logFailure");
        QVERIFY(!failure->isVisible());
        for (int i = 0; i < 200; ++i)
            service.transfer(service.devices().front()->id, descriptorRequest());
        QTRY_VERIFY_WITH_TIMEOUT(failure->isVisible(), kAnswerMs);
        QVERIFY(test::find<QLabel>(panel, "logFailureWords")->text().contains(QStringLiteral("small.pcapng")));
        QVERIFY(click(test::findWidget(panel, "logResume")));
        QTRY_VERIFY_WITH_TIMEOUT(failure->isVisible(), kAnswerMs); // it is still full
        engine::StreamConfig config;
        config.endpoint = { 0x82 };
        const std::vector<usb::DevicePtr> devices = service.devices();
        const auto loopback = std::find_if(devices.begin(), devices.end(), [](const usb::DevicePtr& device) {
            return device->descriptor.vendorId == 0xfffe && device->descriptor.productId == 0x0001;
        });
        QVERIFY(loopback != devices.end());
        service.startStream((*loopback)->id, config);
        QTRY_VERIFY_WITH_TIMEOUT(service.streams().front().transfers > 10, kAnswerMs);
        QVERIFY(click(test::findWidget(panel, "logStopStreams")));
        QTRY_VERIFY_WITH_TIMEOUT(!service.streams().front().isActive(), kAnswerMs);
        QVERIFY(click(test::findWidget(panel, "logContinueWithout")));
        QTRY_VERIFY(!failure->isVisible());
        service.transfer(service.devices().front()->id, descriptorRequest());
        QTRY_VERIFY_WITH_TIMEOUT(
            test::find<QLabel>(panel, "logCount")->text().contains(QStringLiteral("not logged")), kAnswerMs);
        QVERIFY(!failure->isVisible());
    }

    void aFloodIsTakenInAndFollowed()
    {
        engine::StreamConfig config;
        config.endpoint = { 0x82 };
        config.transferBytes = 512;
        config.depth = 64;
        const engine::StreamId stream = m_fixture->service().startStream(m_loopback->id, config);
        QTRY_VERIFY_WITH_TIMEOUT(rows() > 20'000, 20'000);
        QScrollBar* bar = table()->verticalScrollBar();
        QTRY_COMPARE(bar->value(), bar->maximum());
        m_fixture->service().stopStream(stream);
        const auto& log = m_fixture->context().log;
        QTRY_VERIFY_WITH_TIMEOUT(!m_fixture->service().streams().front().isActive(), kAnswerMs);
        QTRY_COMPARE_WITH_TIMEOUT(std::size_t(rows()), log->count(), kAnswerMs);
    }

private:
    [[nodiscard]] QTableView* table() { return find<QTableView>(*m_panel, "logTable"); }
    [[nodiscard]] int rows() { return table()->model()->rowCount(); }
    [[nodiscard]] QString cell(int row, int column) { return table()->model()->index(row, column).data().toString(); }
    [[nodiscard]] QString label(const char* name) { return find<QLabel>(*m_panel, name)->text(); }
    [[nodiscard]] bool pick(int row) { return test::clickItem(table(), table()->model()->index(row, 0)); }
    [[nodiscard]] QAction* action(const char* name) { return m_panel->findChild<QAction*>(QLatin1String(name)); }
    [[nodiscard]] bool fromMenu(int row, const QString& entry)
    {
        const QPoint place = table()->visualRect(table()->model()->index(row, 0)).center();
        return test::clickContextMenu(table()->viewport(), place, entry);
    }
    [[nodiscard]] int rowOfType(const QString& type)
    {
        for (int row = 0; row < rows(); ++row)
            if (cell(row, Column::Type) == type)
                return row;
        return -1;
    }

    [[nodiscard]] static usb::TransferRequest descriptorRequest()
    {
        usb::TransferRequest request;
        request.setup.bRequest = 6;
        request.setup.wValue = 0x0100;
        request.setup.wLength = 18;
        request.length = 18;
        return request;
    }

    void readDescriptors(int count)
    {
        for (int i = 0; i < count; ++i)
            m_fixture->service().transfer(m_loopback->id, descriptorRequest());
    }

    void bulkWrite(int count)
    {
        usb::TransferRequest request;
        request.type = usb::TransferType::Bulk;
        request.endpoint = { 0x02 };
        request.data = { 1, 2, 3 };
        for (int i = 0; i < count; ++i)
            m_fixture->service().transfer(m_loopback->id, request);
    }

    // Puts the path into the file dialog and accepts.
    [[nodiscard]] bool chooseFile(const char* dialogName, const QString& path)
    {
        auto* dialog = m_panel->findChild<QFileDialog*>(QLatin1String(dialogName));
        if (!dialog || !QTest::qWaitFor([dialog] { return dialog->isVisible(); }))
            return false;
        auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        if (!name || !click(name))
            return false;
        // Pasted: completion while typing would select folders on the way.
        QApplication::clipboard()->setText(path);
        QTest::keySequence(name, QKeySequence(QKeySequence::SelectAll));
        QTest::keySequence(name, QKeySequence(QKeySequence::Paste));
        for (QAbstractButton* button : dialog->findChild<QDialogButtonBox*>()->buttons())
            if (dialog->findChild<QDialogButtonBox*>()->buttonRole(button) == QDialogButtonBox::AcceptRole)
                return click(button);
        return false;
    }

    std::unique_ptr<test::AppFixture> m_fixture;
    std::unique_ptr<ui::LogPanel> m_panel;
    usb::DevicePtr m_loopback;
};

QTEST_MAIN(TstLogPanel)
#include "tst_log_panel.moc"
