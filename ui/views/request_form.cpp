// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/request_form.h"

#include "core/requests/catalogue.h"
#include "ui/text/format.h"
#include "ui/views/number_edit.h"
#include "ui/views/parameter_editor.h"

#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr int kRequestRole = Qt::UserRole; // its index in the catalogue

const requests::Request* requestOf(const QListWidgetItem* item)
{
    return item == nullptr ? nullptr
                           : &requests::catalogue()[static_cast<std::size_t>(item->data(kRequestRole).toUInt())];
}

} // namespace

RequestForm::RequestForm(QWidget* parent)
    : QWidget(parent)
    , m_filter(new QLineEdit(this))
    , m_list(new QListWidget(this))
    , m_noMatch(new QLabel(this))
    , m_section(new QLabel(this))
    , m_scroll(new QScrollArea(this))
    , m_problem(new ProblemLabel(QStringLiteral("requestProblem"), this))
{
    build();
    connect(m_filter, &QLineEdit::textChanged, this, &RequestForm::filter);
    // Not what is current: that changes when the list merely gets the focus.
    connect(m_list, &QListWidget::itemSelectionChanged, this, &RequestForm::chooseSelected);
}

void RequestForm::build()
{
    m_filter->setObjectName(QStringLiteral("requestFilter"));
    m_filter->setAccessibleName(tr("Filter requests"));
    m_filter->setPlaceholderText(tr("Filter: name, class or section"));
    m_filter->setClearButtonEnabled(true);
    m_filter->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("requestList"));
    m_list->setAccessibleName(tr("Requests that suit the device"));
    m_list->setUniformItemSizes(true);
    m_noMatch->setObjectName(QStringLiteral("requestNoMatch"));
    m_noMatch->setWordWrap(true);
    m_section->setObjectName(QStringLiteral("requestSection"));
    m_section->setWordWrap(true);
    m_scroll->setObjectName(QStringLiteral("requestParameters"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    auto* left = new QVBoxLayout;
    left->addWidget(m_filter);
    left->addWidget(m_list, 1);
    left->addWidget(m_noMatch);
    auto* right = new QVBoxLayout;
    right->addWidget(m_section);
    right->addWidget(m_scroll, 1);
    right->addWidget(m_problem);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(left, 1);
    layout->addLayout(right, 1);
    filter();
    showEditors({});
}

void RequestForm::setTargets(const requests::Targets& targets)
{
    m_targets = targets;
    m_isShowing = true;
    m_list->clear();
    for (const requests::Request* request : requests::requestsFor(targets)) {
        auto* item = new QListWidgetItem(
            tr("%1 · %2").arg(text::fromStd(request->name), text::fromStd(request->group)), m_list);
        item->setData(kRequestRole, static_cast<unsigned>(request - requests::catalogue().data()));
        item->setToolTip(item->text() + QLatin1Char('\n') + text::fromStd(request->section));
    }
    m_isShowing = false;
    m_request = nullptr;
    filter();
    showEditors({});
}

// Every word must be somewhere in the class, the name or the section.
void RequestForm::filter()
{
    const QStringList words = m_filter->text().simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    bool hasMatch = false;
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem* item = m_list->item(row);
        const QString searched = item->toolTip();
        const bool isMatch = std::all_of(words.begin(), words.end(),
            [&searched](const QString& word) { return searched.contains(word, Qt::CaseInsensitive); });
        item->setHidden(!isMatch);
        hasMatch = hasMatch || isMatch;
    }
    m_noMatch->setText(m_list->count() == 0 ? tr("Select a device: its requests are listed here.")
                                            : tr("No request matches the filter."));
    m_noMatch->setVisible(!hasMatch);
}

// Down and Enter lead from the filter to what it has left.
bool RequestForm::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_filter && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool isWay = key->key() == Qt::Key_Down || key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (isWay && !key->modifiers().testFlag(Qt::ControlModifier)) {
            chooseFirst();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void RequestForm::chooseFirst()
{
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->isHidden())
            continue;
        m_list->setFocus(Qt::OtherFocusReason);
        m_list->setCurrentRow(row);
        return;
    }
}

void RequestForm::chooseSelected()
{
    const QList<QListWidgetItem*> selected = m_list->selectedItems();
    const requests::Request* chosen = requestOf(selected.isEmpty() ? nullptr : selected.first());
    if (m_isShowing || chosen == nullptr)
        return;
    m_request = chosen;
    showEditors(requests::standardArguments(*chosen, m_targets));
    Q_EMIT edited();
}

