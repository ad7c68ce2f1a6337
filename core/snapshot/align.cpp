// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/snapshot/align.h"

#include <algorithm>
#include <map>

namespace wb::snapshot {
namespace {

constexpr std::size_t kMostCells = 250'000; // of one table
using Places = std::vector<std::size_t>;

class Aligner {
public:
    Aligner(std::span<const Element> left, std::span<const Element> right)
        : m_left(left)
        , m_right(right)
        , m_rightOf(left.size())
        , m_leftOf(right.size())
    {
    }

    std::vector<Match> run()
    {
        std::map<std::string_view, std::pair<Places, Places>> groups;
        for (std::size_t i = 0; i < m_left.size(); ++i)
            groups[m_left[i].key].first.push_back(i);
        for (std::size_t i = 0; i < m_right.size(); ++i)
            groups[m_right[i].key].second.push_back(i);
        for (const auto& [key, places] : groups)
            alignGroup(places.first, places.second);
        return matches();
    }

private:
    using View = std::span<const std::size_t>;

    [[nodiscard]] bool isEqual(std::size_t left, std::size_t right) const
    {
        const ByteView a = m_left[left].bytes;
        const ByteView b = m_right[right].bytes;
        return std::equal(a.begin(), a.end(), b.begin(), b.end());
    }

    void pair(std::size_t left, std::size_t right)
    {
        m_rightOf[left] = right;
        m_leftOf[right] = left;
    }

    void pairInOrder(View left, View right)
    {
        for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i)
            pair(left[i], right[i]);
    }

    void alignGroup(View left, View right)
    {
        while (!left.empty() && !right.empty() && isEqual(left.front(), right.front())) {
            pair(left.front(), right.front());
            left = left.subspan(1);
            right = right.subspan(1);
        }
        while (!left.empty() && !right.empty() && isEqual(left.back(), right.back())) {
            pair(left.back(), right.back());
            left = left.first(left.size() - 1);
            right = right.first(right.size() - 1);
        }
        if (left.empty() || right.empty())
            return;
        if (left.size() > kMostCells / right.size())
            pairInOrder(left, right);
        else
            alignByTable(left, right);
    }

    // table[i][j]: how many can meet among left[i..] and right[j..].
    [[nodiscard]] std::vector<std::uint32_t> countCommon(View left, View right) const
    {
        const std::size_t width = right.size() + 1;
        std::vector<std::uint32_t> table((left.size() + 1) * width);
        for (std::size_t i = left.size(); i-- > 0;) {
            for (std::size_t j = right.size(); j-- > 0;)
                table[i * width + j] = isEqual(left[i], right[j])
                    ? table[(i + 1) * width + j + 1] + 1
                    : std::max(table[(i + 1) * width + j], table[i * width + j + 1]);
        }
        return table;
    }

    void alignByTable(View left, View right)
    {
        const std::size_t width = right.size() + 1;
        const std::vector<std::uint32_t> table = countCommon(left, right);
        std::size_t gapLeft = 0;
        std::size_t gapRight = 0;
        std::size_t i = 0;
        std::size_t j = 0;
        while (i < left.size() && j < right.size()) {
            if (isEqual(left[i], right[j])) {
                pairInOrder(left.subspan(gapLeft, i - gapLeft), right.subspan(gapRight, j - gapRight));
                pair(left[i], right[j]);
                gapLeft = ++i;
                gapRight = ++j;
            } else if (table[(i + 1) * width + j] >= table[i * width + j + 1]) {
                ++i;
            } else {
                ++j;
            }
        }
        pairInOrder(left.subspan(gapLeft), right.subspan(gapRight));
    }

    [[nodiscard]] std::vector<Match> matches() const
    {
        std::vector<Match> matches;
        std::size_t nextLeft = 0;
        const auto takeAlone = [&](std::size_t end) {
            for (; nextLeft < end; ++nextLeft)
                if (!m_rightOf[nextLeft])
                    matches.push_back({ nextLeft, std::nullopt });
        };
        for (std::size_t right = 0; right < m_right.size(); ++right) {
            if (m_leftOf[right])
                takeAlone(*m_leftOf[right]);
            matches.push_back({ m_leftOf[right], right });
        }
        takeAlone(m_left.size());
        return matches;
    }

    std::span<const Element> m_left;
    std::span<const Element> m_right;
    std::vector<std::optional<std::size_t>> m_rightOf;
    std::vector<std::optional<std::size_t>> m_leftOf;
};

} // namespace

std::vector<Match> align(std::span<const Element> left, std::span<const Element> right)
{
    return Aligner(left, right).run();
}

} // namespace wb::snapshot
