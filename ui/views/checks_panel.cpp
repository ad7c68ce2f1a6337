// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/checks_panel.h"

#include "ui/text/format.h"
#include "ui/views/empty_state.h"
#include "ui/views/inline_message.h"
#include "ui/views/table_tools.h"
#include "ui/views/tone_colors.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableView>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr QLatin1StringView kColumnsKey("checks/columns");

class FindingDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (index.column() != FindingModel::SeverityColumn)
            return;
        const auto severity = static_cast<descriptors::Severity>(index.data(FindingModel::SeverityRole).toInt());
        option->palette.setColor(QPalette::Text, toneColor(severityTone(severity), option->palette));
    }
};

} // namespace

ChecksPanel::ChecksPanel(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new FindingModel(context.ids, this))
    , m_least(new QComboBox(this))
    , m_all(new QCheckBox(tr("A&ll devices"), this))
    , m_read(new QPushButton(tr("&Read everything"), this))
    , m_summary(new QLabel(this))
    , m_problems(new InlineMessage(QStringLiteral("checksMessage"), this))
    , m_table(new QTableView(this))
    , m_detail(new QLabel(this))
    , m_empty(new EmptyState(QStringLiteral("search"), this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("checksPanel"));
    buildBar();
    buildTable();
    m_stack->addWidget(m_empty);
    auto* list = new QWidget(m_stack);
    auto* listLayout = new QVBoxLayout(list);
    listLayout->setContentsMargins(0, 0, 0, 0);
    listLayout->addWidget(m_table, 1);
    listLayout->addWidget(m_detail);
    m_stack->addWidget(list);
    auto* layout = qobject_cast<QVBoxLayout*>(this->layout());
    layout->addWidget(m_problems);
    layout->addWidget(m_stack, 1);
    setFocusProxy(m_table);

    connect(&context.descriptors, &DescriptorStore::changed, this, [this](usb::DeviceId device) {
        if (m_device && m_device->id == device)
            refresh();
    });
    connect(&context.descriptors, &DescriptorStore::lookedAt, this, [this] {
        if (m_all->isChecked())
            refresh();
    });
    connect(&context.descriptors, &DescriptorStore::readingFinished, this, [this](usb::DeviceId device) {
        if (m_device && m_device->id == device)
            tellReading();
        updateWords();
    });
    refresh();
}

void ChecksPanel::buildBar()
{
    m_least->setObjectName(QStringLiteral("checksSeverity"));
    m_least->setAccessibleName(tr("Findings to show"));
    m_least->addItem(tr("All findings"), static_cast<int>(descriptors::Severity::Note));
    m_least->addItem(tr("Errors and warnings"), static_cast<int>(descriptors::Severity::Warning));
    m_least->addItem(tr("Errors"), static_cast<int>(descriptors::Severity::Error));
    m_all->setObjectName(QStringLiteral("checksAllDevices"));
    m_all->setToolTip(tr("List what is wrong with every device that is attached"));
    m_read->setObjectName(QStringLiteral("checksReadAll"));
    m_summary->setObjectName(QStringLiteral("checksSummary"));
    m_summary->setForegroundRole(QPalette::PlaceholderText);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* bar = new QHBoxLayout;
    const int gap = style()->pixelMetric(QStyle::PM_LayoutHorizontalSpacing, nullptr, this);
    bar->setContentsMargins(gap, gap / 2, gap, gap / 2);
    bar->setSpacing(gap);
    bar->addWidget(m_least);
    bar->addWidget(m_all);
    bar->addWidget(m_summary, 1);
    bar->addWidget(m_read);
    layout->addLayout(bar);

    connect(m_least, &QComboBox::currentIndexChanged, this, &ChecksPanel::refresh);
    connect(m_all, &QCheckBox::toggled, this, &ChecksPanel::refresh);
    connect(m_read, &QPushButton::clicked, this, [this] {
        m_problems->clear();
        m_context.descriptors.readAll(m_device);
        updateWords();
    });
}

void ChecksPanel::buildTable()
{
    m_table->setObjectName(QStringLiteral("checksTable"));
    m_table->setAccessibleName(tr("Findings"));
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setItemDelegate(new FindingDelegate(m_table));
    prepareTable(*m_table, m_context.settings, kColumnsKey);
    if (!m_context.settings.contains(kColumnsKey)) {
        const int letter = m_table->fontMetrics().averageCharWidth();
        m_table->setColumnWidth(FindingModel::SeverityColumn, 12 * letter);
        m_table->setColumnWidth(FindingModel::DeviceColumn, 24 * letter);
        m_table->setColumnWidth(FindingModel::PlaceColumn, 34 * letter);
        m_table->setColumnWidth(FindingModel::MessageColumn, 60 * letter);
        m_table->setColumnWidth(FindingModel::SpecColumn, 20 * letter);
    }
    m_detail->setObjectName(QStringLiteral("checksDetail"));
    m_detail->setWordWrap(true);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_detail->setMargin(style()->pixelMetric(QStyle::PM_LayoutHorizontalSpacing, nullptr, this));

    addRowAction(*m_table, tr("Show the bytes"), [this](const QModelIndex& row) { jump(row); });
    addCopyAction(*m_table);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ChecksPanel::showDetail);
}

