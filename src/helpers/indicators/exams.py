"""Exams by minimum: passed at first and finally, below the minimum, mean score, year marks.

Here: ОГЭ, ЕГЭ, ГВЭ and the pool of ЕГЭ with ГВЭ, from `marks` and `exams`. Not here: shares
of single marks (`results`), admission and certificates (`admission`).

Where both tables have a figure, `marks` wins and the note says that the other differs. The
figures of the first and of the final attempt are of that attempt alone: marks that do not name
theirs are no such figure, and the note says where they differ from all that exams state. A
threshold is never applied here: who passed is what the protocol says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from helpers import vocabulary
from helpers.indicators import marks, scope_sums, scopes, values
from helpers.indicators.catalogue import AS_WRITTEN
from helpers.indicators.marks import BY, MARKS
from helpers.indicators.results import identified
from helpers.indicators.rows import each, first_of, grouped, is_text
from helpers.indicators.scopes import NO_DATA, OK, PLACE, SILENT, STATE, Places, Tables
from helpers.indicators.values import joined_texts
from helpers.params import RunParams
from helpers.schemas.frames import TEXT

PASSED, FIRST, FINAL = "passed_share", "passed_share.first", "passed_share.final"
_KEY = [*PLACE, "school_id", *BY]
_FRACTION = ("numerator", "denominator")
EXAM_SLUGS = {**vocabulary.PROCEDURE_SLUGS, "any": "egegve"}

#: Which figure stands for a measure, best first: (table, attempt).
_PREFERENCE = {
    FIRST: (("marks", "first"), ("exams", "first")),
    FINAL: (("marks", "final"), ("exams", "final")),
    PASSED: (
        ("marks", "final"), ("marks", ""), ("exams", "final"), ("marks", "first"),
        ("exams", "first"),
    ),
}  # fmt: skip
_Preference = Mapping[str, Sequence[tuple[str, str]]]
#: In the pool a form whose attempt is not named stands for both.
_POOL_PREFERENCE = {measure: (*order, ("marks", "")) for measure, order in _PREFERENCE.items()}
DIFFERS_REMARK = "в таблице экзаменов другое число, взяты отметки"
UNNAMED_REMARK = "в отметках, где попытка не названа, другое число"
_ONLY_FIRST = "известна только первая попытка"
_UNTOLD = "отметки есть, но не этой попытки, а в таблице экзаменов строки нет"
_ATTEMPTS_REMARK = "базовый и профильный уровни сложены: считаются попытки, а не лица"


def values_of_year(data: Tables, run: RunParams) -> pd.DataFrame:
    """All values by minimum of the run's year, at every scope."""
    where = scopes.places(data, run)
    sittings = exam_rows(data.table("exams"), [run.year])
    figures = passed_figures(marks.held_in(data, run.year), sittings)
    parts: list[pd.DataFrame] = []
    if len(figures):
        best = best_figures(figures)
        chosen = pd.concat([best, _untold(figures, best), pooled(figures)], ignore_index=True)
        parts = [passed_cells(chosen, where)]
    single = sittings[~is_text(sittings, "procedure", "egegve")]
    parts += year_mark_cells(single, where)
    means = mean_score_cells(single, where)
    shares = [values.shares(pd.concat(parts, ignore_index=True))] if parts else []
    return values.stacked([*shares, *(values.measured(cells) for cells in means)])


def exam_rows(exams: pd.DataFrame, years: Collection[int]) -> pd.DataFrame:
    """Rows of `exams` of some years as numbers, keyed like marks (wave spring).

    Where nobody was below the minimum at first, nobody was below it finally. `any` rows count
    persons of grade 11 in ЕГЭ or ГВЭ; for other grades no indicator is defined.
    """
    numbers = ["sat", "below_min_first", "below_min_final", "mean_score", "year_mark_confirmed"]
    texts = ["scope_type", "scope_id", "municipality_id", "subject", "absences"]
    of_years = exams["year"].isin(list(years)).to_numpy()
    rows = exams.loc[of_years, [*texts, *numbers, "year", "grade", "form", "level"]]
    counts = {name: rows[name].to_numpy(dtype=float, na_value=np.nan) for name in numbers}
    for name in ("below_min_first", "below_min_final"):
        counts[name] = np.where(np.isnan(counts[name]) & (counts["sat"] == 0), 0.0, counts[name])
    final = counts["below_min_final"]
    nobody = np.isnan(final) & (counts["below_min_first"] == 0)
    counts["below_min_final"] = np.where(nobody, 0.0, final)
    grade = rows["grade"].to_numpy(dtype=int)
    plain = rows[texts].assign(
        year=rows["year"].to_numpy(dtype=int),
        wave="spring",
        procedure=rows["form"].map(EXAM_SLUGS),
        grade=grade,
        programme_grade=grade,
        level=rows["level"].fillna(""),
        school_id=np.where(is_text(rows, "scope_type", "school"), rows["scope_id"], ""),
        note="",
        **counts,
    )
    chosen = ~is_text(plain, "procedure", "egegve") | (grade == 11)
    return plain[chosen]


