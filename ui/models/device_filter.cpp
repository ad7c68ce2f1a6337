// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/device_filter.h"

#include "ui/text/device_text.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <array>

namespace wb::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(wb::ui::DeviceFilter)
};

constexpr std::array kSpeeds { usb::Speed::Low, usb::Speed::Full, usb::Speed::High, usb::Speed::Super,
    usb::Speed::SuperPlus, usb::Speed::SuperPlusX2 };

QString searchableText(const usb::DeviceInfo& device, const descriptors::UsbIds& ids)
{
    QStringList parts { text::deviceName(device, ids), text::safe(device.manufacturer), text::safe(device.serial),
        text::fromStd(ids.vendor(device.descriptor.vendorId)), text::vidPid(device), text::path(device),
        text::speed(device.speed), text::drivers(device) };
    for (const std::uint8_t code : device.classCodes())
        parts.append(text::className(code, ids));
    return parts.join(QLatin1Char('\n')).toLower();
}

bool isAtOrBelow(const usb::PortPath& path, const usb::PortPath& top)
{
    return path.bus == top.bus && path.ports.size() >= top.ports.size()
        && std::equal(top.ports.begin(), top.ports.end(), path.ports.begin());
}

bool hasDriver(const usb::DeviceInfo& device, const QString& wanted)
{
    return std::any_of(device.drivers.begin(), device.drivers.end(),
        [&](const auto& entry) { return text::safe(entry.second).toLower().contains(wanted); });
}

std::optional<std::uint16_t> hexId(const QString& digits)
{
    bool isOk = false;
    const ushort value = digits.toUShort(&isOk, 16);
    return isOk ? std::optional<std::uint16_t>(value) : std::nullopt;
}

} // namespace

DeviceFilter DeviceFilter::parse(const QString& text)
{
    DeviceFilter filter;
    for (const Word& word : split(text)) {
        QString problem;
        if (const std::optional<Term> term = parseWord(word, problem))
            filter.m_terms.push_back(*term);
        else if (!filter.m_problem)
            filter.m_problem = FilterProblem { word.position, word.length, problem };
    }
    return filter;
}

