// SPDX-License-Identifier: GPL-3.0-or-later
// Devices that are opened by their nodes, besides those that are listed.
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "tests/unit/engine/fake_backend.h"
#include "ui/main_window.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>

using namespace wb;
using namespace wb::test;

namespace {

const QStringList kOpen { QStringLiteral("Device"), QStringLiteral("Open device node") };
const QString kNode = QStringLiteral("/dev/probe");

} // namespace

class TestDeviceNodes : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<FakeWorld> m_world;
    std::unique_ptr<AppFixture> m_fixture;
    std::unique_ptr<ui::MainWindow> m_window;
    std::vector<std::string> m_asked;

    [[nodiscard]] QWidget* dialog() { return m_window->findChild<QWidget*>(QStringLiteral("openNodeDialog")); }
    [[nodiscard]] bool ask(const QString& node)
    {
        return clickMenu(*m_window, kOpen) && QTest::qWaitFor([this] { return dialog() && dialog()->isVisible(); })
            && typeInto(findWidget(*dialog(), "nodePath"), node) && click(findWidget(*dialog(), "nodeOpen"));
    }

private Q_SLOTS:
    void init()
    {
        m_asked.clear();
        m_world = std::make_shared<FakeWorld>();
        m_world->isNode = true;
        m_fixture = std::make_unique<AppFixture>();
        m_fixture->context().makeNodeBackend = [this](const std::string& node) {
            m_asked.push_back(node);
            return makeFakeBackend(m_world, "node " + node);
        };
        m_window = std::make_unique<ui::MainWindow>(m_fixture->context());
        m_window->resize(1280, 800);
        QVERIFY(showAndWait(*m_window));
    }

    void cleanup()
    {
        m_window.reset();
        m_fixture.reset();
    }

    void itsDeviceJoinsTheOthersAndLeaves()
    {
        static_cast<void>(m_world->plug(0x0077, 3));
        const std::size_t before = m_fixture->service().devices().size();
        const QMenu* nodes = m_window->findChild<QMenu*>(QStringLiteral("nodeCloseMenu"));
        QVERIFY(!nodes->isEnabled());
        QVERIFY(ask(kNode));
        QTRY_VERIFY(dialog() == nullptr);
        QVERIFY((m_asked == std::vector<std::string> { "/dev/probe" }));
        QTRY_VERIFY(m_fixture->device(0x1209, 0x0077) != nullptr);
        QCOMPARE(m_fixture->service().devices().size(), before + 1);
        QVERIFY(nodes->isEnabled());
        QVERIFY(ask(kNode)); // it is open: nothing more is to be done
        QTRY_VERIFY(dialog() == nullptr);
        QCOMPARE(m_asked.size(), std::size_t { 1 });
        QVERIFY(clickMenu(*m_window, { QStringLiteral("Device"), QStringLiteral("Close device node"), kNode }));
        QTRY_VERIFY(m_fixture->device(0x1209, 0x0077) == nullptr);
        QCOMPARE(m_fixture->service().devices().size(), before);
        QVERIFY(!nodes->isEnabled());
    }

    void whyItCannotBeOpenedIsTold()
    {
        m_world->failStart = Error { ErrorKind::NotFound, 2, "read the device node", "/dev/probe: no such file" };
        const std::size_t before = m_fixture->service().backends().size();
        QVERIFY(ask(kNode));
        QTRY_VERIFY(findWidget(*dialog(), "nodeMessage")->isVisible());
        QVERIFY(find<QLabel>(*dialog(), "nodeMessageWords")->text().endsWith(QStringLiteral("which it is now.")));
        QVERIFY(!findWidget(*m_window, "systemBanner")->isVisible()); // nothing is wrong with USB
        QTRY_COMPARE(m_fixture->service().backends().size(), before);
        QVERIFY(!m_window->findChild<QMenu*>(QStringLiteral("nodeCloseMenu"))->isEnabled());
        m_world->failStart.reset();
        QVERIFY(click(findWidget(*dialog(), "nodeOpen"))); // again
        QTRY_VERIFY(dialog() == nullptr);
    }

    void nothingIsOpenedWithoutANode()
    {
        QVERIFY(m_window->findChild<QAction*>(QStringLiteral("nodeOpenAction"))->isEnabled());
        QVERIFY(clickMenu(*m_window, kOpen));
        QTRY_VERIFY(dialog() && dialog()->isVisible());
        QVERIFY(!findWidget(*dialog(), "nodeOpen")->isEnabled());
        QVERIFY(typeInto(findWidget(*dialog(), "nodePath"), QStringLiteral(" ")));
        QVERIFY(!findWidget(*dialog(), "nodeOpen")->isEnabled());
    }

    void aNodeIsChosenAmongTheFiles()
    {
        QVERIFY(clickMenu(*m_window, kOpen));
        QTRY_VERIFY(dialog() && dialog()->isVisible());
        QVERIFY(click(findWidget(*dialog(), "nodeBrowse")));
        const QString file = QStringLiteral(WB_SOURCE_DIR "/README.md");
        QVERIFY(chooseFile(*dialog(), "nodeBrowseDialog", file));
        QTRY_COMPARE(find<QLineEdit>(*dialog(), "nodePath")->text(), file);
    }
};

QTEST_MAIN(TestDeviceNodes)
#include "tst_device_nodes.moc"
