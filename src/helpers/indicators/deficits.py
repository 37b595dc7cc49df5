"""Professional deficits of teachers: what a diagnosis found and what changed until its exit.

Here: the cut, deficits of a school year, pairs of entry and exit, the deficit matrix.
Not here: plans and help (`help`), the card of a teacher and the shares (`teachers`),
vacant hours, which are staffing (`staffing`).

A deficit is a competence (with its subject, where one is named) measured by one tool below
the cut of that tool. Tools are never compared with each other: an exit by another tool is
no exit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers import methodology
from helpers.indicators.periods import in_school_years, school_year_end
from helpers.indicators.plain import known, texts, true
from helpers.indicators.rows import grouped
from helpers.schemas.frames import TEXT
from helpers.vocabulary import Codes

#: What is measured of one teacher: a competence by a tool, in a subject or in none.
MEASURED = ["teacher_code", "tool", "competence", "subject"]

#: What became of a competence between entry and exit of one tool.
CHANGES = Codes(
    "изменение дефицита",
    {
        "removed": "снят",
        "reduced": "сокращён",
        "same": "без изменений",
        "grew": "усилился",
        "no_exit": "нет итогового результата",
        "appeared": "появился",
        "no_deficit": "дефицита не было",
        "not_measured": "балл не указан",
    },
)
#: Of these, the changes of a deficit that was found at entry.
CHANGES_OF_DEFICIT = ("removed", "reduced", "same", "grew", "no_exit")

_POINT_ORDER = {"entry": 0, "interim": 1, "exit": 2}


@dataclass(frozen=True)
class DeficitRule:
    """The cut and its companions; every value stands in `params/methodology/deficits.yaml`."""

    cut_pct: float = 60.0
    tool_cuts_pct: Mapping[str, float] = field(default_factory=dict)
    subject_competences: tuple[str, ...] = ("предметная",)
    growth_competences: tuple[str, ...] = ("предметная", "методическая")
    pair_window_years: int = 3
    plan_done_pct: float = 100.0

    @classmethod
    def stated(cls) -> DeficitRule:
        """The rule of the parameter file."""
        rules = methodology.rules("deficits")
        cuts = rules.mapping("tool_cuts_pct")
        return cls(
            cut_pct=rules.number("cut_pct"),
            tool_cuts_pct={tool: float(cut.replace(",", ".")) for tool, cut in cuts.items()},
            subject_competences=rules.texts("subject_competences"),
            growth_competences=rules.texts("growth_competences"),
            pair_window_years=int(rules.number("pair_window_years")),
            plan_done_pct=rules.number("plan_done_pct"),
        )


def measures(diagnostics: pd.DataFrame, rule: DeficitRule) -> pd.DataFrame:
    """Diagnostic records with `pct` (percent of the maximum), `is_deficit` and `measure_no`.

    One row per record, in order of teacher, tool, competence, subject, date, point;
    `measure_no` numbers what is measured (`MEASURED`) in that order. Without a score, or with
    a maximum that is missing or zero, `pct` and `is_deficit` are missing: a competence that
    was not scored is neither a deficit nor free of one. A score at the cut is no deficit.
    """
    frame = diagnostics.copy()
    frame["subject"] = frame["subject"].fillna("")
    maximum = frame["max_score"].where(frame["max_score"] > 0)
    cut = frame["tool"].map(dict(rule.tool_cuts_pct)).astype("Float64").fillna(rule.cut_pct)
    frame["pct"] = frame["score"] * 100 / maximum
    frame["is_deficit"] = (frame["score"] * 100 < cut * maximum).astype("boolean")
    frame["point_order"] = frame["point"].map(_POINT_ORDER).fillna(1)
    frame = frame.sort_values([*MEASURED, "date", "point_order"], kind="stable")
    frame["measure_no"] = grouped(frame, MEASURED)[0]
    return frame.drop(columns="point_order").reset_index(drop=True)


def found_in(measured: pd.DataFrame, year: int) -> pd.DataFrame:
    """What the diagnoses of a school year found first: one row per measured competence.

    The first scored record of the year counts (entry before interim before exit), so a
    deficit that was removed by summer is still one that was found. Columns: teacher_code,
    tool, competence, subject, date, point, pct, is_deficit.
    """
    of_year = in_school_years(measured["date"], year).to_numpy()
    scored = measured["is_deficit"].notna().to_numpy()
    scored_first = np.flatnonzero(of_year & scored), np.flatnonzero(of_year & ~scored)
    places = np.concatenate(scored_first)
    _, first = np.unique(measured["measure_no"].to_numpy()[places], return_index=True)
    return _rows(measured, places[first], [*MEASURED, "date", "point", "pct", "is_deficit"])


def pairs_in(measured: pd.DataFrame, year: int, rule: DeficitRule) -> pd.DataFrame:
    """Entry and exit of each measured competence: one row per teacher, tool, competence, subject.

    The latest entry up to the end of the school year is taken; it must lie in the year, or
    have its exit in the year and lie at most `pair_window_years` school years back. The exit
    is the last one of the same tool after that entry. Columns: the key, entry_date,
    entry_pct, exit_date, exit_pct, change_points (percentage points of the maximum), change
    (a code of `CHANGES`). A deficit without an exit, or with one that has no score, is `no_exit`,
    never `removed`.
    """
    date, point = measured["date"], measured["point"].to_numpy()
    measure, day = measured["measure_no"].to_numpy(), date.to_numpy()
    is_exit = (point == "exit") & (date <= pd.Timestamp(school_year_end(year))).to_numpy()
    in_window = in_school_years(date, year, rule.pair_window_years).to_numpy()
    entries = _last(measure, np.flatnonzero((point == "entry") & in_window))
    last_exit = np.full(len(measured), -1)
    last_exit[measure[is_exit]] = np.flatnonzero(is_exit)  # of several the last one stays
    exits = last_exit[measure[entries]]
    has_exit = (exits >= 0) & (day[exits] >= day[entries])
    of_year = in_school_years(date, year).to_numpy()
    current = of_year[entries] | (has_exit & of_year[exits])
    entries, exits = entries[current], np.where(has_exit, exits, -1)[current]
    pairs = _rows(measured, entries, MEASURED)
    for name in ("date", "pct"):
        pairs[f"entry_{name}"] = measured[name].array[entries]
    for name in ("date", "pct"):
        pairs[f"exit_{name}"] = measured[name].array.take(exits, allow_fill=True)
    pairs["change_points"] = pairs["exit_pct"] - pairs["entry_pct"]
    found = measured["is_deficit"].array
    at_exit = found.take(exits, allow_fill=True)
    pairs["change"] = _changes(found[entries], at_exit, pairs["change_points"], exits < 0)
    return pairs


def left_at_exit(measured: pd.DataFrame, year: int) -> pd.DataFrame:
    """What is below the cut at the exit of a school year: one row per measured competence.

    The last scored exit of the year speaks, with an entry before it or without, unless a later
    scored entry of the same tool and competence begins anew. Columns: those of `MEASURED`.
    """
    point = measured["point"].to_numpy()
    of_year = in_school_years(measured["date"], year).to_numpy()
    scored = of_year & measured["is_deficit"].notna().to_numpy()
    spoken = np.flatnonzero(scored & ((point == "entry") | (point == "exit")))
    last = _last(measured["measure_no"].to_numpy(), spoken)
    below = true(measured["is_deficit"])
    return _rows(measured, last[(point[last] == "exit") & below[last]], MEASURED)


def _last(measure: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of the places of records, in their order, the last one of each measure."""
    numbers = measure[places]
    is_last = np.ones(len(places), dtype=bool)
    is_last[:-1] = numbers[1:] != numbers[:-1]
    return places[is_last]


