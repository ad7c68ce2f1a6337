// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/scan_form.h"

#include "ui/text/device_text.h"
#include "ui/text/format.h"
#include "ui/views/form_fields.h"
#include "ui/views/number_edit.h"
#include "ui/views/value_spin.h"

#include <QComboBox>
#include <QGridLayout>
#include <QSignalBlocker>

namespace wb::ui {

namespace {

constexpr std::uint64_t kMostBytes = 4096; // what Linux lets through (P24)
constexpr std::uint64_t kMostPerSecond = 10'000;
constexpr std::uint64_t kMostMilliseconds = 60'000;

requests::Parameter codeParameter(std::string_view name, std::int64_t standard)
{
    requests::Parameter parameter;
    parameter.name = name;
    parameter.place = requests::Place::Code;
    parameter.max = 0xff;
    parameter.standard = standard;
    parameter.isHex = true;
    return parameter;
}

} // namespace

ScanForm::ScanForm(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_type(new QComboBox(this))
    , m_recipient(new QComboBox(this))
    , m_first(new ValueSpin(codeParameter("the first bRequest", 0), this))
    , m_last(new ValueSpin(codeParameter("the last bRequest", 0xff), this))
    , m_target(new QComboBox(this))
    , m_index(new NumberEdit(QStringLiteral("wIndex"), 0, 0xffff, NumberEdit::Notation::Hex, 4, this))
    , m_value(new NumberEdit(QStringLiteral("wValue"), 0, 0xffff, NumberEdit::Notation::Hex, 4, this))
    , m_length(new NumberEdit(QStringLiteral("wLength"), 0, kMostBytes, NumberEdit::Notation::Decimal, 3, this))
    , m_rate(new NumberEdit(tr("Requests per second"), 1, kMostPerSecond, NumberEdit::Notation::Decimal, 4, this))
    , m_timeout(new NumberEdit(tr("Timeout"), 1, kMostMilliseconds, NumberEdit::Notation::Decimal, 4, this))
    , m_problem(new ProblemLabel(QStringLiteral("scanProblem"), this))
{
    const engine::ScanPlan standard {};
    m_length->setValue(standard.setup.wLength);
    m_rate->setValue(static_cast<std::uint64_t>(standard.requestsPerSecond));
    m_timeout->setValue(standard.timeoutMs);
    m_type->addItem(tr("Standard"), static_cast<int>(usb::RequestType::Standard));
    m_type->addItem(tr("Class"), static_cast<int>(usb::RequestType::Class));
    m_type->addItem(tr("Vendor"), static_cast<int>(usb::RequestType::Vendor));
    m_type->setCurrentIndex(2);
    m_recipient->addItem(tr("Device"), static_cast<int>(usb::Recipient::Device));
    m_recipient->addItem(tr("Interface"), static_cast<int>(usb::Recipient::Interface));
    m_recipient->addItem(tr("Endpoint"), static_cast<int>(usb::Recipient::Endpoint));
    m_recipient->addItem(tr("Other"), static_cast<int>(usb::Recipient::Other));
    build();
    connectAll();
    fillTargets(false);
    check();
}

void ScanForm::build()
{
    m_type->setObjectName(QStringLiteral("scanType"));
    m_recipient->setObjectName(QStringLiteral("scanRecipient"));
    m_first->setObjectName(QStringLiteral("scanFirst"));
    m_last->setObjectName(QStringLiteral("scanLast"));
    m_target->setObjectName(QStringLiteral("scanTarget"));
    m_target->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_index->setObjectName(QStringLiteral("scanIndex"));
    m_value->setObjectName(QStringLiteral("scanValue"));
    m_length->setObjectName(QStringLiteral("scanLength"));
    m_rate->setObjectName(QStringLiteral("scanRate"));
    m_timeout->setObjectName(QStringLiteral("scanTimeout"));

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    addField(*grid, 0, 0, tr("Type"), m_type);
    addField(*grid, 0, 1, tr("Recipient"), m_recipient);
    addField(*grid, 1, 0, tr("bRequest from"), m_first);
    addField(*grid, 1, 1, tr("to"), m_last);
    addField(*grid, 2, 0, tr("Which one"), m_target, tr("The interface or endpoint that the requests are for: wIndex"));
    addField(*grid, 2, 1, tr("wIndex"), m_index);
    addField(*grid, 3, 0, tr("wValue"), m_value);
    addField(*grid, 3, 1, tr("wLength"), m_length);
    addField(*grid, 4, 0, tr("Per second"), m_rate, tr("So many requests at most; some devices need time"));
    addField(*grid, 4, 1, tr("Timeout, ms"), m_timeout);
    grid->addWidget(m_problem, 5, 0, 1, 4);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
}

void ScanForm::connectAll()
{
    for (NumberEdit* edit : { m_index, m_value, m_length, m_rate, m_timeout }) {
        m_problem->watch(edit);
        connect(edit, &NumberEdit::valueChanged, this, &ScanForm::check);
    }
    for (ValueSpin* spin : { m_first, m_last })
        connect(spin, &ValueSpin::valueChanged, this, &ScanForm::check);
    connect(m_type, &QComboBox::currentIndexChanged, this, &ScanForm::check);
    connect(m_recipient, &QComboBox::currentIndexChanged, this, [this] {
        fillTargets(true);
        check();
    });
    connect(m_target, &QComboBox::currentIndexChanged, this, [this](int row) {
        if (row >= 0)
            m_index->setValue(m_target->itemData(row).toUInt());
    });
    connect(m_index, &NumberEdit::valueChanged, this, &ScanForm::showTarget);
}

usb::Recipient ScanForm::recipient() const { return static_cast<usb::Recipient>(m_recipient->currentData().toInt()); }

void ScanForm::setSubject(const Selection& subject)
{
    const bool isSameDevice = m_subject.device && subject.device && m_subject.device->id == subject.device->id;
    const bool isSamePlace = isSameDevice && m_subject.interfaceNumber == subject.interfaceNumber
        && m_subject.endpoint == subject.endpoint;
    m_subject = subject;
    fillTargets(!isSamePlace); // else there are newer facts only, and what was typed stays
}

// With the numbers that wIndex takes for them (USB 2.0 §9.3.4).
void ScanForm::fillTargets(bool prefersSubject)
{
    const bool wantsInterface = recipient() == usb::Recipient::Interface;
    const bool wantsEndpoint = recipient() == usb::Recipient::Endpoint;
    const usb::ConfigurationInfo* active = m_subject.device ? m_subject.device->active() : nullptr;
    {
        const QSignalBlocker quiet(m_target);
        m_target->clear();
        for (std::size_t place = 0; active != nullptr && place < active->interfaces.size(); ++place) {
            const usb::InterfaceInfo& interface = active->interfaces[place];
            if (wantsInterface)
                m_target->addItem(text::interfaceTitle(interface, m_context.ids), interface.number);
            for (const usb::AlternateSetting& alternate : interface.alternates)
                for (const usb::EndpointInfo& endpoint : alternate.endpoints)
                    if (wantsEndpoint && m_target->findData(endpoint.address.value) < 0)
                        m_target->addItem(text::endpoint(endpoint.address), endpoint.address.value);
        }
        m_target->setCurrentIndex(-1);
    }
    setPossible(*m_target, m_target->count() > 0, tr("The interface or endpoint that the requests are for: wIndex"),
        tr("The recipient is no interface or endpoint of this device."));
    int wanted = -1;
    if (prefersSubject && wantsInterface && m_subject.interfaceNumber)
        wanted = m_target->findData(*m_subject.interfaceNumber);
    else if (prefersSubject && wantsEndpoint && m_subject.endpoint)
        wanted = m_target->findData(m_subject.endpoint->value);
    if (wanted >= 0)
        m_target->setCurrentIndex(wanted);
    else
        showTarget();
}

// The low byte says which one; the high byte may be a unit of it.
void ScanForm::showTarget()
{
    const QSignalBlocker quiet(m_target);
    const auto number = m_index->value();
    m_target->setCurrentIndex(number ? m_target->findData(static_cast<std::uint8_t>(*number & 0xffU)) : -1);
}

void ScanForm::check()
{
    m_problem->setProblem(m_first, rangeProblem());
    Q_EMIT changed();
}

QString ScanForm::rangeProblem() const
{
    const auto first = m_first->value();
    const auto last = m_last->value();
    if (!first || !last)
        return tr("bRequest: %1.").arg(text::safe(first ? last.error().detail : first.error().detail));
    return *first > *last ? tr("bRequest: the last code comes before the first.") : QString();
}

QString ScanForm::problem() const
{
    if (const QString range = rangeProblem(); !range.isEmpty())
        return range;
    for (const NumberEdit* edit : { m_index, m_value, m_length, m_rate, m_timeout })
        if (!edit->problem().isEmpty())
            return edit->problem();
    return {};
}

std::optional<engine::ScanPlan> ScanForm::plan() const
{
    if (!problem().isEmpty())
        return std::nullopt;
    engine::ScanPlan plan;
    plan.setup.bmRequestType = usb::makeRequestType(
        usb::Direction::In, static_cast<usb::RequestType>(m_type->currentData().toInt()), recipient());
    plan.setup.wValue = static_cast<std::uint16_t>(*m_value->value());
    plan.setup.wIndex = static_cast<std::uint16_t>(*m_index->value());
    plan.setup.wLength = static_cast<std::uint16_t>(*m_length->value());
    plan.first = static_cast<std::uint8_t>(*m_first->value());
    plan.last = static_cast<std::uint8_t>(*m_last->value());
    plan.timeoutMs = static_cast<std::uint32_t>(*m_timeout->value());
    plan.requestsPerSecond = static_cast<double>(*m_rate->value());
    return plan;
}

} // namespace wb::ui
