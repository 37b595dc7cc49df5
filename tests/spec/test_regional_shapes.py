"""One region's results in every shape of a regional table: the same counts come out of each."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pandas as pd
import pytest
from support import ROOT, Command, Ran

sys.path.insert(0, str(ROOT / "tests" / "unit"))
from gia_books import Rows, save
from regional_books import (
    AREAS,
    SCHOOLS,
    SUBJECTS,
    Marks,
    Place,
    Region,
    all_places,
    code,
    counts,
    counts_with_percents,
    document,
    name,
    quotients,
    words,
)

MARKS = ["2", "3", "4", "5"]
REGION = Region()


def load(shnor: Command, data: Path, path: Path) -> Ran:
    ran = shnor("import", path, "-m", "altai", "--data", data, "--format", "json")
    assert ran.code == 0, ran.out
    return ran


def stored(data: Path) -> pd.DataFrame:
    parts = sorted((data / "store" / "marks").rglob("*.parquet"))
    return pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True)


def scope(place: Place) -> str:
    area, school = place
    if not area:
        return "altai"
    return str(code(place)) if school else f"altai-{area:02d}"


def assert_counts(data: Path, places: list[Place], scope_of: Callable[[Place], str]) -> None:
    """Every place of every subject has its counts, and there is no other row."""
    marks = stored(data).set_index(["subject", "scope_id"])
    columns = ["participants", "mark_2", "mark_3", "mark_4", "mark_5"]
    for subject, slug in SUBJECTS.items():
        for place in places:
            own = REGION.marks[subject, place]
            found = [int(value) for value in marks.loc[(slug, scope_of(place)), columns]]
            assert found == [sum(own), *own], (subject, place)
    assert len(marks) == len(SUBJECTS) * len(places)


def code_and_name(place: Place) -> list[Any]:
    return [code(place) or None, name(place)]


def name_with_code(place: Place) -> list[Any]:
    return [f"   {code(place)} {name(place)}" if place[0] else name(place)]


def area_and_coded_name(place: Place) -> list[Any]:
    area, school = place
    if not school:
        return [name(place), None]
    return [AREAS[area], f"{code(place)} - {name(place)}"]


def stacked(title: str, heads: Rows, places: Any, numbers: Any) -> Rows:
    rows: Rows = []
    for subject in SUBJECTS:
        rows += [[title.format(subject)], *heads, *REGION.rows(subject, places, numbers), []]
    return rows


SHAPES: dict[str, tuple[Rows, Any, Any]] = {
    "numbers of columns under a long header": (
        [["Код\nОО", "Наименование образовательной организации", "Количество\nучастников, чел.",
          *(f"Получили отметку «{mark}»" for mark in MARKS)], [1, 2, 3, 4, 5, 6, 7]],
        code_and_name, counts,
    ),
    "code and name in one cell": (
        [["Код АТЕ/ОО, наименование", "Количество сдававших",
          "Доля участников, получивших отметку", None, None, None], [None, None, *MARKS]],
        name_with_code, words,
    ),
    "shares of one": (
        [["Код", "Наименование", "Всего", *(f"% «{mark}»" for mark in MARKS)]],
        code_and_name, quotients,
    ),
    "counts with percents, nothing for zero": (
        [["Код ОУ", "Образовательное учреждение", "Сдавали"]
         + [cell for mark in MARKS for cell in (f"на «{mark}»", "%")]],
        code_and_name, counts_with_percents,
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", list(SHAPES))
def test_stacked_tables_give_the_same_counts(shnor: Command, tmp_path: Path, shape: str) -> None:
    heads, places, numbers = SHAPES[shape]
    rows = stacked("Результаты ОГЭ 2018 года, {}", heads, places, numbers)
    load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Лист1": rows}))
    assert_counts(tmp_path / "d", all_places(), scope)


def test_subjects_as_groups_of_columns_are_a_table_each(shnor: Command, tmp_path: Path) -> None:
    heads: Rows = [
        ["Результаты ОГЭ 2018 года"],
        ["Код ОО", "Наименование", "Русский язык", *[None] * 4, "Математика", *[None] * 4],
        [None, None, *["Кол-во участников", *MARKS] * 2],
    ]
    one, other = (REGION.rows(subject, code_and_name, counts) for subject in SUBJECTS)
    rows = heads + [left + right[2:] for left, right in zip(one, other, strict=True)]
    load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Лист1": rows}))
    assert_counts(tmp_path / "d", all_places(), scope)


def test_areas_known_by_name_only_keep_their_rows_under_an_id_made_of_the_name(
    shnor: Command, tmp_path: Path
) -> None:
    rows = stacked("ОГЭ 2018, {}", [["Муниципалитет", "ОО", "Участников", *MARKS]],
                   area_and_coded_name, counts)  # fmt: skip
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    slugs = {7: "altai-olkhovskiy-rayon", 12: "altai-sosnovskiy-rayon", 40: "altai-g-polevsk"}
    assert_counts(
        tmp_path / "d",
        all_places(),
        lambda place: scope(place) if place[1] or not place[0] else slugs[place[0]],
    )
    assert "municipality_code_unknown" in ran.codes


# -- documents ------------------------------------------------------------------------------------


HEADS: Rows = [
    ["№", "Код ОО", "Наименование ОО", "Кол-во участников", "Получили отметку", *[None] * 7],
    [*[None] * 4, *(cell for mark in MARKS for cell in (f"«{mark}»", "%"))],
]


def numbered(rows: Rows) -> Rows:
    return [[number, *row] for number, row in enumerate(rows, 1)]


def test_document_with_a_table_for_each_area_reads_schools_and_their_total(
    shnor: Command, tmp_path: Path
) -> None:
    parts: list[str | Rows] = ["Результаты ОГЭ 2021 года"]
    for subject in SUBJECTS:
        parts.append(subject)
        for area, title in AREAS.items():
            own = [(area, school) for school in SCHOOLS]
            rows = numbered(REGION.rows(subject, code_and_name, counts_with_percents, own))
            total = REGION.rows(subject, lambda _: [None, None, "Итого"], counts_with_percents,
                                [(area, 0)])  # fmt: skip
            parts += [title, [*HEADS, *rows, *total]]
    ran = load(shnor, tmp_path / "d", document(tmp_path / "ОГЭ.docx", parts))
    assert ran.json["sources"][0]["kind"] == "regional_results"
    slugs = {7: "altai-olkhovskiy-rayon", 12: "altai-sosnovskiy-rayon", 40: "altai-g-polevsk"}
    assert_counts(tmp_path / "d", all_places()[1:], lambda p: scope(p) if p[1] else slugs[p[0]])


def test_analytic_report_gives_its_tables_of_areas_and_passes_over_the_others(
    shnor: Command, tmp_path: Path
) -> None:
    parts: list[str | Rows] = ["Статистико-аналитический отчёт о результатах ГИА-9 в 2021 году"]
    for subject in SUBJECTS:
        parts += [
            f"Методический анализ результатов ОГЭ по учебному предмету «{subject}»",
            "Количество участников за последние годы",
            [["Участники ОГЭ", "2020", None, "2021", None], [None, "чел.", "%", "чел.", "%"],
             ["Выпускники текущего года", "100", "50", "120", "60"]],
            "Результаты ОГЭ по АТЕ региона",
            [["№ п/п", "АТЕ", "Всего участников", *(x for m in MARKS for x in (f"«{m}»", None))],
             [None, None, None, *["чел.", "%"] * 4],
             *numbered(REGION.rows(subject, lambda p: [f"{code(p)} {name(p)}"],
                                   counts_with_percents, [(area, 0) for area in AREAS]))],
            "Перечень ОО с наиболее высокими результатами",
            [["№ п/п", "Название ОО", "Доля участников, получивших отметку «2»", "Качество, %"],
             [1, "МБОУ «Гимназия № 1»", "0", "95,5"]],
        ]  # fmt: skip
    ran = load(shnor, tmp_path / "d", document(tmp_path / "отчёт ОГЭ.docx", parts))
    assert_counts(tmp_path / "d", [(area, 0) for area in AREAS], scope)
    passed = next(
        problem for problem in ran.json["sources"][0]["problems"]
        if problem["code"] == "tables_passed_over"
    )  # fmt: skip
    assert passed["found"] == "таблицы 1, 3, 4, 6"


def test_schools_without_codes_get_codes_of_their_area_and_name_where_no_directory_is(
    shnor: Command, tmp_path: Path
) -> None:
    def parts(year: int) -> list[str | Rows]:
        made: list[str | Rows] = [f"Итоги ОГЭ {year} года"]
        for area, title in AREAS.items():
            made.append(title)
            for subject in SUBJECTS:
                own = [(area, school) for school in SCHOOLS]
                heads = ["Наименование образовательной организации", "Всего", *MARKS]
                made += [subject, [heads, *REGION.rows(subject, lambda p: [name(p)], counts, own)]]
        return made

    ran = load(shnor, tmp_path / "d", document(tmp_path / "один.docx", parts(2018)))
    assert "schools_by_name" in ran.codes
    marks = stored(tmp_path / "d")
    assert len(marks) == len(AREAS) * len(SCHOOLS) * len(SUBJECTS)
    whole: Marks = REGION.marks["Математика", (0, 0)]
    own = marks[marks["subject"] == "math"]
    assert [int(own[f"mark_{mark}"].sum()) for mark in MARKS] == list(whole)
    again = load(shnor, tmp_path / "d", document(tmp_path / "два.docx", parts(2019)))
    assert "schools_by_name" not in again.codes
    schools = stored(tmp_path / "d").groupby("year")["scope_id"].agg(lambda ids: sorted(set(ids)))
    assert schools[2018] == schools[2019]
    assert len(schools[2018]) == len(AREAS) * len(SCHOOLS)


def test_the_same_school_with_other_numbers_in_a_second_table_is_an_error(
    shnor: Command, tmp_path: Path
) -> None:
    heads: Rows = [["Код", "Наименование", "Участников", *MARKS]]
    rows: Rows = [["ОГЭ 2018, русский язык"], *heads, [7001, "МБОУ СОШ № 1", 10, 1, 2, 3, 4], [],
                  ["Русский язык"], *heads, [7001, "МБОУ СОШ № 1", 10, 2, 2, 3, 3]]  # fmt: skip
    path = save(tmp_path / "t.xlsx", {"Л": rows})
    ran = shnor("import", path, "-m", "altai", "--data", tmp_path / "d", "--format", "json")
    assert ran.code == 1
    (problem,) = [p for p in ran.json["sources"][0]["problems"] if p["severity"] == "error"]
    assert (problem["code"], problem["row"]) == ("duplicate_key", 7)
    assert "строка 3, та же запись с другими числами" in problem["message"]


def test_table_inside_a_content_control_is_read_with_the_subject_above_it(
    shnor: Command, tmp_path: Path
) -> None:
    head = ["Код ОО", "Наименование ОО", "Кол-во участников", *MARKS]
    tables: list[Rows] = [
        [head, [7001, "МБОУ СОШ № 1", 25, 5, 10, 5, 5]],
        [head, [7002, "МБОУ СОШ № 2", 20, 2, 8, 6, 4]],
    ]
    path = document(tmp_path / "ОГЭ.docx", ["ОГЭ 2023. Русский язык", tables[0],
                                            "ОГЭ 2023. Математика", tables[1]])  # fmt: skip
    made = docx.Document(str(path))
    wrapped = made.tables[1]._tbl
    control, content = (docx.oxml.OxmlElement(f"w:{name}") for name in ("sdt", "sdtContent"))
    wrapped.addprevious(control)
    control.append(content)
    content.append(wrapped)
    made.save(str(path))
    load(shnor, tmp_path / "d", path)
    marks = stored(tmp_path / "d").sort_values("subject")
    assert marks[["subject", "participants", "mark_2", "mark_5"]].to_numpy().tolist() == [
        ["math", 20, 2, 4], ["rus", 25, 5, 5],
    ]  # fmt: skip


def test_a_plan_in_a_document_is_still_a_plan(shnor: Command, tmp_path: Path) -> None:
    table: Rows = [
        ["№", "Мероприятие", "Срок", "Ответственный"],
        [1, "Анализ результатов ОГЭ", "Сентябрь 2021", "Управление образования"],
    ]
    path = document(tmp_path / "план.docx", ["План на 2021-2022 учебный год", table])
    assert load(shnor, tmp_path / "d", path).json["sources"][0]["kind"] == "roadmap"


@pytest.mark.parametrize("head", ["Писали", "Сдавали экзамен", "Кол-во участников"])
def test_people_in_a_shortened_word_are_participants_only_where_no_column_counts_those(
    shnor: Command, tmp_path: Path, head: str
) -> None:
    rows: Rows = [["ОГЭ 2018, русский язык"],
                  ["Код", "Наименование", "Кол-во уч.", head, *(f"«{mark}», %" for mark in MARKS)],
                  [7001, "МБОУ СОШ № 1", 40, 20, 10, 40, 30, 20],
                  [7002, "МБОУ СОШ № 2", 20, 10, 10, 40, 30, 20]]  # fmt: skip
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert "unsure_participants" in ran.codes
    marks = stored(tmp_path / "d")
    assert marks["participants"].tolist() == [20, 10]
    assert marks[[f"mark_{mark}" for mark in MARKS]].to_numpy().tolist() == [
        [2, 8, 6, 4], [1, 4, 3, 2]
    ]  # fmt: skip
    alone = [row if len(row) < 4 else [*row[:3], *row[4:]] for row in rows]
    ran = load(shnor, tmp_path / "e", save(tmp_path / "u.xlsx", {"Л": alone}))
    assert "unsure_participants" not in ran.codes
    assert stored(tmp_path / "e")["participants"].tolist() == [40, 20]


@pytest.mark.parametrize("second", [20, 18])
def test_two_columns_of_participants_that_differ_are_told(
    shnor: Command, tmp_path: Path, second: int
) -> None:
    rows: Rows = [["ОГЭ 2018, русский язык"],
                  ["Код", "Наименование", "Кол-во участников", "Писали", *MARKS],
                  [7001, "МБОУ СОШ № 1", 20, second, 2, 8, 6, 4]]  # fmt: skip
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ("several_participants" in ran.codes) is (second != 20)
    assert stored(tmp_path / "d")["participants"].tolist() == [20]
