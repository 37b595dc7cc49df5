"""The board «На проверку»: signs counted by hand, reports that failed, nothing where nothing is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from helpers.reports import index, review

SHARE = "oge9.rus.mark_2_share"


def receipt(values: dict[str, float], *tables: str) -> dict[str, Any]:
    return {
        "notebook": "10_results",
        "cover": {"municipality_name": "Заречный район"},
        "values": values,
        "inputs": [{"tables": [name]} for name in tables],
    }


def place(year: int, municipality_id: str = "zarechny") -> Path:
    return Path("out/internal") / str(year) / municipality_id / "10_results"


def signs(*listed: tuple[Path, dict[str, Any]]) -> list[review.Signs]:
    return review.board(review.units(listed))


def schools(*values: float) -> dict[str, float]:
    return {f"{SHARE}|school:s{number}": value for number, value in enumerate(values, start=1)}


def test_a_table_that_most_others_have_is_missed() -> None:
    full = ("marks", "exams")
    found = signs(
        (place(2022, "a"), receipt({}, *full)),
        (place(2022, "b"), receipt({}, *full)),
        (place(2022, "c"), receipt({}, "marks", "targets")),
    )
    missing = {one.unit.municipality_id: list(one.missing) for one in found}
    assert missing == {"a": [], "b": [], "c": ["Экзамены"]}


def test_a_share_of_the_municipality_that_moves_by_twenty_points_is_a_jump() -> None:
    own = f"{SHARE}|municipality:zarechny"
    published = f"{SHARE}|municipality:zarechny|published"
    mean = "oge9.rus.mean_mark|municipality:zarechny"
    now, before = signs(
        (place(2021), receipt({own: 5.0, published: 5.0, mean: 3.0})),
        (place(2022), receipt({own: 25.0, published: 60.0, mean: 3.5})),
    )
    assert now.jumps == ["ОГЭ, 9 класс, русский язык: доля «2»: 5,0 → 25,0 %"]
    assert [change.difference for change in now.changes] == ["+20,0", "+0,5"]
    assert (before.jumps, before.changes) == ((), ())


def test_years_that_do_not_follow_each_other_are_not_compared() -> None:
    own = f"{SHARE}|municipality:zarechny"
    now, _ = signs((place(2019), receipt({own: 5.0})), (place(2022), receipt({own: 95.0})))
    assert (now.jumps, now.changes) == ((), ())


def test_a_school_far_from_the_others_is_named_and_few_schools_are_not_judged() -> None:
    # Middle half of 0, 0, 10, 10, 10, 90: from 2.5 to 10; three ranges beyond end at 32.5.
    (many,) = signs((place(2022), receipt(schools(0, 0, 10, 10, 10, 90))))
    assert len(many.far) == 1
    assert "школа s6 — 90,0 %, половина школ — от 2,5 до 10,0 %" in many.far[0]
    (edge,) = signs((place(2022), receipt(schools(0, 0, 10, 10, 10, 32.5))))
    assert edge.count == 0
    (few,) = signs((place(2022), receipt(schools(0, 0, 0, 90))))
    assert few.count == 0


def test_a_failed_report_stands_on_the_board_with_its_reason(tmp_path: Path) -> None:
    failed = index.BatchEntry(
        "30_roadmap", "dalny", "Дальний район", 2022, "internal", "failed", "Нет <плана>."
    )
    index.write_record(tmp_path, [failed])
    index.write_page(tmp_path)
    page = (tmp_path / "review.html").read_text("utf-8")
    assert "30_roadmap: Нет &lt;плана&gt;." in page
    assert "Дальний район, 2021/22 учебный год" in page
    assert page.count("проверил: должность") == 1
    assert "единиц с признаками — 1" in (tmp_path / "index.html").read_text("utf-8")


def test_a_board_of_nothing_says_so(tmp_path: Path) -> None:
    index.write_page(tmp_path)
    assert "Отчётов пока нет." in (tmp_path / "review.html").read_text("utf-8")
