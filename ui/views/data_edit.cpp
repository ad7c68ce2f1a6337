// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/data_edit.h"

#include "ui/bridge/background.h"
#include "ui/text/format.h"
#include "ui/text/transfer_text.h"
#include "ui/views/number_edit.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyle>

#include <utility>

namespace wb::ui {

namespace {

constexpr auto kRead = "read the data file";

QPlainTextEdit* makeEditor(const QString& name, const QString& accessible, const QString& placeholder, QWidget* parent)
{
    auto* edit = new QPlainTextEdit(parent);
    edit->setObjectName(name);
    edit->setAccessibleName(accessible);
    edit->setPlaceholderText(placeholder);
    edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    edit->setTabChangesFocus(true);
    return edit;
}

int heightOf(const QPlainTextEdit& edit, int lines)
{
    const int margins = 2 * (edit.frameWidth() + static_cast<int>(edit.document()->documentMargin()));
    return edit.fontMetrics().lineSpacing() * lines + margins;
}

Result<Bytes> readFile(const QString& path, std::uint64_t limit)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Io, kRead, text::toStd(QStringLiteral("%1: %2").arg(path, file.errorString())));
    const QByteArray contents = file.read(static_cast<qint64>(limit) + 1);
    if (file.error() != QFileDevice::NoError)
        return fail(ErrorKind::Io, kRead, text::toStd(QStringLiteral("%1: %2").arg(path, file.errorString())));
    if (static_cast<std::uint64_t>(contents.size()) > limit)
        return fail(ErrorKind::InvalidArgument, kRead, "it has grown beyond what one transfer takes");
    return text::toBytes(contents);
}

} // namespace

DataEdit::DataEdit(const QString& prefix, std::uint64_t maxBytes, QWidget* parent)
    : QWidget(parent)
    , m_maxBytes(maxBytes)
    , m_form(new QComboBox(this))
    , m_pages(new QStackedWidget(this))
    , m_hex(
          makeEditor(prefix + QStringLiteral("Hex"), tr("Data as hexadecimal"), tr("Bytes, such as 12 01 00 02"), this))
    , m_text(makeEditor(prefix + QStringLiteral("Text"), tr("Data as text"), tr("Text, sent as UTF-8"), this))
    , m_file(new QLineEdit(this))
    , m_count(new QLabel(this))
    , m_problemLabel(new ProblemLabel(prefix + QStringLiteral("Problem"), this))
{
    m_form->setObjectName(prefix + QStringLiteral("Form"));
    m_form->setAccessibleName(tr("How the data is given"));
    m_form->setToolTip(tr("How the data is given"));
    m_form->addItems({ tr("Hex"), tr("Text"), tr("File") });
    m_count->setObjectName(prefix + QStringLiteral("Count"));
    m_pages->addWidget(m_hex);
    m_pages->addWidget(m_text);
    buildFilePage(prefix);
    constexpr int kUsualLines = 3;
    setLines(kUsualLines);

    auto* head = new QHBoxLayout;
    head->addWidget(m_form);
    head->addWidget(m_count, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(head);
    layout->addWidget(m_pages);
    layout->addWidget(m_problemLabel);
    setFocusProxy(m_hex);

    connect(m_form, &QComboBox::currentIndexChanged, this, [this](int form) {
        m_pages->setCurrentIndex(form);
        abandon();
        check();
    });
    connect(m_hex, &QPlainTextEdit::textChanged, this, &DataEdit::check);
    connect(m_text, &QPlainTextEdit::textChanged, this, &DataEdit::check);
    connect(m_file, &QLineEdit::textChanged, this, [this] {
        abandon();
        check();
    });
    check();
}

void DataEdit::setLines(int lines)
{
    for (QPlainTextEdit* edit : { m_hex, m_text })
        edit->setFixedHeight(heightOf(*edit, lines));
    m_pages->setFixedHeight(m_hex->maximumHeight()); // it would ask for the editors' own hints
}

void DataEdit::buildFilePage(const QString& prefix)
{
    auto* page = new QWidget(this);
    m_file->setObjectName(prefix + QStringLiteral("File"));
    m_file->setAccessibleName(tr("File to send"));
    m_file->setPlaceholderText(tr("Path of a file"));
    m_file->setToolTip(tr("It is read when the data is sent."));
    auto* browse = new QPushButton(tr("Choose…"), page);
    browse->setObjectName(prefix + QStringLiteral("FileChoose"));
    browse->setToolTip(tr("Choose the file to send"));
    auto* layout = new QHBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_file, 1, Qt::AlignTop);
    layout->addWidget(browse, 0, Qt::AlignTop);
    m_pages->addWidget(page);
    connect(browse, &QPushButton::clicked, this, &DataEdit::chooseFile);
}

