// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lint/report.h"

namespace wb::lint {

void Report::add(
    const descriptors::Rule& rule, const Item& item, std::size_t offset, std::size_t width, std::string message)
{
    add(item, descriptors::diagnosticOf(rule, item.range(offset, width), std::move(message)));
}

void Report::add(const Item& item, const descriptors::Diagnostic& diagnostic)
{
    if (diagnostic.range.size() > 0)
        add(item.section(), diagnostic);
}

void Report::add(std::size_t section, const descriptors::Diagnostic& diagnostic)
{
    if (++m_counts[diagnostic.rule] > kMostPerRule)
        ++m_omitted;
    else
        m_findings.push_back({ section, diagnostic });
}

} // namespace wb::lint
