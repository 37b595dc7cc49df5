"""Answers across versions: what was published stays known, and corrections give no clue.

Here: earlier answers as statements of the audit, and the rule for answers whose data were
corrected. Not here: reading them (`published`), the audit.

When the data behind an earlier answer have not changed, the earlier answer is a true
statement about the same people: the new answer repeats it. When they have, the
difference of two exact answers would be the correction itself, often of one person: the new
answer then says less, until it holds the old number too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from helpers.disclosure.policy import Policy
from helpers.disclosure.protected import Answer
from helpers.disclosure.statements import Statement


def taken_into_account(
    said: Sequence[Statement], earlier: Iterable[Answer], policy: Policy
) -> list[Statement]:
    """Answers in `said` repeat what was told before, and say less where data were corrected.

    Gives the other forms in which the same answers were told: the audit knows those too.
    """
    now = {one.key: one for one in said}
    told = [one for one in earlier if one.kind in ("exact", "band") and one.whole is not None]
    pairs = [
        (answer, now[key])
        for answer in told
        if (key := (answer.question_id, answer.place, answer.school, answer.year)) in now
    ]
    holding = [(answer, one) for answer, one in pairs if _holds(answer, one)]
    for answer, one in pairs:
        if not _holds(answer, one):
            _soften(one, answer, policy)
    standing = []
    for answer, one in sorted(holding, key=lambda pair: _width(pair[0])):
        if one.fixed:
            standing.append(_fixed(answer, one))
        else:
            one.kind, one.width, one.fixed = answer.kind, _width(answer), True
    return standing


def _width(answer: Answer) -> int:
    """The width of a band in percent; 0 of an exact answer."""
    return 0 if answer.kind == "exact" else int((answer.high or 0) - (answer.low or 0))


def _holds(answer: Answer, one: Statement) -> bool:
    """Whether an earlier answer is still true of the present data."""
    if answer.whole != one.whole:
        return False
    if answer.kind == "exact":
        return answer.part == one.part
    least, most = _fixed(answer, one).limits()
    return least <= one.part <= most


def _fixed(answer: Answer, one: Statement) -> Statement:
    return replace(one, kind=answer.kind, width=_width(answer), fixed=True, coarsened=0)


def _soften(one: Statement, answer: Answer, policy: Policy) -> None:
    """Say so little that the old and the new answer together tell of no small group."""
    if answer.kind != "exact" or answer.part is None or answer.whole is None:
        return
    changed = (abs(one.part - answer.part), abs(one.whole - answer.whole))
    if all(count == 0 or count >= policy.cell for count in changed):
        return
    while one.kind not in ("hidden", "no_data"):
        if one.kind == "band":
            least, most = one.limits()
            same_group = one.whole == answer.whole
            if same_group and least <= answer.part <= most:
                return
        one.say_less()
