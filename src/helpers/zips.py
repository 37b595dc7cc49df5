"""Office files without the clock: the same parts always give the same bytes.

Here: rewriting a zip of XLSX or DOCX. Not here: what is in it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

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
            info = zipfile.ZipInfo(name, date_time=_EPOCH)
            info.external_attr = 0o644 << 16
            info.create_system = 3
            steady.writestr(info, data, zipfile.ZIP_DEFLATED, 6)
    return target.getvalue()