def passed_figures(of_marks: pd.DataFrame, sittings: pd.DataFrame) -> pd.DataFrame:
    """Every known figure «passed of sat»: place, series, table, attempt, numbers, state."""
    of_exams = of_marks[of_marks["procedure"].isin(["oge", "ege", "gve"]).to_numpy()]
    counts = [of_exams[mark].to_numpy() for mark in MARKS]
    kept = sittings[[*_KEY, "note", "absences", "sat", "below_min_first", "below_min_final"]]
    first = _stated(kept, ["sat", "below_min_first"], ["sat"])
    final = _stated(kept, ["sat", "below_min_final"], ["sat"])
    parts = [of_exams, first, final]
    sat = [rows["sat"].to_numpy() for rows in (first, final)]
    below = first["below_min_first"].to_numpy(), final["below_min_final"].to_numpy()
    passed = [sat[0] - below[0], sat[1] - below[1]]
    attempts = [*of_exams["attempt"].tolist(), *["first"] * len(first), *["final"] * len(final)]
    tables = ["marks"] * len(of_exams) + ["exams"] * (len(first) + len(final))
    rows = pd.concat([part[[*_KEY, STATE, "note"]] for part in parts], ignore_index=True)
    return rows.assign(
        attempt=pd.array(attempts, dtype=TEXT),
        table=pd.array(tables, dtype=TEXT),
        numerator=np.concatenate([np.sum(counts[1:], axis=0), *passed]),
        denominator=np.concatenate([np.sum(counts, axis=0), *sat]),
    )


def _stated(
    rows: pd.DataFrame, needed: Sequence[str], presence: Sequence[str] = ()
) -> pd.DataFrame:
    """Rows with their standing, of those series where the column is filled or declared at all."""
    rows = rows.assign(**{STATE: scopes.states(rows, needed, presence)})
    told = ~(is_text(rows, STATE, NO_DATA) | is_text(rows, STATE, SILENT))
    series, _ = grouped(rows, BY)
    return rows[np.isin(series, series[told])]


def best_figures(figures: pd.DataFrame) -> pd.DataFrame:
    """The figure that stands for each measure, with `measure`, `note` and `detail`."""
    return _best(figures[~is_text(figures, "procedure", "egegve")], _PREFERENCE)


def _best(figures: pd.DataFrame, preference: _Preference) -> pd.DataFrame:
    ranks: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for measure, sources in preference.items():
        for rank, source in enumerate(sources):
            ranks.setdefault(source, []).append((measure, rank))
    sources = list(zip(figures["table"].tolist(), figures["attempt"].tolist(), strict=True))
    numbers = list(zip(*(figures[name].tolist() for name in _FRACTION), strict=True))
    known = is_text(figures, STATE, OK).tolist()
    places = grouped(figures, _KEY)[0].tolist()
    fitting = [
        (not known[row], rank, row, measure)
        for row, source in enumerate(sources)
        for measure, rank in ranks.get(source, ())
    ]
    best: dict[tuple[int, str], int] = {}
    stated: dict[tuple[int, str], list[tuple[float, float]]] = {}
    for unknown, _, row, measure in sorted(fitting):
        one = places[row], measure
        best.setdefault(one, row)
        if sources[row][0] == "exams" and not unknown:
            stated.setdefault(one, []).append(numbers[row])
    unnamed = _Unnamed(places, sources, numbers, known)
    notes, details = [], []
    for (place, measure), row in best.items():
        table, attempt = sources[row]
        others = stated.get((place, measure), []) if table == "marks" and known[row] else []
        differs = bool(others) and numbers[row] not in others
        beside = unnamed.beside(place) if table == "exams" and measure != PASSED else None
        remarks = {
            _ONLY_FIRST: attempt == "first" and measure == PASSED,
            DIFFERS_REMARK: differs,
            UNNAMED_REMARK: beside is not None,
        }
        notes.append("; ".join(remark for remark, is_so in remarks.items() if is_so))
        details.append(
            _words("по таблице экзаменов", others[0]) if differs
            else _words("по отметкам", beside) if beside else ""
        )  # fmt: skip
    rows = np.array(list(best.values()), dtype=int)
    columns: dict[str, Any] = {name: figures[name].array.take(rows) for name in _KEY}
    columns["measure"] = pd.array([measure for _, measure in best], dtype=TEXT)
    for name in ("table", "attempt", *_FRACTION, STATE):
        columns[name] = figures[name].array.take(rows)
    columns["note"] = pd.array(joined_texts(figures["note"].array.take(rows), notes), dtype=TEXT)
    return pd.DataFrame(columns | {"detail": pd.array(details, dtype=TEXT)})


