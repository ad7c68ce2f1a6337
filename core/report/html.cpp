// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/html.h"

#include "core/descriptors/hid_report_text.h"
#include "core/descriptors/severity_word.h"
#include "core/descriptors/signal_graph_text.h"

#include <algorithm>
#include <vector>

namespace wb::report {
namespace {

using descriptors::Diagnostic;
using descriptors::Field;
using descriptors::Node;

constexpr std::size_t kBytesPerLine = 16;
constexpr std::size_t kMaxHeading = 6; // h6 is the smallest there is

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; --back: #ffffff; --front: #1b1e23; --soft: #5b6470; --line: #d5dae1;
  --shade: #f3f5f8; --link: #0b57a4; --error: #b3261e; --warning: #8a5300; --note: #35618e; }
@media (prefers-color-scheme: dark) {
  :root { --back: #16191d; --front: #e4e7eb; --soft: #9aa4b0; --line: #363c45; --shade: #20252b; --link: #7db8f5;
    --error: #ff8a80; --warning: #f0b35a; --note: #8fbce8; }
}
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; background: var(--back); color: var(--front);
  font: 15px/1.5 system-ui, sans-serif; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.6rem 0 .4rem; }
h3, h4, h5, h6 { font-size: 1.05rem; }
a { color: var(--link); text-decoration: none; }
a:hover, a:focus { text-decoration: underline; }
code, pre, .value, .bytes { font-family: ui-monospace, monospace; font-size: .92em; }
.summary, .facts, .spec { color: var(--soft); font-weight: normal; }
section section { margin-left: 1rem; padding-left: 1rem; border-left: 2px solid var(--line); }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .2rem .6rem .2rem 0; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
tr:target, span:target { background: var(--shade); outline: 2px solid var(--link); }
.bit td:first-child { padding-left: 1.5rem; }
.bit td { color: var(--soft); }
.diagnostics { list-style: none; margin: .4rem 0; padding: 0; }
.diagnostics li { border-left: .25rem solid; padding: .2rem .6rem; margin: .2rem 0; background: var(--shade); }
.error { border-color: var(--error); }
.error b { color: var(--error); }
.warning { border-color: var(--warning); }
.warning b { color: var(--warning); }
.note { border-color: var(--note); }
.note b { color: var(--note); }
pre { overflow-x: auto; padding: .6rem; background: var(--shade); }
pre a { color: inherit; }
)";

class Page {
public:
    explicit Page(const HtmlInput& input)
        : m_input(input)
    {
    }

    std::string take()
    {
        appendHead();
        appendFindings();
        appendContents();
        for (std::size_t i = 0; i < m_input.sections.size(); ++i)
            appendSection(i);
        m_out += "</main>\n</body>\n</html>\n";
        return std::move(m_out);
    }

private:
    [[nodiscard]] std::string byteId(std::size_t offset) const
    {
        return "b" + std::to_string(m_section) + "-" + std::to_string(offset);
    }
    [[nodiscard]] std::string fieldId(std::size_t offset) const
    {
        return "f" + std::to_string(m_section) + "-" + std::to_string(offset);
    }
    [[nodiscard]] static std::string sectionId(std::size_t section) { return "s" + std::to_string(section); }
    [[nodiscard]] std::string titleOf(std::size_t section) const
    {
        return escapeForHtml(descriptors::sectionTitle(*m_input.sections[section].section));
    }

    void appendHead()
    {
        const std::size_t end = m_input.heading.find('\n');
        const std::string title = escapeForHtml(m_input.heading.substr(0, end));
        m_out += "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
            + title + "</title>\n<style>" + std::string(kStyle) + "</style>\n</head>\n<body>\n<main>\n<h1>" + title
            + "</h1>\n";
        if (end == std::string::npos)
            return;
        m_out += "<ul class=\"facts\">\n";
        for (std::size_t begin = end + 1; begin < m_input.heading.size();) {
            const std::size_t stop = std::min(m_input.heading.find('\n', begin), m_input.heading.size());
            const std::size_t text = std::min(m_input.heading.find_first_not_of(' ', begin), stop);
            m_out += "<li>" + escapeForHtml(m_input.heading.substr(text, stop - text)) + "</li>\n";
            begin = stop + 1;
        }
        m_out += "</ul>\n";
    }

    // Those of all sections together: what a reader looks for first.
    void appendFindings()
    {
        std::string list;
        for (m_section = 0; m_section < m_input.sections.size(); ++m_section)
            for (const Node& node : m_input.sections[m_section].nodes)
                collectFindings(list, node);
        if (!list.empty())
            m_out += "<section>\n<h2>Checks</h2>\n<ul class=\"diagnostics\">\n" + list + "</ul>\n</section>\n";
    }

    void collectFindings(std::string& list, const Node& node) const
    {
        for (const Diagnostic& diagnostic : node.diagnostics)
            list += findingItem(diagnostic, titleOf(m_section) + ", " + escapeForHtml(node.title));
        for (const Node& child : node.children)
            collectFindings(list, child);
    }

