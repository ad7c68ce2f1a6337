// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/descriptors_panel.h"

#include "ui/models/finding_model.h"
#include "ui/text/format.h"
#include "ui/views/device_tree_delegate.h"
#include "ui/views/empty_state.h"
#include "ui/views/hex_view.h"
#include "ui/views/inline_message.h"
#include "ui/views/signal_graph_pane.h"
#include "ui/views/splitter_memory.h"
#include "ui/views/themed_icon.h"
#include "ui/views/tone_colors.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr QLatin1StringView kColumnsKey("descriptors/columns");
constexpr QLatin1StringView kSplitterKey("descriptors/splitter");
constexpr QLatin1StringView kOuterSplitterKey("descriptors/graphSplitter");
constexpr QLatin1StringView kGraphKey("descriptors/signalGraph"); // bool: wanted

class DescriptorDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const int kind = index.data(DescriptorModel::KindRole).toInt();
        const bool isHeading = kind == DescriptorModel::DescriptorRow || kind == DescriptorModel::SectionRow
            || kind == DescriptorModel::StringsRow;
        if (isHeading && index.column() == DescriptorModel::FieldColumn)
            option->font.setBold(true);
        if (isHeading && index.column() == DescriptorModel::ValueColumn)
            option->palette.setColor(QPalette::Text, option->palette.color(QPalette::PlaceholderText));
        if (kind != DescriptorModel::DiagnosticRow)
            return;
        const auto severity = static_cast<descriptors::Severity>(index.data(DescriptorModel::SeverityRole).toInt());
        const text::Tone tone = severity == descriptors::Severity::Error ? text::Tone::Bad
            : severity == descriptors::Severity::Warning                 ? text::Tone::Warning
                                                                         : text::Tone::Muted;
        option->palette.setColor(QPalette::Text, toneColor(tone, option->palette));
    }
};

} // namespace

DescriptorsPanel::DescriptorsPanel(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new DescriptorModel(this))
    , m_outer(new QSplitter(Qt::Vertical, this))
    , m_splitter(new QSplitter(Qt::Horizontal, m_outer))
    , m_graph(new SignalGraphPane(m_outer))
    , m_graphSwitch(new QAction(this))
    , m_tree(new QTreeView(m_splitter))
    , m_copies(new DescriptorCopies(context, *m_model, *m_tree))
    , m_hex(new HexView(m_splitter))
    , m_summary(new QLabel(this))
    , m_read(new QToolButton(this))
    , m_message(new InlineMessage(QStringLiteral("descriptorMessage"), this))
    , m_toolBar(new QWidget(this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("descriptorsPanel"));
    buildTree();
    buildGraph();
    buildToolBar();
    m_hex->setObjectName(QStringLiteral("descriptorBytes"));
    m_hex->setAccessibleName(tr("Descriptor bytes"));
    m_hex->setFrameShape(QFrame::NoFrame);
    connect(m_hex, &HexView::selectionChanged, this, &DescriptorsPanel::showFieldOf);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_sizes = new SplitterMemory(*m_splitter, context.settings, kSplitterKey);

    auto* nothing = new EmptyState(QStringLiteral("device"), m_stack);
    nothing->setWords(tr("No device is selected"), tr("Select one on the left to read its descriptors."));
    m_stack->addWidget(nothing);
    m_stack->addWidget(m_outer);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_toolBar);
    layout->addWidget(m_message);
    layout->addWidget(m_stack, 1);
    setFocusProxy(m_tree);
    setSubject({});
    connect(&context.descriptors, &DescriptorStore::changed, this, [this](usb::DeviceId device) {
        if (m_subject.device && m_subject.device->id == device)
            reload();
    });
    connect(&context.descriptors, &DescriptorStore::readingFinished, this, [this](usb::DeviceId device) {
        if (m_subject.device && m_subject.device->id == device)
            updateReading();
    });
}

