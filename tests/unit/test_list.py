"""`shnor list`: what there is, with an empty store and with a full one."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import Command

from helpers.schemas import TABLES


def test_municipalities_need_no_store(shnor: Command, tmp_path: Path) -> None:
    ran = shnor("list", "municipalities", "--data", tmp_path, "--format", "json")
    found = {row["municipality_id"]: row for row in ran.json}
    assert set(found) >= {"vilyuysk", "turochak", "priozersk", "rostov", "ivanteevsky", "altai"}
    assert found["rostov"]["level"] == found["altai"]["level"] == "region"
    assert found["altai"]["oktmo"] == "01000000"


def test_tables_carry_their_keys_and_russian_headers(shnor: Command) -> None:
    rows = {row["table"]: row for row in shnor("list", "tables", "--format", "json").json}
    assert set(rows) == set(TABLES)
    assert rows["marks"]["headers"]["mark_2"] == "Отметок «2»"
    assert "level" in rows["marks"]["optional_key"]


def test_years_say_which_tables_hold_them(shnor: Command, altai: Path) -> None:
    rows = shnor("list", "years", "--data", altai, "--format", "json").json
    region = [row for row in rows if row["municipality_id"] == "altai"]
    assert {row["year"]: row["tables"] for row in region} == {
        2014: ["exams"], 2015: ["exams", "marks"],
    }  # fmt: skip


@pytest.mark.parametrize("what", ["notebooks", "indicators", "plans", "years"])
def test_lists_are_json_documents_even_when_the_store_is_empty(
    shnor: Command, tmp_path: Path, what: str
) -> None:
    ran = shnor("list", what, "--data", tmp_path, "--format", "json")
    assert ran.code == 0
    assert isinstance(ran.json, list)


def test_schools_are_listed_under_their_latest_name(shnor: Command, tmp_path: Path) -> None:
    directory = tmp_path / "schools.csv"
    directory.write_text(
        "school_id;municipality_id;school_name;valid_from;valid_to\n"
        "s1;ivanteevsky;Новое имя;2021-09-01;\n"
        "s1;ivanteevsky;Прежнее имя;;2021-08-31\n",
        encoding="utf-8",
    )
    assert shnor("import", directory, "--data", tmp_path / "d").code == 0
    rows = shnor("list", "schools", "--data", tmp_path / "d", "--format", "json").json
    assert [row["school_name"] for row in rows] == ["Новое имя"]


def test_unknown_list_names_those_there_are(shnor: Command) -> None:
    ran = shnor("list", "notebok")
    assert ran.code == 2
    assert "notebooks" in ran.err
