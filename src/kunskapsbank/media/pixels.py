"""What the sorts of pictures made of pixels have in common: they are opened without being decoded."""

from __future__ import annotations

import io
import struct
import warnings

from PIL import Image, UnidentifiedImageError

from ..base.texts import phrase
from ..reading.folders import Unreadable

_ORIENTATION_TAG = 0x0112  #: Its number in EXIF 2.32, section 4.6.4.


def opened(data: bytes, form: str) -> Image.Image:
    """*data* as a picture in *form* (``JPEG``), its header read and nothing decoded.

    Raises:
        Unreadable: If it is no such picture.
    """
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None  # The caller compares with MAX_PIXELS.
    try:
        with warnings.catch_warnings(action="ignore"):
            return Image.open(io.BytesIO(data), formats=[form])
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, IndexError):
        raise Unreadable(phrase("not-that-picture", form=form)) from None
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def orientation(data: bytes, form: str) -> bytes:
    """EXIF that holds nothing but the orientation; nothing when the picture is shown as its pixels lie."""
    try:
        with warnings.catch_warnings(action="ignore"):  # Damaged EXIF is left out, so nobody needs to know.
            value = opened(data, form).getexif().get(_ORIENTATION_TAG, 1)
    except (OSError, ValueError, SyntaxError, struct.error, TypeError):
        return b""
    if not isinstance(value, int) or not 2 <= value <= 8:
        return b""
    return b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, _ORIENTATION_TAG, 3, 1, value, 0, 0)
