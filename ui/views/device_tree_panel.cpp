// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/device_tree_panel.h"

#include "ui/models/finding_model.h"
#include "ui/views/device_tree_delegate.h"
#include "ui/views/device_tree_view.h"
#include "ui/views/empty_state.h"
#include "ui/views/filter_edit.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace wb::ui {

namespace {

constexpr QLatin1StringView kColumnsKey("devices/columns");

Selection selectionAt(const QModelIndex& index)
{
    return index.data(DeviceTreeModel::SelectionRole).value<Selection>();
}

bool isSameThing(const Selection& left, const Selection& right)
{
    Selection same = right;
    if (left.device && right.device && left.device->id == right.device->id)
        same.device = left.device;
    return left == same;
}

} // namespace

DeviceTreePanel::DeviceTreePanel(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_tree(new DeviceTreeModel(context.ids, this))
    , m_filtered(new DeviceFilterModel(*m_tree, context.ids, this))
    , m_filter(new FilterEdit(QStringLiteral("deviceFilter"), this))
    , m_stack(new QStackedWidget(this))
    , m_view(new DeviceTreeView(m_stack))
    , m_nothing(new EmptyState(QStringLiteral("open-device"), m_stack))
    , m_noMatch(new EmptyState(QStringLiteral("search"), m_stack))
{
    setObjectName(QStringLiteral("devicesPanel"));
    m_filter->edit().setPlaceholderText(tr("Filter: text, vid:pid, class:hid, driver:..."));
    m_filter->edit().setAccessibleName(tr("Filter devices"));
    m_filter->edit().setToolTip(tr("Words that must all hold, '-' before a word turns it round:\n"
                                   "text   fffe:0001   class:hid   driver:usbhid   speed:high   path:1-1\n"
                                   "address:4   port:2   serial:a1"));
    buildTree();
    buildEmptyStates();
    buildActions();
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_nothing);
    m_stack->addWidget(m_noMatch);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_filter);
    layout->addWidget(m_stack, 1);
    const int gap = style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing, nullptr, this) / 2;
    m_filter->setContentsMargins(gap, gap, gap, gap);
    setFocusProxy(m_view);

    connect(m_filter, &FilterEdit::textChanged, this, &DeviceTreePanel::applyFilter);
    connect(&context.service, &engine::UsbService::devicesChanged, this, &DeviceTreePanel::applyChanges);
    connect(&context.service, &engine::UsbService::backendChanged, this, &DeviceTreePanel::updateState);
    connect(&context.demoBus, &DemoBus::changed, this, &DeviceTreePanel::updateState);
    connect(&context.descriptors, &DescriptorStore::lookedAt, this, &DeviceTreePanel::showBadge);
    engine::DeviceChanges present;
    present.arrived = context.service.devices();
    present.isInitial = true;
    applyChanges(present);
    for (const usb::DevicePtr& device : present.arrived)
        showBadge(device->id);
}

// Notes are no reason to look twice at a device.
void DeviceTreePanel::showBadge(usb::DeviceId device)
{
    const KnownPtr known = m_context.descriptors.peek(device);
    if (!known)
        return;
    const std::size_t errors = known->lint.count(descriptors::Severity::Error);
    const std::size_t warnings = known->lint.count(descriptors::Severity::Warning);
    FindingBadge badge;
    badge.isError = errors > 0;
    if (errors + warnings > 0) {
        badge.text
            = QStringLiteral("%1 %2").arg(QChar(badge.isError ? u'✗' : u'▲')).arg(badge.isError ? errors : warnings);
        badge.words = findingSummary(known->lint);
    }
    m_tree->setBadge(device, badge);
}

