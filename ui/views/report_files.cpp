// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/report_files.h"

#include "core/base/replace_file.h"
#include "core/report/subject.h"
#include "ui/bridge/background.h"
#include "ui/text/device_text.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/views/inline_message.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace wb::ui {

namespace {

using Writer = std::string (*)(const report::Subject& subject);

struct Kind {
    const char* words; // of the dialog's list
    const char* suffix;
    Writer write;
};

constexpr auto kKinds = std::to_array<Kind>({
    { QT_TRANSLATE_NOOP("ReportFiles", "Web page (*.html)"), "html", report::htmlPage },
    { QT_TRANSLATE_NOOP("ReportFiles", "Text as lsusb -v prints it (*.txt)"), "txt", report::lsusbText },
    { QT_TRANSLATE_NOOP("ReportFiles", "Text with every field and its meaning (*.text)"), "text", report::decodedText },
});

QString wordsOf(const Kind& kind) { return QCoreApplication::translate("ReportFiles", kind.words); }

const Kind& kindOf(const QString& filter)
{
    const auto* found
        = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& kind) { return wordsOf(kind) == filter; });
    return found == kKinds.end() ? kKinds.front() : *found;
}

} // namespace

ReportFiles::ReportFiles(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_message(new InlineMessage(QStringLiteral("reportMessage"), this))
{
    setObjectName(QStringLiteral("reportFiles"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_message);
    m_message->clear();
}

void ReportFiles::askSave(const usb::DevicePtr& device)
{
    if (!device) {
        m_message->show(text::Tone::Warning, tr("A report is of one device: select it in the tree, then save again."));
        return;
    }
    QStringList filters;
    for (const Kind& kind : kKinds)
        filters.append(wordsOf(kind));
    auto* dialog = new QFileDialog(this, tr("Save report of %1").arg(text::deviceName(*device, m_context.ids)), {},
        filters.join(QLatin1String(";;")));
    dialog->setObjectName(QStringLiteral("reportSaveDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QLatin1String(kKinds.front().suffix));
    connect(dialog, &QFileDialog::filterSelected, dialog,
        [dialog](const QString& filter) { dialog->setDefaultSuffix(QLatin1String(kindOf(filter).suffix)); });
    connect(dialog, &QFileDialog::fileSelected, this,
        [this, dialog, device](const QString& path) { save(device, path, dialog->selectedNameFilter()); });
    dialog->open();
}

void ReportFiles::save(const usb::DevicePtr& device, const QString& path, const QString& filter)
{
    inBackground(
        this,
        [device, known = m_context.descriptors.of(device), names = &m_context.ids, file = text::toStd(path),
            write = kindOf(filter).write] {
            return replaceFile(file, write({ *device, known->set, known->decoded, names }), "save the report");
        },
        [this, path](const Status& written) { tell(path, written); });
}

void ReportFiles::tell(const QString& path, const Status& written)
{
    if (written)
        m_message->show(text::Tone::Good, tr("Saved the report to %1.").arg(text::safe(text::toStd(path))));
    else
        m_message->show(text::Tone::Bad, text::sentenceOnFile(written.error()));
}

} // namespace wb::ui
