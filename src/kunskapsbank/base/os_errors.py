"""Why the operating system refuses, in Swedish."""

from __future__ import annotations

import errno

_SYSTEM_ERRORS = {
    errno.EACCES: "behörighet saknas",
    errno.EPERM: "behörighet saknas",
    errno.EROFS: "disken är skrivskyddad",
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "utrymmet som kontot får använda är slut",
    errno.EFBIG: "filen blir större än kontot får skriva",
    errno.EIO: "disken svarar inte som den ska",
    errno.ENOENT: "filen eller mappen finns inte",
    errno.ENOTDIR: "en fil ligger där en mapp behövs",
    errno.EISDIR: "en mapp ligger där en fil behövs",
    errno.ENAMETOOLONG: "namnet är för långt",
    errno.EMFILE: "för många filer är öppna",
    errno.EXDEV: "delarna ligger på olika diskar",
    errno.ELOOP: "en länk står i vägen, eller länkar leder i cirkel",
    errno.ENOTEMPTY: "mappen är inte tom",
    errno.EEXIST: "namnet är upptaget",
    errno.EADDRINUSE: "ett annat program använder den",
}


def reason(error: OSError) -> str:
    """Why the operating system refused, in Swedish where we have met it."""
    return _SYSTEM_ERRORS.get(error.errno or 0, error.strerror or str(error))
