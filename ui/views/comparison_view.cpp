// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/comparison_view.h"

#include "core/snapshot/compare_snapshots.h"
#include "ui/bridge/background.h"
#include "ui/models/comparison_model.h"
#include "ui/text/device_text.h"
#include "ui/text/format.h"
#include "ui/views/tone_delegate.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTreeView>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr QLatin1StringView kGeometryKey("comparison/geometry");
constexpr QLatin1StringView kColumnsKey("comparison/columns");

snapshot::Device valueOf(const usb::DevicePtr& device, DescriptorStore& descriptors)
{
    return snapshot::toDevice(*device, descriptors.sectionsOf(device));
}

qulonglong keyOf(const usb::DevicePtr& device) { return device ? device->id.value : 0; }

} // namespace

ComparisonView::ComparisonView(AppContext& context, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_model(new ComparisonModel(this))
    , m_leftBox(new QComboBox(this))
    , m_rightBox(new QComboBox(this))
    , m_tree(new QTreeView(this))
    , m_words(new QLabel(this))
    , m_equal(new QCheckBox(tr("Show &equal fields"), this))
    , m_next(new QPushButton(tr("&Next difference"), this))
    , m_previous(new QPushButton(tr("&Previous difference"), this))
    , m_copy(new QPushButton(tr("&Copy as text"), this))
{
    setObjectName(QStringLiteral("comparisonView"));
    setWindowTitle(tr("Compare devices"));
    setWindowFlags(Qt::Window);
    build();
    const int letter = fontMetrics().averageCharWidth();
    if (!restoreGeometry(context.settings.value(kGeometryKey).toByteArray()))
        resize(letter * 130, fontMetrics().height() * 36);
    connect(&context.service, &engine::UsbService::devicesChanged, this, &ComparisonView::refill);
    showState();
}

void ComparisonView::build()
{
    buildTree();
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(buildChoice());
    layout->addWidget(m_tree, 1);
    layout->addWidget(buildBar());
}

QWidget* ComparisonView::buildChoice()
{
    auto* choice = new QWidget(this);
    auto* grid = new QGridLayout(choice);
    grid->setContentsMargins(0, 0, 0, 0);
    const auto addRow = [&](int row, const QString& words, QComboBox* box, const char* name) {
        auto* label = new QLabel(words, choice);
        label->setBuddy(box);
        box->setObjectName(QLatin1String(name));
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        grid->addWidget(label, row, 0);
        grid->addWidget(box, row, 1);
    };
    addRow(0, tr("&Left"), m_leftBox, "comparisonLeft");
    addRow(1, tr("&Right"), m_rightBox, "comparisonRight");
    grid->setColumnStretch(1, 1);
    connect(m_leftBox, &QComboBox::activated, this, [this] { choose(m_left, *m_leftBox); });
    connect(m_rightBox, &QComboBox::activated, this, [this] { choose(m_right, *m_rightBox); });
    return choice;
}

QWidget* ComparisonView::buildBar()
{
    m_words->setObjectName(QStringLiteral("comparisonWords"));
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true); // or its longest sentence would be the least width of the window
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_equal->setObjectName(QStringLiteral("comparisonEqual"));
    m_next->setObjectName(QStringLiteral("comparisonNext"));
    m_next->setShortcut(QKeySequence(Qt::Key_F8));
    m_next->setToolTip(tr("Go to the next difference (F8)"));
    m_previous->setObjectName(QStringLiteral("comparisonPrevious"));
    m_previous->setShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F8));
    m_previous->setToolTip(tr("Go to the previous difference (Shift+F8)"));
    m_copy->setObjectName(QStringLiteral("comparisonCopy"));
    m_copy->setToolTip(tr("Copy what is shown as text"));
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_words, 1);
    for (QWidget* widget : std::initializer_list<QWidget*> { m_equal, m_previous, m_next, m_copy })
        row->addWidget(widget);
    for (QPushButton* button : { m_next, m_previous, m_copy })
        button->setAutoDefault(false);
    connect(m_next, &QPushButton::clicked, this, [this] { step(true); });
    connect(m_previous, &QPushButton::clicked, this, [this] { step(false); });
    connect(m_copy, &QPushButton::clicked, this, &ComparisonView::copyText);
    connect(m_equal, &QCheckBox::toggled, this, [this](bool on) {
        m_model->setShowsEqual(on);
        m_tree->expandAll();
    });
    return bar;
}

