// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/gallery/scene_tools.h"

#include <QLabel>
#include <QMessageBox>

#include <algorithm>

namespace wb::test {

bool waitUntil(const std::function<bool()>& isSo) { return QTest::qWaitFor(isSo, kPatienceMs); }

bool waitForText(QWidget& root, const char* label, const QString& part)
{
    const auto* found = find<QLabel>(root, label);
    return found != nullptr && waitUntil([found, &part] { return found->text().contains(part); });
}

bool waitForWords(QWidget& root, const QString& part)
{
    return waitUntil([&root, &part] {
        const auto labels = root.findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(),
            [&part](const QLabel* label) { return label->isVisible() && label->text().contains(part); });
    });
}

bool waitForShown(QWidget& root, const char* name)
{
    const QWidget* widget = findWidget(root, name);
    return widget != nullptr && waitUntil([widget] { return widget->isVisible(); });
}

ui::Selection selectionOf(const usb::DevicePtr& device, std::optional<std::uint8_t> endpoint)
{
    ui::Selection selection;
    selection.device = device;
    if (endpoint)
        selection.endpoint = usb::EndpointAddress { *endpoint };
    return selection;
}

usb::DevicePtr fromSnapshot(AppFixture& fixture, std::uint16_t product)
{
    const usb::DevicePtr live = fixture.waitForDevice(0xfffe, product);
    if (!live)
        return nullptr;
    auto kept = std::make_shared<usb::DeviceInfo>(*live);
    kept->id = usb::nextDeviceId();
    kept->origin = "desk.json";
    return kept;
}

void allowDetaching(AppFixture& fixture, usb::DeviceId device)
{
    engine::AccessPolicy policy = fixture.service().session(device).policy;
    policy.detachKernelDriver = true;
    fixture.service().setPolicy(device, policy);
}

QWidget* question(QWidget& root) { return root.findChild<QMessageBox*>(QStringLiteral("riskQuestion")); }

bool isAsked(QWidget& root)
{
    QWidget* asked = question(root);
    return asked != nullptr && QTest::qWaitForWindowExposed(asked);
}

bool agree(QWidget& root) { return isAsked(root) && click(findWidget(*question(root), "riskAgree")); }

bool misbehave(AppFixture& fixture, std::uint8_t mischief, std::uint8_t endpoint, std::uint16_t goodPackets)
{
    const usb::DevicePtr device = fixture.waitForDevice(0xfffe, 0x0bad);
    if (!device)
        return false;
    const auto& log = fixture.context().log;
    const std::uint64_t before = log->counters().completed;
    usb::TransferRequest order;
    order.setup = { 0x40, mischief, goodPackets, endpoint, 0 };
    fixture.service().transfer(device->id, order);
    return waitUntil([&log, before] { return log->counters().completed > before; });
}

usb::DevicePtr plugFake(AppFixture& fixture, const std::shared_ptr<FakeWorld>& world,
    const std::vector<std::pair<std::uint8_t, std::string>>& drivers)
{
    const usb::DevicePtr device = world->plug(1, 1, drivers);
    fixture.service().addBackend(makeFakeBackend(world));
    return waitUntil([&] { return fixture.service().device(device->id) != nullptr; }) ? device : nullptr;
}

void hangWhileShown(QWidget& root, const std::shared_ptr<FakeWorld>& world, const char* call)
{
    world->hang(call);
    QObject::connect(&root, &QObject::destroyed, [world, call] { world->release(call); });
}

} // namespace wb::test
