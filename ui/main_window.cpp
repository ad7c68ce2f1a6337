// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include "core/snapshot/load.h"
#include "ui/main_window_menus.h"
#include "ui/main_window_parts.h"
#include "ui/text/device_text.h"
#include "ui/text/format.h"
#include "ui/views/appearance.h"
#include "ui/views/comparison_view.h"
#include "ui/views/splitter_memory.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QLayout>
#include <QMimeData>
#include <QScreen>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace wb::ui {

namespace {

constexpr QLatin1StringView kGeometryKey("window/geometry");
constexpr QLatin1StringView kStateKey("window/state");
constexpr QLatin1StringView kTabKey("window/tab");
constexpr int kStateVersion = 1;

QDockWidget* addDock(
    QMainWindow& window, const QString& objectName, const QString& title, QWidget* content, Qt::DockWidgetArea area)
{
    auto* dock = new QDockWidget(title, &window);
    dock->setObjectName(objectName);
    dock->setAccessibleName(title);
    dock->setWidget(content);
    window.addDockWidget(area, dock);
    return dock;
}

} // namespace

class MainWindow::Private {
public:
    Private(MainWindow& owner, AppContext& appContext)
        : window(owner)
        , context(appContext)
        , parts(owner, appContext)
    {
    }

    void build();
    void connectParts();
    void setSubject(const Selection& selection);
    void showPlace(const DescriptorPlace& place);
    void showDeparture() const;
    void activate(const Selection& selection) const;
    void restoreLayout();
    void arrangeDocks();
    void defaultLayout();
    void saveLayout();
    void compare(const usb::DevicePtr& device);

    MainWindow& window;
    AppContext& context;
    WindowParts parts;
    SelectionHistory history;
    QByteArray firstLayout;
    WindowMenus* menus = nullptr;
    ComparisonView* comparison = nullptr; // made when it is first asked for
    bool isArranged = false;
    bool growsLater = false;
    bool isTravelling = false; // back and forward are no new visits
};

void MainWindow::Private::build()
{
    const auto stack = [this](const QList<QWidget*>& widgets) {
        auto* column = new QWidget(&window);
        auto* layout = new QVBoxLayout(column);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(0);
        for (QWidget* widget : widgets)
            layout->addWidget(widget, widget == widgets.back() ? 1 : 0);
        return column;
    };
    parts.centre->addWidget(parts.welcome);
    parts.centre->addWidget(stack({ parts.header, parts.tabs }));
    parts.tabs->setObjectName(QStringLiteral("centreTabs"));
    parts.tabs->setDocumentMode(true);
    parts.tabs->addTab(parts.descriptors, MainWindow::tr("&Descriptors"));
    parts.tabs->addTab(parts.control, MainWindow::tr("&Control"));
    parts.tabs->addTab(parts.endpoints, MainWindow::tr("&Endpoints"));
    parts.tabs->addTab(parts.hid, MainWindow::tr("&HID"));
    parts.tabs->addTab(parts.checks, MainWindow::tr("Chec&ks"));
    parts.tabs->addTab(parts.facts, MainWindow::tr("&Facts"));
    window.setCentralWidget(stack({ parts.banner, parts.drivers, parts.snapshots, parts.reports, parts.centre }));

    parts.devicesDock = addDock(
        window, QStringLiteral("devicesDock"), MainWindow::tr("Devices"), parts.devices, Qt::LeftDockWidgetArea);
    parts.logDock
        = addDock(window, QStringLiteral("logDock"), MainWindow::tr("Log"), parts.log, Qt::BottomDockWidgetArea);
    parts.eventsDock = addDock(
        window, QStringLiteral("eventsDock"), MainWindow::tr("Events"), parts.events, Qt::BottomDockWidgetArea);
    parts.findDock
        = addDock(window, QStringLiteral("findDock"), MainWindow::tr("Find"), parts.find, Qt::BottomDockWidgetArea);
    window.tabifyDockWidget(parts.logDock, parts.eventsDock);
    window.tabifyDockWidget(parts.eventsDock, parts.findDock);
    parts.logDock->raise();
    window.setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowNestedDocks | QMainWindow::AllowTabbedDocks);
    window.setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    window.setStatusBar(parts.status);
    menus = new WindowMenus(window, context, parts);
    parts.devices->setSubjectActions(parts.actions->subjectActions());
}

