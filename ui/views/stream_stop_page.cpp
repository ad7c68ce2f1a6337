// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/stream_stop_page.h"

#include "ui/text/format.h"
#include "ui/views/form_fields.h"
#include "ui/views/number_edit.h"

#include <QCheckBox>
#include <QFontDatabase>
#include <QLineEdit>

#include <limits>

namespace wb::ui {

namespace {

constexpr std::uint64_t kMostCount = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kMostMs = std::uint64_t { 1000 } * 3600 * 24 * 365;
constexpr std::uint64_t kMostErrors = std::numeric_limits<std::uint32_t>::max();

} // namespace

StreamStopPage::StreamStopPage(QWidget* parent)
    : QWidget(parent)
    , m_bytes(new NumberEdit(tr("Bytes"), 0, kMostCount, NumberEdit::Notation::Decimal, 8, this))
    , m_transfers(new NumberEdit(tr("Transfers"), 0, kMostCount, NumberEdit::Notation::Decimal, 8, this))
    , m_time(new NumberEdit(tr("Time"), 0, kMostMs, NumberEdit::Notation::Decimal, 8, this))
    , m_errors(new NumberEdit(tr("Errors in a row"), 1, kMostErrors, NumberEdit::Notation::Decimal, 8, this))
    , m_pattern(new QLineEdit(this))
    , m_difference(new QCheckBox(tr("At the first difference"), this))
{
    build();
    m_errors->setValue(engine::StreamConfig().maxConsecutiveErrors);
    for (NumberEdit* edit : { m_bytes, m_transfers, m_time, m_errors })
        connect(edit, &NumberEdit::valueChanged, this, &StreamStopPage::changed);
    connect(m_pattern, &QLineEdit::textChanged, this, [this] {
        checkPattern();
        Q_EMIT changed();
    });
    connect(m_difference, &QCheckBox::toggled, this, &StreamStopPage::changed);
    setComparing(false);
    checkPattern();
}

void StreamStopPage::build()
{
    m_bytes->setObjectName(QStringLiteral("streamStopBytes"));
    m_transfers->setObjectName(QStringLiteral("streamStopTransfers"));
    m_time->setObjectName(QStringLiteral("streamStopTime"));
    m_errors->setObjectName(QStringLiteral("streamStopErrors"));
    m_pattern->setObjectName(QStringLiteral("streamStopPattern"));
    m_pattern->setPlaceholderText(tr("hexadecimal, such as de ad be ef"));
    m_pattern->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_difference->setObjectName(QStringLiteral("streamStopDifference"));

    auto* grid = new QGridLayout(this);
    addField(*grid, 0, 0, tr("After bytes"), m_bytes,
        tr("0: no limit. OUT sends exactly so many; IN stops with the transfer that reaches them."));
    addField(*grid, 0, 1, tr("After transfers"), m_transfers, tr("0: no limit"));
    addField(*grid, 0, 2, tr("After ms"), m_time, tr("0: no limit"));
    addField(*grid, 1, 0, tr("Errors in a row"), m_errors, tr("A transfer that ends well starts the count anew."));
    grid->addWidget(m_difference, 1, 2, 1, 4);
    constexpr int kFields = 6;
    m_patternLabel = addField(*grid, 2, 0, tr("At the bytes"), m_pattern, {}, kFields - 1);
    grid->setColumnStretch(kFields - 1, 1);
    grid->setRowStretch(grid->rowCount(), 1);
}

void StreamStopPage::setEndpoint(const std::optional<EndpointChoice>& choice)
{
    m_isIn = !choice || choice->isIn();
    for (QWidget* widget : std::initializer_list<QWidget*> { m_difference, m_patternLabel, m_pattern })
        widget->setVisible(m_isIn);
}

void StreamStopPage::setComparing(bool isComparing)
{
    setPossible(*m_difference, isComparing, tr("Stop where a byte comes that is not the one expected"),
        tr("Say on the page Data what is expected first."));
}

void StreamStopPage::checkPattern()
{
    const auto parsed = parseHex(m_pattern->text().toStdString());
    const QString why
        = parsed ? QString() : tr("These are not hexadecimal bytes: %1.").arg(text::safe(parsed.error().detail));
    markInput(m_pattern, !parsed);
    m_pattern->setToolTip(
        parsed ? tr("Stop when these bytes have come, also across the border of two transfers; nothing: never") : why);
    m_pattern->setAccessibleDescription(why);
}

QString StreamStopPage::problem() const
{
    for (const NumberEdit* edit : { m_bytes, m_transfers, m_time, m_errors })
        if (!edit->value())
            return edit->problem();
    return m_isIn && !parseHex(m_pattern->text().toStdString()) ? m_pattern->toolTip() : QString();
}

void StreamStopPage::fill(engine::StreamConfig& config) const
{
    config.stopAfterBytes = *m_bytes->value();
    config.stopAfterTransfers = *m_transfers->value();
    config.stopAfter = std::chrono::milliseconds(*m_time->value());
    config.maxConsecutiveErrors = static_cast<std::uint32_t>(*m_errors->value());
    if (!m_isIn)
        return;
    config.stopPattern = *parseHex(m_pattern->text().toStdString());
    config.stopAtDifference = m_difference->isEnabled() && m_difference->isChecked();
}

} // namespace wb::ui
