// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/descriptor_model.h"

#include "ui/text/format.h"

#include <QStringList>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr std::uint8_t kEndpointDescriptor = 5; // USB 2.0 table 9-5
constexpr std::uint8_t kInterfaceDescriptor = 4;

// The endpoint descriptor with this address after the interface descriptor at `from`.
std::optional<std::size_t> endpointOffset(ByteView configuration, std::size_t from, usb::EndpointAddress address)
{
    std::size_t at = from;
    while (at + 2 < configuration.size()) {
        const std::size_t length = configuration[at];
        const Byte type = configuration[at + 1];
        if (length < 2 || (at != from && type == kInterfaceDescriptor))
            return std::nullopt;
        if (type == kEndpointDescriptor && configuration[at + 2] == address.value)
            return at;
        at += length;
    }
    return std::nullopt;
}

const usb::AlternateSetting* selectedAlternate(const usb::ConfigurationInfo& configuration, const Selection& selection)
{
    const usb::InterfaceInfo* interface = configuration.findInterface(*selection.interfaceNumber);
    if (!interface || interface->alternates.empty())
        return nullptr;
    const auto found = std::find_if(interface->alternates.begin(), interface->alternates.end(),
        [&](const usb::AlternateSetting& alternate) { return alternate.number == selection.alternate.value_or(0); });
    return found == interface->alternates.end() ? &interface->alternates.front() : &*found;
}

} // namespace

std::optional<std::size_t> descriptorOffset(const Selection& selection)
{
    if (!selection.device)
        return std::nullopt;
    if (!selection.configuration)
        return 0;
    std::size_t base = selection.device->descriptor.raw.size();
    for (const usb::ConfigurationInfo& configuration : selection.device->configurations) {
        if (configuration.value != *selection.configuration) {
            base += configuration.raw.size();
            continue;
        }
        if (!selection.interfaceNumber)
            return base;
        const usb::AlternateSetting* alternate = selectedAlternate(configuration, selection);
        if (!alternate)
            return std::nullopt;
        if (!selection.endpoint)
            return base + alternate->offset;
        const auto endpoint = endpointOffset(configuration.raw, alternate->offset, *selection.endpoint);
        return endpoint ? std::optional(base + *endpoint) : std::nullopt;
    }
    return std::nullopt;
}

DescriptorModel::DescriptorModel(QObject* parent)
    : QAbstractItemModel(parent)
{
}

DescriptorModel::~DescriptorModel() = default;

void DescriptorModel::setDescriptors(KnownPtr known)
{
    beginResetModel();
    m_root.children.clear();
    m_known = std::move(known);
    appendSections();
    endResetModel();
}

void DescriptorModel::appendSections()
{
    Row* strings = nullptr;
    for (std::size_t section = 0; section < sectionCount(); ++section) {
        const descriptors::DecodedSection& decoded = m_known->decoded[section];
        Row* parent = &m_root;
        if (decoded.section->kind == usb::SectionKind::String) {
            if (strings == nullptr)
                strings = &append(m_root, StringsRow, section, nullptr);
            parent = strings;
        }
        if (decoded.section->kind != usb::SectionKind::Device)
            parent = &append(*parent, SectionRow, section, nullptr);
        for (const descriptors::Node& node : decoded.nodes)
            appendDescriptor(*parent, section, node);
    }
}

QByteArray DescriptorModel::bytes(std::size_t section) const
{
    if (section >= sectionCount())
        return {};
    const Bytes& all = m_known->decoded[section].section->bytes;
    return { static_cast<const char*>(static_cast<const void*>(all.data())), static_cast<qsizetype>(all.size()) };
}

std::span<const descriptors::Node> DescriptorModel::nodes() const
{
    return sectionCount() == 0 ? std::span<const descriptors::Node> {} : m_known->decoded.front().nodes;
}

QString DescriptorModel::sectionTitle(std::size_t section) const
{
    return section < sectionCount() ? text::fromStd(descriptors::sectionTitle(*m_known->decoded[section].section))
                                    : QString();
}

std::size_t DescriptorModel::byteCount() const
{
    std::size_t total = 0;
    for (std::size_t section = 0; section < sectionCount(); ++section)
        total += m_known->decoded[section].section->bytes.size();
    return total;
}

DescriptorModel::Row& DescriptorModel::append(
    Row& parent, Kind kind, std::size_t section, const descriptors::Node* node) const
{
    auto row = std::make_unique<Row>();
    row->kind = kind;
    row->parent = &parent;
    row->position = static_cast<int>(parent.children.size());
    row->section = section;
    row->node = node;
    parent.children.push_back(std::move(row));
    return *parent.children.back();
}

