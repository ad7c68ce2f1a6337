// SPDX-License-Identifier: GPL-3.0-or-later
// The window as a person uses it: everything by mouse and keyboard, on the demo bus.
#include "tests/gui/refusing_backend.h"
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/main_window.h"
#include "ui/models/device_tree_model.h"
#include "ui/views/control_panel.h"
#include "ui/views/device_tree_view.h"
#include "ui/views/log_panel.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QSplitter>
#include <QTabWidget>
#include <QTreeView>

using namespace wb;
using namespace wb::test;

namespace {

constexpr int kPatienceMs = 5000;

// USB that cannot be used at all.
class FailingBackend : public RefusingBackend {
public:
    FailingBackend()
        : RefusingBackend(ErrorKind::Io, {})
    {
    }
    [[nodiscard]] std::string name() const override { return "failing"; }
    [[nodiscard]] Status start(backend::Listener&) override
    {
        return fail(ErrorKind::AccessDenied, "start libusb", "no usbfs here");
    }
};

} // namespace

class TestMainWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void firstScreenOffersTheDemoBus();
    void selectingADeviceShowsIt();
    void plugsAndUnplugsFromTheMenu();
    void departedDeviceStaysReadable();
    void opensAndClosesByOneClick();
    void openRefusedShowsWhatToDo();
    void bannerTellsWhatFailed();
    void resetAsksFirst();
    void backAndForward();
    void tabsAndDoubleClick();
    void contextMenuHasTheMenuBarsActions();
    void panelsAreCycledByKeyboard();
    void controlFindsTheFilterOfThePanel();
    void escapeClearsTheFilter();
    void sendsByControlEnter();
    void deepNamesRunOverEmptyColumns();
    void filterTakesASelectedPartAway();
    void layoutSurvivesARestart();
    void sizesSurviveARestart();
    void appearanceFollowsTheMenu();
    void everyControlHasAName();
    void aboutNamesVersions();
    void thousandDevicesKeepTheSelection();

private:
    void start(AppFixture::Bus bus = AppFixture::Bus::On);
    [[nodiscard]] QTreeView& tree() { return *find<QTreeView>(*m_window, "deviceTree"); }
    [[nodiscard]] QString label(const char* name) { return find<QLabel>(*m_window, name)->text(); }
    [[nodiscard]] bool select(const QString& name) { return clickItem(&tree(), findItem(*tree().model(), name)); }
    [[nodiscard]] QTabWidget& tabs() { return *find<QTabWidget>(*m_window, "centreTabs"); }
    [[nodiscard]] static QString panelOfFocus();

    std::unique_ptr<AppFixture> m_fixture;
    std::unique_ptr<ui::MainWindow> m_window;
};

void TestMainWindow::init() { }

void TestMainWindow::cleanup()
{
    m_window.reset();
    m_fixture.reset();
}

void TestMainWindow::start(AppFixture::Bus bus)
{
    m_fixture = std::make_unique<AppFixture>(bus);
    m_window = std::make_unique<ui::MainWindow>(m_fixture->context());
    m_window->resize(1280, 800);
    QVERIFY(showAndWait(*m_window));
}

QString TestMainWindow::panelOfFocus()
{
    for (const QWidget* widget = QApplication::focusWidget(); widget; widget = widget->parentWidget())
        if (widget->objectName().endsWith(QStringLiteral("Panel")))
            return widget->objectName();
    return {};
}

void TestMainWindow::firstScreenOffersTheDemoBus()
{
    start(AppFixture::Bus::Off);
    QVERIFY(findWidget(*m_window, "welcomePanel")->isVisible());
    QVERIFY(findWidget(*m_window, "systemBanner")->isVisible());
    QVERIFY(click(findWidget(*m_window, "bannerDemoButton")));
    QTRY_VERIFY_WITH_TIMEOUT(findItem(*tree().model(), QStringLiteral("Loopback")).isValid(), kPatienceMs);
    QTRY_VERIFY(!findWidget(*m_window, "systemBanner")->isVisible());
    QVERIFY(tree().isVisible());
    QTRY_COMPARE(label("statusDevices"), QStringLiteral("9 devices"));
}

