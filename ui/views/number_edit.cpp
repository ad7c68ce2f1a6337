// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/number_edit.h"

#include "core/base/bytes.h"
#include "ui/text/format.h"
#include "ui/views/tone_colors.h"

#include <QAction>
#include <QEvent>
#include <QStyle>

namespace wb::ui {

void markInput(QWidget* input, bool isWrong)
{
    const QString frame = isWrong
        ? QStringLiteral("border: 1px solid %1;").arg(toneColor(text::Tone::Bad, input->palette()).name())
        : QString();
    if (input->styleSheet() != frame)
        input->setStyleSheet(frame);
}

NumberEdit::NumberEdit(
    const QString& fieldName, std::uint64_t min, std::uint64_t max, Notation notation, int digits, QWidget* parent)
    : QLineEdit(parent)
    , m_fieldName(fieldName)
    , m_min(min)
    , m_max(max)
    , m_notation(notation)
    , m_digits(digits)
    , m_sign(addAction(style()->standardIcon(QStyle::SP_MessageBoxWarning), QLineEdit::TrailingPosition))
{
    setAccessibleName(fieldName);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(this, &QLineEdit::textChanged, this, &NumberEdit::check);
    setValue(min);
}

void NumberEdit::setValue(std::uint64_t value)
{
    if (m_value == value)
        return;
    setText(m_notation == Notation::Hex ? text::hexNumber(value, m_digits) : QString::number(value));
}

void NumberEdit::setRange(std::uint64_t min, std::uint64_t max)
{
    m_min = min;
    m_max = max;
    check();
}

QSize NumberEdit::sizeHint() const
{
    const QSize hint = QLineEdit::sizeHint();
    const int wide = fontMetrics().horizontalAdvance(QStringLiteral("0x00000")) + 2 * hint.height();
    return { wide, hint.height() };
}

// A field squeezed in a narrow panel still shows six digits: half a number is a wrong number.
QSize NumberEdit::minimumSizeHint() const
{
    const QSize hint = QLineEdit::minimumSizeHint();
    const int letter = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    return { hint.width() - fontMetrics().maxWidth() + 6 * letter + letter / 2, hint.height() };
}

void NumberEdit::check()
{
    const std::optional<std::uint64_t> before = m_value;
    const QString problemBefore = m_problem;
    const Result<std::uint64_t> parsed = parseUnsigned(QLineEdit::text().trimmed().toStdString(), ~std::uint64_t { 0 });
    m_problem.clear();
    m_value.reset();
    if (!parsed)
        m_problem = tr("%1: write a number, such as 0x12 or 18.").arg(m_fieldName);
    else if (*parsed < m_min || *parsed > m_max)
        m_problem = tr("%1: must be from %2 to %3.").arg(m_fieldName, text::count(m_min), text::count(m_max));
    else
        m_value = *parsed;
    m_sign->setVisible(!m_problem.isEmpty());
    m_sign->setToolTip(m_problem);
    markInput(this, !m_problem.isEmpty());
    setToolTip(m_value ? text::bothWays(*m_value, m_digits) : m_problem);
    setAccessibleDescription(m_problem);
    if (m_value != before || m_problem != problemBefore)
        Q_EMIT valueChanged();
}

ProblemLabel::ProblemLabel(const QString& objectName, QWidget* parent)
    : QLabel(parent)
{
    setObjectName(objectName);
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    paintTone();
    hide();
}

void ProblemLabel::watch(NumberEdit* edit)
{
    connect(edit, &NumberEdit::valueChanged, this, [this, edit] { setProblem(edit, edit->problem()); });
    setProblem(edit, edit->problem());
}

void ProblemLabel::setProblem(const QWidget* source, const QString& sentence)
{
    if (sentence.isEmpty())
        m_problems.erase(source);
    else
        m_problems[source] = sentence;
    refresh();
}

void ProblemLabel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::ParentChange || event->type() == QEvent::ApplicationPaletteChange)
        paintTone();
    QLabel::changeEvent(event);
}

void ProblemLabel::refresh()
{
    const QString words
        = m_problems.empty() ? QString() : toneMark(text::Tone::Bad) + QLatin1Char(' ') + m_problems.begin()->second;
    setText(words);
    setVisible(!words.isEmpty());
}

void ProblemLabel::paintTone()
{
    QPalette colors;
    const QColor background = colors.color(QPalette::Window);
    colors.setColor(QPalette::WindowText, readableOn(background, toneColor(text::Tone::Bad, colors)));
    setPalette(colors);
}

} // namespace wb::ui
