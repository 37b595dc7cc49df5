"""Regional tables whose structure decides whose numbers are read: lines, groups, merged cells."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import docx
import pandas as pd
import pytest
from support import ROOT, Command, Ran

sys.path.insert(0, str(ROOT / "tests" / "unit"))
from gia_books import Rows, save

COUNTS = ["Количество участников", "2", "3", "4", "5"]
HEADER = ["Код ОО", "Наименование", *COUNTS]
ONE = ["64101", "СОШ п. Знаменский", 25, 5, 10, 5, 5]
TWO = ["64102", "СОШ с. Бартеневка", 20, 5, 5, 5, 5]
THREE = ["64103", "СОШ с. Ивановка", 10, 1, 4, 3, 2]


def load(shnor: Command, data: Path, path: Path, *options: str, owner: str = "ivanteevsky") -> Ran:
    return shnor("import", path, "-m", owner, "--data", data, "--format", "json", *options)


def stored(data: Path, table: str = "marks") -> pd.DataFrame:
    parts = sorted((data / "store" / table).rglob("*.parquet"))
    return pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True)


def counts(data: Path, *names: str) -> dict[Any, list[int]]:
    """Participants and marks of the rows, by the values of `names` (the school without any)."""
    columns = ["participants", "mark_2", "mark_3", "mark_4", "mark_5"]
    frame = stored(data).set_index(list(names or ["scope_id"]))
    return {key: [int(n) for n in row] for key, row in zip(frame.index, frame[columns].to_numpy(),
                                                          strict=True)}  # fmt: skip


def refusal(ran: Ran, data: Path) -> dict[str, Any]:
    """The one error of a refused file; nothing of it is in the store."""
    assert ran.code == 1, ran.out
    assert not list(data.rglob("marks/**/*.parquet"))
    (problem,) = [problem for problem in ran.problems if problem["severity"] == "error"]
    return problem


def document(path: Path, parts: list[str | Rows], merged: tuple[Any, ...] = ()) -> Path:
    """A document; `merged` are two corner cells each of its last table."""
    made = docx.Document()
    for part in parts:
        if isinstance(part, str):
            made.add_paragraph(part)
            continue
        table = made.add_table(len(part), max(map(len, part)))
        for row, line in enumerate(part):
            for column, cell in enumerate(line):
                table.cell(row, column).text = "" if cell is None else str(cell)
    for first, last in merged:
        table.cell(*first).merge(table.cell(*last))
    made.save(str(path))
    return path


# -- lines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("Организации с углублённым изучением математики", "rus"),
        ("Школы с профильным изучением физики", "rus"),
        ("Математика (ОГЭ)", "math"),
        ("Предмет: Физика", "physics"),
        ("Результаты ОГЭ по химии 2023 года, 9 класс", "chemistry"),
        ("Английский язык (письменная часть)", "english"),
        ("02 - Математика", "math"),
    ],
)
def test_only_a_line_about_nothing_but_an_exam_changes_the_subject_of_rows_below(
    shnor: Command, tmp_path: Path, line: str, subject: str
) -> None:
    rows: Rows = [["ОГЭ 2023. Русский язык"], HEADER, ONE, [line], TWO]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    found = stored(tmp_path / "d").set_index("scope_id")["subject"]
    assert found.to_dict() == {"64101": "rus", "64102": subject}


def test_line_that_names_another_subject_and_more_is_asked_about(
    shnor: Command, tmp_path: Path
) -> None:
    rows: Rows = [["ОГЭ 2023. Русский язык"], HEADER, ONE, ["Математика: городские школы"], TWO]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    problem = refusal(ran, tmp_path / "d")
    assert (problem["code"], problem["row"]) == ("subject_line_unclear", 4)


@pytest.mark.parametrize(
    "prose",
    [
        "Вывод: по сравнению с математикой результаты выше.",
        "Средний балл по математике снизился.",
    ],
)
def test_sentence_of_a_document_does_not_name_the_subject_of_the_table_below(
    shnor: Command, tmp_path: Path, prose: str
) -> None:
    tables: list[str | Rows] = [[HEADER, ONE], prose, [HEADER, TWO]]
    path = document(tmp_path / "t.docx", ["ОГЭ 2023. Русский язык", *tables])
    ran = load(shnor, tmp_path / "d", path)
    assert ran.code == 0, ran.out
    assert stored(tmp_path / "d")["subject"].tolist() == ["rus", "rus"]
    titled = document(
        tmp_path / "u.docx", ["ОГЭ 2023. Русский язык", *tables, "Таблица 3. ОГЭ по химии.",
                              [HEADER, THREE]]
    )  # fmt: skip
    load(shnor, tmp_path / "e", titled)
    assert stored(tmp_path / "e")["subject"].value_counts().to_dict() == {"rus": 2, "chemistry": 1}
