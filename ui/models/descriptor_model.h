// SPDX-License-Identifier: GPL-3.0-or-later
// The decoded descriptors of one device as a tree: descriptors, their fields, bit fields, and what is wrong.
// Source of truth: the sections that DescriptorStore knows. The device descriptor and the configurations stand at the
// top, other sections below a row of their own, strings below one together. Offsets are positions in a section.
// Thread: GUI. Errors: none; malformed bytes are rows like any other, with their diagnostic below them.
#pragma once

#include "ui/bridge/descriptor_store.h"
#include "ui/bridge/selection.h"

#include <QAbstractItemModel>
#include <QByteArray>

#include <memory>

namespace wb::ui {

class DescriptorModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { FieldColumn, ValueColumn, MeaningColumn, ColumnCount };
    enum Kind { DescriptorRow, FieldRow, BitsRow, DiagnosticRow, SectionRow, StringsRow };
    enum Role {
        KindRole = Qt::UserRole + 1,
        BeginRole, // qulonglong: first byte
        EndRole, // qulonglong: past the last byte
        DescriptorBeginRole, // of the descriptor the row belongs to, without what it contains
        DescriptorEndRole,
        SeverityRole, // int of descriptors::Severity; DiagnosticRow only
        SectionRole // int: index of the section; of StringsRow that of the first string
    };

    explicit DescriptorModel(QObject* parent = nullptr);
    ~DescriptorModel() override;

    void setDescriptors(KnownPtr known); // null empties the model
    [[nodiscard]] std::size_t sectionCount() const { return m_known ? m_known->decoded.size() : 0; }
    [[nodiscard]] QByteArray bytes(std::size_t section) const;
    [[nodiscard]] QString sectionTitle(std::size_t section) const;
    [[nodiscard]] std::size_t byteCount() const; // of all sections
    [[nodiscard]] std::span<const descriptors::Node> nodes() const; // of the device's own section

    [[nodiscard]] QModelIndex rowOfByte(std::size_t section, std::size_t offset) const; // the field that holds it
    // The descriptor of the device's own section that begins there.
    [[nodiscard]] QModelIndex rowOfDescriptor(std::size_t offset) const;
    // The finding that points at these bytes, else the field that holds the first of them.
    [[nodiscard]] QModelIndex rowOfRange(std::size_t section, descriptors::ByteRange range) const;
    // The descriptor a row belongs to, as text like descriptors::toText; the invalid index means everything.
    [[nodiscard]] QString textOf(const QModelIndex& index) const;
    // The descriptor a row belongs to; null: a heading's row, or no row.
    [[nodiscard]] const descriptors::Node* nodeOf(const QModelIndex& index) const;
    // Its bytes with everything below it: a configuration's are all of its descriptors.
    [[nodiscard]] QByteArray bytesOf(const QModelIndex& index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        Kind kind = DescriptorRow;
        Row* parent = nullptr;
        int position = 0;
        std::size_t section = 0;
        std::vector<std::unique_ptr<Row>> children;
        const descriptors::Node* node = nullptr; // the descriptor it belongs to; null: SectionRow, StringsRow
        const descriptors::Field* field = nullptr;
        const descriptors::Field::Bits* bits = nullptr;
        const descriptors::Diagnostic* diagnostic = nullptr;
    };

    void appendSections();
    Row& append(Row& parent, Kind kind, std::size_t section, const descriptors::Node* node) const;
    void appendDescriptor(Row& parent, std::size_t section, const descriptors::Node& node) const;
    void appendField(Row& parent, const descriptors::Node& node, const descriptors::Field& field) const;
    [[nodiscard]] const Row* toRow(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex toIndex(const Row* row) const;
    [[nodiscard]] QString cell(const Row& row, int column) const;
    [[nodiscard]] QString headingCell(const Row& row, int column) const; // of SectionRow and StringsRow
    [[nodiscard]] descriptors::ByteRange wholeRange(std::size_t section) const;
    [[nodiscard]] QString toolTip(const Row& row) const;
    [[nodiscard]] descriptors::ByteRange rangeOf(const Row& row) const;
    [[nodiscard]] descriptors::ByteRange descriptorRange(const Row& row) const;
    [[nodiscard]] static descriptors::ByteRange ownRange(const descriptors::Node& node);

    KnownPtr m_known;
    Row m_root;
};

// Where the selected part's descriptor begins in the bytes of the model; 0 (the device descriptor) for a device.
[[nodiscard]] std::optional<std::size_t> descriptorOffset(const Selection& selection);

} // namespace wb::ui