void TestMainWindow::selectingADeviceShowsIt()
{
    start();
    QVERIFY(findWidget(*m_window, "welcomePanel")->isVisible());
    QVERIFY(select(QStringLiteral("Loopback")));
    QVERIFY(!findWidget(*m_window, "welcomePanel")->isVisible());
    QCOMPARE(label("deviceName"), QStringLiteral("Loopback device"));
    QVERIFY(label("deviceFacts").startsWith(QStringLiteral("fffe:0001")));
    QCOMPARE(label("deviceState"), QStringLiteral("closed"));
    QCOMPARE(m_window->windowTitle(), QStringLiteral("Loopback device"));
    auto* fields = find<QTreeView>(*m_window, "descriptorTree");
    QVERIFY(findItem(*fields->model(), QStringLiteral("idVendor")).isValid());
}

void TestMainWindow::plugsAndUnplugsFromTheMenu()
{
    start();
    const QString entry = findMenuAction(*m_window, { QStringLiteral("Device"), QStringLiteral("Demo bus") })
                              ->menu()
                              ->findChild<QAction*>(QStringLiteral("demoModel-hid"))
                              ->text();
    const QStringList path { QStringLiteral("Device"), QStringLiteral("Demo bus"), entry };
    QVERIFY(findMenuAction(*m_window, path)->isChecked());
    QVERIFY(clickMenu(*m_window, path));
    QTRY_VERIFY_WITH_TIMEOUT(findItem(*tree().model(), QStringLiteral("(unplugged ")).isValid(), kPatienceMs);
    QTRY_VERIFY(!findMenuAction(*m_window, path)->isChecked());
    QVERIFY(clickMenu(*m_window, path));
    QTRY_VERIFY_WITH_TIMEOUT(findItem(*tree().model(), QStringLiteral("(new)")).isValid(), kPatienceMs);
    auto* events = find<QAbstractItemView>(*m_window, "eventTable");
    QVERIFY(findItem(*events->model(), QStringLiteral("− unplugged"), 1).isValid());
    QVERIFY(findItem(*events->model(), QStringLiteral("+ plugged in"), 1).isValid());
}

void TestMainWindow::departedDeviceStaysReadable()
{
    start();
    QVERIFY(select(QStringLiteral("Loopback")));
    QVERIFY(m_fixture->demoBus().setPlugged("loopback", false).has_value());
    QTRY_VERIFY_WITH_TIMEOUT(label("deviceState").contains(QStringLiteral("unplugged ")), kPatienceMs);
    QCOMPARE(label("deviceName"), QStringLiteral("Loopback device"));
    QVERIFY(!findWidget(*m_window, "openDeviceButton")->isEnabled());
    auto* fields = find<QTreeView>(*m_window, "descriptorTree");
    QVERIFY(findItem(*fields->model(), QStringLiteral("idVendor")).isValid());
    // The log stays usable.
    QVERIFY(typeInto(find<QLineEdit>(*m_window, "logFilter"), QStringLiteral("ep==0x81")));
}

void TestMainWindow::opensAndClosesByOneClick()
{
    start();
    QVERIFY(select(QStringLiteral("Loopback")));
    auto* button = find<QAbstractButton>(*m_window, "openDeviceButton");
    QCOMPARE(button->text(), QStringLiteral("Open"));
    QVERIFY(click(button));
    QTRY_VERIFY_WITH_TIMEOUT(label("deviceState").contains(QStringLiteral("open")), kPatienceMs);
    QTRY_COMPARE(button->text(), QStringLiteral("Close"));
    QVERIFY(click(button));
    QTRY_COMPARE_WITH_TIMEOUT(label("deviceState"), QStringLiteral("closed"), kPatienceMs);
}