    // `place`, HTML, is the text of a link to the bytes; a finding about nothing leads to its section.
    [[nodiscard]] std::string findingItem(const Diagnostic& diagnostic, const std::string& place) const
    {
        const std::string word(descriptors::severityWord(diagnostic.severity));
        const bool hasByte = diagnostic.range.begin < m_input.sections[m_section].section->bytes.size();
        std::string item = "<li class=\"" + word + "\"><b>" + word + "</b> " + escapeForHtml(diagnostic.message)
            + " <span class=\"spec\">" + escapeForHtml(diagnostic.spec) + "</span>";
        if (!place.empty())
            item += " <a href=\"#" + (hasByte ? byteId(diagnostic.range.begin) : sectionId(m_section)) + "\">" + place
                + "</a>";
        return item + "</li>\n";
    }

    void appendContents()
    {
        if (m_input.sections.size() < 2)
            return;
        m_out += "<nav>\n<h2>Contents</h2>\n<ul>\n";
        for (std::size_t i = 0; i < m_input.sections.size(); ++i)
            m_out += "<li><a href=\"#" + sectionId(i) + "\">" + titleOf(i) + "</a></li>\n";
        m_out += "</ul>\n</nav>\n";
    }

    void appendSection(std::size_t index)
    {
        m_section = index;
        const descriptors::DecodedSection& decoded = m_input.sections[index];
        m_fieldOf.assign(decoded.section->bytes.size(), 0);
        m_out += "<section id=\"" + sectionId(index) + "\">\n<h2>" + titleOf(index) + "</h2>\n";
        if (decoded.section->kind == usb::SectionKind::HidReport)
            appendWords("Reports",
                descriptors::hidReportText(descriptors::parseHidReport(decoded.section->bytes), m_input.names));
        if (decoded.section->kind == usb::SectionKind::Device)
            appendWords("Signal graphs", descriptors::toText(descriptors::findSignalGraphs(decoded.nodes)));
        for (const Node& node : decoded.nodes)
            appendNode(node, 3);
        appendDump(decoded.section->bytes);
        m_out += "</section>\n";
    }

    void appendWords(std::string_view title, const std::string& words)
    {
        if (!words.empty())
            m_out.append("<h3>").append(title).append("</h3>\n<pre>").append(escapeForHtml(words)).append("</pre>\n");
    }

    void appendNode(const Node& node, std::size_t level)
    {
        const std::string tag = "h" + std::to_string(std::min(level, kMaxHeading));
        m_out += "<section>\n<" + tag + ">" + escapeForHtml(node.title);
        if (!node.summary.empty())
            m_out += " <span class=\"summary\">" + escapeForHtml(node.summary) + "</span>";
        m_out += "</" + tag + ">\n";
        appendDiagnostics(node);
        if (!node.fields.empty()) {
            m_out += "<table>\n<thead><tr><th>Field</th><th>Value</th><th>Meaning</th><th>Bytes</th>"
                     "<th>Specification</th></tr></thead>\n<tbody>\n";
            for (const Field& field : node.fields)
                appendField(field);
            m_out += "</tbody>\n</table>\n";
        }
        for (const Node& child : node.children)
            appendNode(child, level + 1);
        m_out += "</section>\n";
    }

    void appendDiagnostics(const Node& node)
    {
        if (node.diagnostics.empty())
            return;
        m_out += "<ul class=\"diagnostics\">\n";
        for (const Diagnostic& diagnostic : node.diagnostics)
            m_out += findingItem(diagnostic, {});
        m_out += "</ul>\n";
    }

    void appendField(const Field& field)
    {
        const std::size_t begin = field.range.begin;
        for (std::size_t i = begin; i < field.range.end && i < m_fieldOf.size(); ++i)
            m_fieldOf[i] = begin;
        const std::string last = field.range.size() > 1 ? "–" + std::to_string(field.range.end - 1) : "";
        m_out += "<tr id=\"" + fieldId(begin) + "\"><td>" + escapeForHtml(field.name) + "</td><td class=\"value\">"
            + escapeForHtml(field.value) + "</td><td>" + escapeForHtml(field.meaning)
            + "</td><td class=\"bytes\"><a href=\"#" + byteId(begin) + "\">" + std::to_string(begin) + last
            + "</a></td><td class=\"spec\">" + escapeForHtml(field.spec) + "</td></tr>\n";
        for (const Field::Bits& bits : field.bits)
            m_out += "<tr class=\"bit\"><td>" + escapeForHtml(bits.name) + "</td><td class=\"value\">"
                + escapeForHtml(bits.value) + "</td><td>" + escapeForHtml(bits.meaning)
                + "</td><td></td><td></td></tr>\n";
    }

    void appendDump(ByteView bytes)
    {
        if (bytes.empty())
            return;
        const int digits = bytes.size() > 0x10000 ? 8 : 4;
        m_out += "<h3>Bytes</h3>\n<pre>";
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            const bool isFirst = i % kBytesPerLine == 0;
            m_out += isFirst ? (i == 0 ? "" : "\n") + hex(i, digits) + "  " : " ";
            m_out += "<span id=\"" + byteId(i) + "\"><a href=\"#" + fieldId(m_fieldOf[i]) + "\">" + hex(bytes[i], 2)
                + "</a></span>";
        }
        m_out += "</pre>\n";
    }

    const HtmlInput& m_input;
    std::size_t m_section = 0; // the one that ids are made for
    std::vector<std::size_t> m_fieldOf; // where the field of each byte of the section begins
    std::string m_out;
};

} // namespace

std::string escapeForHtml(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string htmlPage(const HtmlInput& input) { return Page(input).take(); }

} // namespace wb::report