std::vector<DeviceFilter::Word> DeviceFilter::split(const QString& text)
{
    static const QRegularExpression kWord(QStringLiteral(R"re((-?)(?:"([^"]*)"?|(\S+)))re"));
    std::vector<Word> words;
    for (auto it = kWord.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const bool isQuoted = match.capturedStart(2) >= 0;
        words.push_back({ isQuoted ? match.captured(2) : match.captured(3), static_cast<int>(match.capturedStart()),
            static_cast<int>(match.capturedLength()), isQuoted, match.capturedLength(1) > 0 });
    }
    return words;
}

std::optional<DeviceFilter::Term> DeviceFilter::parseWord(const Word& word, QString& problem)
{
    static const QRegularExpression kVidPid(
        QStringLiteral("^([0-9a-f]{1,4})?:([0-9a-f]{1,4}|\\*)?$"), QRegularExpression::CaseInsensitiveOption);
    std::optional<Term> term = Term {};
    const auto colon = word.text.indexOf(QLatin1Char(':'));
    const QRegularExpressionMatch ids = kVidPid.match(word.text);
    if (word.isQuoted || colon < 0) {
        term->text = word.text.toLower();
    } else if (ids.hasMatch() && word.text.size() > 1) {
        term->kind = Kind::VidPid;
        term->vendorId = hexId(ids.captured(1));
        term->productId = hexId(ids.captured(2));
    } else {
        term = parseKeyed(word.text.left(colon).toLower(), word.text.mid(colon + 1).toLower(), problem);
    }
    if (term)
        term->isNegated = word.isNegated;
    return term;
}

std::optional<DeviceFilter::Term> DeviceFilter::parseKeyed(const QString& key, const QString& value, QString& problem)
{
    Term term;
    if (key == QStringLiteral("class")) {
        term.kind = Kind::Class;
        const auto code = descriptors::parseClassWord(text::toStd(value));
        problem = Words::tr("\"%1\" is not a USB class: try class:hid, class:storage or class:0x0e.").arg(value);
        term.classCode = code.value_or(0);
        return code ? std::optional(term) : std::nullopt;
    }
    if (key == QStringLiteral("speed")) {
        term.kind = Kind::Speed;
        problem = Words::tr("\"%1\" is not a speed: use low, full, high, super or super-plus.").arg(value);
        const auto* const found = std::find_if(kSpeeds.begin(), kSpeeds.end(),
            [&](usb::Speed speed) { return text::fromStd(usb::shortName(speed)) == value; });
        term.speed = found == kSpeeds.end() ? usb::Speed::Unknown : *found;
        return found == kSpeeds.end() ? std::nullopt : std::optional(term);
    }
    if (key == QStringLiteral("path") || key == QStringLiteral("address") || key == QStringLiteral("port"))
        return parsePlace(key, value, problem);
    return parseNamed(key, value, problem);
}

std::optional<DeviceFilter::Term> DeviceFilter::parsePlace(const QString& key, const QString& value, QString& problem)
{
    Term term;
    if (key == QStringLiteral("path")) {
        term.kind = Kind::Path;
        const bool isBus
            = !value.isEmpty() && std::all_of(value.begin(), value.end(), [](QChar c) { return c.isDigit(); });
        const auto path = usb::parsePortPath(text::toStd(isBus ? QStringLiteral("usb") + value : value));
        problem = Words::tr("\"%1\" is not a port path: try path:1-1.2, path:usb1 or path:1.").arg(value);
        if (!path)
            return std::nullopt;
        term.path = *path;
        return term;
    }
    term.kind = key == QStringLiteral("port") ? Kind::Port : Kind::Address;
    const auto number = parseUnsigned(text::toStd(value), 255);
    problem = Words::tr("\"%1\" is not a number from 0 to 255: try %2:4.").arg(value, key);
    term.number = number.value_or(0);
    return number ? std::optional(term) : std::nullopt;
}

std::optional<DeviceFilter::Term> DeviceFilter::parseNamed(const QString& key, const QString& value, QString& problem)
{
    Term term;
    term.text = value;
    if (key == QStringLiteral("driver")) {
        term.kind = Kind::Driver;
        problem = Words::tr("Name a driver after \"driver:\", such as driver:usbhid.");
        return value.isEmpty() ? std::nullopt : std::optional(term);
    }
    if (key == QStringLiteral("serial")) {
        term.kind = Kind::Serial;
        problem = Words::tr("Write a serial number, or part of one, after \"serial:\".");
        return value.isEmpty() ? std::nullopt : std::optional(term);
    }
    problem
        = Words::tr("\"%1:\" is not known: use vid:pid, class:, driver:, speed:, path:, address:, port: or serial:, "
                    "or put text in quotes.")
              .arg(key);
    return std::nullopt;
}

bool DeviceFilter::matches(const usb::DeviceInfo& device, const descriptors::UsbIds& ids) const
{
    return std::all_of(
        m_terms.begin(), m_terms.end(), [&](const Term& term) { return holds(term, device, ids) != term.isNegated; });
}

bool DeviceFilter::holds(const Term& term, const usb::DeviceInfo& device, const descriptors::UsbIds& ids)
{
    switch (term.kind) {
    case Kind::Text:
        return searchableText(device, ids).contains(term.text);
    case Kind::VidPid:
        return (!term.vendorId || device.descriptor.vendorId == *term.vendorId)
            && (!term.productId || device.descriptor.productId == *term.productId);
    case Kind::Class: {
        const std::vector<std::uint8_t> codes = device.classCodes();
        return std::find(codes.begin(), codes.end(), term.classCode) != codes.end();
    }
    case Kind::Driver:
        return hasDriver(device, term.text);
    case Kind::Speed:
        return device.speed == term.speed;
    case Kind::Path:
        return isAtOrBelow(device.path, term.path);
    case Kind::Address:
        return device.address == term.number;
    case Kind::Port:
        return !device.path.isRootHub() && device.path.ports.back() == term.number;
    case Kind::Serial:
        return text::safe(device.serial).toLower().contains(term.text);
    }
    return true;
}

} // namespace wb::ui
