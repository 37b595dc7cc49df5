"""Every command printed in the guides runs as printed (set-up and tests themselves excepted)."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT

#: Commands that make the environment, open a window or run this very test.
LEFT_OUT = re.compile(r"make (setup|test|reports|lab|check|fix)\b")
BLOCK = re.compile(r"^( *)```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def commands(guide: str) -> list[str]:
    """Shell lines of a guide, in order."""
    text = (ROOT / guide).read_text(encoding="utf-8")
    lines = [line.strip() for block in BLOCK.finditer(text) for line in block[2].splitlines()]
    return [line for line in lines if line and not LEFT_OUT.match(line)]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, so that the commands leave no trace in it."""
    target = tmp_path_factory.mktemp("guide") / "project"
    skip = shutil.ignore_patterns(".venv", ".git", "outputs", "store", "__pycache__", ".*_cache")
    shutil.copytree(ROOT, target, ignore=skip)
    (target / "outputs").mkdir()
    return target


@pytest.mark.parametrize("guide", ["README.md", "README.ru.md"])
def test_commands_of_the_guide_run_in_order(guide: str, copy: Path) -> None:
    listed = commands(guide)
    assert len(listed) >= 6
    environment = {k: v for k, v in os.environ.items() if k != "SHNOR_DATA"}
    environment["PYTHONPATH"] = str(copy / "src")
    for line in listed:
        words = shlex.split(line)
        assert words[0] == ".venv/bin/shnor", f"{guide}: {line}"
        ran = subprocess.run(
            [sys.executable, "-m", "helpers", *words[1:]],
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert ran.returncode == 0, f"{guide}: {line}\n{ran.stderr[-2000:]}"
