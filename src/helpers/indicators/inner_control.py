"""Internal evaluation of quality, programmes and control: what the plan asks and what is done.

Here: items of a roadmap about ВСОКО, school programmes and control, and the checks of school
sites, as counts. Not here: deadlines and statuses (`roadmap`), content of the checks: the data
say that a check was held and proven, not what it found.
"""

from __future__ import annotations

import re

import pandas as pd

from helpers import methodology
from helpers.indicators.roadmap_summary import is_provable
from helpers.indicators.scopes import Tables
from helpers.vocabulary import folded

#: What an item may be about, in the order in which the words are looked for.
TOPICS = {
    "evaluation": "внутренняя система оценки качества (ВСОКО)",
    "control": "контроль и проверки",
    "programmes": "программы школ",
}


def control_items(items: pd.DataFrame) -> pd.DataFrame:
    """Items about internal evaluation, control and programmes: one row per item, plan order.

    `items` as `roadmap.Execution.items`. Columns: topic (of `TOPICS`), seq, item_no, section,
    measure, due, status, due_instances, done_instances, records, records_with_evidence,
    last_done_on. Which words make a topic stands in `params/methodology/inner_control.yaml`;
    the first topic that matches is taken. They are beginnings of words that stand in a row, and
    works of pupils («проверочные», «контрольные работы») are taken out of the text first.
    """
    rules = methodology.rules("inner_control")
    words = {name: [_words(text) for text in rules.texts(f"{name}_words")] for name in TOPICS}
    works = [_words(text) for text in rules.texts("pupil_works")]
    topics = [_topic(_words(measure), words, works) for measure in items["measure"]]
    rows = items.assign(topic=pd.Series(topics, index=items.index, dtype="object"))
    columns = ["topic", "seq", "item_no", "section", "measure", "due", "status", "due_instances",
               "done_instances", "records", "records_with_evidence", "last_done_on"]  # fmt: skip
    return rows.dropna(subset="topic")[columns].reset_index(drop=True)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", folded(text))


def _topic(
    measure: list[str], words: dict[str, list[list[str]]], works: list[list[str]]
) -> str | None:
    for work in works:
        while (place := _place(measure, work)) is not None:
            measure = measure[:place] + measure[place + len(work) :]
    return next(
        (name for name, some in words.items() if any(_place(measure, w) is not None for w in some)),
        None,
    )


def _place(text: list[str], beginnings: list[str]) -> int | None:
    """Where words that begin so stand in a row; None where they do not."""
    for place in range(len(text) - len(beginnings) + 1):
        if all(text[place + step].startswith(one) for step, one in enumerate(beginnings)):
            return place
    return None


def by_topic(rows: pd.DataFrame) -> pd.DataFrame:
    """Counts by topic: items, due and done occurrences, done_pct, with_evidence, overdue (items).

    `rows` as `control_items`; `done_pct` is missing where nothing was due, `with_evidence`
    counts items with at least one record that has evidence. Occurrences whose result cannot be
    checked are neither due nor done: those that are due stand aside in `due_unmeasured`.
    """
    provable = is_provable(rows)
    rows = rows.assign(
        due_unmeasured=rows["due_instances"].mask(provable, 0),
        due_instances=rows["due_instances"].where(provable, 0),
        done_instances=rows["done_instances"].where(provable, 0),
        with_evidence=(rows["records_with_evidence"] > 0).astype(int),
        overdue=(rows["status"] == "overdue").astype(int),
    )
    made = rows.groupby("topic", sort=False).agg(
        items=("seq", "size"), due=("due_instances", "sum"),
        due_unmeasured=("due_unmeasured", "sum"), done=("done_instances", "sum"),
        with_evidence=("with_evidence", "sum"), overdue=("overdue", "sum"),
    )  # fmt: skip
    made["done_pct"] = 100 * made["done"] / made["due"].astype("float64").where(made["due"] > 0)
    return made.reindex([name for name in TOPICS if name in made.index]).reset_index()


def site_checks(data: Tables) -> pd.DataFrame:
    """Publications of schools by kind: published, checked, good, faulty, unchecked (counts).

    One row per school and kind. A page that was not checked is neither good nor faulty.
    """
    rows = data.table("publications")
    checked = rows["checked_on"].notna() & rows["is_ok"].notna()
    good = rows["is_ok"].astype("boolean").fillna(False).astype(bool)
    rows = rows.assign(
        published=1,
        checked=checked.astype(int),
        good=(checked & good).astype(int),
        faulty=(checked & ~good).astype(int),
        unchecked=(~checked).astype(int),
        school_id=rows["school_id"].fillna(""),
    )
    names = ["published", "checked", "good", "faulty", "unchecked"]
    return rows.groupby(["school_id", "kind"], sort=True)[names].sum().reset_index()