void TestMainWindow::openRefusedShowsWhatToDo()
{
    start(AppFixture::Bus::Off);
    m_fixture->service().addBackend(std::make_unique<RefusingBackend>(ErrorKind::AccessDenied, std::string()));
    QTRY_VERIFY_WITH_TIMEOUT(findItem(*tree().model(), QStringLiteral("Guarded")).isValid(), kPatienceMs);
    QVERIFY(select(QStringLiteral("Guarded")));
    QVERIFY(click(findWidget(*m_window, "openDeviceButton")));
    auto* header = findWidget(*m_window, "deviceHeader");
    QTRY_VERIFY_WITH_TIMEOUT(findWidget(*header, "accessHelp")->isVisible(), 2 * kPatienceMs);
    bool namesTheRule = false;
    for (const QLabel* words : header->findChildren<QLabel*>())
        namesTheRule = namesTheRule || words->text().contains(QStringLiteral("70-usb-workbench-1234-5678.rules"));
    QVERIFY(namesTheRule);
}

void TestMainWindow::bannerTellsWhatFailed()
{
    start(AppFixture::Bus::Off);
    m_fixture->service().addBackend(std::make_unique<FailingBackend>());
    auto* banner = findWidget(*m_window, "systemBanner");
    const auto says = [&](const QString& words) {
        for (const QLabel* label : banner->findChildren<QLabel*>())
            if (label->text().contains(words))
                return true;
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("no usbfs here")), kPatienceMs);
    QVERIFY(banner->isVisible());
    QVERIFY(click(findWidget(*m_window, "bannerDemoButton")));
    QTRY_VERIFY_WITH_TIMEOUT(findItem(*tree().model(), QStringLiteral("Loopback")).isValid(), kPatienceMs);
    QVERIFY(says(QStringLiteral("no usbfs here"))); // the failure is still true
    QVERIFY(!findWidget(*m_window, "bannerDemoButton")->isVisible());
}

void TestMainWindow::resetAsksFirst()
{
    start();
    QVERIFY(select(QStringLiteral("Loopback")));
    QVERIFY(!findWidget(*m_window, "resetDeviceButton")->isEnabled());
    QVERIFY(click(findWidget(*m_window, "openDeviceButton")));
    QTRY_VERIFY_WITH_TIMEOUT(findWidget(*m_window, "resetDeviceButton")->isEnabled(), kPatienceMs);
    QVERIFY(click(findWidget(*m_window, "resetDeviceButton")));
    QTRY_VERIFY(m_window->findChild<QMessageBox*>() != nullptr);
    auto* question = m_window->findChild<QMessageBox*>();
    QTRY_VERIFY(question->isVisible());
    QVERIFY(click(question->button(QMessageBox::Cancel)));
    QTRY_VERIFY(!m_window->findChild<QMessageBox*>() || !m_window->findChild<QMessageBox*>()->isVisible());
    QVERIFY(m_fixture->service().session(m_fixture->loopback()->id).isOpen());
}

void TestMainWindow::backAndForward()
{
    start();
    QVERIFY(select(QStringLiteral("Loopback")));
    QVERIFY(select(QStringLiteral("Misbehaver")));
    QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(label("deviceName"), QStringLiteral("Loopback device"));
    QCOMPARE(tree().currentIndex().data().toString(), QStringLiteral("Loopback device"));
    QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier); // nothing further back
    QCOMPARE(label("deviceName"), QStringLiteral("Loopback device"));
    QTest::keyClick(m_window.get(), Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(label("deviceName"), QStringLiteral("Misbehaver"));
}

void TestMainWindow::tabsAndDoubleClick()
{
    start();
    QVERIFY(select(QStringLiteral("Loopback")));
    QTest::keyClick(&tree(), Qt::Key_Asterisk);
    const QModelIndex endpoint = findItem(*tree().model(), QStringLiteral("EP1 OUT"));
    QVERIFY(clickItem(&tree(), endpoint));
    QCOMPARE(tabs().currentIndex(), 0); // the tab stays; its content follows
    QVERIFY(label("deviceFacts").contains(QStringLiteral("EP1 OUT")));
    QVERIFY(find<QTreeView>(*m_window, "descriptorTree")
                ->currentIndex()
                .data()
                .toString()
                .startsWith(QStringLiteral("Endpoint descriptor")));
    QVERIFY(doubleClickItem(&tree(), endpoint));
    QCOMPARE(tabs().currentIndex(), 2);
    QVERIFY(doubleClickItem(&tree(), findItem(*tree().model(), QStringLiteral("Loopback"))));
    QCOMPARE(tabs().currentIndex(), 0);
}