void DeviceTreePanel::buildTree()
{
    // Before the view connects: what it makes current while rows go is not the person's choice.
    connect(m_filtered, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this] { m_isFollowing = false; });
    m_view->setObjectName(QStringLiteral("deviceTree"));
    m_view->setAccessibleName(tr("Devices"));
    m_view->setModel(m_filtered);
    m_view->setUniformRowHeights(true);
    m_view->setIndentation(m_view->indentation() * 4 / 5); // seven levels deep
    m_view->setAllColumnsShowFocus(true);
    m_view->setExpandsOnDoubleClick(false);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->installEventFilter(this);
    prepareTreeHeader(*m_view, m_context.settings, kColumnsKey);
    if (!m_context.settings.contains(kColumnsKey)) {
        const int letter = m_view->fontMetrics().averageCharWidth();
        constexpr std::array kLetters { 33, 12, 7, 9, 9 };
        for (int column = 0; column < static_cast<int>(kLetters.size()); ++column)
            m_view->setColumnWidth(column, letter * kLetters[static_cast<std::size_t>(column)]);
        m_view->setColumnHidden(DeviceTreeModel::PathColumn, true); // the tree is the path; the header's menu shows it
    }

    connect(m_filtered, &QAbstractItemModel::rowsRemoved, this, [this] {
        m_isFollowing = true;
        // Not yet: the filter still maps what was below the rows, and frees it when it is done with all of them.
        QMetaObject::invokeMethod(this, &DeviceTreePanel::showSelection, Qt::QueuedConnection);
        updateState();
    });
    // The filter lets go of rows before the tree has: what is left is known when the tree says so.
    connect(m_tree, &QAbstractItemModel::rowsRemoved, this, &DeviceTreePanel::updateState);
    connect(m_filtered, &QAbstractItemModel::rowsInserted, this, &DeviceTreePanel::expandHubs);
    connect(m_tree, &QAbstractItemModel::dataChanged, m_view->viewport(), qOverload<>(&QWidget::update));
    // Not the current row: the view makes its first row current when it gets the focus.
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &DeviceTreePanel::takeSelected);
    connect(m_view, &QTreeView::customContextMenuRequested, this, &DeviceTreePanel::showContextMenu);
    connect(m_view, &QTreeView::doubleClicked, this,
        [this](const QModelIndex& index) { Q_EMIT activated(selectionAt(index)); });
    connect(m_view, &QTreeView::expanded, this, [this](const QModelIndex& index) {
        const QPersistentModelIndex row = m_filtered->mapToSource(index);
        if (!m_expanded.contains(row))
            m_expanded.append(row);
    });
    connect(m_view, &QTreeView::collapsed, this, [this](const QModelIndex& index) {
        m_expanded.removeAll(QPersistentModelIndex(m_filtered->mapToSource(index)));
    });
}

void DeviceTreePanel::buildEmptyStates()
{
    QPushButton* demo = m_nothing->addButton(tr("Switch the demo bus on"), QStringLiteral("emptyDemoButton"));
    connect(demo, &QPushButton::clicked, this, [this] { m_context.demoBus.setActive(true); });
    QPushButton* refresh = m_nothing->addButton(tr("Look again"), QStringLiteral("emptyRefreshButton"));
    connect(refresh, &QPushButton::clicked, this, [this] { m_context.service.refresh(); });
    QPushButton* clear = m_noMatch->addButton(tr("Clear the filter"), QStringLiteral("clearDeviceFilter"));
    connect(clear, &QPushButton::clicked, this, [this] {
        m_filter->edit().clear();
        m_filter->takeFocus();
    });
    m_noMatch->setWords(tr("No device matches"), tr("The devices are still there; only this list is filtered."));
}

void DeviceTreePanel::buildActions()
{
    auto* copy = new QAction(tr("&Copy row"), this);
    copy->setObjectName(QStringLiteral("copyDeviceRow"));
    connect(copy, &QAction::triggered, this, &DeviceTreePanel::copyRows);
    auto* expand = new QAction(tr("&Expand all"), this);
    connect(expand, &QAction::triggered, m_view, &QTreeView::expandAll);
    auto* collapse = new QAction(tr("C&ollapse devices"), this);
    connect(collapse, &QAction::triggered, this, [this] {
        m_view->collapseAll();
        expandHubs({}, 0, m_filtered->rowCount() - 1);
    });
    m_ownActions = { copy, expand, collapse };
}

void DeviceTreePanel::setSubjectActions(const QList<QAction*>& actions) { m_subjectActions = actions; }

void DeviceTreePanel::saveColumns() const { m_context.settings.setValue(kColumnsKey, m_view->header()->saveState()); }

void DeviceTreePanel::focusFilter() { m_filter->takeFocus(); }

void DeviceTreePanel::select(const Selection& selection)
{
    if (isSameThing(selection, m_selection))
        return;
    m_selection = selection;
    m_tree->keep(selection.device ? selection.device->id : usb::DeviceId {});
    showSelection();
    Q_EMIT selectionChanged(m_selection);
}

void DeviceTreePanel::applyChanges(const engine::DeviceChanges& changes)
{
    m_tree->apply(changes);
    for (const usb::DevicePtr& device : changes.updated)
        if (m_selection.device && m_selection.device->id == device->id) {
            m_selection.device = device;
            Q_EMIT selectionChanged(m_selection);
        }
    for (const engine::DeviceChanges::Return& back : changes.returned)
        followReset(back.before, back.now);
    for (const usb::DevicePtr& device : changes.departed) {
        if (!m_selection.device || m_selection.device->id != device->id)
            continue;
        if (device->isOffline())
            select({}); // its row is gone already
        else
            Q_EMIT departed(m_selection);
    }
    updateState();
}

