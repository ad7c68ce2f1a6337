// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/sessions_dialog.h"

#include "ui/models/session_model.h"
#include "ui/text/format.h"
#include "ui/views/table_tools.h"
#include "ui/views/tone_delegate.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <array>

namespace wb::ui {

namespace {

constexpr QLatin1StringView kColumnsKey("sessions/columns");
constexpr int kMostActedOnRows = 10'000;

} // namespace

SessionsDialog::SessionsDialog(AppContext& context, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_model(new SessionModel(context, this))
    , m_view(new QTableView(this))
    , m_words(new QLabel(this))
    , m_show(new QPushButton(tr("&Show device"), this))
    , m_close(new QPushButton(tr("C&lose device"), this))
{
    setObjectName(QStringLiteral("sessionsDialog"));
    setWindowTitle(tr("Sessions"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_words->setObjectName(QStringLiteral("sessionsWords"));
    m_words->setTextFormat(Qt::PlainText);
    buildTable();
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_words);
    layout->addWidget(m_view, 1);
    layout->addWidget(buildButtons());
    resize(fontMetrics().averageCharWidth() * 155, fontMetrics().height() * 16);
    connect(m_model, &SessionModel::updated, this, &SessionsDialog::refresh);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &SessionsDialog::refresh);
    refresh();
}

void SessionsDialog::buildTable()
{
    m_view->setObjectName(QStringLiteral("sessionsTable"));
    m_view->setAccessibleName(tr("Sessions"));
    m_view->setModel(m_model);
    m_view->setItemDelegateForColumn(SessionModel::State, new ToneDelegate(SessionModel::ToneRole, m_view));
    const auto widths = std::to_array<std::pair<int, int>>({ { SessionModel::Device, 30 }, { SessionModel::Place, 11 },
        { SessionModel::State, 24 }, { SessionModel::Configuration, 15 }, { SessionModel::Claimed, 12 },
        { SessionModel::Alternates, 19 }, { SessionModel::Detached, 22 } });
    for (const auto& [column, letters] : widths)
        m_view->setColumnWidth(column, fontMetrics().averageCharWidth() * letters);
    prepareTable(*m_view, m_context.settings, kColumnsKey);
    addRowAction(*m_view, tr("Show device"), [this](const QModelIndex& index) { goTo(index.row()); });
    addCopyAction(*m_view);
}

QDialogButtonBox* SessionsDialog::buildButtons()
{
    m_show->setObjectName(QStringLiteral("sessionsShow"));
    m_close->setObjectName(QStringLiteral("sessionsCloseDevice"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->addButton(m_show, QDialogButtonBox::ActionRole);
    buttons->addButton(m_close, QDialogButtonBox::ActionRole);
    m_close->setAutoDefault(false); // the Enter key alone closes no device
    buttons->button(QDialogButtonBox::Close)->setObjectName(QStringLiteral("sessionsDone"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    connect(m_show, &QPushButton::clicked, this, [this] {
        for (const int row : selectedRows(*m_view, 1))
            goTo(row);
    });
    connect(m_close, &QPushButton::clicked, this, &SessionsDialog::closeSelected);
    return buttons;
}

std::vector<usb::DeviceId> SessionsDialog::selectedOpen() const
{
    std::vector<usb::DeviceId> found;
    for (const int row : selectedRows(*m_view, kMostActedOnRows))
        if (const engine::SessionState* state = m_model->at(row); state && state->isOpen())
            found.push_back(state->device);
    return found;
}

void SessionsDialog::refresh()
{
    const int count = m_model->rowCount();
    m_words->setText(count == 0
            ? tr("No device is open. A device is opened by its first transfer, or in the Device menu.")
            : text::counted(static_cast<std::uint64_t>(count), tr("1 device is open."), tr("%1 devices are open.")));
    const bool hasSelection = m_view->selectionModel()->hasSelection();
    const bool canClose = !selectedOpen().empty();
    m_show->setEnabled(hasSelection);
    m_show->setToolTip(hasSelection ? tr("Select it in the tree, with the switches of its session")
                                    : tr("Select a device in the list first."));
    m_close->setEnabled(canClose);
    m_close->setToolTip(canClose ? tr("Stop its transfers, release its interfaces, put its drivers back and close it")
            : hasSelection       ? tr("It is being opened or closed.")
                                 : tr("Select a device in the list first."));
}

void SessionsDialog::closeSelected()
{
    for (const usb::DeviceId device : selectedOpen())
        m_context.service.close(device);
}

void SessionsDialog::goTo(int row)
{
    if (const usb::DevicePtr device = m_model->device(row))
        Q_EMIT deviceRequested(device);
}

} // namespace wb::ui
