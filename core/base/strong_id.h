// SPDX-License-Identifier: GPL-3.0-or-later
// Integer identities that cannot be mixed up: a DeviceId is not a RequestId.
// Zero means "none". Ids made by IdSource are unique and increasing for the life of the process.
// Thread: StrongId is a value; IdSource::next() may be called from any thread.
#pragma once

#include <atomic>
#include <compare>
#include <cstdint>
#include <functional>

namespace wb {

template <class Tag> struct StrongId {
    std::uint64_t value = 0;

    [[nodiscard]] bool isValid() const { return value != 0; }
    auto operator<=>(const StrongId&) const = default;
};

template <class Id> class IdSource {
public:
    [[nodiscard]] Id next() { return Id { m_last.fetch_add(1, std::memory_order_relaxed) + 1 }; }

private:
    std::atomic<std::uint64_t> m_last { 0 };
};

} // namespace wb

template <class Tag> struct std::hash<wb::StrongId<Tag>> {
    std::size_t operator()(wb::StrongId<Tag> id) const noexcept { return std::hash<std::uint64_t> {}(id.value); }
};