def _rows(frame: pd.DataFrame, places: NDArray[np.int64], columns: Sequence[str]) -> pd.DataFrame:
    """A new frame of some columns and rows, in the order of the places."""
    return pd.DataFrame({name: frame[name].array[places] for name in columns})


def _changes(entry: Any, at_exit: Any, points: pd.Series, no_exit: NDArray[np.bool_]) -> pd.Series:
    """The code of `CHANGES` for each pair: whether there was a deficit at entry and at exit."""
    deficit = entry.to_numpy(dtype=bool, na_value=False)
    left = at_exit.to_numpy(dtype=bool, na_value=False)
    shift = points.to_numpy(dtype=float, na_value=0.0)
    # an exit without a score says as little of a deficit as no exit at all
    untold = at_exit.isna()
    change = np.full(len(points), "not_measured", dtype=object)
    change[~deficit & ~left] = "no_deficit"
    change[~deficit & left] = "appeared"
    change[deficit & left & (shift > 0)] = "reduced"
    change[deficit & left & (shift == 0)] = "same"
    change[deficit & left & (shift < 0)] = "grew"
    change[deficit & ~left] = "removed"
    change[untold] = "not_measured"
    change[deficit & untold] = "no_exit"
    change[no_exit & ~deficit] = "no_deficit"
    change[entry.isna()] = "not_measured"
    return pd.Series(change, dtype="str")


