// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/layer_order.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace wb::descriptors {
namespace {

constexpr int kOrderSweeps = 8;
constexpr int kRowSweeps = 6;

using Layers = std::vector<std::vector<std::size_t>>;
using Neighbours = std::vector<std::vector<std::size_t>>;

std::vector<std::size_t> positionsOf(const Layers& layers, std::size_t placeCount)
{
    std::vector<std::size_t> position(placeCount, 0);
    for (const auto& layer : layers)
        for (std::size_t i = 0; i < layer.size(); ++i)
            position[layer[i]] = i;
    return position;
}

// Pairs of segments between two layers that cross: inversions, counted with a binary indexed tree.
std::uint64_t crossingsBetween(const std::vector<std::size_t>& layer, std::size_t nextSize, const Neighbours& after,
    const std::vector<std::size_t>& position)
{
    std::vector<std::uint64_t> tree(nextSize + 1, 0);
    std::uint64_t seen = 0;
    std::uint64_t crossings = 0;
    for (const std::size_t place : layer) {
        for (const std::size_t target : after[place]) {
            std::uint64_t notBelow = 0;
            for (std::size_t i = position[target] + 1; i > 0; i &= i - 1)
                notBelow += tree[i];
            crossings += seen - notBelow;
        }
        for (const std::size_t target : after[place]) {
            ++seen;
            for (std::size_t i = position[target] + 1; i <= nextSize; i += i & (~i + 1))
                ++tree[i];
        }
    }
    return crossings;
}

std::uint64_t countCrossings(const Layers& layers, const Neighbours& after, std::size_t placeCount)
{
    const std::vector<std::size_t> position = positionsOf(layers, placeCount);
    std::uint64_t total = 0;
    for (std::size_t i = 0; i + 1 < layers.size(); ++i)
        total += crossingsBetween(layers[i], layers[i + 1].size(), after, position);
    return total;
}

// Puts the places of a layer in the order of the middle of their neighbours; those without any keep their place.
void sortByBarycentre(std::vector<std::size_t>& layer, const Neighbours& neighbours, std::vector<std::size_t>& position)
{
    struct Weighted {
        double weight;
        std::size_t place;
    };
    std::vector<Weighted> weighted;
    weighted.reserve(layer.size());
    for (const std::size_t place : layer) {
        double sum = 0;
        for (const std::size_t neighbour : neighbours[place])
            sum += static_cast<double>(position[neighbour]);
        const auto count = static_cast<double>(neighbours[place].size());
        weighted.push_back({ count > 0 ? sum / count : static_cast<double>(position[place]), place });
    }
    std::stable_sort(
        weighted.begin(), weighted.end(), [](const Weighted& a, const Weighted& b) { return a.weight < b.weight; });
    for (std::size_t i = 0; i < layer.size(); ++i) {
        layer[i] = weighted[i].place;
        position[layer[i]] = i;
    }
}

Layers withFewCrossings(Layers layers, const Neighbours& before, const Neighbours& after, std::size_t placeCount)
{
    Layers best = layers;
    std::uint64_t fewest = countCrossings(layers, after, placeCount);
    for (int sweep = 0; sweep < kOrderSweeps && fewest > 0; ++sweep) {
        std::vector<std::size_t> position = positionsOf(layers, placeCount);
        if (sweep % 2 == 0)
            for (auto& layer : layers)
                sortByBarycentre(layer, before, position);
        else
            for (std::size_t i = layers.size(); i-- > 0;)
                sortByBarycentre(layers[i], after, position);
        const std::uint64_t crossings = countCrossings(layers, after, placeCount);
        if (crossings < fewest) {
            fewest = crossings;
            best = layers;
        }
    }
    return best;
}

// Rows in the order of the layer, one apart at least, as near to the wanted ones as squares of distances tell: blocks
// that are in each other's way share the mean of what they want (pool adjacent violators).
void placeRows(const std::vector<std::size_t>& layer, const std::vector<double>& wanted, std::vector<int>& row)
{
    struct Block {
        double sum;
        std::size_t count;
        [[nodiscard]] double mean() const { return sum / static_cast<double>(count); }
    };
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < layer.size(); ++i) {
        blocks.push_back({ wanted[i] - static_cast<double>(i), 1 });
        while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() > blocks.back().mean()) {
            const Block last = blocks.back();
            blocks.pop_back();
            blocks.back().sum += last.sum;
            blocks.back().count += last.count;
        }
    }
    std::size_t next = 0;
    for (const Block& block : blocks) {
        const int shift = static_cast<int>(std::lround(block.mean()));
        for (std::size_t i = 0; i < block.count; ++i, ++next)
            row[layer[next]] = shift + static_cast<int>(next);
    }
}

double meanRow(const std::vector<std::size_t>& places, const std::vector<int>& row)
{
    const double sum = std::accumulate(
        places.begin(), places.end(), 0.0, [&row](double total, std::size_t place) { return total + row[place]; });
    return sum / static_cast<double>(places.size());
}

void alignLayer(const std::vector<std::size_t>& layer, const Neighbours& neighbours, std::vector<int>& row)
{
    std::vector<double> wanted;
    wanted.reserve(layer.size());
    for (const std::size_t place : layer)
        wanted.push_back(neighbours[place].empty() ? row[place] : meanRow(neighbours[place], row));
    placeRows(layer, wanted, row);
}

void takeOutEmptyRows(std::vector<int>& row)
{
    std::vector<int> used = row;
    std::sort(used.begin(), used.end());
    used.erase(std::unique(used.begin(), used.end()), used.end());
    for (int& value : row)
        value = static_cast<int>(std::lower_bound(used.begin(), used.end(), value) - used.begin());
}

} // namespace

std::vector<int> orderLayers(const LayerOrderInput& input)
{
    Neighbours after = successorsOf(input.placeCount, input.segments);
    Neighbours before(input.placeCount);
    for (const Edge& segment : input.segments)
        before[segment.to].push_back(segment.from);
    const Layers layers = withFewCrossings(input.layers, before, after, input.placeCount);
    std::vector<int> row(input.placeCount, 0);
    for (const auto& layer : layers)
        for (std::size_t i = 0; i < layer.size(); ++i)
            row[layer[i]] = static_cast<int>(i);
    for (int sweep = 0; sweep < kRowSweeps; ++sweep) {
        if (sweep % 2 == 0)
            for (const auto& layer : layers)
                alignLayer(layer, before, row);
        else
            for (std::size_t i = layers.size(); i-- > 0;)
                alignLayer(layers[i], after, row);
    }
    takeOutEmptyRows(row);
    return row;
}

} // namespace wb::descriptors
