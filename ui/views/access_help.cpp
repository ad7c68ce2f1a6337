// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/access_help.h"

#include "core/usb/udev_rule.h"
#include "ui/dialogs/risk_gate.h"
#include "ui/text/device_text.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/text/transfer_text.h"
#include "ui/views/tone_colors.h"

#include <QAbstractTextDocumentLayout>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QFile>
#include <QFontDatabase>
#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTextDocument>

namespace wb::ui {

namespace {

bool runsInSandbox() { return QFile::exists(QStringLiteral("/.flatpak-info")) || qEnvironmentVariableIsSet("SNAP"); }

} // namespace

class AccessHelp::Private {
public:
    Private(AccessHelp* owner, AppContext& app)
        : q(owner)
        , context(app)
    {
    }

    void build();
    void showAccessDenied(const Error& error);
    void showBusy(const Error& error, std::optional<std::uint8_t> interfaceNumber);
    void setDetach(bool on);
    void askDetach(bool on);

    AccessHelp* q;
    AppContext& context;
    usb::DevicePtr device;
    QLabel* title = nullptr;
    QLabel* advice = nullptr;
    QLabel* ruleTitle = nullptr;
    QPlainTextEdit* rule = nullptr;
    QPushButton* copyRule = nullptr;
    QLabel* commandsTitle = nullptr;
    QPlainTextEdit* commands = nullptr;
    QPushButton* copyCommands = nullptr;
    QCheckBox* detach = nullptr;
    QLabel* detachAdvice = nullptr;
    RiskGate* gate = nullptr;
    QPushButton* retry = nullptr;
    QPushButton* dismiss = nullptr;
};

namespace {

// Shows all of its text at any width: what a person is asked to copy must be readable first.
class WholeText : public QPlainTextEdit {
public:
    using QPlainTextEdit::QPlainTextEdit;

