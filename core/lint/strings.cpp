// SPDX-License-Identifier: GPL-3.0-or-later
// String descriptors and the indexes that name them: USB 2.0 §9.6.7, Mass Storage Bulk-Only 1.0 §4.1.1, and what
// Windows accepts as a serial number (Microsoft, "USB device descriptors").
#include "core/lint/checks.h"
#include "core/usb/names.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <map>
#include <optional>
#include <set>

namespace wb::lint {
namespace {

using descriptors::Field;
using descriptors::Node;
using descriptors::Rule;
using descriptors::Severity;
using usb::SectionKind;

constexpr std::string_view kSpec = "USB 2.0 §9.6.7";

constexpr Rule kMissing { "string.missing", Severity::Warning, kSpec,
    "Every index that a descriptor names has a string." };
constexpr Rule kNoLanguages { "string.languages-missing", Severity::Note, kSpec,
    "A device with strings has string 0, which names their languages." };
constexpr Rule kLanguagesEmpty { "string.languages-empty", Severity::Warning, kSpec,
    "String 0 names at least one language." };
constexpr Rule kLanguageZero { "string.language-zero", Severity::Warning, kSpec, "A language identifier is not 0." };
constexpr Rule kLanguageRepeated { "string.language-repeated", Severity::Warning, kSpec,
    "String 0 names every language once." };
constexpr Rule kEmpty { "string.empty", Severity::Note, kSpec, "A string that has nothing to say has no index." };
constexpr Rule kSurrogate { "string.surrogate", Severity::Warning, kSpec,
    "Strings are UTF-16: surrogates come in pairs." };
constexpr Rule kTerminated { "string.nul", Severity::Warning, kSpec, "Strings have no NUL characters." };
constexpr Rule kControl { "string.control-character", Severity::Warning, kSpec,
    "Strings are readable text without control characters." };
constexpr Rule kSpaces { "string.spaces", Severity::Note, kSpec, "Strings do not begin or end with spaces." };
constexpr Rule kSerial { "string.serial-character", Severity::Warning, "Microsoft: USB device descriptors",
    "A serial number has characters from 0x20 to 0x7f only and no comma." };
constexpr Rule kStorageSerial { "string.serial-mass-storage", Severity::Warning, "Bulk-Only 1.0 §4.1.1",
    "The serial number of a bulk-only mass storage device has 12 or more of the digits 0 to 9 and A to F." };

constexpr std::array kRules { kMissing, kNoLanguages, kLanguagesEmpty, kLanguageZero, kLanguageRepeated, kEmpty,
    kSurrogate, kTerminated, kControl, kSpaces, kSerial, kStorageSerial };

constexpr std::size_t kText = 2; // where it begins
constexpr std::size_t kUnit = 2; // bytes of a UTF-16 code unit

std::size_t unitCount(const Item& item) { return item.size() < kText ? 0 : (item.size() - kText) / kUnit; }
unsigned unitAt(const Item& item, std::size_t i) { return item.u16(kText + i * kUnit); }

bool isHigh(unsigned unit) { return unit >= 0xd800 && unit <= 0xdbff; }
bool isLow(unsigned unit) { return unit >= 0xdc00 && unit <= 0xdfff; }
bool isControl(unsigned unit) { return (unit != 0 && unit < 0x20) || (unit >= 0x7f && unit < 0xa0); }

template <class Predicate> std::optional<std::size_t> findUnit(const Item& item, Predicate isWanted)
{
    for (std::size_t i = 0; i < unitCount(item); ++i)
        if (isWanted(unitAt(item, i)))
            return i;
    return std::nullopt;
}

std::optional<std::size_t> findLoneSurrogate(const Item& item)
{
    for (std::size_t i = 0; i < unitCount(item); ++i) {
        const bool isPair = isHigh(unitAt(item, i)) && i + 1 < unitCount(item) && isLow(unitAt(item, i + 1));
        if (isPair)
            ++i;
        else if (isHigh(unitAt(item, i)) || isLow(unitAt(item, i)))
            return i;
    }
    return std::nullopt;
}

void checkCharacters(const StringView& string, Report& report)
{
    const Item& item = string.item;
    const std::string name = "String " + std::to_string(string.index);
    const auto tell = [&](const Rule& rule, std::size_t i, const std::string& what) {
        report.add(rule, item, kText + i * kUnit, kUnit,
            name + " has " + what + " (0x" + hex(unitAt(item, i), 4) + ") as character " + std::to_string(i + 1)
                + "; it must be left out.");
    };
    if (const auto lone = findLoneSurrogate(item))
        tell(kSurrogate, *lone, "half of a surrogate pair");
    if (const auto nul = findUnit(item, [](unsigned unit) { return unit == 0; }))
        tell(kTerminated, *nul, "a NUL");
    if (const auto control = findUnit(item, isControl))
        tell(kControl, *control, "a control character");
    const std::size_t count = unitCount(item);
    if (count == 0)
        report.add(kEmpty, item, 0, 1, name + " is empty; the index that names it should be 0.");
    else if (unitAt(item, 0) == ' ')
        tell(kSpaces, 0, "a space");
    else if (unitAt(item, count - 1) == ' ')
        tell(kSpaces, count - 1, "a space");
}

void checkLanguages(const DeviceView& device, bool hasIndexes, Report& report)
{
    if (!device.languages) {
        if (!device.strings.empty())
            report.add(kNoLanguages, device.strings.front().item, 0, 2,
                "There are strings and no string 0 to name their languages; hosts cannot ask for any of them.");
        return;
    }
    const Item& item = *device.languages;
    if (item.size() >= kText && unitCount(item) == 0 && hasIndexes)
        report.add(kLanguagesEmpty, item, 0, 1, "String 0 has no language; it must name those that strings are in.");
    std::set<unsigned> seen;
    for (std::size_t i = 0; i < unitCount(item); ++i) {
        const unsigned language = unitAt(item, i);
        if (language == 0)
            report.add(kLanguageZero, item, kText + i * kUnit, kUnit,
                "Language " + std::to_string(i + 1) + " is 0x0000, which is none; English, for example, is 0x0409.");
        else if (!seen.insert(language).second)
            report.add(kLanguageRepeated, item, kText + i * kUnit, kUnit,
                "Language 0x" + hex(language, 4) + " is named before; once is enough.");
    }
}

bool isBulkOnlyStorage(const DeviceView& device)
{
    constexpr unsigned kMassStorage = 0x08;
    constexpr unsigned kBulkOnly = 0x50;
    for (const ConfigurationView& configuration : device.configurations)
        for (const AlternateView& alternate : configuration.alternates)
            if (alternate.classCode() == kMassStorage && alternate.protocol() == kBulkOnly)
                return true;
    return false;
}

bool isSerialDigit(unsigned unit) { return (unit >= '0' && unit <= '9') || (unit >= 'A' && unit <= 'F'); }
bool isSerialCharacter(unsigned unit) { return unit >= 0x20 && unit <= 0x7f && unit != ','; }

void checkSerial(const DeviceView& device, const StringView& string, Report& report)
{
    constexpr std::size_t kLeast = 12;
    const Item& item = string.item;
    if (const auto bad = findUnit(item, [](unsigned unit) { return !isSerialCharacter(unit); }))
        report.add(kSerial, item, kText + *bad * kUnit, kUnit,
            "The serial number has 0x" + hex(unitAt(item, *bad), 4) + " as character " + std::to_string(*bad + 1)
                + "; with it Windows takes the device for one without a serial number.");
    if (!isBulkOnlyStorage(device))
        return;
    const auto foreign = findUnit(item, [](unsigned unit) { return !isSerialDigit(unit); });
    if (unitCount(item) < kLeast || foreign)
        report.add(kStorageSerial, item, kText, item.size(),
            "The serial number has " + std::to_string(unitCount(item)) + " characters"
                + (foreign ? " and not only digits" : "")
                + "; a bulk-only device must have 12 or more of 0 to 9 and A to F.");
}

// An index that a descriptor names.
struct Reference {
    std::size_t section = 0;
    const Field* field = nullptr;
};
using Indexes = std::bitset<256>;

void collect(const std::vector<Node>& nodes, std::size_t section, std::vector<Reference>& found)
{
    for (const Node& node : nodes) {
        for (const Field& field : node.fields)
            if (field.stringIndex && *field.stringIndex != 0)
                found.push_back({ section, &field });
        collect(node.children, section, found);
    }
}

std::vector<Reference> referencesOf(const DeviceView& device)
{
    std::vector<Reference> references;
    for (std::size_t section = 0; section < device.decoded.size(); ++section)
        if (device.decoded[section].section->kind != SectionKind::String)
            collect(device.decoded[section].nodes, section, references);
    return references;
}

// What was read, for every language of string 0.
std::map<unsigned, Indexes> readByLanguage(const DeviceView& device)
{
    std::map<unsigned, Indexes> read;
    for (std::size_t i = 0; device.languages && i < unitCount(*device.languages); ++i)
        read.try_emplace(unitAt(*device.languages, i));
    for (const StringView& string : device.strings)
        if (const auto language = read.find(string.language); language != read.end())
            language->second.set(string.index);
    return read;
}

// A string that is not there was refused or never asked for; the bytes do not tell. It is evident where all others that
// descriptors name were read in all languages, one behind it among them. Windows reads no name of the manufacturer.
std::optional<std::size_t> findMissing(const DeviceView& device, const Indexes& named)
{
    Indexes missing = named;
    for (const StringView& string : device.strings)
        missing.reset(string.index);
    const auto read = readByLanguage(device);
    const bool areOthersRead = std::all_of(
        read.begin(), read.end(), [&](const auto& language) { return (named & ~language.second) == missing; });
    if (missing.count() != 1 || read.empty() || !areOthersRead)
        return std::nullopt;
    std::size_t index = 0;
    while (!missing.test(index))
        ++index;
    const bool isLast = (named >> (index + 1)).none();
    const bool isManufacturer = device.device && device.device->u8(14) == index;
    return isLast || isManufacturer ? std::nullopt : std::optional(index);
}

void checkReferences(
    const DeviceView& device, const std::vector<Reference>& references, const Indexes& named, Report& report)
{
    const auto missing = findMissing(device, named);
    if (!missing)
        return;
    for (const Reference& reference : references)
        if (*reference.field->stringIndex == *missing)
            report.add(reference.section,
                descriptors::diagnosticOf(kMissing, reference.field->range,
                    reference.field->name + " names string " + std::to_string(*missing)
                        + ", which the device does not have; it must exist or the index be 0."));
}

void check(const DeviceView& device, Report& report)
{
    const std::vector<Reference> references = referencesOf(device);
    Indexes named;
    for (const Reference& reference : references)
        named.set(*reference.field->stringIndex);
    checkLanguages(device, !references.empty(), report);
    checkReferences(device, references, named, report);
    const unsigned serial = device.device ? device.device->u8(16) : 0;
    for (const StringView& string : device.strings) {
        // What no descriptor names is the maker's own and need not be text.
        if (named.test(string.index))
            checkCharacters(string, report);
        if (serial != 0 && string.index == serial)
            checkSerial(device, string, report);
    }
}

} // namespace

Group stringGroup() { return { kRules, check }; }

} // namespace wb::lint
