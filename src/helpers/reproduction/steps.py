"""Reproducing and comparing, from what the command line is given to verdicts.

Here: the order of steps. Not here: any of the steps. Whatever is made lies in a temporary
folder that is gone afterwards.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers.errors import ParameterError, ReproductionImpossible
from helpers.reports.content import Difference
from helpers.reproduction import archive, verdict
from helpers.reproduction import past as pasts
from helpers.reproduction.past import Past
from helpers.reproduction.verdict import Verdict

Tell = Callable[[str], None]


def reproduced(
    target: Path, tell: Tell, dataset: Path | None = None, *, here: bool = False
) -> list[Verdict]:
    """Past reports at `target` made again and judged, in their order.

    An archive is made again with its own program, in an environment with the packages of its
    lock; `here` takes the one that runs, whatever it has. `tell` gets what a person should
    know of that.
    """
    if is_archive(target):
        return _from_archive(target, tell, here)
    return _from_folder(target, dataset)


def is_archive(target: Path) -> bool:
    """Whether a place is a file that only an archive can be."""
    return target.is_file() and target.suffix.lower() == ".zip"


def _from_folder(target: Path, dataset: Path | None) -> list[Verdict]:
    from helpers.batch.progress import progress
    from helpers.reproduction import remake

    found = pasts.find(target)
    sound = [past for past in found if not past.fault]
    with tempfile.TemporaryDirectory(prefix="shnor-again-") as scratch:
        attempts = remake.remake(sound, Path(scratch), progress(), dataset)
        judged = {
            id(past): verdict.judged(past, attempt)
            for past, attempt in zip(sound, attempts, strict=True)
        }
    return [judged.get(id(past)) or verdict.untrusted(past) for past in found]


def _from_archive(target: Path, tell: Tell, here: bool) -> list[Verdict]:
    from helpers.reproduction import environments, unpack

    with tempfile.TemporaryDirectory(prefix="shnor-again-") as scratch:
        project = Path(scratch) / "project"
        edited = unpack.unpack(target, project)
        if edited:
            return [Verdict(target.name, verdict.EDITED, edited)]
        lock = project / "requirements.lock"
        lacking = environments.lacking(lock.read_text(encoding="utf-8")) if lock.is_file() else []
        python = Path(sys.executable)
        tell("Архив содержит программу и тетради: сейчас они выполняются во временной папке.")
        if not lacking:
            tell("Установленные пакеты — те же, что в requirements.lock архива: взята эта среда.")
        elif here:
            tell(f"Взята эта среда, хотя пакеты в ней другие: {'; '.join(lacking[:5])}.")
        else:
            tell(f"Пакеты здесь другие ({lacking[0]} …): создаётся среда по requirements.lock.")
            try:
                python = environments.made(project, Path(scratch) / "environment")
            except ReproductionImpossible as error:
                told = [f"пакет {one}" for one in lacking]
                return [Verdict(target.name, verdict.CANNOT, missing=told, notes=[str(error)])]
        return _run(python, project)


def _run(python: Path, project: Path) -> list[Verdict]:
    """The verdicts of the program of an archive on the reports of that archive."""
    environment = {**os.environ, "PYTHONPATH": str(project / "src")}
    environment.pop("SHNOR_DATA", None)
    command = [str(python), "-m", "helpers", "reproduce", archive.OUTPUTS, "--format", "json"]
    ran = subprocess.run(
        command, cwd=project, env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    try:
        told = json.loads(ran.stdout)
        return [Verdict.from_dict(one) for one in told.get("reports", [told])]
    except (ValueError, KeyError, TypeError):
        raise ReproductionImpossible(
            f"Программа архива остановилась (код {ran.returncode}); её сообщение — выше."
        ) from None


def compared(then: Path, now: Path) -> list[Verdict]:
    """Reports at two places compared as they lie there, pair by pair."""
    with _opened(then) as before, _opened(now) as after:
        return _pairs(pasts.find(before), pasts.find(after), f"В {then} и {now}")


@contextmanager
def _opened(target: Path) -> Iterator[Path]:
    """The place of reports; those of an archive for as long as they are needed."""
    if not is_archive(target):
        yield target
        return
    from helpers.reproduction import unpack

    with tempfile.TemporaryDirectory(prefix="shnor-again-") as scratch:
        edited = unpack.unpack(target, Path(scratch))
        if edited:
            raise ParameterError(f"{target}: архив изменён: {edited[0].what}.")
        yield Path(scratch) / archive.OUTPUTS


def _pairs(before: list[Past], after: list[Past], places: str) -> list[Verdict]:
    if len(before) == len(after) == 1:
        return [_pair(before[0], after[0])]
    left = {past.place: past for past in before}
    right = {past.place: past for past in after}
    if not set(left) & set(right):
        raise ParameterError(f"{places} нет ни одного общего отчёта.")
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
