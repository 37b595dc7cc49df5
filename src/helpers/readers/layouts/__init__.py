"""Layouts of files that federal and regional systems give: one module a layout.

Here: what a layout offers, and the list of those known, the most particular first. Not here:
tables with contract names or Russian headers of the forms (`tabular`), plans (`roadmap`).
"""

from __future__ import annotations

from helpers.readers.layouts import (
    fis,
    gia_protocol,
    published,
    refused_tables,
    regional_tables,
    vpr_protocol,
)
from helpers.readers.layouts.layout import Layout, Reading

#: Layouts by the word that `--kind` takes.
LAYOUTS: dict[str, Layout] = {
    layout.kind: layout
    for layout in (
        published.OGE,
        published.EGE,
        *vpr_protocol.LAYOUTS,
        *fis.LAYOUTS,
        gia_protocol.GIA_PROTOCOL,
        refused_tables.CITY,
        refused_tables.ENGLISH,
        regional_tables.REGIONAL,
    )
}

__all__ = ["LAYOUTS", "Layout", "Reading"]