    void fit()
    {
        const int lines = static_cast<int>(document()->size().height()); // of a plain text document: in lines
        const int margins = static_cast<int>(2 * document()->documentMargin()) + 2 * frameWidth();
        setFixedHeight(lines * fontMetrics().lineSpacing() + margins);
    }

protected:
    void resizeEvent(QResizeEvent* event) override
    {
        QPlainTextEdit::resizeEvent(event);
        fit();
    }
};

QPlainTextEdit* makeText(const QString& name, const QString& accessible, QWidget* parent)
{
    auto* edit = new WholeText(parent);
    edit->setObjectName(name);
    edit->setAccessibleName(accessible);
    edit->setReadOnly(true);
    edit->setTabChangesFocus(true);
    edit->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    edit->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    QObject::connect(edit->document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, edit,
        [edit] { edit->fit(); });
    return edit;
}

QPushButton* makeButton(const QString& words, const QString& name, QWidget* parent)
{
    auto* button = new QPushButton(words, parent);
    button->setObjectName(name);
    return button;
}

} // namespace

void AccessHelp::Private::build()
{
    auto* frame = new QFrame(q);
    frame->setFrameShape(QFrame::StyledPanel);
    frame->setAutoFillBackground(true);
    frame->setBackgroundRole(QPalette::Base);
    auto* outer = new QVBoxLayout(q);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* scroll = new QScrollArea(q);
    scroll->setWidget(frame);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    outer->addWidget(scroll);

    title = new QLabel(frame);
    title->setObjectName(QStringLiteral("accessHelpTitle"));
    title->setWordWrap(true);
    title->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    advice = new QLabel(frame);
    advice->setObjectName(QStringLiteral("accessHelpAdvice"));
    advice->setWordWrap(true);
    ruleTitle = new QLabel(frame);
    ruleTitle->setObjectName(QStringLiteral("accessHelpRulePath"));
    ruleTitle->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    ruleTitle->setWordWrap(true);
    rule = makeText(QStringLiteral("accessHelpRule"), tr("udev rule"), frame);
    copyRule = makeButton(tr("Copy rule"), QStringLiteral("accessHelpCopyRule"), frame);
    commandsTitle = new QLabel(tr("Or run these commands in a terminal; they write the file and apply it:"), frame);
    commandsTitle->setWordWrap(true);
    commands = makeText(QStringLiteral("accessHelpCommands"), tr("Commands"), frame);
    copyCommands = makeButton(tr("Copy commands"), QStringLiteral("accessHelpCopyCommands"), frame);
    detach = new QCheckBox(tr("Detach kernel drivers when claiming"), frame);
    detach->setObjectName(QStringLiteral("accessHelpDetach"));
    detachAdvice = new QLabel(frame);
    detachAdvice->setObjectName(QStringLiteral("accessHelpDetachAdvice"));
    detachAdvice->setWordWrap(true);
    gate = new RiskGate(context.service, tr("Detach the kernel driver?"), tr("Detach"), q);
    retry = makeButton(tr("Try again"), QStringLiteral("accessHelpRetry"), frame);
    dismiss = makeButton(tr("Dismiss"), QStringLiteral("accessHelpDismiss"), frame);

    auto* grid = new QGridLayout(frame);
    grid->setColumnStretch(0, 1);
    grid->addWidget(title, 0, 0, 1, 2);
    grid->addWidget(advice, 1, 0, 1, 2);
    grid->addWidget(ruleTitle, 2, 0);
    grid->addWidget(copyRule, 2, 1);
    grid->addWidget(rule, 3, 0, 1, 2);
    grid->addWidget(commandsTitle, 4, 0);
    grid->addWidget(copyCommands, 4, 1);
    grid->addWidget(commands, 5, 0, 1, 2);
    grid->addWidget(detach, 6, 0, 1, 2);
    grid->addWidget(detachAdvice, 7, 0, 1, 2);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(retry);
    buttons->addWidget(dismiss);
    buttons->addStretch(1);
    grid->addLayout(buttons, 8, 0, 1, 2);
    grid->setRowStretch(9, 1);
}

void AccessHelp::Private::showAccessDenied(const Error& error)
{
    const usb::UdevRule udev = usb::udevRule(device->descriptor.vendorId, device->descriptor.productId);
    const QString path = text::fromStd(udev.directory + (udev.directory.ends_with('/') ? "" : "/") + udev.fileName);
    title->setText(toneMark(text::Tone::Bad) + QLatin1Char(' ')
        + tr("%1 Your user may not write to this device; its descriptors stay readable.").arg(text::sentence(error)));
    QString words = tr("Allow it once with the rule below, then plug the device in again. "
                       "Nothing here has to run as root but the commands that install the rule.");
    if (runsInSandbox())
        words += QLatin1Char(' ')
            + tr("This program runs in a sandbox, which needs the permission to use USB devices as well.");
    advice->setText(words);
    ruleTitle->setText(tr("File: %1").arg(path));
    rule->setPlainText(text::fromStd(udev.text).trimmed());
    QStringList lines;
    for (const std::string& command : udev.commands)
        lines << text::fromStd(command);
    commands->setPlainText(lines.join(QLatin1Char('\n')));
}

void AccessHelp::Private::showBusy(const Error& error, std::optional<std::uint8_t> interfaceNumber)
{
    QStringList holders;
    for (const auto& [number, bound] : device->drivers) {
        const std::string driver = device->kernelDriverOf(number);
        if (!driver.empty() && (!interfaceNumber || *interfaceNumber == number))
            holders << tr("interface %1 is held by the kernel driver %2").arg(number).arg(text::safe(driver));
    }
    title->setText(toneMark(text::Tone::Bad) + QLatin1Char(' ') + text::sentence(error));
    advice->setText(holders.isEmpty()
            ? tr("No kernel driver holds it, so another program does. Close that program and try again.")
            : tr("On this device %1.").arg(holders.join(tr(", "))));
    setDetach(!holders.isEmpty());
}

void AccessHelp::Private::setDetach(bool on)
{
    detach->setVisible(on);
    detachAdvice->setVisible(on);
    if (!on)
        return;
    const bool isReadOnly = context.service.isReadOnly();
    detach->setEnabled(!isReadOnly);
    detachAdvice->setText(isReadOnly
            ? tr("In read-only mode no driver is taken off: see the Device menu.")
            : tr("It is put back when the interface is released.") + QLatin1Char(' ') + text::detachWarning(*device));
    detach->setChecked(context.service.session(device->id).policy.detachKernelDriver);
}

// The switch shows the policy, which changes when the question has been answered (P74).
void AccessHelp::Private::askDetach(bool on)
{
    detach->setChecked(!on);
    gate->pass(device->id, text::deviceName(*device, context.ids), on ? text::detachWarning(*device) : QString(),
        [this, on, asked = device->id] {
            if (device->id != asked)
                return;
            engine::AccessPolicy policy = context.service.session(asked).policy;
            policy.detachKernelDriver = on;
            context.service.setPolicy(asked, policy);
            detach->setChecked(on);
        });
}

AccessHelp::AccessHelp(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, context))
{
    setObjectName(QStringLiteral("accessHelp"));
    d->build();
    connect(d->copyRule, &QPushButton::clicked, this,
        [this] { QApplication::clipboard()->setText(d->rule->toPlainText() + QLatin1Char('\n')); });
    connect(d->copyCommands, &QPushButton::clicked, this,
        [this] { QApplication::clipboard()->setText(d->commands->toPlainText() + QLatin1Char('\n')); });
    connect(d->detach, &QCheckBox::clicked, this, [this](bool on) { d->askDetach(on); });
    connect(&context.service, &engine::UsbService::readOnlyChanged, this, [this] {
        if (d->device && !d->detach->isHidden())
            d->setDetach(true);
    });
    connect(d->retry, &QPushButton::clicked, this, &AccessHelp::retryRequested);
    connect(d->dismiss, &QPushButton::clicked, this, [this] {
        clear();
        Q_EMIT dismissed();
    });
    hide();
}

AccessHelp::~AccessHelp() = default;

bool AccessHelp::showFor(const usb::DevicePtr& device, const Error& error, std::optional<std::uint8_t> interfaceNumber)
{
    const bool isDenied = error.kind == ErrorKind::AccessDenied;
    if (!device || (!isDenied && error.kind != ErrorKind::Busy))
        return false;
    d->device = device;
    for (QWidget* widget : std::initializer_list<QWidget*> {
             d->ruleTitle, d->rule, d->copyRule, d->commandsTitle, d->commands, d->copyCommands })
        widget->setVisible(isDenied);
    d->setDetach(false);
    if (isDenied)
        d->showAccessDenied(error);
    else
        d->showBusy(error, interfaceNumber);
    setAccessibleName(d->title->text());
    show();
    return true;
}

void AccessHelp::clear() { hide(); }

} // namespace wb::ui
