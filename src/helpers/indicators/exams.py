"""Exams by minimum: passed at first and finally, below the minimum, mean score, year marks.

Here: ОГЭ, ЕГЭ, ГВЭ and the pool of ЕГЭ with ГВЭ, from `marks` and `exams`. Not here: shares
of single marks (`results`), admission and certificates (`admission`).

Where both tables have a figure, `marks` wins and the note says that the other differs. The
figures of the first and of the final attempt are of that attempt alone: marks that do not name
theirs are no such figure, and the note says where they differ from all that exams state. A
threshold is never applied here: who passed is what the protocol says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers import vocabulary
from helpers.indicators import marks, scopes, values
from helpers.indicators.catalogue import AS_WRITTEN
from helpers.indicators.marks import BY, MARKS
from helpers.indicators.results import identified
from helpers.indicators.rows import each, first_of, grouped, is_text
from helpers.indicators.scopes import NO_DATA, OK, PLACE, SILENT, STATE, Places, Tables
from helpers.indicators.values import joined
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
        parts = passed_cells(chosen, where)
    single = sittings[sittings["procedure"] != "egegve"]
    parts += year_mark_cells(single, where)
    means = mean_score_cells(single, where)
    shares = [values.shares(pd.concat(parts, ignore_index=True))] if parts else []
    return values.stacked([*shares, *(values.measured(cells) for cells in means)])


def exam_rows(exams: pd.DataFrame, years: Collection[int]) -> pd.DataFrame:
    """Rows of `exams` of some years as numbers, keyed like marks (wave spring).

    Where nobody was below the minimum at first, nobody was below it finally. `any` rows count
    persons of grade 11 in ЕГЭ or ГВЭ; for other grades no indicator is defined.
    """
    rows = exams[exams["year"].isin(list(years)).to_numpy()].reset_index(drop=True)
    grade = rows["grade"].astype("float64").astype(int)
    numbers = {
        name: rows[name].astype("float64")
        for name in ("sat", "below_min_first", "below_min_final", "mean_score",
                     "year_mark_confirmed")
    }  # fmt: skip
    for name in ("below_min_first", "below_min_final"):
        numbers[name] = numbers[name].mask(numbers[name].isna() & (numbers["sat"] == 0), 0.0)
    nobody = numbers["below_min_final"].isna() & (numbers["below_min_first"] == 0)
    numbers["below_min_final"] = numbers["below_min_final"].mask(nobody, 0.0)
    plain = rows[["scope_type", "scope_id", "municipality_id", "subject", "absences"]].assign(
        year=rows["year"].astype(int),
        wave="spring",
        procedure=rows["form"].map(EXAM_SLUGS),
        grade=grade,
        programme_grade=grade,
        level=rows["level"].fillna(""),
        school_id=rows["scope_id"].where(rows["scope_type"] == "school", ""),
        note="",
        **numbers,
    )
    return plain[(plain["procedure"] != "egegve") | (plain["grade"] == 11)]


def passed_figures(of_marks: pd.DataFrame, sittings: pd.DataFrame) -> pd.DataFrame:
    """Every known figure «passed of sat»: place, series, table, attempt, numbers, state."""
    of_exams = of_marks[of_marks["procedure"].isin(["oge", "ege", "gve"])]
    parts = [
        of_exams[[*_KEY, "attempt", STATE, "note"]].assign(
            table="marks",
            numerator=of_exams[list(MARKS[1:])].sum(axis=1, skipna=False),
            denominator=of_exams[list(MARKS)].sum(axis=1, skipna=False),
        )
    ]
    for attempt, below in (("first", "below_min_first"), ("final", "below_min_final")):
        rows = _stated(sittings, ["sat", below], ["sat"])
        parts.append(
            rows[[*_KEY, STATE, "note"]].assign(
                table="exams",
                attempt=attempt,
                numerator=rows["sat"] - rows[below],
                denominator=rows["sat"],
            )
        )
    return pd.concat(parts, ignore_index=True)


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
    given = zip(figures["table"].tolist(), figures["attempt"].tolist(), strict=True)
    fitting = [(place, *one) for place, source in enumerate(given) for one in ranks.get(source, ())]
    places, measures, order = zip(*fitting, strict=True) if fitting else ((), (), ())
    found = figures.iloc[list(places)].reset_index(drop=True)
    found = found.assign(measure=pd.array(measures, dtype=TEXT))
    unknown = ~is_text(found, STATE, OK)
    found = found.iloc[np.lexsort((np.array(order, dtype=int), unknown))]
    best = first_of(found, [*_KEY, "measure"])
    only_first = (best["attempt"] == "first") & (best["measure"] == PASSED)
    differs, detail = _disagreement(best, found)
    unnamed, beside = _unnamed(best, figures)
    return best.assign(
        note=joined(
            best["note"],
            np.where(only_first, _ONLY_FIRST, ""),
            np.where(differs, DIFFERS_REMARK, ""),
            np.where(unnamed, UNNAMED_REMARK, ""),
        ).to_numpy(),
        detail=pd.array([one or other for one, other in zip(detail, beside, strict=True)], TEXT),
    )[[*_KEY, "measure", "table", "attempt", *_FRACTION, STATE, "note", "detail"]]


def _unnamed(best: pd.DataFrame, figures: pd.DataFrame) -> tuple[NDArray[np.bool_], list[str]]:
    """For each figure of one attempt from exams: whether marks of an unnamed one equal neither."""
    known = figures[is_text(figures, STATE, OK)]
    of_marks = known[is_text(known, "table", "marks") & is_text(known, "attempt", "")]
    stated = {row[:-2]: row[-2:] for row in each(of_marks[[*_KEY, *_FRACTION]])}
    of_exams = known[is_text(known, "table", "exams")] if stated else known.iloc[:0]
    told = set(each(of_exams[[*_KEY, *_FRACTION]]))
    asked = is_text(best, "table", "exams") & ~is_text(best, "measure", PASSED)
    other = [
        stated.get(row) if one else None for row, one in zip(each(best[_KEY]), asked, strict=True)
    ]
    differs = [
        one is not None and (*row, *one) not in told
        for row, one in zip(each(best[_KEY]), other, strict=True)
    ]
    words = [
        f"по отметкам {int(one[0])} из {int(one[1])}" if one and is_other else ""
        for one, is_other in zip(other, differs, strict=True)
    ]
    return np.array(differs, dtype=bool), words


def _untold(figures: pd.DataFrame, best: pd.DataFrame) -> pd.DataFrame:
    """Schools whose marks are of another or an unnamed attempt, where others tell this one.

    They are not in the number of the attempt: these rows make its note say so.
    """
    schools = figures[is_text(figures, "scope_type", "school") & (figures["table"] == "marks")]
    of_marks = schools[_KEY].drop_duplicates()
    named = best[best["measure"].isin([FIRST, FINAL]) & is_text(best, "scope_type", "school")]
    series = named[[*BY, "measure"]].drop_duplicates()
    every = of_marks.merge(series, on=list(BY))
    held = pd.MultiIndex.from_frame(named[[*_KEY, "measure"]])
    lacking = every[~pd.MultiIndex.from_frame(every[[*_KEY, "measure"]]).isin(held)]
    return lacking.assign(
        **dict.fromkeys(_FRACTION, np.nan), **{STATE: SILENT}, note=_UNTOLD, detail=""
    )


def _disagreement(best: pd.DataFrame, found: pd.DataFrame) -> tuple[NDArray[np.bool_], list[str]]:
    """For each best figure from marks: whether no figure of `exams` equals it, and those."""
    key = [*_KEY, "measure"]
    of_marks = is_text(best, "table", "marks") & is_text(best, STATE, OK)
    of_exams = found[is_text(found, "table", "exams") & is_text(found, STATE, OK)]
    stated: dict[tuple[Any, ...], list[tuple[float, float]]] = {}
    for row in each(of_exams[[*key, *_FRACTION]]):
        stated.setdefault(row[:-2], []).append(row[-2:])
    differs, words = [], []
    for row, asked in zip(each(best[[*key, *_FRACTION]]), of_marks, strict=True):
        others = stated.get(row[:-2], []) if asked else []
        is_other = bool(others) and row[-2:] not in others
        differs.append(is_other)
        part, whole = others[0] if is_other else (0, 0)
        words.append(f"по таблице экзаменов {int(part)} из {int(whole)}" if is_other else "")
    return np.array(differs, dtype=bool), words


def pooled(figures: pd.DataFrame) -> pd.DataFrame:
    """ЕГЭ and ГВЭ of grade 11 together: those who passed in each form, added.

    Where `any` rows count persons, they stand instead of the sum. Base and profile
    mathematics are attempts of partly the same persons: the remark says so. Subjects are
    the two of the certificate and those that have more than ЕГЭ.
    """
    counted, forms = pool_parts(figures)
    whole = [name for name in _KEY if name not in ("procedure", "level")]
    added = scopes.summed(forms, [*whole, "measure"], _FRACTION)
    levels = forms[forms["procedure"] == "ege"].groupby(whole)["level"].nunique()
    many = pd.MultiIndex.from_frame(added[whole]).isin(levels[levels > 1].index)
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
    every = known[_KEY].drop_duplicates().merge(forms[["measure"]].drop_duplicates(), how="cross")
    rows = every.merge(forms, on=[*_KEY, "measure"], how="left")
    note, state = rows["note"].astype("str"), rows[STATE].astype("str")
    return rows.assign(note=note.fillna(""), **{STATE: state.fillna(NO_DATA)})


def passed_cells(chosen: pd.DataFrame, where: Places | Sequence[Places]) -> list[pd.DataFrame]:
    """Those who passed and, for ЕГЭ, those who did not, at every scope (`scopes.at_scopes`)."""
    by = [*BY, "measure"]
    rows = identified(scopes.with_published(chosen, by, _FRACTION, where))
    passed = rows.assign(indicator_id=rows["stem"] + rows["measure"])
    ege = rows[(rows["procedure"] == "ege") & (rows["measure"] == PASSED)]
    below = ege.assign(
        indicator_id=ege["stem"] + "below_min_share",
        numerator=ege["denominator"] - ege["numerator"],
    )
    return [passed, below, as_written(passed)]


def as_written(passed: pd.DataFrame) -> pd.DataFrame:
    """The lines of grade 11 whose denominator the source plan got wrong, to the letter.

    Mathematics divides those who passed ЕГЭ or ГВЭ by those who sat ОГЭ; the result may
    exceed 100 %. The slip in the Russian line changes no number.
    """
    place = ["scope", "municipality_id", "school_id", "origin", "year", "wave"]
    final = passed[passed["indicator_id"].isin([f"egegve11.{s}.{FINAL}" for s in ("math", "rus")])]
    oge = passed[passed["indicator_id"] == f"oge9.math.{PASSED}"]
    math = final[final["subject"] == "math"].drop(columns="denominator")
    math = math.merge(oge[[*place, "denominator"]], on=place, how="left")
    written = pd.concat([math, final[final["subject"] == "rus"]], ignore_index=True)
    return written.assign(indicator_id=written["indicator_id"] + AS_WRITTEN)


def mean_score_cells(sittings: pd.DataFrame, where: Places) -> list[pd.DataFrame]:
    """Mean score: as stated for a school or a published area, weighted by sitters in a sum."""
    rows = _stated(sittings, ["mean_score", "sat"], ["sat"])
    if rows.empty:
        return []
    rows = rows.assign(score_sum=rows["mean_score"] * rows["sat"])
    spread = scopes.with_published(rows, BY, ("mean_score", "score_sum", "sat"), where)
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
    by_subject = identified(scopes.with_published(rows, BY, _FRACTION, where))
    place = [*PLACE, "school_id"]
    total = scopes.summed(rows, place, _FRACTION).assign(note="")
    total = scopes.with_published(total.assign(indicator_id=TOTAL_CONFIRMED),
                                  ["indicator_id"], _FRACTION, where)  # fmt: skip
    return [
        by_subject.assign(indicator_id=by_subject["stem"] + "year_mark_confirmed_share"),
        total.assign(year=where.year, status=total[STATE]),
    ]
