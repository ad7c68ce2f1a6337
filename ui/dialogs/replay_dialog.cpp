// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/replay_dialog.h"

#include "core/replay/risks.h"
#include "ui/bridge/device_match.h"
#include "ui/bridge/sequence_job.h"
#include "ui/dialogs/risk_gate.h"
#include "ui/models/replay_model.h"
#include "ui/text/device_text.h"
#include "ui/text/format.h"
#include "ui/views/inline_message.h"
#include "ui/views/replay_comparison.h"
#include "ui/views/splitter_memory.h"
#include "ui/views/table_tools.h"
#include "ui/views/tone_colors.h"
#include "ui/views/tone_delegate.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSplitter>

#include <algorithm>
#include <set>

namespace wb::ui {

namespace {

constexpr int kMostSteps = 50'000;

std::set<std::size_t> devicesOf(const capture::TransferSource& source, const std::vector<std::size_t>& entries)
{
    std::set<std::size_t> devices;
    std::array<capture::IndexEntry, 1> entry {};
    for (const std::size_t index : entries)
        if (source.entries(index, entry) == 1)
            devices.insert(entry[0].deviceIndex);
    return devices;
}

} // namespace

class ReplayDialog::Private {
public:
    Private(ReplayDialog* owner, AppContext& app, std::shared_ptr<const capture::TransferSource> log)
        : q(owner)
        , context(app)
        , source(std::move(log))
        , model(new ReplayModel(owner))
        , job(new SequenceJob(owner))
        , gate(new RiskGate(app.service, tr("Send these transfers?"), tr("Send"), owner))
    {
    }

    void build();
    [[nodiscard]] QLayout* buildOptions();
    void connectAll();
    void readLog(std::vector<std::size_t> wanted);
    void prepare();
    void takeSteps(const std::vector<replay::Step>& steps);
    void fillTargets();
    void refresh();
    void refreshWarning();
    void refreshComparison();
    void askAndStart();
    void start();
    void stopUnasked();
    void finish();
    [[nodiscard]] usb::DevicePtr target() const;
    [[nodiscard]] QString reasonNotToStart() const;
    [[nodiscard]] QString riskQuestion() const;

    ReplayDialog* q;
    AppContext& context;
    std::shared_ptr<const capture::TransferSource> source;
    std::vector<std::size_t> entries;
    std::size_t leftOut = 0;
    std::vector<capture::LoggedDevice> recorded; // the devices the entries come from
    usb::DeviceId preferred;
    ReplayModel* model;
    SequenceJob* job;
    RiskGate* gate;
    std::unique_ptr<engine::Player> player;
    bool isUnasked = false; // the player would have been asked about, had read-only mode not been on
    QString whyStopped; // empty: the person did it
    std::size_t done = 0;

