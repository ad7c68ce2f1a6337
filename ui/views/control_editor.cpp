// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/control_editor.h"

#include "core/descriptors/usb_ids.h"
#include "ui/text/format.h"
#include "ui/views/request_form.h"

#include <QScrollArea>
#include <QStyle>
#include <QTabWidget>
#include <QVBoxLayout>

namespace wb::ui {

ControlEditor::ControlEditor(QWidget* parent)
    : QWidget(parent)
    , m_form(new ControlForm)
    , m_names(new RequestForm)
    , m_pages(new QTabWidget(this))
{
    auto* scroll = new QScrollArea;
    scroll->setWidget(m_form);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setMinimumWidth(m_form->minimumSizeHint().width() + style()->pixelMetric(QStyle::PM_ScrollBarExtent));
    m_pages->setObjectName(QStringLiteral("controlPages"));
    m_pages->setDocumentMode(true);
    m_pages->addTab(scroll, tr("Setup packet"));
    m_pages->addTab(m_names, tr("By name"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    setFocusProxy(m_form);
    connect(m_form, &ControlForm::changed, this, &ControlEditor::takeForm);
    connect(m_names, &RequestForm::edited, this, &ControlEditor::takeName);
}

void ControlEditor::setSubject(const Selection& subject)
{
    const bool isSame = m_device == subject.device;
    m_device = subject.device;
    m_targets = m_device ? requests::targetsOf(*m_device) : requests::Targets {};
    requests::prefer(m_targets, subject.interfaceNumber, subject.endpoint);
    if (isSame)
        m_names->preferTargets(m_targets);
    else
        m_names->setTargets(m_targets);
    m_form->setSubject(subject);
}

void ControlEditor::setDraft(const ControlDraft& draft) { m_form->setDraft(draft); }

// The page by name has no timeout: what is typed there is left as it is.
void ControlEditor::setTimeout(std::uint32_t milliseconds)
{
    m_isTakingName = true;
    m_form->setTimeout(milliseconds);
    m_isTakingName = false;
    Q_EMIT changed();
}

void ControlEditor::takeForm()
{
    if (m_isTakingName)
        return;
    m_isByName = false;
    const auto setup = m_form->setup();
    m_names->showRequest(setup && m_device ? requests::identify(*setup, m_form->typedData(), m_targets) : std::nullopt);
    Q_EMIT changed();
}

void ControlEditor::takeName()
{
    m_isByName = true;
    if (const auto built = m_names->built()) {
        ControlDraft draft;
        draft.timeoutMs = m_form->timeoutMs().value_or(draft.timeoutMs);
        draft.setup = built->setup;
        draft.data = built->data;
        m_isTakingName = true; // the page being typed on is left as it is
        m_form->setDraft(draft);
        m_isTakingName = false;
    }
    Q_EMIT changed();
}

// A setup packet may hold what no specification allows; the page by name must not keep it from being sent.
QString ControlEditor::nameProblem() const { return m_isByName ? m_names->problem() : QString(); }

QString ControlEditor::problem() const
{
    const QString named = nameProblem();
    return named.isEmpty() ? m_form->problem() : named;
}

std::optional<ControlDraft> ControlEditor::draft() const
{
    return nameProblem().isEmpty() ? m_form->draft() : std::nullopt;
}

void ControlEditor::complete(ControlForm::Taker taker)
{
    if (const QString named = nameProblem(); !named.isEmpty())
        taker(fail(ErrorKind::InvalidArgument, "send the request", text::toStd(named)));
    else
        m_form->complete(std::move(taker));
}

bool ControlEditor::isReading() const { return m_form->isReading(); }

void ControlEditor::abandonReading() { m_form->abandonReading(); }

QString ControlEditor::sentence() const
{
    const auto now = draft();
    if (!now)
        return {};
    const std::string language = descriptors::UsbIds::system().language(now->setup.wIndex);
    return text::safe(requests::describe(now->setup, m_form->typedData(), m_targets, language));
}

} // namespace wb::ui
