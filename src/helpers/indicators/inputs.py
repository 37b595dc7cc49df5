"""What an indicator is counted from: tables, columns, and the stored rows of one value.

Here: indicator → rows of the store. Not here: the arithmetic (`results` and its neighbours)
and the cells of source files (`provenance` of the command line's floor).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from helpers import vocabulary
from helpers.indicators import catalogue, exam_inputs, scopes
from helpers.indicators.events import EventRule, known_programmes
from helpers.indicators.marks import MARKS
from helpers.indicators.periods import school_year_end, school_year_start
from helpers.params import RunParams

Columns = tuple[str, ...]

#: Measure of a family → table → columns it is counted from.
_FAMILY: Mapping[str, Mapping[str, Columns]] = {
    "positive_share": {"marks": MARKS},
    "quality_share": {"marks": MARKS},
    "mark_2_share": {"marks": MARKS},
    "mean_mark": {"marks": MARKS},
    "sou": {"marks": MARKS},
    "quality_gap_to_district": {"marks": MARKS},
    "quality_gap_to_others": {"marks": MARKS},
    "participation_share": {"marks": ("enrolled", "participants")},
    "passed_share": {
        "marks": MARKS, "exams": ("sat", "below_min_first", "below_min_final"),
    },
    "passed_share.first": {"marks": MARKS, "exams": ("sat", "below_min_first")},
    "passed_share.final": {"marks": MARKS, "exams": ("sat", "below_min_first", "below_min_final")},
    "below_min_share": {
        "marks": MARKS, "exams": ("sat", "below_min_first", "below_min_final"),
    },
    "mean_score": {"exams": ("sat", "mean_score")},
    "year_mark_confirmed_share": {
        "exams": ("year_mark_confirmed", "year_mark_lower", "year_mark_higher"),
    },
}  # fmt: skip

#: Beginning of a name → table → columns; the longest beginning that fits counts.
_NAMED: Mapping[str, Mapping[str, Columns]] = {
    "gia": {"admission": ("enrolled", "admitted", "certified")},
    "exam.": {"exams": ("year_mark_confirmed", "year_mark_lower", "year_mark_higher")},
    "quality.": {"marks": MARKS},
    "results.": {"marks": MARKS},
    "pupils.": {"context": ("pupils",)},
    "pupils.risk_share": {"context": ("risk_group", "pupils")},
    "pupils.risk.accompanied": {"context": ("risk_accompanied", "risk_group", "pupils")},
    "pupils.risk.results": {"context": ("risk_results_measures", "risk_group", "pupils")},
    "pupils.ovz": {"context": ("pupils", "ovz")},
    "pupils.events": {"participation": ("pupils",)},
    "events.": {"events": ("kind",)},
    "practices.": {"publications": ("kind", "published_on")},
    "schools.shnor": {"shnor_register": ("source",), "schools": ()},
    "schools.positive": {"marks": MARKS},
    "schools.effective": {"marks": MARKS, "shnor_register": ("source",)},
    "schools.objectivity": {
        "individual": ("primary_score", "journal_mark"),
        "marks": ("mean_primary",),
        "score_distribution": ("participants",),
        "reference": ("value",),
    },
    "schools.material": {"material": ("state",)},
    "schools.satisfaction": {"satisfaction": ("score",)},
    "schools.in_events": {"participation": ()},
    "schools.self": {"self_assessment": ("level",)},
    "schools.own": {"plan_frames": ("period_start", "period_end")},
    "parents.": {"parents": ("took_part", "total")},
    "vpr.": {"marks": ("participants",)},
    "teachers.": {"teachers": ()},
    "teachers.deficit": {"teachers": (), "diagnostics": ("score", "max_score")},
    "teachers.diagnosed": {"teachers": (), "diagnostics": ("score",)},
    "teachers.subject": {"teachers": (), "diagnostics": ("score", "max_score")},
    "teachers.entry": {"diagnostics": ("score", "max_score")},
    "teachers.plan": {"teachers": (), "plans": ("items", "items_done", "closed_on")},
    "teachers.mentoring": {"teachers": (), "mentoring": ()},
    "teachers.network": {"teachers": (), "mentoring": ("partner_school_id",)},
    "teachers.helped": {"teachers": (), "help": ("hours",)},
    "teachers.fl": {"teachers": (), "courses": ("is_functional_literacy", "finished_on")},
    "teachers.attested": {"attestation": ("category_sought", "result")},
    "staff.": {"teachers": (), "courses": ("topic", "finished_on")},
    "staff.idp": {"teachers": (), "plans": ("plan_kind", "made_on")},
    "staff.iom": {"plans": ("plan_kind", "made_on")},
    "staff.young": {"staffing": ("hours_needed", "hours_by_specialist", "hours_by_other")},
    "programmes.updated": {"publications": ("kind", "published_on")},
    "programmes.teacher": {"plans": ("items", "items_done", "closed_on")},
    "programmes.shnor": {"events": ("kind",), "participation": ("teachers",)},
    "system.": {"diagnostics": (), "plans": (), "help": (), "mentoring": (), "events": ()},
    "roadmap.": {"roadmap_progress": ("participants", "denominator")},
}


@dataclass(frozen=True)
class Input:
    """Rows of one table that a value is counted from, and the columns that matter."""

    table: str
    columns: Columns
    rows: pd.DataFrame


def columns_of(indicator_id: str) -> Mapping[str, Columns]:
    """Table → columns of an indicator; empty for one that has no number."""
    family = catalogue.parts(indicator_id)
    if family is not None:
        return _FAMILY.get(family.measure, {})
    name = indicator_id.removesuffix(catalogue.AS_WRITTEN)
    fitting = [beginning for beginning in _NAMED if name.startswith(beginning)]
    return _NAMED[max(fitting, key=len)] if fitting else {}


def inputs(
    data: scopes.Tables, run: RunParams, indicator_id: str, school_id: str = ""
) -> list[Input]:
    """Stored rows behind an indicator of a run, for one school or for all of them."""
    found = []
    for table, columns in columns_of(indicator_id).items():
        rows = data.table(table)
        if indicator_id == "programmes.updated_share":
            rows = known_programmes(rows, run.year, EventRule.stated())
        else:
            rows = _of_year(rows, run.year)
        family = catalogue.parts(indicator_id)
        if family is not None and table in ("marks", "exams"):
            rows = _of_series(rows, table, family)
            if family.measure in exam_inputs.MEASURES:
                rows = exam_inputs.standing(rows, table, data, run, family)
        if school_id:
            rows = _of_school(rows, table, school_id, data)
        if len(rows):
            found.append(Input(table, columns, rows.reset_index(drop=True)))
    return found


def _of_year(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Rows of a school year: by their year, else by their date; undated rows all count."""
    for name in ("year", "results_year"):
        if name in rows:
            return rows[(rows[name] == year).fillna(False)]
    for name in ("date", "started_on", "done_on", "published_on"):
        if name in rows:
            inside = (rows[name] >= pd.Timestamp(school_year_start(year))) & (
                rows[name] <= pd.Timestamp(school_year_end(year))
            )
            return rows[inside]
    return rows


