"""What the source plans ask the system to do: for each function, where its answer is.

One row per function of the plans. The first column of `BY_FRAME` and `BY_INDICATOR` is the
number of the function in the reading of the plans; the answer must be there for a district of
the demo and must not be empty. Correctness is tested beside each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sized
from pathlib import Path

import pandas as pd
import pytest

from helpers import store
from helpers.indicators import (
    compute,
    context,
    coverage,
    exam_profile,
    inputs,
    journal,
    lists,
    progress,
    task_zones,
    trials,
    works,
)
from helpers.indicators.early_warning import EarlyWarning
from helpers.indicators.low_results import LowResultsList
from helpers.indicators.plan_year import PlanYear
from helpers.indicators.progress import DynamicsRule
from helpers.indicators.school_letter import Letters
from helpers.indicators.teacher_year import TeacherYear
from helpers.params import RunParams
from helpers.provenance import Places

RUN = RunParams(municipality_id="ivanteevsky", year=2022)
Answer = Callable[[store.Data], Sized]


def view(data: store.Data) -> works.Results:
    return works.results(data, RUN, compute(data, RUN), 1)


#: Function → frame that answers it.
BY_FRAME: dict[str, Answer] = {
    "F01 list by the rule": lambda d: LowResultsList(d, 2022).triggers,
    "F01 sensitivity": lambda d: LowResultsList(d, 2022).sensitivity,
    "F01 against official lists": lambda d: LowResultsList(d, 2022).agreement,
    "F02 letter to each school": lambda d: Letters(d, RUN).actions,
    "F05 tasks": lambda d: task_zones.by_task(d, 2022),
    "F06 journal": lambda d: journal.comparison(d, view(d)),
    "F09 trial works": lambda d: trials.trial_to_exam(d, 2022),
    "F09 forecast": lambda d: EarlyWarning(d, 2022).schools,
    "F10 bands of scores": lambda d: exam_profile.score_bands(d, 2022),
    "F10 choice of subjects": lambda d: exam_profile.choice_of_subjects(d, 2022),
    "F12 deficits": lambda d: TeacherYear(d, RUN).by_competence,
    "F13 entry and exit": lambda d: TeacherYear(d, RUN).pairs,
    "F14 plans": lambda d: TeacherYear(d, RUN).plans,
    "F15 help": lambda d: TeacherYear(d, RUN).answered,
    "F18 attestation": lambda d: TeacherYear(d, RUN).categories,
    "F19 staffing": lambda d: TeacherYear(d, RUN).staffing_by_subject,
    "F20 risk groups": lambda d: context.context_tallies(d.table("context"), 2022),
    "F30 execution": lambda d: PlanYear(d, RUN).items,
    "F35 growth": lambda d: progress.school_changes(
        d.table("marks"), d.table("breaks"), 2022, DynamicsRule.stated()
    ),
    "F39 who wrote": lambda d: coverage.by_work(view(d)),
    "F42 flow of lists": lambda d: lists.flow(d, 2022),
}
#: Function → indicator that answers it.
BY_INDICATOR = {
    "F03": "oge9.math.passed_share.final", "F04": "vpr5.math.positive_share",
    "F12": "teachers.deficit_share", "F13": "teachers.deficits_removed_share",
    "F14": "teachers.plan_done_share", "F15": "teachers.helped_share",
    "F16": "teachers.mentoring_share", "F17": "staff.trained_share",
    "F18": "teachers.attested_share", "F20": "pupils.risk_share", "F21": "pupils.ovz_share",
    "F23": "pupils.events_participants", "F24": "schools.material_base_ready_share",
    "F25": "schools.satisfaction_score", "F26": "parents.involved_share",
    "F28": "teachers.network_share", "F29": "practices.published_count",
    "F34": "schools.own_roadmap_share", "F35": "schools.effective_mode_share",
    "F36": "events.group_analysis_count", "F37": "schools.self_assessed_share",
    "F39": "vpr.forms_filled_share", "F41": "quality.gap_to_district",
    "F42": "schools.shnor_share", "F43": "schools.in_events_share",
}  # fmt: skip


@pytest.fixture(scope="module")
def data(demo: Path) -> store.Data:
    return store.open(RUN, demo)


@pytest.fixture(scope="module")
def values(data: store.Data) -> pd.DataFrame:
    return compute(data, RUN)


@pytest.mark.parametrize("name", BY_FRAME)
def test_function_of_the_plans_has_a_frame(data: store.Data, name: str) -> None:
    assert len(BY_FRAME[name](data)) > 0


@pytest.mark.parametrize("name", BY_INDICATOR)
def test_function_of_the_plans_has_an_indicator(values: pd.DataFrame, name: str) -> None:
    found = values[values["indicator_id"] == BY_INDICATOR[name]]
    assert (found["status"] == "ok").any(), BY_INDICATOR[name]


def test_every_value_of_the_demo_can_be_traced_to_cells(
    data: store.Data, values: pd.DataFrame
) -> None:
    places = Places(data.store)
    for name in values.loc[values["status"] == "ok", "indicator_id"].unique():
        found = inputs.inputs(data, RUN, name)
        assert found, name
        for source in found:
            record = source.rows.iloc[0].to_dict()
            for column in source.columns or ("",):
                place = places.address(source.table, record, column)
                assert place.file and place.row, (name, source.table, column)