void DescriptorModel::appendDescriptor(Row& parent, std::size_t section, const descriptors::Node& node) const
{
    Row& row = append(parent, DescriptorRow, section, &node);
    for (const descriptors::Diagnostic& diagnostic : node.diagnostics)
        append(row, DiagnosticRow, section, &node).diagnostic = &diagnostic;
    for (const descriptors::Field& field : node.fields)
        appendField(row, node, field);
    for (const descriptors::Node& child : node.children)
        appendDescriptor(row, section, child);
}

void DescriptorModel::appendField(Row& parent, const descriptors::Node& node, const descriptors::Field& field) const
{
    Row& row = append(parent, FieldRow, parent.section, &node);
    row.field = &field;
    for (const descriptors::Field::Bits& bits : field.bits) {
        Row& child = append(row, BitsRow, parent.section, &node);
        child.field = &field;
        child.bits = &bits;
    }
}

QModelIndex DescriptorModel::rowOfByte(std::size_t section, std::size_t offset) const
{
    if (section >= sectionCount())
        return {};
    const descriptors::Hit hit = descriptors::findByte(m_known->decoded[section].nodes, offset);
    if (!hit.node)
        return {};
    const auto search = [&hit](const auto& self, const Row& row) -> const Row* {
        for (const auto& child : row.children) {
            const bool isHit = child->node == hit.node && child->field == hit.field && child->kind != BitsRow;
            if (isHit && (child->kind == FieldRow || !hit.field))
                return child.get();
            if (child->kind != FieldRow && child->kind != BitsRow)
                if (const Row* found = self(self, *child))
                    return found;
        }
        return nullptr;
    };
    return toIndex(search(search, m_root));
}

QModelIndex DescriptorModel::rowOfDescriptor(std::size_t offset) const
{
    const auto search = [offset](const auto& self, const Row& row) -> const Row* {
        const Row* best = nullptr;
        for (const auto& child : row.children) {
            if (child->kind != DescriptorRow || child->section != 0 || !child->node->range.contains(offset))
                continue;
            if (child->node->range.begin == offset)
                return child.get();
            best = self(self, *child);
        }
        return best;
    };
    return toIndex(search(search, m_root));
}

QModelIndex DescriptorModel::rowOfRange(std::size_t section, descriptors::ByteRange range) const
{
    const auto search = [section, range](const auto& self, const Row& row) -> const Row* {
        for (const auto& child : row.children) {
            if (child->section == section && child->diagnostic != nullptr && child->diagnostic->range == range)
                return child.get();
            if (const Row* found = self(self, *child))
                return found;
        }
        return nullptr;
    };
    const Row* finding = search(search, m_root);
    return finding != nullptr ? toIndex(finding) : rowOfByte(section, range.begin);
}

QString DescriptorModel::textOf(const QModelIndex& index) const
{
    const Row* row = index.isValid() ? toRow(index) : nullptr;
    if (row != nullptr && row->node != nullptr)
        return text::fromStd(descriptors::toText({ row->node, 1 }));
    std::string all;
    for (std::size_t section = 0; section < sectionCount(); ++section) {
        const usb::SectionKind kind = m_known->decoded[section].section->kind;
        const bool isWanted = row == nullptr || row->section == section
            || (row->kind == StringsRow && kind == usb::SectionKind::String);
        if (isWanted)
            all += descriptors::toText(m_known->decoded[section].nodes);
    }
    return text::fromStd(all);
}

const descriptors::Node* DescriptorModel::nodeOf(const QModelIndex& index) const
{
    return index.isValid() ? toRow(index)->node : nullptr;
}

QByteArray DescriptorModel::bytesOf(const QModelIndex& index) const
{
    if (!index.isValid())
        return bytes(0);
    const Row& row = *toRow(index);
    if (row.node == nullptr)
        return bytes(row.section);
    const descriptors::ByteRange range = row.node->range;
    return bytes(row.section).mid(static_cast<qsizetype>(range.begin), static_cast<qsizetype>(range.size()));
}

QModelIndex DescriptorModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const Row& above = parent.isValid() ? *toRow(parent) : m_root;
    return createIndex(row, column, above.children[static_cast<std::size_t>(row)].get());
}

QModelIndex DescriptorModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? toIndex(toRow(child)->parent) : QModelIndex();
}

int DescriptorModel::rowCount(const QModelIndex& parent) const
{
    if (parent.column() > 0)
        return 0;
    const Row& row = parent.isValid() ? *toRow(parent) : m_root;
    return static_cast<int>(row.children.size());
}

int DescriptorModel::columnCount(const QModelIndex&) const { return ColumnCount; }

QVariant DescriptorModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Row& row = *toRow(index);
    switch (role) {
    case Qt::DisplayRole:
        return cell(row, index.column());
    case Qt::ToolTipRole:
        return toolTip(row);
    case KindRole:
        return row.kind;
    case BeginRole:
        return static_cast<qulonglong>(rangeOf(row).begin);
    case EndRole:
        return static_cast<qulonglong>(rangeOf(row).end);
    case DescriptorBeginRole:
        return static_cast<qulonglong>(descriptorRange(row).begin);
    case DescriptorEndRole:
        return static_cast<qulonglong>(descriptorRange(row).end);
    case SectionRole:
        return static_cast<int>(row.section);
    case SeverityRole:
        return row.diagnostic ? QVariant(static_cast<int>(row.diagnostic->severity)) : QVariant();
    default:
        return {};
    }
}

