"""`shnor withdraw`: after it the tables are as if the file had never come."""

from __future__ import annotations

import json
import shutil
import zipfile
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
    def run(
        name: str,
        *lines: str,
        dataset: str = "d",
        options: tuple[str, ...] = (),
        place: str = "ivanteevsky",
    ) -> Path:
        path = tmp_path / name
        if lines:
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        owner = ["-m", place] if place else []
        done = shnor("import", path, *owner, "--data", tmp_path / dataset, "--brief", *options)
        assert done.code == 0, done.err
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


def test_rows_that_gave_way_come_back(load, withdraw, tmp_path: Path) -> None:
    load("a.csv", HEADER, row("s1"), row("s2"))
    before = tables(tmp_path / "d"), sources(tmp_path / "d")
    wrong = load("wrong.csv", HEADER, row("s1", 5), options=("--replace",))
    (told,) = withdraw(wrong)["withdrawn"]
    assert list(told["back"].values()) == [{"marks": 1}]
    assert (told["schools"], told["import_again"]) == ([], [])
    assert (tables(tmp_path / "d"), sources(tmp_path / "d")) == before


def test_rows_that_another_file_has_taken_meanwhile_stay_with_it(
    load, withdraw, tmp_path: Path
) -> None:
    load("a.csv", HEADER, row("s1"), row("s2"))
    load("wrong.csv", HEADER, row("s1", 5), row("s2", 5), options=("--replace",))
    load("right.csv", HEADER, row("s1", 3), options=("--replace",))
    (told,) = withdraw("wrong.csv")["withdrawn"]
    assert list(told["back"].values()) == [{"marks": 1}]
    held = pd.read_parquet(tmp_path / "d/store/marks/municipality_id=ivanteevsky/part.parquet")
    assert dict(zip(held["scope_id"], held["mark_2"], strict=True)) == {"s1": 3, "s2": 2}


def test_rows_of_an_earlier_version_do_not_come_back(load, withdraw, tmp_path: Path) -> None:
    load("a.csv", HEADER, row("s1"), row("s2"))
    load("wrong.csv", HEADER, row("s1", 5), options=("--replace",))
    load("a.csv", HEADER, row("s2", 3))
    (told,) = withdraw("wrong.csv")["withdrawn"]
    assert told["back"] == {}
    held = pd.read_parquet(tmp_path / "d/store/marks/municipality_id=ivanteevsky/part.parquet")
    assert held["scope_id"].tolist() == ["s2"]


def test_a_file_that_said_the_same_is_read_again(shnor: Command, withdraw, tmp_path: Path) -> None:
    """Exports of a portal repeat rows of the region: the second file keeps none of them.

    And of what a file was completed from, nothing is left after the second `--erase`.
    """
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


@pytest.mark.parametrize("way", ["path", "crooked", "name", "slot", "folder"])
def test_a_source_is_named_as_people_know_it(
    way: str, load, withdraw, shnor: Command, tmp_path: Path
) -> None:
    path = load("a.csv", HEADER, row("s1"))
    (held,) = shnor("history", "--data", tmp_path / "d", "--format", "json").json
    given = {
        "path": path, "crooked": tmp_path / "d" / ".." / "a.csv", "name": "a.csv",
        "slot": held["slot"], "folder": tmp_path,
    }[way]  # fmt: skip
    if way != "folder":
        path.unlink()
    assert [one["slot"] for one in withdraw(given)["withdrawn"]] == [held["slot"]]


