"""Answers across versions: what was published stays known, and corrections give no clue.

Here: earlier answers as statements of the audit, and the rule for answers whose data were
corrected. Not here: reading them (`published`), the audit.

An earlier answer that is still true, of all its people or of those that there were then, is a
statement about the same people: the new answer repeats it. Where data were corrected the
earlier answer tells of the new data only roughly: nobody outside knows how many people
changed, at least all but a few did not. The new answer must leave open that nobody did, for
the difference of two answers would be the correction itself, often of one person.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from helpers.disclosure.policy import Policy
from helpers.disclosure.protected import Answer
from helpers.disclosure.statements import ClassKey, PeopleClass, Statement


def taken_into_account(
    said: Sequence[Statement],
    earlier: Iterable[Answer],
    held: Mapping[ClassKey, PeopleClass],
    policy: Policy,
) -> list[Statement]:
    """Answers in `said` repeat what was told before, and say less where data were corrected.

    Gives the other statements that were published of the same people: the audit knows those
    too.
    """
    now = {one.key: one for one in said}
    before: dict[tuple[str, int], set[str]] = {}
    pairs = []
    for answer in earlier:
        before.setdefault((answer.question_id, answer.year), set()).add(answer.place)
        key = (answer.question_id, answer.place, answer.school, answer.year)
        if answer.kind in ("exact", "band") and answer.whole is not None and key in now:
            pairs.append((answer, now[key]))
    standing = []
    corrected = []
    for answer, one in sorted(pairs, key=lambda pair: _width(pair[0])):
        places = before[answer.question_id, answer.year]
        same = next((kept for kept in _of_then(one, places, held) if _holds(answer, kept)), None)
        if same is None:
            corrected.append((answer, one))
        elif same.members == one.members and not one.fixed:
            one.kind, one.width, one.fixed = answer.kind, _width(answer), True
        else:
            standing.append(_told(answer, same))
    for answer, one in corrected:
        while one.kind in ("exact", "band") and not _leaves_open(one, answer, policy):
            if not one.say_less():
                break
        standing.append(_roughly(answer, one, policy))
    return standing


def _of_then(
    one: Statement, places: set[str], held: Mapping[ClassKey, PeopleClass]
) -> Iterator[Statement]:
    """The statement of all its people, of its first years, of the places told of before."""
    yield one
    years = sorted({key[2] for key in one.members})
    seen = {one.members}
    for known in (None, places):
        for last in reversed(years):
            members = tuple(
                key for key in one.members if key[2] <= last and (known is None or key[1] in known)
            )
            if members and members not in seen:
                seen.add(members)
                yield _among(one, members, held)


def _among(
    one: Statement, members: tuple[ClassKey, ...], held: Mapping[ClassKey, PeopleClass]
) -> Statement:
    """The same question about some of the classes."""
    counts = np.sum([held[key].totals for key in members], axis=0)
    among = list(one.question.among) or slice(None)
    part, whole = counts[list(one.question.counted)].sum(), counts[among].sum()
    return replace(one, members=members, part=int(part), whole=int(whole))


def _width(answer: Answer) -> int:
    """The width of a band in percent; 0 of an exact answer."""
    return 0 if answer.kind == "exact" else int((answer.high or 0) - (answer.low or 0))


def _holds(answer: Answer, one: Statement) -> bool:
    """Whether an earlier answer is true of the present data of some people."""
    if answer.whole != one.whole:
        return False
    if answer.kind == "exact":
        return answer.part == one.part
    return _told(answer, one).band == (answer.low, answer.high)


def _told(answer: Answer, one: Statement) -> Statement:
    """The statement in the form of an earlier answer."""
    return replace(one, kind=answer.kind, width=_width(answer), fixed=True, coarsened=0)


def _at_that_time(answer: Answer, one: Statement) -> Statement:
    """What an earlier answer said of the data that there were then."""
    whole = answer.whole or 0
    part = math.ceil((answer.low or 0) * whole / 100) if answer.part is None else answer.part
    return replace(_told(answer, one), part=part, whole=whole)


def _leaves_open(one: Statement, answer: Answer, policy: Policy) -> bool:
    """Whether what is said now lets everything be as it was, whoever came or went.

    Where nobody came or went, so many must have changed that they are no small group.
    """
    (least, most), then = one.limits(), _at_that_time(answer, one)
    old_least, old_most = then.limits()
    came = one.whole - then.whole
    if came == 0 and max(least - old_most, old_least - most) >= policy.cell:
        return True
    lowest = max(0, old_least + min(0, came))
    highest = min(one.whole, old_most + max(0, came))
    return least <= lowest and highest <= most


def _roughly(answer: Answer, one: Statement, policy: Policy) -> Statement:
    """What an earlier answer tells of data that were corrected since.

    All but a few people are as they were; that more changed is not known outside, yet the
    truth must be among what is left.
    """
    then = _at_that_time(answer, one)
    least, most = then.limits()
    came = abs(one.whole - then.whole)
    loose = max(policy.cell - 1 + came, least - one.part, one.part - most)
    return replace(then, loose=loose)
