"""A plan from file to store to status: through the command line only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support import Command

#: Two people stand in the column of responsible parties; the sheet has a section row.
PLAN = """План мероприятий («дорожная карта») на 2021-2022 учебный год
Утверждён приказом от 24.01.2022 № 1

| № | Мероприятие | Срок | Ответственный | Результат |
|---|---|---|---|---|
| Раздел 1. Организация | | | | |
| 1.1 | Составить список школ | Январь 2022 | Управление образования, Иванов И.И. | приказ |
| 1.2 | Проводить совещания | ежеквартально | РМО | протоколы |
| 1.3 | Поддерживать учителей | постоянно | ОО | повышение качества |
| 1.4 | Сверить отметки | август | Петрова А.А. | справка |
"""
PROGRESS = """plan_id,seq,instance_due,record_no,done_on,evidence_kind,evidence_ref
ivanteevsky-2021-2022,1,,1,2022-01-30,ORDER,приказ № 5
ivanteevsky-2021-2022,2,2021-12-31,1,2021-11-20,PROTOCOL,протокол № 1
"""


@pytest.fixture
def data(shnor: Command, tmp_path: Path) -> Path:
    (tmp_path / "plan.md").write_text(PLAN, encoding="utf-8")
    (tmp_path / "roadmap_progress.csv").write_text(PROGRESS, encoding="utf-8")
    files = [tmp_path / "plan.md", tmp_path / "roadmap_progress.csv"]
    ran = shnor("import", *files, "-m", "ivanteevsky", "--data", tmp_path / "d")
    assert ran.code == 0, ran.err
    return tmp_path / "d"


def judged(shnor: Command, data: Path, day: str) -> dict:
    ran = shnor("roadmap", "-m", "ivanteevsky", "--as-of", day, "--data", data, "--format", "json")
    assert ran.code == 0, ran.err
    return ran.json


def test_items_are_judged_on_the_day(shnor: Command, data: Path) -> None:
    document = judged(shnor, data, "2022-06-30")
    by_number = {item["item_no"]: item for item in document["items"]}
    assert document["plan"]["frame"] == "school_year"
    assert document["plan"]["approved_on"] == "2022-01-24"
    assert by_number["1.1"]["status"] == "done"
    assert by_number["1.1"]["windows"] == [["2022-01-01", "2022-01-31"]]
    assert by_number["1.3"]["status"] == "no_measurable_result"
    assert by_number["1.4"]["windows"] == [["2022-08-01", "2022-08-31"]]
    assert by_number["1.4"]["status"] == "planned"
    assert judged(shnor, data, "2022-09-01")["items"][3]["status"] == "overdue"


def test_quarterly_item_has_its_occurrences(shnor: Command, data: Path) -> None:
    item = judged(shnor, data, "2022-06-30")["items"][1]
    assert (item["term_kind"], item["recurrence"]) == ("RECUR", "P3M")
    # calendar quarters inside the plan; September alone is no quarter and joins the next
    assert [(one["start"], one["due"]) for one in item["instances"]] == [
        ("2021-09-01", "2021-12-31"),
        ("2022-01-01", "2022-03-31"),
        ("2022-04-01", "2022-06-30"),
        ("2022-07-01", "2022-08-31"),
    ]
    assert [one["status"] for one in item["instances"]] == [
        "done", "overdue", "in_progress", "planned",
    ]  # fmt: skip


def test_no_name_of_a_person_is_stored_or_printed(shnor: Command, data: Path) -> None:
    names = ["Иванов", "Петров"]
    for path in (data / "store").rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            assert not any(name in text for name in names), path.name
    printed = json.dumps(judged(shnor, data, "2022-06-30"), ensure_ascii=False)
    assert not any(name in printed for name in names)
    assert "[лицо 1]" in printed


def test_dry_run_needs_no_other_option(shnor: Command, tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text(PLAN, encoding="utf-8")
    ran = shnor("import", tmp_path / "plan.md", "--kind", "roadmap", "--dry-run", "--format",
                "json", "--data", tmp_path / "none")  # fmt: skip
    (source,) = ran.json["sources"]
    assert ran.code == 0
    assert source["plan"]["plan_id"] == "2021-2022"
    assert source["plan"]["frame"] == "school_year"
    assert {"period_start", "period_end", "approved_on"} <= set(source["plan"])
    assert {(row["plan_id"], row["seq"]) for row in source["rows"]} == {
        ("2021-2022", seq) for seq in range(1, 5)
    }
    assert [row["item_no"] for row in source["rows"]] == ["1.1", "1.2", "1.3", "1.4"]
    assert source["rows"][0]["responsible"] == ["EDU_AUTH", "PERSON"]
    assert not (tmp_path / "none").exists()


def test_unknown_plan_names_those_there_are(shnor: Command, data: Path) -> None:
    ran = shnor("roadmap", "-m", "ivanteevsky", "--as-of", "2022-06-30", "--plan-id", "x",
                "--data", data)  # fmt: skip
    assert ran.code == 2
    assert "ivanteevsky-2021-2022" in ran.err
