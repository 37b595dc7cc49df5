"""The card of one school: numbers against plain counting, small and silent schools, two pages."""

from __future__ import annotations

import io
import math
from pathlib import Path

import pypdf
import pytest
from notebooks.running import block, notices, shown, tables, texts
from support import Command

from helpers.blocks import Block, Findings, Table
from helpers.errors import ParameterError
from helpers.store import Data, Store
from notebooks import finished

NAME, SCHOOL = "50_school_card", "iva-01"
PLACE = {"municipality_id": "ivanteevsky", "year": 2022}


def card(demo: Path, school_id: str, **other: object) -> list[Block]:
    with pytest.MonkeyPatch.context() as patch:
        return shown(NAME, demo, patch, **{**PLACE, **other}, school_id=school_id)


@pytest.fixture(scope="module")
def znamensky(demo: Path) -> list[Block]:
    return card(demo, SCHOOL)


def _wilson(part: float, whole: float) -> tuple[float, float]:
    z, p = 1.959963984540054, part / whole
    centre = (p + z * z / (2 * whole)) / (1 + z * z / whole)
    spread = z * math.sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    return 100 * (centre - spread), 100 * (centre + spread)


def test_results_are_counts_of_the_schools_marks(demo: Path, znamensky: list[Block]) -> None:
    marks = Store(demo).read("marks", ["ivanteevsky"])
    own = marks[(marks["scope_id"] == SCHOOL) & (marks["procedure"] == "ВПР")]
    table = block(znamensky, "card-results")
    heads = [column.label for column in table.columns]
    row = next(row for row in table.rows if row[0].text == "ВПР 6, математика")
    for year in (2021, 2022):
        one = own[(own["year"] == year) & (own["wave"] == "spring") & (own["grade"] == 6)]
        one = one[one["subject"] == "math"].iloc[0]
        n, passed = int(one["participants"]), int(one["participants"] - one["mark_2"])
        low, high = _wilson(passed, n)
        cell = row[heads.index(str(year))]
        assert cell.value == pytest.approx(100 * passed / n)
        assert cell.text.replace("\u00a0", " ") == (
            f"{100 * passed / n:.0f} ({low:.0f}–{high:.0f}); {n}"
        )
    whole = marks[(marks["scope_type"] == "school") & (marks["year"] == 2022)]
    whole = whole[(whole["procedure"] == "ВПР") & (whole["wave"] == "spring")]
    whole = whole[(whole["grade"] == 6) & (whole["subject"] == "math")]
    n = int(whole["participants"].sum())
    assert row[-1].value == pytest.approx(100 * (n - int(whole["mark_2"].sum())) / n)
    assert row[-1].text.endswith(f"\u00a0{n}")


def test_the_rule_is_that_of_the_command(
    demo: Path, znamensky: list[Block], shnor: Command
) -> None:
    asked = shnor("identify", "-y", "2022", "-m", "ivanteevsky", "--data", demo, "--format", "json")
    mine = next(row for row in asked.json if row["school_id"] == SCHOOL)
    items = next(one for one in znamensky if isinstance(one, Findings)).items
    rule = next(item for item in items if item.block_id == "finding-rule")
    now = [one for one in mine["triggers"] if one["year"] == 2022]
    assert rule.values["low"] == len(now) and mine["listed"] and "относит школу" in rule.text
    rows = block(znamensky, "card-rule").rows
    assert {round(row[3].value, 9) for row in rows} >= {
        round(one["margin"], 9) for one in mine["triggers"]
    }
    assert 3 <= len(items) <= 5


