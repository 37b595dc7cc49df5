"""An archive on a machine with other packages: the environment is made of its lock, for real.

One report in all formats, packed; then the command line is made to believe that a package is
of another version. About three minutes on two cores, most of it the installation; needs the
packages of `requirements.lock` (a network or a cache of the installer).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support import ROOT
from test_archive import environment_of_the_lock, project  # noqa: F401
from workspace import Workspace, report_cells, save_notebook

from helpers.reproduction import environments

PLACE = "internal/2022/turochak/10_good"
_PROGRAM = ("requirements.lock", "pyproject.toml", "README.md", "README.ru.md", "LICENSE")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Workspace(tmp_path_factory.mktemp("packed") / "w", ROOT)
    for name in _PROGRAM:
        shutil.copy(ROOT / name, made.root)
    save_notebook(made.notebooks, "10_good", report_cells())
    made.add_marks("turochak", [2022])
    ran = made.shnor(
        *("report", "10_good", "-m", "turochak", "-y", "2022"), "--to", "html,pdf,xlsx,docx,ipynb"
    )
    assert ran.returncode == 0, ran.stderr
    assert made.shnor("archive", made.root / "all.zip").returncode == 0
    return made.root / "all.zip"


def elsewhere(archive: Path, folder: Path, **extra: str) -> tuple[int, dict[str, Any], str]:
    """The verdict in a folder of its own, where rapidfuzz seems to be of another version."""
    told = folder / "other" / "rapidfuzz-0.0.1.dist-info"
    told.mkdir(parents=True)
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: rapidfuzz\nVersion: 0.0.1\n")
    path = os.pathsep.join(filter(None, [str(told.parent), os.environ.get("PYTHONPATH", "")]))
    ran = subprocess.run(
        [sys.executable, "-m", "helpers", "reproduce", str(archive), "--format", "json"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, **extra},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, json.loads(ran.stdout), ran.stderr


def test_the_environment_is_made_and_the_report_is_the_same(archive: Path, tmp_path: Path) -> None:
    code, told, said = elsewhere(archive, tmp_path)
    assert "создаётся среда по requirements.lock" in said
    assert (code, told["verdict"], told["report"]) == (0, "identical", PLACE), (told, said)


def test_without_packages_the_verdict_names_what_is_missing(archive: Path, tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    code, told, _ = elsewhere(archive, tmp_path, UV_OFFLINE="1", UV_CACHE_DIR=cache)
    assert (code, told["verdict"]) == (5, "cannot")
    (missing,) = told["missing"]
    assert missing.startswith("пакет rapidfuzz: нужно ==")
    assert missing.endswith("есть 0.0.1")
    assert "Нужны пакеты из него" in told["notes"][0] and "--here" in told["notes"][0]


def test_where_there_is_no_uv_pip_makes_the_environment(
    project: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(environments, "_uv", lambda: "")
    environment_of_the_lock(project, tmp_path, monkeypatch)