QVariant DescriptorModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case FieldColumn:
        return tr("Field");
    case ValueColumn:
        return tr("Value");
    case MeaningColumn:
        return tr("Meaning");
    default:
        return {};
    }
}

QString DescriptorModel::headingCell(const Row& row, int column) const
{
    const bool isGroup = row.kind == StringsRow;
    if (column == FieldColumn)
        return isGroup ? tr("Strings") : sectionTitle(row.section);
    if (column == ValueColumn)
        return isGroup ? text::count(row.children.size()) : text::bytes(wholeRange(row.section).size());
    // The text of a string is what one looks for: it need not be opened to be read.
    const std::vector<descriptors::Node>& nodes = m_known->decoded[row.section].nodes;
    const bool isOneString
        = !isGroup && nodes.size() == 1 && m_known->decoded[row.section].section->kind == usb::SectionKind::String;
    return isOneString ? text::fromStd(nodes.front().summary) : QString();
}

QString DescriptorModel::cell(const Row& row, int column) const
{
    switch (row.kind) {
    case SectionRow:
    case StringsRow:
        return headingCell(row, column);
    case DescriptorRow:
        if (column == FieldColumn)
            return text::fromStd(row.node->title);
        return column == ValueColumn ? text::bytes(row.node->range.size()) : text::fromStd(row.node->summary);
    case FieldRow:
        if (column == FieldColumn)
            return text::fromStd(row.field->name);
        return column == ValueColumn ? text::fromStd(row.field->value) : text::fromStd(row.field->meaning);
    case BitsRow:
        if (column == FieldColumn)
            return text::fromStd(row.bits->name);
        return text::fromStd(column == ValueColumn ? row.bits->value : row.bits->meaning);
    case DiagnosticRow:
        if (column == FieldColumn)
            return row.diagnostic->severity == descriptors::Severity::Error ? tr("✗ Error")
                : row.diagnostic->severity == descriptors::Severity::Note   ? tr("Note")
                                                                            : tr("▲ Warning");
        if (column == ValueColumn)
            return {};
        return row.diagnostic->spec.empty() ? text::fromStd(row.diagnostic->message)
                                            : QStringLiteral("%1 (%2)").arg(text::fromStd(row.diagnostic->message),
                                                text::fromStd(row.diagnostic->spec));
    }
    return {};
}

QString DescriptorModel::toolTip(const Row& row) const
{
    QStringList lines;
    const descriptors::ByteRange range = rangeOf(row);
    if (row.kind == FieldRow) {
        const std::size_t width = range.size();
        lines.append(text::fromStd(row.field->name));
        if (width > 0 && width <= 8)
            lines.append(text::bothWays(row.field->raw, static_cast<int>(2 * width)));
        lines.append(text::fromStd(row.field->spec));
    } else {
        lines.append(cell(row, row.kind == DiagnosticRow ? MeaningColumn : FieldColumn));
    }
    lines.append(tr("Bytes %1 to %2").arg(range.begin).arg(range.end == range.begin ? range.begin : range.end - 1));
    lines.removeAll(QString());
    return lines.join(QLatin1Char('\n'));
}

descriptors::ByteRange DescriptorModel::rangeOf(const Row& row) const
{
    switch (row.kind) {
    case SectionRow:
        return wholeRange(row.section);
    case StringsRow:
        return {};
    case DescriptorRow:
        return ownRange(*row.node);
    case FieldRow:
    case BitsRow:
        return row.field->range;
    case DiagnosticRow:
        return row.diagnostic->range;
    }
    return {};
}

descriptors::ByteRange DescriptorModel::descriptorRange(const Row& row) const
{
    return row.node == nullptr ? rangeOf(row) : ownRange(*row.node);
}

descriptors::ByteRange DescriptorModel::wholeRange(std::size_t section) const
{
    return { 0, m_known->decoded[section].section->bytes.size() };
}

descriptors::ByteRange DescriptorModel::ownRange(const descriptors::Node& node)
{
    const std::size_t end = node.children.empty() ? node.range.end : node.children.front().range.begin;
    return { node.range.begin, std::max(end, node.range.begin) };
}

const DescriptorModel::Row* DescriptorModel::toRow(const QModelIndex& index) const
{
    return static_cast<const Row*>(index.constInternalPointer());
}

QModelIndex DescriptorModel::toIndex(const Row* row) const
{
    return !row || row == &m_root ? QModelIndex() : createIndex(row->position, 0, row);
}

} // namespace wb::ui
