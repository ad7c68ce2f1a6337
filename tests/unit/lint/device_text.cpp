// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/lint/device_text.h"

#include "core/descriptors/usb_ids.h"
#include "core/usb/descriptor_walk.h"

#include <QFile>
#include <QRegularExpression>
#include <QStringList>

#include <array>

namespace wb::test {
namespace {

using descriptors::DescriptorSet;
using descriptors::Node;
using usb::DescriptorSection;
using usb::SectionKind;

struct KindName {
    const char* name;
    SectionKind kind;
};
constexpr auto kKinds = std::to_array<KindName>(
    { { "device", SectionKind::Device }, { "bos", SectionKind::Bos }, { "qualifier", SectionKind::DeviceQualifier },
        { "other-speed", SectionKind::OtherSpeedConfiguration }, { "string", SectionKind::String },
        { "hid-report", SectionKind::HidReport }, { "hub", SectionKind::Hub }, { "url", SectionKind::WebUsbUrl },
        { "msos20", SectionKind::MsOs20Set }, { "msos10-ids", SectionKind::MsOs10CompatibleIds },
        { "msos10-properties", SectionKind::MsOs10Properties }, { "hid-physical", SectionKind::HidPhysical } });

tl::unexpected<Error> wrong(const QString& text)
{
    return fail(ErrorKind::Malformed, "read a device's text", text.toStdString());
}

std::optional<usb::Speed> speedFrom(const QString& word)
{
    for (const usb::Speed speed : { usb::Speed::Unknown, usb::Speed::Low, usb::Speed::Full, usb::Speed::High,
             usb::Speed::Super, usb::Speed::SuperPlus, usb::Speed::SuperPlusX2 }) {
        if (word == QString::fromUtf8(usb::shortName(speed).data()))
            return speed;
    }
    return std::nullopt;
}

// "string 2 0x0409"
Result<DescriptorSection> headOf(const QString& text)
{
    const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const KindName& kind : kKinds) {
        if (words.isEmpty() || words[0] != QLatin1String(kind.name))
            continue;
        DescriptorSection section { kind.kind, 0, 0, {} };
        if (words.size() > 1)
            section.number = static_cast<std::uint8_t>(words[1].toUInt(nullptr, 0));
        if (words.size() > 2)
            section.language = static_cast<std::uint16_t>(words[2].toUInt(nullptr, 0));
        return section;
    }
    return wrong(QStringLiteral("no such section: ") + text);
}

bool hasTotal(ByteView bytes, std::size_t offset)
{
    const ByteView own = usb::descriptorAt(bytes, offset);
    return own.size() >= 4
        && (usb::isType(own, usb::DescriptorType::Configuration) || usb::isType(own, usb::DescriptorType::Bos)
            || usb::isType(own, usb::DescriptorType::OtherSpeedConfiguration));
}

// Bytes of "12 01 TT TT": what stands for a total becomes it.
Result<Bytes> bytesFrom(const QString& text)
{
    static const QRegularExpression kTotal(QStringLiteral("\\bTT TT\\b"));
    QString plain = text;
    const bool wantsTotals = plain.contains(kTotal);
    plain.replace(kTotal, QStringLiteral("00 00"));
    auto bytes = parseHex(plain.toStdString());
    if (!bytes || !wantsTotals)
        return bytes;
    struct Total {
        std::size_t begin; // of what is counted
        std::size_t place; // of the count
    };
    std::vector<Total> totals;
    for (std::size_t offset = 0; offset < bytes->size();) {
        if (hasTotal(*bytes, offset))
            totals.push_back({ offset, offset + 2 });
        offset += std::max<std::size_t>(1, usb::descriptorAt(*bytes, offset).size());
    }
    if (totals.empty() && bytes->size() >= 10)
        totals.push_back({ 0, 8 }); // the header of a Microsoft OS 2.0 set
    std::size_t end = bytes->size();
    for (auto total = totals.rbegin(); total != totals.rend(); ++total) {
        const std::size_t length = end - total->begin;
        (*bytes)[total->place] = static_cast<Byte>(length & 0xff);
        (*bytes)[total->place + 1] = static_cast<Byte>(length >> 8);
        end = total->begin;
    }
    return bytes;
}

// Walks nodes in their order and counts down to the wanted one of that title.
const Node* findNode(const std::vector<Node>& nodes, const QString& title, int& left)
{
    for (const Node& node : nodes) {
        if (QString::fromStdString(node.title) == title && --left == 0)
            return &node;
        if (const Node* below = findNode(node.children, title, left))
            return below;
    }
    return nullptr;
}

void adjustTotals(const std::vector<Node>& nodes, std::size_t offset, std::ptrdiff_t change, Bytes& bytes)
{
    for (const Node& node : nodes) {
        for (const descriptors::Field& field : node.fields) {
            if (field.name != "wTotalLength" || offset < node.range.begin || offset > node.range.end)
                continue;
            const auto total = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(field.raw) + change);
            bytes[field.range.begin] = static_cast<Byte>(total & 0xff);
            bytes[field.range.begin + 1] = static_cast<Byte>(total >> 8);
        }
        adjustTotals(node.children, offset, change, bytes);
    }
}

