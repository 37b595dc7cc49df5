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


def with_shared_years(terms: list[Term], flags: list[str], recurs: bool) -> list[Term]:
    """Years written once for several terms: «март, май 2023», «2023 год: март, май»,
    «Август 2022, 2023», «декабрь 2022, май» (unless the cell `recurs`: «март 2022, май
    ежегодно»)."""
    if not any(_is_year(term) for term in terms) and not any(term.has_year for term in terms):
        return terms
    shared: list[Term] = []
    heading: Years | None = None
    for index, term in enumerate(terms):
        last = shared[-1] if shared else None
        following = terms[index + 1] if index + 1 < len(terms) else None
        if heading and _is_year(term) and following and _is_undated(following):
            shared.append(term)
        elif last and _is_year(term) and _is_part(last):
            if last.second is not None and last.second.years is None and last.has_year:
                shared[-1] = replace(last, second=last.second.in_years(term.first.years))
            elif last.has_year:
                shared.append(_dated_again(last, term.first.years))
            else:
                shared[-1] = _dated_by(last, term.first.years)
        elif last and _is_year(last) and _is_undated(term):
            heading = last.first.years
            shared[-1] = _dated_by(term, heading)
        elif heading and _is_undated(term):
            shared.append(_dated_by(term, heading))
        else:
            shared.append(term)
    shared = _shared_backwards(shared, flags)
    return shared if recurs else _shared_forwards(shared)


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


def _shared_forwards(terms: list[Term]) -> list[Term]:
    """A term without a year after one of a single year is the next such time after it."""
    result = list(terms)
    for index in range(1, len(result)):
        above, term = result[index - 1], result[index]
        last = above.second or above.first
        years = last.years
        carries = _is_part(above) and above.shape in ("point", "range")
        if term.has_year or not _is_part(term) or not carries or term.shape == "from":
            continue
        if years is None or years.unit == "school" or years.first != years.last:
            continue
        year = years.first + (term.first.start < last.start)
        result[index] = _dated_by(term, replace(years, first=year, last=year))
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


def _is_undated(term: Term) -> bool:
    return _is_part(term) and not term.has_year


def _is_part(term: Term) -> bool:
    return term.first.precision != "year"


def _dated_again(term: Term, years: Years | None) -> Term:
    """The same time in one more year: «август – сентябрь 2022, 2023»."""
    second = term.second.in_years(years) if term.second else None
    first = term.first
    if first.years is not None or second is None:
        first = first.in_years(years)
    shape = "point" if term.shape == "from" else term.shape
    return Term(shape, first, second, term.order, term.flags)


def _dated_by(term: Term, years: Years | None) -> Term:
    second = term.second.in_years(years) if term.second else None
    if term.shape == "range":
        return Term("range", term.first, second, term.order, term.flags)
    return Term(term.shape, term.first.in_years(years), second, term.order, term.flags)
