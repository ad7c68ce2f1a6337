// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/system_facts.h"

namespace wb::backend {

namespace {

class NoSystemFacts final : public SystemFacts {
public:
    void refresh() override { }
    std::optional<LiveFacts> live(std::uint16_t, std::uint8_t) const override { return std::nullopt; }
    FixedFacts fixed(const std::string&) const override { return {}; }
};

} // namespace

std::unique_ptr<SystemFacts> makeSystemFacts() { return std::make_unique<NoSystemFacts>(); }

BusAddress busAddressOf(std::uint64_t) { return {}; }

} // namespace wb::backend
