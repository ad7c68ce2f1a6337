// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/system_reader.h"

namespace wb::system {

namespace {

class NoSystem final : public SystemReader {
public:
    bool isAvailable() const override { return false; }
    std::optional<Bytes> bytes(const std::string&, std::size_t) const override { return std::nullopt; }
    std::string linkTarget(const std::string&) const override { return {}; }
    std::vector<DirectoryEntry> entries(const std::string&) const override { return {}; }
};

} // namespace

std::shared_ptr<const SystemReader> makeSystemReader(std::string) { return std::make_shared<const NoSystem>(); }

} // namespace wb::system
