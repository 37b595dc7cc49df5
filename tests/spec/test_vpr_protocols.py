"""Raw ВПР protocols: sums of schools against plain loops over the pupils written to the files."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from support import ROOT, Command, Ran, stored
from vpr_books import DIRT, MAXIMUM, TASKS, WRITERS, Item, Pupil, World, write_2021, write_2022
from vpr_books import write_form as form

from helpers import vpr_scales
from helpers.errors import ParameterError
from helpers.methodology import load_rules
from helpers.readers.layouts import vpr_names

#: The scale of mathematics, grade 5, 2021, written by hand.
SCALE_2021 = {2: range(7), 3: range(7, 11), 4: range(11, 15), 5: range(15, 21)}
FILES = {
    "vpr_2020": "Математика_5.xlsx",
    "vpr_2021": "VPR_ma_5_2021.xlsx",
    "vpr_2022": "5 класс математика.xlsx",
}


def pupils_of(layout: str, **changes: Any) -> list[Pupil]:
    made = World(**{"shares": DIRT, "as_text": layout != "vpr_2022", **changes}).made()
    if layout == "vpr_2022":
        for pupil in made:
            pupil.day = dt.date(2022, 3, 18)
    return made


def imported(shnor: Command, path: Path, data: Path, *options: str) -> Ran:
    return shnor("import", path, "-m", "ivanteevsky", "--data", data, *options, "--format", "json")


def by_school(pupils: Iterable[Pupil]) -> dict[str, list[Pupil]]:
    schools: dict[str, list[Pupil]] = {}
    for pupil in pupils:
        schools.setdefault(pupil.login, []).append(pupil)
    return schools


def mark_of(total: int) -> int:
    return next(mark for mark, totals in SCALE_2021.items() if total in totals)


# -- sums ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", sorted(WRITERS))
def test_sums_of_each_school_are_those_of_its_pupils(
    shnor: Command, tmp_path: Path, layout: str
) -> None:
    pupils = pupils_of(layout)
    path = WRITERS[layout](tmp_path / FILES[layout], pupils)
    ran = imported(shnor, path, tmp_path / "d")
    assert ran.code == 0, ran.out
    assert ran.json["sources"][0]["kind"] == layout
    marks = stored(tmp_path / "d", "marks").set_index("scope_id")
    spread = stored(tmp_path / "d", "score_distribution")
    tasks = stored(tmp_path / "d", "tasks")
    schools = by_school(pupils)
    assert sorted(marks.index) == sorted(schools)
    for login, own in schools.items():
        present = [pupil for pupil in own if not pupil.is_absent]
        totals = [pupil.stated for pupil in present]
        row = marks.loc[login]
        assert (row["participants"], row["absent"]) == (len(present), len(own) - len(present))
        assert row["mean_primary"] == pytest.approx(sum(totals) / len(totals))
        mine = spread[spread["scope_id"] == login]
        assert dict(zip(mine["primary_score"], mine["participants"], strict=True)) == Counter(
            totals
        )
        _check_tasks(tasks[tasks["scope_id"] == login], present, layout)


def _check_tasks(rows: pd.DataFrame, present: list[Pupil], layout: str) -> None:
    by_task = rows.set_index("task")
    for at, (name, maximum) in enumerate(TASKS):
        points = [
            pupil.items[at].points
            for pupil in present
            if not pupil.is_shifted and pupil.items[at].points is not None
        ]
        row = by_task.loc[str(at + 1) if layout == "vpr_2020" else name]
        assert row["participants"] == len(points)
        if layout == "vpr_2022":
            assert row["completion_pct"] == pytest.approx(
                100 * sum(points) / (maximum * len(points))
            )
            assert row["max_score"] == maximum
        else:
            assert pd.isna(row["completion_pct"])
            assert row["absences"] == "completion_pct=not_reported"
            mean = f"{sum(points) / len(points):.4f}".replace(".", ",")
            assert mean in row["extra"]


def test_marks_and_journal_follow_the_scale_of_the_very_year(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = pupils_of("vpr_2021")
    path = write_2021(tmp_path / FILES["vpr_2021"], pupils)
    assert imported(shnor, path, tmp_path / "d").code == 0
    marks = stored(tmp_path / "d", "marks").set_index("scope_id")
    journal = stored(tmp_path / "d", "journal_match").set_index("scope_id")
    for login, own in by_school(pupils).items():
        present = [pupil for pupil in own if not pupil.is_absent]
        given = Counter(mark_of(pupil.stated or 0) for pupil in present)
        assert [marks.loc[login, f"mark_{mark}"] for mark in (2, 3, 4, 5)] == [
            given[mark] for mark in (2, 3, 4, 5)
        ]
        sides = Counter()
        for pupil in present:
            if pupil.journal_mark is not None:
                mark = mark_of(pupil.stated or 0)
                sides[(mark > pupil.journal_mark) - (mark < pupil.journal_mark)] += 1
        row = journal.loc[login]
        assert (row["lowered"], row["confirmed"], row["raised"]) == (sides[-1], sides[0], sides[1])
    assert set(marks["max_primary"]) == {MAXIMUM}


def test_where_no_scale_of_the_year_exists_marks_are_missing_and_the_rest_is_kept(
    shnor: Command, tmp_path: Path
) -> None:
    path = write_2022(tmp_path / FILES["vpr_2022"], pupils_of("vpr_2022"))
    ran = imported(shnor, path, tmp_path / "d")
    assert "Нет шкалы" in ran.by_code["no_scale"]["message"]
    marks = stored(tmp_path / "d", "marks")
    assert marks["mark_2"].isna().all()
    assert marks["absences"].str.contains("mark_2=not_reported").all()
    assert (marks["participants"] > 0).all()
    assert "journal_match" not in ran.json["sources"][0]["tables"]


# -- rows that are odd --------------------------------------------------------------------------


def one_school(count: int = 6) -> list[Pupil]:
    """Pupils with 10 points each, by the summed tasks too."""
    pupils = World(schools=1, pupils=count).made()
    for pupil in pupils:
        for item, (_, maximum) in zip(pupil.items, TASKS, strict=True):
            item.points = 1 if maximum == 1 else 0
            item.written = str(item.points)
        pupil.items[6] = Item("2", 2)
        pupil.stated, pupil.total = 10, "10"
    return pupils


def school_row(data: Path) -> pd.Series:
    return stored(data, "marks").iloc[0]


def test_a_pupil_with_a_total_of_zero_takes_part_and_an_absent_one_does_not(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = one_school()
    for item in pupils[0].items:
        item.written, item.points = "0", 0
    pupils[0].total = "0"
    pupils[1].variant, pupils[1].total = "отсутствовал", "0"
    pupils[2].journal = "Отсутствовал"
    ran = imported(shnor, write_2021(tmp_path / "МА 5.xlsx", pupils), tmp_path / "d")
    row = school_row(tmp_path / "d")
    assert (row["participants"], row["absent"], row["mark_2"], row["mark_3"]) == (4, 2, 1, 3)
    assert ran.by_code["zero_totals"]["row"] == 2
    assert ": 1." in ran.by_code["zero_totals"]["message"]
    assert ": 2." in ran.by_code["absent_pupils"]["message"]


def test_words_in_task_cells_are_counted_and_left_out_of_completion(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = one_school()
    words = ["?", "H", "не пройд.", "X", "Х", "11"]
    for pupil, word in zip(pupils, words, strict=True):
        pupil.items[0] = Item(word, None)
        pupil.day = dt.date(2021, 4, 2)
    path = write_2022(tmp_path / "Математика 5.xlsx", pupils)
    ran = imported(shnor, path, tmp_path / "d")
    found = ran.by_code
    assert found["unreadable_scores"]["found"] == "«?, H»"
    assert found["unreadable_scores"]["column"] == "I"
    assert ": 2, строк: 2." in found["unreadable_scores"]["message"]
    assert found["score_above_maximum"]["found"] == "«11»"
    assert ": 1, строк: 1." in found["not_taught"]["message"]
    task = stored(tmp_path / "d", "tasks").set_index("task").loc["1"]
    assert (task["participants"], task["completion_pct"]) == (2, 0)
    assert school_row(tmp_path / "d")["participants"] == 6


def test_a_sex_in_a_task_cell_leaves_the_tasks_out_and_the_total_in(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = one_school()
    pupils[0].items[3] = Item("Ж", None)
    path = write_2021(tmp_path / "МА 5.xlsx", pupils)
    ran = imported(shnor, path, tmp_path / "d")
    found = ran.by_code["shifted_rows"]
    assert (found["row"], found["column"], found["found"]) == (2, "M", "«Ж»")
    assert "целиком" not in found["message"]
    row = school_row(tmp_path / "d")
    assert (row["participants"], row["mark_3"], row["mean_primary"]) == (6, 6, 10)
    assert set(stored(tmp_path / "d", "tasks")["participants"]) == {5}


def test_a_row_moved_as_a_whole_gives_no_total_and_its_school_no_marks(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = one_school()
    pupils[0].items[3], pupils[0].sex, pupils[0].total = Item("м", None), "5А", "4"
    ran = imported(shnor, write_2021(tmp_path / "МА 5.xlsx", pupils), tmp_path / "d")
    assert "целиком (1)" in ran.by_code["shifted_rows"]["message"]
    assert "sch640000 — 1" in ran.by_code["without_total"]["message"]
    row = school_row(tmp_path / "d")
    assert row["participants"] == 6
    assert pd.isna(row["mark_2"])
    assert row["mean_primary"] == 10
    assert "Без итога" in row["extra"]


def test_a_row_moved_to_the_right_gives_no_total_and_one_moved_among_the_tasks_no_scores(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = one_school()
    path = write_2021(tmp_path / "МА 5.xlsx", pupils)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    width = len(TASKS)
    for row, first in ((2, 6), (3, 10)):
        cells = [sheet.cell(row, at).value for at in range(1, 10 + width + 1)]
        cells.insert(first - 1, "1")
        for at, value in enumerate(cells[: 10 + width], 1):
            sheet.cell(row, at, value)
    book.save(path)
    ran = imported(shnor, path, tmp_path / "d")
    found = ran.by_code["shifted_rows"]
    assert (found["row"], found["column"]) == (2, "G")
    assert "Таких строк: 2" in found["message"]
    marks = stored(tmp_path / "d", "marks").iloc[0]
    assert marks["participants"] == len(pupils)
    assert json.loads(marks["extra"]) == {"Без итога": "1", "Сдвинутые строки": "2"}
    tasks = stored(tmp_path / "d", "tasks")
    assert set(tasks["participants"]) == {len(pupils) - 2}


def test_columns_behind_the_textbook_that_hold_names_are_no_tasks(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = one_school()
    path = WRITERS["vpr_2020"](tmp_path / "Mat5.xlsx", pupils)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    names = [f"a-{len(TASKS) + 1}-grade", *["Автор Учебника"] * len(pupils)]
    for row, words in enumerate(names, 1):
        sheet.cell(row, 11 + len(TASKS) + 1, words)
        sheet.cell(row, 11 + len(TASKS) + 2, f"a-{len(TASKS) + 2}-grade" if row == 1 else None)
    book.save(path)
    ran = imported(shnor, path, tmp_path / "d")
    assert ran.code == 0, ran.out
    told = ran.by_code
    assert told["strange_columns"]["found"] == f"«{len(TASKS) + 1}»"
    assert "unreadable_scores" not in told
    assert len(set(stored(tmp_path / "d", "tasks")["task"])) == len(TASKS)


def test_a_header_with_maxima_in_words_names_its_tasks_too(shnor: Command, tmp_path: Path) -> None:
    pupils = pupils_of("vpr_2022", shares={})
    path = write_2022(tmp_path / "5 класс математика.xlsx", pupils)
    book = openpyxl.load_workbook(path)
    sheet = book["Протокол"]
    for cell, words in ((sheet["I1"], "1 (1 балл)"), (sheet["O1"], "6 (2 балла)")):
        cell.value = words
    book.save(path)
    ran = imported(shnor, path, tmp_path / "d")
    assert ran.code == 0, ran.out
    assert set(stored(tmp_path / "d", "tasks")["task"]) == {name for name, _ in TASKS}


def test_absence_counts_in_whatever_column_it_stands(shnor: Command, tmp_path: Path) -> None:
    pupils = one_school()
    path = write_2021(tmp_path / "МА 5.xlsx", pupils)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet.cell(4, 10 + len(TASKS), "отсутствовала")
    book.save(path)
    imported(shnor, path, tmp_path / "d")
    marks = stored(tmp_path / "d", "marks").iloc[0]
    assert (marks["participants"], marks["absent"]) == (len(pupils) - 1, 1)


@pytest.mark.parametrize("total", [None, "?", "47", "-1", "10.5"])
def test_an_impossible_total_gives_way_to_the_sum_of_the_tasks(
    shnor: Command, tmp_path: Path, total: Any
) -> None:
    pupils = one_school(60)
    pupils[5].total = total
    ran = imported(shnor, write_2021(tmp_path / "МА 5.xlsx", pupils), tmp_path / "d")
    assert ran.by_code["total_replaced"]["row"] == 7
    row = school_row(tmp_path / "d")
    assert (row["mark_3"], row["mean_primary"]) == (60, 10)


def test_totals_that_differ_from_the_sum_are_counted_by_school_and_not_hidden(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = World(shares={"differs": 0.4}).made()
    differing = Counter(p.login for p in pupils if p.stated != p.summed())
    ran = imported(shnor, write_2021(tmp_path / "МА 5.xlsx", pupils), tmp_path / "d")
    message = ran.by_code["totals_differ"]["message"]
    assert f": {sum(differing.values())} из {len(pupils)}." in message
    for login, count in differing.items():
        assert f"{login} — {count}" in message
    marks = stored(tmp_path / "d", "marks").set_index("scope_id")
    for login, count in differing.items():
        assert f'"Итог не равен сумме заданий": "{count}"' in marks.loc[login, "extra"]


def test_a_book_without_a_protocol_is_refused_where_one_is_asked_for(
    shnor: Command, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "МА 5.xlsx")
    kind = ("--kind", "vpr_2021")
    ran = imported(shnor, tmp_path / "МА 5.xlsx", tmp_path / "d", *kind)
    assert (ran.code, set(ran.by_code)) == (1, {"empty_file"})
    book.worksheets[0].append(["логин школы", "всего баллов", "класс", "вариант"])
    book.save(tmp_path / "МА 5.xlsx")
    ran = imported(shnor, tmp_path / "МА 5.xlsx", tmp_path / "d", *kind)
    assert (ran.code, set(ran.by_code)) == (1, {"wrong_header"})


def two_protocols(folder: Path, names: tuple[str, str]) -> tuple[Path, list[list[Pupil]]]:
    """A book of two protocols of 2021 in sheets of these names, and the pupils of each."""
    made = [World(seed=seed, pupils=8).made() for seed in (1, 2)]
    book = openpyxl.Workbook()
    del book["Sheet"]
    for title, pupils in zip(names, made, strict=True):
        path = write_2021(folder / "one.xlsx", pupils)
        sheet = book.create_sheet(title)
        for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True):
            sheet.append(row)
    book.save(folder / "ВПР 2021.xlsx")
    return folder / "ВПР 2021.xlsx", made


def test_two_protocols_of_one_book_are_two_works(shnor: Command, tmp_path: Path) -> None:
    path, made = two_protocols(tmp_path, ("МА 5", "РУ 5"))
    ran = imported(shnor, path, tmp_path / "d")
    assert ran.code == 0, ran.by_code
    marks = stored(tmp_path / "d", "marks").set_index(["subject", "scope_id"])
    for subject, pupils in zip(("math", "rus"), made, strict=True):
        for login, own in by_school(pupils).items():
            assert marks.loc[(subject, login), "participants"] == len(own)
            mean = sum(pupil.summed() for pupil in own) / len(own)
            assert marks.loc[(subject, login), "mean_primary"] == pytest.approx(mean)


@pytest.mark.parametrize(
    ("names", "code"),
    [(("МА 5", "МА 5 (2)"), "several_protocols"), (("Лист1", "Лист2"), "work_unknown")],
)
def test_two_protocols_that_do_not_say_different_works_are_refused(
    shnor: Command, tmp_path: Path, names: tuple[str, str], code: str
) -> None:
    path, _ = two_protocols(tmp_path, names)
    ran = imported(shnor, path, tmp_path / "d")
    assert (ran.code, code in ran.by_code) == (1, True), ran.by_code
    assert not list((tmp_path / "d").rglob("*.parquet"))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, whose parameters a test may change."""
    folder = tmp_path / "project"
    (folder / "notebooks").mkdir(parents=True)
    shutil.copytree(ROOT / "params", folder / "params")
    monkeypatch.chdir(folder)
    return folder


