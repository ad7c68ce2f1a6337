// SPDX-License-Identifier: GPL-3.0-or-later
// Grammar: or := and ("||" and)*   and := unary ("&&" unary)*   unary := "!" unary | "(" or ")" | test
//          test := field operator value | word
#include "core/capture/filter_node.h"

#include <algorithm>
#include <array>

namespace wb::capture {
namespace {

constexpr int kMaxDepth = 64; // of parentheses and "!": bounds the recursion, whatever is pasted
constexpr std::size_t kMaxLength = 4096;

template <class Value> struct Named {
    std::string_view name;
    Value value;
};

template <class Value, std::size_t count>
std::optional<Value> findNamed(const std::array<Named<Value>, count>& table, std::string_view name)
{
    const auto found
        = std::find_if(table.begin(), table.end(), [&](const Named<Value>& named) { return named.name == name; });
    return found == table.end() ? std::nullopt : std::optional(found->value);
}

constexpr std::array<Named<usb::TransferType>, 6> kTypes { {
    { "control", usb::TransferType::Control },
    { "iso", usb::TransferType::Isochronous },
    { "isochronous", usb::TransferType::Isochronous },
    { "bulk", usb::TransferType::Bulk },
    { "int", usb::TransferType::Interrupt },
    { "interrupt", usb::TransferType::Interrupt },
} };

constexpr std::array<Named<usb::Direction>, 2> kDirections { { { "in", usb::Direction::In },
    { "out", usb::Direction::Out } } };

constexpr std::array<Named<usb::TransferStatus>, 15> kStatuses { {
    { "ok", usb::TransferStatus::Completed },
    { "completed", usb::TransferStatus::Completed },
    { "stall", usb::TransferStatus::Stall },
    { "error", usb::TransferStatus::Error },
    { "timeout", usb::TransferStatus::TimedOut },
    { "timed-out", usb::TransferStatus::TimedOut },
    { "cancelled", usb::TransferStatus::Cancelled },
    { "canceled", usb::TransferStatus::Cancelled },
    { "overflow", usb::TransferStatus::Overflow },
    { "nodevice", usb::TransferStatus::NoDevice },
    { "no-device", usb::TransferStatus::NoDevice },
    { "failed", usb::TransferStatus::SubmitFailed },
    { "submit-failed", usb::TransferStatus::SubmitFailed },
    { "pending", usb::TransferStatus::Pending },
    { "open", usb::TransferStatus::Pending },
} };

constexpr std::array<Named<FilterOperation>, 7> kOperators { {
    { "==", FilterOperation::Equal },
    { "=", FilterOperation::Equal },
    { "!=", FilterOperation::NotEqual },
    { "<", FilterOperation::Less },
    { "<=", FilterOperation::LessEqual },
    { ">", FilterOperation::Greater },
    { ">=", FilterOperation::GreaterEqual },
} };

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

struct Token {
    enum class Kind : std::uint8_t { End, Word, Quoted, Operator, And, Or, Not, Open, Close, Bad };
    Kind kind = Kind::End;
    std::string_view text;
    std::size_t column = 1;
};

class Lexer {
public:
    explicit Lexer(std::string_view text)
        : m_text(text)
    {
    }
    [[nodiscard]] Token next();

private:
    [[nodiscard]] Token token(Token::Kind kind, std::size_t length);
    [[nodiscard]] Token quoted();
    [[nodiscard]] static bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
    [[nodiscard]] static bool endsWord(char c)
    {
        return isSpace(c) || std::string_view("()!=<>&|\"").find(c) != std::string_view::npos;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

Token Lexer::token(Token::Kind kind, std::size_t length)
{
    const Token result { kind, m_text.substr(m_at, length), m_at + 1 };
    m_at += length;
    return result;
}

Token Lexer::quoted()
{
    const std::size_t end = m_text.find('"', m_at + 1);
    if (end == std::string_view::npos)
        return token(Token::Kind::Bad, m_text.size() - m_at);
    Token result = token(Token::Kind::Quoted, end + 1 - m_at);
    result.text = result.text.substr(1, result.text.size() - 2);
    return result;
}

Token Lexer::next()
{
    while (m_at < m_text.size() && isSpace(m_text[m_at]))
        ++m_at;
    const std::string_view rest = m_text.substr(m_at);
    if (rest.empty())
        return token(Token::Kind::End, 0);
    struct Symbol {
        std::string_view text;
        Token::Kind kind;
    };
    constexpr std::array<Symbol, 12> kSymbols { { { "&&", Token::Kind::And }, { "||", Token::Kind::Or },
        { "==", Token::Kind::Operator }, { "!=", Token::Kind::Operator }, { "<=", Token::Kind::Operator },
        { ">=", Token::Kind::Operator }, { "<", Token::Kind::Operator }, { ">", Token::Kind::Operator },
        { "=", Token::Kind::Operator }, { "!", Token::Kind::Not }, { "(", Token::Kind::Open },
        { ")", Token::Kind::Close } } };
    for (const Symbol& symbol : kSymbols) {
        if (rest.substr(0, symbol.text.size()) == symbol.text)
            return token(symbol.kind, symbol.text.size());
    }
    if (rest.front() == '"')
        return quoted();
    const auto end = std::find_if(rest.begin(), rest.end(), endsWord);
    const auto length = static_cast<std::size_t>(end - rest.begin());
    return length == 0 ? token(Token::Kind::Bad, 1) : token(Token::Kind::Word, length);
}

} // namespace

class FilterParser {
public:
    using Node = Filter::Node;
    using NodePtr = std::shared_ptr<const Node>;

