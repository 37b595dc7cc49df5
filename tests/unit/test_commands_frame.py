"""The frame of the command line: Russian words, exit codes, pure stdout, a quick start."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from support import ROOT, Command

from helpers import notebooks
from helpers.__main__ import main


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["reprt"], "Неизвестная команда «reprt». Ближайшее: report."),
        (["report", "--yer", "3"], "Неизвестный параметр --yer. Ближайшее: --"),
        (
            ["report", "10_results", "-m", "x"],
            "Не указано обязательное: -y или --year.",
        ),
        (
            ["report", "10_results", "-m", "x", "-y"],
            "После параметра -y нужно значение.",
        ),
        (["report", "10_results", "-m", "x", "-y", "22"], "Год «22» не понят"),
        (["report", "10_results", "-m", "x", "-y", "٢٠٢٤"], "не понят"),
        (
            ["report", "a", "-m", "x", "-y", "2022", "лишнее"],
            "Лишнее в команде: лишнее.",
        ),
        (
            ["report", "a", "-m", "x", "-y", "2022", "--edition", "publik"],
            "Ближайшее: public",
        ),
    ],
)
def test_a_usage_error_is_said_in_russian_on_stderr_with_code_2(line, words, capsys):
    assert main(line) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert words in shown.err
    assert "Traceback" not in shown.err


def test_help_is_russian_throughout(capsys):
    for line in (["--help"], ["report", "--help"], ["batch", "-h"]):
        assert main(line) == 0
        shown = capsys.readouterr().out
        assert "Вызов:" in shown
        for english in (
            "Usage",
            "Options",
            "Show this",
            "required",
            "default",
            "Arguments",
        ):
            assert english not in shown


def test_with_format_json_an_error_is_still_one_json_document(capsys):
    assert main(["batch", "no_such_file.yaml", "--format", "json"]) == 2
    shown = capsys.readouterr()
    document = json.loads(shown.out)
    assert document["error"]["exit_code"] == 2
    assert document["error"]["message"] in shown.err


def test_help_answers_in_well_under_a_second_and_loads_nothing_heavy():
    code = (
        "import sys; from helpers.__main__ import main; main(['--help']);"
        "heavy = {'pandas', 'numpy', 'papermill', 'matplotlib', 'pyarrow', 'rich', 'yaml'};"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - started < 2.0


def test_a_notebook_of_single_schools_has_no_public_edition(
    shnor: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notebooks, "names", lambda: ["50_school_card"])
    stored = notebooks.read(ROOT / "notebooks" / "10_results.ipynb")
    card = replace(stored, path=tmp_path / "50_school_card.ipynb", has_public=False)
    monkeypatch.setattr(notebooks, "notebook", lambda _: card)
    ran = shnor("report", "50_school_card", "-m", "ivanteevsky", "-y", "2022", "--edition",
                "public", "--data", tmp_path)  # fmt: skip
    assert ran.code == 2
    assert "У тетради 50_school_card нет публичного издания" in ran.err
