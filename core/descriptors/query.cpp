// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/query.h"

#include <algorithm>
#include <charconv>

namespace wb::descriptors {
namespace {

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

bool contains(std::string_view text, const std::string& wanted)
{
    return lower(text).find(wanted) != std::string::npos;
}

// "18", "0x12", "0b10010"
std::optional<std::uint64_t> numberIn(std::string_view text)
{
    int base = 10;
    if (text.substr(0, 2) == "0x" || text.substr(0, 2) == "0b") {
        base = text[1] == 'x' ? 16 : 2;
        text.remove_prefix(2);
    }
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(value)
                                                                                     : std::nullopt;
}

struct Operator {
    std::string_view text;
    QueryOperator compare;
};
// The longer ones first.
constexpr auto kOperators = std::to_array<Operator>({ { "!=", QueryOperator::Unequal }, { "<=", QueryOperator::AtMost },
    { ">=", QueryOperator::AtLeast }, { "==", QueryOperator::Equal }, { "=", QueryOperator::Equal },
    { "<", QueryOperator::Less }, { ">", QueryOperator::Greater }, { "~", QueryOperator::Contains } });

struct Word {
    std::string text; // without quotes
    std::size_t column = 0; // 1-based
    std::size_t quotedFrom = std::string::npos; // where its first quoted character stands in `text`
};

Result<std::vector<Word>> wordsOf(std::string_view text)
{
    std::vector<Word> words;
    bool isOpen = false;
    bool isQuoted = false;
    std::size_t quoteColumn = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isSpace = text[i] == ' ' || text[i] == '\t' || text[i] == '\n';
        if (isSpace && !isQuoted) {
            isOpen = false;
            continue;
        }
        if (!isOpen)
            words.push_back({ {}, i + 1 });
        isOpen = true;
        Word& word = words.back();
        if (text[i] != '"') {
            word.text += text[i];
            continue;
        }
        isQuoted = !isQuoted;
        quoteColumn = i + 1;
        word.quotedFrom = std::min(word.quotedFrom, word.text.size());
    }
    if (isQuoted)
        return fail(ErrorKind::InvalidArgument, "read the query",
            "the quote at column " + std::to_string(quoteColumn) + " has no end");
    return words;
}

Result<QueryTerm> termOf(const Word& word)
{
    QueryTerm term;
    const std::size_t at = word.text.find_first_of("=!<>~");
    const auto* found = kOperators.end();
    if (at != std::string::npos && at < word.quotedFrom)
        found = std::find_if(kOperators.begin(), kOperators.end(), [&](const Operator& candidate) {
            return word.text.compare(at, candidate.text.size(), candidate.text) == 0;
        });
    if (found == kOperators.end()) {
        term.text = lower(word.text);
        return term;
    }
    term.field = lower(std::string_view(word.text).substr(0, at));
    term.compare = found->compare;
    term.text = lower(std::string_view(word.text).substr(at + found->text.size()));
    term.number = numberIn(term.text);
    const bool isOrdered = term.compare != QueryOperator::Equal && term.compare != QueryOperator::Unequal
        && term.compare != QueryOperator::Contains;
    const std::string where = " at column " + std::to_string(word.column);
    if (term.field.empty() || term.text.empty())
        return fail(ErrorKind::InvalidArgument, "read the query",
            std::string(term.field.empty() ? "a field's name" : "a value") + " is missing" + where
                + "; write bDeviceClass=7");
    if (isOrdered && !term.number)
        return fail(ErrorKind::InvalidArgument, "read the query", "only numbers can be compared with <, >" + where);
    return term;
}

bool isCalled(const Field& field, const std::string& wanted)
{
    const std::string name = lower(field.name);
    return name == wanted
        || (name.size() > wanted.size() && name[wanted.size()] == '[' && name.compare(0, wanted.size(), wanted) == 0);
}

bool comparesAsNumber(const Field& field, const QueryTerm& term) { return term.number && field.range.size() <= 8; }

bool hasValue(const Field& field, const QueryTerm& term)
{
    if (comparesAsNumber(field, term))
        return field.raw == *term.number;
    return lower(field.value) == term.text || lower(field.meaning) == term.text
        || lower(field.meaning) == "\"" + term.text + "\"";
}

bool textStandsIn(const Field& field, const std::string& text)
{
    if (contains(field.name, text) || contains(field.value, text) || contains(field.meaning, text))
        return true;
    return std::any_of(field.bits.begin(), field.bits.end(),
        [&](const Field::Bits& bits) { return contains(bits.name, text) || contains(bits.meaning, text); });
}

// Unequal is the caller's: it is about all fields of that name.
bool satisfies(const Field& field, const QueryTerm& term)
{
    if (term.compare == QueryOperator::Text)
        return textStandsIn(field, term.text);
    if (!isCalled(field, term.field))
        return false;
    switch (term.compare) {
    case QueryOperator::Equal:
    case QueryOperator::Unequal:
        return hasValue(field, term);
    case QueryOperator::Contains:
        return contains(field.value, term.text) || contains(field.meaning, term.text);
    case QueryOperator::Less:
        return comparesAsNumber(field, term) && field.raw < *term.number;
    case QueryOperator::Greater:
        return comparesAsNumber(field, term) && field.raw > *term.number;
    case QueryOperator::AtMost:
        return comparesAsNumber(field, term) && field.raw <= *term.number;
    case QueryOperator::AtLeast:
        return comparesAsNumber(field, term) && field.raw >= *term.number;
    case QueryOperator::Text:
        break;
    }
    return false;
}

bool satisfies(const DeviceAttribute& attribute, const QueryTerm& term)
{
    if (attribute.name != term.field)
        return false;
    const bool areNumbers = attribute.number && term.number;
    switch (term.compare) {
    case QueryOperator::Equal:
    case QueryOperator::Unequal:
        return areNumbers ? *attribute.number == *term.number : lower(attribute.value) == term.text;
    case QueryOperator::Contains:
        return contains(attribute.value, term.text);
    case QueryOperator::Less:
        return areNumbers && *attribute.number < *term.number;
    case QueryOperator::Greater:
        return areNumbers && *attribute.number > *term.number;
    case QueryOperator::AtMost:
        return areNumbers && *attribute.number <= *term.number;
    case QueryOperator::AtLeast:
        return areNumbers && *attribute.number >= *term.number;
    case QueryOperator::Text:
        break;
    }
    return false;
}

class Search {
public:
    Search(const Query& query, std::size_t mostHits)
        : m_query(query)
        , m_mostHits(mostHits)
        , m_isSatisfied(query.terms.size(), false)
    {
    }

