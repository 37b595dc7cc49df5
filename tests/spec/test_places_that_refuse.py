"""Folders, files and partitions that are not there or not what they should be."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from support import Command

PLAN = ("-m", "ivanteevsky", "--plan-id", "pl", "--as-of", "2022-05-01")
ITEM = (
    "plan_id,seq,item_no,section,measure,term_raw,responsible_raw,result_raw\n"
    "pl,1,1,О,Провести семинар,Март 2022,Школа,Протокол\n"
)


@pytest.fixture
def copy(demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo, tmp_path / "d"))


@pytest.mark.parametrize(
    "command",
    [("check",), ("indicators", "-m", "ivanteevsky", "-y", "2022"), ("frame", "letters")],
    ids=lambda command: command[0],
)
def test_a_partition_that_was_stored_and_is_lost_is_named(
    shnor: Command, copy: Path, command: tuple[str, ...]
) -> None:
    lost = copy / "store" / "marks" / "municipality_id=ivanteevsky"
    shutil.rmtree(lost)
    rest = ("-m", "ivanteevsky", "-y", "2022") if command == ("frame", "letters") else ()
    ran = shnor(*command, *rest, "--data", copy)
    assert ran.code == 7
    assert str(lost / "part.parquet") in ran.err
    assert "shnor import" in ran.err


@pytest.mark.parametrize(
    "command",
    [("forms", "{file}"), ("forms", "{file}/sub"), ("import", "{table}", "--data", "{file}/d")],
    ids=["forms", "forms-below", "import"],
)
def test_a_path_through_a_file_is_the_machines_refusal_in_russian(
    shnor: Command, tmp_path: Path, command: tuple[str, ...]
) -> None:
    places = {"file": tmp_path / "afile", "table": tmp_path / "t.csv"}
    places["file"].write_text("")
    places["table"].write_text("school_id,school_name\niva-01,СОШ\n", encoding="utf-8")
    ran = shnor(*(word.format(**places) for word in command))
    assert ran.code == 7
    assert "стоит файл, а нужна папка" in ran.err
    assert "Внутренняя" not in ran.err
    assert "Excel" not in ran.err


def test_an_error_of_the_system_that_no_command_expects_is_exit_7(
    shnor: Command, copy: Path, tmp_path: Path
) -> None:
    report = ("report", "24_staffing", "-m", "ivanteevsky", "-y", "2022", "--to", "csv")
    out = ("--out", tmp_path / "out")
    assert shnor(*report, "--data", copy, *out).code == 0
    (tmp_path / "afile").write_text("")
    ran = shnor("archive", tmp_path / "afile" / "z.zip", "--data", copy, *out)
    assert ran.code == 7
    assert "на этом пути стоит файл, а нужна папка" in ran.err


def test_a_dataset_that_the_environment_names_must_be_there(
    shnor: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHNOR_DATA", str(tmp_path / "nosuch"))
    for command in (("check",), ("list", "years"), ("indicators", "-m", "rostov", "-y", "2022")):
        ran = shnor(*command)
        assert ran.code == 2
        assert f"{tmp_path / 'nosuch'} (SHNOR_DATA)" in ran.err
    table = tmp_path / "t.csv"
    table.write_text("school_id,school_name\niva-01,СОШ\n", encoding="utf-8")
    assert shnor("import", table, "-m", "ivanteevsky").code == 0
    assert shnor("list", "schools").code == 0


def test_items_of_a_plan_without_its_frame_are_told(shnor: Command, tmp_path: Path) -> None:
    data = ("--data", tmp_path / "d")
    (tmp_path / "items.csv").write_text(ITEM, encoding="utf-8")
    assert shnor("import", tmp_path / "items.csv", "-m", "ivanteevsky", *data).code == 0
    ran = shnor("check", *data, "--format", "json")
    assert ran.code == 3
    (problem,) = [one for one in ran.json if one["code"] == "plan_without_frame"]
    assert (problem["severity"], problem["found"]) == ("error", "pl")
    ran = shnor("roadmap", *PLAN, *data)
    assert ran.code == 2
    assert "загружены только его пункты" in ran.err
    frame = tmp_path / "frames.csv"
    frame.write_text("plan_id,municipality_id\npl,ivanteevsky\n", encoding="utf-8")
    assert shnor("import", frame, *data).code == 0
    assert shnor("roadmap", *PLAN, *data).code == 0
    codes = {one["code"] for one in shnor("check", *data, "--format", "json").json}
    assert "plan_without_frame" not in codes


def test_an_archive_without_files_is_called_empty(shnor: Command, tmp_path: Path) -> None:
    zipfile.ZipFile(tmp_path / "e.zip", "w").close()
    given = ("-m", "ivanteevsky", "--data", tmp_path / "d", "--format", "json")
    ran = shnor("import", tmp_path / "e.zip", *given)
    assert (ran.code, ran.codes) == (1, {"empty_archive"})


def test_a_place_without_any_year_says_so(shnor: Command, copy: Path) -> None:
    ran = shnor("indicators", "-m", "altai", "-y", "2015", "--data", copy)
    assert ran.code == 2
    assert "Данных нет ни за один год." in ran.err
