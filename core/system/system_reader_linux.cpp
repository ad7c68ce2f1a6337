// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/system_reader.h"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace wb::system {

namespace {

namespace fs = std::filesystem;

class OpenFile {
public:
    // Not blocking: opening a pipe would otherwise wait for somebody to write into it.
    explicit OpenFile(const std::string& path)
        : m_descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK))
    {
    }
    ~OpenFile()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    [[nodiscard]] bool isRegular() const
    {
        struct stat status { };
        return m_descriptor >= 0 && ::fstat(m_descriptor, &status) == 0 && S_ISREG(status.st_mode);
    }

    [[nodiscard]] std::optional<Bytes> read(std::size_t limit) const
    {
        Bytes bytes;
        std::array<Byte, 4096> chunk {};
        while (bytes.size() < limit) {
            const ssize_t count = ::read(m_descriptor, chunk.data(), std::min(chunk.size(), limit - bytes.size()));
            if (count < 0 && bytes.empty())
                return std::nullopt;
            if (count <= 0)
                break;
            bytes.insert(bytes.end(), chunk.begin(), chunk.begin() + count);
        }
        return bytes;
    }

private:
    const int m_descriptor;
};

class LinuxSystem final : public SystemReader {
public:
    explicit LinuxSystem(std::string root)
        : m_root(std::move(root))
    {
    }

    bool isAvailable() const override { return true; }

    std::optional<Bytes> bytes(const std::string& path, std::size_t limit) const override
    {
        const OpenFile file(m_root + path);
        return file.isRegular() ? file.read(limit) : std::nullopt;
    }

    std::string linkTarget(const std::string& path) const override
    {
        std::error_code error;
        const fs::path target = fs::read_symlink(m_root + path, error);
        return error ? std::string() : target.string();
    }

    std::vector<DirectoryEntry> entries(const std::string& directory) const override
    {
        std::vector<DirectoryEntry> found;
        std::error_code error;
        for (fs::directory_iterator it(m_root + directory, error), end;
             !error && it != end && found.size() < kMaxEntries; it.increment(error)) {
            std::error_code gone;
            const fs::file_type type = it->symlink_status(gone).type();
            found.push_back(
                { it->path().filename().string(), type == fs::file_type::symlink, type == fs::file_type::directory });
        }
        std::sort(found.begin(), found.end(),
            [](const DirectoryEntry& a, const DirectoryEntry& b) { return a.name < b.name; });
        return found;
    }

private:
    const std::string m_root;
};

} // namespace

std::shared_ptr<const SystemReader> makeSystemReader(std::string root)
{
    return std::make_shared<const LinuxSystem>(std::move(root));
}

} // namespace wb::system
