// SPDX-License-Identifier: GPL-3.0-or-later
// Turns the words of a command line into its options, one function a command.
// Thread: any. Errors: Converter keeps the first thing that is wrong, InvalidArgument with one sentence that says what
// to do instead; what is converted after it is not to be used. Private to the parser.
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/raw_arguments.h"

#include <limits>

namespace wb::cli {

inline constexpr std::uint32_t kMaxTransferBytes = std::uint32_t { 256 } << 20;
inline constexpr std::uint32_t kMaxPackets = 128; // the kernel's limit for one URB (P34)

// Remembers the first thing that is wrong, so that a conversion reads as a list of its fields.
class Converter {
public:
    explicit Converter(const RawArguments& raw)
        : m_raw(raw)
    {
    }

    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }
    void reject(std::string detail)
    {
        keep({ ErrorKind::InvalidArgument, 0, "read the command line", std::move(detail) });
    }

    std::string required(std::string_view name, const RawText& text)
    {
        if (!text)
            reject(std::string(name) + " is missing");
        return text.value_or(std::string());
    }

    template <class Number>
    std::optional<Number> number(std::string_view name, const RawText& text, std::uint64_t min, std::uint64_t max)
    {
        if (!text)
            return std::nullopt;
        const auto value = take(parseNumber(name, *text, min, max));
        return value ? std::optional(static_cast<Number>(*value)) : std::nullopt;
    }

    template <class Number> Number requiredNumber(std::string_view name, const RawText& text)
    {
        if (!text)
            reject(std::string(name) + " is missing");
        return number<Number>(name, text, 0, std::numeric_limits<Number>::max()).value_or(Number {});
    }

    template <class Value> std::optional<Value> take(Result<Value> result)
    {
        if (result)
            return std::move(*result);
        keep(std::move(result.error()));
        return std::nullopt;
    }

    DeviceSelector device()
    {
        return m_raw.device ? take(parseDevice(*m_raw.device)).value_or(DeviceSelector {}) : missingDevice();
    }

    TargetOptions target()
    {
        TargetOptions target;
        target.device = device();
        target.alternate = number<std::uint8_t>("--alt", m_raw.alternate, 0, 255);
        target.detachDriver = m_raw.detachDriver;
        target.noAuto = m_raw.noAuto;
        target.isConfirmed = m_raw.yes || m_raw.yesDetach;
        return target;
    }

    usb::EndpointAddress endpoint()
    {
        const std::string text = required("EP", m_raw.endpoint);
        return m_raw.endpoint ? take(parseEndpoint(text)).value_or(usb::EndpointAddress {}) : usb::EndpointAddress {};
    }

    Payload payload()
    {
        const int sources
            = int { m_raw.data.has_value() } + int { m_raw.text.has_value() } + int { m_raw.dataFile.has_value() };
        if (sources > 1)
            reject("--data, --text and --file cannot be given together");
        Payload payload;
        payload.isGiven = sources > 0;
        payload.file = m_raw.dataFile;
        if (m_raw.data)
            payload.bytes = take(parseHexBytes("--data", *m_raw.data)).value_or(Bytes {});
        else if (m_raw.text)
            payload.bytes = toBytes(asBytes(*m_raw.text));
        return payload;
    }

    std::optional<std::uint32_t> size(std::uint32_t min)
    {
        return number<std::uint32_t>("--size", m_raw.size, min, kMaxTransferBytes);
    }
    std::optional<std::uint32_t> packets() { return number<std::uint32_t>("--packets", m_raw.packets, 1, kMaxPackets); }
    std::uint32_t timeout(std::uint32_t standard)
    {
        return number<std::uint32_t>("--timeout", m_raw.timeout, 0, 0xffffffff).value_or(standard);
    }
    std::optional<std::chrono::nanoseconds> seconds()
    {
        return m_raw.seconds ? take(parseSeconds("--seconds", *m_raw.seconds)) : std::nullopt;
    }

private:
    void keep(Error error)
    {
        if (!m_error)
            m_error = std::move(error);
    }
    DeviceSelector missingDevice()
    {
        reject("DEVICE is missing (usb-workbench list shows what is attached)");
        return {};
    }

    const RawArguments& m_raw;
    std::optional<Error> m_error;
};

[[nodiscard]] Command convertControl(Converter& converter, const RawArguments& raw);
[[nodiscard]] Command convertScan(Converter& converter, const RawArguments& raw);
[[nodiscard]] Command convertShow(Converter& converter, const RawArguments& raw);
[[nodiscard]] Command convertStream(Converter& converter, const RawArguments& raw);

} // namespace wb::cli
