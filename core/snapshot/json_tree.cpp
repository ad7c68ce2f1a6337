// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/snapshot/json_tree.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace wb::snapshot {
namespace {

using Kind = JsonValue::Kind;

// "line 3, column 14"; `position` counts bytes from 1, as the parser does.
std::string placeOf(ByteView document, std::size_t position)
{
    const ByteView before = document.first(std::min(position > 0 ? position - 1 : 0, document.size()));
    const auto lines = std::count(before.begin(), before.end(), Byte { '\n' });
    const auto lineStart = std::find(before.rbegin(), before.rend(), Byte { '\n' });
    return "line " + std::to_string(lines + 1) + ", column " + std::to_string((lineStart - before.rbegin()) + 1);
}

// The names of the methods are those that nlohmann::json::sax_parse calls; false ends the reading.
class TreeBuilder {
public:
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = nlohmann::json::string_t;
    using binary_t = nlohmann::json::binary_t;

    TreeBuilder(const JsonLimits& limits, std::span<const std::string_view> skipped)
        : m_limits(limits)
        , m_skipped(skipped)
    {
    }

    bool null() { return add({}); }
    bool boolean(bool value)
    {
        JsonValue added;
        added.kind = Kind::Boolean;
        added.boolean = value;
        return add(std::move(added));
    }
    bool number_integer(number_integer_t) { return addKind(Kind::OtherNumber); } // below 0
    bool number_unsigned(number_unsigned_t value)
    {
        JsonValue added;
        added.kind = Kind::Integer;
        added.integer = value;
        return add(std::move(added));
    }
    bool number_float(number_float_t, const string_t&) { return addKind(Kind::OtherNumber); }
    bool string(string_t& value)
    {
        JsonValue added;
        added.kind = Kind::Text;
        added.text = std::move(value);
        return add(std::move(added));
    }
    bool binary(binary_t&) { return false; } // not in text
    bool start_object(std::size_t) { return open(Kind::Object); }
    bool end_object() { return close(); }
    bool start_array(std::size_t) { return open(Kind::Array); }
    bool end_array() { return close(); }
    bool key(string_t& name)
    {
        if (m_ignoredDepth > 0)
            return true;
        if (std::find(m_skipped.begin(), m_skipped.end(), name) != m_skipped.end())
            m_isNextIgnored = true;
        else
            m_key = std::move(name);
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&)
    {
        m_errorPosition = position;
        return false;
    }

    [[nodiscard]] const std::optional<std::size_t>& errorPosition() const { return m_errorPosition; }
    [[nodiscard]] const std::string& refusal() const { return m_refusal; }
    [[nodiscard]] JsonValue& root() { return m_root; }

private:
    bool addKind(Kind kind)
    {
        JsonValue added;
        added.kind = kind;
        return add(std::move(added));
    }

    bool add(JsonValue value)
    {
        if (m_ignoredDepth > 0)
            return true;
        if (m_isNextIgnored) {
            m_isNextIgnored = false;
            return true;
        }
        return keep(std::move(value)) != nullptr;
    }

    JsonValue* keep(JsonValue value)
    {
        if (++m_count > m_limits.values) {
            m_refusal = "more than " + std::to_string(m_limits.values) + " values";
            return nullptr;
        }
        if (m_open.empty()) {
            m_root = std::move(value);
            return &m_root;
        }
        JsonValue& parent = *m_open.back();
        if (parent.kind == Kind::Object)
            parent.keys.push_back(std::move(m_key));
        parent.items.push_back(std::move(value));
        return &parent.items.back();
    }

    bool open(Kind kind)
    {
        if (m_open.size() + m_ignoredDepth >= m_limits.depth) {
            m_refusal = "values are nested deeper than " + std::to_string(m_limits.depth) + " levels";
            return false;
        }
        if (m_ignoredDepth > 0 || m_isNextIgnored) {
            m_isNextIgnored = false;
            ++m_ignoredDepth;
            return true;
        }
        JsonValue added;
        added.kind = kind;
        JsonValue* kept = keep(std::move(added));
        if (kept != nullptr)
            m_open.push_back(kept); // stays valid: the parent grows again only after this one is closed
        return kept != nullptr;
    }

    bool close()
    {
        if (m_ignoredDepth > 0)
            --m_ignoredDepth;
        else
            m_open.pop_back();
        return true;
    }

    const JsonLimits& m_limits;
    std::span<const std::string_view> m_skipped;
    JsonValue m_root;
    std::vector<JsonValue*> m_open;
    std::string m_key;
    bool m_isNextIgnored = false;
    std::size_t m_ignoredDepth = 0;
    std::size_t m_count = 0;
    std::optional<std::size_t> m_errorPosition;
    std::string m_refusal;
};

tl::unexpected<Error> malformed(std::string detail)
{
    return fail(ErrorKind::Malformed, "read the snapshot", std::move(detail));
}

} // namespace

const JsonValue* JsonValue::find(std::string_view key) const
{
    const auto found = std::find(keys.begin(), keys.end(), key);
    return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

Result<JsonValue> readJson(ByteView document, const JsonLimits& limits, std::span<const std::string_view> skipped)
{
    if (document.size() > limits.bytes)
        return malformed("the file has more than " + std::to_string(limits.bytes) + " bytes");
    TreeBuilder builder(limits, skipped);
    if (nlohmann::json::sax_parse(document.begin(), document.end(), &builder))
        return std::move(builder.root());
    if (!builder.refusal().empty())
        return malformed(builder.refusal());
    return malformed("this is not JSON from " + placeOf(document, builder.errorPosition().value_or(1)) + " on");
}

std::string_view kindName(Kind kind)
{
    switch (kind) {
    case Kind::Null:
        return "null";
    case Kind::Boolean:
        return "true or false";
    case Kind::Integer:
        return "a whole number";
    case Kind::OtherNumber:
        return "a number that is negative or not whole";
    case Kind::Text:
        return "a text";
    case Kind::Array:
        return "an array";
    case Kind::Object:
        return "an object";
    }
    return "a value";
}

} // namespace wb::snapshot
