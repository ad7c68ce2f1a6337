// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/parameter_editor.h"

#include "core/requests/parameter_text.h"
#include "ui/text/format.h"
#include "ui/views/number_edit.h"
#include "ui/views/value_spin.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>

namespace wb::ui {

ParameterEditor::ParameterEditor(
    const requests::Parameter& parameter, const std::vector<requests::Candidate>& candidates, QWidget* parent)
    : QWidget(parent)
    , m_parameter(parameter)
{
    switch (m_parameter.kind) {
    case requests::Kind::Number:
    case requests::Kind::Bytes:
        buildSpin();
        break;
    case requests::Kind::Choice:
    case requests::Kind::Interface:
    case requests::Kind::Endpoint:
    case requests::Kind::Entity:
        buildBox(candidates);
        break;
    case requests::Kind::Bits:
        buildChecks();
        break;
    }
}

QString ParameterEditor::name(const QString& part) const
{
    return QStringLiteral("request") + text::fromStd(m_parameter.name) + part;
}

void ParameterEditor::buildSpin()
{
    m_spin = new ValueSpin(m_parameter, this);
    m_spin->setObjectName(name());
    m_spin->setAccessibleName(text::fromStd(m_parameter.name));
    m_meaning = new QLabel(this);
    m_meaning->setObjectName(name(QStringLiteral("Meaning")));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_spin, 1);
    row->addWidget(m_meaning);
    setFocusProxy(m_spin);
    connect(m_spin, &ValueSpin::valueChanged, this, [this] {
        explain();
        Q_EMIT changed();
    });
    explain();
}

void ParameterEditor::explain()
{
    if (m_meaning == nullptr)
        return;
    const auto now = value();
    m_meaning->setText(now ? text::fromStd(requests::meaningText(m_parameter, *now)) : QString());
    m_meaning->setVisible(!m_meaning->text().isEmpty());
}

void ParameterEditor::buildBox(const std::vector<requests::Candidate>& candidates)
{
    m_box = new QComboBox(this);
    m_box->setObjectName(name());
    m_box->setAccessibleName(text::fromStd(m_parameter.name));
    m_box->setEditable(m_parameter.isOpen);
    m_box->setInsertPolicy(QComboBox::NoInsert);
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_box->setMinimumContentsLength(12);
    for (const requests::ValueName& choice : m_parameter.values) {
        const auto value = static_cast<std::int64_t>(choice.value);
        m_box->addItem(text::fromStd(choice.name), QVariant::fromValue<qlonglong>(value));
        m_box->setItemData(
            m_box->count() - 1, text::fromStd(requests::numberText(m_parameter, value)), Qt::ToolTipRole);
    }
    for (const requests::Candidate& candidate : candidates)
        m_box->addItem(text::fromStd(candidate.label), QVariant::fromValue<qlonglong>(candidate.value));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_box, 1);
    setFocusProxy(m_box);
    connect(m_box, &QComboBox::currentTextChanged, this, [this] {
        const auto now = value();
        markInput(m_box, !now.has_value());
        m_box->setToolTip(
            now ? text::fromStd(requests::numberText(m_parameter, *now)) : text::safe(now.error().detail));
        Q_EMIT changed();
    });
}

void ParameterEditor::buildChecks()
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    for (std::size_t i = m_parameter.bits.size(); i-- > 0;) { // tables begin with the highest bit
        const requests::BitSpec& bit = m_parameter.bits[i];
        if (bit.name == "reserved")
            continue;
        auto* check = new QCheckBox(text::fromStd(bit.name), this);
        check->setObjectName(name(text::fromStd(bit.name).remove(QLatin1Char(' '))));
        check->setToolTip(tr("Bit %1").arg(int { bit.low }));
        column->addWidget(check);
        m_checks.emplace_back(check, std::int64_t { 1 } << bit.low);
        connect(check, &QCheckBox::toggled, this, &ParameterEditor::changed);
    }
    if (!m_checks.empty())
        setFocusProxy(m_checks.front().first);
}

Result<std::int64_t> ParameterEditor::value() const
{
    if (m_spin != nullptr)
        return m_spin->value();
    if (m_box != nullptr) {
        const int known = m_box->findText(m_box->currentText());
        if (known >= 0)
            return m_box->itemData(known).toLongLong();
        return requests::parseValue(m_parameter, text::toStd(m_box->currentText().trimmed()));
    }
    std::int64_t bits = m_strayBits;
    for (const auto& [check, bit] : m_checks)
        bits |= check->isChecked() ? bit : 0;
    return bits;
}

void ParameterEditor::setValue(std::int64_t value)
{
    if (m_spin != nullptr) {
        m_spin->setValue(value);
    } else if (m_box != nullptr) {
        int known = m_box->findData(QVariant::fromValue<qlonglong>(value));
        const QString number = text::fromStd(requests::numberText(m_parameter, value));
        if (known < 0 && !m_box->isEditable()) { // what the setup packet says stays to be seen
            m_box->addItem(number, QVariant::fromValue<qlonglong>(value));
            known = m_box->count() - 1;
        }
        m_box->setCurrentIndex(known);
        if (known < 0)
            m_box->setEditText(number);
    } else {
        m_strayBits = value;
        for (const auto& [check, bit] : m_checks) {
            check->setChecked((value & bit) != 0);
            m_strayBits &= ~bit;
        }
    }
    explain();
}

} // namespace wb::ui
