// SPDX-License-Identifier: GPL-3.0-or-later
// Transfer buffers that move from the wire to the log without being copied.
// A Buffer owns heap storage (never stack memory: pitfalls P19) and gives it back to its pool when
// destroyed, on whatever thread that happens.
// Thread: BufferPool is thread-safe; a Buffer belongs to one thread at a time. The pool may be
// destroyed before its buffers: they then free their storage themselves.
// The storage of a large buffer begins on a page: disks read it where it lies.
// Units: bytes. Errors: take() throws std::bad_alloc only; sizes from users are checked by callers.
#pragma once

#include "core/base/bytes.h"

#include <memory>

namespace wb {

class BufferPool;

class Buffer {
public:
    Buffer() = default;
    explicit Buffer(std::size_t size); // without a pool; contents unspecified
    explicit Buffer(ByteView contents);
    Buffer(Buffer&&) noexcept;
    Buffer& operator=(Buffer&&) noexcept;
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    ~Buffer()
    {
        if (m_storage)
            giveBack();
    }

    [[nodiscard]] Byte* data() { return m_storage.get(); }
    [[nodiscard]] const Byte* data() const { return m_storage.get(); }
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::size_t capacity() const { return m_capacity; }
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    [[nodiscard]] ByteView view() const { return { m_storage.get(), m_size }; }
    [[nodiscard]] ByteView first(std::size_t count) const { return view().first(count < m_size ? count : m_size); }
    [[nodiscard]] MutableByteView mutableView() { return { m_storage.get(), m_size }; }
    void shrink(std::size_t size); // REQUIRES: size <= capacity()

private:
    friend class BufferPool;
    struct PoolState;
    void giveBack() noexcept; // REQUIRES: it has storage

    class Release {
    public:
        Release()
            : m_isAligned(false)
        {
        }
        explicit Release(bool isAligned)
            : m_isAligned(isAligned)
        {
        }
        void operator()(Byte* storage) const noexcept;

    private:
        bool m_isAligned;
    };
    using Storage = std::unique_ptr<Byte[], Release>;
    [[nodiscard]] static Storage allocate(std::size_t size);

    Storage m_storage;
    std::size_t m_size = 0;
    std::size_t m_capacity = 0;
    std::weak_ptr<PoolState> m_pool;
};

class BufferPool {
public:
    explicit BufferPool(std::size_t maxIdleBytes = std::size_t { 32 } << 20);

    // A buffer of exactly `size` bytes, contents unspecified; recycled when one that fits is idle.
    [[nodiscard]] Buffer take(std::size_t size);
    [[nodiscard]] std::size_t idleBytes() const;

private:
    std::shared_ptr<Buffer::PoolState> m_state;
};

} // namespace wb
