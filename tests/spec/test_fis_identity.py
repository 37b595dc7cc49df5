"""Whose and what an export of ФИС ОКО is: codes, names, years, waves, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import fis_books as books
import pandas as pd
import pytest
from fis_books import Book, Work
from support import Command, Ran

SECONDARY = "edu640102"
Import = Callable[..., Ran]


@pytest.fixture
def take(shnor: Command, tmp_path: Path) -> Import:
    """Import files of the folder of sources, written just now by name."""

    def run(area: str = "ivanteevsky", *options: str, **files: Any) -> Ran:
        paths = []
        for name, what in files.items():
            if isinstance(what, str):
                path = tmp_path / "src" / f"{name}.csv"
                path.parent.mkdir(exist_ok=True)
                path.write_text(what, encoding="utf-8")
            else:
                book = what if isinstance(what, Book) else Book().add("РУ 4", what)
                path = book.save(tmp_path / "src" / f"{name}.xlsx")
            paths.append(path)
        given = ["-m", area] if area else []
        data = ["--data", tmp_path / "d", "--format", "json"]
        return shnor("import", *paths, *given, *options, *data)

    return run


@pytest.fixture
def stored(tmp_path: Path) -> Callable[..., pd.DataFrame]:
    def read(table: str, area: str = "ivanteevsky") -> pd.DataFrame:
        frame = pd.read_parquet(tmp_path / "d" / "store" / table / f"municipality_id={area}")
        return frame.sort_values("source_row", kind="stable").reset_index(drop=True)

    return read


def faults(ran: Ran) -> list[str]:
    return [p["code"] for p in ran.problems if p["severity"] == "error"]


# municipalities

OTHER_NAME = "Муниципальное образование № 12(reg64_m012)"
CODES = "municipality_id,system,code\nivanteevsky,{system},reg64_m012\n"


def test_municipality_is_known_by_its_exact_name(take: Import, stored: Any) -> None:
    ran = take("", marks=books.marks())
    assert ran.code == 0
    assert ran.json["sources"][0]["municipality_id"] == "ivanteevsky"
    assert "municipality_by_name" in ran.codes
    assert len(stored("marks")) == 6


@pytest.mark.parametrize("system", ["ФИС", "ФИС ОКО", "фис-око", "FIS"])
def test_municipality_is_known_by_its_code(take: Import, stored: Any, system: str) -> None:
    assert take(codes=CODES.format(system=system)).code == 0
    ran = take("", marks=books.marks(area=OTHER_NAME))
    assert (ran.code, ran.codes) == (0, {"new_schools", "counts_not_restored"})
    assert stored("marks").loc[2, "scope_id"] == "ivanteevsky"


def test_code_of_another_system_does_not_count(take: Import) -> None:
    take(codes=CODES.format(system="ОКТМО"))
    assert faults(take("", marks=books.marks(area=OTHER_NAME))) == ["municipality_code_unknown"]


def test_codes_in_the_same_import_explain_its_exports(take: Import) -> None:
    ran = take("", a_marks=books.marks(area=OTHER_NAME), codes=CODES.format(system="ФИС ОКО"))
    assert (ran.code, faults(ran)) == (0, [])


def test_unknown_code_of_the_only_municipality_is_that_of_the_option(
    take: Import, stored: Any
) -> None:
    ran = take(marks=books.marks(area=OTHER_NAME))
    (finding,) = [p for p in ran.problems if p["code"] == "municipality_as_given"]
    assert finding["severity"] == "warning"
    assert "reg64_m012" in finding["message"]
    assert "municipality_codes" in finding["message"]
    assert "не похоже" in finding["message"]
    assert stored("marks").loc[2, "scope_id"] == "ivanteevsky"


def test_unknown_code_without_an_option_names_the_code_and_how_to_add_it(take: Import) -> None:
    ran = take("", marks=books.marks(area=OTHER_NAME))
    fault = next(p for p in ran.problems if p["severity"] == "error")
    assert (fault["code"], fault["row"], fault["column"]) == ("municipality_code_unknown", 11, "A")
    assert "reg64_m012" in fault["message"]
    assert "municipality_codes" in fault["message"]


def test_two_unknown_municipalities_are_refused_though_one_is_given(take: Import) -> None:
    rows = books.marks(area=OTHER_NAME)
    rows.append(["Соседний(reg64_m013)", 1, 4, 25, 25, 25, 25])
    assert faults(take(marks=rows)) == ["municipality_code_unknown"] * 2


def test_file_of_another_municipality_is_refused(take: Import) -> None:
    take(codes=CODES.format(system="ФИС"))
    ran = take("turochak", marks=books.marks(area=OTHER_NAME))
    assert faults(ran) == ["other_municipality_id"]


def test_export_without_a_municipality_row_belongs_to_the_option(take: Import, stored: Any) -> None:
    assert take(marks=books.marks(area="")).code == 0
    assert stored("marks")["scope_type"].tolist() == ["country", "region", *["school"] * 3]


def test_export_of_a_region_goes_to_the_partitions_of_its_municipalities(
    take: Import, stored: Any
) -> None:
    area = "Муниципалитет с кодом 95 (Алтайский край)(reg22_m095)"
    rows = [
        ["Алтайский край" if cell == books.REGION else cell for cell in row]
        for row in books.marks(area=area)
    ]
    take("altai", codes="municipality_id,system,code\naltai-95,ФИС,reg22_m095\n")
    assert take("altai", marks=rows).code == 0
    assert set(stored("marks", "altai")["scope_type"]) == {"country", "region"}
    assert set(stored("marks", "altai")["scope_id"]) == {"RU", "altai"}
    assert stored("marks", "altai-95")["scope_type"].tolist() == ["municipality", *["school"] * 3]
    assert len(stored("schools", "altai-95")) == 3


def test_region_under_another_name_is_a_finding(take: Import) -> None:
    rows = [
        ["Приморский край" if cell == books.REGION else cell for cell in row]
        for row in books.marks()
    ]
    ran = take(marks=rows, codes=CODES.format(system="ФИС"))
    assert [p["row"] for p in ran.problems if p["code"] == "other_region"] == [10]


# schools


def test_code_of_a_school_becomes_its_identifier(take: Import, stored: Any) -> None:
    take(
        school_ids="school_id,system,code\ns2,ФИС ОКО,EDU640102\ns2,ФИС ОКО,sch640777\n",
        schools="school_id,school_name,kind\ns2,Школа в Раздольном,СОШ\n",
    )
    assert take(marks=books.marks()).code == 0
    rows = stored("marks")
    assert rows["scope_id"].tolist()[3:] == ["edu640101", "s2", "edu640103"]
    assert sorted(stored("schools")["school_id"]) == ["edu640101", "edu640103", "s2"]
    before = {"МОУ СОШ с. Раздольное(sch640777)": (1, 1, 1, 1)}
    earlier = books.marks(Work("ВПР 2021 Русский язык 4 класс", date="20.04.2021"), before)
    assert take(earlier=earlier).code == 0
    school = stored("marks").query("scope_type == 'school' and year == 2021")
    assert school["scope_id"].tolist() == ["s2"]


def test_alias_added_later_moves_the_rows_of_the_same_file(take: Import, stored: Any) -> None:
    take(marks=books.marks())
    assert SECONDARY in set(stored("marks")["scope_id"])
    take(school_ids=f"school_id,system,code\ns2,ФИС ОКО,{SECONDARY}\n")
    take(marks=books.marks())
    assert stored("marks")["scope_id"].tolist()[3:] == ["edu640101", "s2", "edu640103"]


def test_code_of_two_schools_is_refused(take: Import) -> None:
    rows = "school_id,system,code\ns1,ФИС,edu640102\ns2,ФИС ОКО,edu640102\n"
    assert faults(take(school_ids=rows, marks=books.marks())) == ["code_ambiguous"]


def test_validity_of_codes_tells_two_schools_apart(take: Import, stored: Any) -> None:
    rows = (
        "school_id,system,code,valid_from,valid_to\n"
        "old,ФИС,edu640102,2015-09-01,2024-08-31\nnew,ФИС,edu640102,2024-09-01,\n"
    )
    assert take(school_ids=rows, marks=books.marks()).code == 0
    assert stored("marks").loc[4, "scope_id"] == "new"


def test_school_without_a_code_is_refused_with_its_cell(take: Import) -> None:
    rows = books.marks()
    rows[12][0] = "МОУ СОШ с. Раздольное"
    fault = next(p for p in take(marks=rows).problems if p["severity"] == "error")
    assert (fault["code"], fault["row"], fault["column"]) == ("code_missing", 13, "A")
    assert fault["found"] == "«МОУ СОШ с. Раздольное»"


def test_school_without_a_code_is_not_taken_for_a_region(take: Import) -> None:
    rows = books.marks(area="")
    rows[9][0] = "МБОУ СОШ № 3"
    assert faults(take(marks=rows)) == ["code_missing"]


def test_district_without_a_code_is_not_taken_for_a_region(take: Import, stored: Any) -> None:
    rows = books.marks(area="Дальний муниципальный район")
    del rows[9]
    ran = take(marks=rows)
    assert ran.code == 0
    assert "вернуть код" in next(
        p["message"] for p in ran.problems if p["code"] == "municipality_as_given"
    )
    assert stored("marks")["scope_type"].tolist()[:2] == ["country", "municipality"]


def test_code_with_cyrillic_letters_and_spaces_is_the_same_code(take: Import, stored: Any) -> None:
    rows = books.marks()
    rows[12][0] = "МОУ СОШ с. Раздольное ( Еdu 640102 )"
    assert take(marks=rows).code == 0
    assert stored("marks").loc[4, "scope_id"] == SECONDARY


# years, waves, subjects


def test_other_year_in_the_option_is_refused(take: Import) -> None:
    assert faults(take("ivanteevsky", "-y", "2025", marks=books.marks())) == ["other_year"]
    assert take("ivanteevsky", "-y", "2026", marks=books.marks()).code == 0


#: Title, date → year, wave, who wrote, what was tested; codes of the findings.
WAVES = [
    ("ВПР 2022 Русский язык 5 класс", "20.09.2022", (2022, "autumn", 5, 4), "assumed"),
    (
        "ВПР 2023 Русский язык 5 класс",
        "20.09.2022",
        (2022, "autumn", 5, 4),
        "assumed year_contradiction",
    ),
    (
        "ВПР 2020 Русский язык 5 класс (по программе 4 класса)",
        "14.09.2020-12.10.2020",
        (2020, "autumn", 5, 4),
        "",
    ),
    ("ВПР 2022. Русский язык. 5 класс (осень)", None, (2022, "autumn", 5, 4), "assumed"),
    ("ВПР 2022 Русский язык 5 класс", "15.03.2022", (2022, "spring", 5, 5), ""),
    ("ВПР 2022 Русский язык 5 класс", None, (2022, "spring", 5, 5), "assumed"),
    ("ВПР. 5 класс. Русский язык. 2024/2025 учебный год", "16.04.2025", (2025, "spring", 5, 5), ""),
]


@pytest.mark.parametrize(("title", "date", "expected", "finding"), WAVES)
def test_year_wave_and_grades_follow_from_title_and_date(
    take: Import, stored: Any, title: str, date: str, expected: tuple[Any, ...], finding: str
) -> None:
    ran = take(marks=books.marks(Work(title, date=date)))
    assert ran.code == 0
    row = stored("marks").loc[3]
    assert tuple(row[["year", "wave", "grade", "programme_grade"]]) == expected
    assert ran.codes & {"assumed", "year_contradiction"} == set(finding.split())


def test_date_of_another_year_than_the_title_is_refused(take: Import) -> None:
    ran = take(marks=books.marks(Work(date="15.04.2024")))
    assert faults(ran) == ["year_contradiction"]


@pytest.mark.parametrize(
    ("title", "subject", "expected"),
    [
        ("ВПР 2026 Физика 8 класс (углублённый уровень)", "Физика", ("physics", "profile")),
        ("ВПР 2026 Математика (базовый уровень) 7 класс", "Математика", ("math", "base")),
        ("ВПР 2026 Окружающий мир 4 класс", "Окружающий мир", ("world", "")),
    ],
)
def test_subject_and_level_are_read_from_the_title(
    take: Import, stored: Any, title: str, subject: str, expected: tuple[str, str]
) -> None:
    assert take(marks=books.marks(Work(title, subject))).code == 0
    assert tuple(stored("marks").loc[0, ["subject", "level"]]) == expected


def test_two_subjects_above_one_table_are_refused(take: Import) -> None:
    assert faults(take(marks=books.marks(Work(subject="Математика")))) == ["subjects_disagree"]


def test_cut_off_title_is_replaced_by_what_the_file_still_says(take: Import, stored: Any) -> None:
    work = Work(title="")
    ran = take(marks=Book().add("РУ 4 Статистика по отметкам", books.marks(work)))
    assert faults(ran) == ["work_unknown"]
    assert "процедура" in ran.problems[-1]["message"]


# repeated rows


def test_exports_of_two_schools_share_the_rows_of_their_district(take: Import, stored: Any) -> None:
    rows = books.marks()
    first, second = [*rows[:12]], [*rows[:11], *rows[12:]]
    assert take(first=first).code == 0
    ran = take(second=second)
    assert (ran.code, faults(ran)) == (0, [])
    assert "same_rows" in ran.codes
    assert len(stored("marks")) == 6


def test_repeated_row_with_other_numbers_is_refused(take: Import, stored: Any) -> None:
    take(first=books.marks())
    changed = books.marks()
    changed[12][3:] = books.shares((5, 5, 5, 2))
    assert faults(take(second=changed)) == ["already_stored"]
    assert take("ivanteevsky", "--replace", second=changed).code == 0
    assert stored("marks").loc[3:, "mark_2"].tolist() == [3, 5, 1]


# the plan


def test_folder_is_shown_as_a_plan_before_it_is_stored(shnor: Command, tmp_path: Path) -> None:
    for name in ("marks", "distribution"):
        Book().add("РУ 4", getattr(books, name)()).save(tmp_path / "src" / f"{name}.xlsx")
    (tmp_path / "src" / "прочее.csv").write_text("а;б\n1;2\n", encoding="utf-8")
    ran = shnor("import", tmp_path / "src", "-m", "ivanteevsky", "--data", tmp_path / "d")
    lines = ran.out.splitlines()
    assert lines[0] == "Распознано, файлов 3:"
    assert lines[2].endswith(
        "marks.xlsx: Статистика по отметкам (ФИС ОКО): ВПР, 2026 год, весна, 4 класс, "
        "Русский язык, Ивантеевский район"
    )
    assert lines[3].endswith("прочее.csv: не распознан")


def test_json_says_what_a_file_was_recognised_as(take: Import) -> None:
    ran = take("ivanteevsky", "--dry-run", marks=books.marks())
    assert ran.json["sources"][0]["recognised"] == {
        "title": "Статистика по отметкам (ФИС ОКО)", "procedure": ["ВПР"], "year": [2026],
        "wave": ["spring"], "grade": [4], "subject": ["rus"], "level": [],
        "municipality_id": ["ivanteevsky"],
    }  # fmt: skip
    assert ran.json["sources"][0]["kind"] == "fis_marks"
