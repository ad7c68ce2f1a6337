// SPDX-License-Identifier: GPL-3.0-or-later
// The bit map and the table of a HID report show the same fields, and one selection is both's; values are read live,
// asked for, typed and set.
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/models/hid_field_model.h"
#include "ui/views/hid_panel.h"
#include "ui/views/inline_message.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

#include <algorithm>

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
    void liveValuesMove();
    void buttonsAreToldByTheirUsages();
    void aDriverInTheWayIsOffered();
    void readingGoesOnWhileTheInterfaceIsShown();
    void featureReportsAreReadAndSet();
    void whatWasNotReadIsSaidBeforeItIsSet();
    void outputReportsGoByTheirEndpoint();
    void wrongValuesAreRefused();
    void onlyOutputsAndFeaturesAreTyped();
    void nothingCanBeAskedOfWhatIsGone();

private:
    [[nodiscard]] ui::HidBitMap& map() { return *find<ui::HidBitMap>(*m_panel, "hidBitMap"); }
    [[nodiscard]] QTableView& table() { return *find<QTableView>(*m_panel, "hidFields"); }
    [[nodiscard]] QString cell(int row, int column) { return table().model()->index(row, column).data().toString(); }
    void show(std::uint16_t product);
    [[nodiscard]] QPushButton* button(const char* name) { return find<QPushButton>(*m_panel, name); }
    [[nodiscard]] QString state() { return find<QLabel>(*m_panel, "hidState")->text(); }
    [[nodiscard]] QString message() { return find<ui::InlineMessage>(*m_panel, "hidMessage")->words(); }
    [[nodiscard]] QString value(int row) { return cell(row, ui::HidFieldModel::ValueColumn); }
    void allowDetaching(std::uint16_t product);
    [[nodiscard]] bool chooseReport(const char* report)
    {
        return choose(find<QComboBox>(*m_panel, "hidReport"), QString::fromLatin1(report));
    }
    [[nodiscard]] bool typeValue(int row, const QString& words);
    [[nodiscard]] bool answerRisk(const char* choice, const QString& words);

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

void TestHidPanel::allowDetaching(std::uint16_t product)
{
    const usb::DeviceId device = m_fixture->waitForDevice(0xfffe, product)->id;
    engine::AccessPolicy policy = m_fixture->service().session(device).policy;
    policy.detachKernelDriver = true;
    m_fixture->service().setPolicy(device, policy);
}

bool TestHidPanel::typeValue(int row, const QString& words)
{
    if (!doubleClickItem(&table(), table().model()->index(row, ui::HidFieldModel::ValueColumn)))
        return false;
    QWidget* editor = findWidget(*m_panel, "hidValueEdit");
    if (editor == nullptr || !typeInto(editor, words))
        return false;
    QTest::keyClick(editor, Qt::Key_Return);
    return QTest::qWaitFor([this] { return m_panel->findChild<QWidget*>(QStringLiteral("hidValueEdit")) == nullptr; });
}

bool TestHidPanel::answerRisk(const char* choice, const QString& words)
{
    const auto question = [this] { return m_panel->findChild<QMessageBox*>(QStringLiteral("riskQuestion")); };
    if (question() == nullptr || !QTest::qWaitForWindowExposed(question()) || !question()->text().contains(words)
        || !click(findWidget(*question(), choice)))
        return false;
    return QTest::qWaitFor([question] { return question() == nullptr; });
}

// The mouse goes around in a circle; reading it takes the interface from its driver, and gives it back.
void TestHidPanel::liveValuesMove()
{
    constexpr int kMotion = 2;
    show(0x03);
    QVERIFY(choose(find<QComboBox>(*m_panel, "hidInterface"), QStringLiteral("Interface 1")));
    allowDetaching(0x03);
    QCOMPARE(state(), QStringLiteral("Not reading"));
    QCOMPARE(value(kMotion), QString());
    QSignalSpy changes(table().model(), &QAbstractItemModel::dataChanged);
    QVERIFY(click(button("hidLive")));
    QTRY_VERIFY(state().startsWith(QStringLiteral("Reading: ")));
    QVERIFY(button("hidLive")->isChecked());
    QTRY_VERIFY(!value(kMotion).isEmpty());
    const QString first = value(kMotion);
    QTRY_VERIFY(value(kMotion) != first);
    QCOMPARE(value(kMotion).count(QLatin1Char(',')), 2);
    QCOMPARE(value(0), QStringLiteral("none"));
    QCOMPARE(value(1), QString()); // padding
    for (const QList<QVariant>& change : changes) // values in their places, nothing else
        QCOMPARE(change.at(0).toModelIndex().column(), static_cast<int>(ui::HidFieldModel::ValueColumn));

    const usb::DeviceId mouse = m_fixture->waitForDevice(0xfffe, 0x03)->id;
    const auto interface = [this, mouse] {
        const engine::SessionState session = m_fixture->service().session(mouse);
        const engine::InterfaceState* found = session.find(1);
        return found != nullptr ? *found : engine::InterfaceState {};
    };
    QTRY_VERIFY(interface().isClaimed);
    QVERIFY(click(button("hidLive")));
    QTRY_VERIFY(state().startsWith(QStringLiteral("Stopped after ")));
    QVERIFY(!button("hidLive")->isChecked());
    QTRY_VERIFY(!interface().isClaimed);
    QVERIFY(interface().detachedDriver.empty());
    QVERIFY(!value(kMotion).isEmpty()); // the last ones stay
}

