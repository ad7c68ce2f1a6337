// SPDX-License-Identifier: GPL-3.0-or-later
// The decoded descriptors of one device as a tree: descriptors, their fields, bit fields, and what is wrong.
// Source of truth: descriptors::decodeBlob over the device descriptor followed by every configuration; offsets are
// positions in those bytes.
// Names of vendors and products come from usb.ids, strings from the device.
// Thread: GUI. Ownership: `ids` outlives the model. Errors: none; malformed bytes are rows like any other, with their
// diagnostic below them.
#pragma once

#include "core/descriptors/decode.h"
#include "core/descriptors/usb_ids.h"
#include "ui/bridge/selection.h"

#include <QAbstractItemModel>
#include <QByteArray>

#include <memory>

namespace wb::ui {

class DescriptorModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { FieldColumn, ValueColumn, MeaningColumn, ColumnCount };
    enum Kind { DescriptorRow, FieldRow, BitsRow, DiagnosticRow };
    enum Role {
        KindRole = Qt::UserRole + 1,
        BeginRole, // qulonglong: first byte
        EndRole, // qulonglong: past the last byte
        DescriptorBeginRole, // of the descriptor the row belongs to, without what it contains
        DescriptorEndRole,
        SeverityRole // int of descriptors::Severity; DiagnosticRow only
    };

    explicit DescriptorModel(const descriptors::UsbIds& ids, QObject* parent = nullptr);
    ~DescriptorModel() override;

    void setDevice(usb::DevicePtr device); // null empties the model
    [[nodiscard]] const QByteArray& bytes() const { return m_bytes; }
    [[nodiscard]] int problemCount() const;
    [[nodiscard]] const std::vector<descriptors::Node>& nodes() const { return m_nodes; }

    [[nodiscard]] QModelIndex rowOfByte(std::size_t offset) const; // the field that holds it
    [[nodiscard]] QModelIndex rowOfDescriptor(std::size_t offset) const; // the descriptor that begins there
    // The descriptor a row belongs to, as text like descriptors::toText; the invalid index means everything.
    [[nodiscard]] QString textOf(const QModelIndex& index) const;
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
        std::vector<std::unique_ptr<Row>> children;
        const descriptors::Node* node = nullptr; // the descriptor it belongs to
        const descriptors::Field* field = nullptr;
        const descriptors::Field::Bits* bits = nullptr;
        const descriptors::Diagnostic* diagnostic = nullptr;
    };

    Row& append(Row& parent, Kind kind, const descriptors::Node& node) const;
    void appendDescriptor(Row& parent, const descriptors::Node& node) const;
    void appendField(Row& parent, const descriptors::Node& node, const descriptors::Field& field) const;
    [[nodiscard]] const Row* toRow(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex toIndex(const Row* row) const;
    [[nodiscard]] QString cell(const Row& row, int column) const;
    [[nodiscard]] QString stringText(std::uint8_t index) const;
    [[nodiscard]] QString fieldMeaning(const descriptors::Field& field) const;
    [[nodiscard]] QString toolTip(const Row& row) const;
    [[nodiscard]] static descriptors::ByteRange rangeOf(const Row& row);
    [[nodiscard]] static descriptors::ByteRange ownRange(const descriptors::Node& node);

    const descriptors::UsbIds& m_ids;
    usb::DevicePtr m_device;
    QByteArray m_bytes;
    std::vector<descriptors::Node> m_nodes;
    Row m_root;
};

// Where the selected part's descriptor begins in the bytes of the model; 0 (the device descriptor) for a device.
[[nodiscard]] std::optional<std::size_t> descriptorOffset(const Selection& selection);

} // namespace wb::ui
