"""Where a number comes from: the cells that `explain` names really hold it."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path

import openpyxl
from spec.small_tables import SmallData, table
from support import ROOT, Command

from helpers.indicators import inputs
from helpers.params import RunParams


def explained(shnor: Command, *arguments: str | Path) -> dict:
    ran = shnor("explain", *arguments, "--format", "json")
    assert ran.code == 0, ran.err
    return ran.json


def test_cells_of_a_spreadsheet_hold_the_values_named(shnor: Command, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Отметки"
    sheet["B2"] = "Отметки района"
    header = ["Код школы", "Год", "Процедура", "Класс (кто писал)", "Предмет", "Участников",
              "Отметок «2»", "Отметок «3»", "Отметок «4»", "Отметок «5»"]  # fmt: skip
    for place, word in enumerate(header, start=2):
        sheet.cell(4, place, word)
    for line, row in enumerate([["s1", 7, 1, 2, 3, 1], ["s2", 9, 2, 3, 3, 1]], start=5):
        for place, value in enumerate([row[0], 2022, "ВПР", 5, "Математика", *row[1:]], start=2):
            sheet.cell(line, place, value)
    book.save(tmp_path / "book.xlsx")
    shnor("import", tmp_path / "book.xlsx", "-m", "ivanteevsky", "--data", tmp_path / "d")
    found = explained(shnor, "-m", "ivanteevsky", "-y", "2022", "vpr5.math.quality_share",
                      "--data", tmp_path / "d")  # fmt: skip
    assert len(found["rows"]) == 2
    for row in found["rows"]:
        assert (row["file"], row["sheet"]) == ("book.xlsx", "Отметки")
        for cell in row["cells"]:
            assert sheet[cell["cell"]].value == cell["value"]
    assert found["formula"] == "100 × (отметки «4» и «5») / (участники)"
    ranges = {one["column"]: one["cells"] for one in found["ranges"]}
    assert ranges["mark_2"] == "H5:H6" and ranges["mark_5"] == "K5:K6"
    text = shnor("explain", "-m", "ivanteevsky", "-y", "2022", "vpr5.math.quality_share",
                 "--data", tmp_path / "d").out  # fmt: skip
    assert "Формула: 100 × (отметки «4» и «5») / (участники)\n" in text
    assert "Откуда: book.xlsx, лист «Отметки» — Отметки, школа\n" in text
    assert "  Отметок «5»: K5:K6\n" in text
    (total,) = [v for v in found["values"] if v["scope"] == "municipality"]
    # (3 + 1 + 3 + 1) of (7 + 9)
    assert (total["numerator"], total["denominator"]) == (8, 16)


def test_lines_of_a_text_table_hold_the_values_named(shnor: Command, altai: Path) -> None:
    found = explained(shnor, "-m", "altai-01", "-y", "2015", "oge9.rus.mark_2_share",
                      "--data", altai)  # fmt: skip
    path = ROOT / "data" / "altai" / "sources" / "altai_oge_2015.csv"
    lines = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    assert found["rows"]
    for row in found["rows"]:
        for cell in row["cells"]:
            match = re.fullmatch(r"столбец (\S+), строка (\d+)", cell["cell"])
            assert match, cell
            place = lines[0].index(match[1])
            assert int(lines[int(match[2]) - 1][place]) == cell["value"]


def test_renewed_programmes_are_traced_to_all_programmes_known_by_the_end_of_the_year() -> None:
    pages = [
        {"school_id": "s1", "kind": kind, "address": f"/{place}", "published_on": day}
        for place, (kind, day) in enumerate(
            [
                ("программа школы", dt.date(2019, 10, 1)), ("программа школы", dt.date(2022, 2, 1)),
                ("программа школы", dt.date(2023, 2, 1)), ("вкладка сайта", dt.date(2022, 2, 1)),
            ]
        )
    ]  # fmt: skip
    data = SmallData({"publications": table("publications", *pages)})
    run = RunParams(municipality_id="ivanteevsky", year=2022)
    (found,) = inputs.inputs(data, run, "programmes.updated_share")
    assert (found.table, found.rows["address"].tolist()) == ("publications", ["/0", "/1"])


def test_only_the_rows_that_stand_for_an_exam_are_cited() -> None:
    place = {"scope_type": "school", "year": 2022, "grade": 9, "subject": "math"}
    marked = {**place, "wave": "spring", "procedure": "ОГЭ", "mark_2": 7, "mark_3": 6,
              "mark_4": 4, "mark_5": 3}  # fmt: skip
    sat = {**place, "form": "ОГЭ", "sat": 20, "below_min_first": 9, "below_min_final": 9}
    data = SmallData(
        {
            "marks": table("marks", {**marked, "scope_id": "1"}, {**marked, "scope_id": "2"},
                           {**marked, "scope_id": "3", "class": "9а"}),
            "exams": table("exams", {**sat, "scope_id": "1"}, {**sat, "scope_id": "4"}),
        }
    )  # fmt: skip
    run = RunParams(municipality_id="ivanteevsky", year=2022)

    def cited(measure: str) -> dict[str, list[str]]:
        found = inputs.inputs(data, run, f"oge9.math.{measure}")
        return {one.table: one.rows["scope_id"].tolist() for one in found}

    assert cited("passed_share") == {"marks": ["1", "2", "3"], "exams": ["4"]}
    assert cited("passed_share.final") == {"exams": ["1", "4"]}


def test_rows_of_the_pool_are_those_of_each_form_or_of_persons() -> None:
    sat = {"scope_type": "school", "year": 2022, "grade": 11, "subject": "rus", "sat": 20,
           "below_min_final": 1, "below_min_first": 1}  # fmt: skip
    forms = [("1", "ЕГЭ"), ("1", "ГВЭ-11"), ("2", "ЕГЭ"), ("2", "any")]
    rows = [{**sat, "scope_id": school, "form": form} for school, form in forms]
    data = SmallData({"marks": table("marks"), "exams": table("exams", *rows)})
    run = RunParams(municipality_id="ivanteevsky", year=2022)
    (found,) = inputs.inputs(data, run, "egegve11.rus.passed_share.final")
    pairs = list(zip(found.rows["scope_id"], found.rows["form"], strict=True))
    assert pairs == [("1", "ЕГЭ"), ("1", "ГВЭ-11"), ("2", "any")]


def test_rows_of_one_school_add_up_to_its_value(shnor: Command, altai: Path) -> None:
    found = explained(shnor, "-m", "altai-01", "-y", "2015", "oge9.rus.mean_mark",
                      "--school", "altai-127", "--data", altai)  # fmt: skip
    (row,), (value,) = found["rows"], found["values"]
    counts = {int(cell["column"][-1]): cell["value"] for cell in row["cells"]}
    assert value["value"] == sum(mark * n for mark, n in counts.items()) / sum(counts.values())


def test_misspelt_indicator_names_the_nearest(shnor: Command, altai: Path) -> None:
    ran = shnor("explain", "-m", "altai-01", "-y", "2015", "oge9.rus.positiv_share",
                "--data", altai)  # fmt: skip
    assert ran.code == 2
    assert "oge9.rus.positive_share" in ran.err


def test_every_named_indicator_says_what_it_is_counted_from() -> None:
    from helpers.indicators.catalogue import NAMED
    from helpers.indicators.inputs import columns_of
    from helpers.schemas import TABLES

    silent = {name for name, item in NAMED.items() if not columns_of(name)}
    assert silent <= {name for name, item in NAMED.items() if item.qualitative}
    for name in NAMED:
        for source, columns in columns_of(name).items():
            assert set(columns) <= set(TABLES[source].columns), name
