// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/library_message_model.h"

#include "ui/text/format.h"

#include <algorithm>

namespace wb::ui {

namespace {

QString levelWord(usb::LogLevel level)
{
    switch (level) {
    case usb::LogLevel::None:
        return {};
    case usb::LogLevel::Error:
        return LibraryMessageModel::tr("✗ error");
    case usb::LogLevel::Warning:
        return LibraryMessageModel::tr("▲ warning");
    case usb::LogLevel::Info:
        return LibraryMessageModel::tr("note");
    case usb::LogLevel::Debug:
        return LibraryMessageModel::tr("detail");
    }
    return {};
}

QString words(const usb::LibraryMessage& message)
{
    const QString said = text::safe(message.text);
    if (message.lostBefore == 0)
        return said;
    return LibraryMessageModel::tr("%1 (%2 before it came too fast to be kept)")
        .arg(said, text::count(message.lostBefore));
}

} // namespace

QString logLevelWord(usb::LogLevel level)
{
    switch (level) {
    case usb::LogLevel::None:
        return LibraryMessageModel::tr("Nothing");
    case usb::LogLevel::Error:
        return LibraryMessageModel::tr("Errors");
    case usb::LogLevel::Warning:
        return LibraryMessageModel::tr("Warnings");
    case usb::LogLevel::Info:
        return LibraryMessageModel::tr("Notes");
    case usb::LogLevel::Debug:
        return LibraryMessageModel::tr("Every call");
    }
    return {};
}

LibraryMessageModel::LibraryMessageModel(std::size_t capacity, QObject* parent)
    : QAbstractTableModel(parent)
    , m_capacity(std::max<std::size_t>(capacity, 10))
{
}

void LibraryMessageModel::add(const std::vector<usb::LibraryMessage>& messages)
{
    const std::size_t kept = std::min(messages.size(), m_capacity);
    if (kept == 0)
        return;
    makeRoom(kept);
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(kept) - 1);
    m_messages.insert(m_messages.end(), messages.end() - static_cast<std::ptrdiff_t>(kept), messages.end());
    endInsertRows();
}

void LibraryMessageModel::makeRoom(std::size_t count)
{
    if (m_messages.size() + count <= m_capacity)
        return;
    const std::size_t excess = m_messages.size() + count - m_capacity;
    const std::size_t leaving = std::min(m_messages.size(), std::max(excess, m_capacity / 10));
    if (leaving == 0)
        return;
    beginRemoveRows({}, 0, static_cast<int>(leaving) - 1);
    m_messages.erase(m_messages.begin(), m_messages.begin() + static_cast<std::ptrdiff_t>(leaving));
    endRemoveRows();
}

void LibraryMessageModel::clear()
{
    if (m_messages.empty())
        return;
    beginRemoveRows({}, 0, rowCount() - 1);
    m_messages.clear();
    endRemoveRows();
}

int LibraryMessageModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_messages.size());
}

int LibraryMessageModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant LibraryMessageModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const usb::LibraryMessage& message = m_messages[static_cast<std::size_t>(index.row())];
    if (role == Qt::ToolTipRole)
        return words(message);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case TimeColumn:
        return text::preciseTimeOfDay(message.time);
    case LevelColumn:
        return levelWord(message.level);
    case SourceColumn:
        return text::safe(message.source);
    case TextColumn:
        return words(message);
    default:
        return {};
    }
}

QVariant LibraryMessageModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case LevelColumn:
        return tr("Level");
    case SourceColumn:
        return tr("Function");
    case TextColumn:
        return tr("What libusb says");
    default:
        return {};
    }
}

} // namespace wb::ui
