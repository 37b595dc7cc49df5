"""The notebook of the list by the rule: its numbers against the command and plain counting."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from notebooks.running import block, notices, shown, tables
from support import Command

from helpers.blocks import Block, Figure, Findings
from helpers.store import Store

NAME = "12_low_results_list"


@pytest.fixture(scope="module")
def vilyuysk(demo: Path) -> list[Block]:
    with pytest.MonkeyPatch.context() as patch:
        return shown(NAME, demo, patch, municipality_id="vilyuysk", year=2021)


def test_the_list_is_that_of_the_command(demo: Path, vilyuysk: list[Block], shnor: Command) -> None:
    answer = shnor("identify", "-y", "2021", "-m", "vilyuysk", "--data", demo, "--format", "json")
    wanted = {row["school_name"]: len(row["triggers"]) for row in answer.json if row["listed"]}
    rows = block(vilyuysk, "low-listed").rows
    assert {row[0].text: row[2].value for row in rows} == wanted
    first = next(one for one in vilyuysk if isinstance(one, Findings)).items[0]
    assert first.values["listed"] == len(wanted)


def test_low_results_are_counts_of_marks(demo: Path, vilyuysk: list[Block]) -> None:
    marks = Store(demo).read("marks", ["vilyuysk"])
    marks = marks[(marks["year"] == 2021) & (marks["scope_type"] == "school")]
    pairs = {
        f"{int(row['mark_2'])}\u00a0из\u00a0{int(row['participants'])}"
        for row in marks.dropna(subset=["mark_2", "participants"]).to_dict("records")
    }
    rows = [row for row in block(vilyuysk, "low-triggers").rows if "2021 год" in row[1].text]
    assert rows and all(row[2].text in pairs for row in rows)
    assert all(row[3].value >= 30 and row[4].value == pytest.approx(row[3].value - 30)
               for row in rows)  # fmt: skip


def test_a_result_is_sure_when_its_interval_lies_above_the_limit(vilyuysk: list[Block]) -> None:
    items = next(one for one in vilyuysk if isinstance(one, Findings)).items
    sure = next(item for item in items if item.block_id == "finding-sure")
    rows = block(vilyuysk, "low-triggers").rows
    lows = [_wilson_low(*map(int, row[2].text.split("\u00a0из\u00a0"))) for row in rows]
    assert sure.values == {"results": len(rows), "sure": sum(low >= 0.3 for low in lows)}


def _wilson_low(part: int, whole: int) -> float:
    z, p = 1.959963984540054, part / whole
    centre = p + z * z / (2 * whole)
    spread = z * math.sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole))
    return (centre - spread) / (1 + z * z / whole)


def test_the_warning_is_that_of_the_command(
    demo: Path, vilyuysk: list[Block], shnor: Command
) -> None:
    answer = shnor("warn", "-m", "vilyuysk", "-y", "2021", "--data", demo, "--format", "json").json
    words = {"medium": "средний", "high": "высокий"}
    wanted = {s["school_name"]: words[s["risk"]] for s in answer["schools"] if s["risk"] in words}
    rows = block(vilyuysk, "early-warning").rows
    assert {row[0].text: row[1].text for row in rows} == wanted
    held = {row[0].text: (row[1].value, row[2].value) for row in
            block(vilyuysk, "early-warning-hits").rows}  # fmt: skip
    high = next(one for one in answer["hits_of_schools"] if one["risk"] == "high")
    assert held["высокий"] == (high["warned"], high["came_low"])


def test_a_year_without_a_list_draws_nothing(altai: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = shown(NAME, altai, monkeypatch, municipality_id="altai", year=2015)
    assert not [one for one in blocks if isinstance(one, Figure)]
    assert "Официального списка по результатам 2015 года" in " ".join(notices(blocks))
    assert all(table.rows for table in tables(blocks))


def test_the_public_edition_is_refused(demo: Path, tmp_path: Path, shnor: Command) -> None:
    ran = shnor(
        "report", NAME, "-m", "vilyuysk", "-y", "2021", "--edition", "public",
        "--data", demo, "--out", tmp_path,
    )  # fmt: skip
    assert ran.code == 2 and "только для служебного пользования" in ran.err
    assert not list(tmp_path.rglob("report.*"))
