// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/control_panel.h"

#include "core/requests/answer.h"
#include "core/usb/risk.h"
#include "ui/bridge/default_timeout.h"
#include "ui/dialogs/risk_gate.h"
#include "ui/text/device_text.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/text/transfer_text.h"
#include "ui/views/access_help.h"
#include "ui/views/control_editor.h"
#include "ui/views/draft_lists.h"
#include "ui/views/inline_message.h"
#include "ui/views/repeat_bar.h"
#include "ui/views/scan_panel.h"
#include "ui/views/splitter_memory.h"
#include "ui/views/transfer_result_view.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

namespace wb::ui {

namespace {

constexpr std::size_t kMostHistory = 200;

struct Pending {
    engine::RequestId request;
    usb::TransferRequest sent;
};

// What the panel knows of a device, so that looking at another one in between loses nothing.
struct Memory {
    std::vector<HistoryEntry> history; // newest first
    std::optional<Pending> pending;
    std::optional<usb::TransferRequest> answeredRequest;
    std::optional<engine::FinishedTransfer> answer;
    QStringList notices; // since the last request was sent
    QString unplugged; // "unplugged 12:31:05"
};

} // namespace

class ControlPanel::Private {
public:
    Private(ControlPanel* owner, AppContext& app)
        : q(owner)
        , context(app)
        , gate(new RiskGate(app.service, tr("Send this request?"), tr("Send"), owner))
    {
    }

    void build();
    [[nodiscard]] QWidget* buildEditor();
    [[nodiscard]] QWidget* buildScan();
    void connectService();
    void refreshEditor();
    void refreshAnswer();
    void showAnswer(const usb::TransferRequest& request, const usb::TransferResult& answer);
    void refreshNotices();
    void ask(const Result<ControlDraft>& draft);
    void send(const ControlDraft& draft);
    void sendAgain();
    void continueRow(const engine::FinishedTransfer& finished);
    void finish(const engine::FinishedTransfer& finished);
    void noteDepartures(const engine::DeviceChanges& changes);
    [[nodiscard]] QString reasonNotToSend() const;
    [[nodiscard]] Memory& memory() { return memories[device->id]; }

    ControlPanel* q;
    AppContext& context;
    RiskGate* gate;
    usb::DevicePtr device;
    std::map<usb::DeviceId, Memory> memories;

