"""The card of each teacher of a year, and the way from diagnosis to a removed deficit.

Here: one row per teacher with what is known of diagnosis, plan, help, mentoring, courses,
attestation; the funnel. Not here: how a deficit is found (`deficits`), how help is tied to
it (`help`), shares by school and district (`teacher_values`).

What nobody reported is missing, not false: when a municipality has no row of a table for
the period, the facts of that table are missing on the cards of all its teachers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers import methodology
from helpers.indicators import deficits, help
from helpers.indicators.deficits import DeficitRule
from helpers.indicators.once import once
from helpers.indicators.periods import in_school_years
from helpers.indicators.plain import known, known_sum, texts, true
from helpers.indicators.scopes import Tables
from helpers.vocabulary import folded

#: Tables that a card is made of.
CARD_TABLES = (
    "teachers", "diagnostics", "plans", "help", "mentoring", "courses", "attestation", "partners",
)  # fmt: skip


@dataclass(frozen=True)
class TrainingRule:
    """How training is counted; every value stands in `params/methodology/training.yaml`."""

    window_years: int = 3
    management_words: tuple[str, ...] = ("управлен", "менеджмент")
    modern_words: tuple[str, ...] = ("современн", "цифров", "технолог")
    attestation_passed: tuple[str, ...] = ("присвоена", "установлена", "соответствует")
    individual_route_kinds: tuple[str, ...] = ("ИОМ",)

    @classmethod
    def stated(cls) -> TrainingRule:
        """The rule of the parameter file."""
        rules = methodology.rules("training")
        return cls(
            window_years=int(rules.number("window_years")),
            management_words=rules.texts("management_words"),
            modern_words=rules.texts("modern_words"),
            attestation_passed=rules.texts("attestation_passed"),
            individual_route_kinds=rules.texts("individual_route_kinds"),
        )


def cards_of(
    data: Tables, year: int, rule: DeficitRule | None = None, training: TrainingRule | None = None
) -> pd.DataFrame:
    """`teacher_cards` from the data of a run, made once for each year and pair of rules."""
    rule, training = rule or DeficitRule.stated(), training or TrainingRule.stated()
    key = ("cards", year, repr(rule), repr(training))

    def make() -> pd.DataFrame:
        tables = {name: data.table(name) for name in CARD_TABLES}
        return teacher_cards(tables, year, rule, training, measured_of(data, rule))

    return once(data, key, make)


def measured_of(data: Tables, rule: DeficitRule) -> pd.DataFrame:
    """`deficits.measures` of all diagnostic records of a run, made once."""
    key = ("measured diagnostics", repr(rule))
    return once(data, key, lambda: deficits.measures(data.table("diagnostics"), rule))


class _Cards:
    """Cards under construction: adds one fact at a time to the teachers of a year."""

    def __init__(self, teachers: pd.DataFrame, year: int) -> None:
        codes = teachers["teacher_code"].to_numpy()
        place_of: dict[str, int] = {}
        for place in np.flatnonzero(true(teachers["year"] == year)).tolist():
            place_of.setdefault(codes[place], place)
        self.codes = sorted(place_of)
        places = np.array([place_of[code] for code in self.codes], dtype=np.int64)
        keys = ("teacher_code", "school_id", "municipality_id")
        self._columns: dict[str, Any] = {name: teachers[name].array[places] for name in keys}
        self._owners = texts(teachers["municipality_id"].iloc[places])
        for flag in ("is_management", "is_young"):
            self._columns[flag] = true(teachers[flag])[places]

    @property
    def frame(self) -> pd.DataFrame:
        """One row per teacher, in order of their codes."""
        return pd.DataFrame(self._columns)

    def fact(self, name: str, codes: Iterable[str], reported_in: Iterable[str]) -> None:
        """A true/false fact: true for `codes`, missing where the municipality was silent."""
        having, speaking = set(codes), set(reported_in)
        held = np.array([code in having for code in self.codes], dtype=bool)
        told = np.array([owner in speaking for owner in self._owners], dtype=bool)
        self._columns[name] = pd.arrays.BooleanArray(held & told, ~told)

    def known_fact(self, name: str, facts: Mapping[str, bool]) -> None:
        """A true/false fact that is known only of the teachers that `facts` name."""
        self._columns[name] = pd.array([facts.get(code) for code in self.codes], dtype="boolean")

    def number(self, name: str, numbers: Mapping[str, float | None]) -> None:
        """A number by teacher code, missing for those not in `numbers`."""
        self._columns[name] = pd.array([numbers.get(code) for code in self.codes], dtype="Float64")


def teacher_cards(
    tables: Mapping[str, pd.DataFrame],
    year: int,
    rule: DeficitRule | None = None,
    training: TrainingRule | None = None,
    measured: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What is known of each teacher in a school year: one row per teacher of that year.

    `tables` holds the frames named in `CARD_TABLES`, with municipality_id; `measured` is what
    `deficits.measures` makes of the diagnostic ones, where that is already done. A teacher counts
    once, in the school of the main job. Flags are nullable: missing means not reported.
    Columns: teacher_code, school_id, municipality_id, is_management, is_young; is_diagnosed,
    has_deficit (only of the diagnosed), is_deficit_found (false for the undiagnosed),
    deficits (count), had_entry_deficit, is_removed (both only of those with an entry;
    removed = a deficit at entry, a scored exit for each of them, no competence below the cut at
    exit of the year by any tool, measured at entry or not), has_new_deficit (only of those with
    a deficit at entry: each of those is removed, but at exit another competence, or another
    tool, is below the cut),
    subject_change, growth_change (mean percentage points entry → exit), has_grown_subject,
    has_grown; has_plan, is_plan_done, has_route; is_helped, is_helped_by_deficit, help_hours;
    in_mentoring, is_mentee, in_network; is_trained, is_fl_trained, is_management_trained,
    is_modern_trained (courses finished in the window of years); is_attested (only of those
    who applied and have a result).
    """
    rule = rule or DeficitRule.stated()
    training = training or TrainingRule.stated()
    cards = _Cards(tables["teachers"], year)
    if measured is None:
        measured = deficits.measures(tables["diagnostics"], rule)
    reported = texts(measured["municipality_id"][in_school_years(measured["date"], year)])
    found = deficits.found_in(measured, year)
    _add_diagnosis(cards, found, reported)
    left = texts(deficits.left_at_exit(measured, year)["teacher_code"])
    _add_change(cards, deficits.pairs_in(measured, year, rule), left, reported, rule)
    _add_plans(cards, tables["plans"], year, rule, training)
    acts = help.tied_help(tables["help"], found, year)
    _add_help(cards, acts)
    _add_mentoring(cards, tables["mentoring"], acts, tables["partners"], year)
    _add_training(cards, tables["courses"], year, training)
    _add_attestation(cards, tables["attestation"], year, training)
    return cards.frame


