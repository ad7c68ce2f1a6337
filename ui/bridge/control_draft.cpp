// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/control_draft.h"

#include "ui/text/format.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr QLatin1StringView kKey("control/savedRequests");

std::optional<std::uint64_t> number(const QJsonObject& object, const QString& key, double max)
{
    const QJsonValue value = object.value(key);
    if (!value.isDouble() || value.toDouble() < 0 || value.toDouble() > max)
        return std::nullopt;
    return static_cast<std::uint64_t>(value.toDouble());
}

QJsonObject toJson(const ControlDraft& draft)
{
    return { { QStringLiteral("name"), draft.name }, { QStringLiteral("bmRequestType"), draft.setup.bmRequestType },
        { QStringLiteral("bRequest"), draft.setup.bRequest }, { QStringLiteral("wValue"), draft.setup.wValue },
        { QStringLiteral("wIndex"), draft.setup.wIndex }, { QStringLiteral("wLength"), draft.setup.wLength },
        { QStringLiteral("data"), text::fromStd(formatHex(draft.data, "")) },
        { QStringLiteral("timeoutMs"), static_cast<double>(draft.timeoutMs) } };
}

std::optional<ControlDraft> fromJson(const QJsonObject& object)
{
    const auto type = number(object, QStringLiteral("bmRequestType"), 0xff);
    const auto request = number(object, QStringLiteral("bRequest"), 0xff);
    const auto value = number(object, QStringLiteral("wValue"), 0xffff);
    const auto index = number(object, QStringLiteral("wIndex"), 0xffff);
    const auto length = number(object, QStringLiteral("wLength"), 0xffff);
    const auto timeout = number(object, QStringLiteral("timeoutMs"), 0xffffffff);
    auto data = parseHex(object.value(QStringLiteral("data")).toString().toStdString());
    const QString name = object.value(QStringLiteral("name")).toString();
    if (!type || !request || !value || !index || !length || !timeout || !data || name.isEmpty())
        return std::nullopt;
    ControlDraft draft;
    draft.name = name;
    draft.setup.bmRequestType = static_cast<std::uint8_t>(*type);
    draft.setup.bRequest = static_cast<std::uint8_t>(*request);
    draft.setup.wValue = static_cast<std::uint16_t>(*value);
    draft.setup.wIndex = static_cast<std::uint16_t>(*index);
    draft.setup.wLength = static_cast<std::uint16_t>(*length);
    draft.data = std::move(*data);
    draft.timeoutMs = static_cast<std::uint32_t>(*timeout);
    return draft;
}

} // namespace

usb::TransferRequest ControlDraft::toRequest() const
{
    usb::TransferRequest request;
    request.type = usb::TransferType::Control;
    request.setup = setup;
    request.timeoutMs = timeoutMs;
    if (setup.isIn()) {
        request.length = setup.wLength;
    } else {
        request.data = data;
        request.setup.wLength = static_cast<std::uint16_t>(data.size());
    }
    return request;
}

SavedRequests::SavedRequests(QSettings& settings)
    : m_settings(settings)
{
    const QJsonDocument document = QJsonDocument::fromJson(m_settings.value(kKey).toByteArray());
    const QJsonArray array = document.array();
    for (const auto value : array)
        if (auto draft = fromJson(value.toObject()))
            m_all.push_back(std::move(*draft));
}

void SavedRequests::save(const ControlDraft& draft)
{
    std::erase_if(m_all, [&](const ControlDraft& other) { return other.name == draft.name; });
    const auto place = std::find_if(m_all.begin(), m_all.end(),
        [&](const ControlDraft& other) { return other.name.localeAwareCompare(draft.name) > 0; });
    m_all.insert(place, draft);
    write();
}

void SavedRequests::remove(const QString& name)
{
    std::erase_if(m_all, [&](const ControlDraft& other) { return other.name == name; });
    write();
}

void SavedRequests::write() const
{
    QJsonArray array;
    for (const ControlDraft& draft : m_all)
        array.append(toJson(draft));
    m_settings.setValue(kKey, QJsonDocument(array).toJson(QJsonDocument::Compact));
}

} // namespace wb::ui
