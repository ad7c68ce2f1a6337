// SPDX-License-Identifier: GPL-3.0-or-later
// Puts descriptors that follow each other where they belong: interfaces and associations at the top, endpoints and
// class descriptors below their interface, companions and class-specific endpoint descriptors below their endpoint.
// Source of truth for the order: USB 2.0 §9.4.3 and §9.6.4. Input is hostile; every step consumes at least one byte.
// Thread: belongs to one thread. Lifetime: `top` and `context` outlive it; `top` grows only through it while open.
#pragma once

#include "core/descriptors/registry.h"

namespace wb::descriptors {

class Grouping {
public:
    Grouping(std::vector<Node>& top, Context& context)
        : m_top(top)
        , m_context(context)
    {
    }

    // Decodes one descriptor from the front of `rest`, which stands at `base`; returns how many bytes it took.
    // REQUIRES: !rest.empty().
    std::size_t take(ByteView rest, std::size_t base);

    // What comes next belongs to no interface seen so far.
    void close();

private:
    void place(ByteView rest, std::size_t base);
    void addBelowInterface(Node node);

    std::vector<Node>& m_top;
    Context& m_context;
    bool m_hasInterface = false; // the last node of m_top is an interface that still takes children
    bool m_hasEndpoint = false; // and its last child an endpoint that does
};

} // namespace wb::descriptors
