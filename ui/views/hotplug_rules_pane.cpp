// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/hotplug_rules_pane.h"

#include "ui/models/hotplug_rule_model.h"
#include "ui/views/table_tools.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>

namespace wb::ui {

namespace {

constexpr QLatin1StringView kColumnsKey("hotplugRules/columns");

enum Choice : std::uint8_t { Both, Arrivals, Departures };

template <class Number> std::optional<Number> hexIn(const QLineEdit& edit)
{
    bool isNumber = false;
    const uint value = edit.text().toUInt(&isNumber, 16);
    return isNumber ? std::optional(static_cast<Number>(value)) : std::nullopt;
}

} // namespace

HotplugRulesPane::HotplugRulesPane(AppContext& context, HotplugRuleModel& rules, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_rules(rules)
    , m_events(new QComboBox(this))
{
    setObjectName(QStringLiteral("hotplugRulesPane"));
    m_events->setObjectName(QStringLiteral("hotplugRuleEvents"));
    m_events->setAccessibleName(tr("Events of the new rule"));
    m_events->addItems({ tr("Arrivals and departures"), tr("Arrivals"), tr("Departures") });
    auto* row = new QHBoxLayout;
    row->addWidget(m_events);
    m_vendor = addNumber(*row, QStringLiteral("hotplugRuleVendor"), tr("Vendor:"), 4);
    m_product = addNumber(*row, QStringLiteral("hotplugRuleProduct"), tr("Product:"), 4);
    m_class = addNumber(*row, QStringLiteral("hotplugRuleClass"), tr("Class:"), 2);
    m_class->setToolTip(tr("bDeviceClass in hexadecimal: 00 where the interfaces have classes of their own"));
    m_once = new QCheckBox(tr("Once"), this);
    m_once->setObjectName(QStringLiteral("hotplugRuleOnce"));
    m_once->setToolTip(tr("The rule goes after its first match"));
    m_attached = new QCheckBox(tr("Begin with what is attached"), this);
    m_attached->setObjectName(QStringLiteral("hotplugRuleAttached"));
    m_attached->setToolTip(tr("What is attached counts as having arrived when the rule is added"));
    m_add = new QPushButton(tr("Add rule"), this);
    m_add->setObjectName(QStringLiteral("hotplugRuleAdd"));
    m_remove = new QPushButton(tr("Remove rule"), this);
    m_remove->setObjectName(QStringLiteral("hotplugRuleRemove"));
    row->addStretch(1);
    auto* deeds = new QHBoxLayout; // a row of its own: one of all would make the window's other side too narrow
    for (QWidget* widget : std::initializer_list<QWidget*> { m_once, m_attached, m_add, m_remove })
        deeds->addWidget(widget);
    deeds->addStretch(1);
    buildTable();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addLayout(deeds);
    layout->addWidget(m_table, 1);
    connect(m_add, &QPushButton::clicked, this, &HotplugRulesPane::addRule);
    connect(m_remove, &QPushButton::clicked, this, &HotplugRulesPane::removeSelected);
    connect(m_events, &QComboBox::currentIndexChanged, this, &HotplugRulesPane::updateState);
    updateState();
}

QLineEdit* HotplugRulesPane::addNumber(QHBoxLayout& row, const QString& name, const QString& words, int digits)
{
    auto* edit = new QLineEdit(this);
    edit->setObjectName(name);
    edit->setPlaceholderText(tr("any"));
    edit->setToolTip(tr("In hexadecimal, as lsusb and udev write it"));
    const QRegularExpression pattern(QStringLiteral("[0-9A-Fa-f]{0,%1}").arg(digits));
    edit->setValidator(new QRegularExpressionValidator(pattern, edit));
    edit->setFixedWidth(fontMetrics().averageCharWidth() * 9);
    auto* label = new QLabel(words, this);
    label->setBuddy(edit);
    row.addWidget(label);
    row.addWidget(edit);
    return edit;
}

void HotplugRulesPane::buildTable()
{
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("hotplugRules"));
    m_table->setAccessibleName(tr("Rules for what comes and goes"));
    m_table->setModel(&m_rules);
    m_table->setFrameShape(QFrame::NoFrame);
    const bool isKnown = m_context.settings.contains(kColumnsKey);
    prepareTable(*m_table, m_context.settings, kColumnsKey);
    if (!isKnown)
        m_table->setColumnWidth(HotplugRuleModel::EventColumn, fontMetrics().averageCharWidth() * 28);
    addCopyAction(*m_table);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &HotplugRulesPane::updateState);
    connect(&m_rules, &QAbstractItemModel::rowsRemoved, this, &HotplugRulesPane::updateState);
}

void HotplugRulesPane::addRule()
{
    engine::HotplugRule rule;
    rule.wantsArrivals = m_events->currentIndex() != Departures;
    rule.wantsDepartures = m_events->currentIndex() != Arrivals;
    rule.vendorId = hexIn<std::uint16_t>(*m_vendor);
    rule.productId = hexIn<std::uint16_t>(*m_product);
    rule.deviceClass = hexIn<std::uint8_t>(*m_class);
    rule.isOnce = m_once->isChecked();
    std::vector<usb::DevicePtr> attached;
    if (m_attached->isEnabled() && m_attached->isChecked())
        attached = m_context.service.devices();
    m_rules.addRule(rule, attached);
}

void HotplugRulesPane::removeSelected()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    QList<int> numbers;
    for (const QModelIndex& index : rows)
        numbers.append(index.row());
    std::sort(numbers.begin(), numbers.end(), std::greater<>());
    for (const int number : std::as_const(numbers))
        m_rules.removeRule(number);
}

void HotplugRulesPane::updateState()
{
    m_attached->setEnabled(m_events->currentIndex() != Departures);
    m_remove->setEnabled(m_table->selectionModel()->hasSelection());
}

} // namespace wb::ui
