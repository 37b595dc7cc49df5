"""Zip archives whose bytes depend on nothing but their content.

Here: the container. Not here: what stands in it (`files`, `documents`). Parts are stored, not
compressed: compressors differ between machines.
"""

from __future__ import annotations

import io
import zipfile

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def stored_zip(parts: dict[str, str]) -> bytes:
    """XML parts in the order given, with one fixed date and no attributes of a machine."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 0
            info.external_attr = 0
            archive.writestr(info, (_HEAD + text).encode())
    return stream.getvalue()