def _add_diagnosis(cards: _Cards, found: pd.DataFrame, reported: Sequence[str]) -> None:
    below: defaultdict[str, int] = defaultdict(int)
    for code, is_below in zip(
        texts(found["teacher_code"]), known(found["is_deficit"]), strict=True
    ):
        if is_below is not None:
            below[code] += is_below
    cards.fact("is_diagnosed", below, reported)
    cards.fact("is_deficit_found", [code for code, count in below.items() if count], reported)
    cards.known_fact("has_deficit", {code: count > 0 for code, count in below.items()})
    cards.number("deficits", below)


def _add_change(
    cards: _Cards,
    pairs: pd.DataFrame,
    left: Sequence[str],
    reported: Sequence[str],
    rule: DeficitRule,
) -> None:
    """Facts of entry and exit; `left` are codes of teachers with any deficit at exit."""
    codes, low = texts(pairs["teacher_code"]), set(left)
    changes: defaultdict[str, set[str]] = defaultdict(set)
    for code, change in zip(codes, texts(pairs["change"]), strict=True):
        if change != "not_measured":
            changes[code].add(change)
    of_entry = set(deficits.CHANGES_OF_DEFICIT)
    still = of_entry - {"removed"}
    had = {code: bool(of_entry & met) for code, met in changes.items()}
    cleared = {code: had[code] and not still & met for code, met in changes.items()}
    cards.known_fact("had_entry_deficit", had)
    cards.known_fact("is_removed", {code: ok and code not in low for code, ok in cleared.items()})
    cards.known_fact("has_new_deficit", {code: ok and code in low for code, ok in cleared.items()})
    competences = texts(pairs["competence"])
    points = known(pairs["change_points"])
    subject = _mean_change(codes, competences, points, rule.subject_competences)
    growth = _mean_change(codes, competences, points, rule.growth_competences)
    cards.number("subject_change", subject)
    cards.number("growth_change", growth)
    cards.fact("has_grown_subject", [code for code, mean in subject.items() if mean > 0], reported)
    cards.known_fact("has_grown", {code: mean > 0 for code, mean in growth.items()})