def _of_series(rows: pd.DataFrame, table: str, family: catalogue.Parts) -> pd.DataFrame:
    """Rows of the procedure, grade, subject and level that a family name speaks of."""
    codes = {slug: [] for slug in vocabulary.PROCEDURE_SLUGS.values()}  # type: dict[str, list[str]]
    for code, slug in vocabulary.PROCEDURE_SLUGS.items():
        codes[slug].append(code)
    codes["egegve"] = [*codes["ege"], *codes["gve"], "any"]
    procedure = rows["procedure" if table == "marks" else "form"]
    same = procedure.isin(codes[family.procedure]) & (rows["subject"] == family.subject)
    same &= (rows["grade"] == family.grade).fillna(False)
    if family.level:
        same &= rows["level"] == family.level
    return rows[same]


def _of_school(rows: pd.DataFrame, table: str, school_id: str, data: scopes.Tables) -> pd.DataFrame:
    if "scope_id" in rows:
        return rows[(rows["scope_type"] == "school") & (rows["scope_id"] == school_id)]
    if "school_id" in rows:
        return rows[rows["school_id"] == school_id]
    teachers = data.table("teachers")
    own = set(teachers.loc[teachers["school_id"] == school_id, "teacher_code"])
    for name in ("teacher_code", "mentee_code"):
        if name in rows:
            return rows[rows[name].isin(own)]
    return rows
