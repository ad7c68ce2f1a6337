// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/buffer.h"

#include <algorithm>
#include <cassert>
#include <mutex>
#include <new>
#include <utility>

namespace wb {
namespace {

constexpr std::size_t kPage = 4096;
constexpr std::align_val_t kAlignment { kPage };

} // namespace

struct Buffer::PoolState {
    struct Idle {
        Storage storage;
        std::size_t capacity;
    };
    mutable std::mutex mutex;
    std::vector<Idle> idle; // newest last: reusing the newest keeps caches warm
    std::size_t idleBytes = 0;
    std::size_t maxIdleBytes = 0;
};

void Buffer::Release::operator()(Byte* storage) const noexcept
{
    if (m_isAligned)
        ::operator delete[](storage, kAlignment);
    else
        delete[] storage;
}

Buffer::Storage Buffer::allocate(std::size_t size)
{
    if (size < kPage)
        return Storage(new Byte[size]);
    return Storage(static_cast<Byte*>(::operator new[](size, kAlignment)), Release(true));
}

Buffer::Buffer(std::size_t size)
    : m_storage(allocate(size))
    , m_size(size)
    , m_capacity(size)
{
}

Buffer::Buffer(ByteView contents)
    : Buffer(contents.size())
{
    std::copy(contents.begin(), contents.end(), m_storage.get());
}

Buffer::Buffer(Buffer&& other) noexcept
    : m_storage(std::move(other.m_storage))
    , m_size(std::exchange(other.m_size, 0))
    , m_capacity(std::exchange(other.m_capacity, 0))
    , m_pool(std::move(other.m_pool))
{
}

Buffer& Buffer::operator=(Buffer&& other) noexcept
{
    if (this != &other) {
        if (m_storage)
            giveBack();
        m_storage = std::move(other.m_storage);
        m_size = std::exchange(other.m_size, 0);
        m_capacity = std::exchange(other.m_capacity, 0);
        m_pool = std::move(other.m_pool);
    }
    return *this;
}

void Buffer::shrink(std::size_t size)
{
    assert(size <= m_capacity);
    m_size = size;
}

void Buffer::giveBack() noexcept
{
    const std::shared_ptr<PoolState> pool = m_pool.lock();
    if (!pool) {
        m_storage.reset();
        return;
    }
    const std::lock_guard lock(pool->mutex);
    // The list was reserved when the buffer was taken, so push_back cannot throw here.
    if (pool->idleBytes + m_capacity <= pool->maxIdleBytes && pool->idle.size() < pool->idle.capacity()) {
        pool->idleBytes += m_capacity;
        pool->idle.push_back({ std::move(m_storage), m_capacity });
    } else {
        m_storage.reset();
    }
}

BufferPool::BufferPool(std::size_t maxIdleBytes)
    : m_state(std::make_shared<Buffer::PoolState>())
{
    m_state->maxIdleBytes = maxIdleBytes;
    m_state->idle.reserve(1024);
}

Buffer BufferPool::take(std::size_t size)
{
    {
        const std::lock_guard lock(m_state->mutex);
        auto& idle = m_state->idle;
        // Only the newest few are tried: a stream uses one size, so the last one nearly always fits.
        const std::size_t tries = std::min<std::size_t>(idle.size(), 8);
        for (std::size_t i = 0; i < tries; ++i) {
            auto& candidate = idle[idle.size() - 1 - i];
            if (candidate.capacity < size || candidate.capacity > 2 * size + 4096)
                continue;
            Buffer buffer;
            buffer.m_storage = std::move(candidate.storage);
            buffer.m_capacity = candidate.capacity;
            buffer.m_size = size;
            buffer.m_pool = m_state;
            m_state->idleBytes -= candidate.capacity;
            std::swap(candidate, idle.back());
            idle.pop_back();
            return buffer;
        }
    }
    Buffer buffer(size);
    buffer.m_pool = m_state;
    return buffer;
}

std::size_t BufferPool::idleBytes() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->idleBytes;
}

} // namespace wb
