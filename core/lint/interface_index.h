// SPDX-License-Identifier: GPL-3.0-or-later
// The interfaces of one configuration by their number, for rules that ask about another interface for each they look
// at: hostile configurations have thousands of settings, and searching for each would cost their square.
// Source of truth: the view. Cost: linear to build, constant to ask. Thread: any; plain values. Lifetime: points into
// the view.
#pragma once

#include "core/lint/device_view.h"

#include <array>
#include <bitset>

namespace wb::lint {

using InterfaceSet = std::bitset<256>;

class InterfaceIndex {
public:
    explicit InterfaceIndex(const ConfigurationView& configuration);

    // Settings as they come in the descriptors; nullptr when the interface is not described.
    [[nodiscard]] const AlternateView* first(unsigned number) const { return m_first[number & 0xff]; }
    [[nodiscard]] const AlternateView* last(unsigned number) const { return m_last[number & 0xff]; }
    // The first association that holds the interface; nullptr when none does.
    [[nodiscard]] const Item* association(unsigned number) const { return m_associations[number & 0xff]; }

private:
    std::array<const AlternateView*, 256> m_first {};
    std::array<const AlternateView*, 256> m_last {};
    std::array<const Item*, 256> m_associations {};
};

// The numbers of those interfaces of which a setting is so.
template <typename Predicate>
[[nodiscard]] InterfaceSet interfacesWith(const ConfigurationView& configuration, const Predicate& isSo)
{
    InterfaceSet numbers;
    for (const AlternateView& alternate : configuration.alternates)
        if (isSo(alternate))
            numbers.set(alternate.number());
    return numbers;
}

} // namespace wb::lint
