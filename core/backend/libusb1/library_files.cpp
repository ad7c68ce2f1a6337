// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/library_files.h"

#include <algorithm>
#include <cstddef>
#include <dlfcn.h>
#include <filesystem>
#ifdef __GLIBC__
#include <link.h>
#endif

namespace wb::backend {

namespace {

namespace fs = std::filesystem;

constexpr auto kName = "libusb-1.0.so.0"; // as the program asks for it

#ifdef __GLIBC__

int addIfLibusb(dl_phdr_info* object, std::size_t, void* files)
{
    const std::string file = object->dlpi_name == nullptr ? "" : object->dlpi_name;
    if (fs::path(file).filename().string().rfind("libusb-1.0", 0) == 0)
        static_cast<std::vector<std::string>*>(files)->push_back(file);
    return 0; // go on
}

std::vector<std::string> loadedFiles()
{
    std::vector<std::string> files;
    dl_iterate_phdr(addIfLibusb, &files);
    return files;
}

std::vector<std::string> searchedFolders()
{
    std::vector<std::string> folders;
    void* const program = dlopen(nullptr, RTLD_LAZY);
    if (program == nullptr)
        return folders;
    Dl_serinfo size {};
    if (dlinfo(program, RTLD_DI_SERINFOSIZE, &size) == 0) {
        std::vector<std::max_align_t> room(size.dls_size / sizeof(std::max_align_t) + 1);
        auto* found = static_cast<Dl_serinfo*>(static_cast<void*>(room.data()));
        if (dlinfo(program, RTLD_DI_SERINFOSIZE, found) == 0 && dlinfo(program, RTLD_DI_SERINFO, found) == 0) {
            const Dl_serpath* paths = found->dls_serpath;
            for (unsigned i = 0; i < found->dls_cnt; ++i)
                folders.emplace_back(paths[i].dls_name);
        }
    }
    dlclose(program);
    return folders;
}

#else

std::vector<std::string> loadedFiles() { return {}; }
std::vector<std::string> searchedFolders() { return {}; }

#endif

bool isSameFile(const std::string& one, const std::string& other)
{
    std::error_code ignored;
    return one == other || fs::equivalent(one, other, ignored);
}

} // namespace

std::vector<usb::LibraryFile> libraryFiles(const std::string& used)
{
    using State = usb::LibraryFile::State;
    std::vector<usb::LibraryFile> files;
    const auto add = [&files](const std::string& file, State state) {
        const auto known = [&file](const usb::LibraryFile& row) { return isSameFile(row.file, file); };
        if (std::none_of(files.begin(), files.end(), known))
            files.push_back({ file, state });
    };
    if (!used.empty())
        add(used, State::Used);
    for (const std::string& file : loadedFiles())
        add(file, State::Loaded);
    for (const std::string& folder : searchedFolders()) {
        const std::string file = (fs::path(folder) / kName).string();
        std::error_code ignored;
        add(file, fs::exists(file, ignored) ? State::There : State::Absent);
    }
    return files;
}

} // namespace wb::backend
