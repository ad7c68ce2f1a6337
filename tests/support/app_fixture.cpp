// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app_fixture.h"

#include <QTest>
#include <QThreadPool>

#include <algorithm>

namespace wb::test {

namespace {

constexpr int kPatienceMs = 5000;

// A usb.ids of our own: the tests must not depend on what the machine has installed.
constexpr std::string_view kIds = "fffe  Demo vendor\n"
                                  "\t0001  Loopback device\n"
                                  "1d6b  Linux Foundation\n"
                                  "\t0002  2.0 root hub\n"
                                  "\n"
                                  "C 03  Human Interface Device\n"
                                  "C 09  Hub\n"
                                  "C ff  Vendor Specific Class\n"
                                  "\n"
                                  "HUT 01  Generic Desktop Controls\n"
                                  "\t001  Pointer\n"
                                  "\t002  Mouse\n"
                                  "\t005  Gamepad\n"
                                  "\t030  Direction-X\n"
                                  "\t031  Direction-Y\n"
                                  "\t032  Direction-Z\n"
                                  "\t035  Rotate-Z\n"
                                  "\t038  Wheel\n"
                                  "\t039  Hat Switch\n"
                                  "HUT 02  Simulation Controls\n"
                                  "\t0c4  Accelerator\n"
                                  "\t0c5  Brake\n";

} // namespace

AppFixture::AppFixture(Bus bus, const capture::LiveLogOptions& logOptions)
    : m_ids(descriptors::UsbIds::parse(kIds))
{
    auto log = capture::LiveLog::create((m_directory.path() + QStringLiteral("/log.pcapng")).toStdString(), logOptions);
    if (!log)
        qFatal("no log: %s", describe(log.error()).c_str());
    m_log = *log;
    m_settings
        = std::make_unique<QSettings>(m_directory.path() + QStringLiteral("/settings.ini"), QSettings::IniFormat);
    m_service = std::make_unique<engine::UsbService>(m_log);
    m_demoBus = std::make_unique<ui::DemoBus>(*m_service);
    m_descriptors = std::make_unique<ui::DescriptorStore>(*m_service, *m_ids);
    m_context = std::make_unique<ui::AppContext>(
        ui::AppContext { *m_service, m_log, *m_ids, *m_demoBus, *m_settings, *m_descriptors });
    if (bus == Bus::On) {
        m_demoBus->setActive(true);
        static_cast<void>(loopback());
    }
}

// What the pool still looks at refers to the names.
AppFixture::~AppFixture() { QThreadPool::globalInstance()->waitForDone(); }

usb::DevicePtr AppFixture::device(std::uint16_t vendorId, std::uint16_t productId) const
{
    const std::vector<usb::DevicePtr> devices = m_service->devices();
    const auto found = std::find_if(devices.begin(), devices.end(), [&](const usb::DevicePtr& device) {
        return device->descriptor.vendorId == vendorId && device->descriptor.productId == productId;
    });
    return found == devices.end() ? nullptr : *found;
}

usb::DevicePtr AppFixture::waitForDevice(std::uint16_t vendorId, std::uint16_t productId) const
{
    static_cast<void>(QTest::qWaitFor([&] { return device(vendorId, productId) != nullptr; }, kPatienceMs));
    return device(vendorId, productId);
}

bool AppFixture::waitForModel(const std::string& key, bool plugged) const
{
    return QTest::qWaitFor(
        [&] {
            const std::vector<backend::ModelInfo> models = m_demoBus->models();
            return std::any_of(models.begin(), models.end(),
                [&](const backend::ModelInfo& model) { return model.key == key && model.isPlugged == plugged; });
        },
        kPatienceMs);
}

} // namespace wb::test
