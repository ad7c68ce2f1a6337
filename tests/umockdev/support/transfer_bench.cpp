// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/umockdev/support/transfer_bench.h"

#include <cerrno>

namespace wb::mock {

Script::Script(std::vector<Answer> answers)
    : m_answers(answers.begin(), answers.end())
{
}

UrbHandler Script::handler()
{
    return [this](const Urb& urb) {
        const std::lock_guard lock(m_mutex);
        m_seen.push_back(urb);
        if (m_answers.empty())
            return Answer::error(-EPIPE);
        Answer answer = std::move(m_answers.front());
        m_answers.pop_front();
        return answer;
    };
}

Urb Script::seen(std::size_t index) const
{
    const std::lock_guard lock(m_mutex);
    return index < m_seen.size() ? m_seen[index] : Urb {};
}

std::size_t Script::count() const
{
    const std::lock_guard lock(m_mutex);
    return m_seen.size();
}

TransferBench::TransferBench(std::vector<Answer> answers)
    : script(std::move(answers))
    , usbfs(bus.add(loopback(), script.handler()))
    , handle(rig.open("1-1"))
{
}

TransferBench::~TransferBench()
{
    if (transfer != nullptr)
        rig.destroy(std::move(transfer));
    handle.reset();
    rig.stop();
}

backend::Transfer& TransferBench::make(usb::TransferType type, std::uint8_t endpoint, Buffer buffer)
{
    transfer = rig.makeTransfer(*handle);
    order().type = type;
    order().endpoint = { endpoint };
    order().buffer = std::move(buffer);
    return *transfer;
}

backend::TransferOrder& TransferBench::order() { return *transfer->edit().value(); }

Status TransferBench::submit()
{
    return rig.onUsb([this] { return transfer->submit(); });
}

void TransferBench::cancel()
{
    rig.onUsb([this] { transfer->cancel(); });
}

bool TransferBench::isIdle()
{
    return rig.onUsb([this] { return transfer->isIdle(); });
}

backend::Outcome TransferBench::outcome()
{
    return rig.onUsb([this] { return transfer->outcome; });
}

Bytes TransferBench::data()
{
    return rig.onUsb([this] { return toBytes(transfer->buffer.first(transfer->outcome.actualLength)); });
}

Bytes pattern(std::size_t size)
{
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<Byte>(i * 7 + 1);
    return bytes;
}

Buffer bufferOf(const Bytes& bytes) { return Buffer(ByteView(bytes)); }

} // namespace wb::mock