// What was selected came back from its reset as another device (P46).
void DeviceTreePanel::followReset(usb::DeviceId before, usb::DeviceId now)
{
    if (!m_selection.device || m_selection.device->id != before)
        return;
    Selection same = m_selection;
    same.device = m_context.service.device(now);
    if (!m_tree->indexOf(same).isValid()) { // it came back in another configuration
        const usb::DevicePtr device = same.device;
        same = Selection {};
        same.device = device;
    }
    select(same);
}

void DeviceTreePanel::applyFilter(const QString& text)
{
    const DeviceFilter filter = DeviceFilter::parse(text);
    if (const auto& problem = filter.problem())
        m_filter->markProblem(problem->position, problem->length, problem->message);
    else
        m_filter->clearProblem();
    m_isFollowing = false;
    m_filtered->setFilter(filter);
    m_isFollowing = true;
    restoreExpansion();
    showSelection();
    updateState();
}

void DeviceTreePanel::takeSelected()
{
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    if (m_isFollowing && !rows.isEmpty())
        select(selectionAt(rows.front()));
}

// Puts the view's current row where the selection is, or nowhere when a filter hides it.
void DeviceTreePanel::showSelection()
{
    const QModelIndex index = m_filtered->mapFromSource(m_tree->indexOf(m_selection));
    const QModelIndex current = m_view->currentIndex();
    if (index.siblingAtColumn(0) == current.siblingAtColumn(0) && m_view->selectionModel()->isSelected(index))
        return;
    m_isFollowing = false;
    if (index.isValid()) {
        m_view->setCurrentIndex(index);
        m_view->scrollTo(index);
    } else {
        m_view->selectionModel()->clear();
    }
    m_isFollowing = true;
}

void DeviceTreePanel::expandHubs(const QModelIndex& parent, int first, int last)
{
    for (int row = first; row <= last; ++row) {
        const QModelIndex index = m_filtered->index(row, 0, parent);
        const TreeNode* node = m_tree->nodeAt(m_filtered->mapToSource(index));
        if (!node || !node->isDevice() || (node->kind == TreeKind::Device && !node->device->isHub()))
            continue;
        m_view->expand(index);
        expandHubs(index, 0, m_filtered->rowCount(index) - 1);
    }
    updateState();
}

void DeviceTreePanel::restoreExpansion()
{
    m_expanded.removeIf([](const QPersistentModelIndex& row) { return !row.isValid(); });
    const QList<QPersistentModelIndex> rows = m_expanded;
    for (const QPersistentModelIndex& row : rows)
        m_view->expand(m_filtered->mapFromSource(row));
}

void DeviceTreePanel::updateState()
{
    if (m_filtered->rowCount() > 0) {
        m_stack->setCurrentWidget(m_view);
        return;
    }
    if (m_tree->rowCount() > 0) {
        m_stack->setCurrentWidget(m_noMatch);
        return;
    }
    const std::vector<engine::BackendState> backends = m_context.service.backends();
    const bool isStarting = std::any_of(backends.begin(), backends.end(),
        [](const engine::BackendState& state) { return state.phase == engine::BackendState::Phase::Starting; });
    if (isStarting)
        m_nothing->setWords(tr("Looking for devices…"), {});
    else
        m_nothing->setWords(tr("Nothing is plugged in"),
            tr("Plug a USB device in and it appears here. Without one, the demo bus has devices to try everything "
               "on."));
    m_nothing->findChild<QPushButton*>(QStringLiteral("emptyDemoButton"))->setVisible(!m_context.demoBus.isActive());
    m_stack->setCurrentWidget(m_nothing);
}

void DeviceTreePanel::showContextMenu(QPoint position)
{
    if (!m_view->indexAt(position).isValid())
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("deviceContextMenu"));
    menu->addActions(m_subjectActions);
    menu->addSeparator();
    menu->addActions(m_ownActions);
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

void DeviceTreePanel::copyRows() const
{
    const QModelIndex current = m_view->currentIndex();
    QStringList cells;
    for (int place = 0; current.isValid() && place < m_view->header()->count(); ++place) {
        const int column = m_view->header()->logicalIndex(place);
        if (!m_view->isColumnHidden(column))
            cells.append(current.siblingAtColumn(column).data().toString());
    }
    if (!cells.isEmpty())
        QApplication::clipboard()->setText(cells.join(QLatin1Char('\t')));
}

bool DeviceTreePanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Copy)) {
            copyRows();
            return true;
        }
        const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (isEnter && key->modifiers() == Qt::NoModifier && m_view->currentIndex().isValid()) {
            Q_EMIT activated(selectionAt(m_view->currentIndex()));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace wb::ui
