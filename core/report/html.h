// SPDX-License-Identifier: GPL-3.0-or-later
// A device's descriptors as one HTML page that needs nothing else: style inside, no scripts, nothing loaded.
// What is wrong stands on top. Every field has its value, meaning and specification, every byte its place in the dump
// of its section; they link to each other. HID reports and signal graphs are told in words besides. Light or dark as
// the reader's system is.
// Source of truth: the nodes of core/descriptors; HTML Living Standard for the markup.
// Units: as the field says. Thread: any; no state. Ownership: everything is borrowed for the call.
// Input is hostile: never fails, the page grows in proportion to the bytes, and every text is escaped.
#pragma once

#include "core/descriptors/descriptor_set.h"

namespace wb::report {

struct HtmlInput {
    std::string heading; // plain text: the first line is the title, the others facts "name: value"
    std::span<const descriptors::DecodedSection> sections;
    const descriptors::UsbIds* names = nullptr;
};

[[nodiscard]] std::string htmlPage(const HtmlInput& input);

// `text` for use between tags and in quoted attributes: & < > " ' become entities.
[[nodiscard]] std::string escapeForHtml(std::string_view text);

} // namespace wb::report