def test_the_parameter_decides_which_total_is_used(
    shnor: Command, project: Path, tmp_path: Path
) -> None:
    path = project / "params" / "methodology" / "vpr_protocols.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("value: export", "value: items"), encoding="utf-8")
    pupils = World(shares={"differs": 0.4}).made()
    ran = imported(shnor, write_2021(tmp_path / "МА 5.xlsx", pupils), tmp_path / "d")
    assert "Взят сумма" not in ran.by_code["totals_differ"]["message"]
    assert "Взята сумма заданий" in ran.by_code["totals_differ"]["message"]
    marks = stored(tmp_path / "d", "marks").set_index("scope_id")
    for login, own in by_school(pupils).items():
        mean = sum(pupil.summed() for pupil in own) / len(own)
        assert marks.loc[login, "mean_primary"] == pytest.approx(mean)


def test_maxima_written_beside_a_scale_give_the_completion_of_tasks(
    shnor: Command, project: Path, tmp_path: Path
) -> None:
    path = project / "params" / "methodology" / "vpr_scales.yaml"
    maxima = ", ".join(f'"{name}": {points}' for name, points in TASKS)
    text = path.read_text(encoding="utf-8").replace(
        "{year: 2021, grade: 5, subject: math, max: 20,",
        f"{{year: 2021, grade: 5, subject: math, max: 20, tasks: {{{maxima}}},",
    )
    path.write_text(text, encoding="utf-8")
    imported(shnor, write_2021(tmp_path / "МА 5.xlsx", one_school()), tmp_path / "d")
    tasks = stored(tmp_path / "d", "tasks").set_index("task")
    assert tasks.loc["1", "completion_pct"] == 100
    assert tasks.loc["10К1", "completion_pct"] == 0
    assert tasks.loc["10К1", "max_score"] == 2


