"""Zips without the clock: the same parts always give the same bytes.

Here: rewriting a zip of XLSX or DOCX, writing one from files. Not here: what is in it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from helpers.errors import MachineError, in_russian

_EPOCH = (1980, 1, 1, 0, 0, 0)


def steady_zip(content: bytes, day: dt.date = dt.date(1980, 1, 1)) -> bytes:
    """The package with its parts sorted, dated 1980, and `day` as its dates of creation."""
    stamp = f"{day.isoformat()}T00:00:00Z"
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as steady,
    ):
        for name in sorted(source.namelist()):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*", rb"\g<1>" + stamp.encode(), data)
            steady.writestr(_entry(name), data, zipfile.ZIP_DEFLATED, 6)
    return target.getvalue()


def written(target: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a zip at `target`; an older one is replaced only by a whole one."""
    made = target.with_name(f".making-{target.name}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in sorted(files.items()):
                package.writestr(_entry(name), content, zipfile.ZIP_DEFLATED, 6)
        made.replace(target)
    except OSError as error:
        raise MachineError(f"Не удалось записать {target}: {in_russian(error)}.") from error
    finally:
        made.unlink(missing_ok=True)


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=_EPOCH)
    info.external_attr = 0o644 << 16
    info.create_system = 3
    return info
