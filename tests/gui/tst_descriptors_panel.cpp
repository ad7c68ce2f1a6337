// SPDX-License-Identifier: GPL-3.0-or-later
// Fields and bytes light each other; what is copied is what was selected; malformed bytes stand in place.
#include "tests/support/app_fixture.h"
#include "tests/support/device_builder.h"
#include "tests/support/gui_driver.h"
#include "ui/views/descriptors_panel.h"
#include "ui/views/hex_view.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>

using namespace wb;
using namespace wb::test;

class TestDescriptorsPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void fieldLightsItsBytes();
    void byteFindsItsField();
    void everyByteBelongsToARow();
    void selectionJumpsToTheDescriptor_data();
    void selectionJumpsToTheDescriptor();
    void copiesTheSelectedDescriptor();
    void malformedDescriptorsAreShown();
    void joinsStringsAndNames();

private:
    [[nodiscard]] QTreeView& fields() { return *find<QTreeView>(*m_panel, "descriptorTree"); }
    [[nodiscard]] ui::HexView& bytes() { return *find<ui::HexView>(*m_panel, "descriptorBytes"); }
    void show(const ui::Selection& selection) { m_panel->setSubject(selection); }

    std::unique_ptr<AppFixture> m_fixture;
    std::unique_ptr<ui::DescriptorsPanel> m_panel;
    usb::DevicePtr m_device;
};

void TestDescriptorsPanel::initTestCase() { m_fixture = std::make_unique<AppFixture>(AppFixture::Bus::Off); }

void TestDescriptorsPanel::init()
{
    auto device = makeDevice({ .interfaceClass = 0xff });
    device->product = "Test thing";
    m_device = device;
    m_panel = std::make_unique<ui::DescriptorsPanel>(m_fixture->context());
    m_panel->resize(1200, 700);
    QVERIFY(showAndWait(*m_panel));
    ui::Selection selection;
    selection.device = m_device;
    show(selection);
}

void TestDescriptorsPanel::cleanup() { m_panel.reset(); }

void TestDescriptorsPanel::fieldLightsItsBytes()
{
    QVERIFY(clickItem(&fields(), findItem(*fields().model(), QStringLiteral("idVendor"))));
    QCOMPARE(bytes().selection(), (ui::HexRange { 8, 10 }));
    QVERIFY(clickItem(&fields(), findItem(*fields().model(), QStringLiteral("wTotalLength"))));
    QCOMPARE(bytes().selection(), (ui::HexRange { 20, 22 }));
}

void TestDescriptorsPanel::byteFindsItsField()
{
    QTest::mouseClick(bytes().viewport(), Qt::LeftButton, {}, bytes().byteRect(11).center());
    QCOMPARE(fields().currentIndex().siblingAtColumn(0).data().toString(), QStringLiteral("idProduct"));
    QCOMPARE(bytes().selection(), (ui::HexRange { 11, 12 })); // what the person selected stays
    QTest::keyClick(&bytes(), Qt::Key_Right);
    QCOMPARE(fields().currentIndex().siblingAtColumn(0).data().toString(), QStringLiteral("bcdDevice"));
}

void TestDescriptorsPanel::everyByteBelongsToARow()
{
    ui::DescriptorModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setDescriptors(ui::analyse(descriptors::descriptorSetOf(*m_device), testIds()));
    for (qsizetype offset = 0; offset < model.bytes(0).size(); ++offset) {
        const QModelIndex row = model.rowOfByte(0, static_cast<std::size_t>(offset));
        QVERIFY2(row.isValid(), qPrintable(QString::number(offset)));
        QVERIFY(row.data(ui::DescriptorModel::BeginRole).toLongLong() <= offset);
        QVERIFY(row.data(ui::DescriptorModel::EndRole).toLongLong() > offset);
    }
}