void ComparisonView::buildTree()
{
    m_tree->setObjectName(QStringLiteral("comparisonTree"));
    m_tree->setAccessibleName(tr("Differences"));
    m_tree->setModel(m_model);
    m_tree->setUniformRowHeights(true);
    m_tree->setAlternatingRowColors(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setItemDelegateForColumn(
        ComparisonModel::ChangeColumn, new ToneDelegate(ComparisonModel::ToneRole, m_tree));
    m_tree->header()->setStretchLastSection(true);
    if (!m_tree->header()->restoreState(m_context.settings.value(kColumnsKey).toByteArray())) {
        const int letter = fontMetrics().averageCharWidth();
        m_tree->setColumnWidth(ComparisonModel::FieldColumn, letter * 52);
        m_tree->setColumnWidth(ComparisonModel::LeftColumn, letter * 30);
        m_tree->setColumnWidth(ComparisonModel::RightColumn, letter * 30);
    }
}

void ComparisonView::hideEvent(QHideEvent* event)
{
    m_context.settings.setValue(kGeometryKey, saveGeometry());
    m_context.settings.setValue(kColumnsKey, m_tree->header()->saveState());
    QDialog::hideEvent(event);
}

QString ComparisonView::nameOf(const usb::DeviceInfo& device) const
{
    const QString name = QStringLiteral("%1 · %2 · %3")
                             .arg(text::deviceName(device, m_context.ids), text::vidPid(device), text::path(device));
    return device.isOffline() ? QStringLiteral("%1 · %2").arg(name, text::safe(device.origin)) : name;
}

// One of another place that is known to be the same, else of the same kind; null when there is no other device.
usb::DevicePtr ComparisonView::counterpartOf(const usb::DevicePtr& device) const
{
    std::vector<usb::DevicePtr> others = m_context.service.devices();
    std::erase_if(others, [&](const usb::DevicePtr& other) { return other->id == device->id; });
    // Another file, or a file instead of a bus, tells more than the neighbour in the same tree.
    std::stable_partition(
        others.begin(), others.end(), [&](const usb::DevicePtr& other) { return other->origin != device->origin; });
    std::vector<snapshot::Device> values;
    values.reserve(others.size());
    for (const usb::DevicePtr& other : others)
        values.push_back(valueOf(other, m_context.descriptors));
    const snapshot::Device one = valueOf(device, m_context.descriptors);
    for (const snapshot::Match& match : snapshot::matchDevices({ &one, 1 }, values))
        if (match.left && match.right)
            return others[*match.right];
    return others.empty() ? nullptr : others.front();
}

void ComparisonView::compare(const usb::DevicePtr& device)
{
    if (device) {
        m_left = device;
        m_right = counterpartOf(device);
    }
    refill();
    start();
}

void ComparisonView::fill(QComboBox& box, const usb::DevicePtr& chosen)
{
    const QSignalBlocker quiet(&box);
    box.clear();
    for (const usb::DevicePtr& device : m_context.service.devices())
        box.addItem(nameOf(*device), QVariant::fromValue<qulonglong>(device->id.value));
    if (chosen && box.findData(keyOf(chosen)) < 0)
        box.addItem(tr("%1 (gone)").arg(nameOf(*chosen)), keyOf(chosen));
    box.setCurrentIndex(chosen ? box.findData(keyOf(chosen)) : -1);
    box.setPlaceholderText(tr("Choose a device"));
}

void ComparisonView::refill()
{
    fill(*m_leftBox, m_left);
    fill(*m_rightBox, m_right);
}

void ComparisonView::choose(usb::DevicePtr& side, const QComboBox& box)
{
    const usb::DeviceId id { box.currentData().toULongLong() };
    if (const usb::DevicePtr device = m_context.service.device(id))
        side = device;
    start();
}

void ComparisonView::start()
{
    const std::uint64_t number = ++m_wanted;
    if (!m_left || !m_right) {
        present({});
        return;
    }
    inBackground(
        this,
        [left = valueOf(m_left, m_context.descriptors), right = valueOf(m_right, m_context.descriptors),
            &ids = m_context.ids] { return snapshot::compareDevices(left, right, &ids); },
        [this, number](const snapshot::Difference& difference) {
            if (number == m_wanted) // else another choice was made meanwhile
                present(difference);
        });
}

void ComparisonView::present(const snapshot::Difference& difference)
{
    m_difference = difference;
    m_model->setDifference(difference);
    m_tree->expandAll();
    showState();
}

void ComparisonView::showState()
{
    const int count = m_model->differenceCount();
    if (!m_left || !m_right)
        m_words->setText(tr("Choose two devices. Open a snapshot to compare with what was attached before."));
    else if (count == 0)
        m_words->setText(tr("The two are equal."));
    else
        m_words->setText(text::counted(static_cast<std::uint64_t>(count), tr("1 difference"), tr("%1 differences")));
    m_next->setEnabled(count > 0);
    m_previous->setEnabled(count > 0);
    m_copy->setEnabled(m_left && m_right);
}

void ComparisonView::step(bool forward)
{
    const QModelIndex index = m_model->next(m_tree->currentIndex(), forward);
    if (!index.isValid())
        return;
    m_tree->setCurrentIndex(index);
    m_tree->scrollTo(index);
}

void ComparisonView::copyText()
{
    const QString head = tr("Left: %1\nRight: %2\n").arg(nameOf(*m_left), nameOf(*m_right));
    QApplication::clipboard()->setText(
        head + text::fromStd(snapshot::differenceText(m_difference, m_equal->isChecked())));
}

} // namespace wb::ui