void RequestForm::showRequest(const std::optional<requests::Identity>& identity)
{
    const bool isSame = identity && identity->request == m_request && m_request != nullptr;
    m_isShowing = true;
    if (isSame) { // keeps the focus where it is
        for (std::size_t i = 0; i < m_editors.size() && i < identity->arguments.values.size(); ++i)
            m_editors[i]->setValue(identity->arguments.values[i]);
        if (m_payload != nullptr)
            m_payload->setText(text::fromStd(formatHex(identity->arguments.payload)));
    } else {
        m_request = identity ? identity->request : nullptr;
        showEditors(identity ? identity->arguments : requests::Arguments {});
        m_list->setCurrentItem(nullptr);
        m_list->clearSelection();
        for (int row = 0; row < m_list->count(); ++row)
            if (requestOf(m_list->item(row)) == m_request && !m_list->item(row)->isHidden())
                m_list->setCurrentRow(row);
    }
    m_isShowing = false;
    mark();
}

void RequestForm::showEditors(const requests::Arguments& arguments)
{
    auto* page = new QWidget;
    auto* form = new QFormLayout(page);
    form->setContentsMargins(0, 0, 0, 0);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_editors.clear();
    m_payload = nullptr;
    if (m_request != nullptr)
        addEditors(*m_request, arguments, *form);
    m_scroll->setWidget(page); // deletes the one before
    if (m_request != nullptr && m_request->hasPayload)
        addPayloadEditor(arguments.payload);
    m_section->setText(m_request == nullptr
            ? tr("Choose a request. What the setup packet holds now is in no specification of this device's classes.")
            : text::fromStd(m_request->section));
    mark();
}

void RequestForm::addEditors(const requests::Request& request, const requests::Arguments& arguments, QFormLayout& form)
{
    const std::vector<requests::Parameter> choices = request.choices();
    const auto interface = requests::valueOf(request, arguments, requests::Kind::Interface);
    for (std::size_t i = 0; i < choices.size(); ++i) {
        auto* editor = new ParameterEditor(
            choices[i], requests::candidates(request, choices[i], m_targets, interface), form.parentWidget());
        if (i < arguments.values.size())
            editor->setValue(arguments.values[i]);
        form.addRow(text::fromStd(choices[i].name), editor);
        m_editors.push_back(editor);
        connect(editor, &ParameterEditor::changed, this, [this, editor] { takeEdit(editor); });
    }
}

void RequestForm::addPayloadEditor(const Bytes& payload)
{
    m_payload = new QLineEdit(text::fromStd(formatHex(payload)), m_scroll->widget());
    m_payload->setObjectName(QStringLiteral("requestPayload"));
    m_payload->setAccessibleName(tr("Data, hexadecimal"));
    m_payload->setToolTip(tr("Bytes to send, hexadecimal; text and files are on the page Setup packet"));
    if (auto* form = qobject_cast<QFormLayout*>(m_scroll->widget()->layout()))
        form->addRow(tr("Data"), m_payload);
    connect(m_payload, &QLineEdit::textChanged, this, [this] { takeEdit(nullptr); });
}

// Another interface has other entities, so that the editors are made anew for it: later, as the one at work is
// among them.
void RequestForm::takeEdit(const ParameterEditor* source)
{
    if (m_isShowing)
        return;
    mark();
    Q_EMIT edited();
    const bool hasEntities = std::any_of(m_editors.begin(), m_editors.end(),
        [](const ParameterEditor* editor) { return editor->parameter().kind == requests::Kind::Entity; });
    if (source == nullptr || source->parameter().kind != requests::Kind::Interface || !hasEntities)
        return;
    QMetaObject::invokeMethod(this, &RequestForm::showEntitiesOfInterface, Qt::QueuedConnection);
}

void RequestForm::showEntitiesOfInterface()
{
    auto now = arguments();
    if (m_request == nullptr || !now)
        return;
    requests::followInterface(*m_request, m_targets, *now);
    showEditors(*now);
    for (ParameterEditor* editor : m_editors)
        if (editor->parameter().kind == requests::Kind::Interface)
            editor->setFocus(Qt::OtherFocusReason);
    Q_EMIT edited();
}

Result<requests::Arguments> RequestForm::arguments() const
{
    requests::Arguments arguments;
    for (const ParameterEditor* editor : m_editors) {
        const auto value = editor->value();
        if (!value)
            return tl::unexpected(value.error());
        arguments.values.push_back(*value);
    }
    if (m_payload != nullptr) {
        const auto bytes = parseHex(text::toStd(m_payload->text()));
        if (!bytes)
            return fail(ErrorKind::InvalidArgument, "read Data", bytes.error().detail);
        arguments.payload = *bytes;
    }
    return arguments;
}

Result<requests::Built> RequestForm::built() const
{
    if (m_request == nullptr)
        return fail(ErrorKind::InvalidArgument, "build a request", text::toStd(tr("no request is chosen")));
    return arguments().and_then(
        [this](const requests::Arguments& arguments) { return requests::build(*m_request, arguments); });
}

QString RequestForm::problem() const
{
    if (m_request == nullptr)
        return {};
    const auto request = built();
    if (request)
        return {};
    const QString where = text::fromStd(request.error().operation).section(QLatin1Char(' '), 1);
    return tr("%1: %2.").arg(where, text::safe(request.error().detail));
}

void RequestForm::mark() { m_problem->setProblem(m_scroll, problem()); }

} // namespace wb::ui