void TestMainWindow::contextMenuHasTheMenuBarsActions()
{
    start();
    QVERIFY(select(QStringLiteral("Loopback")));
    const QPoint place = tree().visualRect(tree().currentIndex()).center();
    QContextMenuEvent event(QContextMenuEvent::Mouse, place, tree().viewport()->mapToGlobal(place));
    QApplication::sendEvent(tree().viewport(), &event);
    QTRY_VERIFY(m_window->findChild<QMenu*>(QStringLiteral("deviceContextMenu")) != nullptr);
    auto* menu = m_window->findChild<QMenu*>(QStringLiteral("deviceContextMenu"));
    QTRY_VERIFY(menu->isVisible());
    const QList<QAction*> barActions = findMenuAction(*m_window, { QStringLiteral("Device") })->menu()->actions();
    for (QAction* action : menu->actions())
        QVERIFY2(action->isSeparator() || barActions.contains(action), qPrintable(action->text()));
    auto* copy = m_window->findChild<QAction*>(QStringLiteral("copyVidPid"));
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(copy).center());
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("fffe:0001"));
}

void TestMainWindow::panelsAreCycledByKeyboard()
{
    start();
    QVERIFY(select(QStringLiteral("Loopback")));
    QCOMPARE(panelOfFocus(), QStringLiteral("devicesPanel"));
    QStringList visited;
    for (int i = 0; i < 3; ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_F6);
        visited.append(panelOfFocus());
    }
    QCOMPARE(visited,
        QStringList(
            { QStringLiteral("descriptorsPanel"), QStringLiteral("logPanel"), QStringLiteral("devicesPanel") }));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_K, Qt::ControlModifier);
    QCOMPARE(panelOfFocus(), QStringLiteral("descriptorsPanel"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_F6, Qt::ShiftModifier);
    QCOMPARE(panelOfFocus(), QStringLiteral("devicesPanel"));
}