def _mean_change(
    codes: Sequence[str],
    competences: Sequence[str],
    points: Sequence[float | None],
    wanted: Iterable[str],
) -> dict[str, float]:
    """Mean change of each teacher in the competences wanted, where both scores are known."""
    names = {folded(word) for word in wanted}
    ours = {competence for competence in set(competences) if folded(competence) in names}
    changes: defaultdict[str, list[float]] = defaultdict(list)
    for code, competence, change in zip(codes, competences, points, strict=True):
        if change is not None and competence in ours:
            changes[code].append(change)
    return {code: fmean(shifts) for code, shifts in changes.items()}


def plans_done(plans: pd.DataFrame, rule: DeficitRule) -> pd.Series:
    """Whether each plan is carried out: nullable, one value per row.

    With known items: `items_done` reaches the required share of `items`. Without them a
    closing date means done. A plan without items, done items or closing date is missing.
    """
    items, done = (
        plans[name].to_numpy(dtype=float, na_value=np.nan) for name in ("items", "items_done")
    )
    closed = plans["closed_on"].notna().to_numpy()
    counted = (items > 0) & ~np.isnan(done)
    is_done = closed.copy()
    is_done[counted] = done[counted] * 100 / items[counted] >= rule.plan_done_pct
    is_silent = ~closed & np.isnan(done)
    return pd.Series(pd.arrays.BooleanArray(is_done, is_silent), index=plans.index)


def _add_plans(
    cards: _Cards, plans: pd.DataFrame, year: int, rule: DeficitRule, training: TrainingRule
) -> None:
    of_year = true(plans["year"] == year)
    done = true(plans_done(plans, rule))
    routes = {folded(kind) for kind in training.individual_route_kinds}
    kinds = texts(plans["plan_kind"])
    ours = {kind for kind in set(kinds) if folded(kind) in routes}
    is_route = np.array([kind in ours for kind in kinds], dtype=bool)
    codes = plans["teacher_code"].to_numpy()
    reported = plans["municipality_id"].to_numpy()[of_year]
    cards.fact("has_plan", codes[of_year], reported)
    cards.fact("is_plan_done", codes[of_year & done], reported)
    cards.fact("has_route", codes[of_year & is_route], reported)


def _add_help(cards: _Cards, acts: pd.DataFrame) -> None:
    codes, ties, reported = (
        texts(acts[name]) for name in ("teacher_code", "tie", "municipality_id")
    )
    spent: defaultdict[str, list[float | None]] = defaultdict(list)
    for code, hours in zip(codes, known(acts["hours"]), strict=True):
        spent[code].append(hours)
    answered = {code for code, tie in zip(codes, ties, strict=True) if tie == "to_deficit"}
    cards.fact("is_helped", codes, reported)
    cards.fact("is_helped_by_deficit", answered, reported)
    cards.number("help_hours", {code: known_sum(hours) for code, hours in spent.items()})


def _add_mentoring(
    cards: _Cards, mentoring: pd.DataFrame, acts: pd.DataFrame, partners: pd.DataFrame, year: int
) -> None:
    of_year = true(mentoring["year"] == year)
    mentees, mentors, places = (
        mentoring[name].to_numpy()[of_year]
        for name in ("mentee_code", "mentor_code", "municipality_id")
    )
    cards.fact("in_mentoring", [*mentees, *mentors], places)
    cards.fact("is_mentee", mentees, places)
    outside = np.array(texts(mentoring["partner_school_id"]), dtype=object)[of_year] != ""
    known_partners = set(texts(partners["partner_id"])) - {""}
    providers = texts(acts["provider"])
    from_partner = np.array([name in known_partners for name in providers], dtype=bool)
    helped, helped_in = (
        acts[name].to_numpy()[from_partner] for name in ("teacher_code", "municipality_id")
    )
    involved = [*mentees[outside], *mentors[outside], *helped]
    cards.fact("in_network", involved, [*places, *helped_in])


