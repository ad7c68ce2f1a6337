// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"

#include "app/cli/interrupt.h"
#include "app/cli/library_log.h"
#include "app/cli/messages.h"
#include "app/cli/run.h"
#include "app/cli/session.h"
#include "app/session_logs.h"
#include "core/backend/libusb1/libusb1_backend.h"
#include "core/base/version.h"
#include "ui/bridge/app_context.h"
#include "ui/main_window.h"

#include <QApplication>
#include <QDir>
#include <QIcon>
#include <QThreadPool>
#include <QTimer>

#include <algorithm>
#include <mutex>
#include <string_view>

namespace wb::app {
namespace {

// Carries a failure from the log's writer thread to the notices. A device that hangs can keep the log alive beyond
// the service; the relay is then closed, and says nothing more.
class FailureRelay {
public:
    void open(engine::UsbService& service)
    {
        const std::lock_guard lock(m_mutex);
        m_service = &service;
    }
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_service = nullptr;
    }
    void post(const Error& error)
    {
        const std::lock_guard lock(m_mutex);
        if (m_service == nullptr)
            return;
        QMetaObject::invokeMethod(
            m_service,
            [service = m_service, text = describe(error)] {
                Q_EMIT service->noticePosted({ engine::Notice::Kind::Error, now(), {}, text });
            },
            Qt::QueuedConnection);
    }

private:
    std::mutex m_mutex;
    engine::UsbService* m_service = nullptr;
};

struct SessionLog {
    std::shared_ptr<capture::LiveLog> log;
    std::shared_ptr<FailureRelay> relay;
    QString directory; // empty: the person chose the path, nothing there is ours to prune
    QString name;
};

Result<SessionLog> createLog(const cli::GlobalOptions& global)
{
    SessionLog session;
    session.relay = std::make_shared<FailureRelay>();
    std::string path;
    if (global.logPath) {
        path = *global.logPath;
    } else {
        session.directory = sessionLogDirectory();
        session.name = sessionLogName(QDateTime::currentDateTime(), QCoreApplication::applicationPid());
        path = QDir(session.directory).filePath(session.name).toStdString();
    }
    capture::LiveLogOptions options;
    if (global.payloadLimit)
        options.payloadLimit = *global.payloadLimit;
    auto log
        = capture::LiveLog::create(path, options, [relay = session.relay](const Error& error) { relay->post(error); });
    if (!log)
        return tl::unexpected(log.error());
    session.log = std::move(*log);
    return session;
}

void describeApplication()
{
    QCoreApplication::setApplicationName(QStringLiteral("usb-workbench"));
    QCoreApplication::setApplicationVersion(QString::fromStdString(std::string(version())));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("USB Workbench"));
    QGuiApplication::setDesktopFileName(QStringLiteral("usb-workbench"));
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/usb-workbench.svg")));
}

std::unique_ptr<backend::Backend> makeNodeBeside(const std::string& node)
{
    return backend::makeNodeBackend(node, backend::NodeUse::BesideOthers);
}

// The members are destroyed from the last to the first: the window before what it shows, the service before the log.
class Composition {
public:
    Composition(SessionLog session, const cli::Interrupt& interrupt)
        : m_session(std::move(session))
        , m_settings(QStringLiteral("usb-workbench"), QStringLiteral("usb-workbench"))
        , m_ledger(std::make_shared<engine::DriverLedger>(cli::driverLedgerDirectory()))
        , m_service(m_session.log)
        , m_offers(m_service, m_ledger)
        , m_demoBus(m_service)
        , m_descriptors(m_service, descriptors::UsbIds::system())
        , m_context { m_service, m_session.log, descriptors::UsbIds::system(), m_demoBus, m_settings, m_descriptors,
            &m_offers, system::makeSystemReader(), &makeNodeBeside }
        , m_window(m_context)
    {
        m_service.setDriverLedger(m_ledger);
        m_session.relay->open(m_service);
        QObject::connect(&interrupt, &cli::Interrupt::requested, &m_window, &QWidget::close);
    }
    ~Composition() { m_session.relay->close(); }
    Composition(const Composition&) = delete;
    Composition& operator=(const Composition&) = delete;

    void show() { m_window.show(); }

    // What may wait for a disk or a bus, once the window is on its way to the screen.
    void start(const cli::GlobalOptions& global, const std::optional<std::string>& file)
    {
        if (global.isReadOnly)
            m_service.setReadOnly(true);
        if (const auto level = cli::wantedLibraryLog(global))
            m_service.setLogLevel(*level);
        if (global.isDemo)
            m_demoBus.setActive(true);
        else
            m_service.addBackend(global.node ? backend::makeNodeBackend(*global.node) : backend::makeLibusb1Backend());
        if (global.snapshot)
            m_window.openSnapshot(QString::fromStdString(*global.snapshot));
        if (file)
            m_window.openFile(QString::fromStdString(*file));
        if (!m_session.directory.isEmpty())
            QThreadPool::globalInstance()->start([directory = m_session.directory, name = m_session.name] {
                pruneSessionLogs(directory, name, kKeptSessionLogs);
            });
    }

private:
    SessionLog m_session;
    QSettings m_settings;
    const std::shared_ptr<engine::DriverLedger> m_ledger;
    engine::UsbService m_service;
    engine::DriverOffers m_offers;
    ui::DemoBus m_demoBus;
    ui::DescriptorStore m_descriptors;
    ui::AppContext m_context;
    ui::MainWindow m_window;
};

// Qt ends the program with an abort when it finds none.
bool isWithoutDisplay(int argc, char** argv)
{
    const bool isChosen = qEnvironmentVariableIsSet("QT_QPA_PLATFORM")
        || std::any_of(argv, argv + argc, [](std::string_view word) { return word == "-platform"; });
#ifdef Q_OS_LINUX
    return !isChosen && qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
#else
    return false;
#endif
}

} // namespace

cli::ExitCode runWindow(int& argc, char** argv, const cli::GlobalOptions& global, const cli::WindowOptions& options)
{
    if (const auto error = cli::refuseSharedFile({ global, options }))
        return cli::Messages().failure(*error);
    if (isWithoutDisplay(argc, argv)) {
        const cli::Messages messages;
        messages.failure(Error { ErrorKind::NotFound, 0, "open the window", "there is no display" });
        messages.hint("the commands need none: usb-workbench list; usb-workbench --help names them all");
        return cli::ExitCode::Failed;
    }
    const QApplication application(argc, argv);
    describeApplication();
    const cli::Interrupt interrupt; // before there is anything that an abrupt end would leave behind
    auto log = createLog(global);
    if (!log)
        return cli::Messages().failure(log.error(), cli::ExitCode::File);
    Composition composition(std::move(*log), interrupt);
    composition.show();
    QTimer::singleShot(0, &application, [&] { composition.start(global, options.file); });
    return static_cast<cli::ExitCode>(QApplication::exec());
}

} // namespace wb::app
