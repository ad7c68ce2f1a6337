// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/value_spin.h"

#include "ui/text/format.h"
#include "ui/views/number_edit.h"

#include <QLineEdit>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr int kLeastDigits = 12; // that can be read however narrow the form is

} // namespace

ValueSpin::ValueSpin(const requests::Parameter& parameter, QWidget* parent)
    : QAbstractSpinBox(parent)
    , m_parameter(parameter)
{
    setMinimumWidth(fontMetrics().horizontalAdvance(QLatin1Char('0')) * kLeastDigits);
    setValue(m_parameter.standard);
    connect(lineEdit(), &QLineEdit::textChanged, this, [this] {
        check();
        Q_EMIT valueChanged();
    });
    check();
}

Result<std::int64_t> ValueSpin::value() const
{
    return requests::parseValue(m_parameter, text::toStd(lineEdit()->text().trimmed()));
}

void ValueSpin::setValue(std::int64_t value)
{
    lineEdit()->setText(text::fromStd(requests::numberText(m_parameter, value)));
}

void ValueSpin::stepBy(int steps)
{
    const requests::ValueRange range = requests::rangeOf(m_parameter);
    const auto now = value();
    setValue(std::clamp(now ? *now + steps : range.min, range.min, range.max));
    selectAll();
}

QAbstractSpinBox::StepEnabled ValueSpin::stepEnabled() const
{
    const requests::ValueRange range = requests::rangeOf(m_parameter);
    const auto now = value();
    StepEnabled enabled = StepNone;
    if (!now || *now < range.max)
        enabled |= StepUpEnabled;
    if (!now || *now > range.min)
        enabled |= StepDownEnabled;
    return enabled;
}

QValidator::State ValueSpin::validate(QString&, int&) const { return QValidator::Acceptable; }

void ValueSpin::check()
{
    const auto now = value();
    markInput(this, !now.has_value());
    const std::string words = now ? requests::rangeText(m_parameter) : now.error().detail;
    setToolTip(text::safe(words));
    setAccessibleDescription(now ? QString() : text::safe(words));
}

} // namespace wb::ui