def _words(source: str, numbers: tuple[float, float]) -> str:
    part, whole = numbers
    return f"{source} {int(part)} из {int(whole)}"


class _Unnamed:
    """Known marks of an unnamed attempt beside what exams state, by place and series."""

    def __init__(
        self,
        places: Sequence[int],
        sources: Sequence[tuple[str, str]],
        numbers: Sequence[tuple[float, float]],
        known: Sequence[bool],
    ) -> None:
        rows = [row for row, is_known in enumerate(known) if is_known]
        self._marks = {places[i]: numbers[i] for i in rows if sources[i] == ("marks", "")}
        self._exams = {(places[i], numbers[i]) for i in rows if sources[i][0] == "exams"}

    def beside(self, place: int) -> tuple[float, float] | None:
        """The marks of a place where no figure of its exams equals them."""
        found = self._marks.get(place)
        return None if found is None or (place, found) in self._exams else found


def _untold(figures: pd.DataFrame, best: pd.DataFrame) -> pd.DataFrame:
    """Schools whose marks are of another or an unnamed attempt, where others tell this one.

    They are not in the number of the attempt: these rows make its note say so.
    """
    schools = is_text(figures, "scope_type", "school") & is_text(figures, "table", "marks")
    of_marks = first_of(figures.loc[schools, _KEY], _KEY)
    of_attempt = is_text(best, "measure", FIRST) | is_text(best, "measure", FINAL)
    named = best[of_attempt & is_text(best, "scope_type", "school")]
    told = list(zip(each(named[_KEY]), named["measure"].tolist(), strict=True))
    of_series: dict[tuple[Any, ...], dict[str, None]] = {}
    for place, measure in told:
        of_series.setdefault(place[-len(BY) :], {})[measure] = None
    held = set(told)
    lacking = [
        (row, measure)
        for row, place in enumerate(each(of_marks))
        for measure in of_series.get(place[-len(BY) :], ())
        if (place, measure) not in held
    ]
    rows = of_marks.iloc[[row for row, _ in lacking]]
    return rows.assign(
        measure=pd.array([measure for _, measure in lacking], dtype=TEXT),
        **dict.fromkeys(_FRACTION, np.nan),
        **{STATE: SILENT},
        note=_UNTOLD,
        detail="",
    )


def pooled(figures: pd.DataFrame) -> pd.DataFrame:
    """ЕГЭ and ГВЭ of grade 11 together: those who passed in each form, added.

    Where `any` rows count persons, they stand instead of the sum. Base and profile
    mathematics are attempts of partly the same persons: the remark says so. Subjects are
    the two of the certificate and those that have more than ЕГЭ.
    """
    counted, forms = pool_parts(figures)
    whole = [name for name in _KEY if name not in ("procedure", "level")]
    added = scope_sums.summed(forms, [*whole, "measure"], _FRACTION)
    of_ege = forms.loc[is_text(forms, "procedure", "ege"), [*whole, "level"]]
    levels = Counter(row[:-1] for row in dict.fromkeys(each(of_ege)))
    many = [levels[row] > 1 for row in each(added[whole])]
    added = added.assign(
        procedure="egegve", level="", note=np.where(many, _ATTEMPTS_REMARK, ""), detail=""
    )
    return first_of(pd.concat([counted, added], ignore_index=True), [*_KEY, "measure"])


