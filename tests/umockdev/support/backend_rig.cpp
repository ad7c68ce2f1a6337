// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/umockdev/support/backend_rig.h"

namespace wb::mock {

BackendRig::BackendRig(std::unique_ptr<backend::Backend> backend)
    : m_backend(std::move(backend))
{
    std::promise<bool> started;
    auto future = started.get_future();
    m_thread = std::thread(&BackendRig::loop, this, std::move(started));
    m_hasStarted = future.get();
}

BackendRig::~BackendRig() { stop(); }

void BackendRig::stop()
{
    if (!m_thread.joinable())
        return;
    m_isEnding = true;
    m_backend->wake();
    m_thread.join();
}

void BackendRig::loop(std::promise<bool> started)
{
    const bool isRunning = m_backend->start(*this).has_value();
    started.set_value(isRunning);
    while (isRunning && !m_isEnding) {
        runTasks();
        m_backend->runOnce(std::chrono::milliseconds(5000));
    }
    runTasks();
    m_backend->stop();
}

void BackendRig::post(std::function<void()> task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_backend->wake();
}

void BackendRig::runTasks()
{
    std::vector<std::function<void()>> tasks;
    {
        const std::lock_guard lock(m_mutex);
        tasks.swap(m_tasks);
    }
    for (const auto& task : tasks)
        task();
}

std::vector<usb::DevicePtr> BackendRig::devices()
{
    return onUsb([this] { return m_backend->devices().value_or(std::vector<usb::DevicePtr>()); });
}

usb::DevicePtr BackendRig::device(const std::string& path)
{
    for (const usb::DevicePtr& device : devices()) {
        if (usb::toString(device->path) == path)
            return device;
    }
    return nullptr;
}

std::unique_ptr<backend::DeviceHandle> BackendRig::open(const std::string& path)
{
    const usb::DevicePtr found = device(path);
    if (found == nullptr)
        return nullptr;
    auto handle = m_backend->open(found->id);
    return handle ? std::move(*handle) : nullptr;
}

std::unique_ptr<backend::Transfer> BackendRig::makeTransfer(backend::DeviceHandle& handle)
{
    return onUsb([&handle] { return handle.makeTransfer(); });
}

void BackendRig::destroy(std::unique_ptr<backend::Transfer> transfer)
{
    onUsb([&transfer] { transfer.reset(); });
}

std::vector<Error> BackendRig::degraded() const
{
    const std::lock_guard lock(m_mutex);
    return m_degraded;
}

void BackendRig::deviceListChanged()
{
    ++m_changes;
    m_backend->wake();
}

void BackendRig::eventLoopDegraded(const Error& error)
{
    const std::lock_guard lock(m_mutex);
    m_degraded.push_back(error);
}

Completion::Completion(backend::Transfer& transfer)
{
    transfer.completed = [this](backend::Transfer&) {
        m_thread = std::this_thread::get_id();
        ++m_count;
    };
}

std::thread::id Completion::thread() const { return m_thread; }

} // namespace wb::mock
