"""Why the operating system refuses, in words."""

from __future__ import annotations

import errno

from .texts import Value, phrase

_SYSTEM_ERRORS = {
    errno.EACCES: "no-permission",
    errno.EPERM: "no-permission",
    errno.EROFS: "read-only-disk",
    errno.ENOSPC: "full-disk",
    errno.EDQUOT: "full-account",
    errno.EFBIG: "file-over-limit",
    errno.EIO: "failing-disk",
    errno.ENOENT: "nothing-there",
    errno.ENOTDIR: "file-for-folder",
    errno.EISDIR: "folder-for-file",
    errno.ENAMETOOLONG: "long-name",
    errno.EMFILE: "many-open-files",
    errno.EXDEV: "two-disks",
    errno.ELOOP: "circle-of-links",
    errno.ENOTEMPTY: "folder-not-empty",
    errno.EEXIST: "name-taken",
    errno.EADDRINUSE: "in-use",
    errno.EBUSY: "busy",
}  #: Keys of texts under ``system``.


def reason(error: OSError) -> Value:
    """Why the operating system refused, in a text where we have met it, else in its own words."""
    known = _SYSTEM_ERRORS.get(error.errno or 0)
    return phrase(f"system.{known}") if known else error.strerror or str(error)
