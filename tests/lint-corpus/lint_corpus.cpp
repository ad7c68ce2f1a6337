// SPDX-License-Identifier: GPL-3.0-or-later
// lint_corpus DIR: every finding over the raw descriptors of real devices below a folder.
// lint_corpus --justified FILE DIR: holds the errors among them against a table, both ways. A line of the table is
// "file<TAB>rule<TAB>why the device is really wrong"; '#' begins a comment. One line stands for all findings of that
// rule in that file.
// Exit code: 0; 1 when an error is not justified or a justification is not needed; 2 when something cannot be read.
#include "core/descriptors/usb_ids.h"
#include "core/lint/lint.h"
#include "tests/lint-corpus/sample_file.h"

#include <cstdio>
#include <fstream>
#include <map>
#include <set>

using namespace wb;
using descriptors::Severity;

namespace {

using Key = std::pair<std::string, std::string>; // file, rule

struct Arguments {
    std::string table; // empty: only print
    std::string folder;
};

std::optional<Arguments> argumentsOf(int count, char** values)
{
    if (count == 2)
        return Arguments { {}, values[1] };
    if (count == 4 && std::string(values[1]) == "--justified")
        return Arguments { values[2], values[3] };
    return std::nullopt;
}

std::optional<std::set<Key>> readTable(const std::string& path)
{
    std::ifstream in(path);
    if (!in)
        return std::nullopt;
    std::set<Key> keys;
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.front() == '#')
            continue;
        const std::size_t first = line.find('\t');
        const std::size_t second = first == std::string::npos ? first : line.find('\t', first + 1);
        if (second == std::string::npos || second + 1 >= line.size()) {
            std::fprintf(stderr, "%s: not \"file<TAB>rule<TAB>why\": %s\n", path.c_str(), line.c_str());
            return std::nullopt;
        }
        keys.insert({ line.substr(0, first), line.substr(first + 1, second - first - 1) });
    }
    return keys;
}

std::string_view wordFor(Severity severity)
{
    return severity == Severity::Error ? "error" : severity == Severity::Warning ? "warning" : "note";
}

void print(const std::string& file, const lint::Finding& finding)
{
    const descriptors::Diagnostic& what = finding.diagnostic;
    const std::string_view severity = wordFor(what.severity);
    std::printf("%s: %.*s: %.*s at %zu: %s [%s]\n", file.c_str(), static_cast<int>(severity.size()), severity.data(),
        static_cast<int>(what.rule.size()), what.rule.data(), what.range.begin, what.message.c_str(),
        what.spec.c_str());
}

// Prints the findings of all samples; the errors among them by file and rule.
std::set<Key> lintAll(const std::filesystem::path& folder, std::size_t& samples)
{
    std::set<Key> errors;
    for (const std::filesystem::path& path : test::filesBelow(folder)) {
        const auto set = test::sampleFromFile(path);
        if (!set)
            continue;
        ++samples;
        const std::string file = path.lexically_relative(folder).string();
        const auto decoded = descriptors::decodeSet(*set, &descriptors::UsbIds::system());
        for (const lint::Finding& finding : lint::lint(*set, decoded).findings) {
            print(file, finding);
            if (finding.diagnostic.severity == Severity::Error)
                errors.insert({ file, std::string(finding.diagnostic.rule) });
        }
    }
    return errors;
}

// Prints what is in `these` and not in `those`.
bool tellMissing(const std::set<Key>& these, const std::set<Key>& those, const char* what)
{
    bool isComplete = true;
    for (const Key& key : these) {
        if (those.count(key) != 0)
            continue;
        std::fprintf(stderr, "%s: %s: %s\n", what, key.first.c_str(), key.second.c_str());
        isComplete = false;
    }
    return isComplete;
}

} // namespace

int main(int count, char** values)
{
    const auto arguments = argumentsOf(count, values);
    if (!arguments) {
        std::fprintf(stderr, "usage: lint_corpus [--justified FILE] DIR\n");
        return 2;
    }
    const auto justified = arguments->table.empty() ? std::optional(std::set<Key> {}) : readTable(arguments->table);
    if (!justified) {
        std::fprintf(stderr, "cannot read %s\n", arguments->table.c_str());
        return 2;
    }
    std::size_t samples = 0;
    const std::set<Key> errors = lintAll(arguments->folder, samples);
    if (samples == 0) {
        std::fprintf(stderr, "no raw descriptors below %s\n", arguments->folder.c_str());
        return 2;
    }
    std::printf("%zu samples, errors of %zu kinds in files\n", samples, errors.size());
    if (arguments->table.empty())
        return 0;
    const bool isJustified = tellMissing(errors, *justified, "not justified");
    const bool isNeeded = tellMissing(*justified, errors, "not needed");
    return isJustified && isNeeded ? 0 : 1;
}