def _add_training(cards: _Cards, courses: pd.DataFrame, year: int, rule: TrainingRule) -> None:
    finished = in_school_years(courses["finished_on"], year, rule.window_years).to_numpy()
    codes, reported = (
        courses[name].to_numpy()[finished] for name in ("teacher_code", "municipality_id")
    )
    literacy = true(courses["is_functional_literacy"])[finished]
    cards.fact("is_trained", codes, reported)
    cards.fact("is_fl_trained", codes[literacy], reported)
    topics, programmes = (texts(courses[name][finished]) for name in ("topic", "programme"))
    themes = [f"{topic} {programme}" for topic, programme in zip(topics, programmes, strict=True)]
    folded_themes = {theme: folded(theme) for theme in set(themes)}
    for name, words in (("management", rule.management_words), ("modern", rule.modern_words)):
        stems = [folded(word) for word in words]
        about = {theme for theme, text in folded_themes.items() if _has_word(text, stems)}
        is_about = np.array([theme in about for theme in themes], dtype=bool)
        cards.fact(f"is_{name}_trained", codes[is_about], reported)


def _has_word(text: str, stems: Iterable[str]) -> bool:
    """Whether some word of a folded text begins with one of the stems."""
    words = "".join(letter if letter.isalnum() else " " for letter in text).split()
    return any(word.startswith(stem) for word in words for stem in stems)


def _add_attestation(
    cards: _Cards, attestation: pd.DataFrame, year: int, rule: TrainingRule
) -> None:
    applied = in_school_years(attestation["date"], year).to_numpy()
    codes, results = (texts(attestation[name][applied]) for name in ("teacher_code", "result"))
    passed = {folded(word) for word in rule.attestation_passed}
    success: dict[str, bool] = {}
    for code, result in zip(codes, map(folded, results), strict=True):
        if result:
            success[code] = success.get(code, False) or result in passed
    cards.known_fact("is_attested", success)


#: The steps from staff to a removed deficit, in order: code → Russian label.
FUNNEL_STEPS = {
    "staff": "Педагогов всего",
    "diagnosed": "Прошли диагностику",
    "with_deficit": "Выявлен дефицит",
    "with_plan": "Составлен план",
    "helped": "Получили помощь по дефициту",
    "removed": "На выходе дефицитов нет",
}


#: Of these, the steps beside the staff: the fact of a card, and the step it is counted of.
_FUNNEL_FACTS = {
    "diagnosed": ("is_diagnosed", "staff"),
    "with_deficit": ("is_deficit_found", "diagnosed"),
    "with_plan": ("has_plan", "with_deficit"),
    "helped": ("is_helped_by_deficit", "with_deficit"),
    "removed": ("is_removed", "with_deficit"),
}


def funnel(cards: pd.DataFrame) -> pd.DataFrame:
    """From staff to removed deficits: one row per step, each step inside those before it.

    Pedagogical staff only. Columns: step, label, teachers (missing when nobody reported the
    facts of the step), of_previous_pct, of_staff_pct. Help is not required to follow a plan,
    so `helped` and `removed` are steps of those with a deficit, not of those with a plan;
    `base` names the step whose teachers are the whole of of_previous_pct.
    """
    counts = funnel_counts(cards, ~cards["is_management"].to_numpy())
    bases = [_FUNNEL_FACTS[step][1] if step in _FUNNEL_FACTS else "" for step in FUNNEL_STEPS]
    of_previous = [
        _percent(count, counts.get(base))
        for count, base in zip(counts.values(), bases, strict=True)
    ]
    of_staff = [_percent(count, counts["staff"]) for count in counts.values()]
    return pd.DataFrame(
        {
            "step": list(FUNNEL_STEPS),
            "label": list(FUNNEL_STEPS.values()),
            "teachers": pd.array(list(counts.values()), dtype="Int64"),
            "base": bases,
            "of_previous_pct": pd.array(of_previous, dtype="Float64"),
            "of_staff_pct": pd.array(of_staff, dtype="Float64"),
        }
    )


def funnel_counts(cards: pd.DataFrame, people: NDArray[np.bool_]) -> dict[str, int | None]:
    """How many of `people` are at each step of `funnel`; None where nobody reported its facts."""
    with_deficit = people & true(cards["has_deficit"])
    counts: dict[str, int | None] = {"staff": int(people.sum())}
    for step, (fact, base) in _FUNNEL_FACTS.items():
        whole = people if base == "staff" else with_deficit
        is_known = bool(cards[fact].notna().to_numpy()[whole].any())
        met = true(cards[fact]) & whole
        counts[step] = int(met.sum()) if is_known or not whole.any() else None
    return counts


def _percent(part: int | None, whole: int | None) -> float | None:
    return part * 100 / whole if part is not None and whole else None
