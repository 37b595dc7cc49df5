"""What came of reproducing or comparing reports: the agreed words.

Here: `identical`, `same_values`, `differs`, `edited`, `cannot`, with what differs, why, and
what is missing. Not here: making reports again (`remake`), printing (`commands`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpers.errors import ReproductionDiffers, ReproductionImpossible
from helpers.reports import content
from helpers.reports import manifest as manifests
from helpers.reports.content import Difference
from helpers.reproduction import faces
from helpers.reproduction.causes import LABELS, Cause, causes
from helpers.reproduction.past import Edit, Past, find
from helpers.reproduction.remake import Attempt

IDENTICAL, SAME, DIFFERS, EDITED, CANNOT = (
    *("identical", "same_values", "differs"),
    *("edited", "cannot"),
)
#: From the best to the worst: the verdict on many reports is the worst of theirs.
ORDER = (IDENTICAL, SAME, DIFFERS, EDITED, CANNOT)
WORDS = {
    IDENTICAL: "совпадает до байта",
    SAME: "содержание то же, файлы отличаются",
    DIFFERS: "отличается",
    EDITED: "изменён после выпуска",
    CANNOT: "повторить нельзя",
}
EXIT_CODES = {
    IDENTICAL: 0,
    SAME: ReproductionDiffers.exit_code,
    DIFFERS: ReproductionDiffers.exit_code,
    EDITED: ReproductionDiffers.exit_code,
    CANNOT: ReproductionImpossible.exit_code,
}
_ABSENT = "нет"


@dataclass(frozen=True)
class Verdict:
    """The verdict on one report."""

    report: str
    verdict: str
    differences: Sequence[Difference] = ()
    causes: Sequence[Cause] = ()
    missing: Sequence[str] = ()
    notes: Sequence[str] = field(default_factory=tuple)

    def as_dict(self) -> dict[str, Any]:
        """The object of the JSON output: what differs first, then what was made differently."""
        return {
            "report": self.report,
            "verdict": self.verdict,
            "differences": [
                *(one.as_dict() for one in self.differences),
                *(cause.as_dict() for cause in self.causes),
            ],
            "causes": list(dict.fromkeys(cause.kind for cause in self.causes)),
            "missing": list(self.missing),
            "notes": list(self.notes),
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Verdict:
        """The verdict that `as_dict` wrote."""
        found = [d for d in told["differences"] if "cause" not in d]
        why = [d for d in told["differences"] if "cause" in d]
        return cls(
            told["report"],
            told["verdict"],
            [Difference(**one) for one in found],
            [Cause(one["cause"], one["what"], one["then"], one["now"]) for one in why],
            told["missing"],
            told["notes"],
        )

    @property
    def reasons(self) -> str:
        """The kinds of causes in words: «данные, программа»."""
        return ", ".join(dict.fromkeys(LABELS[cause.kind] for cause in self.causes))


def whole(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The JSON document on one report or many; of many, each difference names its report."""
    if len(verdicts) == 1:
        return verdicts[0].as_dict()
    listed = [verdict.as_dict() for verdict in verdicts]
    return {
        "verdict": worst(verdicts),
        "differences": [
            {**one, "what": f"{told['report']}: {one['what']}"}
            for told in listed
            for one in told["differences"]
        ],
        "missing": [f"{told['report']}: {one}" for told in listed for one in told["missing"]],
        "reports": listed,
    }


def worst(verdicts: Sequence[Verdict]) -> str:
    """The verdict on all."""
    return max((verdict.verdict for verdict in verdicts), key=ORDER.index)


def untrusted(past: Past) -> Verdict:
    """The verdict on a report whose manifest was edited."""
    stated = past.manifest.get("chain") if past.manifest else None
    then = stated[-1]["sha256"] if isinstance(stated, list) and stated else _ABSENT
    try:
        now = manifests.chain(past.manifest)[-1]["sha256"]
    except (KeyError, TypeError, AttributeError):
        now = _ABSENT
    told = Difference(f"{manifests.FILE_NAME} {past.fault}", then, now)
    return Verdict(past.place, EDITED, [told])


