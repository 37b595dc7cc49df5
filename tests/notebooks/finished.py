"""Finished files of the reports of the demo data: each notebook run once, each face made once.

Here: which report stands for each notebook, and its files. Not here: any expectation.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from notebooks.pages import needed, ran
from support import ROOT

from helpers.reports import Code, Environment, Input, ReportSpec, csv_data, docx, html, pdf, xlsx
from helpers.reports.document import Document

#: Notebooks that make reports; the others are for work in JupyterLab.
NAMES = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
#: Notebooks that ask for another place than the usual one.
PLACES = {"60_region": ("rostov", 2023)}
USUAL = ("ivanteevsky", 2022)


def spec(name: str, municipality_id: str, year: int) -> ReportSpec:
    """What is said about the making of a report: enough for every face."""
    return ReportSpec(
        notebook=name,
        parameters={
            "municipality_id": municipality_id,
            "year": year,
            "edition": "internal",
            **needed(name),
        },
        edition="internal",
        dataset="data/demo",
        code=Code("0.1.0", "ab" * 32),
        environment=Environment("3.11.9", {"pandas": "3.0.0"}, {"zlib": "1.3"}, "cd" * 32),
        inputs=(Input("store/marks/part.parquet", "ef" * 32, ("marks",)),),
    )


@cache
def files(name: str, dataset: Path) -> dict[str, bytes]:
    """The faces of the report that stands for a notebook, by file name."""
    place = PLACES.get(name, USUAL)
    return faces(ran(name, dataset, *place), spec(name, *place))


def faces(page: Document, made_by: ReportSpec) -> dict[str, bytes]:
    """Every face of a document."""
    return {
        "report.html": html.render(page, made_by),
        "report.pdf": pdf.render(page, made_by),
        "report.xlsx": xlsx.render(page, made_by),
        "report.docx": docx.render(page, made_by),
        **csv_data.render(page, made_by),
    }
