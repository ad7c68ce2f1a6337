// SPDX-License-Identifier: GPL-3.0-or-later
// CPU time from the start of the process to a painted window with 30 devices in its tree, libraries, Qt and the real
// backend's start included. CPU time, not seconds: the bar holds on a busy machine too.
#include "core/backend/libusb1/libusb1_backend.h"
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/main_window.h"

#include <QTreeView>
#include <QtTest>

#include <ctime>

using namespace wb;

namespace {

constexpr double kBarMs = 400;
constexpr std::size_t kDevices = 30;

double processCpuMs()
{
    timespec used {};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) * 1e3 + static_cast<double>(used.tv_nsec) / 1e6;
}

int countRows(const QAbstractItemModel& model, const QModelIndex& parent = {})
{
    int rows = model.rowCount(parent);
    for (int row = 0; row < model.rowCount(parent); ++row)
        rows += countRows(model, model.index(row, 0, parent));
    return rows;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    test::AppFixture fixture(test::AppFixture::Bus::Off);
    ui::MainWindow window(fixture.context());
    window.resize(1280, 800);
    window.show();
    fixture.service().addBackend(backend::makeLibusb1Backend());
    fixture.demoBus().setActive(true);
    fixture.demoBus().plugMany(kDevices - 5); // the demo bus has five of its own
    const auto* view = test::find<QTreeView>(window, "deviceTree");
    const bool isFilled = view
        && QTest::qWaitFor(
            [&] {
                return fixture.service().devices().size() >= kDevices
                    && countRows(*view->model()) >= static_cast<int>(kDevices);
            },
            20'000);
    if (!isFilled) {
        qCritical("the tree was not filled with %zu devices", kDevices);
        return 1;
    }
    (void)window.grab(); // painted, with all rows
    const double used = processCpuMs();
    qInfo("cold start to a filled tree of %zu devices: %.0f ms of CPU time (bar: %.0f)",
        fixture.service().devices().size(), used, kBarMs);
    return used <= kBarMs ? 0 : 1;
}
