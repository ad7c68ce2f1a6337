// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/session.h"

#include "app/cli/device_match.h"
#include "core/engine/driver_offers.h"

#include <QCoreApplication>
#include <QStandardPaths>
#include <QTimer>

#include <algorithm>

namespace wb::cli {
namespace {

// Longer than the engine gives a device that hangs, so that its own notice comes first.
constexpr std::chrono::seconds kClosingLimit { 3 };

Error interrupted(std::string operation) { return { ErrorKind::Cancelled, 0, std::move(operation), "interrupted" }; }

} // namespace

std::string driverLedgerDirectory()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation).toStdString()
        + "/usb-workbench/owed-drivers";
}

Session::Session(GlobalOptions options, Output& out, const Messages& messages)
    : m_options(std::move(options))
    , m_out(out)
    , m_messages(messages)
{
    connect(&m_interrupt, &Interrupt::requested, this, &Session::poke);
}

Session::~Session() = default;

Status Session::openLog()
{
    if (!m_options.logPath || m_log)
        return {};
    capture::LiveLogOptions options;
    if (m_options.payloadLimit)
        options.payloadLimit = *m_options.payloadLimit;
    auto log = capture::LiveLog::create(
        *m_options.logPath, options, [failures = m_logFailures](const Error& error) { failures->pushAlways(error); });
    if (!log)
        return tl::unexpected(log.error());
    m_log = std::move(*log);
    m_service->setLog(m_log);
    return {};
}

Status Session::start(std::unique_ptr<backend::Backend> backend)
{
    m_service = std::make_unique<engine::UsbService>(nullptr);
    connectService();
    m_service->setReadOnly(m_options.isReadOnly);
    m_ledger = std::make_shared<engine::DriverLedger>(driverLedgerDirectory());
    m_service->setDriverLedger(m_ledger);
    listenToLibrary();
    m_service->addBackend(std::move(backend));
    if (!waitUntil([this] { return m_hasDevices || backendFailure(); }))
        return tl::unexpected(interrupted("look for devices"));
    if (const std::optional<Error> error = backendFailure(); error && !m_hasDevices)
        return tl::unexpected(*error);
    return {};
}

void Session::listenToLibrary()
{
    const std::optional<usb::LogLevel> level = wantedLibraryLog(m_options);
    if (!level)
        return;
    m_libraryLog = std::make_unique<LibraryLog>(m_messages);
    m_service->setLogLevel(*level);
    connect(m_service.get(), &engine::UsbService::libraryMessagesPosted, this,
        [this](const std::vector<usb::LibraryMessage>& said) { m_libraryLog->write(said); });
}

void Session::connectService()
{
    using engine::UsbService;
    connect(m_service.get(), &UsbService::devicesChanged, this, [this](const engine::DeviceChanges& changes) {
        m_hasDevices = m_hasDevices || changes.isInitial;
        poke();
    });
    connect(m_service.get(), &UsbService::operationsFinished, this,
        [this](const std::vector<engine::FinishedOperation>& finished) {
            for (const engine::FinishedOperation& operation : finished)
                if (operation.request == m_awaited)
                    m_operation = operation.outcome;
            poke();
        });
    connect(m_service.get(), &UsbService::transfersFinished, this,
        [this](const std::vector<engine::FinishedTransfer>& finished) {
            for (const engine::FinishedTransfer& transfer : finished)
                if (transfer.request == m_awaited)
                    m_transfer = transfer;
            poke();
        });
    connect(m_service.get(), &UsbService::noticePosted, this,
        [this](const engine::Notice& notice) { m_messages.note(notice.text); });
    connect(m_service.get(), &UsbService::streamsChanged, this, &Session::poke);
    connect(m_service.get(), &UsbService::sessionChanged, this, &Session::poke);
    connect(m_service.get(), &UsbService::backendChanged, this, &Session::poke);
}

std::optional<Error> Session::backendFailure() const
{
    for (const engine::BackendState& state : m_service->backends()) {
        if (state.phase == engine::BackendState::Phase::Failed)
            return state.error.value_or(Error { ErrorKind::Internal, 0, "start " + state.name, {} });
        if (state.phase == engine::BackendState::Phase::Starting && state.isSlow)
            return Error { ErrorKind::Timeout, 0, "start " + state.name,
                "no answer for five seconds: a device with broken descriptors can hang the USB library; unplug what "
                "was "
                "plugged in last and try again" };
    }
    return std::nullopt;
}

Result<usb::DevicePtr> Session::findDevice(const DeviceSelector& selector) const
{
    return matchDevice(m_service->devices(), selector);
}

Status Session::open(const usb::DevicePtr& device, const TargetOptions& target)
{
    const engine::DriverOffers offers(*m_service, m_ledger);
    for (const engine::DriverOffers::Offer& offer : offers.offers())
        if (offer.device->id == device->id)
            m_messages.note("an earlier run took " + escapeForDisplay(offer.driver) + " off interface "
                + std::to_string(offer.interfaceNumber)
                + " and did not put it back: usb-workbench drivers --give-back does");
    engine::AccessPolicy policy;
    policy.openAutomatically = false;
    policy.claimAutomatically = !target.noAuto;
    policy.selectAlternateAutomatically = !target.noAuto && !target.alternate;
    policy.detachKernelDriver = target.detachDriver;
    m_service->setPolicy(device->id, policy);
    m_opened.push_back(device->id);
    return operate(m_service->open(device->id));
}

