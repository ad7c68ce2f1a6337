// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/node_builder.h"

#include <algorithm>
#include <cassert>

namespace wb::descriptors {

NodeBuilder::NodeBuilder(ByteView descriptor, std::size_t base, const Context& context, std::string title)
    : m_bytes(descriptor)
    , m_base(base)
    , m_context(context)
{
    m_node.title = std::move(title);
    m_node.range = { base, base + descriptor.size() };
}

bool NodeBuilder::append(std::size_t offset, std::size_t length, Field field)
{
    assert(offset >= m_cursor && length > 0);
    if (offset < m_cursor || length == 0 || offset > m_bytes.size() || m_bytes.size() - offset < length)
        return false;
    coverUpTo(offset);
    field.range = { m_base + offset, m_base + offset + length };
    m_node.fields.push_back(std::move(field));
    m_cursor = offset + length;
    return true;
}

void NodeBuilder::coverUpTo(std::size_t offset)
{
    if (offset <= m_cursor)
        return;
    const FieldPlace place { m_bytes, m_cursor, offset - m_cursor };
    Field field = formatField(place, Format::HexBytes, m_context);
    field.name = "unparsed";
    field.range = { m_base + m_cursor, m_base + offset };
    m_node.fields.push_back(std::move(field));
    m_cursor = offset;
}

bool NodeBuilder::add(const FieldSpec& spec)
{
    const std::string name(spec.name);
    if (!add(spec.offset, spec.width, name, spec.format, spec.spec))
        return false;
    Field& field = m_node.fields.back();
    field.bits = formatBits(field.raw, spec.bits);
    return true;
}

void NodeBuilder::addTable(std::span<const FieldSpec> fields)
{
    for (const FieldSpec& field : fields) {
        if (!add(field))
            return;
    }
}

bool NodeBuilder::add(std::size_t offset, std::size_t length, std::string name, Format format, std::string_view spec)
{
    if (offset > m_bytes.size() || m_bytes.size() - offset < length)
        return false;
    Field field = formatField({ m_bytes, offset, length }, format, m_context);
    field.name = std::move(name);
    field.spec = spec;
    return append(offset, length, std::move(field));
}

bool NodeBuilder::addText(std::size_t offset, std::size_t length, std::string name, std::string value,
    std::string meaning, std::string_view spec)
{
    Field field;
    field.name = std::move(name);
    field.raw = readLe(m_bytes, offset, std::min<std::size_t>(length, 8)).value_or(0);
    field.value = std::move(value);
    field.meaning = std::move(meaning);
    field.spec = spec;
    return append(offset, length, std::move(field));
}

Field* NodeBuilder::findField(std::string_view name)
{
    const auto found = std::find_if(
        m_node.fields.begin(), m_node.fields.end(), [name](const Field& field) { return field.name == name; });
    return found == m_node.fields.end() ? nullptr : &*found;
}

void NodeBuilder::diagnose(
    const Rule& rule, std::size_t offset, std::size_t length, std::string message, std::string_view spec)
{
    const std::size_t begin = std::min(offset, m_bytes.size());
    const std::size_t end = begin + std::min(length, m_bytes.size() - begin);
    m_node.diagnostics.push_back(diagnosticOf(rule, { m_base + begin, m_base + end }, std::move(message), spec));
}

Node NodeBuilder::finish()
{
    coverUpTo(m_bytes.size());
    return std::move(m_node);
}

} // namespace wb::descriptors
