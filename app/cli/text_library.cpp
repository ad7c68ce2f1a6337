// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/text.h"

#include <algorithm>

namespace wb::cli {
namespace {

constexpr std::size_t kErrnoWidth = 9; // "EOVERFLOW"

std::string column(std::string text, std::size_t width)
{
    text.resize(std::max(text.size(), width), ' ');
    return text + "  ";
}

template <class Row> std::size_t widestName(const std::vector<Row>& rows)
{
    std::size_t width = 0;
    for (const Row& row : rows)
        width = std::max(width, row.name.size());
    return width;
}

template <class Row> std::string stateLine(const Row& row, std::size_t width, const std::string& words)
{
    constexpr std::size_t kStateWidth = 19; // "needs libusb 1.0.27"
    return "  " + column(row.name, width) + column(stateText(row), kStateWidth) + words + "\n";
}

} // namespace

std::string libraryText(const usb::LibraryFacts& facts, std::size_t language)
{
    std::string text = escapeForDisplay(usb::versionText(facts));
    if (!facts.description.empty())
        text += " (" + escapeForDisplay(facts.description) + ")";
    if (!facts.file.empty())
        text += ", " + escapeForDisplay(facts.file);
    text += "\ncapabilities\n";
    for (const usb::LibraryCapability& capability : facts.capabilities)
        text += stateLine(capability, widestName(facts.capabilities), capability.meaning);
    text += "functions that not every release has\n";
    for (const usb::LibraryFunction& function : facts.functions)
        text += stateLine(function, widestName(facts.functions), function.without);
    text += "errors\n";
    for (const usb::LibraryError& error : facts.errors)
        text += "  " + column(error.name, widestName(facts.errors)) + column(std::to_string(error.code), 3)
            + column(error.systemError.name, kErrnoWidth) + escapeForDisplay(error.texts.at(language)) + "\n";
    text += "how transfers can end\n";
    for (const usb::LibraryStatus& status : facts.statuses)
        text += "  " + column(status.name, widestName(facts.statuses)) + column(std::to_string(status.code), 3)
            + column(status.systemError.name, kErrnoWidth) + std::string(usb::toString(status.status)) + "\n";
    text += "files\n";
    for (const usb::LibraryFile& file : facts.files)
        text += "  " + column(stateText(file), 16) + escapeForDisplay(file.file) + "\n";
    return text + "  " + std::string(usb::choiceOfLibraryWords()) + "\n";
}

} // namespace wb::cli
