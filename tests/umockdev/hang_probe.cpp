// SPDX-License-Identifier: GPL-3.0-or-later
// Starts the backend on descriptors libusb 1.0.26 never finishes with (P69), and reports from the thread
// that watches: "still starting", or "started" with a library that has mended it. Leaves without joining,
// as a program in that situation must.
#include "core/backend/libusb1/libusb1_backend.h"
#include "tests/umockdev/support/mock_bus.h"
#include "tests/umockdev/support/sample_devices.h"

#include <cstdio>
#include <cstdlib>
#include <future>
#include <memory>
#include <thread>

namespace {

class Deaf final : public wb::backend::Listener {
public:
    void deviceListChanged() override { }
    void eventLoopDegraded(const wb::Error&) override { }
};

} // namespace

int main()
{
    constexpr std::chrono::seconds kPatience { 3 };
    auto bus = std::make_unique<wb::mock::MockBus>();
    bus->add(wb::mock::endless());
    std::promise<void> started;
    auto future = started.get_future();
    std::thread starter([&started] {
        Deaf listener;
        const auto backend = wb::backend::makeLibusb1Backend();
        if (backend->start(listener))
            backend->stop();
        started.set_value();
    });
    const bool isInTime = future.wait_for(kPatience) == std::future_status::ready;
    std::puts(isInTime ? "started" : "still starting");
    std::fflush(stdout);
    starter.detach();
    bus.reset();
    std::_Exit(EXIT_SUCCESS);
}