def pool_parts(figures: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Figures of the pool: persons counted as such, and those of each form to be added."""
    eleven = figures[(figures["grade"] == 11) & figures["procedure"].isin(["ege", "gve"])]
    persons = figures[(figures["procedure"] == "egegve") & (figures["level"] == "")]
    both = {"rus", "math", *eleven.loc[eleven["procedure"] == "gve", "subject"]}
    eleven = eleven[eleven["subject"].isin(both | set(persons["subject"]))]
    counted = _best(persons, _POOL_PREFERENCE)
    forms = _complete(_best(eleven, _POOL_PREFERENCE), eleven)
    return counted[counted[STATE] == OK], forms


def _complete(forms: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """A row per measure for each form that the place has at all; one not told is unknown."""
    places, measures = first_of(known[_KEY], _KEY), forms["measure"].unique().tolist()
    named = zip(each(forms[_KEY]), forms["measure"].tolist(), strict=True)
    told = {one: row for row, one in enumerate(named)}
    at = [told.get((place, measure), -1) for place in each(places) for measure in measures]
    rows = forms.reindex(at).reset_index(drop=True)
    for name in _KEY:
        rows[name] = places[name].array.repeat(len(measures))
    rows["measure"] = pd.array(measures * len(places), dtype=TEXT)
    return rows.assign(note=rows["note"].fillna(""), **{STATE: rows[STATE].fillna(NO_DATA)})


def passed_cells(chosen: pd.DataFrame, where: Places | Sequence[Places]) -> pd.DataFrame:
    """Those who passed, then for ЕГЭ those who did not, at every scope (`scope_sums`); last the
    lines as the plan wrote them (`_as_written`)."""
    rows = identified(scope_sums.with_published(chosen, [*BY, "measure"], _FRACTION, where))
    names = (rows["stem"] + rows["measure"]).tolist()
    part, whole = (rows[name].to_numpy() for name in _FRACTION)
    of_ege = is_text(rows, "procedure", "ege") & is_text(rows, "measure", PASSED)
    below = np.flatnonzero(of_ege)
    written, divisors = _as_written(rows, names)
    cells = rows[list(values.PLACED)].iloc[[*range(len(rows)), *below, *written]]
    return cells.assign(
        indicator_id=[
            *names,
            *(stem + "below_min_share" for stem in rows["stem"].to_numpy()[below]),
            *(names[row] + AS_WRITTEN for row in written),
        ],
        numerator=np.concatenate([part, (whole - part)[below], part[written]]),
        denominator=np.concatenate([whole, whole[below], divisors]),
    )


def _as_written(passed: pd.DataFrame, names: Sequence[str]) -> tuple[list[int], list[float]]:
    """The lines of grade 11 whose denominator the source plan got wrong, to the letter: rows of
    `passed` (with the identifiers `names`), and what they are divided by.

    Mathematics divides those who passed ЕГЭ or ГВЭ by those who sat ОГЭ; the result may
    exceed 100 %. The slip in the Russian line changes no number.
    """
    place = ["scope", "municipality_id", "school_id", "origin", "year", "wave"]
    places = list(each(passed[place]))
    whole = passed["denominator"].tolist()
    lines = {
        subject: [row for row, name in enumerate(names) if name == line]
        for subject, line in (("math", f"egegve11.math.{FINAL}"), ("rus", f"egegve11.rus.{FINAL}"))
    }
    of_oge = f"oge9.math.{PASSED}"
    sat = {places[row]: whole[row] for row, name in enumerate(names) if name == of_oge}
    of_math = [sat.get(places[row], np.nan) for row in lines["math"]]
    return [*lines["math"], *lines["rus"]], [*of_math, *(whole[row] for row in lines["rus"])]


def mean_score_cells(sittings: pd.DataFrame, where: Places) -> list[pd.DataFrame]:
    """Mean score: as stated for a school or a published area, weighted by sitters in a sum."""
    rows = _stated(sittings, ["mean_score", "sat"], ["sat"])
    if rows.empty:
        return []
    rows = rows.assign(score_sum=rows["mean_score"] * rows["sat"])
    spread = scope_sums.with_published(rows, BY, ("mean_score", "score_sum", "sat"), where)
    spread = identified(spread)
    stated = (spread["scope"] == "school") | (spread["origin"] == "published")
    sat = spread["sat"].where(spread["sat"] > 0)
    return [
        spread.assign(
            indicator_id=spread["stem"] + "mean_score",
            numerator=spread["score_sum"],
            denominator=spread["sat"],
            value=spread["mean_score"].where(stated, spread["score_sum"] / sat),
        )
    ]


TOTAL_CONFIRMED = "exam.year_mark_confirmed_share"


def year_mark_cells(sittings: pd.DataFrame, where: Places) -> list[pd.DataFrame]:
    """Exam mark equal to the year mark: by subject, and over all exams of a place."""
    rows = _stated(sittings, ["year_mark_confirmed", "sat"])
    rows = rows.assign(
        numerator=rows["year_mark_confirmed"],
        denominator=rows["sat"],
        **{STATE: rows[STATE].replace(NO_DATA, SILENT)},
    )
    if rows.empty:
        return []
    by_subject = identified(scope_sums.with_published(rows, BY, _FRACTION, where))
    place = [*PLACE, "school_id"]
    total = scope_sums.summed(rows, place, _FRACTION).assign(note="")
    total = scope_sums.with_published(total.assign(indicator_id=TOTAL_CONFIRMED),
                                  ["indicator_id"], _FRACTION, where)  # fmt: skip
    return [
        by_subject.assign(indicator_id=by_subject["stem"] + "year_mark_confirmed_share"),
        total.assign(year=where.year, status=total[STATE]),
    ]