    QLabel* title = nullptr;
    QComboBox* targetBox = nullptr;
    InlineMessage* warning = nullptr;
    QRadioButton* fast = nullptr;
    QRadioButton* timed = nullptr;
    QCheckBox* stopAtDifference = nullptr;
    QCheckBox* skipEnumeration = nullptr;
    QTableView* table = nullptr;
    ReplayComparison* comparison = nullptr;
    QProgressBar* progress = nullptr;
    QLabel* summary = nullptr;
    QPushButton* startButton = nullptr;
    QPushButton* stopButton = nullptr;
    QPushButton* closeButton = nullptr;
};

QLayout* ReplayDialog::Private::buildOptions()
{
    targetBox = new QComboBox(q);
    targetBox->setObjectName(QStringLiteral("replayTarget"));
    fast = new QRadioButton(tr("As fast as possible"), q);
    fast->setObjectName(QStringLiteral("replayFast"));
    fast->setChecked(true);
    timed = new QRadioButton(tr("With the original timing"), q);
    timed->setObjectName(QStringLiteral("replayTimed"));
    stopAtDifference = new QCheckBox(tr("Stop at the first difference"), q);
    stopAtDifference->setObjectName(QStringLiteral("replayStopAtDifference"));
    skipEnumeration = new QCheckBox(tr("Leave out what the operating system asks of every new device"), q);
    skipEnumeration->setObjectName(QStringLiteral("replaySkipEnumeration"));
    skipEnumeration->setChecked(true);
    auto* label = new QLabel(tr("Send to"), q);
    label->setBuddy(targetBox);

    auto* grid = new QGridLayout;
    grid->setColumnStretch(3, 1);
    grid->addWidget(label, 0, 0);
    grid->addWidget(targetBox, 0, 1, 1, 3);
    grid->addWidget(fast, 1, 1);
    grid->addWidget(timed, 1, 2);
    grid->addWidget(stopAtDifference, 1, 3);
    grid->addWidget(skipEnumeration, 2, 1, 1, 3);
    return grid;
}

void ReplayDialog::Private::build()
{
    title = new QLabel(q);
    title->setObjectName(QStringLiteral("replayTitle"));
    title->setWordWrap(true);
    warning = new InlineMessage(QStringLiteral("replayWarning"), q);
    warning->setDismissible(false);
    table = new QTableView(q);
    table->setObjectName(QStringLiteral("replaySteps"));
    table->setAccessibleName(tr("Steps"));
    table->setModel(model);
    table->setItemDelegateForColumn(ReplayModel::Verdict, new ToneDelegate(ReplayModel::ToneRole, table));
    const auto widths = std::to_array<std::pair<int, int>>({ { ReplayModel::Number, 7 }, { ReplayModel::Request, 40 },
        { ReplayModel::Expected, 24 }, { ReplayModel::Verdict, 16 } });
    for (const auto& [column, letters] : widths)
        table->setColumnWidth(column, table->fontMetrics().averageCharWidth() * letters);
    prepareTable(*table, context.settings, QStringLiteral("replay/header"));
    progress = new QProgressBar(q);
    progress->setObjectName(QStringLiteral("replayProgress"));
    summary = new QLabel(q);
    summary->setObjectName(QStringLiteral("replaySummary"));
    summary->setWordWrap(true);
    startButton = new QPushButton(tr("Send"), q);
    startButton->setObjectName(QStringLiteral("replayStart"));
    startButton->setDefault(true);
    stopButton = new QPushButton(tr("Stop"), q);
    stopButton->setObjectName(QStringLiteral("replayStop"));
    closeButton = new QPushButton(tr("Close"), q);
    closeButton->setObjectName(QStringLiteral("replayClose"));

    auto* split = new QSplitter(Qt::Vertical, q);
    split->setObjectName(QStringLiteral("replaySplitter"));
    split->setChildrenCollapsible(false);
    split->addWidget(table);
    comparison = new ReplayComparison(split);
    split->addWidget(comparison);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    new SplitterMemory(*split, context.settings, QStringLiteral("replay/splitter"), { 3000, 2000 });
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(summary, 1);
    buttons->addWidget(startButton);
    buttons->addWidget(stopButton);
    buttons->addWidget(closeButton);
    auto* layout = new QVBoxLayout(q);
    layout->addWidget(title);
    layout->addLayout(buildOptions());
    layout->addWidget(warning);
    layout->addWidget(split, 1);
    layout->addWidget(progress);
    layout->addLayout(buttons);
}

void ReplayDialog::Private::connectAll()
{
    connect(job, &SequenceJob::finished, q, [this](const std::vector<replay::Step>& steps) { takeSteps(steps); });
    connect(targetBox, &QComboBox::currentIndexChanged, q, [this] { refresh(); });
    connect(skipEnumeration, &QCheckBox::toggled, q, [this] { prepare(); });
    connect(startButton, &QPushButton::clicked, q, [this] { askAndStart(); });
    connect(stopButton, &QPushButton::clicked, q, [this] {
        if (player)
            player->cancel();
    });
    connect(closeButton, &QPushButton::clicked, q, &QDialog::close);
    connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, q, [this] { refreshComparison(); });
    connect(&context.service, &engine::UsbService::devicesChanged, q, [this] { fillTargets(); });
    connect(&context.service, &engine::UsbService::readOnlyChanged, q, [this](bool on) {
        if (!on)
            stopUnasked();
    });
    auto* copy = new QAction(tr("Copy rows"), table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, q,
        [this] { QApplication::clipboard()->setText(selectedAsText(*table, kMostSteps)); });
    table->addAction(copy);
    table->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void ReplayDialog::Private::readLog(std::vector<std::size_t> wanted)
{
    entries = std::move(wanted);
    if (entries.size() > std::size_t { kMostSteps }) {
        leftOut = entries.size() - std::size_t { kMostSteps };
        entries.resize(std::size_t { kMostSteps });
    }
    const auto devices = source->devices();
    for (const std::size_t index : devicesOf(*source, entries))
        if (index < devices.size())
            recorded.push_back(devices[index]);
    QStringList names;
    for (const capture::LoggedDevice& device : recorded)
        names << text::loggedDevice(device);
    title->setText(tr("%1 recorded transfers of %2").arg(text::count(entries.size()), names.join(tr(", "))));
    // Only our own files say how fast a device is.
    const bool isForeign = std::any_of(recorded.begin(), recorded.end(),
        [](const capture::LoggedDevice& device) { return device.speed == usb::Speed::Unknown; });
    skipEnumeration->setVisible(isForeign);
    prepare();
}

void ReplayDialog::Private::prepare()
{
    if (job->isRunning())
        return;
    replay::SequenceOptions options;
    options.isForeign = skipEnumeration->isVisibleTo(q);
    options.skipEnumeration = skipEnumeration->isChecked();
    skipEnumeration->setEnabled(false);
    job->start(source, entries, options);
    refresh();
}

void ReplayDialog::Private::takeSteps(const std::vector<replay::Step>& steps)
{
    model->setSteps(steps);
    skipEnumeration->setEnabled(true);
    done = 0;
    progress->setRange(0, std::max(1, model->rowCount()));
    progress->setValue(0);
    refresh();
}

usb::DevicePtr ReplayDialog::Private::target() const
{
    const usb::DeviceId id { targetBox->currentData().toULongLong() };
    return id.isValid() ? context.service.device(id) : nullptr;
}

void ReplayDialog::Private::fillTargets()
{
    const auto attached = attachedOf(context.service.devices());
    usb::DeviceId wanted { targetBox->currentData().toULongLong() };
    if (!wanted.isValid() && !recorded.empty())
        if (const usb::DevicePtr match = matchDevice(recorded.front(), attached))
            wanted = match->id;
    if (!wanted.isValid())
        wanted = preferred;
    const QSignalBlocker quiet(targetBox);
    targetBox->clear();
    for (const usb::DevicePtr& device : attached)
        targetBox->addItem(QStringLiteral("%1 · %2 · %3")
                               .arg(text::deviceName(*device, context.ids), text::vidPid(*device), text::path(*device)),
            QVariant::fromValue<qulonglong>(device->id.value));
    targetBox->setCurrentIndex(targetBox->findData(QVariant::fromValue<qulonglong>(wanted.value)));
    refresh();
}

QString ReplayDialog::Private::reasonNotToStart() const
{
    if (player && player->isRunning())
        return tr("Sending…");
    if (job->isRunning())
        return tr("Reading the log…");
    if (!target())
        return tr("Choose an attached device to send to.");
    if (model->steps().empty())
        return tr("There is nothing to send.");
    return {};
}

void ReplayDialog::Private::refreshWarning()
{
    QStringList lines;
    const usb::DevicePtr device = target();
    if (!device && !recorded.empty())
        lines << tr("No device like the recorded one is attached. Plug it in, or choose another one.");
    else if (device && !recorded.empty() && replay::isAnotherKind(recorded.front(), *device))
        lines << tr("This is another kind of device than the recorded one (%1); it may answer differently or "
                    "take the data for something else.")
                     .arg(text::fromStd(usb::formatVidPid(
                         recorded.front().descriptor.vendorId, recorded.front().descriptor.productId)));
    if (recorded.size() > 1)
        lines << tr("The transfers come from %1 devices; all of them go to the one chosen here.").arg(recorded.size());
    if (leftOut > 0)
        lines << tr("Only the first %1 transfers are sent; %2 are left out.")
                     .arg(text::count(std::uint64_t { kMostSteps }), text::count(leftOut));
    warning->show(text::Tone::Warning, lines.join(QLatin1Char('\n')));
}

void ReplayDialog::Private::refresh()
{
    const QString why = reasonNotToStart();
    const bool isRunning = player && player->isRunning();
    startButton->setEnabled(why.isEmpty());
    startButton->setToolTip(why);
    stopButton->setEnabled(isRunning);
    stopButton->setToolTip(isRunning ? tr("Stop after the step under way") : tr("Nothing is being sent."));
    for (QWidget* widget : std::initializer_list<QWidget*> { targetBox, fast, timed, stopAtDifference })
        widget->setEnabled(!isRunning);
    if (!why.isEmpty())
        summary->setText(why);
    else if (!player)
        summary->setText(tr("Ready to send %1 steps.").arg(text::count(model->steps().size())));
    refreshWarning();
    refreshComparison();
}

QString ReplayDialog::Private::riskQuestion() const
{
    const replay::SequenceRisks risks = replay::assessRisks(model->steps(), *target());
    if (risks.toConfirm == 0)
        return {};
    return tr("%1 of these transfers can do harm. The first: %2")
        .arg(text::count(risks.toConfirm), text::fromStd(risks.firstReason));
}

void ReplayDialog::Private::askAndStart()
{
    if (!reasonNotToStart().isEmpty())
        return;
    const usb::DevicePtr device = target();
    const QString question = riskQuestion();
    const bool asksNothing = context.service.isReadOnly() && !question.isEmpty();
    gate->pass(device->id, text::deviceName(*device, context.ids), question, [this, asksNothing, agreed = device->id] {
        if (const usb::DevicePtr now = target(); !now || now->id != agreed) {
            summary->setText(tr("Nothing was sent: the device that was agreed to is gone."));
            return;
        }
        isUnasked = asksNothing;
        start();
    });
}

// What was refused until now would go out without anybody's consent (P74).
void ReplayDialog::Private::stopUnasked()
{
    if (!isUnasked || !player || !player->isRunning())
        return;
    whyStopped
        = tr("stopped because read-only mode was switched off, in which nobody is asked; send again to be asked");
    player->cancel();
}

void ReplayDialog::Private::start()
{
    if (!reasonNotToStart().isEmpty())
        return;
    engine::PlayerOptions options;
    options.originalTiming = timed->isChecked();
    options.stopAtFirstDifference = stopAtDifference->isChecked();
    model->clearOutcomes();
    whyStopped.clear();
    done = 0;
    progress->setValue(0);
    player = std::make_unique<engine::Player>(context.service, target()->id, model->steps(), options);
    connect(player.get(), &engine::Player::stepFinished, q, [this](const engine::StepOutcome& outcome) {
        model->setOutcome(outcome);
        progress->setValue(static_cast<int>(++done));
        if (table->currentIndex().row() == static_cast<int>(outcome.step))
            refreshComparison();
    });
    connect(player.get(), &engine::Player::finished, q, [this] { finish(); });
    player->start();
    refresh();
}

void ReplayDialog::Private::finish()
{
    refresh();
    const engine::Player::Summary result = player->summary();
    QStringList parts { tr("%1 same").arg(result.same), tr("%1 differ").arg(result.differs),
        tr("%1 failed").arg(result.failed), tr("%1 skipped").arg(result.skipped) };
    if (result.wasCancelled)
        parts << (whyStopped.isEmpty() ? tr("stopped before the end") : whyStopped);
    const bool isSame = result.differs == 0 && result.failed == 0 && !result.wasCancelled;
    const text::Tone tone = isSame ? text::Tone::Good : result.failed > 0 ? text::Tone::Bad : text::Tone::Warning;
    summary->setText(toneMark(tone) + QLatin1Char(' ') + parts.join(tr(", ")));
}

void ReplayDialog::Private::refreshComparison()
{
    const int row = table->currentIndex().row();
    if (row < 0 || static_cast<std::size_t>(row) >= model->steps().size())
        comparison->clear();
    else
        comparison->showStep(model->steps()[static_cast<std::size_t>(row)], model->outcome(row),
            model->index(row, ReplayModel::Explanation).data().toString());
}

ReplayDialog::ReplayDialog(AppContext& context, std::shared_ptr<const capture::TransferSource> source,
    std::vector<std::size_t> entries, usb::DeviceId preferredTarget, QWidget* parent)
    : QDialog(parent)
    , d(std::make_unique<Private>(this, context, std::move(source)))
{
    setObjectName(QStringLiteral("replayDialog"));
    setWindowTitle(tr("Send again"));
    setAttribute(Qt::WA_DeleteOnClose);
    setModal(false);
    d->preferred = preferredTarget;
    d->build();
    d->connectAll();
    d->readLog(std::move(entries));
    d->fillTargets();
    resize(fontMetrics().averageCharWidth() * 140, fontMetrics().height() * 40);
}

ReplayDialog::~ReplayDialog()
{
    if (!d->player)
        return;
    d->player->disconnect(this);
    d->player->cancel();
}

} // namespace wb::ui
