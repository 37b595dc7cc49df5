"""What the source plans ask the system to do: for each function, where its answer is.

Every function F01–F43 of the plans is answered by a frame that `shnor frame` prints or by an
indicator of `shnor indicators`; the answer must be there for a district of the demo and must not
be empty. Correctness is tested beside each of them: the new ones in
`test_answers_on_small_tables`.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest
from spec.small_tables import SmallData, table
from support import Command

from helpers import store
from helpers.errors import ParameterError
from helpers.frames import FRAMES
from helpers.frames.columns import cell_text, heading
from helpers.indicators import compute, inputs
from helpers.params import RunParams
from helpers.provenance import Places

RUN = RunParams(municipality_id="ivanteevsky", year=2022)
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
#: Frames without a case in the demo district: no study in its works, a region is needed, the plan
#: has no stages or no item that counts participants.
NO_CASE = {"studies", "expected_results", "stage_effect", "measure_participation"}
#: Frames of dear objects that other tests make on the demo (letters, warning, signs by year).
DEAR = {
    "letters", "risks", "objectivity_years", "against_peers", "resilient_schools",
    "partner_proposals", "yearly_values",
}  # fmt: skip


@pytest.fixture(scope="module")
def data(demo: Path) -> store.Data:
    return store.open(RUN, demo)


@pytest.fixture(scope="module")
def values(data: store.Data) -> pd.DataFrame:
    return compute(data, RUN)


def test_every_function_of_the_plans_has_an_answer() -> None:
    answered = {function for item in FRAMES.values() for function in item.functions}
    assert answered | set(BY_INDICATOR) == {f"F{number:02d}" for number in range(1, 44)}


@pytest.mark.parametrize("name", sorted(set(FRAMES) - NO_CASE - DEAR))
def test_frame_of_the_demo_has_rows_that_a_person_can_read(data: store.Data, name: str) -> None:
    rows = FRAMES[name].make(data, RUN)
    assert len(rows) > 0
    for column in FRAMES[name].shown:
        assert heading(column, FRAMES[name].labels) != column or column == "q"
        words = {cell_text(column, cell) for cell in rows[column].astype(object)}
        assert not words & {"nan", "None", "<NA>", "NaT", "True", "False"}


#: A plan without stages, an item of it, a promise: parts that a plan may lack.
PLAN_PARTS = {
    "plan_frames": {"plan_id": "p", "frame": "school", "period_start": dt.date(2021, 9, 1),
                    "period_end": dt.date(2022, 8, 31)},
    "roadmap_items": {"plan_id": "p", "seq": 1, "item_no": "1", "measure": "Семинар",
                      "term_raw": "ноябрь 2021", "result_raw": "Справка"},
    "targets": {"indicator_id": "vpr5.math.quality_share", "year": 2022, "target": 40},
}  # fmt: skip


@pytest.mark.parametrize("name", FRAMES)
def test_frame_of_an_empty_store_is_empty_and_has_its_columns(name: str) -> None:
    try:
        rows = FRAMES[name].make(SmallData({}), RUN)  # type: ignore[arg-type]
    except ParameterError as error:
        # only a frame about a roadmap may ask for one, and then it is made of any
        assert "shnor list plans" in str(error)
        for lacking in ("roadmap_items", "targets"):
            given = {one: table(one, row) for one, row in PLAN_PARTS.items() if one != lacking}
            rows = FRAMES[name].make(SmallData(given), RUN)  # type: ignore[arg-type]
            assert set(FRAMES[name].shown) <= set(rows.columns)
        return
    assert set(FRAMES[name].shown) <= set(rows.columns)
    assert name == "staff_coverage" or rows.empty


def test_frame_is_one_json_document_a_table_and_a_text(shnor: Command, demo: Path) -> None:
    asked = ("frame", "low_result_triggers", "-m", "ivanteevsky", "-y", "2022", "--data", demo)
    document = shnor(*asked, "--format", "json").json
    assert document["functions"] == ["F01"]
    assert list(document["rows"][0]) == document["columns"]
    lines = shnor(*asked, "--format", "csv").out.splitlines()
    assert lines[0].split(";") == document["columns"]
    assert len(lines) == len(document["rows"]) + 1
    text = shnor(*asked).out
    assert document["title"] in text and document["reading"] in text
    assert all(row["school_id"] in text for row in document["rows"])
    json.dumps(document, allow_nan=False)


def test_misspelt_frame_names_the_nearest(shnor: Command, demo: Path) -> None:
    ran = shnor("frame", "leader", "-m", "ivanteevsky", "-y", "2022", "--data", demo)
    assert ran.code == 2
    assert "leaders" in ran.err and "shnor list frames" in ran.err


def test_list_of_frames_names_the_functions(shnor: Command) -> None:
    rows = {row["frame"]: row for row in shnor("list", "frames", "--format", "json").json}
    assert set(rows) == set(FRAMES)
    assert rows["term_marks"]["functions"] == ["F08"]


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