// One section with its decoding, changed in place.
class SectionEditor {
public:
    SectionEditor(DescriptorSet& set, DescriptorSection& section)
        : m_section(section)
    {
        for (descriptors::DecodedSection& decoded : descriptors::decodeSet(set, &descriptors::UsbIds::system()))
            if (decoded.section == &section)
                m_nodes = std::move(decoded.nodes);
    }

    Status edit(const QString& text)
    {
        static const QRegularExpression kSet(QStringLiteral("^(.+?)(?:#(\\d+))?\\.([^ .]+(?:\\[\\d+\\])?) = (.*)$"));
        static const QRegularExpression kRemove(QStringLiteral("^(remove|cut) (.+?)(?:#(\\d+))?$"));
        static const QRegularExpression kInsert(QStringLiteral("^(after|behind) (.+?)(?:#(\\d+))?: (.*)$"));
        if (const auto match = kInsert.match(text); match.hasMatch())
            return insert(
                match.captured(1) == QLatin1String("behind"), match.captured(2), match.captured(3), match.captured(4));
        if (const auto match = kRemove.match(text); match.hasMatch())
            return remove(match.captured(1) == QLatin1String("remove"), match.captured(2), match.captured(3));
        if (const auto match = kSet.match(text); match.hasMatch())
            return set(match.captured(1), match.captured(2), match.captured(3), match.captured(4));
        return wrong(QStringLiteral("no such edit: ") + text);
    }

private:
    Result<const Node*> find(const QString& title, const QString& number)
    {
        int left = number.isEmpty() ? 1 : number.toInt();
        if (const Node* node = findNode(m_nodes, title, left))
            return node;
        return wrong(QStringLiteral("no descriptor of that title and number: ") + title + QLatin1Char(' ') + number);
    }

    [[nodiscard]] static std::size_t ownEnd(const Node& node)
    {
        return node.children.empty() ? node.range.end : node.children.front().range.begin;
    }

    Status set(const QString& title, const QString& number, const QString& field, const QString& hex)
    {
        const auto node = find(title, number);
        const auto bytes = bytesFrom(hex);
        if (!node || !bytes)
            return tl::unexpected(node ? bytes.error() : node.error());
        for (const descriptors::Field& candidate : (*node)->fields) {
            if (QString::fromStdString(candidate.name) != field)
                continue;
            if (candidate.range.size() != bytes->size())
                return wrong(field + QStringLiteral(" has another size"));
            std::copy(bytes->begin(), bytes->end(),
                m_section.bytes.begin() + static_cast<std::ptrdiff_t>(candidate.range.begin));
            return {};
        }
        return wrong(title + QStringLiteral(" has no field ") + field);
    }

    Status remove(bool withChildren, const QString& title, const QString& number)
    {
        const auto node = find(title, number);
        if (!node)
            return tl::unexpected(node.error());
        const auto begin = static_cast<std::ptrdiff_t>((*node)->range.begin);
        const auto end = static_cast<std::ptrdiff_t>(withChildren ? (*node)->range.end : ownEnd(**node));
        adjustTotals(m_nodes, (*node)->range.begin, begin - end, m_section.bytes);
        m_section.bytes.erase(m_section.bytes.begin() + begin, m_section.bytes.begin() + end);
        return {};
    }

    Status insert(bool behindChildren, const QString& title, const QString& number, const QString& hex)
    {
        const auto node = find(title, number);
        const auto bytes = bytesFrom(hex);
        if (!node || !bytes)
            return tl::unexpected(node ? bytes.error() : node.error());
        const std::size_t place = behindChildren ? (*node)->range.end : ownEnd(**node);
        adjustTotals(m_nodes, (*node)->range.begin, static_cast<std::ptrdiff_t>(bytes->size()), m_section.bytes);
        m_section.bytes.insert(
            m_section.bytes.begin() + static_cast<std::ptrdiff_t>(place), bytes->begin(), bytes->end());
        return {};
    }