    ControlEditor* form = nullptr;
    DefaultTimeout* timeout = nullptr;
    RepeatBar* repeat = nullptr;
    std::optional<ControlDraft> repeated; // what the row of requests under way sends
    QLabel* words = nullptr;
    QLabel* reason = nullptr;
    QPushButton* sendButton = nullptr;
    QPushButton* cancelButton = nullptr;
    QTabWidget* side = nullptr;
    InlineMessage* notices = nullptr;
    InlineMessage* failure = nullptr;
    AccessHelp* help = nullptr;
    TransferResultView* result = nullptr;
    DraftLists* lists = nullptr;
    ScanPanel* scan = nullptr;
};

QWidget* ControlPanel::Private::buildEditor()
{
    auto* editor = new QWidget(q);
    form = new ControlEditor(editor);
    timeout = new DefaultTimeout(context.service, editor);
    repeat = new RepeatBar(editor);
    words = new QLabel(editor);
    words->setObjectName(QStringLiteral("controlWords"));
    words->setWordWrap(true);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    reason = new QLabel(editor);
    reason->setObjectName(QStringLiteral("controlReason"));
    reason->setWordWrap(true);
    sendButton = new QPushButton(tr("Send"), editor);
    sendButton->setObjectName(QStringLiteral("controlSend"));
    sendButton->setToolTip(tr("Send this request (Ctrl+Enter)"));
    cancelButton = new QPushButton(tr("Cancel"), editor);
    cancelButton->setObjectName(QStringLiteral("controlCancel"));
    cancelButton->setToolTip(tr("Cancel the request under way (Esc)"));

    auto* buttons = new QHBoxLayout;
    buttons->addWidget(sendButton);
    buttons->addWidget(cancelButton);
    buttons->addWidget(reason, 1);
    auto* layout = new QVBoxLayout(editor);
    layout->addWidget(form, 1);
    layout->addWidget(words);
    layout->addWidget(repeat);
    layout->addLayout(buttons);
    return editor;
}

// What it asks needs a height of its own; it scrolls before it makes the window larger.
QWidget* ControlPanel::Private::buildScan()
{
    auto* scroll = new QScrollArea(q);
    scan = new ScanPanel(context, scroll);
    scroll->setWidget(scan);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    connect(scan, &ScanPanel::editRequested, q, [this](const usb::SetupPacket& setup) { q->editRequest(setup, {}); });
    return scroll;
}

void ControlPanel::Private::build()
{
    auto* split = new QSplitter(Qt::Horizontal, q);
    split->setObjectName(QStringLiteral("controlSplitter"));
    split->setChildrenCollapsible(false);
    split->addWidget(buildEditor());

    auto* answer = new QWidget(split);
    notices = new InlineMessage(QStringLiteral("controlNotices"), answer);
    failure = new InlineMessage(QStringLiteral("controlFailure"), answer);
    help = new AccessHelp(context, answer);
    result = new TransferResultView(QStringLiteral("controlResult"), answer);
    auto* column = new QVBoxLayout(answer);
    column->addWidget(notices);
    column->addWidget(failure);
    column->addWidget(help);
    column->addWidget(result, 1);

    lists = new DraftLists(context.settings, split);
    side = new QTabWidget(split);
    side->setObjectName(QStringLiteral("controlSide"));
    side->setDocumentMode(true);
    side->addTab(answer, tr("Answer"));
    side->addTab(lists->historyPage(), tr("History"));
    side->addTab(lists->savedPage(), tr("Saved"));
    side->addTab(buildScan(), tr("Scan"));
    split->addWidget(side);
    split->setStretchFactor(0, 0); // a form keeps its width, bytes take what there is
    split->setStretchFactor(1, 1);
    const QList<int> formAtItsSmallest { 1, 1000 };
    new SplitterMemory(*split, context.settings, QStringLiteral("control/splitter"), formAtItsSmallest);
    auto* layout = new QVBoxLayout(q);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(split);

    connect(form, &ControlEditor::changed, q, [this] { refreshEditor(); });
    connect(timeout, &DefaultTimeout::changed, form, &ControlEditor::setTimeout);
    connect(repeat, &RepeatBar::changed, q, [this] { refreshEditor(); });
    connect(repeat, &RepeatBar::due, q, [this] { sendAgain(); });
    connect(sendButton, &QPushButton::clicked, q, &ControlPanel::sendNow);
    connect(cancelButton, &QPushButton::clicked, q, &ControlPanel::stopNow);
    connect(help, &AccessHelp::retryRequested, q, &ControlPanel::sendNow);
    connect(help, &AccessHelp::dismissed, result, &QWidget::show);
    connect(lists, &DraftLists::editRequested, form, &ControlEditor::setDraft);
    lists->setDraftSource([this](ControlForm::Taker taker) { form->complete(std::move(taker)); });
}

void ControlPanel::Private::connectService()
{
    engine::UsbService& service = context.service;
    connect(&service, &engine::UsbService::transfersFinished, q,
        [this](const std::vector<engine::FinishedTransfer>& finished) {
            for (const engine::FinishedTransfer& one : finished)
                finish(one);
        });
    connect(&service, &engine::UsbService::noticePosted, q, [this](const engine::Notice& notice) {
        const auto known = memories.find(notice.device);
        if (known == memories.end() || !known->second.pending)
            return;
        known->second.notices << text::safe(notice.text);
        refreshNotices();
    });
    connect(&service, &engine::UsbService::devicesChanged, q,
        [this](const engine::DeviceChanges& changes) { noteDepartures(changes); });
}

void ControlPanel::Private::noteDepartures(const engine::DeviceChanges& changes)
{
    for (const usb::DevicePtr& gone : changes.departed)
        if (const auto known = memories.find(gone->id); known != memories.end())
            known->second.unplugged = text::unplugged(changes.time);
    if (device && memories.contains(device->id) && !memory().unplugged.isEmpty())
        repeat->stop();
    for (const usb::DevicePtr& fresh : changes.updated)
        if (device && fresh->id == device->id)
            device = fresh;
    refreshEditor();
}

QString ControlPanel::Private::reasonNotToSend() const
{
    if (!device)
        return tr("Select a device first.");
    if (device->isOffline())
        return text::fromStd(usb::offlineReason(device->origin));
    const auto known = memories.find(device->id);
    if (known != memories.end() && !known->second.unplugged.isEmpty())
        return tr("The device is gone (%1).").arg(known->second.unplugged);
    if (const QString problem = form->problem(); !problem.isEmpty())
        return problem;
    if (const QString problem = repeat->problem(); !problem.isEmpty())
        return problem;
    if (repeat->isRunning())
        return tr("It is being sent again and again; Stop ends that.");
    if (known != memories.end() && known->second.pending)
        return tr("Waiting for the device to answer.");
    const auto draft = form->draft();
    if (!draft)
        return {};
    const usb::RiskAssessment risk = usb::assessRisk(draft->setup, device->classCodes());
    return risk.risk == usb::Risk::Forbidden ? text::fromStd(risk.reason) : QString();
}

void ControlPanel::Private::refreshEditor()
{
    words->setText(form->sentence());
    const QString why = reasonNotToSend();
    const bool isPending = device && memory().pending;
    sendButton->setEnabled(why.isEmpty());
    sendButton->setToolTip(why.isEmpty() ? tr("Send this request (Ctrl+Enter)") : why);
    cancelButton->setEnabled(isPending || form->isReading());
    reason->setText(why);
    form->setEnabled(device != nullptr);
}

void ControlPanel::Private::refreshNotices()
{
    if (!device) {
        notices->clear();
        return;
    }
    const QStringList& acts = memory().notices;
    notices->show(
        text::Tone::Neutral, acts.isEmpty() ? QString() : tr("Done automatically: %1.").arg(acts.join(tr(", "))));
}

void ControlPanel::Private::showAnswer(const usb::TransferRequest& request, const usb::TransferResult& answer)
{
    std::vector<descriptors::Node> decoded;
    if (request.isIn() && !answer.data.empty())
        decoded = requests::decodeAnswer(request.setup, answer.data, requests::targetsOf(*device), &context.ids);
    result->showResult(request, answer, decoded);
}

void ControlPanel::Private::refreshAnswer()
{
    failure->clear();
    result->show();
    refreshNotices();
    if (!device) {
        help->clear();
        result->clear(tr("Select a device in the tree; the request goes to it."));
        return;
    }
    const Memory& known = memory();
    if (known.pending) {
        result->showWaiting(tr("Waiting for the device to answer…"));
    } else if (known.answer && !known.answer->error) {
        help->clear();
        showAnswer(*known.answeredRequest, known.answer->result);
    } else if (known.answer && known.answer->error->kind == ErrorKind::Cancelled) {
        help->clear();
        result->clear(tr("Cancelled before it was sent."));
    } else if (known.answer) {
        result->clear(tr("Nothing was sent."));
        if (help->showFor(device, *known.answer->error, std::nullopt)) {
            result->hide(); // the help needs the room, and there is no answer to show
            return;
        }
        failure->show(text::Tone::Bad, text::sentenceWithAdvice(*known.answer->error));
    } else {
        help->clear();
        result->clear(tr("Nothing sent yet. Send shows the answer here."));
    }
}

void ControlPanel::Private::ask(const Result<ControlDraft>& draft)
{
    if (!draft) {
        failure->show(text::Tone::Bad, text::sentenceOnFile(draft.error()));
        return;
    }
    const usb::RiskAssessment risk = usb::assessRisk(draft->setup, device->classCodes());
    gate->pass(device->id, text::deviceName(*device, context.ids), text::fromStd(risk.reason),
        [this, target = device->id, request = *draft] {
            if (device && device->id == target) // else another device was selected while the question was open
                send(request);
        });
}

void ControlPanel::Private::send(const ControlDraft& draft)
{
    Memory& known = memory();
    if (known.pending)
        return;
    known.notices.clear();
    usb::TransferRequest request = draft.toRequest();
    known.pending = Pending { context.service.transfer(device->id, request), request };
    const bool isFirst = !repeat->isRunning(); // a row of requests has one line in the history
    repeat->noteSent();
    repeated = draft;
    if (isFirst) {
        known.history.insert(known.history.begin(), HistoryEntry { draft, now(), tr("pending"), text::Tone::Muted });
        if (known.history.size() > kMostHistory)
            known.history.pop_back();
        lists->showHistory(known.history);
        side->setCurrentIndex(0);
    }
    refreshEditor();
    if (isFirst) // else the answer before stays until there is another
        refreshAnswer();
}

void ControlPanel::Private::finish(const engine::FinishedTransfer& finished)
{
    const auto known = memories.find(finished.device);
    if (known == memories.end() || !known->second.pending || known->second.pending->request != finished.request)
        return;
    Memory& memory = known->second;
    memory.answeredRequest = memory.pending->sent;
    memory.pending.reset();
    memory.answer = finished;
    if (!memory.history.empty()) {
        HistoryEntry& newest = memory.history.front();
        newest.outcome
            = finished.error ? text::fromStd(toString(finished.error->kind)) : text::statusWord(finished.result.status);
        newest.tone = finished.error ? text::Tone::Bad : text::statusTone(finished.result.status);
    }
    if (!device || device->id != finished.device)
        return;
    lists->showHistory(memory.history);
    continueRow(finished);
    refreshEditor();
    refreshAnswer();
}

void ControlPanel::Private::continueRow(const engine::FinishedTransfer& finished)
{
    using Outcome = RepeatBar::Outcome;
    if (finished.error || finished.result.status == usb::TransferStatus::NoDevice)
        repeat->noteEnded(Outcome::Fatal);
    else
        repeat->noteEnded(finished.result.status == usb::TransferStatus::Completed ? Outcome::Good : Outcome::Bad);
}

void ControlPanel::Private::sendAgain()
{
    if (device && repeated && !memory().pending)
        send(*repeated);
    else
        repeat->stop();
}

ControlPanel::ControlPanel(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, context))
{
    setObjectName(QStringLiteral("controlPanel"));
    d->build();
    d->connectService();
    setSubject({});
}

