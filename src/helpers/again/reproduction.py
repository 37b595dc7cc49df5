"""Reproducing and comparing, from what the command line is given to verdicts.

Here: the order of steps. Not here: any of the steps. Whatever is made lies in a temporary
folder that is gone afterwards.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from helpers.again import past as pasts
from helpers.again import verdict
from helpers.again.past import Past
from helpers.again.verdict import Verdict
from helpers.errors import ParameterError
from helpers.reports.content import Difference


def reproduced(target: Path, dataset: Path | None = None, workers: int = 0) -> list[Verdict]:
    """Past reports at `target` made again and judged, in their order."""
    from helpers.again import remake
    from helpers.batch.progress import progress

    found = pasts.find(target)
    sound = [past for past in found if not past.fault]
    with tempfile.TemporaryDirectory(prefix="shnor-again-") as scratch:
        attempts = remake.remake(sound, Path(scratch), progress(), dataset, workers)
        judged = {
            id(past): verdict.judged(past, attempt)
            for past, attempt in zip(sound, attempts, strict=True)
        }
    return [judged.get(id(past)) or verdict.untrusted(past) for past in found]


def compared(then: Path, now: Path) -> list[Verdict]:
    """Reports at two places compared as they lie there, pair by pair."""
    before, after = pasts.find(then), pasts.find(now)
    if len(before) == len(after) == 1:
        return [_pair(before[0], after[0])]
    left = {past.place: past for past in before}
    right = {past.place: past for past in after}
    if not set(left) & set(right):
        raise ParameterError(f"В {then} и {now} нет ни одного общего отчёта.")
    result = []
    for place in sorted({*left, *right}):
        if place in left and place in right:
            result.append(_pair(left[place], right[place]))
        else:
            told = ("есть", "нет") if place in left else ("нет", "есть")
            result.append(Verdict(place, verdict.DIFFERS, [Difference("отчёт", *told)]))
    return result


def _pair(then: Past, now: Past) -> Verdict:
    for past in (then, now):
        if past.fault:
            return verdict.untrusted(past)
        if past.edits:
            told = [
                Difference(edit.name, f"SHA-256 {edit.then}", f"SHA-256 {edit.now}")
                for edit in past.edits
            ]
            return Verdict(past.place, verdict.EDITED, told)
    word, found = verdict.compared(then, now)
    why = [] if word == verdict.IDENTICAL else verdict.causes(then.manifest, now.manifest)
    return Verdict(then.place, word, found, why)
