// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/endpoint_panel.h"

#include "ui/dialogs/risk_gate.h"
#include "ui/models/stream_model.h"
#include "ui/text/device_text.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/text/transfer_text.h"
#include "ui/views/access_help.h"
#include "ui/views/inline_message.h"
#include "ui/views/meter_page.h"
#include "ui/views/session_switches.h"
#include "ui/views/single_transfer_form.h"
#include "ui/views/splitter_memory.h"
#include "ui/views/stream_form.h"
#include "ui/views/stream_table.h"

#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

#include <set>

namespace wb::ui {

class EndpointPanel::Private {
public:
    Private(EndpointPanel* owner, AppContext& app)
        : q(owner)
        , context(app)
        , streams(new StreamModel(app, owner))
        , gate(new RiskGate(app.service, tr("Write to this endpoint?"), tr("Write"), owner))
    {
    }

    void build();
    [[nodiscard]] QWidget* buildSession();
    [[nodiscard]] QWidget* buildWork();
    [[nodiscard]] QScrollArea* scrolled(QWidget* page);
    void fitSession();
    void connectAll();
    void fillPicker(const Selection& subject);
    void refresh();
    void refreshStreams();
    void recover();
    void stopStreams();
    void tellEnded();
    void showNotice(const engine::Notice& notice);
    void showError(const Error& error, std::optional<std::uint8_t> interfaceNumber);
    void showChosenError(const Error& error);
    void endHelp();
    void takeChanges(const engine::DeviceChanges& changes);
    void finishOperations(const std::vector<engine::FinishedOperation>& finished);
    [[nodiscard]] std::optional<EndpointChoice> choice() const;
    [[nodiscard]] QString facts(const EndpointChoice& choice) const;

    EndpointPanel* q;
    AppContext& context;
    StreamModel* streams;
    RiskGate* gate; // one for both forms
    usb::DevicePtr device;
    QString unplugged;
    std::vector<EndpointChoice> choices;
    std::optional<engine::RequestId> recovering;
    std::set<engine::StreamId> begun; // here, and not yet seen to end