# -- scales -------------------------------------------------------------------------------------


def test_every_shipped_scale_covers_its_scores_once() -> None:
    scales = vpr_scales.scales()
    assert len({key for key in scales if key[0] == 2021}) >= 36
    for scale in scales.values():
        marks = scale.marks(pd.Series(range(scale.maximum + 1), dtype=float).to_numpy()).tolist()
        assert marks == sorted(marks)
        assert set(marks) == {2, 3, 4, 5}
    assert scales[(2021, 5, "math", "")].words() == "«2» 0–6, «3» 7–10, «4» 11–14, «5» 15–20"
    assert not scales[(2021, 8, "geography", "")].is_confirmed


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ("mark_2: 0-6, mark_3: 8-10, mark_4: 11-14, mark_5: 15-20", "пропущены баллы 7–7"),
        ("mark_2: 0-6, mark_3: 7-11, mark_4: 11-14, mark_5: 15-20", "баллы 11–11 названы дважды"),
        ("mark_2: 0-6, mark_3: 7-10, mark_4: 11-14, mark_5: 15-19", "а max — 20"),
        ("mark_2: 1-6, mark_3: 7-10, mark_4: 11-14, mark_5: 15-20", "пропущены баллы 0–0"),
    ],
)
def test_a_scale_with_a_gap_or_an_overlap_is_refused(
    tmp_path: Path, ranges: str, words: str
) -> None:
    path = tmp_path / "scales.yaml"
    value = f"{{year: 2021, grade: 5, subject: math, max: 20, {ranges}}}"
    path.write_text(
        f"title: t\nparameters:\n  one:\n    value: {value}\n    source: s\n    mark: confirmed\n",
        encoding="utf-8",
    )
    with pytest.raises(ParameterError, match=words):
        vpr_scales.scales(load_rules(path))


