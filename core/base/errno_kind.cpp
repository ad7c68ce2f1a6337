// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/errno_kind.h"

#include <cerrno>

namespace wb {

ErrorKind errorKindOf(int errnoValue)
{
    switch (errnoValue) {
    case ENOENT:
    case ENOTDIR:
        return ErrorKind::NotFound;
    case EACCES:
    case EPERM:
    case EROFS:
        return ErrorKind::AccessDenied;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return ErrorKind::NoSpace;
    case EISDIR:
        return ErrorKind::InvalidArgument;
    case ENOMEM:
        return ErrorKind::OutOfMemory;
    default:
        return ErrorKind::Io;
    }
}

} // namespace wb