    void lookAtNames(std::span<const std::string> names)
    {
        for (std::size_t i = 0; i < m_query.terms.size(); ++i)
            if (m_query.terms[i].compare == QueryOperator::Text)
                m_isSatisfied[i] = std::any_of(names.begin(), names.end(),
                    [&](const std::string& name) { return contains(name, m_query.terms[i].text); });
    }

    void lookAtAttributes(std::span<const DeviceAttribute> attributes)
    {
        for (const DeviceAttribute& attribute : attributes)
            if (takes(attribute))
                add({ 0, {}, "Device", attribute.name, attribute.value, {} });
    }

    void lookAt(const Node& node, std::size_t section, const std::string& above)
    {
        const std::string place = above.empty() ? node.title : above + " > " + node.title;
        lookAtTitle(node, section, place);
        for (const Field& field : node.fields)
            lookAtField(field, section, place);
        for (const Node& child : node.children)
            lookAt(child, section, place);
    }

    [[nodiscard]] QueryResult result()
    {
        m_result.isMatch = !m_query.terms.empty();
        for (std::size_t i = 0; i < m_query.terms.size(); ++i) {
            const bool isUnequal = m_query.terms[i].compare == QueryOperator::Unequal;
            m_result.isMatch = m_result.isMatch && m_isSatisfied[i] != isUnequal;
        }
        if (!m_result.isMatch)
            m_result.hits.clear();
        return std::move(m_result);
    }

private:
    void lookAtTitle(const Node& node, std::size_t section, const std::string& place)
    {
        bool isHit = false;
        for (std::size_t i = 0; i < m_query.terms.size(); ++i) {
            if (m_query.terms[i].compare != QueryOperator::Text
                || !(contains(node.title, m_query.terms[i].text) || contains(node.summary, m_query.terms[i].text)))
                continue;
            m_isSatisfied[i] = true;
            isHit = true;
        }
        if (isHit)
            add({ section, node.range, place, {}, {}, node.summary });
    }

    void lookAtField(const Field& field, std::size_t section, const std::string& place)
    {
        if (takes(field))
            add({ section, field.range, place, field.name, field.value, field.meaning });
    }

    // Notes which terms it satisfies; true when it is worth showing.
    template <class Part> [[nodiscard]] bool takes(const Part& part)
    {
        bool isWanted = false;
        for (std::size_t i = 0; i < m_query.terms.size(); ++i) {
            if (!satisfies(part, m_query.terms[i]))
                continue;
            m_isSatisfied[i] = true;
            isWanted = isWanted || m_query.terms[i].compare != QueryOperator::Unequal;
        }
        return isWanted;
    }

    void add(QueryHit hit)
    {
        if (m_result.hits.size() < m_mostHits)
            m_result.hits.push_back(std::move(hit));
        else
            m_result.isCut = true;
    }

    const Query& m_query;
    const std::size_t m_mostHits;
    std::vector<bool> m_isSatisfied; // of Unequal: the value was found
    QueryResult m_result;
};

} // namespace

Result<Query> parseQuery(std::string_view text)
{
    const auto words = wordsOf(text);
    if (!words)
        return tl::unexpected(words.error());
    if (words->size() > kMostTerms)
        return fail(
            ErrorKind::InvalidArgument, "read the query", "it has more than " + std::to_string(kMostTerms) + " terms");
    Query query;
    for (const Word& word : *words) {
        auto term = termOf(word);
        if (!term)
            return tl::unexpected(term.error());
        query.terms.push_back(std::move(*term));
    }
    return query;
}

QueryResult find(const Query& query, std::span<const DecodedSection> decoded,
    std::span<const DeviceAttribute> attributes, std::span<const std::string> names, std::size_t mostHits)
{
    Search search(query, mostHits);
    search.lookAtNames(names);
    search.lookAtAttributes(attributes);
    for (std::size_t section = 0; section < decoded.size(); ++section)
        for (const Node& node : decoded[section].nodes)
            search.lookAt(node, section, {});
    return search.result();
}

} // namespace wb::descriptors