    SessionSwitches* session = nullptr;
    QScrollArea* sessionScroll = nullptr;
    QComboBox* picker = nullptr;
    QPushButton* recoverButton = nullptr;
    QLabel* factsLabel = nullptr;
    InlineMessage* notices = nullptr;
    InlineMessage* message = nullptr;
    AccessHelp* help = nullptr;
    QTabWidget* tabs = nullptr;
    SingleTransferForm* single = nullptr;
    StreamForm* streamForm = nullptr;
    StreamTable* streamTable = nullptr;
    MeterPage* meter = nullptr;
};

QScrollArea* EndpointPanel::Private::scrolled(QWidget* page)
{
    auto* scroll = new QScrollArea(q);
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    return scroll;
}

// The switches of a device need a width of their own; only their height may scroll.
void EndpointPanel::Private::fitSession()
{
    const int bar = q->style()->pixelMetric(QStyle::PM_ScrollBarExtent);
    sessionScroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    sessionScroll->setMinimumWidth(sessionScroll->widget()->minimumSizeHint().width() + bar);
}

QWidget* EndpointPanel::Private::buildSession()
{
    auto* box = new QWidget(q);
    session = new SessionSwitches(context, box);
    session->setObjectName(QStringLiteral("sessionSwitches"));
    auto* layout = new QVBoxLayout(box);
    layout->addWidget(session);
    sessionScroll = scrolled(box);
    return sessionScroll;
}

QWidget* EndpointPanel::Private::buildWork()
{
    auto* work = new QWidget(q);
    picker = new QComboBox(work);
    picker->setObjectName(QStringLiteral("endpointPicker"));
    picker->setAccessibleName(tr("Endpoint"));
    picker->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    recoverButton = new QPushButton(tr("Recover endpoint"), work);
    recoverButton->setObjectName(QStringLiteral("endpointRecover"));
    factsLabel = new QLabel(work);
    factsLabel->setObjectName(QStringLiteral("endpointFacts"));
    factsLabel->setWordWrap(true);
    notices = new InlineMessage(QStringLiteral("endpointNotices"), work);
    message = new InlineMessage(QStringLiteral("endpointFailure"), work);
    help = new AccessHelp(context, work);
    single = new SingleTransferForm(context, *gate, work);
    single->setObjectName(QStringLiteral("singlePage"));
    streamForm = new StreamForm(context, *gate, work);
    auto* streamPage = new QWidget(work);
    auto* streamLayout = new QVBoxLayout(streamPage);
    streamLayout->setContentsMargins(0, 0, 0, 0);
    streamLayout->addWidget(streamForm);
    streamTable = new StreamTable(context, *streams, *gate, streamPage);
    streamLayout->addWidget(streamTable, 1);
    meter = new MeterPage(context, *streams, work);
    tabs = new QTabWidget(work);
    tabs->setObjectName(QStringLiteral("endpointTabs"));
    tabs->setDocumentMode(true);
    tabs->addTab(single, tr("One transfer"));
    tabs->addTab(scrolled(streamPage), tr("Continuous"));
    tabs->addTab(scrolled(meter), tr("Meter"));

    auto* head = new QHBoxLayout;
    auto* label = new QLabel(tr("Endpoint"), work);
    label->setBuddy(picker);
    head->addWidget(label);
    head->addWidget(picker, 1);
    head->addWidget(recoverButton);
    auto* layout = new QVBoxLayout(work);
    layout->addLayout(head);
    layout->addWidget(factsLabel);
    layout->addWidget(notices);
    layout->addWidget(message);
    layout->addWidget(help, 1);
    layout->addWidget(tabs, 1);
    return work;
}

void EndpointPanel::Private::build()
{
    auto* split = new QSplitter(Qt::Horizontal, q);
    split->setObjectName(QStringLiteral("endpointSplitter"));
    split->setChildrenCollapsible(false);
    split->addWidget(buildSession());
    split->addWidget(buildWork());
    split->setStretchFactor(0, 0);
    split->setStretchFactor(1, 1);
    const QList<int> switchesAtTheirSmallest { 1, 1000 };
    new SplitterMemory(*split, context.settings, QStringLiteral("endpoint/splitter"), switchesAtTheirSmallest);
    auto* layout = new QVBoxLayout(q);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(split);
}

void EndpointPanel::Private::connectAll()
{
    engine::UsbService& service = context.service;
    connect(picker, &QComboBox::currentIndexChanged, q, [this] {
        message->clear();
        refresh();
    });
    connect(recoverButton, &QPushButton::clicked, q, [this] { recover(); });
    connect(streamForm, &StreamForm::stopRequested, q, [this] { stopStreams(); });
    const auto begin = [this](engine::StreamId stream) {
        begun.insert(stream);
        message->clear();
        meter->choose(stream);
    };
    connect(streamForm, &StreamForm::started, q, begin);
    connect(streamTable, &StreamTable::started, q, begin);
    connect(streamTable, &StreamTable::chosen, meter, &MeterPage::choose);
    connect(streamForm, &StreamForm::told, message, &InlineMessage::show);
    connect(streamForm, &StreamForm::refused, q, [this](const QString& why) { message->show(text::Tone::Bad, why); });
    connect(
        single, &SingleTransferForm::refused, q, [this](const QString& why) { message->show(text::Tone::Bad, why); });
    connect(single, &SingleTransferForm::failed, q, [this](const Error& error) { showChosenError(error); });
    connect(session, &SessionSwitches::failed, q,
        [this](const Error& error, std::optional<std::uint8_t> number) { showError(error, number); });
    connect(session, &SessionSwitches::succeeded, q, [this] { endHelp(); });
    connect(help, &AccessHelp::dismissed, q, [this] { endHelp(); });
    connect(help, &AccessHelp::retryRequested, q, [this] {
        endHelp();
        session->openNow();
    });
    connect(single, &SingleTransferForm::succeeded, message, &InlineMessage::clear);
    connect(streams, &StreamModel::updated, q, [this] {
        refreshStreams();
        tellEnded();
    });
    connect(&service, &engine::UsbService::sessionChanged, q, [this](const engine::SessionState& state) {
        if (device && state.device == device->id)
            refresh();
    });
    connect(&service, &engine::UsbService::backendChanged, q, [this] { refreshStreams(); });
    connect(&service, &engine::UsbService::devicesChanged, q,
        [this](const engine::DeviceChanges& changes) { takeChanges(changes); });
    connect(&service, &engine::UsbService::operationsFinished, q,
        [this](const std::vector<engine::FinishedOperation>& finished) { finishOperations(finished); });
    connect(&service, &engine::UsbService::noticePosted, q, [this](const engine::Notice& notice) {
        if (device && notice.device == device->id)
            showNotice(notice);
    });
}

std::optional<EndpointChoice> EndpointPanel::Private::choice() const
{
    const int index = picker->currentIndex();
    if (index < 0 || static_cast<std::size_t>(index) >= choices.size())
        return std::nullopt;
    return choices[static_cast<std::size_t>(index)];
}

void EndpointPanel::Private::fillPicker(const Selection& subject)
{
    const auto before = choice();
    const QSignalBlocker quiet(picker);
    picker->clear();
    choices = device ? endpointChoices(*device) : std::vector<EndpointChoice> {};
    int wanted = -1;
    for (std::size_t place = 0; place < choices.size(); ++place) {
        const EndpointChoice& one = choices[place];
        picker->addItem(tr("%1 · interface %2, alternate %3")
                            .arg(text::endpointTitle(one.endpoint, device->speed))
                            .arg(one.interfaceNumber)
                            .arg(one.alternate));
        const bool matches = subject.endpoint ? one.endpoint.address == *subject.endpoint
            : subject.interfaceNumber         ? one.interfaceNumber == *subject.interfaceNumber
                                              : before && before->endpoint.address == one.endpoint.address;
        const bool isRightAlternate = !subject.alternate || one.alternate == *subject.alternate;
        if (wanted < 0 && matches && isRightAlternate)
            wanted = static_cast<int>(place);
    }
    picker->setCurrentIndex(wanted >= 0 ? wanted : choices.empty() ? -1 : 0);
    picker->setEnabled(!choices.empty());
}

QString EndpointPanel::Private::facts(const EndpointChoice& choice) const
{
    QStringList parts;
    parts << tr("%1 %2").arg(text::typeWord(choice.endpoint.type()), text::directionWord(choice.isIn()));
    parts << tr("packets of %1").arg(text::bytes(choice.packetBytes()));
    if (choice.isIsochronous())
        parts << tr("%1 in every interval").arg(text::bytes(usb::bytesPerInterval(choice.endpoint, device->speed)));
    if (const std::uint64_t interval = usb::intervalNanoseconds(choice.endpoint, device->speed); interval > 0)
        parts << tr("every %1").arg(text::duration(Nanoseconds(interval)));
    return parts.join(QStringLiteral(" · "));
}

void EndpointPanel::Private::refresh()
{
    const auto chosen = choice();
    QString why;
    if (!device)
        why = tr("Select a device in the tree.");
    else if (!unplugged.isEmpty())
        why = tr("The device is gone (%1).").arg(unplugged);
    else if (!chosen)
        why = tr("This device has no endpoint but the control endpoint.");
    else
        why = obstacle(*device, *chosen, context.service.session(device->id));
    factsLabel->setText(chosen ? facts(*chosen) : why);
    single->setEndpoint(device, chosen, why);
    streamForm->setEndpoint(device, chosen, why);
    fitSession();
    const bool canRecover = chosen && unplugged.isEmpty() && !recovering && !device->isOffline();
    recoverButton->setEnabled(canRecover);
    recoverButton->setToolTip(canRecover ? tr("Cancel what is under way on this endpoint and clear its halt")
            : chosen                     ? tr("Not possible now.")
                                         : tr("Choose an endpoint first."));
    refreshStreams();
}

void EndpointPanel::Private::refreshStreams()
{
    streamForm->setMemory(device ? context.service.transferMemory(device->id) : engine::TransferMemory {});
    streamForm->setActive(device ? streams->activeEndpoints(device->id) : std::vector<usb::EndpointAddress> {});
    const std::size_t active = streams->activeCount();
    tabs->setTabText(1, active == 0 ? tr("Continuous") : tr("Continuous (%1 running)").arg(active));
}

// A stream that ends by an error says so here, with what to do, not only in its row.
void EndpointPanel::Private::tellEnded()
{
    std::vector<engine::StreamId> ended;
    for (const engine::StreamId stream : begun)
        if (const engine::StreamStatus* status = streams->find(stream); status && !status->isActive())
            ended.push_back(stream);
    for (const engine::StreamId stream : ended) {
        begun.erase(stream);
        const engine::StreamStatus& status = *streams->find(stream);
        const bool isGone = status.error && status.error->kind == ErrorKind::Disconnected; // the whole panel says that
        if (status.error && !isGone && device && device->id == status.device)
            showChosenError(*status.error);
    }
}

void EndpointPanel::Private::showNotice(const engine::Notice& notice)
{
    const QString words = text::safe(notice.text);
    if (notice.kind == engine::Notice::Kind::Information)
        notices->show(text::Tone::Neutral, tr("Done automatically: %1.").arg(words));
    else
        notices->show(text::Tone::Warning, words);
}

void EndpointPanel::Private::stopStreams()
{
    const auto chosen = choice();
    if (!device || !chosen)
        return;
    for (const engine::StreamId stream : streams->activeOn(device->id, chosen->endpoint.address))
        context.service.stopStream(stream);
}

void EndpointPanel::Private::recover()
{
    const auto chosen = choice();
    if (!device || !chosen)
        return;
    message->clear();
    recovering = context.service.clearHalt(device->id, chosen->endpoint.address);
    refresh();
}

void EndpointPanel::Private::finishOperations(const std::vector<engine::FinishedOperation>& finished)
{
    for (const engine::FinishedOperation& operation : finished) {
        if (!recovering || operation.request != *recovering)
            continue;
        recovering.reset();
        if (!operation.outcome)
            showChosenError(operation.outcome.error());
        else
            message->show(text::Tone::Good, tr("The endpoint works again: its halt was cleared."));
        refresh();
    }
}

void EndpointPanel::Private::showError(const Error& error, std::optional<std::uint8_t> interfaceNumber)
{
    const bool isHelped = help->showFor(device, error, interfaceNumber);
    tabs->setVisible(!isHelped); // the help needs the room, and nothing can be sent before it is followed
    if (!isHelped)
        message->show(text::Tone::Bad, text::sentenceWithAdvice(error));
}

void EndpointPanel::Private::showChosenError(const Error& error)
{
    const auto chosen = choice();
    showError(error, chosen ? std::optional(chosen->interfaceNumber) : std::nullopt);
}

void EndpointPanel::Private::endHelp()
{
    help->clear();
    message->clear();
    tabs->show();
}

void EndpointPanel::Private::takeChanges(const engine::DeviceChanges& changes)
{
    if (!device)
        return;
    for (const usb::DevicePtr& gone : changes.departed)
        if (gone->id == device->id)
            unplugged = text::unplugged(changes.time);
    for (const usb::DevicePtr& fresh : changes.updated) {
        if (fresh->id != device->id)
            continue;
        device = fresh;
        session->setDevice(device);
        meter->setDevice(device);
        fillPicker({});
    }
    session->setUnplugged(unplugged);
    refresh();
}

EndpointPanel::EndpointPanel(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, context))
{
    setObjectName(QStringLiteral("endpointPanel"));
    d->build();
    d->connectAll();
    setSubject({});
}

EndpointPanel::~EndpointPanel() = default;

void EndpointPanel::setSubject(const Selection& subject)
{
    const bool isSame = d->device && subject.device && d->device->id == subject.device->id;
    d->device = subject.device;
    if (!isSame) {
        d->unplugged.clear();
        d->endHelp();
        d->notices->clear();
    }
    d->session->setDevice(subject.device);
    d->session->setUnplugged(d->unplugged);
    d->meter->setDevice(subject.device);
    d->fillPicker(subject);
    d->refresh();
}

void EndpointPanel::sendNow()
{
    if (d->tabs->currentIndex() == 0)
        d->single->sendNow();
    else
        d->streamForm->startNow();
}

void EndpointPanel::stopNow()
{
    if (d->single->isWaiting())
        d->single->stopNow();
    else
        d->streamForm->stopNow();
}

void EndpointPanel::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        stopNow();
    else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        && event->modifiers().testFlag(Qt::ControlModifier))
        sendNow();
    else
        QWidget::keyPressEvent(event);
}

} // namespace wb::ui
