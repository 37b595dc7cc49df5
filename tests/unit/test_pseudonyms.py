"""Names in columns of codes become codes by a key that lies elsewhere; without it, nothing."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

import pandas as pd
import pytest
from support import ROOT, Command

from helpers import pseudonyms

HEADER = "teacher_code;year;school_id\n"
NAMES = HEADER + "Лёвина Анна Петровна;2022;s1\nt-2;2022;s1\n112-233-445 95;2022;s1\n"


@pytest.fixture
def teachers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with people instead of codes; the settings folder is a place of the test."""
    monkeypatch.delenv(pseudonyms.KEY_VARIABLE, raising=False)
    monkeypatch.setenv("APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME", str(tmp_path / "user"))
    path = tmp_path / "teachers.csv"
    path.write_text(NAMES, encoding="utf-8")
    return path


def test_without_a_key_a_file_of_names_is_refused_and_leaves_nothing(
    shnor: Command, teachers: Path, tmp_path: Path
) -> None:
    ran = shnor("import", teachers, "-m", "ivanteevsky", "--data", tmp_path / "d")
    assert ran.code == 1
    assert "имена или СНИЛС (строк: 2)" in ran.err + ran.out
    assert "shnor key" in ran.err + ran.out and "Лёвина" not in ran.err + ran.out
    assert not list((tmp_path / "d").rglob("*.parquet"))


def test_with_a_key_names_become_the_same_codes_and_stand_nowhere(
    shnor: Command, teachers: Path, tmp_path: Path
) -> None:
    assert shnor("key").code == 0
    key = pseudonyms.key_path()
    assert key.is_relative_to(tmp_path / "user")
    if os.name != "nt":
        assert key.stat().st_mode & 0o077 == 0
    codes = []
    for name in ("d", "again"):
        ran = shnor("import", teachers, "-m", "ivanteevsky", "--data", tmp_path / name)
        assert ran.code == 0 and "заменены кодами" in ran.err + ran.out
        part = tmp_path / name / "store" / "teachers" / "municipality_id=ivanteevsky"
        codes.append(sorted(pd.read_parquet(part)["teacher_code"]))
        for path in (tmp_path / name).rglob("*"):
            assert not path.is_file() or "Лёвина".encode() not in path.read_bytes(), path
    secret = key.read_text("ascii").strip().encode()
    independent = {
        "p-" + hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()[:16]
        for text in ("левинааннапетровна", "11223344595")
    }
    assert codes[0] == codes[1] == sorted({*independent, "t-2"})


def test_another_key_gives_other_codes() -> None:
    assert pseudonyms.code(b"a" * 32, "Лёвина А. П.") != pseudonyms.code(b"b" * 32, "Лёвина А. П.")


def test_a_key_is_never_replaced(shnor: Command, teachers: Path, tmp_path: Path) -> None:
    shnor("key")
    before = pseudonyms.key_path().read_bytes()
    ran = shnor("key")
    assert ran.code == 2 and "уже есть" in ran.err
    assert pseudonyms.key_path().read_bytes() == before


@pytest.mark.parametrize("inside", ["dataset", "project"])
def test_a_key_beside_the_data_or_the_program_is_refused(
    shnor: Command, teachers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    place = tmp_path / "d" if inside == "dataset" else ROOT
    monkeypatch.setenv(pseudonyms.KEY_VARIABLE, str(place / "params-of-nobody" / "key"))
    monkeypatch.setenv("SHNOR_DATA", str(tmp_path / "d"))
    for command in (("key",), ("import", teachers, "-m", "ivanteevsky")):
        ran = shnor(*command)
        assert ran.code == 2 and "Перенесите его" in ran.err
    assert not (place / "params-of-nobody").exists()


def test_a_short_key_is_refused(
    shnor: Command, teachers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text("secret", encoding="ascii")
    monkeypatch.setenv(pseudonyms.KEY_VARIABLE, str(tmp_path / "key"))
    ran = shnor("import", teachers, "-m", "ivanteevsky", "--data", tmp_path / "d")
    assert ran.code == 2 and "6 знаков, нужно не меньше 32" in ran.err
