"""Tokens of a deadline cell → calendar terms, rhythms, references, notes, leftovers.

Here: the grouping, free of any frame. Not here: patterns of words (`tokens`), days
(`windows`), the choice of the kind (`terms`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from . import time_words
from .plan_names import plan_name
from .points import PART_KINDS, POINT_KINDS, is_plausible, part_of, points_of
from .readings import Reading
from .shared_years import Shape, Term, with_shared_years
from .token_kinds import ENDS_AT_EVENT, SIMPLE_KINDS, SPECIAL_KINDS, TAKES_WORDS
from .tokens import Token, scan
from .windows import Point, Precision, Years


def group(text: str) -> Reading:
    """The reading of one cleaned line of text."""
    grouping = _Grouping(text, scan(text))
    grouping.run()
    return grouping.reading


class _Grouping:
    """One pass over the tokens of a cell."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.place = 0
        self.reading = Reading()
        #: Points that what is to be done is about: «отчёт за II квартал».
        self.told_about: list[Term] = []
        self.about_notes: list[str] = []
        self.extras: list[str] = []
        self.notes: list[str] = []

    def run(self) -> None:
        while self.place < len(self.tokens):
            self._one()
        self._settle_told_about()
        reading, kinds = self.reading, {kind for _, kind in self.reading.kinds}
        reading.terms = with_shared_years(reading.terms, reading.flags, "RECUR" in kinds)
        for term in reading.terms:
            reading.flags.extend(term.flags)
        reading.note = "; ".join(note for note in self.notes if note)
        reading.judge(self.extras)

    # -- looking -------------------------------------------------------------------------

    def _kind(self, ahead: int = 0) -> str:
        index = self.place + ahead
        return self.tokens[index].kind if index < len(self.tokens) else ""

    def _flag(self, *names: str) -> None:
        self.reading.flags.extend(names)

    def _at_point(self, ahead: int = 0) -> bool:
        kind = self._kind(ahead)
        return kind in POINT_KINDS or (kind in PART_KINDS and self._at_point(ahead + 1))

    # -- one step ------------------------------------------------------------------------

    def _one(self) -> None:
        token = self.tokens[self.place]
        kind = token.kind
        if self._at_point():
            self._range_or_point()
        elif kind == "FROM" and self._at_point(1):
            self._from()
        elif kind in ("UNTIL", "UNTIL_INCLUSIVE", "TO") and self._at_point(1):
            self._before()
        elif kind == "ABOUT_TIME" and self._at_point(1):
            self._told_about()
        elif kind == "UNTIL" and self._kind(1) == "OTHER":
            self.place += 1
            self._event_ahead(token)
        elif kind in SIMPLE_KINDS:
            self._simple(token)
        elif kind in SPECIAL_KINDS:
            self._special(token)
        elif kind == "MONTH_DAY":
            self._month_day(token)
        else:
            self._connector(token)

    def _connector(self, token: Token) -> None:
        self.place += 1
        if token.kind in ("OR", "THEN"):
            self._flag("ambiguous")
        elif token.kind == "ABOUT":
            self._flag("approximate")
        elif token.kind not in ("AND", "COMMA", "DASH", "OPEN", "CLOSE"):
            self.extras.append(token.text)

    # -- what the work is about ----------------------------------------------------------

    def _told_about(self) -> None:
        """«за II квартал»: the deadline where the cell names no other, else what it is about."""
        self.place += 1
        known, start = self.reading.terms, self.tokens[self.place - 1].start
        self.reading.terms = []
        self._range_or_point()
        self.told_about += self.reading.terms
        self.reading.terms = known
        self.about_notes.append(self.text[start : self.tokens[self.place - 1].end])

    def _settle_told_about(self) -> None:
        if self.reading.terms:
            self.notes += self.about_notes
        else:
            self.reading.terms = self.told_about

    # -- calendar terms ------------------------------------------------------------------

    def _range_or_point(self) -> None:
        order = self.place
        points = self._points()
        if len(points) == 1 and self._joins_range(points[0]):
            if self._kind() in ("DASH", "TO", "UNTIL"):
                exclusive = self._kind() == "UNTIL"
                self.place += 1
                self._close_range(points[0], order, exclusive)
                return
            self._close_range(points[0], order, exclusive=False)
            return
        if self._kind() == "DASH" and self._ends_at_event():
            self._term("from", points[-1], None, order, ("open_end", "ambiguous"))
            return
        for point in points:
            self._term("point", point, None, order)

    def _ends_at_event(self) -> bool:
        """«сентябрь 2022 – до окончания проекта»: an end whose day is not known."""
        kinds = (self._kind(1), self._kind(2))
        if kinds[0] == "AFTER_EVENT":
            return self.tokens[self.place + 1].text.casefold().startswith(("по оконч", "по заверш"))
        return kinds[0] in ENDS_AT_EVENT or kinds == ("UNTIL", "OTHER")

    def _joins_range(self, first: Point) -> bool:
        if self._kind() == "TO" and self._at_point(1):
            return True
        if self._kind() == "DASH" and self._at_point(1):
            return not (first.precision == "year" and self._dates_what_follows())
        months = self.tokens[self.place - 1].kind == "MONTH" and self._kind() == "MONTH"
        if not months or self._kind(1) == "MONTH":
            return False
        follows = self.tokens[self.place].value == first.start[0] % 12 + 1
        if not follows:
            self._flag("ambiguous")
        return follows

    def _dates_what_follows(self) -> bool:
        """«2023 – март»: a year before a dash is that of the time behind it, unless it has its
        own."""
        if self._kind(1) not in POINT_KINDS - {"YEAR", "YEARS", "MONTH_YEAR", "DATE"}:
            return False
        years = ("YEAR", "YEARS")
        return self._kind(2) not in years and (self._kind(2), self._kind(3)) != ("DASH", "YEAR")

    def _close_range(self, first: Point, order: int, exclusive: bool) -> None:
        seconds = self._points()
        second = seconds[-1]
        flags = ("ambiguous",) if exclusive and second.precision != "day" else ()
        self._term("range", first, second, order, flags)

    def _from(self) -> None:
        order = self.place
        self.place += 1
        first = self._points()[0]
        while self._kind() == "COMMA" and self._kind(1) in ("TO", "UNTIL"):
            self.place += 1
        if self._kind() in ("TO", "UNTIL", "DASH", "UNTIL_INCLUSIVE") and self._at_point(1):
            exclusive = self._kind() == "UNTIL"
            self.place += 1
            self._close_range(first, order, exclusive)
        else:
            self._term("from", first, None, order, ("open_end",))

    def _before(self) -> None:
        order, inclusive = self.place, self._kind() != "UNTIL"
        self.place += 1
        to_the_end = self._kind() == "PART_END"
        if to_the_end:
            self.place += 1
        points = self._points()
        flags: tuple[str, ...] = ()
        if not (inclusive or to_the_end) and points[-1].precision != "day":
            flags = ("ambiguous",)
        shape: Shape = "before_inclusive" if inclusive or to_the_end else "before"
        for point in points:
            self._term(shape, point, None, order, flags)

    def _term(
        self,
        shape: Shape,
        first: Point,
        second: Point | None,
        order: int,
        flags: tuple[str, ...] = (),
    ) -> None:
        self.reading.terms.append(Term(shape, first, second, order, flags))

    def _points(self) -> list[Point]:
        """The point(s) at the place, with the year that stands right after."""
        part = None
        while self._kind() in PART_KINDS:
            if part is not None:
                self.reading.understood = False
            part = self.tokens[self.place]
            self.place += 1
        token = self.tokens[self.place]
        self.place += 1
        points = points_of(token)
        years: Years | None = None
        if token.kind not in ("YEAR", "YEARS") and points[0].years is None:
            years = self._years_ahead()
        for point in points:
            named = point.years
            if named and not (is_plausible(named.first) and is_plausible(named.last)):
                self._flag("invalid_date")
        if years is not None:
            points = [point.in_years(years) for point in points]
        if part is not None:
            points = [self._part(part, point) for point in points]
        return points

    def _years_ahead(self) -> Years | None:
        """The year right after a point, or behind a dash: «март-2023» is the month."""
        ahead = int(self._kind() == "DASH")
        if self._kind(ahead) not in ("YEAR", "YEARS"):
            return None
        self.place += ahead
        value = self.tokens[self.place].value
        self.place += 1
        return Years(value["first"], value["last"], value["unit"])

    def _part(self, part: Token, point: Point) -> Point:
        if part.kind in ("PART_END", "PART_BEGIN", "PART_MIDDLE", "PART_WEEK"):
            self._flag("approximate")
        found = part_of(part, point)
        if found is None:
            self.reading.understood = False
        return found or point

    # -- rhythms and references ------------------------------------------------------------

    def _simple(self, token: Token) -> None:
        order = self.place
        self.place += 1
        if token.kind == "AFTER_EVENT" and self._at_point():
            if token.text.casefold() == "после" and self._kind() in ("DATE", "MONTH_YEAR"):
                self.place -= 1
                self.tokens = [
                    *self.tokens[:order],
                    Token("FROM", token.text, token.start, token.end),
                    *self.tokens[order + 1 :],
                ]
                self._from()
                return
            self._add_kind(order, "AFTER_EVENT")
            self.reading.event_name = self._event_of_points()
            return
        self._add_kind(order, token.kind)
        words = self._words() if token.kind in TAKES_WORDS else ""
        if token.kind == "RECUR":
            self._rhythm(token)
        elif token.kind == "BY_PLAN":
            self.reading.plan_name = plan_name(f"{token.text} {words}")
        elif token.kind == "AFTER_EVENT":
            self.reading.event_name = words
            if token.value is not None:
                self.reading.delay = timedelta(days=token.value)
        elif token.kind in ("STAGE", "STAGE_END"):
            self.reading.stage_numbers = token.value
            self.notes.append(words)
        elif token.kind == "WITHIN_YEAR":
            self.reading.school_year_meant |= bool(token.value)
        else:
            self.notes.append(words)

    def _month_day(self, token: Token) -> None:
        """«до 25 числа»: a day of every month, or of the rhythm that is named beside it."""
        self.reading.month_day, self.reading.is_of_next_month = token.value
        if not any(kind == "RECUR" for _, kind in self.reading.kinds):
            self._add_kind(self.place, "RECUR")
            self.reading.recurrence = self.reading.recurrence or "P1M"
        self.place += 1

    def _rhythm(self, token: Token) -> None:
        value = token.value
        self.reading.month_day = value.get("day", self.reading.month_day)
        if value["iso"] is None:
            self._flag("uneven_rhythm")
        known = self.reading.recurrence
        if known is None or (
            value["iso"]
            and _RHYTHM_ORDER.index(_family(value["iso"])) < _RHYTHM_ORDER.index(_family(known))
        ):
            self.reading.recurrence = value["iso"]
        self.reading.minimum |= value["minimum"]

    def _special(self, token: Token) -> None:
        order = self.place
        self.place += 1
        if token.kind in ("AGREED", "SCOPE"):
            words = f"{token.text} {self._words()}".strip(" ()")
            if token.kind == "AGREED" and order == 0 and self.place >= len(self.tokens):
                self._add_kind(order, "BY_PLAN")
                self.reading.plan_name = words
            else:
                self.notes.append(words)
        elif token.kind == "BEFORE_EVENT":
            self._event_ahead(token)
        elif token.kind == "STAGE_NAMED":
            self._add_kind(order, "STAGE")
            self.reading.stage_name = token.value
        elif token.kind == "BEFORE_SCHOOL_YEAR":
            self._term("before", Point("day", (9, 1), (9, 1)), None, order)
        elif token.kind == "YEAR_START":
            self._term("point", Point("month", (9, 1), (9, 0)), None, order, ("approximate",))
        else:
            about = ("approximate",) if token.kind == "YEAR_END_ABOUT" else ()
            precision: Precision = "year"
            self.reading.school_year_meant |= bool(token.value)
            self._term("before_inclusive", Point(precision), None, order, about)

    def _event_ahead(self, token: Token) -> None:
        """«до начала ГИА»: a deadline before an event whose day is not known."""
        self._add_kind(self.place - 1, "BEFORE")
        words = self._event_of_points() if self._at_point() else self._words()
        self.reading.event_name = words
        self.notes.append(f"{token.text} {words}".strip())
        is_time = time_words.speak_of_time(words) and not time_words.name_a_period(words)
        if not words or is_time:
            self.reading.understood = False

    def _event_of_points(self) -> str:
        start = self.tokens[self.place].start
        while self._kind() in POINT_KINDS or self._kind() == "OTHER":
            self.place += 1
        return self.text[start : self.tokens[self.place - 1].end]

    def _words(self) -> str:
        """The run of free words at the place: a name, a scope. Stops at a word of time."""
        start = end = None
        while True:
            kind = self._kind()
            if kind == "OTHER" or (kind in ("SCOPE",) and start is not None):
                token = self.tokens[self.place]
                start = token.start if start is None else start
                end = token.end
                self.place += 1
            elif kind in ("COMMA", "AND", "DASH", "OPEN", "OR", "TO", "FROM") and (
                self._kind(1) == "OTHER"
            ):
                self.place += 1
            elif (
                kind == "FROM"
                and self._kind(1) == "DATE"
                and (self.tokens[self.place].text.casefold() == "от")
            ):
                end = self.tokens[self.place + 1].end
                start = self.tokens[self.place].start if start is None else start
                self.place += 2
                if self._kind() == "YEAR":
                    self.place += 1
            elif kind == "CLOSE":
                self.place += 1
            else:
                break
        return self.text[start:end].strip(" ,.;") if start is not None else ""

    def _add_kind(self, order: int, kind: str) -> None:
        self.reading.kinds.append((order, kind))


_RHYTHM_ORDER = ("D", "W", "TERM", "M", "Y")


def _family(iso: str) -> str:
    return "TERM" if iso.endswith("TERM") else iso[-1]