void MainWindow::Private::connectParts()
{
    QObject::connect(parts.devices, &DeviceTreePanel::selectionChanged, &window,
        [this](const Selection& selection) { setSubject(selection); });
    QObject::connect(parts.devices, &DeviceTreePanel::departed, &window, [this] { showDeparture(); });
    QObject::connect(parts.devices, &DeviceTreePanel::activated, &window,
        [this](const Selection& selection) { activate(selection); });
    QObject::connect(
        parts.log, &LogPanel::editRequested, &window, [this](const usb::SetupPacket& setup, const QByteArray& payload) {
            parts.control->editRequest(setup, payload);
            parts.tabs->setCurrentWidget(parts.control);
            parts.control->setFocus();
        });
    QObject::connect(parts.checks, &ChecksPanel::titleChanged, &window,
        [this](const QString& title) { parts.tabs->setTabText(parts.tabs->indexOf(parts.checks), title); });
    const auto jump = [this](const DescriptorPlace& place) { showPlace(place); };
    QObject::connect(parts.checks, &ChecksPanel::jumpRequested, &window, jump);
    QObject::connect(parts.find, &FindPanel::jumpRequested, &window, jump);
    QObject::connect(parts.hid, &HidPanel::jumpRequested, &window, jump);
    QObject::connect(parts.actions, &DeviceActions::compareRequested, &window,
        [this](const usb::DevicePtr& device) { compare(device); });
    QObject::connect(menus, &WindowMenus::travelRequested, &window, [this](bool forward) {
        if (forward ? !history.canGoForward() : !history.canGoBack())
            return;
        isTravelling = true;
        parts.devices->select(forward ? history.forward() : history.back());
        isTravelling = false;
        menus->setTravel(history.canGoBack(), history.canGoForward());
    });
    QObject::connect(menus, &WindowMenus::resetLayoutRequested, &window, [this] {
        window.restoreState(firstLayout, kStateVersion);
        const auto splitters = window.findChildren<SplitterMemory*>();
        for (SplitterMemory* splitter : splitters)
            splitter->forget();
        defaultLayout();
    });
}

void MainWindow::Private::setSubject(const Selection& selection)
{
    parts.centre->setCurrentIndex(selection.device ? 1 : 0);
    parts.descriptors->setSubject(selection);
    parts.control->setSubject(selection);
    parts.endpoints->setSubject(selection);
    parts.hid->setSubject(selection);
    parts.checks->setSubject(selection);
    parts.facts->setSubject(selection);
    parts.log->setSubject(selection);
    showDeparture();
    if (!isTravelling)
        history.visit(selection);
    menus->setTravel(history.canGoBack(), history.canGoForward());
    window.setWindowTitle(selection.device ? text::deviceName(*selection.device, context.ids) : QString());
}

void MainWindow::Private::showPlace(const DescriptorPlace& place)
{
    const Selection& selection = parts.devices->selection();
    if (!selection.device || selection.device->id != place.device->id) {
        Selection other;
        other.device = place.device;
        parts.devices->select(other);
    }
    parts.tabs->setCurrentWidget(parts.descriptors);
    parts.descriptors->showRange(place.section, place.range);
}

void MainWindow::Private::showDeparture() const
{
    const Selection& selection = parts.devices->selection();
    const bool hasDeparted = selection.device && parts.devices->tree().hasDeparted(selection.device->id);
    std::optional<Nanoseconds> when; // a device reached again through "back" may have left the tree long ago
    if (hasDeparted)
        when = parts.devices->tree().departureTime(selection.device->id);
    parts.header->setSubject(selection, when);
    parts.actions->setSubject(selection, hasDeparted);
    parts.descriptors->setDeparted(hasDeparted);
    parts.hid->setDeparted(hasDeparted);
    parts.checks->setDeparted(hasDeparted);
    parts.facts->setDeparted(hasDeparted);
}

