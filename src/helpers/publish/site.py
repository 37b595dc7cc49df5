"""The folders of a site: reports in their places, versions kept, answers for later checks.

Here: building a whole site beside the old one and switching it in. Not here: its pages
(`pages`), the scan (`release`), making reports (`batch`).

    m/<municipality>/<year>/<notebook>/report.html …     a stable address
    m/<municipality>/<year>/answers.json                 what was told of people, for later audits
    m/<municipality>/<year>/versions/<n>/…               what was told before a correction
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.disclosure import published
from helpers.disclosure.certificate import Certificate
from helpers.disclosure.protected import Answer
from helpers.errors import MachineError, in_russian
from helpers.publish import pages, release
from helpers.reports import manifest as manifests
from helpers.reports import write
from helpers.wording import protected as words

VERSIONS = "versions"
NOTE = "changes.json"


@dataclass(frozen=True)
class Report:
    """A finished public report to be put on the site."""

    folder: Path
    municipality_id: str
    year: int
    certificate: Certificate

    @property
    def manifest(self) -> dict[str, Any]:
        """Its manifest."""
        made: dict[str, Any] = json.loads((self.folder / manifests.FILE_NAME).read_text("utf-8"))
        return made


#: A report as it lies on the site: its folder, its manifest, the names of its files.
Shelved = tuple[str, Mapping[str, Any], Sequence[str]]


@dataclass(frozen=True)
class Version:
    """An earlier version of a municipality and year: its reports and what changed after it."""

    number: int
    reports: Sequence[Shelved]
    changes: Sequence[str]


@dataclass(frozen=True)
class YearPage:
    """One municipality and year of the site: its reports and earlier versions."""

    municipality_id: str
    year: int
    reports: Sequence[Shelved]
    versions: Sequence[Version]


def publish(site: Path, reports: Sequence[Report], secrets: release.Secrets) -> Path:
    """Build the site of `reports`, scan it, put it in place of the old one; gives its index.

    Years that the old site has and `reports` do not are kept as they are.
    """
    release.refuse_internal(report.folder for report in reports)
    site.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f"{write.MADE}{site.name}-", dir=site.parent))
    try:
        made.chmod(0o755)
        if (site / "m").is_dir():
            shutil.copytree(site / "m", made / "m")
        by_year: dict[tuple[str, int], list[Report]] = {}
        for report in reports:
            by_year.setdefault((report.municipality_id, report.year), []).append(report)
        for (municipality_id, year), own in sorted(by_year.items()):
            _put_year(made / "m" / municipality_id / str(year), own)
        years = list(_years(made))
        pages.write_all(made, years)
        release.check(made, secrets, sum(len(one.reports) for one in years))
        write.take_place(made, site)
    except OSError as error:
        raise MachineError(f"Сайт {site.name} не записывается: {in_russian(error)}.") from None
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return site / "index.html"


def _put_year(folder: Path, reports: Sequence[Report]) -> None:
    """The reports of a municipality and year; what they tell otherwise than before is kept."""
    first = reports[0]
    now = [
        one for one in first.certificate.of_place(first.municipality_id) if one.year == first.year
    ]
    changed = _changes(folder, now)
    if changed:
        _keep_version(folder, changed)
    folder.mkdir(parents=True, exist_ok=True)
    for report in reports:
        target = folder / report.folder.name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(report.folder, target)
    content = json.dumps(
        {"certificate": first.certificate.certificate_id, "answers": [a.as_dict() for a in now]},
        ensure_ascii=False, indent=1, sort_keys=True,
    )  # fmt: skip
    (folder / published.FILE_NAME).write_text(content + "\n", encoding="utf-8")


def _changes(folder: Path, now: Iterable[Answer]) -> list[str]:
    """What is told otherwise than on the site so far, one line for each answer."""
    path = folder / published.FILE_NAME
    if not path.is_file():
        return []
    before = {
        (one.question_id, one.school): one
        for one in (Answer(**f) for f in json.loads(path.read_text("utf-8"))["answers"])
    }
    lines = []
    for one in now:
        old = before.pop((one.question_id, one.school), None)
        if old is None or old == one:
            continue
        lines.append(f"{_named(one)}: было {_told(old)}, стало {_told(one)}")
    return [*lines, *(f"{_named(old)}: было {_told(old)}, теперь нет" for old in before.values())]


def _named(one: Answer) -> str:
    return f"{one.school_name}, {one.title}" if one.school else one.title


def _told(one: Answer) -> str:
    base = "" if one.whole is None else f" (из {one.whole})"
    return words.share(one) + base


def _keep_version(folder: Path, changes: Sequence[str]) -> None:
    """Put what lies in `folder` under the next version number, with the note of changes."""
    number = 1 + len(list((folder / VERSIONS).glob("[0-9]*")))
    target = folder / VERSIONS / str(number)
    target.mkdir(parents=True)
    for path in sorted(folder.iterdir()):
        if path.name not in (VERSIONS, "index.html"):
            path.rename(target / path.name)
    content = json.dumps({"changes": list(changes)}, ensure_ascii=False, indent=1)
    (target / NOTE).write_text(content + "\n", encoding="utf-8")


def _years(site: Path) -> Iterable[YearPage]:
    """What lies on the site, by municipality and year, newest first."""
    for place in sorted((site / "m").iterdir()):
        for folder in sorted(place.iterdir(), reverse=True):
            if not folder.is_dir():
                continue
            earlier = [
                Version(
                    int(note.parent.name),
                    _reports(note.parent),
                    json.loads(note.read_text("utf-8"))["changes"],
                )
                for note in (folder / VERSIONS).glob(f"*/{NOTE}")
            ]
            earlier.sort(key=lambda one: one.number)
            yield YearPage(place.name, int(folder.name), _reports(folder), earlier)


def _reports(folder: Path) -> list[Shelved]:
    """The reports that lie in a folder."""
    found: list[Shelved] = []
    for path in sorted(folder.glob(f"*/{manifests.FILE_NAME}")):
        made = json.loads(path.read_text("utf-8"))
        files = sorted(one.name for one in path.parent.iterdir() if one != path)
        found.append((path.parent.name, made, files))
    return found