    explicit FilterParser(std::string_view text)
        : m_lexer(text)
    {
        advance();
    }
    [[nodiscard]] bool isAtEnd() const { return m_token.kind == Token::Kind::End; }
    [[nodiscard]] Result<NodePtr> parse();

private:
    static constexpr std::array<Named<Node::Kind>, 7> kFields { { { "device", Node::Kind::Device },
        { "ep", Node::Kind::Endpoint }, { "type", Node::Kind::Type }, { "dir", Node::Kind::Direction },
        { "status", Node::Kind::Status }, { "len", Node::Kind::Length }, { "latency", Node::Kind::Latency } } };

    void advance() { m_token = m_lexer.next(); }
    [[nodiscard]] tl::unexpected<Error> expected(std::string_view what) const;
    [[nodiscard]] static tl::unexpected<Error> error(const Token& at, const std::string& what);
    [[nodiscard]] Result<NodePtr> parseOr(int depth);
    [[nodiscard]] Result<NodePtr> parseAnd(int depth);
    [[nodiscard]] Result<NodePtr> parseUnary(int depth);
    [[nodiscard]] Result<NodePtr> parseTest();
    [[nodiscard]] Result<NodePtr> parseComparison(const Token& word);
    [[nodiscard]] static Status setValue(Node& node, const Token& value);
    [[nodiscard]] static Status setEndpoint(Node& node, const Token& value);
    template <class Value, std::size_t count>
    [[nodiscard]] static Status setWord(
        Node& node, const Token& value, const std::array<Named<Value>, count>& table, std::string_view what);

