// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/log_panel.h"

#include "core/replay/replay.h"
#include "ui/bridge/device_match.h"
#include "ui/dialogs/replay_dialog.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/views/log_bar.h"
#include "ui/views/log_files.h"
#include "ui/views/log_health.h"
#include "ui/views/log_list.h"
#include "ui/views/splitter_memory.h"
#include "ui/views/transfer_detail.h"

#include <QAction>
#include <QFileInfo>
#include <QKeyEvent>
#include <QSplitter>
#include <QVBoxLayout>

namespace wb::ui {

namespace {

constexpr double kWide = 1.6; // wider than this times the height: details beside the list

} // namespace

class LogPanel::Private {
public:
    Private(LogPanel* owner, AppContext& app)
        : q(owner)
        , context(app)
        , model(new TransferLogModel(owner))
    {
    }

    void build();
    void buildActions();
    QAction* addAction(
        const QString& words, const char* name, const std::function<void()>& act, const QKeySequence& shortcut = {});
    void addSeparator();
    void connectAll();
    void showSource(int index);
    void refreshSources();
    void refreshCount();
    void refreshEmpty();
    void refreshActions();
    void refreshDetail();
    void sendAgain(std::vector<std::size_t> entries);
    void sendDeviceAgain();
    void filterByDevice();
    void filterByEndpoint();
    [[nodiscard]] std::vector<std::size_t> selectedEntries() const;

    LogPanel* q;
    AppContext& context;
    TransferLogModel* model;
    Selection subject;
    std::vector<std::shared_ptr<const capture::TransferSource>> sources; // the first is the live log
    int currentSource = 0;
    int detailRow = -1;
    bool isDetailFinal = false;
    bool isFilterSet = false;

    LogBar* bar = nullptr;
    LogHealth* health = nullptr;
    LogFiles* files = nullptr;
    LogList* list = nullptr;
    TransferDetail* detail = nullptr;
    QSplitter* split = nullptr;
    SplitterMemory* sizes = nullptr;
    QList<QAction*> actions;
    QAction* closeAction = nullptr;
    QAction* saveAction = nullptr;
    QAction* openAction = nullptr;
    QAction* clearAction = nullptr;
    QAction* showAllAction = nullptr;
    QAction* followAction = nullptr;
    QAction* againAction = nullptr;
    QAction* deviceAgainAction = nullptr;
    QList<QAction*> rowActions; // need a selected row
};

void LogPanel::Private::build()
{
    auto* layout = new QVBoxLayout(q);
    bar = new LogBar(q);
    layout->addWidget(bar);
    health = new LogHealth(context.log, q);
    files = new LogFiles(q);
    layout->addWidget(health);
    layout->addWidget(files);
    list = new LogList(*model, context.settings, q);
    detail = new TransferDetail(q);
    split = new QSplitter(Qt::Horizontal, q);
    split->setObjectName(QStringLiteral("logSplitter"));
    split->setChildrenCollapsible(false);
    split->addWidget(list);
    split->addWidget(detail);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    sizes = new SplitterMemory(*split, context.settings, QStringLiteral("log/splitter"), { 3000, 2000 });
    layout->addWidget(split, 1);
    buildActions();
    for (QAction* action : { clearAction, openAction, saveAction })
        bar->addAction(action);
}

QAction* LogPanel::Private::addAction(
    const QString& words, const char* name, const std::function<void()>& act, const QKeySequence& shortcut)
{
    auto* action = new QAction(words, q);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, q, act);
    actions << action;
    return action;
}

void LogPanel::Private::addSeparator()
{
    auto* line = new QAction(q);
    line->setSeparator(true);
    actions << line;
}