// The keyboard types; letters are usages of an array.
void TestHidPanel::buttonsAreToldByTheirUsages()
{
    show(0x03);
    allowDetaching(0x03);
    QVERIFY(click(button("hidLive")));
    const int keys = table().model()->rowCount() - 1;
    QTRY_VERIFY(!value(keys).isEmpty() && value(keys) != QStringLiteral("none"));
    QTRY_COMPARE(value(keys), QStringLiteral("none"));
    QCOMPARE(value(0), QStringLiteral("none"));
}

void TestHidPanel::aDriverInTheWayIsOffered()
{
    QVERIFY(click(button("hidLive")));
    QTRY_VERIFY(findWidget(*m_panel, "accessHelp")->isVisible());
    QVERIFY(!table().isVisible());
    QVERIFY(!button("hidLive")->isChecked());
    QVERIFY(find<QLabel>(*m_panel, "accessHelpAdvice")->text().contains(QStringLiteral("usbhid")));
    QWidget* detach = findWidget(*m_panel, "accessHelpDetach");
    QTest::mouseClick(detach, Qt::LeftButton, {}, QPoint(8, detach->height() / 2)); // its box
    QVERIFY(answerRisk("riskAgree", QStringLiteral("keyboards")));
    QVERIFY(click(findWidget(*m_panel, "accessHelpRetry")));
    QTRY_VERIFY(state().startsWith(QStringLiteral("Reading: ")));
    QVERIFY(!findWidget(*m_panel, "accessHelp")->isVisible());
    QVERIFY(table().isVisible());
    QTRY_COMPARE(value(0), QStringLiteral("128, 128, 128, 128"));
    QCOMPARE(value(1), QStringLiteral("null"));
    QTRY_VERIFY(find<ui::InlineMessage>(*m_panel, "hidNotices")->words().contains(QStringLiteral("interface 0")));
}

void TestHidPanel::readingGoesOnWhileTheInterfaceIsShown()
{
    allowDetaching(0x22);
    QVERIFY(click(button("hidLive")));
    QTRY_VERIFY(state().startsWith(QStringLiteral("Reading: ")));
    QVERIFY(chooseReport("feature 3"));
    QVERIFY(state().contains(QStringLiteral("Reading: ")));
    QVERIFY(button("hidLive")->isChecked());
    show(0x22); // the same one
    QVERIFY(button("hidLive")->isChecked());
    QVERIFY(chooseReport("input 1"));
    QCOMPARE(value(0), QStringLiteral("128, 128, 128, 128"));
    show(0x03);
    QVERIFY(!button("hidLive")->isChecked());
    const auto isQuiet = [this] {
        const std::vector<engine::StreamStatus> streams = m_fixture->service().streams();
        return std::none_of(
            streams.begin(), streams.end(), [](const engine::StreamStatus& stream) { return stream.isActive(); });
    };
    QTRY_VERIFY(isQuiet());
}

