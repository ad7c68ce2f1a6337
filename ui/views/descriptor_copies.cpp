// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/descriptor_copies.h"

#include "core/report/pyusb_text.h"
#include "core/report/subject.h"
#include "ui/text/format.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QTreeView>

namespace wb::ui {

namespace {

ByteView viewOf(const QByteArray& bytes)
{
    return { static_cast<const Byte*>(static_cast<const void*>(bytes.constData())),
        static_cast<std::size_t>(bytes.size()) };
}

QString cArray(const QByteArray& bytes, const char* name)
{
    return text::fromStd(descriptors::toCArray(viewOf(bytes), name));
}

} // namespace

DescriptorCopies::DescriptorCopies(AppContext& context, const DescriptorModel& model, QTreeView& tree)
    : QObject(&tree)
    , m_context(context)
    , m_model(model)
    , m_tree(tree)
{
    QAction* first = add(tr("Copy descriptor as &text"), QStringLiteral("copyDescriptorText"),
        [this] { return m_model.textOf(current()); });
    first->setShortcut(QKeySequence::Copy);
    first->setShortcutContext(Qt::WidgetShortcut);
    add(tr("Copy descriptor as &hex"), QStringLiteral("copyDescriptorHex"),
        [this] { return text::hexBytes(m_model.bytesOf(current())); });
    add(tr("Copy descriptor as &C array"), QStringLiteral("copyDescriptorC"),
        [this] { return cArray(m_model.bytesOf(current()), "descriptor"); });
    add(tr("Copy descriptor as &PyUSB prints it"), QStringLiteral("copyDescriptorPyusb"),
        [this] { return pyusbText(); });
    add(tr("Copy &all descriptors as text"), QStringLiteral("copyAllText"), [this] { return m_model.textOf({}); });
    add(tr("Copy all descriptors as &lsusb -v prints them"), QStringLiteral("copyAllLsusb"),
        [this] { return lsusbText(); });
    add(tr("Copy all bytes shown as h&ex"), QStringLiteral("copyAllHex"),
        [this] { return text::hexBytes(m_model.bytes(m_section)); });
    add(tr("Copy all bytes shown as C a&rray"), QStringLiteral("copyAllC"),
        [this] { return cArray(m_model.bytes(m_section), "descriptors"); });
}

template <class Text> QAction* DescriptorCopies::add(const QString& words, const QString& objectName, Text text)
{
    auto* action = new QAction(words, this);
    action->setObjectName(objectName);
    connect(action, &QAction::triggered, this, [text] { QApplication::clipboard()->setText(text()); });
    m_actions.append(action);
    m_tree.addAction(action);
    return action;
}

QModelIndex DescriptorCopies::current() const { return m_tree.currentIndex(); }

// PyUSB knows devices, configurations, interfaces and endpoints: a row elsewhere stands for the one around it.
QString DescriptorCopies::pyusbText() const
{
    if (!m_device)
        return {};
    const KnownPtr known = m_context.descriptors.of(m_device);
    const report::PyusbDevice device { m_device->path.bus, m_device->address, descriptors::stringTexts(known->set) };
    for (QModelIndex row = current(); row.isValid(); row = row.parent()) {
        const descriptors::Node* node = m_model.nodeOf(row);
        const std::string text = node == nullptr ? std::string() : report::pyusbText(*node, device);
        if (!text.empty())
            return text::fromStd(text + "\n");
    }
    return text::fromStd(report::pyusbDeviceText(m_model.nodes(), device) + "\n");
}

QString DescriptorCopies::lsusbText() const
{
    if (!m_device)
        return {};
    const KnownPtr known = m_context.descriptors.of(m_device);
    return text::fromStd(report::lsusbText({ *m_device, known->set, known->decoded, &m_context.ids }));
}

} // namespace wb::ui
