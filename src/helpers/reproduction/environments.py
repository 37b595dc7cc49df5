"""The Python that an archive is checked with: the one that runs, or one made from the lock.

Here: comparing installed packages with a lock, making an environment with hash checking.
Not here: what runs in it (`reproduction`). Nothing is downloaded when the packages that are
installed already are those of the lock.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from helpers.errors import ReproductionImpossible

_HASH = re.compile(r"\s--hash=\S+")
#: Lines of a failed installation that are worth showing.
_SHOWN_LINES = 3


def lacking(lock: str) -> list[str]:
    """Packages of a lock that are not installed here in that version: «имя: нужно …, есть …»."""
    return [
        f"{pin.name}: нужно {pin.specifier}, есть {_installed(pin.name) or 'ничего'}"
        for pin in _pins(lock)
        if not pin.specifier.contains(_installed(pin.name) or "0", prereleases=True)
    ]


def _pins(lock: str) -> Iterator[Requirement]:
    """The requirements of a lock that hold for this Python and system."""
    for line in lock.replace("\\\n", " ").splitlines():
        text = _HASH.sub("", line.partition(" #")[0]).strip()
        if not text or text.startswith("#"):
            continue
        try:
            pin = Requirement(text)
        except InvalidRequirement:
            raise ReproductionImpossible(
                f"requirements.lock не читается: строка «{text[:80]}»."
            ) from None
        if pin.marker is None or pin.marker.evaluate():
            yield pin


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def made(project: Path, folder: Path) -> Path:
    """A fresh environment in `folder` with the lock and the program of `project`.

    Every package is checked against the hashes of the lock. Raises `ReproductionImpossible`
    with what the installer says when they cannot be installed, as without a network.
    """
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    lock, uv = project / "requirements.lock", _uv()
    if uv:
        install = [uv, "pip", "install", "--quiet", "--python", str(python)]
        _run([uv, "venv", "--quiet", "--python", sys.executable, str(folder)])
    else:
        install = [str(python), "-m", "pip", "install", "--quiet"]
        _run([sys.executable, "-m", "venv", str(folder)])
    _run([*install, "--require-hashes", "-r", str(lock)])
    _run([*install, "--no-deps", "--no-build-isolation", "-e", str(project)])
    return python


def _uv() -> str:
    beside = Path(sys.executable).with_name("uv.exe" if os.name == "nt" else "uv")
    return str(beside) if beside.is_file() else shutil.which("uv") or ""


def _run(command: list[str]) -> None:
    ran = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if ran.returncode:
        lines = [line.strip() for line in ran.stderr.splitlines() if line.strip()]
        told = "; ".join(lines[:_SHOWN_LINES]) or f"код {ran.returncode}"
        raise ReproductionImpossible(
            "Среда по requirements.lock не создана. Нужны пакеты из него: из сети или из папки, "
            "которую называет переменная UV_FIND_LINKS (без uv — PIP_FIND_LINKS). Проверить с "
            f"теми пакетами, что есть, — ключ --here. Установщик сообщил: {told}"
        )
