// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/direct_write.h"

#include <algorithm>
#include <cassert>
#include <memory>

namespace wb::capture {
namespace {

constexpr std::size_t kStageBytes = std::size_t { 256 } << 10;
constexpr std::size_t kMaxVectors = 512; // IOV_MAX is 1024 on Linux, at least 16 anywhere

} // namespace

std::size_t DirectWrite::distanceToUnit(Byte* address)
{
    void* unit = address;
    std::size_t space = 2 * kUnit;
    std::align(kUnit, 1, unit, space);
    return 2 * kUnit - space;
}

DirectWrite::DirectWrite()
    : m_stage(kStageBytes)
{
    m_vectors.reserve(kMaxVectors);
}

std::span<const iovec> DirectWrite::gather(PieceCursor cursor)
{
    m_vectors.clear();
    m_staged = 0;
    m_isStaging = false;
    std::size_t beginning = 0; // of a unit, that the vectors end with
    while (cursor.remaining() > 0 && hasRoom()) {
        MutableByteView piece = cursor.front();
        const std::size_t wholeUnits = piece.size() - piece.size() % kUnit;
        if (beginning == 0 && wholeUnits > 0 && distanceToUnit(piece.data()) == 0) {
            m_vectors.push_back({ piece.data(), wholeUnits });
            m_isStaging = false;
            cursor.advance(wholeUnits);
            continue;
        }
        piece = piece.first(std::min(piece.size(), m_stage.size() - m_staged));
        stage(piece);
        beginning = (beginning + piece.size()) % kUnit;
        cursor.advance(piece.size());
    }
    dropBeginningOfUnit(beginning);
    return m_vectors;
}

void DirectWrite::stage(MutableByteView bytes)
{
    std::copy(bytes.begin(), bytes.end(), m_stage.data() + m_staged);
    if (!m_isStaging)
        m_vectors.push_back({ m_stage.data() + m_staged, 0 });
    m_isStaging = true;
    m_staged += bytes.size();
    m_vectors.back().iov_len += bytes.size();
}

void DirectWrite::dropBeginningOfUnit(std::size_t size)
{
    if (size == 0)
        return;
    assert(m_isStaging && m_vectors.back().iov_len >= size);
    m_vectors.back().iov_len -= size;
    if (m_vectors.back().iov_len == 0)
        m_vectors.pop_back();
}

} // namespace wb::capture