void LogPanel::Private::buildActions()
{
    openAction = addAction(tr("Open log…"), "logOpen", [this] { files->askOpen(); });
    saveAction = addAction(tr("Save log…"), "logSave", [this] { files->askSave(model->source()); });
    closeAction = addAction(tr("Close opened log"), "logClose", [this] { Q_EMIT bar->closeRequested(); });
    addSeparator();
    followAction
        = addAction(tr("Follow newest"), "logFollowAction", [this] { list->setFollowing(!list->isFollowing()); });
    followAction->setCheckable(true);
    clearAction = addAction(tr("Clear view"), "logClear", [this] { model->clearFromNow(); });
    clearAction->setToolTip(tr("Hide what is there; the file keeps it"));
    showAllAction = addAction(tr("Show all again"), "logShowAll", [this] { model->showAll(); });
    addSeparator();
    QAction* copy = addAction(
        tr("Copy rows"), "logCopy", [this] { list->copySelected(); }, QKeySequence::Copy);
    QAction* hex = addAction(tr("Copy data as hex"), "logCopyHex", [this] { list->copyDataAsHex(); });
    addSeparator();
    QAction* device = addAction(tr("Only this device"), "logOnlyDevice", [this] { filterByDevice(); });
    QAction* endpoint = addAction(tr("Only this endpoint"), "logOnlyEndpoint", [this] { filterByEndpoint(); });
    addAction(tr("Clear filter"), "logClearFilter", [this] { bar->setFilterText({}); });
    addSeparator();
    againAction = addAction(tr("Send again…"), "logSendAgainAction", [this] { sendAgain(selectedEntries()); });
    deviceAgainAction
        = addAction(tr("Send everything of this device again…"), "logSendDeviceAgain", [this] { sendDeviceAgain(); });
    rowActions = { copy, hex, device, endpoint, againAction, deviceAgainAction };

    for (QAction* action : actions) {
        list->addAction(action);
        if (action->shortcut() == QKeySequence(QKeySequence::Copy))
            action->setShortcutContext(Qt::WidgetShortcut); // the details have a Copy of their own
    }
    list->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void LogPanel::Private::connectAll()
{
    connect(bar, &LogBar::filterChanged, q, [this](const capture::Filter& filter) {
        isFilterSet = !filter.matchesEverything();
        model->setFilter(filter);
    });
    connect(bar, &LogBar::sourceChosen, q, [this](int index) { showSource(index); });
    connect(bar, &LogBar::followRequested, list, &LogList::setFollowing);
    connect(bar, &LogBar::closeRequested, q, [this] {
        if (currentSource == 0)
            return;
        sources.erase(sources.begin() + currentSource);
        showSource(0);
    });
    const auto showFollow = [this] {
        bar->setFollowing(list->isFollowing(), list->newRows());
        followAction->setChecked(list->isFollowing());
    };
    connect(list, &LogList::followingChanged, q, showFollow);
    connect(list, &LogList::newRowsChanged, q, showFollow);
    connect(list, &LogList::rowPicked, q, [this](int row) {
        detailRow = row;
        refreshDetail();
    });
    connect(list->selectionModel(), &QItemSelectionModel::selectionChanged, q, [this] { refreshActions(); });
    connect(list, &LogList::emptyActionRequested, q, [this] {
        if (isFilterSet)
            bar->setFilterText({});
        else
            model->showAll();
    });
    connect(model, &TransferLogModel::updated, q, [this] {
        refreshCount();
        refreshEmpty();
        if (detailRow >= 0 && !isDetailFinal)
            refreshDetail();
    });
    connect(detail, &TransferDetail::sendAgainRequested, q, [this] { sendAgain(selectedEntries()); });
    connect(detail, &TransferDetail::editRequested, q, &LogPanel::editRequested);
    connect(
        list, &LogList::copyCut, q, [this](const QString& words) { files->showMessage(text::Tone::Warning, words); });
    connect(files, &LogFiles::busyChanged, q, [this] { refreshActions(); });
    connect(files, &LogFiles::opened, q, [this](const std::shared_ptr<capture::TransferSource>& source) {
        sources.push_back(source);
        showSource(static_cast<int>(sources.size()) - 1);
    });
    connect(health, &LogHealth::checked, q, [this] {
        if (model->source()->isLive())
            refreshCount();
    });
    connect(health, &LogHealth::stopRequested, q, [this] {
        for (const engine::StreamStatus& stream : context.service.streams())
            if (stream.isActive())
                context.service.stopStream(stream.id);
    });
    showFollow();
}

void LogPanel::Private::showSource(int index)
{
    currentSource = index;
    detailRow = -1;
    files->clearMessage();
    model->setSource(sources[static_cast<std::size_t>(index)]);
    list->setFollowing(index == 0);
    refreshSources();
    refreshActions();
    refreshDetail();
}

void LogPanel::Private::refreshSources()
{
    QStringList names { tr("This run") };
    for (std::size_t place = 1; place < sources.size(); ++place)
        names << QFileInfo(QString::fromStdString(sources[place]->path())).fileName();
    bar->setSources(names, currentSource);
    bar->setClosable(currentSource != 0);
}

void LogPanel::Private::refreshCount()
{
    const auto& source = model->source();
    const auto shown = static_cast<std::uint64_t>(model->rowCount());
    const std::uint64_t all = source->count();
    QString words = shown == all ? text::counted(all, tr("1 transfer"), tr("%1 transfers"))
                                 : tr("%1 of %2 transfers").arg(text::count(shown), text::count(all));
    if (model->isFiltering())
        words += tr(" · looking, %1 %").arg(static_cast<int>(model->progress() * 100));
    if (model->rowsBeyondLimit() > 0)
        words += tr(" · %1 more not shown, use a filter").arg(text::count(model->rowsBeyondLimit()));
    if (source->isLive()) {
        const capture::LiveLogCounters counters = context.log->counters();
        if (counters.unlogged > 0)
            words += tr(" · ▲ %1 not logged").arg(text::count(counters.unlogged));
        if (counters.payloadCut > 0)
            words += tr(" · ▲ data of %1 not kept").arg(text::count(counters.payloadCut));
    }
    bar->setCount(words, tr("%1, %2").arg(QString::fromStdString(source->path()), text::bytes(source->fileBytes())));
    showAllAction->setEnabled(model->isCleared());
}

void LogPanel::Private::refreshEmpty()
{
    if (model->rowCount() > 0 || model->isFiltering())
        list->setEmptyWords({}, {});
    else if (isFilterSet && model->source()->count() > 0)
        list->setEmptyWords(tr("No transfer matches the filter."), tr("Clear filter"));
    else if (model->isCleared())
        list->setEmptyWords(tr("The view was cleared. New transfers appear here."), tr("Show all again"));
    else if (model->source()->isLive())
        list->setEmptyWords(tr("Nothing has been transferred yet. Send a request or start a stream; "
                               "every transfer appears here."),
            {});
    else
        list->setEmptyWords(tr("This log holds no transfers."), {});
}

void LogPanel::Private::refreshActions()
{
    const bool hasRows = list->selectionModel()->hasSelection();
    for (QAction* action : rowActions)
        action->setEnabled(hasRows);
    closeAction->setEnabled(currentSource != 0);
    openAction->setEnabled(!files->isBusy());
    saveAction->setEnabled(!files->isBusy());
}

void LogPanel::Private::refreshDetail()
{
    isDetailFinal = true;
    detail->setVisible(detailRow >= 0); // nothing picked: the rows have all the room
    if (detailRow < 0) {
        detail->clear();
        return;
    }
    const auto record = model->record(detailRow);
    if (!record) {
        detail->showProblem(text::sentenceWithAdvice(record.error()));
        return;
    }
    isDetailFinal = record->status != usb::TransferStatus::Pending;
    detail->showRecord(model->entryAt(detailRow), model->deviceWords(record->deviceIndex), *record);
}

std::vector<std::size_t> LogPanel::Private::selectedEntries() const
{
    std::vector<std::size_t> entries;
    for (const int row : list->selectedRows())
        entries.push_back(model->entryAt(row));
    return entries;
}

void LogPanel::Private::filterByDevice()
{
    const auto entry = model->indexEntry(detailRow);
    const auto devices = model->devices();
    if (!entry || entry->deviceIndex >= devices.size())
        return;
    const capture::LoggedDevice& device = devices[entry->deviceIndex];
    bar->setFilterText(QStringLiteral("device==%1")
                           .arg(text::fromStd(device.interfaceName.empty()
                                   ? usb::formatVidPid(device.descriptor.vendorId, device.descriptor.productId)
                                   : device.interfaceName)));
}

void LogPanel::Private::filterByEndpoint()
{
    const auto entry = model->indexEntry(detailRow);
    if (!entry)
        return;
    filterByDevice();
    bar->addFilterTerm(QStringLiteral("ep==%1").arg(text::hexNumber(entry->endpointAddress().value, 2)));
}

void LogPanel::Private::sendDeviceAgain()
{
    if (const auto entry = model->indexEntry(detailRow))
        sendAgain(replay::entriesOfDevice(*model->source(), entry->deviceIndex));
}

void LogPanel::Private::sendAgain(std::vector<std::size_t> entries)
{
    if (entries.empty())
        return;
    auto* dialog = new ReplayDialog(context, model->source(), std::move(entries),
        subject.device ? subject.device->id : usb::DeviceId {}, q->window());
    dialog->show();
}

LogPanel::LogPanel(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, context))
{
    setObjectName(QStringLiteral("logPanel"));
    d->sources.push_back(context.log);
    d->build();
    d->connectAll();
    d->showSource(0);
}

LogPanel::~LogPanel() = default;

void LogPanel::setSubject(const Selection& subject) { d->subject = subject; }

QList<QAction*> LogPanel::menuActions() const { return d->actions; }

void LogPanel::openFile(const QString& path) { d->files->open(path); }

void LogPanel::sendNow() { d->sendAgain(d->selectedEntries()); }

void LogPanel::stopNow() { d->files->cancel(); }

void LogPanel::focusFilter() { d->bar->focusFilter(); }

void LogPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const Qt::Orientation fitting = width() > height() * kWide ? Qt::Horizontal : Qt::Vertical;
    if (d->split->orientation() == fitting)
        return;
    d->split->setOrientation(fitting);
    d->sizes->restore();
}

void LogPanel::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        stopNow();
    else
        QWidget::keyPressEvent(event);
}

} // namespace wb::ui
