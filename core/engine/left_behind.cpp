// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/left_behind.h"

#include <mutex>
#include <vector>

namespace wb::engine {

void leaveBehind(std::shared_ptr<void> object)
{
    struct Kept {
        std::mutex mutex;
        std::vector<std::shared_ptr<void>> objects;
    };
    static Kept* const kept = new Kept; // never destroyed: that is its purpose
    const std::lock_guard lock(kept->mutex);
    kept->objects.push_back(std::move(object));
}

} // namespace wb::engine