@pytest.mark.parametrize("inner", ["", "x/marks.csv"])
def test_files_of_an_archive_are_named_by_it_or_through_it(
    inner: str, load, withdraw, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("x/marks.csv", f"{HEADER}\n{row('s1')}\n")
        archive.writestr("y/marks.csv", f"{HEADER}\n{row('s2')}\n")
    load("z.zip")
    assert len(withdraw(tmp_path / "z.zip" / inner)["withdrawn"]) == (1 if inner else 2)
    held = pd.read_parquet(tmp_path / "d/store/marks/municipality_id=ivanteevsky/part.parquet") \
        if inner else pd.DataFrame({"scope_id": []})  # fmt: skip
    assert held["scope_id"].tolist() == (["s2"] if inner else [])


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


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("erase", [[], ["--erase"]])
def test_a_trial_changes_nothing(erase: list[str], load, withdraw, tmp_path: Path) -> None:
    path = load("a.csv", HEADER, row("s1"))
    load("b.csv", HEADER, row("s1", 5), options=("--replace",))
    before = everything(tmp_path / "d")
    assert withdraw("b.csv", "--dry-run", *erase)["withdrawn"][0]["tables"] == {"marks": 1}
    assert path.is_file()
    assert everything(tmp_path / "d") == before


def test_rows_leave_every_municipality_of_a_file_and_nobody_elses_go(
    load, withdraw, shnor: Command, tmp_path: Path
) -> None:
    load("schools.csv", "school_id;school_name;municipality_id", "i1;А;ivanteevsky",
         "t1;Б;turochak", "v1;В;vilyuysk", place="")  # fmt: skip
    years = [row(school, 1, 2021) for school in ("i1", "t1", "v1")]
    load("keep.csv", HEADER, *years, place="")
    before = tables(tmp_path / "d")
    load("wrong.csv", HEADER, row("t1"), row("i1"), row("v1"), place="")
    listed = ["t1;2022;регион", "i1;2022;регион"]
    kind = ("--kind", "shnor_register")
    load("more.csv", "school_id;results_year;source", *listed, place="", options=kind)
    told = withdraw("wrong.csv", "more.csv")["withdrawn"]
    assert [one["tables"] for one in told] == [{"marks": 3}, {"shnor_register": 2}]
    assert tables(tmp_path / "d") == before


def test_a_directory_leaves_codes_of_which_others_tell(load, withdraw, tmp_path: Path) -> None:
    load("a.csv", HEADER, row("s1"), dataset="other")
    load("a.csv")
    load("schools.csv", "school_id;school_name;kind", "s1;Тайная;СОШ", "s2;Вторая;СОШ")
    (told,) = withdraw("schools.csv", "--erase")["withdrawn"]
    assert (told["schools"], told["schools_unnamed"]) == (["s2"], ["s1"])
    assert told["tables"] == {"schools": 1}
    assert kept_with(tmp_path / "d", "Тайная") == []
    held = pd.read_parquet(tmp_path / "d/store/schools/municipality_id=ivanteevsky/part.parquet")
    assert held["school_id"].tolist() == ["s1"]
    assert held["school_name"].fillna("").tolist() == [""]


def test_a_directory_that_moved_schools_says_how_to_move_them_back(
    load, withdraw, shnor: Command, tmp_path: Path
) -> None:
    head = "school_id;school_name;municipality_id"
    load("right.csv", head, "s1;Первая;ivanteevsky", "s2;Вторая;ivanteevsky")
    load("a.csv", HEADER, row("s1"), row("s2"))
    before = tables(tmp_path / "d")
    load("wrong.csv", head, "s1;Первая;turochak", options=("--replace",), place="turochak")
    refused = shnor("withdraw", "wrong.csv", "--data", tmp_path / "d")
    assert refused.code == 1
    assert "s1" in refused.err and "--replace" in refused.err
    load("right.csv", options=("--replace",))
    withdraw("wrong.csv")
    assert tables(tmp_path / "d") == before


def test_a_report_made_before_is_made_again_until_its_data_are_erased(
    load, withdraw, shnor: Command, tmp_path: Path
) -> None:
    load("a.csv", HEADER, *(row(f"s{n}") for n in range(1, 5)))
    load("wrong.csv", HEADER, *(row(f"s{n}", 5, 2021) for n in range(1, 5)))
    where = ["--data", tmp_path / "d", "--out", tmp_path / "out"]
    made = shnor("report", "10_results", "-m", "ivanteevsky", "-y", "2022", "--to", "html", *where)
    assert made.code == 0, made.err
    withdraw("wrong.csv")
    again = ["reproduce", tmp_path / "out", "--data", tmp_path / "d"]
    assert shnor(*again).code == 0
    withdraw("wrong.csv", "--erase")
    assert shnor(*again).code == 5


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
    assert "из них заменялись: 0" in shnor("history", *ways).out


def test_a_file_of_a_region_stays_in_the_history_of_each_municipality(
    load, withdraw, shnor: Command, tmp_path: Path
) -> None:
    load("schools.csv", "school_id;school_name;municipality_id", "i1;А;ivanteevsky",
         "t1;Б;turochak", place="")  # fmt: skip
    load("wrong.csv", HEADER, row("t1"), row("i1"), place="")
    withdraw("wrong.csv")
    said = shnor("history", "--data", tmp_path / "d", "-m", "turochak").out
    assert "файл «wrong.csv»" in said and "источник отозван" in said


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


def test_what_a_file_was_completed_from_goes_with_the_second_erasing(
    shnor: Command, withdraw, tmp_path: Path
) -> None:
    Book().add("РУ 4", books.results()).save(tmp_path / "one.xlsx")
    Book().add("РУ 4", books.tasks()).save(tmp_path / "two.xlsx")
    options = ("-m", "ivanteevsky", "--brief", "--data", tmp_path / "d")
    for name in ("one.xlsx", "two.xlsx"):
        assert shnor("import", tmp_path / name, *options).code == 0
    held = pd.read_parquet(tmp_path / "d/store/tasks/municipality_id=ivanteevsky/part.parquet")
    only_two = [
        text for text in set(held["skill"].dropna()) - {""}
        if not any(text in str(row) for row in books.results())
    ] or [None]  # fmt: skip
    withdraw("two.xlsx", "--erase")
    assert shnor("import", tmp_path / "one.xlsx", *options).code == 0
    withdraw(tmp_path / "two.xlsx", "--erase")
    for text in filter(None, only_two):
        assert kept_with(tmp_path / "d", text) == []


def test_erasing_in_a_second_step_knows_earlier_versions_without_any_record(
    load, withdraw, tmp_path: Path
) -> None:
    load("wrong.csv", f"{HEADER};Заметка", f"{row('s2')};secret")
    load("wrong.csv", HEADER, row("s2"))
    load("a.csv", HEADER, row("s1"))
    shutil.rmtree(tmp_path / "d/store/history")
    withdraw("wrong.csv")
    withdraw("wrong.csv", "--erase")
    kept = [path for path in (tmp_path / "d/store/kept").rglob("*") if path.is_file()]
    assert [path.read_text(encoding="utf-8") for path in kept] == [f"{HEADER}\n{row('s1')}\n"]


def test_the_name_of_two_files_is_asked_back_before_anything_is_erased(
    load, withdraw, shnor: Command, tmp_path: Path
) -> None:
    for folder, school in (("x", "s1"), ("y", "s2")):
        (tmp_path / folder).mkdir()
        load(f"{folder}/marks.csv", HEADER, row(school))
    withdraw(tmp_path / "x/marks.csv")
    before = everything(tmp_path / "d")
    refused = shnor("withdraw", "marks.csv", "--erase", "--data", tmp_path / "d")
    assert (refused.code, "(отозван)" in refused.err) == (2, True)
    assert everything(tmp_path / "d") == before
    assert withdraw(tmp_path / "x/marks.csv", "--erase")["erased_files"] > 0


def test_a_withdrawn_source_is_called_so(load, withdraw, shnor: Command, tmp_path: Path) -> None:
    withdraw(load("a.csv", HEADER, row("s1")))
    refused = shnor("withdraw", "a.csv", "--data", tmp_path / "d")
    assert (refused.code, "уже отозван" in refused.err) == (2, True)


def test_the_words_say_what_went_and_what_to_do(load, shnor: Command, tmp_path: Path) -> None:
    load("a.csv", HEADER, row("s1"))
    load("wrong.csv", HEADER, row("s1", 5), row("s9"), options=("--replace",))
    said = shnor("withdraw", "wrong.csv", "--data", tmp_path / "d").out
    assert "(файл «wrong.csv»): убрано строк: «Отметки» 2" in said
    assert "Вернулись строки файла «a.csv», которые он заменил: «Отметки» 1" in said
    assert "больше ничего нет, убраны из справочника: s9" in said
    assert "Сделайте заново отчёты: ivanteevsky." in said
    last = shnor("withdraw", "a.csv", "--data", tmp_path / "d").out
    assert "Данных больше нет: ivanteevsky. Уберите отчёты" in last
