// SPDX-License-Identifier: GPL-3.0-or-later
// The bit map and the table of a HID report show the same fields, and one selection is both's.
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/models/hid_field_model.h"
#include "ui/views/hid_panel.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

using namespace wb;
using namespace wb::test;

class TestHidPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void listsReportsAndFields();
    void aClickedBitSelectsItsField();
    void aSelectedRowLightsItsBits();
    void keysWalkThroughTheFields();
    void leadsToTheItem();
    void everyBitBelongsToItsField();
    void saysWhatIsMissing();

private:
    [[nodiscard]] ui::HidBitMap& map() { return *find<ui::HidBitMap>(*m_panel, "hidBitMap"); }
    [[nodiscard]] QTableView& table() { return *find<QTableView>(*m_panel, "hidFields"); }
    [[nodiscard]] QString cell(int row, int column) { return table().model()->index(row, column).data().toString(); }
    void show(std::uint16_t product);

    std::unique_ptr<AppFixture> m_fixture;
    std::unique_ptr<ui::HidPanel> m_panel;
};

void TestHidPanel::init()
{
    m_fixture = std::make_unique<AppFixture>();
    m_panel = std::make_unique<ui::HidPanel>(m_fixture->context());
    m_panel->resize(1000, 700);
    show(0x22);
    QVERIFY(showAndWait(*m_panel));
}

void TestHidPanel::cleanup()
{
    m_panel.reset();
    m_fixture.reset();
}

void TestHidPanel::show(std::uint16_t product)
{
    ui::Selection selection;
    selection.device = m_fixture->waitForDevice(0xfffe, product);
    m_panel->setSubject(selection);
}

void TestHidPanel::listsReportsAndFields()
{
    QAbstractItemModelTester tester(table().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    auto* reports = find<QComboBox>(*m_panel, "hidReport");
    QCOMPARE(reports->count(), 3);
    QCOMPARE(table().model()->rowCount(), 5);
    QCOMPARE(cell(0, ui::HidFieldModel::PlaceColumn), QStringLiteral("1.0 to 4.7"));
    QCOMPARE(cell(0, ui::HidFieldModel::LogicalColumn), QStringLiteral("0 to 255"));
    QVERIFY(cell(1, ui::HidFieldModel::PhysicalColumn).contains(QStringLiteral("315")));
    QCOMPARE(cell(2, ui::HidFieldModel::SizeColumn), QStringLiteral("14 × 1 bit"));
    QVERIFY(find<QLabel>(*m_panel, "hidSummary")->text().startsWith(QStringLiteral("10 bytes")));
    reports->setFocus();
    QTest::keyClick(reports, Qt::Key_Down);
    QCOMPARE(table().model()->rowCount(), 1);
    QCOMPARE(cell(0, ui::HidFieldModel::SizeColumn), QStringLiteral("4 × 8 bits"));
}

void TestHidPanel::aClickedBitSelectsItsField()
{
    QTest::mouseClick(map().viewport(), Qt::LeftButton, {}, map().bitRect(36).center()); // the first button
    QCOMPARE(table().selectionModel()->selectedRows().size(), 1);
    QCOMPARE(table().selectionModel()->selectedRows().front().row(), 2);
    QCOMPARE(map().selectedField(), std::optional<std::size_t>(2));
}

void TestHidPanel::aSelectedRowLightsItsBits()
{
    QVERIFY(clickItem(&table(), table().model()->index(1, 0)));
    QCOMPARE(map().selectedField(), std::optional<std::size_t>(1));
    const QImage picture = map().viewport()->grab().toImage();
    const QRect hat = map().bitRect(32);
    const QRect button = map().bitRect(36);
    const auto colourAt = [&picture](QPoint at) { return picture.pixelColor(at * picture.devicePixelRatio()); };
    QCOMPARE(colourAt(hat.topRight() + QPoint(-4, 4)), map().palette().color(QPalette::Highlight));
    QVERIFY(colourAt(button.topRight() + QPoint(-4, 4)) != map().palette().color(QPalette::Highlight));
}

void TestHidPanel::keysWalkThroughTheFields()
{
    map().setFocus();
    QTest::keyClick(&map(), Qt::Key_Down);
    QCOMPARE(map().selectedField(), std::optional<std::size_t>(0));
    QTest::keyClick(&map(), Qt::Key_Down);
    QTest::keyClick(&map(), Qt::Key_End);
    QCOMPARE(map().selectedField(), std::optional<std::size_t>(4));
    QCOMPARE(table().selectionModel()->selectedRows().front().row(), 4);
    QTest::keyClick(&map(), Qt::Key_Home);
    QTest::keyClick(&map(), Qt::Key_Up);
    QCOMPARE(map().selectedField(), std::optional<std::size_t>(0));
}

void TestHidPanel::leadsToTheItem()
{
    std::optional<ui::DescriptorPlace> place;
    connect(
        m_panel.get(), &ui::HidPanel::jumpRequested, this, [&](const ui::DescriptorPlace& wanted) { place = wanted; });
    QVERIFY(doubleClickItem(&table(), table().model()->index(0, 0)));
    QVERIFY(place.has_value());
    const ui::KnownPtr known = m_fixture->context().descriptors.of(place->device);
    const usb::DescriptorSection& section = known->set.sections.at(place->section);
    QVERIFY(section.kind == usb::SectionKind::HidReport);
    QCOMPARE(section.bytes.at(place->range.begin), Byte { 0x81 }); // Input
}

void TestHidPanel::everyBitBelongsToItsField()
{
    const ui::HidBitMap& bits = map();
    std::uint64_t covered = 0;
    for (const std::size_t field : bits.fields()) {
        QTest::mouseClick(map().viewport(), Qt::LeftButton, {}, bits.bitRect(covered).center());
        QCOMPARE(bits.selectedField(), std::optional(field));
        const auto report = m_fixture->context().descriptors.of(m_fixture->waitForDevice(0xfffe, 0x22));
        const auto map = descriptors::parseHidReport(report->set.find(usb::SectionKind::HidReport)->bytes);
        QCOMPARE(map.fields[field].firstBit, covered);
        covered = map.fields[field].endBit();
    }
    QCOMPARE(covered, std::uint64_t { 72 });
}

void TestHidPanel::saysWhatIsMissing()
{
    show(0x01);
    QVERIFY(!map().isVisible());
    QVERIFY(!findWidget(*m_panel, "hidReadAll")->isVisible());
    auto unread = std::make_shared<usb::DeviceInfo>(*m_fixture->waitForDevice(0xfffe, 0x22));
    unread->id = usb::nextDeviceId();
    unread->sections.clear();
    ui::Selection selection;
    selection.device = unread;
    m_panel->setSubject(selection);
    QVERIFY(!map().isVisible());
    QVERIFY(findWidget(*m_panel, "hidReadAll")->isVisible());
    QVERIFY(findWidget(*m_panel, "hidReadAll")->isEnabled());
    m_panel->setDeparted(true);
    QVERIFY(!findWidget(*m_panel, "hidReadAll")->isEnabled());
}

QTEST_MAIN(TestHidPanel)
#include "tst_hid_panel.moc"