void TestMainWindow::controlFindsTheFilterOfThePanel()
{
    start();
    QVERIFY(select(QStringLiteral("Loopback")));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(QApplication::focusWidget()->objectName(), QStringLiteral("deviceFilter"));
    QVERIFY(click(find<QLineEdit>(*m_window, "logFilter")));
    QTest::keyClick(m_window.get(), Qt::Key_F6); // devices
    QCOMPARE(panelOfFocus(), QStringLiteral("devicesPanel"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_F6, Qt::ShiftModifier);
    QCOMPARE(panelOfFocus(), QStringLiteral("logPanel"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(QApplication::focusWidget()->objectName(), QStringLiteral("logFilter"));
}

void TestMainWindow::escapeClearsTheFilter()
{
    start();
    QVERIFY(select(QStringLiteral("Loopback")));
    auto* filter = find<QLineEdit>(*m_window, "deviceFilter");
    QVERIFY(typeInto(filter, QStringLiteral("misbehaver")));
    QVERIFY(!findItem(*tree().model(), QStringLiteral("Loopback")).isValid());
    QCOMPARE(label("deviceName"), QStringLiteral("Loopback device")); // hidden, still the subject
    QTest::keyClick(filter, Qt::Key_Escape);
    QVERIFY(filter->text().isEmpty());
    QCOMPARE(tree().currentIndex().data().toString(), QStringLiteral("Loopback device"));
}

void TestMainWindow::sendsByControlEnter()
{
    start();
    QVERIFY(select(QStringLiteral("Loopback")));
    QTest::mouseClick(tabs().tabBar(), Qt::LeftButton, {}, tabs().tabBar()->tabRect(1).center());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->context().log->counters().completed > 0, kPatienceMs);
}

void TestMainWindow::deepNamesRunOverEmptyColumns()
{
    start();
    QVERIFY(select(QStringLiteral("Loopback")));
    QTest::keyClick(&tree(), Qt::Key_Asterisk);
    const auto& view = *qobject_cast<ui::DeviceTreeView*>(&tree());
    const QModelIndex device = findItem(*tree().model(), QStringLiteral("Loopback"));
    QCOMPARE(view.nameRect(device), view.visualRect(device)); // VID:PID stands beside it
    const QModelIndex endpoint = findItem(*tree().model(), QStringLiteral("EP1 IN"));
    QVERIFY(endpoint.isValid());
    QRect beyond = view.nameRect(endpoint);
    beyond.setLeft(view.visualRect(endpoint).right() + 1);
    QVERIFY(beyond.width() > 0);
    const QImage drawn = view.viewport()->grab(beyond).toImage();
    QImage blank = drawn;
    blank.fill(drawn.pixelColor(drawn.width() - 1, 0));
    QVERIFY(drawn != blank);
}

// While the filter takes a device away, the rows below it can still be reached, and are freed a moment later: the
// current row must never be one of them.
void TestMainWindow::filterTakesASelectedPartAway()
{
    start();
    QVERIFY(select(QStringLiteral("Loopback")));
    QTest::keyClick(&tree(), Qt::Key_Asterisk);
    QVERIFY(select(QStringLiteral("EP1 IN")));
    bool isLost = false;
    connect(tree().model(), &QAbstractItemModel::rowsRemoved, this, [this, &isLost] {
        QModelIndex top = tree().currentIndex();
        while (top.parent().isValid())
            top = top.parent();
        isLost = isLost || (top.isValid() && !top.data().toString().startsWith(QStringLiteral("Bus")));
    });
    QVERIFY(typeInto(findWidget(*m_window, "deviceFilter"), QStringLiteral("keyboard")));
    QVERIFY(!findItem(*tree().model(), QStringLiteral("Loopback")).isValid());
    QVERIFY(!tree().currentIndex().isValid());
    QVERIFY(tree().selectionModel()->selection().isEmpty());
    QVERIFY(!isLost);
    QVERIFY(typeInto(findWidget(*m_window, "deviceFilter"), QStringLiteral("fffe:0001")));
    QTRY_VERIFY(tree().currentIndex().data().toString().startsWith(QStringLiteral("EP1 IN")));
}

void TestMainWindow::layoutSurvivesARestart()
{
    start();
    auto* devices = find<QDockWidget>(*m_window, "devicesDock");
    QVERIFY(clickMenu(*m_window, { QStringLiteral("View"), QStringLiteral("Devices") }));
    QTRY_VERIFY(!devices->isVisible());
    m_window->resize(1100, 700);
    QTRY_COMPARE(m_window->size(), QSize(1100, 700));
    QVERIFY(m_window->close());
    m_window = std::make_unique<ui::MainWindow>(m_fixture->context());
    QVERIFY(showAndWait(*m_window));
    QVERIFY(!find<QDockWidget>(*m_window, "devicesDock")->isVisible());
    QCOMPARE(m_window->size(), QSize(1100, 700));
    QVERIFY(clickMenu(*m_window, { QStringLiteral("View"), QStringLiteral("Reset the layout") }));
    QTRY_VERIFY(find<QDockWidget>(*m_window, "devicesDock")->isVisible());
}

void TestMainWindow::sizesSurviveARestart()
{
    start();
    QVERIFY(select(QStringLiteral("Loopback")));
    constexpr int kControlTab = 1;
    QTabBar* tabs = find<QTabWidget>(*m_window, "centreTabs")->tabBar();
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(kControlTab).center());
    const auto sizes = [this] { return find<QSplitter>(*m_window, "controlSplitter")->sizes(); };
    const QList<int> before = sizes();
    QSplitterHandle* handle = find<QSplitter>(*m_window, "controlSplitter")->handle(1);
    const QPoint place = handle->rect().center();
    const QPoint beside = place + QPoint(40, 0);
    QTest::mousePress(handle, Qt::LeftButton, {}, place);
    QTest::mouseMove(handle, beside);
    QTest::mouseRelease(handle, Qt::LeftButton, {}, beside);
    QTRY_VERIFY(sizes().front() > before.front());
    const QList<int> moved = sizes();
    const QPoint separator(find<QDockWidget>(*m_window, "devicesDock")->geometry().right() + 3, m_window->height() / 2);
    const int devicesBefore = find<QDockWidget>(*m_window, "devicesDock")->width();
    QTest::mousePress(m_window.get(), Qt::LeftButton, {}, separator);
    QTest::mouseMove(m_window.get(), separator - QPoint(50, 0));
    QTRY_VERIFY(find<QDockWidget>(*m_window, "devicesDock")->width() < devicesBefore);
    QTest::mouseRelease(m_window.get(), Qt::LeftButton, {}, separator - QPoint(50, 0));
    const auto dockSize = [this](const char* name) { return find<QDockWidget>(*m_window, name)->size(); };
    const QSize devices = dockSize("devicesDock");
    const QSize log = dockSize("logDock");
    QVERIFY(m_window->close());
    m_window = std::make_unique<ui::MainWindow>(m_fixture->context());
    QVERIFY(showAndWait(*m_window));
    QVERIFY(select(QStringLiteral("Loopback")));
    QTRY_COMPARE(sizes().front(), moved.front());
    QCOMPARE(dockSize("devicesDock"), devices);
    QCOMPARE(dockSize("logDock"), log);
    QVERIFY(clickMenu(*m_window, { QStringLiteral("View"), QStringLiteral("Reset the layout") }));
    QTRY_COMPARE(sizes().front(), before.front());
    QTRY_COMPARE(dockSize("devicesDock").width(), devicesBefore);
}

void TestMainWindow::appearanceFollowsTheMenu()
{
    start();
    const auto lightness = [this] { return m_window->palette().color(QPalette::Window).lightness(); };
    QVERIFY(clickMenu(*m_window, { QStringLiteral("View"), QStringLiteral("Appearance"), QStringLiteral("Dark") }));
    QTRY_VERIFY(lightness() < 100);
    QVERIFY(clickMenu(*m_window, { QStringLiteral("View"), QStringLiteral("Appearance"), QStringLiteral("Light") }));
    QTRY_VERIFY(lightness() > 200);
}

void TestMainWindow::everyControlHasAName()
{
    start();
    QVERIFY(select(QStringLiteral("Loopback")));
    for (const QAbstractItemView* view : m_window->findChildren<QAbstractItemView*>())
        if (view->isVisible() && !qobject_cast<const QHeaderView*>(view))
            QVERIFY2(!view->accessibleName().isEmpty(), qPrintable(view->objectName()));
    for (const QLineEdit* edit : m_window->findChildren<QLineEdit*>())
        if (edit->isVisible() && !qobject_cast<QComboBox*>(edit->parentWidget()))
            QVERIFY2(!edit->accessibleName().isEmpty(), qPrintable(edit->objectName()));
    for (const QAbstractButton* button : m_window->findChildren<QAbstractButton*>())
        if (button->isVisible() && button->focusPolicy() != Qt::NoFocus)
            QVERIFY2(
                !button->accessibleName().isEmpty() || !button->text().isEmpty(), qPrintable(button->objectName()));
}

void TestMainWindow::aboutNamesVersions()
{
    start();
    QVERIFY(clickMenu(*m_window, { QStringLiteral("Help"), QStringLiteral("About USB Workbench") }));
    QTRY_VERIFY(m_window->findChild<QMessageBox*>(QStringLiteral("aboutBox")) != nullptr);
    auto* box = m_window->findChild<QMessageBox*>(QStringLiteral("aboutBox"));
    QVERIFY(box->informativeText().contains(QStringLiteral("Qt 6")));
    QVERIFY(click(box->button(QMessageBox::Close)));
}

void TestMainWindow::thousandDevicesKeepTheSelection()
{
    start();
    QVERIFY(select(QStringLiteral("Loopback")));
    const QString before = label("deviceFacts");
    m_fixture->demoBus().plugMany(1000);
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->service().devices().size() >= 1005, 4 * kPatienceMs);
    QCOMPARE(label("deviceFacts"), before);
    QCOMPARE(tree().currentIndex().data().toString(), QStringLiteral("Loopback device"));
    QVERIFY(typeInto(find<QLineEdit>(*m_window, "deviceFilter"), QStringLiteral("loopback")));
    QVERIFY(findItem(*tree().model(), QStringLiteral("Loopback")).isValid());
}

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
