// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"

namespace wb::cli {

namespace {

// By name: the numbers differ between systems.
Json systemErrorName(const usb::SystemError& error) { return error.name.empty() ? Json() : Json(error.name); }

} // namespace

Json libraryDocument(const usb::LibraryFacts& facts, std::size_t language)
{
    Json capabilities = Json::array();
    for (const usb::LibraryCapability& capability : facts.capabilities)
        capabilities.push_back(
            { { "name", capability.name }, { "meaning", capability.meaning }, { "present", capability.isPresent } });
    Json functions = Json::array();
    for (const usb::LibraryFunction& function : facts.functions)
        functions.push_back({ { "name", function.name }, { "since", function.since }, { "present", function.isPresent },
            { "without", function.without } });
    Json errors = Json::array();
    for (const usb::LibraryError& error : facts.errors)
        errors.push_back({ { "name", error.name }, { "code", error.code }, { "kind", toString(error.kind) },
            { "text", error.texts.at(language) }, { "errno", systemErrorName(error.systemError) } });
    Json statuses = Json::array();
    for (const usb::LibraryStatus& status : facts.statuses)
        statuses.push_back({ { "name", status.name }, { "code", status.code },
            { "status", usb::toString(status.status) }, { "errno", systemErrorName(status.systemError) } });
    Json files = Json::array();
    for (const usb::LibraryFile& file : facts.files)
        files.push_back({ { "file", file.file }, { "state", stateText(file) } });
    return { { "schema", "usb-workbench.library/1" }, { "name", facts.name }, { "version", facts.version },
        { "candidate", facts.candidate }, { "description", facts.description },
        { "file", facts.file.empty() ? Json() : Json(facts.file) }, { "capabilities", std::move(capabilities) },
        { "functions", std::move(functions) }, { "languages", facts.languages },
        { "language", facts.languages.at(language) }, { "errors", std::move(errors) },
        { "statuses", std::move(statuses) }, { "files", std::move(files) } };
}

} // namespace wb::cli
