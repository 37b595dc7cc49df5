"""What an import must not lose or double: schools, homes, names of people, the ledger."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from support import ROOT, Command, stored

HEADER = "school_id;year;wave;procedure;grade;subject;participants;mark_2;mark_3;mark_4;mark_5"


def row(school: str, subject: str = "math", mark_2: int = 2) -> str:
    return f"{school};2022;spring;ВПР;5;{subject};10;{mark_2};{9 - mark_2};1;0"


def write(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def load(shnor: Command, tmp_path: Path):
    def run(*arguments: str | Path, owner: str = "ivanteevsky"):
        return shnor("import", *arguments, "-m", owner, "--data", tmp_path / "d", "--brief")

    return run


def test_a_replaced_file_does_not_take_away_the_schools_it_made_known(load, tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", HEADER, row("s1"), row("s2"))
    assert load(path).code == 0
    write(tmp_path, "a.csv", HEADER, row("s1", mark_2=3))
    assert load(path).code == 0
    assert stored(tmp_path / "d", "schools")["school_id"].tolist() == ["s1", "s2"]


def test_a_real_directory_takes_the_place_of_schools_made_by_an_import(
    load, tmp_path: Path
) -> None:
    load(write(tmp_path, "a.csv", HEADER, row("s1")))
    schools = write(tmp_path, "schools.csv", "school_id;valid_from;school_name",
                    "s1;2010-09-01;Школа № 1")  # fmt: skip
    assert load(schools).code == 0
    assert stored(tmp_path / "d", "schools")["school_name"].tolist() == ["Школа № 1"]


def test_another_directory_of_schools_is_refused_unless_replaced(load, tmp_path: Path) -> None:
    load(write(tmp_path, "schools.csv", "school_id;school_name", "s5;Школа № 5"))
    other = write(tmp_path, "more.csv", "school_id;school_name", "s5;Школа № 55")
    assert load(other).code == 1
    assert stored(tmp_path / "d", "schools")["school_name"].tolist() == ["Школа № 5"]
    assert load(other, "--replace").code == 0
    assert stored(tmp_path / "d", "schools")["school_name"].tolist() == ["Школа № 55"]


def test_the_ledger_counts_what_is_left_of_a_source_and_lets_it_come_back(
    load, tmp_path: Path
) -> None:
    first = write(tmp_path, "a.csv", HEADER, row("s1"), row("s2"))
    second = write(tmp_path, "b.csv", HEADER, row("s1", mark_2=5))
    assert load(first).code == load(second, "--replace").code == 0
    ledger = json.loads((tmp_path / "d" / "store" / "ledger.json").read_text(encoding="utf-8"))
    counts = {source["name"]: source["tables"]["marks"] for source in ledger["sources"]}
    assert counts == {"a.csv": 1, "b.csv": 1}
    assert load(first).code == 1
    assert load(first, "--replace").code == 0
    assert stored(tmp_path / "d", "marks")["mark_2"].tolist() == [2, 2]


def test_a_refused_file_teaches_nothing_to_the_files_beside_it(
    shnor: Command, tmp_path: Path
) -> None:
    bad = write(tmp_path, "1.csv", "school_id;municipality_id;school_name",
                "n1;ivanteevsky;Школа", "n2;;Другая")  # fmt: skip
    good = write(tmp_path, "2.csv", HEADER, row("n1"))
    ran = shnor("import", bad, good, "--data", tmp_path / "d", "--format", "json")
    assert ran.code == 1
    assert [source["stored"] for source in ran.json["sources"]] == [False, False]


def test_names_in_tables_of_plans_never_enter_the_store(load, tmp_path: Path) -> None:
    frames = write(tmp_path, "plan_frames.csv", "plan_id;frame;period_start;period_end",
                   "p1;school_year;2021-09-01;2022-08-31")  # fmt: skip
    items = write(tmp_path, "roadmap_items.csv", "plan_id;seq;measure;term_raw;responsible_raw",
                  "p1;1;Выступление Сидоровой А.П.;январь;Смирнова М.И., методист")  # fmt: skip
    assert load(frames, items).code == 0
    for path in (tmp_path / "d" / "store").rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            assert "Сидоров" not in text, path.name
            assert "Смирнов" not in text, path.name
    assert "методист" in stored(tmp_path / "d", "roadmap_items")["responsible_raw"].iloc[0]


def test_a_school_year_plan_belongs_to_the_year_in_which_it_ends(
    load, shnor: Command, tmp_path: Path
) -> None:
    load(write(tmp_path, "plan_frames.csv", "plan_id;frame;period_start;period_end",
               "p1;school_year;2023-09-01;2024-08-31"))  # fmt: skip
    years = shnor("list", "years", "--data", tmp_path / "d", "--format", "json").json
    assert [entry["year"] for entry in years] == [2024]


def test_whole_percents_become_counts_only_when_one_set_of_counts_fits(
    load, tmp_path: Path
) -> None:
    header = HEADER.replace("mark_2;mark_3;mark_4;mark_5",
                            "mark_2_pct;mark_3_pct;mark_4_pct;mark_5_pct")  # fmt: skip
    # 1, 2, 3, 1 of 7 are 14, 29, 43, 14; of 400 pupils 10 % are anything from 38 to 42
    few, many = (
        "s1;2022;spring;ВПР;5;math;7;14;29;43;14",
        "s2;2022;spring;ВПР;5;math;400;10;30;40;20",
    )
    load(write(tmp_path, "a.csv", header, few, many))
    rows = stored(tmp_path / "d", "marks").set_index("scope_id")
    assert rows.loc["s1", ["mark_2", "mark_3", "mark_4", "mark_5"]].tolist() == [1, 2, 3, 1]
    assert pd.isna(rows.loc["s2", "mark_2"])


def test_impossible_exams_and_certificates_are_refused(load, tmp_path: Path) -> None:
    exams = write(tmp_path, "exams.csv",
                  "school_id;year;form;grade;subject;sat;below_min_first;below_min_final",
                  "s1;2022;ОГЭ;9;rus;10;2;5")  # fmt: skip
    admission = write(tmp_path, "admission.csv",
                      "school_id;year;grade;enrolled;admitted;certified;certified_honours",
                      "s1;2022;9;10;10;8;9")  # fmt: skip
    assert load(exams).code == load(admission).code == 1


def test_two_imports_at_once_do_not_lose_each_other(tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{n}.csv", HEADER, row(f"s{n}")) for n in (1, 2)]
    command = [sys.executable, "-m", "helpers", "import"]
    options = ["-m", "ivanteevsky", "--data", str(tmp_path / "d"), "--brief"]
    running = [
        subprocess.Popen(
            [*command, str(path), *options],
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        for path in paths
    ]
    codes = sorted(process.wait(timeout=120) for process in running)
    assert codes in ([0, 0], [0, 7])
    ledger = json.loads((tmp_path / "d" / "store" / "ledger.json").read_text(encoding="utf-8"))
    assert len(ledger["sources"]) == codes.count(0)
    assert len(stored(tmp_path / "d", "marks")) == codes.count(0)


def test_sources_of_a_labelled_dataset_carry_their_label_along(
    shnor: Command, tmp_path: Path
) -> None:
    demo = ROOT / "data" / "demo" / "sources" / "turochak" / "roadmap.md"
    assert shnor("import", demo, "-m", "turochak", "--data", tmp_path / "d", "--brief").code == 0
    assert "учебные данные" in (tmp_path / "d" / "dataset.yaml").read_text(encoding="utf-8")
