// SPDX-License-Identifier: GPL-3.0-or-later
// Raw descriptors of real devices as files, told apart by their bytes: a device with its configurations (sysfs layout),
// a configuration alone, a BOS, a HID report descriptor.
// Source of truth: USB 2.0 §9.5, HID 1.11 §6.2.2; the kind of a HID file by its first item or by its name.
// Speed is not in the bytes: it is guessed from packet sizes, and Unknown when they leave it open.
// Thread: any. Errors: what is none of these (a lone device descriptor, text, captures) gives nullopt.
#pragma once

#include "core/descriptors/descriptor_set.h"

#include <filesystem>
#include <optional>

namespace wb::test {

inline constexpr std::size_t kLargestSample = 65536;

// A configuration alone gets a plain device descriptor in front, as sysfs has it.
[[nodiscard]] std::optional<descriptors::DescriptorSet> sampleFromFile(const std::filesystem::path& file);

[[nodiscard]] usb::Speed guessSpeed(ByteView deviceAndConfigurations);

// Every regular file below the folder, ascending by path.
[[nodiscard]] std::vector<std::filesystem::path> filesBelow(const std::filesystem::path& folder);

} // namespace wb::test
