// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/stream_driver.h"

#include "tests/support/gui_driver.h"

#include <QTabWidget>

namespace wb::test {

namespace {

bool clickTab(QTabWidget* tabs, int index)
{
    if (!tabs || !tabs->isVisible())
        return false;
    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(index).center());
    return tabs->currentIndex() == index;
}

} // namespace

ui::Selection endpointOf(const usb::DevicePtr& device, std::uint8_t address, std::uint8_t alternate)
{
    ui::Selection selection;
    selection.device = device;
    selection.configuration = std::uint8_t { 1 };
    selection.interfaceNumber = std::uint8_t { 0 };
    selection.alternate = alternate;
    selection.endpoint = usb::EndpointAddress { address };
    return selection;
}

bool showTab(QWidget& panel, EndpointTab tab)
{
    return clickTab(find<QTabWidget>(panel, "endpointTabs"), static_cast<int>(tab));
}

bool showSettings(QWidget& panel, SettingsPage page)
{
    return showTab(panel, EndpointTab::Continuous)
        && clickTab(find<QTabWidget>(panel, "streamSettings"), static_cast<int>(page));
}

bool tick(QWidget* box)
{
    if (!box || !box->isVisible() || !box->isEnabled())
        return false;
    constexpr int kIntoTheMark = 8;
    QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(kIntoTheMark, box->height() / 2));
    return true;
}

} // namespace wb::test
