// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/control_form.h"

#include "core/engine/transfer_rules.h"
#include "ui/text/format.h"
#include "ui/views/data_edit.h"
#include "ui/views/number_edit.h"
#include "ui/views/recipient_picker.h"
#include "ui/views/request_type_edit.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>

namespace wb::ui {

namespace {

constexpr std::uint64_t kMostControlBytes = 65535;

usb::Recipient recipientOf(std::uint8_t requestType)
{
    return usb::SetupPacket { requestType, 0, 0, 0, 0 }.recipient();
}

QLabel* makeLabel(const QString& words, QWidget* buddy, QWidget* parent)
{
    auto* label = new QLabel(words, parent);
    label->setBuddy(buddy);
    return label;
}

} // namespace

ControlForm::ControlForm(QWidget* parent)
    : QWidget(parent)
    , m_type(new RequestTypeEdit(this))
    , m_request(new QComboBox(this))
    , m_value(new NumberEdit(QStringLiteral("wValue"), 0, 0xffff, NumberEdit::Notation::Hex, 4, this))
    , m_index(new NumberEdit(QStringLiteral("wIndex"), 0, 0xffff, NumberEdit::Notation::Hex, 4, this))
    , m_recipient(new RecipientPicker(this))
    , m_length(new NumberEdit(QStringLiteral("wLength"), 0, kMostControlBytes, NumberEdit::Notation::Decimal, 4, this))
    , m_timeout(new NumberEdit(tr("Timeout"), 0, 3'600'000, NumberEdit::Notation::Decimal, 4, this))
    , m_data(new DataEdit(QStringLiteral("controlData"), kMostControlBytes, this))
    , m_problemLabel(new ProblemLabel(QStringLiteral("controlFormProblem"), this))
{
    build();
    connect(m_type, &RequestTypeEdit::valueChanged, this, &ControlForm::takeType);
    connect(m_index, &NumberEdit::valueChanged, this, [this] { m_isIndexOfTree = m_isIndexOfTree && m_isLoading; });
    connect(m_recipient, &RecipientPicker::picked, this, [this](std::uint8_t number) { setIndexByte(number); });
    connect(m_request, &QComboBox::editTextChanged, this, &ControlForm::check);
    for (NumberEdit* edit : { m_value, m_index, m_length, m_timeout })
        connect(edit, &NumberEdit::valueChanged, this, &ControlForm::check);
    connect(m_data, &DataEdit::changed, this, &ControlForm::check);

    ControlDraft first; // something harmless that every device answers
    first.setup.bRequest = static_cast<std::uint8_t>(usb::StandardRequest::GetDescriptor);
    first.setup.wValue = 0x0100;
    first.setup.wLength = 18;
    setDraft(first);
    m_isIndexOfTree = true;
}

void ControlForm::build()
{
    m_request->setObjectName(QStringLiteral("bRequestEdit"));
    m_request->setAccessibleName(QStringLiteral("bRequest"));
    m_request->setEditable(true);
    m_request->setInsertPolicy(QComboBox::NoInsert);
    m_request->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (const usb::NamedRequest& request : usb::standardRequests())
        m_request->addItem(text::fromStd(request.name), request.code);
    m_value->setObjectName(QStringLiteral("wValueEdit"));
    m_index->setObjectName(QStringLiteral("wIndexEdit"));
    m_length->setObjectName(QStringLiteral("wLengthEdit"));
    m_timeout->setObjectName(QStringLiteral("controlTimeoutEdit"));
    m_dataLabel = makeLabel(tr("Data"), m_data, this);

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->addWidget(makeLabel(QStringLiteral("bmRequestType"), m_type, this), 0, 0);
    grid->addWidget(m_type, 0, 1, 1, 5);
    grid->addWidget(makeLabel(QStringLiteral("bRequest"), m_request, this), 1, 0);
    grid->addWidget(m_request, 1, 1, 1, 3);
    grid->addWidget(makeLabel(QStringLiteral("wValue"), m_value, this), 2, 0);
    grid->addWidget(m_value, 2, 1);
    grid->addWidget(makeLabel(QStringLiteral("wIndex"), m_index, this), 2, 2);
    grid->addWidget(m_index, 2, 3);
    grid->addWidget(makeLabel(QStringLiteral("wLength"), m_length, this), 2, 4);
    grid->addWidget(m_length, 2, 5);
    grid->addWidget(makeLabel(tr("Timeout, ms"), m_timeout, this), 1, 4);
    grid->addWidget(m_timeout, 1, 5);
    m_recipientLabel = makeLabel(tr("Addressed to"), m_recipient, this);
    grid->addWidget(m_recipientLabel, 3, 0);
    grid->addWidget(m_recipient, 3, 1, 1, 5);
    grid->addWidget(m_problemLabel, 4, 1, 1, 5);
    grid->addWidget(m_dataLabel, 5, 0, Qt::AlignTop);
    grid->addWidget(m_data, 5, 1, 1, 5);
    grid->setRowStretch(6, 1);
    for (const int column : { 1, 3, 5 })
        grid->setColumnStretch(column, 1);
    m_problemLabel->watch(m_type->numberEdit());
    for (NumberEdit* edit : { m_value, m_index, m_length, m_timeout })
        m_problemLabel->watch(edit);
}

void ControlForm::setSubject(const Selection& subject)
{
    if (m_subject.device != subject.device)
        m_recipient->setTargets(subject.device ? requests::targetsOf(*subject.device) : requests::Targets {});
    m_subject = subject;
    followTree();
    check();
}

void ControlForm::takeType()
{
    renameRequest();
    if (const auto type = m_type->value(); type && !m_isLoading) {
        const bool isOther = recipientOf(*type) != m_shownRecipient;
        const bool namesNothing = (m_index->value().value_or(0) & 0xff) == 0;
        m_isIndexOfTree = m_isIndexOfTree || (isOther && namesNothing);
        followTree();
    }
    check();
}

// Only where the tree names one of the kind that the request is addressed to.
void ControlForm::followTree()
{
    const auto type = m_type->value();
    if (!type || !m_isIndexOfTree)
        return;
    std::optional<std::uint8_t> number;
    if (recipientOf(*type) == usb::Recipient::Interface)
        number = m_subject.interfaceNumber;
    else if (recipientOf(*type) == usb::Recipient::Endpoint && m_subject.endpoint)
        number = m_subject.endpoint->value;
    if (!number)
        return;
    m_isLoading = true;
    setIndexByte(*number);
    m_isLoading = false;
}

// The high byte may name a unit of the interface.
void ControlForm::setIndexByte(std::uint8_t number)
{
    if (const auto index = m_index->value())
        m_index->setValue((*index & 0xff00) | number);
}

void ControlForm::showRecipient()
{
    const auto type = m_type->value();
    const auto index = m_index->value();
    m_shownRecipient = type ? std::optional(recipientOf(*type)) : std::nullopt;
    const bool isNamed = m_shownRecipient && index && m_subject.device
        && m_recipient->show(*m_shownRecipient, static_cast<std::uint8_t>(*index & 0xff));
    m_recipient->setVisible(isNamed);
    m_recipientLabel->setVisible(isNamed);
}

void ControlForm::setDraft(const ControlDraft& draft)
{
    m_isIndexOfTree = false;
    m_lengthForIn.reset();
    m_isLoading = true;
    m_type->setValue(draft.setup.bmRequestType);
    m_request->setEditText(text::hexNumber(draft.setup.bRequest, 2));
    m_value->setValue(draft.setup.wValue);
    m_index->setValue(draft.setup.wIndex);
    m_length->setValue(draft.setup.wLength);
    m_timeout->setValue(draft.timeoutMs);
    m_data->setBytes(draft.data);
    m_isLoading = false;
    renameRequest();
    check();
}

std::optional<std::uint8_t> ControlForm::requestCode() const
{
    const QString typed = m_request->currentText().trimmed();
    for (const usb::NamedRequest& request : usb::standardRequests())
        if (typed.compare(text::fromStd(request.name), Qt::CaseInsensitive) == 0)
            return request.code;
    const auto parsed = parseUnsigned(typed.toStdString(), 0xff);
    if (!parsed)
        return std::nullopt;
    return static_cast<std::uint8_t>(*parsed);
}

// A standard request is shown by name; the same number in another type of request has no name.
void ControlForm::renameRequest()
{
    const auto type = m_type->value();
    const auto code = requestCode();
    if (!type || !code)
        return;
    const bool isStandard = ((*type >> 5) & 3) == static_cast<int>(usb::RequestType::Standard);
    const std::string_view name = isStandard ? usb::standardRequestName(*code) : std::string_view {};
    const QString wanted = name.empty() ? text::hexNumber(*code, 2) : text::fromStd(name);
    const QSignalBlocker quiet(m_request);
    m_request->setEditText(wanted);
}

std::optional<usb::SetupPacket> ControlForm::setup() const
{
    const auto type = m_type->value();
    const auto code = requestCode();
    const auto value = m_value->value();
    const auto index = m_index->value();
    const auto length = m_length->value();
    if (!type || !code || !value || !index || !length)
        return std::nullopt;
    usb::SetupPacket packet;
    packet.bmRequestType = *type;
    packet.bRequest = *code;
    packet.wValue = static_cast<std::uint16_t>(*value);
    packet.wIndex = static_cast<std::uint16_t>(*index);
    packet.wLength = static_cast<std::uint16_t>(*length);
    return packet;
}

std::optional<ControlDraft> ControlForm::draft() const
{
    const auto packet = setup();
    if (!packet || !m_timeout->value() || !problem().isEmpty())
        return std::nullopt;
    ControlDraft draft;
    draft.setup = *packet;
    draft.timeoutMs = static_cast<std::uint32_t>(*m_timeout->value());
    return draft;
}

void ControlForm::complete(Taker taker)
{
    auto known = draft();
    if (!known) {
        taker(fail(ErrorKind::InvalidArgument, "send the request", text::toStd(problem())));
        return;
    }
    if (known->setup.isIn()) {
        taker(*known);
        return;
    }
    m_data->read([complete = std::move(*known), taker = std::move(taker)](const Result<Bytes>& bytes) {
        taker(bytes.map([&complete](const Bytes& content) {
            ControlDraft whole = complete;
            whole.data = content;
            whole.setup.wLength = static_cast<std::uint16_t>(content.size());
            return whole;
        }));
    });
}

std::optional<std::uint32_t> ControlForm::timeoutMs() const
{
    const auto typed = m_timeout->value();
    return typed ? std::optional(static_cast<std::uint32_t>(*typed)) : std::nullopt;
}

void ControlForm::setTimeout(std::uint32_t milliseconds) { m_timeout->setValue(milliseconds); }

Bytes ControlForm::typedData() const
{
    const auto type = m_type->value();
    const bool isOut = type && (*type & 0x80) == 0;
    return isOut ? m_data->typedBytes().value_or(Bytes {}) : Bytes {};
}

bool ControlForm::isReading() const { return m_data->isReading(); }

void ControlForm::abandonReading() { m_data->abandon(); }

QString ControlForm::problem() const
{
    for (const NumberEdit* edit : { m_type->numberEdit(), m_value, m_index, m_length, m_timeout })
        if (!edit->problem().isEmpty())
            return edit->problem();
    if (!requestCode())
        return tr("bRequest: write the name of a standard request or a number up to 0xff.");
    if (!m_lengthProblem.isEmpty())
        return m_lengthProblem;
    const auto type = m_type->value();
    if (type && (*type & 0x80) == 0)
        return m_data->problem();
    return {};
}

// That of the data while the request is for OUT; afterwards what it was before, as "0x81" is typed by way of "0x8".
void ControlForm::showLength(bool isOut)
{
    m_isLoading = true;
    if (isOut && m_data->length()) {
        m_lengthForIn = m_lengthForIn ? m_lengthForIn : m_length->value();
        m_length->setValue(*m_data->length());
    } else if (!isOut && m_lengthForIn) {
        m_length->setValue(*m_lengthForIn);
        m_lengthForIn.reset();
    }
    m_isLoading = false;
}

void ControlForm::check()
{
    if (m_isLoading)
        return;
    const auto type = m_type->value();
    const bool isOut = type && (*type & 0x80) == 0;
    m_data->setVisible(isOut);
    m_dataLabel->setVisible(isOut);
    m_length->setReadOnly(isOut);
    m_length->setFocusPolicy(isOut ? Qt::ClickFocus : Qt::StrongFocus);
    showLength(isOut);
    const bool isKnown = requestCode().has_value();
    m_problemLabel->setProblem(
        m_request, isKnown ? QString() : tr("bRequest: write the name of a standard request or a number up to 0xff."));
    markInput(m_request, !isKnown);

    const auto length = m_length->value();
    const bool isTooLong = m_subject.device && length && *length > engine::kMaxControlBytes;
    m_lengthProblem = isTooLong ? tr("wLength: Linux (usbfs) takes at most %1 bytes in one control request.")
                                      .arg(text::count(engine::kMaxControlBytes))
                                : QString();
    m_problemLabel->setProblem(this, m_lengthProblem);
    showRecipient();
    Q_EMIT changed();
}

} // namespace wb::ui
