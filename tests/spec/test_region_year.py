"""The year of a region municipality by municipality: what nobody reported is never a zero.

A made-up region `altai` in 2022. altai-01 reports everything. altai-02 sent a list for 2021 and
none for 2022. School m1 belonged to altai-04 and belongs to altai-03 since September 2021. School
r1 is stored under the region itself. Every number is counted by hand from the rows below.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from region import write

from helpers.blocks import Notice
from helpers.indicators.region_year import RegionYear
from helpers.ledger import Ledger
from helpers.params import RunParams
from helpers.store import Data, Store
from helpers.tables import region as tables
from helpers.wording import region as words

NBSP = "\u00a0"
MOVE = pd.Timestamp(2021, 9, 1)
Rows = dict[str, list[dict[str, Any]]]


def listed(school: str, *years: int) -> list[dict[str, Any]]:
    return [{"school_id": school, "results_year": year, "source": "Министерство"} for year in years]


def work(school: str, enrolled: int, marks: tuple[int, int, int, int]) -> dict[str, Any]:
    names = ("mark_2", "mark_3", "mark_4", "mark_5")
    return {
        "scope_type": "school", "scope_id": school, "year": 2022, "wave": "spring",
        "procedure": "ВПР", "grade": 5, "programme_grade": 5, "subject": "math",
        "enrolled": enrolled, "participants": sum(marks), "selection": "all",
        "counts_origin": "counts", **dict(zip(names, marks, strict=True)),
    }  # fmt: skip


def teacher(code: str, school: str) -> dict[str, Any]:
    return {"teacher_code": code, "year": 2022, "school_id": school}


def diagnosis(code: str, score: float) -> dict[str, Any]:
    return {"teacher_code": code, "date": pd.Timestamp(2021, 10, 1), "point": "entry",
            "tool": "Тест", "competence": "методическая", "score": score,
            "max_score": 100.0}  # fmt: skip


def item(seq: int, month: str) -> dict[str, Any]:
    return {"plan_id": "p", "seq": seq, "item_no": str(seq), "section": "Меры",
            "measure": "Провести семинар", "term_raw": month, "responsible_raw": "Методист",
            "result_raw": "Справка"}  # fmt: skip


PLACES: dict[str, Rows] = {
    "altai-01": {
        "schools": [{"school_id": "k1"}, {"school_id": "k2"}],
        "shnor_register": [*listed("k1", 2021, 2022), *listed("k2", 2022)],
        "marks": [work("k1", 12, (2, 4, 3, 1)), work("k2", 20, (0, 8, 8, 2))],
        "teachers": [teacher(f"t{n}", "k1") for n in (1, 2, 3)] + [teacher("t4", "k2")],
        "diagnostics": [diagnosis("t1", 30), diagnosis("t2", 40), diagnosis("t3", 90)],
        "help": [{"teacher_code": "t1", "date": pd.Timestamp(2021, 12, 1), "hours": 2.0,
                  "form": "консультация", "record_no": "1", "competence": "методическая"}],
        "events": [{"event_id": "e1", "date": pd.Timestamp(2022, 1, 20), "title": "Семинар"}],
        "participation": [{"event_id": "e1", "school_id": "k1", "participants": 3}],
        "plan_frames": [{"plan_id": "p", "frame": "school_year", "period_start": MOVE,
                         "period_end": pd.Timestamp(2022, 8, 31), "approved_on": MOVE}],
        "roadmap_items": [item(1, "Октябрь"), item(2, "Декабрь"), item(3, "Февраль")],
        "roadmap_progress": [
            {"plan_id": "p", "seq": 1, "record_no": "1", "done_on": pd.Timestamp(2021, 10, 20)},
            {"plan_id": "p", "seq": 2, "record_no": "1", "done_on": pd.Timestamp(2022, 1, 20)},
        ],
    },
    "altai-02": {
        "schools": [{"school_id": "s1"}, {"school_id": "s2"}],
        "shnor_register": [*listed("s1", 2021), *listed("s2", 2021)],
    },
    "altai-03": {
        "schools": [{"school_id": "m1", "valid_from": MOVE}],
        "shnor_register": listed("m1", 2022),
        "marks": [work("m1", 10, (3, 4, 2, 0))],
    },
    "altai-04": {
        "schools": [{"school_id": "m1", "valid_to": pd.Timestamp(2021, 8, 31)},
                    {"school_id": "n1"}],
        "shnor_register": [*listed("m1", 2021), *listed("n1", 2022)],
        "teachers": [teacher("t9", "n1")],
    },
    "altai": {"schools": [{"school_id": "r1"}], "shnor_register": listed("r1", 2022)},
}  # fmt: skip


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> RegionYear:
    return region_of(tmp_path_factory.mktemp("altai"), PLACES)


def region_of(dataset: Path, places: dict[str, Rows]) -> RegionYear:
    for place, rows in places.items():
        write(dataset / "store", place, rows)
    (dataset / "store" / "ledger.json").write_text(Ledger().to_json(), "utf-8")
    run = RunParams(municipality_id="altai", year=2022)
    return RegionYear(Data(Store(dataset), run), run)


def cells(frame: pd.DataFrame, *names: str) -> list[tuple[Any, ...]]:
    """Rows of a frame in the order of municipalities; None where a cell is missing."""
    assert frame["municipality_id"].tolist() == sorted(set(PLACES) - {"altai"})
    return [
        tuple(None if pd.isna(cell) else cell for cell in row)
        for row in frame[list(names)].itertuples(index=False)
    ]


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def test_a_list_that_was_not_sent_is_missing_and_a_moved_school_counts_where_it_is(
    year: RegionYear,
) -> None:
    assert cells(year.lists, "schools", "listed", "before", "entered", "left") == [
        (2, 2, 1, 1, 0),
        (2, None, 2, None, None),
        # m1 is here now; the list of 2021 had it in altai-04, and none of altai-03 is known
        (1, 1, None, None, None),
        (1, 1, 0, 1, 0),
    ]
    assert plain(words.listed_words(year)) == (
        "В списке ШНОР по результатам 2022 года 5 школ: 4 — в 3 муниципалитетах из 4, 1 — за "
        "самим регионом, не за муниципалитетом. У 1 муниципалитета в списке нет ни одной строки: "
        "нет там таких школ или нет самого списка, отсюда не видно. Против списка прошлого года "
        "вошло 2, вышло 0 (оба списка есть у 2 муниципалитетов из 4)."
    )
    table = tables.lists(year)
    assert table is not None
    assert any("За самим регионом записано школ списка: 1." in note for note in table.notes)


def test_without_a_list_of_the_named_source_nothing_is_counted(year: RegionYear) -> None:
    run = year.run.model_copy(update={"register_source": "Нет такого"})
    silent = RegionYear(year.data, run)
    assert not silent.has_list
    assert isinstance(words.listed(silent), Notice)
    assert tables.lists(silent) is None


def test_help_is_missing_where_nobody_was_diagnosed(year: RegionYear) -> None:
    names = ("staff", "diagnosed", "with_deficit", "helped", "unhelped")
    assert cells(year.help, *names) == [
        (4, 3, 2, 1, 1),
        (None, None, None, None, None),
        (None, None, None, None, None),
        (1, None, None, None, None),
    ]
    claim = words.help_claim(year)
    assert "С дефицитом и без помощи — 1 из 2 педагогов (50,0 %), в 1 муниципалитете из 1" in (
        plain(claim.text)
    )
    assert "О 3 муниципалитетах сведений нет: это не ноль." in plain(claim.text)


def test_help_to_all_of_one_teacher_is_said_in_words_that_agree(year: RegionYear) -> None:
    rows = year.help.head(1).assign(with_deficit=1, unhelped=0)
    assert plain(words._help_words(rows)) == (
        "Без помощи не остался никто: педагогов с выявленными дефицитами — 1, сведения есть о 1 "
        "муниципалитете."
    )


def test_a_municipality_without_a_roadmap_has_no_counts(year: RegionYear) -> None:
    names = ("items", "due", "done", "done_late", "overdue")
    # october in time, december in january, february never
    assert cells(year.roadmaps, *names) == [(3, 3, 1, 1, 1), *[(None,) * 5] * 3]
    assert year.roadmaps["plan_id"].tolist() == ["p", "", "", ""]


def test_participation_is_asked_of_those_who_reported_events(year: RegionYear) -> None:
    assert cells(year.participation, "participants", "enrolled", "asked", "joined") == [
        (28, 32, 2, 1),
        (None,) * 4,
        (9, 10, None, None),
        (None,) * 4,
    ]
    assert plain(words.participation(year).text) == (
        # 37 of 42
        "В оценочных работах участвовали 88,1 % обучающихся (сведения о 2 муниципалитетах). "
        "В мероприятиях участвовали 1 из 2 школ тех муниципалитетов, которые внесли мероприятия "
        "(1 из 4)."
    )


def test_signs_are_judged_only_where_one_could_be_computed(year: RegionYear) -> None:
    judged = [row[0] for row in cells(year.signs, "judged")]
    assert judged[1] is None
    assert judged[3] is None


def test_a_municipality_without_rows_of_the_year_has_no_kind_of_data(year: RegionYear) -> None:
    assert cells(year.completeness, "with_results", "results") == [(2, 2), (0, 0), (1, 1), (0, 0)]
    kinds = [row[0] for row in cells(year.completeness, "kinds")]
    assert kinds[1] == 0
    assert kinds[0] > kinds[2] > 0


def test_a_list_is_counted_where_no_school_is_in_the_directory(tmp_path: Path) -> None:
    places: dict[str, Rows] = {
        "altai-01": {"shnor_register": listed("k1", 2021, 2022)},
        "altai-02": {"shnor_register": [*listed("s1", 2022), *listed("s2", 2022)]},
    }
    lists = region_of(tmp_path, places).lists
    assert lists[["municipality_id", "listed"]].to_numpy().tolist() == [
        ["altai-01", 1], ["altai-02", 2],
    ]  # fmt: skip