    DescriptorSection& m_section;
    std::vector<Node> m_nodes;
};

DescriptorSection* findSection(DescriptorSet& set, const DescriptorSection& like)
{
    for (DescriptorSection& section : set.sections)
        if (section.kind == like.kind && section.number == like.number
            && (like.language == 0 || section.language == like.language))
            return &section;
    return nullptr;
}

Status replaceSection(DescriptorSet& set, const QString& head, const QString& hex)
{
    auto wanted = headOf(head);
    auto bytes = bytesFrom(hex);
    if (!wanted || !bytes)
        return tl::unexpected(wanted ? bytes.error() : wanted.error());
    wanted->bytes = std::move(*bytes);
    if (DescriptorSection* present = findSection(set, *wanted))
        *present = *wanted;
    else
        set.sections.push_back(*wanted);
    return {};
}

Status applyOne(DescriptorSet& set, const QString& edit)
{
    static const QRegularExpression kSection(QStringLiteral("^section ([^=]+?) = (.*)$"));
    static const QRegularExpression kIn(QStringLiteral("^in ([^:]+): (.*)$"));
    if (edit.startsWith(QLatin1String("speed "))) {
        const auto speed = speedFrom(edit.mid(6));
        set.speed = speed.value_or(usb::Speed::Unknown);
        return speed ? Status {} : wrong(QStringLiteral("no such speed: ") + edit);
    }
    if (const auto match = kSection.match(edit); match.hasMatch())
        return replaceSection(set, match.captured(1), match.captured(2));
    const bool isDrop = edit.startsWith(QLatin1String("drop "));
    const auto inside = kIn.match(edit);
    const auto wanted = headOf(isDrop ? edit.mid(5)
            : inside.hasMatch()       ? inside.captured(1)
                                      : QStringLiteral("device"));
    DescriptorSection* section = wanted ? findSection(set, *wanted) : nullptr;
    if (section == nullptr)
        return wrong(QStringLiteral("the device has no such section: ") + edit);
    if (isDrop)
        set.sections.erase(set.sections.begin() + (section - set.sections.data()));
    else
        return SectionEditor(set, *section).edit(inside.hasMatch() ? inside.captured(2) : edit);
    return {};
}

} // namespace

Result<DescriptorSet> deviceFromText(const QString& text)
{
    DescriptorSet set;
    QString hex;
    const auto finishSection = [&]() -> Status {
        if (set.sections.empty())
            return {};
        auto bytes = bytesFrom(hex);
        hex.clear();
        if (!bytes)
            return tl::unexpected(bytes.error());
        set.sections.back().bytes = std::move(*bytes);
        return {};
    };
    for (const QString& line : text.split(QLatin1Char('\n'))) {
        const QString content = line.section(QLatin1Char('#'), 0, 0).trimmed();
        if (content.startsWith(QLatin1String("speed "))) {
            const auto speed = speedFrom(content.mid(6));
            if (!speed)
                return wrong(QStringLiteral("no such speed: ") + content);
            set.speed = *speed;
        } else if (content.startsWith(QLatin1String("section "))) {
            const auto section = headOf(content.mid(8));
            if (const Status done = finishSection(); !done || !section)
                return tl::unexpected(done ? section.error() : done.error());
            set.sections.push_back(*section);
        } else if (!content.isEmpty()) {
            hex += content + QLatin1Char('\n');
        }
    }
    if (const Status done = finishSection(); !done)
        return tl::unexpected(done.error());
    return set;
}

Result<DescriptorSet> sampleDevice(const QString& name)
{
    QFile file(QStringLiteral(WB_SOURCE_DIR "/tests/data/lint/") + name + QStringLiteral(".txt"));
    if (!file.open(QIODevice::ReadOnly))
        return wrong(QStringLiteral("cannot read ") + file.fileName());
    return deviceFromText(QString::fromUtf8(file.readAll()));
}

Result<DescriptorSet> edited(const DescriptorSet& device, const QString& edits)
{
    DescriptorSet set = device;
    for (const QString& edit : edits.split(QLatin1Char(';'), Qt::SkipEmptyParts)) {
        if (const Status done = applyOne(set, edit.trimmed()); !done)
            return tl::unexpected(done.error());
    }
    return set;
}

} // namespace wb::test
