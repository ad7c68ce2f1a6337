// SPDX-License-Identifier: GPL-3.0-or-later
// What an interface block says about its device: a line for people and a JSON comment for our own reader.
//   {"usb-workbench":1,"bus":1,"address":5,"speed":"high","product":"...","serial":"..."}
// Strings come from devices and are hostile: the JSON is pure ASCII, everything else is \uXXXX.
// Thread: any; pure functions. Errors: parsing gives nullopt for anything that is not exactly such an object.
#pragma once

#include "core/capture/record.h"

namespace wb::capture {

[[nodiscard]] std::string interfaceDescription(const LoggedDevice& device); // "1d6b:0002 product"
[[nodiscard]] std::string deviceComment(const LoggedDevice& device);

// Fills what the comment holds; descriptor and interfaceName stay empty.
[[nodiscard]] std::optional<LoggedDevice> parseDeviceComment(std::string_view comment);

} // namespace wb::capture
