"""A column that nobody filled, or one school left empty, leaves every report whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from notebooks.running import shown

PLACES = {"vilyuysk": 2021, "turochak": 2022}


@pytest.mark.parametrize(
    ("name", "place", "table", "column"),
    [
        ("40_context", "vilyuysk", "context", "non_native"),
        ("40_context", "vilyuysk", "context", "on_register"),
        ("24_staffing", "turochak", "staffing", "hours_by_other"),
        ("20_teacher_deficits", "turochak", "staffing", "hours_by_other"),
        ("30_roadmap", "turochak", "roadmap_items", "measure"),
    ],
)
@pytest.mark.parametrize("rows", [slice(None), slice(0, 1)])
def test_a_report_stands_without_a_column(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    name: str, place: str, table: str, column: str, rows: slice,
) -> None:  # fmt: skip
    shutil.copytree(demo, tmp_path / "demo")
    part = tmp_path / "demo" / "store" / table / f"municipality_id={place}" / "part.parquet"
    frame = pd.read_parquet(part)
    assert frame[column].notna().any()
    frame[column] = frame[column].astype(object)
    frame.loc[frame.index[rows], column] = None
    frame.to_parquet(part)
    blocks = shown(name, tmp_path / "demo", monkeypatch, municipality_id=place, year=PLACES[place])
    assert len(blocks) > 10
