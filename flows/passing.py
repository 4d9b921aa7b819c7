"""Which errors may be gone a moment later, so that trying again makes sense. A decoding error repeats; a full disk stays full."""

from __future__ import annotations

import errno
import sqlite3

PASSING_ERRNOS = frozenset(
    {
        errno.EAGAIN,
        errno.EBUSY,
        errno.EINTR,
        errno.EIO,
        errno.ESTALE,
        errno.ETIMEDOUT,
        errno.ECONNRESET,
        errno.ENFILE,
        errno.EMFILE,
    }
)
PASSING_SQLITE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
PRIMARY_CODE = 0xFF  # SQLite's extended result codes keep the primary one in the lowest byte (sqlite.org/rescode.html)


def is_passing(error: BaseException | None) -> bool:
    """Whether the error, or one it was raised from, is of the file system's or database's moment.

    >>> is_passing(OSError(errno.EBUSY, "busy")), is_passing(OSError(errno.ENOSPC, "full")), is_passing(ValueError("bad"))
    (True, False, False)
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in PASSING_ERRNOS:
            return True
        if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE in PASSING_SQLITE:
            return True
        error = error.__cause__
    return False
