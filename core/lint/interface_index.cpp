// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lint/interface_index.h"

#include <algorithm>

namespace wb::lint {

InterfaceIndex::InterfaceIndex(const ConfigurationView& configuration)
{
    for (const AlternateView& alternate : configuration.alternates) {
        const AlternateView*& first = m_first[alternate.number()];
        first = first == nullptr ? &alternate : first;
        m_last[alternate.number()] = &alternate;
    }
    InterfaceSet held;
    for (const Item& association : configuration.associations) {
        if (held.all())
            return;
        const unsigned end = std::min(256U, association.u8(2) + association.u8(3));
        for (unsigned number = association.u8(2); number < end; ++number) {
            if (!held.test(number))
                m_associations[number] = &association;
            held.set(number);
        }
    }
}

} // namespace wb::lint
