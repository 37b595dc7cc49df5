"""Protocols of exam results with names of children: numbers of schools, and no names at all."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pandas as pd
import pytest
from support import ROOT, Command, Ran

from helpers.errors import InputDataError
from helpers.readers.grid import Grid
from helpers.readers.layouts.gia_protocol import GIA_PROTOCOL

sys.path.insert(0, str(ROOT / "tests" / "unit"))
from gia_books import NAMES, Pupil, Sheet, save, save_csv

SOCIAL = "12 - Обществознание 2026.06.05"
A, B = 641201, 641202
#: School A: marks 2, 3, 3, 5; school B: marks 2, 2, 4.
PUPILS = [
    Pupil(A, "9А", 0, 9, 2), Pupil(A, "9А", 1, 16, 3), Pupil(A, "9Б", 2, 19, 3),
    Pupil(A, "9Б", 3, 34, 5), Pupil(B, "9", 4, 8, 2), Pupil(B, "9", 5, 11, 2),
    Pupil(B, "9", 6, 27, 4),
]  # fmt: skip


def stored(data: Path, table: str, municipality: str = "ivanteevsky") -> pd.DataFrame:
    frame = pd.read_parquet(data / "store" / table / f"municipality_id={municipality}")
    return frame.set_index(["scope_id", "subject"]).sort_index() if "scope_id" in frame else frame


def load(shnor: Command, data: Path, *paths: Path, options: tuple[str, ...] = ()) -> Ran:
    return shnor(
        "import", *paths, "-m", "ivanteevsky", "--data", data, "--format", "json", *options
    )


def no_names(data: Path, ran: Ran) -> None:
    """No canary in what was printed nor in any byte of any file of the dataset."""
    texts = [ran.out, ran.err]
    for path in sorted(data.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            texts.append(content.decode("utf-8", "replace"))
            if path.suffix == ".parquet":
                texts.append(pd.read_parquet(path).to_csv())
    joined = "\n".join(texts).casefold()
    left = [name for name in NAMES if name.casefold() in joined]
    assert not left
    assert "600100" not in joined


def test_dense_protocol_gives_marks_and_exam_rows_of_schools(
    shnor: Command, tmp_path: Path
) -> None:
    path = save(tmp_path / "p.xlsx", {"Лист1": Sheet().region().block(SOCIAL, PUPILS).rows})
    ran = load(shnor, tmp_path / "d", path, options=("-y", "2026"))
    assert ran.code == 0, ran.out
    assert ran.json["sources"][0]["kind"] == "gia_protocol"
    assert ran.json["sources"][0]["tables"] == {"schools": 2, "marks": 2, "exams": 2}
    marks = stored(tmp_path / "d", "marks")
    assert marks.loc[("641201", "social"), ["mark_2", "mark_3", "mark_4", "mark_5"]].tolist() == [
        1, 2, 0, 1,
    ]  # fmt: skip
    assert marks.loc[("641202", "social"), "participants"] == 3
    assert marks.loc[("641201", "social"), "mean_primary"] == pytest.approx((9 + 16 + 19 + 34) / 4)
    assert set(marks["procedure"]) == {"ОГЭ"}
    assert set(marks["attempt"].fillna("")) == {""}
    exams = stored(tmp_path / "d", "exams")
    assert exams["sat"].tolist() == [4, 3]
    assert exams["below_min_first"].tolist() == [1, 2]
    assert exams["below_min_final"].isna().all()
    assert exams["results_as_of"].astype(str).str[:10].unique().tolist() == ["2026-06-05"]


def test_no_name_and_no_document_is_left_anywhere(shnor: Command, tmp_path: Path) -> None:
    path = save(tmp_path / "p.xlsx", {"Лист1": Sheet().region().block(SOCIAL, PUPILS).rows})
    ran = load(shnor, tmp_path / "d", path)
    assert ran.code == 0
    no_names(tmp_path / "d", ran)
    dropped = str(ran.by_code["personal_columns"]["found"])
    assert all(word in dropped for word in ("Фамилия", "Имя", "Отчество", "Серия", "Номер"))
    dry = load(shnor, tmp_path / "e", path, options=("--dry-run",))
    assert not any(name in dry.out for name in NAMES)
    explained = shnor(
        "explain", "-m", "ivanteevsky", "-y", "2026", "oge9.social.mark_2_share",
        "--school", "641201", "--data", tmp_path / "d",
    )  # fmt: skip
    assert not any(name in explained.out + explained.err for name in NAMES)


def test_shifted_row_is_told_without_quoting_the_name_in_it(shnor: Command, tmp_path: Path) -> None:
    sheet = Sheet().block(SOCIAL, PUPILS)
    row = sheet.rows[5]
    sheet.rows[5] = [row[0], *row[6:12], *row[1:6], row[12], row[6], row[7]]
    path = save(tmp_path / "p.xlsx", {"Лист1": sheet.rows})
    ran = load(shnor, tmp_path / "d", path)
    assert ran.code == 1
    found = ran.by_code
    assert found["bad_school_code"]["row"] == 6
    assert found["bad_school_code"]["found"] == "«текст»"
    assert found["bad_number"]["row"] == 6
    assert not any(name in ran.out + ran.err for name in NAMES)
    assert not (tmp_path / "d" / "store").exists() or not list((tmp_path / "d").rglob("*.parquet"))


def test_name_with_letters_in_two_signs_is_not_quoted_by_the_cleaning_of_texts(
    shnor: Command, tmp_path: Path
) -> None:
    sheet = Sheet().block(SOCIAL, PUPILS)
    sheet.rows[4][6] = "Кнаре\u0438\u0306кин\u200b"
    ran = load(shnor, tmp_path / "d", save(tmp_path / "p.xlsx", {"Л": sheet.rows}))
    assert ran.code == 0
    assert {"normalised_invisible", "normalised_letters"} <= set(ran.by_code)
    assert "Кнаре" not in ran.out + ran.err


def test_sparse_protocol_gives_the_rows_of_the_dense_one(shnor: Command, tmp_path: Path) -> None:
    dense = Sheet().region().block(SOCIAL, PUPILS)
    first = save(tmp_path / "dense.xlsx", {"Л": dense.rows})
    second = save(tmp_path / "sparse.xlsx", {"Л": dense.sparse().rows})
    for name, path in (("a", first), ("b", second)):
        ran = load(shnor, tmp_path / name, path)
        assert ran.code == 0, ran.out
    drop = ["source_id"]
    for table in ("marks", "exams"):
        left, right = stored(tmp_path / "a", table), stored(tmp_path / "b", table)
        pd.testing.assert_frame_equal(left.drop(columns=drop), right.drop(columns=drop))


def test_header_of_two_rows_with_the_document_above(shnor: Command, tmp_path: Path) -> None:
    sheet = Sheet().block(SOCIAL, PUPILS)
    at = next(i for i, row in enumerate(sheet.rows) if "Код ОО" in row)
    header = sheet.rows[at]
    lower = [None] * len(header)
    lower[9], lower[10] = "Серия", "Номер"
    header[9], header[10] = "Документ", None
    sheet.rows.insert(at + 1, lower)
    path = save(tmp_path / "p.xlsx", {"Л": sheet.rows}, {"Л": ["J4:K4"]})
    ran = load(shnor, tmp_path / "d", path)
    assert ran.code == 0, ran.out
    assert stored(tmp_path / "d", "exams")["sat"].tolist() == [4, 3]
    no_names(tmp_path / "d", ran)


def test_several_exams_of_several_forms_in_one_file(shnor: Command, tmp_path: Path) -> None:
    scores = [Pupil(A, "11А", i, 20, s) for i, s in enumerate((20, 24, 60, 61, 99, 100))]
    profile = [Pupil(A, "11А", i, 9, s) for i, s in enumerate((26, 27, 80))]
    base = [Pupil(A, "11А", i, 9, m) for i, m in enumerate((2, 3, 5))]
    ege = (
        Sheet()
        .block("01 - Русский язык 2026.05.28", scores, "Тестовый балл")
        .block("02 - Математика 2026.06.01", profile, "Балл")
        .block("22 - Математика базовая 2026.06.01", base, "Оценка")
        .block("29 - Английский язык (устная часть) 2026.06.16", profile, "Балл")
    )
    gve = [Pupil(B, "9В", 1, 9, 3), Pupil(B, "9В", 2, 4, 2)]
    oge = Sheet().block(SOCIAL, PUPILS).block("51 - Русский язык 2026.06.09", gve)
    path = save(tmp_path / "p.xlsx", {"ЕГЭ": ege.rows, "ГИА-9": oge.rows})
    ran = load(shnor, tmp_path / "d", path)
    assert ran.code == 0, ran.out
    exams = stored(tmp_path / "d", "exams")
    russian = exams[exams["form"] == "ЕГЭ"].loc[("641201", "rus")]
    assert russian["mean_score"] == pytest.approx((20 + 24 + 60 + 61 + 99 + 100) / 6)
    bands = ["score_below_min", "score_to_60", "score_61_80", "score_81_99", "score_100"]
    assert russian[bands].tolist() == [1, 2, 1, 1, 1]
    assert russian["below_min_first"] == 1
    math = exams.loc[("641201", "math")].set_index("level")
    assert math.loc["profile", "below_min_first"] == 1
    assert math.loc["base", "below_min_first"] == 1
    assert pd.isna(math.loc["base", "mean_score"])
    assert exams.loc[("641202", "rus"), "form"] == "ГВЭ-9"
    assert "oral_part" in ran.by_code
    assert "english" not in exams.index.get_level_values("subject")
    marks = stored(tmp_path / "d", "marks")
    assert set(marks["procedure"]) == {"ОГЭ", "ГВЭ-9"}


def test_resit_in_september_is_the_final_attempt_of_the_same_person(
    shnor: Command, tmp_path: Path
) -> None:
    again = [Pupil(A, "9А", 0, 17, 3), Pupil(B, "9", 4, 7, 2)]
    sheet = Sheet().block(SOCIAL, PUPILS).block("12 - Обществознание 2026.09.08", again)
    ran = load(shnor, tmp_path / "d", save(tmp_path / "p.xlsx", {"Л": sheet.rows}))
    assert ran.code == 0, ran.out
    exams = stored(tmp_path / "d", "exams")
    assert exams["sat"].tolist() == [4, 3]
    assert exams["below_min_first"].tolist() == [1, 2]
    assert exams["below_min_final"].tolist() == [0, 2]
    assert exams["results_as_of"].astype(str).str[:10].unique().tolist() == ["2026-09-08"]
    marks = stored(tmp_path / "d", "marks").set_index("attempt", append=True)
    assert marks.loc[("641201", "social", "first"), "mark_2"] == 1
    assert marks.loc[("641201", "social", "final"), ["mark_2", "mark_3"]].tolist() == [0, 3]
    assert marks["participants"].tolist() == [4, 4, 3, 3]


def test_reserve_day_alone_says_nothing_of_a_first_attempt(shnor: Command, tmp_path: Path) -> None:
    sheet = Sheet().block("12 - Обществознание 2026.07.03", PUPILS)
    ran = load(shnor, tmp_path / "d", save(tmp_path / "p.xlsx", {"Л": sheet.rows}))
    assert ran.code == 0, ran.out
    exams = stored(tmp_path / "d", "exams")
    assert exams["below_min_first"].isna().all()
    assert exams["below_min_final"].tolist() == [1, 2]
    assert set(stored(tmp_path / "d", "marks")["attempt"]) == {"final"}
    assert "late_days_only" in ran.by_code


def test_result_after_an_appeal_stands_in_place_of_the_first_one(
    shnor: Command, tmp_path: Path
) -> None:
    raised = Pupil(B, "9", 5, 15, 3)
    sheet = Sheet().block(SOCIAL, PUPILS).appeals([("Обществознание(2026.06.05)", raised)])
    ran = load(shnor, tmp_path / "d", save(tmp_path / "p.xlsx", {"Л": sheet.rows}))
    assert ran.code == 0, ran.out
    marks = stored(tmp_path / "d", "marks").loc[("641202", "social")]
    assert marks[["mark_2", "mark_3", "mark_4", "participants"]].tolist() == [1, 1, 1, 3]
    assert "results_replaced" in ran.by_code


def test_appeals_layout_with_two_exams_in_the_column(shnor: Command, tmp_path: Path) -> None:
    rows = [("Обществознание(2026.06.05)", pupil) for pupil in PUPILS]
    rows += [("Математика(2026.06.02)", Pupil(A, "9А", i, 9, m)) for i, m in enumerate((2, 4))]
    path = save(tmp_path / "после апелляций.xlsx", {"Л": Sheet().appeals(rows).rows})
    ran = load(shnor, tmp_path / "d", path)
    assert ran.code == 0, ran.out
    marks = stored(tmp_path / "d", "marks")
    assert marks.loc[("641201", "math"), ["mark_2", "mark_4"]].tolist() == [1, 1]
    assert marks.loc[("641202", "social"), "mark_2"] == 2
    no_names(tmp_path / "d", ran)


def test_year_must_agree_with_the_option_and_years_must_not_mix(
    shnor: Command, tmp_path: Path
) -> None:
    path = save(tmp_path / "p.xlsx", {"Л": Sheet().block(SOCIAL, PUPILS).rows})
    assert "other_year" in load(shnor, tmp_path / "d", path, options=("-y", "2025")).by_code
    two = Sheet().block(SOCIAL, PUPILS).block("02 - Математика 2025.06.02", PUPILS)
    ran = load(shnor, tmp_path / "d", save(tmp_path / "q.xlsx", {"Л": two.rows}))
    assert ran.code == 1
    assert "several_years" in ran.by_code


def test_year_without_a_threshold_stays_without_numbers_below_it(
    shnor: Command, tmp_path: Path
) -> None:
    scores = [Pupil(A, "11", i, 20, s) for i, s in enumerate((20, 90))]
    sheet = Sheet().block("01 - Русский язык 2018.06.06", scores, "Тестовый балл")
    ran = load(shnor, tmp_path / "d", save(tmp_path / "p.xlsx", {"Л": sheet.rows}))
    assert ran.code == 0, ran.out
    row = stored(tmp_path / "d", "exams").loc[("641201", "rus")]
    assert row["sat"] == 2
    assert row["mean_score"] == 55
    assert (
        row[["below_min_first", "below_min_final", "score_below_min", "score_to_60"]].isna().all()
    )
    assert row["score_81_99"] == 1
    assert "Нет порога" in str(ran.by_code["no_threshold"]["message"])


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("12 - История 2026.06.05", "subject_contradiction"),
        ("44 - Краеведение 2026.06.05", "subject_unknown"),
        ("12 - Обществознание", "date_missing"),
        ("12 - Обществознание 2026.11.05", "date_unusual"),
    ],
)
def test_exam_that_is_not_certain_is_refused(
    shnor: Command, tmp_path: Path, title: str, code: str
) -> None:
    path = save(tmp_path / "p.xlsx", {"Л": Sheet().block(title, PUPILS).rows})
    ran = load(shnor, tmp_path / "d", path)
    assert ran.code == 1
    assert code in ran.by_code
    assert not any(name in ran.out + ran.err for name in NAMES)


def test_mathematics_of_the_unified_exam_needs_its_level(shnor: Command, tmp_path: Path) -> None:
    pupils = [Pupil(A, "11", i, 20, s) for i, s in enumerate((20, 90))]
    path = save(
        tmp_path / "p.xlsx", {"Л": Sheet().block("Математика 2026.06.01", pupils, "Балл").rows}
    )
    assert "subject_unknown" in load(shnor, tmp_path / "d", path).by_code


def test_classes_of_another_form_are_a_contradiction(shnor: Command, tmp_path: Path) -> None:
    sheet = Sheet().title("Протокол проверки результатов ЕГЭ").block(SOCIAL, PUPILS)
    ran = load(shnor, tmp_path / "d", save(tmp_path / "p.xlsx", {"Л": sheet.rows}))
    assert "form_contradiction" in ran.by_code


def test_line_of_means_that_does_not_fit_is_a_finding(shnor: Command, tmp_path: Path) -> None:
    sheet = Sheet().block(SOCIAL, PUPILS)
    sheet.rows[-2][-1] = "4,75"
    ran = load(shnor, tmp_path / "d", save(tmp_path / "p.xlsx", {"Л": sheet.rows}))
    assert ran.code == 0
    assert ran.by_code["means_differ"]["expected"] == "3.00"
    clean = save(tmp_path / "q.xlsx", {"Л": Sheet().block(SOCIAL, PUPILS).rows})
    assert "means_differ" not in load(shnor, tmp_path / "e", clean).by_code


def test_who_has_no_result_is_no_participant(shnor: Command, tmp_path: Path) -> None:
    more = [*PUPILS, Pupil(B, "9", 7, None, "не явился"), Pupil(B, "9", 8, None, None)]
    ran = load(
        shnor, tmp_path / "d", save(tmp_path / "p.xlsx", {"Л": Sheet().block(SOCIAL, more).rows})
    )
    assert ran.code == 0, ran.out
    assert stored(tmp_path / "d", "exams")["sat"].tolist() == [4, 3]
    assert "2" in str(ran.by_code["no_result"]["message"])


def test_codes_of_schools_and_areas_go_through_the_tables_of_codes(
    shnor: Command, tmp_path: Path
) -> None:
    ids = tmp_path / "school_ids.csv"
    ids.write_text("school_id;system;code\nivt-07;РИС;641201\nivt-09;ФИС ОКО;641202\n", "utf-8")
    path = save(tmp_path / "p.xlsx", {"Л": Sheet().block(SOCIAL, PUPILS).rows})
    ran = load(shnor, tmp_path / "d", ids, path)
    assert ran.code == 0, ran.out
    assert stored(tmp_path / "d", "exams").index.get_level_values(0).tolist() == [
        "641202", "ivt-07",
    ]  # fmt: skip


def test_nameless_protocol_with_resits_keeps_the_first_attempt_only(
    shnor: Command, tmp_path: Path
) -> None:
    again = [Pupil(A, "9А", 0, 17, 3)]
    sheet = Sheet().nameless(SOCIAL, PUPILS).nameless("12 - Обществознание 2026.09.08", again)
    ran = load(shnor, tmp_path / "d", save(tmp_path / "p.xlsx", {"Л": sheet.rows}))
    assert ran.code == 0, ran.out
    exams = stored(tmp_path / "d", "exams")
    assert exams["sat"].tolist() == [4, 3]
    assert exams["below_min_first"].tolist() == [1, 2]
    assert pd.isna(exams["below_min_final"].iloc[0])
    assert "attempts_not_linked" in ran.by_code
    assert "personal_columns" not in ran.by_code


def test_same_person_twice_with_two_results_is_an_error_by_row_numbers(
    shnor: Command, tmp_path: Path
) -> None:
    twice = [*PUPILS, Pupil(A, "9А", 0, 20, 4)]
    ran = load(
        shnor, tmp_path / "d", save(tmp_path / "p.xlsx", {"Л": Sheet().block(SOCIAL, twice).rows})
    )
    assert ran.code == 1
    assert "строки 5 и 12" in str(ran.by_code["participant_twice"]["found"])
    assert not any(name in ran.out + ran.err for name in NAMES)


def test_text_file_of_a_protocol_is_read_too(shnor: Command, tmp_path: Path) -> None:
    path = save_csv(tmp_path / "p.csv", Sheet().block(SOCIAL, PUPILS).rows)
    ran = load(shnor, tmp_path / "d", path)
    assert ran.code == 0, ran.out
    assert stored(tmp_path / "d", "exams")["sat"].tolist() == [4, 3]
    no_names(tmp_path / "d", ran)


def test_titled_protocol_without_its_table_is_refused_with_the_header_it_needs(
    shnor: Command, tmp_path: Path
) -> None:
    path = save(tmp_path / "p.xlsx", {"Л": [["Протокол проверки результатов"], ["Пусто", "Нет"]]})
    ran = load(shnor, tmp_path / "d", path)
    assert ran.code == 1
    assert "Код ОО" in str(ran.by_code["wrong_header"]["expected"])


def test_name_in_the_header_row_is_counted_and_not_quoted(shnor: Command, tmp_path: Path) -> None:
    sheet = Sheet().block(SOCIAL, PUPILS)
    sheet.rows[3].append(NAMES[0])
    ran = load(shnor, tmp_path / "d", save(tmp_path / "p.xlsx", {"Л": sheet.rows}))
    assert ran.code == 0, ran.out
    assert "незнакомым заголовком: 1" in str(ran.by_code["columns_not_kept"]["message"])
    assert not any(name in ran.out + ran.err for name in NAMES)


def test_no_spoilt_protocol_tells_a_name_or_breaks_the_reader() -> None:
    """Cells replaced, rows and cells shifted: findings and rows never hold a canary."""
    draw = random.Random(20260605)
    junk = [None, "", "-", -1, 3.5, float("nan"), NAMES[0], "12 - История 2026.13.45", "Средние",
            "Код ОО", "Фамилия", 2, "²", "9" * 40, True, "н/д"]  # fmt: skip
    whole = Sheet().region().block(SOCIAL, PUPILS).block("12 - Обществознание 2026.09.08", PUPILS)
    for _ in range(600):
        rows = [list(row) for row in whole.rows]
        for _ in range(draw.randint(1, 5)):
            row = rows[draw.randrange(len(rows))]
            at = draw.randrange(len(row) + 1)
            if draw.random() < 0.5:
                row[at : at + 1] = [draw.choice(junk)]
            elif draw.random() < 0.5:
                row.insert(at, draw.choice(junk))
            else:
                del row[at : at + 1]
        grids = [Grid("p.xlsx", "Л", rows, 1, True)]
        if not GIA_PROTOCOL.recognise(grids):
            continue
        try:
            reading = GIA_PROTOCOL.read(grids, "p.xlsx", {"municipality_id": "ivanteevsky"})
        except InputDataError as error:
            said = str(error)
        else:
            said = "\n".join(problem.text() for problem in reading.problems)
            said += str([data.rows for data in reading.tables])
        left = [name for name in NAMES if name in said]
        assert not left, next(part for part in said.splitlines() if left[0] in part)
