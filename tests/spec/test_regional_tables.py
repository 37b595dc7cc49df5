"""Tables of exam results as regional centres send them: shapes, scopes, percents, doubts."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support import ROOT, Command, Ran

sys.path.insert(0, str(ROOT / "tests" / "unit"))
from gia_books import NAMES, Rows, save, save_csv

#: Code, name → marks 2, 3, 4, 5. Municipalities have short codes, schools long ones.
REGION = ("", "Алтайский край", (3, 20, 26, 13))
ROWS: list[tuple[Any, str, tuple[int, int, int, int]]] = [
    REGION,
    (1, "Ольховский район", (2, 12, 16, 6)),
    (101, "МБОУ «Ольховская СОШ № 1»", (1, 7, 10, 4)),
    (102, "МБОУ «Берёзовская ООШ»", (1, 5, 6, 2)),
    (2, "Город Сосновск", (1, 8, 10, 7)),
    (201, "МБОУ «Лицей «Полюс»»", (0, 3, 5, 4)),
    (202, "МБОУ «СОШ № 7»", (1, 5, 5, 3)),
]


def load(shnor: Command, data: Path, *paths: Path, options: tuple[str, ...] = ()) -> Ran:
    owner = () if "-m" in options else ("-m", "altai")
    return shnor("import", *paths, *owner, "--data", data, "--format", "json", *options)


def stored(data: Path, table: str) -> pd.DataFrame:
    parts = sorted((data / "store" / table).rglob("*.parquet"))
    frame = pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True)
    return frame.set_index("scope_id").sort_index()


def counts(frame: pd.DataFrame, scope: str) -> list[int]:
    return [int(n) for n in frame.loc[scope, ["mark_2", "mark_3", "mark_4", "mark_5"]]]


def pct(part: int, whole: int, digits: int = 2, cut: bool = False) -> float:
    """Percent by integers alone: rounded half up, or cut off."""
    scale = 10**digits
    exact = 100 * scale * part
    return (exact // whole if cut else (2 * exact + whole) // (2 * whole)) / scale


def table(subject: str, rows: Any = ROWS) -> Rows:
    """Title rows, a header of two rows with merged cells, counts and percents."""
    made: Rows = [
        [f"Результаты ОГЭ 2019 года, {subject}"], [],
        ["Код ОО/АТЕ", "Наименование", "Количество участников", "Получили отметку"]
        + [None] * 7 + ["Средняя отметка", "Успеваемость, %", "Качество, %"],
        [None, None, None, "2", "%", "3", "%", "4", "%", "5", "%"],
    ]  # fmt: skip
    for code, name, marks in rows:
        whole = sum(marks)
        line: list[Any] = [code or None, name, whole]
        for mark in marks:
            line += [mark, pct(mark, whole)]
        mean = sum(m * n for m, n in zip((2, 3, 4, 5), marks, strict=True)) * 100
        line += [
            (2 * mean + whole) // (2 * whole) / 100, pct(whole - marks[0], whole),
            pct(marks[2] + marks[3], whole),
        ]  # fmt: skip
        made.append(line)
    return made


MERGED = ["A3:A4", "B3:B4", "C3:C4", "D3:K3"]


def test_header_of_two_rows_gives_region_municipality_and_school_rows_apart(
    shnor: Command, tmp_path: Path
) -> None:
    path = save(
        tmp_path / "t.xlsx", {"Русский язык": table("русский язык")}, {"Русский язык": MERGED}
    )
    ran = load(shnor, tmp_path / "d", path, options=("-y", "2019"))
    assert ran.code == 0, ran.out
    assert ran.json["sources"][0]["kind"] == "regional_results"
    marks = stored(tmp_path / "d", "marks")
    assert marks["scope_type"].value_counts().to_dict() == {
        "school": 4, "municipality": 2, "region": 1,
    }  # fmt: skip
    assert counts(marks, "altai") == [3, 20, 26, 13]
    assert counts(marks, "altai-01") == [2, 12, 16, 6]
    assert counts(marks, "201") == [0, 3, 5, 4]
    schools = marks[marks["scope_type"] == "school"]
    assert int(schools["participants"].sum()) == int(marks.loc["altai", "participants"])
    assert set(marks["year"]) == {2019}
    assert set(marks["subject"]) == {"rus"}
    assert marks.loc["101", "mark_3_pct"] == pytest.approx(31.82)
    assert {"percent_contradicts", "mean_contradicts"} & set(ran.by_code) == set()


def test_schools_belong_to_the_municipality_above_them(shnor: Command, tmp_path: Path) -> None:
    path = save(tmp_path / "t.xlsx", {"Л": table("русский язык")}, {"Л": MERGED})
    load(shnor, tmp_path / "d", path)
    folders = {
        folder.name: sorted(pd.read_parquet(folder)["school_id"])
        for folder in (tmp_path / "d" / "store" / "schools").iterdir()
    }
    assert folders == {
        "municipality_id=altai-01": ["101", "102"], "municipality_id=altai-02": ["201", "202"],
    }  # fmt: skip


def test_table_without_merged_cells_in_a_text_file_reads_alike(
    shnor: Command, tmp_path: Path
) -> None:
    book = save(tmp_path / "t.xlsx", {"Л": table("русский язык")}, {"Л": MERGED})
    text = save_csv(tmp_path / "t.csv", table("русский язык"))
    for name, path in (("a", book), ("b", text)):
        ran = load(shnor, tmp_path / name, path)
        assert ran.code == 0, ran.out
    drop = ["source_id", "source_sheet", "source_row", "extra"]
    left, right = stored(tmp_path / "a", "marks"), stored(tmp_path / "b", "marks")
    pd.testing.assert_frame_equal(left.drop(columns=drop), right.drop(columns=drop))


def test_stacked_subjects_with_the_header_repeated(shnor: Command, tmp_path: Path) -> None:
    other = [(code, name, tuple(reversed(marks))) for code, name, marks in ROWS]
    lower = table("математика", other)
    lower[0] = ["Математика"]
    path = save(tmp_path / "t.xlsx", {"Page 1": [*table("русский язык"), [], *lower]})
    ran = load(shnor, tmp_path / "d", path)
    assert ran.code == 0, ran.out
    marks = stored(tmp_path / "d", "marks")
    assert counts(marks[marks["subject"] == "math"], "101") == [4, 10, 7, 1]
    assert counts(marks[marks["subject"] == "rus"], "101") == [1, 7, 10, 4]
    assert len(marks) == 14


def test_school_named_after_a_subject_is_no_title_of_the_next_table(
    shnor: Command, tmp_path: Path
) -> None:
    named = [*ROWS[:4], (103, "МБОУ «Гимназия с изучением английского языка»", (1, 1, 1, 1))]
    upper, lower = table("русский язык", named), table("химия", named)
    upper.append([104, "МБОУ «Школа с изучением немецкого языка»"])
    lower[0] = ["Химия"]
    rows = [*upper, *lower[:1], *lower[2:]]
    for name, path in (
        ("a", save(tmp_path / "t.xlsx", {"Л": rows})),
        ("b", save_csv(tmp_path / "t.csv", rows)),
    ):
        ran = load(shnor, tmp_path / name, path)
        assert ran.code == 0, ran.out
        marks = stored(tmp_path / name, "marks")
        assert marks["subject"].value_counts().to_dict() == {"rus": 5, "chemistry": 5}


def test_line_with_a_subject_between_rows_changes_it(shnor: Command, tmp_path: Path) -> None:
    rows = table("русский язык", ROWS[:4])
    rows += [["Биология"], *table("биология", ROWS[:4])[4:]]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    marks = stored(tmp_path / "d", "marks")
    assert marks["subject"].value_counts().to_dict() == {"rus": 4, "biology": 4}


def test_header_printed_twice_with_notes_above_goes_on_with_the_same_subject(
    shnor: Command, tmp_path: Path
) -> None:
    rows = table("русский язык")
    rows = [["!!! * данные предварительные"], *rows[:8], *rows[2:4], *rows[8:]]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    assert len(stored(tmp_path / "d", "marks")) == 7


def test_one_sheet_a_subject_and_tables_side_by_side(shnor: Command, tmp_path: Path) -> None:
    left, right = table("русский язык", ROWS[:4]), table("биология", ROWS[:4])
    beside: Rows = [["ОГЭ 2019"]]
    for one, two in zip(left, right, strict=True):
        beside.append([*one, *[None] * (14 - len(one)), None, *two])
    path = save(
        tmp_path / "t.xlsx",
        {"Химия": table("химия"), "Два": beside, "Физика_x000a_": table("физика")},
    )
    ran = load(shnor, tmp_path / "d", path)
    assert ran.code == 0, ran.out
    marks = stored(tmp_path / "d", "marks")
    assert marks["subject"].value_counts().to_dict() == {
        "chemistry": 7, "physics": 7, "rus": 4, "biology": 4,
    }  # fmt: skip


@pytest.mark.parametrize("spelling", ["number", "comma", "sign", "share", "cut"])
def test_percents_in_every_spelling_become_the_same_counts(
    shnor: Command, tmp_path: Path, spelling: str
) -> None:
    write = {
        "number": lambda n, whole: pct(n, whole, 1),
        "comma": lambda n, whole: str(pct(n, whole, 1)).replace(".", ","),
        "sign": lambda n, whole: f"{pct(n, whole, 1)} %".replace(".", ","),
        "share": lambda n, whole: round(pct(n, whole, 1) / 100, 6),
        "cut": lambda n, whole: pct(n, whole, 1, cut=True),
    }[spelling]
    rows: Rows = [
        ["ОГЭ 2019, математика"],
        ["Код ОО", "Наименование ОО", "Кол-во участников", "Доля «2»", "Доля «3»", "Доля «4»",
         "Доля «5»"],
    ]  # fmt: skip
    for code, name, marks in ROWS[2:4]:
        rows.append([code, name, sum(marks), *(write(n, sum(marks)) for n in marks)])
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    marks = stored(tmp_path / "d", "marks")
    assert counts(marks, "101") == [1, 7, 10, 4]
    assert counts(marks, "102") == [1, 5, 6, 2]
    assert set(marks["counts_origin"]) == {"percents"}


def test_percents_of_a_large_group_are_not_turned_into_counts(
    shnor: Command, tmp_path: Path
) -> None:
    rows: Rows = [
        ["ОГЭ 2019, математика"],
        ["Код ОО", "Наименование ОО", "Кол-во участников", "% «2»", "% «3»", "% «4»", "% «5»"],
        [101, "СОШ № 1", 5000, 1.2, 38.8, 40.0, 20.0],
    ]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    assert stored(tmp_path / "d", "marks").loc["101", ["mark_2", "mark_5"]].isna().all()
    assert "counts_not_restored" in ran.by_code


def test_empty_mark_is_zero_only_where_the_others_make_up_the_participants(
    shnor: Command, tmp_path: Path
) -> None:
    rows: Rows = [
        ["ОГЭ 2019, математика"],
        [
            "Код ОО",
            "Наименование",
            "Участников",
            "«2», чел.",
            "«3», чел.",
            "«4», чел.",
            "«5», чел.",
        ],
        [101, "СОШ № 1", 10, None, 4, 5, 1],
        [102, "СОШ № 2", 10, "-", 4, 3, 1],
        [103, "СОШ № 3", "-", "-", "-", "-", "-"],
    ]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    marks = stored(tmp_path / "d", "marks")
    assert counts(marks, "101") == [0, 4, 5, 1]
    assert pd.isna(marks.loc["102", "mark_2"])
    assert marks.loc["102", "absences"] == "mark_2=not_reported"
    assert pd.isna(marks.loc["103", "participants"])


def test_column_of_means_that_changed_its_meaning_is_objected_to(
    shnor: Command, tmp_path: Path
) -> None:
    rows = table("русский язык")
    rows[2][11] = "Средний балл"
    for line in rows[4:]:
        line[11] = 24.5
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0
    found = ran.by_code["mean_contradicts"]
    assert "первичный балл" in found["message"]
    assert found["column"] == "L"
    same = table("русский язык")
    same[2][11] = "Средний первичный балл"
    ran = load(shnor, tmp_path / "e", save(tmp_path / "u.xlsx", {"Л": same}))
    assert "средняя отметка" in ran.by_code["mean_contradicts"]["message"]
    assert stored(tmp_path / "e", "marks")["mean_primary"].isna().all()


def test_percents_and_success_that_contradict_the_counts_are_told(
    shnor: Command, tmp_path: Path
) -> None:
    rows = table("русский язык")
    rows[6][12] = 50.0
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    found = ran.by_code["percent_contradicts"]
    assert (found["row"], found["column"]) == (7, "M")
    assert "21 из 22" in found["expected"]


EGE_HEADER = [
    "Код ОО", "Наименование", "Количество участников", "Средний балл",
    "Не преодолели минимальный порог, чел.", "%", "61-80 баллов, чел.", "100 баллов",
]  # fmt: skip


def test_table_of_the_unified_exam_gives_exam_rows(shnor: Command, tmp_path: Path) -> None:
    rows: Rows = [
        ["ЕГЭ 2023"], ["Математика (профильный уровень)"], EGE_HEADER,
        [101, "СОШ № 1", 20, "56,15", 2, "10 %", 7, 0],
        [102, "СОШ № 2", 8, "41 балл", None, "12,5%", 1, 1],
    ]  # fmt: skip
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    exams = stored(tmp_path / "d", "exams")
    assert exams["sat"].tolist() == [20, 8]
    assert exams["below_min_final"].tolist() == [2, 1]
    assert exams["mean_score"].tolist() == [56.15, 41]
    assert exams["score_100"].tolist() == [0, 1]
    assert set(exams["level"]) == {"profile"}
    assert ran.by_code["word_in_number"]["found"] == "«41 балл»"
    assert "counts_from_percents" in ran.by_code


def test_groups_that_exceed_the_participants_are_refused(shnor: Command, tmp_path: Path) -> None:
    rows: Rows = [
        ["ЕГЭ 2023, физика"], EGE_HEADER,
        [101, "СОШ № 1", 20, 56.15, 15, 75, 7, 0],
    ]  # fmt: skip
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 1
    assert ran.by_code["columns_contradict"]["found"] == "«22 из 20»"
    assert not list((tmp_path / "d").rglob("*.parquet"))


@pytest.mark.parametrize(
    "header",
    [
        ["КодОО", "Краткое наименование ОО", "Кол-во уч.", "неуд.", "уд.", "хор.", "отл."],
        ["Код ОО", "Наименование ОО", "Кол-во участников", "Неуд.", "Удовл.", "Хор.", "Отл."],
    ],
)
def test_shortened_words_of_a_header_are_understood(
    shnor: Command, tmp_path: Path, header: list[str]
) -> None:
    rows: Rows = [["ОГЭ 2019, физика"], header, [101, "МБОУ «СОШ № 1»", "20 чел.", 1, 7, 8, 4]]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    marks = stored(tmp_path / "d", "marks")
    assert (counts(marks, "101"), int(marks.loc["101", "participants"])) == ([1, 7, 8, 4], 20)
    assert "participants_from_marks" not in ran.by_code
    assert ran.by_code["word_in_number"]["severity"] == "warning"


def test_columns_of_numbers_that_are_not_understood_are_named(
    shnor: Command, tmp_path: Path
) -> None:
    rows: Rows = [
        ["ОГЭ 2019, физика"],
        ["Код ОО", "Наименование ОО", "Участников", "2", "3", "4", "5", "Рейтинг", "Адрес"],
        [101, "МБОУ «СОШ № 1»", 20, 1, 7, 8, 4, 3, "Речная, 2"],
    ]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.by_code["unknown_columns"]["found"] == "«Рейтинг»"


def test_word_in_a_count_is_an_error_with_its_address(shnor: Command, tmp_path: Path) -> None:
    rows: Rows = [
        ["ЕГЭ 2023, физика"], EGE_HEADER, [101, "СОШ № 1", "41 балл", 56.15, 1, 5, 7, 0],
    ]  # fmt: skip
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 1
    assert (ran.by_code["bad_number"]["row"], ran.by_code["bad_number"]["column"]) == (3, "C")


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Результаты 2019, математика", "exam_unknown"),
        ("ОГЭ 2019", "exam_unknown"),
        ("ОГЭ, математика", "exam_unknown"),
        ("ЕГЭ 2019, математика", "level_unknown"),
    ],
)
def test_what_the_table_does_not_say_is_not_guessed(
    shnor: Command, tmp_path: Path, title: str, code: str
) -> None:
    rows = table("русский язык")
    rows[0] = [title]
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 1
    assert code in ran.by_code


def test_year_of_the_option_must_agree_with_the_title(shnor: Command, tmp_path: Path) -> None:
    path = save(tmp_path / "t.xlsx", {"Л": table("русский язык")})
    assert "other_year" in load(shnor, tmp_path / "d", path, options=("-y", "2021")).by_code


def test_several_municipalities_are_refused_for_one_municipality(
    shnor: Command, tmp_path: Path
) -> None:
    path = save(tmp_path / "t.xlsx", {"Л": table("русский язык")})
    ran = load(shnor, tmp_path / "d", path, options=("-m", "ivanteevsky"))
    assert ran.code == 1
    assert "регион" in ran.by_code["several_municipalities"]["message"]


def test_totals_and_groups_are_left_out_and_counted(shnor: Command, tmp_path: Path) -> None:
    rows = table("русский язык")
    extra = ["", "Сосновский образовательный округ", 62, 3, 4.84, 20, 32.26, 26, 41.94, 13, 20.97]
    total = ["", "Итого", 62, 3, 4.84, 20, 32.26, 26, 41.94, 13, 20.97]
    path = save(tmp_path / "t.xlsx", {"Л": [*rows[:8], extra, *rows[8:], total]})
    ran = load(shnor, tmp_path / "d", path)
    assert ran.code == 0, ran.out
    assert len(stored(tmp_path / "d", "marks")) == 7
    assert "rows_left_out" in ran.by_code


def test_schools_without_codes_meet_the_directory_by_name(shnor: Command, tmp_path: Path) -> None:
    schools = tmp_path / "schools.csv"
    schools.write_text(
        "school_id;municipality_id;school_name\n"
        "s1;ivanteevsky;МБОУ «Берёзовская СОШ № 1»\ns2;ivanteevsky;МБОУ «Лицей «Полюс»\n",
        "utf-8",
    )
    rows: Rows = [
        ["ОГЭ 2019, химия"],
        ["Наименование ОО", "Участников", "«2»", "«3»", "«4»", "«5»"],
        ['  МБОУ "Березовская СОШ №1"', 5, 1, 2, 1, 1],
        ["  МБОУ Лицей Полюс", 3, 0, 0, 2, 1],
    ]
    path = save(tmp_path / "t.xlsx", {"Л": rows})
    assert shnor("import", schools, "--data", tmp_path / "d").code == 0
    ran = load(shnor, tmp_path / "d", path, options=("-m", "ivanteevsky"))
    assert ran.code == 0, ran.out
    assert stored(tmp_path / "d", "marks").index.tolist() == ["s1", "s2"]


def test_column_with_names_of_people_is_dropped_from_rows_and_the_kept_copy(
    shnor: Command, tmp_path: Path
) -> None:
    rows = table("русский язык")
    rows[2].append("ФИО директора")
    for line in rows[4:]:
        line.append(f"{NAMES[0]} {NAMES[12]} {NAMES[16]}")
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    assert "personal_columns" in ran.by_code
    texts = [ran.out, ran.err]
    for part in (tmp_path / "d").rglob("*"):
        if part.is_file():
            texts.append(part.read_bytes().decode("utf-8", "replace"))
            if part.suffix == ".parquet":
                texts.append(pd.read_parquet(part).to_csv())
    assert not any(name in text for name in NAMES for text in texts)


def test_published_table_of_codes_reads_the_same_by_header_words(
    shnor: Command, tmp_path: Path, shared: Path
) -> None:
    """Numbers of the shared published figures, put into a regional sheet, come back whole."""
    source = shared / "data" / "real" / "altai_oge_2015.csv"
    if not source.is_file():
        pytest.skip("published figures are not beside the project")
    with source.open(encoding="utf-8-sig", newline="") as stream:
        lines = [line for line in csv.DictReader(stream) if line["subject_code"] == "02"]
    rows: Rows = [
        ["ОГЭ 2015 Математика"],
        ["Код ОО", "Кол-во участников", "Отметки, чел.", None, None, None, "Отметки, %", None, None,
         None, "Средняя отметка", "Успеваемость, %", "Качество, %"],
        [None, None, *"2345", *"2345"],
    ]  # fmt: skip
    for line in sorted(lines, key=lambda line: int(line["src_row"])):
        rows.append(
            [int(line["code"]) if line["code"] else None, *(int(line[k]) for k in
             ("n", "n2", "n3", "n4", "n5")), *(float(line[f"pub_pct{m}"]) for m in "2345"),
             float(line["pub_mean_mark"]), float(line["pub_uspevaemost_pct"]),
             float(line["pub_kachestvo_pct"])]
        )  # fmt: skip
    ran = load(shnor, tmp_path / "d", save(tmp_path / "t.xlsx", {"Л": rows}))
    assert ran.code == 0, ran.out
    marks = stored(tmp_path / "d", "marks")
    for kind in ("region", "municipality", "school"):
        own = [line for line in lines if line["level"] == kind]
        mine = marks[marks["scope_type"] == kind]
        assert len(mine) == len(own)
        assert int(mine["mark_2"].sum()) == sum(int(line["n2"]) for line in own)
        assert int(mine["participants"].sum()) == sum(int(line["n"]) for line in own)
    assert not {"percent_contradicts", "mean_contradicts"} & set(ran.by_code)


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("moscow_ege_2015_2016_data-9722-2016-10-31.csv", "columns_contradict", "146 из 626"),
        ("moscow_ege_2015_2016_data-9722-2016-10-31.csv", "not_by_subject", "по предметам"),
        ("england_ks4_2018_2019_extract.csv", "not_russian_data", "Англии"),
    ],
)
def test_published_tables_of_other_meaning_are_refused_with_the_reason(
    shnor: Command, tmp_path: Path, shared: Path, name: str, code: str, words: str
) -> None:
    path = shared / "data" / "real" / name
    if not path.is_file():
        pytest.skip("published figures are not beside the project")
    ran = load(shnor, tmp_path / "d", path)
    assert ran.code == 1
    assert words in ran.by_code[code]["message"]
    assert not list(tmp_path.rglob("*.parquet"))