    Lexer m_lexer;
    Token m_token;
};

tl::unexpected<Error> FilterParser::error(const Token& at, const std::string& what)
{
    return fail(ErrorKind::InvalidArgument, "read filter", "column " + std::to_string(at.column) + ": " + what);
}

tl::unexpected<Error> FilterParser::expected(std::string_view what) const
{
    if (m_token.kind == Token::Kind::Bad && m_token.text.front() == '"')
        return error(m_token, "the closing \" is missing");
    const std::string found = isAtEnd() ? "the end" : "\"" + escapeForDisplay(m_token.text) + "\"";
    return error(m_token, std::string(what) + " expected, found " + found);
}

Result<FilterParser::NodePtr> FilterParser::parse()
{
    auto root = parseOr(0);
    if (root && !isAtEnd())
        return expected("&& or ||");
    return root;
}

Result<FilterParser::NodePtr> FilterParser::parseOr(int depth)
{
    auto first = parseAnd(depth);
    if (!first || m_token.kind != Token::Kind::Or)
        return first;
    Node node;
    node.kind = Node::Kind::Or;
    node.children.push_back(std::move(*first));
    while (m_token.kind == Token::Kind::Or) {
        advance();
        auto next = parseAnd(depth);
        if (!next)
            return next;
        node.children.push_back(std::move(*next));
    }
    return std::make_shared<const Node>(std::move(node));
}

Result<FilterParser::NodePtr> FilterParser::parseAnd(int depth)
{
    auto first = parseUnary(depth);
    if (!first || m_token.kind != Token::Kind::And)
        return first;
    Node node;
    node.kind = Node::Kind::And;
    node.children.push_back(std::move(*first));
    while (m_token.kind == Token::Kind::And) {
        advance();
        auto next = parseUnary(depth);
        if (!next)
            return next;
        node.children.push_back(std::move(*next));
    }
    return std::make_shared<const Node>(std::move(node));
}

Result<FilterParser::NodePtr> FilterParser::parseUnary(int depth)
{
    if (depth == kMaxDepth)
        return error(m_token, "more than " + std::to_string(kMaxDepth) + " levels of parentheses");
    if (m_token.kind == Token::Kind::Not) {
        advance();
        auto inner = parseUnary(depth + 1);
        if (!inner)
            return inner;
        Node node;
        node.kind = Node::Kind::Not;
        node.children.push_back(std::move(*inner));
        return std::make_shared<const Node>(std::move(node));
    }
    if (m_token.kind != Token::Kind::Open)
        return parseTest();
    advance();
    auto inner = parseOr(depth + 1);
    if (!inner)
        return inner;
    if (m_token.kind != Token::Kind::Close)
        return expected("\")\"");
    advance();
    return inner;
}

Result<FilterParser::NodePtr> FilterParser::parseTest()
{
    const Token word = m_token;
    if (word.kind != Token::Kind::Word && word.kind != Token::Kind::Quoted)
        return expected("a field or a word");
    advance();
    if (m_token.kind == Token::Kind::Operator)
        return parseComparison(word);
    Node node;
    node.text = lower(word.text);
    return std::make_shared<const Node>(std::move(node));
}

Result<FilterParser::NodePtr> FilterParser::parseComparison(const Token& word)
{
    const auto field = word.kind == Token::Kind::Word ? findNamed(kFields, lower(word.text)) : std::nullopt;
    if (!field)
        return error(word,
            "\"" + escapeForDisplay(word.text) + "\" is not a field (device, ep, type, dir, status, len, latency)");
    Node node;
    node.kind = *field;
    node.operation = findNamed(kOperators, m_token.text).value_or(FilterOperation::Equal);
    const bool isOrdered
        = *field == Node::Kind::Endpoint || *field == Node::Kind::Length || *field == Node::Kind::Latency;
    if (!isOrdered && node.operation != FilterOperation::Equal && node.operation != FilterOperation::NotEqual)
        return error(m_token, "\"" + lower(word.text) + "\" can only be compared with == and !=");
    advance();
    if (m_token.kind != Token::Kind::Word && m_token.kind != Token::Kind::Quoted)
        return expected("a value");
    if (const Status status = setValue(node, m_token); !status)
        return tl::unexpected<Error>(status.error());
    advance();
    return std::make_shared<const Node>(std::move(node));
}

template <class Value, std::size_t count>
Status FilterParser::setWord(
    Node& node, const Token& value, const std::array<Named<Value>, count>& table, std::string_view what)
{
    const auto found = findNamed(table, lower(value.text));
    if (!found) {
        std::string names;
        for (const Named<Value>& named : table)
            names += (names.empty() ? "" : ", ") + std::string(named.name);
        return error(
            value, "\"" + escapeForDisplay(value.text) + "\" is not " + std::string(what) + " (" + names + ")");
    }
    node.number = static_cast<std::uint64_t>(*found);
    return {};
}

Status FilterParser::setEndpoint(Node& node, const Token& value)
{
    const auto number = parseUnsigned(value.text, 0xff);
    const bool isHex = value.text.substr(0, 2) == "0x" || value.text.substr(0, 2) == "0X";
    if (!number || (*number & 0x70) != 0)
        return error(
            value, "\"" + escapeForDisplay(value.text) + "\" is not an endpoint (an address such as 0x81, or 0 to 15)");
    node.number = *number;
    node.isEndpointNumber = !isHex && *number < 16;
    return {};
}

Status FilterParser::setValue(Node& node, const Token& value)
{
    switch (node.kind) {
    case Node::Kind::Type:
        return setWord(node, value, kTypes, "a transfer type");
    case Node::Kind::Direction:
        return setWord(node, value, kDirections, "a direction");
    case Node::Kind::Status:
        return setWord(node, value, kStatuses, "a status");
    case Node::Kind::Endpoint:
        return setEndpoint(node, value);
    case Node::Kind::Length:
    case Node::Kind::Latency: {
        const auto number = parseUnsigned(value.text, 0xffffffff);
        if (!number)
            return error(value, number.error().detail);
        node.number = *number;
        return {};
    }
    case Node::Kind::Device:
    case Node::Kind::Word:
    case Node::Kind::And:
    case Node::Kind::Or:
    case Node::Kind::Not:
        break;
    }
    node.text = lower(value.text);
    return {};
}

Result<Filter> Filter::compile(std::string_view text)
{
    if (text.size() > kMaxLength)
        return fail(ErrorKind::InvalidArgument, "read filter",
            "column " + std::to_string(kMaxLength + 1) + ": a filter has at most " + std::to_string(kMaxLength)
                + " characters");
    FilterParser parser(text);
    Filter filter;
    if (parser.isAtEnd())
        return filter;
    auto root = parser.parse();
    if (!root)
        return tl::unexpected<Error>(root.error());
    filter.m_root = std::move(*root);
    return filter;
}

} // namespace wb::capture
