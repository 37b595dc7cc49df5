"""`shnor withdraw`: after it the tables are as if the file had never come."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import fis_books as books
import pandas as pd
import pytest
from fis_books import Book
from support import Command

HEADER = "school_id;year;wave;procedure;grade;subject;participants;mark_2;mark_3;mark_4;mark_5"


def row(school: str, mark_2: int = 2, year: int = 2022) -> str:
    return f"{school};{year};spring;ВПР;5;math;10;{mark_2};{9 - mark_2};1;0"


@pytest.fixture
def load(shnor: Command, tmp_path: Path):
    def run(name: str, *lines: str, dataset: str = "d", options: tuple[str, ...] = ()) -> Path:
        path = tmp_path / name
        if lines:
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        arguments = ["-m", "ivanteevsky", "--data", tmp_path / dataset, "--brief", *options]
        assert shnor("import", path, *arguments).code == 0
        return path

    return run


@pytest.fixture
def withdraw(shnor: Command, tmp_path: Path):
    def run(*arguments: str | Path) -> Any:
        data = ["--data", tmp_path / "d", "--format", "json"]
        done = shnor("withdraw", *arguments, *data)
        assert done.code == 0, done.err
        return done.json

    return run


def tables(dataset: Path) -> dict[str, bytes]:
    """Everything that reports read: partitions and the lists of years."""
    store = dataset / "store"
    found = [*store.glob("*/municipality_id=*/part.parquet"), *store.glob("index/*.json")]
    return {path.relative_to(store).as_posix(): path.read_bytes() for path in found}


def sources(dataset: Path) -> dict[str, Any]:
    held = json.loads((dataset / "store/ledger.json").read_text(encoding="utf-8"))["sources"]
    return {one["name"]: one for one in held}


def test_a_withdrawn_file_leaves_the_tables_as_if_it_never_came(
    load, withdraw, tmp_path: Path
) -> None:
    load("a.csv", HEADER, row("s1"), row("s2"), dataset="other")
    load("a.csv")
    wrong = load("wrong.csv", HEADER, row("s1", 4, 2021), row("s9"))
    assert tables(tmp_path / "d") != tables(tmp_path / "other")
    (told,) = withdraw(wrong)["withdrawn"]
    assert told["tables"] == {"marks": 2}
    assert told["schools"] == ["s9"], "nothing else is told of the school"
    assert told["import_again"] == []
    assert tables(tmp_path / "d") == tables(tmp_path / "other")
    assert sources(tmp_path / "d") == sources(tmp_path / "other")


def test_the_only_file_of_a_municipality_leaves_nothing(load, withdraw, tmp_path: Path) -> None:
    withdraw(load("a.csv", HEADER, row("s1")))
    assert tables(tmp_path / "d") == {}


def test_a_school_of_which_others_tell_stays(load, withdraw, tmp_path: Path) -> None:
    load("a.csv", HEADER, row("s1"))
    (told,) = withdraw(load("wrong.csv", HEADER, row("s1", 4, 2021)))["withdrawn"]
    assert told["schools"] == []
    assert "schools/municipality_id=ivanteevsky/part.parquet" in tables(tmp_path / "d")


def test_rows_that_gave_way_come_back_when_their_file_is_imported_again(
    load, withdraw, tmp_path: Path
) -> None:
    load("a.csv", HEADER, row("s1"), row("s2"))
    before = tables(tmp_path / "d")
    wrong = load("wrong.csv", HEADER, row("s1", 5), options=("--replace",))
    (told,) = withdraw(wrong)["withdrawn"]
    assert [one["name"] for one in told["import_again"]] == ["a.csv"]
    assert sources(tmp_path / "d")["a.csv"]["is_to_be_read_again"]
    load("a.csv")
    assert tables(tmp_path / "d") == before
    record = sources(tmp_path / "d")["a.csv"]
    assert (record["superseded"], record["is_to_be_read_again"]) == (0, False)


def test_a_file_that_said_the_same_is_read_again(shnor: Command, withdraw, tmp_path: Path) -> None:
    """Exports of a portal repeat rows of the region: the second file keeps none of them."""
    names = ["one.xlsx", "two.xlsx"]
    for name, school in zip(names, ("Школа № 1(edu640101)", "Школа № 2(edu640102)"), strict=True):
        Book().add("РУ 4", books.marks(schools={school: (4, 12, 15, 6)})).save(tmp_path / name)
    options = ("-m", "ivanteevsky", "--brief")
    for dataset, order in (("d", names), ("other", names[1:])):
        for name in order:
            said = shnor("import", tmp_path / name, *options, "--data", tmp_path / dataset)
            assert said.code == 0, said.out
    (told,) = withdraw(tmp_path / "one.xlsx")["withdrawn"]
    assert [one["name"] for one in told["import_again"]] == ["two.xlsx"]
    assert tables(tmp_path / "d") != tables(tmp_path / "other"), "rows told by both are missing"
    shnor("import", tmp_path / "two.xlsx", *options, "--data", tmp_path / "d")
    assert tables(tmp_path / "d") == tables(tmp_path / "other")


@pytest.mark.parametrize("way", ["path", "name", "slot"])
def test_a_source_is_named_as_people_know_it(
    way: str, load, withdraw, shnor: Command, tmp_path: Path
) -> None:
    path = load("a.csv", HEADER, row("s1"))
    (held,) = shnor("history", "--data", tmp_path / "d", "--format", "json").json
    path.unlink()
    given = {"path": path, "name": "a.csv", "slot": held["slot"]}[way]
    assert [one["slot"] for one in withdraw(given)["withdrawn"]] == [held["slot"]]


def test_an_unknown_name_is_refused_with_those_there_are(load, shnor: Command, tmp_path: Path):
    load("marks_2022.csv", HEADER, row("s1"))
    before = tables(tmp_path / "d")
    refused = shnor("withdraw", "marks_2021.csv", "--data", tmp_path / "d")
    assert refused.code == 2
    assert "marks_2022.csv" in refused.err
    assert tables(tmp_path / "d") == before


def test_one_name_of_two_files_is_asked_back(load, shnor: Command, tmp_path: Path) -> None:
    for folder, school in (("a", "s1"), ("b", "s2")):
        (tmp_path / folder).mkdir()
        load(f"{folder}/marks.csv", HEADER, row(school))
    refused = shnor("withdraw", "marks.csv", "--data", tmp_path / "d")
    assert refused.code == 2
    assert refused.err.count("sources/marks/ivanteevsky/") == 2


def test_a_trial_changes_nothing(load, withdraw, tmp_path: Path) -> None:
    path = load("a.csv", HEADER, row("s1"))
    before = tables(tmp_path / "d"), sources(tmp_path / "d")
    assert withdraw(path, "--dry-run")["withdrawn"][0]["tables"] == {"marks": 1}
    assert (tables(tmp_path / "d"), sources(tmp_path / "d")) == before


def test_history_tells_of_a_withdrawal_and_of_a_new_import(
    load, withdraw, shnor: Command, tmp_path: Path
) -> None:
    load("a.csv", HEADER, row("s1"))
    load("b.csv", HEADER, row("s2"))
    withdraw("a.csv")
    ways = ["--data", tmp_path / "d", "-m", "ivanteevsky"]
    told = shnor("history", *ways, "--format", "json").json
    (gone,) = [one for one in told if one["withdrawn"]]
    assert gone["withdrawn"] == [3]
    assert [version["is_current"] for version in gone["versions"]] == [False]
    assert "загрузка 3: источник отозван" in shnor("history", *ways).out
    load("a.csv")
    told = shnor("history", *ways, "--format", "json").json
    (back,) = [one for one in told if one["name"] == "a.csv"]
    assert [version["is_current"] for version in back["versions"]] == [False, True]
    assert len(told) == 2


def kept_with(dataset: Path, text: str) -> list[Path]:
    """Files of a store in which a text stands, in tables or in what is kept of sources."""
    found = []
    for path in (dataset / "store").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            is_table = content[:4] == b"PAR1"
            told = pd.read_parquet(path).to_csv() if is_table else content.decode("utf-8", "ignore")
            found += [path] if text in told else []
    return found


def test_what_is_kept_of_a_source_is_erased_on_demand(load, withdraw, tmp_path: Path) -> None:
    load("a.csv", HEADER, row("s1"))
    wrong = load("wrong.csv", f"{HEADER};Заметка", f"{row('s2')};secret")
    load("b.csv", HEADER, row("s3"))
    withdraw(wrong)
    assert kept_with(tmp_path / "d", "secret"), "reports made before can be made again"
    assert withdraw(wrong, "--erase")["erased_files"] > 0
    assert kept_with(tmp_path / "d", "secret") == []
    assert kept_with(tmp_path / "d", "ВПР"), "what others told is kept"


def test_erasing_spares_what_another_source_is_made_of(load, withdraw, tmp_path: Path) -> None:
    load("a.csv", HEADER, row("s1"))
    (tmp_path / "copy.csv").write_bytes((tmp_path / "a.csv").read_bytes())
    kept = next((tmp_path / "d/store/kept").rglob("*/*"))
    load("a.csv", HEADER, row("s1"), row("s2"))
    load("copy.csv", options=("--replace",))
    withdraw("a.csv", "--erase")
    assert kept.is_file()
    assert list(sources(tmp_path / "d")) == ["copy.csv"]


def test_the_words_say_what_went_and_what_to_do(load, shnor: Command, tmp_path: Path) -> None:
    load("a.csv", HEADER, row("s1"))
    load("wrong.csv", HEADER, row("s1", 5), row("s9"), options=("--replace",))
    said = shnor("withdraw", "wrong.csv", "--data", tmp_path / "d").out
    assert "(файл «wrong.csv»): убрано строк: «Отметки» 2" in said
    assert "Школы, о которых больше ничего нет: s1, s9" in said
    assert "Загрузите ещё раз: «a.csv»" in said
    assert "Сделайте заново отчёты: ivanteevsky." in said


def test_a_school_that_a_corrected_file_names_no_more_leaves_the_directory(
    load, shnor: Command, tmp_path: Path
) -> None:
    load("a.csv", HEADER, row("s1"), row("s2"), dataset="other")
    path = load("a.csv", HEADER, row("s1"), row("typo"))
    assert tables(tmp_path / "d") != tables(tmp_path / "other")
    path.write_text("\n".join([HEADER, row("s1"), row("s2")]) + "\n", encoding="utf-8")
    again = ["-m", "ivanteevsky", "--data", tmp_path / "d", "--format", "json"]
    (told,) = shnor("import", path, *again).json["sources"]
    assert [one["found"] for one in told["problems"] if one["code"] == "schools_gone"] == ["typo"]
    assert tables(tmp_path / "d") == tables(tmp_path / "other")


def test_a_school_left_out_of_a_directory_goes_only_if_nobody_tells_of_it(
    load, shnor: Command, tmp_path: Path
) -> None:
    load("schools.csv", "school_id;school_name", "s1;Первая", "s2;Вторая")
    load("a.csv", HEADER, row("s1"))
    load("schools.csv", "school_id;school_name", "s3;Третья")
    held = pd.read_parquet(tmp_path / "d/store/schools/municipality_id=ivanteevsky/part.parquet")
    assert dict(zip(held["school_id"], held["school_name"], strict=True)) == {
        "s1": "Первая", "s3": "Третья",
    }  # fmt: skip
