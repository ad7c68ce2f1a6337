// SPDX-License-Identifier: GPL-3.0-or-later
// Takes a picture of every panel and of the whole window in each designed state, light and dark, into the directory
// given as the first argument (default: build/gallery of the source tree). "--list" names the scenes and takes none.
// Exit code: 0 = every scene could be arranged and its picture is not of one colour.
#include "tests/gui/gallery/scenes.h"
#include "ui/views/appearance.h"

#include <QApplication>
#include <QDir>
#include <QTest>

#include <cstdio>
#include <string_view>
#include <utility>

using namespace wb;
using namespace wb::test;

namespace {

struct Frame {
    QSize size;
    QString suffix;
};

std::vector<Frame> framesOf(const Scene& scene)
{
    if (scene.size.isValid())
        return { { scene.size, QString() } };
    return { { QSize(1280, 800), QStringLiteral("-1280x800") }, { QSize(1920, 1080), QStringLiteral("-1920x1080") } };
}

bool isBlank(const QImage& image)
{
    const QRgb first = image.pixel(0, 0);
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (image.pixel(x, y) != first)
                return false;
    return true;
}

// Layouts that the arrangement has asked for may ask for others: until two pictures are the same, or it moves by
// itself.
QImage settled(QWidget& widget)
{
    constexpr int kLooks = 20;
    QImage image = widget.grab().toImage();
    for (int look = 0; look < kLooks; ++look) {
        QTest::qWait(0);
        const QImage last = std::exchange(image, widget.grab().toImage());
        if (image == last)
            break;
    }
    return image;
}

bool take(const Scene& scene, const Frame& frame, const QString& path)
{
    AppFixture fixture(scene.bus, scene.log);
    const std::unique_ptr<QWidget> widget = scene.make(fixture);
    if (!widget) {
        qWarning("%s: there is nothing to arrange", qPrintable(scene.name));
        return false;
    }
    widget->resize(frame.size);
    widget->show();
    if (!QTest::qWaitForWindowExposed(widget.get()))
        return false;
    if (scene.arrange && !scene.arrange(*widget, fixture)) {
        qWarning("%s: the scene could not be arranged", qPrintable(scene.name));
        return false;
    }
    QWidget* drawn = scene.drawn ? scene.drawn(*widget) : widget.get();
    const QImage image = drawn != nullptr ? settled(*drawn) : QImage();
    if (image.isNull() || isBlank(image) || !image.save(path)) {
        qWarning("%s: no picture", qPrintable(path));
        return false;
    }
    return true;
}

std::vector<Scene> allScenes()
{
    std::vector<Scene> scenes;
    for (const auto& more : { absenceScenes(), bannerScenes(), browseScenes(), checkScenes(), controlScenes(),
             endpointScenes(), hidScenes(), libraryScenes(), replayScenes(), scanScenes(), sessionScenes(),
             snapshotScenes(), streamScenes(), streamEndScenes(), transferScenes(), windowScenes() })
        scenes.insert(scenes.end(), more.begin(), more.end());
    return scenes;
}

int list(const std::vector<Scene>& scenes)
{
    for (const Scene& scene : scenes)
        std::puts(qPrintable(scene.name));
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<Scene> scenes = allScenes();
    if (argc > 1 && std::string_view(argv[1]) == "--list")
        return list(scenes);
    QApplication application(argc, argv);
    QApplication::setApplicationVersion(QStringLiteral("gallery"));
    const QStringList arguments = QApplication::arguments();
    QDir directory(arguments.value(1, QStringLiteral(WB_SOURCE_DIR "/build/gallery")));
    directory.mkpath(QStringLiteral("."));
    const QString only = arguments.value(2); // a part of a scene's name, to take one again

    int failures = 0;
    for (const auto& [appearance, word] :
        { std::pair(ui::Appearance::Light, "light"), std::pair(ui::Appearance::Dark, "dark") }) {
        ui::applyAppearance(appearance);
        for (const Scene& scene : scenes) {
            if (!scene.name.contains(only))
                continue;
            for (const Frame& frame : framesOf(scene)) {
                const QString name = scene.name + frame.suffix + QLatin1Char('-') + QLatin1String(word);
                if (!take(scene, frame, directory.filePath(name + QStringLiteral(".png"))))
                    ++failures;
            }
        }
    }
    return failures == 0 ? 0 : 1;
}