void MainWindow::Private::activate(const Selection& selection) const
{
    QWidget* page = selection.interfaceNumber ? static_cast<QWidget*>(parts.endpoints) : parts.descriptors;
    parts.tabs->setCurrentWidget(page);
    focusPanel(*page);
}

void MainWindow::Private::compare(const usb::DevicePtr& device)
{
    if (!comparison)
        comparison = new ComparisonView(context, &window);
    comparison->compare(device);
    comparison->show();
    comparison->raise();
    comparison->activateWindow();
}

void MainWindow::Private::defaultLayout()
{
    const int letter = window.fontMetrics().averageCharWidth();
    window.resizeDocks({ parts.devicesDock }, { std::min(72 * letter, window.width() * 2 / 5) }, Qt::Horizontal);
    window.resizeDocks({ parts.logDock }, { window.height() / 3 }, Qt::Vertical);
}

void MainWindow::Private::restoreLayout()
{
    firstLayout = window.saveState(kStateVersion);
    // The window manager's frame comes on top: leave it a twentieth, or the status bar starts below the screen.
    const QSize available = QGuiApplication::primaryScreen()->availableSize() * 0.95;
    if (!window.restoreGeometry(context.settings.value(kGeometryKey).toByteArray()))
        window.resize(QSize(1280, 800).boundedTo(available));
    parts.tabs->setCurrentIndex(context.settings.value(kTabKey, 0).toInt());
}

// Docks take sizes only once the window has its own.
void MainWindow::Private::arrangeDocks()
{
    window.layout()->activate();
    if (!window.restoreState(context.settings.value(kStateKey).toByteArray(), kStateVersion))
        defaultLayout();
}

void MainWindow::Private::saveLayout()
{
    context.settings.setValue(kGeometryKey, window.saveGeometry());
    context.settings.setValue(kStateKey, window.saveState(kStateVersion));
    context.settings.setValue(kTabKey, parts.tabs->currentIndex());
    parts.devices->saveColumns();
    parts.descriptors->saveLayout();
}

MainWindow::MainWindow(AppContext& context, QWidget* parent)
    : QMainWindow(parent)
    , d(std::make_unique<Private>(*this, context))
{
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    d->build();
    d->connectParts();
    d->setSubject({});
    d->restoreLayout();
}

MainWindow::~MainWindow() = default;

void MainWindow::openLog(const QString& path)
{
    d->parts.logDock->show();
    d->parts.logDock->raise();
    d->parts.log->openFile(path);
}

void MainWindow::openSnapshot(const QString& path) { d->parts.snapshots->open(path); }

void MainWindow::openFile(const QString& path)
{
    if (snapshot::fileKindOf(text::toStd(path)) != snapshot::FileKind::Other)
        openSnapshot(path);
    else
        openLog(path);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (std::any_of(urls.begin(), urls.end(), [](const QUrl& url) { return url.isLocalFile(); }))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    for (const QUrl& url : urls)
        if (url.isLocalFile())
            openFile(url.toLocalFile());
    event->acceptProposedAction();
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    if (std::exchange(d->isArranged, true))
        return;
    d->arrangeDocks();
    d->growsLater = windowState().testAnyFlags(Qt::WindowMaximized | Qt::WindowFullScreen);
}

// A window that starts maximized is shown in its normal size, and grown by the window manager a moment later.
void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    if (d->isArranged && std::exchange(d->growsLater, false))
        QTimer::singleShot(0, this, [this] { d->arrangeDocks(); });
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    d->saveLayout();
    QMainWindow::closeEvent(event);
}

} // namespace wb::ui
