// SPDX-License-Identifier: GPL-3.0-or-later
// A device's descriptors as one HTML page that needs nothing else: style inside, no scripts, nothing loaded.
// Every field has its value, meaning and specification, every byte its place in a dump at the end; they link to each
// other. Light or dark as the reader's system is.
// Source of truth: the nodes of core/descriptors; HTML Living Standard for the markup.
// Units: as the field says. Thread: any; no state. Ownership: everything is borrowed for the call.
// Input is hostile: never fails, the page grows in proportion to the bytes, and every text is escaped.
#pragma once

#include "core/report/lsusb_text.h"

namespace wb::report {

struct HtmlInput {
    ByteView descriptors; // sysfs layout: the device descriptor, then whole configurations
    std::string heading; // plain text: the first line is the title, the others facts "name: value"
    usb::Speed speed = usb::Speed::Unknown;
    const descriptors::UsbIds* names = nullptr;
    StringTexts strings;
};

[[nodiscard]] std::string htmlPage(const HtmlInput& input);

// `text` for use between tags and in quoted attributes: & < > " ' become entities.
[[nodiscard]] std::string escapeForHtml(std::string_view text);

} // namespace wb::report
