"""Answers across versions: what was published stays known, and corrections give no clue.

Here: earlier answers as statements of the audit, and the rule for answers whose data were
corrected. Not here: reading them (`published`), the audit.

When the data behind an earlier answer have not changed, the earlier answer is a true
statement about the same people: it goes into the audit as it stands. When they have, the
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
    """Earlier answers as fixed statements; new ones in `said` say less where data changed."""
    now = {one.key: one for one in said}
    standing = []
    for answer in earlier:
        if answer.kind not in ("exact", "band") or answer.whole is None:
            continue
        one = now.get((answer.question_id, answer.place, answer.school, answer.year))
        if one is None:
            continue
        if _holds(answer, one):
            standing.append(_fixed(answer, one))
        else:
            _soften(one, answer, policy)
    return standing


def _holds(answer: Answer, one: Statement) -> bool:
    """Whether an earlier answer is still true of the present data."""
    if answer.whole != one.whole:
        return False
    if answer.kind == "exact":
        return answer.part == one.part
    least, most = _fixed(answer, one).limits()
    return least <= one.part <= most


def _fixed(answer: Answer, one: Statement) -> Statement:
    width = 0 if answer.kind == "exact" else int((answer.high or 0) - (answer.low or 0))
    return replace(one, kind=answer.kind, width=width, fixed=True, coarsened=0)


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
