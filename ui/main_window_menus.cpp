// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window_menus.h"

#include "ui/dialogs/library_dialog.h"
#include "ui/dialogs/open_node_dialog.h"
#include "ui/dialogs/sessions_dialog.h"
#include "ui/models/library_message_model.h"
#include "ui/text/device_text.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/views/appearance.h"
#include "ui/views/themed_icon.h"

#include <QActionGroup>
#include <QApplication>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenuBar>
#include <QMessageBox>
#include <QStatusBar>
#include <QStyle>
#include <QTabWidget>

#include <array>

namespace wb::ui {

namespace {

constexpr QLatin1StringView kAppearanceKey("window/appearance");
constexpr QLatin1StringView kReadOnlyKey("session/readOnly");
constexpr std::size_t kManyDevices = 100;

QAction* actionNamed(const QList<QAction*>& actions, QLatin1StringView name)
{
    for (QAction* action : actions)
        if (action->objectName() == name)
            return action;
    return nullptr;
}

} // namespace

WindowMenus::WindowMenus(QMainWindow& window, AppContext& context, WindowParts& parts)
    : QObject(&window)
    , m_window(window)
    , m_context(context)
    , m_parts(parts)
    , m_nodes(new DeviceNodes(context.service, context.makeNodeBackend, this))
{
    buildFile();
    buildDevice();
    buildTransfer();
    buildLog();
    buildView();
    buildHelp();
}

void WindowMenus::setTravel(bool canGoBack, bool canGoForward)
{
    m_back->setEnabled(canGoBack);
    m_forward->setEnabled(canGoForward);
}

QAction* WindowMenus::add(QMenu& menu, const QString& words, const QString& objectName, const QKeySequence& shortcut)
{
    QAction* action = menu.addAction(words);
    action->setObjectName(objectName);
    action->setShortcut(shortcut);
    return action;
}

void WindowMenus::buildFile()
{
    QMenu& menu = *m_window.menuBar()->addMenu(tr("&File"));
    const QList<QAction*> logActions = m_parts.log->menuActions();
    const std::array shared { std::pair(QLatin1StringView("logOpen"), QKeySequence(QKeySequence::Open)),
        std::pair(QLatin1StringView("logSave"), QKeySequence(QKeySequence::Save)) };
    for (const auto& [name, shortcut] : shared)
        if (QAction* action = actionNamed(logActions, name)) {
            action->setShortcut(shortcut);
            action->setShortcutContext(Qt::WindowShortcut); // reachable wherever the focus is
            menu.addAction(action);
        }
    menu.addSeparator();
    buildSnapshots(menu);
    menu.addSeparator();
    QAction* quit = add(menu, tr("&Quit"), QStringLiteral("quit"), QKeySequence::Quit);
    connect(quit, &QAction::triggered, &m_window, &QWidget::close);
}

void WindowMenus::buildSnapshots(QMenu& menu)
{
    SnapshotFiles& files = *m_parts.snapshots;
    QAction* open = add(
        menu, tr("Open s&napshot…"), QStringLiteral("snapshotOpen"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    connect(open, &QAction::triggered, &files, &SnapshotFiles::askOpen);
    QAction* save = add(
        menu, tr("Save sna&pshot…"), QStringLiteral("snapshotSave"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    connect(save, &QAction::triggered, this, [this, &files] { files.askSave(m_parts.devices->selection().device); });
    QAction* report = add(menu, tr("Save &report…"), QStringLiteral("reportSave"));
    connect(
        report, &QAction::triggered, this, [this] { m_parts.reports->askSave(m_parts.devices->selection().device); });
    m_closeSnapshot = menu.addMenu(tr("&Close snapshot"));
    m_closeSnapshot->setObjectName(QStringLiteral("snapshotCloseMenu"));
    connect(&files.snapshots(), &OpenSnapshots::changed, this, &WindowMenus::fillClose);
    fillClose();
    QAction* compare = add(menu, tr("Co&mpare devices…"), QStringLiteral("compareAny"));
    connect(compare, &QAction::triggered, m_parts.actions->compare(), &QAction::trigger);
}

void WindowMenus::fillClose()
{
    const QStringList origins = m_parts.snapshots->snapshots().origins();
    m_closeSnapshot->clear();
    m_closeSnapshot->setEnabled(!origins.isEmpty());
    for (const QString& origin : origins) {
        QAction* close = m_closeSnapshot->addAction(
            text::safe(text::toStd(origin)).replace(QLatin1Char('&'), QStringLiteral("&&")));
        close->setObjectName(QStringLiteral("snapshotClose-") + origin);
        // The menu is rebuilt by what its actions do: never from inside the action that is being triggered.
        connect(
            close, &QAction::triggered, this, [this, origin] { m_parts.snapshots->snapshots().close(origin); },
            Qt::QueuedConnection);
    }
}

void WindowMenus::buildDevice()
{
    QMenu& menu = *m_window.menuBar()->addMenu(tr("&Device"));
    menu.addActions(m_parts.actions->subjectActions());
    menu.addSeparator();
    menu.addActions(m_parts.devices->ownActions());
    menu.addSeparator();
    QMenu& copy = *menu.addMenu(tr("Copy &descriptors"));
    copy.addActions(m_parts.descriptors->copyActions());
    menu.addSeparator();
    QAction* refresh = add(menu, tr("Look for devices &again"), QStringLiteral("refresh"), QKeySequence::Refresh);
    refresh->setIcon(themedIcon(QStringLiteral("refresh")));
    connect(refresh, &QAction::triggered, this, [this] { m_context.service.refresh(); });
    QAction* sessions = add(menu, tr("Sess&ions…"), QStringLiteral("sessions"));
    connect(sessions, &QAction::triggered, this, &WindowMenus::showSessions);
    connect(m_parts.status, &StatusLine::sessionsRequested, this, &WindowMenus::showSessions);
    buildNodes(menu);
    buildReadOnly(menu);
    buildDemo(menu);
}

void WindowMenus::showSessions()
{
    if (!m_sessions) {
        m_sessions = new SessionsDialog(m_context, &m_window);
        connect(m_sessions, &SessionsDialog::deviceRequested, this, [this](const usb::DevicePtr& device) {
            Selection selection;
            selection.device = device;
            m_parts.devices->select(selection);
            m_parts.tabs->setCurrentWidget(m_parts.endpoints); // where the switches of its session are
            m_window.activateWindow();
        });
    }
    m_sessions->show();
    m_sessions->raise();
    m_sessions->activateWindow();
}

void WindowMenus::buildNodes(QMenu& parent)
{
    QAction* open = add(parent, tr("Open device &node…"), QStringLiteral("nodeOpenAction"));
    open->setEnabled(m_nodes->isPossible());
    connect(open, &QAction::triggered, this, [this] { (new OpenNodeDialog(*m_nodes, &m_window))->open(); });
    m_closeNode = parent.addMenu(tr("Close device no&de"));
    m_closeNode->setObjectName(QStringLiteral("nodeCloseMenu"));
    connect(m_nodes, &DeviceNodes::changed, this, &WindowMenus::fillNodes);
    fillNodes();
}

void WindowMenus::fillNodes()
{
    m_closeNode->clear();
    m_closeNode->setEnabled(!m_nodes->nodes().isEmpty());
    for (const QString& node : m_nodes->nodes()) {
        QAction* close
            = m_closeNode->addAction(text::safe(text::toStd(node)).replace(QLatin1Char('&'), QStringLiteral("&&")));
        // The menu is rebuilt by what its actions do: never from inside the action that is being triggered.
        connect(
            close, &QAction::triggered, this, [this, node] { m_nodes->close(node); }, Qt::QueuedConnection);
    }
}

// Remembered, but for a window that was started read-only: that is for once.
void WindowMenus::buildReadOnly(QMenu& parent)
{
    QAction* action = add(parent, tr("Read &only"), QStringLiteral("readOnly"));
    action->setCheckable(true);
    action->setToolTip(tr("Send nothing that changes a device, its settings or its drivers"));
    connect(&m_context.service, &engine::UsbService::readOnlyChanged, action, &QAction::setChecked);
    connect(action, &QAction::triggered, this, [this](bool on) {
        m_context.service.setReadOnly(on);
        m_context.settings.setValue(kReadOnlyKey, on);
    });
    if (m_context.settings.value(kReadOnlyKey).toBool())
        m_context.service.setReadOnly(true);
    action->setChecked(m_context.service.isReadOnly());
}

void WindowMenus::buildDemo(QMenu& parent)
{
    m_demo = parent.addMenu(themedIcon(QStringLiteral("demo")), tr("De&mo bus"));
    m_demo->setObjectName(QStringLiteral("demoMenu"));
    connect(&m_context.demoBus, &DemoBus::changed, this, &WindowMenus::fillDemo);
    fillDemo();
}

void WindowMenus::fillDemo()
{
    m_demo->clear();
    const bool isActive = m_context.demoBus.isActive();
    QAction* on = add(*m_demo, tr("Demo bus &on"), QStringLiteral("demoOn"));
    on->setCheckable(true);
    on->setChecked(isActive);
    // The menu is rebuilt by what its actions do: never from inside the action that is being triggered.
    connect(
        on, &QAction::triggered, this, [this](bool checked) { m_context.demoBus.setActive(checked); },
        Qt::QueuedConnection);
    m_demo->addSeparator();
    for (const backend::ModelInfo& model : m_context.demoBus.models()) {
        const QString key = text::fromStd(model.key);
        QAction* action = add(*m_demo, tr("%1 at %2").arg(text::fromStd(model.title), text::place(model.path)),
            QStringLiteral("demoModel-") + key);
        action->setCheckable(true);
        action->setChecked(model.isPlugged);
        connect(
            action, &QAction::triggered, this,
            [this, key](bool checked) {
                const Status outcome = m_context.demoBus.setPlugged(text::toStd(key), checked);
                if (!outcome)
                    m_window.statusBar()->showMessage(text::sentence(outcome.error()));
            },
            Qt::QueuedConnection);
    }
    m_demo->addSeparator();
    QAction* many = add(*m_demo, tr("Plug in %1 more devices").arg(kManyDevices), QStringLiteral("demoMany"));
    many->setEnabled(isActive);
    connect(
        many, &QAction::triggered, this, [this] { m_context.demoBus.plugMany(kManyDevices); }, Qt::QueuedConnection);
}

void WindowMenus::buildTransfer()
{
    QMenu& menu = *m_window.menuBar()->addMenu(tr("&Transfer"));
    QAction* sendAction = add(menu, tr("&Send"), QStringLiteral("send"));
    sendAction->setShortcuts({ QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter) });
    connect(sendAction, &QAction::triggered, this, &WindowMenus::send);
    // Esc is only shown here: the panels take it themselves, so that it still clears filters and closes menus.
    QAction* stopAction = add(menu, tr("S&top") + QLatin1Char('\t') + tr("Esc"), QStringLiteral("stop"));
    connect(stopAction, &QAction::triggered, this, &WindowMenus::stop);
    menu.addSeparator();
    QAction* cancelAll = add(
        menu, tr("&Cancel everything of the device"), QStringLiteral("cancelAll"), QKeySequence(tr("Ctrl+Shift+C")));
    connect(cancelAll, &QAction::triggered, this, [this] {
        if (const usb::DevicePtr device = m_parts.devices->selection().device)
            m_context.service.cancelAll(device->id);
    });
    menu.addSeparator();
    const std::array pages { std::pair(static_cast<QWidget*>(m_parts.control), tr("New control &request")),
        std::pair(static_cast<QWidget*>(m_parts.endpoints), tr("&Endpoints")) };
    for (const auto& [page, words] : pages) {
        QWidget* const target = page;
        connect(menu.addAction(words), &QAction::triggered, this, [this, target] {
            m_parts.tabs->setCurrentWidget(target);
            focusPanel(*target);
        });
    }
}

void WindowMenus::buildLog()
{
    QMenu& menu = *m_window.menuBar()->addMenu(tr("&Log"));
    menu.addActions(m_parts.log->menuActions());
    menu.addSeparator();
    QAction* clear = add(menu, tr("Clear the e&vent history"), QStringLiteral("clearEventsAction"));
    connect(clear, &QAction::triggered, m_parts.events, &EventHistoryPanel::clearEvents);
}

void WindowMenus::buildView()
{
    QMenu& menu = *m_window.menuBar()->addMenu(tr("&View"));
    m_back = add(menu, tr("&Back"), QStringLiteral("back"), QKeySequence(Qt::ALT | Qt::Key_Left));
    m_back->setIcon(themedIcon(QStringLiteral("back")));
    m_forward = add(menu, tr("&Forward"), QStringLiteral("forward"), QKeySequence(Qt::ALT | Qt::Key_Right));
    m_forward->setIcon(themedIcon(QStringLiteral("forward")));
    connect(m_back, &QAction::triggered, this, [this] { Q_EMIT travelRequested(false); });
    connect(m_forward, &QAction::triggered, this, [this] { Q_EMIT travelRequested(true); });
    menu.addSeparator();
    QAction* next = add(menu, tr("&Next panel"), QStringLiteral("nextPanel"));
    next->setShortcuts({ QKeySequence(Qt::Key_F6), QKeySequence(Qt::CTRL | Qt::Key_K) });
    QAction* previous
        = add(menu, tr("&Previous panel"), QStringLiteral("previousPanel"), QKeySequence(Qt::SHIFT | Qt::Key_F6));
    connect(next, &QAction::triggered, this, [this] { cyclePanels(true); });
    connect(previous, &QAction::triggered, this, [this] { cyclePanels(false); });
    QAction* filter = add(menu, tr("F&ilter the panel"), QStringLiteral("focusFilter"), QKeySequence::Find);
    connect(filter, &QAction::triggered, this, &WindowMenus::focusFilter);
    QAction* find = add(menu, tr("Fin&d in all descriptors"), QStringLiteral("findInDescriptors"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F));
    connect(find, &QAction::triggered, this, [this] {
        m_parts.findDock->show();
        m_parts.findDock->raise();
        m_parts.find->focusQuery();
    });
    QAction* graph = m_parts.descriptors->graphAction();
    menu.addAction(graph);
    connect(graph, &QAction::triggered, this, [this] { m_parts.tabs->setCurrentWidget(m_parts.descriptors); });
    menu.addSeparator();
    for (const QDockWidget* dock : { m_parts.devicesDock, m_parts.logDock, m_parts.eventsDock, m_parts.findDock })
        menu.addAction(dock->toggleViewAction());
    QAction* reset = add(menu, tr("&Reset the layout"), QStringLiteral("resetLayout"));
    connect(reset, &QAction::triggered, this, &WindowMenus::resetLayoutRequested);
    menu.addSeparator();
    buildAppearance(menu);
}

void WindowMenus::buildAppearance(QMenu& parent)
{
    QMenu& menu = *parent.addMenu(tr("&Appearance"));
    auto* group = new QActionGroup(&menu);
    const auto chosen = static_cast<Appearance>(
        std::clamp(m_context.settings.value(kAppearanceKey, 0).toInt(), 0, static_cast<int>(Appearance::Dark)));
    const std::array choices { std::pair(Appearance::System, tr("As the &system")),
        std::pair(Appearance::Light, tr("&Light")), std::pair(Appearance::Dark, tr("&Dark")) };
    for (const auto& [appearance, words] : choices) {
        QAction* action = menu.addAction(words);
        action->setCheckable(true);
        action->setChecked(appearance == chosen);
        group->addAction(action);
        const Appearance wanted = appearance;
        connect(action, &QAction::triggered, this, [this, wanted] {
            applyAppearance(wanted);
            m_context.settings.setValue(kAppearanceKey, static_cast<int>(wanted));
        });
    }
    if (m_context.settings.contains(kAppearanceKey))
        applyAppearance(chosen);
}

void WindowMenus::buildHelp()
{
    QMenu& menu = *m_window.menuBar()->addMenu(tr("&Help"));
    m_libraryMessages = new LibraryMessageModel(5000, this);
    connect(
        &m_context.service, &engine::UsbService::libraryMessagesPosted, m_libraryMessages, &LibraryMessageModel::add);
    QAction* library = add(menu, tr("&libusb…"), QStringLiteral("library"));
    connect(library, &QAction::triggered, this, [this] {
        if (!m_library)
            m_library = new LibraryDialog(m_context, *m_libraryMessages, &m_window);
        m_library->show();
        m_library->raise();
        m_library->activateWindow();
    });
    QAction* about = add(menu, tr("&About USB Workbench"), QStringLiteral("about"));
    about->setMenuRole(QAction::AboutRole);
    connect(about, &QAction::triggered, this, &WindowMenus::showAbout);
    connect(menu.addAction(tr("About &Qt")), &QAction::triggered, qApp, &QApplication::aboutQt);
}

void WindowMenus::cyclePanels(bool forward)
{
    const QList<QWidget*> panels = m_parts.visiblePanels();
    if (panels.isEmpty())
        return;
    const auto count = panels.size();
    const auto at = panels.indexOf(m_parts.panelInFocus()); // -1: the first, or the last when going back
    const auto next = forward ? (at + 1) % count : (at <= 0 ? count - 1 : at - 1);
    focusPanel(*panels[next]);
}

void WindowMenus::focusFilter()
{
    const QWidget* panel = m_parts.panelInFocus();
    if (panel == m_parts.log)
        m_parts.log->focusFilter();
    else if (panel == m_parts.events)
        m_parts.events->focusFilter();
    else if (panel == m_parts.find)
        m_parts.find->focusQuery();
    else
        m_parts.devices->focusFilter();
}

void WindowMenus::send()
{
    if (m_parts.panelInFocus() == m_parts.log)
        m_parts.log->sendNow();
    else if (m_parts.tabs->currentWidget() == m_parts.endpoints)
        m_parts.endpoints->sendNow();
    else if (m_parts.tabs->currentWidget() == m_parts.control)
        m_parts.control->sendNow();
}

void WindowMenus::stop()
{
    if (m_parts.panelInFocus() == m_parts.log)
        m_parts.log->stopNow();
    else if (m_parts.tabs->currentWidget() == m_parts.endpoints)
        m_parts.endpoints->stopNow();
    else if (m_parts.tabs->currentWidget() == m_parts.control)
        m_parts.control->stopNow();
}

void WindowMenus::showAbout()
{
    QStringList versions { tr("Qt %1").arg(QLatin1StringView(qVersion())) };
    for (const engine::BackendState& backend : m_context.service.backends())
        versions.append(text::safe(backend.version.empty() ? backend.name : backend.version));
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("About USB Workbench"),
        QStringLiteral("USB Workbench %1").arg(QCoreApplication::applicationVersion()), QMessageBox::Close, &m_window);
    box->setObjectName(QStringLiteral("aboutBox"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIconPixmap(QIcon(QStringLiteral(":/icons/usb-workbench.svg"))
                           .pixmap(2 * m_window.style()->pixelMetric(QStyle::PM_LargeIconSize, nullptr, &m_window)));
    box->setInformativeText(tr("See what is plugged in, send transfers, log them, send them again.\n\n%1\n\n"
                               "Free software under the GNU General Public License, version 3 or later.")
                                .arg(versions.join(QStringLiteral("\n"))));
    box->open();
}

} // namespace wb::ui
