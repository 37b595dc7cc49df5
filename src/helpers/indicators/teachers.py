"""The card of each teacher of a year, and the way from diagnosis to a removed deficit.

Here: one row per teacher with what is known of diagnosis, plan, help, mentoring, courses,
attestation; the funnel. Not here: how a deficit is found (`deficits`), how help is tied to
it (`help`), shares by school and district (`teacher_values`).

What nobody reported is missing, not false: when a municipality has no row of a table for
the period, the facts of that table are missing on the cards of all its teachers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from helpers import methodology
from helpers.indicators import deficits, help
from helpers.indicators.deficits import DeficitRule
from helpers.indicators.once import once
from helpers.indicators.periods import in_school_years
from helpers.indicators.rows import folded_texts
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
        staff = teachers[teachers["year"] == year].drop_duplicates("teacher_code")
        self.frame = staff[["teacher_code", "school_id", "municipality_id"]].copy()
        for flag in ("is_management", "is_young"):
            self.frame[flag] = staff[flag].fillna(False).astype(bool)
        self.frame = self.frame.sort_values("teacher_code", kind="stable").reset_index(drop=True)

    def fact(self, name: str, codes: Iterable[str], reported_in: pd.Series) -> None:
        """A true/false fact: true for `codes`, missing where the municipality was silent."""
        held = self.frame["teacher_code"].isin(set(codes)).to_numpy(dtype=bool)
        told = self.frame["municipality_id"].isin(set(reported_in)).to_numpy(dtype=bool)
        self.frame[name] = pd.arrays.BooleanArray(held & told, ~told)

    def known_fact(self, name: str, values: pd.Series) -> None:
        """A true/false fact that is known only for the codes in the index of `values`."""
        known: Mapping[str, bool] = {str(code): bool(value) for code, value in values.items()}
        self.frame[name] = pd.array(
            [known.get(code) for code in self.frame["teacher_code"]], dtype="boolean"
        )

    def number(self, name: str, values: pd.Series) -> None:
        """A number by teacher code, missing for those not in `values`."""
        self.frame[name] = self.frame["teacher_code"].map(values).astype("Float64")


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
    reported = measured.loc[in_school_years(measured["date"], year), "municipality_id"]
    found = deficits.found_in(measured, year)
    _add_diagnosis(cards, found, reported)
    left = deficits.left_at_exit(measured, year)["teacher_code"]
    _add_change(cards, deficits.pairs_in(measured, year, rule), left, reported, rule)
    _add_plans(cards, tables["plans"], year, rule, training)
    _add_help(cards, help.tied_help(tables["help"], found, year))
    _add_mentoring(cards, tables, year)
    _add_training(cards, tables["courses"], year, training)
    _add_attestation(cards, tables["attestation"], year, training)
    return cards.frame


def _add_diagnosis(cards: _Cards, found: pd.DataFrame, reported: pd.Series) -> None:
    scored = found[found["is_deficit"].notna()]
    below = scored[scored["is_deficit"].astype(bool)]
    cards.fact("is_diagnosed", scored["teacher_code"], reported)
    cards.fact("is_deficit_found", below["teacher_code"], reported)
    cards.known_fact("has_deficit", scored.groupby("teacher_code")["is_deficit"].any())
    cards.number("deficits", scored.groupby("teacher_code")["is_deficit"].sum())


def _add_change(
    cards: _Cards, pairs: pd.DataFrame, left: pd.Series, reported: pd.Series, rule: DeficitRule
) -> None:
    """Facts of entry and exit; `left` are codes of teachers with any deficit at exit."""
    pairs = pairs[pairs["change"] != "not_measured"]
    by_teacher = pairs.assign(
        had=pairs["change"].isin(deficits.CHANGES_OF_DEFICIT),
        still=pairs["change"].isin(deficits.CHANGES_OF_DEFICIT) & (pairs["change"] != "removed"),
    ).groupby("teacher_code")[["had", "still"]]
    any_of = by_teacher.any()
    cleared, low = any_of["had"] & ~any_of["still"], any_of.index.isin(left)
    cards.known_fact("had_entry_deficit", any_of["had"])
    cards.known_fact("is_removed", cleared & ~low)
    cards.known_fact("has_new_deficit", cleared & low)
    both = pairs[pairs["change_points"].notna()]
    for name, wanted in (
        ("subject", rule.subject_competences),
        ("growth", rule.growth_competences),
    ):
        part = both[folded_texts(both["competence"]).isin({folded(word) for word in wanted})]
        cards.number(f"{name}_change", part.groupby("teacher_code")["change_points"].mean())
    grown = cards.frame.loc[cards.frame["subject_change"].fillna(0) > 0, "teacher_code"]
    cards.fact("has_grown_subject", grown, reported)
    cards.known_fact(
        "has_grown", cards.frame.set_index("teacher_code")["growth_change"].dropna() > 0
    )


def plans_done(plans: pd.DataFrame, rule: DeficitRule) -> pd.Series:
    """Whether each plan is carried out: nullable, one value per row.

    With known items: `items_done` reaches the required share of `items`. Without them a
    closing date means done. A plan without items, done items or closing date is missing.
    """
    counted = (plans["items"].fillna(0) > 0) & plans["items_done"].notna()
    share = plans["items_done"] * 100 / plans["items"].where(plans["items"] > 0)
    done = (share >= rule.plan_done_pct).astype("boolean")
    return done.where(
        counted,
        plans["closed_on"]
        .notna()
        .astype("boolean")
        .mask(plans["closed_on"].isna() & plans["items_done"].isna()),
    )


def _add_plans(
    cards: _Cards, plans: pd.DataFrame, year: int, rule: DeficitRule, training: TrainingRule
) -> None:
    of_year = plans[plans["year"] == year]
    reported = of_year["municipality_id"]
    done = plans_done(of_year, rule).fillna(False).astype(bool)
    routes = {folded(kind) for kind in training.individual_route_kinds}
    is_route = folded_texts(of_year["plan_kind"]).isin(routes)
    cards.fact("has_plan", of_year["teacher_code"], reported)
    cards.fact("is_plan_done", of_year.loc[done, "teacher_code"], reported)
    cards.fact("has_route", of_year.loc[is_route, "teacher_code"], reported)


def _add_help(cards: _Cards, acts: pd.DataFrame) -> None:
    to_deficit = acts.loc[acts["tie"] == "to_deficit", "teacher_code"]
    cards.fact("is_helped", acts["teacher_code"], acts["municipality_id"])
    cards.fact("is_helped_by_deficit", to_deficit, acts["municipality_id"])
    cards.number("help_hours", acts.groupby("teacher_code")["hours"].sum(min_count=1))


def _add_mentoring(cards: _Cards, tables: Mapping[str, pd.DataFrame], year: int) -> None:
    pairs = tables["mentoring"][tables["mentoring"]["year"] == year]
    both = pd.concat([pairs["mentee_code"], pairs["mentor_code"]])
    cards.fact("in_mentoring", both, pairs["municipality_id"])
    cards.fact("is_mentee", pairs["mentee_code"], pairs["municipality_id"])
    outside = pairs[pairs["partner_school_id"].fillna("") != ""]
    acts = help.acts_of_year(tables["help"], year)
    from_partner = acts[acts["provider"].isin(set(tables["partners"]["partner_id"].dropna()))]
    involved = pd.concat(
        [outside["mentee_code"], outside["mentor_code"], from_partner["teacher_code"]]
    )
    reported = pd.concat([pairs["municipality_id"], from_partner["municipality_id"]])
    cards.fact("in_network", involved, reported)


def _add_training(cards: _Cards, courses: pd.DataFrame, year: int, rule: TrainingRule) -> None:
    finished = courses[in_school_years(courses["finished_on"], year, rule.window_years)]
    reported = finished["municipality_id"]
    themes = folded_texts(finished["topic"].fillna("") + " " + finished["programme"].fillna(""))
    literacy = finished["is_functional_literacy"].fillna(False).astype(bool)
    codes = finished["teacher_code"]
    cards.fact("is_trained", codes, reported)
    cards.fact("is_fl_trained", codes[literacy], reported)
    for name, words in (("management", rule.management_words), ("modern", rule.modern_words)):
        stems = [folded(word) for word in words]
        about = [text for text in themes.unique() if _has_word(text, stems)]
        cards.fact(f"is_{name}_trained", codes[themes.isin(about)], reported)


def _has_word(text: str, stems: Iterable[str]) -> bool:
    """Whether some word of a folded text begins with one of the stems."""
    words = "".join(letter if letter.isalnum() else " " for letter in text).split()
    return any(word.startswith(stem) for word in words for stem in stems)


def _add_attestation(
    cards: _Cards, attestation: pd.DataFrame, year: int, rule: TrainingRule
) -> None:
    applied = attestation[in_school_years(attestation["date"], year)]
    result = folded_texts(applied["result"])
    judged = applied[result != ""]
    passed = {folded(word) for word in rule.attestation_passed}
    success = result[result != ""].isin(passed)
    cards.known_fact("is_attested", success.groupby(judged["teacher_code"]).any())


#: The steps from staff to a removed deficit, in order: code → Russian label.
FUNNEL_STEPS = {
    "staff": "Педагогов всего",
    "diagnosed": "Прошли диагностику",
    "with_deficit": "Выявлен дефицит",
    "with_plan": "Составлен план",
    "helped": "Получили помощь по дефициту",
    "removed": "На выходе дефицитов нет",
}


def funnel(cards: pd.DataFrame) -> pd.DataFrame:
    """From staff to removed deficits: one row per step, each step inside those before it.

    Pedagogical staff only. Columns: step, label, teachers (missing when nobody reported the
    facts of the step), of_previous_pct, of_staff_pct. Help is not required to follow a plan,
    so `helped` and `removed` are steps of those with a deficit, not of those with a plan;
    `base` names the step whose teachers are the whole of of_previous_pct.
    """
    people = cards[~cards["is_management"]]
    with_deficit = people["has_deficit"].fillna(False).astype(bool)
    facts = {
        "diagnosed": (people["is_diagnosed"], "staff"),
        "with_deficit": (people["is_deficit_found"], "diagnosed"),
        "with_plan": (people["has_plan"].where(with_deficit, False), "with_deficit"),
        "helped": (people["is_helped_by_deficit"].where(with_deficit, False), "with_deficit"),
        "removed": (people["is_removed"].where(with_deficit, False), "with_deficit"),
    }
    counts: dict[str, int | None] = {"staff": len(people)}
    for step, (flag, _) in facts.items():
        whole = people.index if step == "diagnosed" else people.index[with_deficit]
        known = bool(flag.loc[whole].notna().any())
        counts[step] = int(flag.fillna(False).sum()) if known or not len(whole) else None
    rows = []
    for step, label in FUNNEL_STEPS.items():
        base = facts[step][1] if step in facts else ""
        rows.append(
            {
                "step": step,
                "label": label,
                "teachers": counts[step],
                "base": base,
                "of_previous_pct": _percent(counts[step], counts.get(base)),
                "of_staff_pct": _percent(counts[step], counts["staff"]),
            }
        )
    table = pd.DataFrame(rows)
    table["teachers"] = table["teachers"].astype("Int64")
    shares = ["of_previous_pct", "of_staff_pct"]
    table[shares] = table[shares].astype("Float64")
    return table


def _percent(part: int | None, whole: int | None) -> float | None:
    return part * 100 / whole if part is not None and whole else None
