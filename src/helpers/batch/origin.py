"""The program and its environment, as a manifest states them and a content key needs them.

Here: hashes of our own source and templates, the lock, versions of packages, the libraries
below them that can change a last digit or a byte, the commit. Locale, time zone and number of
threads are not stated: they change nothing, which the tests of variations show.
Not here: inputs of a report (`receipts`). Computed once per batch, handed to the jobs.
"""

from __future__ import annotations

import hashlib
import importlib
import platform
import re
import zlib
from dataclasses import dataclass
from email import message_from_string
from importlib import metadata
from pathlib import Path
from typing import Any

import helpers
from helpers import paths

LOCK_FILE = "requirements.lock"
_SOURCE = (".py",)
_SKIPPED = ("__pycache__",)


@dataclass(frozen=True)
class Origin:
    """What made a report, besides its data and its notebook."""

    version: str
    code_sha256: str
    templates_sha256: str
    fonts: dict[str, str]
    commit: str
    python: str
    packages: dict[str, str]
    libraries: dict[str, str]
    lock_sha256: str

    def key_parts(self) -> dict[str, Any]:
        """What a change of makes reports out of date; the commit is only informative."""
        return {
            "code": self.code_sha256,
            "templates": self.templates_sha256,
            "fonts": self.fonts,
            "environment": {
                "python": self.python,
                "packages": self.packages,
                "libraries": self.libraries,
            },
            "lock": self.lock_sha256,
        }


def origin() -> Origin:
    """The origin of reports made by this process."""
    package = Path(helpers.__file__).parent
    files = [
        path
        for path in sorted(package.rglob("*"))
        if path.is_file() and not set(path.parts) & set(_SKIPPED)
    ]
    packages = _packages()
    return Origin(
        version=helpers.__version__,
        code_sha256=_tree_digest(package, [path for path in files if path.suffix in _SOURCE]),
        templates_sha256=_tree_digest(
            package, [path for path in files if path.suffix not in _SOURCE]
        ),
        fonts={name: packages[name] for name in ("font-roboto", "matplotlib") if name in packages},
        commit=_commit(paths.project_root()),
        python=platform.python_version(),
        packages=packages,
        libraries=_libraries(),
        lock_sha256=file_digest(paths.project_root() / LOCK_FILE),
    )


def file_digest(path: Path) -> str:
    """SHA-256 of a file; "" when there is none."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return ""


def _tree_digest(root: Path, files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _packages() -> dict[str, str]:
    """Installed distributions by normalised name, our own package left out."""
    found = {}
    for distribution in metadata.distributions():
        about = _about(distribution)
        if about["Name"]:
            found[re.sub(r"[-_.]+", "-", about["Name"]).lower()] = about["Version"]
    found.pop("shnor-workbook", None)
    return dict(sorted(found.items()))


def _about(distribution: metadata.Distribution) -> Any:
    """The fields of a distribution, without the long description that follows them."""
    text = distribution.read_text("METADATA")
    return message_from_string(text.partition("\n\n")[0]) if text else distribution.metadata


def _libraries() -> dict[str, str]:
    """What packages of equal versions may still be built on: it rounds and packs in its way."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "libc": " ".join(platform.libc_ver()).strip(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **{f"blas.{name}": _blas(name) for name in ("numpy", "scipy")},
    }


def _blas(name: str) -> str:
    """The linear algebra that a package was built with: name and version."""
    config = importlib.import_module(f"{name}.__config__").CONFIG
    built = config.get("Build Dependencies", {}).get("blas", {})
    return f"{built.get('name', '')} {built.get('version', '')}".strip()


def _commit(root: Path) -> str:
    """The checked-out commit without asking git; "" outside a repository."""
    try:
        head = (root / ".git" / "HEAD").read_text(encoding="ascii").strip()
        if not head.startswith("ref: "):
            return head
        name = head.removeprefix("ref: ")
        loose = root / ".git" / name
        if loose.exists():
            return loose.read_text(encoding="ascii").strip()
        packed = (root / ".git" / "packed-refs").read_text(encoding="utf-8")
        return next((line.split()[0] for line in packed.splitlines() if line.endswith(name)), "")
    except (OSError, UnicodeDecodeError):
        return ""
