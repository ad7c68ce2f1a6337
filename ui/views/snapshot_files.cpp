// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/snapshot_files.h"

#include "ui/bridge/device_match.h"
#include "ui/dialogs/save_snapshot_dialog.h"
#include "ui/text/device_text.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/views/inline_message.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QVBoxLayout>

namespace wb::ui {

SnapshotFiles::SnapshotFiles(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_snapshots(new OpenSnapshots(context.service, this))
    , m_message(new InlineMessage(QStringLiteral("snapshotMessage"), this))
{
    setObjectName(QStringLiteral("snapshotFiles"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_message);
    m_message->clear();
    connect(m_snapshots, &OpenSnapshots::opened, this, [this](const QString& origin, std::size_t count) {
        if (count == 0)
            m_message->show(text::Tone::Warning, tr("%1 has no devices in it.").arg(text::safe(text::toStd(origin))));
    });
    connect(m_snapshots, &OpenSnapshots::saved, this, [this](const QString& path, std::size_t count) {
        m_message->show(text::Tone::Good,
            tr("Saved %1 to %2.")
                .arg(text::counted(count, tr("1 device"), tr("%1 devices")), text::safe(text::toStd(path))));
    });
    connect(m_snapshots, &OpenSnapshots::failed, this,
        [this](const Error& error) { m_message->show(text::Tone::Bad, text::sentenceOnFile(error)); });
}

// What is told of one of several files stays when another of them opens.
void SnapshotFiles::open(const QString& path)
{
    m_message->clear();
    m_snapshots->open(path);
}

void SnapshotFiles::askOpen()
{
    auto* dialog = new QFileDialog(
        this, tr("Open snapshot"), {}, tr("Snapshots and descriptor files (*.json *.bin descriptors);;All files (*)"));
    dialog->setObjectName(QStringLiteral("snapshotOpenDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &SnapshotFiles::open);
    dialog->open();
}

void SnapshotFiles::askSave(const usb::DevicePtr& selected)
{
    auto* dialog = new SaveSnapshotDialog(selected, selected ? text::deviceName(*selected, m_context.ids) : QString(),
        attachedOf(m_context.service.devices()), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { askWhere(dialog->devices(), dialog->isMasked()); });
    dialog->open();
}

void SnapshotFiles::askWhere(const std::vector<usb::DevicePtr>& devices, bool isMasked)
{
    auto* dialog = new QFileDialog(this, tr("Save snapshot"), {}, tr("Snapshots (*.json)"));
    dialog->setObjectName(QStringLiteral("snapshotSaveDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, devices, isMasked](const QString& path) {
        std::vector<snapshot::Source> sources;
        sources.reserve(devices.size());
        for (const usb::DevicePtr& device : devices)
            sources.push_back({ device, m_context.descriptors.sectionsOf(device) });
        m_snapshots->save(path, std::move(sources), isMasked);
    });
    dialog->open();
}

} // namespace wb::ui
