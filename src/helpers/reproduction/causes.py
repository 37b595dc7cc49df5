"""What two reports were made from, side by side: the causes of a difference.

Here: comparing two manifests, or a manifest and the program that runs now. Not here: what
the reports say (`reports.content`). The commit is only informative and never compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from helpers import style
from helpers.batch.origin import Origin
from helpers.reports import manifest as manifests

#: Kinds of causes as messages name them.
LABELS = {
    "data": "данные",
    "parameters": "параметры",
    "notebook": "тетрадь",
    "code": "программа",
    "environment": "среда",
    "template": "шаблон",
}
_ABSENT = "нет"


@dataclass(frozen=True)
class Cause:
    """One thing that two reports were made from differently."""

    kind: str
    what: str
    then: str
    now: str

    def as_dict(self) -> dict[str, str]:
        """The object of the JSON output."""
        return {"what": self.what, "then": self.then, "now": self.now, "cause": self.kind}


def facts(made_by: Origin, notebook_sha256: str) -> dict[str, Any]:
    """The program as it is now, in the words of a manifest; fonts that are gone are left out."""
    fonts = [
        {"file": path.name, "sha256": manifests.sha256(path.read_bytes())}
        for path in style.font_files()
        if path.is_file()
    ]
    return {
        "notebook_sha256": notebook_sha256,
        "code": {"version": made_by.version, "sha256": made_by.code_sha256},
        "environment": {
            "python": made_by.python,
            "packages": dict(made_by.packages),
            "libraries": dict(made_by.libraries),
            "lock_sha256": made_by.lock_sha256,
            "fonts": fonts,
        },
        "template_sha256": manifests.template_sha256(),
    }


def causes(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[Cause]:
    """Everything that differs between two manifests besides what the reports say.

    Parts that `now` does not state are not compared.
    """
    found = list(_program(then, now))
    if "inputs" in now:
        found = [*_data(then, now), *_parameters(then, now), *found]
    return found


def _data(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Cause]:
    if then["dataset"] != now["dataset"]:
        yield Cause("data", "набор данных", str(then["dataset"]), str(now["dataset"]))
    for key, word in (("sources", "источник"), ("inputs", "таблица"), ("dataset_files", "файл")):
        for name, old, new in _files(then.get(key, ()), now.get(key, ())):
            yield Cause("data", f"{word} {name}", old, new)


def _parameters(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Cause]:
    old, new = then["parameters"], now["parameters"]
    for name in [*old, *(name for name in new if name not in old)]:
        if old.get(name) != new.get(name):
            yield Cause("parameters", f"параметр {name}", _word(old, name), _word(new, name))
    for name, one, other in _files(then.get("parameter_files", ()), now.get("parameter_files", ())):
        yield Cause("parameters", f"файл правил {name}", one, other)


def _word(given: Mapping[str, Any], name: str) -> str:
    return (str(given[name]) or "пусто") if name in given else _ABSENT


def _program(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Cause]:
    if then.get("notebook_sha256") != now.get("notebook_sha256"):
        hashes = (_hash(one.get("notebook_sha256")) for one in (then, now))
        yield Cause("notebook", f"тетрадь {then['notebook']}", *hashes)
    if then["code"]["sha256"] != now["code"]["sha256"]:
        told = (f"{c['version']}, {_hash(c['sha256'])}" for c in (then["code"], now["code"]))
        yield Cause("code", "программа helpers", *told)
    yield from _environment(then["environment"], now["environment"])
    if then["template_sha256"] != now["template_sha256"]:
        hashes = (_hash(one["template_sha256"]) for one in (then, now))
        yield Cause("template", "шаблоны отчётов", *hashes)


def _environment(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Cause]:
    if then["python"] != now["python"]:
        yield Cause("environment", "Python", then["python"], now["python"])
    for key, word in (("packages", "пакет"), ("libraries", "библиотека")):
        # reports of the first days do not state libraries
        old, new = then.get(key, {}), now.get(key, {})
        for name in sorted({*old, *new}) if old and new else ():
            if old.get(name) != new.get(name):
                versions = (given.get(name, _ABSENT) for given in (old, new))
                yield Cause("environment", f"{word} {name}", *versions)
    if then["lock_sha256"] != now["lock_sha256"]:
        hashes = (_hash(one["lock_sha256"]) for one in (then, now))
        yield Cause("environment", "requirements.lock", *hashes)
    fonts = [
        [{"path": f["file"], "sha256": f["sha256"]} for f in one["fonts"]] for one in (then, now)
    ]
    for name, one, other in _files(*fonts):
        yield Cause("environment", f"шрифт {name}", one, other)


def _files(then: Any, now: Any) -> Iterator[tuple[str, str, str]]:
    """Files of two lists that differ: name and both hashes in words."""
    old = {str(item["path"]): str(item["sha256"]) for item in then}
    new = {str(item["path"]): str(item["sha256"]) for item in now}
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield name, _hash(old.get(name)), _hash(new.get(name))


def _hash(digest: Any) -> str:
    return f"SHA-256 {digest}" if digest else _ABSENT
