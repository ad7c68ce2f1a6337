// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/open_node_dialog.h"

#include "ui/bridge/device_nodes.h"
#include "ui/text/error_text.h"
#include "ui/views/inline_message.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace wb::ui {

namespace {

// What is not found here is a file, not a part of a device.
QString whyNot(const Error& error)
{
    if (error.kind != ErrorKind::NotFound)
        return text::sentenceWithAdvice(error);
    return OpenNodeDialog::tr("%1 A device that is plugged in again gets another node: look up which it is now.")
        .arg(text::sentence(error));
}

} // namespace

OpenNodeDialog::OpenNodeDialog(DeviceNodes& nodes, QWidget* parent)
    : QDialog(parent)
    , m_nodes(nodes)
    , m_path(new QLineEdit(this))
    , m_message(new InlineMessage(QStringLiteral("nodeMessage"), this))
{
    setObjectName(QStringLiteral("openNodeDialog"));
    setWindowTitle(tr("Open device node"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* words = new QLabel(tr("The node of a device that is in no list, as one that was passed on into a container. "
                                "fd:3 is the node that whoever started the program has opened as descriptor 3."),
        this);
    words->setWordWrap(true);
    m_path->setObjectName(QStringLiteral("nodePath"));
    m_path->setAccessibleName(tr("Device node"));
    m_path->setPlaceholderText(QStringLiteral("/dev/bus/usb/001/004"));
    auto* browse = new QPushButton(tr("&Browse…"), this);
    browse->setObjectName(QStringLiteral("nodeBrowse"));
    browse->setAutoDefault(false);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_open = buttons->addButton(tr("&Open"), QDialogButtonBox::AcceptRole);
    m_open->setObjectName(QStringLiteral("nodeOpen"));
    m_open->setDefault(true);
    auto* row = new QHBoxLayout;
    row->addWidget(m_path, 1);
    row->addWidget(browse);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(words);
    layout->addLayout(row);
    layout->addWidget(m_message);
    layout->addStretch(1);
    layout->addWidget(buttons);
    m_message->clear();
    resize(fontMetrics().averageCharWidth() * 80, sizeHint().height());
    connect(m_path, &QLineEdit::textChanged, this, &OpenNodeDialog::updateState);
    connect(browse, &QPushButton::clicked, this, &OpenNodeDialog::browse);
    connect(buttons, &QDialogButtonBox::accepted, this, &OpenNodeDialog::openNode);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&m_nodes, &DeviceNodes::opened, this, [this](const QString& opened) {
        if (opened == m_asked)
            accept();
    });
    connect(&m_nodes, &DeviceNodes::failed, this, [this](const QString& asked, const Error& error) {
        if (asked != m_asked)
            return;
        m_asked.clear();
        m_message->show(text::Tone::Bad, whyNot(error));
        updateState();
    });
    updateState();
}

QString OpenNodeDialog::node() const { return m_path->text().trimmed(); }

void OpenNodeDialog::browse()
{
    auto* dialog = new QFileDialog(this, tr("Device node"), QStringLiteral("/dev/bus/usb"));
    dialog->setObjectName(QStringLiteral("nodeBrowseDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFilter(dialog->filter() | QDir::System); // nodes
    connect(dialog, &QFileDialog::fileSelected, m_path, &QLineEdit::setText);
    dialog->open();
}

void OpenNodeDialog::openNode()
{
    m_asked = node();
    m_message->clear();
    updateState();
    m_nodes.open(m_asked);
}

void OpenNodeDialog::updateState() { m_open->setEnabled(m_asked.isEmpty() && !node().isEmpty()); }

} // namespace wb::ui
