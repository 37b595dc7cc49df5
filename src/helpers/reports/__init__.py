"""Executed notebook → finished report folder, in every format.

Here: `render`, the one entrance, and the words it takes. Not here: running notebooks
(`kernels`), the matrix of a batch (`batch`). Exporters are imported when they are used.

    document   what of a notebook belongs to a report      passport   how it was made
    html · pdf · xlsx · csv_data · docx · ipynb   the faces   manifest   the receipt
    origins    where numbers come from
    content    what a report says, without its look        index      the list of reports
    write      folders that appear only when complete
"""

from __future__ import annotations

from helpers.reports.spec import (
    FORMATS,
    Code,
    Environment,
    File,
    Format,
    Input,
    ReportFailed,
    ReportSpec,
)
from helpers.reports.write import render, sweep

__all__ = [
    "FORMATS",
    "Code",
    "Environment",
    "File",
    "Format",
    "Input",
    "ReportFailed",
    "ReportSpec",
    "render",
    "sweep",
]