ControlPanel::~ControlPanel() = default;

void ControlPanel::setSubject(const Selection& subject)
{
    const bool isSame = d->device && subject.device && d->device->id == subject.device->id;
    d->device = subject.device;
    d->form->setSubject(subject);
    d->timeout->setDevice(subject.device);
    d->scan->setSubject(subject);
    if (isSame) {
        d->refreshEditor();
        return;
    }
    d->repeat->stop();
    d->help->clear();
    d->lists->showHistory(d->device ? d->memory().history : std::vector<HistoryEntry> {});
    d->refreshEditor();
    d->refreshAnswer();
    d->form->abandonReading(); // last: what it says stays to be seen
}

void ControlPanel::editRequest(const usb::SetupPacket& setup, const QByteArray& payload)
{
    ControlDraft draft;
    draft.setup = setup;
    draft.data = text::toBytes(payload);
    d->form->setDraft(draft);
    d->form->setFocus(Qt::OtherFocusReason);
}

void ControlPanel::sendNow()
{
    if (!d->reasonNotToSend().isEmpty())
        return;
    d->failure->clear();
    d->form->complete([this](const Result<ControlDraft>& draft) { d->ask(draft); });
}

void ControlPanel::stopNow()
{
    d->repeat->stop();
    d->form->abandonReading();
    if (d->device && d->memory().pending)
        d->context.service.cancel(d->memory().pending->request);
}

void ControlPanel::keyPressEvent(QKeyEvent* event)
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