void TestHidPanel::featureReportsAreReadAndSet()
{
    allowDetaching(0x22);
    QVERIFY(chooseReport("feature 3"));
    QVERIFY(state().contains(QStringLiteral("not read from the device")));
    QVERIFY(click(button("hidGetReport")));
    QTRY_VERIFY(state().contains(QStringLiteral("as the device has it")));
    QVERIFY(value(0).startsWith(QStringLiteral("16, 10, 0, ")));
    QVERIFY(typeValue(1, QStringLiteral("0x15")));
    QCOMPARE(value(1), QStringLiteral("21"));
    QVERIFY(state().contains(QStringLiteral("changed, not sent yet")));
    QVERIFY(chooseReport("output 2"));
    QVERIFY(chooseReport("feature 3"));
    QCOMPARE(value(1), QStringLiteral("21")); // still there
    QVERIFY(click(button("hidSetReport")));
    QVERIFY(answerRisk("riskAgree", QStringLiteral("settings")));
    QTRY_COMPARE(message(), QStringLiteral("Feature report 3 was sent."));
    QVERIFY(state().contains(QStringLiteral("as the device has it")));
    Bytes answer;
    connect(&m_fixture->service(), &engine::UsbService::transfersFinished, this,
        [&answer](const std::vector<engine::FinishedTransfer>& finished) { answer = finished.back().result.data; });
    QVERIFY(click(button("hidGetReport")));
    QTRY_COMPARE(answer.size(), std::size_t { 33 });
    QCOMPARE(answer.at(1), Byte { 16 });
    QCOMPARE(answer.at(32), Byte { 21 });
    m_fixture->service().disconnect(this);
}

void TestHidPanel::whatWasNotReadIsSaidBeforeItIsSet()
{
    allowDetaching(0x22);
    QVERIFY(chooseReport("feature 3"));
    QVERIFY(click(button("hidSetReport")));
    QVERIFY(answerRisk("riskCancel", QStringLiteral("has not been read")));
    QCOMPARE(message(), QString());
    QVERIFY(click(button("hidGetReport")));
    QTRY_VERIFY(state().contains(QStringLiteral("as the device has it")));
    QVERIFY(value(0).startsWith(QStringLiteral("16, 10, 0, "))); // nothing was sent
}

void TestHidPanel::outputReportsGoByTheirEndpoint()
{
    allowDetaching(0x22);
    QVERIFY(chooseReport("output 2"));
    QVERIFY(button("hidSetReport")->toolTip().contains(QStringLiteral("interrupt OUT")));
    QCOMPARE(value(0), QStringLiteral("0, 0, 0, 0"));
    QVERIFY(typeValue(0, QStringLiteral("1, 2, 0x0a, 4")));
    QCOMPARE(value(0), QStringLiteral("1, 2, 10, 4"));
    QVERIFY(click(button("hidSetReport")));
    QTRY_COMPARE(message(), QStringLiteral("Output report 2 was sent."));
    QVERIFY(typeValue(0, QStringLiteral("9, 9, 9, 9")));
    QCOMPARE(message(), QString());
    QVERIFY(click(button("hidGetReport"))); // what the device has replaces what was typed
    QTRY_COMPARE(value(0), QStringLiteral("1, 2, 10, 4"));
}

void TestHidPanel::wrongValuesAreRefused()
{
    QVERIFY(chooseReport("output 2"));
    QVERIFY(typeValue(0, QStringLiteral("1, 2, 3, 256")));
    QCOMPARE(message(), QStringLiteral("Not taken: 256 is outside of 0 to 255."));
    QCOMPARE(value(0), QStringLiteral("0, 0, 0, 0"));
    QVERIFY(typeValue(0, QStringLiteral("1, 2")));
    QVERIFY(message().contains(QStringLiteral("4 numbers")));
    QVERIFY(typeValue(0, QStringLiteral("1, 2, 3, 4")));
    QCOMPARE(message(), QString());
}

void TestHidPanel::onlyOutputsAndFeaturesAreTyped()
{
    const auto isTyped
        = [this](int column) { return table().model()->index(0, column).flags().testFlag(Qt::ItemIsEditable); };
    QVERIFY(!isTyped(ui::HidFieldModel::ValueColumn));
    QVERIFY(!button("hidSetReport")->isVisible());
    QVERIFY(chooseReport("output 2"));
    QVERIFY(isTyped(ui::HidFieldModel::ValueColumn));
    QVERIFY(!isTyped(ui::HidFieldModel::UsageColumn));
    QVERIFY(button("hidSetReport")->isVisible());
}

void TestHidPanel::nothingCanBeAskedOfWhatIsGone()
{
    m_panel->setDeparted(true);
    for (const char* name : { "hidLive", "hidGetReport" }) {
        QVERIFY(!button(name)->isEnabled());
        QVERIFY(button(name)->toolTip().contains(QStringLiteral("gone")));
    }
    QVERIFY(state().contains(QStringLiteral("gone")));
    m_panel->setDeparted(false);
    QVERIFY(button("hidLive")->isEnabled());
}

QTEST_MAIN(TestHidPanel)
#include "tst_hid_panel.moc"
