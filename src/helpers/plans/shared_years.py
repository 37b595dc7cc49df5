"""One calendar term of a cell, and years written once for several of them.

Here: «март, май 2023», «2023 год: март, май», «Август 2022, 2023». Not here: how terms are
found (`clauses`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from .windows import Point, Years

Shape = Literal["point", "range", "before", "before_inclusive", "from"]


@dataclass(frozen=True)
class Term:
    """One calendar term: a point, a range, or an open end. `order` is its place in the text."""

    shape: Shape
    first: Point
    second: Point | None = None
    order: int = 0
    flags: tuple[str, ...] = ()

    @property
    def has_year(self) -> bool:
        """Whether either end names its year."""
        ends = (self.first, self.second)
        return any(end is not None and end.years is not None for end in ends)


def with_shared_years(terms: list[Term], flags: list[str]) -> list[Term]:
    """Years written once for several terms: «март, май 2023», «2023 год: март, май»,
    «Август 2022, 2023»."""
    if not any(_is_year(term) for term in terms) and not any(term.has_year for term in terms):
        return terms
    shared: list[Term] = []
    heading: Years | None = None
    for term in terms:
        last = shared[-1] if shared else None
        if last and _is_year(term) and _is_part(last):
            if last.has_year:
                shared.append(
                    Term(
                        "point", last.first.in_years(term.first.years), None, last.order, last.flags
                    )
                )
            else:
                shared[-1] = _dated_by(last, term.first.years)
        elif last and _is_year(last) and _is_part(term) and not term.has_year:
            heading = last.first.years
            shared[-1] = _dated_by(term, heading)
        elif heading and _is_part(term) and not term.has_year:
            shared.append(_dated_by(term, heading))
        else:
            shared.append(term)
    return _shared_backwards(shared, flags)


def _shared_backwards(terms: list[Term], flags: list[str]) -> list[Term]:
    result = list(terms)
    for index in range(len(result) - 2, -1, -1):
        term, following = result[index], result[index + 1]
        if _is_year(term) and _is_year(following):
            result[index] = _with_unit(term, following)
            continue
        if not (_is_part(term) and not term.has_year and _is_part(following)):
            continue
        years = (following.second or following.first).years
        same_shape = _is_open(term) == _is_open(following)
        if years is None or term.shape == "from" or not same_shape:
            continue
        descends = term.first.start > following.first.start and years.unit != "school"
        if descends and years.first == years.last:
            flags.append("ambiguous")
        result[index] = _dated_by(term, years)
    return result


def _with_unit(term: Term, following: Term) -> Term:
    """«2021-2022, 2022-2023 учебные годы»: the unit at the end is meant for both."""
    years, unit = term.first.years, following.first.years.unit if following.first.years else ""
    if years is None or years.unit or unit != "school" or years.last != years.first + 1:
        return term
    return replace(term, first=term.first.in_years(replace(years, unit=unit)))


def _is_open(term: Term) -> bool:
    return term.shape in ("before", "before_inclusive")


def _is_year(term: Term) -> bool:
    return term.shape == "point" and term.first.precision == "year"


def _is_part(term: Term) -> bool:
    return term.first.precision != "year"


def _dated_by(term: Term, years: Years | None) -> Term:
    second = term.second.in_years(years) if term.second else None
    if term.shape == "range":
        return Term("range", term.first, second, term.order, term.flags)
    return Term(term.shape, term.first.in_years(years), second, term.order, term.flags)