void DescriptorsPanel::buildTree()
{
    m_tree->setObjectName(QStringLiteral("descriptorTree"));
    m_tree->setAccessibleName(tr("Descriptor fields"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new DescriptorDelegate(m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setAlternatingRowColors(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
    prepareTreeHeader(*m_tree, m_context.settings, kColumnsKey);
    if (!m_context.settings.contains(kColumnsKey)) {
        QFont title = m_tree->font();
        title.setBold(true);
        const int longest = QFontMetrics(title).horizontalAdvance(QStringLiteral("Microsoft OS 2.0 descriptor set"));
        m_tree->setColumnWidth(DescriptorModel::FieldColumn, longest + 2 * m_tree->indentation());
        m_tree->setColumnWidth(DescriptorModel::ValueColumn, 12 * m_tree->fontMetrics().averageCharWidth());
    }
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &DescriptorsPanel::showBytesOf);
}

void DescriptorsPanel::buildGraph()
{
    m_outer->setObjectName(QStringLiteral("descriptorsAndGraph"));
    m_outer->setChildrenCollapsible(false);
    m_outerSizes = new SplitterMemory(*m_outer, m_context.settings, kOuterSplitterKey);
    m_graphSwitch->setObjectName(QStringLiteral("signalGraphSwitch"));
    m_graphSwitch->setText(tr("Signal &graph"));
    m_graphSwitch->setIcon(themedIcon(QStringLiteral("graph")));
    m_graphSwitch->setCheckable(true);
    m_graphSwitch->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_G));
    m_graphSwitch->setChecked(m_context.settings.value(kGraphKey, false).toBool());
    addAction(m_graphSwitch);
    connect(m_graphSwitch, &QAction::triggered, this, &DescriptorsPanel::switchGraph);
    connect(m_graph, &SignalGraphPane::descriptorChosen, this,
        [this](std::size_t offset) { showRow(m_model->rowOfDescriptor(offset)); });
}

void DescriptorsPanel::showGraphs()
{
    m_graph->setGraphs(descriptors::findSignalGraphs(m_model->nodes()));
    updateGraph();
}

void DescriptorsPanel::switchGraph(bool wanted)
{
    m_context.settings.setValue(kGraphKey, wanted);
    updateGraph();
    if (m_graph->isVisible() && current().isValid())
        m_graph->follow(current().data(DescriptorModel::DescriptorBeginRole).toULongLong());
}

// What the person wants is remembered also while a device has no graph to show.
void DescriptorsPanel::updateGraph()
{
    const bool isThere = !m_graph->isEmpty();
    m_graphSwitch->setEnabled(isThere);
    m_graphSwitch->setChecked(isThere && m_context.settings.value(kGraphKey, false).toBool());
    m_graphSwitch->setToolTip(isThere ? tr("Show how terminals, units and clocks are joined (Ctrl+G)")
                                      : tr("This device describes no audio, video or MIDI function."));
    m_graph->setVisible(m_graphSwitch->isChecked());
    arrange();
}

void DescriptorsPanel::buildToolBar()
{
    m_summary->setObjectName(QStringLiteral("descriptorSummary"));
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    auto* button = new QToolButton(m_toolBar);
    button->setObjectName(QStringLiteral("copyDescriptors"));
    button->setText(tr("Copy"));
    button->setIcon(themedIcon(QStringLiteral("copy")));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setAutoRaise(true);
    button->setAccessibleName(tr("Copy descriptors"));
    auto* menu = new QMenu(button);
    menu->addActions(m_copies->actions());
    button->setMenu(menu);
    auto* layout = new QHBoxLayout(m_toolBar);
    const int gap = style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing, nullptr, this) / 2;
    layout->setContentsMargins(2 * gap, gap, gap, gap);
    m_read->setObjectName(QStringLiteral("readAllDescriptors"));
    m_read->setText(tr("Read everything"));
    m_read->setIcon(themedIcon(QStringLiteral("refresh")));
    m_read->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_read->setAutoRaise(true);
    m_read->setPopupMode(QToolButton::MenuButtonPopup);
    connect(m_read, &QToolButton::clicked, this, [this] { read({}); });
    auto* readMenu = new QMenu(m_read);
    QAction* windows = readMenu->addAction(tr("Read everything and ask for &Microsoft OS 1.0 (string 0xEE)"));
    windows->setObjectName(QStringLiteral("readMsOs10"));
    windows->setToolTip(tr("Some devices are confused by this question."));
    readMenu->setToolTipsVisible(true);
    connect(windows, &QAction::triggered, this, [this] { read({ true }); });
    m_read->setMenu(readMenu);
    layout->addWidget(m_summary, 1);
    auto* graph = new QToolButton(m_toolBar);
    graph->setObjectName(QStringLiteral("signalGraphButton"));
    graph->setDefaultAction(m_graphSwitch);
    graph->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    graph->setAutoRaise(true);
    layout->addWidget(graph);
    layout->addWidget(m_read);
    layout->addWidget(button);
}

