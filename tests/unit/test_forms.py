"""Blank forms: what they offer, and that filled ones come back without loss."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from support import Command

from helpers.forms import BOOKS, write_forms
from helpers.schemas import TABLES
from helpers.store import Store


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms")
    write_forms(folder, {})
    return folder


def test_every_table_has_one_sheet_in_one_book(blank: Path) -> None:
    held = [name for _, names in BOOKS.values() for name in names]
    assert sorted(held) == sorted(TABLES)
    for name, (_, tables) in BOOKS.items():
        sheets = openpyxl.load_workbook(blank / name).sheetnames
        assert sheets[0] == "Пояснения"
        assert [TABLES[table].label for table in tables] == sheets[2:]


def test_header_is_locked_and_rows_are_open(blank: Path) -> None:
    sheet = openpyxl.load_workbook(blank / "2_results.xlsx")["Отметки"]
    assert sheet.protection.sheet
    assert sheet["A1"].protection.locked
    assert not sheet["A2"].protection.locked
    assert not sheet.column_dimensions["A"].protection.locked


def test_codes_have_drop_downs_and_numbers_are_checked(blank: Path) -> None:
    sheet = openpyxl.load_workbook(blank / "2_results.xlsx")["Отметки"]
    kinds = {rule.type for rule in sheet.data_validations.dataValidation}
    assert {"list", "whole"} <= kinds
    assert all(cell.comment for cell in sheet[1])


def test_blank_form_is_refused_because_its_example_row_is_not_data(
    shnor: Command, blank: Path, tmp_path: Path
) -> None:
    ran = shnor("import", blank, "-m", "ivanteevsky", "--data", tmp_path / "d")
    assert ran.code == 1
    assert "нет ни одной строки данных" in ran.err
    assert not list(tmp_path.rglob("*.parquet"))


def test_two_blank_books_are_the_same_bytes(blank: Path, tmp_path: Path) -> None:
    for path in write_forms(tmp_path, {}):
        assert path.read_bytes() == (blank / path.name).read_bytes()


def test_forms_filled_from_the_store_come_back_without_loss(
    shnor: Command, demo: Path, tmp_path: Path
) -> None:
    where = ["-m", "ivanteevsky", "-y", "2022"]
    assert shnor("forms", tmp_path / "forms", *where, "--data", demo).code == 0
    assert_nothing_is_lost(shnor, demo, tmp_path / "forms", tmp_path / "back")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="нет LibreOffice (soffice)")
def test_forms_saved_by_libreoffice_come_back_without_loss(
    shnor: Command, demo: Path, tmp_path: Path
) -> None:
    where = ["-m", "ivanteevsky", "-y", "2022"]
    assert shnor("forms", tmp_path / "forms", *where, "--data", demo).code == 0
    home, saved = (tmp_path / "home").as_uri(), tmp_path / "saved"
    books = sorted((tmp_path / "forms").glob("*.xlsx"))
    subprocess.run(
        ["soffice", f"-env:UserInstallation={home}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(saved), *map(str, books)],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    assert [path.name for path in sorted(saved.iterdir())] == [path.name for path in books]
    assert all(path.read_bytes() != (saved / path.name).read_bytes() for path in books)
    assert_nothing_is_lost(shnor, demo, saved, tmp_path / "back")


def assert_nothing_is_lost(shnor: Command, demo: Path, forms: Path, back: Path) -> None:
    """Forms filled from the demo give its rows again."""
    ran = shnor("import", forms, "-m", "ivanteevsky", "--data", back)
    assert ran.code == 0, ran.err
    for table in ("marks", "teachers", "diagnostics", "context", "roadmap_items", "targets"):
        own, key = list(TABLES[table].columns), list(TABLES[table].key)
        want, got = (
            Store(folder).read(table, ["ivanteevsky"])[own].sort_values(key, ignore_index=True)
            for folder in (demo, back)
        )
        if "year" in key:
            want = want[want["year"] == 2022].reset_index(drop=True)
        texts = {name: "" for name in own if want[name].dtype == "str"}
        want, got = want.fillna(texts), got.fillna(texts)
        assert len(want)
        pd.testing.assert_frame_equal(got, want)