Status Session::prepareEndpoint(
    const usb::DevicePtr& device, const TargetOptions& target, usb::EndpointAddress endpoint)
{
    const auto place = locateEndpoint(*device, endpoint, target.alternate);
    if (!place)
        return tl::unexpected(place.error());
    if (!target.alternate || target.noAuto)
        return {};
    const std::uint8_t number = place->setting->interfaceNumber;
    const Status claimed = operate(m_service->claim(device->id, number, target.detachDriver));
    if (!claimed)
        return claimed;
    return operate(m_service->setAlternateSetting(device->id, number, *target.alternate));
}

Status Session::reset(usb::DeviceId device) { return operate(m_service->reset(device)); }

Status Session::operate(engine::RequestId request)
{
    m_awaited = request;
    m_operation.reset();
    if (!waitUntil([this] { return m_operation.has_value(); }))
        return tl::unexpected(interrupted("wait for the device"));
    return *m_operation;
}

Result<usb::TransferResult> Session::transfer(usb::DeviceId device, usb::TransferRequest request)
{
    m_transfer.reset();
    m_awaited = m_service->transfer(device, std::move(request));
    const auto isDone = [this] { return m_transfer.has_value(); };
    if (!waitUntil(isDone)) {
        m_service->cancel(m_awaited);
        if (!waitUntil(isDone, Patience::Always, kClosingLimit))
            return tl::unexpected(interrupted("transfer"));
    }
    if (m_transfer->error)
        return tl::unexpected(*m_transfer->error);
    return std::move(m_transfer->result);
}

bool Session::waitUntil(const std::function<bool()>& isDone, Patience patience, Limit limit)
{
    const auto isOver = [&] { return isDone() || (patience == Patience::UntilInterrupted && isInterrupted()); };
    QEventLoop loop;
    QTimer timer;
    timer.setSingleShot(true);
    timer.setTimerType(Qt::PreciseTimer); // requests are sent at its pace
    connect(&timer, &QTimer::timeout, &loop, &QEventLoop::quit);
    if (limit)
        timer.start(*limit);
    const std::function<void()> outer = std::exchange(m_recheck, [&] {
        if (isOver())
            loop.quit();
    });
    if (!isOver())
        loop.exec();
    m_recheck = outer;
    return isDone();
}

void Session::poke()
{
    tellLogFailures();
    if (m_recheck)
        m_recheck();
}

std::optional<capture::LiveLogCounters> Session::logCounters() const
{
    return m_log ? std::optional(m_log->counters()) : std::nullopt;
}

void Session::tellLogFailures()
{
    for (const Error& error : m_logFailures->drain()) {
        m_messages.failure(error, ExitCode::File);
        m_messages.note(m_options.stopWithoutLog ? "the command ends, as --stop-without-log asks"
                                                 : "the command goes on without its log");
        m_hasLogFailed = true;
    }
}

void Session::closeDevices()
{
    for (const usb::DeviceId device : m_opened) {
        m_operation.reset();
        m_awaited = m_service->close(device);
        waitUntil([this] { return m_operation.has_value(); }, Patience::Always, kClosingLimit);
    }
    m_opened.clear();
}

// What a backend and its library say while they end is told, too. One that has never started may hang: it is not waited
// for.
void Session::closeBackends()
{
    const auto isRunning
        = [](const engine::BackendState& state) { return state.phase == engine::BackendState::Phase::Ready; };
    for (const engine::BackendState& state : m_service->backends())
        if (isRunning(state))
            m_service->removeBackend(state.name);
    const auto haveEnded = [this, isRunning] {
        const std::vector<engine::BackendState> states = m_service->backends();
        return std::none_of(states.begin(), states.end(), isRunning);
    };
    waitUntil(haveEnded, Patience::Always, kClosingLimit);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // their threads: no event loop comes after
}

void Session::flushLog()
{
    if (!m_log || m_hasLogFailed)
        return;
    const Status flushed = m_log->flush();
    tellLogFailures(); // better words than those of the flush, when the writer has found its own
    if (!flushed && !m_hasLogFailed) {
        m_messages.failure(flushed.error(), ExitCode::File);
        m_hasLogFailed = true;
    }
}

ExitCode Session::finish(ExitCode code)
{
    if (m_service) {
        closeDevices();
        closeBackends();
    }
    m_service.reset();
    flushLog();
    m_log.reset();
    m_out.flush();
    if (const std::optional<Error>& error = m_out.error())
        m_messages.failure(*error, ExitCode::File);
    const bool isFileBad = m_hasLogFailed || m_out.error();
    const bool isStopped = m_hasLogFailed && m_options.stopWithoutLog && !m_interrupt.isRequested();
    const bool isOwnFault = code == ExitCode::Success || (isStopped && code == ExitCode::Interrupted);
    return isOwnFault && isFileBad ? ExitCode::File : code;
}

} // namespace wb::cli
