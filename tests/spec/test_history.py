"""`shnor history`: every version of a source, and exactly what it changed."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pandas as pd
import pytest
from support import Command

HEADER = "school_id;year;wave;procedure;grade;subject;participants;mark_2;mark_3;mark_4;mark_5"


def row(school: str, mark_2: int = 2, subject: str = "math") -> str:
    return f"{school};2022;spring;ВПР;5;{subject};10;{mark_2};{9 - mark_2};1;0"


@pytest.fixture
def load(shnor: Command, tmp_path: Path):
    def run(name: str, *lines: str, options: tuple[str, ...] = ()) -> str:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        arguments = ["-m", "ivanteevsky", "--data", tmp_path / "d", "--brief", *options]
        assert shnor("import", path, *arguments).code == 0
        return hashlib.sha256(path.read_bytes()).hexdigest()

    return run


def history(shnor: Command, data: Path, name: str = "a.csv"):
    told = shnor("history", "--data", data, "--format", "json").json
    return next(source for source in told if source["name"] == name)


def test_each_version_tells_rows_added_changed_and_removed(load, shnor: Command, tmp_path: Path):
    first = load("a.csv", HEADER, row("s1"), row("s2"), row("s3"))
    second = load("a.csv", HEADER, row("s3"), row("s1", 4), row("s4"), row("s5"))
    one, two = history(shnor, tmp_path / "d")["versions"]
    assert [one["sha256"], two["sha256"]] == [first, second]
    assert (one["is_current"], two["is_current"], one["is_kept"]) == (False, True, True)
    assert one["changes"] == []
    (change,) = [change for change in two["changes"] if change["table"] == "marks"]
    assert (change["added"], change["changed"], change["removed"]) == (2, 1, 1)
    assert {(v["column"], v["then"], v["now"]) for v in change["values"]} == {
        ("mark_2", "2", "4"), ("mark_3", "7", "5"),
    }  # fmt: skip
    assert all("s1" in value["row"] for value in change["values"])


def test_the_words_say_the_same_and_count_replaced_sources(load, shnor: Command, tmp_path: Path):
    load("a.csv", HEADER, row("s1"))
    load("b.csv", HEADER, row("s2"))
    load("a.csv", HEADER, row("s1", 4))
    said = shnor("history", "-m", "ivanteevsky", "--data", tmp_path / "d").out
    assert "добавлено 0, изменено 1, убрано 0" in said
    assert ": было 2, стало 4" in said
    assert "Источников: 2, из них заменялись: 1." in said
    assert "b.csv" not in said
    assert "b.csv" in shnor("history", "--all", "--data", tmp_path / "d").out


def test_a_version_whose_rows_are_lost_is_not_guessed(load, shnor: Command, tmp_path: Path):
    load("a.csv", HEADER, row("s1"))
    load("a.csv", HEADER, row("s1", 4))
    shutil.rmtree(tmp_path / "d" / "store" / "versions")
    assert history(shnor, tmp_path / "d")["versions"][1]["changes"] is None
    assert "прежние строки не сохранены" in shnor("history", "--data", tmp_path / "d").out


def test_a_store_without_records_still_names_the_hashes(load, shnor: Command, tmp_path: Path):
    hashes = [load("a.csv", HEADER, row("s1", mark)) for mark in (1, 2, 3)]
    shutil.rmtree(tmp_path / "d" / "store" / "history")
    versions = history(shnor, tmp_path / "d")["versions"]
    assert [version["sha256"] for version in versions] == hashes
    assert [version["import"] for version in versions] == [None, None, None]


def test_rows_taken_by_another_file_are_counted(load, shnor: Command, tmp_path: Path):
    load("a.csv", HEADER, row("s1"), row("s2"))
    load("b.csv", HEADER, row("s1", 5), options=("--replace",))
    assert history(shnor, tmp_path / "d")["superseded"] == 1


def test_versions_of_a_plan_hold_no_names(load, shnor: Command, tmp_path: Path):
    frames = "plan_id;frame;period_start;period_end", "p1;school_year;2021-09-01;2022-08-31"
    load("plan_frames.csv", *frames)
    head, items = "plan_id;seq;measure;term_raw;responsible_raw", "roadmap_items.csv"
    load(
        "roadmap_items.csv", head, "p1;1;Выступление Сидоровой А.П.;январь;Смирнова М.И., методист"
    )
    load(items, head, "p1;1;Доклад Сидоровой А.П.;март;Смирнова М.И., методист")
    versions = history(shnor, tmp_path / "d", "roadmap_items.csv")["versions"]
    assert {v["column"] for v in versions[1]["changes"][0]["values"]} == {"measure", "term_raw"}
    kept = list((tmp_path / "d" / "store" / "versions").glob("*/*"))
    assert kept
    for path in (tmp_path / "d" / "store").rglob("*"):
        if path.is_file():
            assert "Сидоров" not in path.read_bytes().decode("utf-8", "replace")
    texts = [pd.read_parquet(p)["measure"][0] for p in kept if p.read_bytes()[:4] == b"PAR1"]
    assert texts == ["Выступление [лицо 1]"]
