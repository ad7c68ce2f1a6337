// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/descriptors/node_lines.h"

namespace wb::test {

QStringList linesOf(const descriptors::Node& node)
{
    QStringList lines { QString::fromStdString(node.title) };
    for (const descriptors::Field& field : node.fields) {
        if (field.name == "bLength" || field.name == "bDescriptorType")
            continue;
        const std::string text = field.name + "=" + field.value + (field.meaning.empty() ? "" : " " + field.meaning);
        lines.push_back(QString::fromStdString(text));
    }
    for (const descriptors::Diagnostic& diagnostic : node.diagnostics)
        lines.push_back(QStringLiteral("! ") + QString::fromStdString(diagnostic.message));
    return lines;
}

Bytes fromHex(const char* text)
{
    const Result<Bytes> bytes = parseHex(text);
    return bytes ? *bytes : Bytes {};
}

} // namespace wb::test
