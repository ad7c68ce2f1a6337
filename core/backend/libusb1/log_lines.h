// SPDX-License-Identifier: GPL-3.0-or-later
// What libusb had to say about the call that just failed. It names the errno only in its log (P33), so
// the last warning or error of each thread is kept until somebody asks for it.
// Whoever wants to hear all that libusb says gives a sink.
// The callback is called on any thread, with libusb's locks held: it copies the text and returns (P52).
// It is installed as the process-wide one, because a context's own callback does not keep 1.0.26 from
// writing the same line to stderr as well.
// Thread: any; each thread sees its own line only, the sink sees those of all.
#pragma once

#include "core/usb/library_facts.h"

namespace wb::backend {

void keepLogLines(); // installs the callback; may be called again

// Once this has returned, no other sink is called any more. The sink gets what is not above `most`, whatever else
// libusb has been told to say.
void setLogSink(const usb::MessageSink& newSink);
void setLogSinkLevel(usb::LogLevel most);

// "[submit_bulk_transfer] submiturb failed, errno=12"; empty when nothing was logged since the last take.
[[nodiscard]] std::string takeLogLine();
void forgetLogLine();

} // namespace wb::backend
