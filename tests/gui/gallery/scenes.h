// SPDX-License-Identifier: GPL-3.0-or-later
// The pictures the gallery takes: every panel and the whole window in each of its designed states.
// To add one, append a Scene in the file of its kind, browse_scenes.cpp, check_scenes.cpp..., and say in states.toml
// which state of which panel it shows; tests/lint/check_gallery.py holds that table against the panels and the scenes.
// Thread: GUI. Each scene gets a fixture of its own and is drawn once light and once dark, at both sizes if it is
// the whole window.
#pragma once

#include "tests/support/app_fixture.h"

#include <QSize>
#include <QString>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

namespace wb::test {

struct Scene {
    QString name; // of the picture: "descriptors-device" gives descriptors-device-light.png
    AppFixture::Bus bus = AppFixture::Bus::On;
    QSize size; // of a panel; invalid: a whole window, taken at 1280x800 and 1920x1080
    std::function<std::unique_ptr<QWidget>(AppFixture&)> make;
    // After it is shown: click, type, wait. False fails the gallery.
    std::function<bool(QWidget&, AppFixture&)> arrange;
    capture::LiveLogOptions log {};
    // What the picture is of, when it is not the whole widget: a question that it asks in a window of its own.
    std::function<QWidget*(QWidget& widget)> drawn {};
};

[[nodiscard]] std::vector<Scene> absenceScenes();
[[nodiscard]] std::vector<Scene> bannerScenes();
[[nodiscard]] std::vector<Scene> browseScenes();
[[nodiscard]] std::vector<Scene> checkScenes();
[[nodiscard]] std::vector<Scene> controlScenes();
[[nodiscard]] std::vector<Scene> endpointScenes();
[[nodiscard]] std::vector<Scene> hidScenes();
[[nodiscard]] std::vector<Scene> libraryScenes();
[[nodiscard]] std::vector<Scene> replayScenes();
[[nodiscard]] std::vector<Scene> scanScenes();
[[nodiscard]] std::vector<Scene> sessionScenes();
[[nodiscard]] std::vector<Scene> snapshotScenes();
[[nodiscard]] std::vector<Scene> streamScenes();
[[nodiscard]] std::vector<Scene> streamEndScenes();
[[nodiscard]] std::vector<Scene> transferScenes();
[[nodiscard]] std::vector<Scene> windowScenes();

} // namespace wb::test