def test_a_scale_that_does_not_fit_the_totals_is_not_applied(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = one_school()
    for pupil in pupils[:3]:
        pupil.total = "31"
    ran = imported(shnor, write_2021(tmp_path / "МА 5.xlsx", pupils), tmp_path / "d")
    assert "31" in ran.by_code["scale_of_other_work"]["found"]
    assert pd.isna(school_row(tmp_path / "d")["mark_3"])


def test_a_scale_written_later_gives_marks_to_the_same_file(
    shnor: Command, project: Path, tmp_path: Path
) -> None:
    pupils = pupils_of("vpr_2022")
    path = write_2022(tmp_path / "МА 5.xlsx", pupils)
    imported(shnor, path, tmp_path / "d")
    scales = project / "params" / "methodology" / "vpr_scales.yaml"
    text = scales.read_text(encoding="utf-8")
    start = text.index("  math_5_2021:")
    block = text[start : text.index("mark: confirmed", start)] + "mark: confirmed\n"
    scales.write_text(text + block.replace("2021", "2022"), encoding="utf-8")
    ran = imported(shnor, path, tmp_path / "d")
    assert "no_scale" not in ran.by_code
    marks = stored(tmp_path / "d", "marks").set_index("scope_id")
    for login, own in by_school(pupils).items():
        given = Counter(mark_of(pupil.stated or 0) for pupil in own if not pupil.is_absent)
        assert marks.loc[login, "mark_2"] == given[2]
        assert marks.loc[login, "mark_5"] == given[5]


# -- what work it is ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "subject", "grade", "year"),
    [
        ("Математика_5.xlsx", "math", 5, None),
        ("5 класс русский.xlsx", "rus", 5, None),
        ("РУ 5.xlsx", "rus", 5, None),
        ("VPR_ru_5_2021.xlsx", "rus", 5, 2021),
        ("МА5.xlsx", "math", 5, None),
        ("Протокол по французскому языку, 11 класс.xlsx", "french", 11, None),
        ("ВПР-2021. Окружающий мир, 4 класс (1).xlsx", "world", 4, 2021),
        ("МБОУ СОШ №5 обществознание 7 кл.xlsx", "social", 7, None),
        ("История 6 2020-2021 уч год.xlsx", "history", 6, 2021),
        ("ма_5_осень_2020-2021.xlsx", "math", 5, 2020),
        ("edu640012_РУ_4.xlsx", "rus", 4, None),
        ("Биология 7а.xlsx", "biology", 7, None),
        ("Fra8.xlsx", "french", 8, None),
        ("Иностранный язык (английский) 7 класс.xlsx", "english", 7, None),
        ("Русский язык_5_12.03.2022.xlsx", "rus", 5, None),
        ("МА 5-8 классы.xlsx", "math", None, None),
        ("Русский и математика 5.xlsx", None, 5, None),
        ("10 лет школе 5.xlsx", None, None, None),
        ("Протокол.xlsx", None, None, None),
    ],
)
def test_names_of_files_say_what_they_are_about(
    name: str, subject: str | None, grade: int | None, year: int | None
) -> None:
    said = vpr_names.of_file(name)
    assert (said.subject, said.grade, said.year) == (subject, grade, year)