void DataEdit::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("Data to send"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, m_file, &QLineEdit::setText);
    dialog->open();
}

void DataEdit::read(Taker taker)
{
    if (auto checked = checkedLength(); !checked) {
        checked.error().operation = kRead;
        taker(tl::unexpected<Error>(checked.error()));
        return;
    }
    switch (m_form->currentIndex()) {
    case Text:
        taker(text::toBytes(m_text->toPlainText().toUtf8()));
        return;
    case File:
        m_taker = std::move(taker);
        check();
        inBackground(
            this, [path = m_file->text(), limit = m_maxBytes] { return readFile(path, limit); },
            [this, reading = ++m_readings](const Result<Bytes>& bytes) {
                if (m_taker && reading == m_readings)
                    finishReading(bytes);
            });
        return;
    default:
        taker(parseHex(m_hex->toPlainText().toStdString()));
    }
}

void DataEdit::abandon()
{
    if (m_taker)
        finishReading(fail(ErrorKind::Cancelled, kRead, text::toStd(tr("nothing was sent"))));
}

void DataEdit::finishReading(const Result<Bytes>& bytes)
{
    const Taker taker = std::exchange(m_taker, nullptr);
    check();
    taker(bytes);
}

std::optional<std::uint64_t> DataEdit::length() const { return m_length; }

std::optional<Bytes> DataEdit::typedBytes() const
{
    if (m_form->currentIndex() == Text)
        return text::toBytes(m_text->toPlainText().toUtf8());
    const auto parsed = parseHex(text::toStd(m_hex->toPlainText()));
    return m_form->currentIndex() == Hex && parsed ? std::optional(*parsed) : std::nullopt;
}

void DataEdit::setBytes(ByteView bytes)
{
    m_form->setCurrentIndex(Hex);
    m_hex->setPlainText(text::fromStd(formatHex(bytes)));
}

Result<std::uint64_t> DataEdit::checkedLength() const
{
    if (isReading())
        return fail(ErrorKind::Busy, {}, text::toStd(tr("Reading the file…")));
    std::uint64_t length = 0;
    switch (m_form->currentIndex()) {
    case Text:
        length = static_cast<std::uint64_t>(m_text->toPlainText().toUtf8().size());
        break;
    case File: {
        const QFileInfo file(m_file->text());
        if (m_file->text().isEmpty() || !file.isFile() || !file.isReadable())
            return fail(ErrorKind::NotFound, {},
                text::toStd(m_file->text().isEmpty() ? tr("Choose a file to send.") : tr("This file cannot be read.")));
        length = static_cast<std::uint64_t>(file.size());
        break;
    }
    default: {
        const auto parsed = parseHex(m_hex->toPlainText().toStdString());
        if (!parsed)
            return fail(ErrorKind::InvalidArgument, {},
                text::toStd(tr("These are not hexadecimal bytes: %1.").arg(text::safe(parsed.error().detail))));
        length = parsed->size();
    }
    }
    if (length > m_maxBytes)
        return fail(ErrorKind::InvalidArgument, {},
            text::toStd(tr("Too long: one transfer takes at most %1.").arg(text::bytes(m_maxBytes))));
    return length;
}

void DataEdit::check()
{
    const auto checked = checkedLength();
    m_length = checked ? std::optional(*checked) : std::nullopt;
    m_problem = checked ? QString() : text::fromStd(checked.error().detail);
    m_count->setText(m_length ? text::bytes(*m_length) : QString());
    const bool isWrong = !m_problem.isEmpty() && !isReading();
    const int form = m_form->currentIndex();
    markInput(m_hex, isWrong && form == Hex);
    markInput(m_text, isWrong && form == Text);
    markInput(m_file, isWrong && form == File);
    m_problemLabel->setProblem(this, isWrong ? m_problem : QString());
    Q_EMIT changed();
}

} // namespace wb::ui
