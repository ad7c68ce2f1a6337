// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/save_snapshot_dialog.h"

#include "ui/text/format.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace wb::ui {

SaveSnapshotDialog::SaveSnapshotDialog(
    usb::DevicePtr selected, const QString& selectedName, std::vector<usb::DevicePtr> all, QWidget* parent)
    : QDialog(parent)
    , m_selected(std::move(selected))
    , m_all(std::move(all))
    , m_one(new QRadioButton(this))
    , m_every(new QRadioButton(this))
    , m_mask(new QCheckBox(tr("&Mask serial numbers"), this))
{
    setObjectName(QStringLiteral("saveSnapshotDialog"));
    setWindowTitle(tr("Save snapshot"));
    m_one->setObjectName(QStringLiteral("snapshotOne"));
    m_every->setObjectName(QStringLiteral("snapshotAll"));
    m_mask->setObjectName(QStringLiteral("snapshotMask"));
    // '&' in a name is no shortcut.
    m_one->setText(m_selected
            ? tr("The &selected device: %1").arg(QString(selectedName).replace(QLatin1Char('&'), QStringLiteral("&&")))
            : tr("The &selected device (none is selected)"));
    m_every->setText(
        text::counted(m_all.size(), tr("&All that is attached: 1 device"), tr("&All that is attached: %1 devices")));
    m_one->setEnabled(m_selected != nullptr);
    m_every->setEnabled(!m_all.empty());
    (m_selected ? m_one : m_every)->setChecked(true);
    auto* words = new QLabel(tr("Serial numbers, MAC addresses and container ids are replaced by others of the same "
                                "shape, so that the file can be shown to anybody."),
        this);
    words->setWordWrap(true);
    words->setForegroundRole(QPalette::PlaceholderText);
    words->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton* save = buttons->addButton(tr("Save…"), QDialogButtonBox::AcceptRole);
    save->setObjectName(QStringLiteral("snapshotSaveGo"));
    save->setDefault(true);
    save->setEnabled(m_selected || !m_all.empty());
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    for (QWidget* row : std::initializer_list<QWidget*> { m_one, m_every, m_mask, words })
        layout->addWidget(row);
    layout->addStretch(1);
    layout->addWidget(buttons);
}

std::vector<usb::DevicePtr> SaveSnapshotDialog::devices() const
{
    return m_one->isChecked() ? std::vector<usb::DevicePtr> { m_selected } : m_all;
}

bool SaveSnapshotDialog::isMasked() const { return m_mask->isChecked(); }

} // namespace wb::ui