def change_summary(pairs: pd.DataFrame) -> pd.DataFrame:
    """How many deficits were removed, reduced, …: one row per tool and competence, and in all.

    `pairs` as from `pairs_in`; only competences that were a deficit at entry count.
    Columns: tool, competence (both "" in the last row, the total), deficits (at entry),
    removed, reduced, same, grew, no_exit, removed_pct (of all deficits at entry, so those
    without exit stay in the denominator), mean_change_points (over pairs with both scores).
    """
    fates: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    points: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    columns = (texts(pairs[name]) for name in ("tool", "competence", "change"))
    for tool, competence, change, moved in zip(
        *columns, known(pairs["change_points"]), strict=True
    ):
        if change in CHANGES_OF_DEFICIT:
            for key in {(tool, competence), _TOTAL}:
                fates[key].append(change)
                points[key] += [] if moved is None else [moved]
    keys = [key for key in sorted(fates) if key != _TOTAL] + [_TOTAL] * bool(fates)
    counts = {"deficits": [len(fates[key]) for key in keys]}
    counts |= {code: [fates[key].count(code) for key in keys] for code in CHANGES_OF_DEFICIT}
    whole = zip(counts["removed"], counts["deficits"], strict=True)
    shares: dict[str, list[float | None]] = {
        "removed_pct": [removed * 100 / size for removed, size in whole],
        "mean_change_points": [fmean(points[key]) if points[key] else None for key in keys],
    }
    table: dict[str, Any] = {
        "tool": pd.array([tool for tool, _ in keys], dtype=TEXT),
        "competence": pd.array([competence for _, competence in keys], dtype=TEXT),
    }
    table |= {name: pd.array(values, dtype="Int64") for name, values in counts.items()}
    table |= {name: pd.array(values, dtype="Float64") for name, values in shares.items()}
    return pd.DataFrame(table)


#: Tool and competence of the total of `change_summary`.
_TOTAL = ("", "")


def deficit_matrix(
    found: pd.DataFrame,
    staff: pd.DataFrame,
    by: Sequence[str] = ("tool", "competence", "school_id"),
) -> pd.DataFrame:
    """Teachers with a deficit, by competence and school (or what `by` names): one row per cell.

    `found` as from `found_in`; `staff` has teacher_code and school_id, and its teachers
    are the people counted (a diagnosed teacher who is not on it is left out). Columns: `by`,
    diagnosed (teachers scored there), with_deficit, staff (all of the school, or all when
    `by` has no school), with_any_deficit (of the same staff, by any tool), and the three
    shares in percent: of_diagnosed_pct, of_staff_pct, of_with_deficit_pct. A cell where
    nobody was scored is absent, not zero.
    """
    school_of = first_schools(staff)
    codes = texts(found["teacher_code"])
    columns = [
        [school_of.get(code, "") for code in codes] if name == "school_id" else texts(found[name])
        for name in by
    ]
    cells: defaultdict[tuple[str, ...], dict[str, bool]] = defaultdict(dict)
    having: set[str] = set()
    flags = known(found["is_deficit"])
    for code, is_deficit, *key in zip(codes, flags, *columns, strict=True):
        if is_deficit is not None and code in school_of:
            of_cell = cells[tuple(key)]
            of_cell[code] = is_deficit or of_cell.get(code, False)
            having.update([code] if is_deficit else ())
    keys = sorted(cells)
    staff_of = [len(school_of)] * len(keys)
    having_of = [len(having)] * len(keys)
    if "school_id" in by:
        schools = [key[list(by).index("school_id")] for key in keys]
        staff_by, having_by = Counter(school_of.values()), Counter(school_of[c] for c in having)
        staff_of = [staff_by[school] for school in schools]
        having_of = [having_by[school] for school in schools]
    counts = {
        "diagnosed": [len(cells[key]) for key in keys],
        "with_deficit": [sum(cells[key].values()) for key in keys],
        "staff": staff_of,
        "with_any_deficit": having_of,
    }
    table: dict[str, Any] = {
        name: pd.array([key[place] for key in keys], dtype=TEXT) for place, name in enumerate(by)
    }
    table |= {name: np.array(values, dtype=np.int64) for name, values in counts.items()}
    for share, whole in (
        ("of_diagnosed_pct", "diagnosed"),
        ("of_staff_pct", "staff"),
        ("of_with_deficit_pct", "with_any_deficit"),
    ):
        parts = zip(counts["with_deficit"], counts[whole], strict=True)
        shares = [part * 100 / size if size else None for part, size in parts]
        table[share] = pd.array(shares, dtype="Float64")
    return pd.DataFrame(table)


def first_schools(staff: pd.DataFrame) -> dict[str, str]:
    """School of each teacher, the first that `staff` names; empty where it names none."""
    schools = zip(texts(staff["teacher_code"]), texts(staff["school_id"]), strict=True)
    return dict(reversed(list(schools)))