def judged(past: Past, attempt: Attempt) -> Verdict:
    """The verdict on a report that was made again."""
    remade = find(attempt.folder)[0] if attempt.folder else None
    now = remade.manifest if remade else attempt.now
    why = causes(past.manifest, now)
    if past.manifest["edition"] == "public" and remade:
        attempt.missing += _lost_certificate(past.manifest, now)
    if past.edits:
        edited = [one for edit in past.edits for one in _edited(past, edit, remade)]
        return Verdict(past.place, EDITED, edited, why, attempt.missing, attempt.notes)
    told, found = compared(past, remade) if remade else (DIFFERS, [])
    if attempt.missing or remade is None:
        return Verdict(past.place, CANNOT, found, why, attempt.missing, attempt.notes)
    if told == IDENTICAL:
        other = [f"{cause.what} (было {cause.then}, стало {cause.now})" for cause in why]
        told_so = [f"Файлы те же, хотя сделаны иначе: {'; '.join(other)}"] if other else []
        return Verdict(past.place, told, notes=[*attempt.notes, *told_so])
    return Verdict(past.place, told, found, why, notes=attempt.notes)


def _lost_certificate(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The certificate of a public report, when the data or rules give another one now."""
    old, new = ({item["path"]: item["sha256"] for item in one["inputs"]} for one in (then, now))
    return [
        f"{name}: был {digest}, из нынешних данных и правил получается {new.get(name, _ABSENT)}"
        for name, digest in old.items()
        if new.get(name) != digest
    ]


def compared(then: Past, now: Past) -> tuple[str, list[Difference]]:
    """How two reports stand to each other, and what differs in what they say."""
    old, new = then.outputs, now.outputs
    common = [name for name in old if name in new]
    lost = [Difference(name, "есть", _ABSENT) for name in old if name not in new]
    lost += [Difference(name, _ABSENT, "есть") for name in new if name not in old]
    if not lost and all(old[name]["sha256"] == new[name]["sha256"] for name in old):
        return IDENTICAL, []
    same = all(old[name]["semantic_sha256"] == new[name]["semantic_sha256"] for name in common)
    if same and not lost:
        return SAME, [_bytes(name, old, new) for name in common if old[name] != new[name]]
    found = [] if same else [*_said(then, now), *_code(then, now)]
    return DIFFERS, [*found, *lost]


def _bytes(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Difference:
    hashes = (f"SHA-256 {one[name]['sha256']}" for one in (old, new))
    return Difference(f"{name}, байты файла", *hashes)


def _said(then: Past, now: Past) -> list[Difference]:
    """What differs in the first face both have; without files, what the manifests state."""
    for name in faces.ORDER:
        if name in then.outputs and name in now.outputs:
            before, after = then.issued(name), now.issued(name)
            if before is not None and after is not None:
                found = content.differences(faces.read(name, before), faces.read(name, after))
                if found:
                    return found
    return list(_stated(then.manifest, now.manifest))


def _stated(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    old, new = then["values"], now["values"]
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield Difference(
                f"показатель {name}", str(old.get(name, _ABSENT)), str(new.get(name, _ABSENT))
            )
    old, new = then.get("content", {}), now.get("content", {})
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            hashes = (f"SHA-256 {one[name]}" if name in one else _ABSENT for one in (old, new))
            yield Difference(name, *hashes)


def _code(then: Past, now: Past) -> list[Difference]:
    """Code cells of the kept notebooks that differ."""
    texts = []
    for past in (then, now):
        data = past.issued("report.ipynb") if "report.ipynb" in past.outputs else None
        if data is None:
            return []
        cells = json.loads(data)["cells"]
        texts.append([cell["source"] for cell in cells if cell["cell_type"] == "code"])
    items = [[content.Item("text", "Код тетради", text) for text in one] for one in texts]
    return content.differences(*items)


def _edited(past: Past, edit: Edit, remade: Past | None) -> list[Difference]:
    """What was edited in a file, against the same file made again; at least both hashes."""
    if not edit.now:
        return [Difference(edit.name, f"SHA-256 {edit.then}", "файла нет")]
    hashes = Difference(edit.name, f"SHA-256 {edit.then}", f"SHA-256 {edit.now}")
    issued = remade.file(edit.name) if remade else None
    lying = past.file(edit.name)
    if issued is None or lying is None:
        return [hashes]
    try:
        found = content.differences(faces.read(edit.name, issued), faces.read(edit.name, lying))
    except faces.Unreadable:
        return [Difference(f"{edit.name}: не читается", hashes.then, hashes.now)]
    named = [Difference(f"{edit.name}: {one.what}", one.then, one.now) for one in found]
    return [*named, hashes]