void ChecksPanel::setSubject(const Selection& subject)
{
    if (subject.device == m_device)
        return;
    const bool isOther = !subject.device || !m_device || subject.device->id != m_device->id;
    m_device = subject.device;
    if (!isOther)
        return;
    tellReading();
    refresh();
}

void ChecksPanel::setDeparted(bool departed)
{
    m_hasDeparted = departed;
    updateWords();
}

descriptors::Severity ChecksPanel::leastSeverity() const
{
    return static_cast<descriptors::Severity>(m_least->currentData().toInt());
}

// Of all devices only what has been looked at so far: the store tells when there is more.
std::vector<FindingModel::Subject> ChecksPanel::subjects() const
{
    if (!m_all->isChecked())
        return m_device ? std::vector<FindingModel::Subject> { { m_device, m_context.descriptors.of(m_device) } }
                        : std::vector<FindingModel::Subject> {};
    std::vector<FindingModel::Subject> all;
    for (const usb::DevicePtr& device : m_context.service.devices())
        all.push_back({ device, m_context.descriptors.peek(device->id) });
    std::sort(all.begin(), all.end(),
        [](const auto& left, const auto& right) { return left.device->path < right.device->path; });
    return all;
}

void ChecksPanel::refresh()
{
    m_model->setSubjects(subjects(), leastSeverity());
    m_table->setColumnHidden(FindingModel::DeviceColumn, !m_all->isChecked());
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 1 : 0);
    showDetail();
    updateWords();
}

void ChecksPanel::updateWords()
{
    const bool isReading = m_device && m_context.descriptors.isReading(m_device->id);
    const QString refusal = m_context.descriptors.readRefusal(m_device, m_hasDeparted);
    m_read->setEnabled(refusal.isEmpty());
    m_read->setToolTip(!refusal.isEmpty()
            ? refusal
            : tr("Open the device and read its strings, BOS, hub and HID report descriptors too"));
    const KnownPtr known = m_device ? m_context.descriptors.of(m_device) : nullptr;
    const std::size_t total = known ? known->lint.findings.size() : 0;
    QString summary = known ? findingSummary(known->lint) : QString();
    if (known && known->lint.omitted > 0)
        summary += tr("; %1 more alike are left out").arg(known->lint.omitted);
    m_summary->setText(isReading ? tr("Reading the device…") : m_all->isChecked() ? QString() : summary);
    Q_EMIT titleChanged(total > 0 ? tr("Chec&ks (%1)").arg(total) : tr("Chec&ks"));
    if (!m_device && !m_all->isChecked())
        m_empty->setWords(tr("No device is selected"), tr("Select one on the left to see which rules it breaks."));
    else if (total > 0 || m_all->isChecked())
        m_empty->setWords(tr("Nothing to show"), tr("No finding is as grave as what is asked for."));
    else
        m_empty->setWords(tr("No rule is broken"),
            m_device && m_context.descriptors.hasRead(m_device->id)
                ? tr("%1 rules were held against everything the device says of itself.").arg(lint::allRules().size())
                : tr("%1 rules were held against its configurations. “Read everything” checks its strings, BOS and "
                     "HID reports too.")
                      .arg(lint::allRules().size()));
}

void ChecksPanel::tellReading()
{
    const auto problems = m_device ? m_context.descriptors.problems(m_device->id) : std::vector<std::string> {};
    if (problems.empty())
        return m_problems->clear();
    QStringList lines;
    for (const std::string& problem : problems)
        lines.append(text::safe(problem));
    m_problems->show(text::Tone::Warning,
        tr("Not everything could be read from the device:\n%1").arg(lines.join(QLatin1Char('\n'))));
}

void ChecksPanel::showDetail()
{
    const QModelIndex index = m_table->currentIndex();
    m_detail->setVisible(index.isValid());
    if (!index.isValid())
        return;
    const auto cell = [&index](int column) { return index.siblingAtColumn(column).data().toString(); };
    m_detail->setText(
        QStringLiteral("%1\n%2, %3")
            .arg(cell(FindingModel::MessageColumn), cell(FindingModel::SpecColumn), cell(FindingModel::RuleColumn)));
}

void ChecksPanel::jump(const QModelIndex& index) { Q_EMIT jumpRequested(m_model->placeOf(index.row())); }

} // namespace wb::ui
