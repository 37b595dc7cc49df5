"""Files of the project that must agree with each other."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from support import ROOT

from tools.environment import environment_text


def tracked(*patterns: str) -> list[Path]:
    """Files that git knows; everything below the root where there is no git."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--", *patterns],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def test_environment_yml_is_in_step_with_the_lock() -> None:
    lock = (ROOT / "requirements.lock").read_bytes()
    assert (ROOT / "environment.yml").read_text(encoding="utf-8") == environment_text(lock)


def test_lock_has_hashes_and_no_registry_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?://|--index-url|--find-links", text)
    pinned = re.findall(r"^[a-z0-9._-]+==", text, flags=re.MULTILINE)
    assert len(pinned) > 100
    assert text.count("--hash=sha256:") >= len(pinned)


def test_notebooks_are_stored_without_outputs() -> None:
    for path in tracked("notebooks/*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                assert cell["outputs"] == [], path.name
                assert cell["execution_count"] is None, path.name


def test_no_file_names_a_place_of_this_machine() -> None:
    places = [str(ROOT), str(Path.home())]
    kinds = ("*.py", "*.md", "*.yaml", "*.yml", "*.toml", "*.ipynb", "*.lock", "Makefile", ".ci/*")
    for path in tracked(*kinds):
        text = path.read_text(encoding="utf-8")
        assert not any(place in text for place in places), path.name


@pytest.mark.parametrize("guide", ["README.md", "README.ru.md"])
def test_places_that_a_guide_leads_to_are_there(guide: str) -> None:
    text = (ROOT / guide).read_text(encoding="utf-8")
    places = [place for place in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in place]
    assert [place for place in places if not (ROOT / place).exists()] == []