void DescriptorsPanel::read(const engine::DescriptorWishes& wishes)
{
    m_message->clear();
    m_context.descriptors.readAll(m_subject.device, wishes);
    updateReading();
}

void DescriptorsPanel::updateReading()
{
    if (!m_subject.device)
        return m_message->clear();
    const usb::DeviceId id = m_subject.device->id;
    const QString refusal = m_context.descriptors.readRefusal(m_subject.device, m_hasDeparted);
    m_read->setEnabled(refusal.isEmpty());
    m_read->setToolTip(!refusal.isEmpty()
            ? refusal
            : tr("Open the device and read its strings in all languages, its BOS, hub and "
                 "HID report descriptors and what its makers say to Windows and browsers"));
    const std::vector<std::string> problems = m_context.descriptors.problems(id);
    if (problems.empty())
        return m_message->clear();
    QStringList lines;
    for (const std::string& problem : problems)
        lines.append(text::safe(problem));
    m_message->show(text::Tone::Warning,
        tr("Not everything could be read from the device:\n%1").arg(lines.join(QLatin1Char('\n'))));
}

void DescriptorsPanel::setSubject(const Selection& subject)
{
    const bool isSameDevice = subject.device == m_subject.device;
    m_subject = subject;
    if (!isSameDevice || !subject.device) {
        m_copies->setDevice(subject.device);
        m_model->setDescriptors(subject.device ? m_context.descriptors.of(subject.device) : nullptr);
        showSection(0);
        m_tree->expandToDepth(0);
        showGraphs();
        updateSummary();
        updateReading();
    }
    m_stack->setCurrentIndex(subject.device ? 1 : 0);
    m_toolBar->setVisible(subject.device != nullptr);
    if (const std::optional<std::size_t> offset = descriptorOffset(subject))
        showRow(m_model->rowOfDescriptor(*offset));
}

void DescriptorsPanel::setDeparted(bool departed)
{
    QPalette palette;
    if (departed) {
        const QColor muted = toneColor(text::Tone::Muted, palette);
        palette.setColor(QPalette::Text, muted);
        palette.setColor(QPalette::WindowText, muted);
        palette.setColor(QPalette::ButtonText, muted);
    }
    m_tree->setPalette(departed ? palette : QPalette());
    m_hex->setPalette(departed ? palette : QPalette());
    m_graph->setPalette(departed ? palette : QPalette());
    m_hasDeparted = departed;
    updateReading();
}

// More is known of the subject than before: what is selected stays so.
void DescriptorsPanel::reload()
{
    const QModelIndex row = current();
    const std::size_t section = row.isValid() ? row.data(DescriptorModel::SectionRole).toUInt() : 0;
    const std::size_t begin = row.data(DescriptorModel::BeginRole).toULongLong();
    m_model->setDescriptors(m_context.descriptors.of(m_subject.device));
    m_section = m_model->sectionCount(); // none: its bytes may be others now
    showSection(section);
    m_tree->expandToDepth(0);
    showGraphs();
    updateSummary();
    showRow(section == 0 ? m_model->rowOfDescriptor(begin) : m_model->rowOfByte(section, begin));
}

void DescriptorsPanel::showSection(std::size_t section)
{
    if (section == m_section && m_hex->bytes() == m_model->bytes(section))
        return;
    m_section = section;
    m_copies->setSection(section);
    m_hex->setBytes(m_model->bytes(section));
    m_hex->setAccessibleDescription(m_model->sectionTitle(section));
    updateSummary();
}