def test_a_name_that_says_too_little_asks_for_the_options_by_name(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = one_school()
    for pupil in pupils:
        pupil.class_ = "а"
    path = write_2021(tmp_path / "протокол.xlsx", pupils)
    ran = imported(shnor, path, tmp_path / "d")
    assert ran.code == 1
    message = ran.by_code["work_unknown"]["message"]
    assert "предмет, класс" in message
    assert "--subject --grade" in message
    assert not (tmp_path / "d" / "store" / "marks").exists()
    ran = imported(shnor, path, tmp_path / "d", "--subject", "Математика", "--grade", "5")
    assert ran.code == 0
    row = school_row(tmp_path / "d")
    assert (row["subject"], row["grade"], row["year"], row["wave"]) == ("math", 5, 2021, "spring")


def test_an_option_that_contradicts_the_name_is_refused(shnor: Command, tmp_path: Path) -> None:
    path = write_2021(tmp_path / "Математика_5_2021.xlsx", one_school())
    for option, value, code in (
        ("--grade", "6", "other_grade"), ("-y", "2022", "other_year"),
        ("--subject", "rus", "other_subject"),
    ):  # fmt: skip
        ran = imported(shnor, path, tmp_path / "d", option, value)
        assert ran.code == 1
        assert code in ran.by_code


def test_folders_that_are_understood_say_the_year_and_the_wave(
    shnor: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "осень 2022" / "5 класс"
    path = write_2021(folder / "математика.xlsx", one_school())
    assert imported(shnor, path, tmp_path / "d").code == 0
    row = school_row(tmp_path / "d")
    assert (row["year"], row["wave"], row["grade"], row["programme_grade"]) == (
        2022, "autumn", 5, 4,
    )  # fmt: skip


def test_protocols_of_2020_are_of_autumn_and_test_the_programme_of_the_grade_before(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = one_school()
    for pupil in pupils:
        pupil.class_ = "6 А"
    path = WRITERS["vpr_2020"](tmp_path / "Математика_5.xlsx", pupils)
    ran = imported(shnor, path, tmp_path / "d")
    row = school_row(tmp_path / "d")
    assert (row["year"], row["wave"], row["grade"], row["programme_grade"]) == (
        2020, "autumn", 6, 5,
    )  # fmt: skip
    assert ran.by_code["assumed"]["severity"] == "warning"


@pytest.mark.parametrize(
    ("day", "wave", "programme"),
    [(dt.date(2022, 3, 18), "spring", 5), (dt.date(2022, 10, 4), "autumn", 4)],
)
def test_days_of_upload_say_year_and_wave(
    shnor: Command, tmp_path: Path, day: dt.date, wave: str, programme: int
) -> None:
    pupils = one_school()
    for pupil in pupils:
        pupil.day, pupil.class_ = day, "5А"
    assert imported(shnor, write_2022(tmp_path / "МА 5.xlsx", pupils), tmp_path / "d").code == 0
    row = school_row(tmp_path / "d")
    assert (row["year"], row["wave"], row["programme_grade"]) == (2022, wave, programme)


def test_days_of_both_waves_are_refused_until_the_wave_is_named(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = one_school()
    for at, pupil in enumerate(pupils):
        pupil.day = dt.date(2022, 3 if at % 2 else 10, 4)
    path = write_2022(tmp_path / "МА 5.xlsx", pupils)
    ran = imported(shnor, path, tmp_path / "d")
    assert ran.by_code["waves_mixed"]["found"] == "«весной 3, осенью 3»"
    assert imported(shnor, path, tmp_path / "d", "--wave", "осень").code == 0


# -- whose it is --------------------------------------------------------------------------------

OZYORNY = """
ozyorny:
  name: Озёрный район
  name_genitive: Озёрного района
  name_prepositional: в Озёрном районе
  region_id: rostov
"""
CODES = """school_id;system;code
iva-01;ФИС ОКО;sch640000
iva-01;ФИС ОКО;edu640777
"""


def test_logins_of_one_school_meet_through_the_codes_of_schools(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = one_school()
    for pupil in pupils[:2]:
        pupil.login = "EDU640777"
    folder = tmp_path / "in"
    write_2021(folder / "МА 5.xlsx", pupils)
    (folder / "school_ids.csv").write_text(CODES, encoding="utf-8")
    assert imported(shnor, folder, tmp_path / "d").code == 0
    rows = stored(tmp_path / "d", "marks")
    assert rows[["scope_id", "participants"]].to_numpy().tolist() == [["iva-01", 6]]


def test_a_later_login_of_a_known_school_is_proposed_and_never_joined(
    shnor: Command, tmp_path: Path
) -> None:
    old = write_2021(tmp_path / "МА 5 2021.xlsx", pupils_of("vpr_2021"))
    later = pupils_of("vpr_2022")
    for pupil in later:
        pupil.login = pupil.login.replace("sch", "edu")
        pupil.school = "Школа"
    new = write_2022(tmp_path / "МА 5 2022.xlsx", later)
    assert imported(shnor, old, tmp_path / "d").code == 0
    ran = imported(shnor, new, tmp_path / "d")
    told = ran.by_code["twin_logins"]
    assert told["found"].startswith("edu640000 — sch640000")
    assert len(set(stored(tmp_path / "d", "schools")["school_id"])) == 8


def test_codes_learnt_later_give_the_same_file_another_meaning(
    shnor: Command, tmp_path: Path
) -> None:
    path = write_2021(tmp_path / "МА 5.xlsx", one_school())
    imported(shnor, path, tmp_path / "d")
    assert stored(tmp_path / "d", "marks")["scope_id"].tolist() == ["sch640000"]
    (tmp_path / "school_ids.csv").write_text(CODES, encoding="utf-8")
    imported(shnor, tmp_path / "school_ids.csv", tmp_path / "d")
    assert imported(shnor, path, tmp_path / "d").code == 0
    assert stored(tmp_path / "d", "marks")["scope_id"].tolist() == ["iva-01"]


def test_schools_of_a_region_go_to_the_municipalities_that_the_file_names(
    shnor: Command, project: Path, tmp_path: Path
) -> None:
    listed = project / "params" / "municipalities.yaml"
    listed.write_text(listed.read_text(encoding="utf-8") + OZYORNY, encoding="utf-8")
    pupils = pupils_of("vpr_2022", areas=("04 | Озерный р-н", "07 | Заречный район"))
    path = write_2022(tmp_path / "МА 5.xlsx", pupils)
    refused = shnor("import", path, "-m", "ozyorny", "--data", tmp_path / "d", "--format", "json")
    assert refused.code == 1
    assert "Заречный" in refused.by_code["municipality_unknown"]["found"]
    ran = shnor("import", path, "-m", "rostov", "--data", tmp_path / "d", "--format", "json")
    assert ran.code == 0
    assert "Заречный" in ran.by_code["municipality_as_given"]["found"]
    assert len(stored(tmp_path / "d", "marks", "ozyorny")) == 2
    assert len(stored(tmp_path / "d", "marks", "rostov")) == 2
    names = stored(tmp_path / "d", "schools", "ozyorny")["school_name"]
    assert names.tolist() == ["Школа у реки 1", "Школа у реки 3"]


def test_header_once_more_and_lines_of_sums_are_no_pupils(shnor: Command, tmp_path: Path) -> None:
    pupils = pupils_of("vpr_2021", schools=2)
    path = write_2021(tmp_path / FILES["vpr_2021"], pupils)
    book = openpyxl.load_workbook(path)
    sheet = book["Sheet"]
    sheet.append([cell.value for cell in sheet[1]])
    sheet.append(["Итого:", *[None] * 7, "1047"])
    book.save(path)
    ran = imported(shnor, path, tmp_path / "d")
    assert ran.code == 0, ran.out
    assert set(stored(tmp_path / "d", "marks")["scope_id"]) == {p.login for p in pupils}
    told = ran.by_code["rows_of_the_table"]
    assert told["row"] == len(pupils) + 2
    assert "Таких строк: 2" in told["message"]


def with_rows(path: Path, sheet: str, *rows: list[Any]) -> Path:
    """The book with rows added at the end of a sheet."""
    book = openpyxl.load_workbook(path)
    for row in rows:
        book[sheet].append(row)
    book.save(path)
    return path


def test_schools_whose_names_begin_like_sums_keep_their_pupils(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = pupils_of("vpr_2021", schools=4, pupils=6)
    logins = sorted({pupil.login for pupil in pupils})
    names = ["Средняя школа п. Мирный", "Всеволодовская школа", "Итоговая школа", "Всего"]
    for pupil in pupils:
        pupil.login = names[logins.index(pupil.login)]
    path = write_2021(tmp_path / FILES["vpr_2021"], pupils)
    sums = ["Итого", "Всего по району", "Средний балл", "Среднее значение по школам:"]
    with_rows(path, "Sheet", *([word, *[None] * 7, "9"] for word in sums))
    ran = imported(shnor, path, tmp_path / "d")
    assert ran.code == 0, ran.out
    marks = stored(tmp_path / "d", "marks")
    assert len(marks) == 4
    assert marks["participants"].sum() == sum(not pupil.is_absent for pupil in pupils)
    told = ran.by_code["rows_of_the_table"]
    assert (told["row"], "Таких строк: 4" in told["message"]) == (len(pupils) + 2, True)


def test_lines_of_sums_in_a_form_are_no_pupils_and_are_told(shnor: Command, tmp_path: Path) -> None:
    pupils = one_school()
    path = form(tmp_path / "edu640012_МА_5_2021.xlsx", pupils, untouched=3)
    with_rows(path, "Протокол", ["Итого", None, *[6] * len(TASKS), None, None, 60])
    ran = imported(shnor, path, tmp_path / "d")
    assert school_row(tmp_path / "d")["participants"] == len(pupils)
    told = ran.by_code["rows_of_the_table"]
    assert (told["row"], "Таких строк: 1" in told["message"]) == (len(pupils) + 5, True)


def pupils_of_nameless_grade(layout: str) -> list[Pupil]:
    """Pupils of one school whose classes are letters alone: the grade stands elsewhere."""
    pupils = pupils_of(layout, schools=1)
    for pupil in pupils:
        pupil.class_ = "а"
    return pupils


def work_of_2020(shnor: Command, tmp_path: Path, name: str) -> tuple[str, int, int]:
    """Wave, grade and programme that a protocol of 2020 gets from its name and folders."""
    path = WRITERS["vpr_2020"](tmp_path / name, pupils_of_nameless_grade("vpr_2020"))
    assert imported(shnor, path, tmp_path / "d").code == 0
    row = stored(tmp_path / "d", "marks").iloc[0]
    return row["wave"], row["grade"], row["programme_grade"]


@pytest.mark.parametrize(
    ("name", "work"),
    [
        ("Биология, 11 класс.xlsx", ("spring", 11, 11)),
        ("География 10.xlsx", ("spring", 10, 10)),
        ("математике, 4 класс.xlsx", ("autumn", 5, 4)),
        ("Mat9.xlsx", ("autumn", 9, 8)),
    ],
)
def test_works_of_2020_that_were_not_moved_to_autumn_stay_in_spring(
    shnor: Command, tmp_path: Path, name: str, work: tuple[str, int, int]
) -> None:
    assert work_of_2020(shnor, tmp_path, name) == work


def test_folder_named_by_a_number_gives_the_grade_that_nothing_else_says(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = pupils_of_nameless_grade("vpr_2021")
    path = write_2021(tmp_path / "ВПР 2021" / "4" / "Математика.xlsx", pupils)
    ran = imported(shnor, path, tmp_path / "d")
    assert stored(tmp_path / "d", "marks")["grade"].unique().tolist() == [4]
    assert "из имени папки" in ran.by_code["assumed"]["message"]


@pytest.mark.parametrize(
    "folders", ["школы/5", "ВПР/Школы района/5", "2021/10", "ВПР/2021/4", "файлы/5", "ВПР/4/5"]
)
def test_folder_that_may_be_a_school_or_a_month_gives_no_grade(
    shnor: Command, tmp_path: Path, folders: str
) -> None:
    pupils = pupils_of_nameless_grade("vpr_2021")
    path = write_2021(tmp_path / folders / "Математика.xlsx", pupils)
    ran = imported(shnor, path, tmp_path / "d")
    assert ran.code == 1
    assert ": класс." in ran.by_code["work_unknown"]["message"]


@pytest.mark.parametrize(
    ("name", "work"),
    [
        ("ВПР осень 2020/4/Математика.xlsx", ("autumn", 5, 4)),
        ("ВПР осень 2020/Математика 4 класс.xlsx", ("autumn", 5, 4)),
        ("ВПР осень 2020/7/Математика.xlsx", ("autumn", 7, 6)),
        ("ВПР 2020/10/Математика.xlsx", ("spring", 10, 10)),
    ],
)
def test_grade_of_a_folder_follows_the_rule_of_autumn_like_a_grade_in_the_name(
    shnor: Command, tmp_path: Path, name: str, work: tuple[str, int, int]
) -> None:
    assert work_of_2020(shnor, tmp_path, name) == work


def test_rows_without_a_login_are_counted_aside(shnor: Command, tmp_path: Path) -> None:
    pupils = one_school()
    pupils[3].login = ""
    ran = imported(shnor, write_2021(tmp_path / "МА 5.xlsx", pupils), tmp_path / "d")
    assert ran.by_code["school_missing"]["row"] == 5
    assert school_row(tmp_path / "d")["participants"] == 5


def test_the_loading_form_takes_its_school_from_the_name_and_skips_untouched_rows(
    shnor: Command, tmp_path: Path
) -> None:
    pupils = one_school()
    path = form(tmp_path / "edu640012_МА_5_2021.xlsx", pupils, untouched=1499)
    ran = imported(shnor, path, tmp_path / "d")
    assert ran.code == 0, ran.out
    assert "1499" in ran.by_code["untouched_rows"]["message"]
    row = school_row(tmp_path / "d")
    assert (row["scope_id"], row["participants"], row["mark_3"]) == ("edu640012", 6, 6)
    assert "assumed" not in ran.by_code
    nameless = form(tmp_path / "МА_5_2021.xlsx", pupils, untouched=3)
    assert (
        "--school" in imported(shnor, nameless, tmp_path / "e").by_code["school_needed"]["message"]
    )
    assert imported(shnor, nameless, tmp_path / "e", "--school", "iva-01").code == 0
    assert school_row(tmp_path / "e")["scope_id"] == "iva-01"


def test_nothing_of_a_single_pupil_enters_the_store(shnor: Command, tmp_path: Path) -> None:
    pupils = one_school()
    path = write_2021(tmp_path / "МА 5.xlsx", pupils)
    assert imported(shnor, path, tmp_path / "d").code == 0
    content = path.read_bytes()
    for file in (tmp_path / "d" / "store").rglob("*"):
        if file.is_file():
            assert file.read_bytes() != content
            assert str(pupils[0].number).encode() not in file.read_bytes()
    assert not (tmp_path / "d" / "store" / "individual").exists()
