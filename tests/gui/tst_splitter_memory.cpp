// SPDX-License-Identifier: GPL-3.0-or-later
// A splitter that is turned when there is little room keeps one place for each way.
#include "tests/support/gui_driver.h"
#include "ui/views/splitter_memory.h"

#include <QSettings>
#include <QSplitter>
#include <QTemporaryDir>
#include <QTest>

using namespace wb;

class TstSplitterMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_settings = std::make_unique<QSettings>(m_directory.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        m_settings->clear();
    }

    void keepsAPlaceForEachWay()
    {
        const std::unique_ptr<QSplitter> first = make();
        QVERIFY(test::showAndWait(*first));
        drag(*first, QPoint(50, 0));
        const QList<int> columns = first->sizes();
        QVERIFY(columns.front() > columns.back());

        const std::unique_ptr<QSplitter> second = make();
        QVERIFY(test::showAndWait(*second));
        QCOMPARE(second->sizes(), columns);
        second->setOrientation(Qt::Vertical);
        QVERIFY(!memory(*second).restore());
        QTRY_VERIFY(second->handle(1)->width() > second->handle(1)->height());
        drag(*second, QPoint(0, -120));
        const QList<int> rows = second->sizes();
        QVERIFY(rows.front() < rows.back());
        second->setOrientation(Qt::Horizontal);
        QVERIFY(memory(*second).restore());
        QCOMPARE(second->sizes(), columns);

        memory(*second).forget();
        QVERIFY(!memory(*second).restore());
        QCOMPARE(second->sizes().front(), second->sizes().back());
    }

    void whatDoesNotFitCountsAsNothing()
    {
        for (const QVariant& kept :
            { QVariant(QVariantList { 1, 2, 3 }), QVariant(QStringLiteral("x")), QVariant(7) }) {
            m_settings->setValue(QStringLiteral("test/columns"), kept);
            const std::unique_ptr<QSplitter> splitter = make();
            QVERIFY(test::showAndWait(*splitter));
            QVERIFY(!memory(*splitter).restore());
            QCOMPARE(splitter->sizes().front(), splitter->sizes().back());
        }
    }

private:
    [[nodiscard]] std::unique_ptr<QSplitter> make()
    {
        auto splitter = std::make_unique<QSplitter>(Qt::Horizontal);
        splitter->addWidget(new QWidget(splitter.get()));
        splitter->addWidget(new QWidget(splitter.get()));
        new ui::SplitterMemory(*splitter, *m_settings, QStringLiteral("test"), { 1000, 1000 });
        splitter->resize(404, 404);
        return splitter;
    }

    [[nodiscard]] static ui::SplitterMemory& memory(QSplitter& splitter)
    {
        return *splitter.findChild<ui::SplitterMemory*>();
    }

    static void drag(QSplitter& splitter, QPoint way)
    {
        QWidget* handle = splitter.handle(1);
        const QPoint place = handle->rect().center();
        QTest::mousePress(handle, Qt::LeftButton, {}, place);
        QTest::mouseMove(handle, place + way);
        QTest::mouseRelease(handle, Qt::LeftButton, {}, place + way);
    }

    QTemporaryDir m_directory;
    std::unique_ptr<QSettings> m_settings;
};

QTEST_MAIN(TstSplitterMemory)
#include "tst_splitter_memory.moc"