void DescriptorsPanel::showRange(std::size_t section, descriptors::ByteRange range)
{
    const QModelIndex row = m_model->rowOfRange(section, range);
    if (!row.isValid())
        return;
    m_tree->setCurrentIndex(row);
    m_tree->scrollTo(row, QAbstractItemView::PositionAtCenter);
    m_tree->setFocus();
}

// Side by side where both fit, else the fields above the bytes: meanings are sentences and need the width.
// The share is ours until the person moves the handle.
void DescriptorsPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void DescriptorsPanel::arrange()
{
    const bool hasGraph = m_graph->isVisibleTo(m_outer);
    const int bytesWidth = m_hex->sizeHint().width();
    const bool isNarrow = width() < 2 * bytesWidth;
    // Three panes on top of each other leave a few lines to each.
    m_splitter->setOrientation(isNarrow && !hasGraph ? Qt::Vertical : Qt::Horizontal);
    if (hasGraph && !m_outerSizes->restore())
        m_outer->setSizes({ m_stack->height() * 9 / 20, m_stack->height() * 11 / 20 });
    if (m_sizes->restore())
        return;
    const bool isStacked = m_splitter->orientation() == Qt::Vertical;
    const int room = (isStacked ? m_stack->height() : width()) - m_splitter->handleWidth();
    const int bytes = isNarrow ? room * 2 / 5 : bytesWidth;
    m_splitter->setSizes({ room - bytes, bytes });
}

void DescriptorsPanel::saveLayout() const { m_context.settings.setValue(kColumnsKey, m_tree->header()->saveState()); }

void DescriptorsPanel::showRow(const QModelIndex& row)
{
    if (!row.isValid())
        return;
    m_tree->expand(row);
    m_tree->setCurrentIndex(row);
    m_tree->scrollTo(row, QAbstractItemView::PositionAtTop);
}

void DescriptorsPanel::showBytesOf(const QModelIndex& row)
{
    if (row.isValid())
        showSection(row.data(DescriptorModel::SectionRole).toUInt());
    const auto range = [&row](int begin, int end) {
        return HexRange { row.data(begin).toLongLong(), row.data(end).toLongLong() };
    };
    m_hex->setHighlight(range(DescriptorModel::DescriptorBeginRole, DescriptorModel::DescriptorEndRole));
    if (row.isValid())
        m_graph->follow(row.data(DescriptorModel::DescriptorBeginRole).toULongLong());
    if (m_isFollowingBytes)
        return; // the bytes the person is selecting stay as they are; only the tree follows
    m_hex->setSelection(range(DescriptorModel::BeginRole, DescriptorModel::EndRole));
    if (row.isValid())
        m_hex->ensureVisible(m_hex->selection().begin);
}

void DescriptorsPanel::showFieldOf(qsizetype offset)
{
    const QModelIndex row = m_model->rowOfByte(m_section, static_cast<std::size_t>(offset));
    if (!row.isValid())
        return;
    m_isFollowingBytes = true;
    m_tree->setCurrentIndex(row);
    m_tree->scrollTo(row);
    m_isFollowingBytes = false;
}

void DescriptorsPanel::updateSummary()
{
    QString words = text::bytes(m_model->byteCount());
    if (m_model->sectionCount() > 1 && m_section < m_model->sectionCount())
        words = tr("%1 (%2 of %3)")
                    .arg(m_model->sectionTitle(m_section),
                        text::bytes(static_cast<std::uint64_t>(m_hex->bytes().size())), words);
    const KnownPtr known = m_subject.device ? m_context.descriptors.of(m_subject.device) : nullptr;
    if (const QString findings = known ? findingSummary(known->lint) : QString(); !findings.isEmpty())
        words += QStringLiteral("  ▲ ") + tr("%1, marked in place").arg(findings);
    m_summary->setText(words);
}

QModelIndex DescriptorsPanel::current() const { return m_tree->currentIndex(); }

} // namespace wb::ui
