// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/scan_panel.h"

#include "core/usb/risk.h"
#include "ui/dialogs/risk_gate.h"
#include "ui/models/scan_model.h"
#include "ui/text/device_text.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/views/form_fields.h"
#include "ui/views/inline_message.h"
#include "ui/views/scan_form.h"
#include "ui/views/table_tools.h"
#include "ui/views/tone_delegate.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <array>
#include <numeric>
#include <utility>

namespace wb::ui {

namespace {

constexpr QLatin1StringView kColumnsKey("scan/columns");
constexpr int kLeastRows = 6; // that can be seen however low the panel is

engine::ScanPlan writing(engine::ScanPlan plan)
{
    plan.isArmed = true;
    plan.setup.bmRequestType = usb::makeRequestType(usb::Direction::Out, plan.setup.type(), plan.setup.recipient());
    return plan;
}

} // namespace

ScanPanel::ScanPanel(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_gate(new RiskGate(context.service, tr("Send OUT requests, too?"), tr("Arm"), this))
    , m_model(new ScanModel(this))
    , m_form(new ScanForm(context, this))
    , m_arm(new QCheckBox(tr("Also send OUT requests (may change the device)"), this))
    , m_start(new QPushButton(tr("Start"), this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_reason(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_summary(new QLabel(this))
    , m_message(new InlineMessage(QStringLiteral("scanMessage"), this))
    , m_onlyAnswered(new QCheckBox(tr("Only those that answered"), this))
    , m_table(new QTableView(this))
    , m_edit(new QPushButton(tr("Edit request"), this))
    , m_copy(new QPushButton(tr("Copy all"), this))
{
    setObjectName(QStringLiteral("scanPanel"));
    build();
    buildTable();
    connectAll();
    refresh();
}

void ScanPanel::build()
{
    m_arm->setObjectName(QStringLiteral("scanArm"));
    m_start->setObjectName(QStringLiteral("scanStart"));
    m_cancel->setObjectName(QStringLiteral("scanCancel"));
    m_cancel->setToolTip(tr("End the scan; what it has found stays (Esc)"));
    m_reason->setObjectName(QStringLiteral("scanReason"));
    m_progress->setObjectName(QStringLiteral("scanProgress"));
    m_progress->setAccessibleName(tr("Requests done"));
    m_progress->setFormat(tr("%v of %m"));
    m_summary->setObjectName(QStringLiteral("scanSummary"));
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    for (QLabel* label : { m_reason, m_summary }) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_onlyAnswered->setObjectName(QStringLiteral("scanOnlyAnswered"));
    m_edit->setObjectName(QStringLiteral("scanEdit"));
    m_copy->setObjectName(QStringLiteral("scanCopy"));

    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_start);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_reason, 1);
    auto* tools = new QHBoxLayout;
    tools->addWidget(m_onlyAnswered);
    tools->addStretch(1);
    tools->addWidget(m_edit);
    tools->addWidget(m_copy);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_form);
    layout->addWidget(m_arm);
    layout->addLayout(buttons);
    layout->addWidget(m_message);
    layout->addWidget(m_progress);
    layout->addWidget(m_summary);
    layout->addWidget(m_table, 1);
    layout->addLayout(tools);
    setTabOrder(m_table, m_onlyAnswered);
}

void ScanPanel::buildTable()
{
    m_table->setObjectName(QStringLiteral("scanTable"));
    m_table->setAccessibleName(tr("Answers"));
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(ScanModel::ResultColumn, new ToneDelegate(ScanModel::ToneRole, m_table));
    prepareTable(*m_table, m_context.settings, kColumnsKey);
    const int row = m_table->verticalHeader()->defaultSectionSize();
    m_table->setMinimumHeight(m_table->horizontalHeader()->sizeHint().height() + kLeastRows * row);
    if (!m_context.settings.contains(kColumnsKey)) {
        const int letter = m_table->fontMetrics().averageCharWidth();
        constexpr std::array kLetters { 11, 18, 27, 12 };
        for (std::size_t column = 0; column < kLetters.size(); ++column)
            m_table->setColumnWidth(static_cast<int>(column), letter * kLetters[column]);
    }
    addCopyAction(*m_table);
    addRowAction(*m_table, tr("Edit request"), [this](const QModelIndex& index) { edit(index); });
}

void ScanPanel::connectAll()
{
    connect(m_form, &ScanForm::changed, this, [this] {
        m_arm->setChecked(false); // it was agreed to for other requests
        refresh();
    });
    connect(m_arm, &QCheckBox::clicked, this, &ScanPanel::askToArm);
    connect(m_start, &QPushButton::clicked, this, &ScanPanel::start);
    connect(m_cancel, &QPushButton::clicked, this, &ScanPanel::cancel);
    connect(m_onlyAnswered, &QCheckBox::toggled, this, [this](bool on) {
        m_model->setOnlyAnswered(on);
        refresh();
    });
    connect(m_edit, &QPushButton::clicked, this, [this] { edit(m_table->currentIndex()); });
    connect(m_copy, &QPushButton::clicked, this, [this] {
        std::vector<int> rows(static_cast<std::size_t>(m_model->rowCount()));
        std::iota(rows.begin(), rows.end(), 0);
        QApplication::clipboard()->setText(rowsAsText(*m_table, rows));
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &ScanPanel::refresh);
    connect(&m_context.service, &engine::UsbService::readOnlyChanged, this, &ScanPanel::refresh);
    connect(&m_context.service, &engine::UsbService::devicesChanged, this, &ScanPanel::takeChanges);
}

void ScanPanel::setSubject(const Selection& subject)
{
    const bool isSame = m_device && subject.device && m_device->id == subject.device->id;
    m_device = subject.device;
    m_form->setSubject(subject);
    if (!isSame) {
        m_unplugged.clear();
        m_arm->setChecked(false); // it was agreed to for another device
    }
    refresh();
}

void ScanPanel::takeChanges(const engine::DeviceChanges& changes)
{
    for (const usb::DevicePtr& gone : changes.departed)
        if (m_device && gone->id == m_device->id)
            m_unplugged = text::unplugged(changes.time);
    refresh();
}

void ScanPanel::askToArm(bool on)
{
    m_arm->setChecked(false);
    if (!on || !m_device)
        return refresh();
    const QString name = text::deviceName(*m_device, m_context.ids);
    m_gate->pass(m_device->id, name, armQuestion(), [this, device = m_device->id] {
        if (m_device && m_device->id == device) // else another one was selected while the question was open
            m_arm->setChecked(true);
        refresh();
    });
}

// With every reason there is against a request of the range; those that are forbidden are not sent.
QString ScanPanel::armQuestion() const
{
    QStringList reasons { tr("Every code of the range is sent as a request that writes, without data. One of them may "
                             "change the device for good or leave it unusable; only its maker knows.") };
    const auto plan = m_form->plan();
    usb::SetupPacket setup = plan ? writing(*plan).setup : usb::SetupPacket {};
    const auto classes = m_device->classCodes();
    for (std::size_t step = 0; plan && step < plan->count(); ++step) {
        setup.bRequest = static_cast<std::uint8_t>(plan->first + step);
        const usb::RiskAssessment assessed = usb::assessRisk(setup, classes);
        const QString reason = text::fromStd(assessed.reason);
        if (assessed.risk == usb::Risk::Confirm && !reasons.contains(reason))
            reasons << reason;
    }
    return reasons.join(QLatin1Char('\n'));
}

QString ScanPanel::reasonNotToStart() const
{
    if (m_scan)
        return tr("A scan is under way.");
    if (!m_device)
        return tr("Select a device first.");
    if (m_device->isOffline())
        return text::fromStd(usb::offlineReason(m_device->origin));
    if (!m_unplugged.isEmpty())
        return tr("The device is gone (%1).").arg(m_unplugged);
    return m_form->problem();
}

void ScanPanel::start()
{
    const auto plan = m_form->plan();
    if (!plan || !reasonNotToStart().isEmpty())
        return;
    m_message->clear();
    m_scanned = m_device;
    m_wasCutShort = false;
    m_model->begin(requests::targetsOf(*m_scanned));
    m_writes.reset();
    if (m_arm->isChecked())
        m_writes = writing(*plan);
    m_progress->setRange(0, static_cast<int>(plan->count() * (m_writes ? 2U : 1U)));
    begin(*plan);
    refresh();
}

void ScanPanel::begin(const engine::ScanPlan& plan)
{
    auto* scan = new engine::RequestScan(m_context.service, m_scanned, plan, this);
    connect(scan, &engine::RequestScan::answered, this, &ScanPanel::take);
    connect(scan, &engine::RequestScan::finished, this, &ScanPanel::passEnded);
    m_scan = scan;
    scan->start();
}

void ScanPanel::cancel()
{
    m_writes.reset();
    if (m_scan)
        m_scan->cancel();
}

void ScanPanel::take(const engine::ScanAnswer& answer)
{
    usb::SetupPacket setup = m_scan->plan().setup;
    setup.bRequest = answer.bRequest;
    if (!setup.isIn())
        setup.wLength = static_cast<std::uint16_t>(m_scan->plan().data.size());
    m_model->add(setup, answer);
    m_progress->setValue(static_cast<int>(m_model->count()));
    m_summary->setText(summary());
}

void ScanPanel::passEnded()
{
    const std::optional<Error> error = m_scan->error();
    m_scan->deleteLater(); // it is telling us so
    m_scan.clear();
    if (!error && m_writes) {
        begin(*std::exchange(m_writes, std::nullopt));
        return refresh();
    }
    m_writes.reset();
    m_wasCutShort = error.has_value();
    if (error && error->kind != ErrorKind::Cancelled)
        m_message->show(text::Tone::Bad, text::sentenceWithAdvice(*error));
    refresh();
}

void ScanPanel::edit(const QModelIndex& index)
{
    if (index.isValid())
        Q_EMIT editRequested(m_model->setupOf(index.row()));
}

QString ScanPanel::summary() const
{
    using engine::ScanVerdict;
    if (!m_scanned)
        return tr("Nothing scanned yet. Start sends one request after the other and shows which of them the device "
                  "answers.");
    const QString name = text::deviceName(*m_scanned, m_context.ids);
    const QString state = m_scan ? tr("Scanning %1").arg(name)
        : m_wasCutShort          ? tr("Scan of %1, ended early").arg(name)
                                 : tr("Scan of %1").arg(name);
    QStringList parts { tr("%1 answered").arg(m_model->count(ScanVerdict::Answered)),
        tr("%1 stalled").arg(m_model->count(ScanVerdict::Stalled)) };
    if (const std::size_t silent = m_model->count(ScanVerdict::TimedOut); silent > 0)
        parts << tr("%1 timed out").arg(silent);
    if (const std::size_t failed = m_model->count(ScanVerdict::Failed); failed > 0)
        parts << tr("%1 failed").arg(failed);
    if (const std::size_t skipped = m_model->count(ScanVerdict::Skipped); skipped > 0)
        parts << tr("%1 not sent").arg(skipped);
    return QStringLiteral("%1: %2").arg(state, parts.join(QStringLiteral(", ")));
}

// In read-only mode the service refuses what writes, so it is not offered.
void ScanPanel::refreshArming()
{
    const bool isReadOnly = m_context.service.isReadOnly();
    if (isReadOnly)
        m_arm->setChecked(false);
    setPossible(*m_arm, m_device && !m_scan && !isReadOnly,
        tr("After the requests that read, the same codes as requests that write, without data"),
        isReadOnly   ? tr("In read-only mode nothing is sent that writes: see the Device menu.")
            : m_scan ? tr("A scan is under way.")
                     : tr("Select a device first."));
}

void ScanPanel::refresh()
{
    refreshArming();
    const QString why = reasonNotToStart();
    m_form->setEnabled(!m_scan);
    setPossible(*m_start, why.isEmpty(), tr("Send one request after the other (Ctrl+Enter)"), why);
    m_cancel->setEnabled(!m_scan.isNull());
    const bool saysReadOnly = why.isEmpty() && m_context.service.isReadOnly();
    m_reason->setText(saysReadOnly ? tr("Read-only mode: OUT requests are refused, so only IN is scanned.") : why);
    m_progress->setVisible(m_scanned != nullptr);
    m_progress->setValue(static_cast<int>(m_model->count()));
    m_summary->setText(summary());
    const bool hasRow = m_table->currentIndex().isValid();
    setPossible(*m_edit, hasRow, tr("Put this request into the editor on the left; nothing is sent"),
        tr("Select a request in the table first."));
    setPossible(*m_copy, m_model->rowCount() > 0, tr("Copy the rows that are shown, as text with tabs"),
        tr("There is no row to copy."));
}

void ScanPanel::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->key() == Qt::Key_Escape && m_scan)
        cancel();
    else if (isEnter && event->modifiers().testFlag(Qt::ControlModifier))
        start();
    else
        QWidget::keyPressEvent(event);
}

} // namespace wb::ui