void TestDescriptorsPanel::selectionJumpsToTheDescriptor_data()
{
    QTest::addColumn<int>("depth"); // how much of configuration, interface, alternate, endpoint is set
    QTest::addColumn<int>("begin");
    QTest::addColumn<QString>("title");
    QTest::newRow("device") << 0 << 0 << QStringLiteral("Device descriptor");
    QTest::newRow("configuration") << 1 << 18 << QStringLiteral("Configuration descriptor");
    QTest::newRow("interface") << 2 << 27 << QStringLiteral("Interface descriptor");
    QTest::newRow("alternate") << 3 << 50 << QStringLiteral("Interface descriptor");
    QTest::newRow("endpoint") << 4 << 59 << QStringLiteral("Endpoint descriptor");
}

void TestDescriptorsPanel::selectionJumpsToTheDescriptor()
{
    QFETCH(int, depth);
    ui::Selection selection;
    selection.device = m_device;
    if (depth > 0)
        selection.configuration = 1;
    if (depth > 1)
        selection.interfaceNumber = 0;
    if (depth > 2)
        selection.alternate = 1;
    if (depth > 3)
        selection.endpoint = usb::EndpointAddress { 0x83 };
    show(selection);
    QFETCH(int, begin);
    QFETCH(QString, title);
    QCOMPARE(bytes().selection().begin, qsizetype { begin });
    QVERIFY(fields().currentIndex().data().toString().startsWith(title));
}

void TestDescriptorsPanel::copiesTheSelectedDescriptor()
{
    QVERIFY(clickItem(&fields(), findItem(*fields().model(), QStringLiteral("Device descriptor"))));
    auto* button = find<QToolButton>(*m_panel, "copyDescriptors");
    auto* action = m_panel->findChild<QAction*>(QStringLiteral("copyDescriptorHex"));
    // The button's menu runs an event loop of its own: the click on its entry has to wait inside.
    QTimer whenOpen;
    connect(&whenOpen, &QTimer::timeout, button, [&] {
        if (!button->menu()->isVisible())
            return;
        whenOpen.stop();
        QTest::mouseClick(button->menu(), Qt::LeftButton, {}, button->menu()->actionGeometry(action).center());
    });
    whenOpen.start(10);
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("12 01 00 02")));
    QTRY_VERIFY(!QApplication::activePopupWidget());
    m_panel->activateWindow(); // the menu was a window of its own
    QTRY_VERIFY(m_panel->isActiveWindow());
    fields().setFocus();
    QTRY_VERIFY(fields().hasFocus());
    QTest::keyClick(&fields(), Qt::Key_C, Qt::ControlModifier);
    QTRY_VERIFY(QApplication::clipboard()->text().contains(QStringLiteral("idVendor")));
}

void TestDescriptorsPanel::malformedDescriptorsAreShown()
{
    auto broken = makeDevice({ .product = "Broken" });
    broken->configurations.front().raw
        = { 9, 2, 0x40, 0, 1, 1, 0, 0x80, 50, 9, 4, 0, 0, 1, 3, 0, 0, 0, 3, 5, 0x81, 0, 0xff };
    ui::Selection selection;
    selection.device = broken;
    show(selection);
    QCOMPARE(bytes().bytes().size(), 18 + 23);
    QVERIFY(find<QLabel>(*m_panel, "descriptorSummary")->text().contains(QStringLiteral("error")));
    const QString dump = dumpModel(*fields().model());
    const bool hasDiagnostic = dump.contains(QStringLiteral("Warning")) || dump.contains(QStringLiteral("Error"));
    QVERIFY2(hasDiagnostic, qPrintable(dump));
}

void TestDescriptorsPanel::joinsStringsAndNames()
{
    const QString dump = dumpModel(*fields().model());
    QVERIFY2(dump.contains(QStringLiteral("idVendor | 0xfffe | Demo vendor")), qPrintable(dump));
    QVERIFY2(dump.contains(QStringLiteral("iProduct | 2 | \"Test thing\"")), qPrintable(dump));
}

QTEST_MAIN(TestDescriptorsPanel)
#include "tst_descriptors_panel.moc"
