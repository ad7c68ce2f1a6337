// SPDX-License-Identifier: GPL-3.0-or-later
// The formats of a video streaming interface with the frames, still images and colours that follow each.
// Source of truth: UVC 1.5 §3.9.2 and the payload specifications. Nothing is repaired.
// Thread: any; plain values. Lifetime: points into the view. Cost: linear.
#pragma once

#include "core/lint/class_fields.h"

namespace wb::lint {

struct VideoFormat {
    const Item* item = nullptr;
    std::vector<const Item*> frames; // of whatever kind
    std::vector<const Item*> stills;
    std::vector<const Item*> colors;
};

struct VideoStream {
    const ConfigurationView* configuration = nullptr;
    std::vector<const AlternateView*> settings; // of one interface; the first has the class-specific descriptors
    const Item* header = nullptr;
    std::vector<VideoFormat> formats;
    std::vector<const Item*> strays; // frames, still images and colours before any format

    [[nodiscard]] bool isInput() const { return header != nullptr && header->subtype() == 1; }
};

[[nodiscard]] std::vector<VideoStream> videoStreamsOf(const DeviceView& device);

// What a pixel takes in the formats whose GUIDs everybody knows.
[[nodiscard]] std::optional<unsigned> knownBitsPerPixel(const Item& format);

// True when frames of that subtype follow formats of that one.
[[nodiscard]] bool belongsTo(unsigned frameSubtype, unsigned formatSubtype);
// True when a format of that subtype lists its frames.
[[nodiscard]] bool hasFrames(unsigned formatSubtype);

} // namespace wb::lint