def test_people_are_counted_without_their_codes(demo: Path, znamensky: list[Block]) -> None:
    teachers = Store(demo).read("teachers", ["ivanteevsky"])
    staff = teachers[(teachers["year"] == 2022) & ~teachers["is_management"].fillna(False)]
    steps = {row[0].text: row[1].value for row in block(znamensky, "card-staff").rows}
    own = staff[staff["school_id"] == SCHOOL]
    assert steps["Педагогов всего"] == own["teacher_code"].nunique()
    tests = Store(demo).read("diagnostics", ["ivanteevsky"])
    inside = tests["date"].between("2021-09-01", "2022-08-31") & tests["score"].notna()
    tested = set(tests.loc[inside, "teacher_code"])
    assert steps["Прошли диагностику"] == len(tested & set(own["teacher_code"]))
    assert "T-ivan" not in texts(znamensky)


def test_conditions_stand_beside_the_median_of_schools(demo: Path, znamensky: list[Block]) -> None:
    rows = Store(demo).read("context", ["ivanteevsky"])
    rows = rows[rows["year"] == 2022].set_index("school_id")
    pct = 100 * rows["ovz"].astype(float) / rows["pupils"].astype(float)
    row = next(row for row in block(znamensky, "card-conditions").rows if row[0].text == "ОВЗ")
    assert row[1].value == rows.loc[SCHOOL, "ovz"]
    assert row[2].value == pytest.approx(pct[SCHOOL])
    assert row[3].value == pytest.approx(pct.median())


def test_the_letter_names_deed_person_and_day(znamensky: list[Block]) -> None:
    rows = block(znamensky, "card-letter").rows
    days = [row[0].text for row in rows]
    assert days == sorted(days, key=lambda day: day.split(".")[::-1])
    assert all(cell.text for row in rows for cell in row)
    assert "3\u00a0из\u00a09" in rows[0][3].text
    assert block(znamensky, "card-plan").rows[0][3].text == "просрочено"


def test_a_school_of_six_pupils_is_not_judged(demo: Path) -> None:
    blocks = card(demo, "iva-08")
    items = next(one for one in blocks if isinstance(one, Findings)).items
    assert [(item.block_id, item.tone) for item in items] == [("finding-rule", "no_data")]
    assert any("6\u00a0обучающихся" in one.plain() for one in blocks)
    said = " ".join(notices(blocks))
    assert "Правилу не из чего" in said and "Педагогов школы" in said
    assert all(row[-1].marker == "" for row in block(blocks, "card-results").rows)


def test_a_school_without_results_says_so(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = Data.table

    def without(self: Data, name: str) -> object:
        rows = table(self, name)
        return rows[rows["scope_id"] != SCHOOL] if name in ("marks", "exams") else rows

    monkeypatch.setattr(Data, "table", without)
    blocks = card(demo, SCHOOL)
    assert "Это не значит, что они низкие" in " ".join(notices(blocks))
    assert "card-results" not in {one.block_id for one in tables(blocks) if isinstance(one, Table)}


@pytest.mark.parametrize(
    ("given", "words"),
    [("", "Не задан параметр school_id"), ("iva-1", "iva-01"), ("СОШ п. Знаменский", "iva-01")],
)
def test_a_missing_or_unknown_school_is_refused(demo: Path, given: str, words: str) -> None:
    with pytest.raises(ParameterError) as refused:
        card(demo, given)
    said = str(refused.value)
    assert words in said and "school_id" in said and "shnor list schools" in said


def test_all_schools_are_listed_with_their_codes(demo: Path, shnor: Command) -> None:
    rows = shnor("list", "schools", "--data", demo, "--format", "json").json
    stored = Store(demo).read("schools", Store(demo).municipalities())
    assert {row["school_id"] for row in rows} == set(stored["school_id"])
    assert len(rows) == len({(row["municipality_id"], row["school_id"]) for row in rows})


def test_the_card_prints_on_two_pages(demo: Path) -> None:
    printed = pypdf.PdfReader(io.BytesIO(finished.files(NAME, demo)["report.pdf"]))
    assert len(printed.pages) == 2
    last = printed.pages[1].extract_text()
    assert "Паспорт отчёта" in last and "school_id=iva-01" in last.replace("\n", "")
