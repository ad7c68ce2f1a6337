// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/snapshot/compare.h"

namespace wb::snapshot {
namespace {

constexpr std::string_view kArrow = " -> ";

std::string_view markOf(Change change)
{
    switch (change) {
    case Change::Equal:
        return "  ";
    case Change::Changed:
        return "! ";
    case Change::Removed:
        return "- ";
    case Change::Added:
        return "+ ";
    }
    return "  ";
}

std::string sideText(const FieldSide& side)
{
    if (side.meaning.empty())
        return side.value.empty() ? "(nothing)" : side.value;
    return side.value + " (" + side.meaning + ")";
}

std::string valueText(const FieldDifference& field)
{
    switch (field.change) {
    case Change::Changed:
        return sideText(field.left) + std::string(kArrow) + sideText(field.right);
    case Change::Added:
        return sideText(field.right);
    case Change::Equal:
    case Change::Removed:
        return sideText(field.left);
    }
    return {};
}

void appendLine(std::string& text, std::size_t level, Change change, const std::string& words)
{
    text.append(2 * level, ' ').append(markOf(change)).append(words).append("\n");
}

void appendText(std::string& text, const Difference& difference, std::size_t level, bool withEqual)
{
    appendLine(text, level, difference.change, difference.title);
    for (const FieldDifference& field : difference.fields)
        if (withEqual || field.change != Change::Equal)
            appendLine(text, level + 1, field.change, field.name + ": " + valueText(field));
    for (const Difference& child : difference.children)
        if (withEqual || child.change != Change::Equal)
            appendText(text, child, level + 1, withEqual);
}

void appendFlat(std::vector<FlatDifference>& list, const Difference& difference, const std::string& path)
{
    if (difference.change == Change::Equal)
        return;
    if (difference.change != Change::Changed) {
        list.push_back({ path, {}, difference.change, {}, {} });
        return;
    }
    for (const FieldDifference& field : difference.fields)
        if (field.change != Change::Equal)
            list.push_back({ path, field.name, field.change, field.left, field.right });
    for (const Difference& child : difference.children)
        appendFlat(list, child, path.empty() ? child.title : path + " / " + child.title);
}

} // namespace

std::vector<FlatDifference> listDifferences(const Difference& difference)
{
    std::vector<FlatDifference> list;
    appendFlat(list, difference, {});
    return list;
}

std::string differenceText(const Difference& difference, bool withEqual)
{
    std::string text;
    for (const Difference& child : difference.children)
        if (withEqual || child.change != Change::Equal)
            appendText(text, child, 0, withEqual);
    return text;
}

std::string_view changeWord(Change change)
{
    switch (change) {
    case Change::Equal:
        return "equal";
    case Change::Changed:
        return "changed";
    case Change::Removed:
        return "removed";
    case Change::Added:
        return "added";
    }
    return "changed";
}

} // namespace wb::snapshot
